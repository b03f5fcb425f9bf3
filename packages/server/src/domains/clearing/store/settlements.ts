/** The SQL of settlement files: import, matching, booking and telling owners. Set-based over a whole file. */
import type { Currency } from '../../../kernel/currencies.ts'
import { type Id, parseId } from '../../../kernel/ids.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import { type Db, pgArray, type Row, sql, type Tx } from '../../../platform/db.ts'
import type { ListQuery } from '../../../platform/http/pages.ts'
import type { TransferId } from '../../ledger/types.ts'
import type { SettlementFile, SettlementLine } from '../ports.ts'
import type { Instruction, InstructionKind, InstructionPurpose, LineMatch, Settlement, SettlementState } from '../types.ts'
import { type InstructionRow, instructionOf } from './instructions.ts'

const LINES_PER_STATEMENT = 5_000

const COLUMNS =
  'id, house, settlement_date, state, currency, digest, line_count, debit_total, payout_total, refund_total, fee_total, imported_at, booked_at, completed_at'

type SettlementRow = Row & {
  id: Id<'stl'>
  house: string
  settlement_date: BusinessDate
  state: SettlementState
  currency: Currency
  digest: string
  line_count: number
  debit_total: bigint
  payout_total: bigint
  refund_total: bigint
  fee_total: bigint
  imported_at: Date
  booked_at: Date | null
  completed_at: Date | null
}

const settlementOf = (row: SettlementRow): Settlement => ({
  id: row.id,
  house: row.house,
  date: row.settlement_date,
  state: row.state,
  currency: row.currency,
  digest: row.digest,
  lineCount: row.line_count,
  debitTotal: row.debit_total,
  payoutTotal: row.payout_total,
  refundTotal: row.refund_total,
  feeTotal: row.fee_total,
  net: row.debit_total - row.payout_total - row.refund_total - row.fee_total,
  importedAt: row.imported_at,
  bookedAt: row.booked_at,
  completedAt: row.completed_at,
})

const INSERT = sql(
  'clearing.insert_settlement',
  `INSERT INTO clearing.settlements (id, house, settlement_date, state, currency, digest, file, line_count, debit_total, payout_total, refund_total,
     fee_total, imported_at)
   VALUES ($1, $2, $3, 'imported', $4, $5, $6, $7, $8, $9, $10, $11, $12)
   ON CONFLICT (house, settlement_date) DO NOTHING RETURNING id`,
)
const INSERT_LINES = sql(
  'clearing.insert_settlement_lines',
  `INSERT INTO clearing.settlement_lines (settlement_id, line_number, instruction, instruction_id, kind, amount, fee, occurred_at, match)
   SELECT $1, line_number, instruction, instruction_id, kind, amount, fee, occurred_at, 'pending'
   FROM unnest($2::integer[], $3::text[], $4::uuid[], $5::text[], $6::bigint[], $7::bigint[], $8::timestamptz[])
     AS t (line_number, instruction, instruction_id, kind, amount, fee, occurred_at)`,
)

/** Stores a file with its lines; `false` when the date of this house is stored already. */
export async function insertSettlement(tx: Tx, id: Id<'stl'>, house: string, file: SettlementFile, now: Date): Promise<boolean> {
  const inserted = await tx.query(INSERT, [
    id,
    house,
    file.date,
    file.currency,
    file.digest,
    file.text,
    file.lines.length,
    file.debitTotal,
    file.payoutTotal,
    file.refundTotal,
    file.feeTotal ?? 0n,
    now,
  ])
  if (inserted.length === 0) return false
  for (let at = 0; at < file.lines.length; at += LINES_PER_STATEMENT) insertLines(tx, id, file.lines.slice(at, at + LINES_PER_STATEMENT))
  return true
}

function insertLines(tx: Tx, id: Id<'stl'>, lines: readonly SettlementLine[]): void {
  tx.send(INSERT_LINES, [
    id,
    pgArray(lines.map(line => line.lineNumber)),
    pgArray(lines.map(line => line.instruction)),
    pgArray(lines.map(line => parseId('ins', line.instruction))),
    pgArray(lines.map(line => line.kind)),
    pgArray(lines.map(line => line.amount)),
    pgArray(lines.map(line => line.fee ?? 0n)),
    pgArray(lines.map(line => line.at.toISOString())),
  ])
}

