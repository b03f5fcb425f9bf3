/** All SQL of identity. Secrets arrive here as SHA-256 in hexadecimal, never in the clear. */
import { type Id, LAST_UUID } from '../../kernel/ids.ts'
import { type Db, pgArray, sql, type Tx } from '../../platform/db.ts'
import type { ListQuery } from '../../platform/http/pages.ts'
import type { ApiKey, ApiKeyFacts, KeyOwner, Mode, NewConsumer, SessionFacts, SignInFailures } from './types.ts'

type Reader = Pick<Db, 'query'>

const KEY_FACTS = sql(
  'identity.key_facts',
  `SELECT encode(k.secret_hash, 'hex') AS hash, k.id, k.merchant_id, k.operator_id, k.scopes, k.expires_at,
     COALESCE(k.revoked_at, o.disabled_at) AS revoked_at
   FROM identity.api_keys AS k LEFT JOIN identity.operators AS o ON o.id = k.operator_id WHERE k.secret_hash = ANY ($1::bytea[])`,
)

const SESSION_FACTS = sql(
  'identity.session_facts',
  `SELECT encode(s.token_hash, 'hex') AS hash, s.id, s.holder_id AS "holderId", s.operator_id AS "operatorId", s.expires_at AS "expiresAt",
     COALESCE(s.ended_at, o.disabled_at) AS "endedAt",
     ARRAY(SELECT r.role FROM identity.operator_roles AS r WHERE r.operator_id = s.operator_id ORDER BY r.role) AS roles
   FROM identity.sessions AS s LEFT JOIN identity.operators AS o ON o.id = s.operator_id WHERE s.token_hash = ANY ($1::bytea[])`,
)

const KEY_COLUMNS = 'id, merchant_id, operator_id, name, mode, last4, scopes, expires_at, revoked_at, last_used_at, created_at'

const INSERT_KEY = sql(
  'identity.insert_key',
  `INSERT INTO identity.api_keys (id, secret_hash, merchant_id, operator_id, name, mode, last4, scopes, expires_at, created_at)
   VALUES ($1, decode($2, 'hex'), $3, $4, $5, $6, $7, $8::text[], $9, $10)`,
)

const KEYS_OLDER = sql(
  'identity.keys_older',
  `SELECT ${KEY_COLUMNS} FROM identity.api_keys WHERE merchant_id = $1 AND id < $2::uuid ORDER BY id DESC LIMIT $3`,
)

const KEYS_NEWER = sql(
  'identity.keys_newer',
  `SELECT ${KEY_COLUMNS} FROM identity.api_keys WHERE merchant_id = $1 AND id > $2::uuid ORDER BY id LIMIT $3`,
)

