import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatId } from '../../../kernel/ids.ts'
import { addDays, type BusinessDate } from '../../../kernel/time.ts'
import type { BillContext, BillFormat, ParsedRow, StatementLine } from '../../reconciliation/ports.ts'
import { atOf, fenOf, valuesOf } from './bill-values.ts'
import { emptyBill, wechatFundFlow, wechatTrade } from './bills.ts'
import { withoutReversals } from './settlement.ts'
import { type Bench, debit, order, refundOf, useWechat } from './test-wechat.ts'

const { bench } = useWechat()

const DAY = '2026-06-08' as BusinessDate
const context = (date: BusinessDate = DAY): BillContext => ({
  ...{ source: 'wechat_pay', date, timeZone: 'Asia/Shanghai', currency: 'CNY', mapping: null },
})

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function parse(format: BillFormat, bytes: Uint8Array, size = 4_096, date = DAY): Promise<ParsedRow[]> {
  const rows: ParsedRow[] = []
  for await (const row of format.parse(chunksOf(bytes, size), context(date))) rows.push(row)
  return rows
}
const linesOf = (rows: readonly ParsedRow[]): StatementLine[] => rows.flatMap(row => ('ok' in row && row.ok ? [row.line] : []))
const faultsOf = (rows: readonly ParsedRow[]): string[] => rows.flatMap(row => ('ok' in row && !row.ok ? [`${row.row} ${row.code}`] : []))

const HEAD =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
const SUMMARY = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额'

type Trade = { readonly fen: number; readonly back: boolean; readonly fee: number; readonly name: string }
const yuan = (fen: number): string =>
  `${fen < 0 ? '-' : ''}${Math.floor(Math.abs(fen) / 100)}.${String(Math.abs(fen) % 100).padStart(2, '0')}`
const row = (values: readonly string[]): string => values.map(value => `\`${value}`).join(',')

const rowOf = ({ fen, back, fee, name }: Trade, index: number, more: Readonly<Record<string, string>> = {}): string => {
  const values: Record<string, string> = Object.fromEntries(HEAD.split(',').map(column => [column, '']))
  Object.assign(values, {
    ...{ 交易时间: '2026-06-08 10:34:56', 公众账号ID: 'wx0000000000000001', 商户号: '1900000001', 特约商户号: '1900000011' },
    ...{ 微信订单号: `42000000${index}`, 商户订单号: `ins_${index}`, 交易状态: back ? 'REFUND' : 'SUCCESS', 货币种类: 'CNY' },
    ...{ 应结订单金额: back ? '0.00' : yuan(fen), 代金券金额: '0.00', 微信退款单号: back ? `50300000${index}` : '0' },
    ...{ 商户退款单号: back ? `ins_r${index}` : '0', 退款金额: back ? yuan(fen) : '0.00', 充值券退款金额: '0.00' },
    ...{ 退款状态: back ? 'SUCCESS' : '', 商品名称: name, 手续费: `${yuan(back ? -fee : fee)}000`, 费率: '0.60%' },
    ...{ 订单金额: back ? '0.00' : yuan(fen), 申请退款金额: back ? yuan(fen) : '0.00' },
    ...more,
  })
  return row(Object.values(values))
}

function billOf(trades: readonly Trade[], more: { readonly rows?: readonly string[]; readonly summary?: readonly string[] } = {}): string {
  const paid = trades.reduce((sum, { fen, back }) => (back ? sum : sum + fen), 0)
  const returned = trades.reduce((sum, { fen, back }) => (back ? sum + fen : sum), 0)
  const fees = trades.reduce((sum, { fee, back }) => sum + (back ? -fee : fee), 0)
  const summary = more.summary ?? [
    String(trades.length),
    yuan(paid),
    yuan(returned),
    '0.00',
    `${yuan(fees)}000`,
    yuan(paid),
    yuan(returned),
  ]
  const rows = more.rows ?? trades.map((trade, index) => rowOf(trade, index))
  return `\uFEFF${[HEAD, ...rows, SUMMARY, row(summary)].join('\r\n')}\r\n`
}

const ONE: Trade = { fen: 1_999, back: false, fee: 12, name: '龙井一杯' }
const BACK: Trade = { fen: 500, back: true, fee: 3, name: '龙井一杯' }

