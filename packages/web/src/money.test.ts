import { describe, expect, it } from 'vitest'
import { decimalOf, formatMoney, parseMoney } from './money.ts'

describe('money as text', () => {
  it('shows every minor unit exactly, also at the greatest amount', () => {
    expect(decimalOf(1999, 'CNY')).toBe('19.99')
    expect(decimalOf(5, 'CNY')).toBe('0.05')
    expect(decimalOf(-5, 'CNY')).toBe('-0.05')
    expect(decimalOf(1234, 'JPY')).toBe('1234')
    expect(decimalOf(1234, 'KWD')).toBe('1.234')
    expect(formatMoney(9_007_199_254_740_991, 'CNY', 'zh-CN')).toBe('¥90,071,992,547,409.91')
    expect(formatMoney(28_800, 'CNY', 'en')).toBe('¥288.00')
  })

  it('reads what people type, to the minor unit', () => {
    expect(parseMoney('0.29', 'CNY')).toBe(29)
    expect(parseMoney('¥1,234.5', 'CNY')).toBe(123_450)
    expect(parseMoney('１２。３', 'CNY')).toBe(1230)
    expect(parseMoney('90071992547409.91', 'CNY')).toBe(9_007_199_254_740_991)
  })

  it('refuses zero, negative, too fine and too great amounts', () => {
    for (const text of ['', '0', '0.00', '-1', '1.234', 'abc', '1e3', '90071992547409.92', '1.2.3'])
      expect(parseMoney(text, 'CNY')).toBeNull()
    expect(parseMoney('1.5', 'JPY')).toBeNull()
  })
})
