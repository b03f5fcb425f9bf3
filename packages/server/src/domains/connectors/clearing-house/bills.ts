/**
 * The houses' files, read as they come: the settlement file (every instruction that is settled) and the fund file (every movement on the reserve
 * account). House A writes UTF-8 with `|` and fen, house B GBK with `|`, yuan and thousands separators. How a file begins tells which it is.
 */
import { AMOUNT_MAX } from '../../../kernel/money.ts'
import { type BusinessDate, parseBusinessDate } from '../../../kernel/time.ts'
import { meaningIn } from '../../../kernel/words.ts'
import type { BillContext, BillErrorCode, BillFormat, LineKind, ParsedRow, StatementLine } from '../../reconciliation/ports.ts'
import { decimalAmount, type TextLine, textLines } from '../kit/lines.ts'

const TEXT_MAX = 2_000

type Failure = { readonly code: BillErrorCode; readonly detail: string }
const failure = (code: BillErrorCode, detail: string): Failure => ({ code, detail })
const isFailure = (value: object): value is Failure => 'detail' in value

const rowError = (row: number, { code, detail }: Failure, text: string): ParsedRow => ({
  ok: false,
  row,
  code,
  detail: detail.slice(0, 500),
  text: text.slice(0, TEXT_MAX),
})

/** Sums of what was read, to compare with what the file says. */
type Sums = { lines: number; debit: bigint; payout: bigint; refund: bigint; fee: bigint; ins: bigint; outs: bigint }
const noSums = (): Sums => ({ lines: 0, debit: 0n, payout: 0n, refund: 0n, fee: 0n, ins: 0n, outs: 0n })

function count(sums: Sums, { kind, amount, fee, direction }: StatementLine): void {
  sums.lines += 1
  if (kind === 'debit' || kind === 'payout' || kind === 'refund') sums[kind] += amount
  sums.fee += fee ?? 0n
  if (direction === 'in') sums.ins += amount
  else sums.outs += amount
}

/** What the last line says, field by field; the parser compares. */
type Trailer = {
  readonly given: readonly string[]
  readonly expected: readonly string[]
  readonly summary: Extract<ParsedRow, { summary: unknown }>['summary']
}

/** One house's way to write one file. */
type Grammar = {
  /** Lines before the first of the body. */
  readonly heads: number
  /** Null: the header is right; otherwise what is wrong with it. */
  readonly head: (fields: readonly string[], index: number, context: BillContext) => Failure | null
  readonly isTrailer: (text: string) => boolean
  readonly line: (fields: readonly string[], row: number, text: string, number: number, context: BillContext) => StatementLine | Failure
  readonly trailer: (fields: readonly string[], sums: Sums) => Trailer | Failure
}

const integer = (text: string | undefined): bigint | null => {
  if (text === undefined || !/^(0|[1-9]\d{0,15})$/.test(text)) return null
  const amount = BigInt(text)
  return amount <= AMOUNT_MAX ? amount : null
}

const KINDS_A: Readonly<Record<string, LineKind>> = { debit: 'debit', payout: 'payout', refund: 'refund' }
const KINDS_B: Readonly<Record<string, LineKind>> = { 协议支付: 'debit', 网关支付: 'debit', 付款: 'payout', 退款: 'refund' }

function wrongDate(date: BusinessDate | null, context: BillContext): Failure | null {
  if (date === null) return failure('header_invalid', 'the header has no date')
  return date === context.date ? null : failure('wrong_file', `it is of ${date}`)
}

const headA =
  (name: string) =>
  (fields: readonly string[], _: number, context: BillContext): Failure | null => {
    const [mark, title, version, , date, currency] = fields
    if (fields.length !== 6 || mark !== 'H' || title !== name || version !== '1') return failure('header_invalid', `expected H|${name}|1|…`)
    if (currency !== context.currency) return failure('header_invalid', `the currency is ${currency}`)
    return wrongDate(parseBusinessDate(date ?? ''), context)
  }

