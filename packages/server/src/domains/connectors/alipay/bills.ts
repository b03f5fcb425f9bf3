/**
 * Alipay's bills as they are written: what was traded (业务明细) and what the account saw (账务明细). Lines that begin with # are the head
 * and the summary; columns are found by their names. What cannot be read is a row error, what is not known is kept as written.
 * https://opendocs.alipay.com/open/204/106262
 */
import type { BusinessDate } from '../../../kernel/time.ts'
import type { BillContext, BillErrorCode, BillFormat, BillSummary, LineKind, ParsedRow, StatementLine } from '../../reconciliation/ports.ts'
import { fenOf, yuanOf } from './amounts.ts'
import { fieldsOf, linesOf } from './csv.ts'
import { instantOf } from './protocol.ts'

const TEXT_MAX = 2_000

/** Why a line cannot be read. */
type Wrong = { readonly code: BillErrorCode; readonly detail: string }

const wrong = (code: BillErrorCode, detail: string): Wrong => ({ code, detail })

/** The fields of a line by the names of their columns. */
type Columns = (name: string) => string

/** What a format is beyond lines, head and end. */
type Layout = {
  readonly columns: readonly string[]
  /** What the head must say that the file is. */
  readonly title: string
  read(row: number, of: Columns, text: string): StatementLine | Wrong
  /** Keeps what the lines sum up to, and compares it with what the file says. */
  begin(): {
    add(line: StatementLine, of: Columns): void
    end(totals: ReadonlyMap<string, Total>): { summary: BillSummary; wrong: Wrong[] }
  }
}

type Total = { readonly count: number; readonly amount: bigint }

const isWrong = (value: StatementLine | Wrong): value is Wrong => 'code' in value

const absolute = (fen: bigint): bigint => (fen < 0n ? -fen : fen)

/** `#交易合计：1笔，商家实收共88.80元，…`, `#支出合计：2笔，共-1.06元`; `null` when a line is no total, or none that can be read. */
function totalOf(text: string): { name: string; total: Total } | null {
  const [, name = '', count = '', amount = ''] = /^#(\S+?)合计[：:]\s*(\d{1,9})笔[，,][^-+\d]*([-+]?[\d,]+\.?\d*)元/.exec(text) ?? []
  const fen = fenOf(amount)
  return name === '' || fen === null ? null : { name, total: { count: Number(count), amount: fen } }
}

/** `#起始日期：[2026年03月01日 00:00:00] …` */
function startDateOf(text: string): string | null {
  const [, year, month, day] = /^#起始日期[：:]\[(\d{4})年(\d{2})月(\d{2})日/.exec(text) ?? []
  return year === undefined ? null : `${year}-${month}-${day}`
}

const isEnd = (text: string): boolean => /^#-+.*列表结束-+/.test(text)

async function* parse(layout: Layout, bytes: AsyncIterable<Uint8Array>, context: BillContext): AsyncGenerator<ParsedRow> {
  const problem = (row: number, { code, detail }: Wrong, text: string): ParsedRow => ({
    ok: false,
    row,
    code,
    detail,
    text: text.slice(0, TEXT_MAX),
  })
  const keeper = layout.begin()
  const totals = new Map<string, Total>()
  let header: readonly string[] | null = null
  let [titled, ended, failed] = [false, false, false]
  for await (const line of linesOf(bytes)) {
    if ('error' in line) {
      failed = true
      yield problem(line.row, wrong(line.error, ''), '')
      continue
    }
    const { row, text } = line
    if (text.trim() === '') continue
    if (text.startsWith('#')) {
      titled ||= text.startsWith(layout.title)
      ended ||= isEnd(text)
      const total = totalOf(text)
      if (total !== null) totals.set(total.name, total.total)
      const date = startDateOf(text)
      if (date !== null && date !== context.date) yield problem(0, wrong('wrong_file', `of ${date}, not of ${context.date}`), text)
      continue
    }
    const fields = fieldsOf(text)
    if (header === null) {
      const lacks = layout.columns.filter(column => fields?.includes(column) !== true)
      if (!titled || fields === null || lacks.length > 0 || new Set(fields).size !== fields.length) {
        yield problem(row, wrong('header_invalid', titled ? `without ${lacks.join(', ')}` : `without ${layout.title}`), text)
        return
      }
      header = fields
      continue
    }
    const names = header
    // Some rows end with a comma.
    const given = fields?.length === names.length + 1 && fields.at(-1) === '' ? fields.slice(0, -1) : fields
    if (given === null || given.length !== names.length || ended) {
      failed = true
      yield problem(row, wrong('line_truncated', `${given?.length ?? 0} fields for ${names.length} columns`), text)
      continue
    }
    const of: Columns = name => given[names.indexOf(name)] ?? ''
    const read = layout.read(row, of, text.slice(0, TEXT_MAX))
    if (isWrong(read)) {
      failed = true
      yield problem(row, read, text)
      continue
    }
    keeper.add(read, of)
    yield { ok: true, line: read }
  }
  if (header === null && !titled) {
    yield problem(0, wrong('header_invalid', `without ${layout.title}`), '')
    return
  }
  if (!ended) yield problem(0, wrong('file_truncated', 'without the end of the list'), '')
  const { summary, wrong: differences } = keeper.end(totals)
  // Totals over lines that could not be read differ anyway: that is said by the lines.
  if (!failed && ended) for (const difference of differences) yield problem(0, difference, '')
  yield { summary }
}

