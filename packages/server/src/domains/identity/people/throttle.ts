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
import type { IdentityDeps } from '../types.ts'
import { signInPolicy } from './policy.ts'

type Deps = Pick<IdentityDeps, 'db' | 'clock' | 'policies' | 'audit'>
export type AttemptContext = Pick<CommandContext, 'requestId' | 'requestHash' | 'endpoint'>

/** Who is being tried: `phone:…`, `login:…` or `person:…`; an address besides. */
export type Attempted = { readonly subject: string | null; readonly address: string }

export type Attempt = {
  /** It did not fail: the subject starts from nothing, the address gets this one back. Rank: `keys`. */
  succeeded(tx: Tx): Promise<void>
  /** Nothing was decided (the queue was full, or a second factor is asked for first): both get this one back. */
  takeBack(): Promise<void>
  /** It failed: leaves a trace in the audit. The refusal is what the caller is told. */
  failed(refusal: Refusal): Promise<void>
}

export async function beginAttempt(deps: Deps, who: Attempted, context: AttemptContext): Promise<Outcome<Attempt, 'sign_in_throttled'>> {
  const policy = signInPolicy(deps)
  const subjects = [...(who.subject === null ? [] : [who.subject]), `address:${who.address}`]
  const counted = await deps.db.transaction(async tx => {
    const now = deps.clock.now()
    const failures = await lockFailures(tx, subjects, now)
    const seconds = Math.max(...failures.map(failure => secondsLocked(failure, now)))
    if (seconds > 0) {
      leaf(deps, tx, context, { kind: 'public' }, 'sign_in_throttled')
      return refuse('sign_in_throttled', undefined, { seconds })
    }
    updateFailures(
      tx,
      failures.map(failure => {
        const free = failure.subject === who.subject ? policy.phoneFreeFailures : policy.addressFreeFailures
        return countFailure(failure, free, policy, now)
      }),
    )
    return ok(null)
  })
  if (!counted.ok) return counted
  const giveBack = async (tx: Tx, cleared: string | null): Promise<void> => {
    const failures = await lockFailures(tx, subjects, deps.clock.now())
    updateFailures(
      tx,
      failures.map(failure => ({
        ...failure,
        failures: failure.subject === cleared ? 0 : Math.max(0, failure.failures - 1),
        lockedUntil: null,
      })),
    )
  }
  return ok({
    succeeded: tx => giveBack(tx, who.subject),
    takeBack: () => deps.db.transaction(tx => giveBack(tx, null)),
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
