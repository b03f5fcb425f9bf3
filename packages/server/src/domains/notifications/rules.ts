/**
 * Decisions about webhooks: when to try again, when to give up, what the message says. Pure; nothing here reads a clock.
 */
import { formatId } from '../../kernel/ids.ts'
import { retryDelayMs } from '../../kernel/retries.ts'
import type { SendResult } from '../../platform/sending.ts'
import type { Event } from './types.ts'

/** How long the old secret goes on signing after a rotation. */
export const ROTATION_OVERLAP_MS = 24 * 3_600_000

/** Standard Webhooks asks for less than 20 KB; above it the message carries a reference instead of the object. */
export const PAYLOAD_BYTES_MAX = 20_000

export const ENDPOINTS_PER_MERCHANT_MAX = 16

export const REPLAY_EVENTS_MAX = 10_000

export type Verdict =
  | { readonly state: 'succeeded' }
  | { readonly state: 'pending'; readonly waitMs: number }
  | { readonly state: 'failed'; readonly endpoint: 'gone' | 'exhausted' }

/** What follows from an answer. 2xx alone is success (a redirect is not); 410 ends the endpoint; everything else is tried again. */
export function judge(result: SendResult, made: number, random: () => number): Verdict {
  if (result.status !== null && result.status >= 200 && result.status < 300) return { state: 'succeeded' }
  if (result.status === 410) return { state: 'failed', endpoint: 'gone' }
  const waitMs = retryDelayMs(made, random)
  return waitMs === null ? { state: 'failed', endpoint: 'exhausted' } : { state: 'pending', waitMs }
}

/**
 * The body of the message, byte for byte the same at every attempt. An object that would make it reach 20 KB is replaced by
 * its id, with `truncated: true`; GET /v1/events/:id has the whole.
 */
export function messageOf(event: Event): string {
  const id = formatId('evt', event.id)
  const head = `{"type":${JSON.stringify(event.type)},"timestamp":"${event.createdAt.toISOString()}","id":"${id}","data":`
  const whole = `${head}{"object":${event.object}}}`
  if (Buffer.byteLength(whole) < PAYLOAD_BYTES_MAX) return whole
  const object: unknown = JSON.parse(event.object)
  const { id: objectId = null, object: kind = null } =
    typeof object === 'object' && object !== null ? (object as { id?: unknown; object?: unknown }) : {}
  return `${head}${JSON.stringify({ object: { id: objectId, object: kind }, truncated: true })}}`
}

/**
 * Topics of one batch as NOTIFY payloads: each once, separated by spaces, every payload below `bytesMax` (PostgreSQL allows
 * 7,999). Topics are public ids and tokens, so a character is a byte.
 */
export function chunkTopics(lists: readonly string[], bytesMax = 7_500): string[] {
  const topics = new Set<string>()
  for (const list of lists) for (const topic of list.split(' ')) if (topic !== '' && topic.length < bytesMax) topics.add(topic)
  const chunks: string[] = []
  let chunk: string[] = []
  let bytes = 0
  for (const topic of topics) {
    if (bytes + topic.length >= bytesMax) {
      chunks.push(chunk.join(' '))
      chunk = []
      bytes = 0
    }
    chunk.push(topic)
    bytes += topic.length + 1
  }
  if (chunk.length > 0) chunks.push(chunk.join(' '))
  return chunks
}
