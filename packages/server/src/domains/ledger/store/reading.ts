/** SQL of the read side: accounts, transfers, statements and balances as of an instant. */
import type { Currency } from '../../../kernel/currencies.ts'
import { LAST_UUID } from '../../../kernel/ids.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import { type Db, pgArray, type Row, type Statement, sql } from '../../../platform/db.ts'
import type { AccountCode } from '../chart.ts'
import type { Account, AccountId, Balances, TransferId } from '../types.ts'

export type Reader = Pick<Db, 'query'>

const SEQ_MAX = 9_223_372_036_854_775_807n

const BALANCES = `debits_pending AS "debitsPending", debits_posted AS "debitsPosted", credits_pending AS "creditsPending", credits_posted AS "creditsPosted"`
const ACCOUNT = `id, code, currency, owner, constrained, created_at AS "createdAt", ${BALANCES}`
const TRANSFER = `id, seq, kind, debit_account AS debit, credit_account AS credit, amount, pending_id AS pending, corrects, reference,
  reason_kind AS "reasonKind", reason_clause AS "reasonClause", reason_arithmetic AS "reasonArithmetic",
  booked_at AS "bookedAt", effective_at AS "effectiveAt", accounting_date AS "accountingDate",
  (SELECT a.currency FROM ledger.accounts a WHERE a.id = t.debit_account) AS currency,
  CASE WHEN t.kind = 2 THEN (SELECT p.state FROM ledger.pendings p WHERE p.id = t.id) END AS state,
  CASE WHEN t.kind = 2 THEN (SELECT p.expires_at FROM ledger.pendings p WHERE p.id = t.id) END AS "expiresAt"`

const FIND_ACCOUNTS = sql('ledger.find_accounts', `SELECT ${ACCOUNT} FROM ledger.accounts WHERE id = ANY ($1::uuid[])`)

/**
 * The two directions of a list, $1 the cursor and $2 the number of rows. One statement for each combination of filters: a plan
 * that serves "any or this one" would walk the whole table for a rare value.
 */
function listing(name: string, columns: string, table: string, filter: string): { readonly older: Statement; readonly newer: Statement } {
  const where = filter === '' ? '' : ` AND ${filter}`
  return {
    older: sql(`ledger.${name}_older`, `SELECT ${columns} FROM ${table} t WHERE id < $1::uuid${where} ORDER BY id DESC LIMIT $2`),
    newer: sql(`ledger.${name}_newer`, `SELECT ${columns} FROM ${table} t WHERE id > $1::uuid${where} ORDER BY id LIMIT $2`),
  }
}

const ACCOUNTS = {
  all: listing('accounts', ACCOUNT, 'ledger.accounts', ''),
  code: listing('accounts_of_code', ACCOUNT, 'ledger.accounts', 'code = $3'),
  owner: listing('accounts_of_owner', ACCOUNT, 'ledger.accounts', 'owner = $3'),
  both: listing('accounts_of_both', ACCOUNT, 'ledger.accounts', 'code = $3 AND owner = $4'),
}

const FIND_TRANSFERS = sql('ledger.read_transfers', `SELECT ${TRANSFER} FROM ledger.transfers t WHERE id = ANY ($1::uuid[]) ORDER BY seq`)
const TRANSFERS = {
  all: listing('transfers', TRANSFER, 'ledger.transfers', ''),
  reference: listing('transfers_of_reference', TRANSFER, 'ledger.transfers', 'reference = $3'),
}

const FIND_PENDINGS = sql(
  'ledger.read_pendings',
  'SELECT id, debit_account AS debit, credit_account AS credit, amount, state, expires_at AS "expiresAt" FROM ledger.pendings WHERE id = ANY ($1::uuid[])',
)

/** Booking order is that of days: what was booked by an instant has a number below the first day that opened after it. */
const SEQ_AFTER = sql('ledger.seq_after', 'SELECT min(first_seq) AS seq FROM ledger.days WHERE opened_at > $1::timestamptz')

/** Walks both indexes back from the newest transfer that the instant's day may hold. */
const LOCKED_AS_OF = sql(
  'ledger.constrained_as_of',
  `SELECT ${BALANCES} FROM (
     (SELECT seq, debit_debits_pending AS debits_pending, debit_debits_posted AS debits_posted, debit_credits_pending AS credits_pending,
        debit_credits_posted AS credits_posted
      FROM ledger.transfers WHERE debit_account = $1 AND seq < $3 AND booked_at <= $2::timestamptz ORDER BY seq DESC LIMIT 1)
     UNION ALL
     (SELECT seq, credit_debits_pending, credit_debits_posted, credit_credits_pending, credit_credits_posted
      FROM ledger.transfers WHERE credit_account = $1 AND seq < $3 AND booked_at <= $2::timestamptz ORDER BY seq DESC LIMIT 1)
   ) t ORDER BY seq DESC LIMIT 1`,
)
const BLIND_AS_OF = sql(
  'ledger.blind_as_of',
  `SELECT ${BALANCES} FROM ledger.snapshots WHERE account = $1 AND booked_at <= $2::timestamptz ORDER BY booked_at DESC, seq DESC LIMIT 1`,
)

