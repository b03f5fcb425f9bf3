/** The event catalogue: what each domain publishes, and in which schema of the API's document its object is. */
import { APPROVAL_EVENTS } from '../domains/approvals/approvals.ts'
import { CONSENT_EVENTS } from '../domains/consents/consents.ts'
import { MERCHANT_EVENTS } from '../domains/merchants/merchants.ts'
import { ACCOUNT_EVENTS, PAYMENT_ORDER_EVENTS } from '../domains/openbanking/openbanking.ts'
import { PAYMENT_EVENTS } from '../domains/payments/payments.ts'
import { WALLET_EVENTS } from '../domains/wallets/wallets.ts'

type Spec = (
  | typeof PAYMENT_EVENTS
  | typeof WALLET_EVENTS
  | typeof CONSENT_EVENTS
  | typeof APPROVAL_EVENTS
  | typeof PAYMENT_ORDER_EVENTS
  | typeof MERCHANT_EVENTS
)[number]
type Thing = Spec['type'] extends infer T ? (T extends `${infer Name}.${string}` ? Name : never) : never

/** An event carries the thing as the API answered with it at that moment. */
const SCHEMAS: Readonly<Record<Thing, string>> = {
  payment: 'Payment',
  refund: 'Refund',
  payout: 'Payout',
  topup: 'Topup',
  withdrawal: 'Withdrawal',
  holder: 'HolderOrder',
  mandate: 'Mandate',
  consent: 'Consent',
  approval: 'Approval',
  open_banking_payment: 'OpenBankingPayment',
  merchant: 'Merchant',
  merchant_application: 'MerchantApplication',
  merchant_change: 'MerchantChangeRequest',
  merchant_review: 'MerchantReview',
}

const OF_THE_API = [
  ...PAYMENT_EVENTS,
  ...WALLET_EVENTS,
  ...CONSENT_EVENTS,
  ...APPROVAL_EVENTS,
  ...PAYMENT_ORDER_EVENTS,
  ...MERCHANT_EVENTS,
].map(spec => ({
  ...spec,
  schema: { $ref: `/openapi.json#/components/schemas/${SCHEMAS[spec.type.split('.', 1)[0] as Thing]}` },
}))

/** What third parties of open banking are told of is no object of the API's own: those events bring their schema. */
export const EVENT_CATALOGUE = [...OF_THE_API, ...ACCOUNT_EVENTS]
