/** All SQL of the partners. Clauses are stored as one JSON value: a version is read and written whole. */

import { type Id, LAST_UUID } from '../../kernel/ids.ts'
import { iso } from '../../kernel/time.ts'
import { type Db, pgArray, sql, type Tx } from '../../platform/db.ts'
import type { ListQuery } from '../../platform/http/pages.ts'
import type { Agreement, AgreementVersion, Clause, PaymentMethodType, RefundPolicy, Terms, TermsRef } from './types.ts'

const TERMS = `merchant_id AS "merchantId", agreement_id AS "agreementId", version, clauses`

const OPEN = sql(
  'partners.open',
  `SELECT ${TERMS} FROM partners.agreement_versions
   WHERE merchant_id = ANY ($1::uuid[]) AND in_force_from <= $2 AND (in_force_to IS NULL OR in_force_to > $2)`,
)

const OF_VERSION = sql(
  'partners.of_version',
  `SELECT ${TERMS} FROM partners.agreement_versions
   WHERE (agreement_id, version) IN (SELECT a, v FROM unnest($1::uuid[], $2::integer[]) AS t (a, v))`,
)

const LOCK = sql(
  'partners.lock',
  `SELECT id, merchant_id AS "merchantId", title, created_at AS "createdAt" FROM partners.agreements
   WHERE merchant_id IN (SELECT merchant_id FROM partners.agreements WHERE id = ANY ($1::uuid[])) ORDER BY id FOR NO KEY UPDATE`,
)

const VERSION_COLUMNS = `agreement_id AS "agreementId", version, clauses, in_force_from AS "inForceFrom", in_force_to AS "inForceTo",
  created_at AS "createdAt", activated_at AS "activatedAt"`

const VERSIONS = sql(
  'partners.versions',
  `SELECT ${VERSION_COLUMNS} FROM partners.agreement_versions WHERE agreement_id = ANY ($1::uuid[]) ORDER BY agreement_id, version`,
)

const GET = sql(
  'partners.get',
  `SELECT id, merchant_id AS "merchantId", title, created_at AS "createdAt" FROM partners.agreements WHERE id = $1`,
)

const LIST_OLDER = sql(
  'partners.list_older',
  `SELECT id, merchant_id AS "merchantId", title, created_at AS "createdAt" FROM partners.agreements
   WHERE ($1::uuid IS NULL OR merchant_id = $1) AND id < $2::uuid ORDER BY id DESC LIMIT $3`,
)

const LIST_NEWER = sql(
  'partners.list_newer',
  `SELECT id, merchant_id AS "merchantId", title, created_at AS "createdAt" FROM partners.agreements
   WHERE ($1::uuid IS NULL OR merchant_id = $1) AND id > $2::uuid ORDER BY id LIMIT $3`,
)

const INSERT = sql(
  'partners.insert',
  `INSERT INTO partners.agreements (id, merchant_id, title, created_at)
   SELECT id, merchant_id, title, created_at FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[]) AS t (id, merchant_id, title, created_at)`,
)

const INSERT_VERSIONS = sql(
  'partners.insert_versions',
  `INSERT INTO partners.agreement_versions (agreement_id, version, merchant_id, clauses, created_at)
   SELECT agreement_id, version, merchant_id, clauses::jsonb, created_at
   FROM unnest($1::uuid[], $2::integer[], $3::uuid[], $4::text[], $5::timestamptz[]) AS t (agreement_id, version, merchant_id, clauses, created_at)`,
)

const UPDATE_TIMES = sql(
  'partners.update_times',
  `UPDATE partners.agreement_versions AS v SET in_force_from = t.in_force_from, in_force_to = t.in_force_to, activated_at = t.activated_at
   FROM unnest($1::uuid[], $2::integer[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[])
     AS t (agreement_id, version, in_force_from, in_force_to, activated_at)
   WHERE v.agreement_id = t.agreement_id AND v.version = t.version`,
)

/** A clause in JSON: amounts as integers, which the edge keeps within 2^53-1. */
export type ClauseJson = {
  number: string
  kind: Clause['kind']
  method: PaymentMethodType | 'any'
  basis_points?: number
  fixed?: number
  min?: number | null
  max?: number | null
  policy?: RefundPolicy
}

type TermsRow = Omit<Terms, 'clauses'> & { clauses: ClauseJson[] }
type VersionRow = Omit<AgreementVersion, 'clauses'> & { agreementId: Id<'agr'>; clauses: ClauseJson[] }
type AgreementRow = Omit<Agreement, 'versions'>

const optional = (value: number | null | undefined): bigint | null => (value === null || value === undefined ? null : BigInt(value))

export function clauseOf(json: ClauseJson): Clause {
  const { number, method } = json
  return json.kind === 'refund_fee'
    ? { number, method, kind: 'refund_fee', policy: json.policy ?? 'returned_proportionally' }
    : {
        number,
        method,
        kind: 'payment_fee',
        basisPoints: BigInt(json.basis_points ?? 0),
        fixed: BigInt(json.fixed ?? 0),
        min: optional(json.min),
        max: optional(json.max),
      }
}

