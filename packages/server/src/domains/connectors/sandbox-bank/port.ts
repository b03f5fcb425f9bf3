/** The sandbox bank as a core bank: reads its tables, behaves as its switches say. */
import type { Id } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { Db } from '../../../platform/db.ts'
import type { CoreBankPort, CoreBankRefusalCode, PerAccount, TransactionPage, TransactionQuery } from '../../openbanking/ports.ts'
import {
  presentAccount,
  presentArrangement,
  presentBalances,
  presentCollection,
  presentParty,
  presentProduct,
  presentScheduled,
  presentStandingOrder,
  presentStatements,
  presentTransaction,
} from './present.ts'
import * as store from './store/reading.ts'
import type { SandboxAccount } from './types.ts'

export type PortDeps = {
  readonly db: Pick<Db, 'query'>
  readonly clock: Clock
  /** Waits as long as a slow core system would. */
  readonly wait: (ms: number) => Promise<void>
}

type Ids = readonly Id<'bac'>[]
type Behaviour = Pick<SandboxAccount, 'closedAt' | 'isFailing' | 'delayMs'>

/** Why an account answers nothing, or `null`. */
const troubleOf = (account: Behaviour | undefined): CoreBankRefusalCode | null => {
  if (account === undefined) return 'bank_account_not_found'
  if (account.isFailing) return 'bank_account_unavailable'
  return account.closedAt === null ? null : 'bank_account_closed'
}

export function createSandboxPort(deps: PortDeps): CoreBankPort {
  /** Reads the accounts, waits for the slowest, and has `answer` read what the healthy ones hold. */
  async function each<T>(
    ids: Ids,
    answer: (healthy: readonly SandboxAccount[]) => Promise<(account: SandboxAccount) => T>,
  ): Promise<PerAccount<T>> {
    const found = new Map((await store.findAccounts(deps.db, ids)).map(account => [account.id, account]))
    await deps.wait(Math.max(0, ...[...found.values()].map(account => account.delayMs)))
    const healthy = [...found.values()].filter(account => troubleOf(account) === null)
    const read = await answer(healthy)
    return new Map(
      ids.map(id => {
        const account = found.get(id)
        const trouble = troubleOf(account)
        return [id, trouble !== null || account === undefined ? refuse(trouble ?? 'bank_account_not_found') : ok(read(account))] as const
      }),
    )
  }

  /** Rows of a list, grouped by their account. */
  async function lists<R extends { readonly accountId: Id<'bac'> }, T>(
    ids: Ids,
    read: (healthy: Ids) => Promise<readonly R[]>,
    present: (rows: readonly R[], account: SandboxAccount) => T,
  ): Promise<PerAccount<T>> {
    return each(ids, async healthy => {
      const rows = Map.groupBy(await read(healthy.map(account => account.id)), row => row.accountId)
      return account => present(rows.get(account.id) ?? [], account)
    })
  }

  return {
    name: 'sandbox',
    accountsOf: async holderId => (await store.accountsOfHolder(deps.db, holderId)).map(presentAccount),
    async accounts(ids) {
      const found = new Map((await store.findAccounts(deps.db, ids)).map(account => [account.id, account]))
      return ids.flatMap(id => found.get(id) ?? []).map(presentAccount)
    },
    balances: ids =>
      lists(
        ids,
        async healthy => (await store.readBalances(deps.db, healthy)).map(balance => ({ ...balance, accountId: balance.id })),
        rows => rows.flatMap(row => presentBalances(row, row.reserved, deps.clock.now())),
      ),
    transactions: (id, query) => transactions(deps, id, query),
    versions: ids => store.readVersions(deps.db, ids, deps.clock.now()),
    beneficiaries: ids =>
      lists(
        ids,
        healthy => store.readArrangements(deps.db, healthy, 'beneficiary'),
        rows => rows.map(presentArrangement),
      ),
    standingOrders: ids =>
      lists(
        ids,
        healthy => store.readArrangements(deps.db, healthy, 'standing_order'),
        (rows, account) => rows.map(row => presentStandingOrder(row, account, deps.clock.now())),
      ),
    directDebits: ids =>
      lists(
        ids,
        healthy => store.readCollections(deps.db, healthy),
        (rows, account) => rows.map(row => presentCollection(row, account)),
      ),
    scheduledPayments: ids =>
      lists(
        ids,
        healthy => store.readArrangements(deps.db, healthy, 'scheduled_payment'),
        (rows, account) =>
          rows.filter(row => row.dueAt !== null && row.dueAt > deps.clock.now()).map(row => presentScheduled(row, account)),
      ),
    statements: ids => lists(ids, healthy => store.readMonths(deps.db, healthy, deps.clock.now()), presentStatements),
    parties: ids =>
      lists(
        ids,
        healthy => store.readCustomers(deps.db, healthy),
        rows => rows.map(presentParty),
      ),
    products: ids => each(ids, async () => presentProduct),
  }
}

const CURSOR = /^\d{1,15}$/

/** Lists are in the order in which transactions arrived, which no booking changes: a walk through the pages misses and repeats none. */
async function transactions(
  deps: PortDeps,
  id: Id<'bac'>,
  query: TransactionQuery,
): Promise<Outcome<TransactionPage, CoreBankRefusalCode | 'bank_cursor_invalid'>> {
  const cursor = query.after ?? query.before ?? null
  if (cursor !== null && !CURSOR.test(cursor)) return refuse('bank_cursor_invalid')
  const isLast = query.end === 'oldest'
  const isBackwards = isLast || (query.before ?? null) !== null
  const now = deps.clock.now()
  const found = await store.readPage(deps.db, id, {
    from: query.from,
    to: query.to,
    sign: query.direction === null ? 0 : query.direction === 'credit' ? 1 : -1,
    month: query.statementId ?? null,
    cursor: cursor === null ? null : new Date(Number(cursor)),
    order: isBackwards ? 'newer' : 'older',
    limit: query.limit + 1,
    isCounted: query.counted === true,
  })
  if (found === null) return refuse('bank_account_not_found')
  await deps.wait(found.account.delayMs)
  const trouble = troubleOf(found.account)
  if (trouble !== null) return refuse(trouble)
  const kept = found.rows.slice(0, query.limit)
  const hasMore = found.rows.length > query.limit
  const rows = isBackwards ? kept.reverse() : kept
  const cursorOf = (row: (typeof rows)[number] | undefined): string | null => (row === undefined ? null : String(row.enteredAt.getTime()))
  // Whoever came with a cursor came from an item on its other side.
  const hasOlder = isBackwards ? !isLast : hasMore
  const hasNewer = isBackwards ? hasMore : cursor !== null
  return ok({
    transactions: rows.map(row => presentTransaction(row, found.account, now)),
    next: hasOlder ? cursorOf(rows.at(-1)) : null,
    previous: hasNewer ? cursorOf(rows[0]) : null,
    total: found.total,
  })
}
