/** The events that wallets publish, and the frozen form of what they are about. Live pages watch the holder's public id. */
import { formatId, newId } from '../../kernel/ids.ts'
import { iso } from '../../kernel/time.ts'
import type { NewEvent } from '../../platform/outbox.ts'
import type { Topup, Withdrawal } from './store/movements.ts'
import type { Order } from './store/orders.ts'

export const WALLET_EVENTS = [
  { type: 'topup.succeeded', description: { en: 'A top-up has reached the balance.', zh: '充值已到账。' } },
  { type: 'topup.failed', description: { en: 'A top-up failed; nothing was booked.', zh: '充值失败，未入账。' } },
  {
    type: 'withdrawal.processing',
    description: { en: 'A withdrawal has left the balance and is under way.', zh: '提现已从余额扣除，处理中。' },
  },
  { type: 'withdrawal.succeeded', description: { en: 'A withdrawal was paid to the bank account.', zh: '提现已到账。' } },
  { type: 'withdrawal.failed', description: { en: 'A withdrawal failed and was returned to the balance.', zh: '提现失败，已退回余额。' } },
  { type: 'holder.order_registered', description: { en: "An authority's order was registered on a wallet.", zh: '有权机关指令已登记。' } },
] as const

/** A top-up as the API and the events show it. */
export const topupJson = (topup: Topup) => ({
  id: formatId('top', topup.id),
  object: 'topup' as const,
  status: topup.status,
  amount: Number(topup.amount),
  currency: 'CNY',
  card: formatId('card', topup.cardId),
  failure_code: topup.failureCode,
  created_at: topup.createdAt.toISOString(),
  completed_at: iso(topup.completedAt),
})

/** A withdrawal as the API and the events show it; `order` names the authority's order when it is a deduction. */
export const withdrawalJson = (withdrawal: Withdrawal) => ({
  id: formatId('wdr', withdrawal.id),
  object: 'withdrawal' as const,
  status: withdrawal.status,
  amount: Number(withdrawal.amount),
  currency: 'CNY',
  card: withdrawal.cardId === null ? null : formatId('card', withdrawal.cardId),
  order: withdrawal.orderId === null ? null : formatId('ord', withdrawal.orderId),
  failure_code: withdrawal.failureCode,
  created_at: withdrawal.createdAt.toISOString(),
  completed_at: iso(withdrawal.completedAt),
})

/** An authority's order as the API and the events show it. */
export const orderJson = (order: Order) => ({
  id: formatId('ord', order.id),
  object: 'holder_order' as const,
  holder: formatId('hld', order.holderId),
  kind: order.kind,
  state: order.state,
  document: order.document,
  amount: order.amount === null ? null : { amount: Number(order.amount), currency: 'CNY' },
  releases: order.releases === null ? null : formatId('ord', order.releases),
  created_at: order.createdAt.toISOString(),
  ended_at: iso(order.endedAt),
})

/** Of the institution's own: no merchant is told of a wallet's life. */
const event = (type: (typeof WALLET_EVENTS)[number]['type'], topics: readonly string[], object: object): NewEvent => ({
  id: newId<'evt'>(),
  type,
  merchantId: null,
  topics,
  object: JSON.stringify(object),
})

/** Told when a top-up has ended. */
export function topupEnded(topup: Topup): NewEvent {
  const type = topup.status === 'succeeded' ? 'topup.succeeded' : 'topup.failed'
  return event(type, [formatId('hld', topup.holderId), formatId('top', topup.id)], topupJson(topup))
}

/** Told when a withdrawal has left the balance, and when it has ended. */
export function withdrawalChanged(withdrawal: Withdrawal): NewEvent {
  const type = `withdrawal.${withdrawal.status}` as const
  return event(type, [formatId('hld', withdrawal.holderId), formatId('wdr', withdrawal.id)], withdrawalJson(withdrawal))
}

export const orderRegistered = (order: Order): NewEvent =>
  event('holder.order_registered', [formatId('hld', order.holderId), formatId('ord', order.id)], orderJson(order))
