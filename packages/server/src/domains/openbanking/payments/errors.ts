/** What payment initiation refuses, and the standard's code of each (OBExternalStatusReason1Code). */
import { defineCatalogue } from '../../../kernel/catalogue.ts'
import type { ObCodes } from '../protocol/codes.ts'

export const paymentInitiationCatalogue = defineCatalogue({
  ob_payment_amount_invalid: {
    status: 400,
    en: 'The amount must be greater than 0 and have no more decimal places than its currency.',
    zh: '金额必须大于 0，且小数位数不得超过币种规定。',
    fixEn: 'Send decimal text, e.g. 19.99 for CNY.',
    fixZh: '请以十进制文本发送，例如人民币 19.99。',
  },
  ob_payment_currency_unsupported: {
    status: 400,
    en: 'Payments are made in CNY.',
    zh: '仅支持人民币支付。',
    fixEn: 'Use CNY.',
    fixZh: '请使用 CNY。',
  },
  ob_payment_scheme_unsupported: {
    status: 400,
    en: 'Accounts of this scheme cannot take part in a payment here.',
    zh: '该账户标识方案不支持在此发起支付。',
    fixEn: 'Pay from CN.FEIQIAN.PaymentAccount to CN.FEIQIAN.Merchant.',
    fixZh: '付款账户使用 CN.FEIQIAN.PaymentAccount，收款账户使用 CN.FEIQIAN.Merchant。',
  },
  ob_payment_account_unsupported: {
    status: 400,
    en: 'There is no such merchant that can be paid.',
    zh: '收款商户不存在或无法收款。',
    fixEn: 'Send the id of an active merchant, mer_….',
    fixZh: '请提供有效商户的编号 mer_…。',
  },
  ob_payment_secondary_unsupported: {
    status: 400,
    en: 'The account has no secondary identification.',
    zh: '该账户没有第二标识。',
    fixEn: 'Leave it out.',
    fixZh: '请勿填写。',
  },
  ob_payment_instrument_unsupported: {
    status: 400,
    en: 'No local instrument can be chosen: payments from the balance are booked at once.',
    zh: '不支持指定本地支付工具：余额支付实时入账。',
    fixEn: 'Leave LocalInstrument out.',
    fixZh: '请勿填写 LocalInstrument。',
  },
  ob_payment_after_cut_off: {
    status: 400,
    en: 'The payment was ordered after the cut-off of its consent.',
    zh: '支付提交时间已超过授权的截止时间。',
    fixEn: 'Ask the person for a new consent.',
    fixZh: '请重新取得用户授权。',
  },
})

export type PaymentInitiationCode = keyof typeof paymentInitiationCatalogue & string

export const paymentsObCodes: ObCodes = {
  ob_payment_amount_invalid: 'U002',
  ob_payment_currency_unsupported: 'U023',
  ob_payment_scheme_unsupported: 'U027',
  ob_payment_account_unsupported: 'U021',
  ob_payment_secondary_unsupported: 'U022',
  ob_payment_instrument_unsupported: 'U026',
  ob_payment_after_cut_off: 'U012',
}
