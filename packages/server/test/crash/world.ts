/**
 * Everything a crash test runs on: one PostgreSQL and one clearing house that live through all crashes, and servers that do
 * not. An outage lasts as long as the longest lease, so that what a dead server had claimed is free again after it.
 */
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClearingHouse, type RunningClearingHouse } from '@feiqian/sandbox/clearing-house'
import pg from 'pg'
import { createMovableClock } from '../../src/kernel/time.ts'
import { createDb, type Db } from '../../src/platform/db.ts'
import { migrate } from '../../src/platform/migrate.ts'
import { createClient } from './client.ts'
import { type CrashingPostgres, freePort, loadServer, quiet, type ServerProcess, startPostgres } from './processes.ts'
import { startReceiver } from './receiver.ts'
import { seed } from './seed.ts'

const DATABASE = 'crash'
const CONTROL = 'crash_control'
const INSTITUTION = 'inst_demo'
/** Longer than the leases of instructions (20 s) and webhooks (60 s). */
const OUTAGE_MS = 61_000
/** The house answers fast: what is tested is not its patience. */
const RESULT_DELAY_MS = 20
const STATE_IS_WRITTEN_MS = 150

export type World = Awaited<ReturnType<typeof createWorld>>

/** A second, undisturbed copy of everything as it is now. */
export type Control = { readonly server: ServerProcess; readonly db: Db; close(): Promise<void> }

export async function createWorld(folder: string) {
  const postgres = await startPostgres(join(folder, 'data'))
  return createOn(postgres, folder).catch(async (error: unknown) => {
    await postgres.stop()
    throw error
  })
}

async function createOn(postgres: CrashingPostgres, folder: string) {
  const clock = createMovableClock()
  const secret = 'the key that only the house and the institution know'
  await command(`CREATE DATABASE ${DATABASE}`)
  await migrate({ connectionString: postgres.url(DATABASE), logger: quiet })
  const stateFile = join(folder, 'house.json')
  const load = (): ServerProcess => loadServer(join(folder, 'compiled'))
  const houses: RunningClearingHouse[] = []
  const house = await startHouse(stateFile)
  const receiver = await startReceiver()
  const port = await freePort()
  const client = createClient()
  const seeded = await seed({
    connectionString: postgres.url(DATABASE),
    house: { url: house.url, secret },
    clock,
    webhookUrl: receiver.url,
  })
  const db = open(DATABASE)
  let server: ServerProcess | null = null
  let spare: ServerProcess | null = load()

  async function startHouse(file: string): Promise<RunningClearingHouse> {
    const started = await createClearingHouse({ institutions: [{ id: INSTITUTION, secret }], clock, stateFile: file })
    started.control.setFaults({ resultDelayMs: RESULT_DELAY_MS })
    houses.push(started)
    return started
  }

  function open(database: string): Db {
    return createDb({ connectionString: postgres.url(database), poolMax: 2, role: 'feiqian_app', applicationName: 'crash-test' })
  }

  async function command(statement: string): Promise<void> {
    const admin = new pg.Client({ connectionString: postgres.url('postgres') })
    await admin.connect()
    await admin.query(statement)
    await admin.end()
  }

  function running(): ServerProcess {
    if (server === null) throw new Error('no server has been started')
    return server
  }

  return {
    seeded,
    db,
    client,
    receiver,
    house,
    get server() {
      return running()
    },
    /** Brings up a server, an outage after the one before, and lets the clients in. */
    async start(): Promise<void> {
      clock.advance(OUTAGE_MS)
      const next = spare ?? load()
      spare = null
      server = next
      void next.exited.then(() => client.close())
      const url = await next.ask({
        kind: 'start',
        connectionString: postgres.url(DATABASE),
        port,
        house: { url: house.url, secret },
        clockOffsetMs: clock.offsetMs(),
      })
      client.open(String(url))
      // The next one loads its program while this one works.
      spare = load()
      await next.ask({ kind: 'sweep' })
    },
    async stop(): Promise<void> {
      client.close()
      await running().ask({ kind: 'stop' })
      await running().kill()
    },
    /** Crashes PostgreSQL; the server lives on, and it is an outage later. */
    async crashPostgres(): Promise<void> {
      await postgres.crash()
      clock.advance(OUTAGE_MS)
      await running().ask({ kind: 'advance', ms: OUTAGE_MS })
    },
    /** Copies database and clearing house, which both must be at rest, and starts a server on the copies. */
    async control(): Promise<Control> {
      await sleep(STATE_IS_WRITTEN_MS)
      const copy = `${stateFile}.control`
      await copyFile(stateFile, copy)
      const otherHouse = await startHouse(copy)
      await db.pool.query('SELECT 1')
      await command(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${DATABASE}'`)
      await command(`CREATE DATABASE ${CONTROL} TEMPLATE ${DATABASE}`)
      const controlServer = load()
      await controlServer.ask({
        kind: 'start',
        connectionString: postgres.url(CONTROL),
        port: 0,
        house: { url: otherHouse.url, secret },
        clockOffsetMs: clock.offsetMs(),
      })
      const controlDb = open(CONTROL)
      return {
        server: controlServer,
        db: controlDb,
        async close() {
          await controlServer.ask({ kind: 'stop' })
          await controlServer.kill()
          await controlDb.close()
          await command(`DROP DATABASE ${CONTROL} WITH (FORCE)`)
        },
      }
    },
    async close(): Promise<void> {
      client.close()
      await Promise.all([server?.kill(), spare?.kill()])
      await db.close()
      await receiver.close()
      for (const started of houses) await started.close()
      await postgres.stop()
    },
  }
}
