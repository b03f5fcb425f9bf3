/**
 * What an operator does with its secret key: the books, business days, merchants, terms, holders, clearing.
 */
import type { Core, RequestOptions } from './core.ts'
import { type Body, call, csv, list, type Query } from './types.ts'

type Options = RequestOptions

export const ledgerOf = (core: Core) => ({
  accounts: {
    get: (id: string, options?: Options) => call(core, 'get', '/v1/ledger/accounts/{id}', { at: { id } }, options),
    list: (query?: Query<'/v1/ledger/accounts'>, options?: Options) => list(core, '/v1/ledger/accounts', { query }, options),
    /** `as_of` gives the balance at a past instant. */
    balance: (id: string, query?: Query<'/v1/ledger/accounts/{id}/balance'>, options?: Options) =>
      call(core, 'get', '/v1/ledger/accounts/{id}/balance', { at: { id }, query }, options),
    statement: (id: string, query?: Query<'/v1/ledger/accounts/{id}/statement'>, options?: Options) =>
      call(core, 'get', '/v1/ledger/accounts/{id}/statement', { at: { id }, query }, options),
    /** The statement as a CSV file. */
    exportStatement: (id: string, query?: Query<'/v1/ledger/accounts/{id}/statement.csv'>, options?: Options) =>
      csv(core, '/v1/ledger/accounts/{id}/statement.csv', { at: { id }, query }, options),
  },
  transfers: {
    create: (body: Body<'/v1/ledger/transfers', 'post'>, options?: Options) =>
      call(core, 'post', '/v1/ledger/transfers', { body }, options),
    get: (id: string, options?: Options) => call(core, 'get', '/v1/ledger/transfers/{id}', { at: { id } }, options),
    list: (query?: Query<'/v1/ledger/transfers'>, options?: Options) => list(core, '/v1/ledger/transfers', { query }, options),
  },
  trialBalance: (query?: Query<'/v1/ledger/trial_balance'>, options?: Options) =>
    call(core, 'get', '/v1/ledger/trial_balance', { query }, options),
  /** The trial balance as a CSV file. */
  exportTrialBalance: (query?: Query<'/v1/ledger/trial_balance.csv'>, options?: Options) =>
    csv(core, '/v1/ledger/trial_balance.csv', { query }, options),
  /** Customer reserve against what is owed to customers. */
  reserve: (options?: Options) => call(core, 'get', '/v1/ledger/reserve', {}, options),
  /** Re-derives every balance from the transfers; may take minutes on large books. */
  verify: (options?: Options) => call(core, 'post', '/v1/ledger/verifications', {}, options),
  verifications: {
    get: (id: string, options?: Options) => call(core, 'get', '/v1/ledger/verifications/{id}', { at: { id } }, options),
    list: (query?: Query<'/v1/ledger/verifications'>, options?: Options) => list(core, '/v1/ledger/verifications', { query }, options),
  },
})

export const daysOf = (core: Core) => ({
  get: (date: string, options?: Options) => call(core, 'get', '/v1/days/{date}', { at: { date } }, options),
  list: (query?: Query<'/v1/days'>, options?: Options) => list(core, '/v1/days', { query }, options),
  /** Cuts the open day: from now on everything is booked under the next date. With its `date` a repetition cuts no second day. */
  cut: (body: Body<'/v1/days/current/cut', 'post'> = {}, options?: Options) =>
    call(core, 'post', '/v1/days/current/cut', { body }, options),
  /** Books settlements, sweeps fees, pays out, stores the trial balance. Harmless when repeated. */
  close: (date: string, options?: Options) => call(core, 'post', '/v1/days/{date}/close', { at: { date }, body: {} }, options),
  /** How far the close of a day has come. */
  getClose: (date: string, options?: Options) => call(core, 'get', '/v1/days/{date}/close', { at: { date } }, options),
})