const READ = sql('clearing.read_settlement', `SELECT ${COLUMNS} FROM clearing.settlements WHERE id = $1`)
const READ_OF_DATE = sql(
  'clearing.read_settlement_of_date',
  `SELECT ${COLUMNS} FROM clearing.settlements WHERE house = $1 AND settlement_date = $2`,
)
const LOCK = sql('clearing.lock_settlement', `SELECT ${COLUMNS} FROM clearing.settlements WHERE id = $1 FOR NO KEY UPDATE`)

const first = (rows: readonly SettlementRow[]): Settlement | null => (rows[0] === undefined ? null : settlementOf(rows[0]))

export const readSettlement = async (db: Pick<Db, 'query'>, id: Id<'stl'>): Promise<Settlement | null> =>
  first(await db.query<SettlementRow>(READ, [id]))

export const readSettlementOfDate = async (db: Pick<Db, 'query'>, house: string, date: BusinessDate): Promise<Settlement | null> =>
  first(await db.query<SettlementRow>(READ_OF_DATE, [house, date]))

const TURN = sql('clearing.take_turn', `SELECT pg_advisory_xact_lock(hashtextextended('clearing.settlement ' || $1::text, 0))`)

/** One transaction at a time works on a house's settlements. Taken before anything else, so nobody waits for it holding locks. */
export const takeTurn = (tx: Tx, house: string): void => tx.send(TURN, [house])

export async function lockSettlement(tx: Tx, id: Id<'stl'>): Promise<Settlement | null> {
  tx.lock('clearing')
  return first(await tx.query<SettlementRow>(LOCK, [id]))
}

const UNFINISHED = sql(
  'clearing.unfinished_lines',
  `SELECT l.line_number, l.instruction, l.instruction_id, l.amount, i.settlement_date
   FROM clearing.settlement_lines l JOIN clearing.instructions i ON i.id = l.instruction_id
   WHERE l.settlement_id = $1 AND l.match = 'pending' AND l.line_number > $2 AND i.house = $3 AND i.kind = l.kind
     AND (i.state IN ('created', 'sent', 'unknown') OR (i.state = 'failed' AND i.purpose = ANY ($4::text[])))
   ORDER BY l.line_number LIMIT 500`,
)

export type UnfinishedLine = {
  readonly line_number: number
  readonly instruction: string
  readonly instruction_id: Id<'ins'>
  readonly amount: bigint
}

/** Lines of instructions whose result we do not know, or, of the `late` purposes, believe to be a failure: the file tells it. */
export const unfinishedLines = async (
  db: Db,
  id: Id<'stl'>,
  house: string,
  after: number,
  late: readonly InstructionPurpose[],
): Promise<UnfinishedLine[]> => db.query<UnfinishedLine & Row>(UNFINISHED, [id, after, house, pgArray(late)])

const LOCK_OF_FILE = sql(
  'clearing.lock_instructions_of_file',
  `WITH locked AS (
     SELECT id FROM clearing.instructions
     WHERE id IN (SELECT instruction_id FROM clearing.settlement_lines WHERE settlement_id = $1 AND match = 'pending')
     ORDER BY id FOR NO KEY UPDATE)
   SELECT count(*) AS locked FROM locked`,
)

const MATCH = sql(
  'clearing.match_lines',
  `UPDATE clearing.settlement_lines l SET match = m.match
   FROM (
     SELECT p.line_number,
       CASE
         WHEN i.id IS NULL OR i.house <> $2 OR i.kind <> p.kind THEN 'extra'
         WHEN i.settlement_id IS NOT NULL OR p.occurrence > 1 THEN 'duplicate'
         WHEN i.state = 'failed' THEN 'contradicts'
         WHEN i.state <> 'succeeded' OR i.amount <> p.amount THEN 'amount_differs'
         ELSE 'matched'
       END AS match
     FROM (SELECT line_number, instruction_id, kind, amount,
             row_number() OVER (PARTITION BY kind, coalesce(instruction_id::text, instruction) ORDER BY line_number) AS occurrence
           FROM clearing.settlement_lines WHERE settlement_id = $1 AND match = 'pending') p
     LEFT JOIN clearing.instructions i ON i.id = p.instruction_id) m
   WHERE l.settlement_id = $1 AND l.line_number = m.line_number`,
)

