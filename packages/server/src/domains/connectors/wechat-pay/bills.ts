/**
 * The bills of WeChat Pay as they are written: trade bill (交易账单) and fund-flow bill (资金账单). Every value has a backquote before it,
 * the last row sums up the rows before it. Read as a stream; a row that cannot be read is an error of its own, never a guess.
 */
import type { BusinessDate } from '../../../kernel/time.ts'
import type { BillContext, BillErrorCode, BillFormat, BillSummary, LineKind, ParsedRow, StatementLine } from '../../reconciliation/ports.ts'

const LINE_BYTES_MAX = 64 * 1024
const TEXT_MAX = 2_000
const LINE_FEED = 10

type RawLine =
  | { readonly row: number; readonly text: string }
  | { readonly row: number; readonly error: 'line_too_long' | 'encoding_invalid' }

type Decoder = { decode(bytes: Uint8Array): string }
const utf8: Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
const gb18030: Decoder = new TextDecoder('gb18030', { fatal: true })

function decode(decoder: Decoder, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

/**
 * The file's lines, decoded, those of a chunk together. UTF-8 (a byte order mark or not) or GBK, as the first line that only one of them can be decides. Neither has
 * a line feed within a character.
 */
async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<readonly RawLine[]> {
  let held: Buffer[] = []
  let heldBytes = 0
  let tooLong = false
  let row = 0
  let decoder: Decoder | null = null

  const finish = (last: Uint8Array): RawLine | null => {
    row += 1
    if (tooLong || heldBytes + last.length > LINE_BYTES_MAX) {
      held = []
      heldBytes = 0
      tooLong = false
      return { row, error: 'line_too_long' }
    }
    const whole = held.length === 0 ? last : Buffer.concat([...held, last])
    held = []
    heldBytes = 0
    const line = whole.at(-1) === 13 ? whole.subarray(0, -1) : whole
    if (line.length === 0) return null
    if (decoder === null && line.some(byte => byte > 127)) decoder = decode(utf8, line) === null ? gb18030 : utf8
    const text = decode(decoder ?? utf8, line)
    return text === null ? { row, error: 'encoding_invalid' } : { row, text: text.replace(/^\uFEFF/, '') }
  }

  for await (const chunk of bytes) {
    let start = 0
    const lines: RawLine[] = []
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const line = finish(chunk.subarray(start, end))
      if (line !== null) lines.push(line)
      start = end + 1
    }
    if (lines.length > 0) yield lines
    const rest = chunk.subarray(start)
    if (rest.length === 0) continue
    if (tooLong || heldBytes + rest.length > LINE_BYTES_MAX) {
      tooLong = true
      held = []
      heldBytes = 0
    } else {
      // A copy: the chunk's memory may be used again.
      held.push(Buffer.from(rest))
      heldBytes += rest.length
    }
  }
  if (heldBytes > 0 || tooLong) {
    const line = finish(new Uint8Array())
    if (line !== null) yield [line]
  }
}

const trimmed = (value: string): string => value.trim()

/** Values stand behind backquotes; within them commas are themselves. Without any, the commas part them. */
export const valuesOf = (line: string): string[] =>
  line.startsWith('`') ? line.slice(1).split(',`').map(trimmed) : line.split(',').map(trimmed)

const POINT = 46
const COMMA = 44
const PLUS = 43
const MINUS = 45
const isDigit = (code: number): boolean => code >= 48 && code <= 57
/** Beyond it an amount is no longer exact as a number; no bill comes near. */
const WHOLE_DIGITS_MAX = 13

/**
 * Yuan as written, with or without thousands separators: whole fen. `null`: not an amount, or parts of a fen that are not zero. Read by
 * hand, since a bill has millions of them.
 */
export function fenOf(text: string): number | null {
  const first = text.charCodeAt(0)
  const signed = first === MINUS || first === PLUS
  let at = signed ? 1 : 0
  const start = at
  let whole = 0
  let digits = 0
  let sinceComma = -1
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isDigit(code)) {
      whole = whole * 10 + code - 48
      digits += 1
      if (sinceComma >= 0) sinceComma += 1
    } else if (code === COMMA) {
      // The first group has one to three digits, every other three.
      if (sinceComma < 0 ? digits === 0 || digits > 3 : sinceComma !== 3) return null
      sinceComma = 0
    } else break
  }
  if (digits === 0 || digits > WHOLE_DIGITS_MAX || (sinceComma >= 0 && sinceComma !== 3)) return null
  let fen = whole * 100
  if (at < text.length) {
    if (text.charCodeAt(at) !== POINT || at === start) return null
    const decimals = text.length - at - 1
    if (decimals < 1 || decimals > 8) return null
    for (let place = 1; place <= decimals; place++) {
      const code = text.charCodeAt(at + place)
      if (!isDigit(code) || (place > 2 && code !== 48)) return null
      if (place === 1) fen += (code - 48) * 10
      else if (place === 2) fen += code - 48
    }
  }
  return first === MINUS && fen !== 0 ? -fen : fen
}

const TIME = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/
const CHINA_MS = 8 * 3_600_000
const two = (text: string, at: number): number => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48

/** `2018-06-08 10:34:56`, in China's time. */
export function atOf(text: string): Date | null {
  if (!TIME.test(text)) return null
  const [year, month, day] = [two(text, 0) * 100 + two(text, 2), two(text, 5), two(text, 8)]
  const [hour, minute, second] = [two(text, 11), two(text, 14), two(text, 17)]
  const inChina = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  // 31 February, and 25 o'clock, roll over: they are no times.
  if (month < 1 || month > 12 || inChina.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return null
  return new Date(inChina.getTime() - CHINA_MS)
}
/** The day of a time that `atOf` could read. */
const dayOf = (text: string): BusinessDate => text.slice(0, 10) as BusinessDate

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
      statusMeans: !known ? 'unknown' : isRefund ? (REFUND_STATES[status] ?? 'unknown') : 'settled',
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
      kind: FLOW_KINDS[type] ?? 'other',
      direction: way === '收入' ? 'in' : 'out',
      amount: BigInt(amount),
      fee: null,
      currency: 'CNY',
      reference: numberOf(fields.get('业务凭证号')),
      channelReference: numberOf(fields.get('微信支付业务单号')),
      at,
      date: dayOf(fields.get('记账时间')),
      status: type,
      statusMeans: FLOW_KINDS[type] === undefined ? 'unknown' : 'settled',
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
