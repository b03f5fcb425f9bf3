/**
 * Signs people in: a password and where needed a second factor, or a passkey. Every attempt counts before anything is looked at, unknown
 * people cost the same work, and a refusal never says whether somebody exists.
 */
import { formatId, type Id } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Language } from '../../../platform/http/route.ts'
import type { IdentityRefusalCode } from '../errors.ts'
import type { Passwords } from '../passwords.ts'
import { factorsOf as shownFactors } from '../sca/rules.ts'
import type { ScaFactor } from '../sca/types.ts'
import { consumerByPhone } from '../store.ts'
import type { IdentityDeps } from '../types.ts'
import { type SentCode, sendSmsCode, useRecoveryCode, useSmsCode } from './one-time-codes.ts'
import { finishPasskeySignIn } from './passkeys.ts'
import { consumersAlwaysNeedSecond } from './policy.ts'
import { openPersonSession, principalOf } from './sessions.ts'
import { factorsOf, recoveryCodesOf } from './store.ts'
import { operatorById, operatorByLogin } from './store-sessions.ts'
import { type Attempt, type AttemptContext, beginAttempt, leaf } from './throttle.ts'
import { useTotp } from './totp.ts'
import type { Device, Opened, Person, TypedFactor } from './types.ts'
import { smsText } from './words.ts'

export type SignInDeps = Pick<IdentityDeps, 'db' | 'clock' | 'policies' | 'audit' | 'seal' | 'key' | 'sms' | 'onError'> & {
  readonly passwords: Passwords
}
export type SignInAbout = {
  readonly context: AttemptContext
  readonly device: Device
  readonly baseUrl: string
  readonly language: Language
}
type Refused = IdentityRefusalCode | 'overloaded'

const SMS_SIGN_IN = 'sign_in'

async function open(
  deps: SignInDeps,
  attempt: Attempt,
  person: Person,
  factors: readonly ScaFactor[],
  about: SignInAbout,
): Promise<Opened> {
  return deps.db.transaction(async tx => {
    await attempt.succeeded(tx)
    const opened = openPersonSession(deps, tx, person, factors, about.device)
    const { id } = opened.session
    leaf(deps, tx, about.context, principalOf(person, id), 'ok', formatId('ses', id))
    return opened
  })
}

async function fail(attempt: Attempt, code: IdentityRefusalCode, values?: Record<string, string>): Promise<Outcome<never, Refused>> {
  const refused = refuse(code, undefined, values)
  await attempt.failed(refused.error)
  return refused
}

/** Whether the typed second factor is right; it is then used up. */
function useTyped(deps: SignInDeps, person: Person, typed: TypedFactor): Promise<boolean> {
  if (typed.type === 'totp') return useTotp(deps, person, typed.code)
  if (typed.type === 'recovery_code') return useRecoveryCode(deps, person, typed.code)
  return person.kind === 'holder' ? useSmsCode(deps, person.id, SMS_SIGN_IN, typed.code) : Promise.resolve(false)
}

type SecondFactors = {
  /** The password alone does not sign in. */
  readonly required: boolean
  /** What can be typed beside the password; with a passkey there is nothing to type. */
  readonly offered: readonly TypedFactor['type'][]
  readonly hasPasskey: boolean
}

/** What a holder's password needs beside it. SMS is no way round a stronger factor, and a lack of ways is no way in. */
async function secondFactors(deps: SignInDeps, holderId: Id<'hld'>): Promise<SecondFactors> {
  const person: Person = { kind: 'holder', id: holderId }
  const enrolled = (await factorsOf(deps.db, person)).filter(factor => factor.confirmedAt !== null)
  const { remaining } = await recoveryCodesOf(deps.db, person)
  const hasTotp = enrolled.some(factor => factor.kind === 'totp')
  return {
    required: enrolled.length > 0 || consumersAlwaysNeedSecond(deps),
    offered: [
      ...(hasTotp ? (['totp'] as const) : []),
      ...(!hasTotp && deps.sms !== null ? (['sms'] as const) : []),
      ...(remaining > 0 && enrolled.length > 0 ? (['recovery_code'] as const) : []),
    ],
    hasPasskey: enrolled.some(factor => factor.kind === 'passkey'),
  }
}

type HolderPassword = { readonly phone: string; readonly password: string }

