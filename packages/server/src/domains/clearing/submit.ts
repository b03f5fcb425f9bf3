/**
 * Takes instructions from their owners, in the owner's transaction: the leg outside commits with what it is for. As many as this node
 * has calls to spare for are its own from birth and leave at the commit; the rest are claimed by whoever comes first.
 */
import { invariant } from '../../kernel/outcome.ts'
import type { Clock } from '../../kernel/time.ts'
import type { Tx } from '../../platform/db.ts'
import { DEBIT_DEADLINE_MS, LEASE_MS } from './rules.ts'
import * as store from './store/instructions.ts'
import type { Instruction, InstructionKind, InstructionPurpose, NewInstruction } from './types.ts'

const KIND_OF: Readonly<Record<InstructionPurpose, InstructionKind>> = {
  payment_debit: 'debit',
  topup: 'debit',
  payout: 'payout',
  withdrawal: 'payout',
  refund: 'refund',
  long_refund: 'refund',
}

export type SubmitDeps = {
  readonly clock: Clock
  readonly knowsHouse: (house: string) => boolean
  readonly wake: (houses: readonly string[]) => void
  /** How many calls of a rail this node has to spare. */
  readonly spare: (house: string) => number
  /** Sends what this node took, once it has committed. */
  readonly send: (instructions: readonly Instruction[]) => void
}

/** Writes the instructions; they are sent once the transaction has committed. One statement for any number. */
export function submitInstructions(deps: SubmitDeps, tx: Tx, instructions: readonly NewInstruction[]): void {
  if (instructions.length === 0) return
  const now = deps.clock.now()
  for (const item of instructions) {
    invariant(item.amount > 0n, 'an instruction moves a positive amount')
    invariant(deps.knowsHouse(item.house), `there is no rail ${item.house}`)
    invariant(KIND_OF[item.purpose] === item.kind, `a ${item.purpose} is a ${KIND_OF[item.purpose]}, not a ${item.kind}`)
    if (item.kind === 'debit')
      invariant(item.agreementNumber !== undefined || item.channelOrder !== undefined, 'a debit names its agreement or its order')
    else invariant(item.agreementNumber === undefined, 'only a debit names an agreement')
    invariant(item.channelOrder === undefined || item.kind !== 'payout', 'no payout is an order of a channel')
    invariant((item.kind === 'payout') === (item.payee !== undefined), 'a payout, and only a payout, names its payee')
    invariant(
      (item.kind === 'refund') === (item.originalInstruction !== undefined),
      'a refund, and only a refund, names the debit it returns',
    )
  }
  const left = new Map<string, number>()
  const rows = instructions.map((item): store.InsertedInstruction => {
    const spare = left.get(item.house) ?? deps.spare(item.house)
    left.set(item.house, spare - 1)
    const deadline = item.deadline ?? (item.kind === 'debit' ? new Date(now.getTime() + DEBIT_DEADLINE_MS) : null)
    return { ...item, deadline, taken: spare > 0 && isInTime(item, deadline, now) }
  })
  store.insertInstructions(tx, rows, now, new Date(now.getTime() + LEASE_MS))
  const taken = rows.filter(row => row.taken).map(row => takenOf(row, now))
  const houses = [...new Set(rows.filter(row => !row.taken).map(row => row.house))]
  tx.afterCommit(() => {
    deps.send(taken)
    deps.wake(houses)
  })
}

const isInTime = ({ sendBy }: NewInstruction, deadline: Date | null, now: Date): boolean =>
  (deadline === null || deadline > now) && (sendBy === undefined || sendBy > now)

/** The instruction as it stands in the database after the commit. */
const takenOf = (row: store.InsertedInstruction, now: Date): Instruction => ({
  id: row.id,
  purpose: row.purpose,
  kind: row.kind,
  house: row.house,
  amount: row.amount,
  currency: row.currency,
  agreementNumber: row.agreementNumber ?? null,
  channelOrder: row.channelOrder ?? null,
  action: null,
  payee: row.payee ?? null,
  originalInstruction: row.originalInstruction ?? null,
  reference: row.reference,
  description: row.description ?? null,
  state: 'sent',
  failureCode: null,
  houseReference: null,
  payer: null,
  fee: null,
  waitReason: null,
  cancelRequestedAt: null,
  settlementDate: null,
  settlementId: null,
  attempts: 1,
  queryAttempts: 0,
  deadline: row.deadline,
  sendBy: row.sendBy ?? null,
  createdAt: now,
  sentAt: now,
  completedAt: null,
})