const base = (row: number, text: string, context: BillContext) =>
  ({ row, currency: context.currency, date: context.date, text: text.slice(0, TEXT_MAX) }) as const

const settlementA: Grammar = {
  heads: 1,
  head: headA('FEIQIAN-SIM-SETTLEMENT'),
  isTrailer: text => text.startsWith('T|'),
  line(fields, row, text, number, context) {
    const [mark, given, reference = '', kindText = '', amountText, status = '', time = ''] = fields
    if (fields.length !== 7) return failure('line_truncated', `${fields.length} fields instead of 7`)
    const [kind, amount, at] = [meaningIn(KINDS_A, kindText), integer(amountText), new Date(time)]
    if (mark !== 'L' || given !== String(number)) return failure('field_invalid', `expected L|${number}`)
    if (reference === '' || reference.length > 64) return failure('field_invalid', 'the instruction has 1 to 64 characters')
    if (kind === undefined) return failure('kind_invalid', kindText)
    if (amount === null || amount === 0n) return failure('amount_invalid', amountText ?? '')
    if (Number.isNaN(at.getTime())) return failure('date_invalid', time)
    return {
      ...base(row, text, context),
      kind,
      direction: kind === 'debit' ? 'in' : 'out',
      amount,
      fee: null,
      reference,
      channelReference: null,
      at,
      status,
      statusMeans: status === 'S' ? 'settled' : 'unknown',
    }
  },
  trailer(fields, { lines, debit, payout, refund }) {
    if (fields.length !== 6) return failure('line_truncated', `${fields.length} fields instead of 6`)
    const net = debit - payout - refund
    return {
      given: fields.slice(1),
      expected: [lines, debit, payout, refund, net].map(String),
      summary: { count: lines, amount: net, fee: null },
    }
  },
}

const fundA: Grammar = {
  heads: 1,
  head: headA('FEIQIAN-SIM-FUND'),
  isTrailer: text => text.startsWith('T|'),
  line(fields, row, text, number, context) {
    const [mark, given, reference = '', , side, amountText, time = '', words = ''] = fields
    if (fields.length !== 8) return failure('line_truncated', `${fields.length} fields instead of 8`)
    const [amount, at] = [integer(amountText), new Date(time)]
    if (mark !== 'F' || given !== String(number) || reference === '') return failure('field_invalid', `expected F|${number}`)
    if (side !== 'C' && side !== 'D') return failure('field_invalid', `neither C nor D: ${side}`)
    if (amount === null) return failure('amount_invalid', amountText ?? '')
    if (Number.isNaN(at.getTime())) return failure('date_invalid', time)
    return {
      ...base(row, text, context),
      kind: 'settlement',
      direction: side === 'C' ? 'in' : 'out',
      amount,
      fee: null,
      reference,
      channelReference: null,
      at,
      status: null,
      counterparty: words.slice(0, 140),
    }
  },
  trailer(fields, { lines, ins, outs }) {
    if (fields.length !== 4) return failure('line_truncated', `${fields.length} fields instead of 4`)
    return { given: fields.slice(1), expected: [lines, ins, outs].map(String), summary: { count: lines, amount: ins - outs, fee: null } }
  },
}

