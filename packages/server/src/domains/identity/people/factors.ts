/** A person's own factors, recovery codes and password: enrolled and removed in a session that showed two kinds of factor lately. */
import { formatId, type Id } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Tx } from '../../../platform/db.ts'
import type { IdentityRefusalCode } from '../errors.ts'
import type { Passwords } from '../passwords.ts'
import type { IdentityDeps } from '../types.ts'
import { newRecoveryCodes } from './one-time-codes.ts'
import { beginRegistration, finishRegistration, type RegistrationStart, savePasskey } from './passkeys.ts'
import { endPersonSessions, principalOf, recentlyVerified } from './sessions.ts'
import * as store from './store.ts'
import { endSessions, holderCredential, operatorById, setPassword } from './store-sessions.ts'
import { type AttemptContext, beginAttempt, leaf } from './throttle.ts'
import { beginTotp, confirmTotp, type TotpEnrolment } from './totp.ts'
import type { Device, Factor, Person } from './types.ts'

export type FactorDeps = IdentityDeps & { readonly passwords: Passwords; readonly forget: (id: string) => void }
type Refused = IdentityRefusalCode | 'overloaded'

/** Whose session does it, and from where. */
export type Self = {
  readonly person: Person
  readonly sessionId: Id<'ses'>
  readonly context: AttemptContext
  readonly device: Device
  readonly baseUrl: string
}

/** How many factors of each kind a person may have. */
const FACTORS_MAX = 20

const note = (deps: FactorDeps, tx: Tx, self: Self, subject: string | null): void =>
  leaf(deps, tx, self.context, principalOf(self.person, self.sessionId), 'ok', subject)

/** What an authenticator shows beside the code: the masked phone, or the login name. */
async function accountOf(deps: FactorDeps, person: Person): Promise<string> {
  if (person.kind === 'operator') return (await operatorById(deps.db, person.id))?.login ?? formatId('opr', person.id)
  return (await holderCredential(deps.db, person.id))?.phone ?? formatId('hld', person.id)
}

async function mayChange(deps: FactorDeps, self: Self): Promise<Outcome<null, Refused>> {
  const recent = await recentlyVerified(deps, self.sessionId)
  return recent.ok ? ok(null) : recent
}

/** Refuses: step_up_required, factors_too_many. */
export async function enrolTotp(deps: FactorDeps, self: Self, name: string): Promise<Outcome<TotpEnrolment, Refused>> {
  const may = await mayChange(deps, self)
  if (!may.ok) return may
  const account = await accountOf(deps, self.person)
  return deps.db.transaction(async (tx): Promise<Outcome<TotpEnrolment, Refused>> => {
    const factors = await store.lockFactors(tx, self.person)
    if (factors.length >= FACTORS_MAX) return refuse('factors_too_many')
    const enrolment = beginTotp(deps, tx, self.person, name, account)
    note(deps, tx, self, formatId('fct', enrolment.id))
    return ok(enrolment)
  })
}

/** Refuses: factor_not_found, factor_wrong, sign_in_throttled. */
export async function confirmFactor(deps: FactorDeps, self: Self, id: Id<'fct'>, code: string): Promise<Outcome<Factor, Refused>> {
  const attempt = await beginAttempt(deps, { subject: `person:${self.person.id}`, address: self.device.address }, self.context)
  if (!attempt.ok) return attempt
  const result = await confirmTotp(deps, self.person, id, code)
  if (result === 'wrong') {
    const wrong = refuse('factor_wrong', 'code')
    await attempt.value.failed(wrong.error)
    return wrong
  }
  if (result === 'not_found') {
    await attempt.value.takeBack()
    return refuse('factor_not_found', 'id')
  }
  await deps.db.transaction(async tx => {
    await attempt.value.succeeded(tx)
    note(deps, tx, self, formatId('fct', id))
  })
  const factor = (await store.factorsOf(deps.db, self.person)).find(each => each.id === id)
  return factor === undefined ? refuse('factor_not_found', 'id') : ok(factor)
}

