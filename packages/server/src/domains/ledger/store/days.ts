/** SQL of the business days: the cut, and what is stored of a day once it has been cut. */
import type { Currency } from '../../../kernel/currencies.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import { type Db, pgArray, type Row, sql, type Tx } from '../../../platform/db.ts'
import { type AccountCode, CHART, chartEntry } from '../chart.ts'

type Reader = Pick<Db, 'query'>

const COLUMNS = `accounting_date AS date, state, opened_at AS "openedAt", cut_at AS "cutAt", trial_balance_at AS "trialBalanceAt", first_seq AS "firstSeq",
  (SELECT n.first_seq FROM ledger.days n WHERE n.accounting_date = d.accounting_date + 1) AS "nextFirstSeq"`

const FIND_DAY = sql('ledger.find_day', `SELECT ${COLUMNS} FROM ledger.days d WHERE accounting_date = $1::date`)
const FIND_OPEN_DAY = sql('ledger.find_open_day', `SELECT ${COLUMNS} FROM ledger.days d WHERE state = 'open'`)
const LIST_DAYS_BEFORE = sql(
  'ledger.list_days_before',
  `SELECT ${COLUMNS} FROM ledger.days d WHERE accounting_date < $1::date ORDER BY accounting_date DESC LIMIT $2`,
)
const LIST_DAYS_AFTER = sql(
  'ledger.list_days_after',
  `SELECT ${COLUMNS} FROM ledger.days d WHERE accounting_date > $1::date ORDER BY accounting_date LIMIT $2`,
)

/** Booking times are kept to the millisecond: so is the cut, or a transfer of the new day could seem to precede it. */
const CUT_DAY = sql(
  'ledger.cut_day',
  `UPDATE ledger.days SET state = 'cut', cut_at = date_trunc('milliseconds', clock_timestamp() + ($2::bigint * interval '1 millisecond'))
   WHERE accounting_date = $1::date AND state = 'open'`,
)
const OPEN_NEXT_DAY = sql(
  'ledger.open_next_day',
  `INSERT INTO ledger.days (accounting_date, state, opened_at, first_seq)
   SELECT accounting_date + 1, 'open', cut_at, nextval('ledger.transfer_seq') FROM ledger.days WHERE accounting_date = $1::date`,
)

const LOCK_UNSTORED = sql(
  'ledger.lock_unstored_days',
  `SELECT d.accounting_date AS date, d.first_seq AS "firstSeq", n.first_seq AS "endSeq"
   FROM ledger.days d JOIN ledger.days n ON n.accounting_date = d.accounting_date + 1
   WHERE d.accounting_date <= $1::date AND d.state = 'cut' AND d.trial_balance_at IS NULL
   ORDER BY d.accounting_date FOR UPDATE OF d`,
)

/** All transfers of the date lie in [first_seq, next first_seq): numbers are drawn while the day is held. */
const STORE_DAILY = sql(
  'ledger.store_daily_balances',
  `INSERT INTO ledger.daily_balances (account, accounting_date, debits, credits, debits_posted, credits_posted)
   SELECT m.account, $1::date, m.debits, m.credits, coalesce(p.debits_posted, 0) + m.debits, coalesce(p.credits_posted, 0) + m.credits
   FROM (
     SELECT s.account, sum(s.debits)::bigint AS debits, sum(s.credits)::bigint AS credits
     FROM ledger.transfers t CROSS JOIN LATERAL (VALUES (t.debit_account, t.amount, 0), (t.credit_account, 0, t.amount)) AS s (account, debits, credits)
     WHERE t.seq >= $2 AND t.seq < $3 AND t.kind IN (1, 3)
     GROUP BY s.account
   ) m LEFT JOIN LATERAL (
     SELECT b.debits_posted, b.credits_posted FROM ledger.daily_balances b
     WHERE b.account = m.account AND b.accounting_date < $1::date ORDER BY b.accounting_date DESC LIMIT 1
   ) p ON true`,
)

const STORE_TRIAL = sql(
  'ledger.store_trial_balance',
  `INSERT INTO ledger.trial_balances (accounting_date, code, currency, opening, debits, credits, closing)
   SELECT $1::date, code, currency, coalesce(p.closing, 0), coalesce(m.debits, 0), coalesce(m.credits, 0),
     coalesce(p.closing, 0) + CASE c.normal_side WHEN 'debit' THEN 1 ELSE -1 END * (coalesce(m.debits, 0) - coalesce(m.credits, 0))
   FROM (
     SELECT a.code, a.currency, sum(d.debits)::bigint AS debits, sum(d.credits)::bigint AS credits
     FROM ledger.daily_balances d JOIN ledger.accounts a ON a.id = d.account WHERE d.accounting_date = $1::date GROUP BY a.code, a.currency
   ) m FULL JOIN (
     SELECT code, currency, closing FROM ledger.trial_balances WHERE accounting_date = $1::date - 1
   ) p USING (code, currency) JOIN ledger.chart c USING (code)`,
)

