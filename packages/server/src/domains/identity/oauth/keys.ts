/**
 * The server's signing keys: made in the database under the institution's seal, shared by all nodes, rotated with overlap. A key is
 * published a week before it signs and five weeks after it has signed, so that a third party's copy of the key set is never too old.
 */
import { constants, createHash, createPrivateKey, generateKeyPair, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { invariant } from '../../../kernel/outcome.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { Db } from '../../../platform/db.ts'
import type { Seal } from '../../../platform/seal.ts'
import * as store from './store/keys.ts'
import type { Jwk, SigningKey } from './types.ts'

const DAY_MS = 86_400_000
const SIGNS_MS = 90 * DAY_MS
const PUBLISHED_AHEAD_MS = 7 * DAY_MS
const PUBLISHED_AFTER_MS = 35 * DAY_MS
const CHANNEL = 'identity_oauth_keys'
export const SIGNING_ALGORITHMS = ['PS256', 'ES256', 'EdDSA'] as const
type Algorithm = (typeof SIGNING_ALGORITHMS)[number]

type Key = Omit<store.StoredKey, 'sealedPrivate'> & { readonly privateJwk: Jwk; readonly privateKey: KeyObject }

export type Keys = {
  start(): Promise<void>
  stop(): Promise<void>
  /** Makes the next keys in time and drops those whose time is over. Harmless when repeated, on any node. */
  rotate(): Promise<void>
  signing(algorithm: Algorithm): SigningKey
  /** Private keys, those that sign now first: for the library. */
  privateJwks(): Jwk[]
  publicJwks(): Jwk[]
  /** Changes whenever the keys that sign or are published change. */
  version(): string
}

const generate = promisify(generateKeyPair)

async function newKeyPair(algorithm: Algorithm): Promise<KeyObject> {
  if (algorithm === 'PS256') return (await generate('rsa', { modulusLength: 2048 })).privateKey
  if (algorithm === 'ES256') return (await generate('ec', { namedCurve: 'P-256' })).privateKey
  return (await generate('ed25519', undefined)).privateKey
}

/** RFC 7638: SHA-256 over the required members in lexicographic order, base64url. */
export function thumbprintOf(jwk: Jwk): string {
  const members =
    jwk.kty === 'RSA'
      ? { e: jwk.e, kty: jwk.kty, n: jwk.n }
      : jwk.kty === 'OKP'
        ? { crv: jwk.crv, kty: jwk.kty, x: jwk.x }
        : { crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url')
}

/** A JWS signature (RFC 7518 section 3, RFC 8037). */
function signWith(algorithm: Algorithm, key: KeyObject, data: Uint8Array): Buffer {
  if (algorithm === 'PS256') return sign('sha256', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 })
  if (algorithm === 'ES256') return sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' })
  return sign(null, data, key)
}

export function createKeys(deps: {
  readonly db: Db
  readonly clock: Clock
  readonly seal: Seal
  readonly onError: (error: unknown) => void
}): Keys {
  let keys: readonly Key[] = []
  let generation = 0
  let stopListening: (() => Promise<void>) | null = null

  function open(stored: store.StoredKey): Key {
    const { sealedPrivate, ...rest } = stored
    const privateJwk = JSON.parse(unsealed(stored.kid, sealedPrivate)) as Jwk
    return { ...rest, privateJwk, privateKey: createPrivateKey({ key: privateJwk, format: 'jwk' }) }
  }

  function unsealed(kid: string, sealed: Buffer): string {
    try {
      return deps.seal.open(sealed)
    } catch (cause) {
      throw new Error(`the signing key ${kid} was sealed under another key of the institution: check FEIQIAN_SECRET_KEY`, { cause })
    }
  }

  async function load(): Promise<void> {
    const known = new Map(keys.map(key => [key.kid, key]))
    keys = (await store.listKeys(deps.db)).map(stored => known.get(stored.kid) ?? open(stored))
    generation += 1
  }

  async function makeKey(algorithm: Algorithm, signsFrom: Date, now: Date): Promise<store.StoredKey> {
    const exported = (await newKeyPair(algorithm)).export({ format: 'jwk' }) as Jwk
    const kid = thumbprintOf(exported).slice(0, 22)
    const privateJwk: Jwk = { ...exported, kid, alg: algorithm, use: 'sig' }
    const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...publicJwk } = privateJwk
    const signsUntil = new Date(signsFrom.getTime() + SIGNS_MS)
    return {
      kid,
      algorithm,
      publicJwk,
      sealedPrivate: deps.seal.seal(JSON.stringify(privateJwk)),
      createdAt: now,
      signsFrom,
      signsUntil,
      publishedUntil: new Date(signsUntil.getTime() + PUBLISHED_AFTER_MS),
    }
  }

  /** What is missing: a key that signs now, and in the last week of one the next. */
  const dueStart = (existing: readonly store.StoredKey[], algorithm: Algorithm, now: Date): Date | null => {
    const last = existing
      .filter(key => key.algorithm === algorithm)
      .reduce<Date | null>((latest, key) => (latest === null || key.signsUntil > latest ? key.signsUntil : latest), null)
    if (last === null || last <= now) return now
    return last.getTime() - now.getTime() <= PUBLISHED_AHEAD_MS ? last : null
  }

  async function rotate(): Promise<void> {
    await deps.db.transaction(async tx => {
      await store.lockKeys(tx)
      const now = deps.clock.now()
      const existing = await store.listKeys(tx)
      let changed = existing.some(key => key.publishedUntil <= now)
      for (const algorithm of SIGNING_ALGORITHMS) {
        const from = dueStart(existing, algorithm, now)
        if (from === null) continue
        store.insertKey(tx, await makeKey(algorithm, from, now))
        changed = true
      }
      if (!changed) return
      store.dropKeys(tx, now)
      store.notifyKeys(tx)
    })
    await load()
  }

  const published = (now: Date): readonly Key[] => keys.filter(key => key.publishedUntil > now)
  const signs = (key: Key, now: Date): boolean => key.signsFrom <= now && now < key.signsUntil

  /** Those that sign now first; else newest first. */
  function inOrder(): readonly Key[] {
    const now = deps.clock.now()
    const all = published(now)
    return [...all.filter(key => signs(key, now)), ...all.filter(key => !signs(key, now))]
  }

  return {
    async start() {
      stopListening ??= await deps.db.listen(CHANNEL, () => {
        load().catch(deps.onError)
      })
      await rotate()
    },
    async stop() {
      await stopListening?.()
      stopListening = null
    },
    rotate,
    signing(algorithm) {
      const now = deps.clock.now()
      const key =
        keys.find(candidate => candidate.algorithm === algorithm && signs(candidate, now)) ??
        keys.find(candidate => candidate.algorithm === algorithm)
      invariant(key !== undefined, `there is no ${algorithm} key: start was not called`)
      return { kid: key.kid, algorithm, sign: data => signWith(algorithm, key.privateKey, data) }
    },
    privateJwks: () => inOrder().map(key => key.privateJwk),
    publicJwks: () => inOrder().map(key => key.publicJwk),
    version: () =>
      `${generation} ${inOrder()
        .map(key => key.kid)
        .join(' ')} ${deps.clock.now() > new Date(0)}`.trim(),
  }
}
