/** Alipay's bills by property: what is written comes back exactly, however it is cut; what is broken is named, never guessed. */
import { zip } from '@feiqian/sandbox/alipay'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BusinessDate } from '../../../kernel/time.ts'
import type { BillContext, BillFormat, ParsedRow } from '../../reconciliation/ports.ts'
import { yuanOf } from './amounts.ts'
import { settlementFile } from './bill-source.ts'
import { alipayFund, alipayTrade, emptyBill } from './bills.ts'

const DATE = '2026-03-01' as BusinessDate
const CONTEXT: BillContext = { source: 'alipay', date: DATE, timeZone: 'Asia/Shanghai', currency: 'CNY', mapping: null }

async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncIterable<Uint8Array> {
  let at = 0
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1
    yield bytes.subarray(at, at + size)
    at += size
  }
}

async function read(format: BillFormat, bytes: Buffer | string, sizes: readonly number[] = [65_536]): Promise<ParsedRow[]> {
  const rows: ParsedRow[] = []
  const given = typeof bytes === 'string' ? Buffer.from(`\uFEFF${bytes}`) : bytes
  for await (const row of format.parse(cut(given, sizes), CONTEXT)) rows.push(row)
  return rows
}

const wrongs = (rows: readonly ParsedRow[]): string[] => rows.flatMap(row => ('ok' in row && !row.ok ? [`${row.row} ${row.code}`] : []))
const good = (rows: readonly ParsedRow[]) => rows.flatMap(row => ('ok' in row && row.ok ? [row.line] : []))

type Trade = { kind: '交易' | '退款'; fen: bigint; fee: bigint; order: string; subject: string }

const HEAD =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注'

const START = [
  '#支付宝业务明细查询',
  '#账号：[20881000000000010156]',
  '#起始日期：[2026年03月01日 00:00:00]   终止日期：[2026年03月01日 24:00:00]',
]
const END = '#-----------------------------------------业务明细列表结束------------------------------------'

const rowOf = ({ kind, fen, fee, order, subject }: Trade, separators = false): string => {
  const amount = kind === '交易' ? fen : -fen
  const text = separators ? `"${yuanOf(amount).replaceAll(/\B(?=(\d{3})+\.)/g, ',')}"` : yuanOf(amount)
  const request = kind === '退款' ? `r_${order}` : ''
  const times = '2026-03-01 10:00:00,2026-03-01 10:00:05'
  return `202603010000\t,${order}\t,${kind},${subject},${times},,,,,lin***@sandbox.example,${text},${text},0.00,0.00,0.00,0.00,0.00,,0.00,0.00,${request},${yuanOf(-fee)},0.00,`
}

const totals = (trades: readonly Trade[]): string[] =>
  (['交易', '退款'] as const).map(kind => {
    const of = trades.filter(one => one.kind === kind)
    const sum = of.reduce((total, { fen }) => total + (kind === '交易' ? fen : -fen), 0n)
    return `#${kind}合计：${of.length}笔，商家实收${kind === '退款' ? '退款' : ''}共${yuanOf(sum)}元，商家优惠共0.00元`
  })

const billOf = (trades: readonly Trade[], lines = trades.map(one => rowOf(one))): string =>
  [...START, '#----业务明细列表----', HEAD, ...lines, END, ...totals(trades), '#导出时间：[2026-03-02 09:00:00]', ''].join('\r\n')

const trade: fc.Arbitrary<Trade> = fc.record({
  kind: fc.constantFrom('交易', '退款'),
  fen: fc.bigInt({ min: 1n, max: 10_000_000_000n }),
  fee: fc.bigInt({ min: -1_000n, max: 60_000_000n }),
  order: fc.stringMatching(/^[0-9a-z_]{1,30}$/),
  subject: fc.stringMatching(/^[一-龥 a-z&%]{0,20}$/),
})

