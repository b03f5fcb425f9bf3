/** Growth: the rate of payments with five million stored ones, measured across a checkpoint, against the rate of an empty institution. */
import pg from 'pg'
import type { LoadPlan, LoadRun, RunningServer } from './core.ts'
import { median } from './quantiles.ts'
import type { PaymentsSeed } from './seed.ts'

const STORED = 5_000_000
const CHUNK = 250_000
const ROUNDS = 3

export type GrowthOptions = {
  readonly connectionString: string
  readonly seed: PaymentsSeed
  readonly start: (connectionString: string) => Promise<RunningServer>
  readonly load: (server: RunningServer, seed: PaymentsSeed, plan: LoadPlan) => Promise<LoadRun>
  readonly smoke: boolean
  readonly say: (line: string) => void
}

/** The rate after growth over the rate before it, same load, same server. */
export async function growth(options: GrowthOptions): Promise<number> {
  const { connectionString, smoke, say } = options
  const before = await rate(options, false)
  say(`before growth ${Math.round(before)}/s`)
  await fill(connectionString, smoke ? 10_000 : STORED, say)
  const after = await rate(options, true)
  say(`after growth ${Math.round(after)}/s`)
  return after / before
}

async function rate({ connectionString, seed, start, load, smoke }: GrowthOptions, acrossCheckpoint: boolean): Promise<number> {
  const server = await start(connectionString)
  const plan = { seconds: smoke ? 1 : 20, connections: 256, rate: 0 }
  await load(server, seed, { ...plan, seconds: smoke ? 1 : 5 })
  const rates: number[] = []
  for (let at = 0; at < (smoke ? 1 : ROUNDS); at++) {
    // Right after a checkpoint every page that is touched is written to the log whole: the worst case.
    const checkpoint = acrossCheckpoint ? checkpointNow(connectionString) : Promise.resolve()
    const [run] = await Promise.all([load(server, seed, plan), checkpoint])
    rates.push(run.latencies.length / (run.elapsedMs / 1000))
  }
  await server.stop()
  return median(rates)
}

async function checkpointNow(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  await client.query('CHECKPOINT')
  await client.end()
}

/**
 * Payments as they would have been made one by one, holder after holder: rows, attempts, transfers with their running balances, audit leaves
 * and idempotency keys, so that every index has its size and the books still verify.
 */
async function fill(connectionString: string, count: number, say: (line: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(PREPARE)
    for (let done = 0; done < count; done += CHUNK) {
      const size = Math.min(CHUNK, count - done)
      await client.query('BEGIN')
      await client.query(GROW, [done, size])
      for (const statement of STORE) await client.query(statement)
      await client.query('DROP TABLE grown')
      await client.query('COMMIT')
      if ((done / CHUNK) % 4 === 3) say(`stored ${done + size} payments`)
    }
    await client.query('DROP TABLE payers, payee')
    await client.query('VACUUM ANALYZE')
  } finally {
    await client.end()
  }
}

/** Who pays and who is paid, with the balances that they have now. */
const PREPARE = `
CREATE TEMP TABLE payers AS
  SELECT row_number() OVER (ORDER BY h.id) - 1 AS n, h.id AS holder, a.id AS account, a.debits_pending, a.debits_posted, a.credits_pending, a.credits_posted
  FROM wallets.holders h JOIN ledger.accounts a ON a.id = h.account_id;
CREATE UNIQUE INDEX ON payers (n);
CREATE TEMP TABLE payee AS
  SELECT m.id AS merchant, g.id AS agreement, a.id AS account, a.debits_pending, a.debits_posted, a.credits_pending, a.credits_posted,
    f.id AS fees, (SELECT count(*) FROM payers) AS payers, (SELECT accounting_date FROM ledger.days WHERE state = 'open') AS today
  FROM merchants.merchants m
  JOIN partners.agreements g ON g.merchant_id = m.id
  JOIN ledger.accounts a ON a.id = m.account_settled
  CROSS JOIN ledger.accounts f
  WHERE f.code = 'fees_due'
  LIMIT 1;`

/** Payment n is made by holder n mod payers, as his k-th; 10 fen each, 1 fen of it the fee. */
const GROW = `
CREATE TEMP TABLE grown AS
  SELECT g.n, p.holder, p.account AS wallet, g.n / e.payers + 1 AS k, uuidv7() AS payment, uuidv7() AS attempt, uuidv7() AS moved, uuidv7() AS charged,
    e.seq + 2 * (g.n - $1::bigint) AS seq, e.booked_at
  FROM generate_series($1::bigint, $1::bigint + $2::bigint - 1) AS g (n)
  CROSS JOIN (SELECT payers, nextval('ledger.transfer_seq') AS seq, date_trunc('milliseconds', clock_timestamp()) AS booked_at FROM payee) e
  JOIN payers p ON p.n = g.n % e.payers
  ORDER BY g.n`

