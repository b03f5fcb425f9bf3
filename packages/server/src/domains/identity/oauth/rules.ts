/** Decisions about third parties, their roles and scopes. Pure. */
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { OAuthRefusalCode } from './errors.ts'
import { THIRD_PARTY_ROLES, type ThirdParty, type ThirdPartyRole, type ThirdPartyStatus } from './types.ts'

/** What the resource servers know; `openid` is the authorization server's own. */
export const API_SCOPES = ['accounts', 'payments', 'fundsconfirmations', 'vrp', 'events', 'identity', 'risk_signals'] as const

const SCOPES_OF_ROLE: Readonly<Record<ThirdPartyRole, readonly string[]>> = {
  account_information: ['openid', 'accounts', 'identity', 'events'],
  payment_initiation: ['openid', 'payments', 'vrp', 'events'],
  funds_confirmation: ['openid', 'fundsconfirmations', 'events'],
  risk_information: ['risk_signals'],
}

const known = new Map<string, ReadonlySet<string>>()

/** The scopes that roles open, `openid` included. */
export function scopesOf(roles: readonly ThirdPartyRole[]): ReadonlySet<string> {
  const key = roles.join(' ')
  const found = known.get(key) ?? new Set(roles.flatMap(role => SCOPES_OF_ROLE[role]))
  // There are only so many combinations of four roles.
  known.set(key, found)
  return found
}

/** Names that directories use for roles: UK Open Banking's and PSD2's beside ours. */
const ROLE_NAMES: Readonly<Record<string, ThirdPartyRole>> = {
  AISP: 'account_information',
  PISP: 'payment_initiation',
  CBPII: 'funds_confirmation',
  PSP_AI: 'account_information',
  PSP_PI: 'payment_initiation',
  PSP_IC: 'funds_confirmation',
  ...Object.fromEntries(THIRD_PARTY_ROLES.map(role => [role, role])),
}

/** Roles by their names in a software statement, in our order; unknown ones open nothing. */
export function rolesNamed(names: readonly unknown[]): readonly ThirdPartyRole[] {
  const named = new Set(names.map(name => (typeof name === 'string' ? ROLE_NAMES[name] : undefined)))
  return THIRD_PARTY_ROLES.filter(role => named.has(role))
}

/** Whether a third party may act: what was approved may everywhere, the sandbox only in test mode. */
export const isUsable = (status: ThirdPartyStatus, mode: 'test' | 'live'): boolean =>
  status === 'live' || (status === 'sandbox' && mode === 'test')

export type StatusChange = { readonly to: 'suspended' | 'reinstated' | 'closed'; readonly reason: string | null }

export function changeStatus(
  party: ThirdParty,
  change: StatusChange,
  mode: 'test' | 'live',
  now: Date,
): Outcome<ThirdParty, OAuthRefusalCode> {
  if (party.status === 'closed') return refuse('third_party_closed')
  const before: ThirdPartyStatus = party.legalBasis !== null ? 'live' : mode === 'test' ? 'sandbox' : 'pending'
  const status: ThirdPartyStatus = change.to === 'reinstated' ? (party.status === 'suspended' ? before : party.status) : change.to
  return ok({ ...party, status, suspensionReason: change.to === 'suspended' ? change.reason : null, updatedAt: now })
}