/** The holder whose password it is. An attempt that counted comes back with them. */
async function checkHolder(
  deps: SignInDeps,
  { phone, password }: HolderPassword,
  about: SignInAbout,
): Promise<Outcome<{ attempt: Attempt; holderId: Id<'hld'> }, Refused>> {
  const attempt = await beginAttempt(deps, { subject: `phone:${phone}`, address: about.device.address }, about.context)
  if (!attempt.ok) return attempt
  const consumer = await consumerByPhone(deps.db, phone)
  const matches = await deps.passwords.verify(consumer?.passwordHash ?? null, password)
  if (matches === null) {
    await attempt.value.takeBack()
    return refuse('overloaded')
  }
  if (!matches || consumer === null) return fail(attempt.value, 'password_or_phone_wrong')
  return ok({ attempt: attempt.value, holderId: consumer.holderId })
}

/**
 * Refuses: password_or_phone_wrong, second_factor_required (which ones: its value `offered`), second_factor_wrong, sign_in_throttled,
 * overloaded.
 */
export async function signInHolder(
  deps: SignInDeps,
  credentials: HolderPassword & { readonly second: TypedFactor | null },
  about: SignInAbout,
): Promise<Outcome<Opened, Refused>> {
  const checked = await checkHolder(deps, credentials, about)
  if (!checked.ok) return checked
  const { attempt, holderId } = checked.value
  const person: Person = { kind: 'holder', id: holderId }
  const now = deps.clock.now()
  const { second } = credentials
  const { required, offered, hasPasskey } = await secondFactors(deps, holderId)
  if (second === null) {
    if (!required) return ok(await open(deps, attempt, person, shownFactors('password', now), about))
    await attempt.takeBack()
    return refuse('second_factor_required', 'second_factor', { offered: [...offered, ...(hasPasskey ? ['passkey'] : [])].join(', ') })
  }
  if (!offered.includes(second.type) || !(await useTyped(deps, person, second))) return fail(attempt, 'second_factor_wrong')
  return ok(await open(deps, attempt, person, [...shownFactors('password', now), ...shownFactors(second.type, now)], about))
}

/** A right password whose second factor is still asked for: sealed, so that a page can carry it. */
export type Pending = { readonly ticket: string; readonly offered: readonly TypedFactor['type'][] }

const TICKET_MS = 300_000

const newTicket = (deps: SignInDeps, phone: string, holderId: Id<'hld'>): string =>
  deps.seal.seal(JSON.stringify({ use: 'sign-in', phone, holderId, until: deps.clock.now().getTime() + TICKET_MS })).toString('base64url')

/** Whose password was right; `null` when the ticket is not ours or is over. */
function readTicket(deps: SignInDeps, ticket: string): { phone: string; holderId: Id<'hld'> } | null {
  try {
    const read = JSON.parse(deps.seal.open(Buffer.from(ticket, 'base64url'))) as {
      use: string
      phone: string
      holderId: Id<'hld'>
      until: number
    }
    return read.use === 'sign-in' && read.until > deps.clock.now().getTime() ? read : null
  } catch {
    return null
  }
}

/** The first page of signing in: a password alone, or what is asked for besides. Refuses as `signInHolder`. */
export async function beginPageSignIn(
  deps: SignInDeps,
  credentials: HolderPassword,
  about: SignInAbout,
): Promise<Outcome<Opened | Pending, Refused>> {
  const checked = await checkHolder(deps, credentials, about)
  if (!checked.ok) return checked
  const { attempt, holderId } = checked.value
  const { required, offered } = await secondFactors(deps, holderId)
  const person: Person = { kind: 'holder', id: holderId }
  if (!required) return ok(await open(deps, attempt, person, shownFactors('password', deps.clock.now()), about))
  await attempt.takeBack()
  return ok({ ticket: newTicket(deps, credentials.phone, holderId), offered })
}

/** What can be shown beside the password of this ticket; `null` when it is over. */
export async function pendingOf(deps: SignInDeps, ticket: string): Promise<Pending | null> {
  const read = readTicket(deps, ticket)
  return read === null ? null : { ticket, offered: (await secondFactors(deps, read.holderId)).offered }
}

