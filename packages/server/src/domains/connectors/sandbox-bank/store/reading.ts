/** SQL that reads the sandbox bank: each question of the port is one statement. */
import type { Id } from '../../../../kernel/ids.ts'
import { type Db, pgArray, type Row, type Statement, sql } from '../../../../platform/db.ts'
import type { Arrangement, Collection, Customer, DataSetName, SandboxAccount, SandboxTransaction } from '../types.ts'
import { ACCOUNT, type AccountRow, accountOf, TRANSACTION, type TransactionRow, transactionOf } from './rows.ts'

type Reader = Pick<Db, 'query'>

const OF_HOLDER = sql(
  'sandbox_bank.accounts_of_holder',
  `SELECT ${ACCOUNT} FROM sandbox_bank.accounts a WHERE a.holder_id = $1 ORDER BY a.data_set, a.position`,
)
const FIND = sql('sandbox_bank.find_accounts', `SELECT ${ACCOUNT} FROM sandbox_bank.accounts a WHERE a.id = ANY ($1::uuid[])`)
const LIST = sql(
  'sandbox_bank.list_accounts',
  `SELECT ${ACCOUNT} FROM sandbox_bank.accounts a WHERE ($1::uuid IS NULL OR a.holder_id = $1) AND ($2::uuid IS NULL OR a.id > $2) ORDER BY a.id LIMIT $3`,
)

const BALANCES = sql(
  'sandbox_bank.balances',
  `SELECT ${ACCOUNT}, (SELECT coalesce(sum(amount), 0)::bigint FROM sandbox_bank.transactions t
     WHERE t.account_id = a.id AND t.status = 'PDNG' AND t.amount < 0) AS reserved
   FROM sandbox_bank.accounts a WHERE a.id = ANY ($1::uuid[])`,
)

/** $3 and $4 the booking times, $5 the sign or 0, $6 the month of a statement as YYYYMM. */
const MATCHES = `t.account_id = a.id AND ($4::timestamptz IS NULL OR (t.entered_at <= $4 AND t.booked_at <= $4))
  AND ($3::timestamptz IS NULL OR t.booked_at >= $3) AND ($5::integer = 0 OR sign(t.amount) = $5)
  AND ($6::text IS NULL OR (t.status = 'BOOK' AND to_char(t.booked_at AT TIME ZONE a.time_zone, 'YYYYMM') = $6))`

/** What the first row alone carries. */
const PAGE_ACCOUNT = [
  ['a.id', 'account'],
  ['a.currency', 'account_currency'],
  ['a.kind', 'account_kind'],
  ['a.number', 'account_number'],
  ['a.time_zone', 'account_time_zone'],
  ['a.closed_at', 'account_closed_at'],
  ['a.delay_ms', 'account_delay_ms'],
  ['a.is_failing', 'account_is_failing'],
  [
    `CASE WHEN NOT $8::boolean THEN NULL WHEN $3::timestamptz IS NULL AND $4::timestamptz IS NULL AND $5::integer = 0 AND $6::text IS NULL
       THEN a.entry_count ELSE (SELECT count(*) FROM sandbox_bank.transactions t WHERE ${MATCHES}) END`,
    'account_total',
  ],
] as const

/**
 * The account and a page of its transactions in one statement: the account's row comes even when the page is empty. $2 cursor, $7 the
 * number of rows, $8 whether to count all that match: without a filter the account knows, otherwise the index does.
 */
const page = (name: string, order: 'older' | 'newer'): Statement =>
  sql(
    `sandbox_bank.${name}`,
    `SELECT ${PAGE_ACCOUNT.map(([column, name]) => `CASE WHEN coalesce(t.line, 1) = 1 THEN ${column} END AS ${name}`).join(', ')}, t.*
     FROM sandbox_bank.accounts a LEFT JOIN LATERAL (
       SELECT row_number() OVER () AS line, p.* FROM (
         SELECT ${TRANSACTION}, to_char(t.booked_at AT TIME ZONE a.time_zone, 'YYYYMM') AS month FROM sandbox_bank.transactions t
         WHERE ${MATCHES} AND ($2::timestamptz IS NULL OR t.entered_at ${order === 'older' ? '<' : '>'} $2)
         ORDER BY t.entered_at ${order === 'older' ? 'DESC' : 'ASC'} LIMIT $7) p) t ON true
     WHERE a.id = $1 ORDER BY t.line`,
  )
