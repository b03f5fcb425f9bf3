/**
 * The nouns of clearing: instructions to a rail, what their owners are told, settlement files and discrepancies. Every way by which
 * money moves outside (clearing houses, wallet channels, another bank) is a rail of this domain, and every leg outside is one of its
 * instructions (断直连, 国令768 Art. 30): nothing reaches a bank otherwise. `house` is the rail's code, whatever the rail is.
 */
import type { Currency } from '../../kernel/currencies.ts'
import type { Id } from '../../kernel/ids.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { Tx } from '../../platform/db.ts'

/** Why the instruction exists; the owner's sink is registered by purpose. */
export type InstructionPurpose = 'payment_debit' | 'topup' | 'payout' | 'withdrawal' | 'refund' | 'long_refund'

/** What the house is asked to do: collect from a bound card, pay to a bank account, or return an earlier collection. */
export type InstructionKind = 'debit' | 'payout' | 'refund'

/**
 * `created`: certainly never reached the house. `sent`: handed to the house, no result yet. `unknown`: it may or may not
 * have been executed. `succeeded` and `failed` are final.
 */
export type InstructionState = 'created' | 'sent' | 'unknown' | 'succeeded' | 'failed'

/** A bank account as the house knows it: the token it gave out when the account was bound or registered. */
export type Payee = { readonly name: string; readonly account: string; readonly bankCode?: string }

/** What the payer must do next, as the channel answered. */
export type PayerAction =
  /** Scan a code with `content` (二维码). */
  | { readonly type: 'qr_code'; readonly content: string; readonly expiresAt: Date | null }
  /** Go on at this address. */
  | { readonly type: 'redirect'; readonly url: string; readonly expiresAt: Date | null }
  /** The merchant's app hands these to the wallet's SDK. */
  | { readonly type: 'app'; readonly parameters: Readonly<Record<string, string>> }
  /** The page inside the wallet hands these to its bridge. */
  | { readonly type: 'jsapi'; readonly parameters: Readonly<Record<string, string>> }
  /** The payer is asked for the password on the phone that showed the code (付款码). */
  | { readonly type: 'await_payer'; readonly reason: 'password' }

/** How the payer meets the order. */
export type ChannelFlow = 'native' | 'jsapi' | 'h5' | 'app' | 'code' | 'page' | 'wap' | 'gateway' | 'agreement' | 'redirect'

/** What a channel needs of an order beyond amount and currency; kept with the instruction. */
export type ChannelOrder = {
  readonly flow: ChannelFlow
  /** The channel's id of the merchant (`sub_mchid`, `smid`), from merchants.channels. */
  readonly subMerchant: string | null
  readonly subAppId?: string
  /** openid or buyer id: who pays. */
  readonly payerId?: string
  /** 付款码 that the merchant scanned: good for one order, for a minute. */
  readonly authCode?: string
  readonly payerIp?: string
  /** Where the payer comes back to. */
  readonly returnUrl?: string
  readonly bank?: string
  /** The money of the order waits to be divided (分账). */
  readonly profitSharing?: boolean
  /** Refunds: the amount of the debit that is returned. */
  readonly originalAmount?: bigint
}

/** Why a rail takes an instruction later: its prefunded quota is used up, or it is past its cut-off. */
export type WaitReason = 'quota_exhausted' | 'past_cut_off'

