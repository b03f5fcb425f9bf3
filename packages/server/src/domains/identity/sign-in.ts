/**
 * Signs wallet holders in and out. It counts every attempt before it looks at the password, does the same work for phones
 * that nobody has, and never says which of phone and password was wrong.
 */
import { formatId, type Id, newId } from '../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { type Principal, principalKey } from '../../kernel/principal.ts'
import type { CommandContext } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { PolicyValue } from '../policies/policies.ts'
import type { IdentityRefusalCode } from './errors.ts'
import type { Passwords } from './passwords.ts'
import { countFailure, secondsLocked } from './rules.ts'
import { newSessionToken, secretHash } from './secrets.ts'
import * as store from './store.ts'
import type { IdentityDeps, Session, SignInPolicy } from './types.ts'

export type SignIn = { readonly phone: string; readonly password: string; readonly address: string }
export type SignedIn = { readonly session: Session; readonly token: string }

type Code = IdentityRefusalCode | 'overloaded'

export async function signIn(
  deps: IdentityDeps & { readonly passwords: Passwords },
  attempt: SignIn,
  context: CommandContext,
): Promise<Outcome<SignedIn, Code>> {
  const policy = signInPolicy(deps)
  const phone = `phone:${attempt.phone}`
  const address = `address:${attempt.address}`
  const counted = await deps.db.transaction(async tx => {
    const now = deps.clock.now()
    const failures = await store.lockFailures(tx, [phone, address], now)
    const seconds = Math.max(...failures.map(failure => secondsLocked(failure, now)))
    if (seconds > 0) {
      leaf(deps, tx, context, { kind: 'public' }, 'sign_in_throttled')
      return refuse<Code>('sign_in_throttled', undefined, { seconds })
    }
    store.updateFailures(
      tx,
      failures.map(failure => {
        const free = failure.subject === phone ? policy.phoneFreeFailures : policy.addressFreeFailures
        return countFailure(failure, free, policy, now)
      }),
    )
    return ok(null)
  })
  if (!counted.ok) return counted

  const consumer = await store.consumerByPhone(deps.db, attempt.phone)
  const matches = await deps.passwords.verify(consumer?.passwordHash ?? null, attempt.password)
  if (matches === null) {
    await deps.db.transaction(async tx => takeBack(tx, await store.lockFailures(tx, [phone, address], deps.clock.now())))
    return refuse('overloaded')
  }
  if (!matches || consumer === null) {
    await deps.db.transaction(async tx => leaf(deps, tx, context, { kind: 'public' }, 'password_or_phone_wrong'))
    return refuse('password_or_phone_wrong')
  }
  return ok(
    await deps.db.transaction(async tx => {
      const failures = await store.lockFailures(tx, [phone, address], deps.clock.now())
      takeBack(tx, failures, phone)
      const signedIn = openSession(deps, tx, consumer.holderId)
      const principal: Principal = { kind: 'holder', holderId: consumer.holderId, sessionId: signedIn.session.id }
      leaf(deps, tx, context, principal, 'ok', formatId('ses', signedIn.session.id))
      return signedIn
    }),
  )
}

/** The attempt did not fail after all; a phone that signed in starts from nothing. */
function takeBack(tx: Tx, failures: Awaited<ReturnType<typeof store.lockFailures>>, cleared?: string): void {
  store.updateFailures(
    tx,
    failures.map(failure => ({
      ...failure,
      failures: failure.subject === cleared ? 0 : Math.max(0, failure.failures - 1),
      lockedUntil: null,
    })),
  )
}

/** Opens a session without a password: after signing in, and for seeds and tests. */
export function openSession(deps: IdentityDeps, tx: Tx, holderId: Id<'hld'>): SignedIn {
  const now = deps.clock.now()
  const { hours } = numbers(deps.policies.require('identity.session', now).value, ['hours'])
  const session: Session = { id: newId<'ses'>(), holderId, createdAt: now, expiresAt: new Date(now.getTime() + hours * 3_600_000) }
  const token = newSessionToken()
  store.insertSession(tx, session, secretHash(token))
  return { session, token }
}

export async function signOut(
  deps: IdentityDeps,
  principal: Principal,
  context: CommandContext,
  ended: (id: string) => void,
): Promise<void> {
  invariant(principal.kind === 'holder', 'only holders sign out')
  await deps.db.transaction(async tx => {
    store.endSession(tx, principal.sessionId, deps.clock.now())
    leaf(deps, tx, context, principal, 'ok', formatId('ses', principal.sessionId))
    tx.afterCommit(() => ended(principal.sessionId))
  })
}

function leaf(
  deps: IdentityDeps,
  tx: Tx,
  context: CommandContext,
  principal: Principal,
  result: string,
  subject: string | null = null,
): void {
  const { requestId, requestHash, endpoint } = context
  deps.audit.append(tx, [{ actor: principalKey(principal), action: endpoint, subject, result, requestId, requestHash }])
}

function signInPolicy(deps: IdentityDeps): SignInPolicy {
  const value = numbers(deps.policies.require('identity.sign_in', deps.clock.now()).value, [
    'phone_free_failures',
    'address_free_failures',
    'lock_seconds',
    'lock_max_seconds',
    'forget_after_hours',
  ])
  return {
    phoneFreeFailures: value.phone_free_failures,
    addressFreeFailures: value.address_free_failures,
    lockSeconds: value.lock_seconds,
    lockMaxSeconds: value.lock_max_seconds,
    forgetAfterHours: value.forget_after_hours,
  }
}

/** The numbers of a policy record's value; a defect when one is missing, because new records have the shape of their predecessors. */
function numbers<const K extends string>(value: PolicyValue, names: readonly K[]): Record<K, number> {
  const read = new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  const found = {} as Record<K, number>
  for (const name of names) {
    const number = read.get(name)
    invariant(typeof number === 'number', `the policy has no number ${name}`)
    found[name] = number
  }
  return found
}
