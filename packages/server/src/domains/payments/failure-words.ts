/**
 * What a failure of an attempt is called in front of people. A rail's own codes that are not here, and refusals of ours, are said by the
 * catalogue of refusals.
 */
import type { ViewDeps } from './view.ts'

const WORDS: Readonly<Record<string, { readonly en: string; readonly zh: string }>> = {
  risk_refused: { en: 'The bank or channel refused the payment for your protection.', zh: '出于风险控制，银行或渠道拒绝了本次支付。' },
  card_expired: { en: 'The card has expired.', zh: '银行卡已过期。' },
  agreement_ended: { en: 'The payment agreement has ended.', zh: '支付协议已解除。' },
  limit_exceeded: { en: 'The limit of the account is reached.', zh: '超出账户支付限额。' },
  closed: { en: 'The order was closed.', zh: '订单已关闭。' },
  payer_refused: { en: 'The payment was declined by the payer.', zh: '付款人取消了支付。' },
  payer_timeout: { en: 'The payment was not completed in time.', zh: '未在规定时间内完成支付。' },
  payer_account_abnormal: { en: 'The account at the channel cannot pay at the moment.', zh: '付款账户状态异常。' },
  auth_code_invalid: { en: 'The payment code is not valid.', zh: '付款码无效。' },
  auth_code_expired: { en: 'The payment code has expired; show a new one.', zh: '付款码已过期，请刷新后重试。' },
  sub_merchant_invalid: { en: 'The merchant cannot take this payment method at the moment.', zh: '商户暂时无法使用该支付方式。' },
  order_invalid: { en: 'The channel did not accept the order.', zh: '渠道未受理订单。' },
  channel_unavailable: { en: 'The channel is not available at the moment.', zh: '渠道暂时不可用。' },
  declined: { en: 'The payment was declined.', zh: '支付被拒绝。' },
  refused_by_house: { en: 'The clearing house refused the payment.', zh: '清算机构拒绝了本次支付。' },
  not_sent_in_time: { en: 'The bank or channel could not be reached in time.', zh: '未能及时联系到银行或渠道。' },
}

export function failureText(deps: Pick<ViewDeps, 'words'>, code: string, language: 'en' | 'zh'): string {
  return WORDS[code]?.[language] ?? deps.words(code, language).title
}