/** What an owner hands in; it commits with the owner's own rows and is sent after the commit. */
export type NewInstruction = {
  readonly id: Id<'ins'>
  readonly purpose: InstructionPurpose
  readonly kind: InstructionKind
  /** Code of the rail, e.g. `sim`, `wechat_pay`. */
  readonly house: string
  /** Minor units, above zero. */
  readonly amount: bigint
  readonly currency: Currency
  /** Debits: the agreement (协议支付, 代扣) that allows the collection. A debit has this, or a channel order, or both. */
  readonly agreementNumber?: string
  /** Debits that the payer pays at a channel, and their refunds. */
  readonly channelOrder?: ChannelOrder
  /** Payouts: whom to pay. */
  readonly payee?: Payee
  /** Refunds: the debit that is returned. */
  readonly originalInstruction?: Id<'ins'>
  /** Public id of the owner, e.g. `pay_01…`, `top_01…`: what the sink finds its row by. */
  readonly reference: string
  /** Words on the bank statement. */
  readonly description?: string
  /**
   * If the house could certainly not be reached before this instant, the instruction fails with `not_sent_in_time`; an order that
   * stands unpaid then is closed and fails with `payer_timeout`. Debits default to ten minutes; payouts and refunds to never.
   */
  readonly deadline?: Date
  /** Somebody waits: what certainly did not reach the rail by then fails with `not_sent_in_time`. The deadline, unless said. */
  readonly sendBy?: Date
}

export type Instruction = {
  readonly id: Id<'ins'>
  readonly purpose: InstructionPurpose
  readonly kind: InstructionKind
  readonly house: string
  readonly amount: bigint
  readonly currency: Currency
  readonly agreementNumber: string | null
  readonly channelOrder: ChannelOrder | null
  /** What the payer must do next, once the channel has said it; kept when the order ends. */
  readonly action: PayerAction | null
  readonly payee: Payee | null
  readonly originalInstruction: Id<'ins'> | null
  readonly reference: string
  readonly description: string | null
  readonly state: InstructionState
  readonly failureCode: string | null
  /** The house's own number. */
  readonly houseReference: string | null
  /** Who paid, as the channel names them; known once it succeeded. */
  readonly payer: string | null
  /** What the channel says it charges for it; the settlement file has the last word. */
  readonly fee: bigint | null
  /** Why it is `created` still although the rail can be reached. */
  readonly waitReason: WaitReason | null
  /** Its owner no longer wants it: it is closed unless it was paid meanwhile. */
  readonly cancelRequestedAt: Date | null
  /** The business date of the house in whose settlement file the instruction belongs; known once it succeeded. */
  readonly settlementDate: BusinessDate | null
  /** The settlement that paid it, once booked. */
  readonly settlementId: Id<'stl'> | null
  readonly attempts: number
  readonly queryAttempts: number
  readonly deadline: Date | null
  readonly sendBy: Date | null
  readonly createdAt: Date
  readonly sentAt: Date | null
  readonly completedAt: Date | null
}

/**
 * Why instructions fail, in our words. Connectors map what their rail says to these; a reason without a word here is passed on in the
 * rail's own, in lower snake case.
 */
export const FAILURE_CODES = [
  // The payer's account
  'insufficient_funds',
  'risk_refused',
  'card_expired',
  'agreement_ended',
  'limit_exceeded',
  // The order at a channel
  'closed',
  'payer_refused',
  'payer_timeout',
  'payer_account_abnormal',
  'auth_code_invalid',
  'auth_code_expired',
  'sub_merchant_invalid',
  'order_invalid',
  'channel_unavailable',
  // Refunds
  'refund_exceeds_original',
  'refund_window_over',
  'channel_balance_insufficient',
  'original_not_found',
  // Payouts
  'account_closed',
  'payee_account_unknown',
  'payee_name_mismatch',
  'amount_out_of_range',
  // Whatever it was
  'declined',
  'refused_by_house',
  'not_sent_in_time',
] as const
export type FailureCode = (typeof FAILURE_CODES)[number]

/** The final result of an instruction, told to its owner exactly once; only a failure may be followed by a late success. */
export type InstructionResult =
  | {
      readonly outcome: 'succeeded'
      readonly houseReference: string | null
      readonly settlementDate: BusinessDate | null
      readonly payer: string | null
      readonly fee: bigint | null
    }
  /** `failureCode`: `insufficient_funds`, `risk_refused`, `card_expired`, `not_sent_in_time`… (FAILURE_CODES). */
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
  /** What the rail withheld for its service. */
  readonly feeTotal: bigint
  /** Debits less payouts less refunds less fees: what the rail moved on the reserve account. */
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
  /** The rail gave a status that we do not know: kept as it was written. */
  | 'unknown_status'
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
