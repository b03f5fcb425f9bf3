/**
 * The nouns of payments: a merchant's claim on a payer, the attempts to pay it, refunds of it, and payouts of what it brought.
 */
import type { Currency } from '../../kernel/currencies.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { MandateMethod } from '../consents/types.ts'
import type { AccountId, TransferId } from '../ledger/types.ts'
import type { Factors } from '../wallets/types.ts'
import type { Flow, PaymentMethodCode } from './ports.ts'

export const PAYMENT_STATUSES = ['requires_payment_method', 'processing', 'requires_capture', 'succeeded', 'canceled', 'expired'] as const

/**
 * `requires_payment_method`: waits for the payer. `processing`: a bank is working on it, or an order is open at a channel where the payer
 * acts. `requires_capture`: authorised, the money is held. `succeeded`, `canceled` and `expired` are final.
 */
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

export type PaymentMethod = PaymentMethodCode

/** The methods of payers who need no wallet here: they act at a channel. */
export const CHANNEL_METHODS = ['wechat_pay', 'alipay', 'bank_gateway', 'open_banking'] as const satisfies readonly PaymentMethodCode[]
export type ChannelMethod = (typeof CHANNEL_METHODS)[number]

export const isChannelMethod = (method: PaymentMethod | null): method is ChannelMethod => CHANNEL_METHODS.some(known => known === method)

/** A payer who acts at a channel; nobody's holder here. */
export type PayerInstrument = {
  readonly by: 'payer'
  readonly method: ChannelMethod
  readonly flow: Flow
  /** openid or buyer id, where the flow names the payer. */
  readonly payerId?: string
  /** 付款码 that the merchant scanned: good for one attempt, and kept nowhere. */
  readonly authCode?: string
  readonly payerIp?: string
  readonly bank?: string
}

/** The order of the latest attempt at a channel. */
export type OpenOrder = {
  readonly flow: Flow
  readonly bank: string | null
  readonly subMerchant: string | null
  readonly subAppId: string | null
  /** What another rail could be tried with; `null` where only this one will do: payment codes and agreements. */
  readonly instrument: PayerInstrument | null
  /** Rails that were tried with this instrument, the one at work among them. */
  readonly tried: readonly string[]
  /** Why it is being closed, while it is: the payment is to end, or the payer chose another way. */
  readonly closing: 'cancel' | 'change' | null
  /** Of a cancellation. */
  readonly reason: string | null
  /** What is tried once it is closed. */
  readonly next: PayerInstrument | null
}

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
  /** The rail of the latest attempt; `null` for the wallet. */
  readonly channel: string | null
  readonly order: OpenOrder | null
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
  /** `null` for a payer at a channel. */
  readonly holderId: Id<'hld'> | null
  /** The rail, and how the payer meets the order; `null` for the wallet. */
  readonly channel: string | null
  readonly flow: Flow | null
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

/**
 * How the payer pays: under a mandate given to the merchant, by own hand in a wallet session or at a channel, or through a third party.
 */
export type Instrument =
  | ({ readonly by: 'consent'; readonly method: 'wallet_balance' } & UnderConsent)
  | { readonly by: 'mandate'; readonly method: MandateMethod; readonly mandateId: Id<'mdt'> }
  | { readonly by: 'holder'; readonly method: 'wallet_balance'; readonly holderId: Id<'hld'>; readonly factors?: Factors }
  | { readonly by: 'holder'; readonly method: 'bank_card'; readonly holderId: Id<'hld'>; readonly mandateId: Id<'mdt'> }
  | PayerInstrument

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
