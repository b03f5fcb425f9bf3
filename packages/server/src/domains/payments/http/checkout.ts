/** The routes of a payment's pages: the public checkout, by its unguessable token, and the payer's confirmation in the wallet. */
import { z } from 'zod'
import { formatId, type Id } from '../../../kernel/ids.ts'
import { formatAmount } from '../../../kernel/money.ts'
import { invariant, type Outcome, ok, type Refusal, refuse } from '../../../kernel/outcome.ts'
import type { Principal } from '../../../kernel/principal.ts'
import { iso } from '../../../kernel/time.ts'
import type { CommandHandler } from '../../../platform/commands.ts'
import { defineRoute, type Language, type Route, type StreamReply } from '../../../platform/http/route.ts'
import { zId, zPublicId } from '../../../platform/http/schemas.ts'
import type { PayerAction } from '../../clearing/types.ts'
import { mandateOfCard } from '../../consents/types.ts'
import { zAuthenticationJson } from '../../identity/identity.ts'
import type { Terms } from '../../partners/partners.ts'
import { failureText } from '../failure-words.ts'
import * as rules from '../rules.ts'
import { getPayment } from '../store/payments.ts'
import { readTerms, termsOf } from '../terms.ts'
import type { CancelPayment, ConfirmPayment, Instrument, Payment, PaymentRef } from '../types.ts'
import { actionView, flowView } from '../view.ts'
import { actionOf, type LiveDeps, withAction } from './await-action.ts'
import { offeredMethods, payerInstrument, zPageMethod } from './methods.ts'
import { CHANNEL_REFUSALS, CONFIRM_REFUSALS } from './payments.ts'
import { zCheckoutJson, zCheckoutPaymentJson, zMethodType } from './schemas.ts'
import { walletMethods } from './wallet-methods.ts'

export type CheckoutDeps = LiveDeps & {
  /** A refusal in words, with the values of this occurrence. */
  readonly describe: (refusal: Refusal, language: Language) => { readonly title: string; readonly fix: string }
}

export type CheckoutHandlers = {
  readonly cancel: CommandHandler<CancelPayment>
  readonly release: CommandHandler<PaymentRef>
  /** Answers with what the payer may see of the payment. */
  readonly confirm: CommandHandler<ConfirmPayment>
}

const zToken = z.strictObject({ token: z.string().max(80) })

const zMethods = z.array(
  z.object({
    type: zMethodType,
    card: zPublicId('card').optional(),
    bank: z.string().optional(),
    last4: z.string().optional(),
    available: z.boolean(),
    needs_authentication: z.boolean().optional().meta({ description: 'Available once two kinds of factor were shown for this payment.' }),
    reason: z.object({ code: z.string(), title: z.string(), fix: z.string() }).optional(),
  }),
)

/** A card as its owner knows it. */
type CardName = { readonly bank: string; readonly last4: string }

/** What the page may know of the payment beyond the payment: the card that paid, what the payer must do next. */
type Details = { readonly card?: CardName | null; readonly action?: PayerAction | null }

/** What whoever holds the page's token may see of the payment. */
export function checkoutPaymentView(deps: Pick<CheckoutDeps, 'words'>, payment: Payment, language: Language, details: Details = {}) {
  const { card = null, action = null } = details
  return {
    id: formatId('pay', payment.id),
    status: payment.status,
    amount: Number(payment.amount),
    currency: payment.currency,
    amount_refunded: Number(payment.amountRefunded),
    description: payment.description,
    order_reference: payment.orderReference,
    payment_method: payment.method === null ? null : { type: payment.method, ...card, ...orderFacts(payment) },
    next_action: action === null || payment.status !== 'processing' ? null : actionView(action),
    closing: payment.status === 'processing' ? (payment.order?.closing ?? null) : null,
    last_error: payment.lastError === null ? null : { code: payment.lastError, message: failureText(deps, payment.lastError, language) },
    expires_at: payment.expiresAt.toISOString(),
    created_at: payment.createdAt.toISOString(),
    succeeded_at: iso(payment.succeededAt),
    canceled_at: iso(payment.canceledAt),
  }
}

