/** What wallets refuse. */
import { defineCatalogue } from '../../kernel/catalogue.ts'

export const walletsCatalogue = defineCatalogue({
  holder_not_found: {
    status: 404,
    en: 'There is no such account holder.',
    zh: '账户持有人不存在。',
    fixEn: 'Check the holder id.',
    fixZh: '请核对持有人编号。',
  },
  holder_exists: {
    status: 409,
    en: 'This person already has a wallet.',
    zh: '该客户已开立支付账户。',
    fixEn: 'Use the existing wallet: limits apply to a person, so each person has one.',
    fixZh: '请使用已有账户：限额按人累计，每人一个支付账户。',
  },
  holder_frozen: {
    status: 402,
    en: 'The wallet is frozen by order of an authority.',
    zh: '该支付账户已被有权机关冻结。',
    fixEn: 'Use another instrument; the holder may ask customer service for the order.',
    fixZh: '请更换支付方式；持有人可向客服查询冻结文书。',
  },
  holder_payments_stopped: {
    status: 402,
    en: 'Payments from this wallet are stopped by order of an authority.',
    zh: '该支付账户已被有权机关止付。',
    fixEn: 'Use another instrument; the holder may ask customer service for the order.',
    fixZh: '请更换支付方式；持有人可向客服查询止付文书。',
  },
  limit_daily_exceeded: {
    status: 402,
    en: 'The daily limit of CNY {limit_text} for payments from the balance would be exceeded; CNY {remaining_text} is left today.',
    zh: '超过余额支付单日限额 {limit_text} 元，今日剩余 {remaining_text} 元。',
    fixEn:
      'Pay at most what is left, confirm by two kinds of factor (the limit is then higher), use a bank card, or wait for the next day.',
    fixZh: '请降低金额、完成双重验证以提高限额、改用银行卡，或次日再试。',
  },
  limit_annual_exceeded: {
    status: 402,
    en: 'The annual limit of CNY {limit_text} for payments from the balance would be exceeded; CNY {remaining_text} is left this year.',
    zh: '超过余额支付年累计限额 {limit_text} 元，本年剩余 {remaining_text} 元。',
    fixEn: 'Pay at most what is left, use a bank card, or verify identity for a higher class of account.',
    fixZh: '请降低金额、改用银行卡，或完成更高等级的身份核验。',
  },
  limit_lifetime_exceeded: {
    status: 402,
    en: 'The lifetime limit of CNY {limit_text} for payments from this balance would be exceeded; CNY {remaining_text} is left.',
    zh: '超过余额支付终身累计限额 {limit_text} 元，剩余 {remaining_text} 元。',
    fixEn: 'Pay at most what is left, use a bank card, or verify identity for a higher class of account.',
    fixZh: '请降低金额、改用银行卡，或完成更高等级的身份核验。',
  },
  card_holder_differs: {
    status: 422,
    en: 'The card must belong to the account holder.',
    zh: '银行卡须为账户持有人本人名下。',
    fixEn: 'Enter the name and the id number that the wallet was opened with.',
    fixZh: '请填写与支付账户一致的姓名和证件号码。',
  },
  topup_not_found: { status: 404, en: 'There is no such top-up.', zh: '充值不存在。', fixEn: 'Check the id.', fixZh: '请核对编号。' },
  withdrawal_not_found: {
    status: 404,
    en: 'There is no such withdrawal.',
    zh: '提现不存在。',
    fixEn: 'Check the id.',
    fixZh: '请核对编号。',
  },
  order_not_found: {
    status: 404,
    en: 'There is no such order in force on this holder.',
    zh: '该持有人名下没有生效中的该项指令。',
    fixEn: 'Name a freeze or stop-payment order of this holder that is in force.',
    fixZh: '请指定该持有人名下生效中的冻结或止付指令。',
  },
  order_exists: {
    status: 409,
    en: 'An order with this document of this authority is already registered on this holder.',
    zh: '该机关的此份文书已登记于该持有人。',
    fixEn: 'Read the orders of the holder.',
    fixZh: '请查询该持有人的指令。',
  },
})

export type WalletRefusalCode = keyof typeof walletsCatalogue & string
