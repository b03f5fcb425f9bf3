/** The events that payments publish; each carries the thing as it was at that moment. */
export const PAYMENT_EVENTS = {
  'payment.created': { en: 'A payment was created and waits for its payer.', zh: '支付单已创建，等待付款。' },
  'payment.processing': { en: 'A bank is working on the payment.', zh: '银行正在处理支付。' },
  'payment.authorised': { en: 'The money is held and can be captured.', zh: '已授权，可请款。' },
  'payment.succeeded': { en: 'The payment succeeded.', zh: '支付成功。' },
  'payment.failed': { en: 'An attempt failed; the payment waits for another.', zh: '一次支付尝试失败，等待重新支付。' },
  'payment.canceled': { en: 'The payment was canceled; held money was released.', zh: '支付已撤销，冻结资金已释放。' },
  'payment.expired': { en: 'The payment expired; held money was released.', zh: '支付已过期，冻结资金已释放。' },
  'refund.created': { en: 'A refund was created and is on its way, or waits for merchant funds.', zh: '退款已创建，处理中或等待商户资金。' },
  'refund.succeeded': { en: 'The money is back with the payer.', zh: '退款成功。' },
  'refund.failed': { en: 'The bank refused the refund.', zh: '退款失败。' },
  'payout.created': { en: 'A payout to the merchant was sent.', zh: '结算出款已发起。' },
  'payout.paid': { en: 'The payout reached the merchant.', zh: '结算出款成功。' },
  'payout.failed': { en: 'The payout failed; the money is back in the merchant account.', zh: '结算出款失败，资金已退回商户账户。' },
} as const

export type PaymentEventType = keyof typeof PAYMENT_EVENTS
