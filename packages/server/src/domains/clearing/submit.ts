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
}

export type SubmitDeps = { readonly clock: Clock; readonly knowsHouse: (house: string) => boolean; readonly wake: () => void }

/** Writes the instructions; they are sent once the transaction has committed. One statement for any number. */
export function submitInstructions(deps: SubmitDeps, tx: Tx, instructions: readonly NewInstruction[]): void {
  if (instructions.length === 0) return
  const now = deps.clock.now()
  for (const item of instructions) {
    invariant(item.amount > 0n, 'an instruction moves a positive amount')
    invariant(deps.knowsHouse(item.house), `the clearing house ${item.house} is not connected`)
    invariant(KIND_OF[item.purpose] === item.kind, `a ${item.purpose} is a ${KIND_OF[item.purpose]}, not a ${item.kind}`)
    invariant((item.kind === 'debit') === (item.agreementNumber !== undefined), 'a debit, and only a debit, names its agreement')
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
  tx.afterCommit(deps.wake)
}
