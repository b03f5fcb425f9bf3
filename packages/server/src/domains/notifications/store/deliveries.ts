/**
 * SQL of deliveries: claiming with a lease, recording attempts, replays. Several processes may claim at once.
 */
import { type Id, LAST_UUID } from '../../../kernel/ids.ts'
import { type Db, pgArray, type Row, type Statement, sql, type Tx } from '../../../platform/db.ts'
import type { Attempt, ClaimedDelivery, Delivery, DeliveryState } from '../types.ts'
import type { Cursor } from './events.ts'

/**
 * Hops from endpoint to endpoint that has something waiting (not through its backlog), takes the oldest due of each up to
 * its share, and leases them. So a thousand waiting for one slow endpoint cost and delay the others nothing. Materialized: a plan that
 * scanned the locked rows again while they are updated would skip those and take more than the share.
 */
const CLAIM = sql(
  'notifications.claim_deliveries',
  `WITH RECURSIVE waiting (endpoint_id) AS (
     (SELECT endpoint_id FROM notifications.deliveries WHERE state = 'pending' ORDER BY endpoint_id LIMIT 1)
     UNION ALL
     SELECT (SELECT d.endpoint_id FROM notifications.deliveries d
             WHERE d.state = 'pending' AND d.endpoint_id > w.endpoint_id ORDER BY d.endpoint_id LIMIT 1)
     FROM waiting w WHERE w.endpoint_id IS NOT NULL
   ), open AS (
     SELECT w.endpoint_id, coalesce(b.sending, 0) AS sending
     FROM waiting w
     JOIN notifications.endpoints e ON e.id = w.endpoint_id AND e.state = 'enabled'
     LEFT JOIN unnest($5::uuid[], $6::integer[]) AS b (endpoint_id, sending) ON b.endpoint_id = w.endpoint_id
     WHERE coalesce(b.sending, 0) < $4
   ), due AS (
     SELECT d.id, d.next_attempt_at, o.sending + row_number() OVER (PARTITION BY o.endpoint_id ORDER BY d.next_attempt_at, d.id) AS place
     FROM open o
     CROSS JOIN LATERAL (
       SELECT id, next_attempt_at FROM notifications.deliveries
       WHERE endpoint_id = o.endpoint_id AND state = 'pending' AND next_attempt_at <= $1
       ORDER BY next_attempt_at LIMIT $4 FOR UPDATE SKIP LOCKED
     ) d
   ), taken AS MATERIALIZED (
     SELECT id FROM due WHERE place <= $4 ORDER BY place, next_attempt_at LIMIT $3
   )
   UPDATE notifications.deliveries d SET next_attempt_at = $2
   FROM taken t, notifications.endpoints e, platform.events v
   WHERE d.id = t.id AND e.id = d.endpoint_id AND v.id = d.event_id
   RETURNING d.id, d.endpoint_id, d.attempts, d.created_at, e.url, e.secret, e.previous_secret, e.previous_secret_until,
     v.id AS event_id, v.type, v.merchant_id, v.object::text AS object, v.created_at AS event_created_at`,
)

type ClaimRow = Row & {
  id: Id<'whd'>
  endpoint_id: Id<'whe'>
  attempts: number
  created_at: Date
  url: string
  secret: Buffer
  previous_secret: Buffer | null
  previous_secret_until: Date | null
  event_id: Id<'evt'>
  type: string
  merchant_id: Id<'mer'> | null
  object: string
  event_created_at: Date
}

export type Claim = {
  readonly now: Date
  readonly leaseUntil: Date
  readonly limit: number
  readonly perEndpoint: number
  /** What this process is sending already, per endpoint. */
  readonly sending: ReadonlyMap<Id<'whe'>, number>
}

export async function claimDeliveries(db: Db, claim: Claim): Promise<ClaimedDelivery[]> {
  const rows = await db.query<ClaimRow>(CLAIM, [
    claim.now,
    claim.leaseUntil,
    claim.limit,
    claim.perEndpoint,
    pgArray([...claim.sending.keys()]),
    pgArray([...claim.sending.values()]),
  ])
  return rows.map(row => ({
    id: row.id,
    endpointId: row.endpoint_id,
    attempts: row.attempts,
    createdAt: row.created_at,
    url: row.url,
    secret: row.secret,
    previousSecret: row.previous_secret,
    previousSecretUntil: row.previous_secret_until,
    event: { id: row.event_id, type: row.type, merchantId: row.merchant_id, object: row.object, createdAt: row.event_created_at },
  }))
}

const RECORD = sql(
  'notifications.record_attempt',
  `WITH logged AS (
     INSERT INTO notifications.delivery_attempts
       (delivery_id, number, attempted_at, duration_ms, url, request_headers, response_status, response_body, error)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT DO NOTHING
   )
   UPDATE notifications.deliveries SET state = $10, attempts = $2, last_status = $7, next_attempt_at = $11, finished_at = $12
   WHERE id = $1 AND state = 'pending' AND attempts = $2 - 1
   RETURNING id`,
)