/** Refuses: factor_not_found, step_up_required, factor_last (an operator's only one). */
export async function removeFactor(deps: FactorDeps, self: Self, id: Id<'fct'>): Promise<Outcome<Factor, Refused>> {
  const may = await mayChange(deps, self)
  if (!may.ok) return may
  return deps.db.transaction(async (tx): Promise<Outcome<Factor, Refused>> => {
    const factors = await store.lockFactors(tx, self.person)
    const factor = factors.find(each => each.id === id)
    if (factor === undefined) return refuse('factor_not_found', 'id')
    const left = factors.filter(each => each.id !== id && each.confirmedAt !== null)
    if (self.person.kind === 'operator' && factor.confirmedAt !== null && left.length === 0) return refuse('factor_last')
    store.removeFactors(tx, [id], deps.clock.now())
    note(deps, tx, self, formatId('fct', id))
    return ok(factor)
  })
}

/** Refuses: step_up_required. */
export async function startPasskey(deps: FactorDeps, self: Self): Promise<Outcome<RegistrationStart, Refused>> {
  const may = await mayChange(deps, self)
  if (!may.ok) return may
  const account = await accountOf(deps, self.person)
  return ok(await beginRegistration(deps, self.person, { baseUrl: self.baseUrl, account, displayName: account }))
}

/** Refuses: step_up_required, passkey_wrong, passkey_known, factors_too_many. */
export async function addPasskey(
  deps: FactorDeps,
  self: Self,
  answer: { readonly ceremony: string; readonly response: unknown; readonly name: string },
): Promise<Outcome<Factor, Refused>> {
  const may = await mayChange(deps, self)
  if (!may.ok) return may
  const registered = await finishRegistration(deps, self.person, { ...answer, baseUrl: self.baseUrl })
  if (registered === null) return refuse('passkey_wrong', 'response')
  const saved = await deps.db.transaction(async (tx): Promise<Outcome<Id<'fct'>, Refused>> => {
    const factors = await store.lockFactors(tx, self.person)
    if (factors.length >= FACTORS_MAX) return refuse('factors_too_many')
    const id = await savePasskey(deps, tx, self.person, answer.name, registered)
    if (id === null) return refuse('passkey_known', 'response')
    note(deps, tx, self, formatId('fct', id))
    return ok(id)
  })
  if (!saved.ok) return saved
  const factor = (await store.factorsOf(deps.db, self.person)).find(each => each.id === saved.value)
  return factor === undefined ? refuse('factor_not_found') : ok(factor)
}

/** A new set of recovery codes; the old one is void. Refuses: step_up_required. */
export async function renewRecoveryCodes(deps: FactorDeps, self: Self): Promise<Outcome<string[], Refused>> {
  const may = await mayChange(deps, self)
  if (!may.ok) return may
  return deps.db.transaction(async tx => {
    const codes = newRecoveryCodes(deps, tx, self.person)
    note(deps, tx, self, null)
    return ok(codes)
  })
}

/** Ends every other session of the person. Refuses: step_up_required, overloaded. */
export async function changePassword(deps: FactorDeps, self: Self, password: string): Promise<Outcome<null, Refused>> {
  const may = await mayChange(deps, self)
  if (!may.ok) return may
  const passwordHash = await deps.passwords.hash(password)
  if (passwordHash === null) return refuse('overloaded')
  return deps.db.transaction(async tx => {
    const now = deps.clock.now()
    setPassword(tx, self.person, passwordHash, now)
    const ended = await endSessions(tx, self.person, null, now, self.sessionId)
    note(deps, tx, self, null)
    tx.afterCommit(() => ended.forEach(deps.forget))
    return ok(null)
  })
}

export const endOwnSessions = (deps: FactorDeps, self: Self, ids: readonly Id<'ses'>[] | null): Promise<number> =>
  endPersonSessions(deps, self.person, ids === null ? { ids, but: self.sessionId } : { ids }, {
    principal: principalOf(self.person, self.sessionId),
    context: self.context,
  })
