/**
 * SQL of the proof: everything is derived anew from the transfers and compared with what is stored. Each query answers with
 * the first differences only; accounts go through in ranges, so that memory stays bounded however large the books are.
 */
import { FIRST_UUID, type Id, LAST_UUID } from '../../../kernel/ids.ts'
import { type Db, type Row, sql, type Tx } from '../../../platform/db.ts'

/** Where the books differ from what the transfers say. `subject` is an id, a date or a currency; amounts in minor units. */
export type Difference = {
  readonly kind:
    | 'totals'
    | 'transfer_accounts'
    | 'pending'
    | 'day'
    | 'trial_balance'
    | 'daily_balance'
    | 'balance'
    | 'overdrawn'
    | 'running_balance'
    | 'snapshot'
  readonly subject: string
  readonly detail: string
}

type Found = { subject: string; detail: string; total: bigint }

/** Every check gives at most this many differences, and counts the rest. */
export const DIFFERENCES_MAX = 100

const check = (name: string, query: string) =>
  sql(
    `ledger.verify_${name}`,
    `SELECT subject, detail, count(*) OVER () AS total FROM (${query}) AS found (subject, detail) LIMIT ${DIFFERENCES_MAX}`,
  )

/** One snapshot for all queries: batches go on meanwhile. */
const FREEZE = sql('ledger.verify_freeze', 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')

const TOTALS = check(
  'totals',
  `SELECT a.currency || ' ' || c.fund, format('debits %s, credits %s; pending debits %s, credits %s', sum(debits_posted), sum(credits_posted),
     sum(debits_pending), sum(credits_pending))
   FROM ledger.accounts a LEFT JOIN ledger.chart c USING (code) GROUP BY a.currency, c.fund
   HAVING sum(debits_posted) <> sum(credits_posted) OR sum(debits_pending) <> sum(credits_pending)`,
)

const TRANSFER_ACCOUNTS = check(
  'transfer_accounts',
  `SELECT t.id::text, format('%s %s %s to %s %s %s', dc.fund, d.currency, t.debit_account, cc.fund, c.currency, t.credit_account)
   FROM ledger.transfers t LEFT JOIN ledger.accounts d ON d.id = t.debit_account LEFT JOIN ledger.accounts c ON c.id = t.credit_account
     LEFT JOIN ledger.chart dc ON dc.code = d.code LEFT JOIN ledger.chart cc ON cc.code = c.code
   WHERE d.currency IS DISTINCT FROM c.currency OR dc.fund IS DISTINCT FROM cc.fund OR d.id IS NULL`,
)

const PENDINGS = check(
  'pendings',
  `SELECT coalesce(t.id, p.id)::text, format('state %s, amount %s of %s, resolved %s times by kind %s with %s', p.state, p.amount, t.amount,
     coalesce(r.times, 0), r.kind, r.amount)
   FROM (SELECT * FROM ledger.transfers WHERE kind = 2) t FULL JOIN ledger.pendings p ON p.id = t.id LEFT JOIN (
     SELECT pending_id, count(*) AS times, min(kind) AS kind, sum(amount) AS amount, min(debit_account::text) AS debit, min(credit_account::text) AS credit
     FROM ledger.transfers WHERE pending_id IS NOT NULL GROUP BY pending_id
   ) r ON r.pending_id = p.id
   WHERE (t.debit_account, t.credit_account, t.amount) IS DISTINCT FROM (p.debit_account, p.credit_account, p.amount)
     OR coalesce(r.times, 0) <> CASE p.state WHEN 'open' THEN 0 ELSE 1 END
     OR r.kind <> CASE p.state WHEN 'posted' THEN 3 WHEN 'voided' THEN 4 WHEN 'expired' THEN 5 END
     OR r.amount > p.amount OR (r.kind > 3 AND r.amount <> 0) OR r.debit <> p.debit_account::text OR r.credit <> p.credit_account::text
   UNION ALL
   SELECT t.id::text, 'resolves no pending transfer' FROM ledger.transfers t
   WHERE t.pending_id IS NOT NULL AND NOT EXISTS (SELECT FROM ledger.pendings p WHERE p.id = t.pending_id)`,
)

const DAYS = check(
  'days',
  `SELECT t.accounting_date::text, format('transfers %s to %s, day from %s to before %s', t.low, t.high, d.first_seq, n.first_seq)
   FROM (SELECT accounting_date, min(seq) AS low, max(seq) AS high, min(booked_at) AS early, max(booked_at) AS late
         FROM ledger.transfers GROUP BY accounting_date) t
     LEFT JOIN ledger.days d USING (accounting_date) LEFT JOIN ledger.days n ON n.accounting_date = d.accounting_date + 1
   WHERE d.first_seq IS NULL OR t.low < d.first_seq OR t.high >= n.first_seq OR t.late > d.cut_at
   UNION ALL
   SELECT d.accounting_date::text, 'no next day' FROM ledger.days d
   WHERE d.state = 'cut' AND NOT EXISTS (SELECT FROM ledger.days n WHERE n.accounting_date = d.accounting_date + 1)`,
)

const TRIALS = check(
  'trials',
  `WITH derived AS (
     SELECT t.accounting_date, a.code, a.currency, sum(s.debits) AS debits, sum(s.credits) AS credits
     FROM ledger.transfers t JOIN ledger.days d ON d.accounting_date = t.accounting_date AND d.trial_balance_at IS NOT NULL
       CROSS JOIN LATERAL (VALUES (t.debit_account, t.amount, 0), (t.credit_account, 0, t.amount)) AS s (account, debits, credits)
       JOIN ledger.accounts a ON a.id = s.account
     WHERE t.kind IN (1, 3) GROUP BY t.accounting_date, a.code, a.currency
   ), stored AS (
     SELECT b.*, c.normal_side, coalesce(p.closing, 0) AS closing_before
     FROM ledger.trial_balances b JOIN ledger.chart c USING (code)
       LEFT JOIN ledger.trial_balances p ON p.accounting_date = b.accounting_date - 1 AND p.code = b.code AND p.currency = b.currency
   )
   SELECT coalesce(s.accounting_date, d.accounting_date)::text, format('%s %s: opening %s, debits %s of %s, credits %s of %s, closing %s',
     coalesce(s.code, d.code), coalesce(s.currency, d.currency), s.opening, s.debits, d.debits, s.credits, d.credits, s.closing)
   FROM stored s FULL JOIN derived d ON d.accounting_date = s.accounting_date AND d.code = s.code AND d.currency = s.currency
   WHERE s.code IS NULL OR s.debits <> coalesce(d.debits, 0) OR s.credits <> coalesce(d.credits, 0) OR s.opening <> s.closing_before
     OR s.closing <> s.opening + CASE s.normal_side WHEN 'debit' THEN s.debits - s.credits ELSE s.credits - s.debits END
   UNION ALL
   SELECT accounting_date::text, format('%s: debits %s, credits %s', currency, sum(debits), sum(credits)) FROM ledger.trial_balances
   GROUP BY accounting_date, currency HAVING sum(debits) <> sum(credits)`,
)

const NEXT_RANGE = sql(
  'ledger.verify_next_range',
  'SELECT (array_agg(id ORDER BY id DESC))[1] AS last, count(*) AS count FROM (SELECT id FROM ledger.accounts WHERE id > $1::uuid ORDER BY id LIMIT $2) r',
)

/** Each transfer's effect on the four balances of its accounts within the range. */
const EFFECTS = `
  SELECT t.debit_account AS account, t.id, t.seq, t.accounting_date,
    CASE t.kind WHEN 1 THEN 0 WHEN 2 THEN t.amount ELSE -p.amount END AS debits_pending, CASE WHEN t.kind IN (1, 3) THEN t.amount ELSE 0 END AS debits_posted,
    0 AS credits_pending, 0 AS credits_posted,
    t.debit_debits_pending AS dp, t.debit_debits_posted AS db, t.debit_credits_pending AS cp, t.debit_credits_posted AS cb
  FROM ledger.transfers t LEFT JOIN ledger.pendings p ON p.id = t.pending_id WHERE t.debit_account > $1::uuid AND t.debit_account <= $2::uuid
  UNION ALL
  SELECT t.credit_account, t.id, t.seq, t.accounting_date, 0, 0,
    CASE t.kind WHEN 1 THEN 0 WHEN 2 THEN t.amount ELSE -p.amount END, CASE WHEN t.kind IN (1, 3) THEN t.amount ELSE 0 END,
    t.credit_debits_pending, t.credit_debits_posted, t.credit_credits_pending, t.credit_credits_posted
  FROM ledger.transfers t LEFT JOIN ledger.pendings p ON p.id = t.pending_id WHERE t.credit_account > $1::uuid AND t.credit_account <= $2::uuid`

const BALANCES = check(
  'balances',
  `SELECT a.id::text, format('stored pending %s/%s posted %s/%s, derived pending %s/%s posted %s/%s', a.debits_pending, a.credits_pending, a.debits_posted,
     a.credits_posted, coalesce(d.debits_pending, 0), coalesce(d.credits_pending, 0), coalesce(d.debits_posted, 0), coalesce(d.credits_posted, 0))
   FROM ledger.accounts a LEFT JOIN (
     SELECT account, sum(debits_pending) AS debits_pending, sum(debits_posted) AS debits_posted, sum(credits_pending) AS credits_pending,
       sum(credits_posted) AS credits_posted FROM (${EFFECTS}) e GROUP BY account
   ) d ON d.account = a.id
   WHERE a.id > $1::uuid AND a.id <= $2::uuid AND (a.debits_pending <> coalesce(d.debits_pending, 0) OR a.debits_posted <> coalesce(d.debits_posted, 0)
     OR a.credits_pending <> coalesce(d.credits_pending, 0) OR a.credits_posted <> coalesce(d.credits_posted, 0))`,
)

const OVERDRAWN = check(
  'overdrawn',
  `SELECT a.id::text, format('%s: pending %s/%s posted %s/%s', a.code, a.debits_pending, a.credits_pending, a.debits_posted, a.credits_posted)
   FROM ledger.accounts a JOIN ledger.chart c USING (code)
   WHERE a.id > $1::uuid AND a.id <= $2::uuid AND a.constrained AND CASE c.normal_side
     WHEN 'credit' THEN a.credits_posted - a.debits_posted - a.debits_pending ELSE a.debits_posted - a.credits_posted - a.credits_pending END < 0`,
)

const RUNNING = check(
  'running',
  `SELECT account::text, format('transfer %s says pending %s/%s posted %s/%s, the running sums are pending %s/%s posted %s/%s', id, dp, cp, db, cb, rdp, rcp, rdb, rcb)
   FROM (
     SELECT e.account, e.id, e.dp, e.db, e.cp, e.cb, sum(e.debits_pending) OVER w AS rdp, sum(e.debits_posted) OVER w AS rdb,
       sum(e.credits_pending) OVER w AS rcp, sum(e.credits_posted) OVER w AS rcb
     FROM (${EFFECTS}) e JOIN ledger.accounts a ON a.id = e.account AND a.constrained
     WINDOW w AS (PARTITION BY e.account ORDER BY e.seq ROWS UNBOUNDED PRECEDING)
   ) r WHERE (dp, db, cp, cb) IS DISTINCT FROM (rdp, rdb, rcp, rcb)`,
)

const SNAPSHOTS = check(
  'snapshots',
  `SELECT a.id::text, format('the last snapshot says pending %s/%s posted %s/%s', s.debits_pending, s.credits_pending, s.debits_posted, s.credits_posted)
   FROM ledger.accounts a LEFT JOIN LATERAL (
     SELECT * FROM ledger.snapshots s WHERE s.account = a.id ORDER BY s.booked_at DESC, s.seq DESC LIMIT 1
   ) s ON true
   WHERE a.id > $1::uuid AND a.id <= $2::uuid AND NOT a.constrained AND (a.debits_pending, a.debits_posted, a.credits_pending, a.credits_posted)
     IS DISTINCT FROM (coalesce(s.debits_pending, 0), coalesce(s.debits_posted, 0), coalesce(s.credits_pending, 0), coalesce(s.credits_posted, 0))`,
)

const DAILY = check(
  'daily',
  `SELECT coalesce(b.account, d.account)::text, format('%s: debits %s of %s, credits %s of %s, closing %s/%s of %s/%s',
     coalesce(b.accounting_date, d.accounting_date), b.debits, d.debits, b.credits, d.credits, b.debits_posted, b.credits_posted, d.debits_total, d.credits_total)
   FROM (SELECT * FROM ledger.daily_balances WHERE account > $1::uuid AND account <= $2::uuid) b FULL JOIN (
     SELECT account, accounting_date, debits, credits, sum(debits) OVER w AS debits_total, sum(credits) OVER w AS credits_total FROM (
       SELECT e.account, e.accounting_date, sum(e.debits_posted) AS debits, sum(e.credits_posted) AS credits, count(*) FILTER (WHERE e.debits_posted + e.credits_posted > 0) AS booked
       FROM (${EFFECTS}) e JOIN ledger.days y ON y.accounting_date = e.accounting_date AND y.trial_balance_at IS NOT NULL
       GROUP BY e.account, e.accounting_date
     ) s WHERE booked > 0 WINDOW w AS (PARTITION BY account ORDER BY accounting_date ROWS UNBOUNDED PRECEDING)
   ) d ON d.account = b.account AND d.accounting_date = b.accounting_date
   WHERE (b.debits, b.credits, b.debits_posted, b.credits_posted) IS DISTINCT FROM (d.debits, d.credits, d.debits_total, d.credits_total)`,
)

const COUNT_TRANSFERS = sql('ledger.verify_count', 'SELECT count(*) AS count FROM ledger.transfers')

const OF_THE_WHOLE = [
  ['totals', TOTALS],
  ['transfer_accounts', TRANSFER_ACCOUNTS],
  ['pending', PENDINGS],
  ['day', DAYS],
  ['trial_balance', TRIALS],
] as const

const OF_A_RANGE = [
  ['balance', BALANCES],
  ['overdrawn', OVERDRAWN],
  ['running_balance', RUNNING],
  ['snapshot', SNAPSHOTS],
  ['daily_balance', DAILY],
] as const

export type Findings = { readonly differences: readonly Difference[]; readonly total: bigint }

/** Everything that follows in this transaction sees the books of one moment. Must come first. */
export function freeze(tx: Tx): void {
  tx.send(FREEZE, [])
}

export async function countTransfers(tx: Tx): Promise<bigint> {
  const [row] = await tx.query<{ count: bigint }>(COUNT_TRANSFERS)
  return row?.count ?? 0n
}

async function run(tx: Tx, checks: typeof OF_THE_WHOLE | typeof OF_A_RANGE, values: readonly unknown[]): Promise<Findings> {
  const found = await Promise.all(checks.map(async ([kind, statement]) => ({ kind, rows: await tx.query<Found>(statement, values) })))
  return {
    differences: found.flatMap(({ kind, rows }) => rows.map(({ subject, detail }) => ({ kind, subject, detail }))),
    total: found.reduce((sum, { rows }) => sum + (rows[0]?.total ?? 0n), 0n),
  }
}

export const checkWhole = (tx: Tx): Promise<Findings> => run(tx, OF_THE_WHOLE, [])

/** Checks the accounts range by range. */
export async function* checkAccounts(tx: Tx, size: number): AsyncGenerator<Findings & { readonly accounts: bigint }> {
  let from = FIRST_UUID
  for (;;) {
    const [range] = await tx.query<{ last: string | null; count: bigint }>(NEXT_RANGE, [from, size])
    if (range === undefined || range.last === null) return
    yield { ...(await run(tx, OF_A_RANGE, [from, range.last])), accounts: range.count }
    from = range.last
  }
}

export type Verification = {
  readonly id: Id<'vrf'>
  readonly startedAt: Date
  readonly finishedAt: Date
  readonly ok: boolean
  readonly accounts: bigint
  readonly transfers: bigint
  readonly differenceCount: bigint
  /** The first differences of each check. */
  readonly differences: readonly Difference[]
}

const INSERT = sql(
  'ledger.insert_verification',
  `INSERT INTO ledger.verifications (id, started_at, finished_at, ok, accounts, transfers, difference_count, differences)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
)
const COLUMNS = `id, started_at AS "startedAt", finished_at AS "finishedAt", ok, accounts, transfers, difference_count AS "differenceCount", differences`
const FIND = sql('ledger.find_verification', `SELECT ${COLUMNS} FROM ledger.verifications WHERE id = $1`)
const LIST_OLDER = sql(
  'ledger.list_verifications_older',
  `SELECT ${COLUMNS} FROM ledger.verifications WHERE id < $1::uuid ORDER BY id DESC LIMIT $2`,
)
const LIST_NEWER = sql(
  'ledger.list_verifications_newer',
  `SELECT ${COLUMNS} FROM ledger.verifications WHERE id > $1::uuid ORDER BY id LIMIT $2`,
)

export async function insertVerification(db: Pick<Db, 'query'>, found: Verification): Promise<void> {
  await db.query(INSERT, [
    found.id,
    found.startedAt,
    found.finishedAt,
    found.ok,
    found.accounts,
    found.transfers,
    found.differenceCount,
    JSON.stringify(found.differences),
  ])
}

export async function findVerification(db: Pick<Db, 'query'>, id: Id<'vrf'>): Promise<Verification | null> {
  return (await db.query<Verification & Row>(FIND, [id]))[0] ?? null
}

export function listVerifications(
  db: Pick<Db, 'query'>,
  page: { readonly limit: number; readonly starting_after?: Id<'vrf'> | undefined; readonly ending_before?: Id<'vrf'> | undefined },
): Promise<Verification[]> {
  return page.ending_before === undefined
    ? db.query<Verification & Row>(LIST_OLDER, [page.starting_after ?? LAST_UUID, page.limit + 1])
    : db.query<Verification & Row>(LIST_NEWER, [page.ending_before, page.limit + 1])
}
