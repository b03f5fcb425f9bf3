/**
 * The bills of WeChat Pay as they are written: trade bill (交易账单) and fund-flow bill (资金账单). Every value has a backquote before it,
 * the last row sums up the rows before it. Read as a stream; a row that cannot be read is an error of its own, never a guess.
 */
import { meaningIn } from '../../../kernel/words.ts'
import type { BillContext, BillErrorCode, BillFormat, BillSummary, LineKind, ParsedRow, StatementLine } from '../../reconciliation/ports.ts'
import { atOf, dayOf, fenOf, LINE_BYTES_MAX, linesOf, valuesOf } from './bill-values.ts'

const TEXT_MAX = 2_000

const NUMBER_MAX = 64
/** A number as the bill writes it; `0` and nothing are none. */
const numberOf = (text: string): string | null => (text === '' || text === '0' || text.length > NUMBER_MAX ? null : text)

type Unreadable = { readonly refused: BillErrorCode; readonly detail: string }
const unreadable = (refused: BillErrorCode, detail: string): Unreadable => ({ refused, detail: detail.slice(0, 500) })

type Fields = { get(name: string): string; has(name: string): boolean }

/** What differs between the two bills. */
type Layout = {
  /** Columns that must be there. */
  readonly needs: readonly string[]
  /** The first column of the summary. */
  readonly summaryStart: string
  line(fields: Fields, at: { readonly row: number; readonly text: string }): StatementLine | Unreadable
  /** Adds a line to the columns of the summary. `false`: an amount that the summary counts cannot be read. */
  add(line: StatementLine, fields: Fields, sums: Map<string, number>): boolean
  summary(written: ReadonlyMap<string, number>): BillSummary
}

const plus = (sums: Map<string, number>, name: string, amount: number): void => void sums.set(name, (sums.get(name) ?? 0) + amount)

const fault = (row: number, code: BillErrorCode, detail: string, text = ''): ParsedRow => ({
  ok: false,
  row,
  code,
  detail,
  text: text.slice(0, TEXT_MAX),
})

/** The summary as it is written, then each total that differs from the lines; unchecked when a line could not be read. */
function* summaryOf(
  layout: Layout,
  head: readonly string[],
  row: number,
  text: string,
  sums: ReadonlyMap<string, number> | null,
): Generator<ParsedRow> {
  const values = valuesOf(text)
  if (values.length !== head.length)
    return yield fault(row, 'line_truncated', `${values.length} values where the summary has ${head.length}`, text)
  const written = new Map<string, number>()
  for (const [index, name] of head.entries()) {
    const value = values[index] ?? ''
    const amount = name.includes('金额') ? fenOf(value) : /^\d{1,15}$/.test(value) ? Number(value) : null
    if (amount === null) return yield fault(row, 'amount_invalid', `${name} is ${value}`, text)
    written.set(name, amount)
  }
  yield { summary: layout.summary(written) }
  if (sums === null) return
  for (const [name, amount] of written) {
    const counted = sums.get(name) ?? 0
    if (counted !== amount) yield fault(row, 'totals_differ', `${name} is ${amount}, the lines sum up to ${counted}`, text)
  }
}

