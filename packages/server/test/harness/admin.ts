/** A superuser's connection to a test database, for what the application's role may not do: test tables, killed backends. */
import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import type { TestDatabase } from './database.ts'

export type Admin = {
  run(statement: string, values?: readonly unknown[]): Promise<pg.QueryResult>
  /** Ends the backend with this process id, and waits until it has gone. */
  terminate(backend: number): Promise<void>
}

/** Call after `useDatabase`; `setup` runs once, before the tests. */
export function useAdmin(database: TestDatabase, setup: readonly string[] = []): Admin {
  let client: pg.Client | null = null
  const run: Admin['run'] = (statement, values = []) => {
    if (client === null) throw new Error('the connection is open only while tests and hooks run')
    return client.query(statement, [...values])
  }
  beforeAll(async () => {
    client = new pg.Client({ connectionString: database.connectionString })
    await client.connect()
    for (const statement of setup) await run(statement)
  })
  afterAll(() => client?.end())

  return {
    run,
    async terminate(backend) {
      await run('SELECT pg_terminate_backend($1, 5000)', [backend])
    },
  }
}