export type Recorded = { readonly state: DeliveryState; readonly nextAttemptAt: Date | null; readonly finishedAt: Date | null }

/** Logs an attempt and what follows from it. `false`: another sender, or a cancellation, was first; the log keeps the attempt all the same. */
export async function recordAttempt(on: Pick<Tx, 'query'>, id: Id<'whd'>, attempt: Attempt, recorded: Recorded): Promise<boolean> {
  const rows = await on.query(RECORD, [
    id,
    attempt.number,
    attempt.attemptedAt,
    attempt.durationMs,
    attempt.url,
    JSON.stringify(attempt.requestHeaders),
    attempt.responseStatus,
    attempt.responseBody,
    attempt.error,
    recorded.state,
    recorded.nextAttemptAt,
    recorded.finishedAt,
  ])
  return rows.length === 1
}

const CANCEL = sql(
  'notifications.cancel_deliveries',
  `UPDATE notifications.deliveries SET state = 'canceled', next_attempt_at = NULL, finished_at = $2
   WHERE endpoint_id = ANY ($1::uuid[]) AND state = 'pending'`,
)

/** Cancels what waits for endpoints that were disabled or deleted; the caller has locked them. */
export function cancelDeliveries(tx: Tx, endpointIds: readonly Id<'whe'>[], now: Date): void {
  if (endpointIds.length > 0) tx.send(CANCEL, [pgArray(endpointIds), now])
}

const COLUMNS = `d.id, d.merchant_id, d.endpoint_id, d.event_id, v.type AS event_type, d.replay_of, d.state, d.attempts, d.next_attempt_at,
  d.last_status, d.created_at, d.finished_at`

type DeliveryRow = Row & {
  id: Id<'whd'>
  merchant_id: Id<'mer'>
  endpoint_id: Id<'whe'>
  event_id: Id<'evt'>
  event_type: string
  replay_of: Id<'whd'> | null
  state: DeliveryState
  attempts: number
  next_attempt_at: Date | null
  last_status: number | null
  created_at: Date
  finished_at: Date | null
}

const deliveryOf = (row: DeliveryRow): Delivery => ({
  id: row.id,
  merchantId: row.merchant_id,
  endpointId: row.endpoint_id,
  eventId: row.event_id,
  eventType: row.event_type,
  replayOf: row.replay_of,
  state: row.state,
  attempts: row.attempts,
  nextAttemptAt: row.next_attempt_at,
  lastStatus: row.last_status,
  createdAt: row.created_at,
  finishedAt: row.finished_at,
})

const listStatement = (scope: 'all' | 'merchant' | 'endpoint', direction: 'older' | 'newer'): Statement =>
  sql(
    `notifications.list_deliveries_${scope}_${direction}`,
    `SELECT ${COLUMNS} FROM notifications.deliveries d JOIN platform.events v ON v.id = d.event_id
     WHERE d.id ${direction === 'older' ? '<' : '>'} $1 AND ($2::uuid IS NULL OR d.event_id = $2) AND ($3::text IS NULL OR d.state = $3)
       ${{ all: 'AND $5::uuid IS NULL AND $6::uuid IS NULL', merchant: 'AND d.merchant_id = $5 AND $6::uuid IS NULL', endpoint: 'AND d.endpoint_id = $6 AND ($5::uuid IS NULL OR d.merchant_id = $5)' }[scope]}
     ORDER BY d.id ${direction === 'older' ? 'DESC' : 'ASC'} LIMIT $4`,
  )

const both = (scope: 'all' | 'merchant' | 'endpoint') => ({ older: listStatement(scope, 'older'), newer: listStatement(scope, 'newer') })
const LIST = { all: both('all'), merchant: both('merchant'), endpoint: both('endpoint') }

export type DeliveryFilter = {
  readonly merchantId: Id<'mer'> | null
  readonly endpointId: Id<'whe'> | null
  readonly eventId: Id<'evt'> | null
  readonly state: DeliveryState | null
}

export async function listDeliveries(db: Db, filter: DeliveryFilter, cursor: Cursor): Promise<Delivery[]> {
  const statements = filter.endpointId !== null ? LIST.endpoint : filter.merchantId !== null ? LIST.merchant : LIST.all
  const rows = await db.query<DeliveryRow>(statements[cursor.before === null ? 'older' : 'newer'], [
    cursor.before ?? cursor.after ?? LAST_UUID,
    filter.eventId,
    filter.state,
    cursor.limit + 1,
    filter.merchantId,
    filter.endpointId,
  ])
  return rows.map(deliveryOf)
}

