/** What the connector to another bank refuses. */
import { defineCatalogue } from '../../../kernel/catalogue.ts'

export const peerBankCatalogue = defineCatalogue({
  bank_unavailable: {
    status: 503,
    en: 'The bank does not answer.',
    zh: '对方银行暂时无响应。',
    fixEn: 'Try again in a moment; the key doctor says what is wrong when it stays so.',
    fixZh: '请稍后重试；若持续无响应，请查看密钥诊断。',
  },
  bank_link_not_found: {
    status: 404,
    en: 'There is no such link to a bank.',
    zh: '银行账户授权不存在。',
    fixEn: 'Check the id, or list the links.',
    fixZh: '请核对编号，或先查询列表。',
  },
  bank_link_not_waiting: {
    status: 409,
    en: 'The link does not wait for anybody to confirm it.',
    zh: '该授权不在待确认状态。',
    fixEn: 'Create another link to give access anew.',
    fixZh: '如需重新授权，请新建。',
  },
  bank_link_not_linked: {
    status: 409,
    en: 'The link gives no access: it was not confirmed, or it has ended.',
    zh: '该授权未确认或已失效。',
    fixEn: 'Confirm it on the bank’s page, or create another.',
    fixZh: '请在银行页面确认，或新建授权。',
  },
  bank_visit_invalid: {
    status: 400,
    en: 'This address leads to no order that waits, or was used before.',
    zh: '该地址没有对应的待处理订单，或已被使用。',
    fixEn: 'Start again from the payment page.',
    fixZh: '请从支付页面重新开始。',
  },
})

export type OpenBankingRefusalCode = keyof typeof peerBankCatalogue & string
