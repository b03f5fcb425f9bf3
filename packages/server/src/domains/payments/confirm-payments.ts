/**
 * Confirms payments that wait for their payer. A refused attempt leaves nothing behind but its record: the payment goes on
 * waiting. Never calls the network: a card is debited after the commit.
 */
import { newId } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { Command } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { Terms } from '../partners/types.ts'
import { confirmOne } from './confirm.ts'
import type { PaymentDeps } from './deps.ts'
import { openWork, type Work } from './open-work.ts'
import * as rules from './rules.ts'
import { readTerms, termsOf } from './terms.ts'
import type { ConfirmPayment, Payment } from './types.ts'

export async function confirmPayments(
  deps: PaymentDeps,
  tx: Tx,
  commands: readonly Command<ConfirmPayment>[],
): Promise<Outcome<Payment>[]> {
  const paymentIds = [...new Set(commands.map(command => command.input.paymentId))]
  const work = await openWork(deps, tx, {
    payments: paymentIds,
    accounts: merchant => [merchant.accounts.settled],
    instruments: commands.map(command => command.input.instrument),
  })
  const terms = await readTerms(
    deps,
    tx,
    paymentIds.map(id => work.payments.get(id)).filter(payment => payment !== undefined),
  )
  const outcomes = commands.map(({ input }) => {
    const outcome = confirmCommand(work, terms, input)
    if (!outcome.ok) work.undo.rollback()
    work.undo.accept()
    return outcome
  })
  work.flush()
  return outcomes
}

function confirmCommand(work: Work, terms: ReadonlyMap<string, Terms>, input: ConfirmPayment): Outcome<Payment> {
  const payment = work.payments.get(input.paymentId)
  if (payment === undefined || (input.merchantId !== null && input.merchantId !== payment.merchantId))
    return refuse('payment_not_found', 'id')
  const merchant = work.merchants.get(payment.merchantId)
  const priced = termsOf(terms, payment)
  if (merchant === undefined) return refuse('merchant_suspended')
  const confirmed = confirmOne(work, payment, merchant, priced, input.instrument)
  if (!confirmed.ok) {
    if (rules.confirmable(payment, work.now).ok) recordRefusal(work, payment, input, confirmed.error.code)
    return confirmed
  }
  work.payments.set(confirmed.value)
  return ok(confirmed.value)
}

/** A refused attempt by a known payer is kept, so that support can tell what happened. */
function recordRefusal(work: Work, payment: Payment, input: ConfirmPayment, code: string): void {
  const { instrument } = input
  const holderId = 'holderId' in instrument ? instrument.holderId : work.consents.holderOf(instrument.mandateId)
  if (holderId === null) return
  const number = payment.attemptCount + 1
  work.payments.addAttempt({
    id: newId<'att'>(),
    paymentId: payment.id,
    number,
    method: instrument.method,
    holderId,
    status: 'failed',
    instructionId: null,
    error: code,
    createdAt: work.now,
    finishedAt: work.now,
  })
  work.payments.set({ ...payment, attemptCount: number, lastError: code })
  work.undo.accept()
}