function orderFacts({ method, order }: Payment): { readonly flow?: string; readonly bank?: string } {
  if (method === null || order === null) return {}
  return { flow: flowView(method, order.flow), ...(order.bank === null ? {} : { bank: order.bank }) }
}

async function byToken(deps: CheckoutDeps, token: string): Promise<Outcome<Payment>> {
  const id = deps.tokens.paymentOf(token)
  const payment = id === null ? null : await getPayment(deps.db, id)
  return payment === null ? refuse('checkout_not_found', 'token') : ok(payment)
}

/** The bank card of the payment's method; `null` when it is paid otherwise. */
async function cardOf(deps: CheckoutDeps, { method, mandateId }: Payment): Promise<CardName | null> {
  if (method !== 'bank_card' || mandateId === null) return null
  return (await deps.consents.cardsOfMandates([mandateId])).get(mandateId) ?? null
}

async function checkoutView(deps: CheckoutDeps, payment: Payment, baseUrl: string, language: Language) {
  const [merchant, card, action, terms] = await Promise.all([
    deps.merchants.get(payment.merchantId),
    cardOf(deps, payment),
    actionOf(deps, payment),
    rules.isOver(payment) ? new Map<string, Terms>() : readTerms(deps, deps.db, [payment]),
  ])
  invariant(merchant !== null, 'a merchant never goes away')
  return {
    payment: checkoutPaymentView(deps, payment, language, { card, action }),
    merchant: { name: merchant.name },
    wallet_url: `${baseUrl}/wallet/pay/${deps.tokens.tokenOf(payment.id)}`,
    server_time: deps.clock.now().toISOString(),
    return_url: payment.returnUrl,
    methods: rules.isOver(payment) ? [] : offeredMethods(deps, payment, merchant, termsOf(terms, payment), language),
  }
}

function holderOf(principal: Principal): Id<'hld'> {
  invariant(principal.kind === 'holder', 'the route is for holders')
  return principal.holderId
}

/** Sends the page's JSON now and whenever something happens to the payment, never twice at once. */
function liveCheckout(deps: CheckoutDeps, payment: Payment, baseUrl: string, language: Language): StreamReply {
  return {
    kind: 'stream',
    open(send) {
      let sending = false
      let again = false
      const refresh = async (): Promise<void> => {
        if (sending) {
          again = true
          return
        }
        sending = true
        do {
          again = false
          const current = await getPayment(deps.db, payment.id)
          if (current !== null) send('payment', await checkoutView(deps, current, baseUrl, language))
        } while (again)
        sending = false
      }
      const heard = (): void => {
        refresh().catch(() => {
          // The page notices by its next ping or reads by itself; the stream stays open.
          sending = false
        })
      }
      const unsubscribe = deps.subscribe(formatId('pay', payment.id), heard)
      heard()
      return unsubscribe
    },
  }
}

export function checkoutRoutes(deps: CheckoutDeps, handlers: CheckoutHandlers): Route[] {
  return [...readingRoutes(deps), ...actingRoutes(deps, handlers), ...payerRoutes(deps, handlers)]
}

/** What whoever holds the page's token may see. */
function readingRoutes(deps: CheckoutDeps): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/checkout/:token',
      operationId: 'getCheckout',
      tag: 'Checkout',
      summary: 'What the page of a payment shows',
      access: 'public',
      params: zToken,
      response: { status: 200, schema: zCheckoutJson },
      refusals: ['checkout_not_found'],
      handle: async ({ params, baseUrl, language }) => {
        const payment = await byToken(deps, params.token)
        return payment.ok ? ok(await checkoutView(deps, payment.value, baseUrl, language)) : payment
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/checkout/:token/events',
      operationId: 'streamCheckout',
      tag: 'Checkout',
      summary: 'Follow a payment live',
      description: 'Server-sent events: `payment` with the checkout as it is, at once and at every change; `ping` every 15 seconds.',
      access: 'public',
      params: zToken,
      response: { status: 200, schema: null, contentType: 'text/event-stream' },
      refusals: ['checkout_not_found'],
      handle: async ({ params, baseUrl, language }) => {
        const payment = await byToken(deps, params.token)
        return payment.ok ? liveCheckout(deps, payment.value, baseUrl, language) : payment
      },
    }),
  ]
}

