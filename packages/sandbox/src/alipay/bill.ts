/**
 * The bills of a day that is over, what was traded (业务明细) and what the account saw (账务明细): CSV in GBK, in a zip, with the heads and
 * columns of Alipay's own. Where a column is nothing the simulator knows (shop, discounts) it is empty or 0.00.
 */
import { crc32 } from 'node:zlib'
import { type Context, newToken, type Operation, text } from './context.ts'
import { answer, refuse, wrong } from './errors.ts'
import { feeOf, returnedFee } from './fees.ts'
import type { App } from './keys.ts'
import { dayOf, timeText, yuanOf } from './protocol.ts'
import type { Trade } from './state.ts'

const HEAD =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注'

type Line = {
  readonly trade: Trade
  readonly at: string
  readonly fen: number
  /** As the bill writes it: below zero what is charged, above what comes back. */
  readonly fee: number
  readonly outRequestNo: string | null
}

function linesOf(context: Context, app: App, day: string, feeBps: number): Line[] {
  return Object.values(context.state.trades)
    .filter(({ appId }) => appId === app.appId)
    .flatMap((trade): Line[] => [
      ...(trade.paidAt === null
        ? []
        : [{ trade, at: trade.paidAt, fen: trade.totalFen, fee: -feeOf(trade.totalFen, feeBps), outRequestNo: null }]),
      ...trade.refunds.map(one => ({
        trade,
        at: one.at,
        fen: -one.fen,
        fee: returnedFee(trade, one, feeBps),
        outRequestNo: one.outRequestNo,
      })),
    ])
    .filter(({ at }) => dayOf(new Date(at)) === day)
    .sort((a, b) => a.at.localeCompare(b.at))
}

/** The lines as the faults have them. */
const broken = (context: Context, lines: readonly Line[]): Line[] =>
  lines.flatMap(line => {
    if (context.strikes('line_missing')) return []
    const written = context.strikes('line_altered') ? { ...line, fen: line.fen + 1 } : line
    const trade = { ...line.trade, tradeNo: `${line.trade.tradeNo.slice(0, 12)}${'9'.repeat(16)}`, outTradeNo: `EXTRA${newToken()}` }
    return context.strikes('line_extra') ? [written, { ...line, trade }] : [written]
  })

const clean = (value: string): string => value.replaceAll(/[,\r\n]/g, ' ')

function rowOf(context: Context, { trade, at, fen, fee, outRequestNo }: Line): string {
  const buyer = context.state.buyers.find(({ userId }) => userId === trade.buyerId)
  const start = [trade.tradeNo, trade.outTradeNo, outRequestNo === null ? '交易' : '退款', clean(trade.subject)]
  const times = [timeText(new Date(trade.createdAt)), timeText(new Date(at))]
  const amounts = [yuanOf(fen), yuanOf(fen), '0.00', '0.00', '0.00', '0.00', '0.00', '', '0.00', '0.00']
  return [...start, ...times, '', '', '', '', buyer?.logonId ?? '', ...amounts, outRequestNo ?? '', yuanOf(fee), '0.00', ''].join(',')
}

/** The bill as text, lines ended by CRLF; null: the day has none. */
export function billText(context: Context, app: App, day: string, feeBps: number): string | null {
  const lines = linesOf(context, app, day, feeBps)
  if (lines.length === 0) return null
  const rows = broken(context, lines)
  const [year, month, date] = day.split('-')
  const [paid, back] = [rows.filter(({ outRequestNo }) => outRequestNo === null), rows.filter(({ outRequestNo }) => outRequestNo !== null)]
  const sum = (of: readonly Line[]): string => yuanOf(of.reduce((total, { fen }) => total + fen, 0))
  return [
    '#支付宝业务明细查询',
    `#账号：[${app.sellerId}0156]`,
    `#起始日期：[${year}年${month}月${date}日 00:00:00]   终止日期：[${year}年${month}月${date}日 24:00:00]`,
    '#-----------------------------------------业务明细列表----------------------------------------',
    HEAD,
    ...rows.map(line => rowOf(context, line)),
    '#-----------------------------------------业务明细列表结束------------------------------------',
    `#交易合计：${paid.length}笔，商家实收共${sum(paid)}元，商家优惠共0.00元`,
    `#退款合计：${back.length}笔，商家实收退款共${sum(back)}元，商家优惠退款共0.00元`,
    `#导出时间：[${timeText(context.now())}]`,
    '',
  ].join('\r\n')
}

