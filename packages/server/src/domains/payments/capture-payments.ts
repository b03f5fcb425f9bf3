/** Captures authorised payments, in full or in part; what is not captured is released. Once only. Never calls the network. */
import { formatId, newId } from '../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { Command } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { Terms } from '../partners/types.ts'
import { announcement } from './announce.ts'
import type { PaymentDeps } from './deps.ts'
import { chargeFee, feeTransfer } from './fees.ts'
import { openWork, type Work } from './open-work.ts'
import * as rules from './rules.ts'
import { readTerms, termsOf } from './terms.ts'
import type { CapturePayment, Payment } from './types.ts'

export async function capturePayments(
  deps: PaymentDeps,
  tx: Tx,
  commands: readonly Command<CapturePayment>[],
): Promise<Outcome<Payment>[]> {
  const paymentIds = [...new Set(commands.map(command => command.input.paymentId))]
  const work = await openWork(deps, tx, { payments: paymentIds, accounts: merchant => [merchant.accounts.settled] })
  const terms = await readTerms(
    deps,
    tx,
    paymentIds.map(id => work.payments.get(id)).filter(payment => payment !== undefined),
  )
  const outcomes = commands.map(({ input }) => {
    const outcome = captureOne(work, terms, input)
    if (outcome.ok) work.undo.accept()
    else work.undo.rollback()
    return outcome
  })
  work.flush()
  return outcomes
}

function captureOne(work: Work, terms: ReadonlyMap<string, Terms>, input: CapturePayment): Outcome<Payment> {
  const payment = work.payments.get(input.paymentId)
  if (payment === undefined || payment.merchantId !== input.merchantId) return refuse('payment_not_found', 'id')
  const amount = rules.captureAmount(payment, input.amount, work.now)
  if (!amount.ok) return amount
  const merchant = work.merchants.get(payment.merchantId)
  invariant(
    merchant !== undefined && payment.holdId !== null && payment.holderId !== null,
    'an authorised payment has a merchant, a hold and a payer',
  )
  const captured: Payment = {
    ...chargeFee(termsOf(terms, payment), payment, amount.value),
    status: 'succeeded',
    amountCaptured: amount.value,
    succeededAt: work.now,
  }
  const fee = feeTransfer(work.deps, captured, merchant.accounts.settled, 'fees_due')
  const posted = work.ledger.try([
    {
      kind: 'post_pending',
      id: newId<'trf'>(),
      pending: payment.holdId,
      amount: amount.value,
      reference: formatId('pay', payment.id),
      reason: { kind: 'capture' },
    },
    ...(fee === null ? [] : [fee]),
  ])
  if (!posted.ok) return posted
  work.wallets.unpay(payment.holderId, payment.amount - amount.value, payment.countedOn)
  work.release(payment, payment.amount - amount.value)
  work.payments.set(captured)
  work.payments.announce(announcement(work.deps, 'payment.succeeded', captured))
  return ok(captured)
}
