/** SQL of top-ups and withdrawals. */
import type { Id } from '../../../kernel/ids.ts'
import { type Db, pgArray, type Row, sql, type Tx } from '../../../platform/db.ts'
import type { AccountId, TransferId } from '../../ledger/types.ts'
import type { MovementStatus } from '../rules.ts'

type Movement = {
  readonly holderId: Id<'hld'>
  /** The holder's ledger account. */
  readonly account: AccountId
  readonly house: string
  /** Fen. */
  readonly amount: bigint
  readonly status: MovementStatus
  /** The clearing house's reason, e.g. `insufficient_funds`; set when failed. */
  readonly failureCode: string | null
  readonly instructionId: Id<'ins'>
  readonly createdAt: Date
  readonly completedAt: Date | null
}

export type Topup = Movement & { readonly id: Id<'top'>; readonly cardId: Id<'card'> }

export type Withdrawal = Movement & {
  readonly id: Id<'wdr'>
  /** The holder's own card; `null` for a deduction. */
  readonly cardId: Id<'card'> | null
  /** The authority's order that this carries out; `null` for the holder's own withdrawal. */
  readonly orderId: Id<'ord'> | null
  /** What took it from the balance. */
  readonly transferId: TransferId
  /** Whether it counted on the lifetime limit. */
  readonly counted: boolean
}

type MovementRow = Row & {
  holder_id: Id<'hld'>
  account_id: AccountId
  house: string
  amount: bigint
  status: MovementStatus
  failure_code: string | null
  instruction_id: Id<'ins'>
  created_at: Date
  completed_at: Date | null
}
type TopupRow = MovementRow & { id: Id<'top'>; card_id: Id<'card'> }
type WithdrawalRow = MovementRow & {
  id: Id<'wdr'>
  card_id: Id<'card'> | null
  order_id: Id<'ord'> | null
  transfer_id: TransferId
  counted: boolean
}

const COMMON =
  'm.id, m.holder_id, h.account_id, m.card_id, m.house, m.amount, m.status, m.failure_code, m.instruction_id, m.created_at, m.completed_at'
const TOPUPS = `SELECT ${COMMON} FROM wallets.topups m JOIN wallets.holders h ON h.id = m.holder_id`
const WITHDRAWALS = `SELECT ${COMMON}, m.order_id, m.transfer_id, m.counted FROM wallets.withdrawals m JOIN wallets.holders h ON h.id = m.holder_id`

const LOCK_TOPUPS = sql('wallets.lock_topups', `${TOPUPS} WHERE m.id = ANY ($1::uuid[]) ORDER BY m.id FOR NO KEY UPDATE OF m`)
const FIND_TOPUP = sql('wallets.find_topup', `${TOPUPS} WHERE m.id = $1 AND m.holder_id = $2`)
const LOCK_WITHDRAWALS = sql(
  'wallets.lock_withdrawals',
  `${WITHDRAWALS} WHERE m.id = ANY ($1::uuid[]) ORDER BY m.id FOR NO KEY UPDATE OF m`,
)
const FIND_WITHDRAWAL = sql('wallets.find_withdrawal', `${WITHDRAWALS} WHERE m.id = $1 AND m.holder_id = $2`)
const INSERT_TOPUPS = sql(
  'wallets.insert_topups',
  `INSERT INTO wallets.topups (id, holder_id, card_id, house, amount, status, instruction_id, created_at)
   SELECT id, holder_id, card_id, house, amount, 'processing', instruction_id, $7::timestamptz
   FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::uuid[]) AS t (id, holder_id, card_id, house, amount, instruction_id)`,
)
const INSERT_WITHDRAWALS = sql(
  'wallets.insert_withdrawals',
  `INSERT INTO wallets.withdrawals (id, holder_id, card_id, order_id, house, amount, status, instruction_id, transfer_id, counted, created_at)
   SELECT id, holder_id, card_id, order_id, house, amount, 'processing', instruction_id, transfer_id, counted, $10::timestamptz
   FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bigint[], $7::uuid[], $8::uuid[], $9::boolean[])
     AS t (id, holder_id, card_id, order_id, house, amount, instruction_id, transfer_id, counted)`,
)
const complete = (table: 'topups' | 'withdrawals') =>
  sql(
    `wallets.complete_${table}`,
    `UPDATE wallets.${table} m SET status = t.status, failure_code = t.failure_code, completed_at = t.completed_at
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS t (id, status, failure_code, completed_at) WHERE m.id = t.id`,
  )
