/**
 * The ledger's SQL for posting. Set-based: the number of statements does not depend on the number of transfers.
 */
import type { Currency } from '../../kernel/currencies.ts'
import { type BusinessDate, iso } from '../../kernel/time.ts'
import { type PgArray, pgArray, type Statement, sql, type Tx, unnested } from '../../platform/db.ts'
import { type AccountCode, CHART } from './chart.ts'
import type { Account, AccountId, Balances, LedgerScope, TransferId } from './types.ts'

/** Held shared by every batch that posts and exclusively by the day cut, so that no batch straddles two business days. */
const DAY_LOCK = 7_301_001n

const HOLD_DAY = sql('ledger.hold_day', 'SELECT pg_advisory_xact_lock_shared($1::bigint)')
const CLAIM_DAY = sql('ledger.claim_day', 'SELECT pg_advisory_xact_lock($1::bigint)')

/** Constrained accounts that stand on the debit side. */
const DEBIT_CODES = Object.entries(CHART)
  .filter(([, entry]) => entry.constrained && entry.normalSide === 'debit')
  .map(([code]) => code)
  .join(',')

/** One row of columns: several times as quick to read as a row for each account. */
const accountColumns = (name: string, locking: string) =>
  sql(
    `ledger.${name}`,
    `SELECT array_agg(id) AS ids, string_agg(code, ',') AS codes, string_agg(currency, ',') AS currencies,
     array_agg(CASE WHEN code = ANY (string_to_array('${DEBIT_CODES}', ',')) THEN debits_posted - credits_posted - credits_pending
       ELSE credits_posted - debits_posted - debits_pending END) AS available
   FROM (SELECT id, code, currency, debits_pending, debits_posted, credits_pending, credits_posted
     FROM ledger.accounts WHERE id = ANY ($1::uuid[]) AND constrained ORDER BY id ${locking}) a`,
  )
const LOCK_ACCOUNTS = accountColumns('lock_accounts', 'FOR NO KEY UPDATE')
const READ_ACCOUNTS = accountColumns('read_accounts', '')