const GET = sql(
  'notifications.get_deliveries',
  `SELECT ${COLUMNS} FROM notifications.deliveries d JOIN platform.events v ON v.id = d.event_id WHERE d.id = ANY ($1::uuid[])`,
)

export async function getDeliveries(on: Pick<Tx, 'query'>, ids: readonly Id<'whd'>[]): Promise<Map<Id<'whd'>, Delivery>> {
  const rows = await on.query<DeliveryRow>(GET, [pgArray(ids)])
  return new Map(rows.map(row => [row.id, deliveryOf(row)]))
}

const ATTEMPTS = sql(
  'notifications.get_attempts',
  `SELECT number, attempted_at, duration_ms, url, request_headers, response_status, response_body, error
   FROM notifications.delivery_attempts WHERE delivery_id = $1 ORDER BY number`,
)

type AttemptRow = Row & {
  number: number
  attempted_at: Date
  duration_ms: number
  url: string
  request_headers: Record<string, string>
  response_status: number | null
  response_body: string | null
  error: string | null
}

export async function getAttempts(db: Db, id: Id<'whd'>): Promise<Attempt[]> {
  const rows = await db.query<AttemptRow>(ATTEMPTS, [id])
  return rows.map(row => ({
    number: row.number,
    attemptedAt: row.attempted_at,
    durationMs: row.duration_ms,
    url: row.url,
    requestHeaders: row.request_headers,
    responseStatus: row.response_status,
    responseBody: row.response_body,
    error: row.error,
  }))
}

const INSERT = sql(
  'notifications.insert_replays',
  `INSERT INTO notifications.deliveries (id, merchant_id, endpoint_id, event_id, replay_of, state, next_attempt_at, created_at)
   SELECT id, merchant_id, endpoint_id, event_id, replay_of, 'pending', $6, $6
   FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[]) AS t (id, merchant_id, endpoint_id, event_id, replay_of)`,
)

/** New deliveries of events that were delivered, or tried, before. */
export function insertReplays(tx: Tx, deliveries: readonly Delivery[], now: Date): void {
  if (deliveries.length === 0) return
  tx.send(INSERT, [
    pgArray(deliveries.map(delivery => delivery.id)),
    pgArray(deliveries.map(delivery => delivery.merchantId)),
    pgArray(deliveries.map(delivery => delivery.endpointId)),
    pgArray(deliveries.map(delivery => delivery.eventId)),
    pgArray(deliveries.map(delivery => delivery.replayOf)),
    now,
  ])
}

export type ReplayRange = {
  readonly endpointId: Id<'whe'>
  readonly merchantId: Id<'mer'>
  readonly eventTypes: readonly string[]
  readonly createdGte: Date
  readonly createdLt: Date
}

const MATCHING = `FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::timestamptz[])
     WITH ORDINALITY AS r (endpoint_id, merchant_id, event_types, created_gte, created_lt, place)
   CROSS JOIN LATERAL (
     SELECT v.id FROM platform.events v
     WHERE v.merchant_id = r.merchant_id AND v.created_at >= r.created_gte AND v.created_at < r.created_lt
       AND string_to_array(r.event_types, ' ') && ARRAY['*', v.type]
     LIMIT $6
   ) v`

const COUNT_RANGES = sql('notifications.count_ranges', `SELECT r.place, count(*) AS events ${MATCHING} GROUP BY r.place`)

const rangeValues = (ranges: readonly ReplayRange[], limit: number): unknown[] => [
  pgArray(ranges.map(range => range.endpointId)),
  pgArray(ranges.map(range => range.merchantId)),
  pgArray(ranges.map(range => range.eventTypes.join(' '))),
  pgArray(ranges.map(range => range.createdGte.toISOString())),
  pgArray(ranges.map(range => range.createdLt.toISOString())),
  limit,
]

/** How many events each range holds for its endpoint, counted up to `limit`. */
export async function countRanges(tx: Tx, ranges: readonly ReplayRange[], limit: number): Promise<number[]> {
  const rows = await tx.query<{ place: bigint; events: bigint }>(COUNT_RANGES, rangeValues(ranges, limit))
  const counts = new Map(rows.map(row => [Number(row.place), Number(row.events)]))
  return ranges.map((_, at) => counts.get(at + 1) ?? 0)
}

const INSERT_RANGES = sql(
  'notifications.insert_ranges',
  `INSERT INTO notifications.deliveries (merchant_id, endpoint_id, event_id, state, next_attempt_at, created_at)
   SELECT r.merchant_id, r.endpoint_id, v.id, 'pending', $7, $7 ${MATCHING} ORDER BY v.id`,
)

export function insertRanges(tx: Tx, ranges: readonly ReplayRange[], limit: number, now: Date): void {
  if (ranges.length > 0) tx.send(INSERT_RANGES, [...rangeValues(ranges, limit), now])
}