/** GBK of the few characters that these bills are written with, by the decoder that reads them. */
function gbk(text: string): Buffer {
  const decoder = new TextDecoder('gbk')
  const codes = new Map<string, [number, number]>()
  for (let first = 0x81; first <= 0xfe; first++)
    for (let second = 0x40; second <= 0xfe; second++) {
      const character = decoder.decode(Uint8Array.of(first, second))
      if (character.length === 1 && !codes.has(character)) codes.set(character, [first, second])
    }
  return Buffer.concat(
    [...text].map(character => (character.charCodeAt(0) < 128 ? Buffer.from(character) : Buffer.from(codes.get(character) ?? [0x3f]))),
  )
}

describe('values', () => {
  it('are read behind backquotes, commas and all', () => {
    expect(valuesOf('`2026-06-08 10:34:56,`龙井,一杯,`0.60%')).toEqual(['2026-06-08 10:34:56', '龙井,一杯', '0.60%'])
  })

  it.each<[string, number | null]>([
    ['19.99', 1_999],
    ['-0.12000', -12],
    ['1,234,567.80', 123_456_780],
    ['0', 0],
    ['7.5', 750],
    ['0.12300', null],
    ['12,34.00', null],
    ['1.2.3', null],
    ['', null],
    ['￥5.00', null],
    ['1e3', null],
  ])('of money: %s', (text, fen) => {
    expect(fenOf(text)).toBe(fen)
  })

  it('of money survive writing and reading, with and without separators', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }), fc.boolean(), (fen, separated) => {
        const [whole = '', decimals = ''] = yuan(fen).split('.')
        const text = `${separated ? whole.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',') : whole}.${decimals}`
        expect(fenOf(text)).toBe(fen)
      }),
    )
  })

  it('of time are China’s, and days that do not exist are none', () => {
    expect(atOf('2026-06-08 00:00:00')?.toISOString()).toBe('2026-06-07T16:00:00.000Z')
    for (const text of ['2026-02-31 10:00:00', '2026-06-08', '2026-06-08T10:00:00', '2026-13-01 00:00:00']) expect(atOf(text)).toBeNull()
  })
})

