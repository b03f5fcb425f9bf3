import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalOf, formatMoney, parseMoney } from './money.ts'

describe('money', () => {
  it('reads and writes decimals of each currency’s own length', () => {
    expect(parseMoney('19.9', 'CNY')).toEqual({ amount: 1990, currency: 'CNY' })
    expect(parseMoney('500', 'JPY')).toEqual({ amount: 500, currency: 'JPY' })
    expect(decimalOf({ amount: 1, currency: 'KWD' })).toBe('0.001')
    expect(decimalOf({ amount: -5, currency: 'CNY' })).toBe('-0.05')
  })

  it.each(['', '-1', '1.999', '1,000', '1e3', '99999999999999999', 'abc'])('refuses "%s"', text => {
    expect(() => parseMoney(text, 'CNY')).toThrow(RangeError)
  })

  it('goes there and back without losing a unit', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.constantFrom('CNY', 'JPY', 'KWD'), (amount, currency) => {
        expect(parseMoney(decimalOf({ amount, currency }), currency)).toEqual({ amount, currency })
      }),
    )
  })

  it('formats for people, exactly', () => {
    expect(formatMoney({ amount: 1990, currency: 'CNY' })).toBe('¥19.90')
    expect(formatMoney({ amount: 9_007_199_254_740_991, currency: 'CNY' })).toBe('¥90,071,992,547,409.91')
    expect(formatMoney({ amount: 500, currency: 'JPY' }, 'ja')).toMatch(/500$/)
  })
})
