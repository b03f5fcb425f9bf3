/**
 * The nouns of wallets: account holders (支付账户) with their real-name class, state and limits, and the working state that
 * a paying transaction decides against.
 */
import type { Id } from '../../kernel/ids.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { AccountId } from '../ledger/types.ts'
import type { WalletRefusalCode } from './errors.ts'

/** Real-name class of the payment account: 公告〔2015〕43号 Art. 11. */
export type HolderClass = 'I' | 'II' | 'III'

/**
 * `stopped` (止付): nothing leaves; money may come in. `frozen` (冻结): nothing leaves and the holder can bring nothing in;
 * what others owe the holder (a refund, a withdrawal that failed, a top-up already debited) is still credited and stays
 * frozen, because refusing it would take it from the holder. A deduction (扣划) by an authority leaves in any state.
 */
export type HolderState = 'active' | 'frozen' | 'stopped'

export type LocalName = { readonly en: string; readonly zh: string }

/** What a payment needs to know of its payer. */
export type HolderFacts = {
  readonly id: Id<'hld'>
  readonly class: HolderClass
  readonly state: HolderState
  /** The ledger account `wallet_balance`. */
  readonly account: AccountId
  readonly name: LocalName
}

/**
 * How the payer was verified, 公告〔2015〕43号 Art. 22: the number of different kinds of factor (what one knows, has, is)
 * verified for this payment, and whether a digital certificate or electronic signature was among them.
 */
export type Factors = { readonly kinds: 0 | 1 | 2 | 3; readonly certificate: boolean }

export type PayMethod = 'wallet_balance' | 'bank_card'

/** How a payment is made; card payments are not balance payments and count on no limit of the account. */
export type PayHow = { readonly method: PayMethod; readonly factors: Factors }

/** What has been counted: balance payments in minor units of CNY. One row per holder; a person has one account. */
export type Counters = {
  readonly day: BusinessDate
  readonly dayAmount: bigint
  readonly year: number
  readonly yearAmount: bigint
  readonly lifetimeAmount: bigint
}

export type LimitKind = 'lifetime' | 'annual' | 'daily'

/** A limit as it stands now, in minor units of CNY. */
export type Limit = {
  readonly kind: LimitKind
  readonly limit: bigint
  readonly used: bigint
  /** Never below 0. */
  readonly remaining: bigint
  /** The dated policy record that sets it. */
  readonly policyId: Id<'pol'>
}

/** A payment that was allowed; `countedOn` is what `unpay` needs later, `null` when nothing was counted. */
export type Counted = { readonly holder: HolderFacts; readonly countedOn: BusinessDate | null }

/** The holders of one batch, their counters locked until it commits. */
export type WalletWork = {
  /** The holder, or `null` when there is none. */
  holder(id: Id<'hld'>): HolderFacts | null
  /**
   * Counts a payment exactly, in order; a rollback of the batch's undo log takes it back.
   * Refuses: holder_not_found, holder_frozen, holder_payments_stopped, limit_daily_exceeded, limit_annual_exceeded,
   * limit_lifetime_exceeded. Whether the balance suffices is the ledger's to say.
   */
  pay(holderId: Id<'hld'>, amount: bigint, how: PayHow): Outcome<Counted, WalletRefusalCode>
  /** Gives back what a voided, expired or failed payment had counted, on the day it was counted; `null` gives back nothing. */
  unpay(holderId: Id<'hld'>, amount: bigint, countedOn: BusinessDate | null): void
  /** The holder's limits as the batch has left them, with the given verification. */
  limits(holderId: Id<'hld'>, factors: Factors): readonly Limit[]
  /** Sends the changed counters, once, after the last command. */
  flush(): void
}

/** What a page shows before anything is locked: it may have changed when the payment comes. */
export type HolderView = {
  readonly holder: HolderFacts
  /** The limits that apply with this verification. */
  readonly limits: readonly Limit[]
  /** Whether the state and the limits would let this payment pass now. */
  wouldPay(amount: bigint, method: PayMethod): Outcome<null, WalletRefusalCode>
}

/** Password at a signed-in session: one factor (something known). A session cookie can be copied, so it is no second one. */
export const FACTORS_PASSWORD: Factors = { kinds: 1, certificate: false }

/** Nothing is verified at the payment itself: it happens under a mandate that the holder signed in advance. */
export const FACTORS_MANDATE: Factors = { kinds: 0, certificate: false }
