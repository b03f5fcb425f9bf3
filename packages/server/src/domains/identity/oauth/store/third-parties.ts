/** The SQL of third parties. */
import { type Id, LAST_UUID } from '../../../../kernel/ids.ts'
import { type Db, pgArray, sql, type Tx } from '../../../../platform/db.ts'
import type { ListQuery } from '../../../../platform/http/pages.ts'
import type { Json, ThirdParty, ThirdPartyStatus } from '../types.ts'

type Reader = Pick<Db, 'query'>

const COLUMNS = `id, name, status, roles, message_signing AS "messageSigning", metadata, software_id AS "softwareId",
  software_statement AS "softwareStatement", contact, legal_basis AS "legalBasis", suspension_reason AS "suspensionReason",
  created_at AS "createdAt", updated_at AS "updatedAt"`

const FIND = sql('identity.third_parties_find', `SELECT ${COLUMNS} FROM identity.third_parties WHERE id = ANY ($1::uuid[])`)
const LOCK = sql('identity.third_parties_lock', `SELECT ${COLUMNS} FROM identity.third_parties WHERE id = $1 FOR NO KEY UPDATE`)
const OLDER = sql(
  'identity.third_parties_older',
  `SELECT ${COLUMNS} FROM identity.third_parties WHERE id < $1::uuid AND ($2::text IS NULL OR status = $2) ORDER BY id DESC LIMIT $3`,
)
const NEWER = sql(
  'identity.third_parties_newer',
  `SELECT ${COLUMNS} FROM identity.third_parties WHERE id > $1::uuid AND ($2::text IS NULL OR status = $2) ORDER BY id LIMIT $3`,
)
const INSERT = sql(
  'identity.third_parties_insert',
  `INSERT INTO identity.third_parties
     (id, name, status, roles, message_signing, metadata, software_id, software_statement, contact, created_at, updated_at)
   VALUES ($1, $2::jsonb, $3, $4::text[], $5, $6::jsonb, $7, $8, $9::jsonb, $10, $10)`,
)
const UPDATE = sql(
  'identity.third_parties_update',
  `UPDATE identity.third_parties SET name = $2::jsonb, status = $3, roles = $4::text[], message_signing = $5, metadata = $6::jsonb,
     software_id = $7, software_statement = $8, contact = $9::jsonb, legal_basis = $10::jsonb, suspension_reason = $11, updated_at = $12
   WHERE id = $1`,
)

export async function findThirdParties(reader: Reader, ids: readonly Id<'tpp'>[]): Promise<Map<Id<'tpp'>, ThirdParty>> {
  const rows = await reader.query<ThirdParty>(FIND, [pgArray(ids)])
  return new Map(rows.map(row => [row.id, row]))
}

export async function lockThirdParty(tx: Tx, id: Id<'tpp'>): Promise<ThirdParty | null> {
  const [row] = await tx.query<ThirdParty>(LOCK, [id])
  return row ?? null
}

/** One more than the page holds, newest first. */
export async function listThirdParties(reader: Reader, page: ListQuery<'tpp'>, status: ThirdPartyStatus | null): Promise<ThirdParty[]> {
  if (page.ending_before !== undefined) return reader.query<ThirdParty>(NEWER, [page.ending_before, status, page.limit + 1])
  return reader.query<ThirdParty>(OLDER, [page.starting_after ?? LAST_UUID, status, page.limit + 1])
}

export function insertThirdParty(tx: Pick<Tx, 'send'>, party: ThirdParty): void {
  tx.send(INSERT, [
    party.id,
    JSON.stringify(party.name),
    party.status,
    pgArray(party.roles),
    party.messageSigning,
    JSON.stringify(party.metadata),
    party.softwareId,
    party.softwareStatement,
    JSON.stringify(party.contact),
    party.createdAt.toISOString(),
  ])
}

export function updateThirdParty(tx: Pick<Tx, 'send'>, party: ThirdParty): void {
  tx.send(UPDATE, [
    party.id,
    JSON.stringify(party.name),
    party.status,
    pgArray(party.roles),
    party.messageSigning,
    JSON.stringify(party.metadata),
    party.softwareId,
    party.softwareStatement,
    JSON.stringify(party.contact),
    jsonOrNull(party.legalBasis),
    party.suspensionReason,
    party.updatedAt.toISOString(),
  ])
}

const jsonOrNull = (value: Json): string | null => (value === null ? null : JSON.stringify(value))
