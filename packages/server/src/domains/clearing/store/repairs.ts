/** The SQL of repairs: discrepancies and instructions locked to be mended, and lines that get their instruction after all. */
import type { Id } from '../../../kernel/ids.ts'
import { type Row, sql, type Tx } from '../../../platform/db.ts'
import type { TransferId } from '../../ledger/types.ts'
import type { DiscrepancyKind, DiscrepancyState, InstructionKind, InstructionState } from '../types.ts'

const TURN = sql(
  'clearing.take_turn_of_discrepancy',
  `SELECT pg_advisory_xact_lock(hashtextextended('clearing.settlement ' || house, 0)) FROM clearing.discrepancies WHERE id = $1`,
)
/** Settlements of its house wait meanwhile: see `takeTurn`. */
export const takeTurnOf = (tx: Tx, id: Id<'dsc'>): void => tx.send(TURN, [id])

export type RepairRow = {
  readonly id: Id<'dsc'>
  readonly house: string
  readonly kind: DiscrepancyKind
  readonly state: DiscrepancyState
  readonly instruction_id: Id<'ins'> | null
  readonly settlement_id: Id<'stl'> | null
  readonly amount: bigint
  readonly suspense_transfer: TransferId | null
  readonly line_number: number | null
  readonly line_kind: InstructionKind | null
  readonly line_amount: bigint | null
  readonly instruction_kind: InstructionKind | null
  readonly instruction_amount: bigint | null
}

const LOCK = sql(
  'clearing.lock_for_repair',
  `SELECT d.id, d.house, d.kind, d.state, d.instruction_id, d.settlement_id, d.amount, d.suspense_transfer, l.line_number, l.kind AS line_kind,
     l.amount AS line_amount, i.kind AS instruction_kind, i.amount AS instruction_amount
   FROM clearing.discrepancies d
   LEFT JOIN clearing.settlement_lines l ON l.settlement_id = d.settlement_id AND d.fingerprint = 'line/' || l.settlement_id || '/' || l.line_number
   LEFT JOIN clearing.instructions i ON i.id = d.instruction_id
   WHERE d.id = $1 FOR NO KEY UPDATE OF d`,
)
export async function lockForRepair(tx: Tx, id: Id<'dsc'>): Promise<RepairRow | null> {
  tx.lock('clearing')
  return (await tx.query<RepairRow & Row>(LOCK, [id]))[0] ?? null
}

export type InstructionRow = {
  readonly house: string
  readonly kind: InstructionKind
  readonly state: InstructionState
  readonly amount: bigint
  readonly settlement_id: Id<'stl'> | null
}
const LOCK_INSTRUCTION = sql(
  'clearing.lock_repaired_instruction',
  'SELECT house, kind, state, amount, settlement_id FROM clearing.instructions WHERE id = $1 FOR NO KEY UPDATE',
)
export async function lockInstruction(tx: Tx, id: Id<'ins'>): Promise<InstructionRow | null> {
  tx.lock('clearing')
  return (await tx.query<InstructionRow & Row>(LOCK_INSTRUCTION, [id]))[0] ?? null
}

const ADOPT_LINE = sql(
  'clearing.adopt_line',
  `UPDATE clearing.settlement_lines SET instruction_id = $3, match = 'matched', told = false WHERE settlement_id = $1 AND line_number = $2`,
)
const SETTLE_ONE = sql('clearing.settle_repaired', 'UPDATE clearing.instructions SET settlement_id = $1 WHERE id = $2')
const AGAIN = sql(
  'clearing.settle_again',
  `UPDATE clearing.settlements SET state = 'booked', completed_at = NULL WHERE id = $1 AND state = 'completed'`,
)

/** The line is the instruction's: its owner is told with the next booking. */
export function adopt(tx: Tx, settlement: Id<'stl'>, line: number, instruction: Id<'ins'>): void {
  tx.send(ADOPT_LINE, [settlement, line, instruction])
  tx.send(SETTLE_ONE, [settlement, instruction])
  tx.send(AGAIN, [settlement])
}

/** A line of ours, numbered below zero: the file has none. */
const OWN_LINE = sql(
  'clearing.add_own_line',
  `INSERT INTO clearing.settlement_lines (settlement_id, line_number, instruction, instruction_id, kind, amount, occurred_at, match)
   SELECT $1, (SELECT least(min(line_number), 0) - 1 FROM clearing.settlement_lines WHERE settlement_id = $1), i.reference, i.id, i.kind, i.amount, i.completed_at, 'matched'
   FROM clearing.instructions i WHERE i.id = $2`,
)
export function settleByHand(tx: Tx, settlement: Id<'stl'>, instruction: Id<'ins'>): void {
  tx.send(OWN_LINE, [settlement, instruction])
  tx.send(SETTLE_ONE, [settlement, instruction])
  tx.send(AGAIN, [settlement])
}

const RESOLVE_ONE = sql(
  'clearing.resolve_repaired',
  `UPDATE clearing.discrepancies SET state = 'resolved', resolved_at = $2, resolved_by = $3, comment = $4 WHERE id = $1`,
)
type By = { readonly at: Date; readonly by: string; readonly comment: string }
export const resolve = (tx: Tx, id: Id<'dsc'>, { at, by, comment }: By): void => tx.send(RESOLVE_ONE, [id, at, by, comment])

/** One in suspense is reversed and resolved by the next booking. */
const RESOLVE_MISSING = sql(
  'clearing.resolve_repaired_missing',
  `UPDATE clearing.discrepancies SET state = 'resolved', resolved_at = $2, resolved_by = $3, comment = $4
   WHERE instruction_id = $1 AND kind = 'line_missing' AND state = 'open'`,
)
export const resolveMissing = (tx: Tx, instruction: Id<'ins'>, { at, by, comment }: By): void =>
  tx.send(RESOLVE_MISSING, [instruction, at, by, comment])

const KEEP_REST = sql('clearing.keep_rest', 'UPDATE clearing.discrepancies SET amount = $2 WHERE id = $1')
export const keepRest = (tx: Tx, id: Id<'dsc'>, rest: bigint): void => tx.send(KEEP_REST, [id, rest])

const SUSPEND_AGAIN = sql(
  'clearing.suspend_again',
  `UPDATE clearing.discrepancies SET state = 'suspended', resolved_at = NULL, resolved_by = NULL, comment = NULL WHERE id = $1`,
)
export const suspendAgain = (tx: Tx, id: Id<'dsc'>): void => tx.send(SUSPEND_AGAIN, [id])

const RESOLVE_OPEN = sql(
  'clearing.resolve_explained',
  `UPDATE clearing.discrepancies SET state = 'resolved', resolved_at = $2, resolved_by = $3, comment = $4
   WHERE id = $1 AND state = 'open' AND kind <> 'line_missing'`,
)
/** Ends one that no money stands behind. A missing line stays until a file brings it: its money is awaited, and moves to suspense if it does not come. */
export function resolveOpen(tx: Tx, id: Id<'dsc'>, { at, by, comment }: By): void {
  tx.lock('clearing')
  tx.send(RESOLVE_OPEN, [id, at, by, comment])
}
