/** Whether anything of the business changed: a digest of every table but those that note that a request was made. */
import pg from 'pg'
import type { TestDatabase } from './database.ts'

/** Written whenever somebody asks: the request's audit leaf and stored answer, when a key or a consent was last used, what was delivered. */
const NOTES = new Set([
  'audit.leaves',
  'platform.idempotency_keys',
  'identity.api_keys',
  'identity.sign_in_failures',
  'notifications.deliveries',
  'notifications.attempts',
  'consents.accesses',
  'openbanking.endpoint_days',
  'openbanking.uptime_days',
])

export type Contents = Readonly<Record<string, string>>

/** The digest of each table's rows, by `schema.table`, in one statement. */
export async function contentsOf(database: TestDatabase): Promise<Contents> {
  const client = new pg.Client({ connectionString: database.connectionString })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'graphile_worker', 'public')
       ORDER BY 1`,
    )
    const tables = rows.map(row => row.name).filter(name => !NOTES.has(name))
    const digests = await client.query<{ name: string; digest: string }>(
      tables
        .map(
          name =>
            `SELECT '${name}' AS name, count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') AS digest FROM ${name} t`,
        )
        .join(' UNION ALL '),
    )
    return Object.fromEntries(digests.rows.map(({ name, digest }) => [name, digest]))
  } finally {
    await client.end()
  }
}

/** The contents once nothing works in the background any more. */
export async function settledContents(database: TestDatabase): Promise<Contents> {
  for (let last = await contentsOf(database), tries = 0; ; tries++) {
    await new Promise(resolve => setTimeout(resolve, 150))
    const now = await contentsOf(database)
    if (JSON.stringify(now) === JSON.stringify(last)) return now
    if (tries > 40) throw new Error('the database does not come to rest')
    last = now
  }
}
