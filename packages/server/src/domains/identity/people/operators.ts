/**
 * Operators' accounts: another operator creates them and gives their roles, the operator enrols with a secret that is shown once, and the
 * first of all is opened with the secret of the configuration. Nobody changes their own rights, and one administrator always remains.
 */
import { timingSafeEqual } from 'node:crypto'
import { formatId, type Id, newId } from '../../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { type Principal, principalKey } from '../../../kernel/principal.ts'
import type { Tx } from '../../../platform/db.ts'
import type { ListQuery } from '../../../platform/http/pages.ts'
import type { IdentityRefusalCode } from '../errors.ts'
import type { Passwords } from '../passwords.ts'
import { checkRoleChange, type RoleName } from '../roles.ts'
import { factorsOf as shownFactors } from '../sca/rules.ts'
import { newEnrolmentSecret, secretHash } from '../secrets.ts'
import { lockRoles, rolesOf, writeRoles } from '../store/roles.ts'
import type { IdentityDeps } from '../types.ts'
import { newRecoveryCodes } from './one-time-codes.ts'
import { numbersOf } from './policy.ts'
import { openPersonSession, principalOf } from './sessions.ts'
import { normaliseLogin } from './sign-in.ts'
import { confirmFactor, factorsOf, removeEverything, removeFactors } from './store.ts'
import * as store from './store-sessions.ts'
import { type AttemptContext, beginAttempt, leaf } from './throttle.ts'
import { beginTotp, checkPendingTotp, type TotpEnrolment } from './totp.ts'
import type { Device, Opened, Operator, Person } from './types.ts'

export type OperatorDeps = IdentityDeps & { readonly passwords: Passwords; readonly forget: (id: string) => void }
type Refused = IdentityRefusalCode | 'overloaded'
type By = { readonly principal: Principal; readonly context: AttemptContext }

export type Invited = { readonly operator: Operator; readonly secret: string; readonly expiresAt: Date }
export type NewAccount = { readonly name: Operator['name']; readonly login: string; readonly roles: readonly RoleName[] }

const HOUR_MS = 3_600_000
const sha256 = (secret: string): Buffer => Buffer.from(secretHash(secret), 'hex')

function newInvitation(deps: OperatorDeps): { secret: string; hash: Buffer; expiresAt: Date; now: Date } {
  const { hours } = numbersOf(deps, 'identity.operator_enrolment', ['hours'])
  const now = deps.clock.now()
  const secret = newEnrolmentSecret()
  return { secret, hash: sha256(secret), expiresAt: new Date(now.getTime() + hours * HOUR_MS), now }
}

const publicOf = (record: store.OperatorRecord, roles: readonly RoleName[]): Operator => {
  const { id, name, login, status, createdAt } = record
  return { id, name, login, roles, status, createdAt }
}

/** In the batch's transaction, with the roles that were checked. Refuses: login_taken. */
async function insert(deps: OperatorDeps, tx: Tx, account: NewAccount, by: string): Promise<Outcome<Invited, Refused>> {
  const { secret, hash, expiresAt, now } = newInvitation(deps)
  const id = newId<'opr'>()
  const login = normaliseLogin(account.login)
  const added = await store.insertPersonOperator(tx, {
    id,
    name: account.name,
    login,
    enrolmentHash: hash,
    enrolmentExpiresAt: expiresAt,
    at: now,
  })
  if (!added) return refuse('login_taken', 'login')
  writeRoles(tx, id, { before: [], after: account.roles, by, at: now })
  const operator: Operator = { id, name: account.name, login, roles: [...account.roles].sort(), status: 'invited', createdAt: now }
  return ok({ operator, secret, expiresAt })
}

