/**
 * Starts one PostgreSQL for a whole test run, in a folder of its own, and migrates the template that every test file's database is cloned from.
 * `FEIQIAN_TEST_DATABASE_URL` (a superuser's) names another server instead.
 */
import { readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { type EmbeddedPostgres, startEmbeddedPostgres, stopLeftover } from '../../src/platform/embedded-postgres.ts'
import { migrate } from '../../src/platform/migrate.ts'
import { makeDataFolder } from './data-folder.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A superuser's connection string to the server of this run. */
    postgresUrl: string
    /** The migrated database to clone. */
    postgresTemplate: string
  }
}

const PREFIX = 'feiqian-test-'
const logger = { debug() {}, info() {}, warn: tell, error: tell }

function tell(facts: object, message: string): void {
  process.stderr.write(`${message} ${JSON.stringify(facts)}\n`)
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.FEIQIAN_TEST_DATABASE_URL
  let server: EmbeddedPostgres | null = null
  let folder: string | null = null
  if (given === undefined) {
    await removeLeftovers()
    folder = await makeDataFolder(`test-${process.pid}`)
    server = await startEmbeddedPostgres({ dataDir: folder, logger, settings: { max_connections: '200', autovacuum_naptime: '1min' } })
  }
  const url = given ?? server?.connectionString ?? ''
  const template = `feiqian_template_${process.pid}`
  try {
    await run(url, `CREATE DATABASE ${template}`)
    await migrate({ connectionString: databaseUrl(url, template), logger })
  } catch (error) {
    await server?.stop()
    if (folder !== null) await rm(folder, { recursive: true, force: true })
    throw error
  }
  project.provide('postgresUrl', url)
  project.provide('postgresTemplate', template)
  return async () => {
    if (server === null) await run(url, `DROP DATABASE ${template} WITH (FORCE)`)
    await server?.stop()
    if (folder !== null) await rm(folder, { recursive: true, force: true })
  }
}

/** Runs that were killed leave their server and folder behind. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1])
    if (!Number.isSafeInteger(pid) || isAlive(pid)) continue
    const folder = join(tmpdir(), name)
    const isFree = await stopLeftover(folder, { ...logger, warn() {} }).catch(() => false)
    if (isFree) await rm(folder, { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function databaseUrl(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}
