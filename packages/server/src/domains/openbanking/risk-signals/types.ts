/** The nouns of risk signals: what the institution tells banks about fraud and account takeover, and on which basis. */
import type { Id } from '../../../kernel/ids.ts'

export const SIGNAL_KINDS = ['fraud_report', 'account_takeover', 'mule_account', 'device_compromise'] as const
export type SignalKind = (typeof SIGNAL_KINDS)[number]
export const SEVERITIES = ['low', 'medium', 'high'] as const
export type Severity = (typeof SEVERITIES)[number]

/** Why it may be shared: the holder's consents that name risk signals, or a statute that the operator records. */
export type SharingBasis =
  | { readonly kind: 'consent' }
  | { readonly kind: 'statutory'; readonly statute: string; readonly document: string | null }

export type RiskSignal = {
  readonly id: Id<'sig'>
  readonly holderId: Id<'hld'>
  readonly kind: SignalKind
  readonly severity: Severity
  readonly occurredAt: Date
  readonly summary: string
  readonly basis: SharingBasis
  readonly filedBy: string
  readonly createdAt: Date
  readonly withdrawnAt: Date | null
  readonly withdrawalReason: string | null
}

/** Whom a signal goes to; the consent is `null` where the basis is statutory. */
export type Recipient = { readonly thirdPartyId: Id<'tpp'>; readonly consentId: Id<'cns'> | null }

/** A signal as it stands in a bank's feed. */
export type SharedSignal = Recipient & {
  readonly seq: bigint
  readonly signal: RiskSignal
  readonly state: 'active' | 'withdrawn'
  readonly sharedAt: Date
  readonly readAt: Date | null
}

/** The permission that a consent must name: people are told of it in words of their own. */
export const RISK_PERMISSION = 'ReadRiskSignals'