/** Refuses: login_taken, role_not_held. */
export function inviteOperator(deps: OperatorDeps, account: NewAccount, by: By): Promise<Outcome<Invited, Refused>> {
  const actorId = operatorOf(by.principal)
  return deps.db.transaction(async tx => {
    const roles = await lockRoles(tx, [actorId])
    const actor = { operatorId: actorId, roles: roles.get(actorId) ?? [] }
    const may = checkRoleChange({ actor, operatorId: '', before: [], after: account.roles, otherAdministrator: true })
    const invited = may.ok ? await insert(deps, tx, account, principalKey(by.principal)) : may
    const subject = invited.ok ? formatId('opr', invited.value.operator.id) : null
    leaf(deps, tx, by.context, by.principal, invited.ok ? 'ok' : invited.error.code, subject)
    return invited
  })
}

export type OperatorChange = { readonly name?: Operator['name']; readonly roles?: readonly RoleName[]; readonly disabled?: boolean }

/**
 * Changes take effect at the operator's next request, on every node. Refuses: operator_not_found, roles_own, role_not_held,
 * administrator_last.
 */
export function changeOperator(deps: OperatorDeps, id: Id<'opr'>, change: OperatorChange, by: By): Promise<Outcome<Operator, Refused>> {
  const actorId = operatorOf(by.principal)
  return deps.db.transaction(async tx => {
    const changed = await decideChange(deps, tx, id, change, { actorId, key: principalKey(by.principal) })
    leaf(deps, tx, by.context, by.principal, changed.ok ? 'ok' : changed.error.code, formatId('opr', id))
    return changed
  })
}

async function decideChange(
  deps: OperatorDeps,
  tx: Tx,
  id: Id<'opr'>,
  change: OperatorChange,
  actor: { readonly actorId: Id<'opr'>; readonly key: string },
): Promise<Outcome<Operator, Refused>> {
  const roles = await lockRoles(tx, [actor.actorId, id])
  const operators = await store.lockOperators(tx, [...new Set([id, ...roles.keys()])])
  const operator = operators.get(id)
  if (operator === undefined) return refuse('operator_not_found', 'id')
  const before = roles.get(id) ?? []
  const after = change.roles ?? before
  const disabled = change.disabled ?? operator.disabledAt !== null
  // Who is disabled, or comes back, loses or gets what their roles are worth.
  const wasWorth = operator.disabledAt === null ? before : []
  const isWorth = disabled ? [] : after
  const isAdministrator = (other: Id<'opr'>): boolean =>
    other !== id && operators.get(other)?.status === 'active' && roles.get(other)?.includes('administrator') === true
  const otherAdministrator = [...roles.keys()].some(isAdministrator)
  const about = { actor: { operatorId: actor.actorId, roles: roles.get(actor.actorId) ?? [] }, operatorId: id, otherAdministrator }
  for (const step of [
    { before: wasWorth, after: isWorth },
    { before, after },
  ]) {
    const may = checkRoleChange({ ...about, ...step })
    if (!may.ok) return may
  }
  const now = deps.clock.now()
  const next: store.OperatorRecord = {
    ...operator,
    name: change.name ?? operator.name,
    disabledAt: disabled ? (operator.disabledAt ?? now) : null,
  }
  store.updateOperator(tx, next, now)
  writeRoles(tx, id, { before, after, by: actor.key, at: now })
  const touched = await store.tellOperatorChanged(tx, id)
  if (disabled) await store.endSessions(tx, { kind: 'operator', id }, null, now)
  tx.afterCommit(() => touched.forEach(deps.forget))
  const status = disabled ? 'disabled' : operator.login !== null && operator.passwordHash === null ? 'invited' : 'active'
  return ok({ ...publicOf(next, [...after].sort()), status })
}

/**
 * Voids password, factors, recovery codes and sessions of an operator who lost them; they enrol anew. Refuses: operator_not_found,
 * operator_self, operator_without_login, role_not_held (only an administrator resets an operator with roles that they do not have).
 */
