/** General-ledger vouchers (记账凭证) of a day as CSV: the entries summed by reason and accounts, debit and credit lines, numbered in a fixed order. Pure. */
import { isCurrency } from '../../../kernel/currencies.ts'
import { formatAmount } from '../../../kernel/money.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import type { Voucher } from '../store/closes.ts'
import { csvText } from './csv-text.ts'

const HEADER = [
  'voucher_number',
  'accounting_date',
  'line',
  'fund',
  'summary',
  'account_number',
  'account_name_zh',
  'account_name_en',
  'auxiliary',
  'currency',
  'debit',
  'credit',
  'entries',
]

/** 记-20260701-0001: ascending in the order of the vouchers. */
export const voucherNumber = (date: BusinessDate, at: number): string => `记-${date.replaceAll('-', '')}-${String(at + 1).padStart(4, '0')}`

export function vouchersCsv(date: BusinessDate, vouchers: readonly Voucher[]): string {
  const rows = vouchers.flatMap((voucher, at) => {
    const amount = isCurrency(voucher.currency) ? formatAmount(voucher.amount, voucher.currency) : voucher.amount.toString()
    const head = [voucherNumber(date, at), date]
    const side = (line: string, number: string, zh: string, en: string, house: string, debit: string, credit: string) => [
      ...head,
      line,
      voucher.fund,
      voucher.reason,
      number,
      zh,
      en,
      house,
      voucher.currency,
      debit,
      credit,
      String(voucher.entries),
    ]
    return [
      side('1', voucher.debitNumber, voucher.debitZh, voucher.debitEn, voucher.debitHouse, amount, ''),
      side('2', voucher.creditNumber, voucher.creditZh, voucher.creditEn, voucher.creditHouse, '', amount),
    ]
  })
  return csvText([HEADER, ...rows])
}
