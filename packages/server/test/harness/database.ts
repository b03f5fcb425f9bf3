/**
 * A fresh, migrated database for a test file, on real PostgreSQL: cloned from the run's template before the tests and dropped after them,
 * when its books have been verified.
 */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import { createDb, type Db } from '../../src/platform/db.ts'
import { assertBooksVerified } from './books.ts'

export type TestDatabase = {
  /** Acts as the application's role, as in production. Usable from `beforeAll` on. */
  readonly db: Db
  /** A superuser's, for what the application may not do. */
  readonly connectionString: string
}

/** What is checked in a database before it is dropped, after the tests of its file. */
export type TeardownCheck = (database: TestDatabase) => Promise<void>

const checks: TeardownCheck[] = [database => assertBooksVerified(database.db)]

/** Registers a further check of every database of the present test file. It throws when something is wrong. */
export function onDatabaseTeardown(check: TeardownCheck): void {
  checks.push(check)
}

/** Call at the top of a test file or `describe`; the database lives as long as that. */
export function useDatabase(): TestDatabase {
  let opened: TestDatabase | null = null
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`

  const get = (): TestDatabase => {
    if (opened === null) throw new Error('the test database is open only while tests and hooks run')
    return opened
  }

  beforeAll(async () => {
    await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${inject('postgresTemplate')}`)
    const url = new URL(inject('postgresUrl'))
    url.pathname = `/${name}`
    opened = {
      connectionString: url.href,
      db: createDb({ connectionString: url.href, poolMax: 8, role: 'feiqian_app', applicationName: name }),
    }
  }, 60_000)

  afterAll(async () => {
    if (opened === null) return
    const database = opened
    try {
      for (const check of checks) await check(database)
    } finally {
      await database.db.close()
      opened = null
      await asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    }
  }, 60_000)

  return {
    get db() {
      return get().db
    },
    get connectionString() {
      return get().connectionString
    },
  }
}

async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
