/**
 * What operators look after beside the business: each other, approvals, third parties, people's consents and open banking.
 */
import type { Core, RequestOptions } from './core.ts'
import { type Body, call, list, type Query } from './types.ts'

type Options = RequestOptions

/** Maker-checker: an operation that needs a second operator answers with an approval, and runs when that operator approves it. */
export const approvalsOf = (core: Core) => ({
  get: (id: string, options?: Options) => call(core, 'get', '/v1/approvals/{id}', { at: { id } }, options),
  list: (query?: Query<'/v1/approvals'>, options?: Options) => list(core, '/v1/approvals', { query }, options),
  approve: (id: string, body: Body<'/v1/approvals/{id}/approve', 'post'> = {}, options?: Options) =>
    call(core, 'post', '/v1/approvals/{id}/approve', { at: { id }, body }, options),
  reject: (id: string, body: Body<'/v1/approvals/{id}/reject', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/approvals/{id}/reject', { at: { id }, body }, options),
  /** Only the operator who asked for it. */
  withdraw: (id: string, body: Body<'/v1/approvals/{id}/withdraw', 'post'> = {}, options?: Options) =>
    call(core, 'post', '/v1/approvals/{id}/withdraw', { at: { id }, body }, options),
})

export const thirdPartiesOf = (core: Core) => ({
  get: (id: string, options?: Options) => call(core, 'get', '/v1/third_parties/{id}', { at: { id } }, options),
  list: (query?: Query<'/v1/third_parties'>, options?: Options) => list(core, '/v1/third_parties', { query }, options),
  update: (id: string, body: Body<'/v1/third_parties/{id}', 'patch'>, options?: Options) =>
    call(core, 'patch', '/v1/third_parties/{id}', { at: { id }, body }, options),
  /** Answers with an approval: a second operator always has to agree. */
  grantLiveAccess: (id: string, body: Body<'/v1/third_parties/{id}/live_access', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/third_parties/{id}/live_access', { at: { id }, body }, options),
  /** Its tokens end at once. */
  suspend: (id: string, body: Body<'/v1/third_parties/{id}/suspend', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/third_parties/{id}/suspend', { at: { id }, body }, options),
  resume: (id: string, body: Body<'/v1/third_parties/{id}/resume', 'post'> = {}, options?: Options) =>
    call(core, 'post', '/v1/third_parties/{id}/resume', { at: { id }, body }, options),
})

export const operatorsOf = (core: Core) => ({
  /** The answer holds the secret with which the operator enrols; it is shown only now. */
  create: (body: Body<'/v1/operators', 'post'>, options?: Options) => call(core, 'post', '/v1/operators', { body }, options),
  get: (id: string, options?: Options) => call(core, 'get', '/v1/operators/{id}', { at: { id } }, options),
  list: (query?: Query<'/v1/operators'>, options?: Options) => list(core, '/v1/operators', { query }, options),
  update: (id: string, body: Body<'/v1/operators/{id}', 'patch'>, options?: Options) =>
    call(core, 'patch', '/v1/operators/{id}', { at: { id }, body }, options),
  /** For an operator who lost their factors: the answer holds a new secret to enrol with. */
  reset: (id: string, options?: Options) => call(core, 'post', '/v1/operators/{id}/reset', { at: { id } }, options),
})

export const consentsOf = (core: Core) => ({
  get: (id: string, options?: Options) => call(core, 'get', '/v1/consents/{id}', { at: { id } }, options),
  list: (query?: Query<'/v1/consents'>, options?: Options) => list(core, '/v1/consents', { query }, options),
  revoke: (id: string, body: Body<'/v1/consents/{id}/revoke', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/consents/{id}/revoke', { at: { id }, body }, options),
})

export const openBankingOf = (core: Core) => ({
  /** Payments that third parties ordered. */
  payments: {
    list: (query?: Query<'/v1/open_banking_payments'>, options?: Options) => list(core, '/v1/open_banking_payments', { query }, options),
  },
  /** Events pushed to third parties, with their attempts. */
  notifications: {
    get: (id: string, options?: Options) => call(core, 'get', '/v1/event_notifications/{id}', { at: { id } }, options),
    list: (query?: Query<'/v1/event_notifications'>, options?: Options) => list(core, '/v1/event_notifications', { query }, options),
  },
})

/** What the institution tells banks of fraud and of accounts taken over. */
export const riskSignalsOf = (core: Core) => ({
  create: (body: Body<'/v1/risk_signals', 'post'>, options?: Options) => call(core, 'post', '/v1/risk_signals', { body }, options),
  get: (id: string, options?: Options) => call(core, 'get', '/v1/risk_signals/{id}', { at: { id } }, options),
  list: (query?: Query<'/v1/risk_signals'>, options?: Options) => list(core, '/v1/risk_signals', { query }, options),
  withdraw: (id: string, body: Body<'/v1/risk_signals/{id}/withdraw', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/risk_signals/{id}/withdraw', { at: { id }, body }, options),
})