const ENTRY = `t.id, t.seq, t.reference, t.amount, t.corrects, t.reason_kind AS "reasonKind", t.reason_clause AS "reasonClause",
  t.reason_arithmetic AS "reasonArithmetic", t.booked_at AS "bookedAt", t.effective_at AS "effectiveAt", t.accounting_date AS "accountingDate"`
const DEBITS = `SELECT ${ENTRY}, 'debit' AS direction, t.credit_account AS counter, t.debit_debits_posted AS "debitsAfter", t.debit_credits_posted AS "creditsAfter"
  FROM ledger.transfers t WHERE t.debit_account = $1 AND t.kind IN (1, 3) AND t.seq >= $2 AND t.seq < $3`
const CREDITS = `SELECT ${ENTRY}, 'credit' AS direction, t.debit_account AS counter, t.credit_debits_posted AS "debitsAfter", t.credit_credits_posted AS "creditsAfter"
  FROM ledger.transfers t WHERE t.credit_account = $1 AND t.kind IN (1, 3) AND t.seq >= $2 AND t.seq < $3`
const ENTRIES_NEWEST = sql(
  'ledger.entries_newest',
  `SELECT * FROM ((${DEBITS} ORDER BY t.seq DESC LIMIT $4) UNION ALL (${CREDITS} ORDER BY t.seq DESC LIMIT $4)) e ORDER BY seq DESC LIMIT $4`,
)
const ENTRIES_OLDEST = sql(
  'ledger.entries_oldest',
  `SELECT * FROM ((${DEBITS} ORDER BY t.seq LIMIT $4) UNION ALL (${CREDITS} ORDER BY t.seq LIMIT $4)) e ORDER BY seq LIMIT $4`,
)

const SEQ_RANGE = sql(
  'ledger.seq_range',
  `SELECT (SELECT min(first_seq) FROM ledger.days WHERE accounting_date >= $1::date) AS first,
          (SELECT min(first_seq) FROM ledger.days WHERE accounting_date > $2::date) AS "end"`,
)

/** Booked sums before a number: the last stored closing that lies wholly before it, and what came after that. */
const SUMS_BEFORE = sql(
  'ledger.sums_before',
  `WITH base AS (
     SELECT b.debits_posted, b.credits_posted, n.first_seq FROM ledger.daily_balances b JOIN ledger.days n ON n.accounting_date = b.accounting_date + 1
     WHERE b.account = $1 AND n.first_seq <= $2 ORDER BY b.accounting_date DESC LIMIT 1
   ), start AS (SELECT coalesce((SELECT first_seq FROM base), 0) AS seq)
   SELECT (coalesce((SELECT debits_posted FROM base), 0) + coalesce((SELECT sum(amount) FROM ledger.transfers
       WHERE debit_account = $1 AND kind IN (1, 3) AND seq >= (SELECT seq FROM start) AND seq < $2), 0))::bigint AS debits,
     (coalesce((SELECT credits_posted FROM base), 0) + coalesce((SELECT sum(amount) FROM ledger.transfers
       WHERE credit_account = $1 AND kind IN (1, 3) AND seq >= (SELECT seq FROM start) AND seq < $2), 0))::bigint AS credits`,
)

const ENTRIES_OF = sql(
  'ledger.entries_of_references',
  `SELECT ${ENTRY}, t.kind, d.direction, a.id AS account, a.code, a.owner, a.currency, d.debits AS "debitsAfter", d.credits AS "creditsAfter"
   FROM ledger.transfers t CROSS JOIN LATERAL (VALUES
     (1, 'debit', t.debit_account, t.debit_debits_posted, t.debit_credits_posted),
     (2, 'credit', t.credit_account, t.credit_debits_posted, t.credit_credits_posted)) AS d (side, direction, account, debits, credits)
   JOIN ledger.accounts a ON a.id = d.account
   WHERE t.reference = ANY ($1::text[]) ORDER BY t.seq, d.side LIMIT $2`,
)

export type StoredAccount = Account & Balances & { readonly constrained: boolean; readonly createdAt: Date }

export type StoredTransfer = {
  readonly id: TransferId
  readonly seq: bigint
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
  readonly bookedAt: Date
  readonly effectiveAt: Date | null
  readonly accountingDate: BusinessDate
  readonly currency: Currency
  /** Of pending transfers: what has become of it; the transfer itself never changes. */
  readonly state: StoredPending['state'] | null
  readonly expiresAt: Date | null
}

/** The mutable side of a pending transfer. */
export type StoredPending = {
  readonly id: TransferId
  readonly debit: AccountId
  readonly credit: AccountId
  readonly amount: bigint
  readonly state: 'open' | 'posted' | 'voided' | 'expired'
  readonly expiresAt: Date | null
}

