/** What merchants refuses. */
import { defineCatalogue } from '../../kernel/catalogue.ts'
import { onboardingCatalogue } from './applications/errors.ts'

const own = defineCatalogue({
  merchant_not_found: {
    status: 404,
    en: 'There is no such merchant.',
    zh: '商户不存在。',
    fixEn: 'Check the merchant id.',
    fixZh: '请核对商户编号。',
  },
  merchant_suspended: {
    status: 403,
    en: 'The merchant is suspended.',
    zh: '该商户已被暂停。',
    fixEn: 'Ask the operator why, and when it ends.',
    fixZh: '请联系运营方了解原因及恢复时间。',
  },
  bank_account_number_invalid: {
    status: 400,
    en: 'A bank account number has 8 to 32 digits.',
    zh: '银行账号应为 8 至 32 位数字。',
    fixEn: 'Send the number as digits only.',
    fixZh: '请仅填写数字账号。',
  },
  merchant_change_empty: {
    status: 400,
    en: 'The request changes nothing.',
    zh: '请求未包含任何变更。',
    fixEn: 'Send at least one field to change.',
    fixZh: '请至少提供一个要变更的字段。',
  },
})

export const merchantsCatalogue = { ...own, ...onboardingCatalogue }

export type MerchantRefusalCode = keyof typeof merchantsCatalogue & string
