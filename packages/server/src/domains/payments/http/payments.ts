/** The merchant's routes of payments. */
import { z } from 'zod'
import { type Id, parseId } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Principal } from '../../../kernel/principal.ts'
import type { CommandHandler } from '../../../platform/commands.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import {
  codedMessage,
  listQuery,
  zAmount,
  zAmountJson,
  zCurrency,
  zId,
  zInstant,
  zInstantJson,
  zList,
  zMetadata,
  zPublicId,
  zText,
} from '../../../platform/http/schemas.ts'
import type { PaymentDeps } from '../deps.ts'
import { receiptOf } from '../receipt.ts'
import * as payments from '../store/payments.ts'
import {
  type CancelPayment,
  type CapturePayment,
  type ConfirmPayment,
  type CreatePayment,
  type Instrument,
  isChannelMethod,
  PAYMENT_STATUSES,
  type Payment,
} from '../types.ts'
import { attemptView, paymentView } from '../view.ts'
import { actionOf, actionsOf, type LiveDeps, withAction } from './await-action.ts'
import { merchantOf } from './merchant-of.ts'
import { CHANNEL_INPUTS, payerInstrument } from './methods.ts'
import { zPaymentJson } from './schemas.ts'

export type PaymentHandlers = {
  readonly create: CommandHandler<CreatePayment>
  readonly confirm: CommandHandler<ConfirmPayment>
  readonly capture: CommandHandler<CapturePayment>
  readonly cancel: CommandHandler<CancelPayment>
}

const zPaymentMethod = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('wallet_balance'), mandate: zId('mdt') }),
    z.strictObject({ type: z.literal('bank_card'), mandate: zId('mdt') }),
    ...CHANNEL_INPUTS,
  ])
  .meta({
    id: 'PaymentMethodInput',
    description:
      'From a wallet or a bound card only under a mandate that the holder gave the merchant. At a channel the payer acts: next_action says how; with auth_code (付款码) or a mandate the money is taken at once.',
  })

const zUrl = zText(2000).refine(text => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
  error: codedMessage('return_url_invalid'),
})

const zNewPayment = z
  .strictObject({
    amount: zAmount,
    currency: zCurrency,
    order_reference: zText(64).meta({ description: "The merchant's own number of the order; payments can be searched by it." }),
    description: zText(200).optional().meta({ description: 'What the payer reads.' }),
    capture_method: z
      .enum(['automatic', 'manual'])
      .default('automatic')
      .meta({ description: 'automatic takes the money at once; manual holds it until it is captured or canceled.' }),
    expires_in_seconds: z
      .int()
      .min(60)
      .max(86_400)
      .optional()
      .meta({ description: 'How long the payer has, in seconds; what the policy payments.expiry_seconds says unless sent.' }),
    return_url: zUrl.optional().meta({ description: 'Where the checkout page leads back to.', 'x-refusals': ['return_url_invalid'] }),
    metadata: zMetadata.optional(),
    payment_method: zPaymentMethod.optional(),
    confirm: z.boolean().default(false).meta({ description: 'Pay in the same request; needs payment_method.' }),
  })
  .refine(body => !body.confirm || body.payment_method !== undefined, {
    path: ['payment_method'],
    error: codedMessage('parameter_missing'),
  })

const zPaymentId = z.strictObject({ id: zId('pay') })

/** Refuses parameter_missing and parameter_unknown where flow, openid, auth_code and mandate do not fit together. */
function instrumentOf(method: z.output<typeof zPaymentMethod>): Outcome<Instrument> {
  if (method.type === 'wallet_balance' || method.type === 'bank_card')
    return ok({ by: 'mandate', method: method.type, mandateId: method.mandate })
  if (method.type !== 'alipay' || method.mandate === undefined) return payerInstrument(method, null)
  const other = (['flow', 'buyer_id', 'auth_code'] as const).find(name => method[name] !== undefined)
  if (other !== undefined) return refuse('parameter_unknown', `payment_method.${other}`)
  return ok({ by: 'mandate', method: 'alipay', mandateId: method.mandate })
}

/** Payments at a channel are answered once the channel has said what the payer must do; others at once. */
const waitsForChannel = (instrument: Instrument | null): boolean => instrument !== null && isChannelMethod(instrument.method)

async function ownPayment(deps: PaymentDeps, principal: Principal, id: Id<'pay'>): Promise<Outcome<Payment>> {
  const payment = await payments.getPayment(deps.db, id)
  return payment === null || payment.merchantId !== merchantOf(principal) ? refuse('payment_not_found', 'id') : ok(payment)
}