/** A booked transfer seen from one of its accounts. The sums after it are stored of constrained accounts only. */
export type StoredEntry = Omit<StoredTransfer, 'kind' | 'debit' | 'credit' | 'pending' | 'currency' | 'state' | 'expiresAt'> & {
  readonly direction: 'debit' | 'credit'
  readonly counter: AccountId
  readonly debitsAfter: bigint | null
  readonly creditsAfter: bigint | null
}

/** A transfer of some reference seen from one of its accounts, with what the account is. */
export type ReferenceEntry = Omit<StoredEntry, 'counter'> & {
  readonly kind: StoredTransfer['kind']
  readonly account: AccountId
  readonly code: AccountCode
  readonly owner: string
  readonly currency: Currency
}

export type SeqRange = { readonly first: bigint; readonly end: bigint }
export const ALL: SeqRange = { first: 0n, end: SEQ_MAX }

export function findAccounts(reader: Reader, ids: readonly AccountId[]): Promise<StoredAccount[]> {
  return reader.query<StoredAccount & Row>(FIND_ACCOUNTS, [pgArray(ids)])
}

export type AccountFilter = { readonly code: AccountCode | null; readonly owner: string | null }
type Cursor<I> = { readonly limit: number; readonly starting_after?: I | undefined; readonly ending_before?: I | undefined }

function list<R>(
  reader: Reader,
  { older, newer }: ReturnType<typeof listing>,
  page: Cursor<string>,
  filters: readonly string[],
): Promise<(R & Row)[]> {
  return page.ending_before === undefined
    ? reader.query<R & Row>(older, [page.starting_after ?? LAST_UUID, page.limit + 1, ...filters])
    : reader.query<R & Row>(newer, [page.ending_before, page.limit + 1, ...filters])
}

export function listAccounts(reader: Reader, { code, owner }: AccountFilter, page: Cursor<AccountId>): Promise<StoredAccount[]> {
  if (code !== null && owner !== null) return list<StoredAccount>(reader, ACCOUNTS.both, page, [code, owner])
  if (code !== null) return list<StoredAccount>(reader, ACCOUNTS.code, page, [code])
  return owner === null ? list<StoredAccount>(reader, ACCOUNTS.all, page, []) : list<StoredAccount>(reader, ACCOUNTS.owner, page, [owner])
}

export function findTransfers(reader: Reader, ids: readonly TransferId[]): Promise<StoredTransfer[]> {
  return reader.query<StoredTransfer & Row>(FIND_TRANSFERS, [pgArray(ids)])
}

export function listTransfers(reader: Reader, reference: string | null, page: Cursor<TransferId>): Promise<StoredTransfer[]> {
  return reference === null
    ? list<StoredTransfer>(reader, TRANSFERS.all, page, [])
    : list<StoredTransfer>(reader, TRANSFERS.reference, page, [reference])
}

export function findPendings(reader: Reader, ids: readonly TransferId[]): Promise<StoredPending[]> {
  return reader.query<StoredPending & Row>(FIND_PENDINGS, [pgArray(ids)])
}

/** The number below which everything booked by the instant lies. */
export async function seqAfter(reader: Reader, at: Date): Promise<bigint> {
  const [row] = await reader.query<{ seq: bigint | null }>(SEQ_AFTER, [at])
  return row?.seq ?? SEQ_MAX
}

export async function balancesAsOf(reader: Reader, account: StoredAccount, at: Date, end: bigint): Promise<Balances | null> {
  const rows = account.constrained
    ? await reader.query<Balances & Row>(LOCKED_AS_OF, [account.id, at, end])
    : await reader.query<Balances & Row>(BLIND_AS_OF, [account.id, at])
  return rows[0] ?? null
}

/** The numbers of the transfers of these accounting dates, both included. */
export async function seqRangeOf(reader: Reader, from: BusinessDate | null, to: BusinessDate | null): Promise<SeqRange> {
  if (from === null && to === null) return ALL
  const [row] = await reader.query<{ first: bigint | null; end: bigint | null }>(SEQ_RANGE, [from, to])
  return { first: from === null ? 0n : (row?.first ?? SEQ_MAX), end: to === null ? SEQ_MAX : (row?.end ?? SEQ_MAX) }
}

/** Booked entries of an account within the range, from its newest or its oldest end. */
export function listEntries(
  reader: Reader,
  account: AccountId,
  range: SeqRange,
  order: 'newest' | 'oldest',
  limit: number,
): Promise<StoredEntry[]> {
  return reader.query<StoredEntry & Row>(order === 'newest' ? ENTRIES_NEWEST : ENTRIES_OLDEST, [account, range.first, range.end, limit])
}

/** Booked sums of an account before this number. */
export async function sumsBefore(reader: Reader, account: AccountId, seq: bigint): Promise<{ debits: bigint; credits: bigint }> {
  const [row] = await reader.query<{ debits: bigint; credits: bigint }>(SUMS_BEFORE, [account, seq])
  return row ?? { debits: 0n, credits: 0n }
}

export function entriesOf(reader: Reader, references: readonly string[], limit: number): Promise<ReferenceEntry[]> {
  return reader.query<ReferenceEntry & Row>(ENTRIES_OF, [pgArray(references), limit])
}
