/**
 * Notes which operations and codes the tests met, in the file that FEIQIAN_EXERCISED_FILE names; scripts/check-exercised.ts
 * reads it when a whole run has ended. Every server of a test gets `noteExercised` as its `observe`.
 */
import { appendFileSync } from 'node:fs'

/** One answer: the operation, its HTTP status, and the code when it was a problem. */
export function noteExercised(operation: string, status: number, code: string | null): void {
  const file = process.env.FEIQIAN_EXERCISED_FILE
  if (file !== undefined) appendFileSync(file, `${operation}\t${status}\t${code ?? ''}\n`)
}
