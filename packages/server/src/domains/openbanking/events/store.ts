/** SQL of event notifications: subscriptions, tokens that wait, and the log of pushes. Several processes may claim at once. */
import { type Id, LAST_UUID } from '../../../kernel/ids.ts'
import { iso } from '../../../kernel/time.ts'
import { type Db, pgArray, type Row, sql, type Tx } from '../../../platform/db.ts'
import type {
  ClaimedNotification,
  Claims,
  EventNotification,
  NotificationState,
  PushAttempt,
  Subscription,
  SubscriptionKind,
} from './types.ts'

const SUBSCRIPTION = `id, third_party_id AS "thirdPartyId", kind, callback_url AS "callbackUrl", version, event_types AS "eventTypes",
  created_at AS "createdAt", updated_at AS "updatedAt"`

const INSERT_SUBSCRIPTIONS = sql(
  'openbanking.insert_subscriptions',
  `INSERT INTO openbanking.event_subscriptions (id, third_party_id, kind, callback_url, version, event_types, created_at, updated_at)
   SELECT id, third_party_id, kind, callback_url, version, string_to_array(event_types, ' '), $7::timestamptz, $7::timestamptz
   FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])
     AS t (id, third_party_id, kind, callback_url, version, event_types)
   ON CONFLICT (third_party_id, kind) WHERE deleted_at IS NULL DO NOTHING
   RETURNING id`,
)

const UPDATE_SUBSCRIPTIONS = sql(
  'openbanking.update_subscriptions',
  `UPDATE openbanking.event_subscriptions s SET callback_url = t.callback_url, version = t.version,
     event_types = string_to_array(t.event_types, ' '), updated_at = $5
   FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS t (id, callback_url, version, event_types)
   WHERE s.id = t.id AND s.deleted_at IS NULL`,
)

const DELETE_SUBSCRIPTIONS = sql(
  'openbanking.delete_subscriptions',
  `UPDATE openbanking.event_subscriptions SET deleted_at = $2, updated_at = $2 WHERE id = ANY ($1::uuid[]) AND deleted_at IS NULL`,
)

const CANCEL_NOTIFICATIONS = sql(
  'openbanking.cancel_notifications',
  `UPDATE openbanking.event_notifications SET state = 'canceled', next_attempt_at = NULL, finished_at = $2
   WHERE subscription_id = ANY ($1::uuid[]) AND state = 'outstanding'`,
)

const LOCK_SUBSCRIPTIONS = sql(
  'openbanking.lock_subscriptions',
  `SELECT ${SUBSCRIPTION} FROM openbanking.event_subscriptions WHERE id = ANY ($1::uuid[]) AND deleted_at IS NULL ORDER BY id FOR UPDATE`,
)

const FIND_SUBSCRIPTION = sql(
  'openbanking.find_subscription',
  `SELECT ${SUBSCRIPTION} FROM openbanking.event_subscriptions WHERE third_party_id = $1 AND kind = $2 AND deleted_at IS NULL`,
)

const SUBSCRIPTIONS_OF = sql(
  'openbanking.subscriptions_of',
  `SELECT ${SUBSCRIPTION} FROM openbanking.event_subscriptions WHERE third_party_id = ANY ($1::uuid[]) AND deleted_at IS NULL ORDER BY id
   FOR SHARE`,
)

const UNPUSHED = sql(
  'openbanking.unpush_notifications',
  `UPDATE openbanking.event_notifications SET next_attempt_at = NULL
   WHERE subscription_id = ANY ($1::uuid[]) AND state = 'outstanding' AND next_attempt_at IS NOT NULL`,
)

const textOf = (types: readonly string[] | null): string | null => types?.join(' ') ?? null

/** Creates those whose third party has none of the kind; answers the ids of the new ones. */
export async function insertSubscriptions(tx: Tx, subscriptions: readonly Subscription[], now: Date): Promise<Set<Id<'obs'>>> {
  const rows = await tx.query<{ id: Id<'obs'> }>(INSERT_SUBSCRIPTIONS, [
    pgArray(subscriptions.map(each => each.id)),
    pgArray(subscriptions.map(each => each.thirdPartyId)),
    pgArray(subscriptions.map(each => each.kind)),
    pgArray(subscriptions.map(each => each.callbackUrl)),
    pgArray(subscriptions.map(each => each.version)),
    pgArray(subscriptions.map(each => textOf(each.eventTypes))),
    now,
  ])
  return new Set(rows.map(row => row.id))
}