const SETTLE = sql(
  'clearing.settle_instructions',
  `UPDATE clearing.instructions i SET settlement_id = $1
   FROM clearing.settlement_lines l WHERE l.settlement_id = $1 AND l.match = 'matched' AND i.id = l.instruction_id`,
)

const TOTALS = sql(
  'clearing.line_totals',
  `SELECT match = 'matched' AS matched, kind, sum(amount)::bigint AS amount, sum(fee)::bigint AS fees, count(*)::int AS lines
   FROM clearing.settlement_lines WHERE settlement_id = $1 GROUP BY 1, 2 ORDER BY 1, 2`,
)

export type LineTotal = {
  readonly matched: boolean
  readonly kind: InstructionKind
  readonly amount: bigint
  readonly fees: bigint
  readonly lines: number
}

/** Locks the file's instructions, relates each line to its own, and marks the matched ones settled. Returns the sums to book. */
export async function matchLines(tx: Tx, id: Id<'stl'>, house: string): Promise<LineTotal[]> {
  tx.lock('clearing')
  tx.send(LOCK_OF_FILE, [id])
  tx.send(MATCH, [id, house])
  tx.send(SETTLE, [id])
  return tx.query<LineTotal & Row>(TOTALS, [id])
}

const LIST_UNMATCHED = sql(
  'clearing.list_unmatched',
  `INSERT INTO clearing.discrepancies (id, fingerprint, house, kind, state, instruction_id, settlement_id, amount, currency, detail, suspense_transfer, opened_at)
   SELECT uuidv7(), 'line/' || l.settlement_id || '/' || l.line_number, s.house, 'line_' || l.match, 'suspended', i.id, s.id, l.amount, s.currency,
     format('line %s of %s: %s %s of %s', l.line_number, s.settlement_date, l.kind, l.amount,
       l.instruction || coalesce(format(', ours: %s %s %s', i.kind, i.amount, i.state), ', not ours')),
     CASE WHEN l.kind = 'debit' THEN $2::uuid WHEN l.kind = 'payout' THEN $3::uuid ELSE $4::uuid END, $5
   FROM clearing.settlement_lines l JOIN clearing.settlements s ON s.id = l.settlement_id
   LEFT JOIN clearing.instructions i ON i.id = l.instruction_id
   WHERE l.settlement_id = $1 AND l.match NOT IN ('matched', 'pending')
   ON CONFLICT (fingerprint) DO NOTHING`,
)

const LIST_MISSING = sql(
  'clearing.list_missing',
  `INSERT INTO clearing.discrepancies (id, fingerprint, house, kind, state, instruction_id, settlement_id, amount, currency, detail, opened_at)
   SELECT uuidv7(), 'missing/' || i.id, i.house, 'line_missing', 'open', i.id, $1, i.amount, i.currency,
     format('%s of %s succeeded for the settlement of %s, whose file does not contain it', i.kind, i.amount, i.settlement_date), $4
   FROM clearing.instructions i
   WHERE i.house = $2 AND i.state = 'succeeded' AND i.settlement_id IS NULL AND i.settlement_date <= $3
   ON CONFLICT (fingerprint) DO NOTHING`,
)

const CLOSE_ARRIVED = sql(
  'clearing.close_arrived',
  `UPDATE clearing.discrepancies d SET state = 'resolved', resolved_at = $2, resolved_by = 'clearing', comment = 'a later settlement file contained it'
   FROM clearing.instructions i
   WHERE d.kind = 'line_missing' AND d.state = 'open' AND i.id = d.instruction_id AND i.settlement_id = $1`,
)