const READ_CLOCK = sql(
  'ledger.read_clock',
  `SELECT clock_timestamp() + ($1::bigint * interval '1 millisecond') AS now,
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

/** The time of a booking, to the millisecond: as it is shown, so that the balance as of that time holds it, and as a day is cut. */
const clockAt = (offsetMs: string): string =>
  `date_trunc('milliseconds', clock_timestamp() + (${offsetMs}::bigint * interval '1 millisecond'))`

/**
 * Moves the balances and books the transfers, in one statement: other batches wait for the accounts while it runs and until the
 * commit. Accounts come and are moved in the order of their ids, by what they change and not to a value that was read before; one
 * of which less is available than `needed` is not moved, and then nothing is (40001). Numbers and booking time are drawn once every
 * account is held, so that those of one account ascend. The balances after a transfer are those at the end less what the later
 * transfers of the batch move.
 */
const booking = (name: string) =>
  sql(
    `ledger.${name}`,
    `WITH moved AS (
     UPDATE ledger.accounts a SET debits_pending = a.debits_pending + coalesce(t.debits_pending, 0),
       debits_posted = a.debits_posted + coalesce(t.debits_posted, 0), credits_pending = a.credits_pending + coalesce(t.credits_pending, 0),
       credits_posted = a.credits_posted + coalesce(t.credits_posted, 0)
     FROM ${unnested(`id uuid, debits_pending bigint, debits_posted bigint, credits_pending bigint, credits_posted bigint,
       on_credit boolean, needed bigint`)}
     WHERE a.id = ANY ($1::uuid[]) AND a.id = t.id AND t.needed <= CASE WHEN t.on_credit THEN a.credits_posted - a.debits_posted - a.debits_pending
       ELSE a.debits_posted - a.credits_posted - a.credits_pending END
     RETURNING a.id, a.debits_pending, a.debits_posted, a.credits_pending, a.credits_posted
   ), batch AS MATERIALIZED (
     SELECT nextval('ledger.transfer_seq') AS seq, ${clockAt('$8')} AS booked_at
     FROM (SELECT count(*) AS accounts FROM moved) m WHERE ledger.all_moved(m.accounts, $9::bigint)
   )
   INSERT INTO ledger.transfers (id, seq, kind, debit_account, credit_account, amount, pending_id, corrects, reference, reason_kind, reason_clause,
     reason_arithmetic, effective_at, debit_debits_pending, debit_debits_posted, debit_credits_pending, debit_credits_posted,
     credit_debits_pending, credit_debits_posted, credit_credits_pending, credit_credits_posted, booked_at, accounting_date)
   SELECT t.id, batch.seq + t.place, t.kind, t.debit_account, t.credit_account, t.amount, t.pending_id, t.corrects, t.reference, t.reason_kind,
     t.reason_clause, t.reason_arithmetic, t.effective_at,
     d.debits_pending - coalesce(t.debit_debits_pending, 0), d.debits_posted - coalesce(t.debit_debits_posted, 0),
     d.credits_pending - coalesce(t.debit_credits_pending, 0), d.credits_posted - coalesce(t.debit_credits_posted, 0),
     c.debits_pending - coalesce(t.credit_debits_pending, 0), c.debits_posted - coalesce(t.credit_debits_posted, 0),
     c.credits_pending - coalesce(t.credit_credits_pending, 0), c.credits_posted - coalesce(t.credit_credits_posted, 0), batch.booked_at, $10::date
   FROM batch CROSS JOIN ${unnested(
     `id uuid, place smallint, kind smallint, debit_account uuid, credit_account uuid, amount bigint, pending_id uuid, corrects uuid,
     reference text, reason_kind text, reason_clause text, reason_arithmetic text, effective_at timestamptz,
     debit_debits_pending bigint, debit_debits_posted bigint, debit_credits_pending bigint, debit_credits_posted bigint,
     credit_debits_pending bigint, credit_debits_posted bigint, credit_credits_pending bigint, credit_credits_posted bigint`,
     11,
   )}
     LEFT JOIN moved d ON d.id = t.debit_account LEFT JOIN moved c ON c.id = t.credit_account`,
  )
const BOOK = booking('book')
/** The same under `IN_ORDER`: a plan of its own. */
const BOOK_LATE = booking('book_late')

/**
 * Accounts that are not locked yet are reached by their index and so moved in the order of their ids: two batches queue, and never
 * deadlock. A small table would be read in the order of its pages. Nothing but the last statements is planned under it.
 */
const IN_ORDER = sql('ledger.in_order', `SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`)

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
 * A snapshot's time always ascends, so that the latest one up to an instant holds the most; its number is the one that this transaction drew
 * for its transfers.
 */
const INCREMENT_BLIND = sql(
  'ledger.increment_blind',
  `WITH delta AS MATERIALIZED (
     SELECT id, coalesce(debits_pending, 0) AS debits_pending, coalesce(debits_posted, 0) AS debits_posted,
       coalesce(credits_pending, 0) AS credits_pending, coalesce(credits_posted, 0) AS credits_posted
     FROM ${unnested('id uuid, debits_pending bigint, debits_posted bigint, credits_pending bigint, credits_posted bigint')}
   ), locked AS MATERIALIZED (
     SELECT id FROM ledger.accounts WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE
   ), updated AS (
     UPDATE ledger.accounts a SET debits_pending = a.debits_pending + delta.debits_pending, debits_posted = a.debits_posted + delta.debits_posted,
       credits_pending = a.credits_pending + delta.credits_pending, credits_posted = a.credits_posted + delta.credits_posted,
       snapshot_at = greatest(a.snapshot_at + interval '1 microsecond', ${clockAt('$6')})
     FROM locked JOIN delta USING (id) WHERE a.id = locked.id
     RETURNING a.id, a.snapshot_at, a.debits_pending, a.debits_posted, a.credits_pending, a.credits_posted
   )
   INSERT INTO ledger.snapshots (account, booked_at, seq, debits_pending, debits_posted, credits_pending, credits_posted)
   SELECT id, snapshot_at, currval('ledger.transfer_seq'), debits_pending, debits_posted, credits_pending, credits_posted FROM updated`,
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
  /** What may leave it, on its normal side. */
  available: bigint
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

/** An account of a line, and what the whole batch moves on it. */
export type LineAccount = { readonly id: AccountId; readonly moved: Balances }

/** A line to write: the transfer, and what the batch had moved on both accounts by then. */
export type TransferLine = {
  readonly id: TransferId
  readonly kind: 1 | 2 | 3 | 4 | 5
  readonly debit: LineAccount
  readonly credit: LineAccount
  readonly amount: bigint
  readonly pending: TransferId | null
  readonly corrects: TransferId | null
  readonly reference: string
  readonly reasonKind: string
  readonly reasonClause: string | null
  readonly reasonArithmetic: string | null
  readonly effectiveAt: Date | null
  readonly debitMoved: Balances
  readonly creditMoved: Balances
}

/** A constrained account; `needed` must be available on its normal side before the batch, for no transfer of it to break the constraint. */
export type ConstrainedAccount = LineAccount & { readonly constraint: 'debit' | 'credit'; readonly needed: bigint }

export type Books = {
  accounts: AccountRow[]
  pendings: PendingRow[]
  existing: TransferKeyRow[]
  now: Date
  accountingDate: BusinessDate
}

type AccountColumns = {
  ids: AccountId[] | null
  codes: string
  currencies: string
  available: bigint[]
}

async function loadAccounts(tx: Tx, statement: Statement, accounts: readonly AccountId[]): Promise<AccountRow[]> {
  const [columns] = await tx.query<AccountColumns>(statement, [pgArray(accounts)])
  if (columns === undefined || columns.ids === null) return []
  const codes = columns.codes.split(',') as AccountCode[]
  const currencies = columns.currencies.split(',') as Currency[]
  return columns.ids.map((id, at) => ({
    id,
    code: codes[at] as AccountCode,
    currency: currencies[at] as Currency,
    available: columns.available[at] as bigint,
  }))
}

/**
 * Locks the day and the pending transfers and reads the constrained accounts, locking them unless `lockLate`, in one round trip: the
 * statements run one after the other.
 */
export async function openBooks(
  tx: Tx,
  offsetMs: number,
  { accounts, pendings, checkIds, lockLate }: Pick<LedgerScope, 'accounts' | 'pendings' | 'checkIds' | 'lockLate'>,
): Promise<Books> {
  tx.lock('day')
  tx.send(HOLD_DAY, [DAY_LOCK])
  tx.lock('accounts')
  const pendingRows = pendings === undefined ? [] : tx.query<PendingRow>(LOCK_PENDINGS, [pgArray(pendings)])
  const accountRows = loadAccounts(tx, lockLate === true ? READ_ACCOUNTS : LOCK_ACCOUNTS, accounts)
  const existing = checkIds === undefined ? [] : tx.query<TransferKeyRow>(FIND_TRANSFERS, [pgArray(checkIds)])
  const clock = tx.query<{ now: Date; accounting_date: BusinessDate | null }>(READ_CLOCK, [offsetMs])
  const [pendingResult, accountResult, existingResult, clockResult] = await Promise.all([pendingRows, accountRows, existing, clock])
  const at = clockResult[0]
  if (at === undefined || at.accounting_date === null) throw new Error('no business day is open: the ledger was not set up')
  return {
    accounts: accountResult,
    pendings: pendingResult,
    existing: existingResult,
    now: at.now,
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

const SUMS = ['debitsPending', 'debitsPosted', 'creditsPending', 'creditsPosted'] as const

/** What the batch moves on each account. NULL for nothing: in most batches whole columns are, and cost nothing then. */
const movedColumns = (accounts: readonly LineAccount[]): PgArray[] => [
  pgArray(accounts, account => account.id),
  ...SUMS.map(sum => pgArray(accounts, ({ moved }) => moved[sum] || null)),
]

/** What later transfers of the batch move on the accounts of one side; NULL as above. */
const laterColumns = (lines: readonly TransferLine[], side: 'debit' | 'credit'): PgArray[] =>
  SUMS.map(sum => pgArray(lines, line => line[side].moved[sum] - line[`${side}Moved`][sum] || null))

/** The parameters of `book`. */
function bookingOf(
  accounts: readonly ConstrainedAccount[],
  lines: readonly TransferLine[],
  date: BusinessDate,
  offsetMs: number,
): unknown[] {
  return [
    ...movedColumns(accounts),
    pgArray(accounts, account => account.constraint === 'credit'),
    pgArray(accounts, account => account.needed),
    offsetMs,
    accounts.length,
    date,
    pgArray(lines, line => line.id),
    pgArray(lines.map((_, index) => index)),
    pgArray(lines, line => line.kind),
    pgArray(lines, line => line.debit.id),
    pgArray(lines, line => line.credit.id),
    pgArray(lines, line => line.amount),
    pgArray(lines, line => line.pending),
    pgArray(lines, line => line.corrects),
    pgArray(lines, line => line.reference),
    pgArray(lines, line => line.reasonKind),
    pgArray(lines, line => line.reasonClause),
    pgArray(lines, line => line.reasonArithmetic),
    pgArray(lines, line => iso(line.effectiveAt)),
    ...laterColumns(lines, 'debit'),
    ...laterColumns(lines, 'credit'),
  ]
}

/** Moves the accounts, which come in the order of their ids, and books the lines: at once, or just before the commit where they are locked late. */
export function book(
  tx: Tx,
  isLate: boolean,
  accounts: readonly ConstrainedAccount[],
  lines: readonly TransferLine[],
  date: BusinessDate,
  offsetMs: number,
): void {
  const values = bookingOf(accounts, lines, date, offsetMs)
  if (isLate) {
    tx.sendLast('accounts', IN_ORDER, [])
    tx.sendLast('accounts', BOOK_LATE, values)
  } else tx.send(BOOK, values)
}

/** Adds to unconstrained accounts and keeps a snapshot of each. Last, because the rows stay locked until the commit. */
export function incrementBlind(tx: Tx, accounts: readonly LineAccount[], offsetMs: number): void {
  tx.sendLast('blind', INCREMENT_BLIND, [...movedColumns(accounts), offsetMs])
}

export function insertPendings(tx: Tx, pendings: readonly PendingRow[]): void {
  tx.send(INSERT_PENDINGS, [
    pgArray(pendings, pending => pending.id),
    pgArray(pendings, pending => pending.debit_account),
    pgArray(pendings, pending => pending.credit_account),
    pgArray(pendings, pending => pending.amount),
    pgArray(pendings, pending => pending.state),
    pgArray(pendings, pending => iso(pending.expires_at)),
  ])
}

export function resolvePendings(tx: Tx, resolved: readonly Pick<PendingRow, 'id' | 'state'>[]): void {
  tx.send(RESOLVE_PENDINGS, [pgArray(resolved.map(pending => pending.id)), pgArray(resolved.map(pending => pending.state))])
}

export async function insertAccounts(tx: Tx, accounts: readonly (Account & { constrained: boolean })[], offsetMs: number): Promise<void> {
  await tx.query(INSERT_ACCOUNTS, [
    pgArray(accounts, account => account.id),
    pgArray(accounts, account => account.code),
    pgArray(accounts, account => account.currency),
    pgArray(accounts, account => account.owner),
    pgArray(accounts, account => account.constrained),
    offsetMs,
  ])
}

export async function readUnconstrained(tx: Tx): Promise<Account[]> {
  return tx.query<Account>(UNCONSTRAINED)
}

export async function readAccountsOfCodes(tx: Tx, codes: readonly AccountCode[]): Promise<Account[]> {
  return tx.query<Account>(INSTITUTION, [pgArray(codes)])
}

/** Opens the first business day; does nothing when one is open. */
export async function openFirstDay(tx: Tx, date: BusinessDate, offsetMs: number): Promise<void> {
  await tx.query(OPEN_DAY, [date, offsetMs])
}