describe('the trade bill', () => {
  it('comes back line by line, wherever the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(trade, { maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        async (trades, sizes, separators) => {
          const rows = await read(
            alipayTrade,
            Buffer.from(
              `\uFEFF${billOf(
                trades,
                trades.map(one => rowOf(one, separators)),
              )}`,
            ),
            sizes,
          )
          expect(wrongs(rows)).toEqual([])
          expect(
            good(rows).map(({ kind, amount, fee, reference, originalReference, direction }) => ({
              kind,
              amount,
              fee,
              reference,
              originalReference,
              direction,
            })),
          ).toEqual(
            trades.map(({ kind, fen, fee, order }) => ({
              kind: kind === '交易' ? 'debit' : 'refund',
              amount: fen,
              fee,
              reference: kind === '交易' ? order : `r_${order}`,
              originalReference: kind === '交易' ? undefined : order,
              direction: kind === '交易' ? 'in' : 'out',
            })),
          )
          const net = trades.reduce((sum, { kind, fen }) => sum + (kind === '交易' ? fen : -fen), 0n)
          const fee = trades.reduce((sum, one) => sum + one.fee, 0n)
          expect(rows.at(-1)).toEqual({ summary: { count: trades.length, amount: net, fee } })
        },
      ),
      { numRuns: 40 },
    )
  })

  it('that was changed anywhere never reads as another bill without a word', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(trade, { minLength: 1, maxLength: 6 }),
        fc.nat(),
        fc.constantFrom('cut', 'drop', 'amount'),
        async (trades, at, how) => {
          const lines = trades.map(one => rowOf(one))
          const index = at % lines.length
          const bill = billOf(trades, lines)
          const broken =
            how === 'cut'
              ? bill.slice(0, bill.indexOf(END))
              : how === 'drop'
                ? billOf(
                    trades,
                    lines.filter((_, other) => other !== index),
                  )
                : billOf(
                    trades,
                    trades.map((one, other) => rowOf(other === index ? { ...one, fen: one.fen + 1n } : one)),
                  )
          expect(wrongs(await read(alipayTrade, broken)).length).toBeGreaterThan(0)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('names each line that it cannot read and goes on', async () => {
    const one: Trade = { kind: '交易', fen: 123_456n, fee: 741n, order: 'ins_a', subject: '茶' }
    const row = rowOf(one)
    const lines = [
      row.replaceAll('1234.56', '1,23.456'),
      row.replace('1234.56', '-1234.56'),
      row.replace(',交易,', ',,'),
      row.replace('10:00:05', '25:00:05'),
      row.slice(0, 40),
      row.replace('茶', '"茶'),
      row,
    ]
    const rows = await read(alipayTrade, billOf([one], lines))
    const at = START.length + 3
    expect(wrongs(rows)).toEqual([
      `${at} line_truncated`,
      `${at + 1} amount_invalid`,
      `${at + 2} kind_invalid`,
      `${at + 3} date_invalid`,
      `${at + 4} line_truncated`,
      `${at + 5} line_truncated`,
    ])
    expect(good(rows)).toMatchObject([{ row: at + 6, amount: 123_456n, fee: 741n }])
  })

  it('keeps a kind that it does not know, and flags it', async () => {
    const one: Trade = { kind: '交易', fen: 100n, fee: 0n, order: 'x', subject: '' }
    const rows = await read(alipayTrade, billOf([], [rowOf(one).replace(',交易,', ',花呗分期,')]))
    expect(good(rows)).toMatchObject([{ kind: 'other', status: '花呗分期', statusMeans: 'unknown', amount: 100n }])
    expect(wrongs(rows)).toEqual([])
  })

  it('is refused when it is another file, of another day or of no text', async () => {
    expect(wrongs(await read(alipayTrade, '<html>系统繁忙</html>'))).toEqual(['1 header_invalid'])
    expect(wrongs(await read(alipayTrade, ''))).toEqual(['0 header_invalid'])
    expect(wrongs(await read(alipayTrade, billOf([]).replace('2026年03月01日 00', '2026年03月02日 00')))).toEqual(['0 wrong_file'])
    expect(wrongs(await read(alipayTrade, billOf([]).replace('订单金额（元）', '金额')))).toEqual([`${START.length + 2} header_invalid`])
    expect(wrongs(await read(alipayFund, billOf([])))).toEqual([`${START.length + 2} header_invalid`])
    const bytes = Buffer.from(billOf([]))
    // UTF-8 without its mark is no GBK, or not what it says.
    expect(wrongs(await read(alipayTrade, bytes)).length).toBeGreaterThan(0)
    const long = Buffer.from(`\uFEFF${START[0]}\n${HEAD}\n${'x'.repeat(70_000)}\n${END}\n`)
    expect(wrongs(await read(alipayTrade, long, [1_000]))).toEqual(['3 line_too_long'])
  })

  it('of an empty day reads as such', async () => {
    for (const [format, code] of [
      [alipayTrade, 'alipay_trade'],
      [alipayFund, 'alipay_fund'],
    ] as const) {
      const rows = await read(format, emptyBill(code, DATE))
      expect(rows).toMatchObject([{ summary: { count: 0, amount: 0n } }])
    }
  })
})