const PAGE = { older: page('transactions_older', 'older'), newer: page('transactions_newer', 'newer') }

/**
 * Every posting and every switch writes the account's row, and statements begin to list transactions when a month is over. Accounts that
 * are closed, slow or failing have none.
 */
const VERSIONS = sql(
  'sandbox_bank.versions',
  `SELECT id, a.xmin::text || to_char($2::timestamptz AT TIME ZONE a.time_zone, ':YYYYMM') AS version
   FROM sandbox_bank.accounts a WHERE a.id = ANY ($1::uuid[]) AND a.closed_at IS NULL AND a.delay_ms = 0 AND NOT a.is_failing`,
)

const ARRANGEMENTS = sql(
  'sandbox_bank.payees_of',
  `SELECT id, account_id AS "accountId", kind, position, name, scheme, account, bank, reference, is_trusted AS "isTrusted", status, day, amount,
     first_at AS "firstAt", last_at AS "lastAt", due_at AS "dueAt"
   FROM sandbox_bank.payees WHERE account_id = ANY ($1::uuid[]) AND kind = $2 ORDER BY account_id, position`,
)
const COLLECTIONS = sql(
  'sandbox_bank.direct_debits_of',
  `SELECT id, account_id AS "accountId", position, status, name, mandate, day, previous_at AS "previousAt", previous_amount AS "previousAmount"
   FROM sandbox_bank.direct_debits WHERE account_id = ANY ($1::uuid[]) ORDER BY account_id, position`,
)

/** Whole months since the history began, in the account's time zone, with what was booked in each; months without bookings included. */
const MONTHS = sql(
  'sandbox_bank.months_of',
  `SELECT a.id AS "accountId", to_char(m.first, 'YYYYMM') AS month, m.first AT TIME ZONE a.time_zone AS "from",
     (m.first + interval '1 month') AT TIME ZONE a.time_zone AS "to", coalesce(s.credits, 0)::bigint AS credits, coalesce(s.debits, 0)::bigint AS debits
   FROM sandbox_bank.accounts a
   CROSS JOIN LATERAL generate_series(date_trunc('month', a.history_from AT TIME ZONE a.time_zone),
     date_trunc('month', coalesce(a.closed_at, $2::timestamptz) AT TIME ZONE a.time_zone) - interval '1 month', interval '1 month') AS m (first)
   LEFT JOIN (
     SELECT t.account_id, date_trunc('month', t.booked_at AT TIME ZONE o.time_zone) AS first, sum(t.amount) FILTER (WHERE t.amount > 0) AS credits,
       -sum(t.amount) FILTER (WHERE t.amount < 0) AS debits
     FROM sandbox_bank.accounts o JOIN sandbox_bank.transactions t ON t.account_id = o.id
     WHERE o.id = ANY ($1::uuid[]) AND t.status = 'BOOK' GROUP BY 1, 2) s ON s.account_id = a.id AND s.first = m.first
   WHERE a.id = ANY ($1::uuid[]) ORDER BY a.id, m.first`,
)

const CUSTOMERS = sql(
  'sandbox_bank.customers_of',
  `SELECT a.id AS "accountId", c.holder_id AS "holderId", c.data_set AS "dataSet", c.seed, c.name, c.full_name AS "fullName", c.email, c.mobile, c.street,
     c.building, c.post_code AS "postCode", c.town, c.subdivision
   FROM sandbox_bank.accounts a JOIN sandbox_bank.customers c USING (holder_id, data_set) WHERE a.id = ANY ($1::uuid[])`,
)

export async function accountsOfHolder(reader: Reader, holderId: Id<'hld'>): Promise<SandboxAccount[]> {
  return (await reader.query<AccountRow>(OF_HOLDER, [holderId])).map(accountOf)
}

export async function findAccounts(reader: Reader, accountIds: readonly Id<'bac'>[]): Promise<SandboxAccount[]> {
  return (await reader.query<AccountRow>(FIND, [pgArray(accountIds)])).map(accountOf)
}

export async function listAccounts(
  reader: Reader,
  holderId: Id<'hld'> | null,
  after: Id<'bac'> | null,
  limit: number,
): Promise<SandboxAccount[]> {
  return (await reader.query<AccountRow>(LIST, [holderId, after, limit])).map(accountOf)
}

