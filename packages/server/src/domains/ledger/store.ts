/**
 * The ledger's SQL for posting. Set-based: the number of statements does not depend on the number of transfers.
 */
import type { Currency } from '../../kernel/currencies.ts'
import { type BusinessDate, iso } from '../../kernel/time.ts'
import { pgArray, sql, type Tx, unnested } from '../../platform/db.ts'
import type { AccountCode } from './chart.ts'
import type { Account, AccountId, TransferId } from './types.ts'

/** Held shared by every batch that posts and exclusively by the day cut, so that no batch straddles two business days. */
const DAY_LOCK = 7_301_001n

const HOLD_DAY = sql('ledger.hold_day', 'SELECT pg_advisory_xact_lock_shared($1::bigint)')
const CLAIM_DAY = sql('ledger.claim_day', 'SELECT pg_advisory_xact_lock($1::bigint)')

const LOCK_ACCOUNTS = sql(
  'ledger.lock_accounts',
  // One row of columns: several times as quick to read as a row for each account, and everybody else waits meanwhile.
  `SELECT array_agg(id) AS ids, string_agg(code, ',') AS codes, string_agg(currency, ',') AS currencies,
     array_agg(debits_pending) AS debits_pending, array_agg(debits_posted) AS debits_posted,
     array_agg(credits_pending) AS credits_pending, array_agg(credits_posted) AS credits_posted
   FROM (SELECT id, code, currency, debits_pending, debits_posted, credits_pending, credits_posted
     FROM ledger.accounts WHERE id = ANY ($1::uuid[]) AND constrained ORDER BY id FOR NO KEY UPDATE) locked`,
)

const READ_CLOCK = sql(
  'ledger.read_clock',
  `SELECT clock_timestamp() + ($1::bigint * interval '1 millisecond') AS booked_at, nextval('ledger.transfer_seq') AS seq,
          (SELECT accounting_date FROM ledger.days WHERE state = 'open') AS accounting_date`,
)

const LOCK_PENDINGS = sql(
  'ledger.lock_pendings',
  'SELECT id, debit_account, credit_account, amount, state, expires_at FROM ledger.pendings WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE',
)

const DUE_PENDINGS = sql(
  'ledger.due_pendings',
  `SELECT p.id, p.debit_account, p.credit_account, t.reference FROM (
     SELECT id, debit_account, credit_account FROM ledger.pendings
     WHERE state = 'open' AND expires_at <= clock_timestamp() + ($1::bigint * interval '1 millisecond') ORDER BY expires_at LIMIT $2
   ) p JOIN ledger.transfers t ON t.id = p.id`,
)

const FIND_TRANSFERS = sql(
  'ledger.find_transfers',
  'SELECT id, debit_account, credit_account, amount, kind, pending_id FROM ledger.transfers WHERE id = ANY ($1::uuid[])',
)

const INSERT_TRANSFERS = sql(
  'ledger.insert_transfers',
  `INSERT INTO ledger.transfers (id, seq, kind, debit_account, credit_account, amount, pending_id, corrects, reference, reason_kind, reason_clause,
     reason_arithmetic, effective_at, debit_debits_pending, debit_debits_posted, debit_credits_pending, debit_credits_posted,
     credit_debits_pending, credit_debits_posted, credit_credits_pending, credit_credits_posted, booked_at, accounting_date)
   SELECT t.*, $22::timestamptz, $23::date
   FROM ${unnested(`id uuid, seq bigint, kind smallint, debit_account uuid, credit_account uuid, amount bigint, pending_id uuid, corrects uuid,
     reference text, reason_kind text, reason_clause text, reason_arithmetic text, effective_at timestamptz,
     debit_debits_pending bigint, debit_debits_posted bigint, debit_credits_pending bigint, debit_credits_posted bigint,
     credit_debits_pending bigint, credit_debits_posted bigint, credit_credits_pending bigint, credit_credits_posted bigint`)}`,
)

const UPDATE_CONSTRAINED = sql(
  'ledger.update_constrained',
  `UPDATE ledger.accounts a SET debits_pending = t.debits_pending, debits_posted = t.debits_posted,
     credits_pending = t.credits_pending, credits_posted = t.credits_posted
   FROM ${unnested('id uuid, debits_pending bigint, debits_posted bigint, credits_pending bigint, credits_posted bigint')}
   WHERE a.id = t.id`,
)

