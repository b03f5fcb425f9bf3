/** SQL that makes customers and moves their accounts. Set-based: one statement a table, whatever the number of rows. */
import { formatId, type Id } from '../../../../kernel/ids.ts'
import { invariant } from '../../../../kernel/outcome.ts'
import { iso } from '../../../../kernel/time.ts'
import { pgArray, type Row, sql, type Tx } from '../../../../platform/db.ts'
import type { Customer, CustomerData, DataSetName, SandboxAccount, SandboxTransaction } from '../types.ts'
import { ACCOUNT, type AccountRow, accountOf, TRANSACTION, type TransactionRow, transactionOf } from './rows.ts'

/** Rows of one statement: beyond it, arguments of a statement grow too long to send at once. */
const ROWS_MAX = 20_000

const CLAIM = sql(
  'sandbox_bank.insert_customers',
  `INSERT INTO sandbox_bank.customers (holder_id, data_set, seed, name, full_name, email, mobile, street, building, post_code, town, subdivision, created_at)
   SELECT t.*, $13::timestamptz FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
     $10::text[], $11::text[], $12::text[]) AS t
   ON CONFLICT DO NOTHING RETURNING holder_id, data_set`,
)

const INSERT_ACCOUNTS = sql(
  'sandbox_bank.insert_accounts',
  `INSERT INTO sandbox_bank.accounts (id, holder_id, data_set, position, bank, kind, product, description, nickname, currency, time_zone, number, iban,
     credit_limit, opened_at, opening_balance, history_from, booked_balance, last_booked_at, entry_count)
   SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::smallint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
     $11::text[], $12::text[], $13::text[], $14::bigint[], $15::timestamptz[], $16::bigint[], $17::timestamptz[], $18::bigint[], $19::timestamptz[], $20::bigint[])`,
)

const INSERT_TRANSACTIONS = sql(
  'sandbox_bank.insert_transactions',
  `INSERT INTO sandbox_bank.transactions (id, account_id, entered_at, status, booked_at, value_at, amount, balance_after, information, reference, family,
     sub_family, purpose, merchant, mcc, party_name, party_scheme, party_account, party_bank, card_authorisation, foreign_currency, foreign_amount,
     foreign_rate, reversal_of)
   SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::bigint[], $8::bigint[],
     $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[],
     $20::text[], $21::text[], $22::bigint[], $23::text[], $24::uuid[])`,
)

const INSERT_PAYEES = sql(
  'sandbox_bank.insert_payees',
  `INSERT INTO sandbox_bank.payees (id, account_id, kind, position, name, scheme, account, bank, reference, is_trusted, status, day, amount, first_at,
     last_at, due_at)
   SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::smallint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::boolean[],
     $11::text[], $12::smallint[], $13::bigint[], $14::timestamptz[], $15::timestamptz[], $16::timestamptz[])`,
)

const INSERT_DIRECT_DEBITS = sql(
  'sandbox_bank.insert_direct_debits',
  `INSERT INTO sandbox_bank.direct_debits (id, account_id, position, status, name, mandate, day, previous_at, previous_amount)
   SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::text[], $7::smallint[], $8::timestamptz[], $9::bigint[])`,
)

const OPEN = sql(
  'sandbox_bank.open_accounts',
  `SELECT ${ACCOUNT} FROM sandbox_bank.accounts a WHERE a.id = ANY ($1::uuid[]) ORDER BY a.id FOR UPDATE`,
)

const OWNERS = sql(
  'sandbox_bank.accounts_of_transactions',
  'SELECT DISTINCT account_id FROM sandbox_bank.transactions WHERE id = ANY ($1::uuid[])',
)

const LOAD = sql(
  'sandbox_bank.load_transactions',
  `SELECT ${TRANSACTION}, EXISTS (SELECT FROM sandbox_bank.transactions r WHERE r.reversal_of = t.id) AS is_reversed
   FROM sandbox_bank.transactions t WHERE t.id = ANY ($1::uuid[])`,
)

const NEWEST = sql(
  'sandbox_bank.newest_entries',
  `SELECT a.id, (SELECT max(entered_at) FROM sandbox_bank.transactions t WHERE t.account_id = a.id) AS entered_at
   FROM unnest($1::uuid[]) AS a (id)`,
)

const UPDATE_TRANSACTIONS = sql(
  'sandbox_bank.end_transactions',
  `UPDATE sandbox_bank.transactions t SET status = u.status, booked_at = u.booked_at, value_at = u.value_at, amount = u.amount, balance_after = u.balance_after
   FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::bigint[], $6::bigint[])
     AS u (id, status, booked_at, value_at, amount, balance_after)
   WHERE t.id = u.id`,
)