const LOCK_KEYS = sql(
  'identity.lock_keys',
  `SELECT ${KEY_COLUMNS} FROM identity.api_keys WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
)

const REVOKE_KEYS = sql(
  'identity.revoke_keys',
  'UPDATE identity.api_keys SET revoked_at = $2 WHERE id = ANY ($1::uuid[]) AND revoked_at IS NULL',
)

// The inner query locks in id order: two nodes writing the same keys never wait for each other crosswise.
const TOUCH_KEYS = sql(
  'identity.touch_keys',
  `UPDATE identity.api_keys AS k SET last_used_at = l.at
   FROM (
     SELECT k.id, t.at FROM identity.api_keys AS k JOIN unnest($1::uuid[], $2::timestamptz[]) AS t (id, at) ON t.id = k.id
     WHERE k.last_used_at IS NULL OR k.last_used_at < t.at ORDER BY k.id FOR NO KEY UPDATE OF k
   ) AS l
   WHERE k.id = l.id`,
)

const NOTIFY = sql('identity.notify', `SELECT pg_notify('identity_changed', id) FROM unnest($1::text[]) AS t (id)`)

const INSERT_OPERATOR = sql(
  'identity.insert_operator',
  'INSERT INTO identity.operators (id, name_en, name_zh, created_at) VALUES ($1, $2, $3, $4)',
)

const INSERT_CONSUMERS = sql(
  'identity.insert_consumers',
  `INSERT INTO identity.consumers (holder_id, phone, password_hash, created_at)
   SELECT holder_id, phone, password_hash, $4 FROM unnest($1::uuid[], $2::text[], $3::text[]) AS t (holder_id, phone, password_hash)
   ORDER BY phone ON CONFLICT (phone) DO NOTHING RETURNING holder_id AS "holderId"`,
)

const CONSUMER_BY_PHONE = sql(
  'identity.consumer_by_phone',
  `SELECT holder_id AS "holderId", password_hash AS "passwordHash" FROM identity.consumers WHERE phone = $1`,
)

const ENSURE_FAILURES = sql(
  'identity.ensure_failures',
  `INSERT INTO identity.sign_in_failures (subject, failures, last_at)
   SELECT subject, 0, $2 FROM unnest($1::text[]) AS t (subject) ORDER BY subject ON CONFLICT (subject) DO NOTHING`,
)

const LOCK_FAILURES = sql(
  'identity.lock_failures',
  `SELECT subject, failures, last_at AS "lastAt", locked_until AS "lockedUntil" FROM identity.sign_in_failures
   WHERE subject = ANY ($1::text[]) ORDER BY subject FOR UPDATE`,
)

const UPDATE_FAILURES = sql(
  'identity.update_failures',
  `UPDATE identity.sign_in_failures AS f SET failures = t.failures, last_at = t.last_at, locked_until = t.locked_until
   FROM unnest($1::text[], $2::integer[], $3::timestamptz[], $4::timestamptz[]) AS t (subject, failures, last_at, locked_until)
   WHERE f.subject = t.subject`,
)

const PRUNE_SESSIONS = sql('identity.prune_sessions', 'DELETE FROM identity.sessions WHERE expires_at < $1')
const PRUNE_FAILURES = sql('identity.prune_failures', 'DELETE FROM identity.sign_in_failures WHERE last_at < $1')

type OwnerColumns = { merchant_id: Id<'mer'> | null; operator_id: Id<'opr'> | null }

type KeyRow = OwnerColumns & {
  id: Id<'key'>
  name: string
  mode: Mode
  last4: string
  scopes: string[]
  expires_at: Date | null
  revoked_at: Date | null
  last_used_at: Date | null
  created_at: Date
}

function ownerOf(row: OwnerColumns): KeyOwner {
  if (row.merchant_id !== null) return { kind: 'merchant', merchantId: row.merchant_id }
  if (row.operator_id !== null) return { kind: 'operator', operatorId: row.operator_id }
  throw new Error('a key belongs to a merchant or an operator')
}

const keyOf = (row: KeyRow): ApiKey => ({
  id: row.id,
  owner: ownerOf(row),
  name: row.name,
  mode: row.mode,
  last4: row.last4,
  scopes: row.scopes,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
  lastUsedAt: row.last_used_at,
  createdAt: row.created_at,
})

type FactsRow = OwnerColumns & { hash: string; id: Id<'key'>; scopes: string[]; expires_at: Date | null; revoked_at: Date | null }

export async function keyFacts(db: Reader, hashes: readonly string[]): Promise<Map<string, ApiKeyFacts>> {
  const rows = await db.query<FactsRow>(KEY_FACTS, [pgArray(hashes)])
  return new Map(
    rows.map(row => [
      row.hash,
      { id: row.id, owner: ownerOf(row), scopes: row.scopes, expiresAt: row.expires_at, revokedAt: row.revoked_at },
    ]),
  )
}

export async function sessionFacts(db: Reader, hashes: readonly string[]): Promise<Map<string, SessionFacts>> {
  const rows = await db.query<SessionFacts & { hash: string }>(SESSION_FACTS, [pgArray(hashes)])
  return new Map(rows.map(({ hash, ...facts }) => [hash, facts]))
}

export function insertKey(tx: Tx, key: ApiKey, hash: string): void {
  tx.send(INSERT_KEY, [
    key.id,
    hash,
    key.owner.kind === 'merchant' ? key.owner.merchantId : null,
    key.owner.kind === 'operator' ? key.owner.operatorId : null,
    key.name,
    key.mode,
    key.last4,
    pgArray(key.scopes),
    key.expiresAt,
    key.createdAt,
  ])
}

/** Rows of one page and one more (see pages.ts). */
export async function listKeys(db: Reader, merchantId: Id<'mer'>, page: ListQuery<'key'>): Promise<ApiKey[]> {
  const rows =
    page.ending_before === undefined
      ? await db.query<KeyRow>(KEYS_OLDER, [merchantId, page.starting_after ?? LAST_UUID, page.limit + 1])
      : await db.query<KeyRow>(KEYS_NEWER, [merchantId, page.ending_before, page.limit + 1])
  return rows.map(keyOf)
}

export async function lockKeys(tx: Tx, ids: readonly Id<'key'>[]): Promise<Map<Id<'key'>, ApiKey>> {
  tx.lock('keys')
  const rows = await tx.query<KeyRow>(LOCK_KEYS, [pgArray(ids)])
  return new Map(rows.map(row => [row.id, keyOf(row)]))
}

/** Writes the revocations and tells every node. */
export function revokeKeys(tx: Tx, ids: readonly Id<'key'>[], at: Date): void {
  tx.send(REVOKE_KEYS, [pgArray(ids), at])
  tx.send(NOTIFY, [pgArray(ids)])
}

export async function touchKeys(db: Reader, used: ReadonlyMap<Id<'key'>, number>): Promise<void> {
  await db.query(TOUCH_KEYS, [pgArray([...used.keys()]), pgArray([...used.values()].map(ms => new Date(ms).toISOString()))])
}

export function insertOperator(tx: Tx, id: Id<'opr'>, name: { readonly en: string; readonly zh: string }, at: Date): void {
  tx.send(INSERT_OPERATOR, [id, name.en, name.zh, at])
}

/** The holders that were added; those whose phone is taken are missing. */
export async function insertConsumers(tx: Tx, consumers: readonly NewConsumer[], at: Date): Promise<Set<Id<'hld'>>> {
  const rows = await tx.query<{ holderId: Id<'hld'> }>(INSERT_CONSUMERS, [
    pgArray(consumers.map(consumer => consumer.holderId)),
    pgArray(consumers.map(consumer => consumer.phone)),
    pgArray(consumers.map(consumer => consumer.passwordHash)),
    at,
  ])
  return new Set(rows.map(row => row.holderId))
}

export async function consumerByPhone(db: Reader, phone: string): Promise<{ holderId: Id<'hld'>; passwordHash: string } | null> {
  const rows = await db.query<{ holderId: Id<'hld'>; passwordHash: string }>(CONSUMER_BY_PHONE, [phone])
  return rows[0] ?? null
}

/** Locks the counts of failed sign-ins, in the order of the subjects; missing ones are inserted first. */
export async function lockFailures(tx: Tx, subjects: readonly string[], now: Date): Promise<SignInFailures[]> {
  tx.lock('keys')
  tx.send(ENSURE_FAILURES, [pgArray(subjects), now])
  return tx.query<SignInFailures>(LOCK_FAILURES, [pgArray(subjects)])
}

export function updateFailures(tx: Tx, failures: readonly SignInFailures[]): void {
  tx.send(UPDATE_FAILURES, [
    pgArray(failures.map(failure => failure.subject)),
    pgArray(failures.map(failure => failure.failures)),
    pgArray(failures.map(failure => failure.lastAt.toISOString())),
    pgArray(failures.map(failure => failure.lockedUntil?.toISOString() ?? null)),
  ])
}

export async function prune(db: Reader, sessionsBefore: Date, failuresBefore: Date): Promise<void> {
  await db.query(PRUNE_SESSIONS, [sessionsBefore])
  await db.query(PRUNE_FAILURES, [failuresBefore])
}
