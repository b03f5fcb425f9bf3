/** SQL of events that wait for a consumer which failed on them. */
import type { Id } from '../../../kernel/ids.ts'
import { type Db, pgArray, type Row, sql, type Tx } from '../../../platform/db.ts'
import type { RelayedEvent } from '../types.ts'

/** Surfaces what was sent without waiting and failed, while it is still known whose it was. */
const BARRIER = sql('notifications.barrier', 'SELECT 1')

const HOLD = sql(
  'notifications.hold_events',
  `INSERT INTO notifications.held_events (consumer, event_id, topics, failures, next_at)
   SELECT $1, t.id, t.topics, 1, $4 FROM unnest($2::uuid[], $3::text[]) AS t (id, topics) ON CONFLICT DO NOTHING`,
)

const DUE = sql(
  'notifications.held_events_due',
  'SELECT event_id FROM notifications.held_events WHERE consumer = $1 AND next_at <= $2 ORDER BY event_id LIMIT $3',
)

const TAKE = sql(
  'notifications.take_held_event',
  `WITH taken AS (
     DELETE FROM notifications.held_events WHERE (consumer, event_id) IN (
       SELECT consumer, event_id FROM notifications.held_events WHERE consumer = $1 AND event_id = $2 FOR UPDATE SKIP LOCKED)
     RETURNING event_id, topics
   )
   SELECT e.id, e.type, e.created_at, t.topics, CASE WHEN $3::boolean THEN e.object::text END AS object
   FROM taken t JOIN platform.events e ON e.id = t.event_id`,
)

const POSTPONE = sql(
  'notifications.postpone_held_event',
  `UPDATE notifications.held_events SET failures = failures + 1, next_at = $3::timestamptz + least(failures, 60) * interval '1 minute'
   WHERE consumer = $1 AND event_id = $2`,
)

export async function barrier(tx: Tx): Promise<void> {
  await tx.query(BARRIER)
}

export function hold(tx: Tx, consumer: string, events: readonly RelayedEvent[], nextAt: Date): void {
  tx.send(HOLD, [consumer, pgArray(events.map(event => event.id)), pgArray(events.map(event => event.topics)), nextAt])
}

export async function due(db: Db, consumer: string, now: Date, limit: number): Promise<Id<'evt'>[]> {
  const rows = await db.query<Row & { event_id: Id<'evt'> }>(DUE, [consumer, now, limit])
  return rows.map(row => row.event_id)
}

/** The event, taken out of the waiting; `null` when another node has it. */
export async function take(tx: Tx, consumer: string, id: Id<'evt'>, withObject: boolean): Promise<RelayedEvent | null> {
  const [row] = await tx.query<Row & { id: Id<'evt'>; type: string; created_at: Date; topics: string; object: string | null }>(TAKE, [
    consumer,
    id,
    withObject,
  ])
  return row === undefined ? null : { id: row.id, type: row.type, topics: row.topics, createdAt: row.created_at, object: row.object }
}

/** A minute later for each failure so far, an hour at the most. */
export async function postpone(db: Db, consumer: string, id: Id<'evt'>, now: Date): Promise<void> {
  await db.query(POSTPONE, [consumer, id, now])
}
