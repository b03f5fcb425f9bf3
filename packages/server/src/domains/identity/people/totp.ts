/**
 * Time-based one-time passwords (RFC 6238): SHA-1, six digits, 30 seconds, which is what authenticator apps agree on. A step is accepted
 * once, one step early or late at the most; the database decides which of two that bring the same code was first.
 */
import { Secret, TOTP } from 'otpauth'
import { type Id, newId } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/db.ts'
import type { IdentityDeps } from '../types.ts'
import * as store from './store.ts'
import type { Person, TotpSecret } from './types.ts'

const PERIOD_MS = 30_000
const SECRET_BYTES = 20
const WINDOW = 1
/** A secret that nobody confirmed for so long is no enrolment any more. */
const PENDING_MS = 3_600_000

type Deps = Pick<IdentityDeps, 'db' | 'clock' | 'seal'>

export type TotpEnrolment = {
  readonly id: Id<'fct'>
  /** Base 32 (RFC 4648 section 6), for typing. */
  readonly secret: string
  /** `otpauth://totp/…`, for a QR code. */
  readonly uri: string
}

/** Makes a secret that counts once its first code was right. `account` is what the app shows beside it. */
export function beginTotp(deps: Deps, tx: Tx, person: Person, name: string, account: string): TotpEnrolment {
  const id = newId<'fct'>()
  const secret = new Secret({ size: SECRET_BYTES })
  store.insertTotp(tx, { id, person, name, secret: deps.seal.seal(secret.base32), at: deps.clock.now() })
  const uri = new TOTP({ issuer: 'Feiqian', label: account, secret }).toString()
  return { id, secret: secret.base32, uri }
}

/** The step that the code belongs to, or `null`. */
export function stepOf(base32: string, code: string, now: Date): number | null {
  const token = code.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return null
  const totp = new TOTP({ secret: Secret.fromBase32(base32) })
  const delta = totp.validate({ token, timestamp: now.getTime(), window: WINDOW })
  return delta === null ? null : Math.floor(now.getTime() / PERIOD_MS) + delta
}

async function takeCode(deps: Deps, secrets: readonly TotpSecret[], code: string): Promise<Id<'fct'> | null> {
  const now = deps.clock.now()
  for (const { id, secret } of secrets) {
    const step = stepOf(deps.seal.open(secret), code, now)
    if (step !== null && (await store.takeStep(deps.db, id, step, now))) return id
  }
  return null
}

/** Whether the code is right and new, for any of the person's confirmed secrets. It is then used up. */
export async function useTotp(deps: Deps, person: Person, code: string): Promise<boolean> {
  const secrets = await store.totpSecretsOf(deps.db, person)
  const confirmed = secrets.filter(secret => secret.confirmedAt !== null)
  return (await takeCode(deps, confirmed, code)) !== null
}

async function pendingOf(deps: Deps, person: Person, id: Id<'fct'>): Promise<TotpSecret | null> {
  const secrets = await store.totpSecretsOf(deps.db, person)
  const waiting = secrets.find(secret => secret.id === id && secret.confirmedAt === null)
  return waiting === undefined || deps.clock.now().getTime() - waiting.createdAt.getTime() > PENDING_MS ? null : waiting
}

/** Whether it is the first code of a secret that waits for one; the caller confirms it. */
export async function checkPendingTotp(deps: Deps, person: Person, id: Id<'fct'>, code: string): Promise<boolean> {
  const waiting = await pendingOf(deps, person, id)
  return waiting !== null && (await takeCode(deps, [waiting], code)) !== null
}

/** Confirms a secret by its first code; `not_found` when no such secret waits for one. */
export async function confirmTotp(deps: Deps, person: Person, id: Id<'fct'>, code: string): Promise<'confirmed' | 'wrong' | 'not_found'> {
  const waiting = await pendingOf(deps, person, id)
  if (waiting === null) return 'not_found'
  if ((await takeCode(deps, [waiting], code)) === null) return 'wrong'
  return (await store.confirmFactor(deps.db, id, deps.clock.now())) ? 'confirmed' : 'not_found'
}
