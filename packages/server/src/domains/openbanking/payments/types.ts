/**
 * The nouns of payment initiation: a person's consent to a payment, and the order that a third party submits under it. The names of
 * the standard (UK Open Banking Read/Write v4.0) are used for what goes over the wire.
 */
import type { Currency } from '../../../kernel/currencies.ts'
import type { Id } from '../../../kernel/ids.ts'

/** `domestic`: the one payment of a consent. `vrp`: one of many under a consent to variable recurring payments. */
export type OrderKind = 'domestic' | 'vrp'

/** An account as the wire names it. */
export type WireAccount = {
  readonly SchemeName: string
  readonly Identification: string
  readonly Name?: string
  readonly SecondaryIdentification?: string
}

export type WireAmount = { readonly Amount: string; readonly Currency: string }

/** What the person agrees to pay, read out of a consent's terms. */
export type PaymentTerms = {
  /** Minor units. */
  readonly amount: bigint
  readonly currency: Currency
  readonly merchantId: Id<'mer'>
  /** As the third party wrote it; people are shown the merchant's own name. */
  readonly payeeName: string
  readonly instructionId: string
  readonly endToEndId: string
  readonly reference: string | null
  /** The account that the third party asks to debit; `null` leaves the choice to the person. */
  readonly debtorAccount: WireAccount | null
  /** Whether the third party asks for the account that a refund would go to. */
  readonly readsRefundAccount: boolean
  /** After this instant the payment is refused; `null`: it can be ordered round the clock. */
  readonly cutOffAt: Date | null
}

/** What a third party submitted. Paid by `paymentId`, or rejected with the code of a refusal. Never changes. */
export type Order = {
  readonly id: Id<'obp'>
  readonly kind: OrderKind
  readonly consentId: Id<'cns'>
  readonly thirdPartyId: Id<'tpp'>
  readonly holderId: Id<'hld'>
  readonly merchantId: Id<'mer'>
  readonly paymentId: Id<'pay'> | null
  readonly rejection: string | null
  readonly instructionId: string
  readonly endToEndId: string
  /** Minor units. */
  readonly amount: bigint
  readonly currency: Currency
  /** Data and Risk as they were submitted. */
  readonly request: WireOrder
  readonly refundAccount: WireAccount | null
  readonly createdAt: Date
}

/** The parts of a submission that its answers repeat. */
export type WireOrder = {
  readonly Data: Readonly<Record<string, unknown>>
  readonly Risk: unknown
}

/**
 * ISO 20022 ExternalPaymentTransactionStatus1Code, as far as the standard uses it. Received; pending; technically accepted; partially
 * so; customer profile accepted; funds checked; settling; accepted with a change; settled on the debtor's account; accepted without
 * posting; settled on the creditor's account; blocked; rejected.
 */
export type WireStatus = 'RCVD' | 'PDNG' | 'ACTC' | 'PATC' | 'ACCP' | 'ACFC' | 'ACSP' | 'ACWC' | 'ACSC' | 'ACWP' | 'ACCC' | 'BLCK' | 'RJCT'

/** Why a status is what it is: a code of the standard's list (OBExternalStatusReason1Code), and its words. */
export type WireReason = { readonly StatusReasonCode: string; readonly StatusReasonDescription: string }
