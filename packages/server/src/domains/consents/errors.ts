/** What consents refuse. */
import { defineCatalogue } from '../../kernel/catalogue.ts'

export const consentsCatalogue = defineCatalogue({
  mandate_not_found: {
    status: 404,
    en: 'There is no such mandate.',
    zh: '授权不存在。',
    fixEn: 'Check the mandate id; the holder must have given this mandate to you.',
    fixZh: '请核对授权编号，该授权须由持有人授予您。',
  },
  mandate_revoked: {
    status: 402,
    en: 'The mandate was revoked.',
    zh: '授权已被撤销。',
    fixEn: 'Ask the holder for a new mandate.',
    fixZh: '请持有人重新授权。',
  },
  mandate_expired: {
    status: 402,
    en: 'The mandate is no longer valid.',
    zh: '授权已过有效期。',
    fixEn: 'Ask the holder for a new mandate.',
    fixZh: '请持有人重新授权。',
  },
  mandate_method_mismatch: {
    status: 422,
    en: 'The mandate is for another payment method.',
    zh: '授权的支付方式与请求不符。',
    fixEn: 'Use the payment method that the mandate names: {method}.',
    fixZh: '请使用授权约定的支付方式：{method}。',
  },
  mandate_limit_exceeded: {
    status: 402,
    en: 'The amount is above the limit of one payment under this mandate: {limit_text}.',
    zh: '金额超过该授权的单笔限额：{limit_text}。',
    fixEn: 'Ask for at most the limit, or ask the holder for another mandate.',
    fixZh: '请降低金额，或请持有人重新授权。',
  },
  card_not_found: {
    status: 404,
    en: 'There is no such card.',
    zh: '银行卡不存在。',
    fixEn: 'List the bound cards and use one of them.',
    fixZh: '请从已绑定的银行卡中选择。',
  },
  card_not_bound: {
    status: 402,
    en: 'The card is not bound.',
    zh: '银行卡未绑定或已解绑。',
    fixEn: 'Finish binding the card with the code that was sent, or bind it anew.',
    fixZh: '请用短信验证码完成绑卡，或重新绑卡。',
  },
})

export type ConsentRefusalCode = keyof typeof consentsCatalogue & string
