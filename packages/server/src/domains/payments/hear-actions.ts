/** Tells merchants and live pages what a payer must do next, in the transaction that keeps what the channel said. Locks nothing. */
import { formatId, parseId } from '../../kernel/ids.ts'
import type { Tx } from '../../platform/db.ts'
import type { Instruction } from '../clearing/types.ts'
import { actionAnnouncement } from './announce.ts'
import type { PaymentDeps } from './deps.ts'
import { hasOpenOrder } from './rules.ts'
import { readPayments } from './store/payments.ts'

/** One statement to read the payments; an order that its payment has moved on from is not told of. */
export async function hearActions(deps: PaymentDeps, tx: Tx, instructions: readonly Instruction[]): Promise<void> {
  const acting = instructions.filter(({ purpose, action }) => purpose === 'payment_debit' && action !== null)
  const ids = acting.flatMap(({ reference }) => parseId('pay', reference) ?? [])
  if (ids.length === 0) return
  const payments = new Map((await readPayments(tx, ids)).map(payment => [formatId('pay', payment.id), payment]))
  const events = acting.flatMap(({ id, reference, action }) => {
    const payment = payments.get(reference)
    const isCurrent = payment !== undefined && action !== null && hasOpenOrder(payment) && payment.instructionId === id
    return isCurrent ? [actionAnnouncement(deps, payment, action)] : []
  })
  deps.outbox.append(tx, events)
}
