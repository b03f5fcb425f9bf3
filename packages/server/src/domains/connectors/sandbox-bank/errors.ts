/** What the sandbox bank's controls refuse. What a bank refuses of a reader is open banking's to say (its core-bank codes). */
import { defineCatalogue } from '../../../kernel/catalogue.ts'

export const sandboxBankCatalogue = defineCatalogue({
  sandbox_customer_exists: {
    status: 409,
    en: 'This holder has these invented accounts already.',
    zh: '该账户持有人已有这组虚构账户。',
    fixEn: 'List them, or take the other set of data.',
    fixZh: '请查询已有账户，或选择另一组数据。',
  },
  sandbox_account_not_found: {
    status: 404,
    en: 'The sandbox bank has no such account.',
    zh: '沙箱银行没有该账户。',
    fixEn: 'List the accounts and check the id.',
    fixZh: '请查询账户列表并核对编号。',
  },
  sandbox_account_closed: {
    status: 422,
    en: 'The account is closed: nothing is booked on it any more.',
    zh: '账户已销户，不能再记账。',
    fixEn: 'Open it again first.',
    fixZh: '请先恢复账户。',
  },
  sandbox_posting_not_found: {
    status: 404,
    en: 'The sandbox bank has no such transaction.',
    zh: '沙箱银行没有该交易。',
    fixEn: 'Check the id of the transaction.',
    fixZh: '请核对交易编号。',
  },
  sandbox_posting_not_pending: {
    status: 422,
    en: 'Only a pending transaction can be booked or rejected.',
    zh: '只有待入账交易可以入账或拒绝。',
    fixEn: 'Post a pending one first.',
    fixZh: '请先提交一笔待入账交易。',
  },
  sandbox_posting_not_reversible: {
    status: 422,
    en: 'Only a booked transaction that was not taken back can be reversed.',
    zh: '只有已入账且未冲正的交易可以冲正。',
    fixEn: 'Choose a booked transaction without a reversal.',
    fixZh: '请选择已入账且未被冲正的交易。',
  },
})

export type SandboxBankRefusalCode = keyof typeof sandboxBankCatalogue & string
