import { describe, expect, it } from 'vitest'
import { facts, moneyText, table, widthOf } from './output.ts'

describe('a table', () => {
  it('aligns letters of one and of two columns', () => {
    const lines = table(
      [{ title: '科目' }, { title: 'amount', right: true }],
      [
        ['客户备付金', '1.00'],
        ['fees', '10.00'],
      ],
    ).split('\n')
    expect(lines.filter(line => line !== '').map(widthOf)).toEqual([18, 18, 18, 18])
  })

  it('lets no control character through to the terminal', () => {
    expect(table([{ title: 'order' }], [['a\u001b[2Jb']])).not.toContain('\u001b')
    expect(facts([['order', 'a\u0007b']])).toBe('order  a b\n')
  })
})

describe('facts', () => {
  it('leave out what there is not', () => {
    expect(
      facts([
        ['id', 'pay_1'],
        ['fee', null],
        ['说明', '面'],
      ]),
    ).toBe('id    pay_1\n说明  面\n')
  })
})

describe('money', () => {
  it('is shown in the currency’s own decimals, with its code', () => {
    expect([moneyText(1999, 'CNY'), moneyText(500, 'JPY'), moneyText(-5, 'CNY')]).toEqual(['19.99 CNY', '500 JPY', '-0.05 CNY'])
  })
})