const INSERT_PENDINGS = sql(
  'ledger.insert_pendings',
  `INSERT INTO ledger.pendings (id, debit_account, credit_account, amount, state, expires_at)
   SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::timestamptz[])`,
)

const RESOLVE_PENDINGS = sql(
  'ledger.resolve_pendings',
  'UPDATE ledger.pendings p SET state = r.state FROM unnest($1::uuid[], $2::text[]) AS r (id, state) WHERE p.id = r.id',
)

/**
 * Rows are locked in id order before they are incremented, so that two batches on the same hot accounts queue, not deadlock.
 * Batches may arrive here in another order than they read the clock: a snapshot's time always ascends, so that the latest one
 * up to an instant holds the most.
 */
const INCREMENT_BLIND = sql(
  'ledger.increment_blind',
  `WITH delta AS MATERIALIZED (
     SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
       AS d (id, debits_pending, debits_posted, credits_pending, credits_posted)
   ), locked AS MATERIALIZED (
     SELECT id FROM ledger.accounts WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE
   ), updated AS (
     UPDATE ledger.accounts a SET debits_pending = a.debits_pending + delta.debits_pending, debits_posted = a.debits_posted + delta.debits_posted,
       credits_pending = a.credits_pending + delta.credits_pending, credits_posted = a.credits_posted + delta.credits_posted,
       snapshot_at = greatest(a.snapshot_at + interval '1 microsecond', $6::timestamptz)
     FROM locked JOIN delta USING (id) WHERE a.id = locked.id
     RETURNING a.id, a.snapshot_at, a.debits_pending, a.debits_posted, a.credits_pending, a.credits_posted
   )
   INSERT INTO ledger.snapshots (account, booked_at, seq, debits_pending, debits_posted, credits_pending, credits_posted)
   SELECT id, snapshot_at, $7::bigint, debits_pending, debits_posted, credits_pending, credits_posted FROM updated`,
)

const INSERT_ACCOUNTS = sql(
  'ledger.insert_accounts',
  `INSERT INTO ledger.accounts (id, code, currency, owner, constrained, created_at)
   SELECT id, code, currency, owner, constrained, clock_timestamp() + ($6::bigint * interval '1 millisecond')
   FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::boolean[]) AS t (id, code, currency, owner, constrained)
   ON CONFLICT DO NOTHING`,
)

const UNCONSTRAINED = sql('ledger.unconstrained', 'SELECT id, code, currency, owner FROM ledger.accounts WHERE NOT constrained ORDER BY id')
const INSTITUTION = sql(
  'ledger.institution',
  `SELECT id, code, currency, owner FROM ledger.accounts WHERE code = ANY ($1::text[]) ORDER BY id`,
)

const OPEN_DAY = sql(
  'ledger.open_day',
  `INSERT INTO ledger.days (accounting_date, state, opened_at, first_seq)
   SELECT $1::date, 'open', clock_timestamp() + ($2::bigint * interval '1 millisecond'), nextval('ledger.transfer_seq')
   WHERE NOT EXISTS (SELECT FROM ledger.days WHERE state = 'open')`,
)

export type AccountRow = {
  id: AccountId
  code: AccountCode
  currency: Currency
  debits_pending: bigint
  debits_posted: bigint
  credits_pending: bigint
  credits_posted: bigint
}

export type PendingRow = {
  id: TransferId
  debit_account: AccountId
  credit_account: AccountId
  amount: bigint
  state: 'open' | 'posted' | 'voided' | 'expired'
  expires_at: Date | null
}

export type DuePendingRow = { id: TransferId; debit_account: AccountId; credit_account: AccountId; reference: string }

export type TransferKeyRow = {
  id: TransferId
  debit_account: AccountId
  credit_account: AccountId
  amount: bigint
  kind: number
  pending_id: TransferId | null
}

