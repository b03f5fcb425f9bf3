/**
 * The payment's state machine and sums, pure. Every pair of state and command has an answer: a change or a refusal.
 */
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { PaymentsRefusalCode } from './errors.ts'
import type { Instrument, Payment, PaymentStatus, RefundFunding } from './types.ts'

export type Decision<T> = Outcome<T, PaymentsRefusalCode>

/** Why a payment in this state takes no further confirmation, cancellation or expiry; `null` while it is open. */
const ENDED: Readonly<Record<PaymentStatus, PaymentsRefusalCode | null>> = {
  requires_payment_method: null,
  processing: 'payment_processing',
  requires_capture: 'payment_authorised',
  succeeded: 'payment_already_succeeded',
  canceled: 'payment_canceled',
  expired: 'payment_expired',
}

/** Whether nothing more can come of the payment. */
export const isOver = ({ status }: Payment): boolean => status === 'succeeded' || status === 'canceled' || status === 'expired'

/** A payment can be confirmed while it waits for its payer and its time has not run out. */
export function confirmable(payment: Payment, now: Date): Decision<null> {
  const ended = ENDED[payment.status]
  if (ended !== null) return refuse(ended)
  return payment.expiresAt <= now ? refuse('payment_expired') : ok(null)
}

/** Whether the payment is an order that is open at a channel: it can be closed there unless it was paid meanwhile. */
export const hasOpenOrder = (payment: Payment): boolean => payment.status === 'processing' && payment.order !== null

/** Attempts of one payment after which no more orders are opened for its payer: each costs the channel's patience, and a page is public. */
export const ATTEMPTS_MAX = 50

/**
 * What a confirmation does. `attempt`: it tries to pay now. `close_first`: the order of an earlier attempt is open at a channel; it is
 * closed, then the new way is tried: a payment is paid once. `as_it_is`: that very order is open already.
 */
export function confirmation(payment: Payment, instrument: Instrument, now: Date): Decision<'attempt' | 'close_first' | 'as_it_is'> {
  const { order } = payment
  const isWorn = instrument.by === 'payer' && payment.attemptCount >= ATTEMPTS_MAX
  if (payment.status !== 'processing' || order === null) {
    const open = confirmable(payment, now)
    if (!open.ok) return open
    return isWorn ? refuse('payment_attempts_exhausted') : ok('attempt')
  }
  // What ends the payment stands, and what is too late for another attempt stays as it is.
  if (order.closing === 'cancel' || payment.expiresAt <= now) return refuse('payment_processing')
  const isSame =
    instrument.by === 'payer' &&
    instrument.authCode === undefined &&
    instrument.method === payment.method &&
    instrument.flow === order.flow &&
    (instrument.bank ?? null) === order.bank
  if (isSame && order.closing === null) return ok('as_it_is')
  return isWorn ? refuse('payment_attempts_exhausted') : ok('close_first')
}

/** Rails tried for one choice of the payer, at the most. */
export const RAILS_MAX = 3

/**
 * What follows for a payment whose order at a channel ended unpaid. `isSafeToRetry`: the failure lies with the rail, and the payer has not
 * been told to do anything.
 */
export function afterFailure(payment: Payment, isSafeToRetry: boolean, now: Date): 'canceled' | 'change' | 'other_rail' | 'waits' {
  const { order } = payment
  if (order === null) return 'waits'
  if (order.closing === 'cancel') return 'canceled'
  if (payment.expiresAt <= now) return 'waits'
  if (order.closing === 'change') return order.next === null ? 'waits' : 'change'
  return isSafeToRetry && order.instrument !== null && order.tried.length < RAILS_MAX ? 'other_rail' : 'waits'
}

/** What a capture takes: all that is authorised unless said; the rest is released. An authorisation is captured once. */
export function captureAmount(payment: Payment, asked: bigint | null, now: Date): Decision<bigint> {
  switch (payment.status) {
    case 'requires_capture':
      if (payment.expiresAt <= now) return refuse('payment_expired')
      if (asked !== null && asked > payment.amount)
        return refuse('capture_exceeds_authorised', 'amount', { authorised: Number(payment.amount) })
      return ok(asked ?? payment.amount)
    case 'requires_payment_method':
    case 'processing':
      return refuse('payment_not_authorised')
    case 'succeeded':
      return refuse('payment_already_succeeded')
    case 'canceled':
      return refuse('payment_canceled')
    case 'expired':
      return refuse('payment_expired')
  }
}

/**
 * A payment can be canceled while no money has moved; an authorised one is voided. `close`: the order that is open at a channel is closed
 * first, and the payment is canceled unless it was paid meanwhile.
 */
export function cancelable(payment: Payment): Decision<'end' | 'close'> {
  switch (payment.status) {
    case 'requires_payment_method':
    case 'requires_capture':
      return ok('end')
    case 'processing':
      return hasOpenOrder(payment) ? ok('close') : refuse('payment_processing')
    case 'succeeded':
    case 'canceled':
    case 'expired':
      return refuse(ENDED[payment.status] ?? 'payment_canceled')
  }
}

/** Whether the clock has ended the payment. */
export function expirable(payment: Payment, now: Date): boolean {
  return (payment.status === 'requires_payment_method' || payment.status === 'requires_capture') && payment.expiresAt <= now
}

/** What a refund gives back: all that is left unless said. Refunds never exceed what was captured. */
export function refundAmount(payment: Payment, asked: bigint | null): Decision<bigint> {
  if (payment.status !== 'succeeded') return refuse('payment_not_refundable', 'payment')
  const remaining = payment.amountCaptured - payment.amountRefunded
  invariant(remaining >= 0n, 'refunds never exceed what was captured')
  if (remaining === 0n || (asked !== null && asked > remaining))
    return refuse('refund_exceeds_remaining', 'amount', { remaining: Number(remaining) })
  return ok(asked ?? remaining)
}

/** What a merchant has, in minor units, for a refund to draw on. */
export type RefundSources = {
  /** This payment's own money that no settlement has covered yet. */
  readonly unsettled: bigint
  readonly settled: bigint
  readonly refundDeposit: bigint
  /** What the institution may still advance: the limit less what is advanced, and no more than own funds hold. */
  readonly advance: bigint
}

/**
 * Draws a refund on the payment's unsettled money, the merchant's settled money, its refund deposit, then an own-funds
 * advance, in this order; `null` when all of them together do not suffice. Never other customers' money (国令768 Art. 27).
 */
export function fundRefund(needed: bigint, sources: RefundSources): RefundFunding | null {
  let left = needed
  const draw = (available: bigint): bigint => {
    const taken = available <= 0n ? 0n : available < left ? available : left
    left -= taken
    return taken
  }
  const funding = {
    unsettled: draw(sources.unsettled),
    settled: draw(sources.settled),
    refundDeposit: draw(sources.refundDeposit),
    advance: draw(sources.advance),
  }
  if (left > 0n) return null
  invariant(
    funding.unsettled + funding.settled + funding.refundDeposit + funding.advance === needed,
    'the parts of a refund sum to its amount',
  )
  return funding
}
