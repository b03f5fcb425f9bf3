/** Decisions of strong customer authentication: which kinds of factor were shown, and whether an approval holds. Pure. */
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Person } from '../people/types.ts'
import type { ScaApproval, ScaChallenge, ScaFactor, ScaLevel, ScaRefusal } from './types.ts'

/** What a proof shows. A passkey is two kinds: the device, and what unlocked it, a body part or else a PIN, which WebAuthn does not tell. */
export function factorsOf(method: ScaFactor['method'], at: Date): ScaFactor[] {
  switch (method) {
    case 'password':
      return [{ kind: 'knowledge', method, at }]
    case 'totp':
    case 'sms':
    case 'recovery_code':
      return [{ kind: 'possession', method, at }]
    case 'passkey':
      return [
        { kind: 'possession', method, at },
        { kind: 'inherence', method, at },
      ]
  }
}

/**
 * The number of kinds that were shown. What unlocked a passkey may have been a PIN, so beside a password it counts as no third kind: we
 * never count more than is certain.
 */
export function kindsOf(factors: readonly ScaFactor[]): ScaLevel['kinds'] {
  const kinds = new Set(factors.map(factor => factor.kind))
  if (kinds.has('inherence') && kinds.has('knowledge')) kinds.delete('inherence')
  return kinds.size as ScaLevel['kinds']
}

/** `passkeyIsSignature`: whether policy takes a passkey's signature for an electronic signature (公告〔2015〕43号 Art. 24(1)). */
export const levelOf = (factors: readonly ScaFactor[], passkeyIsSignature: boolean): ScaLevel => ({
  kinds: kindsOf(factors),
  certificate: passkeyIsSignature && factors.some(factor => factor.method === 'passkey'),
})

/** Whether a factor may be shown for it now. */
export function mayProve(
  challenge: Pick<ScaChallenge, 'usedAt' | 'expiresAt' | 'attempts'>,
  now: Date,
  attemptsMax: number,
): Outcome<null, 'sca_used' | 'sca_expired'> {
  if (challenge.usedAt !== null) return refuse('sca_used')
  if (challenge.expiresAt.getTime() <= now.getTime() || challenge.attempts >= attemptsMax) return refuse('sca_expired')
  return ok(null)
}

const same = (person: Person, other: Person): boolean => person.kind === other.kind && person.id === other.id

/**
 * Whether this challenge approves a use by this person, now. `undefined`: there is no such challenge. `isSame`: whether the use is what
 * was approved.
 */
export function checkUse(
  challenge: ScaChallenge | undefined,
  person: Person,
  isSame: boolean,
  now: Date,
  passkeyIsSignature: boolean,
): Outcome<ScaApproval, ScaRefusal> {
  if (challenge === undefined || !same(challenge.person, person)) return refuse('sca_required', 'authentication')
  if (challenge.usedAt !== null) return refuse('sca_used', 'authentication')
  if (challenge.expiresAt.getTime() <= now.getTime()) return refuse('sca_expired', 'authentication')
  if (!isSame) return refuse('sca_mismatch', 'authentication')
  if (challenge.completedAt === null) return refuse('sca_required', 'authentication')
  return ok({ level: levelOf(challenge.factors, passkeyIsSignature), factors: challenge.factors })
}