const STORE = [
  `SELECT setval('ledger.transfer_seq', (SELECT max(seq) FROM grown) / 8192 * 8192 + 8192)`,
  `INSERT INTO payments.payments (id, merchant_id, status, amount, currency, amount_captured, amount_refunded, fee, fee_clause, fee_arithmetic,
     fee_returned, agreement_id, agreement_version, order_reference, capture_method, method, holder_id, unsettled, fee_unsettled, counted_on,
     attempt_count, expires_at, created_at, succeeded_at)
   SELECT payment, merchant, 'succeeded', 10, 'CNY', 10, 0, 1, 'agr/v1/§3.1', 'max(10 × 38 bp, 1) = 1',
     0, agreement, 1, 'grown-' || n, 'automatic', 'wallet_balance', holder, 0, 0, today, 1, booked_at + interval '15 minutes', booked_at, booked_at
   FROM grown, payee ORDER BY n`,
  `INSERT INTO payments.attempts (payment_id, number, id, method, holder_id, status, created_at, finished_at)
   SELECT payment, 1, attempt, 'wallet_balance', holder, 'succeeded', booked_at, booked_at FROM grown ORDER BY n`,
  `INSERT INTO ledger.transfers (id, seq, debit_account, credit_account, amount, booked_at, debit_debits_pending, debit_debits_posted,
     debit_credits_pending, debit_credits_posted, credit_debits_pending, credit_debits_posted, credit_credits_pending, credit_credits_posted,
     accounting_date, kind, reference, reason_kind, reason_clause, reason_arithmetic)
   SELECT t.* FROM grown g CROSS JOIN payee e JOIN payers p ON p.holder = g.holder CROSS JOIN LATERAL (VALUES
     (g.moved, g.seq, p.account, e.account, 10::bigint, g.booked_at, p.debits_pending, p.debits_posted + 10 * g.k, p.credits_pending, p.credits_posted,
       e.debits_pending, e.debits_posted + g.n, e.credits_pending, e.credits_posted + 10 * (g.n + 1), e.today, 1::smallint, g.payment::text, 'payment', NULL, NULL),
     (g.charged, g.seq + 1, e.account, e.fees, 1, g.booked_at, e.debits_pending, e.debits_posted + g.n + 1, e.credits_pending, e.credits_posted + 10 * (g.n + 1),
       NULL, NULL, NULL, NULL, e.today, 1, g.payment::text, 'fee', 'agr/v1/§3.1', 'max(10 × 38 bp, 1) = 1')) AS t
   ORDER BY g.n`,
  `UPDATE ledger.accounts a SET debits_posted = a.debits_posted + d.amount
   FROM (SELECT wallet, 10 * count(*) AS amount FROM grown GROUP BY wallet) d WHERE a.id = d.wallet`,
  `UPDATE ledger.accounts a SET credits_posted = a.credits_posted + 10 * d.count, debits_posted = a.debits_posted + d.count
   FROM payee e, (SELECT count(*) FROM grown) d WHERE a.id = e.account`,
  `WITH fees AS (
     UPDATE ledger.accounts a SET credits_posted = a.credits_posted + d.count, snapshot_at = d.booked_at
     FROM payee e, (SELECT count(*), max(booked_at) AS booked_at, min(seq) AS seq FROM grown) d WHERE a.id = e.fees
     RETURNING a.id, d.booked_at, d.seq, a.debits_pending, a.debits_posted, a.credits_pending, a.credits_posted)
   INSERT INTO ledger.snapshots (account, booked_at, seq, debits_pending, debits_posted, credits_pending, credits_posted) SELECT * FROM fees`,
  `INSERT INTO audit.leaves (id, actor, action, subject, result, request_id, request_hash, at)
   SELECT uuidv7(), 'mer:' || merchant, 'createPayment', payment::text, 'ok', 'req_' || n, sha256(payment::text::bytea), booked_at FROM grown, payee ORDER BY n`,
  `INSERT INTO platform.idempotency_keys (id, request_hash, status, body, created_at)
   SELECT gen_random_uuid(), sha256(payment::text::bytea), 201, repeat(payment::text, 27), booked_at FROM grown`,
]
