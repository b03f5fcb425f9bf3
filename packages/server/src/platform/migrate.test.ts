import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { useDatabase } from '../../test/harness/database.ts'
import { sql } from './db.ts'
import { migrate } from './migrate.ts'

const database = useDatabase()
const logger = { info() {}, warn() {}, error() {} }
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feiqian-migrations-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

it('finds nothing to do in a migrated database', async () => {
  expect(await migrate({ connectionString: database.connectionString, logger })).toBe(0)
})

it('applies files in the order of their names, once, even when several nodes start at once, and rolls a failing one back whole', async () => {
  const connectionString = await emptyDatabase()
  await writeFile(join(folder, '0002_b.sql'), 'ALTER TABLE steps ADD COLUMN b integer;\n')
  await writeFile(join(folder, '0001_a.sql'), "CREATE TABLE steps (a text);\nINSERT INTO steps VALUES ('braces {stay} as they are');\n")
  const counts = await Promise.all([1, 2, 3].map(() => migrate({ connectionString, logger, folder })))
  expect(counts.sort()).toEqual([0, 0, 2])
  await writeFile(join(folder, '0003_c.sql'), 'CREATE TABLE half (a text);\nSELECT 1 / 0;\n')
  await expect(migrate({ connectionString, logger, folder })).rejects.toThrow('division by zero')
  await writeFile(join(folder, '0003_c.sql'), 'CREATE TABLE half (a text);\n')
  expect(await migrate({ connectionString, logger, folder })).toBe(1)
})

async function emptyDatabase(): Promise<string> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: database.connectionString })
  await client.connect()
  const [row] = await database.db.query(sql('test.migrate.name', 'SELECT current_database()::text AS name'))
  const name = `${row?.name}_empty`
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  const url = new URL(database.connectionString)
  url.pathname = `/${name}`
  return url.href
}