export function resetOperator(deps: OperatorDeps, id: Id<'opr'>, by: By): Promise<Outcome<Invited, Refused>> {
  const actorId = operatorOf(by.principal)
  return deps.db.transaction(async tx => {
    const reset = await decideReset(deps, tx, id, actorId)
    leaf(deps, tx, by.context, by.principal, reset.ok ? 'ok' : reset.error.code, formatId('opr', id))
    return reset
  })
}

async function decideReset(deps: OperatorDeps, tx: Tx, id: Id<'opr'>, actorId: Id<'opr'>): Promise<Outcome<Invited, Refused>> {
  const roles = await lockRoles(tx, [actorId, id])
  const operator = (await store.lockOperators(tx, [id])).get(id)
  if (operator === undefined) return refuse('operator_not_found', 'id')
  if (id === actorId) return refuse('operator_self', 'id')
  if (operator.login === null) return refuse('operator_without_login', 'id')
  const held = roles.get(id) ?? []
  // Whoever resets an account could enrol in its place: it takes the same rights as giving its roles.
  const actor = { operatorId: actorId, roles: roles.get(actorId) ?? [] }
  const may = checkRoleChange({ actor, operatorId: id, before: [], after: held, otherAdministrator: true })
  if (!may.ok) return may
  const { secret, hash, expiresAt, now } = newInvitation(deps)
  const person: Person = { kind: 'operator', id }
  store.resetOperator(tx, id, hash, expiresAt, now)
  removeEverything(tx, person, now)
  const ended = await store.endSessions(tx, person, null, now)
  tx.afterCommit(() => ended.forEach(deps.forget))
  return ok({ operator: { ...publicOf(operator, held), status: operator.disabledAt === null ? 'invited' : 'disabled' }, secret, expiresAt })
}

type Enrolment = { readonly login: string; readonly secret: string }
export type EnrolmentAbout = { readonly context: AttemptContext; readonly device: Device }

/** The operator whom the secret was made for: enrolment_invalid whatever is wrong, sign_in_throttled. */
async function checkEnrolment(deps: OperatorDeps, { login, secret }: Enrolment, about: EnrolmentAbout) {
  const name = normaliseLogin(login)
  const attempt = await beginAttempt(deps, { subject: `login:${name}`, address: about.device.address }, about.context)
  if (!attempt.ok) return attempt
  const operator = await store.operatorByLogin(deps.db, name)
  const isValid =
    operator !== null &&
    operator.disabledAt === null &&
    operator.enrolmentHash !== null &&
    timingSafeEqual(operator.enrolmentHash, sha256(secret)) &&
    operator.enrolmentExpiresAt !== null &&
    operator.enrolmentExpiresAt.getTime() > deps.clock.now().getTime()
  if (isValid) return ok({ operator, attempt: attempt.value })
  const refused = refuse('enrolment_invalid', 'secret')
  await attempt.value.failed(refused.error)
  return refused
}

/** First step of enrolling: a TOTP secret for the authenticator app. Earlier ones that were not confirmed are void. */
export async function beginEnrolment(
  deps: OperatorDeps,
  enrolment: Enrolment,
  about: EnrolmentAbout,
): Promise<Outcome<TotpEnrolment, Refused>> {
  const checked = await checkEnrolment(deps, enrolment, about)
  if (!checked.ok) return checked
  const { operator, attempt } = checked.value
  const person: Person = { kind: 'operator', id: operator.id }
  const waiting = (await factorsOf(deps.db, person)).filter(factor => factor.confirmedAt === null)
  return deps.db.transaction(async tx => {
    await attempt.succeeded(tx)
    removeFactors(
      tx,
      waiting.map(factor => factor.id),
      deps.clock.now(),
    )
    return ok(beginTotp(deps, tx, person, 'Authenticator', operator.login ?? ''))
  })
}

export type CompleteEnrolment = Enrolment & { readonly factorId: Id<'fct'>; readonly code: string; readonly password: string }

