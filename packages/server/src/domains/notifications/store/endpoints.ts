/**
 * SQL of webhook endpoints. Lock an endpoint before its deliveries, never the other way round.
 */
import { type Id, LAST_UUID } from '../../../kernel/ids.ts'
import { type Db, pgArray, type Row, type Statement, sql, type Tx } from '../../../platform/db.ts'
import type { DisabledReason, Endpoint } from '../types.ts'
import type { Cursor } from './events.ts'

const COLUMNS = `id, merchant_id, url, description, event_types, state, disabled_reason, secret, previous_secret, previous_secret_until,
  last_success_at, created_at, updated_at`

type EndpointRow = Row & {
  id: Id<'whe'>
  merchant_id: Id<'mer'>
  url: string
  description: string | null
  event_types: string[]
  state: Endpoint['state']
  disabled_reason: DisabledReason | null
  secret: Buffer
  previous_secret: Buffer | null
  previous_secret_until: Date | null
  last_success_at: Date | null
  created_at: Date
  updated_at: Date
}

const endpointOf = (row: EndpointRow): Endpoint => ({
  id: row.id,
  merchantId: row.merchant_id,
  url: row.url,
  description: row.description,
  eventTypes: row.event_types,
  state: row.state,
  disabledReason: row.disabled_reason,
  secret: row.secret,
  previousSecret: row.previous_secret,
  previousSecretUntil: row.previous_secret_until,
  lastSuccessAt: row.last_success_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

const COUNT = sql(
  'notifications.count_endpoints',
  `SELECT merchant_id, count(*) AS endpoints FROM notifications.endpoints
   WHERE merchant_id = ANY ($1::uuid[]) AND state <> 'deleted' GROUP BY merchant_id`,
)

/** Endpoints per merchant, deleted ones left out. */
export async function countEndpoints(tx: Tx, merchantIds: readonly Id<'mer'>[]): Promise<Map<Id<'mer'>, number>> {
  const rows = await tx.query<{ merchant_id: Id<'mer'>; endpoints: bigint }>(COUNT, [pgArray(merchantIds)])
  return new Map(rows.map(row => [row.merchant_id, Number(row.endpoints)]))
}

const OPEN = sql(
  'notifications.open_endpoints',
  `SELECT ${COLUMNS} FROM notifications.endpoints WHERE id = ANY ($1::uuid[]) AND state <> 'deleted' ORDER BY id FOR UPDATE`,
)

/** Loads and locks endpoints; deleted ones are not found. */
export async function openEndpoints(tx: Tx, ids: readonly Id<'whe'>[]): Promise<Map<Id<'whe'>, Endpoint>> {
  tx.lock('merchants')
  const rows = await tx.query<EndpointRow>(OPEN, [pgArray(ids)])
  return new Map(rows.map(row => [row.id, endpointOf(row)]))
}

const WRITE = sql(
  'notifications.write_endpoints',
  `INSERT INTO notifications.endpoints AS e (${COLUMNS})
   SELECT id, merchant_id, url, description, string_to_array(event_types, ' '), state, disabled_reason, secret, previous_secret,
     previous_secret_until, last_success_at, created_at, updated_at
   FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[], $9::bytea[],
     $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[])
     AS t (id, merchant_id, url, description, event_types, state, disabled_reason, secret, previous_secret, previous_secret_until,
       last_success_at, created_at, updated_at)
   ON CONFLICT (id) DO UPDATE SET url = excluded.url, description = excluded.description, event_types = excluded.event_types,
     state = excluded.state, disabled_reason = excluded.disabled_reason, secret = excluded.secret,
     previous_secret = excluded.previous_secret, previous_secret_until = excluded.previous_secret_until, updated_at = excluded.updated_at`,
)

/** Inserts new endpoints and overwrites those that `openEndpoints` locked. */
export function writeEndpoints(tx: Tx, endpoints: readonly Endpoint[]): void {
  if (endpoints.length === 0) return
  const column = <T>(pick: (endpoint: Endpoint) => T): T[] => endpoints.map(pick)
  const instants = (pick: (endpoint: Endpoint) => Date | null) => pgArray(column(endpoint => pick(endpoint)?.toISOString() ?? null))
  tx.send(WRITE, [
    pgArray(column(endpoint => endpoint.id)),
    pgArray(column(endpoint => endpoint.merchantId)),
    pgArray(column(endpoint => endpoint.url)),
    pgArray(column(endpoint => endpoint.description)),
    pgArray(column(endpoint => endpoint.eventTypes.join(' '))),
    pgArray(column(endpoint => endpoint.state)),
    pgArray(column(endpoint => endpoint.disabledReason)),
    pgArray(column(endpoint => endpoint.secret)),
    pgArray(column(endpoint => endpoint.previousSecret)),
    instants(endpoint => endpoint.previousSecretUntil),
    instants(endpoint => endpoint.lastSuccessAt),
    instants(endpoint => endpoint.createdAt),
    instants(endpoint => endpoint.updatedAt),
  ])
}

const DISABLE = sql(
  'notifications.disable_endpoint',
  `UPDATE notifications.endpoints SET state = 'disabled', disabled_reason = $2, updated_at = $3
   WHERE id = $1 AND state = 'enabled' AND ($2 <> 'failing' OR last_success_at IS NULL OR last_success_at < $4)
   RETURNING id`,
)

/** Disables an endpoint that answered 410, or one where nothing has succeeded since `since` although a delivery used up its attempts. */
export async function disableEndpoint(tx: Tx, id: Id<'whe'>, reason: 'gone' | 'failing', now: Date, since: Date): Promise<boolean> {
  tx.lock('merchants')
  const rows = await tx.query(DISABLE, [id, reason, now, since])
  return rows.length === 1
}

const TOUCH = sql(
  'notifications.touch_endpoint',
  `UPDATE notifications.endpoints SET last_success_at = $2
   WHERE id = $1 AND (last_success_at IS NULL OR last_success_at < $2::timestamptz - interval '1 minute')`,
)

/** Notes a success, at most once a minute. */
export async function touchEndpoint(db: Db, id: Id<'whe'>, now: Date): Promise<void> {
  await db.query(TOUCH, [id, now])
}

const listStatement = (direction: 'older' | 'newer'): Statement =>
  sql(
    `notifications.list_endpoints_${direction}`,
    `SELECT ${COLUMNS} FROM notifications.endpoints
     WHERE id ${direction === 'older' ? '<' : '>'} $1 AND state <> 'deleted' AND ($2::uuid IS NULL OR merchant_id = $2)
     ORDER BY id ${direction === 'older' ? 'DESC' : 'ASC'} LIMIT $3`,
  )

const LIST = { older: listStatement('older'), newer: listStatement('newer') }

export async function listEndpoints(db: Db, merchantId: Id<'mer'> | null, cursor: Cursor): Promise<Endpoint[]> {
  const rows = await db.query<EndpointRow>(LIST[cursor.before === null ? 'older' : 'newer'], [
    cursor.before ?? cursor.after ?? LAST_UUID,
    merchantId,
    cursor.limit + 1,
  ])
  return rows.map(endpointOf)
}

const GET = sql(
  'notifications.get_endpoint',
  `SELECT ${COLUMNS} FROM notifications.endpoints WHERE id = $1 AND state <> 'deleted' AND ($2::uuid IS NULL OR merchant_id = $2)`,
)

export async function getEndpoint(db: Db, id: Id<'whe'>, merchantId: Id<'mer'> | null): Promise<Endpoint | null> {
  const [row] = await db.query<EndpointRow>(GET, [id, merchantId])
  return row === undefined ? null : endpointOf(row)
}
