/**
 * The nouns of clearing: instructions to a clearing house, what their owners are told, settlement files and discrepancies.
 * Every bank leg of the platform is an instruction of this domain (断直连, 国令768 Art. 30): nothing reaches a bank otherwise.
 */
import type { Currency } from '../../kernel/currencies.ts'
import type { Id } from '../../kernel/ids.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { Tx } from '../../platform/db.ts'

/** Why the instruction exists; the owner's sink is registered by purpose. */
export type InstructionPurpose = 'payment_debit' | 'topup' | 'payout' | 'withdrawal' | 'refund'

/** What the house is asked to do: collect from a bound card, pay to a bank account, or return an earlier collection. */
export type InstructionKind = 'debit' | 'payout' | 'refund'

/**
 * `created`: certainly never reached the house. `sent`: handed to the house, no result yet. `unknown`: it may or may not
 * have been executed. `succeeded` and `failed` are final.
 */
export type InstructionState = 'created' | 'sent' | 'unknown' | 'succeeded' | 'failed'

/** A bank account as the house knows it: the token it gave out when the account was bound or registered. */
export type Payee = { readonly name: string; readonly account: string; readonly bankCode?: string }

/** What an owner hands in; it commits with the owner's own rows and is sent after the commit. */
export type NewInstruction = {
  readonly id: Id<'ins'>
  readonly purpose: InstructionPurpose
  readonly kind: InstructionKind
  /** Code of the clearing house, e.g. `sim`. */
  readonly house: string
  /** Minor units, above zero. */
  readonly amount: bigint
  readonly currency: Currency
  /** Debits: the agreement (协议支付) that allows the collection. */
  readonly agreementNumber?: string
  /** Payouts: whom to pay. */
  readonly payee?: Payee
  /** Refunds: the debit that is returned. */
  readonly originalInstruction?: Id<'ins'>
  /** Public id of the owner, e.g. `pay_01…`, `top_01…`: what the sink finds its row by. */
  readonly reference: string
  /** Words on the bank statement. */
  readonly description?: string
  /**
   * If the house could certainly not be reached before this instant, the instruction fails with `not_sent_in_time`.
   * Debits default to ten minutes; payouts and refunds to never.
   */
  readonly deadline?: Date
}

export type Instruction = {
  readonly id: Id<'ins'>
  readonly purpose: InstructionPurpose
  readonly kind: InstructionKind
  readonly house: string
  readonly amount: bigint
  readonly currency: Currency
  readonly agreementNumber: string | null
  readonly payee: Payee | null
  readonly originalInstruction: Id<'ins'> | null
  readonly reference: string
  readonly description: string | null
  readonly state: InstructionState
  readonly failureCode: string | null
  /** The house's own number. */
  readonly houseReference: string | null
  /** The business date of the house in whose settlement file the instruction belongs; known once it succeeded. */
  readonly settlementDate: BusinessDate | null
  /** The settlement that paid it, once booked. */
  readonly settlementId: Id<'stl'> | null
  readonly attempts: number
  readonly queryAttempts: number
  readonly deadline: Date | null
  readonly createdAt: Date
  readonly sentAt: Date | null
  readonly completedAt: Date | null
}

/** The final result of an instruction, told to its owner exactly once; only a failure may be followed by a late success. */
export type InstructionResult =
  | { readonly outcome: 'succeeded'; readonly houseReference: string | null; readonly settlementDate: BusinessDate | null }
  /** `failureCode`: `insufficient_funds`, `risk_refused`, `card_expired`, `not_sent_in_time`… (FAILURE_CODES in rules.ts). */
  | { readonly outcome: 'failed'; readonly failureCode: string }

/**
 * What an owner (payments, wallets) registers for its purposes. Clearing calls it within one transaction per owner, so a
 * result and what follows from it commit together.
 */
export type OwnerSink = {
  /**
   * The owner can deal with a success of what it was told had failed: it is told of that success too, once, and the
   * instruction succeeds after all, so that its settlement line matches. Otherwise the contradiction is only listed.
   */
  readonly takesLateSuccess?: true
  /**
   * Locks the owner's rows (rank `payments`, or lower) for these instructions' references, and nothing of a higher rank.
   * The instructions are as they were before locking: use their immutable fields only. Clearing then locks the instructions.
   */
  open(tx: Tx, instructions: readonly Instruction[]): Promise<SinkWork>
  /**
   * A booked settlement covers these instructions (at most 500, all succeeded). Called once for each, in a transaction of its
   * own after clearing's entries were booked: lock, post and write here. Must be harmless when called again for the same.
   */
  settled(tx: Tx, instructions: readonly Instruction[], settlement: SettlementFacts): Promise<void>
}

export type SinkWork = {
  /** A result that is new and final: decide on the working state. Called in order of arrival, once for each such result. */
  apply(instruction: Instruction, result: InstructionResult): void
  /** Writes; may lock accumulators and accounts. Called once when anything was applied. */
  flush(): Promise<void> | void
}

export type SettlementFacts = { readonly id: Id<'stl'>; readonly house: string; readonly date: BusinessDate }

/** `imported`: stored and verified. `booked`: clearing's entries are posted. `completed`: every owner was told. */
export type SettlementState = 'imported' | 'booked' | 'completed'

export type Settlement = SettlementFacts & {
  readonly state: SettlementState
  readonly currency: Currency
  /** SHA-256 of the file, hexadecimal. */
  readonly digest: string
  readonly lineCount: number
  readonly debitTotal: bigint
  readonly payoutTotal: bigint
  readonly refundTotal: bigint
  /** Debits less payouts less refunds: what the house moved on the reserve account. */
  readonly net: bigint
  readonly importedAt: Date
  readonly bookedAt: Date | null
  readonly completedAt: Date | null
}

/** How a line of a settlement file relates to our instructions. */
export type LineMatch = 'pending' | 'matched' | 'extra' | 'duplicate' | 'amount_differs' | 'contradicts'

export type DiscrepancyKind =
  /** A final result that contradicts an earlier one. */
  | 'contradictory_result'
  /** A success over another amount than was instructed. */
  | 'result_amount_differs'
  /** The house never gave a result within the bounded queries. */
  | 'no_result'
  /** The house cannot be reached with a payout or refund. */
  | 'undeliverable'
  /** A callback about an instruction that we never gave. */
  | 'unknown_instruction'
  /** 长款: a settled line without an instruction of ours. */
  | 'line_extra'
  | 'line_duplicate'
  | 'line_amount_differs'
  /** A settled line of an instruction that failed. */
  | 'line_contradicts'
  /** 短款: a success that its settlement file does not contain. */
  | 'line_missing'

/** `suspended`: its amount stands in a suspense account. */
export type DiscrepancyState = 'open' | 'suspended' | 'resolved'

export type Discrepancy = {
  readonly id: Id<'dsc'>
  readonly house: string
  readonly kind: DiscrepancyKind
  readonly state: DiscrepancyState
  readonly instructionId: Id<'ins'> | null
  readonly settlementId: Id<'stl'> | null
  readonly amount: bigint
  readonly currency: Currency
  /** What was expected and what was seen, in plain text. */
  readonly detail: string
  readonly openedAt: Date
  readonly resolvedAt: Date | null
  readonly resolvedBy: string | null
  readonly comment: string | null
}