const FUND_HEAD =
  '账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注'

/** What the account of a seller saw that day: payments, refunds, fees; each value ended by a tab, as Alipay writes them. Null: nothing. */
export function fundBillText(context: Context, app: App, day: string, feeBps: number): string | null {
  const from = dayOf(new Date(0))
  const earlier = Object.values(context.state.trades)
    .flatMap(trade => [trade.paidAt, ...trade.refunds.map(({ at }) => at)])
    .flatMap(at => (at === null ? [] : [dayOf(new Date(at))]))
    .filter(other => other < day && other >= from)
  const before = [...new Set(earlier)].flatMap(other => linesOf(context, app, other, feeBps))
  let balance = before.reduce((sum, { fen, fee }) => sum + fen + fee, 0)
  const lines = linesOf(context, app, day, feeBps)
  if (lines.length === 0) return null
  const rows = broken(context, lines).flatMap(({ trade, at, fen, fee, outRequestNo }, index) =>
    [
      { fen, kind: outRequestNo === null ? '在线支付' : '交易退款', note: outRequestNo ?? '' },
      { fen: fee, kind: outRequestNo === null ? '收费' : '退费', note: `服务费[${trade.tradeNo}]` },
    ]
      .filter(entry => entry.fen !== 0)
      .map((entry, part) => {
        balance += entry.fen
        const number = `${day.replaceAll('-', '')}${String(index * 2 + part + 1).padStart(20, '0')}`
        const [income, outgo] = entry.fen > 0 ? [yuanOf(entry.fen), ''] : ['', yuanOf(entry.fen)]
        const buyer = context.state.buyers.find(({ userId }) => userId === trade.buyerId)?.logonId ?? ''
        const start = [number, trade.tradeNo, trade.outTradeNo, clean(trade.subject), timeText(new Date(at)), buyer]
        return {
          text: [...start, income, outgo, yuanOf(balance), '支付宝', entry.kind, entry.note].map(value => `${value}\t`).join(','),
          fen: entry.fen,
        }
      }),
  )
  const [year, month, date] = day.split('-')
  const sum = (of: readonly { fen: number }[]): string => yuanOf(of.reduce((total, { fen }) => total + fen, 0))
  const [income, outgo] = [rows.filter(({ fen }) => fen > 0), rows.filter(({ fen }) => fen < 0)]
  return [
    '#支付宝账务明细查询',
    `#账号：[${app.sellerId}0156]`,
    `#起始日期：[${year}年${month}月${date}日 00:00:00]   终止日期：[${year}年${month}月${date}日 24:00:00]`,
    '#-----------------------------------------账务明细列表----------------------------------------',
    FUND_HEAD,
    ...rows.map(({ text: row }) => row),
    '#-----------------------------------------账务明细列表结束------------------------------------',
    `#支出合计：${outgo.length}笔，共${sum(outgo)}元`,
    `#收入合计：${income.length}笔，共${sum(income)}元`,
    `#导出时间：[${timeText(context.now())}]`,
    '',
  ].join('\r\n')
}

/** What a day changed on the account of a seller, fen: to be settled through the clearing house. */
export function dayNet(
  context: Context,
  app: App,
  day: string,
  feeBps: number,
): { payments: number; refunds: number; fees: number; net: number } {
  const lines = linesOf(context, app, day, feeBps)
  const payments = lines.reduce((sum, { fen }) => sum + Math.max(0, fen), 0)
  const refunds = lines.reduce((sum, { fen }) => sum - Math.min(0, fen), 0)
  const fees = lines.reduce((sum, { fee }) => sum - fee, 0)
  return { payments, refunds, fees, net: payments - refunds - fees }
}

