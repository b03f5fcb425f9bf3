import { describe, expect, it } from 'vitest'
import { sql } from '../../src/platform/db.ts'
import { useDatabase } from './database.ts'

describe('the test database', () => {
  const database = useDatabase()

  it('is migrated and acts as the application role', async () => {
    const rows = await database.db.query(sql('test.role', 'SELECT current_user::text AS role, current_setting($1) AS durable'), ['fsync'])
    expect(rows).toEqual([{ role: 'feiqian_app', durable: 'on' }])
  })

  it('is not shared between test files', async () => {
    const rows = await database.db.query(sql('test.name', 'SELECT current_database()::text AS name'))
    expect(database.connectionString).toContain(rows[0]?.name)
  })
})
