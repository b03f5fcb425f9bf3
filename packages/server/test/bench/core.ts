/**
 * The core benchmark: the ledger and full wallet payments over HTTP, measured in the same run and on the same server as TPC-B.
 * Only ratios mean something: absolute figures belong to the machine and the moment.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import manifest from '../../package.json' with { type: 'json' }
import { verifyBooks } from '../../src/domains/ledger/verify-books.ts'
import { systemClock } from '../../src/kernel/time.ts'
import { createDb } from '../../src/platform/db.ts'
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts'
import { migrate } from '../../src/platform/migrate.ts'
import { makeDataFolder } from '../harness/data-folder.ts'
import { growth } from './growth.ts'
import { median, quantile, round } from './quantiles.ts'
import { type PaymentsSeed, seedLedger, seedPayments } from './seed.ts'
import type { Area, RunOptions, Target } from './targets.ts'
import { prepareTpcb } from './tpcb.ts'

export type Figures = {
  tpcbTps: number
  tpcbC1Ms: number
  ledgerTransfersPerSecond: number
  ledgerRatio: number
  ledgerBatchP99Ms: number
  ledgerHotOverUniform: number
  paymentsPerSecond64: number
  paymentsPerSecond256: number
  paymentsRatio64: number
  paymentsRatio256: number
  openLoopP50Ms: number
  openLoopP99Ms: number
  aloneP50Ms: number
  rssMb: number
  growth: number | null
}

const TARGETS: readonly Target<Figures>[] = [
  { figure: 'ledgerRatio', text: '>= 6', met: f => f.ledgerRatio >= 6 },
  { figure: 'ledgerBatchP99Ms', text: '<= 50', met: f => f.ledgerBatchP99Ms <= 50 },
  { figure: 'ledgerHotOverUniform', text: '>= 0.85', met: f => f.ledgerHotOverUniform >= 0.85 },
  { figure: 'paymentsRatio64', text: '>= 1.5', met: f => f.paymentsRatio64 >= 1.5 },
  { figure: 'paymentsRatio256', text: '>= 2', met: f => f.paymentsRatio256 >= 2 },
  { figure: 'openLoopP50Ms', text: '<= 8', met: f => f.openLoopP50Ms <= 8 },
  { figure: 'openLoopP99Ms', text: '<= 25', met: f => f.openLoopP99Ms <= 25 },
  { figure: 'aloneP50Ms', text: '<= 4 × tpcbC1Ms', met: f => f.aloneP50Ms <= 4 * f.tpcbC1Ms },
  { figure: 'rssMb', text: '<= 250', met: f => f.rssMb <= 250 },
  { figure: 'growth', text: '>= 0.7', met: f => f.growth === null || f.growth >= 0.7 },
]

export const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const BATCH = 300
const HOLDERS = 2_000
const ACCOUNTS = 10_000
export const silent = { debug() {}, info() {}, warn() {}, error() {} }

export const coreArea: Area<Figures> = { targets: TARGETS, run: runCore }

async function runCore({ smoke, growth: withGrowth, say }: RunOptions): Promise<Figures> {
  const seconds = smoke ? { tpcb: 1, short: 1, load: 1 } : { tpcb: 30, short: 10, load: 15 }
  const rounds = smoke ? 1 : 3
  const folder = await makeDataFolder('bench')
  const postgres = await startEmbeddedPostgres({ dataDir: folder, logger: silent })
  try {
    say(`PostgreSQL with fsync, synchronous_commit and full_page_writes on; ${availableParallelism()} processors`)
    const tpcb = await prepareTpcb(postgres.connectionString, smoke ? 1 : 50)
    say(`yardstick: TPC-B, scale ${smoke ? 1 : 50}, by ${tpcb.tool}`)
    const ledgerUrl = await database(postgres.connectionString, 'bench_ledger')
    await seedLedger(ledgerUrl, smoke ? 500 : ACCOUNTS)
    const paymentsUrl = await database(postgres.connectionString, 'bench_payments')
    const seed = await seedPayments(paymentsUrl, smoke ? 50 : HOLDERS)
    say('seeded')
    const server = await startServer(paymentsUrl)
    const runs = {
      tpcb: [] as number[],
      c1: [] as number[],
      uniform: [] as LedgerRun[],
      hot: [] as LedgerRun[],
      c64: [] as number[],
      c256: [] as number[],
      alone: [] as number[],
      open: [] as LoadRun[],
    }
    await load(server, seed, { seconds: seconds.load / 3, connections: 64, rate: 0 })
    for (let at = 0; at < rounds; at++) {
      const yardstick = await tpcb.run(16, seconds.tpcb)
      runs.tpcb.push(yardstick.tps)
      runs.uniform.push(await ledgerRun(ledgerUrl, seconds.short, 'uniform'))
      runs.hot.push(await ledgerRun(ledgerUrl, seconds.short, 'hot'))
      runs.c64.push(perSecond(await load(server, seed, { seconds: seconds.load, connections: 64, rate: 0 })))
      runs.c256.push(perSecond(await load(server, seed, { seconds: seconds.load, connections: 256, rate: 0 })))
      runs.c1.push((await tpcb.run(1, seconds.short)).latencyMs)
      runs.alone.push(quantile((await load(server, seed, { seconds: seconds.short, connections: 1, rate: 0 })).latencies, 0.5))
      runs.open.push(await load(server, seed, { seconds: seconds.load, connections: 256, rate: smoke ? 100 : 1000 }))
      say(
        `round ${at + 1}: TPC-B ${round(yardstick.tps, 0)}/s, ledger ${round(runs.uniform.at(-1)?.perSecond ?? 0, 0)}/s, payments ${round(runs.c64.at(-1) ?? 0, 0)}/s (64) ${round(runs.c256.at(-1) ?? 0, 0)}/s (256)`,
      )
    }
    const rssMb = await server.rssMb()
    await server.stop()
    const grown = withGrowth ? await growth({ connectionString: paymentsUrl, seed, start: startServer, load, smoke, say }) : null
    for (const url of [ledgerUrl, paymentsUrl]) await assertBooks(url, say)
    const tpcbTps = median(runs.tpcb)
    const ledgerRate = median(runs.uniform.map(run => run.perSecond))
    const [rate64, rate256] = [median(runs.c64), median(runs.c256)]
    return {
      tpcbTps: round(tpcbTps, 0),
      tpcbC1Ms: round(median(runs.c1)),
      ledgerTransfersPerSecond: round(ledgerRate, 0),
      ledgerRatio: round(median(runs.uniform.map((run, at) => run.perSecond / (runs.tpcb[at] ?? tpcbTps)))),
      ledgerBatchP99Ms: round(median(runs.uniform.map(run => run.p99Ms)), 1),
      ledgerHotOverUniform: round(median(runs.hot.map((run, at) => run.perSecond / (runs.uniform[at]?.perSecond ?? ledgerRate)))),
      paymentsPerSecond64: round(rate64, 0),
      paymentsPerSecond256: round(rate256, 0),
      paymentsRatio64: round(median(runs.c64.map((rate, at) => rate / (runs.tpcb[at] ?? tpcbTps)))),
      paymentsRatio256: round(median(runs.c256.map((rate, at) => rate / (runs.tpcb[at] ?? tpcbTps)))),
      openLoopP50Ms: round(median(runs.open.map(run => quantile(run.latencies, 0.5))), 1),
      openLoopP99Ms: round(median(runs.open.map(run => quantile(run.latencies, 0.99))), 1),
      aloneP50Ms: round(median(runs.alone)),
      rssMb: round(rssMb, 0),
      growth: grown === null ? null : round(grown),
    }
  } finally {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

export async function database(adminUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  await migrate({ connectionString: url.href, logger: silent })
  return url.href
}

/** Whatever was measured, the books must add up; a benchmark that loses money is no benchmark. */
async function assertBooks(url: string, say: (line: string) => void): Promise<void> {
  const db = createDb({ connectionString: url, poolMax: 2, role: 'feiqian_app' })
  const { ok, differenceCount } = await verifyBooks({ clock: systemClock }, db)
  await db.close()
  if (!ok) throw new Error(`the books of ${new URL(url).pathname.slice(1)} differ in ${differenceCount} places`)
  say(`books of ${new URL(url).pathname.slice(1)} verified`)
}