/** `reserved`: what pending debits will take, not above 0. */
export async function readBalances(
  reader: Reader,
  accountIds: readonly Id<'bac'>[],
): Promise<(SandboxAccount & { readonly reserved: bigint })[]> {
  const rows = await reader.query<AccountRow & { reserved: bigint }>(BALANCES, [pgArray(accountIds)])
  return rows.map(row => ({ ...accountOf(row), reserved: row.reserved }))
}

/** What a page needs to know of its account. */
export type PageAccount = Pick<SandboxAccount, 'id' | 'currency' | 'kind' | 'number' | 'timeZone' | 'closedAt' | 'delayMs' | 'isFailing'>
export type PageTransaction = SandboxTransaction & {
  /** Of its booking, in the account's time zone: YYYYMM. */
  readonly month: string
}

type PageRow = Partial<TransactionRow> & {
  month: string | null
  account: Id<'bac'>
  account_currency: SandboxAccount['currency']
  account_kind: SandboxAccount['kind']
  account_number: string
  account_time_zone: string
  account_closed_at: Date | null
  account_delay_ms: number
  account_is_failing: boolean
  account_total: bigint | null
}

export type PageFilter = {
  readonly from: Date | null
  readonly to: Date | null
  readonly sign: 1 | -1 | 0
  readonly month: string | null
  readonly cursor: Date | null
  readonly order: 'older' | 'newer'
  readonly limit: number
  readonly isCounted: boolean
}

const isTransaction = (row: PageRow): row is PageRow & TransactionRow => row.id !== null && row.id !== undefined

/** `limit` rows from the cursor on, in the order asked for; `null` when there is no such account. */
export async function readPage(
  reader: Reader,
  id: Id<'bac'>,
  filter: PageFilter,
): Promise<{ readonly account: PageAccount; readonly rows: PageTransaction[]; readonly total: number | null } | null> {
  const values = [id, filter.cursor, filter.from, filter.to, filter.sign, filter.month, filter.limit, filter.isCounted]
  const found = await reader.query<PageRow>(PAGE[filter.order], values)
  const [first] = found
  if (first === undefined) return null
  return {
    account: {
      id: first.account,
      currency: first.account_currency,
      kind: first.account_kind,
      number: first.account_number,
      timeZone: first.account_time_zone,
      closedAt: first.account_closed_at,
      delayMs: first.account_delay_ms,
      isFailing: first.account_is_failing,
    },
    total: first.account_total === null ? null : Number(first.account_total),
    rows: found.filter(isTransaction).map(row => ({ ...transactionOf(row), month: row.month ?? '' })),
  }
}

export async function readVersions(reader: Reader, accountIds: readonly Id<'bac'>[], now: Date): Promise<Map<Id<'bac'>, string>> {
  const rows = await reader.query<Row & { id: Id<'bac'>; version: string }>(VERSIONS, [pgArray(accountIds), now])
  return new Map(rows.map(row => [row.id, row.version]))
}

export function readArrangements(reader: Reader, accountIds: readonly Id<'bac'>[], kind: Arrangement['kind']): Promise<Arrangement[]> {
  return reader.query<Arrangement & Row>(ARRANGEMENTS, [pgArray(accountIds), kind])
}

export function readCollections(reader: Reader, accountIds: readonly Id<'bac'>[]): Promise<Collection[]> {
  return reader.query<Collection & Row>(COLLECTIONS, [pgArray(accountIds)])
}

export type Month = {
  readonly accountId: Id<'bac'>
  readonly month: string
  readonly from: Date
  readonly to: Date
  readonly credits: bigint
  readonly debits: bigint
}

/** Oldest first. */
export function readMonths(reader: Reader, accountIds: readonly Id<'bac'>[], now: Date): Promise<Month[]> {
  return reader.query<Month & Row>(MONTHS, [pgArray(accountIds), now])
}

export function readCustomers(
  reader: Reader,
  accountIds: readonly Id<'bac'>[],
): Promise<(Customer & { readonly accountId: Id<'bac'>; readonly dataSet: DataSetName })[]> {
  return reader.query<Customer & Row & { accountId: Id<'bac'>; dataSet: DataSetName }>(CUSTOMERS, [pgArray(accountIds)])
}
