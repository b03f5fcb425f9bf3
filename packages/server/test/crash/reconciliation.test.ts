/**
 * Reconciliation in a server that is killed: an import goes on where it stopped and ends as one that nobody disturbed; the close of a date leaves nothing
 * behind until it is whole, and once it is, gives the same documents. The places are those of points.ts; nothing waits for a time to pass.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClearingHouse, type RunningClearingHouse } from '@feiqian/sandbox/clearing-house'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compose } from '../../src/app/compose.ts'
import { OPERATOR_SCOPES } from '../../src/domains/identity/identity.ts'
import { systemClock } from '../../src/kernel/time.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { createLogger, createMetrics } from '../../src/platform/telemetry.ts'
import { type Caller, callerOf, type Json, must } from '../harness/app.ts'
import { type BillRow, billText, MAPPING } from '../harness/bills.ts'
import { useDatabase } from '../harness/database.ts'
import type { PointName } from './points.ts'
import { loadServer, type ServerProcess } from './processes.ts'

const database = useDatabase()
const secret = randomBytes(24).toString('hex')
let folder: string
let house: RunningClearingHouse
let key: string
let server: ServerProcess | null = null
/** The next one loads its program while this one works. */
let spare: ServerProcess | null = null
let operator: Caller

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feiqian-recon-crash-'))
  house = await createClearingHouse({ institutions: [{ id: 'inst_demo', secret }], clock: systemClock })
  key = await operatorKey()
  await start()
  await must(operator('POST', '/v1/reconciliation/mappings', { body: { name: 'house', mapping: MAPPING } }))
}, 60_000)

afterAll(async () => {
  await Promise.all([server?.kill(), spare?.kill()])
  await house.close()
  await rm(folder, { recursive: true, force: true })
}, 60_000)

/** Made by a program that is composed and never started: no other server takes part. */
async function operatorKey(): Promise<string> {
  const app = compose({
    config: loadConfig({ PORT: '0' }, []),
    connectionString: database.connectionString,
    clock: systemClock,
    logger: createLogger({ level: 'fatal', destination: process.stderr }),
    metrics: createMetrics({ processMetrics: false }),
    masterKey: Buffer.alloc(32, 7),
    clearing: { url: house.url, secret },
    pagesFolder: 'packages/web/dist',
  })
  try {
    return await app.db.transaction(async tx => {
      const operatorId = app.identity.createOperator(tx, { en: 'Crash test', zh: '崩溃测试' }, ['administrator'])
      const owner = { kind: 'operator', operatorId } as const
      return app.identity.createApiKey(tx, { owner, name: 'test', scopes: OPERATOR_SCOPES, expiresAt: null }).secret
    })
  } finally {
    await app.stop()
  }
}

async function start(): Promise<void> {
  server = spare ?? loadServer(join(folder, 'compiled'))
  spare = null
  const { connectionString } = database
  const url = await server.ask({ kind: 'start', connectionString, port: 0, house: { url: house.url, secret }, clockOffsetMs: 0 })
  operator = callerOf(String(url), key)
  spare = loadServer(join(folder, 'compiled'))
}

/** Does it with a server that ends, without a word, at the `count`-th time it comes to the point; then starts another. */
async function killedAt(point: PointName, count: number, act: () => Promise<unknown>): Promise<void> {
  const dying = server
  if (dying === null) throw new Error('no server has been started')
  await dying.ask({ kind: 'arm', point, count })
  // The answer may be lost with the server.
  await Promise.race([
    act()
      .catch(() => {})
      .then(() => dying.exited),
    dying.exited,
  ])
  await start()
}

const recon = (method: 'GET' | 'POST', path: string, body?: Json) =>
  operator(method, `/v1/reconciliation${path}`, body === undefined ? {} : { body, key: randomUUID() })

async function until<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  for (let tries = 0; tries < 1_200; tries++) {
    const found = await look()
    if (found !== null) return found
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`it did not happen: ${what}`)
}

async function sent(file: string, date: string): Promise<Json> {
  const bytes = Buffer.from(file)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const about = { source: 'sim', format: 'csv', mapping: 'house', date, file_name: 'bill.csv', sha256, bytes: bytes.length }
  const item = await must(recon('POST', '/imports', about))
  await must(recon('POST', `/imports/${String(item.id)}/parts`, { number: 1, data: bytes.toString('base64') }))
  return item
}