const isFile = (code: string, name: BillFormat['name'], lists: 'trades' | 'funds', layout: Layout): BillFormat => ({
  code,
  name,
  source: 'channel',
  lists,
  parse: (bytes, context) => parse(layout, bytes, context),
})

const orNull = (text: string): string | null => (text === '' ? null : text)

/** The difference between a total of the file and what its lines sum up to. */
function compare(name: string, said: Total | undefined, seen: { count: number; amount: bigint }): Wrong[] {
  if (said === undefined) return seen.count === 0 ? [] : [wrong('totals_differ', `without a total of ${name}`)]
  const same = said.count === seen.count && absolute(said.amount) === absolute(seen.amount)
  const text = (count: number, amount: bigint): string => `${count}, ${yuanOf(amount)}`
  return same
    ? []
    : [wrong('totals_differ', `${name}: ${text(said.count, said.amount)} said, ${text(seen.count, seen.amount)} in the lines`)]
}

/** 业务类型 of 业务明细. */
const TRADE_KINDS: Readonly<Record<string, 'debit' | 'refund'>> = { 交易: 'debit', 退款: 'refund' }

const TRADE: Layout = {
  title: '#支付宝业务明细',
  columns: [
    '支付宝交易号',
    '商户订单号',
    '业务类型',
    '完成时间',
    '对方账户',
    '订单金额（元）',
    '商家实收（元）',
    '退款批次号/请求号',
    '服务费（元）',
  ],
  read(row, of, text) {
    const written = of('业务类型')
    const known = Object.hasOwn(TRADE_KINDS, written) ? TRADE_KINDS[written] : undefined
    const [amount, fee] = [fenOf(of('订单金额（元）')), fenOf(of('服务费（元）'))]
    if (written === '') return wrong('kind_invalid', 'without a kind')
    if (amount === null || fee === null) return wrong('amount_invalid', `${of('订单金额（元）')}, ${of('服务费（元）')}`)
    // A payment of less than nothing, or a refund that brings money, would be booked the wrong way round.
    if ((known === 'debit' && amount < 0n) || (known === 'refund' && amount > 0n))
      return wrong('amount_invalid', `${written} ${yuanOf(amount)}`)
    const at = instantOf(of('完成时间'))
    if (at === null) return wrong('date_invalid', of('完成时间'))
    const order = orNull(of('商户订单号'))
    return {
      row,
      kind: known ?? 'other',
      direction: amount < 0n || known === 'refund' ? 'out' : 'in',
      amount: absolute(amount),
      // Written from our account's side: below zero it was charged.
      fee: -fee,
      currency: 'CNY',
      reference: known === 'refund' ? orNull(of('退款批次号/请求号')) : order,
      ...(known === 'refund' ? { originalReference: order } : {}),
      channelReference: orNull(of('支付宝交易号')),
      at,
      date: null,
      status: known === undefined ? written : null,
      ...(known === undefined ? { statusMeans: 'unknown' } : {}),
      ...(of('对方账户') === '' ? {} : { counterparty: of('对方账户') }),
      text,
    }
  },
  begin() {
    const seen = { debit: { count: 0, amount: 0n }, refund: { count: 0, amount: 0n } }
    let [count, fee, unknown] = [0, 0n, false]
    return {
      add(line, of) {
        count += 1
        fee += line.fee ?? 0n
        if (line.kind !== 'debit' && line.kind !== 'refund') {
          unknown = true
          return
        }
        seen[line.kind].count += 1
        seen[line.kind].amount += fenOf(of('商家实收（元）')) ?? 0n
      },
      end(totals) {
        const summary = { count, amount: seen.debit.amount + seen.refund.amount, fee }
        // Which total a kind that we do not know stands in cannot be said.
        if (unknown) return { summary, wrong: [] }
        return { summary, wrong: [...compare('交易', totals.get('交易'), seen.debit), ...compare('退款', totals.get('退款'), seen.refund)] }
      },
    }
  },
}

