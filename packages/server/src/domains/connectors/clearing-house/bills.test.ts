/** The houses' files by property: what a house writes is read back, in any chunks; what is broken is told row by row and never guessed. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fundFileA, settlementFileA } from '../../../../../sandbox/src/clearing-house/house-a.ts'
import { fundFileB, settlementFileB } from '../../../../../sandbox/src/clearing-house/house-b.ts'
import type { Line, Movement } from '../../../../../sandbox/src/clearing-house/state.ts'
import { gbk } from '../../../../../sandbox/src/gbk.ts'
import { parseBusinessDate } from '../../../kernel/time.ts'
import type { BillContext, BillFormat, ParsedRow, StatementLine } from '../../reconciliation/ports.ts'
import { inMemory } from '../kit/lines.ts'
import { clearingFund, clearingSettlement } from './bills.ts'

const DATE = '2026-03-01'
const parsed = parseBusinessDate(DATE)
if (parsed === null) throw new Error(DATE)
const CONTEXT: BillContext = { source: 'sim', date: parsed, timeZone: 'Asia/Shanghai', currency: 'CNY', mapping: null }

async function parse(format: BillFormat, bytes: Uint8Array, chunk = 1_000_000, context = CONTEXT) {
  const chunks: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += chunk) chunks.push(bytes.subarray(at, at + chunk))
  const rows: ParsedRow[] = []
  for await (const row of format.parse(inMemory(...chunks), context)) rows.push(row)
  return {
    lines: rows.flatMap((row): StatementLine[] => ('line' in row ? [row.line] : [])),
    errors: rows.flatMap(row => ('code' in row ? [`${row.row} ${row.code}`] : [])),
    summary: rows.flatMap(row => ('summary' in row ? [row.summary] : [])).at(-1),
  }
}

const arbitraryLine: fc.Arbitrary<Line> = fc.record({
  cycle: fc.integer({ min: 1, max: 9 }),
  reference: fc.string({ unit: fc.constantFrom(...'YB0123456789'), minLength: 1, maxLength: 20 }),
  instruction: fc.string({ unit: fc.constantFrom(...'ins_abc0123456789'), minLength: 1, maxLength: 40 }),
  kind: fc.constantFrom('debit', 'payout', 'refund'),
  gateway: fc.constant(false),
  amount: fc.bigInt({ min: 1n, max: 10n ** 13n }),
  fee: fc.bigInt({ min: 0n, max: 10_000n }),
  at: fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }).map(seconds => new Date(seconds * 1_000).toISOString()),
  purpose: fc.constantFrom('', '龙井茶', '镕鑫|商行', 'tea', '喆\n堃'),
})

describe('settlement files', () => {
  it.each([
    ['A', settlementFileA],
    ['B', settlementFileB],
  ] as const)('of house %s are read back as they were written, in chunks of any size', async (house, write) => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryLine, { maxLength: 12 }), fc.integer({ min: 1, max: 50 }), async (given, chunk) => {
        // House A charges nothing.
        const lines = house === 'A' ? given.map(line => ({ ...line, fee: 0n })) : given
        const read = await parse(clearingSettlement, write('inst', DATE, lines), chunk)
        expect(read.errors).toEqual([])
        expect(read.lines.map(({ reference, kind, amount, fee }) => [reference, kind, amount, fee])).toEqual(
          lines.map(({ instruction, kind, amount, fee }) => [instruction, kind, amount, house === 'A' ? null : fee]),
        )
        expect(read.summary?.count).toBe(lines.length)
      }),
      { numRuns: 60 },
    )
  })

  const B = [
    `#清算对账文件|V2|inst|20260301|人民币`,
    '场次|平台流水号|机构订单号|业务类型|交易金额|手续费|完成时间|摘要',
    '1|YB1|ins_a|协议支付|1,234.56|0.10|20260301120000|龙井',
    '1|YB2|ins_b|退款|34.56|0.00|20260301120001|',
    '#合计|2|1,234.56|0.00|34.56|0.10|1,199.90',
  ]
  const read = (rows: readonly string[], encode: (text: string) => Uint8Array = gbk) =>
    parse(clearingSettlement, encode(`${rows.join('\r\n')}\r\n`))
  const changed = (at: number, from: string, to: string) => read(B.map((row, index) => (index === at ? row.replace(from, to) : row)))

  it('of house B are GBK with thousands separators', async () => {
    expect(await read(B)).toMatchObject({
      errors: [],
      lines: [
        { kind: 'debit', direction: 'in', amount: 123_456n, fee: 10n, counterparty: '龙井', channelReference: 'YB1' },
        { kind: 'refund', direction: 'out', amount: 3_456n },
      ],
      summary: { count: 2, amount: 120_000n, fee: 10n },
    })
  })
  it.each<[string, number, string, string, string]>([
    ['separators in the wrong place', 2, '1,234.56', '12,34.56', '3 amount_invalid'],
    ['a third decimal', 2, '1,234.56', '1,234.567', '3 amount_invalid'],
    ['no decimals', 2, '1,234.56', '1234', '3 amount_invalid'],
    ['a minus', 2, '1,234.56', '-1,234.56', '3 amount_invalid'],
    ['an unknown kind', 2, '协议支付', '代付', '3 kind_invalid'],
    ['a kind that every object knows', 2, '协议支付', 'constructor', '3 kind_invalid'],
    ['a time that is none', 3, '20260301120001', '20261301120001', '4 date_invalid'],
    ['a field too few', 3, '|0.00|', '|', '4 line_truncated'],
    ['a wrong total', 4, '1,199.90', '1,199.91', '5 totals_differ'],
    ['a wrong count', 4, '|2|', '|3|', '5 totals_differ'],
    ['another currency', 0, '人民币', '美元', '1 header_invalid'],
    ['other columns', 1, '手续费', '费用', '2 header_invalid'],
    ['another date', 0, '20260301', '20260302', '0 wrong_file'],
  ])('with %s say so', async (_, at, from, to, error) => {
    expect((await changed(at, from, to)).errors).toEqual([error])
  })
  it('keep the lines beside one that cannot be read, and do not complain of totals twice', async () => {
    expect(await changed(2, '1,234.56', '?')).toMatchObject({ errors: ['3 amount_invalid'], lines: [{ reference: 'ins_b' }] })
  })
  it('in the wrong encoding are no such file', async () => {
    expect((await read(B, text => Buffer.from(text))).errors).toEqual(['1 header_invalid'])
    expect((await read(B, text => Buffer.concat([Buffer.from('\uFEFF'), gbk(text)]))).errors).toEqual(['1 header_invalid'])
  })
  it('with a bad byte lose that line alone', async () => {
    const bytes = Buffer.from(gbk(`${B.join('\r\n')}\r\n`))
    bytes[bytes.indexOf('ins_b') - 1] = 0xff
    expect(await parse(clearingSettlement, bytes)).toMatchObject({ errors: ['4 encoding_invalid'], lines: [{ reference: 'ins_a' }] })
  })
  it('cut anywhere are never taken for whole', async () => {
    const whole = gbk(`${B.join('\r\n')}\r\n`)
    for (let end = 0; end < whole.length - 1; end += 7)
      expect((await parse(clearingSettlement, whole.subarray(0, end))).errors).not.toEqual([])
  })
  it('of house A may begin with a byte order mark', async () => {
    const bytes = Buffer.concat([Buffer.from('\uFEFF'), settlementFileA('inst', DATE, [])])
    expect((await parse(clearingSettlement, bytes)).errors).toEqual([])
  })
  it('keep a status that is not known, and flag it', async () => {
    const text = 'H|FEIQIAN-SIM-SETTLEMENT|1|inst|2026-03-01|CNY\nL|1|ins_a|debit|1|X|2026-03-01T01:00:00.000Z\nT|1|1|0|0|1\n'
    expect((await parse(clearingSettlement, Buffer.from(text))).lines).toMatchObject([{ status: 'X', statusMeans: 'unknown' }])
  })
  it('with a line longer than 64 KiB lose that line', async () => {
    const text = `H|FEIQIAN-SIM-SETTLEMENT|1|inst|2026-03-01|CNY\nL|1|${'x'.repeat(70_000)}\nT|0|0|0|0|0\n`
    expect((await parse(clearingSettlement, Buffer.from(text), 4_096)).errors).toEqual(['2 line_too_long'])
  })
})

describe('fund files', () => {
  const arbitraryMovement: fc.Arbitrary<Movement> = fc.record({
    reference: fc.string({ unit: fc.constantFrom(...'SIM0123456789'), minLength: 1, maxLength: 20 }),
    kind: fc.constantFrom('netting', 'network'),
    amount: fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n }).filter(amount => amount !== 0n),
    date: fc.constant(DATE),
    at: fc.constant('2026-03-01T04:00:00.000Z'),
    text: fc.constantFrom('清算轧差', ''),
  })
  it.each([
    ['A', fundFileA],
    ['B', fundFileB],
  ] as const)('of house %s are read back as they were written', async (_, write) => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryMovement, { maxLength: 8 }), fc.integer({ min: 1, max: 40 }), async (movements, chunk) => {
        const { errors, lines } = await parse(clearingFund, write('inst', DATE, movements), chunk)
        expect(errors).toEqual([])
        expect(lines.map(({ reference, amount, direction }) => [reference, direction === 'in' ? amount : -amount])).toEqual(
          movements.map(({ reference, amount }) => [reference, amount]),
        )
      }),
      { numRuns: 40 },
    )
  })
})

describe('any bytes', () => {
  it.each([clearingSettlement, clearingFund])('make errors, never a throw: $code', async format => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async bytes => {
        expect((await parse(format, bytes)).errors.length).toBeGreaterThan(0)
      }),
      { numRuns: 200 },
    )
  })
})