/** What whoever holds the page's token may do with the payment. */
function actingRoutes(deps: CheckoutDeps, handlers: CheckoutHandlers): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/checkout/:token/cancel',
      operationId: 'cancelCheckout',
      tag: 'Checkout',
      summary: 'Walk away from a payment',
      description:
        'Only while it waits for its payer. An order that is open at a channel is closed there first: the answer is then still `processing`, with `closing`, and the payment ends as canceled, or as paid if it was paid meanwhile.',
      access: 'public',
      params: zToken,
      body: z.strictObject({}),
      response: { status: 200, schema: zCheckoutPaymentJson },
      refusals: [
        'checkout_not_found',
        'payment_processing',
        'payment_authorised',
        'payment_already_succeeded',
        'payment_canceled',
        'payment_expired',
      ],
      command: 'plain',
      handle: async ({ params, command }) => {
        const id = deps.tokens.paymentOf(params.token)
        if (id === null) return refuse('checkout_not_found', 'token')
        return handlers.cancel.execute({ paymentId: id, merchantId: null, reason: 'canceled by the payer' }, command)
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/checkout/:token/confirm',
      operationId: 'confirmCheckout',
      tag: 'Checkout',
      summary: 'Pay without a wallet here: WeChat Pay, Alipay or a bank',
      description:
        'Opens an order at a channel; `next_action` says what the payer does there. Choosing another way while an order is open closes that order first; the new one opens by itself as soon as it is closed. A payment is paid once, whatever the payer tries.',
      access: 'public',
      params: zToken,
      body: z.strictObject({ payment_method: zPageMethod }),
      response: { status: 200, schema: zCheckoutPaymentJson },
      refusals: ['checkout_not_found', ...CHANNEL_REFUSALS],
      command: 'money',
      handle: async ({ params, body, command, remoteAddress, language }) => {
        const id = deps.tokens.paymentOf(params.token)
        if (id === null) return refuse('checkout_not_found', 'token')
        const instrument = payerInstrument(body.payment_method, remoteAddress)
        if (!instrument.ok) return instrument
        const reply = await handlers.confirm.execute({ paymentId: id, merchantId: null, instrument: instrument.value }, command)
        return withAction(deps, id, reply, ({ payment, action }) => checkoutPaymentView(deps, payment, language, { action }))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/checkout/:token/change_method',
      operationId: 'changeCheckoutMethod',
      tag: 'Checkout',
      summary: 'Choose another way to pay',
      description:
        'Closes the order that is open at a channel; the payment is `requires_payment_method` as soon as that is done, or paid if it was paid meanwhile. Without an open order nothing happens.',
      access: 'public',
      params: zToken,
      body: z.strictObject({}),
      response: { status: 200, schema: zCheckoutPaymentJson },
      refusals: [
        'checkout_not_found',
        'payment_processing',
        'payment_authorised',
        'payment_already_succeeded',
        'payment_canceled',
        'payment_expired',
      ],
      command: 'plain',
      handle: async ({ params, command }) => {
        const id = deps.tokens.paymentOf(params.token)
        if (id === null) return refuse('checkout_not_found', 'token')
        return handlers.release.execute({ paymentId: id, merchantId: null }, command)
      },
    }),
  ]
}