/** What waits goes to the new address; where there is none any more, it waits to be polled. */
export function updateSubscriptions(tx: Tx, subscriptions: readonly Subscription[], now: Date): void {
  if (subscriptions.length === 0) return
  tx.send(UPDATE_SUBSCRIPTIONS, [
    pgArray(subscriptions.map(each => each.id)),
    pgArray(subscriptions.map(each => each.callbackUrl)),
    pgArray(subscriptions.map(each => each.version)),
    pgArray(subscriptions.map(each => textOf(each.eventTypes))),
    now,
  ])
  const polled = subscriptions.filter(each => each.callbackUrl === null)
  if (polled.length > 0) tx.send(UNPUSHED, [pgArray(polled.map(each => each.id))])
}

/** What still waits for them is told no more. */
export function deleteSubscriptions(tx: Tx, ids: readonly Id<'obs'>[], now: Date): void {
  if (ids.length === 0) return
  tx.send(DELETE_SUBSCRIPTIONS, [pgArray(ids), now])
  tx.send(CANCEL_NOTIFICATIONS, [pgArray(ids), now])
}

export async function lockSubscriptions(tx: Tx, ids: readonly Id<'obs'>[]): Promise<Map<Id<'obs'>, Subscription>> {
  tx.lock('keys')
  const rows = await tx.query<Subscription & Row>(LOCK_SUBSCRIPTIONS, [pgArray(ids)])
  return new Map(rows.map(row => [row.id, row]))
}

export async function findSubscription(db: Db, thirdPartyId: Id<'tpp'>, kind: SubscriptionKind): Promise<Subscription | null> {
  return (await db.query<Subscription & Row>(FIND_SUBSCRIPTION, [thirdPartyId, kind]))[0] ?? null
}

/** The subscriptions of these third parties that are in force; whoever changes or ends one waits, and finds what was added meanwhile. */
export async function subscriptionsOf(tx: Tx, thirdParties: readonly Id<'tpp'>[]): Promise<Subscription[]> {
  return thirdParties.length === 0 ? [] : tx.query<Subscription & Row>(SUBSCRIPTIONS_OF, [pgArray(thirdParties)])
}

const INSERT = sql(
  'openbanking.insert_notifications',
  `INSERT INTO openbanking.event_notifications (id, subscription_id, third_party_id, event_type, claims, state, next_attempt_at, created_at)
   SELECT id, subscription_id, third_party_id, event_type, claims::json, 'outstanding', next_attempt_at, created_at
   FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[])
     AS t (id, subscription_id, third_party_id, event_type, claims, next_attempt_at, created_at)
   ON CONFLICT (id) DO NOTHING`,
)

export function insertNotifications(tx: Tx, notifications: readonly EventNotification[]): void {
  tx.send(INSERT, [
    pgArray(notifications.map(each => each.id)),
    pgArray(notifications.map(each => each.subscriptionId)),
    pgArray(notifications.map(each => each.thirdPartyId)),
    pgArray(notifications.map(each => each.eventType)),
    pgArray(notifications.map(each => JSON.stringify(each.claims))),
    pgArray(notifications.map(each => iso(each.nextAttemptAt))),
    pgArray(notifications.map(each => each.createdAt.toISOString())),
  ])
}

const TELL = sql('openbanking.tell', `SELECT pg_notify('feiqian_open_banking', chunk) FROM unnest($1::text[]) AS t (chunk)`)

/** The NOTIFY channel that wakes senders and polls of every node; its payload is ids of third parties. */
export const CHANNEL = 'feiqian_open_banking'

/** PostgreSQL allows 7,999 bytes: 200 ids of 36. */
const IDS_PER_CHUNK = 200

