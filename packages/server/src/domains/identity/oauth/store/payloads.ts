/**
 * The SQL of what the authorization server gives out. Ids arrive as SHA-256 in hexadecimal. Every statement is set-based: requests that
 * arrive together are read and committed together.
 */
import type { Id } from '../../../../kernel/ids.ts'
import { type Db, pgArray, sql, type Tx } from '../../../../platform/db.ts'
import type { ThirdPartyRole, ThirdPartyStatus } from '../types.ts'

type Reader = Pick<Db, 'query'>

/** What the library stores of one of its models, without the secret that names it. */
export type Payload = Readonly<Record<string, unknown>>

export type StoredPayload = { readonly kind: string; readonly payload: Payload; readonly consumedAt: Date | null; readonly createdAt: Date }

export type NewPayload = {
  readonly id: string
  readonly kind: string
  readonly thirdPartyId: Id<'tpp'> | null
  readonly consentId: Id<'cns'> | null
  readonly holderId: Id<'hld'> | null
  /** The id of the grant that it was given out under. */
  readonly grantId: string | null
  readonly payload: Payload
  readonly expiresAt: Date
}

/** What a resource server needs of an access token, read in one statement. */
export type TokenFacts = {
  readonly payload: Payload
  readonly kind: string
  readonly thirdPartyId: Id<'tpp'>
  readonly consentId: Id<'cns'> | null
  readonly holderId: Id<'hld'> | null
  readonly acr: string | null
  /** Whether the grant that it stands on still stands; true of tokens without one. */
  readonly granted: boolean
  readonly status: ThirdPartyStatus
  readonly roles: readonly ThirdPartyRole[]
}

const FIND = sql(
  'identity.oauth_find',
  `SELECT encode(id, 'hex') AS id, kind, payload, consumed_at AS "consumedAt", created_at AS "createdAt"
   FROM identity.oauth_payloads WHERE id = ANY ($1::bytea[])`,
)

const SAVE = sql(
  'identity.oauth_save',
  `INSERT INTO identity.oauth_payloads (id, kind, third_party_id, consent_id, holder_id, grant_id, payload, created_at, expires_at)
   SELECT n.id, n.kind, n.third_party_id, n.consent_id, n.holder_id, decode(n.grant_id, 'hex'), n.payload::json, $9, n.expires_at
   FROM unnest($1::bytea[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::timestamptz[])
     AS n (id, kind, third_party_id, consent_id, holder_id, grant_id, payload, expires_at)
   ORDER BY n.id
   ON CONFLICT (id) DO UPDATE SET payload = EXCLUDED.payload, expires_at = EXCLUDED.expires_at`,
)

// Locked in the order of ids, so that two nodes never wait for each other crosswise; what another consumed meanwhile stays consumed.
const CONSUME = sql(
  'identity.oauth_consume',
  `UPDATE identity.oauth_payloads AS p SET consumed_at = $2
   FROM (SELECT id FROM identity.oauth_payloads WHERE id = ANY ($1::bytea[]) ORDER BY id FOR NO KEY UPDATE) AS l
   WHERE p.id = l.id AND p.consumed_at IS NULL
   RETURNING encode(p.id, 'hex') AS id`,
)

const USE = sql(
  'identity.oauth_use',
  `INSERT INTO identity.oauth_replay_ids (id, expires_at)
   SELECT n.id, n.expires_at FROM unnest($1::uuid[], $2::timestamptz[]) AS n (id, expires_at) ORDER BY n.id
   ON CONFLICT (id) DO NOTHING RETURNING id`,
)

const DESTROY = sql(
  'identity.oauth_destroy',
  `DELETE FROM identity.oauth_payloads AS p
   USING (SELECT id FROM identity.oauth_payloads WHERE id = ANY ($1::bytea[]) OR grant_id = ANY ($2::bytea[]) ORDER BY id FOR UPDATE) AS l
   WHERE p.id = l.id`,
)

const REVOKE_CONSENTS = sql(
  'identity.oauth_revoke_consents',
  `DELETE FROM identity.oauth_payloads AS p
   USING (SELECT id FROM identity.oauth_payloads WHERE consent_id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE) AS l WHERE p.id = l.id`,
)

const REVOKE_THIRD_PARTY = sql(
  'identity.oauth_revoke_third_party',
  `DELETE FROM identity.oauth_payloads AS p
   USING (
     SELECT id FROM identity.oauth_payloads WHERE third_party_id = $1 AND kind <> 'RegistrationAccessToken' ORDER BY id FOR UPDATE
   ) AS l WHERE p.id = l.id`,
)

// A decision is taken once: the second finds a result and changes nothing.
const DECIDE = sql(
  'identity.oauth_decide',
  `UPDATE identity.oauth_payloads SET payload = (payload::jsonb || $2::jsonb)::json
   WHERE id = $1::bytea AND NOT payload::jsonb ? 'result' RETURNING 1 AS decided`,
)