export function clauseJson(clause: Clause): ClauseJson {
  const { number, kind, method } = clause
  return clause.kind === 'refund_fee'
    ? { number, kind, method, policy: clause.policy }
    : {
        number,
        kind,
        method,
        basis_points: Number(clause.basisPoints),
        fixed: Number(clause.fixed),
        min: clause.min === null ? null : Number(clause.min),
        max: clause.max === null ? null : Number(clause.max),
      }
}

const termsOf = (row: TermsRow): Terms => ({ ...row, clauses: row.clauses.map(clauseOf) })

export async function open(tx: Tx, merchantIds: readonly Id<'mer'>[], at: Date): Promise<Map<Id<'mer'>, Terms>> {
  const rows = await tx.query<TermsRow>(OPEN, [pgArray(merchantIds), at])
  return new Map(rows.map(row => [row.merchantId, termsOf(row)]))
}

export async function ofVersion(reader: Pick<Db, 'query'>, refs: readonly TermsRef[]): Promise<Terms[]> {
  const rows = await reader.query<TermsRow>(OF_VERSION, [pgArray(refs.map(ref => ref.agreementId)), pgArray(refs.map(ref => ref.version))])
  return rows.map(termsOf)
}

async function withVersions(db: Pick<Db, 'query'>, rows: readonly AgreementRow[]): Promise<Agreement[]> {
  const versions = await db.query<VersionRow>(VERSIONS, [pgArray(rows.map(row => row.id))])
  const byAgreement = Map.groupBy(versions, version => version.agreementId)
  return rows.map(row => ({
    ...row,
    versions: (byAgreement.get(row.id) ?? []).map(({ agreementId: _, clauses, ...version }) => ({
      ...version,
      clauses: clauses.map(clauseOf),
    })),
  }))
}

/** Locks the agreements and all others of their merchants, so that the times of a merchant's terms have one writer. */
export async function lockOfMerchants(tx: Tx, ids: readonly Id<'agr'>[]): Promise<Map<Id<'agr'>, Agreement>> {
  tx.lock('merchants')
  const rows = await tx.query<AgreementRow>(LOCK, [pgArray(ids)])
  return new Map((await withVersions(tx, rows)).map(agreement => [agreement.id, agreement]))
}

export async function get(db: Pick<Db, 'query'>, id: Id<'agr'>): Promise<Agreement | null> {
  const rows = await db.query<AgreementRow>(GET, [id])
  const [agreement] = await withVersions(db, rows)
  return agreement ?? null
}

/** Rows of one page and one more (see pages.ts). */
export async function list(db: Pick<Db, 'query'>, merchantId: Id<'mer'> | null, page: ListQuery<'agr'>): Promise<Agreement[]> {
  const rows =
    page.ending_before === undefined
      ? await db.query<AgreementRow>(LIST_OLDER, [merchantId, page.starting_after ?? LAST_UUID, page.limit + 1])
      : await db.query<AgreementRow>(LIST_NEWER, [merchantId, page.ending_before, page.limit + 1])
  return withVersions(db, rows)
}

export function insert(tx: Tx, agreements: readonly Agreement[]): void {
  tx.send(INSERT, [
    pgArray(agreements.map(agreement => agreement.id)),
    pgArray(agreements.map(agreement => agreement.merchantId)),
    pgArray(agreements.map(agreement => agreement.title)),
    pgArray(agreements.map(agreement => agreement.createdAt.toISOString())),
  ])
}

export type OwnedVersion = { readonly agreementId: Id<'agr'>; readonly merchantId: Id<'mer'>; readonly version: AgreementVersion }

export function insertVersions(tx: Tx, versions: readonly OwnedVersion[]): void {
  tx.send(INSERT_VERSIONS, [
    pgArray(versions.map(owned => owned.agreementId)),
    pgArray(versions.map(owned => owned.version.version)),
    pgArray(versions.map(owned => owned.merchantId)),
    pgArray(versions.map(owned => JSON.stringify(owned.version.clauses.map(clauseJson)))),
    pgArray(versions.map(owned => owned.version.createdAt.toISOString())),
  ])
}

/** Writes the times of versions; call once for those that end and then once for those that begin, so that they never overlap. */
export function updateTimes(tx: Tx, versions: readonly OwnedVersion[]): void {
  tx.send(UPDATE_TIMES, [
    pgArray(versions.map(owned => owned.agreementId)),
    pgArray(versions.map(owned => owned.version.version)),
    pgArray(versions.map(owned => iso(owned.version.inForceFrom))),
    pgArray(versions.map(owned => iso(owned.version.inForceTo))),
    pgArray(versions.map(owned => iso(owned.version.activatedAt))),
  ])
}