/** The second page: guesses count like those at the password. Refuses: ticket_over (begin again), second_factor_wrong, sign_in_throttled. */
export async function finishPageSignIn(
  deps: SignInDeps,
  ticket: string,
  second: TypedFactor,
  about: SignInAbout,
): Promise<Outcome<Opened, Refused | 'ticket_over'>> {
  const read = readTicket(deps, ticket)
  if (read === null) return refuse('ticket_over')
  const attempt = await beginAttempt(deps, { subject: `phone:${read.phone}`, address: about.device.address }, about.context)
  if (!attempt.ok) return attempt
  const person: Person = { kind: 'holder', id: read.holderId }
  const { offered } = await secondFactors(deps, read.holderId)
  if (!offered.includes(second.type) || !(await useTyped(deps, person, second))) return fail(attempt.value, 'second_factor_wrong')
  const now = deps.clock.now()
  return ok(await open(deps, attempt.value, person, [...shownFactors('password', now), ...shownFactors(second.type, now)], about))
}

/** Sends the code that the second page asks for. Refuses: ticket_over, sms_unavailable, sms_throttled. */
export async function sendTicketSms(
  deps: SignInDeps,
  ticket: string,
  language: Language,
): Promise<Outcome<SentCode, Refused | 'ticket_over'>> {
  const read = readTicket(deps, ticket)
  if (read === null) return refuse('ticket_over')
  if (!(await secondFactors(deps, read.holderId)).offered.includes('sms')) return refuse('sms_unavailable')
  return sendSmsCode(deps, read.holderId, SMS_SIGN_IN, SMS_SIGN_IN, (code, minutes) => smsText(language, code, minutes, null))
}

/** Sends a code for signing in, to whom the password belongs. Refuses as `signInHolder`, sms_unavailable, sms_throttled. */
export async function sendSignInSms(
  deps: SignInDeps,
  credentials: HolderPassword,
  about: SignInAbout,
): Promise<Outcome<SentCode, Refused>> {
  const checked = await checkHolder(deps, credentials, about)
  if (!checked.ok) return checked
  const { attempt, holderId } = checked.value
  await attempt.takeBack()
  if (!(await secondFactors(deps, holderId)).offered.includes('sms')) return refuse('sms_unavailable')
  return sendSmsCode(deps, holderId, SMS_SIGN_IN, SMS_SIGN_IN, (code, minutes) => smsText(about.language, code, minutes, null))
}

/** One refusal, operator_sign_in_wrong, whatever was wrong: name, password, factor, or an account that is not enrolled or disabled. */
export async function signInOperator(
  deps: SignInDeps,
  credentials: { readonly login: string; readonly password: string; readonly second: TypedFactor },
  about: SignInAbout,
): Promise<Outcome<Opened, Refused>> {
  const login = normaliseLogin(credentials.login)
  const attempt = await beginAttempt(deps, { subject: `login:${login}`, address: about.device.address }, about.context)
  if (!attempt.ok) return attempt
  const operator = await operatorByLogin(deps.db, login)
  const matches = await deps.passwords.verify(operator?.passwordHash ?? null, credentials.password)
  if (matches === null) {
    await attempt.value.takeBack()
    return refuse('overloaded')
  }
  if (!matches || operator === null || operator.disabledAt !== null) return fail(attempt.value, 'operator_sign_in_wrong')
  const person: Person = { kind: 'operator', id: operator.id }
  if (credentials.second.type === 'sms' || !(await useTyped(deps, person, credentials.second)))
    return fail(attempt.value, 'operator_sign_in_wrong')
  const now = deps.clock.now()
  const factors = [...shownFactors('password', now), ...shownFactors(credentials.second.type, now)]
  return ok(await open(deps, attempt.value, person, factors, about))
}

/** Refuses passkey_wrong, whatever was wrong, sign_in_throttled. */
export async function signInByPasskey(
  deps: SignInDeps,
  kind: Person['kind'],
  answer: { readonly ceremony: string; readonly response: unknown },
  about: SignInAbout,
): Promise<Outcome<Opened, Refused>> {
  const attempt = await beginAttempt(deps, { subject: null, address: about.device.address }, about.context)
  if (!attempt.ok) return attempt
  const person = await finishPasskeySignIn(deps, { ...answer, baseUrl: about.baseUrl })
  if (person === null || person.kind !== kind) return fail(attempt.value, 'passkey_wrong')
  if (person.kind === 'operator' && (await operatorById(deps.db, person.id))?.status !== 'active')
    return fail(attempt.value, 'passkey_wrong')
  return ok(await open(deps, attempt.value, person, shownFactors('passkey', deps.clock.now()), about))
}

/** Login names are compared as they are typed, capitals aside. */
export const normaliseLogin = (login: string): string => login.trim().toLowerCase()
