/**
 * The nouns of payments: a merchant's claim on a payer, the attempts to pay it, refunds of it, and payouts of what it brought.
 */
import type { Currency } from '../../kernel/currencies.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { AccountId, TransferId } from '../ledger/types.ts'
import type { Factors } from '../wallets/types.ts'

export const PAYMENT_STATUSES = ['requires_payment_method', 'processing', 'requires_capture', 'succeeded', 'canceled', 'expired'] as const

/**
 * `requires_payment_method`: waits for the payer. `processing`: a bank is working on it. `requires_capture`: authorised, the
 * money is held. `succeeded`, `canceled` and `expired` are final.
 */
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

export type PaymentMethod = 'wallet_balance' | 'bank_card'

/** All amounts in minor units of `currency`. */
export type Payment = {
  readonly id: Id<'pay'>
  readonly merchantId: Id<'mer'>
  readonly status: PaymentStatus
  readonly amount: bigint
  readonly currency: Currency
  readonly amountCaptured: bigint
  readonly amountRefunded: bigint
  readonly fee: bigint | null
  readonly feeClause: string | null
  readonly feeArithmetic: string | null
  readonly feeReturned: bigint
  readonly agreementId: Id<'agr'> | null
  readonly agreementVersion: number | null
  readonly orderReference: string
  readonly description: string | null
  readonly captureMethod: 'automatic' | 'manual'
  readonly method: PaymentMethod | null
  readonly mandateId: Id<'mdt'> | null
  readonly holderId: Id<'hld'> | null
  readonly holdId: TransferId | null
  readonly instructionId: Id<'ins'> | null
  readonly unsettled: bigint
  readonly feeUnsettled: bigint
  readonly countedOn: BusinessDate | null
  readonly attemptCount: number
  readonly lastError: string | null
  readonly returnUrl: string | null
  /** JSON text of the merchant's own data. */
  readonly metadata: string | null
  readonly expiresAt: Date
  readonly createdAt: Date
  readonly succeededAt: Date | null
  readonly canceledAt: Date | null
  readonly cancellationReason: string | null
}

export type Attempt = {
  readonly id: Id<'att'>
  readonly paymentId: Id<'pay'>
  readonly number: number
  readonly method: PaymentMethod
  readonly holderId: Id<'hld'>
  readonly status: 'processing' | 'succeeded' | 'failed'
  readonly instructionId: Id<'ins'> | null
  readonly error: string | null
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

/** A third party pays for the holder, under a consent that the caller has locked in this transaction. */
export type UnderConsent = {
  readonly holderId: Id<'hld'>
  /** The payment account that the holder chose: the wallet's, or the payment is refused with account_not_found. */
  readonly account: AccountId | null
  /** How the holder was verified when approving it. */
  readonly factors: Factors
  /** Counts the payment under the consent, in arrival order; the batch's undo log takes it back when the payment is refused after all. */
  readonly allow: () => Outcome<unknown>
}

/** How the payer pays: under a mandate given to the merchant, by own hand in a wallet session, or through a third party. */
export type Instrument =
  | ({ readonly by: 'consent'; readonly method: 'wallet_balance' } & UnderConsent)
  | { readonly by: 'mandate'; readonly method: PaymentMethod; readonly mandateId: Id<'mdt'> }
  | { readonly by: 'holder'; readonly method: 'wallet_balance'; readonly holderId: Id<'hld'>; readonly factors?: Factors }
  | { readonly by: 'holder'; readonly method: 'bank_card'; readonly holderId: Id<'hld'>; readonly mandateId: Id<'mdt'> }

export type CreatePayment = {
  readonly merchantId: Id<'mer'>
  readonly amount: bigint
  readonly currency: Currency
  readonly orderReference: string
  readonly description: string | null
  readonly captureMethod: 'automatic' | 'manual'
  /** `null`: as the policy `payments.expiry_seconds` says. */
  readonly expiresInSeconds: number | null
  readonly returnUrl: string | null
  readonly metadata: string | null
  /** Present when the payment is confirmed in the same request. */
  readonly instrument: Instrument | null
}

/** A payment from the balance that a third party orders: created and confirmed at once, or not at all. */
export type PayFromBalance = Pick<CreatePayment, 'merchantId' | 'amount' | 'currency' | 'orderReference' | 'description' | 'metadata'> & {
  readonly under: UnderConsent
}

/** A payment is named by its merchant, or by whoever holds its page token; `merchantId` null means the token was verified. */
export type PaymentRef = { readonly paymentId: Id<'pay'>; readonly merchantId: Id<'mer'> | null }

export type ConfirmPayment = PaymentRef & {
  readonly instrument: Instrument
  /** Strong customer authentication of exactly this payment by its payer: raises the daily limit, and is used up. */
  readonly authentication?: Id<'sca'>
}
export type CapturePayment = PaymentRef & { readonly amount: bigint | null }
export type CancelPayment = PaymentRef & { readonly reason: string | null }

export type RefundStatus = 'pending' | 'succeeded' | 'failed' | 'merchant_funds_insufficient'

/** Where the money of a refund came from, in minor units; the parts sum to what the payer gets back. */
export type RefundFunding = {
  readonly unsettled: bigint
  readonly settled: bigint
  readonly refundDeposit: bigint
  readonly advance: bigint
}

export type Refund = {
  readonly id: Id<'ref'>
  readonly paymentId: Id<'pay'>
  readonly merchantId: Id<'mer'>
  readonly status: RefundStatus
  readonly amount: bigint
  readonly currency: Currency
  readonly feeReturned: bigint
  readonly feeClause: string | null
  readonly funding: RefundFunding | null
  readonly reason: string | null
  readonly origin: 'merchant' | 'duplicate'
  readonly instructionId: Id<'ins'> | null
  readonly debitInstructionId: Id<'ins'> | null
  readonly failureCode: string | null
  readonly metadata: string | null
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

export type CreateRefund = {
  readonly paymentId: Id<'pay'>
  readonly merchantId: Id<'mer'>
  /** `null` refunds what is left. */
  readonly amount: bigint | null
  readonly reason: string | null
  readonly metadata: string | null
}

export type Payout = {
  readonly id: Id<'po'>
  readonly merchantId: Id<'mer'>
  readonly accountingDate: BusinessDate
  readonly origin: 'close' | 'early'
  readonly status: 'processing' | 'paid' | 'failed'
  readonly amount: bigint
  /** The part that own funds advanced before the settlement. */
  readonly advanced: bigint
  readonly currency: Currency
  readonly instructionId: Id<'ins'>
  readonly failureCode: string | null
  readonly createdAt: Date
  readonly finishedAt: Date | null
}
