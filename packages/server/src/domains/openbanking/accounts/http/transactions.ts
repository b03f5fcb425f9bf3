/** Transactions of one account, of all of them, and of one statement: pages of a hundred with links, written as text. */
import { z } from 'zod'
import { formatId, type Id, parseId } from '../../../../kernel/ids.ts'
import { ok, refuse } from '../../../../kernel/outcome.ts'
import { defineRoute, type Reply, type Route, type RouteRequest } from '../../../../platform/http/route.ts'
import { zText } from '../../../../platform/http/schemas.ts'
import { zObFilter } from '../../http/schemas.ts'
import type { Transaction } from '../../ports.ts'
import type { ApiVersion } from '../../versions.ts'
import { ACCESS_REFUSALS, bankRefusal, type Granted, type Needs } from '../access.ts'
import { decodeCursor, encodeCursor, type PageCursor, type PageFilter, type Pages, readPage } from '../paging.ts'
import type { View } from '../present.ts'
import type { RememberedPages, WrittenPage } from '../remembered-pages.ts'
import { transactionJson } from '../transaction-json.ts'
import { type AccountDeps, accountParams, addressOf, BANK_REFUSALS, viewOf } from './resources.ts'
import { zTransactions } from './schemas.ts'
import { isCovered, STATEMENT_NEEDS } from './statements.ts'

const NEEDS: Needs = [
  ['ReadTransactionsBasic', 'ReadTransactionsDetail'],
  ['ReadTransactionsCredits', 'ReadTransactionsDebits'],
]

const zCursor = zText(1000).optional().meta({ description: 'Made by this server: follow Links.' })
const query = z.strictObject({
  fromBookingDateTime: zObFilter.optional().meta({ description: 'First instant, included; a date is its first instant; UTC.' }),
  toBookingDateTime: zObFilter.optional().meta({ description: 'Last instant, included; UTC.' }),
  cursor: zCursor,
})

type Asked = {
  readonly from: Date | null
  readonly to: Date | null
  readonly statementId: string | null
  readonly cursor: string | undefined
}

export type TransactionDeps = AccountDeps & {
  readonly pages: RememberedPages
  /** The account's version now; `undefined` when its bank cannot say. */
  readonly versionOf: (id: Id<'bac'>) => Promise<string | undefined>
}

export function transactionRoutes(deps: TransactionDeps, version: ApiVersion): Route[] {
  const base = `${version.path}/aisp`
  const common = {
    method: 'GET',
    tag: 'Account information',
    access: { thirdParty: 'accounts', grant: 'consent' },
    response: { status: 200, schema: zTransactions },
    refusals: [...ACCESS_REFUSALS, ...BANK_REFUSALS, 'bank_cursor_invalid'],
  } as const
  return [
    defineRoute({
      ...common,
      path: `${base}/transactions`,
      operationId: version.operation('getTransactions'),
      summary: 'Read the transactions of every account of the consent',
      description: 'Account after account, each newest first, booked and pending.',
      query,
      async handle(request) {
        const granted = await deps.access.grant(request.principal, 'account_access', NEEDS)
        return granted.ok ? answer(deps, request, granted.value, granted.value.accounts, askedOf(request.query)) : granted
      },
    }),
    defineRoute({
      ...common,
      path: `${base}/accounts/:AccountId/transactions`,
      operationId: version.operation('getAccountTransactions'),
      summary: 'Read the transactions of one account',
      description: 'Newest first, booked and pending; a transaction keeps its id when it is booked.',
      params: accountParams,
      query,
      async handle(request) {
        // Both are read in the same breath; what the version says is looked at only when the consent allows.
        const id = parseId('bac', request.params.AccountId)
        const [granted, written] = await Promise.all([
          deps.access.grant(request.principal, 'account_access', NEEDS),
          id === null ? undefined : deps.versionOf(id),
        ])
        if (!granted.ok) return granted
        const account = await deps.access.account(granted.value, request.params.AccountId)
        return account.ok ? answer(deps, request, granted.value, [account.value], askedOf(request.query), written) : account
      },
    }),
    defineRoute({
      ...common,
      path: `${base}/accounts/:AccountId/statements/:StatementId/transactions`,
      operationId: version.operation('getStatementTransactions'),
      summary: 'Read the transactions of one statement',
      params: z.strictObject({ AccountId: z.string(), StatementId: z.string() }),
      query: z.strictObject({ cursor: zCursor }),
      async handle(request) {
        const granted = await deps.access.grant(request.principal, 'account_access', [...STATEMENT_NEEDS, ...NEEDS])
        if (!granted.ok) return granted
        const account = await deps.access.account(granted.value, request.params.AccountId)
        if (!account.ok) return account
        const statements = (await deps.bank.statements([account.value])).get(account.value)
        if (statements === undefined) return refuse('ob_resource_not_found', 'AccountId')
        if (!statements.ok) return { ok: false, error: bankRefusal(statements.error.code) }
        const statement = statements.value.find(each => each.id === request.params.StatementId)
        if (statement === undefined || !isCovered(granted.value, statement)) return refuse('ob_resource_not_found', 'StatementId')
        const asked = { from: null, to: null, statementId: statement.id, cursor: request.query.cursor }
        return answer(deps, request, granted.value, [account.value], asked)
      },
    }),
  ]
}

