/**
 * Signatures of the houses' protocols, on our side: HMAC over method, path, timestamp, nonce and body digest, within 300 s, each nonce once.
 * House A by SHA-256, house B by SM3. Written from the protocol (docs/guides/sandbox.md), not shared with the simulators.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const WINDOW_SECONDS = 300

export type Scheme = {
  readonly algorithm: 'sha256' | 'sm3'
  readonly header: {
    readonly institution: string
    readonly timestamp: string
    readonly nonce: string
    readonly signature: string
    readonly digest: string
  }
  /** How a digest header begins. */
  readonly digestPrefix: string
}

const headersOf = (prefix: string, institution: string): Scheme['header'] => ({
  institution: `${prefix}-${institution}`,
  timestamp: `${prefix}-timestamp`,
  nonce: `${prefix}-nonce`,
  signature: `${prefix}-signature`,
  digest: `${prefix}-digest`,
})

export const SCHEME_A: Scheme = { algorithm: 'sha256', header: headersOf('clearing', 'institution'), digestPrefix: 'sha-256=' }
export const SCHEME_B: Scheme = { algorithm: 'sm3', header: headersOf('qs', 'inst-no'), digestPrefix: 'sm3=' }

export const digestOf = ({ algorithm }: Scheme, bytes: string | Uint8Array): string => createHash(algorithm).update(bytes).digest('hex')

export const macOf = ({ algorithm }: Scheme, secret: string, text: string): string =>
  createHmac(algorithm, secret).update(text).digest('hex')

/** The exact string that a request's signature covers. */
export const requestString = (
  scheme: Scheme,
  method: string,
  path: string,
  timestamp: string,
  nonce: string,
  body: string | Uint8Array,
): string => `${[method, path, timestamp, nonce, digestOf(scheme, body)].join('\n')}\n`

/** The exact string that an answer's signature covers: bound to the request by its nonce. */
export const responseString = (scheme: Scheme, status: number, timestamp: string, nonce: string, body: Uint8Array): string =>
  `${['response', String(status), timestamp, nonce, digestOf(scheme, body)].join('\n')}\n`

export const newNonce = (): string => randomBytes(16).toString('hex')

export const timestampOf = (now: Date): string => String(Math.floor(now.getTime() / 1000))

export const inWindow = (timestamp: string, now: Date): boolean =>
  /^\d{1,12}$/.test(timestamp) && Math.abs(now.getTime() / 1000 - Number(timestamp)) <= WINDOW_SECONDS

export function isMac(scheme: Scheme, secret: string, text: string, given: string): boolean {
  const [left, right] = [Buffer.from(macOf(scheme, secret, text)), Buffer.from(given)]
  return left.length === right.length && timingSafeEqual(left, right)
}