/** Refusals that confirming can answer with, whoever asks. */
export const CONFIRM_REFUSALS = [
  'payment_already_succeeded',
  'payment_processing',
  'payment_authorised',
  'payment_canceled',
  'payment_expired',
  'merchant_suspended',
  'capture_method_unsupported',
  'holder_not_found',
  'holder_frozen',
  'holder_payments_stopped',
  'limit_daily_exceeded',
  'limit_annual_exceeded',
  'limit_lifetime_exceeded',
  'insufficient_funds',
] as const

/** Refusals of a confirmation at a channel, beside the states of the payment. */
export const CHANNEL_REFUSALS = [
  'payment_already_succeeded',
  'payment_processing',
  'payment_authorised',
  'payment_canceled',
  'payment_expired',
  'merchant_suspended',
  'capture_method_unsupported',
  'payment_attempts_exhausted',
  'method_not_agreed',
  'route_flow_unsupported',
  'route_amount_out_of_range',
  'route_channel_missing',
  'route_unavailable',
] as const

const MANDATE_REFUSALS = [
  'mandate_not_found',
  'mandate_revoked',
  'mandate_expired',
  'mandate_method_mismatch',
  'mandate_limit_exceeded',
  'mandate_limit_used_up',
  'card_not_bound',
] as const

const ROUTE_REFUSALS = CHANNEL_REFUSALS.filter(code => code.startsWith('route_') || code === 'method_not_agreed')

