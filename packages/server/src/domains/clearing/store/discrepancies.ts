/** The SQL of discrepancies: listed once by their fingerprint, locked to be resolved. */
import type { Currency } from '../../../kernel/currencies.ts'
import { type Id, newId } from '../../../kernel/ids.ts'
import { type Db, pgArray, type Row, sql, type Tx } from '../../../platform/db.ts'
import type { ListQuery } from '../../../platform/http/pages.ts'
import type { Discrepancy, DiscrepancyKind, DiscrepancyState } from '../types.ts'

const INSERT_DISCREPANCIES = sql(
  'clearing.insert_discrepancies',
  `INSERT INTO clearing.discrepancies (id, fingerprint, house, kind, state, instruction_id, settlement_id, amount, currency, detail, opened_at)
   SELECT id, fingerprint, house, kind, 'open', instruction_id, settlement_id, amount, currency, detail, $10
   FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::bigint[], $8::text[], $9::text[])
     AS t (id, fingerprint, house, kind, instruction_id, settlement_id, amount, currency, detail)
   ORDER BY fingerprint
   ON CONFLICT (fingerprint) DO NOTHING`,
)

export type NewDiscrepancy = {
  /** The same finding has the same fingerprint and is listed once. */
  readonly fingerprint: string
  readonly house: string
  readonly kind: DiscrepancyKind
  readonly instructionId: Id<'ins'> | null
  readonly settlementId: Id<'stl'> | null
  readonly amount: bigint
  readonly currency: Currency
  readonly detail: string
}

export function insertDiscrepancies(tx: Tx, found: readonly NewDiscrepancy[], now: Date): void {
  if (found.length === 0) return
  tx.send(INSERT_DISCREPANCIES, [
    pgArray(found.map(() => newId<'dsc'>())),
    pgArray(found.map(item => item.fingerprint)),
    pgArray(found.map(item => item.house)),
    pgArray(found.map(item => item.kind)),
    pgArray(found.map(item => item.instructionId)),
    pgArray(found.map(item => item.settlementId)),
    pgArray(found.map(item => item.amount)),
    pgArray(found.map(item => item.currency)),
    pgArray(found.map(item => item.detail)),
    now,
  ])
}

const CLOSE_SILENT = sql(
  'clearing.close_silent',
  `UPDATE clearing.discrepancies SET state = 'resolved', resolved_at = $2, resolved_by = 'clearing', comment = 'a result arrived'
   WHERE instruction_id = ANY ($1::uuid[]) AND kind IN ('no_result', 'undeliverable', 'unknown_status') AND state = 'open'`,
)

/** A result arrived: what was listed for want of one is resolved. */
export const closeSilent = (tx: Tx, ids: readonly Id<'ins'>[], now: Date): void => tx.send(CLOSE_SILENT, [pgArray(ids), now])

const DISCREPANCY_COLUMNS =
  'id, house, kind, state, instruction_id, settlement_id, amount, currency, detail, opened_at, resolved_at, resolved_by, comment'

type DiscrepancyRow = Row & {
  id: Id<'dsc'>
  house: string
  kind: DiscrepancyKind
  state: DiscrepancyState
  instruction_id: Id<'ins'> | null
  settlement_id: Id<'stl'> | null
  amount: bigint
  currency: Currency
  detail: string
  opened_at: Date
  resolved_at: Date | null
  resolved_by: string | null
  comment: string | null
}

const discrepancyOf = (row: DiscrepancyRow): Discrepancy => ({
  id: row.id,
  house: row.house,
  kind: row.kind,
  state: row.state,
  instructionId: row.instruction_id,
  settlementId: row.settlement_id,
  amount: row.amount,
  currency: row.currency,
  detail: row.detail,
  openedAt: row.opened_at,
  resolvedAt: row.resolved_at,
  resolvedBy: row.resolved_by,
  comment: row.comment,
})

const DISCREPANCIES = (backwards: boolean): string =>
  `SELECT ${DISCREPANCY_COLUMNS} FROM clearing.discrepancies
   WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR kind = $2) AND ($3::uuid IS NULL OR id ${backwards ? '>' : '<'} $3)
   ORDER BY id ${backwards ? 'ASC' : 'DESC'} LIMIT $4`
const DISCREPANCIES_DOWN = sql('clearing.list_discrepancies', DISCREPANCIES(false))
const DISCREPANCIES_UP = sql('clearing.list_discrepancies_up', DISCREPANCIES(true))

export const listDiscrepancies = async (
  db: Db,
  filter: { readonly state: string | null; readonly kind: string | null },
  page: ListQuery<'dsc'>,
): Promise<Discrepancy[]> => {
  const backwards = page.ending_before !== undefined
  const rows = await db.query<DiscrepancyRow>(backwards ? DISCREPANCIES_UP : DISCREPANCIES_DOWN, [
    filter.state,
    filter.kind,
    page.ending_before ?? page.starting_after ?? null,
    page.limit + 1,
  ])
  return rows.map(discrepancyOf)
}

const READ_DISCREPANCY = sql('clearing.read_discrepancy', `SELECT ${DISCREPANCY_COLUMNS} FROM clearing.discrepancies WHERE id = $1`)

export const readDiscrepancy = async (db: Db, id: Id<'dsc'>): Promise<Discrepancy | null> => {
  const [row] = await db.query<DiscrepancyRow>(READ_DISCREPANCY, [id])
  return row === undefined ? null : discrepancyOf(row)
}

const LOCK_DISCREPANCIES = sql(
  'clearing.lock_discrepancies',
  `SELECT ${DISCREPANCY_COLUMNS} FROM clearing.discrepancies WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
)
const RESOLVE = sql(
  'clearing.resolve_discrepancies',
  `UPDATE clearing.discrepancies x SET state = 'resolved', resolved_at = $4, resolved_by = d.resolved_by, comment = d.comment
   FROM unnest($1::uuid[], $2::text[], $3::text[]) AS d (id, resolved_by, comment) WHERE x.id = d.id`,
)

export async function lockDiscrepancies(tx: Tx, ids: readonly Id<'dsc'>[]): Promise<Map<Id<'dsc'>, Discrepancy>> {
  tx.lock('clearing')
  const rows = await tx.query<DiscrepancyRow>(LOCK_DISCREPANCIES, [pgArray(ids)])
  return new Map(rows.map(row => [row.id, discrepancyOf(row)]))
}

export function resolveDiscrepancies(tx: Tx, resolved: readonly { id: Id<'dsc'>; by: string; comment: string }[], now: Date): void {
  if (resolved.length === 0) return
  tx.send(RESOLVE, [
    pgArray(resolved.map(item => item.id)),
    pgArray(resolved.map(item => item.by)),
    pgArray(resolved.map(item => item.comment)),
    now,
  ])
}