export function tell(tx: Tx, thirdParties: readonly Id<'tpp'>[]): void {
  const chunks: string[] = []
  for (let at = 0; at < thirdParties.length; at += IDS_PER_CHUNK) chunks.push(thirdParties.slice(at, at + IDS_PER_CHUNK).join(' '))
  tx.send(TELL, [pgArray(chunks)])
}

/**
 * Takes the oldest due of each subscription up to its share and leases them: one that is slow costs and delays the others nothing.
 * Materialized: a plan that scanned the locked rows again while they are updated would skip those and take more than the share.
 */
const CLAIM = sql(
  'openbanking.claim_notifications',
  `WITH due AS (
     SELECT d.id, s.callback_url, d.next_attempt_at,
       coalesce(b.sending, 0) + row_number() OVER (PARTITION BY s.id ORDER BY d.next_attempt_at, d.id) AS place
     FROM openbanking.event_subscriptions s
     LEFT JOIN unnest($5::uuid[], $6::integer[]) AS b (subscription_id, sending) ON b.subscription_id = s.id
     CROSS JOIN LATERAL (
       SELECT id, next_attempt_at FROM openbanking.event_notifications
       WHERE subscription_id = s.id AND next_attempt_at <= $1
       ORDER BY next_attempt_at LIMIT $4 FOR UPDATE SKIP LOCKED
     ) d
     WHERE s.deleted_at IS NULL AND s.callback_url IS NOT NULL
   ), taken AS MATERIALIZED (
     SELECT id, callback_url FROM due WHERE place <= $4 ORDER BY place, next_attempt_at LIMIT $3
   )
   UPDATE openbanking.event_notifications n SET next_attempt_at = $2
   FROM taken t WHERE n.id = t.id
   RETURNING n.id, n.subscription_id AS "subscriptionId", n.third_party_id AS "thirdPartyId", n.attempts, n.claims, t.callback_url AS url`,
)

export async function claimNotifications(
  db: Db,
  claim: {
    readonly now: Date
    readonly leaseUntil: Date
    readonly limit: number
    readonly perSubscription: number
    readonly sending: ReadonlyMap<Id<'obs'>, number>
  },
): Promise<ClaimedNotification[]> {
  return db.query<ClaimedNotification & Row>(CLAIM, [
    claim.now,
    claim.leaseUntil,
    claim.limit,
    claim.perSubscription,
    pgArray([...claim.sending.keys()]),
    pgArray([...claim.sending.values()]),
  ])
}

const RECORD = sql(
  'openbanking.record_push',
  `WITH logged AS (
     INSERT INTO openbanking.event_attempts (notification_id, number, attempted_at, duration_ms, url, response_status, response_body, error)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
   )
   UPDATE openbanking.event_notifications SET attempts = $2, last_status = $6, state = $9, next_attempt_at = $10, finished_at = $11
   WHERE id = $1 AND state = 'outstanding' AND attempts = $2 - 1`,
)

/** Logs a push and what follows from it; where the token was acknowledged meanwhile, only the log grows. */
export async function recordPush(
  db: Db,
  id: Id<'obe'>,
  attempt: PushAttempt,
  next: { readonly state: 'outstanding' | 'acknowledged'; readonly nextAttemptAt: Date | null; readonly finishedAt: Date | null },
): Promise<void> {
  await db.query(RECORD, [
    id,
    attempt.number,
    attempt.attemptedAt,
    attempt.durationMs,
    attempt.url,
    attempt.responseStatus,
    attempt.responseBody,
    attempt.error,
    next.state,
    next.nextAttemptAt,
    next.finishedAt,
  ])
}

const SETTLE = sql(
  'openbanking.settle_notifications',
  `UPDATE openbanking.event_notifications n SET state = t.state, error = t.error::json, next_attempt_at = NULL, finished_at = $5
   FROM unnest($2::uuid[], $3::text[], $4::text[]) AS t (id, state, error)
   WHERE n.id = t.id AND n.third_party_id = $1 AND n.state = 'outstanding'`,
)

export type Settled = { readonly id: Id<'obe'>; readonly state: 'acknowledged' | 'refused'; readonly error: EventNotification['error'] }

