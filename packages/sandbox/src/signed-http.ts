/**
 * How the simulated houses and the reserve bank sign, each under a scheme of its own: HMAC with the shared key over method, path, timestamp,
 * nonce and body digest, in both directions. The specification is in docs/guides/sandbox.md.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export type Scheme = {
  readonly headers: {
    readonly party: string
    readonly timestamp: string
    readonly nonce: string
    readonly signature: string
    readonly digest: string
  }
  /** How a digest header begins, e.g. `sha-256=`. */
  readonly digestPrefix: string
  digestOf(body: string | Uint8Array): string
  signRequest(secret: string, method: string, path: string, timestamp: string, nonce: string, body: string | Uint8Array): string
  /** An answer is bound to its request by the request's nonce. */
  signResponse(secret: string, status: number, timestamp: string, requestNonce: string, body: string | Uint8Array): string
}

/** `prefix` begins the names of its headers; `party` names the one that says who asks. */
export function createScheme(prefix: string, party: string, algorithm: 'sha256' | 'sm3'): Scheme {
  const digestOf = (body: string | Uint8Array): string => createHash(algorithm).update(body).digest('hex')
  const mac = (secret: string, lines: readonly string[]): string =>
    createHmac(algorithm, secret)
      .update(`${lines.join('\n')}\n`)
      .digest('hex')
  return {
    headers: {
      party: `${prefix}-${party}`,
      timestamp: `${prefix}-timestamp`,
      nonce: `${prefix}-nonce`,
      signature: `${prefix}-signature`,
      digest: `${prefix}-digest`,
    },
    digestPrefix: algorithm === 'sha256' ? 'sha-256=' : 'sm3=',
    digestOf,
    signRequest: (secret, method, path, timestamp, nonce, body) => mac(secret, [method, path, timestamp, nonce, digestOf(body)]),
    signResponse: (secret, status, timestamp, nonce, body) => mac(secret, ['response', String(status), timestamp, nonce, digestOf(body)]),
  }
}

/** House A: `clearing-institution`, HMAC-SHA256. */
export const SCHEME_A = createScheme('clearing', 'institution', 'sha256')
/** House B: `qs-inst-no`, HMAC-SM3. */
export const SCHEME_B = createScheme('qs', 'inst-no', 'sm3')
/** Reserve bank: `reserve-customer`, HMAC-SHA256. */
export const SCHEME_BANK = createScheme('reserve', 'customer', 'sha256')

export const newNonce = (): string => randomBytes(16).toString('hex')

export function equalSignatures(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

export type SignedCall = {
  readonly scheme: Scheme
  readonly party: string
  readonly secret: string
  readonly url: string
  readonly text: string
  readonly now: Date
  /** Milliseconds until it counts as lost. */
  readonly timeoutMs?: number
}

/** Posts a signed JSON text; resolves with the HTTP status, 0 without an answer. */
export async function postSigned({ scheme, party, secret, url, text, now, timeoutMs = 5_000 }: SignedCall): Promise<number> {
  const target = new URL(url)
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const nonce = newNonce()
  try {
    const response = await fetch(target, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        [scheme.headers.party]: party,
        [scheme.headers.timestamp]: timestamp,
        [scheme.headers.nonce]: nonce,
        [scheme.headers.signature]: scheme.signRequest(secret, 'POST', `${target.pathname}${target.search}`, timestamp, nonce, text),
      },
      body: text,
      signal: AbortSignal.timeout(timeoutMs),
    })
    await response.body?.cancel()
    return response.status
  } catch {
    return 0
  }
}
