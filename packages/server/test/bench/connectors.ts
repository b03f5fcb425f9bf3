/**
 * The benchmark of connectors: what the platform adds to an order at a channel whose sandbox answers at once, how many notifications
 * it takes with everything verified, and whether a channel that hangs slows the payments of another. Absolute figures belong to the
 * machine and the moment.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { formatId, type Id } from '../../src/kernel/ids.ts'
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts'
import { makeDataFolder } from '../harness/data-folder.ts'
import type { ChannelPlan } from './channel-load.ts'
import { database, file, json, type RunningServer, silent, startServer } from './core.ts'
import type { LoadResult } from './http-load.ts'
import { median, quantile, round } from './quantiles.ts'
import { measureReconciliation, type ReconciliationFigures } from './reconciliation.ts'
import type { SandboxOrder } from './sandbox-server.ts'
import { seedChannels } from './seed.ts'
import type { Area } from './targets.ts'

export type ConnectorFigures = ReconciliationFigures & {
  /** From the request to the answer with the code that the payer scans. */
  orderP50Ms: number
  orderP99Ms: number
  /** The median of the sandbox's own part of it, as the connector's log says. */
  sandboxP50Ms: number
  addedP50Ms: number
  addedP99Ms: number
  notificationsPerSecond: number
  notificationsAppliedPerSecond: number
  /** Orders at one channel while another is well, and while it hangs. */
  besideP99Ms: number
  besideHangingP99Ms: number
  isolation: number
}

const RATE = 100
const WECHAT = { type: 'wechat_pay', flow: 'native' }
const ALIPAY = { type: 'alipay', flow: 'qr' }
/** Longer than any connector waits. */
const HANGS_MS = 60_000

export const connectorsArea: Area<ConnectorFigures> = {
  targets: [
    { figure: 'addedP50Ms', text: '<= 10', met: f => f.addedP50Ms <= 10 },
    { figure: 'addedP99Ms', text: '<= 40', met: f => f.addedP99Ms <= 40 },
    { figure: 'notificationsPerSecond', text: '>= 1000', met: f => f.notificationsPerSecond >= 1_000 },
    { figure: 'isolation', text: '<= 1.5', met: f => f.isolation <= 1.5 },
    { figure: 'billSeconds', text: '<= 60', met: f => f.billSeconds <= 60 },
    { figure: 'billRssMb', text: '<= 600', met: f => f.billRssMb <= 600 },
  ],
  async run({ smoke, say }) {
    const folder = await makeDataFolder('bench')
    const postgres = await startEmbeddedPostgres({ dataDir: folder, logger: silent })
    const sandbox = await startSandboxProcess()
    try {
      const url = await database(postgres.connectionString, 'bench_connectors')
      const secret = await seedChannels(url)
      say('seeded: one merchant with a number at WeChat Pay and Alipay')
      const server = await startServer(url, { BENCH_SANDBOX: sandbox.access })
      const figures = await measureChannels(url, { server, sandbox, secret, folder, smoke, say })
      const connectionString = await database(postgres.connectionString, 'bench_reconciliation')
      return { ...figures, ...(await measureReconciliation({ connectionString, start: startServer, smoke, say })) }
    } finally {
      await sandbox.stop()
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    }
  },
}

type Sandbox = Awaited<ReturnType<typeof startSandboxProcess>>

async function startSandboxProcess() {
  // One helper thread, as the server has: the collections of what is not measured should not take its processor.
  const child: ChildProcess & { stdin: NodeJS.WritableStream } = spawn(
    process.execPath,
    ['--v8-pool-size=1', '--max-semi-space-size=32', file('./sandbox-server.ts')],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  ) as never
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  const next = (): Promise<string> => new Promise(resolve => lines.once('line', resolve))
  const access = await next()
  return {
    access,
    async order(order: SandboxOrder): Promise<void> {
      const answer = next()
      child.stdin.write(`${JSON.stringify(order)}\n`)
      await answer
    },
    stop: () =>
      new Promise<void>(resolve => {
        child.once('exit', () => resolve())
        child.stdin.end()
      }),
  }
}

type Bench = {
  readonly server: RunningServer
  readonly sandbox: Sandbox
  readonly client: pg.Client
  readonly secret: string
  readonly folder: string
  readonly smoke: boolean
  readonly say: (line: string) => void
}

async function measureChannels(connectionString: string, bench: Omit<Bench, 'client'>) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return await measure({ ...bench, client })
  } finally {
    await client.end()
    await bench.server.stop()
  }
}

