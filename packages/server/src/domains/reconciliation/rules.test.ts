/** What is decided without a database. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BusinessDate } from '../../kernel/time.ts'
import { type Expected, expectedFee, listsOf, matchStatement, REPAIRS_OF, type StatementItem } from './rules.ts'
import { EXCEPTION_KINDS } from './types.ts'

const RULES = { amountTolerance: 0n, windowHours: 24 }
const date = (day: number): BusinessDate => `2026-07-${String(day).padStart(2, '0')}` as BusinessDate
const line = (row: number, amount: bigint, words = '', day = 2): StatementItem => ({
  row,
  amount,
  date: date(day),
  reference: words === '' ? null : words,
  words,
})
const net = (id: string, amount: bigint, house = 'sim', day = 1): Expected => ({
  kind: 'stl',
  id,
  publicId: `stl_${id}`,
  house,
  date: date(day),
  amount,
})

describe('a statement of the reserve bank', () => {
  it('matches by reference, wherever it stands in the words', () => {
    const found = matchStatement(
      [line(1, 100n, 'net stl_a'), line(2, -50n, 'sim 20260701'), line(3, 7n, 'trf_x')],
      [net('a', 100n), net('b', -50n), { kind: 'trf', id: 'x', publicId: 'trf_x', house: null, date: date(1), amount: 7n }],
      RULES,
    )
    expect(found.matches.map(match => [match.rows, match.items.map(item => item.id), match.rule])).toEqual([
      [[1], ['a'], 'reference'],
      [[2], ['b'], 'reference'],
      [[3], ['x'], 'reference'],
    ])
    expect([found.lines, found.items, found.amounts]).toEqual([[], [], []])
  })

  it('matches several lines with one net, and one line with several nets of a house', () => {
    const cycles = matchStatement([line(1, 60n, 'sim 2026-07-01 cycle 1'), line(2, 40n, 'sim 2026-07-01 cycle 2')], [net('a', 100n)], RULES)
    expect(cycles.matches).toMatchObject([{ rows: [1, 2], rule: 'sum' }])
    const marked = matchStatement(
      [line(1, 60n, 'A2026070101'), line(2, 40n, 'A2026070102'), line(3, 1n, 'B2026070101')],
      [{ ...net('a', 100n), mark: 'A' }],
      RULES,
    )
    expect(marked).toMatchObject({ matches: [{ rows: [1, 2], rule: 'sum' }], lines: [{ row: 3 }] })
    // What a house passes on for a channel is the channel's, though the house is named.
    const passed = { ...line(1, 9n, 'wechat_pay-2026-07-01'), words: 'wechat_pay-2026-07-01 RB1 sim' }
    expect(matchStatement([passed], [net('a', 100n), net('w', 10n, 'wechat_pay')], RULES)).toMatchObject({
      amounts: [{ row: 1, item: { id: 'w' } }],
      items: [{ id: 'a' }],
    })
    const weekend = matchStatement(
      [line(1, 300n, '', 4)],
      [net('a', 100n, 'sim', 2), net('b', 200n, 'sim', 3), net('c', 5n, 'sim_b', 3)],
      RULES,
    )
    expect(weekend).toMatchObject({ matches: [{ rows: [1], rule: 'net' }], items: [{ id: 'c' }] })
  })

  it('tells a named net over another amount, and leaves what is ambiguous', () => {
    expect(matchStatement([line(1, 99n, 'stl_a')], [net('a', 100n)], RULES)).toMatchObject({
      amounts: [{ row: 1, item: { id: 'a' } }],
      matches: [],
    })
    const two = matchStatement([line(1, 100n)], [net('a', 100n, 'sim'), net('b', 100n, 'sim_b')], RULES)
    expect(two).toMatchObject({ matches: [], lines: [{ row: 1 }] })
    expect(two.items).toHaveLength(2)
    expect(matchStatement([line(1, 100n)], [net('a', 100n)], RULES).matches).toMatchObject([{ rule: 'amount_time' }])
    expect(matchStatement([line(1, 100n, '', 20)], [net('a', 100n)], RULES).matches).toEqual([])
  })

  it('uses every line and every net at most once, and what it matches adds up', () => {
    const items = fc.uniqueArray(
      fc.record({
        id: fc.constantFrom('a', 'b', 'c', 'd'),
        amount: fc.bigInt({ min: -5n, max: 5n }),
        house: fc.constantFrom('sim', 'sim_b'),
        day: fc.integer({ min: 1, max: 4 }),
      }),
      {
        selector: item => item.id,
        maxLength: 4,
      },
    )
    const lines = fc.array(
      fc.record({
        amount: fc.bigInt({ min: -8n, max: 8n }),
        words: fc.constantFrom('', 'stl_a', 'stl_b', 'sim 2026-07-01', 'sim_b 20260702'),
        day: fc.integer({ min: 1, max: 5 }),
      }),
      { maxLength: 5 },
    )
    fc.assert(
      fc.property(lines, items, (some, others) => {
        const asked = some.map((each, index) => line(index + 1, each.amount, each.words, each.day))
        const expected = others.map(each => net(each.id, each.amount, each.house, each.day))
        const found = matchStatement(asked, expected, RULES)
        const rows = [
          ...found.matches.flatMap(match => match.rows),
          ...found.amounts.map(each => each.row),
          ...found.lines.map(each => each.row),
        ]
        expect(rows.sort()).toEqual(asked.map(each => each.row))
        const ids = [...found.matches.flatMap(match => match.items), ...found.amounts.map(each => each.item), ...found.items].map(
          item => item.id,
        )
        expect(ids.sort()).toEqual(expected.map(item => item.id).sort())
        for (const match of found.matches) {
          const sum = match.rows.reduce((total, row) => total + (asked[row - 1]?.amount ?? 0n), 0n)
          expect(sum).toBe(match.items.reduce((total, item) => total + item.amount, 0n))
        }
      }),
    )
  })
})

describe('what follows from a name', () => {
  it('is whether a bill lists all trades', () => {
    expect(
      ['wechat_trade', 'wechat_fund_flow', 'alipay_fund', 'clearing_settlement', 'clearing_fund'].map(code => listsOf({ code }, 'channel')),
    ).toEqual(['trades', 'funds', 'funds', 'trades', 'funds'])
    expect([listsOf({ code: 'camt053' }, 'reserve'), listsOf({ code: 'csv', lists: 'trades' }, 'reserve')]).toEqual(['funds', 'trades'])
  })

  it('is what a channel should charge, and gives back on refunds', () => {
    expect(expectedFee('debit', 10_000n, { bps: 60, fixed: 0n })).toBe(60n)
    expect(expectedFee('debit', 99n, { bps: 60, fixed: 1n })).toBe(2n)
    expect(expectedFee('refund', 10_000n, { bps: 60, fixed: 0n })).toBe(-60n)
  })

  it('is which repairs an exception takes: every kind has its own', () => {
    expect(EXCEPTION_KINDS.map(kind => REPAIRS_OF[kind].length > 0)).toEqual([true, true, true, true, true, false, true, false])
  })
})
