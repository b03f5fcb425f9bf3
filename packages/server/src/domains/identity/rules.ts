/** Decisions about credentials and sign-ins. Pure. */
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { IdentityRefusalCode } from './errors.ts'
import type { ApiKeyFacts, SessionFacts, SignInFailures, SignInPolicy } from './types.ts'

/** Whether a key that was found may be used now. */
export function checkKey(facts: ApiKeyFacts, now: Date): Outcome<null, IdentityRefusalCode> {
  if (facts.revokedAt !== null) return refuse('api_key_revoked')
  if (facts.expiresAt !== null && facts.expiresAt.getTime() <= now.getTime()) return refuse('api_key_expired')
  return ok(null)
}

export const sessionHolds = (facts: SessionFacts, now: Date): boolean => facts.endedAt === null && facts.expiresAt.getTime() > now.getTime()

/** Seconds until a subject may try again; 0 when it may. */
export function secondsLocked(failures: SignInFailures, now: Date): number {
  if (failures.lockedUntil === null) return 0
  return Math.max(0, Math.ceil((failures.lockedUntil.getTime() - now.getTime()) / 1000))
}

/**
 * Counts an attempt as failed before its password is looked at, so that parallel guesses count too; a success takes it back.
 * From the last free failure on each one locks, and each lock is twice as long as the one before.
 */
export function countFailure(failures: SignInFailures, free: number, policy: SignInPolicy, now: Date): SignInFailures {
  const isForgotten = now.getTime() - failures.lastAt.getTime() > policy.forgetAfterHours * 3_600_000
  const count = isForgotten ? 1 : failures.failures + 1
  const seconds = count < free ? 0 : Math.min(policy.lockSeconds * 2 ** Math.min(count - free, 30), policy.lockMaxSeconds)
  return {
    subject: failures.subject,
    failures: count,
    lastAt: now,
    lockedUntil: seconds === 0 ? null : new Date(now.getTime() + seconds * 1000),
  }
}
