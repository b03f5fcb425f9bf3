/** What payments refuse. */
import { defineCatalogue } from '../../kernel/catalogue.ts'

export const paymentsCatalogue = defineCatalogue({
  payment_not_found: { status: 404, en: 'There is no such payment.', zh: '支付单不存在。', fixEn: 'Check the payment id and that it belongs to you.', fixZh: '请核对支付单编号，并确认其属于您。' },
  payment_already_succeeded: { status: 409, en: 'The payment has succeeded already.', zh: '该支付已成功。', fixEn: 'Read the payment; to return the money, create a refund.', fixZh: '请查询支付单；如需退回资金，请发起退款。' },
  payment_processing: { status: 409, en: 'The payment is being processed by the bank.', zh: '支付正在由银行处理。', fixEn: 'Wait for its result; do not pay again.', fixZh: '请等待结果，请勿重复支付。' },
  payment_authorised: { status: 409, en: 'The payment is authorised and waits for capture.', zh: '该支付已授权，等待请款。', fixEn: 'Capture or cancel it.', fixZh: '请请款或撤销。' },
  payment_canceled: { status: 409, en: 'The payment has been canceled.', zh: '该支付已撤销。', fixEn: 'Create a new payment.', fixZh: '请创建新的支付单。' },
  payment_expired: { status: 409, en: 'The payment has expired.', zh: '该支付已过期。', fixEn: 'Create a new payment.', fixZh: '请创建新的支付单。' },
  payment_not_authorised: { status: 409, en: 'Only an authorised payment can be captured.', zh: '仅已授权的支付可以请款。', fixEn: 'Confirm the payment with capture_method manual first.', fixZh: '请先以 capture_method=manual 确认支付。' },
  capture_exceeds_authorised: { status: 422, en: 'A capture cannot exceed the authorised amount.', zh: '请款金额不得超过授权金额。', fixEn: 'Capture {authorised} at the most.', fixZh: '最多可请款 {authorised}。' },
  capture_method_unsupported: { status: 422, en: 'This payment method cannot be authorised first and captured later.', zh: '该支付方式不支持先授权后请款。', fixEn: 'Use capture_method automatic.', fixZh: '请使用 capture_method=automatic。' },
  merchant_suspended: { status: 403, en: 'The merchant is suspended.', zh: '商户已暂停。', fixEn: 'Contact the institution.', fixZh: '请联系支付机构。' },
  agreement_not_in_force: { status: 403, en: 'The merchant has no agreement in force.', zh: '商户没有生效中的协议。', fixEn: 'Sign and activate an agreement first.', fixZh: '请先签署并启用协议。' },
  refund_not_found: { status: 404, en: 'There is no such refund.', zh: '退款不存在。', fixEn: 'Check the refund id.', fixZh: '请核对退款编号。' },
  payment_not_refundable: { status: 409, en: 'Only a succeeded payment can be refunded.', zh: '仅成功的支付可以退款。', fixEn: 'Cancel the payment instead, or wait until it has succeeded.', fixZh: '请改为撤销，或等待支付成功。' },
  refund_exceeds_remaining: { status: 422, en: 'The refund exceeds what is left of the payment.', zh: '退款金额超过剩余可退金额。', fixEn: 'Refund {remaining} at the most.', fixZh: '最多可退 {remaining}。' },
  payout_not_found: { status: 404, en: 'There is no such payout.', zh: '结算出款不存在。', fixEn: 'Check the payout id.', fixZh: '请核对出款编号。' },
  refund_window_closed: { status: 422, en: 'The payment is older than refunds are taken for: {days} days.', zh: '该支付已超过可退款期限：{days} 天。', fixEn: 'Return the money to the payer another way.', fixZh: '请以其他方式退还付款人。' },
  payout_not_early: { status: 403, en: 'The merchant does not settle on the same day (T+0), or is too new to.', zh: '商户未开通 T+0 结算，或入网时间不足。', fixEn: 'Wait for the payout of the close of the day.', fixZh: '请等待日终结算出款。' },
  payout_nothing_due: { status: 409, en: 'There is nothing to pay out.', zh: '没有可出款金额。', fixEn: 'Wait for payments to come in.', fixZh: '请等待交易入账。' },
  checkout_not_found: { status: 404, en: 'There is no such checkout.', zh: '收银台链接无效。', fixEn: 'Open the link that the merchant gave.', fixZh: '请打开商户提供的链接。' },
  return_url_invalid: { status: 400, en: 'The return URL must be an http or https address.', zh: '返回地址必须是 http 或 https 地址。', fixEn: 'Send an absolute URL.', fixZh: '请提供完整的 URL。' },
  day_not_found: { status: 404, en: 'There is no such business day.', zh: '该账务日不存在。', fixEn: 'List the business days.', fixZh: '请查询账务日列表。' },
  day_not_cut: { status: 409, en: 'The business day is still open.', zh: '该账务日尚未日切。', fixEn: 'Cut the day first.', fixZh: '请先日切。' },
  day_close_blocked: { status: 409, en: 'The close of the day cannot go on: {reason}', zh: '日终处理无法继续：{reason}', fixEn: 'Mend what is named and close the day again.', fixZh: '请处理所列问题后重新日终。' },
})

export type PaymentsRefusalCode = keyof typeof paymentsCatalogue & string
