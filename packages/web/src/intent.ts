/**
 * Idempotency keys of what a person set out to do. A key is made once per intent and kept in sessionStorage until the server
 * has given a final answer, so that a retry after a lost connection, or after a reload, replays instead of acting twice.
 */
import { isOpenQuestion, type Result } from './api.ts'

const PREFIX = 'feiqian.intent.'

/** The key of this intent: the one kept from an unanswered attempt, else a new one. */
function keyOf(intent: string): string {
  const kept = sessionStorage.getItem(PREFIX + intent)
  if (kept !== null) return kept
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const made = `web_${Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')}`
  sessionStorage.setItem(PREFIX + intent, made)
  return made
}

/** Whether an attempt at this intent is still without a final answer. */
export const isUnanswered = (intent: string): boolean => sessionStorage.getItem(PREFIX + intent) !== null

/** Forgets the intent: its outcome is known by other means. */
export const settleIntent = (intent: string): void => sessionStorage.removeItem(PREFIX + intent)

/** Runs one attempt under the intent's key. A final answer, good or bad, ends the intent; anything else keeps the key. */
export async function attempt<T>(intent: string, act: (idempotencyKey: string) => Promise<Result<T>>): Promise<Result<T>> {
  const result = await act(keyOf(intent))
  if (result.ok || !isOpenQuestion(result.problem)) settleIntent(intent)
  return result
}