/** What the third party says of tokens of its own; unknown ones, and those done with, change nothing. */
export async function settleNotifications(db: Db, thirdPartyId: Id<'tpp'>, settled: readonly Settled[], now: Date): Promise<void> {
  await db.query(SETTLE, [
    thirdPartyId,
    pgArray(settled.map(each => each.id)),
    pgArray(settled.map(each => each.state)),
    pgArray(settled.map(each => (each.error === null ? null : JSON.stringify(each.error)))),
    now,
  ])
}

const OUTSTANDING = sql(
  'openbanking.outstanding_notifications',
  `SELECT id, claims FROM openbanking.event_notifications
   WHERE third_party_id = $1 AND state = 'outstanding' AND (next_attempt_at IS NULL OR attempts > 0) ORDER BY id LIMIT $2`,
)

/** Tokens that wait to be polled: those that are not pushed, and those that a push did not bring home. */
export async function outstandingOf(
  db: Db,
  thirdPartyId: Id<'tpp'>,
  limit: number,
): Promise<{ readonly id: Id<'obe'>; readonly claims: Claims }[]> {
  return db.query<{ id: Id<'obe'>; claims: Claims }>(OUTSTANDING, [thirdPartyId, limit])
}

const NOTIFICATION = `id, subscription_id AS "subscriptionId", third_party_id AS "thirdPartyId", event_type AS "eventType", claims, state,
  next_attempt_at AS "nextAttemptAt", attempts, last_status AS "lastStatus", error, created_at AS "createdAt", finished_at AS "finishedAt"`

const listStatement = (direction: 'older' | 'newer') =>
  sql(
    `openbanking.list_notifications_${direction}`,
    `SELECT ${NOTIFICATION} FROM openbanking.event_notifications
     WHERE id ${direction === 'older' ? '<' : '>'} $1 AND ($2::uuid IS NULL OR third_party_id = $2) AND ($3::text IS NULL OR state = $3)
     ORDER BY id ${direction === 'older' ? 'DESC' : 'ASC'} LIMIT $4`,
  )

const LIST = { older: listStatement('older'), newer: listStatement('newer') }

/** One row more than the limit: descending ids, or ascending ones from `before`. */
export async function listNotifications(
  db: Db,
  filter: { readonly thirdPartyId: Id<'tpp'> | null; readonly state: NotificationState | null },
  page: { readonly after: Id<'obe'> | null; readonly before: Id<'obe'> | null; readonly limit: number },
): Promise<EventNotification[]> {
  const direction = page.before === null ? 'older' : 'newer'
  return db.query<EventNotification & Row>(LIST[direction], [
    page.before ?? page.after ?? LAST_UUID,
    filter.thirdPartyId,
    filter.state,
    page.limit + 1,
  ])
}

const GET = sql('openbanking.get_notification', `SELECT ${NOTIFICATION} FROM openbanking.event_notifications WHERE id = $1`)

const ATTEMPTS = sql(
  'openbanking.get_pushes',
  `SELECT number, attempted_at AS "attemptedAt", duration_ms AS "durationMs", url, response_status AS "responseStatus",
     response_body AS "responseBody", error
   FROM openbanking.event_attempts WHERE notification_id = $1 ORDER BY number`,
)

export async function getNotification(db: Db, id: Id<'obe'>): Promise<EventNotification | null> {
  return (await db.query<EventNotification & Row>(GET, [id]))[0] ?? null
}

export async function pushesOf(db: Db, id: Id<'obe'>): Promise<PushAttempt[]> {
  return db.query<PushAttempt & Row>(ATTEMPTS, [id])
}

const PRUNE_MAX = 5_000

const PRUNE = sql(
  'openbanking.prune_notifications',
  `DELETE FROM openbanking.event_notifications
   WHERE id = ANY (ARRAY(SELECT id FROM openbanking.event_notifications WHERE coalesce(finished_at, created_at) < $1 LIMIT $2)) RETURNING id`,
)

/** Forgets what was done with before the instant, or has waited since; at most 5,000 a call. Answers how many, and whether there may be more. */
export async function pruneNotifications(db: Db, before: Date): Promise<{ readonly count: number; readonly more: boolean }> {
  const count = (await db.query(PRUNE, [before, PRUNE_MAX])).length
  return { count, more: count === PRUNE_MAX }
}