async function* parseBill(layout: Layout, bytes: AsyncIterable<Uint8Array>, context: BillContext): AsyncGenerator<ParsedRow> {
  let columns: ReadonlyMap<string, number> | null = null
  let values: readonly string[] = []
  let summaryHead: readonly string[] | null = null
  let ended = false
  let anotherDate = false
  /** `null` once a line could not be read: its amounts are missing in every sum. */
  let sums: Map<string, number> | null = new Map()
  const fields: Fields = {
    has: name => columns?.has(name) === true,
    get: name => values[columns?.get(name) ?? -1] ?? '',
  }

  for await (const lines of linesOf(bytes))
    for (const raw of lines) {
      if ('error' in raw) {
        sums = null
        yield fault(raw.row, raw.error, raw.error === 'line_too_long' ? `longer than ${LINE_BYTES_MAX} bytes` : 'neither UTF-8 nor GBK')
        if (columns === null) return
        continue
      }
      const { row, text } = raw
      if (columns === null) {
        const names = valuesOf(text)
        const missing = layout.needs.find(name => !names.includes(name))
        if (missing !== undefined) return yield fault(row, 'header_invalid', `the column ${missing} is missing`, text)
        columns = new Map(names.map((name, index) => [name, index]))
      } else if (ended) yield fault(row, 'field_invalid', 'a line after the summary', text)
      else if (summaryHead !== null) {
        ended = true
        yield* summaryOf(layout, summaryHead, row, text, sums)
      } else if (text.startsWith(layout.summaryStart)) summaryHead = valuesOf(text)
      else {
        values = valuesOf(text)
        const line: StatementLine | Unreadable =
          text.startsWith('`') && values.length === columns.size
            ? layout.line(fields, { row, text: text.slice(0, TEXT_MAX) })
            : unreadable('line_truncated', `${values.length} values where the header has ${columns.size}`)
        if ('refused' in line) {
          sums = null
          yield fault(row, line.refused, line.detail, text)
          continue
        }
        if (sums !== null && !layout.add(line, fields, sums)) sums = null
        if (!anotherDate && line.date !== null && line.date !== context.date) {
          anotherDate = true
          yield fault(row, 'wrong_file', `of ${line.date}, where the bill of ${context.date} was asked for`, text)
        }
        yield { ok: true, line }
      }
    }
  if (columns === null) yield fault(0, 'header_invalid', 'the file is empty')
  else if (!ended) yield fault(0, 'file_truncated', 'the summary is missing')
}

const REFUND_STATES: Readonly<Record<string, NonNullable<StatementLine['statusMeans']>>> = {
  SUCCESS: 'settled',
  PROCESSING: 'pending',
  // 退款异常: it left the merchant's balance and waits at the channel for a hand.
  CHANGE: 'pending',
  ABNORMAL: 'pending',
  FAIL: 'failed',
  CLOSED: 'failed',
}

const TRADE_SUMS: readonly (readonly [column: string, field: string])[] = [
  ['应结订单总金额', '应结订单金额'],
  ['退款总金额', '退款金额'],
  ['充值券退款总金额', '充值券退款金额'],
  ['手续费总金额', '手续费'],
  ['订单总金额', '订单金额'],
  ['申请退款总金额', '申请退款金额'],
]

const trade: Layout = {
  needs: ['交易时间', '微信订单号', '商户订单号', '交易状态', '货币种类', '应结订单金额', '手续费'],
  summaryStart: '总交易单数',
  line(fields, { row, text }) {
    const at = atOf(fields.get('交易时间'))
    if (at === null) return unreadable('date_invalid', `交易时间 is ${fields.get('交易时间')}`)
    if (fields.get('货币种类') !== 'CNY') return unreadable('currency_invalid', `货币种类 is ${fields.get('货币种类')}`)
    const fee = fenOf(fields.get('手续费'))
    if (fee === null) return unreadable('amount_invalid', `手续费 is ${fields.get('手续费')}`)
    const state = fields.get('交易状态')
    const refunded = numberOf(fields.get('微信退款单号')) !== null
    const isRefund = refunded && state !== 'SUCCESS'
    const amountField = isRefund
      ? fields.has('申请退款金额')
        ? '申请退款金额'
        : '退款金额'
      : fields.has('订单金额')
        ? '订单金额'
        : '应结订单金额'
    const amount = fenOf(fields.get(amountField))
    if (amount === null || amount < 0) return unreadable('amount_invalid', `${amountField} is ${fields.get(amountField)}`)
    const order = numberOf(fields.get('商户订单号'))
    if (order === null) return unreadable('field_invalid', '商户订单号 is missing')
    const known = state === 'SUCCESS' || (isRefund && (state === 'REFUND' || state === 'REVOKED'))
    const status = isRefund ? fields.get('退款状态') : state
    const kind: LineKind = !known ? 'other' : isRefund ? 'refund' : 'debit'
    return {
      row,
      kind,
      direction: isRefund ? 'out' : 'in',
      amount: BigInt(amount),
      fee: BigInt(fee),
      currency: 'CNY',
      reference: isRefund ? numberOf(fields.get('商户退款单号')) : order,
      channelReference: numberOf(fields.get(isRefund ? '微信退款单号' : '微信订单号')),
      ...(isRefund ? { originalReference: order } : {}),
      at,
      date: dayOf(fields.get('交易时间')),
      status: known ? status : state,
      statusMeans: !known ? 'unknown' : isRefund ? (meaningIn(REFUND_STATES, status) ?? 'unknown') : 'settled',
      text,
    }
  },
  add(_line, fields, sums) {
    plus(sums, '总交易单数', 1)
    for (const [column, field] of TRADE_SUMS) {
      if (!fields.has(field)) continue
      const amount = fenOf(fields.get(field))
      if (amount === null) return false
      plus(sums, column, amount)
    }
    return true
  },
  summary(written) {
    const count = written.get('总交易单数')
    const ordered = written.get('应结订单总金额')
    const fee = written.get('手续费总金额')
    return {
      count: count ?? null,
      amount: ordered === undefined ? null : BigInt(ordered - (written.get('退款总金额') ?? 0)),
      fee: fee === undefined ? null : BigInt(fee),
    }
  },
}

