/** Trade bill and fund-flow bill (交易账单, 资金账单) of a day that is over: a BOM, backquoted fields, CRLF, a summary; SHA-1 of the plain file. */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { type Body, type Context, newToken, subOf, text, yuan } from './context.ts'
import { type Answer, refuse, wrongField } from './errors.ts'
import type { Merchant } from './keys.ts'
import { billTime, dayOf } from './protocol.ts'
import { type Bill, type Flow, type Order, type Refund, TRADE_TYPES } from './state.ts'

/** How long a download_url is good, milliseconds. */
const DOWNLOAD_MS = 5 * 60_000
const KEPT_DAYS = 92

type BillType = 'ALL' | 'SUCCESS' | 'REFUND'

const START =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额'
const BACK = '微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态'
const HEADS: Readonly<Record<BillType, string>> = {
  ALL: `${START},${BACK},商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注`,
  SUCCESS: `${START},商品名称,商户数据包,手续费,费率,订单金额,费率备注`,
  REFUND: `${START},退款申请时间,退款成功时间,${BACK},商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注`,
}
const SUMMARY = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额'
const FLOW_HEAD =
  '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号'
const FLOW_SUMMARY = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额'

/** Fields hold no commas: the format has no quoting. */
const row = (fields: readonly string[]): string => fields.map(field => `\`${field.replaceAll(/[,`\r\n]/g, ' ')}`).join(',')

const billOf = (head: string, rows: readonly string[], summaryHead: string, summary: readonly string[]): Bill => {
  const body = `\uFEFF${[head, ...rows, summaryHead, row(summary)].join('\r\n')}\r\n`
  return { text: body, sha1: createHash('sha1').update(body).digest('hex') }
}

type Line = { readonly at: string; readonly order: Order; readonly refund: Refund | null; readonly fen: number }

const fivePlaces = (fen: number): string => `${yuan(fen)}000`

function fieldsOf(type: BillType, feeBps: number, { at, order, refund, fen }: Line): string[] {
  const start = [
    billTime(new Date(at)),
    order.appid,
    order.mchid,
    order.subMchid ?? '0',
    '',
    order.transactionId ?? '',
    order.outTradeNo,
    order.openid,
    TRADE_TYPES[order.product],
    refund === null ? 'SUCCESS' : refund.reversal ? 'REVOKED' : 'REFUND',
    order.bankType ?? '',
    'CNY',
    yuan(refund === null ? fen : 0),
    '0.00',
  ]
  const times =
    refund === null
      ? ['', '']
      : [billTime(new Date(refund.createdAt)), refund.successAt === null ? '' : billTime(new Date(refund.successAt))]
  const back =
    refund === null
      ? ['0', '0', '0.00', '0.00', '', '']
      : [refund.refundId, refund.outRefundNo || '0', yuan(fen), '0.00', 'ORIGINAL', refund.status === 'ABNORMAL' ? 'CHANGE' : refund.status]
  const fee = refund === null ? order.feeFen : -refund.feeFen
  const goods = [order.description, order.attach ?? '', fivePlaces(fee), `${(feeBps / 100).toFixed(2)}%`, yuan(refund === null ? fen : 0)]
  const asked = yuan(refund === null ? 0 : fen)
  if (type === 'SUCCESS') return [...start, ...goods, '']
  return [...start, ...(type === 'REFUND' ? times : []), ...back, ...goods, asked, '']
}

function linesOf(context: Context, merchant: Merchant, subMchid: string | null, date: string, type: BillType): Line[] {
  const mine = Object.values(context.state.orders).filter(
    order => order.mchid === merchant.mchid && (subMchid === null || order.subMchid === subMchid),
  )
  const keys = new Map(mine.map(order => [`${order.mchid}/${order.subMchid ?? ''}/${order.outTradeNo}`, order]))
  const paid = mine.flatMap(order =>
    order.paidAt === null || type === 'REFUND' ? [] : [{ at: order.paidAt, order, refund: null, fen: order.totalFen }],
  )
  const refunds = Object.values(context.state.refunds).flatMap(refund => {
    const order = keys.get(refund.orderKey)
    return order === undefined || type === 'SUCCESS' ? [] : [{ at: refund.createdAt, order, refund, fen: refund.refundFen }]
  })
  return [...paid, ...refunds].filter(({ at }) => dayOf(new Date(at)) === date).sort((a, b) => a.at.localeCompare(b.at))
}

/** The lines as the faults have them. */
function broken(context: Context, lines: readonly Line[]): Line[] {
  return lines.flatMap(line => {
    if (context.strikes('line_missing')) return []
    const written = context.strikes('line_altered') ? { ...line, fen: line.fen + 1 } : line
    const extra = { ...written, order: { ...line.order, outTradeNo: `EXTRA${newToken(8)}`, transactionId: `4200${'9'.repeat(24)}` } }
    return context.strikes('line_extra') ? [written, extra] : [written]
  })
}

/** What a day changed for a provider and its sub-merchants, fen: to be settled through the clearing house. */
export function dayNetFen(context: Context, merchant: Merchant, date: string): number {
  return linesOf(context, merchant, null, date, 'ALL').reduce(
    (total, { order, refund, fen }) => (refund === null ? total + fen - order.feeFen : total - fen + refund.feeFen),
    0,
  )
}

const sum = (lines: readonly Line[], of: (line: Line) => number): number => lines.reduce((total, line) => total + of(line), 0)

function tradeBill(context: Context, merchant: Merchant, subMchid: string | null, date: string, type: BillType): Bill | null {
  const lines = broken(context, linesOf(context, merchant, subMchid, date, type))
  if (lines.length === 0) return null
  const paid = sum(lines, ({ refund, fen }) => (refund === null ? fen : 0))
  const back = sum(lines, ({ refund, fen }) => (refund === null ? 0 : fen))
  const fees = sum(lines, ({ refund, order }) => (refund === null ? order.feeFen : -refund.feeFen))
  const summary = [String(lines.length), yuan(paid), yuan(back), '0.00', fivePlaces(fees), yuan(paid), yuan(back)]
  return billOf(
    HEADS[type],
    lines.map(line => row(fieldsOf(type, context.feeBps, line))),
    SUMMARY,
    summary,
  )
}

function fundFlowBill(context: Context, merchant: Merchant, date: string): Bill | null {
  const rows: string[] = []
  const signed = ({ direction, fen }: Flow): number => (direction === '收入' ? fen : -fen)
  const totals = { balance: 0, ins: 0, inFen: 0, outs: 0, outFen: 0 }
  for (const flow of context.state.flows) {
    if (flow.mchid !== merchant.mchid) continue
    totals.balance += signed(flow)
    if (dayOf(new Date(flow.at)) !== date) continue
    if (flow.direction === '收入') {
      totals.ins += 1
      totals.inFen += flow.fen
    } else {
      totals.outs += 1
      totals.outFen += flow.fen
    }
    const { businessId, flowId, name, type, direction, fen, note, voucher } = flow
    const who = `${merchant.mchid}API`
    rows.push(
      row([billTime(new Date(flow.at)), businessId, flowId, name, type, direction, yuan(fen), yuan(totals.balance), who, note, voucher]),
    )
  }
  const { ins, inFen, outs, outFen } = totals
  const summary = [String(ins + outs), String(ins), yuan(inFen), String(outs), yuan(outFen)]
  return rows.length === 0 ? null : billOf(FLOW_HEAD, rows, FLOW_SUMMARY, summary)
}

type Download = { readonly bill: Bill; readonly gzip: boolean; readonly mchid: string; readonly until: number }

/** Bills and their short-lived downloads. */
export type Bills = {
  /** `GET /v3/bill/tradebill`. */
  trade(context: Context, merchant: Merchant, given: Body): Answer
  /** `GET /v3/bill/fundflowbill`. */
  fundFlow(context: Context, merchant: Merchant, given: Body): Answer
  /** `GET /v3/billdownload/file?token=…`: not signed. */
  download(context: Context, merchant: Merchant, given: Body): Answer
}

export function createBills(): Bills {
  const downloads = new Map<string, Download>()

  function offer(context: Context, merchant: Merchant, given: Body, key: string, make: (date: string) => Bill | null): Answer {
    const date = text(given, 'bill_date', 10)
    if (date === null || !/^\d{4}-\d{2}-\d{2}$/.test(date)) return wrongField('/bill_date', given.bill_date, 'yyyy-MM-DD', 'query')
    if (given.tar_type !== undefined && given.tar_type !== 'GZIP') return wrongField('/tar_type', given.tar_type, 'GZIP', 'query')
    const now = context.now()
    if (date < dayOf(new Date(now.getTime() - KEPT_DAYS * 86_400_000)))
      return wrongField('/bill_date', date, 'bills of the last three months only', 'query')
    if (date >= dayOf(now))
      return refuse('STATEMENT_CREATING', '当日账单尚未生成 · the day is not over; roll the business day on the control page')
    const bill = context.state.bills[`${merchant.mchid}/${key}/${date}`] ?? make(date)
    if (bill === null) return refuse('NO_STATEMENT_EXIST')
    context.state.bills[`${merchant.mchid}/${key}/${date}`] = bill
    const token = newToken(32)
    for (const [old, { until }] of downloads) if (until < now.getTime() || downloads.size > 1_000) downloads.delete(old)
    downloads.set(token, { bill, gzip: given.tar_type === 'GZIP', mchid: merchant.mchid, until: now.getTime() + DOWNLOAD_MS })
    return {
      status: 200,
      body: {
        hash_type: 'SHA1',
        hash_value: context.strikes('bill_hash') ? createHash('sha1').update('another file').digest('hex') : bill.sha1,
        download_url: `${context.baseUrl}/v3/billdownload/file?token=${token}`,
      },
    }
  }

  return {
    trade(context, merchant, given) {
      const type = given.bill_type ?? 'ALL'
      if (type !== 'ALL' && type !== 'SUCCESS' && type !== 'REFUND')
        return wrongField('/bill_type', type, 'ALL, SUCCESS or REFUND', 'query')
      const party = given.sub_mchid === undefined ? { subMchid: null } : subOf(merchant, given, 'query')
      if ('status' in party) return party
      const { subMchid } = party
      return offer(context, merchant, given, `trade/${type}/${subMchid ?? ''}`, date => tradeBill(context, merchant, subMchid, date, type))
    },
    fundFlow(context, merchant, given) {
      if (given.account_type !== undefined && given.account_type !== 'BASIC')
        return wrongField('/account_type', given.account_type, 'BASIC: the simulator keeps no other account', 'query')
      return offer(context, merchant, given, 'flow', date => fundFlowBill(context, merchant, date))
    },
    download(context, merchant, given) {
      const known = downloads.get(text(given, 'token', 128) ?? '')
      if (known === undefined || known.mchid !== merchant.mchid || known.until < context.now().getTime())
        return wrongField('/token', given.token ?? null, 'unknown or older than five minutes', 'query')
      const bytes = Buffer.from(known.bill.text)
      return known.gzip
        ? { status: 200, raw: { bytes: gzipSync(bytes), type: 'application/gzip' } }
        : { status: 200, raw: { bytes, type: 'text/plain; charset=utf-8' } }
    },
  }
}
