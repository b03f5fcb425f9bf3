/** The events of payment orders. They carry no name and no account: third parties read the order itself. */
import { formatId, newId } from '../../../kernel/ids.ts'
import type { NewEvent } from '../../../platform/outbox.ts'
import { statusAtCreation } from './rules.ts'
import type { Order } from './types.ts'

export const PAYMENT_ORDER_EVENTS = [
  {
    type: 'open_banking_payment.accepted',
    description: { en: 'A third party ordered a payment under a consent, and it was made.', zh: '第三方依授权发起的支付已受理并完成。' },
  },
  {
    type: 'open_banking_payment.rejected',
    description: {
      en: 'A third party ordered a payment under a consent; the account or the payee could not make it.',
      zh: '第三方依授权发起的支付被拒绝（账户或收款方原因）。',
    },
  },
] as const

/** An order as operators and events show it. */
export const orderJson = (order: Order) => ({
  id: formatId('obp', order.id),
  object: 'open_banking_payment' as const,
  kind: order.kind,
  status: statusAtCreation(order) === 'RJCT' ? ('rejected' as const) : ('accepted' as const),
  rejection: order.rejection,
  consent: formatId('cns', order.consentId),
  third_party: formatId('tpp', order.thirdPartyId),
  holder: formatId('hld', order.holderId),
  merchant: formatId('mer', order.merchantId),
  payment: order.paymentId === null ? null : formatId('pay', order.paymentId),
  amount: Number(order.amount),
  currency: order.currency,
  instruction: order.instructionId,
  end_to_end: order.endToEndId,
  created_at: order.createdAt.toISOString(),
})

/** The third party is among the topics, so that whoever tells it need not look it up. */
export const orderAnnouncement = (order: Order): NewEvent => ({
  id: newId<'evt'>(),
  type: order.rejection === null ? 'open_banking_payment.accepted' : 'open_banking_payment.rejected',
  merchantId: null,
  topics: [
    formatId('obp', order.id),
    formatId('cns', order.consentId),
    formatId('tpp', order.thirdPartyId),
    formatId('hld', order.holderId),
  ],
  object: JSON.stringify(orderJson(order)),
})