const UPDATE_ACCOUNTS = sql(
  'sandbox_bank.update_accounts',
  `UPDATE sandbox_bank.accounts a SET booked_balance = u.balance, last_booked_at = u.last_booked_at, closed_at = u.closed_at, delay_ms = u.delay_ms,
     is_failing = u.is_failing, entry_count = u.entry_count
   FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::integer[], $6::boolean[], $7::bigint[])
     AS u (id, balance, last_booked_at, closed_at, delay_ms, is_failing, entry_count)
   WHERE a.id = u.id`,
)

export const customerKey = (holderId: Id<'hld'>, dataSet: DataSetName): string => `${formatId('hld', holderId)} ${dataSet}`

/** Inserts those customers that there are none of yet; their keys come back. */
export async function claimCustomers(tx: Tx, customers: readonly Customer[], now: Date): Promise<Set<string>> {
  const rows = await tx.query<Row & { holder_id: Id<'hld'>; data_set: DataSetName }>(CLAIM, [
    pgArray(customers, customer => customer.holderId),
    pgArray(customers, customer => customer.dataSet),
    pgArray(customers, customer => customer.seed),
    pgArray(customers, customer => customer.name),
    pgArray(customers, customer => customer.fullName),
    pgArray(customers, customer => customer.email),
    pgArray(customers, customer => customer.mobile),
    pgArray(customers, customer => customer.street),
    pgArray(customers, customer => customer.building),
    pgArray(customers, customer => customer.postCode),
    pgArray(customers, customer => customer.town),
    pgArray(customers, customer => customer.subdivision),
    now,
  ])
  return new Set(rows.map(row => customerKey(row.holder_id, row.data_set)))
}

/** Everything of these customers but themselves; sent without waiting. */
export function insertData(tx: Tx, data: readonly CustomerData[]): void {
  insertAccounts(
    tx,
    data.flatMap(each => each.accounts),
  )
  insertTransactions(
    tx,
    data.flatMap(each => each.transactions),
  )
  const arrangements = data.flatMap(each => each.arrangements)
  tx.send(INSERT_PAYEES, [
    pgArray(arrangements.map(each => each.id)),
    pgArray(arrangements.map(each => each.accountId)),
    pgArray(arrangements.map(each => each.kind)),
    pgArray(arrangements.map(each => each.position)),
    pgArray(arrangements.map(each => each.name)),
    pgArray(arrangements.map(each => each.scheme)),
    pgArray(arrangements.map(each => each.account)),
    pgArray(arrangements.map(each => each.bank)),
    pgArray(arrangements.map(each => each.reference)),
    pgArray(arrangements.map(each => each.isTrusted)),
    pgArray(arrangements.map(each => each.status)),
    pgArray(arrangements.map(each => each.day)),
    pgArray(arrangements.map(each => each.amount)),
    pgArray(arrangements.map(each => iso(each.firstAt))),
    pgArray(arrangements.map(each => iso(each.lastAt))),
    pgArray(arrangements.map(each => iso(each.dueAt))),
  ])
  const collections = data.flatMap(each => each.collections)
  tx.send(INSERT_DIRECT_DEBITS, [
    pgArray(collections.map(each => each.id)),
    pgArray(collections.map(each => each.accountId)),
    pgArray(collections.map(each => each.position)),
    pgArray(collections.map(each => each.status)),
    pgArray(collections.map(each => each.name)),
    pgArray(collections.map(each => each.mandate)),
    pgArray(collections.map(each => each.day)),
    pgArray(collections.map(each => iso(each.previousAt))),
    pgArray(collections.map(each => each.previousAmount)),
  ])
}

function insertAccounts(tx: Tx, accounts: readonly SandboxAccount[]): void {
  tx.send(INSERT_ACCOUNTS, [
    pgArray(accounts.map(each => each.id)),
    pgArray(accounts.map(each => each.holderId)),
    pgArray(accounts.map(each => each.dataSet)),
    pgArray(accounts.map(each => each.position)),
    pgArray(accounts.map(each => each.bank)),
    pgArray(accounts.map(each => each.kind)),
    pgArray(accounts.map(each => each.product)),
    pgArray(accounts.map(each => each.description)),
    pgArray(accounts.map(each => each.nickname)),
    pgArray(accounts.map(each => each.currency)),
    pgArray(accounts.map(each => each.timeZone)),
    pgArray(accounts.map(each => each.number)),
    pgArray(accounts.map(each => each.iban)),
    pgArray(accounts.map(each => each.creditLimit)),
    pgArray(accounts.map(each => iso(each.openedAt))),
    pgArray(accounts.map(each => each.openingBalance)),
    pgArray(accounts.map(each => iso(each.historyFrom))),
    pgArray(accounts.map(each => each.bookedBalance)),
    pgArray(accounts.map(each => iso(each.lastBookedAt))),
    pgArray(accounts.map(each => each.entryCount)),
  ])
}

