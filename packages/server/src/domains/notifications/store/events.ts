/**
 * SQL of the event history, platform.events, and of the relay that empties platform.outbox.
 */
import { type Id, LAST_UUID } from '../../../kernel/ids.ts'
import { type Db, pgArray, type Row, type Statement, sql, type Tx } from '../../../platform/db.ts'
import type { Event, RelayedEvent } from '../types.ts'

/**
 * One statement takes notes that no other relay holds and creates the deliveries of the endpoints that want their events. What comes back
 * is one row of columns, quicker to read than a row for each event; objects stay in the database, but for the types $3 that a consumer
 * reads.
 */
const TAKE = sql(
  'notifications.take_outbox',
  `WITH taken AS (
     DELETE FROM platform.outbox WHERE id = ANY (ARRAY(SELECT id FROM platform.outbox ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED))
     RETURNING event_ids, types, merchant_ids, topics, created_at
   ), event AS MATERIALIZED (
     SELECT unnest(event_ids) AS id, unnest(types) AS type, unnest(merchant_ids) AS merchant_id, unnest(topics) AS topics, created_at FROM taken
   ), due AS (
     INSERT INTO notifications.deliveries (merchant_id, endpoint_id, event_id, state, next_attempt_at, created_at)
     SELECT v.merchant_id, e.id, v.id, 'pending', $2, $2
     FROM event v
     JOIN notifications.endpoints e ON e.merchant_id = v.merchant_id AND e.state = 'enabled' AND e.event_types && ARRAY['*', v.type]
     ORDER BY v.id, e.id
     RETURNING 1
   )
   SELECT array_agg(id) AS ids, string_agg(type, ',') AS types, string_agg(topics, E'\\n') AS topics,
     array_agg((extract(epoch FROM created_at) * 1000)::bigint) AS created,
     (SELECT json_object_agg(o.id, o.object::text) FROM platform.events o
      WHERE o.id = ANY (ARRAY(SELECT id FROM event WHERE type = ANY ($3::text[])))) AS objects,
     (SELECT count(*) FROM due) AS deliveries, (SELECT count(*) FROM taken) AS notes
   FROM event`,
)

const NOTIFY = sql('notifications.notify', `SELECT pg_notify('feiqian_events', chunk) FROM unnest($1::text[]) AS t (chunk)`)

/** Ids are in the order of time to the millisecond. */
const OLDEST = sql('notifications.oldest_waiting', 'SELECT created_at FROM platform.outbox ORDER BY id LIMIT 1')

/** When the event was made that has waited longest for the relay; `null` when none waits. */
export async function oldestWaiting(db: Db): Promise<Date | null> {
  const [row] = await db.query<Row & { created_at: Date }>(OLDEST)
  return row?.created_at ?? null
}

type TakenColumns = Row & {
  ids: Id<'evt'>[] | null
  types: string
  topics: string
  /** Milliseconds since 1970. */
  created: bigint[]
  objects: Readonly<Record<string, string>> | null
  deliveries: bigint
  notes: bigint
}

export type Taken = { readonly events: readonly RelayedEvent[]; readonly deliveries: number; readonly notes: number }

/** `limit`: notes at the most. `objects`: the types whose objects are to come along. */
export async function takeOutbox(tx: Tx, limit: number, now: Date, objects: readonly string[]): Promise<Taken> {
  const [taken] = await tx.query<TakenColumns>(TAKE, [limit, now, pgArray(objects)])
  if (taken === undefined || taken.ids === null) return { events: [], deliveries: 0, notes: 0 }
  const types = taken.types.split(',')
  const topics = taken.topics.split('\n')
  const events = taken.ids.map((id, at) => ({
    id,
    type: types[at] as string,
    topics: topics[at] as string,
    createdAt: new Date(Number(taken.created[at])),
    object: taken.objects?.[id] ?? null,
  }))
  return { events, deliveries: Number(taken.deliveries), notes: Number(taken.notes) }
}

export function notify(tx: Tx, chunks: readonly string[]): void {
  tx.send(NOTIFY, [pgArray(chunks)])
}

const COLUMNS = 'id, type, merchant_id, object::text AS object, created_at'

type EventRow = Row & { id: Id<'evt'>; type: string; merchant_id: Id<'mer'> | null; object: string; created_at: Date }

const eventOf = (row: EventRow): Event => ({
  id: row.id,
  type: row.type,
  merchantId: row.merchant_id,
  object: row.object,
  createdAt: row.created_at,
})

const listStatement = (scope: 'all' | 'merchant', direction: 'older' | 'newer'): Statement =>
  sql(
    `notifications.list_events_${scope}_${direction}`,
    `SELECT ${COLUMNS} FROM platform.events
     WHERE id ${direction === 'older' ? '<' : '>'} $1 AND ($2::text IS NULL OR type = $2)
       AND ($3::timestamptz IS NULL OR created_at >= $3) AND ($4::timestamptz IS NULL OR created_at < $4)
       ${scope === 'merchant' ? 'AND merchant_id = $6' : ''}
     ORDER BY id ${direction === 'older' ? 'DESC' : 'ASC'} LIMIT $5`,
  )

const LIST = {
  all: { older: listStatement('all', 'older'), newer: listStatement('all', 'newer') },
  merchant: { older: listStatement('merchant', 'older'), newer: listStatement('merchant', 'newer') },
}

export type EventFilter = {
  /** `null` shows the events of every merchant and the institution's own. */
  readonly merchantId: Id<'mer'> | null
  readonly type: string | null
  readonly createdGte: Date | null
  readonly createdLt: Date | null
}

export type Cursor = { readonly after: string | null; readonly before: string | null; readonly limit: number }

/** `limit + 1` rows: descending ids, or ascending ones from `before`. */
export async function listEvents(db: Db, filter: EventFilter, cursor: Cursor): Promise<Event[]> {
  const direction = cursor.before === null ? 'older' : 'newer'
  const values = [cursor.before ?? cursor.after ?? LAST_UUID, filter.type, filter.createdGte, filter.createdLt, cursor.limit + 1]
  const rows =
    filter.merchantId === null
      ? await db.query<EventRow>(LIST.all[direction], values)
      : await db.query<EventRow>(LIST.merchant[direction], [...values, filter.merchantId])
  return rows.map(eventOf)
}

const GET = sql(
  'notifications.get_event',
  `SELECT ${COLUMNS} FROM platform.events WHERE id = $1 AND ($2::uuid IS NULL OR merchant_id = $2)`,
)

export async function getEvent(db: Db, id: Id<'evt'>, merchantId: Id<'mer'> | null): Promise<Event | null> {
  const [row] = await db.query<EventRow>(GET, [id, merchantId])
  return row === undefined ? null : eventOf(row)
}
