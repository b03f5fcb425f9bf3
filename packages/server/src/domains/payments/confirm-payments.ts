/**
 * Confirms payments that wait for their payer. A refused attempt leaves nothing behind but its record: the payment goes on
 * waiting. Never calls the network: a card is debited after the commit.
 */
import { formatId, newId } from '../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { createUndo } from '../../kernel/undo.ts'
import type { Command } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { ScaWork } from '../identity/identity.ts'
import type { MerchantFacts } from '../merchants/types.ts'
import { prices, type Terms } from '../partners/partners.ts'
import { routeRequest } from './channel-order.ts'
import { confirmOne } from './confirm.ts'
import type { PaymentDeps } from './deps.ts'
import { openWork, type Work } from './open-work.ts'
import * as rules from './rules.ts'
import { readTerms, termsOf } from './terms.ts'
import type { ConfirmPayment, Instrument, Payment } from './types.ts'

export async function confirmPayments(
  deps: PaymentDeps,
  tx: Tx,
  commands: readonly Command<ConfirmPayment>[],
): Promise<Outcome<Payment>[]> {
  const paymentIds = [...new Set(commands.map(command => command.input.paymentId))]
  const undo = createUndo()
  const named = commands.flatMap(command => command.input.authentication ?? [])
  const approvals = named.length === 0 ? null : await deps.identity.sca.open(tx, named, undo)
  const work = await openWork(deps, tx, {
    payments: paymentIds,
    undo,
    lockLate: true,
    accounts: merchant => [merchant.accounts.settled],
    instruments: commands.map(command => command.input.instrument),
  })
  const terms = await readTerms(
    deps,
    tx,
    paymentIds.map(id => work.payments.get(id)).filter(payment => payment !== undefined),
  )
  const outcomes = commands.map(({ input }) => {
    const outcome = confirmCommand(work, terms, approvals, input)
    if (!outcome.ok) work.undo.rollback()
    work.undo.accept()
    return outcome
  })
  work.flush()
  approvals?.flush()
  return outcomes
}

/** The payer's instrument, with the level of the authentication of exactly this payment, which is then used up. */
function approved(approvals: ScaWork | null, payment: Payment, { instrument, authentication }: ConfirmPayment): Outcome<Instrument> {
  if (authentication === undefined || instrument.by !== 'holder') return ok(instrument)
  if (approvals === null) return refuse('sca_required', 'authentication')
  const { amount, currency } = payment
  const use = { purpose: 'payment' as const, reference: formatId('pay', payment.id), amount, currency }
  const approval = approvals.use(authentication, instrument.holderId, use)
  if (!approval.ok) return approval
  return ok(instrument.method === 'wallet_balance' ? { ...instrument, factors: approval.value.level } : instrument)
}

function confirmCommand(work: Work, terms: ReadonlyMap<string, Terms>, approvals: ScaWork | null, input: ConfirmPayment): Outcome<Payment> {
  const payment = work.payments.get(input.paymentId)
  if (payment === undefined || (input.merchantId !== null && input.merchantId !== payment.merchantId))
    return refuse('payment_not_found', 'id')
  const merchant = work.merchants.get(payment.merchantId)
  const priced = termsOf(terms, payment)
  if (merchant === undefined) return refuse('merchant_suspended')
  // A payment that is over says so, whatever came with it.
  const step = rules.confirmation(payment, input.instrument, work.now)
  if (!step.ok) return step
  if (step.value === 'as_it_is') return ok(payment)
  if (step.value === 'close_first') return changeMethod(work, payment, merchant, priced, input.instrument)
  const instrument = approved(approvals, payment, input)
  if (!instrument.ok) return instrument
  const confirmed = confirmOne(work, payment, merchant, priced, instrument.value)
  if (!confirmed.ok) {
    if (rules.confirmable(payment, work.now).ok) recordRefusal(work, payment, input, confirmed.error.code)
    return confirmed
  }
  work.payments.set(confirmed.value)
  return ok(confirmed.value)
}

/**
 * Another way to pay while an order is open at a channel: that order is closed first, and a payment is paid once whatever comes of it. What
 * a payer chose is tried as soon as it is closed; a wallet, a card, an agreement or a payment code has to be offered again then.
 */
function changeMethod(work: Work, payment: Payment, merchant: MerchantFacts, terms: Terms, instrument: Instrument): Outcome<Payment> {
  const { order, instructionId } = payment
  invariant(order !== null && instructionId !== null, 'an open order has its instruction')
  const next = instrument.by === 'payer' && instrument.authCode === undefined ? instrument : null
  if (payment.captureMethod === 'manual' && instrument.method !== 'wallet_balance')
    return refuse('capture_method_unsupported', 'payment_method.type')
  if (!prices(terms, instrument.method)) return refuse('method_not_agreed', 'payment_method.type')
  if (next !== null) {
    const offered = work.deps.routing.offer(routeRequest(payment, merchant, next, [], work.now))
    if (!offered.ok) return offered
  }
  if (order.closing === null) work.close(instructionId)
  const changing: Payment = { ...payment, order: { ...order, closing: 'change', next } }
  work.payments.set(changing)
  work.undo.accept()
  return next === null ? refuse('payment_order_closing') : ok(changing)
}

/** A refused attempt by a known payer is kept, so that support can tell what happened. */
function recordRefusal(work: Work, payment: Payment, input: ConfirmPayment, code: string): void {
  const { instrument } = input
  const holderId =
    'holderId' in instrument ? instrument.holderId : 'mandateId' in instrument ? work.consents.holderOf(instrument.mandateId) : null
  if (holderId === null && instrument.by !== 'payer') return
  const number = payment.attemptCount + 1
  work.payments.addAttempt({
    id: newId<'att'>(),
    paymentId: payment.id,
    number,
    method: instrument.method,
    holderId,
    channel: null,
    flow: instrument.by === 'payer' ? instrument.flow : null,
    status: 'failed',
    instructionId: null,
    error: code,
    createdAt: work.now,
    finishedAt: work.now,
  })
  work.payments.set({ ...payment, attemptCount: number, lastError: code })
  work.undo.accept()
}