type LedgerRun = { readonly perSecond: number; readonly p99Ms: number }

/** Two processes, as two nodes would. */
async function ledgerRun(url: string, seconds: number, shape: 'uniform' | 'hot'): Promise<LedgerRun> {
  const results = await Promise.all(
    [0, 1].map(() =>
      json<{ posted: number; elapsedMs: number; latencies: number[] }>(file('./ledger-worker.ts'), [
        url,
        String(seconds),
        String(BATCH),
        shape,
      ]),
    ),
  )
  return {
    perSecond: results.reduce((sum, { posted, elapsedMs }) => sum + posted / (elapsedMs / 1000), 0),
    p99Ms: quantile(
      results.flatMap(result => result.latencies),
      0.99,
    ),
  }
}

export type RunningServer = { readonly url: URL; rssMb(): Promise<number>; stop(): Promise<void> }

export async function startServer(connectionString: string, environment: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
  const child = spawn(process.execPath, [...manifest.config.node_flags.split(' '), file('./server.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, DATABASE_URL: connectionString, ...environment },
  })
  const lines = createInterface({ input: child.stdout })
  const next = (): Promise<string> => new Promise(resolve => lines.once('line', resolve))
  const url = new URL(await next())
  return {
    url,
    async rssMb() {
      const answer = next()
      child.stdin.write('\n')
      return (JSON.parse(await answer) as { rssMb: number }).rssMb
    },
    async stop() {
      child.stdin.end()
      await ended(child)
    },
  }
}

export type LoadRun = {
  readonly elapsedMs: number
  readonly statuses: Readonly<Record<string, number>>
  readonly latencies: readonly number[]
}
export type LoadPlan = { readonly seconds: number; readonly connections: number; readonly rate: number }

const perSecond = (run: LoadRun): number => run.latencies.length / (run.elapsedMs / 1000)

export async function load(server: RunningServer, seed: PaymentsSeed, plan: LoadPlan): Promise<LoadRun> {
  const run = await json<LoadRun>(
    file('./load.ts'),
    [],
    JSON.stringify({ ...plan, ...seed, host: server.url.hostname, port: Number(server.url.port) }),
  )
  const refused = Object.entries(run.statuses).filter(([status]) => status !== '201')
  if (refused.length > 0) throw new Error(`payments were answered with ${JSON.stringify(run.statuses)}`)
  return run
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise(resolve => (child.exitCode === null ? child.once('exit', resolve) : resolve(child.exitCode)))

/** Runs a program of this folder and reads the one line of JSON that it prints. */
export async function json<T>(program: string, args: readonly string[], input = ''): Promise<T> {
  const child = spawn(process.execPath, ['--max-semi-space-size=32', program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', chunk => {
    text += String(chunk)
  })
  child.stdin.end(input)
  // Closed, not merely ended: a pipe may still hold what was written last.
  const code = await new Promise<number | null>(resolve => child.once('close', resolve))
  if (code !== 0) throw new Error(`${program} ended with ${code}`)
  return JSON.parse(text) as T
}
