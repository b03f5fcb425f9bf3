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
})

export type LedgerRefusalCode = keyof typeof ledgerCatalogue & string
