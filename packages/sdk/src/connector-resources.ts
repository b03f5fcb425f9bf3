/**
 * Outside systems as operators look after them: connections, keys and the key doctor, what was said; and which of them orders take.
 */
import type { Core, RequestOptions } from './core.ts'
import { type Body, call, list, type Query } from './types.ts'

type Options = RequestOptions

export const connectorsOf = (core: Core) => ({
  list: (options?: Options) => call(core, 'get', '/v1/connectors', {}, options),
  get: (code: string, options?: Options) => call(core, 'get', '/v1/connectors/{code}', { at: { code } }, options),
  /** Replaces address and settings; may answer with an approval. */
  configure: (code: string, body: Body<'/v1/connectors/{code}', 'put'>, options?: Options) =>
    call(core, 'put', '/v1/connectors/{code}', { at: { code }, body }, options),
  /** `live`: the system is asked, too. */
  doctor: (code: string, query?: Query<'/v1/connectors/{code}/doctor'>, options?: Options) =>
    call(core, 'get', '/v1/connectors/{code}/doctor', { at: { code }, query }, options),
  /** Hands in a key; it is sealed at once and used once it is activated. */
  stageCredential: (code: string, role: string, body: Body<'/v1/connectors/{code}/credentials/{role}', 'put'>, options?: Options) =>
    call(core, 'put', '/v1/connectors/{code}/credentials/{role}', { at: { code, role }, body }, options),
  activateCredential: (id: string, body: Body<'/v1/connector_credentials/{id}/activate', 'post'> = {}, options?: Options) =>
    call(core, 'post', '/v1/connector_credentials/{id}/activate', { at: { id }, body }, options),
  retireCredential: (id: string, options?: Options) => call(core, 'post', '/v1/connector_credentials/{id}/retire', { at: { id } }, options),
  /** Turns the key that wraps the keys. */
  turnKey: (options?: Options) => call(core, 'post', '/v1/key_versions', {}, options),
  exchanges: {
    list: (code: string, query?: Query<'/v1/connectors/{code}/exchanges'>, options?: Options) =>
      list(core, '/v1/connectors/{code}/exchanges', { at: { code }, query }, options),
    get: (code: string, id: string, query?: Query<'/v1/connectors/{code}/exchanges/{id}'>, options?: Options) =>
      call(core, 'get', '/v1/connectors/{code}/exchanges/{id}', { at: { code, id }, query }, options),
  },
})

export const routingOf = (core: Core) => ({
  ruleSets: {
    list: (options?: Options) => call(core, 'get', '/v1/routing/rule_sets', {}, options),
    get: (version: number, options?: Options) =>
      call(core, 'get', '/v1/routing/rule_sets/{version}', { at: { version: String(version) } }, options),
    /** Changes nothing until it is activated. */
    create: (body: Body<'/v1/routing/rule_sets', 'post'>, options?: Options) =>
      call(core, 'post', '/v1/routing/rule_sets', { body }, options),
    activate: (version: number, options?: Options) =>
      call(core, 'post', '/v1/routing/rule_sets/{version}/activate', { at: { version: String(version) } }, options),
  },
  /** Which rail an order would take, and why; keeps nothing. */
  dryRun: (body: Body<'/v1/routing/dry_run', 'post'>, options?: Options) => call(core, 'post', '/v1/routing/dry_run', { body }, options),
  decisions: (query?: Query<'/v1/routing/decisions'>, options?: Options) => list(core, '/v1/routing/decisions', { query }, options),
  ofPayment: (id: string, options?: Options) => call(core, 'get', '/v1/payments/{id}/routing', { at: { id } }, options),
})

/** Our own accounts at another bank, read under a consent that is confirmed on the bank's pages. */
export const bankLinksOf = (core: Core) => ({
  create: (body: Body<'/v1/bank_links', 'post'> = {}, options?: Options) => call(core, 'post', '/v1/bank_links', { body }, options),
  get: (id: string, options?: Options) => call(core, 'get', '/v1/bank_links/{id}', { at: { id } }, options),
  list: (options?: Options) => call(core, 'get', '/v1/bank_links', {}, options),
  accounts: (id: string, options?: Options) => call(core, 'get', '/v1/bank_links/{id}/accounts', { at: { id } }, options),
  balances: (id: string, options?: Options) => call(core, 'get', '/v1/bank_links/{id}/balances', { at: { id } }, options),
  transactions: (id: string, query?: Query<'/v1/bank_links/{id}/transactions'>, options?: Options) =>
    call(core, 'get', '/v1/bank_links/{id}/transactions', { at: { id }, query }, options),
  /** Ends it, at the bank too. */
  end: (id: string, options?: Options) => call(core, 'delete', '/v1/bank_links/{id}', { at: { id } }, options),
})

/** Profit sharing (分账) at WeChat Pay: amounts in minor units. */
export const wechatPayOf = (core: Core) => ({
  receivers: {
    add: (body: Body<'/v1/wechat_pay/receivers', 'post'>, options?: Options) =>
      call(core, 'post', '/v1/wechat_pay/receivers', { body }, options),
    list: (query?: Query<'/v1/wechat_pay/receivers'>, options?: Options) => list(core, '/v1/wechat_pay/receivers', { query }, options),
    remove: (id: string, options?: Options) => call(core, 'delete', '/v1/wechat_pay/receivers/{id}', { at: { id } }, options),
  },
  sharingOrders: {
    create: (body: Body<'/v1/wechat_pay/sharing_orders', 'post'>, options?: Options) =>
      call(core, 'post', '/v1/wechat_pay/sharing_orders', { body }, options),
    get: (id: string, options?: Options) => call(core, 'get', '/v1/wechat_pay/sharing_orders/{id}', { at: { id } }, options),
    list: (query?: Query<'/v1/wechat_pay/sharing_orders'>, options?: Options) =>
      list(core, '/v1/wechat_pay/sharing_orders', { query }, options),
    /** Takes a share back from its receiver. */
    return: (id: string, body: Body<'/v1/wechat_pay/sharing_orders/{id}/returns', 'post'>, options?: Options) =>
      call(core, 'post', '/v1/wechat_pay/sharing_orders/{id}/returns', { at: { id }, body }, options),
    /** Ends sharing of a payment: what is left is the merchant's. */
    unfreeze: (body: Body<'/v1/wechat_pay/sharing_orders/unfreeze', 'post'>, options?: Options) =>
      call(core, 'post', '/v1/wechat_pay/sharing_orders/unfreeze', { body }, options),
  },
  /** How much of a payment may still be shared. */
  unsplit: (transactionId: string, options?: Options) =>
    call(core, 'get', '/v1/wechat_pay/sharing_amounts/{transaction_id}', { at: { transaction_id: transactionId } }, options),
})
