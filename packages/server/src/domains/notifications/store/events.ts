/**
 * SQL of the event history and of the relay that fills it from platform.outbox.
 */
import { type Id, LAST_UUID } from '../../../kernel/ids.ts'
import { type Db, pgArray, type Row, type Statement, sql, type Tx } from '../../../platform/db.ts'
import type { Event, MovedEvent } from '../types.ts'

/**
 * One statement takes rows that no other relay holds, keeps them as events and creates the deliveries of the endpoints that
 * want them. What comes back is one row of columns, quicker to read than a row for each event; objects stay in the database, but for the
 * types $3 that a consumer reads. ctids are stable here: the rows are locked and outbox
 * rows are never updated.
 */
const MOVE = sql(
  'notifications.move_outbox',
  `WITH moved AS (
     DELETE FROM platform.outbox
     WHERE ctid = ANY (ARRAY(SELECT ctid FROM platform.outbox WHERE id >= $4 ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED))
     RETURNING id, type, merchant_id, topics, object, created_at
   ), kept AS (
     INSERT INTO notifications.events (id, type, merchant_id, object, created_at)
     SELECT id, type, merchant_id, object, created_at FROM moved ORDER BY id
     ON CONFLICT (id) DO NOTHING
     RETURNING id, type, merchant_id
   ), due AS (
     INSERT INTO notifications.deliveries (merchant_id, endpoint_id, event_id, state, next_attempt_at, created_at)
     SELECT k.merchant_id, e.id, k.id, 'pending', $2, $2
     FROM kept k
     JOIN notifications.endpoints e ON e.merchant_id = k.merchant_id AND e.state = 'enabled' AND e.event_types && ARRAY['*', k.type]
     ORDER BY k.id, e.id
     RETURNING 1
   )
   SELECT array_agg(id) AS ids, string_agg(type, ',') AS types, string_agg(topics, E'\\n') AS topics,
     array_agg((extract(epoch FROM created_at) * 1000)::bigint) AS created,
     json_object_agg(id, object::text) FILTER (WHERE type = ANY ($3::text[])) AS objects, (SELECT count(*) FROM due) AS deliveries
   FROM moved`,
)

const NOTIFY = sql('notifications.notify', `SELECT pg_notify('feiqian_events', chunk) FROM unnest($1::text[]) AS t (chunk)`)

/** The outbox keeps no index beside its key; ids are in the order of time to the millisecond. */
const OLDEST = sql('notifications.oldest_waiting', 'SELECT created_at FROM platform.outbox ORDER BY id LIMIT 1')

/** When the event was made that has waited longest for the relay; `null` when none waits. */
export async function oldestWaiting(db: Db): Promise<Date | null> {
  const [row] = await db.query<Row & { created_at: Date }>(OLDEST)
  return row?.created_at ?? null
}

type MovedColumns = Row & {
  ids: Id<'evt'>[] | null
  types: string
  topics: string
  /** Milliseconds since 1970. */
  created: bigint[]
  objects: Readonly<Record<string, string>> | null
  deliveries: bigint
}

export type Moved = { readonly events: readonly MovedEvent[]; readonly deliveries: number }

/** `objects`: the types whose objects are to come along. */
/** `from`: the least id that is looked at. */
export async function moveOutbox(tx: Tx, limit: number, now: Date, objects: readonly string[], from: string): Promise<Moved> {
  const [moved] = await tx.query<MovedColumns>(MOVE, [limit, now, pgArray(objects), from])
  if (moved === undefined || moved.ids === null) return { events: [], deliveries: 0 }
  const types = moved.types.split(',')
  const topics = moved.topics.split('\n')
  const events = moved.ids.map((id, at) => ({
    id,
    type: types[at] as string,
    topics: topics[at] as string,
    createdAt: new Date(Number(moved.created[at])),
    object: moved.objects?.[id] ?? null,
  }))
  return { events, deliveries: Number(moved.deliveries) }
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
    `SELECT ${COLUMNS} FROM notifications.events
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
  `SELECT ${COLUMNS} FROM notifications.events WHERE id = $1 AND ($2::uuid IS NULL OR merchant_id = $2)`,
)

export async function getEvent(db: Db, id: Id<'evt'>, merchantId: Id<'mer'> | null): Promise<Event | null> {
  const [row] = await db.query<EventRow>(GET, [id, merchantId])
  return row === undefined ? null : eventOf(row)
}