/** Lists extra and missing lines; `transfers` are those that put the extra lines of each kind into suspense. */
export function listDifferences(tx: Tx, settlement: Settlement, transfers: Readonly<Record<InstructionKind, TransferId>>, now: Date): void {
  tx.send(LIST_UNMATCHED, [settlement.id, transfers.debit, transfers.payout, transfers.refund, now])
  tx.send(CLOSE_ARRIVED, [settlement.id, now])
  tx.send(LIST_MISSING, [settlement.id, settlement.house, settlement.date, now])
}

export type MissingRow = {
  readonly id: Id<'dsc'>
  readonly kind: InstructionKind
  readonly amount: bigint
  readonly suspense_transfer: TransferId | null
}

const STILL_MISSING = sql(
  'clearing.still_missing',
  `SELECT d.id, i.kind, d.amount, d.suspense_transfer FROM clearing.discrepancies d JOIN clearing.instructions i ON i.id = d.instruction_id
   JOIN clearing.settlements s ON s.id = d.settlement_id
   WHERE d.kind = 'line_missing' AND d.state = 'open' AND d.house = $1 AND i.settlement_id IS NULL AND s.settlement_date < $2
   ORDER BY d.id LIMIT 500 FOR NO KEY UPDATE OF d`,
)
const SUSPEND = sql(
  'clearing.suspend_discrepancies',
  `UPDATE clearing.discrepancies x SET state = 'suspended', suspense_transfer = d.transfer
   FROM unnest($1::uuid[], $2::uuid[]) AS d (id, transfer) WHERE x.id = d.id`,
)

/** Locks missing lines that an earlier file lacked already, and this one lacks again. */
export async function stillMissing(tx: Tx, settlement: Settlement): Promise<MissingRow[]> {
  tx.lock('clearing')
  return tx.query<MissingRow & Row>(STILL_MISSING, [settlement.house, settlement.date])
}

export function suspend(tx: Tx, moved: readonly { id: Id<'dsc'>; transfer: TransferId }[]): void {
  tx.send(SUSPEND, [pgArray(moved.map(item => item.id)), pgArray(moved.map(item => item.transfer))])
}

const ARRIVED_LATE = sql(
  'clearing.arrived_late',
  `SELECT d.id, i.kind, d.amount, d.suspense_transfer FROM clearing.discrepancies d JOIN clearing.instructions i ON i.id = d.instruction_id
   WHERE d.kind = 'line_missing' AND d.state = 'suspended' AND d.house = $1 AND i.settlement_id IS NOT NULL
   ORDER BY d.id LIMIT 500 FOR NO KEY UPDATE OF d`,
)

/** Locks missing lines that stand in suspense although a file has brought them since. */
export async function arrivedLate(tx: Tx, house: string): Promise<MissingRow[]> {
  tx.lock('clearing')
  return tx.query<MissingRow & Row>(ARRIVED_LATE, [house])
}

const RESOLVE_ARRIVED = sql(
  'clearing.resolve_arrived',
  `UPDATE clearing.discrepancies SET state = 'resolved', resolved_at = $2, resolved_by = 'clearing', comment = 'a later settlement file contained it'
   WHERE id = ANY ($1::uuid[])`,
)
export const resolveArrived = (tx: Tx, ids: readonly Id<'dsc'>[], now: Date): void => tx.send(RESOLVE_ARRIVED, [pgArray(ids), now])

const MARK_BOOKED = sql('clearing.mark_booked', `UPDATE clearing.settlements SET state = 'booked', booked_at = $2 WHERE id = $1`)
export const markBooked = (tx: Tx, id: Id<'stl'>, at: Date): void => tx.send(MARK_BOOKED, [id, at])

