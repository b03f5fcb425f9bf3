/**
 * Signatures of the simulated house's protocol, on our side: HMAC-SHA256 over method, path, timestamp, nonce and body digest,
 * within a window of 300 s, each nonce once. Written from the protocol, not shared with the simulator.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export const WINDOW_SECONDS = 300

export const HEADER = {
  institution: 'clearing-institution',
  timestamp: 'clearing-timestamp',
  nonce: 'clearing-nonce',
  signature: 'clearing-signature',
} as const

export const sha256Hex = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const mac = (secret: string, parts: readonly string[]): string =>
  createHmac('sha256', secret)
    .update(`${parts.join('\n')}\n`)
    .digest('hex')

export type Signed = { readonly timestamp: string; readonly nonce: string; readonly signature: string }

export function signRequest(secret: string, method: string, path: string, body: string, now: Date): Signed {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const nonce = randomBytes(16).toString('hex')
  return { timestamp, nonce, signature: mac(secret, [method, path, timestamp, nonce, sha256Hex(body)]) }
}

const equal = (a: string, b: string): boolean => {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

const inWindow = (timestamp: string, now: Date): boolean =>
  /^\d{1,12}$/.test(timestamp) && Math.abs(now.getTime() / 1000 - Number(timestamp)) <= WINDOW_SECONDS

/** An answer is bound to the request by its nonce. */
export function responseIsSigned(
  secret: string,
  response: { readonly status: number; readonly timestamp: string; readonly signature: string; readonly body: Uint8Array },
  requestNonce: string,
  now: Date,
): boolean {
  const expected = mac(secret, ['response', String(response.status), response.timestamp, requestNonce, sha256Hex(response.body)])
  return inWindow(response.timestamp, now) && equal(response.signature, expected)
}

export function requestIsSigned(secret: string, method: string, path: string, signed: Signed, body: Uint8Array, now: Date): boolean {
  const expected = mac(secret, [method, path, signed.timestamp, signed.nonce, sha256Hex(body)])
  return inWindow(signed.timestamp, now) && signed.nonce.length >= 16 && equal(signed.signature, expected)
}
