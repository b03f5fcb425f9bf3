/**
 * Key sets that others publish: fetched through the guarded client, checked, and remembered for five minutes at the most, whatever their
 * headers promise, so that a key which was withdrawn is forgotten.
 */
import { createPublicKey } from 'node:crypto'
import type { SafeClient } from '../../../platform/http/ssrf.ts'
import type { Jwk } from './types.ts'

export type KeySets = {
  /** The public keys at an address. Throws when it does not answer with a key set. A `kid` that is not among them is looked for anew, at most every ten seconds. */
  at(url: string, kid?: string): Promise<readonly Jwk[]>
}

export const KEY_SET_AGE_SECONDS = 300
const AGE_MAX_MS = KEY_SET_AGE_SECONDS * 1000
const AGAIN_MS = 10_000
const ENTRIES_MAX = 1_000
const BODY_MAX_BYTES = 256 * 1024
const TIMEOUT_MS = 2_500
const KEYS_MAX = 100
const RSA_BITS_MIN = 2_048
/** What verifying costs grows with modulus and exponent, and a key comes from whoever asks: larger ones would keep the server busy. */
const RSA_BITS_MAX = 4_096
const RSA_EXPONENT_MAX = 2n ** 32n

/** The keys that may verify here: public, asymmetric, RSA of at least 2048 bits; others are passed over (RFC 7517 section 5). */
export const usableKeys = (keys: readonly unknown[]): Jwk[] =>
  keys.slice(0, KEYS_MAX).filter((key): key is Jwk => typeof key === 'object' && key !== null && faultOfKey(key as Jwk) === null)

/** What is wrong with a public key, or `null`. */
export function faultOfKey(key: Jwk): string | null {
  if ('d' in key || 'k' in key || 'p' in key || 'priv' in key) return 'it is not a public key'
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({ key, format: 'jwk' })
    if (asymmetricKeyType === 'rsa') {
      const { modulusLength: bits = 0, publicExponent = RSA_EXPONENT_MAX } = asymmetricKeyDetails ?? {}
      if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX)
        return `an RSA key needs at least ${RSA_BITS_MIN} bits and at most ${RSA_BITS_MAX} bits, this one has ${bits}`
      return publicExponent < RSA_EXPONENT_MAX ? null : 'the public exponent of the RSA key is too large'
    }
    if (asymmetricKeyType === 'ec') return asymmetricKeyDetails?.namedCurve === 'prime256v1' ? null : 'an EC key must be on P-256'
    return asymmetricKeyType === 'ed25519' ? null : `keys of the type ${asymmetricKeyType} are not accepted`
  } catch {
    return 'it is no valid JWK'
  }
}

export function createKeySets(client: SafeClient): KeySets {
  const entries = new Map<string, { readonly atMs: number; readonly keys: Promise<readonly Jwk[]> }>()

  async function fetchKeys(url: string): Promise<readonly Jwk[]> {
    const reply = await client.get(url, { headers: { Accept: 'application/json' }, timeoutMs: TIMEOUT_MS, bodyMax: BODY_MAX_BYTES })
    if (!reply.ok) throw new Error(`the key set ${url} may not be fetched: ${reply.error.code}`)
    if (reply.value.status !== 200 || reply.value.truncated) throw new Error(`the key set ${url} answered ${reply.value.status}`)
    const body: unknown = JSON.parse(reply.value.body)
    const keys = typeof body === 'object' && body !== null && 'keys' in body ? body.keys : null
    if (!Array.isArray(keys)) throw new Error(`${url} answered no key set`)
    return usableKeys(keys)
  }

  function refresh(url: string): Promise<readonly Jwk[]> {
    const keys = fetchKeys(url)
    if (entries.size >= ENTRIES_MAX) {
      const [oldest] = entries.keys()
      if (oldest !== undefined) entries.delete(oldest)
    }
    const entry = { atMs: Date.now(), keys }
    entries.delete(url)
    entries.set(url, entry)
    keys.catch(() => {
      if (entries.get(url) === entry) entries.delete(url)
    })
    return keys
  }

  return {
    async at(url, kid) {
      const entry = entries.get(url)
      if (entry === undefined || Date.now() - entry.atMs > AGE_MAX_MS) return refresh(url)
      const keys = await entry.keys
      const isMissing = kid !== undefined && !keys.some(key => key.kid === kid)
      return isMissing && Date.now() - entry.atMs > AGAIN_MS ? refresh(url) : keys
    },
  }
}
