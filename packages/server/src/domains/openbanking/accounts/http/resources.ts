/**
 * The resources of account information, each for one account and most for all that the consent names. What a resource is, which
 * permission it asks for and how its records look is data; the rules are the same for all.
 */
import { z } from 'zod'
import type { Id } from '../../../../kernel/ids.ts'
import { type Outcome, ok, type Refusal, refuse } from '../../../../kernel/outcome.ts'
import { defineRoute, type Route } from '../../../../platform/http/route.ts'
import type { CoreBankPort, PerAccount } from '../../ports.ts'
import type { OpenBankingDeps } from '../../types.ts'
import type { ApiVersion } from '../../versions.ts'
import { ACCESS_REFUSALS, type Access, bankRefusal, type Granted, type Needs } from '../access.ts'
import {
  accountJson,
  balanceJson,
  beneficiaryJson,
  directDebitJson,
  partyJson,
  productJson,
  scheduledPaymentJson,
  standingOrderJson,
  type View,
} from '../present.ts'
import {
  zAccounts,
  zBalances,
  zBeneficiaries,
  zDirectDebits,
  zOffers,
  zOneParty,
  zParties,
  zProducts,
  zScheduledPayments,
  zStandingOrders,
} from './schemas.ts'

export type AccountDeps = Pick<OpenBankingDeps, 'bank' | 'logger'> & { readonly access: Access }

/** Refusals of one account's bank. */
export const BANK_REFUSALS = ['ob_resource_not_found', 'bank_account_not_found', 'bank_account_closed', 'bank_account_unavailable']

/** What the permissions let be seen of a cluster that has Basic and Detail. */
export const viewOf = (
  granted: Granted,
  cluster: 'Accounts' | 'Beneficiaries' | 'StandingOrders' | 'ScheduledPayments' | 'Statements' | 'Transactions',
): View => ({
  detail: granted.permissions.includes(`Read${cluster}Detail`),
  pan: granted.permissions.includes('ReadPAN'),
})

/** Where the caller is, as an absolute address without its query. */
export const addressOf = (
  request: { readonly baseUrl: string; readonly raw: { readonly url?: string | undefined } },
  query = true,
): string => {
  const url = request.raw.url ?? ''
  const end = query ? -1 : url.indexOf('?')
  return request.baseUrl + (end < 0 ? url : url.slice(0, end))
}

type Resource = {
  /** Last part of the path: `standing-orders`; of all accounts and of one. */
  readonly bulk: string | null
  readonly single: string | null
  readonly name: string
  readonly key: string
  readonly summary: string
  readonly needs: Needs
  readonly schema: z.ZodType
  /** The presented records of these accounts, each account for itself. */
  readonly read: (bank: CoreBankPort, ids: readonly Id<'bac'>[], granted: Granted) => Promise<PerAccount<readonly (() => unknown)[]>>
}

/** Presents later, one by one, so that a record that cannot be presented is known by itself. */
export async function records<T>(
  reading: Promise<PerAccount<readonly T[]>>,
  present: (record: T) => unknown,
): Promise<PerAccount<readonly (() => unknown)[]>> {
  const found = await reading
  return new Map([...found].map(([id, outcome]) => [id, outcome.ok ? ok(outcome.value.map(record => () => present(record))) : outcome]))
}

