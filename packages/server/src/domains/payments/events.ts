/** The events that payments publish; each carries the thing as it was at that moment. */
export const PAYMENT_EVENTS = [
  { type: 'payment.created', description: { en: 'A payment was created and waits for its payer.', zh: '支付单已创建，等待付款。' } },
  {
    type: 'payment.processing',
    description: { en: 'A bank is working on the payment, or an order is open at a channel.', zh: '银行正在处理支付，或已在渠道下单。' },
  },
  {
    type: 'payment.action_required',
    description: { en: 'The payer has to act: next_action says how.', zh: '需要付款人操作：见 next_action。' },
  },
  { type: 'payment.authorised', description: { en: 'The money is held and can be captured.', zh: '已授权，可请款。' } },
  { type: 'payment.succeeded', description: { en: 'The payment succeeded.', zh: '支付成功。' } },
  {
    type: 'payment.failed',
    description: { en: 'An attempt failed; the payment waits for another.', zh: '一次支付尝试失败，等待重新支付。' },
  },
  {
    type: 'payment.canceled',
    description: { en: 'The payment was canceled; held money was released.', zh: '支付已撤销，冻结资金已释放。' },
  },
  { type: 'payment.expired', description: { en: 'The payment expired; held money was released.', zh: '支付已过期，冻结资金已释放。' } },
  {
    type: 'refund.created',
    description: { en: 'A refund was created and is on its way, or waits for merchant funds.', zh: '退款已创建，处理中或等待商户资金。' },
  },
  { type: 'refund.succeeded', description: { en: 'The money is back with the payer.', zh: '退款成功。' } },
  { type: 'refund.failed', description: { en: 'The bank refused the refund.', zh: '退款失败。' } },
  { type: 'payout.created', description: { en: 'A payout to the merchant was sent.', zh: '结算出款已发起。' } },
  { type: 'payout.paid', description: { en: 'The payout reached the merchant.', zh: '结算出款成功。' } },
  {
    type: 'payout.failed',
    description: { en: 'The payout failed; the money is back in the merchant account.', zh: '结算出款失败，资金已退回商户账户。' },
  },
] as const

export type PaymentEventType = (typeof PAYMENT_EVENTS)[number]['type']
