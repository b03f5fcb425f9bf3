/**
 * Telling genuine webhooks from others: Standard Webhooks 1.0.0, HMAC-SHA256 over `id.timestamp.body`, compared in constant time.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { FeiqianSignatureError } from './errors.ts'
import type { Item } from './types.ts'

/** What events are about, by the first word of their type. */
type Things = {
  readonly payment: Item<'/v1/payments'>
  readonly refund: Item<'/v1/refunds'>
  readonly payout: Item<'/v1/payouts'>
  readonly mandate: Item<'/v1/wallet/mandates'>
}

type EventAbout<Name extends keyof Things> = {
  readonly type: `${Name}.${string}`
  /** When it happened, RFC 3339. */
  readonly timestamp: string
  /** The event's id, the same at every attempt: remember it to ignore repeats. */
  readonly id: string
  /** `truncated`: the object was too large and is its id alone; fetch the event for the whole. */
  readonly data: { readonly object: Things[Name]; readonly truncated?: true }
}

/** `if (event.type === 'payment.succeeded')` tells the compiler that `event.data.object` is a payment. */
export type WebhookEvent = { [Name in keyof Things]: EventAbout<Name> }[keyof Things]

type HeaderSource = Headers | Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * Checks a webhook and returns what it says. `body` is the raw body as it arrived: parsing and printing it again breaks the
 * signature. `secret` may be several while you rotate. Messages older or newer than `toleranceSeconds` are refused (replays).
 *
 * @throws FeiqianSignatureError
 */
export function verifyWebhook(
  body: string | Uint8Array,
  headers: HeaderSource,
  secret: string | readonly string[],
  toleranceSeconds = 300,
): WebhookEvent {
  const id = headerOf(headers, 'webhook-id')
  const timestamp = headerOf(headers, 'webhook-timestamp')
  const signatures = headerOf(headers, 'webhook-signature')
  if (id === null || timestamp === null || signatures === null)
    throw new FeiqianSignatureError('headers_missing', 'webhook-id, webhook-timestamp and webhook-signature are required.')
  if (!/^\d{1,12}$/.test(timestamp)) throw new FeiqianSignatureError('timestamp_invalid', 'webhook-timestamp is not a number of seconds.')
  const age = Date.now() / 1_000 - Number(timestamp)
  if (age > toleranceSeconds) throw new FeiqianSignatureError('timestamp_too_old', `The message is ${Math.round(age)} seconds old.`)
  if (age < -toleranceSeconds) throw new FeiqianSignatureError('timestamp_too_new', `The message is ${Math.round(-age)} seconds ahead.`)

  const raw = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), raw])
  const expected = (typeof secret === 'string' ? [secret] : secret).map(each => createHmac('sha256', keyOf(each)).update(signed).digest())
  const given = signatures.split(' ').flatMap(each => (each.startsWith('v1,') ? [Buffer.from(each.slice(3), 'base64')] : []))
  const genuine = expected.some(digest => given.some(each => each.length === digest.length && timingSafeEqual(each, digest)))
  if (!genuine)
    throw new FeiqianSignatureError('signature_mismatch', 'No signature matches: check the secret, and that the body is the raw one.')
  try {
    return JSON.parse(raw.toString('utf8')) as WebhookEvent
  } catch {
    throw new FeiqianSignatureError('body_invalid', 'The body is not JSON.')
  }
}

/** Signs as the platform does: for tests of your own receiver. Returns the three headers. */
export function signWebhook(body: string, secret: string, id: string, timestampSeconds = Math.floor(Date.now() / 1_000)) {
  const digest = createHmac('sha256', keyOf(secret)).update(`${id}.${timestampSeconds}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': String(timestampSeconds), 'webhook-signature': `v1,${digest}` }
}

function keyOf(secret: string): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  if (key.length === 0) throw new FeiqianSignatureError('secret_invalid', 'The secret is empty: it looks like whsec_ and base64.')
  return key
}

function headerOf(headers: HeaderSource, name: string): string | null {
  if (headers instanceof Headers) return headers.get(name)
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  return typeof found === 'string' ? found : (found?.[0] ?? null)
}