/** Second step: password and first code; signs in. Refuses: enrolment_invalid, factor_wrong, sign_in_throttled, overloaded. */
export async function completeEnrolment(
  deps: OperatorDeps,
  enrolment: CompleteEnrolment,
  about: EnrolmentAbout,
): Promise<Outcome<{ opened: Opened; recoveryCodes: string[] }, Refused>> {
  const checked = await checkEnrolment(deps, enrolment, about)
  if (!checked.ok) return checked
  const { operator, attempt } = checked.value
  const person: Person = { kind: 'operator', id: operator.id }
  if (!(await checkPendingTotp(deps, person, enrolment.factorId, enrolment.code))) {
    const wrong = refuse('factor_wrong', 'code')
    await attempt.failed(wrong.error)
    return wrong
  }
  const passwordHash = await deps.passwords.hash(enrolment.password)
  if (passwordHash === null) {
    await attempt.takeBack()
    return refuse('overloaded')
  }
  return deps.db.transaction(async (tx): Promise<Outcome<{ opened: Opened; recoveryCodes: string[] }, Refused>> => {
    await attempt.succeeded(tx)
    const now = deps.clock.now()
    if (!(await store.enrolOperator(tx, operator.id, sha256(enrolment.secret), passwordHash, now)))
      return refuse('enrolment_invalid', 'secret')
    await confirmFactor(tx, enrolment.factorId, now)
    const recoveryCodes = newRecoveryCodes(deps, tx, person)
    const opened = openPersonSession(deps, tx, person, [...shownFactors('password', now), ...shownFactors('totp', now)], about.device)
    leaf(deps, tx, about.context, principalOf(person, opened.session.id), 'ok', formatId('opr', operator.id))
    return ok({ opened, recoveryCodes })
  })
}

/**
 * Opens the first administrator's account with the secret of the configuration, while nobody can sign in yet. Refuses: bootstrap_refused,
 * whatever is wrong, sign_in_throttled.
 */
export async function bootstrapOperator(
  deps: OperatorDeps,
  request: { readonly secret: string; readonly login: string; readonly name: Operator['name'] },
  about: EnrolmentAbout,
): Promise<Outcome<Invited, Refused>> {
  const attempt = await beginAttempt(deps, { subject: null, address: about.device.address }, about.context)
  if (!attempt.ok) return attempt
  const expected = deps.bootstrapSecret
  if (expected === null || !timingSafeEqual(sha256(expected), sha256(request.secret))) {
    const refused = refuse('bootstrap_refused')
    await attempt.value.failed(refused.error)
    return refused
  }
  return deps.db.transaction(async tx => {
    await attempt.value.succeeded(tx)
    const isFirst = await store.isFirstOperator(tx)
    const account: NewAccount = { name: request.name, login: request.login, roles: ['administrator'] }
    const invited: Outcome<Invited, Refused> = isFirst ? await insert(deps, tx, account, 'sys:bootstrap') : refuse('bootstrap_refused')
    const subject = invited.ok ? formatId('opr', invited.value.operator.id) : null
    leaf(deps, tx, about.context, { kind: 'system', name: 'bootstrap' }, invited.ok ? 'ok' : invited.error.code, subject)
    return invited
  })
}

export async function findOperator(deps: Pick<IdentityDeps, 'db'>, id: Id<'opr'>): Promise<Operator | null> {
  const operator = await store.operatorById(deps.db, id)
  return operator === null ? null : publicOf(operator, (await rolesOf(deps.db, [id])).get(id) ?? [])
}

/** Rows of one page and one more (see pages.ts). */
export async function listOperators(deps: Pick<IdentityDeps, 'db'>, page: ListQuery<'opr'>): Promise<Operator[]> {
  const records = await store.listOperators(deps.db, page)
  const roles = await rolesOf(
    deps.db,
    records.map(record => record.id),
  )
  return records.map(record => publicOf(record, roles.get(record.id) ?? []))
}

function operatorOf(principal: Principal): Id<'opr'> {
  invariant(principal.kind === 'operator', 'the route is for operators')
  return principal.operatorId
}
