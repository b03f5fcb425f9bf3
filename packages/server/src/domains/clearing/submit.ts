/** Takes instructions from their owners, in the owner's transaction: the bank leg commits with what it is for. */
import { invariant } from '../../kernel/outcome.ts'
import type { Clock } from '../../kernel/time.ts'
import type { Tx } from '../../platform/db.ts'
import { DEBIT_DEADLINE_MS } from './rules.ts'
import * as store from './store/instructions.ts'
import type { InstructionKind, InstructionPurpose, NewInstruction } from './types.ts'

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
  store.insertInstructions(
    tx,
    instructions.map(item => ({
      ...item,
      deadline: item.deadline ?? (item.kind === 'debit' ? new Date(now.getTime() + DEBIT_DEADLINE_MS) : null),
    })),
    now,
  )
  const houses = [...new Set(instructions.map(item => item.house))]
  tx.afterCommit(() => deps.wake(houses))
}