/** A line to write: the transfer and, for constrained accounts, the balances after it. */
export type TransferLine = {
  readonly id: TransferId
  readonly kind: 1 | 2 | 3 | 4 | 5
  readonly debit: AccountId
  readonly credit: AccountId
  readonly amount: bigint
  readonly pending: TransferId | null
  readonly corrects: TransferId | null
  readonly reference: string
  readonly reasonKind: string
  readonly reasonClause: string | null
  readonly reasonArithmetic: string | null
  readonly effectiveAt: Date | null
  readonly debitAfter: readonly [bigint, bigint, bigint, bigint] | null
  readonly creditAfter: readonly [bigint, bigint, bigint, bigint] | null
}

export type Books = {
  accounts: AccountRow[]
  pendings: PendingRow[]
  existing: TransferKeyRow[]
  bookedAt: Date
  firstSeq: bigint
  accountingDate: BusinessDate
}

type AccountColumns = {
  ids: AccountId[] | null
  codes: string
  currencies: string
  debits_pending: bigint[]
  debits_posted: bigint[]
  credits_pending: bigint[]
  credits_posted: bigint[]
}

async function lockAccounts(tx: Tx, accounts: readonly AccountId[]): Promise<AccountRow[]> {
  const [columns] = await tx.query<AccountColumns>(LOCK_ACCOUNTS, [pgArray.plain(accounts)])
  if (columns === undefined || columns.ids === null) return []
  const codes = columns.codes.split(',') as AccountCode[]
  const currencies = columns.currencies.split(',') as Currency[]
  return columns.ids.map((id, at) => ({
    id,
    code: codes[at] as AccountCode,
    currency: currencies[at] as Currency,
    debits_pending: columns.debits_pending[at] as bigint,
    debits_posted: columns.debits_posted[at] as bigint,
    credits_pending: columns.credits_pending[at] as bigint,
    credits_posted: columns.credits_posted[at] as bigint,
  }))
}

/** Locks the day and the constrained accounts and reads them, in one round trip: the statements run one after the other. */
export async function openBooks(
  tx: Tx,
  offsetMs: number,
  accounts: readonly AccountId[],
  pendings: readonly TransferId[] | undefined,
  checkIds: readonly TransferId[] | undefined,
): Promise<Books> {
  tx.lock('day')
  tx.send(HOLD_DAY, [DAY_LOCK])
  tx.lock('accounts')
  const pendingRows = pendings === undefined ? [] : tx.query<PendingRow>(LOCK_PENDINGS, [pgArray.plain(pendings)])
  const accountRows = lockAccounts(tx, accounts)
  const existing = checkIds === undefined ? [] : tx.query<TransferKeyRow>(FIND_TRANSFERS, [pgArray.plain(checkIds)])
  const clock = tx.query<{ booked_at: Date; seq: bigint; accounting_date: BusinessDate | null }>(READ_CLOCK, [offsetMs])
  const [pendingResult, accountResult, existingResult, clockResult] = await Promise.all([pendingRows, accountRows, existing, clock])
  const at = clockResult[0]
  if (at === undefined || at.accounting_date === null) throw new Error('no business day is open: the ledger was not set up')
  return {
    accounts: accountResult,
    pendings: pendingResult,
    existing: existingResult,
    bookedAt: at.booked_at,
    firstSeq: at.seq,
    accountingDate: at.accounting_date,
  }
}

/** Open pending transfers whose time is over, without locking them. */
export function duePendings(tx: Tx, offsetMs: number, limit: number): Promise<DuePendingRow[]> {
  return tx.query<DuePendingRow>(DUE_PENDINGS, [offsetMs, limit])
}

/** Takes the day alone: waits for the batches under way and holds back new ones until the transaction ends. */
export async function claimDay(tx: Tx): Promise<void> {
  tx.lock('day')
  await tx.query(CLAIM_DAY, [DAY_LOCK])
}

