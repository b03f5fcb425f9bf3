/**
 * Confirming a payment is an explicit list of steps, run in order for each payment of a batch; the first refusal ends it.
 * Another concern joins by one more entry in STEPS.
 */
import { formatId, type Id, newId } from '../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { MandateFacts } from '../consents/types.ts'
import type { NewTransfer } from '../ledger/types.ts'
import type { MerchantFacts } from '../merchants/types.ts'
import { prices, type Terms } from '../partners/partners.ts'
import { FACTORS_MANDATE, FACTORS_PASSWORD, type Factors } from '../wallets/types.ts'
import { announcement } from './announce.ts'
import { type ChannelRoute, instructOrder, routeOrder } from './channel-order.ts'
import { chargeFee, feeTransfer } from './fees.ts'
import type { Work } from './open-work.ts'
import { policyNumber } from './policy.ts'
import * as rules from './rules.ts'
import { type Instrument, isChannelMethod, type Payment } from './types.ts'

/** One payment on its way through the steps. */
type Confirmation = {
  payment: Payment
  readonly merchant: MerchantFacts
  readonly terms: Terms
  readonly instrument: Instrument
  /** Rails that were tried with this instrument and failed. */
  readonly tried: readonly string[]
  mandate: MandateFacts | null
  holderId: Id<'hld'> | null
  route: ChannelRoute | null
  event: 'payment.succeeded' | 'payment.authorised' | 'payment.processing' | null
}

type Step = (work: Work, confirmation: Confirmation) => Outcome<null>

/** May this payment be paid now, with this instrument, for this merchant? */
const eligibility: Step = (work, confirmation) => {
  const { payment, instrument, merchant } = confirmation
  if (instrument.by === 'consent') {
    const allowed = instrument.allow()
    if (!allowed.ok) return allowed
    if (work.wallets.holder(instrument.holderId)?.account !== instrument.account) return refuse('account_not_found')
  }
  const open = rules.confirmable(payment, work.now)
  if (!open.ok) return open
  if (merchant.status !== 'active') return refuse('merchant_suspended')
  if (payment.captureMethod === 'manual' && instrument.method !== 'wallet_balance')
    return refuse('capture_method_unsupported', 'payment_method.type')
  if (!prices(confirmation.terms, instrument.method)) return refuse('method_not_agreed', 'payment_method.type')
  if ('mandateId' in instrument) {
    const { mandateId } = instrument
    const use =
      instrument.by === 'mandate'
        ? { merchantId: payment.merchantId, method: instrument.method, amount: payment.amount }
        : { merchantId: null, holderId: instrument.holderId, method: instrument.method, amount: payment.amount }
    const mandate = work.consents.use(mandateId, { ...use, reference: formatId('pay', payment.id), at: work.now })
    if (!mandate.ok) return mandate
    confirmation.mandate = mandate.value
    confirmation.holderId = mandate.value.holderId
  } else if (instrument.by !== 'payer') confirmation.holderId = instrument.holderId
  return ok(null)
}

/** How the payer was verified for this payment: it decides the daily limit. */
function factorsOf(instrument: Instrument): Factors {
  if (instrument.by === 'consent') return instrument.factors
  if (instrument.by === 'mandate') return FACTORS_MANDATE
  return (instrument.method === 'wallet_balance' ? instrument.factors : undefined) ?? FACTORS_PASSWORD
}

/** Counts the payment against the payer's limits, exactly, in the same transaction. A payer at a channel has none here. */
const limits: Step = (work, confirmation) => {
  const { payment, instrument, holderId } = confirmation
  const attempt: Payment = {
    ...payment,
    method: instrument.method,
    holderId,
    mandateId: confirmation.mandate?.id ?? null,
    channel: null,
    order: null,
    countedOn: null,
    attemptCount: payment.attemptCount + 1,
    lastError: null,
  }
  confirmation.payment = attempt
  const { method } = instrument
  if (isChannelMethod(method)) return ok(null)
  invariant(holderId !== null, 'eligibility found the payer')
  const counted = work.wallets.pay(holderId, payment.amount, { method, factors: factorsOf(instrument) })
  if (!counted.ok) return counted
  confirmation.payment = { ...attempt, countedOn: counted.value.countedOn }
  return ok(null)
}

/** Which rail an order at a channel goes to. The wallet needs none, and a card stays at the house that holds its agreement. */
const route: Step = (work, confirmation) => {
  const { payment, instrument, merchant, mandate, tried } = confirmation
  if (!isChannelMethod(instrument.method)) return ok(null)
  const chosen = routeOrder(work, { payment, instrument, merchant, mandate, tried })
  if (!chosen.ok) return chosen
  confirmation.route = chosen.value
  return ok(null)
}

/** Prices the payment by the version of the agreement it was made under. An authorisation is priced when it is captured. */
const terms: Step = (_work, confirmation) => {
  const { payment } = confirmation
  if (payment.captureMethod === 'automatic') confirmation.payment = chargeFee(confirmation.terms, payment, payment.amount)
  return ok(null)
}