const RESOURCES: readonly Resource[] = [
  {
    bulk: 'balances',
    single: 'balances',
    name: 'Balances',
    key: 'Balance',
    summary: 'balances',
    needs: [['ReadBalances']],
    schema: zBalances,
    read: (bank, ids) => records(bank.balances(ids), balanceJson),
  },
  {
    bulk: 'beneficiaries',
    single: 'beneficiaries',
    name: 'Beneficiaries',
    key: 'Beneficiary',
    summary: 'kept payees',
    needs: [['ReadBeneficiariesBasic', 'ReadBeneficiariesDetail']],
    schema: zBeneficiaries,
    read: (bank, ids, granted) => records(bank.beneficiaries(ids), each => beneficiaryJson(each, viewOf(granted, 'Beneficiaries'))),
  },
  {
    bulk: 'standing-orders',
    single: 'standing-orders',
    name: 'StandingOrders',
    key: 'StandingOrder',
    summary: 'standing orders',
    needs: [['ReadStandingOrdersBasic', 'ReadStandingOrdersDetail']],
    schema: zStandingOrders,
    read: (bank, ids, granted) => records(bank.standingOrders(ids), each => standingOrderJson(each, viewOf(granted, 'StandingOrders'))),
  },
  {
    bulk: 'direct-debits',
    single: 'direct-debits',
    name: 'DirectDebits',
    key: 'DirectDebit',
    summary: 'direct debits',
    needs: [['ReadDirectDebits']],
    schema: zDirectDebits,
    read: (bank, ids) => records(bank.directDebits(ids), directDebitJson),
  },
  {
    bulk: 'scheduled-payments',
    single: 'scheduled-payments',
    name: 'ScheduledPayments',
    key: 'ScheduledPayment',
    summary: 'scheduled payments',
    needs: [['ReadScheduledPaymentsBasic', 'ReadScheduledPaymentsDetail']],
    schema: zScheduledPayments,
    read: (bank, ids, granted) =>
      records(bank.scheduledPayments(ids), each => scheduledPaymentJson(each, viewOf(granted, 'ScheduledPayments'))),
  },
  {
    bulk: 'products',
    single: 'product',
    name: 'Products',
    key: 'Product',
    summary: 'products',
    needs: [['ReadProducts']],
    schema: zProducts,
    async read(bank, ids) {
      const found = await bank.products(ids)
      return new Map([...found].map(([id, outcome]) => [id, outcome.ok ? ok([() => productJson(outcome.value)]) : outcome]))
    },
  },
  {
    bulk: 'offers',
    single: 'offers',
    name: 'Offers',
    key: 'Offer',
    summary: 'offers (there are none)',
    needs: [['ReadOffers']],
    schema: zOffers,
    read: async (_bank, ids) => new Map(ids.map(id => [id, ok([])])),
  },
  {
    bulk: null,
    single: 'parties',
    name: 'Parties',
    key: 'Party',
    summary: 'everybody who has to do with it',
    needs: [['ReadParty']],
    schema: zParties,
    read: (bank, ids) => records(bank.parties(ids), partyJson),
  },
]

export const accountParams = z.strictObject({ AccountId: z.string() })

export function resourceRoutes(deps: AccountDeps, version: ApiVersion): Route[] {
  const base = `${version.path}/aisp`
  const common = { method: 'GET', tag: 'Account information', access: { thirdParty: 'accounts', grant: 'consent' } } as const
  const routes: Route[] = [...accountRoutes(deps, version), ...partyRoutes(deps, version)]
  for (const resource of RESOURCES) {
    const response = { status: 200, schema: resource.schema } as const
    if (resource.bulk !== null)
      routes.push(
        defineRoute({
          ...common,
          path: `${base}/${resource.bulk}`,
          operationId: version.operation(`get${resource.name}`),
          summary: `Read the ${resource.summary} of every account of the consent`,
          response,
          refusals: [...ACCESS_REFUSALS, 'bank_account_unavailable'],
          async handle(request) {
            const granted = await deps.access.grant(request.principal, 'account_access', resource.needs)
            if (!granted.ok) return granted
            deps.access.note(granted.value.consentId, resource.bulk ?? '')
            const found = await resource.read(deps.bank, granted.value.accounts, granted.value)
            return bulk(deps, found, addressOf(request), resource.key)
          },
        }),
      )
    if (resource.single !== null)
      routes.push(
        defineRoute({
          ...common,
          path: `${base}/accounts/:AccountId/${resource.single}`,
          operationId: version.operation(`getAccount${resource.single === 'product' ? 'Product' : resource.name}`),
          summary: `Read the ${resource.summary} of one account`,
          params: accountParams,
          response,
          refusals: [...ACCESS_REFUSALS, ...BANK_REFUSALS],
          async handle(request) {
            const granted = await deps.access.grant(request.principal, 'account_access', resource.needs)
            if (!granted.ok) return granted
            const account = await deps.access.account(granted.value, request.params.AccountId)
            if (!account.ok) return account
            deps.access.note(granted.value.consentId, resource.bulk ?? resource.single ?? '')
            const found = await resource.read(deps.bank, [account.value], granted.value)
            return single(deps, found, account.value, addressOf(request), resource.key)
          },
        }),
      )
  }
  return routes
}

/** What can be presented; what cannot is left out and logged, so that one bad record does not fail the page. */
function presentAll(deps: Pick<AccountDeps, 'logger'>, key: string, items: readonly (() => unknown)[]): unknown[] {
  const presented: unknown[] = []
  for (const item of items) {
    try {
      presented.push(item())
    } catch (error) {
      deps.logger.warn({ err: error, resource: key }, 'a record of the bank could not be presented')
    }
  }
  return presented
}

const listJson = (key: string, items: readonly unknown[], self: string) => ({
  Data: { [key]: items },
  Links: { Self: self },
  Meta: { TotalPages: 1 },
})

/** Accounts whose bank does not answer are left out; when none answers, that is the answer. */
export function bulk(deps: AccountDeps, found: PerAccount<readonly (() => unknown)[]>, self: string, key: string): Outcome<unknown> {
  const items: unknown[] = []
  let refusal: Refusal | null = null
  for (const outcome of found.values())
    if (outcome.ok) items.push(...presentAll(deps, key, outcome.value))
    else if (outcome.error.code === 'bank_account_unavailable') refusal = bankRefusal(outcome.error.code)
  return items.length === 0 && refusal !== null ? { ok: false, error: refusal } : ok(listJson(key, items, self))
}

