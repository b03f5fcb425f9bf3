/** How payments, refunds and payouts look from outside: the JSON of the API and of events. */
import { formatId, type Id } from '../../kernel/ids.ts'
import { moneyToJson } from '../../kernel/money.ts'
import { iso } from '../../kernel/time.ts'
import type { PayerAction } from '../clearing/types.ts'
import { failureText } from './failure-words.ts'
import type { PageTokens } from './page-tokens.ts'
import type { Flow } from './ports.ts'
import type { Attempt, Payment, PaymentMethod, Payout, Refund } from './types.ts'

export type ViewDeps = {
  readonly tokens: PageTokens
  /** Where people reach this institution's pages, without a slash at the end. */
  readonly publicUrl: () => string
  /** The sentence of a refusal's or failure's code, for people. */
  readonly words: (code: string, language: 'en' | 'zh') => { readonly title: string; readonly fix: string }
}

const id = <P extends 'mdt' | 'hld'>(prefix: P, value: Id<P> | null): string | null => (value === null ? null : formatId(prefix, value))
const parsed = (json: string | null): unknown => (json === null ? {} : JSON.parse(json))

/** A payment's JSON text. An event and the answer to the command that caused it say the same, so it is written once. */
export function paymentText(deps: ViewDeps, payment: Payment): string {
  const known = texts.get(payment)
  if (known !== undefined) return known
  const text = JSON.stringify(paymentView(deps, payment))
  texts.set(payment, text)
  return text
}

const texts = new WeakMap<Payment, string>()

/** What the payer must do next, in JSON. */
export function actionView(action: PayerAction) {
  switch (action.type) {
    case 'qr_code':
      return { type: action.type, content: action.content, expires_at: iso(action.expiresAt) }
    case 'redirect':
      return { type: action.type, url: action.url, expires_at: iso(action.expiresAt) }
    case 'app':
    case 'jsapi':
      return { type: action.type, parameters: action.parameters }
    case 'await_payer':
      return { type: action.type, reason: action.reason }
  }
}

/** How the payer pays, in the words of the API: Alipay calls a code on a screen `qr`. */
export const flowView = (method: PaymentMethod, flow: Flow): string => (method === 'alipay' && flow === 'native' ? 'qr' : flow)

/** The payment as its merchant sees it. `action`: what the payer must do next, while an order is open at a channel. */
export function paymentView(deps: ViewDeps, payment: Payment, action: PayerAction | null = null) {
  const token = deps.tokens.tokenOf(payment.id)
  return {
    id: formatId('pay', payment.id),
    object: 'payment' as const,
    status: payment.status,
    amount: Number(payment.amount),
    currency: payment.currency,
    amount_captured: Number(payment.amountCaptured),
    amount_refunded: Number(payment.amountRefunded),
    fee: payment.fee === null ? null : moneyToJson({ amount: payment.fee, currency: payment.currency }),
    merchant: formatId('mer', payment.merchantId),
    order_reference: payment.orderReference,
    description: payment.description,
    capture_method: payment.captureMethod,
    payment_method: methodView(payment),
    channel: payment.channel,
    next_action: action === null || payment.status !== 'processing' ? null : actionView(action),
    closing: payment.status === 'processing' ? (payment.order?.closing ?? null) : null,
    attempt_count: payment.attemptCount,
    holder: id('hld', payment.holderId),
    client_token: token,
    checkout_url: `${deps.publicUrl()}/checkout/${token}`,
    return_url: payment.returnUrl,
    last_error: payment.lastError === null ? null : { code: payment.lastError, message: failureText(deps, payment.lastError, 'en') },
    metadata: parsed(payment.metadata),
    expires_at: payment.expiresAt.toISOString(),
    created_at: payment.createdAt.toISOString(),
    succeeded_at: iso(payment.succeededAt),
    canceled_at: iso(payment.canceledAt),
    cancellation_reason: payment.cancellationReason,
  }
}

function methodView({ method, mandateId, order }: Payment) {
  if (method === null) return null
  const mandate = id('mdt', mandateId)
  if (order === null) return { type: method, mandate, flow: null, bank: null }
  return { type: method, mandate, flow: flowView(method, order.flow), bank: order.bank }
}

export function attemptView(attempt: Attempt) {
  return {
    id: formatId('att', attempt.id),
    object: 'payment_attempt' as const,
    number: attempt.number,
    status: attempt.status,
    method: attempt.method,
    flow: attempt.flow === null ? null : flowView(attempt.method, attempt.flow),
    channel: attempt.channel,
    error: attempt.error === null ? null : { code: attempt.error },
    created_at: attempt.createdAt.toISOString(),
    finished_at: iso(attempt.finishedAt),
  }
}

export function refundView(refund: Refund) {
  return {
    id: formatId('ref', refund.id),
    object: 'refund' as const,
    status: refund.status,
    payment: formatId('pay', refund.paymentId),
    amount: Number(refund.amount),
    currency: refund.currency,
    fee_returned: Number(refund.feeReturned),
    funded_from:
      refund.funding === null
        ? []
        : [
            { source: 'unsettled', amount: Number(refund.funding.unsettled) },
            { source: 'settled', amount: Number(refund.funding.settled) },
            { source: 'refund_deposit', amount: Number(refund.funding.refundDeposit) },
            { source: 'advance', amount: Number(refund.funding.advance) },
          ].filter(part => part.amount > 0),
    reason: refund.reason,
    origin: refund.origin,
    failure_code: refund.failureCode,
    metadata: parsed(refund.metadata),
    created_at: refund.createdAt.toISOString(),
    finished_at: iso(refund.finishedAt),
  }
}

export function payoutView(payout: Payout) {
  return {
    id: formatId('po', payout.id),
    object: 'payout' as const,
    status: payout.status,
    origin: payout.origin,
    merchant: formatId('mer', payout.merchantId),
    accounting_date: payout.accountingDate,
    amount: Number(payout.amount),
    advanced: Number(payout.advanced),
    currency: payout.currency,
    failure_code: payout.failureCode,
    created_at: payout.createdAt.toISOString(),
    finished_at: iso(payout.finishedAt),
  }
}
