/**
 * The payment's state machine and sums, pure. Every pair of state and command has an answer: a change or a refusal.
 */
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { PaymentsRefusalCode } from './errors.ts'
import type { Payment, PaymentStatus, RefundFunding } from './types.ts'

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

/** A payment can be confirmed while it waits for its payer and its time has not run out. */
export function confirmable(payment: Payment, now: Date): Decision<null> {
  const ended = ENDED[payment.status]
  if (ended !== null) return refuse(ended)
  return payment.expiresAt <= now ? refuse('payment_expired') : ok(null)
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

/** A payment can be canceled while no money has moved; an authorised one is voided. */
export function cancelable(payment: Payment): Decision<null> {
  switch (payment.status) {
    case 'requires_payment_method':
    case 'requires_capture':
      return ok(null)
    case 'processing':
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
