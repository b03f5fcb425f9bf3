/** What the ledger refuses. */
import { defineCatalogue } from '../../kernel/catalogue.ts'

export const ledgerCatalogue = defineCatalogue({
  insufficient_funds: {
    status: 402,
    en: 'The account does not have the money.',
    zh: '账户余额不足。',
    fixEn: 'Add money or use another instrument.',
    fixZh: '请充值或更换支付方式。',
  },
  account_not_found: {
    status: 404,
    en: 'There is no such account.',
    zh: '账户不存在。',
    fixEn: 'Check the account id.',
    fixZh: '请核对账户编号。',
  },
  accounts_differ_in_currency: {
    status: 422,
    en: 'A transfer needs two accounts of the same currency.',
    zh: '转账双方账户币种必须一致。',
    fixEn: 'Choose accounts of one currency.',
    fixZh: '请选择同币种账户。',
  },
  accounts_differ_in_fund: {
    status: 422,
    en: 'A transfer never crosses between the customer reserve and own funds.',
    zh: '转账不得跨越客户备付金与自有资金。',
    fixEn: 'Post one linked transfer in each fund.',
    fixZh: '请在两类资金中各记一笔关联转账。',
  },
  transfer_accounts_same: {
    status: 422,
    en: 'A transfer needs two different accounts.',
    zh: '转账双方账户不得相同。',
    fixEn: 'Choose two different accounts.',
    fixZh: '请选择两个不同的账户。',
  },
  transfer_exists: {
    status: 409,
    en: 'This transfer id has been used for another transfer.',
    zh: '该转账编号已被占用。',
    fixEn: 'Use a new id, or read the transfer of this id.',
    fixZh: '请使用新的编号，或查询该编号的转账。',
  },
  pending_not_found: {
    status: 404,
    en: 'There is no such pending transfer.',
    zh: '预留转账不存在。',
    fixEn: 'Check the id of the pending transfer.',
    fixZh: '请核对预留转账编号。',
  },
  pending_resolved: {
    status: 409,
    en: 'The pending transfer has been posted, voided or has expired.',
    zh: '该预留转账已入账、撤销或过期。',
    fixEn: 'Read its state; nothing is left to resolve.',
    fixZh: '请查询其状态，已无可处理余额。',
  },
  pending_exceeded: {
    status: 422,
    en: 'More than the pending amount cannot be posted.',
    zh: '入账金额不得超过预留金额。',
    fixEn: 'Post {pending} at the most.',
    fixZh: '最多可入账 {pending}。',
  },
  transfer_not_found: {
    status: 404,
    en: 'There is no such transfer.',
    zh: '转账不存在。',
    fixEn: 'Check the transfer id.',
    fixZh: '请核对转账编号。',
  },
  verification_not_found: {
    status: 404,
    en: 'There is no such verification.',
    zh: '核验记录不存在。',
    fixEn: 'List the verifications.',
    fixZh: '请查询核验记录列表。',
  },
  day_not_found: {
    status: 404,
    en: 'The books have no such accounting date.',
    zh: '账簿中没有该会计日期。',
    fixEn: 'List the days.',
    fixZh: '请查询会计日列表。',
  },
  day_open: {
    status: 409,
    en: 'The accounting date {date} has not been cut yet.',
    zh: '会计日期 {date} 尚未日切。',
    fixEn: 'Wait for the day cut, or cut the day.',
    fixZh: '请等待日切，或执行日切。',
  },
  accounting_date_closed: {
    status: 409,
    en: 'Only the open accounting date, {open}, accepts transfers.',
    zh: '仅当前会计日期 {open} 可记账。',
    fixEn: 'Post a correction on the open date.',
    fixZh: '请在当前会计日期记更正分录。',
  },
})

export type LedgerRefusalCode = keyof typeof ledgerCatalogue & string
