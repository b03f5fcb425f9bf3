import { describe, expect, it } from 'vitest'
import type { ObTransaction } from './bank.ts'
import { categoryOf, decimalOf, minorOf, spendingOf } from './spending.ts'

let serial = 0
const transaction = (over: Partial<ObTransaction> & { readonly mcc?: string }): ObTransaction => ({
  AccountId: 'bac_1',
  TransactionId: `btx_${serial++}`,
  CreditDebitIndicator: 'Debit',
  Status: 'BOOK',
  BookingDateTime: '2026-11-05T04:00:00.000Z',
  Amount: { Amount: '10.00', Currency: 'CNY' },
  ...(over.mcc === undefined ? {} : { MerchantDetails: { MerchantName: 'A', MerchantCategoryCode: over.mcc } }),
  ...over,
})

describe('amounts', () => {
  it.each([
    ['0.01', 1n],
    ['12', 1200n],
    ['12.3', 1230n],
    ['1234567.89', 123_456_789n],
  ])('reads %s', (Amount, minor) => {
    expect(minorOf({ Amount, Currency: 'CNY' })).toBe(minor)
  })

  it('writes minor units with two places, also below one and below zero', () => {
    expect([decimalOf(5n), decimalOf(-1200n), decimalOf(0n)]).toEqual(['0.05', '-12.00', '0.00'])
  })
})

describe('spending', () => {
  it('knows what kind of merchant it was, and that no merchant is a transfer', () => {
    expect(categoryOf(transaction({ mcc: '5411' }))).toBe('food')
    expect(categoryOf(transaction({ mcc: '4121' }))).toBe('transport')
    expect(categoryOf(transaction({ mcc: '5311' }))).toBe('shopping')
    expect(categoryOf(transaction({ mcc: '9999' }))).toBe('other')
    expect(categoryOf(transaction({}))).toBe('transfers')
  })

  it('counts booked debits by month and currency, newest month first, and nothing else', () => {
    const months = spendingOf([
      transaction({ mcc: '5411' }),
      transaction({ mcc: '5411', Amount: { Amount: '2.50', Currency: 'CNY' } }),
      transaction({ mcc: '5411', Amount: { Amount: '7.00', Currency: 'GBP' } }),
      transaction({ mcc: '5411', BookingDateTime: '2026-10-31T04:00:00.000Z' }),
      transaction({ mcc: '5411', Status: 'PDNG' }),
      transaction({ mcc: '5411', CreditDebitIndicator: 'Credit' }),
    ])
    expect(months.map(({ month, currency, total }) => [month, currency, total])).toEqual([
      ['2026-11', 'CNY', 1250n],
      ['2026-11', 'GBP', 700n],
      ['2026-10', 'CNY', 1000n],
    ])
    expect(months[0]?.byCategory.get('food')).toBe(1250n)
  })
})