/** 业务类型 of 账务明细; `fee` also when it comes back. */
const FUND_KINDS: Readonly<Record<string, LineKind>> = {
  在线支付: 'debit',
  交易付款: 'debit',
  交易退款: 'refund',
  '退款（交易退款）': 'refund',
  收费: 'fee',
  退费: 'fee',
  提现: 'settlement',
  转账: 'transfer',
}

const FUND: Layout = {
  title: '#支付宝账务明细',
  columns: [
    '账务流水号',
    '业务流水号',
    '商户订单号',
    '发生时间',
    '对方账号',
    '收入金额（+元）',
    '支出金额（-元）',
    '账户余额（元）',
    '业务类型',
    '备注',
  ],
  read(row, of, text) {
    const written = of('业务类型')
    if (written === '') return wrong('kind_invalid', 'without a kind')
    const kind = Object.hasOwn(FUND_KINDS, written) ? FUND_KINDS[written] : undefined
    const [income, outgo] = [of('收入金额（+元）'), of('支出金额（-元）')]
    const came = income === '' ? 0n : fenOf(income)
    const went = outgo === '' ? 0n : fenOf(outgo)
    // One of the two, unless it is nothing at all.
    if (came === null || went === null || came < 0n || (came !== 0n && went !== 0n) || fenOf(of('账户余额（元）')) === null)
      return wrong('amount_invalid', `${income}, ${outgo}, ${of('账户余额（元）')}`)
    const at = instantOf(of('发生时间'))
    if (at === null) return wrong('date_invalid', of('发生时间'))
    const order = orNull(of('商户订单号'))
    const refund = kind === 'refund'
    return {
      row,
      kind: kind ?? 'other',
      direction: went !== 0n ? 'out' : 'in',
      amount: came + absolute(went),
      fee: null,
      currency: 'CNY',
      // The bill names the request of a refund in the remark only, if at all.
      reference: refund ? (/\bins_[0-9a-z]{26}\b/.exec(of('备注'))?.[0] ?? null) : order,
      ...(refund ? { originalReference: order } : {}),
      channelReference: orNull(of('账务流水号')),
      at,
      date: null,
      status: kind === undefined ? written : null,
      ...(kind === undefined ? { statusMeans: 'unknown' } : {}),
      ...(of('对方账号') === '' ? {} : { counterparty: of('对方账号') }),
      text,
    }
  },
  begin() {
    const [income, outgo] = [
      { count: 0, amount: 0n },
      { count: 0, amount: 0n },
    ]
    let [opening, closing, broken] = [null as bigint | null, 0n, false]
    return {
      add(line, of) {
        const side = line.direction === 'in' ? income : outgo
        const delta = line.direction === 'in' ? line.amount : -line.amount
        const balance = fenOf(of('账户余额（元）')) ?? 0n
        side.count += 1
        side.amount += delta
        if (opening === null) opening = balance - delta
        else if (closing + delta !== balance) broken = true
        closing = balance
      },
      end(totals) {
        const summary = { count: income.count + outgo.count, amount: income.amount + outgo.amount, fee: null }
        return {
          summary: opening === null || broken ? summary : { ...summary, opening, closing },
          wrong: [
            ...compare('收入', totals.get('收入'), income),
            ...compare('支出', totals.get('支出'), outgo),
            ...(broken ? [wrong('totals_differ', 'the balances do not follow from the amounts')] : []),
          ],
        }
      },
    }
  },
}

export const alipayTrade = isFile('alipay_trade', { en: 'Alipay trade bill', zh: '支付宝业务明细' }, 'trades', TRADE)
export const alipayFund = isFile('alipay_fund', { en: 'Alipay fund bill', zh: '支付宝账务明细' }, 'funds', FUND)

export const FORMATS: readonly BillFormat[] = [alipayTrade, alipayFund]

/** `bill_type` of each format. */
export const BILL_TYPES: Readonly<Record<string, 'trade' | 'signcustomer'>> = { alipay_trade: 'trade', alipay_fund: 'signcustomer' }

/** A bill of a day on which nothing was traded, as bytes: Alipay has no file for it. */
export function emptyBill(format: string, date: BusinessDate): Buffer {
  const [year, month, day] = date.split('-')
  const layout = format === 'alipay_trade' ? TRADE : FUND
  const lines = [
    `${layout.title}查询`,
    `#起始日期：[${year}年${month}月${day}日 00:00:00]`,
    layout.columns.join(','),
    '#-----列表结束-----',
    '',
  ]
  return Buffer.from(`\uFEFF${lines.join('\r\n')}`)
}
