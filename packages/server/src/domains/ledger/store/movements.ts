/** SQL of an account as its owner sees it: booked entries and open reservations, by booking time. Constrained accounts only. */
import type { Currency } from '../../../kernel/currencies.ts'
import { type Row, type Statement, sql } from '../../../platform/db.ts'
import type { AccountCode } from '../chart.ts'
import type { AccountId, TransferId } from '../types.ts'
import type { Reader } from './reading.ts'

/** $3 and $4: first and last booking time. Days bound the numbers, so that a page of last week does not walk the years before. */
const branch = (side: 'debit' | 'credit'): string => {
  const [from, to] = [
    '(SELECT max(first_seq) FROM ledger.days WHERE opened_at <= $3)',
    '(SELECT min(first_seq) FROM ledger.days WHERE opened_at > $4)',
  ]
  return `SELECT coalesce(t.pending_id, t.id) AS id, t.seq, '${side}' AS direction, t.kind = 2 AS is_pending, t.amount, t.reference, t.reason_kind, t.booked_at,
       t.effective_at, t.corrects, t.${side}_credits_posted - t.${side}_debits_posted AS after
     FROM ledger.transfers t
     WHERE t.${side}_account = a.id AND ($5::text IS NULL OR $5 = '${side}')
       AND (t.kind IN (1, 3) OR (t.kind = 2 AND EXISTS (SELECT FROM ledger.pendings p WHERE p.id = t.id AND p.state = 'open')))
       AND ($3::timestamptz IS NULL OR (t.booked_at >= $3 AND t.seq >= coalesce(${from}, 0)))
       AND ($4::timestamptz IS NULL OR (t.booked_at <= $4 AND t.seq < coalesce(${to}, 9223372036854775807)))`
}

const page = (name: string, order: 'older' | 'newer'): Statement => {
  const cursor = `AND ($2::bigint IS NULL OR t.seq ${order === 'older' ? '<' : '>'} $2) ORDER BY t.seq ${order === 'older' ? 'DESC' : 'ASC'} LIMIT $6`
  return sql(
    `ledger.${name}`,
    `SELECT a.code AS account_code, a.currency AS account_currency,
       CASE WHEN $7::boolean THEN (SELECT count(*) FROM (${branch('debit')} UNION ALL ${branch('credit')}) m) END AS account_total, m.*
     FROM ledger.accounts a LEFT JOIN LATERAL (
       SELECT * FROM ((${branch('debit')} ${cursor}) UNION ALL (${branch('credit')} ${cursor})) b ORDER BY seq ${order === 'older' ? 'DESC' : 'ASC'} LIMIT $6) m ON true
     WHERE a.id = $1`,
  )
}
const PAGE = { older: page('movements_older', 'older'), newer: page('movements_newer', 'newer') }

/** Whole months since the account was opened, in the time zone $2, up to the one that holds $3. */
const MONTHS = sql(
  'ledger.movements_by_month',
  `SELECT to_char(m.first, 'YYYYMM') AS month, m.first AT TIME ZONE $2 AS "from", (m.first + interval '1 month') AT TIME ZONE $2 AS "to",
     coalesce(sum(t.amount) FILTER (WHERE t.credit_account = a.id), 0)::bigint AS credits,
     coalesce(sum(t.amount) FILTER (WHERE t.debit_account = a.id), 0)::bigint AS debits
   FROM ledger.accounts a
   CROSS JOIN LATERAL generate_series(date_trunc('month', a.created_at AT TIME ZONE $2), date_trunc('month', $3::timestamptz AT TIME ZONE $2) - interval '1 month',
     interval '1 month') AS m (first)
   LEFT JOIN ledger.transfers t ON (t.debit_account = a.id OR t.credit_account = a.id) AND t.kind IN (1, 3)
     AND t.booked_at >= m.first AT TIME ZONE $2 AND t.booked_at < (m.first + interval '1 month') AT TIME ZONE $2
   WHERE a.id = $1 GROUP BY m.first, a.id ORDER BY m.first`,
)

/** The id is the same while it is reserved and once it is booked. `after` stands on the credit side and is of booked ones. */
export type Movement = {
  readonly id: TransferId
  readonly seq: bigint
  readonly direction: 'debit' | 'credit'
  readonly isPending: boolean
  readonly amount: bigint
  readonly reference: string
  readonly reasonKind: string
  readonly bookedAt: Date
  readonly effectiveAt: Date | null
  readonly corrects: TransferId | null
  readonly after: bigint | null
}

export type MovementQuery = {
  readonly account: AccountId
  readonly from: Date | null
  readonly to: Date | null
  readonly direction: 'debit' | 'credit' | null
  /** A `seq`; `null` for the end that `order` begins at. */
  readonly cursor: bigint | null
  readonly order: 'older' | 'newer'
  readonly limit: number
  readonly isCounted: boolean
}

export type Movements = {
  readonly code: AccountCode
  readonly currency: Currency
  readonly rows: readonly Movement[]
  /** How many match the dates and the direction; `null` unless counted. */
  readonly total: number | null
}

type MovementRow = Row & {
  account_code: AccountCode
  account_currency: Currency
  account_total: bigint | null
  id: TransferId | null
  seq: bigint
  direction: 'debit' | 'credit'
  is_pending: boolean
  amount: bigint
  reference: string
  reason_kind: string
  booked_at: Date
  effective_at: Date | null
  corrects: TransferId | null
  after: bigint | null
}

/** `limit` rows from the cursor on, in one statement; `null` when there is no such account. */
export async function readMovements(reader: Reader, query: MovementQuery): Promise<Movements | null> {
  const { account, cursor, from, to, direction, limit, isCounted } = query
  const found = await reader.query<MovementRow>(PAGE[query.order], [account, cursor, from, to, direction, limit, isCounted])
  const [first] = found
  if (first === undefined) return null
  return {
    code: first.account_code,
    currency: first.account_currency,
    total: first.account_total === null ? null : Number(first.account_total),
    rows: found.flatMap(row =>
      row.id === null
        ? []
        : {
            id: row.id,
            seq: row.seq,
            direction: row.direction,
            isPending: row.is_pending,
            amount: row.amount,
            reference: row.reference,
            reasonKind: row.reason_kind,
            bookedAt: row.booked_at,
            effectiveAt: row.effective_at,
            corrects: row.corrects,
            after: row.is_pending ? null : row.after,
          },
    ),
  }
}

/** What was booked in a month; credits and debits are not negative. */
export type MonthOfMovements = {
  readonly month: string
  readonly from: Date
  readonly to: Date
  readonly credits: bigint
  readonly debits: bigint
}

/** Oldest first; the present month is not among them. */
export function readMonthsOfMovements(reader: Reader, account: AccountId, timeZone: string, now: Date): Promise<MonthOfMovements[]> {
  return reader.query<MonthOfMovements & Row>(MONTHS, [account, timeZone, now])
}
