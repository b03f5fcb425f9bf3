/** What a core bank refuses of whoever reads through its port, and the standard's word for each. */
import { defineCatalogue } from '../../../kernel/catalogue.ts'
import type { CoreBankRefusalCode } from '../ports.ts'

export const coreBankCatalogue = defineCatalogue<CoreBankRefusalCode | 'bank_cursor_invalid'>({
  bank_account_not_found: {
    status: 404,
    en: 'No bank keeps such an account.',
    zh: '没有银行开立该账户。',
    fixEn: 'List the accounts and check the id.',
    fixZh: '请查询账户列表并核对编号。',
  },
  bank_account_unavailable: {
    status: 503,
    en: 'The bank does not answer about this account now.',
    zh: '银行暂时无法提供该账户的信息。',
    fixEn: 'Try again in a minute.',
    fixZh: '请稍后重试。',
  },
  bank_account_closed: {
    status: 403,
    en: 'The account is closed: the bank answers nothing about it any more.',
    zh: '账户已销户，银行不再提供其信息。',
    fixEn: 'Read it no more; ask the person for another account.',
    fixZh: '请停止读取，并请用户选择其他账户。',
  },
  bank_cursor_invalid: {
    status: 400,
    en: 'The cursor is not one of this list.',
    zh: '游标无效。',
    fixEn: 'Follow the links of the answers as they are.',
    fixZh: '请原样使用响应中的链接。',
  },
})

/** UK Open Banking Read/Write v4.0, OBExternalStatusReason1Code. */
export const coreBankObCodes = {
  bank_account_not_found: 'U011',
  bank_account_unavailable: 'U000',
  bank_account_closed: 'U011',
  bank_cursor_invalid: 'U002',
} as const satisfies Record<keyof typeof coreBankCatalogue, string>