describe('the fund bill', () => {
  const head =
    '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注'
  type Entry = { delta: bigint; kind: string }
  const entry: fc.Arbitrary<Entry> = fc.record({
    delta: fc.bigInt({ min: -1_000_000n, max: 1_000_000n }).filter(delta => delta !== 0n),
    kind: fc.constantFrom('在线支付', '交易退款', '收费', '退费', '转账', '从未见过'),
  })
  function billOf(entries: readonly Entry[], opening: bigint): string {
    let balance = opening
    const lines = entries.map(({ delta, kind }, index) => {
      balance += delta
      const sides = delta > 0n ? [yuanOf(delta), ''] : ['', yuanOf(delta)]
      return [
        `2026${index}`,
        `t${index}`,
        `ins_${index}`,
        '茶',
        '2026-03-01 10:00:00',
        'lin***',
        ...sides,
        yuanOf(balance),
        '支付宝',
        kind,
        '',
      ]
        .map(value => `${value}\t`)
        .join(',')
    })
    const total = (name: string, of: readonly Entry[]) =>
      `#${name}合计：${of.length}笔，共${yuanOf(of.reduce((sum, { delta }) => sum + delta, 0n))}元`
    const end = [
      total(
        '支出',
        entries.filter(({ delta }) => delta < 0n),
      ),
      total(
        '收入',
        entries.filter(({ delta }) => delta > 0n),
      ),
    ]
    return ['#支付宝账务明细查询', head, ...lines, '#---账务明细列表结束---', ...end, ''].join('\r\n')
  }

  it('comes back with balances before and after; one that does not follow is named', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { minLength: 1, maxLength: 20 }),
        fc.bigInt({ min: 0n, max: 10n ** 9n }),
        async (entries, opening) => {
          const rows = await read(alipayFund, billOf(entries, opening))
          expect(wrongs(rows)).toEqual([])
          const closing = entries.reduce((sum, { delta }) => sum + delta, opening)
          expect(rows.at(-1)).toEqual({ summary: { count: entries.length, amount: closing - opening, fee: null, opening, closing } })
          expect(good(rows).map(({ direction, amount }) => (direction === 'in' ? amount : -amount))).toEqual(
            entries.map(({ delta }) => delta),
          )
        },
      ),
      { numRuns: 40 },
    )
    const entries = [
      { delta: 100n, kind: '在线支付' },
      { delta: -1n, kind: '收费' },
    ]
    expect(wrongs(await read(alipayFund, billOf(entries, 0n).replace('0.99', '0.98')))).toEqual(['0 totals_differ'])
  })
})

describe('the settlement of a day', () => {
  const settled = async (lines: readonly string[]) => {
    const text = [...START, '#----业务明细列表----', HEAD, ...lines, END].join('\r\n')
    const kinds = (kind: string) => lines.filter(line => line.includes(`,${kind},`))
    const sums = (['交易', '退款'] as const).map(kind => {
      const yuan = kinds(kind).map(line => Number(line.split(',')[11]))
      return `#${kind}合计：${yuan.length}笔，商家实收共${yuan.reduce((sum, each) => sum + each, 0).toFixed(2)}元，商家优惠共0.00元`
    })
    const file = zip(Buffer.from('1_20260301_x.csv'), Buffer.from(`\uFEFF${[text, ...sums, ''].join('\r\n')}`))
    const api = {
      call: async () => ({ said: 'yes', body: { bill_download_url: 'https://alipay.example/bill' }, at: null }),
      access: () => null,
    }
    const client = { download: async () => ({ spoke: true, status: 200, header: () => null, bytes: cut(file, [65_536]) }) }
    return settlementFile({ api, client } as unknown as Parameters<typeof settlementFile>[0], DATE)
  }
  const row = (kind: '交易' | '退款', yuan: string, fee: string, request: string): string =>
    `2026\t,order\t,${kind},,2026-03-01 10:00:00,2026-03-01 10:00:05,,,,,,${yuan},${yuan},0.00,0.00,0.00,0.00,0.00,,0.00,0.00,${request},${fee},0.00,`

  it.each(['order', ''])('leaves out a payment that its cancellation (%o) gave back the same day', async request => {
    expect(await settled([row('交易', '10.00', '-0.06', ''), row('退款', '-10.00', '0.06', request)])).toMatchObject({
      ok: true,
      value: { lines: [], debitTotal: 0n, refundTotal: 0n, feeTotal: 0n, net: 0n },
    })
  })

  it('keeps what a cancellation gave back of another day, or without its fee: that money moved', async () => {
    expect(await settled([row('退款', '-10.00', '0.06', 'order')])).toMatchObject({
      ok: true,
      value: { lines: [{ instruction: 'order', kind: 'refund', amount: 1_000n, fee: -6n }], net: -994n },
    })
    expect(await settled([row('交易', '10.00', '-0.06', ''), row('退款', '-10.00', '0.00', '')])).toMatchObject({
      ok: true,
      value: { debitTotal: 1_000n, refundTotal: 1_000n, feeTotal: 6n, net: -6n },
    })
  })
})
