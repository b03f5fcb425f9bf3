/** All SQL of the policies. */
import { iso } from '../../kernel/time.ts'
import { type Db, pgArray, sql, type Tx } from '../../platform/db.ts'
import type { PolicyRecord } from './types.ts'

const COLUMNS = `id, key, value, source, note, valid_from AS "validFrom", valid_to AS "validTo", created_at AS "createdAt"`

const ALL = sql('policies.all', `SELECT ${COLUMNS} FROM policies.records ORDER BY key, valid_from`)

// Writers take turns for the whole table: they are rare, and a turn makes "the last record of a key" certain.
const LOCK = sql('policies.lock', `SELECT pg_advisory_xact_lock(hashtextextended('policies.records', 0))`)

const LATEST = sql(
  'policies.latest',
  `SELECT DISTINCT ON (key) ${COLUMNS} FROM policies.records WHERE key = ANY ($1::text[]) ORDER BY key, valid_from DESC`,
)

const CLOSE = sql(
  'policies.close',
  `UPDATE policies.records AS r SET valid_to = c.valid_to
   FROM unnest($1::uuid[], $2::timestamptz[]) AS c (id, valid_to) WHERE r.id = c.id`,
)

const INSERT = sql(
  'policies.insert',
  `INSERT INTO policies.records (id, key, value, source, note, valid_from, valid_to, created_at)
   SELECT id, key, value::jsonb, source, note, valid_from, valid_to, created_at
   FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::timestamptz[])
     AS t (id, key, value, source, note, valid_from, valid_to, created_at)`,
)

const NOTIFY = sql('policies.notify', `SELECT pg_notify('policies_changed', '')`)

export const all = (db: Pick<Db, 'query'>): Promise<PolicyRecord[]> => db.query<PolicyRecord>(ALL)

/** The last record of each key, until the end of the transaction nobody else adds one. */
export async function latest(tx: Tx, keys: readonly string[]): Promise<Map<string, PolicyRecord>> {
  tx.lock('keys')
  tx.send(LOCK, [])
  const rows = await tx.query<PolicyRecord>(LATEST, [pgArray(keys)])
  return new Map(rows.map(row => [row.key, row]))
}

/** Closes the records that are followed, then adds those that follow; in this order, because the times never overlap. */
export function write(tx: Tx, closed: readonly PolicyRecord[], added: readonly PolicyRecord[]): void {
  tx.send(CLOSE, [pgArray(closed.map(record => record.id)), pgArray(closed.map(record => iso(record.validTo)))])
  tx.send(INSERT, [
    pgArray(added.map(record => record.id)),
    pgArray(added.map(record => record.key)),
    pgArray(added.map(record => JSON.stringify(record.value))),
    pgArray(added.map(record => record.source)),
    pgArray(added.map(record => record.note)),
    pgArray(added.map(record => iso(record.validFrom))),
    pgArray(added.map(record => iso(record.validTo))),
    pgArray(added.map(record => iso(record.createdAt))),
  ])
  tx.send(NOTIFY, [])
}
