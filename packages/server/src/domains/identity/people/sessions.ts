/** Sessions of people: opened by signing in, listed, ended at once on every node, and raised by showing two kinds of factor again. */
import { formatId, type Id, newId } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Principal } from '../../../kernel/principal.ts'
import type { Tx } from '../../../platform/db.ts'
import { kindsOf } from '../sca/rules.ts'
import type { Sca, ScaFactor, ScaRefusal } from '../sca/types.ts'
import { newSessionToken, secretHash } from '../secrets.ts'
import type { IdentityDeps } from '../types.ts'
import { numbersOf } from './policy.ts'
import * as store from './store-sessions.ts'
import { type AttemptContext, leaf } from './throttle.ts'
import type { Device, Opened, Person, PersonSession } from './types.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const USER_AGENT_MAX = 200
const STEP_UP_KINDS = 2

export const NOWHERE: Device = { address: '', userAgent: null }

export const principalOf = (person: Person, sessionId: Id<'ses'>): Principal =>
  person.kind === 'holder'
    ? { kind: 'holder', holderId: person.id, sessionId }
    : { kind: 'operator', operatorId: person.id, credential: sessionId, scopes: new Set() }

/** The text is what a browser says of itself: kept for its owner to recognise, cut, and without what cannot be stored. */
const textOf = (userAgent: string | null): string | null =>
  userAgent === null ? null : userAgent.replaceAll('\u0000', '').slice(0, USER_AGENT_MAX).toWellFormed()

/** `factors`: how the person has just signed in; none for seeds and tests. */
export function openPersonSession(
  deps: Pick<IdentityDeps, 'clock' | 'policies'>,
  tx: Tx,
  person: Person,
  factors: readonly ScaFactor[],
  device: Device,
): Opened {
  const now = deps.clock.now()
  const { hours } = numbersOf(deps, person.kind === 'holder' ? 'identity.session' : 'identity.operator_session', ['hours'])
  const session: PersonSession = {
    id: newId<'ses'>(),
    person,
    factors,
    verifiedAt: kindsOf(factors) >= STEP_UP_KINDS ? now : null,
    address: device.address === '' ? null : device.address,
    userAgent: textOf(device.userAgent),
    createdAt: now,
    expiresAt: new Date(now.getTime() + hours * HOUR_MS),
  }
  const token = newSessionToken(person.kind)
  store.insertPersonSession(tx, session, secretHash(token))
  return { session, token }
}

type SessionDeps = Pick<IdentityDeps, 'db' | 'clock' | 'policies' | 'audit'> & { readonly forget: (id: string) => void }

/** Ends these sessions of the person, or all (`null`), `but` one. Every node refuses them at its next request. Answers how many ended. */
export async function endPersonSessions(
  deps: SessionDeps,
  person: Person,
  which: { readonly ids: readonly Id<'ses'>[] | null; readonly but?: Id<'ses'> },
  by: { readonly principal: Principal; readonly context: AttemptContext },
): Promise<number> {
  return deps.db.transaction(async tx => {
    const ended = await store.endSessions(tx, person, which.ids, deps.clock.now(), which.but ?? null)
    const subject = which.ids?.length === 1 && which.ids[0] !== undefined ? formatId('ses', which.ids[0]) : null
    leaf(deps, tx, by.context, by.principal, 'ok', subject)
    tx.afterCommit(() => ended.forEach(deps.forget))
    return ended.length
  })
}

/** Whether the session has shown two kinds of factor lately enough to change factors: else `step_up_required`. */
export async function recentlyVerified(
  deps: SessionDeps,
  sessionId: Id<'ses'>,
): Promise<Outcome<PersonSession, 'step_up_required' | 'session_invalid'>> {
  const session = await store.sessionById(deps.db, sessionId)
  if (session === null) return refuse('session_invalid')
  const { minutes } = numbersOf(deps, 'identity.step_up', ['minutes'])
  const isRecent = session.verifiedAt !== null && deps.clock.now().getTime() - session.verifiedAt.getTime() <= minutes * MINUTE_MS
  return isRecent ? ok(session) : refuse('step_up_required', undefined, { minutes })
}

/** What a step-up approves: this session and nothing else. */
export const stepUpUse = (sessionId: Id<'ses'>) => ({ purpose: 'step_up' as const, reference: formatId('ses', sessionId) })

/** Raises the session by a completed challenge, which is used up. Refuses as `Sca.consume`. */
export function stepUp(
  deps: SessionDeps & { readonly sca: Pick<Sca, 'consume'> },
  person: Person,
  sessionId: Id<'ses'>,
  authentication: Id<'sca'>,
  context: AttemptContext,
): Promise<Outcome<null, ScaRefusal>> {
  return deps.db.transaction(async tx => {
    const approval = await deps.sca.consume(tx, authentication, person, stepUpUse(sessionId))
    if (!approval.ok) return approval
    store.verifySession(tx, sessionId, deps.clock.now(), approval.value.factors)
    leaf(deps, tx, context, principalOf(person, sessionId), 'ok', formatId('sca', authentication))
    return ok(null)
  })
}
