/** What the routes of WeChat Pay's profit sharing refuse. */
import { defineCatalogue } from '../../../kernel/catalogue.ts'

export const wechatPayCatalogue = defineCatalogue({
  wechat_sharing_order_not_found: {
    status: 404,
    en: 'There is no such profit-sharing order.',
    zh: '分账单不存在。',
    fixEn: 'Check the id.',
    fixZh: '请核对编号。',
  },
  wechat_receiver_not_found: {
    status: 404,
    en: 'There is no such receiver of shares.',
    zh: '分账接收方不存在。',
    fixEn: 'Add the receiver to the sub-merchant first.',
    fixZh: '请先为该特约商户添加分账接收方。',
  },
  wechat_receiver_refused: {
    status: 422,
    en: 'WeChat Pay refused the receiver: {reason}.',
    zh: '微信支付拒绝该分账接收方：{reason}。',
    fixEn: 'Correct what it names, and add the receiver again.',
    fixZh: '请按提示更正后重新添加。',
  },
  wechat_sharing_not_finished: {
    status: 409,
    en: 'The shares have not arrived, so nothing can be given back yet.',
    zh: '分账尚未完成，暂不能回退。',
    fixEn: 'Wait until the order is finished.',
    fixZh: '请等待分账完成后再试。',
  },
  wechat_return_too_large: {
    status: 422,
    en: 'This receiver holds less of the order than should come back.',
    zh: '回退金额大于该接收方已分得金额。',
    fixEn: 'Ask for at most what the receiver was given, less what came back already.',
    fixZh: '回退金额不得超过其已分得且未回退的金额。',
  },
  wechat_transaction_not_found: {
    status: 404,
    en: 'WeChat Pay knows no such order that was placed for sharing.',
    zh: '微信支付无此可分账订单。',
    fixEn: 'Check the transaction id; the order must have been placed for profit sharing.',
    fixZh: '请核对微信支付订单号，且下单时须指定分账。',
  },
  wechat_unavailable: {
    status: 503,
    en: 'WeChat Pay does not answer, or is not set up.',
    zh: '微信支付暂时无响应，或尚未配置。',
    fixEn: 'Try again in a moment; the key doctor says what is missing.',
    fixZh: '请稍后重试；可用密钥医生检查配置。',
  },
})

export type WechatPayRefusalCode = keyof typeof wechatPayCatalogue & string