const MARK_COMPLETED = sql(
  'clearing.mark_completed',
  `UPDATE clearing.settlements SET state = 'completed', completed_at = $2 WHERE id = $1 AND state = 'booked'
     AND NOT EXISTS (SELECT FROM clearing.settlement_lines WHERE settlement_id = $1 AND match = 'matched' AND NOT told)
   RETURNING ${COLUMNS}`,
)
export const markCompleted = async (db: Db, id: Id<'stl'>, at: Date): Promise<Settlement | null> =>
  first(await db.query<SettlementRow>(MARK_COMPLETED, [id, at]))

const UNTOLD = sql(
  'clearing.untold_lines',
  `SELECT l.line_number, i.* FROM clearing.settlement_lines l JOIN clearing.instructions i ON i.id = l.instruction_id
   WHERE l.settlement_id = $1 AND l.match = 'matched' AND NOT l.told AND i.purpose = ANY ($2::text[])
   ORDER BY l.line_number LIMIT $3`,
)

/** Settled instructions whose owners have not been told, of these purposes. */
export async function untoldLines(
  tx: Tx,
  id: Id<'stl'>,
  purposes: readonly InstructionPurpose[],
  limit: number,
): Promise<{ lineNumber: number; instruction: Instruction }[]> {
  const rows = await tx.query<InstructionRow & { line_number: number }>(UNTOLD, [id, pgArray(purposes), limit])
  return rows.map(row => ({ lineNumber: row.line_number, instruction: instructionOf(row) }))
}

const MARK_TOLD = sql(
  'clearing.mark_told',
  'UPDATE clearing.settlement_lines SET told = true WHERE settlement_id = $1 AND line_number = ANY ($2::integer[])',
)
export const markTold = (tx: Tx, id: Id<'stl'>, lines: readonly number[]): void => tx.send(MARK_TOLD, [id, pgArray(lines)])

const TOLD = sql(
  'clearing.told_instructions',
  'SELECT instruction_id AS id FROM clearing.settlement_lines WHERE instruction_id = ANY ($1::uuid[]) AND told',
)

/** Which of these instructions a booked settlement covers, as far as their owners have been told. */
export const toldInstructions = async (tx: Tx, ids: readonly Id<'ins'>[]): Promise<ReadonlySet<Id<'ins'>>> =>
  new Set((await tx.query<{ id: Id<'ins'> }>(TOLD, [pgArray(ids)])).map(row => row.id))

const AWAITS = sql(
  'clearing.awaits_settlement',
  `SELECT EXISTS (SELECT FROM clearing.instructions
     WHERE house = $1 AND state = 'succeeded' AND settlement_id IS NULL AND settlement_date <= $2) AS awaits`,
)

/** Whether a success of the rail waits for the file of this date, or an earlier one. */
export const awaitsSettlement = async (db: Db, house: string, date: BusinessDate): Promise<boolean> =>
  (await db.query<{ awaits: boolean }>(AWAITS, [house, date]))[0]?.awaits === true

const LIST = (backwards: boolean): string =>
  `SELECT ${COLUMNS} FROM clearing.settlements WHERE ($1::uuid IS NULL OR id ${backwards ? '>' : '<'} $1)
   ORDER BY id ${backwards ? 'ASC' : 'DESC'} LIMIT $2`
const LIST_DOWN = sql('clearing.list_settlements', LIST(false))
const LIST_UP = sql('clearing.list_settlements_up', LIST(true))

export const listSettlements = async (db: Db, page: ListQuery<'stl'>): Promise<Settlement[]> => {
  const rows = await db.query<SettlementRow>(page.ending_before === undefined ? LIST_DOWN : LIST_UP, [
    page.ending_before ?? page.starting_after ?? null,
    page.limit + 1,
  ])
  return rows.map(settlementOf)
}

const COUNT_MATCHES = sql(
  'clearing.count_matches',
  'SELECT match, count(*)::int AS lines, sum(amount)::bigint AS amount FROM clearing.settlement_lines WHERE settlement_id = $1 GROUP BY match ORDER BY match',
)

export type MatchCount = { readonly match: LineMatch; readonly lines: number; readonly amount: bigint }

export const countMatches = async (db: Db, id: Id<'stl'>): Promise<MatchCount[]> => db.query<MatchCount & Row>(COUNT_MATCHES, [id])
