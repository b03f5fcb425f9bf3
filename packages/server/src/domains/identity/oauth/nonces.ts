/**
 * DPoP nonces (RFC 9449 section 8) that need no memory: derived from the minute and a secret that all nodes share. The same derivation
 * as the library's, because clients keep one nonce for each origin and the resource servers share the authorization server's.
 */
import { hkdfSync, timingSafeEqual } from 'node:crypto'

export type Nonces = {
  /** What to send next: good for some three minutes. */
  next(): string
  isCurrent(nonce: string): boolean
}

const STEP_SECONDS = 60
const AROUND = [-2, -1, 0, 1, 2] as const

export function createNonces(secret: Buffer, nowMs: () => number = () => Date.now()): Nonces {
  let step = -1
  let values: readonly string[] = []

  function derive(at: number): string {
    const salt = Buffer.alloc(8)
    salt.writeBigUInt64BE(BigInt(at))
    return Buffer.from(hkdfSync('sha256', secret, salt, 'DPoP', 32)).toString('base64url')
  }

  function current(): readonly string[] {
    const now = Math.floor(nowMs() / 1000 / STEP_SECONDS)
    if (now !== step) {
      step = now
      values = AROUND.map(distance => derive(now + distance))
    }
    return values
  }

  return {
    next: () => current()[3] ?? '',
    isCurrent(nonce) {
      const given = Buffer.from(nonce)
      return current().some(value => value.length === given.length && timingSafeEqual(Buffer.from(value), given))
    },
  }
}
