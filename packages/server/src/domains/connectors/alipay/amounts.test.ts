/** Amounts by property: exact both ways, and nothing else is an amount. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fenOf, yuanOf } from './amounts.ts'

const anyFen = fc.bigInt({ min: -99_999_999_999_999n, max: 99_999_999_999_999n })

describe('amounts', () => {
  it('come back exactly as they went', () => {
    fc.assert(fc.property(anyFen, fen => fenOf(yuanOf(fen)) === fen))
  })

  it('may be written with thousands separators, where they belong', () => {
    fc.assert(
      fc.property(anyFen, fen => {
        const [whole = '', fraction = ''] = yuanOf(fen).split('.')
        expect(fenOf(`${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${fraction}`)).toBe(fen)
      }),
    )
    for (const wrong of ['1,23.00', ',123.00', '1,2345.00', '12,34,567.00', '1234,567.00']) expect(fenOf(wrong)).toBeNull()
  })

  it('of less than a fen, with exponents, blanks or other digits are none', () => {
    for (const wrong of ['', '.', '.5', '1.', '1.005', '1e3', ' 1.00', '1.00 ', '１.00', '--1', '0x10', 'NaN', '1.0.0', 1, null, undefined])
      expect(fenOf(wrong)).toBeNull()
  })
})
