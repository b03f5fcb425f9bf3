/** The nouns of changes: what an onboarded merchant asks to change, and how the change comes to its channels. */
import type { Id } from '../../../kernel/ids.ts'
import type { LegalPerson, SettlementAccount } from '../applications/types.ts'

export const CHANGE_KINDS = ['bank_account', 'legal_person'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

export const CHANGE_STATES = ['requested', 'applied', 'rejected'] as const
export type ChangeState = (typeof CHANGE_STATES)[number]

export type ChangeContent =
  | { readonly kind: 'bank_account'; readonly account: SettlementAccount }
  | { readonly kind: 'legal_person'; readonly person: LegalPerson }

export type Change = {
  readonly id: Id<'chg'>
  readonly merchantId: Id<'mer'>
  readonly kind: ChangeKind
  readonly state: ChangeState
  /** What people may see of the content. */
  readonly masked: Readonly<Record<string, string>>
  readonly reason: string
  /** Principals. */
  readonly requestedBy: string
  readonly decidedBy: string | null
  readonly note: string | null
  readonly createdAt: Date
  readonly decidedAt: Date | null
}

export const CHANNEL_CHANGE_STATES = ['waiting', 'sent', 'auditing', 'changed', 'rejected'] as const
export type ChannelChangeState = (typeof CHANNEL_CHANGE_STATES)[number]

/** A changed settlement account on its way to one channel. */
export type ChannelChange = {
  readonly changeId: Id<'chg'>
  readonly merchantId: Id<'mer'>
  readonly channel: string
  readonly subMerchant: string
  readonly state: ChannelChangeState
  readonly channelReference: string | null
  readonly statusAsWritten: string | null
  readonly trouble: string | null
  readonly nextAt: Date | null
  readonly silences: number
  readonly updatedAt: Date
}
