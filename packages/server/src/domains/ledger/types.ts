/**
 * The nouns of the ledger, after TigerBeetle's data model: accounts with pending and posted sides, and immutable transfers
 * between two accounts of one currency and one fund.
 */
import type { Currency } from '../../kernel/currencies.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { Undo } from '../../kernel/undo.ts'
import type { Tx } from '../../platform/db.ts'
import type { AccountCode } from './chart.ts'
import type { LedgerRefusalCode } from './errors.ts'

export type AccountId = Id<'acc'>
export type TransferId = Id<'trf'>

/** What never changes of an account. */
export type Account = {
  readonly id: AccountId
  readonly code: AccountCode
  readonly currency: Currency
  /** The merchant's or holder's id, the clearing house's code, or `institution`. */
  readonly owner: string
}

/** All in minor units; `posted` is booked money, `pending` is reserved by pending transfers. */
export type Balances = {
  readonly debitsPending: bigint
  readonly debitsPosted: bigint
  readonly creditsPending: bigint
  readonly creditsPosted: bigint
}

/** Why the transfer exists: shown on receipts and statements, and required of every fee. */
export type Reason = {
  /** What happened, as a stable word: `payment`, `fee`, `refund`, `settlement`, `fee_sweep`, `payout`… (reasons.ts). */
  readonly kind: string
  /** Agreement, version and clause that produced the amount, e.g. `agr_01…/v2/§3.1`. */
  readonly clause?: string
  /** The arithmetic in plain text, e.g. `10000 × 60 bp = 60`. */
  readonly arithmetic?: string
}

type TransferBase = {
  readonly id: TransferId
  /** What it is for: the public id of the payment, refund, payout, settlement… */
  readonly reference: string
  readonly reason: Reason
  /** When it took effect for the people concerned; the booking time unless said. */
  readonly effectiveAt?: Date
}

export type NewTransfer =
  /** Moves money now. `corrects` names the transfer that a correction mends. */
  | (TransferBase & {
      readonly kind: 'posted'
      readonly debit: AccountId
      readonly credit: AccountId
      readonly amount: bigint
      readonly corrects?: TransferId
    })
  /** Reserves money until it is posted, voided or expires. */
  | (TransferBase & {
      readonly kind: 'pending'
      readonly debit: AccountId
      readonly credit: AccountId
      readonly amount: bigint
      readonly expiresAt: Date | null
    })
  /** Posts all or part of a pending transfer; the rest is released. */
  | (TransferBase & { readonly kind: 'post_pending'; readonly pending: TransferId; readonly amount: bigint })
  /** Releases a pending transfer whole. */
  | (TransferBase & { readonly kind: 'void_pending'; readonly pending: TransferId })

/** What the books must hold in memory to decide a batch: say every account and pending transfer that it may touch. */
export type LedgerScope = {
  readonly accounts: readonly AccountId[]
  readonly pendings?: readonly TransferId[]
  /** Transfer ids that came from outside and may have been posted before. Ids made by this process need no check. */
  readonly checkIds?: readonly TransferId[]
  readonly undo: Undo
  /**
   * The accounts are read now and locked only when the batch is written, last of all: others wait for them for a moment instead of the whole
   * batch. For work that may run again from its beginning and decides by `try` alone. Where less turns out to be available than
   * was read, the transaction runs again, with the accounts locked ahead.
   */
  readonly lockLate?: boolean
}

/** The working state of one batch. */
export type LedgerWork = {
  /** The database's clock when the books were opened. Transfers are booked a moment later, once their accounts are locked. */
  readonly now: Date
  /** The open business day: the accounting date of everything in this batch. */
  readonly accountingDate: BusinessDate
  /**
   * What can still leave a constrained account: posted balance on its normal side, less what is reserved. A defect for accounts that are
   * not constrained, and for all where they are locked late.
   */
  available(account: AccountId): bigint
  /** Applies linked transfers: all or none. A refusal leaves no trace. */
  try(transfers: readonly NewTransfer[]): Outcome<null, LedgerRefusalCode>
  /** Sends everything that was applied; once, after the last command. */
  flush(): void
}

/** The ledger as other domains see it. */
export type Ledger = {
  /** Loads the books, locking the day and, unless `lockLate`, the accounts. Ranks: `day`, then `accounts`. */
  open(tx: Tx, scope: LedgerScope): Promise<LedgerWork>
  /** Creates accounts; ids are the caller's. Existing ids are left as they are. */
  createAccounts(tx: Tx, accounts: readonly Account[]): Promise<void>
  /** The institution's or a clearing house's account of this code (created by `ensureInstitution`). */
  institutionAccount(code: AccountCode, owner?: string): AccountId
}