const TOKEN_FACTS = sql(
  'identity.oauth_token_facts',
  `SELECT encode(t.id, 'hex') AS id, t.kind, t.payload, t.third_party_id AS "thirdPartyId", t.consent_id AS "consentId",
     g.holder_id AS "holderId", g.payload ->> 'acr' AS acr, (t.grant_id IS NULL OR g.id IS NOT NULL) AS granted, p.status, p.roles
   FROM identity.oauth_payloads AS t
   JOIN identity.third_parties AS p ON p.id = t.third_party_id
   LEFT JOIN identity.oauth_payloads AS g ON g.id = t.grant_id
   WHERE t.id = ANY ($1::bytea[])`,
)

const PRUNE_PAYLOADS = sql(
  'identity.oauth_prune_payloads',
  `DELETE FROM identity.oauth_payloads AS p
   USING (SELECT id FROM identity.oauth_payloads WHERE expires_at < $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED) AS l
   WHERE p.id = l.id RETURNING 1 AS pruned`,
)

const PRUNE_USED = sql(
  'identity.oauth_prune_used',
  // The application may not lock these rows: locking them would need the right to change them.
  `DELETE FROM identity.oauth_replay_ids
   WHERE id = ANY (ARRAY(SELECT id FROM identity.oauth_replay_ids WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)) RETURNING 1 AS pruned`,
)

/** By id. What has expired is still there until it is pruned: the library judges. */
export async function findPayloads(reader: Reader, ids: readonly string[]): Promise<Map<string, StoredPayload>> {
  const rows = await reader.query<StoredPayload & { id: string }>(FIND, [pgArray(ids)])
  return new Map(rows.map(row => [row.id, row]))
}

export function savePayloads(tx: Pick<Tx, 'send'>, payloads: readonly NewPayload[], now: Date): void {
  if (payloads.length === 0) return
  tx.send(SAVE, [
    pgArray(payloads.map(({ id }) => id)),
    pgArray(payloads.map(({ kind }) => kind)),
    pgArray(payloads.map(({ thirdPartyId }) => thirdPartyId)),
    pgArray(payloads.map(({ consentId }) => consentId)),
    pgArray(payloads.map(({ holderId }) => holderId)),
    pgArray(payloads.map(({ grantId }) => grantId)),
    pgArray(payloads.map(({ payload }) => JSON.stringify(payload))),
    pgArray(payloads.map(({ expiresAt }) => expiresAt.toISOString())),
    now.toISOString(),
  ])
}

/** The ids that were consumed now, by this call: each is in the answer of one call only, ever. */
export async function consumePayloads(tx: Tx, ids: readonly string[], now: Date): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx.query<{ id: string }>(CONSUME, [pgArray(ids), now.toISOString()])
  return new Set(rows.map(({ id }) => id))
}

export type UsedId = { readonly id: string; readonly expiresAt: Date }

/** The ids (as UUIDs) that had not been used before: each is in the answer of one call only, ever. */
export async function useOnce(reader: Reader, used: readonly UsedId[]): Promise<Set<string>> {
  if (used.length === 0) return new Set()
  const rows = await reader.query<{ id: string }>(USE, [
    pgArray(used.map(({ id }) => id)),
    pgArray(used.map(({ expiresAt }) => expiresAt.toISOString())),
  ])
  return new Set(rows.map(({ id }) => id))
}

export function destroyPayloads(tx: Pick<Tx, 'send'>, ids: readonly string[], grantIds: readonly string[]): void {
  if (ids.length + grantIds.length > 0) tx.send(DESTROY, [pgArray(ids), pgArray(grantIds)])
}

export const revokeConsents = (tx: Pick<Tx, 'send'>, ids: readonly Id<'cns'>[]): void => {
  if (ids.length > 0) tx.send(REVOKE_CONSENTS, [pgArray(ids)])
}

export const revokeThirdParty = (tx: Pick<Tx, 'send'>, id: Id<'tpp'>): void => tx.send(REVOKE_THIRD_PARTY, [id])

/** Adds the result of an interaction; false when it has one. */
export async function decideInteraction(tx: Tx, id: string, result: Payload): Promise<boolean> {
  const rows = await tx.query(DECIDE, [`\\x${id}`, JSON.stringify({ result })])
  return rows.length > 0
}

export async function tokenFacts(reader: Reader, ids: readonly string[]): Promise<Map<string, TokenFacts>> {
  const rows = await reader.query<TokenFacts & { id: string }>(TOKEN_FACTS, [pgArray(ids)])
  return new Map(rows.map(row => [row.id, row]))
}

/** Removes at most `limit` of each kind; answers how many. */
export async function prune(reader: Reader, payloadsBefore: Date, usedBefore: Date, limit: number): Promise<number> {
  const payloads = await reader.query(PRUNE_PAYLOADS, [payloadsBefore.toISOString(), limit])
  const used = await reader.query(PRUNE_USED, [usedBefore.toISOString(), limit])
  return Math.max(payloads.length, used.length)
}
