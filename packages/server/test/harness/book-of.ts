/** Everything that a batch of payments may leave behind, summed so that two databases with other ids and times can be compared. */
import type { Db, Row } from '../../src/platform/db.ts'
import { sql } from '../../src/platform/db.ts'

const ACCOUNTS = sql(
  'test.book_accounts',
  `SELECT code, owner, debits_pending, debits_posted, credits_pending, credits_posted FROM ledger.accounts ORDER BY code, owner`,
)
const COUNTERS = sql(
  'test.book_counters',
  'SELECT holder_id::text AS owner, day_amount, year_amount, lifetime_amount FROM wallets.counters',
)
const PAYMENTS = sql(
  'test.book_payments',
  `SELECT status, capture_method, amount, amount_captured, amount_refunded, fee, fee_returned, fee_arithmetic, attempt_count, last_error,
     counted_on IS NULL AS uncounted, count(*) AS count
   FROM payments.payments GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11`,
)
const REFUNDS = sql(
  'test.book_refunds',
  `SELECT status, amount, fee_returned, funding::text AS funding, count(*) AS count FROM payments.refunds GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
)
const ATTEMPTS = sql('test.book_attempts', 'SELECT status, error, count(*) AS count FROM payments.attempts GROUP BY 1, 2 ORDER BY 1, 2')
const EVENTS = sql('test.book_events', 'SELECT type, count(*) AS count FROM platform.events GROUP BY 1 ORDER BY 1')
const LEAVES = sql('test.book_leaves', 'SELECT action, result, count(*) AS count FROM audit.leaves GROUP BY 1, 2 ORDER BY 1, 2')
const KEYS = sql('test.book_keys', 'SELECT status, count(*) AS count FROM platform.idempotency_keys GROUP BY 1 ORDER BY 1')
const TRANSFERS = sql(
  'test.book_transfers',
  `SELECT kind, amount, reason_kind, count(*) AS count FROM ledger.transfers GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
)

export type Book = Readonly<Record<string, readonly Row[]>>

/** `names` gives the owners of accounts and counters names that every database shares; unnamed owners are left as they are. */
export async function bookOf(db: Db, names: ReadonlyMap<string, string>): Promise<Book> {
  const named = (rows: Row[]): Row[] =>
    rows
      .map(row => ({ ...row, owner: names.get(String(row.owner)) ?? row.owner }) as Row & { owner: string; code?: string })
      .sort((a, b) => `${a.code} ${a.owner}`.localeCompare(`${b.code} ${b.owner}`))
  const [accounts, counters, payments, refunds, attempts, events, leaves, keys, transfers] = await Promise.all([
    db.query(ACCOUNTS),
    db.query(COUNTERS),
    db.query(PAYMENTS),
    db.query(REFUNDS),
    db.query(ATTEMPTS),
    db.query(EVENTS),
    db.query(LEAVES),
    db.query(KEYS),
    db.query(TRANSFERS),
  ])
  return { accounts: named(accounts), counters: named(counters), payments, refunds, attempts, events, leaves, keys, transfers }
}