export function single(
  deps: AccountDeps,
  found: PerAccount<readonly (() => unknown)[]>,
  id: Id<'bac'>,
  self: string,
  key: string,
): Outcome<unknown> {
  const outcome = found.get(id)
  if (outcome === undefined) return refuse('ob_resource_not_found', 'AccountId')
  if (!outcome.ok) return { ok: false, error: bankRefusal(outcome.error.code) }
  return ok(listJson(key, presentAll(deps, key, outcome.value), self))
}

function accountRoutes(deps: AccountDeps, version: ApiVersion): Route[] {
  const needs: Needs = [['ReadAccountsBasic', 'ReadAccountsDetail']]
  const common = {
    method: 'GET',
    tag: 'Account information',
    access: { thirdParty: 'accounts', grant: 'consent' },
    response: { status: 200, schema: zAccounts },
  } as const
  const read = async (granted: Granted, ids: readonly Id<'bac'>[], self: string) => {
    deps.access.note(granted.consentId, 'accounts')
    const view = viewOf(granted, 'Accounts')
    const accounts = (await deps.bank.accounts(ids)).map(account => () => accountJson(account, view))
    return listJson('Account', presentAll(deps, 'Account', accounts), self)
  }
  return [
    defineRoute({
      ...common,
      path: `${version.path}/aisp/accounts`,
      operationId: version.operation('getAccounts'),
      summary: 'Read the accounts of the consent',
      refusals: ACCESS_REFUSALS,
      async handle(request) {
        const granted = await deps.access.grant(request.principal, 'account_access', needs)
        return granted.ok ? ok(await read(granted.value, granted.value.accounts, addressOf(request))) : granted
      },
    }),
    defineRoute({
      ...common,
      path: `${version.path}/aisp/accounts/:AccountId`,
      operationId: version.operation('getAccount'),
      summary: 'Read one account',
      description: 'A closed account is still answered, with the status Deleted.',
      params: accountParams,
      refusals: [...ACCESS_REFUSALS, 'ob_resource_not_found'],
      async handle(request) {
        const granted = await deps.access.grant(request.principal, 'account_access', needs)
        if (!granted.ok) return granted
        const account = await deps.access.account(granted.value, request.params.AccountId)
        return account.ok ? ok(await read(granted.value, [account.value], addressOf(request))) : account
      },
    }),
  ]
}

function partyRoutes(deps: AccountDeps, version: ApiVersion): Route[] {
  const common = {
    method: 'GET',
    tag: 'Account information',
    access: { thirdParty: 'accounts', grant: 'consent' },
    response: { status: 200, schema: zOneParty },
    refusals: [...ACCESS_REFUSALS, ...BANK_REFUSALS],
  } as const
  const principalOf = async (id: Id<'bac'> | undefined, self: string): Promise<Outcome<unknown>> => {
    const outcome = id === undefined ? undefined : (await deps.bank.parties([id])).get(id)
    if (id === undefined || outcome === undefined) return refuse('ob_resource_not_found')
    if (!outcome.ok) return { ok: false, error: bankRefusal(outcome.error.code) }
    const [party] = outcome.value
    if (party === undefined) return refuse('ob_resource_not_found')
    return ok({ Data: { Party: partyJson(party) }, Links: { Self: self }, Meta: { TotalPages: 1 } })
  }
  return [
    defineRoute({
      ...common,
      path: `${version.path}/aisp/party`,
      operationId: version.operation('getParty'),
      summary: 'Read who gave the consent',
      async handle(request) {
        const granted = await deps.access.grant(request.principal, 'account_access', [['ReadPartyPSU']])
        if (!granted.ok) return granted
        deps.access.note(granted.value.consentId, 'party')
        // The person is the same behind every account: the first that answers will do.
        let answer: Outcome<unknown> = refuse('ob_resource_not_found')
        for (const id of granted.value.accounts) {
          answer = await principalOf(id, addressOf(request))
          if (answer.ok) break
        }
        return answer
      },
    }),
    defineRoute({
      ...common,
      path: `${version.path}/aisp/accounts/:AccountId/party`,
      operationId: version.operation('getAccountParty'),
      summary: 'Read whose account it is',
      params: accountParams,
      async handle(request) {
        const granted = await deps.access.grant(request.principal, 'account_access', [['ReadParty']])
        if (!granted.ok) return granted
        const account = await deps.access.account(granted.value, request.params.AccountId)
        if (!account.ok) return account
        deps.access.note(granted.value.consentId, 'party')
        return principalOf(account.value, addressOf(request))
      },
    }),
  ]
}
