/** The SQL of repairs. */
import type { Id } from '../../../kernel/ids.ts'
import { type Db, pgArray, type Row, sql, type Tx } from '../../../platform/db.ts'
import type { Repair, RepairRequest } from '../types.ts'

type Reader = Pick<Db, 'query'>

const COLUMNS = `id, exception_id AS "exceptionId", kind, state, request, comment, instruction_id AS "instructionId", result, failure,
  requested_by AS "requestedBy", requested_at AS "requestedAt", finished_at AS "finishedAt"`

const INSERT = sql(
  'reconciliation.insert_repair',
  `INSERT INTO reconciliation.repairs (id, exception_id, kind, state, request, comment, requested_by, requested_at) VALUES ($1, $2, $3, 'pending', $4::jsonb, $5, $6, $7)`,
)
export type NewRepair = Pick<Repair, 'id' | 'exceptionId' | 'kind' | 'request' | 'comment' | 'requestedBy' | 'requestedAt'>
export const insertRepair = (tx: Tx, item: NewRepair): void =>
  tx.send(INSERT, [
    item.id,
    item.exceptionId,
    item.kind,
    JSON.stringify(item.request satisfies RepairRequest),
    item.comment,
    item.requestedBy,
    item.requestedAt,
  ])

const GET = sql('reconciliation.get_repair', `SELECT ${COLUMNS} FROM reconciliation.repairs WHERE id = $1`)
export const getRepair = async (reader: Reader, id: Id<'rrp'>): Promise<Repair | null> =>
  (await reader.query<Repair & Row>(GET, [id]))[0] ?? null

const LOCK = sql('reconciliation.lock_repair', `SELECT ${COLUMNS} FROM reconciliation.repairs WHERE id = $1 FOR NO KEY UPDATE`)
export const lockRepair = async (tx: Tx, id: Id<'rrp'>): Promise<Repair | null> => (await tx.query<Repair & Row>(LOCK, [id]))[0] ?? null

const OF_EXCEPTION = sql(
  'reconciliation.repairs_of',
  `SELECT ${COLUMNS} FROM reconciliation.repairs WHERE exception_id = $1 ORDER BY id LIMIT 100`,
)
export const repairsOf = (reader: Reader, id: Id<'rex'>): Promise<(Repair & Row)[]> => reader.query<Repair & Row>(OF_EXCEPTION, [id])

const OF_INSTRUCTIONS = sql(
  'reconciliation.repairs_of_instructions',
  `SELECT ${COLUMNS} FROM reconciliation.repairs WHERE instruction_id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
)
export const lockRepairsOfInstructions = (tx: Tx, ids: readonly Id<'ins'>[]): Promise<(Repair & Row)[]> =>
  tx.query<Repair & Row>(OF_INSTRUCTIONS, [pgArray(ids)])

const FINISH = sql(
  'reconciliation.finish_repair',
  'UPDATE reconciliation.repairs SET state = $2, result = $3::jsonb, failure = $4, instruction_id = coalesce($5, instruction_id), finished_at = $6 WHERE id = $1',
)
export const finishRepair = (
  tx: Tx,
  id: Id<'rrp'>,
  end: {
    readonly state: 'waiting' | 'done' | 'failed'
    readonly result: Readonly<Record<string, unknown>> | null
    readonly failure: string | null
    readonly instructionId?: Id<'ins'>
    readonly at: Date | null
  },
): void =>
  tx.send(FINISH, [id, end.state, end.result === null ? null : JSON.stringify(end.result), end.failure, end.instructionId ?? null, end.at])

const BETWEEN = sql(
  'reconciliation.repairs_between',
  `SELECT ${COLUMNS.replaceAll('"', '"')} FROM reconciliation.repairs WHERE requested_at > $1 AND requested_at <= $2 ORDER BY id LIMIT 5000`,
)
export const repairsBetween = (reader: Reader, from: Date, to: Date): Promise<(Repair & Row)[]> =>
  reader.query<Repair & Row>(BETWEEN, [from, to])