async function measure(bench: Bench): Promise<Omit<ConnectorFigures, keyof ReconciliationFigures>> {
  const { client, sandbox, smoke, say } = bench
  const seconds = smoke ? 1 : 15
  const rounds = smoke ? 1 : 3
  await orders(bench, WECHAT, seconds / 3, RATE)
  await orders(bench, ALIPAY, seconds / 3, RATE / 2)
  const alone: LoadResult[] = []
  const beside: { well: number; hanging: number }[] = []
  const since = await now(client)
  for (let at = 0; at < rounds; at++) alone.push(await orders(bench, WECHAT, seconds, RATE))
  const theirs = await sandboxMedian(client, since)
  const total = {
    p50: median(alone.map(run => quantile(run.latencies, 0.5))),
    p99: median(alone.map(run => quantile(run.latencies, 0.99))),
  }
  say(`orders at ${RATE}/s: p50 ${round(total.p50, 1)} ms, p99 ${round(total.p99, 1)} ms, of which the sandbox ${round(theirs, 1)} ms`)
  for (let at = 0; at < rounds; at++) {
    const well = await besideAnother(bench, seconds)
    await sandbox.order({ kind: 'alipay_latency', ms: HANGS_MS })
    const hanging = await besideAnother(bench, seconds)
    await sandbox.order({ kind: 'alipay_latency', ms: 0 })
    beside.push({ well, hanging })
    say(`beside another channel that is well: p99 ${round(well, 1)} ms; that hangs: ${round(hanging, 1)} ms`)
  }
  const notified = await notifications(bench)
  say(`notifications: ${Math.round(notified.perSecond)}/s taken, ${Math.round(notified.appliedPerSecond)}/s applied`)
  const [well, hanging] = [median(beside.map(run => run.well)), median(beside.map(run => run.hanging))]
  return {
    orderP50Ms: round(total.p50, 1),
    orderP99Ms: round(total.p99, 1),
    sandboxP50Ms: round(theirs, 1),
    addedP50Ms: round(total.p50 - theirs, 1),
    addedP99Ms: round(total.p99 - theirs, 1),
    notificationsPerSecond: round(notified.perSecond, 0),
    notificationsAppliedPerSecond: round(notified.appliedPerSecond, 0),
    besideP99Ms: round(well, 1),
    besideHangingP99Ms: round(hanging, 1),
    isolation: round(median(beside.map(run => run.hanging / run.well))),
  }
}

async function run(bench: Bench, plan: DistributiveOmit<ChannelPlan, 'host' | 'port'>): Promise<LoadResult> {
  const { url } = bench.server
  return json<LoadResult>(file('./channel-load.ts'), [], JSON.stringify({ ...plan, host: url.hostname, port: Number(url.port) }))
}
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

async function orders(
  bench: Bench,
  method: Readonly<Record<string, string>>,
  seconds: number,
  rate: number,
  mayBeRefused = false,
): Promise<LoadResult> {
  const result = await run(bench, { kind: 'orders', secret: bench.secret, method, seconds, rate, connections: 256 })
  if (!mayBeRefused && Object.keys(result.statuses).some(status => status !== '201'))
    throw new Error(`orders were answered with ${JSON.stringify(result.statuses)}`)
  return result
}

/** Half of the orders go to WeChat Pay, half to Alipay; the 99th percentile of the former. */
async function besideAnother(bench: Bench, seconds: number): Promise<number> {
  const [ours] = await Promise.all([orders(bench, WECHAT, seconds, RATE / 2), orders(bench, ALIPAY, seconds, RATE / 2, true)])
  return quantile(ours.latencies, 0.99)
}

const OPEN = `SELECT id FROM clearing.instructions WHERE house = 'wechat_pay' AND state = 'sent' ORDER BY id LIMIT $1`
const PAID = `SELECT count(*)::int AS paid FROM clearing.instructions WHERE house = 'wechat_pay' AND state = 'succeeded'`
const WAITING = 'SELECT count(*)::int AS waiting FROM clearing.inbox WHERE next_at IS NOT NULL'

/** Payers pay all open orders; their notifications come at once, as fast as they are taken. */
async function notifications(bench: Bench): Promise<{ perSecond: number; appliedPerSecond: number }> {
  const { client, sandbox, folder } = bench
  const { rows } = await client.query<{ id: Id<'ins'> }>(OPEN, [bench.smoke ? 100 : 6_000])
  const captured = join(folder, 'notifications.json')
  const before = await count(client, PAID, 'paid')
  await sandbox.order({ kind: 'capture', orders: rows.map(row => formatId('ins', row.id)), file: captured })
  const startedAt = performance.now()
  const result = await run(bench, { kind: 'notifications', path: '/callbacks/clearing/wechat_pay', file: captured, connections: 64 })
  if (Object.keys(result.statuses).some(status => status !== '204'))
    throw new Error(`notifications were answered with ${JSON.stringify(result.statuses)}`)
  while ((await count(client, WAITING, 'waiting')) > 0) await sleep(10)
  const elapsedMs = performance.now() - startedAt
  const paid = (await count(client, PAID, 'paid')) - before
  // What a query learnt before its notification came is among them: every order ends paid, once.
  if (paid !== rows.length) throw new Error(`${rows.length} orders were paid, ${paid} are booked`)
  return { perSecond: rows.length / (result.elapsedMs / 1_000), appliedPerSecond: paid / (elapsedMs / 1_000) }
}

async function count(client: pg.Client, text: string, name: string): Promise<number> {
  const { rows } = await client.query<Record<string, number>>(text)
  return rows[0]?.[name] ?? 0
}

async function now(client: pg.Client): Promise<Date> {
  const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now')
  return rows[0]?.now ?? new Date(0)
}

/** How long WeChat Pay's simulator took for an order, in the middle, as our log of exchanges says. */
async function sandboxMedian(client: pg.Client, since: Date): Promise<number> {
  // The log is written behind.
  await sleep(2_000)
  const { rows } = await client.query<{ ms: number | null }>(
    `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ms)::float AS ms FROM connectors.exchanges
     WHERE code = 'wechat_pay' AND direction = 'out' AND method = 'POST' AND at >= $1`,
    [since],
  )
  return rows[0]?.ms ?? 0
}
