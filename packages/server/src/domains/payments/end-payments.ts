/**
 * Ends payments that were not paid: canceled by the merchant or the payer, or expired by the clock. Held money is released; an order that
 * is open at a channel is closed there first, and the payment ends when the channel has said so.
 */
import { formatId, type Id, newId } from '../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { Command } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import { announcement } from './announce.ts'
import type { PaymentDeps } from './deps.ts'
import { openWork, type Work } from './open-work.ts'
import * as rules from './rules.ts'
import { findExpired } from './store/payments.ts'
import type { CancelPayment, Payment, PaymentRef } from './types.ts'

const EXPIRE_BATCH = 200

export async function cancelPayments(deps: PaymentDeps, tx: Tx, commands: readonly Command<CancelPayment>[]): Promise<Outcome<Payment>[]> {
  const work = await openWork(deps, tx, {
    payments: [...new Set(commands.map(command => command.input.paymentId))],
    accounts: merchant => [merchant.accounts.settled],
  })
  const outcomes = commands.map(({ input }): Outcome<Payment> => {
    const payment = work.payments.get(input.paymentId)
    if (payment === undefined || (input.merchantId !== null && payment.merchantId !== input.merchantId))
      return refuse('payment_not_found', 'id')
    const may = rules.cancelable(payment)
    if (!may.ok) return may
    // Whoever holds only the page's token may walk away from a payment, not void what is authorised.
    if (input.merchantId === null && payment.status === 'requires_capture') return refuse('payment_authorised')
    const ended = may.value === 'close' ? closeOrder(work, payment, 'cancel', input.reason) : end(work, payment, 'canceled', input.reason)
    work.undo.accept()
    return ok(ended)
  })
  work.flush()
  return outcomes
}

/** Expires payments whose time has run out, at most one batch; answers how many. Safe to run on several nodes. */
export async function expirePayments(deps: PaymentDeps): Promise<number> {
  const due = await findExpired(deps.db, deps.clock.now(), EXPIRE_BATCH)
  if (due.length === 0) return 0
  return deps.db.transaction(async tx => {
    const work = await openWork(deps, tx, { payments: due, accounts: merchant => [merchant.accounts.settled] })
    let count = 0
    for (const id of due as readonly Id<'pay'>[]) {
      const payment = work.payments.get(id)
      if (payment === undefined || !rules.expirable(payment, work.now)) continue
      end(work, payment, 'expired', null)
      work.undo.accept()
      count += 1
    }
    work.flush()
    return count
  })
}

/**
 * Lets the payer choose again: the order that is open at a channel is closed, and the payment waits for its payer once the channel has said
 * so. Harmless while it waits already. Refuses as a confirmation does.
 */
export async function releasePayments(deps: PaymentDeps, tx: Tx, commands: readonly Command<PaymentRef>[]): Promise<Outcome<Payment>[]> {
  const work = await openWork(deps, tx, {
    payments: [...new Set(commands.map(command => command.input.paymentId))],
    accounts: () => [],
  })
  const outcomes = commands.map(({ input }): Outcome<Payment> => {
    const payment = work.payments.get(input.paymentId)
    if (payment === undefined) return refuse('payment_not_found', 'id')
    if (!rules.hasOpenOrder(payment)) {
      const open = rules.confirmable(payment, work.now)
      return open.ok ? ok(payment) : open
    }
    const closing = closeOrder(work, payment, 'change', null)
    work.undo.accept()
    return ok(closing)
  })
  work.flush()
  return outcomes
}

/** Asks the channel to close the payment's order; what ends the payment stands, whatever is asked after. */
function closeOrder(work: Work, payment: Payment, closing: 'cancel' | 'change', reason: string | null): Payment {
  const { order, instructionId } = payment
  invariant(order !== null && instructionId !== null, 'an open order has its instruction')
  if (order.closing === 'cancel') return payment
  if (order.closing === null) work.close(instructionId)
  const closed: Payment = { ...payment, order: { ...order, closing, reason, next: null } }
  work.payments.set(closed)
  return closed
}

/** The payment as it is once it has ended unpaid. */
export const endedPayment = (payment: Payment, status: 'canceled' | 'expired', reason: string | null, now: Date): Payment => ({
  ...payment,
  status,
  canceledAt: now,
  cancellationReason: reason,
  countedOn: null,
})

function end(work: Work, payment: Payment, status: 'canceled' | 'expired', reason: string | null): Payment {
  if (payment.holdId !== null && payment.holderId !== null) {
    const released = work.ledger.try([
      {
        kind: 'void_pending',
        id: newId<'trf'>(),
        pending: payment.holdId,
        reference: formatId('pay', payment.id),
        reason: { kind: status === 'canceled' ? 'void' : 'expiry' },
      },
    ])
    invariant(released.ok, 'the hold of an authorised payment is open')
    work.wallets.unpay(payment.holderId, payment.amount, payment.countedOn)
    work.release(payment)
  }
  const ended = endedPayment(payment, status, reason, work.now)
  work.payments.set(ended)
  work.payments.announce(announcement(work.deps, status === 'canceled' ? 'payment.canceled' : 'payment.expired', ended))
  return ended
}