const askedOf = (sent: z.output<typeof query>): Asked => ({
  from: sent.fromBookingDateTime ?? null,
  to: sent.toBookingDateTime ?? null,
  statementId: null,
  cursor: sent.cursor,
})

const latest = (a: Date | null, b: Date | null): Date | null => (a === null || (b !== null && b > a) ? b : a)
const earliest = (a: Date | null, b: Date | null): Date | null => (a === null || (b !== null && b < a) ? b : a)

/** What is asked, cut down to what the consent covers. */
function filterOf(granted: Granted, asked: Asked): PageFilter {
  const credits = granted.permissions.includes('ReadTransactionsCredits')
  const debits = granted.permissions.includes('ReadTransactionsDebits')
  return {
    from: latest(asked.from, granted.transactionsFrom),
    to: earliest(asked.to, granted.transactionsTo),
    direction: credits && debits ? null : credits ? 'credit' : 'debit',
    statementId: asked.statementId,
  }
}

const NOTHING: Pages = { transactions: [], next: null, previous: null, last: null, totalPages: 1 }

/** `version`: of the one account that is asked about, where pages may be remembered. */
async function answer(
  deps: TransactionDeps,
  request: RouteRequest<unknown, unknown, unknown>,
  granted: Granted,
  accounts: readonly Id<'bac'>[],
  asked: Asked,
  version?: string,
): Promise<Reply> {
  const cursor = asked.cursor === undefined ? null : decodeCursor(asked.cursor, accounts.length)
  if (asked.cursor !== undefined && cursor === null) return refuse('bank_cursor_invalid', 'cursor')
  deps.access.note(granted.consentId, 'transactions')
  const filter = filterOf(granted, asked)
  const view = viewOf(granted, 'Transactions')
  const key = version === undefined ? null : keyOf(accounts, filter, asked.cursor, view)
  const known = key === null || version === undefined ? null : deps.pages.find(key, version)
  if (known !== null) return pageReply(request, known)
  const isEmpty = accounts.length === 0 || (filter.from !== null && filter.to !== null && filter.from > filter.to)
  const pages = isEmpty ? ok(NOTHING) : await readPage(deps.bank, accounts, filter, cursor)
  if (!pages.ok) return pages
  const { transactions, ...links } = pages.value
  const written = { ...links, items: itemsOf(deps, transactions, view) }
  if (key !== null && version !== undefined) deps.pages.keep(key, version, written)
  return pageReply(request, written)
}

/** Everything that a page depends on, beside the account's version. */
const keyOf = (
  accounts: readonly Id<'bac'>[],
  { from, to, direction, statementId }: PageFilter,
  cursor: string | undefined,
  view: View,
): string => `${accounts.join()} ${from?.getTime()} ${to?.getTime()} ${direction} ${statementId} ${cursor} ${view.detail} ${view.pan}`

function itemsOf(deps: AccountDeps, transactions: readonly Transaction[], view: View): Buffer {
  const texts = new Map<Id<'bac'>, string>()
  let items = ''
  for (const transaction of transactions) {
    let account = texts.get(transaction.accountId)
    if (account === undefined) {
      account = formatId('bac', transaction.accountId)
      texts.set(transaction.accountId, account)
    }
    try {
      const item = transactionJson(transaction, account, view)
      items += items === '' ? item : `,${item}`
    } catch (error) {
      // One bad record does not fail the page.
      deps.logger.warn({ err: error, resource: 'Transaction' }, 'a record of the bank could not be presented')
    }
  }
  return Buffer.from(items)
}

const HEAD = Buffer.from('{"Data":{"Transaction":[')

function pageReply(request: RouteRequest<unknown, unknown, unknown>, page: WrittenPage): Reply {
  const tail = Buffer.from(`]},"Links":${linksJson(request, page)},"Meta":{"TotalPages":${page.totalPages}}}`)
  return { kind: 'text', status: 200, json: Buffer.concat([HEAD, page.items, tail]) }
}

/** Absolute links that keep the filters of the request. */
function linksJson(request: RouteRequest<unknown, unknown, unknown>, pages: Omit<Pages, 'transactions'>): string {
  const self = addressOf(request)
  const [path = '', search = ''] = self.split('?', 2)
  const kept = search.split('&').filter(each => each !== '' && !each.startsWith('cursor='))
  const link = (cursor: PageCursor | null): string => {
    const parts = cursor === null ? kept : [...kept, `cursor=${encodeCursor(cursor)}`]
    return parts.length === 0 ? path : `${path}?${parts.join('&')}`
  }
  return JSON.stringify({
    Self: self,
    First: link(null),
    ...(pages.previous === null ? {} : { Prev: link(pages.previous) }),
    ...(pages.next === null ? {} : { Next: link(pages.next) }),
    Last: link(pages.last),
  })
}