let gbkCodes: Map<string, readonly number[]> | undefined

/** GBK bytes; a character that GBK lacks becomes `?`. The table is the opposite of the platform's decoder. */
export function gbk(value: string): Buffer {
  if (gbkCodes === undefined) {
    gbkCodes = new Map()
    const decoder = new TextDecoder('gbk')
    for (let high = 0x81; high <= 0xfe; high += 1)
      for (let low = 0x40; low <= 0xfe; low += 1) if (low !== 0x7f) gbkCodes.set(decoder.decode(Uint8Array.of(high, low)), [high, low])
  }
  const codes = gbkCodes
  return Buffer.from([...value].flatMap(character => (character < '\x80' ? [character.charCodeAt(0)] : (codes.get(character) ?? [0x3f]))))
}

/** A zip of one file, stored (APPNOTE 4.3). */
export function zip(name: Buffer, data: Buffer): Buffer {
  const fields = Buffer.alloc(22)
  fields.writeUInt32LE(crc32(data), 10)
  fields.writeUInt32LE(data.length, 14)
  fields.writeUInt32LE(data.length, 18)
  const tail = Buffer.alloc(4)
  tail.writeUInt16LE(name.length, 0)
  const version = Buffer.from([20, 0])
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), version, fields.subarray(2), tail, name, data])
  const central = Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), version, version, fields.subarray(2), tail, Buffer.alloc(14), name])
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, central, end])
}

/** How long a download address is good. */
const DOWNLOAD_MS = 30_000
const DOWNLOADS_MAX = 100
const BILLS_MAX = 1_000

type Download = { readonly name: string; readonly bytes: Buffer; readonly until: number }

export type Bills = { readonly downloadUrl: Operation; download(token: string): Download | null }

export function createBills(feeBps: number): Bills {
  const downloads = new Map<string, Download>()
  /** A bill, once made, does not change: neither what is in it nor what is wrong with it. */
  const made = new Map<string, string>()
  function billOf(context: Context, app: App, type: 'trade' | 'signcustomer', day: string): string | null {
    const key = `${app.appId}/${type}/${day}`
    const text = made.get(key) ?? (type === 'trade' ? billText : fundBillText)(context, app, day, feeBps)
    if (text !== null) made.set(key, text)
    for (const old of made.keys()) if (made.size > BILLS_MAX) made.delete(old)
    return text
  }
  return {
    /** alipay.data.dataservice.bill.downloadurl.query */
    downloadUrl(context, { app, fields }) {
      const [type, day] = [text(fields, 'bill_type', 20), text(fields, 'bill_date', 10)]
      if (type !== 'trade' && type !== 'signcustomer') return wrong('bill_type', 'trade, signcustomer')
      if (typeof day !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return wrong('bill_date', 'yyyy-MM-dd')
      const content = day < dayOf(context.now()) ? billOf(context, app, type, day) : null
      if (content === null) return refuse('isp.bill_not_exist')
      const token = newToken()
      const name = `${app.sellerId}0156_${day.replaceAll('-', '')}`
      const bytes = zip(gbk(`${name}_${type === 'trade' ? '业务' : '账务'}明细.csv`), gbk(content))
      downloads.set(token, { name: `${name}.csv.zip`, bytes, until: Date.now() + DOWNLOAD_MS })
      for (const old of downloads.keys()) if (downloads.size > DOWNLOADS_MAX) downloads.delete(old)
      return answer({ bill_download_url: `${context.url()}/bills/${token}` })
    },
    download(token) {
      const found = downloads.get(token)
      return found === undefined || found.until < Date.now() ? null : found
    },
  }
}
