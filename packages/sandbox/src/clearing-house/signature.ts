/**
 * Signatures of the simulated clearing house's protocol: HMAC-SHA256 with the institution's key over method, path, timestamp,
 * nonce and body digest, in both directions. The specification is in the package's README.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export const HEADERS = {
  institution: 'clearing-institution',
  timestamp: 'clearing-timestamp',
  nonce: 'clearing-nonce',
  signature: 'clearing-signature',
} as const

export const digestOf = (body: string | Buffer): string => createHash('sha256').update(body).digest('hex')

const mac = (secret: string, lines: readonly string[]): string =>
  createHmac('sha256', secret)
    .update(`${lines.join('\n')}\n`)
    .digest('hex')

export const signRequest = (
  secret: string,
  method: string,
  path: string,
  timestamp: string,
  nonce: string,
  body: string | Buffer,
): string => mac(secret, [method, path, timestamp, nonce, digestOf(body)])

/** An answer is bound to its request by the request's nonce. */
export const signResponse = (secret: string, status: number, timestamp: string, requestNonce: string, body: string | Buffer): string =>
  mac(secret, ['response', String(status), timestamp, requestNonce, digestOf(body)])

export const newNonce = (): string => randomBytes(16).toString('hex')

export function equalSignatures(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
