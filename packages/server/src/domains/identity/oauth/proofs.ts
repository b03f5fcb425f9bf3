/**
 * DPoP proofs as a resource server checks them (RFC 9449 section 4.3): form, signature by the embedded key, method and address, freshness,
 * nonce and the token's hash. Whether the id was used before is asked of the database afterwards. Pure but for the clock.
 */
import { constants, createPublicKey, hash, type KeyObject, verify } from 'node:crypto'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { OAuthRefusalCode } from './errors.ts'
import { faultOfKey } from './jwks.ts'
import { thumbprintOf } from './keys.ts'
import type { Nonces } from './nonces.ts'
import type { Jwk } from './types.ts'

export const PROOF_ALGORITHMS = ['PS256', 'ES256', 'EdDSA', 'Ed25519'] as const
/** How far ahead of ours a client's clock may run, and how old a proof may be, in seconds. */
export const AHEAD_SECONDS = 10
export const PROOF_AGE_SECONDS = 60
const PROOF_MAX_BYTES = 8_192
const ID_MAX = 256
const KEYS_MAX = 2_000
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'] as const

export type Proof = {
  /** JWK thumbprint (RFC 7638) of the key that made it. */
  readonly thumbprint: string
  readonly id: string
  /** It carried the nonce that is due next: no fresh one need be sent. */
  readonly isNonceNext: boolean
}

export type ProofRequest = {
  readonly proof: string | readonly string[] | undefined
  readonly method: string
  /** Absolute; query and fragment are ignored. */
  readonly url: string
  readonly token: string
}

export type Proofs = { check(request: ProofRequest): Outcome<Proof, OAuthRefusalCode> }

type Header = { readonly algorithm: string; readonly key: KeyObject; readonly thumbprint: string }

const bad = (reason: string) => refuse('dpop_proof_invalid', 'DPoP', { reason })

/** A JSON object in base64url, or `null`. */
function readPart(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function readHeader(text: string): Header | string {
  const header = readPart(text)
  if (header === null) return 'it is no JWT'
  if (header.typ !== 'dpop+jwt') return 'its typ is not dpop+jwt'
  if (header.crit !== undefined) return 'it has critical extensions'
  const algorithm = PROOF_ALGORITHMS.find(known => known === header.alg)
  if (algorithm === undefined) return 'its alg is not accepted'
  const { jwk } = header
  if (typeof jwk !== 'object' || jwk === null || PRIVATE_MEMBERS.some(member => member in jwk)) return 'its jwk is no public key'
  try {
    const fault = faultOfKey(jwk as Jwk)
    if (fault !== null) return fault
    const key = createPublicKey({ key: jwk as Jwk, format: 'jwk' })
    return suits(algorithm, key)
      ? { algorithm, key, thumbprint: thumbprintOf(key.export({ format: 'jwk' }) as Jwk) }
      : 'its key does not suit its alg'
  } catch {
    return 'its jwk is no public key'
  }
}

function suits(algorithm: string, key: KeyObject): boolean {
  if (algorithm === 'PS256') return key.asymmetricKeyType === 'rsa'
  if (algorithm === 'ES256') return key.asymmetricKeyType === 'ec'
  return key.asymmetricKeyType === 'ed25519'
}

function isSigned({ algorithm, key }: Header, data: Buffer, signature: Buffer): boolean {
  if (algorithm === 'PS256') return verify('sha256', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, signature)
  if (algorithm === 'ES256') return verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature)
  return verify(null, data, key, signature)
}

/** Scheme and host in lower case, default ports and dot segments gone, without query and fragment; `null` when it is no URL. */
function addressOf(text: string): string | null {
  const url = URL.parse(text)
  if (url === null) return null
  url.search = ''
  url.hash = ''
  return url.href
}

export function createProofs(nonces: Nonces, nowMs: () => number = () => Date.now()): Proofs {
  /** Keys by the header that carries them: what a text says never changes, so this can make nothing usable that was not. */
  const headers = new Map<string, Header>()

  function headerOf(text: string): Header | string {
    const known = headers.get(text)
    if (known !== undefined) return known
    const read = readHeader(text)
    if (typeof read === 'string') return read
    if (headers.size >= KEYS_MAX) {
      const [oldest] = headers.keys()
      if (oldest !== undefined) headers.delete(oldest)
    }
    headers.set(text, read)
    return read
  }

  return {
    check({ proof, method, url, token }) {
      if (proof === undefined || proof === '') return bad('there is none')
      if (typeof proof !== 'string' || proof.includes(',')) return bad('there are several')
      if (proof.length > PROOF_MAX_BYTES) return bad('it is too long')
      const [head = '', body = '', signature = '', ...more] = proof.split('.')
      if (more.length > 0 || signature === '') return bad('it is no JWT')
      const claims = readPart(body)
      if (claims === null) return bad('it is no JWT')
      const header = headerOf(head)
      if (typeof header === 'string') return bad(header)
      const { jti, iat, nbf, exp, htm, htu, ath, nonce } = claims
      if (typeof jti !== 'string' || jti === '' || jti.length > ID_MAX) return bad('it has no jti')
      if (typeof iat !== 'number' || !Number.isFinite(iat)) return bad('it has no iat')
      if (htm !== method) return bad('htm is another method')
      if (typeof htu !== 'string' || htu.length > PROOF_MAX_BYTES) return bad('htu is another address')
      const address = addressOf(htu)
      if (address === null || address !== addressOf(url)) return bad('htu is another address')
      if (ath !== hash('sha256', token, 'base64url')) return bad('ath is not of this token')
      const now = nowMs() / 1000
      if (iat > now + AHEAD_SECONDS || (typeof nbf === 'number' && nbf > now + AHEAD_SECONDS)) return bad('it was made in the future')
      if (iat < now - PROOF_AGE_SECONDS || (typeof exp === 'number' && exp <= now - AHEAD_SECONDS)) return bad('it is too old')
      if (!isSigned(header, Buffer.from(`${head}.${body}`), Buffer.from(signature, 'base64url'))) return bad('its signature does not fit')
      if (typeof nonce !== 'string' || !nonces.isCurrent(nonce)) return refuse('dpop_nonce_required', 'DPoP')
      return ok({ thumbprint: header.thumbprint, id: jti, isNonceNext: nonce === nonces.next() })
    },
  }
}
