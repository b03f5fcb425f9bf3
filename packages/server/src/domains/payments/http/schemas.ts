/** Request and response schemas of payments, refunds and payouts. */
import { z } from 'zod'
import { zAmountJson, zDateJson, zInstantJson, zLocalTextJson, zMetadata, zMoneyJson, zPublicId } from '../../../platform/http/schemas.ts'
import { PAYMENT_METHOD_CODES } from '../ports.ts'
import { PAYMENT_STATUSES } from '../types.ts'

export const zMethodType = z.enum(PAYMENT_METHOD_CODES)

const FLOW_WORDS = 'How the payer meets the order: native or qr, jsapi, h5, wap, app, page, code, gateway, redirect, agreement.'
const zParameters = z.record(z.string(), z.string())

export const zNextActionJson = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('qr_code'), content: z.string(), expires_at: zInstantJson.nullable() }),
    z.object({ type: z.literal('redirect'), url: z.string(), expires_at: zInstantJson.nullable() }),
    z.object({ type: z.literal('app'), parameters: zParameters }),
    z.object({ type: z.literal('jsapi'), parameters: zParameters }),
    z.object({ type: z.literal('await_payer'), reason: z.literal('password') }),
  ])
  .meta({
    id: 'NextAction',
    description:
      "What the payer must do while the payment is processing: scan `content`, go on at `url`, or enter the password on the phone that showed the payment code. `parameters` are for the wallet's SDK (app) or its bridge (jsapi).",
  })

const zClosing = z
  .enum(['cancel', 'change'])
  .nullable()
  .meta({ description: 'While the order that is open at a channel is being closed: to end the payment, or to pay another way.' })

const zLastError = z
  .object({ code: z.string(), message: z.string() })
  .meta({ id: 'PaymentError', description: 'Why the last attempt failed: a stable code and a sentence.' })

export const zAttemptJson = z
  .object({
    id: zPublicId('att'),
    object: z.literal('payment_attempt'),
    number: z.int().meta({ description: 'Counted from 1.' }),
    status: z.enum(['processing', 'succeeded', 'failed']),
    method: zMethodType,
    flow: z.string().nullable().meta({ description: FLOW_WORDS }),
    channel: z.string().nullable().meta({ description: 'The rail it went to.' }),
    error: z.object({ code: z.string() }).nullable(),
    created_at: zInstantJson,
    finished_at: zInstantJson.nullable(),
  })
  .meta({ id: 'PaymentAttempt', description: 'One try to pay, by one method.' })

export const zPaymentJson = z
  .object({
    id: zPublicId('pay'),
    object: z.literal('payment'),
    status: z.enum(PAYMENT_STATUSES).meta({ description: 'succeeded, canceled and expired are final.' }),
    amount: zAmountJson,
    currency: z.string(),
    amount_captured: zAmountJson,
    amount_refunded: zAmountJson.meta({ description: 'Minor units, including refunds that are pending or wait for merchant funds.' }),
    fee: zMoneyJson.nullable().meta({ description: 'What the agreement charges; null until it is known.' }),
    merchant: zPublicId('mer'),
    order_reference: z.string(),
    description: z.string().nullable(),
    capture_method: z.enum(['automatic', 'manual']),
    payment_method: z
      .object({
        type: zMethodType,
        mandate: zPublicId('mdt').nullable(),
        flow: z.string().nullable().meta({ description: FLOW_WORDS }),
        bank: z.string().nullable(),
      })
      .nullable(),
    channel: z.string().nullable().meta({ description: 'The rail of the latest attempt; null for the wallet.' }),
    next_action: zNextActionJson.nullable(),
    closing: zClosing,
    attempt_count: z
      .int()
      .meta({ description: 'Attempts so far. Another rail tried for the same choice of the payer is an attempt of its own.' }),
    holder: zPublicId('hld').nullable(),
    client_token: z.string().meta({ description: 'Whoever holds it may see and pay this payment: hand it to the payer only.' }),
    checkout_url: z.string(),
    return_url: z.string().nullable(),
    last_error: zLastError.nullable(),
    metadata: zMetadata,
    expires_at: zInstantJson,
    created_at: zInstantJson,
    succeeded_at: zInstantJson.nullable(),
    canceled_at: zInstantJson.nullable(),
    cancellation_reason: z.string().nullable(),
    attempts: z.array(zAttemptJson).optional().meta({ description: 'Present with expand[]=attempts.' }),
  })
  .meta({ id: 'Payment', description: "A merchant's claim on a payer. Amounts are minor units of `currency`." })

