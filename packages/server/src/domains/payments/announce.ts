/** Turns a payment, refund or payout into the event that tells of it. */
import { formatId, newId } from '../../kernel/ids.ts'
import type { NewEvent } from '../../platform/outbox.ts'
import type { PayerAction } from '../clearing/types.ts'
import type { PaymentEventType } from './events.ts'
import type { Payment, Payout, Refund } from './types.ts'
import { paymentText, paymentView, payoutView, refundView, type ViewDeps } from './view.ts'

/** Pages that show the payment and the payer's wallet listen to its topics. */
export function announcement(deps: ViewDeps, type: PaymentEventType, payment: Payment): NewEvent {
  const topics = [formatId('pay', payment.id)]
  if (payment.holderId !== null) topics.push(formatId('hld', payment.holderId))
  return { id: newId<'evt'>(), type, merchantId: payment.merchantId, topics, object: paymentText(deps, payment) }
}

/** The channel has said what the payer must do. */
export function actionAnnouncement(deps: ViewDeps, payment: Payment, action: PayerAction): NewEvent {
  const object = JSON.stringify(paymentView(deps, payment, action))
  const type: PaymentEventType = 'payment.action_required'
  return { id: newId<'evt'>(), type, merchantId: payment.merchantId, topics: [formatId('pay', payment.id)], object }
}

export function refundAnnouncement(type: PaymentEventType, refund: Refund, payment: Payment): NewEvent {
  const topics = [formatId('ref', refund.id), formatId('pay', payment.id)]
  if (payment.holderId !== null) topics.push(formatId('hld', payment.holderId))
  return { id: newId<'evt'>(), type, merchantId: refund.merchantId, topics, object: JSON.stringify(refundView(refund)) }
}

export function payoutAnnouncement(type: PaymentEventType, payout: Payout): NewEvent {
  return {
    id: newId<'evt'>(),
    type,
    merchantId: payout.merchantId,
    topics: [formatId('po', payout.id)],
    object: JSON.stringify(payoutView(payout)),
  }
}