const COMPLETE_TOPUPS = complete('topups')
const COMPLETE_WITHDRAWALS = complete('withdrawals')

export async function lockTopups(tx: Tx, ids: readonly Id<'top'>[]): Promise<Topup[]> {
  return (await tx.query<TopupRow>(LOCK_TOPUPS, [pgArray(ids)])).map(topupOf)
}

export async function lockWithdrawals(tx: Tx, ids: readonly Id<'wdr'>[]): Promise<Withdrawal[]> {
  return (await tx.query<WithdrawalRow>(LOCK_WITHDRAWALS, [pgArray(ids)])).map(withdrawalOf)
}

export async function findTopup(db: Db, holderId: Id<'hld'>, id: Id<'top'>): Promise<Topup | null> {
  const [row] = await db.query<TopupRow>(FIND_TOPUP, [id, holderId])
  return row === undefined ? null : topupOf(row)
}

export async function findWithdrawal(db: Db, holderId: Id<'hld'>, id: Id<'wdr'>): Promise<Withdrawal | null> {
  const [row] = await db.query<WithdrawalRow>(FIND_WITHDRAWAL, [id, holderId])
  return row === undefined ? null : withdrawalOf(row)
}

export function insertTopups(tx: Tx, topups: readonly Topup[], createdAt: Date): void {
  if (topups.length === 0) return
  tx.send(INSERT_TOPUPS, [
    pgArray(topups.map(topup => topup.id)),
    pgArray(topups.map(topup => topup.holderId)),
    pgArray(topups.map(topup => topup.cardId)),
    pgArray(topups.map(topup => topup.house)),
    pgArray(topups.map(topup => topup.amount)),
    pgArray(topups.map(topup => topup.instructionId)),
    createdAt,
  ])
}

export function insertWithdrawals(tx: Tx, withdrawals: readonly Withdrawal[], createdAt: Date): void {
  if (withdrawals.length === 0) return
  tx.send(INSERT_WITHDRAWALS, [
    pgArray(withdrawals.map(withdrawal => withdrawal.id)),
    pgArray(withdrawals.map(withdrawal => withdrawal.holderId)),
    pgArray(withdrawals.map(withdrawal => withdrawal.cardId)),
    pgArray(withdrawals.map(withdrawal => withdrawal.orderId)),
    pgArray(withdrawals.map(withdrawal => withdrawal.house)),
    pgArray(withdrawals.map(withdrawal => withdrawal.amount)),
    pgArray(withdrawals.map(withdrawal => withdrawal.instructionId)),
    pgArray(withdrawals.map(withdrawal => withdrawal.transferId)),
    pgArray(withdrawals.map(withdrawal => withdrawal.counted)),
    createdAt,
  ])
}

/** Writes the ends of movements that were locked before. */
export const completeTopups = (tx: Tx, topups: readonly Topup[]): void => writeEnds(tx, COMPLETE_TOPUPS, topups)
export const completeWithdrawals = (tx: Tx, withdrawals: readonly Withdrawal[]): void => writeEnds(tx, COMPLETE_WITHDRAWALS, withdrawals)

function writeEnds(tx: Tx, statement: typeof COMPLETE_TOPUPS, movements: readonly (Topup | Withdrawal)[]): void {
  if (movements.length === 0) return
  tx.send(statement, [
    pgArray(movements.map(movement => movement.id)),
    pgArray(movements.map(movement => movement.status)),
    pgArray(movements.map(movement => movement.failureCode)),
    pgArray(movements.map(movement => movement.completedAt?.toISOString() ?? null)),
  ])
}

const movementOf = (row: MovementRow): Movement => ({
  holderId: row.holder_id,
  account: row.account_id,
  house: row.house,
  amount: row.amount,
  status: row.status,
  failureCode: row.failure_code,
  instructionId: row.instruction_id,
  createdAt: row.created_at,
  completedAt: row.completed_at,
})

const topupOf = (row: TopupRow): Topup => ({ ...movementOf(row), id: row.id, cardId: row.card_id })

const withdrawalOf = (row: WithdrawalRow): Withdrawal => ({
  ...movementOf(row),
  id: row.id,
  cardId: row.card_id,
  orderId: row.order_id,
  transferId: row.transfer_id,
  counted: row.counted,
})