export function insertTransfers(
  tx: Tx,
  lines: readonly TransferLine[],
  books: Pick<Books, 'firstSeq' | 'bookedAt' | 'accountingDate'>,
): void {
  const after = (side: 'debitAfter' | 'creditAfter', at: 0 | 1 | 2 | 3): string => pgArray.plain(lines, line => line[side]?.[at] ?? null)
  tx.send(INSERT_TRANSFERS, [
    pgArray.plain(lines, line => line.id),
    pgArray.plain(lines.map((_, index) => books.firstSeq + BigInt(index))),
    pgArray.plain(lines, line => line.kind),
    pgArray.plain(lines, line => line.debit),
    pgArray.plain(lines, line => line.credit),
    pgArray.plain(lines, line => line.amount),
    pgArray.plain(lines, line => line.pending),
    pgArray.plain(lines, line => line.corrects),
    pgArray.text(lines, line => line.reference),
    pgArray.text(lines, line => line.reasonKind),
    pgArray.text(lines, line => line.reasonClause),
    pgArray.text(lines, line => line.reasonArithmetic),
    pgArray.text(lines, line => iso(line.effectiveAt)),
    after('debitAfter', 0),
    after('debitAfter', 1),
    after('debitAfter', 2),
    after('debitAfter', 3),
    after('creditAfter', 0),
    after('creditAfter', 1),
    after('creditAfter', 2),
    after('creditAfter', 3),
    books.bookedAt,
    books.accountingDate,
  ])
}

type BalanceChange = {
  readonly id: AccountId
  readonly debitsPending: bigint
  readonly debitsPosted: bigint
  readonly creditsPending: bigint
  readonly creditsPosted: bigint
}

const balanceColumns = (changes: readonly BalanceChange[]): string[] => [
  pgArray.plain(changes, change => change.id),
  pgArray.plain(changes, change => change.debitsPending),
  pgArray.plain(changes, change => change.debitsPosted),
  pgArray.plain(changes, change => change.creditsPending),
  pgArray.plain(changes, change => change.creditsPosted),
]

/** Writes the balances of accounts that this transaction holds locked. */
export function updateConstrained(tx: Tx, balances: readonly BalanceChange[]): void {
  tx.send(UPDATE_CONSTRAINED, balanceColumns(balances))
}

/** Adds to unconstrained accounts and keeps a snapshot of each. Last, because the rows stay locked until the commit. */
export function incrementBlind(tx: Tx, deltas: readonly BalanceChange[], bookedAt: Date, seq: bigint): void {
  tx.lock('blind')
  tx.sendLast(INCREMENT_BLIND, [...balanceColumns(deltas), bookedAt, seq])
}

export function insertPendings(tx: Tx, pendings: readonly PendingRow[]): void {
  tx.send(INSERT_PENDINGS, [
    pgArray.plain(pendings, pending => pending.id),
    pgArray.plain(pendings, pending => pending.debit_account),
    pgArray.plain(pendings, pending => pending.credit_account),
    pgArray.plain(pendings, pending => pending.amount),
    pgArray.text(pendings, pending => pending.state),
    pgArray.text(pendings, pending => iso(pending.expires_at)),
  ])
}

export function resolvePendings(tx: Tx, resolved: readonly Pick<PendingRow, 'id' | 'state'>[]): void {
  tx.send(RESOLVE_PENDINGS, [pgArray.plain(resolved.map(pending => pending.id)), pgArray.text(resolved.map(pending => pending.state))])
}

export async function insertAccounts(tx: Tx, accounts: readonly (Account & { constrained: boolean })[], offsetMs: number): Promise<void> {
  await tx.query(INSERT_ACCOUNTS, [
    pgArray.plain(accounts, account => account.id),
    pgArray.text(accounts, account => account.code),
    pgArray.text(accounts, account => account.currency),
    pgArray.text(accounts, account => account.owner),
    pgArray.plain(accounts, account => account.constrained),
    offsetMs,
  ])
}

export async function readUnconstrained(tx: Tx): Promise<Account[]> {
  return tx.query<Account>(UNCONSTRAINED)
}

export async function readAccountsOfCodes(tx: Tx, codes: readonly AccountCode[]): Promise<Account[]> {
  return tx.query<Account>(INSTITUTION, [pgArray.text(codes)])
}

/** Opens the first business day; does nothing when one is open. */
export async function openFirstDay(tx: Tx, date: BusinessDate, offsetMs: number): Promise<void> {
  await tx.query(OPEN_DAY, [date, offsetMs])
}
