/**
 * What a merchant does with its secret key: payments, refunds, balance, payouts, events, webhooks.
 */
import type { Core, RequestOptions } from './core.ts'
import { type Body, call, list, type Query } from './types.ts'

type Options = RequestOptions

export const mandatesOf = (core: Core) => ({
  /** Asks for an auto-debit agreement at a wallet channel: send the payer to its `sign_url`. */
  create: (body: Body<'/v1/mandates', 'post'>, options?: Options) => call(core, 'post', '/v1/mandates', { body }, options),
  get: (id: string, options?: Options) => call(core, 'get', '/v1/mandates/{id}', { at: { id } }, options),
  list: (query?: Query<'/v1/mandates'>, options?: Options) => list(core, '/v1/mandates', { query }, options),
  /** Ends it, at the channel too. */
  revoke: (id: string, options?: Options) => call(core, 'post', '/v1/mandates/{id}/revoke', { at: { id } }, options),
})

export const paymentsOf = (core: Core) => ({
  /** Creates a payment. Send the customer to its `checkout_url`, or confirm it at once under a mandate. */
  create: (body: Body<'/v1/payments', 'post'>, options?: Options) => call(core, 'post', '/v1/payments', { body }, options),
  get: (id: string, query?: Query<'/v1/payments/{id}'>, options?: Options) =>
    call(core, 'get', '/v1/payments/{id}', { at: { id }, query }, options),
  list: (query?: Query<'/v1/payments'>, options?: Options) => list(core, '/v1/payments', { query }, options),
  confirm: (id: string, body: Body<'/v1/payments/{id}/confirm', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/payments/{id}/confirm', { at: { id }, body }, options),
  /** Captures an authorised payment, whole or in part; what is left is released. */
  capture: (id: string, body: Body<'/v1/payments/{id}/capture', 'post'> = {}, options?: Options) =>
    call(core, 'post', '/v1/payments/{id}/capture', { at: { id }, body }, options),
  cancel: (id: string, body: Body<'/v1/payments/{id}/cancel', 'post'> = {}, options?: Options) =>
    call(core, 'post', '/v1/payments/{id}/cancel', { at: { id }, body }, options),
  /** The ledger entries of a payment, each with its reason. */
  receipt: (id: string, options?: Options) => call(core, 'get', '/v1/payments/{id}/receipt', { at: { id } }, options),
})

export const refundsOf = (core: Core) => ({
  /** Refunds a payment, or part of it, to the instrument that paid. */
  create: (body: Body<'/v1/refunds', 'post'>, options?: Options) => call(core, 'post', '/v1/refunds', { body }, options),
  get: (id: string, options?: Options) => call(core, 'get', '/v1/refunds/{id}', { at: { id } }, options),
  list: (query?: Query<'/v1/refunds'>, options?: Options) => list(core, '/v1/refunds', { query }, options),
})

export const merchantOf = (core: Core) => ({
  /** The merchant whose key is used. */
  get: (options?: Options) => call(core, 'get', '/v1/merchant', {}, options),
  /** The application that it came by, with its progress. */
  application: (options?: Options) => call(core, 'get', '/v1/merchant/application', {}, options),
})

export const balanceOf = (core: Core) => ({
  /** What is unsettled, settled, on deposit for refunds, and advanced. */
  get: (options?: Options) => call(core, 'get', '/v1/balance', {}, options),
})

export const payoutsOf = (core: Core) => ({
  /** Pays out what is due at once, before the cycle of the agreement (T+0). */
  create: (options?: Options) => call(core, 'post', '/v1/payouts', { body: {} }, options),
  get: (id: string, options?: Options) => call(core, 'get', '/v1/payouts/{id}', { at: { id } }, options),
  list: (query?: Query<'/v1/payouts'>, options?: Options) => list(core, '/v1/payouts', { query }, options),
})

export const eventsOf = (core: Core) => ({
  get: (id: string, options?: Options) => call(core, 'get', '/v1/events/{id}', { at: { id } }, options),
  list: (query?: Query<'/v1/events'>, options?: Options) => list(core, '/v1/events', { query }, options),
})

export const webhookEndpointsOf = (core: Core) => ({
  /** The answer holds the signing secret; it is shown only now. */
  create: (body: Body<'/v1/webhook_endpoints', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/webhook_endpoints', { body }, options),
  get: (id: string, options?: Options) => call(core, 'get', '/v1/webhook_endpoints/{id}', { at: { id } }, options),
  list: (query?: Query<'/v1/webhook_endpoints'>, options?: Options) => list(core, '/v1/webhook_endpoints', { query }, options),
  update: (id: string, body: Body<'/v1/webhook_endpoints/{id}', 'patch'>, options?: Options) =>
    call(core, 'patch', '/v1/webhook_endpoints/{id}', { at: { id }, body }, options),
  delete: (id: string, options?: Options) => call(core, 'delete', '/v1/webhook_endpoints/{id}', { at: { id } }, options),
  /** A new secret; the old one signs along for 24 hours. */
  rotateSecret: (id: string, options?: Options) => call(core, 'post', '/v1/webhook_endpoints/{id}/rotate_secret', { at: { id } }, options),
  /** Sends every event of a range again. */
  replay: (id: string, body: Body<'/v1/webhook_endpoints/{id}/replay', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/webhook_endpoints/{id}/replay', { at: { id }, body }, options),
})

export const webhookDeliveriesOf = (core: Core) => ({
  /** With every attempt: request, answer, duration. */
  get: (id: string, options?: Options) => call(core, 'get', '/v1/webhook_deliveries/{id}', { at: { id } }, options),
  list: (query?: Query<'/v1/webhook_deliveries'>, options?: Options) => list(core, '/v1/webhook_deliveries', { query }, options),
  replay: (id: string, options?: Options) => call(core, 'post', '/v1/webhook_deliveries/{id}/replay', { at: { id } }, options),
})