describe('the trade bill', () => {
  it('tells payments, refunds, their fees and its summary', async () => {
    const rows = await parse(wechatTrade, Buffer.from(billOf([ONE, BACK])))
    expect(linesOf(rows)).toMatchObject([
      {
        ...{ row: 2, kind: 'debit', direction: 'in', amount: 1_999n, fee: 12n, reference: 'ins_0', channelReference: '420000000' },
        ...{ date: DAY, status: 'SUCCESS', statusMeans: 'settled' },
      },
      {
        ...{ row: 3, kind: 'refund', direction: 'out', amount: 500n, fee: -3n, reference: 'ins_r1', originalReference: 'ins_1' },
        ...{ channelReference: '503000001', statusMeans: 'settled' },
      },
    ])
    expect(faultsOf(rows)).toEqual([])
    expect(rows.at(-1)).toEqual({ summary: { count: 2, amount: 1_499n, fee: 9n } })
  })

  it('reads UTF-8 with and without a mark, and GBK, in chunks of any size', async () => {
    const text = billOf([{ ...ONE, name: '茶，一杯' }, BACK])
    const expected = linesOf(await parse(wechatTrade, Buffer.from(text)))
    for (const bytes of [Buffer.from(text), Buffer.from(text.slice(1)), gbk(text.slice(1))])
      for (const size of [1, 7, 100_000]) {
        const rows = await parse(wechatTrade, bytes, size)
        expect(faultsOf(rows)).toEqual([])
        expect(linesOf(rows)).toEqual(expected)
      }
  })

  it('adds up, whatever was traded and however it is cut', async () => {
    const trade = fc.record({
      fen: fc.integer({ min: 0, max: 100_000_000 }),
      back: fc.boolean(),
      fee: fc.integer({ min: 0, max: 100_000 }),
      name: fc.string({ maxLength: 40 }).map(text => text.replaceAll(/[\r\n`,]/g, ' ').trim()),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(trade, { maxLength: 30 }), fc.integer({ min: 1, max: 300 }), async (trades, size) => {
        const rows = await parse(wechatTrade, Buffer.from(billOf(trades)), size)
        expect(faultsOf(rows)).toEqual([])
        const lines = linesOf(rows)
        expect(lines).toHaveLength(trades.length)
        const net = lines.reduce((sum, { direction, amount }) => (direction === 'in' ? sum + amount : sum - amount), 0n)
        const fees = lines.reduce((sum, { fee }) => sum + (fee ?? 0n), 0n)
        expect(rows.at(-1)).toEqual({ summary: { count: trades.length, amount: net, fee: fees } })
      }),
      { numRuns: 60 },
    )
  })

  it('never loses a damaged line in silence: every byte that changes a value is an error or a difference', async () => {
    const clean = billOf([ONE, BACK, { ...ONE, fen: 7 }])
    const wanted = await parse(wechatTrade, Buffer.from(clean))
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: clean.length - 1 }), fc.constantFrom('', '`', ',', '9', '\n', 'x'), async (at, put) => {
        const damaged = clean.slice(0, at) + put + clean.slice(at + 1)
        const rows = await parse(wechatTrade, Buffer.from(damaged))
        const amounts = (given: readonly ParsedRow[]) => linesOf(given).map(({ kind, amount, fee }) => `${kind} ${amount} ${fee}`)
        // Either the money reads as before, or somebody is told: by an error, or by a status that is not known.
        const told = faultsOf(rows).length > 0 || linesOf(rows).some(({ statusMeans }) => statusMeans === 'unknown')
        if (!told) expect(amounts(rows)).toEqual(amounts(wanted))
      }),
      { numRuns: 300 },
    )
  })

  it.each<[string, string, string[]]>([
    ['another count', billOf([ONE], { summary: ['2', '19.99', '0.00', '0.00', '0.12000', '19.99', '0.00'] }), ['4 totals_differ']],
    ['another sum', billOf([ONE], { summary: ['1', '20.00', '0.00', '0.00', '0.12000', '19.99', '0.00'] }), ['4 totals_differ']],
    ['other fees', billOf([ONE], { summary: ['1', '19.99', '0.00', '0.00', '0.13000', '19.99', '0.00'] }), ['4 totals_differ']],
    ['no summary', `${HEAD}\r\n${rowOf(ONE, 0)}\r\n`, ['0 file_truncated']],
    ['half a summary', `${HEAD}\r\n${rowOf(ONE, 0)}\r\n${SUMMARY}\r\n`, ['0 file_truncated']],
    ['a line cut off', billOf([ONE], { rows: [rowOf(ONE, 0).slice(0, 120)] }), ['2 line_truncated']],
    ['a line without backquotes', billOf([ONE], { rows: [rowOf(ONE, 0).replaceAll('`', '')] }), ['2 line_truncated']],
    ['an amount of words', billOf([ONE], { rows: [rowOf(ONE, 0, { 订单金额: '二十元' })] }), ['2 amount_invalid']],
    ['parts of a fen', billOf([ONE], { rows: [rowOf(ONE, 0, { 手续费: '0.12001' })] }), ['2 amount_invalid']],
    ['another currency', billOf([ONE], { rows: [rowOf(ONE, 0, { 货币种类: 'USD' })] }), ['2 currency_invalid']],
    ['no time', billOf([ONE], { rows: [rowOf(ONE, 0, { 交易时间: '昨天' })] }), ['2 date_invalid']],
    ['no number', billOf([ONE], { rows: [rowOf(ONE, 0, { 商户订单号: '' })] }), ['2 field_invalid']],
    ['a line after the summary', `${billOf([ONE])}${rowOf(ONE, 9)}\r\n`, ['5 field_invalid']],
    ['another file', 'hello,world\r\n', ['1 header_invalid']],
    ['nothing', '', ['0 header_invalid']],
  ])('says so when there is %s', async (_name, text, faults) => {
    expect(faultsOf(await parse(wechatTrade, Buffer.from(text)))).toEqual(faults)
  })

  it('says so when the bytes are no text, a line has no end, or the day is another', async () => {
    const bytes = Buffer.concat([Buffer.from(`${HEAD}\r\n`), Buffer.from([0x60, 0xff, 0xff, 0x0d, 0x0a]), Buffer.from(`${SUMMARY}\r\n`)])
    expect(faultsOf(await parse(wechatTrade, bytes))).toEqual(['2 encoding_invalid', '0 file_truncated'])
    const long = Buffer.from(`${HEAD}\r\n\`${'x'.repeat(100_000)}\r\n`)
    expect(faultsOf(await parse(wechatTrade, long, 1_000))).toEqual(['2 line_too_long', '0 file_truncated'])
    const other = await parse(wechatTrade, Buffer.from(billOf([ONE, ONE])), 4_096, '2026-06-09' as BusinessDate)
    expect(faultsOf(other)).toEqual(['2 wrong_file'])
    expect(linesOf(other)).toHaveLength(2)
  })

  it('keeps states that are not documented, and says that it does not know them', async () => {
    const odd = [rowOf(ONE, 0, { 交易状态: 'PONDERING' }), rowOf(BACK, 1, { 退款状态: 'LOST' }), rowOf(BACK, 2, { 退款状态: 'CHANGE' })]
    expect(linesOf(await parse(wechatTrade, Buffer.from(billOf([ONE, BACK, BACK], { rows: odd }))))).toMatchObject([
      { kind: 'other', status: 'PONDERING', statusMeans: 'unknown' },
      { kind: 'refund', status: 'LOST', statusMeans: 'unknown' },
      { kind: 'refund', status: 'CHANGE', statusMeans: 'pending' },
    ])
  })

  it('is empty on a day without trades', async () => {
    for (const format of [wechatTrade, wechatFundFlow])
      expect(await parse(format, Buffer.from(emptyBill(format.code)))).toEqual([
        { summary: { count: 0, amount: 0n, fee: format === wechatTrade ? 0n : null } },
      ])
  })
})

describe('bills of the simulator', () => {
  /** A paid order and a refund of part of it. */
  async function traded(at: Bench) {
    const [paid, code] = [debit(order('native')), debit(order('code', { authCode: '134567890123456789' }), { amount: 5_000n })]
    await at.wechat.port.debit(paid)
    at.pay.control.pay(formatId('ins', paid.id))
    await at.wechat.port.debit(code)
    const refund = refundOf(code, 1_000n)
    await at.wechat.port.refund(refund)
    return { paid, code, refund }
  }

  it('become a settlement with fees, which adds up', async () => {
    const at = await bench()
    const { paid, code, refund } = await traded(at)
    const date = at.pay.control.rollDay() as BusinessDate
    const settled = await at.wechat.port.settlementFile(date)
    if (!settled.ok) throw new Error(JSON.stringify(settled))
    expect(settled.value).toMatchObject({
      ...{ date, debitTotal: 6_999n, refundTotal: 1_000n, payoutTotal: 0n, feeTotal: 36n, net: 6_999n - 1_000n - 36n },
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    const line = (instruction: typeof paid) => settled.value.lines.find(found => found.instruction === formatId('ins', instruction.id))
    expect(line(paid)).toMatchObject({ kind: 'debit', amount: 1_999n, fee: 12n })
    expect(line(code)).toMatchObject({ kind: 'debit', amount: 5_000n, fee: 30n })
    expect(line(refund)).toMatchObject({ kind: 'refund', amount: 1_000n, fee: -6n })
    expect(settled.value.lines.map(({ lineNumber }) => lineNumber)).toEqual([1, 2, 3])
  })

  it('are not ready before their day is over; a day without trades is empty once its time has come', async () => {
    const at = await bench()
    const today = at.pay.control.businessDate() as BusinessDate
    expect(await at.wechat.port.settlementFile(today)).toMatchObject({ ok: false, error: { code: 'clearing_settlement_not_ready' } })
    at.kit.settings = { ...at.kit.settings, bill_ready_at: 'stated' }
    expect(await at.wechat.port.settlementFile(today)).toMatchObject({ ok: false, error: { code: 'clearing_settlement_not_ready' } })
    // The simulator's day has begun anew while our clock is still in the old one.
    at.pay.control.rollDay()
    expect(await at.wechat.port.settlementFile(today)).toMatchObject({ ok: true, value: { lines: [] } })
    const before = addDays(today, -2)
    expect(await at.wechat.port.settlementFile(before)).toMatchObject({ ok: true, value: { lines: [], net: 0n, feeTotal: 0n } })
  })

  it('are refused when their digest is not the one that was signed', async () => {
    const at = await bench()
    await traded(at)
    const date = at.pay.control.rollDay() as BusinessDate
    at.pay.control.setFaults({ next: { bill_hash: 1 } })
    expect(await at.wechat.port.settlementFile(date)).toMatchObject({ ok: false, error: { code: 'clearing_settlement_invalid' } })
    expect(await at.wechat.port.settlementFile(date)).toMatchObject({ ok: true })
  })

  it('are had in both formats, as a stream', async () => {
    const at = await bench()
    await traded(at)
    const date = at.pay.control.rollDay() as BusinessDate
    const fetched = await at.wechat.bills.fetch('wechat_trade', date)
    if (!fetched.ok) throw new Error(JSON.stringify(fetched))
    const rows: ParsedRow[] = []
    for await (const parsed of wechatTrade.parse(fetched.value.bytes, context(date))) rows.push(parsed)
    expect(faultsOf(rows)).toEqual([])
    expect(linesOf(rows)).toHaveLength(3)
    // The simulator keeps the accounts of sub-merchants apart: the provider's own has no flows.
    expect(await at.wechat.bills.fetch('wechat_fund_flow', date)).toMatchObject({ ok: false, error: { code: 'bill_not_ready' } })
    expect(await at.wechat.bills.fetch('other', date)).toMatchObject({ ok: false, error: { code: 'bill_invalid' } })
  })

  it('cancel out a code payment that was reversed after it was paid', () => {
    const line = (more: Partial<StatementLine>): StatementLine => ({
      ...{ row: 1, kind: 'debit', direction: 'in', amount: 100n, fee: 1n, currency: 'CNY', reference: 'ins_a', channelReference: '1' },
      ...{ at: null, date: null, status: 'SUCCESS', text: '' },
      ...more,
    })
    const reversal = line({ kind: 'refund', direction: 'out', fee: -1n, reference: null, originalReference: 'ins_a', status: 'SUCCESS' })
    const other = line({ reference: 'ins_b' })
    expect(withoutReversals([line({}), other, reversal])).toEqual([other])
    // Another amount came back: it is left for people to see.
    const odd = { ...reversal, amount: 99n }
    expect(withoutReversals([line({}), odd])).toHaveLength(2)
  })
})

describe('the fund-flow bill', () => {
  const FLOW_HEAD =
    '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号'
  const FLOW_SUMMARY = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额'
  const flow = (type: string, way: string, amount: string): string =>
    row(['2026-06-08 10:34:56', '4200001', '100001', type, type, way, amount, '0.00', '1900000001API', '', 'ins_a'])

  it('tells what moved on the account, and what is not known', async () => {
    const text = [
      ...[FLOW_HEAD, flow('交易', '收入', '19.99'), flow('扣除交易手续费', '支出', '0.12'), flow('退款', '支出', '5.00')],
      ...[flow('充值', '收入', '1,000.00'), flow('月饼', '支出', '0.01'), FLOW_SUMMARY, row(['5', '2', '1019.99', '3', '5.13'])],
    ].join('\r\n')
    const rows = await parse(wechatFundFlow, Buffer.from(text))
    expect(faultsOf(rows)).toEqual([])
    expect(linesOf(rows)).toMatchObject([
      { kind: 'debit', direction: 'in', amount: 1_999n, reference: 'ins_a', statusMeans: 'settled' },
      { kind: 'fee', direction: 'out', amount: 12n },
      { kind: 'refund', direction: 'out', amount: 500n },
      { kind: 'transfer', direction: 'in', amount: 100_000n },
      { kind: 'other', direction: 'out', amount: 1n, status: '月饼', statusMeans: 'unknown' },
    ])
    expect(rows.at(-1)).toEqual({ summary: { count: 5, amount: 101_486n, fee: null } })
  })

  it('takes a word that every object knows for one that is not known', async () => {
    const text = [FLOW_HEAD, flow('constructor', '支出', '0.01'), FLOW_SUMMARY, row(['1', '0', '0.00', '1', '0.01'])].join('\n')
    expect(linesOf(await parse(wechatFundFlow, Buffer.from(text)))).toMatchObject([{ kind: 'other', statusMeans: 'unknown' }])
  })

  it('says so when totals differ or it is neither in nor out', async () => {
    const text = [FLOW_HEAD, flow('交易', '收入', '19.99'), FLOW_SUMMARY, row(['1', '1', '19.98', '0', '0.00'])].join('\n')
    expect(faultsOf(await parse(wechatFundFlow, Buffer.from(text)))).toEqual(['4 totals_differ'])
    const odd = [FLOW_HEAD, flow('交易', '中立', '19.99'), FLOW_SUMMARY, row(['1', '1', '19.99', '0', '0.00'])].join('\n')
    expect(faultsOf(await parse(wechatFundFlow, Buffer.from(odd)))).toEqual(['2 kind_invalid'])
  })
})
