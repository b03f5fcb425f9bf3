/**
 * The yardstick: TPC-B as pgbench runs it, on the same server as what it is compared with. Where pgbench is missing, the same
 * transaction over `pg`, and the report says so.
 */
import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import pg from 'pg'

export type Tpcb = { readonly tool: 'pgbench' | 'pg'; run(clients: number, seconds: number): Promise<{ tps: number; latencyMs: number }> }

function findPgbench(): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, 'pgbench')
    try {
      accessSync(file, constants.X_OK)
      return file
    } catch {
      // Not here.
    }
  }
  return null
}

/** Creates and fills the tables of the given scale in a database of its own. */
export async function prepareTpcb(adminUrl: string, scale: number): Promise<Tpcb> {
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  await admin.query('DROP DATABASE IF EXISTS tpcb')
  await admin.query('CREATE DATABASE tpcb')
  await admin.end()
  const url = new URL(adminUrl)
  url.pathname = '/tpcb'
  const pgbench = findPgbench()
  await fill(url.href, scale)
  return pgbench === null ? overPg(url.href, scale) : withPgbench(pgbench, url.href)
}

/** What `pgbench -i` makes: the same tables, fill factor and keys. */
async function fill(url: string, scale: number): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (const statement of [
    'CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22))',
    'CREATE TABLE pgbench_tellers (tid int NOT NULL, bid int, tbalance int, filler char(84)) WITH (fillfactor = 100)',
    'CREATE TABLE pgbench_accounts (aid int NOT NULL, bid int, abalance int, filler char(84)) WITH (fillfactor = 100)',
    'CREATE TABLE pgbench_branches (bid int NOT NULL, bbalance int, filler char(88)) WITH (fillfactor = 100)',
    `INSERT INTO pgbench_branches (bid, bbalance) SELECT id, 0 FROM generate_series(1, ${scale}) id`,
    `INSERT INTO pgbench_tellers (tid, bid, tbalance) SELECT id, (id - 1) / 10 + 1, 0 FROM generate_series(1, ${scale * 10}) id`,
    `INSERT INTO pgbench_accounts (aid, bid, abalance, filler) SELECT id, (id - 1) / 100000 + 1, 0, '' FROM generate_series(1, ${scale * 100_000}) id`,
    'ALTER TABLE pgbench_branches ADD PRIMARY KEY (bid)',
    'ALTER TABLE pgbench_tellers ADD PRIMARY KEY (tid)',
    'ALTER TABLE pgbench_accounts ADD PRIMARY KEY (aid)',
    'VACUUM ANALYZE',
    'CHECKPOINT',
  ]) {
    await client.query(statement)
  }
  await client.end()
}

function withPgbench(pgbench: string, url: string): Tpcb {
  return {
    tool: 'pgbench',
    async run(clients, seconds) {
      const text = await output(pgbench, [
        '-n',
        '-M',
        'prepared',
        '-c',
        String(clients),
        '-j',
        clients > 1 ? '2' : '1',
        '-T',
        String(seconds),
        url,
      ])
      const tps = /tps = ([\d.]+)/.exec(text)?.[1]
      const latency = /latency average = ([\d.]+) ms/.exec(text)?.[1]
      if (tps === undefined || latency === undefined) throw new Error(`pgbench did not report: ${text}`)
      return { tps: Number(tps), latencyMs: Number(latency) }
    },
  }
}

function output(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    child.stdout.on('data', chunk => {
      text += String(chunk)
    })
    child.stderr.on('data', chunk => {
      text += String(chunk)
    })
    child.once('error', reject)
    child.once('exit', code => (code === 0 ? resolve(text) : reject(new Error(`${command} ended with ${code}: ${text}`))))
  })
}

function overPg(url: string, scale: number): Tpcb {
  const random = (max: number): number => 1 + Math.floor(Math.random() * max)
  async function client(until: number): Promise<number> {
    const connection = new pg.Client({ connectionString: url })
    await connection.connect()
    let count = 0
    while (performance.now() < until) {
      const [aid, bid, tid, delta] = [random(scale * 100_000), random(scale), random(scale * 10), random(10_000) - 5_000]
      await connection.query('BEGIN')
      await connection.query({
        name: 'a',
        text: 'UPDATE pgbench_accounts SET abalance = abalance + $1 WHERE aid = $2',
        values: [delta, aid],
      })
      await connection.query({ name: 'b', text: 'SELECT abalance FROM pgbench_accounts WHERE aid = $1', values: [aid] })
      await connection.query({
        name: 'c',
        text: 'UPDATE pgbench_tellers SET tbalance = tbalance + $1 WHERE tid = $2',
        values: [delta, tid],
      })
      await connection.query({
        name: 'd',
        text: 'UPDATE pgbench_branches SET bbalance = bbalance + $1 WHERE bid = $2',
        values: [delta, bid],
      })
      await connection.query({
        name: 'e',
        text: 'INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES ($1, $2, $3, $4, CURRENT_TIMESTAMP)',
        values: [tid, bid, aid, delta],
      })
      await connection.query('END')
      count += 1
    }
    await connection.end()
    return count
  }
  return {
    tool: 'pg',
    async run(clients, seconds) {
      const startedAt = performance.now()
      const counts = await Promise.all(Array.from({ length: clients }, () => client(startedAt + seconds * 1000)))
      const tps = counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - startedAt) / 1000)
      return { tps, latencyMs: (1000 * clients) / tps }
    },
  }
}