export function paymentRoutes(deps: LiveDeps, handlers: PaymentHandlers): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/payments',
      operationId: 'createPayment',
      tag: 'Payments',
      summary: 'Create a payment',
      description:
        'Without confirm the payment waits for its payer: send the payer to checkout_url. With confirm and a mandate it is paid at once; with confirm and a channel the order is opened there, and next_action says what the payer does. A payment refused at confirmation is not created. `payment.created` is sent for a payment that waits; one that is paid at once announces its result alone.',
      access: { merchant: 'payments:write' },
      body: zNewPayment,
      response: { status: 201, schema: zPaymentJson },
      refusals: ['agreement_not_in_force', ...CONFIRM_REFUSALS, ...MANDATE_REFUSALS, ...ROUTE_REFUSALS].filter(
        code => !code.startsWith('payment_'),
      ),
      command: 'money',
      handle: async ({ principal, body, command }) => {
        const instrument = body.confirm && body.payment_method !== undefined ? instrumentOf(body.payment_method) : ok(null)
        if (!instrument.ok) return instrument
        const reply = await handlers.create.execute(
          {
            merchantId: merchantOf(principal),
            amount: body.amount,
            currency: body.currency,
            orderReference: body.order_reference,
            description: body.description ?? null,
            captureMethod: body.capture_method,
            expiresInSeconds: body.expires_in_seconds ?? null,
            returnUrl: body.return_url ?? null,
            metadata: body.metadata === undefined ? null : JSON.stringify(body.metadata),
            instrument: instrument.value,
          },
          command,
        )
        if (!waitsForChannel(instrument.value) || reply.status >= 300) return reply
        const id = parseId('pay', String((JSON.parse(reply.body) as { id?: unknown }).id))
        return withAction(deps, id, reply, ({ payment, action }) => paymentView(deps, payment, action), { isNew: true })
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/payments',
      operationId: 'listPayments',
      tag: 'Payments',
      summary: 'List payments, newest first',
      access: { merchant: 'payments:read' },
      query: z.strictObject({
        ...listQuery('pay'),
        order_reference: zText(64).optional(),
        status: z.enum(PAYMENT_STATUSES).optional(),
        created_gte: zInstant.optional().meta({ description: 'Created at or after.' }),
        created_lt: zInstant.optional().meta({ description: 'Created before.' }),
      }),
      response: { status: 200, schema: zList(zPaymentJson) },
      refusals: [],
      handle: async ({ principal, query }) => {
        const rows = await payments.listPayments(deps.db, {
          merchantId: merchantOf(principal),
          orderReference: query.order_reference,
          status: query.status,
          createdFrom: query.created_gte,
          createdBefore: query.created_lt,
          startingAfter: query.starting_after,
          endingBefore: query.ending_before,
          limit: query.limit,
        })
        const action = await actionsOf(deps, rows)
        const page = pageOf(rows, query.limit, query.ending_before !== undefined)
        return ok(listJson(page, payment => paymentView(deps, payment, action(payment))))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/payments/:id',
      operationId: 'getPayment',
      tag: 'Payments',
      summary: 'Get a payment',
      access: { merchant: 'payments:read' },
      params: zPaymentId,
      query: z.strictObject({ 'expand[]': z.union([z.literal('attempts'), z.array(z.literal('attempts')).max(1)]).optional() }),
      response: { status: 200, schema: zPaymentJson },
      refusals: ['payment_not_found'],
      handle: async ({ principal, params, query }) => {
        const payment = await ownPayment(deps, principal, params.id)
        if (!payment.ok) return payment
        const view = paymentView(deps, payment.value, await actionOf(deps, payment.value))
        if (query['expand[]'] === undefined) return ok(view)
        return ok({ ...view, attempts: (await payments.readAttempts(deps.db, [params.id])).map(attemptView) })
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/payments/:id/confirm',
      operationId: 'confirmPayment',
      tag: 'Payments',
      summary: 'Confirm a payment: under a mandate, or at a channel',
      description:
        'While an order is open at a channel, confirming otherwise closes it first: a method at which the payer acts is tried by itself once it is closed; a mandate or a payment code is refused with payment_order_closing, to be sent again. A payment is paid once.',
      access: { merchant: 'payments:write' },
      params: zPaymentId,
      body: z.strictObject({ payment_method: zPaymentMethod }),
      response: { status: 200, schema: zPaymentJson },
      refusals: [
        'payment_not_found',
        ...CONFIRM_REFUSALS,
        ...MANDATE_REFUSALS,
        ...ROUTE_REFUSALS,
        'payment_order_closing',
        'payment_attempts_exhausted',
      ],
      command: 'money',
      handle: async ({ principal, params, body, command }) => {
        const instrument = instrumentOf(body.payment_method)
        if (!instrument.ok) return instrument
        const input = { paymentId: params.id, merchantId: merchantOf(principal), instrument: instrument.value }
        const reply = await handlers.confirm.execute(input, command)
        if (!waitsForChannel(instrument.value)) return reply
        return withAction(deps, params.id, reply, ({ payment, action }) => paymentView(deps, payment, action))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/payments/:id/capture',
      operationId: 'capturePayment',
      tag: 'Payments',
      summary: 'Capture an authorised payment, in full or in part',
      description: 'Once only: what is not captured is released to the payer.',
      access: { merchant: 'payments:write' },
      params: zPaymentId,
      body: z.strictObject({ amount: zAmount.optional() }),
      response: { status: 200, schema: zPaymentJson },
      refusals: [
        'payment_not_found',
        'payment_not_authorised',
        'capture_exceeds_authorised',
        'payment_already_succeeded',
        'payment_canceled',
        'payment_expired',
      ],
      command: 'money',
      handle: ({ principal, params, body, command }) =>
        handlers.capture.execute({ paymentId: params.id, merchantId: merchantOf(principal), amount: body.amount ?? null }, command),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/payments/:id/cancel',
      operationId: 'cancelPayment',
      tag: 'Payments',
      summary: 'Cancel a payment that is not paid, or void an authorised one',
      description:
        'An order that is open at a channel is closed there first: the answer is then still `processing`, with `closing`; the payment ends as canceled, or as paid if it was paid meanwhile.',
      access: { merchant: 'payments:write' },
      params: zPaymentId,
      body: z.strictObject({ reason: zText(200).optional() }),
      response: { status: 200, schema: zPaymentJson },
      refusals: ['payment_not_found', 'payment_processing', 'payment_already_succeeded', 'payment_canceled', 'payment_expired'],
      command: 'money',
      handle: ({ principal, params, body, command }) =>
        handlers.cancel.execute({ paymentId: params.id, merchantId: merchantOf(principal), reason: body.reason ?? null }, command),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/payments/:id/receipt',
      operationId: 'getPaymentReceipt',
      tag: 'Payments',
      summary: 'Explain a payment: its ledger entries, each with its reason',
      description: 'Every entry names why it exists; a fee cites agreement, version and clause, with its arithmetic.',
      access: { merchant: 'payments:read' },
      params: zPaymentId,
      response: { status: 200, schema: zReceiptJson },
      refusals: ['payment_not_found'],
      handle: async ({ principal, params }) => {
        const payment = await ownPayment(deps, principal, params.id)
        return payment.ok ? ok(await receiptOf(deps, payment.value)) : payment
      },
    }),
  ]
}

const zReceiptJson = z
  .object({
    object: z.literal('receipt'),
    payment: zPaymentJson,
    entries: z.array(
      z.object({
        id: zPublicId('trf'),
        kind: z.string(),
        reference: z.string(),
        debit: z.object({ code: z.string(), number: z.string(), en: z.string(), zh: z.string(), balance_after: zAmountJson.nullable() }),
        credit: z.object({ code: z.string(), number: z.string(), en: z.string(), zh: z.string(), balance_after: zAmountJson.nullable() }),
        amount: zAmountJson,
        reason: z.object({ kind: z.string(), clause: z.string().nullable(), arithmetic: z.string().nullable() }),
        accounting_date: z.string(),
        booked_at: zInstantJson,
      }),
    ),
  })
  .meta({
    id: 'Receipt',
    description:
      "A payment and everything the ledger booked for it and its refunds. balance_after is null on the institution's own accounts.",
  })