function payerRoutes(deps: CheckoutDeps, handlers: CheckoutHandlers): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/wallet/payments/:token',
      operationId: 'getWalletPayment',
      tag: 'Wallet',
      summary: 'Whom to pay, how much, and with what',
      access: { holder: true },
      params: zToken,
      response: { status: 200, schema: zCheckoutJson.extend({ methods: zMethods, paid_by_you: z.boolean().nullable() }) },
      refusals: ['checkout_not_found'],
      handle: async ({ principal, params, baseUrl, language }) => {
        const payment = await byToken(deps, params.token)
        if (!payment.ok) return payment
        const holderId = holderOf(principal)
        return ok({
          ...(await checkoutView(deps, payment.value, baseUrl, language)),
          methods: await walletMethods(deps, holderId, payment.value, language),
          paid_by_you: payment.value.holderId === null ? null : payment.value.holderId === holderId,
        })
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/wallet/payments/:token/confirm',
      operationId: 'confirmWalletPayment',
      tag: 'Wallet',
      summary: 'Pay',
      access: { holder: true },
      params: zToken,
      body: z.strictObject({
        payment_method: z.discriminatedUnion('type', [
          z.strictObject({ type: z.literal('wallet_balance') }),
          z.strictObject({ type: z.literal('bank_card'), card: zId('card') }),
        ]),
        authentication: zId('sca')
          .optional()
          .meta({ description: 'A complete authentication of this payment: two kinds of factor raise the daily limit of the balance.' }),
      }),
      response: { status: 200, schema: zCheckoutPaymentJson },
      refusals: [
        'checkout_not_found',
        ...CONFIRM_REFUSALS.filter(code => code !== 'holder_not_found'),
        'payment_order_closing',
        'card_not_found',
        'card_not_bound',
        'sca_required',
        'sca_expired',
        'sca_mismatch',
        'sca_used',
      ],
      command: 'money',
      handle: async ({ principal, params, body, command }) => {
        const id = deps.tokens.paymentOf(params.token)
        if (id === null) return refuse('checkout_not_found', 'token')
        const holderId = holderOf(principal)
        const method = body.payment_method
        const instrument: Instrument =
          method.type === 'wallet_balance'
            ? { by: 'holder', method: 'wallet_balance', holderId }
            : { by: 'holder', method: 'bank_card', holderId, mandateId: mandateOfCard(method.card) }
        const { authentication } = body
        const input = { paymentId: id, merchantId: null, instrument, ...(authentication === undefined ? {} : { authentication }) }
        return handlers.confirm.execute(input, command)
      },
    }),
    authenticationRoute(deps),
  ]
}

const authenticationRoute = (deps: CheckoutDeps): Route =>
  defineRoute({
    method: 'POST',
    path: '/v1/wallet/payments/:token/authentication',
    operationId: 'authenticateWalletPayment',
    tag: 'Wallet',
    summary: 'Begin to approve a payment by two kinds of factor',
    description: 'Amount and payee are bound to it. Show the factors, then confirm the payment with its id.',
    access: { holder: true },
    params: zToken,
    response: { status: 201, schema: zAuthenticationJson },
    refusals: ['checkout_not_found', ...CONFIRM_REFUSALS.filter(code => code.startsWith('payment_'))],
    handle: async ({ principal, params, language }) => {
      const found = await byToken(deps, params.token)
      if (!found.ok) return found
      const payment = found.value
      const open = rules.confirmable(payment, deps.clock.now())
      if (!open.ok) return open
      const merchant = await deps.merchants.get(payment.merchantId)
      invariant(merchant !== null, 'a merchant never goes away')
      const payee = merchant.name[language]
      const money = `${payment.currency} ${formatAmount(payment.amount, payment.currency)}`
      const binding = {
        purpose: 'payment' as const,
        reference: formatId('pay', payment.id),
        amount: payment.amount,
        currency: payment.currency,
        payee,
        text: language === 'zh' ? `向${payee}付款 ${money}` : `Pay ${money} to ${payee}`,
      }
      const { sca } = deps.identity
      const challenge = await deps.db.transaction(async tx => sca.begin(tx, { holderId: holderOf(principal), binding }))
      return ok(await deps.identity.presentAuthentication(challenge))
    },
  })
