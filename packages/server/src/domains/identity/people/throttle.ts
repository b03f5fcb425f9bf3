/**
 * Counts attempts at secrets, of every kind alike: an attempt counts before anything is looked at, so that parallel guesses count too, and
 * a success takes it back. Whoever has failed too often waits, known or not.
 */
import { type Outcome, ok, type Refusal, refuse } from '../../../kernel/outcome.ts'
import { type Principal, principalKey } from '../../../kernel/principal.ts'
import type { CommandContext } from '../../../platform/commands.ts'
import type { Tx } from '../../../platform/db.ts'
import { countFailure, secondsLocked } from '../rules.ts'
import { lockFailures, updateFailures } from '../store.ts'
import type { IdentityDeps, SignInFailures } from '../types.ts'
import { signInPolicy } from './policy.ts'

type Deps = Pick<IdentityDeps, 'db' | 'clock' | 'policies' | 'audit'>
export type AttemptContext = Pick<CommandContext, 'requestId' | 'requestHash' | 'endpoint'>

/** Who is being tried: `phone:…`, `login:…` or `person:…`; an address besides. */
export type Attempted = { readonly subject: string | null; readonly address: string }

export type Attempt = {
  /** It did not fail: the subject starts from nothing, the address gets this one back. Rank: `keys`. */
  succeeded(tx: Tx): Promise<void>
  /**
   * Nothing was decided yet (the queue was full, or another factor is asked for besides): both get this one back and nothing else, so
   * that who knows one factor cannot begin anew with guessing the other. A lock that others have set meanwhile stays. Rank: `keys`.
   */
  takeBack(tx?: Tx): Promise<void>
  /** It failed: leaves a trace in the audit. The refusal is what the caller is told. */
  failed(refusal: Refusal): Promise<void>
}

export async function beginAttempt(deps: Deps, who: Attempted, context: AttemptContext): Promise<Outcome<Attempt, 'sign_in_throttled'>> {
  const policy = signInPolicy(deps)
  const subjects = [...(who.subject === null ? [] : [who.subject]), `address:${who.address}`]
  const counted = await deps.db.transaction(async (tx): Promise<Outcome<readonly SignInFailures[], 'sign_in_throttled'>> => {
    const now = deps.clock.now()
    const failures = await lockFailures(tx, subjects, now)
    const seconds = Math.max(...failures.map(failure => secondsLocked(failure, now)))
    if (seconds > 0) {
      leaf(deps, tx, context, { kind: 'public' }, 'sign_in_throttled')
      return refuse('sign_in_throttled', undefined, { seconds })
    }
    const written = failures.map(failure => {
      const free = failure.subject === who.subject ? policy.phoneFreeFailures : policy.addressFreeFailures
      return countFailure(failure, free, policy, now)
    })
    updateFailures(tx, written)
    return ok(written)
  })
  if (!counted.ok) return counted
  const locks = new Map(counted.value.map(({ subject, lockedUntil }) => [subject, lockedUntil?.getTime() ?? null]))
  const giveBack = async (tx: Tx, cleared: string | null): Promise<void> => {
    const failures = await lockFailures(tx, subjects, deps.clock.now())
    updateFailures(
      tx,
      failures.map(failure => {
        if (failure.subject === cleared) return { ...failure, failures: 0, lockedUntil: null }
        const isOwnLock = (failure.lockedUntil?.getTime() ?? null) === locks.get(failure.subject)
        return { ...failure, failures: Math.max(0, failure.failures - 1), lockedUntil: isOwnLock ? null : failure.lockedUntil }
      }),
    )
  }
  return ok({
    succeeded: tx => giveBack(tx, who.subject),
    takeBack: tx => (tx === undefined ? deps.db.transaction(own => giveBack(own, null)) : giveBack(tx, null)),
    failed: refusal => deps.db.transaction(async tx => leaf(deps, tx, context, { kind: 'public' }, refusal.code)),
  })
}

/** An audit leaf about a person's own doing. */
export function leaf(
  deps: Pick<IdentityDeps, 'audit'>,
  tx: Tx,
  context: AttemptContext,
  principal: Principal,
  result: string,
  subject: string | null = null,
): void {
  const { requestId, requestHash, endpoint } = context
  deps.audit.append(tx, [{ actor: principalKey(principal), action: endpoint, subject, result, requestId, requestHash }])
}