const MARK_STORED = sql(
  'ledger.mark_day_stored',
  `UPDATE ledger.days SET trial_balance_at = clock_timestamp() + ($2::bigint * interval '1 millisecond') WHERE accounting_date = $1::date`,
)

const READ_TRIAL = sql(
  'ledger.read_trial_balance',
  'SELECT code, currency, opening, debits, credits, closing FROM ledger.trial_balances WHERE accounting_date = $1::date ORDER BY currency, code',
)

const READ_BY_CODE = sql('ledger.read_balances_by_code', 'SELECT code, currency, amount FROM ledger.v_reserve')

const STORE_CHART = sql(
  'ledger.store_chart',
  `INSERT INTO ledger.chart (code, number, fund, normal_side, constrained, owner, en, zh)
   SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::text[], $7::text[], $8::text[])
   ON CONFLICT (code) DO UPDATE SET number = excluded.number, fund = excluded.fund, normal_side = excluded.normal_side,
     constrained = excluded.constrained, owner = excluded.owner, en = excluded.en, zh = excluded.zh`,
)

/** A business day. `cut` accepts nothing any more. */
export type Day = {
  readonly date: BusinessDate
  readonly state: 'open' | 'cut'
  readonly openedAt: Date
  readonly cutAt: Date | null
  /** When its trial balance was stored. */
  readonly trialBalanceAt: Date | null
  /** Its transfers are numbered from here… */
  readonly firstSeq: bigint
  /** …to before here; `null` while it is open. */
  readonly nextFirstSeq: bigint | null
}

/** One line of a day's trial balance, in minor units; opening and closing on the code's normal side. */
export type TrialBalanceLine = {
  readonly code: AccountCode
  readonly currency: Currency
  readonly opening: bigint
  readonly debits: bigint
  readonly credits: bigint
  readonly closing: bigint
}

export type CodeBalance = { readonly code: AccountCode; readonly currency: Currency; readonly amount: bigint }

export async function findDay(reader: Reader, date: BusinessDate): Promise<Day | null> {
  return (await reader.query<Day & Row>(FIND_DAY, [date]))[0] ?? null
}

export async function findOpenDay(reader: Reader): Promise<Day | null> {
  return (await reader.query<Day & Row>(FIND_OPEN_DAY))[0] ?? null
}

export function listDays(
  reader: Reader,
  page: { readonly after?: BusinessDate | undefined; readonly before?: BusinessDate | undefined; readonly limit: number },
): Promise<Day[]> {
  return page.before === undefined
    ? reader.query<Day & Row>(LIST_DAYS_BEFORE, [page.after ?? 'infinity', page.limit + 1])
    : reader.query<Day & Row>(LIST_DAYS_AFTER, [page.before, page.limit + 1])
}

/** Marks the open day cut and opens the next calendar day. The caller holds the day alone. */
export async function cutOpenDay(tx: Tx, date: BusinessDate, offsetMs: number): Promise<void> {
  tx.send(CUT_DAY, [date, offsetMs])
  await tx.query(OPEN_NEXT_DAY, [date])
}

export type UnstoredDay = { readonly date: BusinessDate; readonly firstSeq: bigint; readonly endSeq: bigint }

/** Cut days up to the date whose trial balance is missing, oldest first, locked. */
export function lockUnstoredDays(tx: Tx, until: BusinessDate): Promise<UnstoredDay[]> {
  tx.lock('day')
  return tx.query<UnstoredDay & Row>(LOCK_UNSTORED, [until])
}

export async function storeDay(tx: Tx, day: UnstoredDay, offsetMs: number): Promise<void> {
  tx.send(STORE_DAILY, [day.date, day.firstSeq, day.endSeq])
  tx.send(STORE_TRIAL, [day.date])
  await tx.query(MARK_STORED, [day.date, offsetMs])
}

export function readTrialBalance(reader: Reader, date: BusinessDate): Promise<TrialBalanceLine[]> {
  return reader.query<TrialBalanceLine & Row>(READ_TRIAL, [date])
}

/** What stands on every code now, on its normal side. */
export function readBalancesByCode(reader: Reader): Promise<CodeBalance[]> {
  return reader.query<CodeBalance & Row>(READ_BY_CODE)
}

/** Writes the chart for people who query the database. */
export function storeChart(tx: Tx): void {
  const codes = Object.keys(CHART) as AccountCode[]
  const entries = codes.map(chartEntry)
  tx.send(STORE_CHART, [
    pgArray(codes),
    pgArray(entries.map(entry => entry.number)),
    pgArray(entries.map(entry => entry.fund)),
    pgArray(entries.map(entry => entry.normalSide)),
    pgArray(entries.map(entry => entry.constrained)),
    pgArray(entries.map(entry => entry.owner)),
    pgArray(entries.map(entry => entry.en)),
    pgArray(entries.map(entry => entry.zh)),
  ])
}
