/**
 * Codes that are used once: recovery codes, which a person keeps on paper, and codes by SMS. Both are stored under a keyed hash; of two
 * who bring the same code the database lets one through.
 */
import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { type Id, newId } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Tx } from '../../../platform/db.ts'
import type { IdentityDeps } from '../types.ts'
import { numbersOf } from './policy.ts'
import * as store from './store.ts'
import type { Person } from './types.ts'

type Deps = Pick<IdentityDeps, 'db' | 'clock' | 'policies' | 'key' | 'sms' | 'onError'>

const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'
const HOUR_MS = 3_600_000

const keyedHash = (deps: Pick<IdentityDeps, 'key'>, use: string, ...parts: readonly string[]): Buffer =>
  createHmac('sha256', deps.key)
    .update([use, ...parts].join('\n'))
    .digest()

/** 80 random bits in Crockford's base 32: `a1b2-c3d4-e5f6-g7h8`. */
function newRecoveryCode(): string {
  const text = [...randomBytes(16)].map(byte => LETTERS[byte & 31]).join('')
  return text.replaceAll(/(.{4})(?=.)/g, '$1-')
}

/** What people mistake in writing down is read as what was meant (Crockford): o is 0, i and l are 1. */
const readRecoveryCode = (text: string): string => text.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1')

/** A new set; the old one is void. Shown once. */
export function newRecoveryCodes(deps: Pick<IdentityDeps, 'clock' | 'policies' | 'key'>, tx: Tx, person: Person): string[] {
  const { count } = numbersOf(deps, 'identity.recovery_codes', ['count'])
  const codes = Array.from({ length: count }, newRecoveryCode)
  const hashes = codes.map(code => keyedHash(deps, 'recovery', person.id, readRecoveryCode(code)))
  store.replaceRecoveryCodes(tx, person, hashes, deps.clock.now())
  return codes
}

export const useRecoveryCode = (deps: Pick<IdentityDeps, 'db' | 'clock' | 'key'>, person: Person, code: string): Promise<boolean> =>
  store.takeRecoveryCode(deps.db, person, keyedHash(deps, 'recovery', person.id, readRecoveryCode(code)), deps.clock.now())

export type SmsWords = (code: string, minutes: number) => string
export type SentCode = { readonly phoneMasked: string; readonly expiresAt: Date }

/**
 * Sends a new code for a purpose; earlier ones for it end. Refuses with sms_unavailable (no gateway) or sms_throttled. The message goes
 * out after the commit; a gateway that fails is logged, and the person asks again.
 */
export async function sendSmsCode(
  deps: Deps,
  holderId: Id<'hld'>,
  purpose: string,
  about: string,
  words: SmsWords,
): Promise<Outcome<SentCode, 'sms_unavailable' | 'sms_throttled'>> {
  const { sms } = deps
  if (sms === null) return refuse('sms_unavailable')
  const policy = numbersOf(deps, 'identity.sms', ['code_seconds', 'per_hour', 'resend_seconds'])
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const sent = await deps.db.transaction(
    async (tx): Promise<Outcome<{ phone: string; expiresAt: Date }, 'sms_unavailable' | 'sms_throttled'>> => {
      const now = deps.clock.now()
      const phone = await store.lockPhone(tx, holderId)
      if (phone === null) return refuse('sms_unavailable')
      const before = await store.smsSent(tx, holderId, purpose, new Date(now.getTime() - HOUR_MS))
      const sinceMs = before.same === null ? null : now.getTime() - before.same.getTime()
      if (sinceMs !== null && sinceMs < policy.resend_seconds * 1000)
        return refuse('sms_throttled', undefined, { seconds: Math.ceil((policy.resend_seconds * 1000 - sinceMs) / 1000) })
      if (before.count >= policy.per_hour) return refuse('sms_throttled', undefined, { seconds: HOUR_MS / 1000 })
      const id: string = newId<'sca'>()
      const expiresAt = new Date(now.getTime() + policy.code_seconds * 1000)
      store.insertSmsCode(tx, { id, holderId, purpose, codeHash: keyedHash(deps, 'sms', id, code), at: now, expiresAt })
      return ok({ phone, expiresAt })
    },
  )
  if (!sent.ok) return sent
  const { phone, expiresAt } = sent.value
  try {
    await sms.send({ phone, text: words(code, Math.ceil(policy.code_seconds / 60)), purpose: about })
  } catch (error) {
    deps.onError(error)
  }
  return ok({ phoneMasked: maskPhone(phone), expiresAt })
}

/** Whether the code is right. A wrong one counts against the code, a right one is used up. */
export async function useSmsCode(
  deps: Pick<IdentityDeps, 'db' | 'clock' | 'policies' | 'key'>,
  holderId: Id<'hld'>,
  purpose: string,
  code: string,
): Promise<boolean> {
  const { attempts_max } = numbersOf(deps, 'identity.sms', ['attempts_max'])
  const now = deps.clock.now()
  const open = await store.trySmsCode(deps.db, holderId, purpose, now, attempts_max)
  if (open === null) return false
  if (!timingSafeEqual(open.codeHash, keyedHash(deps, 'sms', open.id, code.replaceAll(/\s/g, '')))) return false
  return store.takeSmsCode(deps.db, open.id, now)
}

/** `13800000001` -> `138****0001`; of a short number the last two digits. */
export const maskPhone = (phone: string): string =>
  phone.length < 9
    ? `${'*'.repeat(Math.max(phone.length - 2, 0))}${phone.slice(-2)}`
    : `${phone.slice(0, 3)}${'*'.repeat(phone.length - 7)}${phone.slice(-4)}`