export function insertTransactions(tx: Tx, all: readonly SandboxTransaction[]): void {
  for (let from = 0; from < all.length; from += ROWS_MAX) {
    const rows = all.slice(from, from + ROWS_MAX)
    tx.send(INSERT_TRANSACTIONS, [
      pgArray(rows.map(each => each.id)),
      pgArray(rows.map(each => each.accountId)),
      pgArray(rows.map(each => iso(each.enteredAt))),
      pgArray(rows.map(each => each.status)),
      pgArray(rows.map(each => iso(each.bookedAt))),
      pgArray(rows.map(each => iso(each.valueAt))),
      pgArray(rows.map(each => each.amount)),
      pgArray(rows.map(each => each.balanceAfter)),
      pgArray(rows.map(each => each.information)),
      pgArray(rows.map(each => each.reference)),
      pgArray(rows.map(each => each.family)),
      pgArray(rows.map(each => each.subFamily)),
      pgArray(rows.map(each => each.purpose)),
      pgArray(rows.map(each => each.merchant)),
      pgArray(rows.map(each => each.mcc)),
      pgArray(rows.map(each => each.party?.name ?? null)),
      pgArray(rows.map(each => each.party?.scheme ?? null)),
      pgArray(rows.map(each => each.party?.account ?? null)),
      pgArray(rows.map(each => each.party?.bank ?? null)),
      pgArray(rows.map(each => each.cardAuthorisation)),
      pgArray(rows.map(each => each.foreign?.currency ?? null)),
      pgArray(rows.map(each => each.foreign?.amount ?? null)),
      pgArray(rows.map(each => each.foreign?.rate ?? null)),
      pgArray(rows.map(each => each.reversalOf)),
    ])
  }
}

/** Locks accounts, by id; the newest entry of each comes along. */
export async function openAccounts(
  tx: Tx,
  ids: readonly Id<'bac'>[],
): Promise<Map<Id<'bac'>, SandboxAccount & { readonly newestAt: Date }>> {
  tx.lock('accounts')
  const rows = await tx.query<AccountRow>(OPEN, [pgArray(ids)])
  const newest = await tx.query<Row & { id: Id<'bac'>; entered_at: Date | null }>(NEWEST, [pgArray(rows.map(row => row.id))])
  const times = new Map(newest.map(row => [row.id, row.entered_at]))
  return new Map(
    rows.map(row => {
      const account = accountOf(row)
      return [account.id, { ...account, newestAt: times.get(account.id) ?? account.historyFrom }]
    }),
  )
}

/** The accounts of transactions that exist; unlocked. */
export async function accountsOfTransactions(tx: Tx, ids: readonly Id<'btx'>[]): Promise<Id<'bac'>[]> {
  const rows = await tx.query<Row & { account_id: Id<'bac'> }>(OWNERS, [pgArray(ids)])
  return rows.map(row => row.account_id)
}

export type LoadedTransaction = SandboxTransaction & { readonly isReversed: boolean }

/** To be called after their accounts were locked: then they do not change any more. */
export async function loadTransactions(tx: Tx, ids: readonly Id<'btx'>[]): Promise<Map<Id<'btx'>, LoadedTransaction>> {
  const rows = await tx.query<TransactionRow & { is_reversed: boolean }>(LOAD, [pgArray(ids)])
  return new Map(rows.map(row => [row.id, { ...transactionOf(row), isReversed: row.is_reversed }]))
}

export function updateTransactions(tx: Tx, ended: readonly SandboxTransaction[]): void {
  if (ended.length === 0) return
  tx.send(UPDATE_TRANSACTIONS, [
    pgArray(ended.map(each => each.id)),
    pgArray(ended.map(each => each.status)),
    pgArray(ended.map(each => iso(each.bookedAt))),
    pgArray(ended.map(each => iso(each.valueAt))),
    pgArray(ended.map(each => each.amount)),
    pgArray(ended.map(each => each.balanceAfter)),
  ])
}

export function updateAccounts(tx: Tx, accounts: readonly SandboxAccount[]): void {
  if (accounts.length === 0) return
  invariant(new Set(accounts.map(each => each.id)).size === accounts.length, 'an account is written once')
  tx.send(UPDATE_ACCOUNTS, [
    pgArray(accounts.map(each => each.id)),
    pgArray(accounts.map(each => each.bookedBalance)),
    pgArray(accounts.map(each => iso(each.lastBookedAt))),
    pgArray(accounts.map(each => iso(each.closedAt))),
    pgArray(accounts.map(each => each.delayMs)),
    pgArray(accounts.map(each => each.isFailing)),
    pgArray(accounts.map(each => each.entryCount)),
  ])
}