/** Holds the money or moves it; a card is debited by its bank, and an order is opened at a channel: both answer later. */
const hold: Step = (work, confirmation) => {
  const { payment, instrument, merchant, mandate, tried } = confirmation
  invariant(payment.method !== null, 'a confirmed payment has a method')
  if (confirmation.route !== null) {
    confirmation.payment = instructOrder(work, { payment, instrument, merchant, mandate, tried }, confirmation.route)
    confirmation.event = 'payment.processing'
    return ok(null)
  }
  invariant(payment.holderId !== null, 'who pays from a wallet or with a card is known')
  return payment.method === 'bank_card' ? debitCard(work, confirmation) : payFromBalance(work, confirmation, payment.holderId)
}

function payFromBalance(work: Work, confirmation: Confirmation, holderId: Id<'hld'>): Outcome<null> {
  const { payment, merchant } = confirmation
  const holder = work.wallets.holder(holderId)
  invariant(holder !== null, 'limits found the holder')
  const reference = formatId('pay', payment.id)
  if (payment.captureMethod === 'manual') {
    const holdId = newId<'trf'>()
    const held = work.ledger.try([
      {
        kind: 'pending',
        id: holdId,
        debit: holder.account,
        credit: merchant.accounts.settled,
        amount: payment.amount,
        reference,
        reason: { kind: 'authorisation' },
        expiresAt: null,
      },
    ])
    if (!held.ok) return held
    const seconds = policyNumber(work.deps, 'payments.authorisation_seconds', 'wallet_balance', work.now)
    confirmation.payment = { ...payment, status: 'requires_capture', holdId, expiresAt: new Date(work.now.getTime() + seconds * 1000) }
    confirmation.event = 'payment.authorised'
    return ok(null)
  }
  const transfers: NewTransfer[] = [
    {
      kind: 'posted',
      id: newId<'trf'>(),
      debit: holder.account,
      credit: merchant.accounts.settled,
      amount: payment.amount,
      reference,
      reason: { kind: 'payment' },
    },
  ]
  const fee = feeTransfer(work.deps, payment, merchant.accounts.settled, 'fees_due')
  if (fee !== null) transfers.push(fee)
  const moved = work.ledger.try(transfers)
  if (!moved.ok) return moved
  confirmation.payment = { ...payment, status: 'succeeded', amountCaptured: payment.amount, succeededAt: work.now }
  confirmation.event = 'payment.succeeded'
  return ok(null)
}

function debitCard(work: Work, confirmation: Confirmation): Outcome<null> {
  const { payment, mandate } = confirmation
  invariant(mandate !== null && mandate.card !== null, 'a card payment is made under a card agreement')
  const instructionId = newId<'ins'>()
  work.instructions.push({
    id: instructionId,
    purpose: 'payment_debit',
    kind: 'debit',
    house: mandate.card.house,
    amount: payment.amount,
    currency: payment.currency,
    agreementNumber: mandate.card.agreementNumber,
    reference: formatId('pay', payment.id),
    description: confirmation.merchant.name.zh,
    deadline: payment.expiresAt,
  })
  work.undo.push(() => work.instructions.pop())
  confirmation.payment = { ...payment, status: 'processing', instructionId, channel: mandate.card.house }
  confirmation.event = 'payment.processing'
  return ok(null)
}

/** Writes the attempt and tells those who wait. */
const announce: Step = (work, confirmation) => {
  const { payment, event } = confirmation
  invariant(event !== null && payment.method !== null, 'the payment has moved on')
  const finished = payment.status !== 'processing'
  work.payments.addAttempt({
    id: newId<'att'>(),
    paymentId: payment.id,
    number: payment.attemptCount,
    method: payment.method,
    holderId: payment.holderId,
    channel: payment.channel,
    flow: payment.order?.flow ?? null,
    status: finished ? 'succeeded' : 'processing',
    instructionId: payment.instructionId,
    error: null,
    createdAt: work.now,
    finishedAt: finished ? work.now : null,
  })
  work.payments.announce(announcement(work.deps, event, payment))
  return ok(null)
}

/** The order is the policy: nothing is counted for a payment that is not eligible, nothing moves before it is priced. */
const STEPS: readonly Step[] = [eligibility, limits, route, terms, hold, announce]

/**
 * Runs the steps for one payment. On a refusal everything the payment touched is taken back and the refusal is returned;
 * on success the caller stores the returned payment. `tried`: rails that failed with this instrument before.
 */
export function confirmOne(
  work: Work,
  payment: Payment,
  merchant: MerchantFacts,
  paymentTerms: Terms,
  instrument: Instrument,
  tried: readonly string[] = [],
): Outcome<Payment> {
  const confirmation: Confirmation = {
    payment,
    merchant,
    terms: paymentTerms,
    instrument,
    tried,
    mandate: null,
    holderId: null,
    route: null,
    event: null,
  }
  for (const step of STEPS) {
    const outcome = step(work, confirmation)
    if (!outcome.ok) {
      work.undo.rollback()
      return outcome
    }
  }
  return ok(confirmation.payment)
}