export const merchantsOf = (core: Core) => ({
  create: (body: Body<'/v1/merchants', 'post'>, options?: Options) => call(core, 'post', '/v1/merchants', { body }, options),
  get: (id: string, options?: Options) => call(core, 'get', '/v1/merchants/{id}', { at: { id } }, options),
  list: (query?: Query<'/v1/merchants'>, options?: Options) => list(core, '/v1/merchants', { query }, options),
  update: (id: string, body: Body<'/v1/merchants/{id}', 'patch'>, options?: Options) =>
    call(core, 'patch', '/v1/merchants/{id}', { at: { id }, body }, options),
  suspend: (id: string, body: Body<'/v1/merchants/{id}/suspend', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/merchants/{id}/suspend', { at: { id }, body }, options),
  resume: (id: string, body: Body<'/v1/merchants/{id}/resume', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/merchants/{id}/resume', { at: { id }, body }, options),
  /** The answer holds the secret key; it is shown only now. */
  createApiKey: (id: string, body: Body<'/v1/merchants/{id}/api_keys', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/merchants/{id}/api_keys', { at: { id }, body }, options),
  listApiKeys: (id: string, query?: Query<'/v1/merchants/{id}/api_keys'>, options?: Options) =>
    list(core, '/v1/merchants/{id}/api_keys', { at: { id }, query }, options),
})

export const apiKeysOf = (core: Core) => ({
  revoke: (id: string, options?: Options) => call(core, 'post', '/v1/api_keys/{id}/revoke', { at: { id } }, options),
})

export const agreementsOf = (core: Core) => ({
  create: (body: Body<'/v1/agreements', 'post'>, options?: Options) => call(core, 'post', '/v1/agreements', { body }, options),
  get: (id: string, options?: Options) => call(core, 'get', '/v1/agreements/{id}', { at: { id } }, options),
  list: (query?: Query<'/v1/agreements'>, options?: Options) => list(core, '/v1/agreements', { query }, options),
  addVersion: (id: string, body: Body<'/v1/agreements/{id}/versions', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/agreements/{id}/versions', { at: { id }, body }, options),
  activateVersion: (
    id: string,
    version: number,
    body: Body<'/v1/agreements/{id}/versions/{version}/activate', 'post'>,
    options?: Options,
  ) => call(core, 'post', '/v1/agreements/{id}/versions/{version}/activate', { at: { id, version: String(version) }, body }, options),
})

export const policiesOf = (core: Core) => ({
  /** The record in force, now or `at` an instant. */
  get: (key: string, query?: Query<'/v1/policies/{key}'>, options?: Options) =>
    call(core, 'get', '/v1/policies/{key}', { at: { key }, query }, options),
  list: (query?: Query<'/v1/policies'>, options?: Options) => list(core, '/v1/policies', { query }, options),
  add: (body: Body<'/v1/policies', 'post'>, options?: Options) => call(core, 'post', '/v1/policies', { body }, options),
})

export const holdersOf = (core: Core) => ({
  create: (body: Body<'/v1/holders', 'post'>, options?: Options) => call(core, 'post', '/v1/holders', { body }, options),
  get: (id: string, options?: Options) => call(core, 'get', '/v1/holders/{id}', { at: { id } }, options),
  list: (query?: Query<'/v1/holders'>, options?: Options) => list(core, '/v1/holders', { query }, options),
  /** Freeze, stop-payment, deduction or release, by an authority's document. */
  createOrder: (id: string, body: Body<'/v1/holders/{id}/orders', 'post'>, options?: Options) =>
    call(core, 'post', '/v1/holders/{id}/orders', { at: { id }, body }, options),
  listOrders: (id: string, query?: Query<'/v1/holders/{id}/orders'>, options?: Options) =>
    list(core, '/v1/holders/{id}/orders', { at: { id }, query }, options),
})

export const clearingOf = (core: Core) => ({
  rails: {
    list: (options?: Options) => call(core, 'get', '/v1/clearing/rails', {}, options),
    /** With its quota, asked for now. */
    get: (code: string, options?: Options) => call(core, 'get', '/v1/clearing/rails/{code}', { at: { code } }, options),
  },
  instructions: {
    get: (id: string, options?: Options) => call(core, 'get', '/v1/clearing/instructions/{id}', { at: { id } }, options),
    list: (query?: Query<'/v1/clearing/instructions'>, options?: Options) => list(core, '/v1/clearing/instructions', { query }, options),
    /** Asks the house now how it ended, instead of waiting for its callback. */
    query: (id: string, options?: Options) => call(core, 'post', '/v1/clearing/instructions/{id}/query', { at: { id } }, options),
  },
  settlements: {
    get: (id: string, options?: Options) => call(core, 'get', '/v1/clearing/settlements/{id}', { at: { id } }, options),
    list: (query?: Query<'/v1/clearing/settlements'>, options?: Options) => list(core, '/v1/clearing/settlements', { query }, options),
    /** Fetches a day's settlement file from the house and matches it. */
    fetch: (body: Body<'/v1/clearing/settlements', 'post'>, options?: Options) =>
      call(core, 'post', '/v1/clearing/settlements', { body }, options),
  },
  discrepancies: {
    get: (id: string, options?: Options) => call(core, 'get', '/v1/clearing/discrepancies/{id}', { at: { id } }, options),
    list: (query?: Query<'/v1/clearing/discrepancies'>, options?: Options) => list(core, '/v1/clearing/discrepancies', { query }, options),
    resolve: (id: string, body: Body<'/v1/clearing/discrepancies/{id}/resolve', 'post'>, options?: Options) =>
      call(core, 'post', '/v1/clearing/discrepancies/{id}/resolve', { at: { id }, body }, options),
  },
})

export const auditOf = (core: Core) => ({
  leaves: (query?: Query<'/v1/audit/leaves'>, options?: Options) => list(core, '/v1/audit/leaves', { query }, options),
})
