import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { basisPointsOf, formatAmount, moneyToJson, splitAmount } from './money.ts'

const amounts = fc.bigInt({ min: 0n, max: 9_007_199_254_740_991n })
const weights = fc
  .array(fc.bigInt({ min: 0n, max: 1_000_000n }), { minLength: 1, maxLength: 12 })
  .filter(list => list.some(weight => weight > 0n))

describe('splitting money', () => {
  it('never loses or makes a unit', () => {
    fc.assert(
      fc.property(amounts, weights, (amount, list) => {
        expect(splitAmount(amount, list).reduce((sum, part) => sum + part, 0n)).toBe(amount)
      }),
    )
  })

  it('gives each its share, rounded down or up to the unit', () => {
    fc.assert(
      fc.property(amounts, weights, (amount, list) => {
        const total = list.reduce((sum, weight) => sum + weight, 0n)
        splitAmount(amount, list).forEach((part, index) => {
          const floor = (amount * (list[index] as bigint)) / total
          expect(part === floor || part === floor + 1n).toBe(true)
        })
      }),
    )
  })

  it('gives nothing to those without weight', () => {
    fc.assert(
      fc.property(amounts, weights, (amount, list) => {
        expect(splitAmount(amount, [...list, 0n]).at(-1)).toBe(0n)
      }),
    )
  })

  it('decides between equal remainders by the order of the weights', () => {
    expect(splitAmount(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n])
    expect(splitAmount(101n, [1n, 1n, 1n])).toEqual([34n, 34n, 33n])
  })

  it('refuses weights that say nothing', () => {
    expect(() => splitAmount(1n, [0n])).toThrow()
    expect(() => splitAmount(1n, [])).toThrow()
  })
})

describe('basis points', () => {
  it('round half up to the unit', () => {
    expect(basisPointsOf(10_000n, 60n)).toBe(60n)
    expect(basisPointsOf(1_990n, 38n)).toBe(8n)
    expect(basisPointsOf(25n, 200n)).toBe(1n)
    expect(basisPointsOf(24n, 200n)).toBe(0n)
  })

  it('are off by half a unit at the most', () => {
    fc.assert(
      fc.property(amounts, fc.bigInt({ min: 0n, max: 10_000n }), (amount, bps) => {
        const off = basisPointsOf(amount, bps) * 10_000n - amount * bps
        expect(off > -5_000n && off <= 5_000n).toBe(true)
      }),
    )
  })
})

describe('amounts for people and JSON', () => {
  it.each([
    [1_999n, 'CNY', '19.99'],
    [-5n, 'CNY', '-0.05'],
    [0n, 'CNY', '0.00'],
    [1_999n, 'JPY', '1999'],
    [1_999n, 'KWD', '1.999'],
  ] as const)('writes %s %s as %s', (amount, currency, text) => {
    expect(formatAmount(amount, currency)).toBe(text)
  })

  it('refuses what JSON cannot carry exactly', () => {
    expect(moneyToJson({ amount: 9_007_199_254_740_991n, currency: 'CNY' }).amount).toBe(9_007_199_254_740_991)
    expect(() => moneyToJson({ amount: 9_007_199_254_740_992n, currency: 'CNY' })).toThrow()
  })
})