const matched = (id: unknown): Promise<Json> =>
  until('the bill is matched', async () => {
    const now = await must(recon('GET', `/imports/${String(id)}`))
    return now.state === 'matched' ? now : null
  })

/** What a bill came to, without what tells one import from another. */
async function resultOf(item: Json): Promise<unknown> {
  const id = String(item.id)
  const lines = (await must(recon('GET', `/imports/${id}/lines?match=exception&limit=100`))).data as Json[]
  const errors = (await must(recon('GET', `/imports/${id}/errors?limit=100`))).data as Json[]
  const found = (await must(recon('GET', `/exceptions?limit=100&date=${String(item.date)}`))).data as Json[]
  const { progress, matches, summary, sha256 } = item
  return {
    ...{ progress, matches, summary, sha256 },
    lines: lines.map(({ row, kind, amount, reference }) => [row, kind, amount, reference]),
    errors: errors.map(({ row, code, detail }) => [row, code, detail]),
    exceptions: found
      .map(({ kind, state, row, amount, detail }) => [kind, state, row, amount, detail])
      .sort((a, b) => Number(a[2]) - Number(b[2])),
  }
}

/** More than two batches: most say nothing about money, a few name nothing of ours, one cannot be read. */
const ROWS: readonly BillRow[] = Array.from({ length: 11_000 }, (_, at) => ({
  reference: `order-${at}`,
  amount: 100 + at,
  status: at % 2_000 === 7 ? '成功' : '失败',
}))

describe('an import', () => {
  it('that is killed while it is read, and again while it is matched, ends as one that nobody disturbed', async () => {
    const file = `${billText(ROWS)}\r\n,order-x,收款,,ten,,,成功`
    const quiet = await sent(file, '2031-01-01')
    await must(recon('POST', `/imports/${String(quiet.id)}/complete`, {}))
    const undisturbed = await resultOf(await matched(quiet.id))
    const item = await sent(file, '2031-01-02')
    await killedAt('import_batch', 2, () => must(recon('POST', `/imports/${String(item.id)}/complete`, {})))
    const halfway = await must(recon('GET', `/imports/${String(item.id)}`))
    expect((halfway.progress as Json).lines).toBeGreaterThanOrEqual(10_000)
    // The job of the dead server is taken up by this one, which dies in turn.
    await killedAt('import_matching', 1, async () => {})
    const resumed = await resultOf(await matched(item.id))
    expect(resumed).toEqual(undisturbed)
    expect((await must(recon('GET', `/imports/${String(item.id)}`))).matches).toMatchObject([
      { match: 'exception', lines: 6 },
      { match: 'ignored', lines: 10_994 },
    ])
  }, 120_000)
})

describe('the close of a date', () => {
  it('that is killed leaves nothing until it is whole, then gives the same documents', async () => {
    const [open] = ((await must(operator('GET', '/v1/days'))).data as Json[]).filter(({ state }) => state === 'open')
    const date = String(open?.date ?? open?.id)
    if (server === null) throw new Error('no server')
    await server.ask({ kind: 'close', date })
    const item = await must(recon('POST', '/fetches', { source: 'sim', format: 'clearing_settlement', date }))
    await matched(item.id)
    const close = (): Promise<Json> => must(recon('POST', `/days/${date}/close`))
    const day = async (): Promise<Json> => must(recon('GET', `/days/${date}`))
    for (const point of ['recon_close_gathered', 'recon_close_unwritten'] as const) {
      await killedAt(point, 1, close)
      expect({ point, ...(await day()) }).toMatchObject({ point, closed: false, missing: [] })
      expect((await recon('GET', `/days/${date}/documents/closing-report.pdf`)).status).toBe(404)
    }
    await killedAt('recon_close_written', 1, close)
    expect(await day()).toMatchObject({ closed: true })
    const first = await close()
    expect(first).toMatchObject({ repeated: true })
    // The proof that nothing changed is interrupted, too.
    await killedAt('recon_close_gathered', 1, close)
    expect(await close()).toEqual(first)
    expect((first.documents as Json[]).map(({ name }) => name)).toContain('closing-report.pdf')
  }, 120_000)
})
