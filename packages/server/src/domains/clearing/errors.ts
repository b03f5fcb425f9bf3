/** What clearing refuses. */
import { defineCatalogue } from '../../kernel/catalogue.ts'

export const clearingCatalogue = defineCatalogue({
  bank_card_invalid: {
    status: 422,
    en: 'The card number is not valid.',
    zh: '银行卡号无效。',
    fixEn: 'Check the card number.',
    fixZh: '请核对银行卡号。',
  },
  bank_card_refused: {
    status: 422,
    en: 'The bank refused to bind the card: {reason}.',
    zh: '银行拒绝绑定该卡：{reason}。',
    fixEn: 'Check name, id number and phone against the bank’s records, or use another card.',
    fixZh: '请核对姓名、证件号和银行预留手机号，或换一张卡。',
  },
  bank_card_code_wrong: {
    status: 422,
    en: 'The SMS code is wrong or has expired.',
    zh: '短信验证码错误或已过期。',
    fixEn: 'Enter the newest code, or start again to get a new one.',
    fixZh: '请输入最新验证码，或重新获取。',
  },
  bank_agreement_not_found: {
    status: 404,
    en: 'The clearing house has no such agreement.',
    zh: '清算机构没有该协议。',
    fixEn: 'Bind the card again.',
    fixZh: '请重新绑定银行卡。',
  },
  clearing_unavailable: {
    status: 503,
    en: 'The clearing house does not answer.',
    zh: '清算机构暂时无响应。',
    fixEn: 'Try again in a moment.',
    fixZh: '请稍后重试。',
  },
  clearing_house_unknown: {
    status: 404,
    en: 'There is no clearing house of this code.',
    zh: '清算机构代码不存在。',
    fixEn: 'Use the code of a connected house.',
    fixZh: '请使用已接入的清算机构代码。',
  },
  clearing_instruction_not_found: {
    status: 404,
    en: 'There is no such clearing instruction.',
    zh: '清算指令不存在。',
    fixEn: 'Check the id.',
    fixZh: '请核对编号。',
  },
  clearing_settlement_not_found: {
    status: 404,
    en: 'There is no such settlement.',
    zh: '清算对账文件不存在。',
    fixEn: 'Check the id, or fetch the file of that date first.',
    fixZh: '请核对编号，或先获取该日期的文件。',
  },
  clearing_settlement_not_ready: {
    status: 409,
    en: 'The clearing house has not closed this date yet.',
    zh: '清算机构尚未完成该日切。',
    fixEn: 'Fetch it after the house’s day cut.',
    fixZh: '请在清算机构日切后获取。',
  },
  clearing_settlement_invalid: {
    status: 422,
    en: 'The settlement file cannot be trusted: {reason}.',
    zh: '清算文件不可信：{reason}。',
    fixEn: 'Ask the clearing house for the file again; nothing was booked.',
    fixZh: '请向清算机构重新获取文件，未做任何入账。',
  },
  clearing_discrepancy_not_found: {
    status: 404,
    en: 'There is no such discrepancy.',
    zh: '差错不存在。',
    fixEn: 'Check the id.',
    fixZh: '请核对编号。',
  },
  clearing_discrepancy_resolved: {
    status: 409,
    en: 'The discrepancy has been resolved.',
    zh: '该差错已处理。',
    fixEn: 'Read its comment.',
    fixZh: '请查看处理说明。',
  },
  callback_signature_invalid: {
    status: 401,
    en: 'The callback is not signed as it must be.',
    zh: '回调签名无效。',
    fixEn: 'Sign method, path, timestamp, nonce and body digest with the shared key, within 300 seconds.',
    fixZh: '请用约定密钥对方法、路径、时间戳、随机串和正文摘要签名，时差不超过 300 秒。',
  },
  callback_invalid: {
    status: 400,
    en: 'The callback cannot be read.',
    zh: '回调内容无法识别。',
    fixEn: 'Send the JSON that the protocol describes.',
    fixZh: '请按协议发送 JSON。',
  },
})

export type ClearingRefusalCode = keyof typeof clearingCatalogue & string