/** yyyyMMddHHmmss, Beijing time. */
function timeB(text: string): Date | null {
  const found = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(text)
  if (found === null) return null
  const [, year, month, day, hour, minute, second] = found
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`)
  return Number.isNaN(at.getTime()) ? null : at
}

const SETTLEMENT_COLUMNS = '场次|平台流水号|机构订单号|业务类型|交易金额|手续费|完成时间|摘要'
const FUND_COLUMNS = '资金流水号|业务类型|收支|金额|记账时间|摘要'

const headB =
  (name: string, columns: string) =>
  (fields: readonly string[], index: number, context: BillContext): Failure | null => {
    if (index === 1) return fields.join('|') === columns ? null : failure('header_invalid', 'other columns than expected')
    const [title, version, , date = '', currency] = fields
    if (fields.length !== 5 || title !== `#${name}` || version !== 'V2') return failure('header_invalid', `expected #${name}|V2|…`)
    if (currency !== '人民币') return failure('header_invalid', `the currency is ${currency}`)
    return wrongDate(parseBusinessDate(date.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')), context)
  }

/** Amounts are compared as amounts: separators are the house's affair. */
const plain = (text: string): string => decimalAmount(text, { signed: true })?.toString() ?? `?${text}`

const settlementB: Grammar = {
  heads: 2,
  head: headB('清算对账文件', SETTLEMENT_COLUMNS),
  isTrailer: text => text.startsWith('#合计|'),
  line(fields, row, text, _, context) {
    const [, number = '', reference = '', kindText = '', amountText = '', feeText = '', time = '', words = ''] = fields
    if (fields.length !== 8) return failure('line_truncated', `${fields.length} fields instead of 8`)
    const [kind, amount, fee, at] = [
      meaningIn(KINDS_B, kindText),
      decimalAmount(amountText),
      decimalAmount(feeText, { signed: true }),
      timeB(time),
    ]
    if (reference === '' || reference.length > 64) return failure('field_invalid', 'the instruction has 1 to 64 characters')
    if (kind === undefined) return failure('kind_invalid', kindText)
    if (amount === null || amount === 0n || amount > AMOUNT_MAX) return failure('amount_invalid', amountText)
    if (fee === null) return failure('amount_invalid', feeText)
    if (at === null) return failure('date_invalid', time)
    return {
      ...base(row, text, context),
      kind,
      direction: kind === 'debit' ? 'in' : 'out',
      amount,
      fee,
      reference,
      channelReference: number === '' ? null : number,
      at,
      status: null,
      ...(words === '' ? {} : { counterparty: words.slice(0, 140) }),
    }
  },
  trailer(fields, { lines, debit, payout, refund, fee }) {
    if (fields.length !== 7) return failure('line_truncated', `${fields.length} fields instead of 7`)
    const [, number = '', ...amounts] = fields
    return {
      given: [number, ...amounts.map(plain)],
      expected: [lines, debit, payout, refund, fee, debit - payout - refund - fee].map(String),
      summary: { count: lines, amount: debit - payout - refund, fee },
    }
  },
}

const fundB: Grammar = {
  heads: 2,
  head: headB('资金清算文件', FUND_COLUMNS),
  isTrailer: text => text.startsWith('#合计|'),
  line(fields, row, text, _, context) {
    const [reference = '', , side = '', amountText = '', time = '', words = ''] = fields
    if (fields.length !== 6) return failure('line_truncated', `${fields.length} fields instead of 6`)
    const [amount, at] = [decimalAmount(amountText), timeB(time)]
    if (reference === '') return failure('field_invalid', 'no reference')
    if (side !== '收入' && side !== '支出') return failure('field_invalid', `neither 收入 nor 支出: ${side}`)
    if (amount === null || amount > AMOUNT_MAX) return failure('amount_invalid', amountText)
    if (at === null) return failure('date_invalid', time)
    return {
      ...base(row, text, context),
      kind: 'settlement',
      direction: side === '收入' ? 'in' : 'out',
      amount,
      fee: null,
      reference,
      channelReference: null,
      at,
      status: null,
      counterparty: words.slice(0, 140),
    }
  },
  trailer(fields, { lines, ins, outs }) {
    if (fields.length !== 4) return failure('line_truncated', `${fields.length} fields instead of 4`)
    const [, number = '', ...amounts] = fields
    return {
      given: [number, ...amounts.map(plain)],
      expected: [lines, ins, outs].map(String),
      summary: { count: lines, amount: ins - outs, fee: null },
    }
  },
}

const HASH = 0x23

/** House B's files begin with `#`, house A's with `H`; a byte order mark may stand before. */
const encodingOf = (start: Uint8Array): 'utf-8' | 'gb18030' => (start[0] === HASH ? 'gb18030' : 'utf-8')

async function* parse(
  bytes: AsyncIterable<Uint8Array>,
  context: BillContext,
  grammars: { readonly a: Grammar; readonly b: Grammar },
): AsyncGenerator<ParsedRow> {
  let grammar: Grammar | null = null
  const sums = noSums()
  let [heads, number, hasTrailer, broken] = [0, 0, false, false]
  for await (const line of textLines(bytes, encodingOf)) {
    grammar ??= line.text.startsWith('#') ? grammars.b : grammars.a
    if (heads < grammar.heads) {
      const wrong = 'error' in line ? failure(line.error, 'the header') : grammar.head(line.text.split('|'), heads, context)
      if (wrong !== null) return yield rowError(wrong.code === 'wrong_file' ? 0 : line.row, headerCode(wrong), line.text)
      heads += 1
      continue
    }
    if (hasTrailer) {
      if (line.text.trim() !== '') yield rowError(line.row, failure('field_invalid', 'stands after the totals'), line.text)
      continue
    }
    if (!('error' in line) && grammar.isTrailer(line.text)) {
      hasTrailer = true
      if (line.complete) yield* trailerRows(grammar, line, sums, broken)
      else yield rowError(line.row, failure('line_truncated', 'the file ends within the totals'), line.text)
      continue
    }
    number += 1
    const read = readLine(grammar, line, number, context)
    if (isFailure(read)) {
      broken = true
      yield rowError(line.row, read, line.text)
    } else {
      count(sums, read)
      yield { ok: true, line: read }
    }
  }
  if (grammar === null || heads < grammar.heads) yield rowError(0, failure('header_invalid', 'the file ends before its header'), '')
  else if (!hasTrailer) yield rowError(0, failure('file_truncated', 'the file ends before its totals'), '')
}

/** Whatever else is wrong with a header, it is no header. */
const headerCode = ({ code, detail }: Failure): Failure => failure(code === 'wrong_file' ? code : 'header_invalid', detail)

function readLine(grammar: Grammar, line: TextLine, number: number, context: BillContext): StatementLine | Failure {
  if ('error' in line) return failure(line.error, 'the line cannot be read')
  if (!line.complete) return failure('line_truncated', 'the file ends within the line')
  return grammar.line(line.text.split('|'), line.row, line.text, number, context)
}

/** Totals are compared when every line could be read: otherwise the lines say already that something is wrong. */
function* trailerRows(grammar: Grammar, { row, text }: TextLine, sums: Sums, broken: boolean): Generator<ParsedRow> {
  const trailer = grammar.trailer(text.split('|'), sums)
  if (isFailure(trailer)) return yield rowError(row, trailer, text)
  const differs = trailer.expected.findIndex((expected, index) => expected !== trailer.given[index])
  if (differs !== -1 && !broken) {
    const detail = `field ${differs + 2} of the totals says ${trailer.given[differs]}, the lines say ${trailer.expected[differs]}`
    yield rowError(row, failure('totals_differ', detail), text)
  }
  yield { summary: trailer.summary }
}

/** 清算对账文件: every instruction that a house settled for the date. */
export const clearingSettlement: BillFormat = {
  code: 'clearing_settlement',
  name: { en: 'Settlement file of a clearing house', zh: '清算对账文件' },
  source: 'clearing',
  parse: (bytes, context) => parse(bytes, context, { a: settlementA, b: settlementB }),
}

/** 资金清算文件: every movement that a house made on the reserve account. */
export const clearingFund: BillFormat = {
  code: 'clearing_fund',
  name: { en: 'Fund file of a clearing house', zh: '资金清算文件' },
  source: 'clearing',
  parse: (bytes, context) => parse(bytes, context, { a: fundA, b: fundB }),
}