/** 业务类型, by what it moves. Another one is kept as `other`. */
const FLOW_KINDS: Readonly<Record<string, LineKind>> = {
  交易: 'debit',
  扣除交易手续费: 'fee',
  手续费: 'fee',
  退款: 'refund',
  退还交易手续费: 'fee',
  分账: 'transfer',
  分账回退: 'transfer',
  提现: 'settlement',
  结算: 'settlement',
  充值: 'transfer',
}

const fundFlow: Layout = {
  needs: ['记账时间', '微信支付业务单号', '资金流水单号', '业务类型', '收支类型', '收支金额(元)'],
  summaryStart: '资金流水总笔数',
  line(fields, { row, text }) {
    const at = atOf(fields.get('记账时间'))
    if (at === null) return unreadable('date_invalid', `记账时间 is ${fields.get('记账时间')}`)
    const amount = fenOf(fields.get('收支金额(元)'))
    if (amount === null || amount < 0) return unreadable('amount_invalid', `收支金额 is ${fields.get('收支金额(元)')}`)
    const way = fields.get('收支类型')
    if (way !== '收入' && way !== '支出') return unreadable('kind_invalid', `收支类型 is ${way}`)
    const type = fields.get('业务类型')
    return {
      row,
      kind: meaningIn(FLOW_KINDS, type) ?? 'other',
      direction: way === '收入' ? 'in' : 'out',
      amount: BigInt(amount),
      fee: null,
      currency: 'CNY',
      reference: numberOf(fields.get('业务凭证号')),
      channelReference: numberOf(fields.get('微信支付业务单号')),
      at,
      date: dayOf(fields.get('记账时间')),
      status: type,
      statusMeans: meaningIn(FLOW_KINDS, type) === undefined ? 'unknown' : 'settled',
      text,
    }
  },
  add({ amount, direction }, _fields, sums) {
    plus(sums, '资金流水总笔数', 1)
    plus(sums, direction === 'in' ? '收入笔数' : '支出笔数', 1)
    plus(sums, direction === 'in' ? '收入金额' : '支出金额', Number(amount))
    return true
  },
  summary(written) {
    const count = written.get('资金流水总笔数')
    return {
      count: count ?? null,
      amount: BigInt((written.get('收入金额') ?? 0) - (written.get('支出金额') ?? 0)),
      fee: null,
    }
  },
}

const format = (code: string, name: BillFormat['name'], layout: Layout): BillFormat => ({
  code,
  name,
  source: 'channel',
  parse: (bytes, context) => parseBill(layout, bytes, context),
})

/** 交易账单, of the types ALL, SUCCESS and REFUND. */
export const wechatTrade = format('wechat_trade', { en: 'WeChat Pay trade bill', zh: '微信支付交易账单' }, trade)
/** 资金账单 of an account. */
export const wechatFundFlow = format('wechat_fund_flow', { en: 'WeChat Pay fund-flow bill', zh: '微信支付资金账单' }, fundFlow)

/** A bill without lines, for a day without trades. */
export const emptyBill = (code: string): string => {
  const [head, summary, width] =
    code === 'wechat_fund_flow'
      ? [fundFlow.needs, '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额', 5]
      : [trade.needs, '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额', 7]
  return `\uFEFF${head.join(',')}\r\n${summary}\r\n${new Array(width).fill('`0').join(',')}\r\n`
}