export const zRefundJson = z
  .object({
    id: zPublicId('ref'),
    object: z.literal('refund'),
    status: z
      .enum(['pending', 'succeeded', 'failed', 'merchant_funds_insufficient'])
      .meta({ description: 'merchant_funds_insufficient waits, and goes on by itself when the merchant has funds.' }),
    payment: zPublicId('pay'),
    amount: zAmountJson,
    currency: z.string(),
    fee_returned: zAmountJson.meta({ description: "Minor units of the payment's fee that went back to the merchant." }),
    funded_from: z.array(z.object({ source: z.enum(['unsettled', 'settled', 'refund_deposit', 'advance']), amount: zAmountJson })),
    reason: z.string().nullable(),
    origin: z.enum(['merchant', 'duplicate']).meta({ description: 'duplicate: a second success of the payment, returned automatically.' }),
    failure_code: z.string().nullable(),
    metadata: zMetadata,
    created_at: zInstantJson,
    finished_at: zInstantJson.nullable(),
  })
  .meta({ id: 'Refund', description: 'Money on its way back to the instrument that paid.' })

export const zPayoutJson = z
  .object({
    id: zPublicId('po'),
    object: z.literal('payout'),
    status: z.enum(['processing', 'paid', 'failed']),
    origin: z.enum(['close', 'early']).meta({ description: 'close: by the close of a day; early: asked for by the merchant (T+0).' }),
    merchant: zPublicId('mer'),
    accounting_date: zDateJson,
    amount: zAmountJson,
    advanced: zAmountJson.meta({ description: 'The part that own funds advanced before the settlement.' }),
    currency: z.string(),
    failure_code: z.string().nullable(),
    created_at: zInstantJson,
    finished_at: zInstantJson.nullable(),
  })
  .meta({ id: 'Payout', description: "What is paid to the merchant's bank account." })

export const zCheckoutPaymentJson = z.object({
  id: zPublicId('pay'),
  status: z.enum(PAYMENT_STATUSES),
  amount: zAmountJson,
  currency: z.string(),
  amount_refunded: zAmountJson,
  description: z.string().nullable(),
  order_reference: z.string(),
  payment_method: z
    .object({ type: zMethodType, flow: z.string().optional(), bank: z.string().optional(), last4: z.string().optional() })
    .nullable()
    .meta({ description: 'For a bank card with its bank and last four digits, where they are known.' }),
  next_action: zNextActionJson.nullable(),
  closing: zClosing,
  last_error: zLastError.nullable(),
  expires_at: zInstantJson,
  created_at: zInstantJson,
  succeeded_at: zInstantJson.nullable(),
  canceled_at: zInstantJson.nullable(),
})

const zOfferedMethod = z.object({
  type: zMethodType,
  flows: z.array(z.string()).meta({ description: FLOW_WORDS }),
  banks: z.array(z.string()).optional().meta({ description: 'Where the payer names the bank.' }),
  name: zLocalTextJson,
  available: z.boolean(),
  reason: z.object({ code: z.string(), title: z.string(), fix: z.string() }).optional(),
})

export const zCheckoutJson = z
  .object({
    payment: zCheckoutPaymentJson,
    merchant: z.object({ name: zLocalTextJson }),
    wallet_url: z.string().meta({ description: 'What the QR code says: opens the payment in the wallet.' }),
    server_time: zInstantJson.meta({ description: 'Countdowns run against this clock.' }),
    return_url: z.string().nullable(),
    methods: z.array(zOfferedMethod).meta({ description: 'How it can be paid now; empty once it is over.' }),
  })
  .meta({ id: 'Checkout', description: 'What the page of a payment shows.' })
