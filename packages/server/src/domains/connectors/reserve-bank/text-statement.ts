/**
 * The reserve bank's statement as delimited text (账户对账单): UTF-8, CRLF, quoted amounts with thousands separators. The balance after every entry,
 * the sums and the closing balance are computed again.
 */
import { AMOUNT_MAX } from '../../../kernel/money.ts'
import { parseBusinessDate } from '../../../kernel/time.ts'
import { meaningIn } from '../../../kernel/words.ts'
import type { BillContext, BillErrorCode, BillFormat, LineKind, ParsedRow, StatementLine } from '../../reconciliation/ports.ts'
import { decimalAmount, type TextLine, textLines } from '../kit/lines.ts'
import { csvFields } from './csv-fields.ts'

const TEXT_MAX = 2_000
const COLUMNS = '序号,记账日期,记账时间,收支,金额,余额,银行流水号,业务参考号,业务类型,对方户名,附言'

/** What the bank's words for an entry mean. */
export const ENTRY_KINDS: Readonly<Record<string, LineKind>> = {
  netting: 'settlement',
  network: 'settlement',
  transfer: 'transfer',
  payment: 'payout',
}

type Failure = { readonly code: BillErrorCode; readonly detail: string }
const failure = (code: BillErrorCode, detail: string): Failure => ({ code, detail })

const rowError = (row: number, { code, detail }: Failure, text: string): ParsedRow => ({
  ok: false,
  row,
  code,
  detail: detail.slice(0, 500),
  text: text.slice(0, TEXT_MAX),
})

const HEADS = 3

function headFailure(fields: readonly string[], text: string, index: number, context: BillContext): Failure | null {
  if (index === 0) {
    const [title, version, , , currency, date] = fields
    if (fields.length !== 6 || title !== '#账户对账单' || version !== 'V1') return failure('header_invalid', 'expected #账户对账单,V1,…')
    if (currency !== context.currency) return failure('header_invalid', `the currency is ${currency}`)
    const of = parseBusinessDate(date ?? '')
    if (of === null) return failure('header_invalid', 'the header has no date')
    return of === context.date ? null : failure('wrong_file', `it is of ${of}`)
  }
  if (index === 1) return fields.length === 2 && fields[0] === '#期初余额' ? null : failure('header_invalid', 'expected #期初余额')
  return text === COLUMNS ? null : failure('header_invalid', 'other columns than expected')
}

type Books = { lines: number; ins: bigint; outs: bigint; insCount: number; outsCount: number; balance: bigint; readonly opening: bigint }

function lineOf(fields: readonly string[], { row, text }: TextLine, books: Books, context: BillContext): StatementLine | Failure {
  const [
    number,
    dateText = '',
    timeText = '',
    side,
    amountText = '',
    balanceText = '',
    bank = '',
    theirs = '',
    kind = '',
    party = '',
    words = '',
  ] = fields
  if (fields.length !== 11) return failure('line_truncated', `${fields.length} fields instead of 11`)
  const [amount, balance, date] = [decimalAmount(amountText), decimalAmount(balanceText, { signed: true }), parseBusinessDate(dateText)]
  const at = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(timeText) ? new Date(`${timeText.replace(' ', 'T')}+08:00`) : null
  if (number !== String(books.lines + 1) || bank === '') return failure('field_invalid', `expected the number ${books.lines + 1}`)
  if (side !== '收入' && side !== '支出') return failure('field_invalid', `neither 收入 nor 支出: ${side}`)
  if (amount === null || amount > AMOUNT_MAX) return failure('amount_invalid', amountText)
  if (balance === null) return failure('amount_invalid', balanceText)
  if (date === null || at === null || Number.isNaN(at.getTime())) return failure('date_invalid', `${dateText} ${timeText}`)
  return {
    row,
    kind: meaningIn(ENTRY_KINDS, kind) ?? 'other',
    direction: side === '收入' ? 'in' : 'out',
    amount,
    fee: null,
    currency: context.currency,
    reference: theirs === '' ? null : theirs,
    channelReference: bank,
    at,
    date,
    status: null,
    ...(party === '' && words === ''
      ? {}
      : {
          counterparty: [party, words]
            .filter(part => part !== '')
            .join(' · ')
            .slice(0, 280),
        }),
    text: text.slice(0, TEXT_MAX),
  }
}

function count(books: Books, { direction, amount }: StatementLine): void {
  books.lines += 1
  if (direction === 'in') {
    books.ins += amount
    books.insCount += 1
  } else {
    books.outs += amount
    books.outsCount += 1
  }
  books.balance += direction === 'in' ? amount : -amount
}

const amountText = (text: string | undefined): string => decimalAmount(text ?? '', { signed: true })?.toString() ?? `?${text}`

function totalsFailure(fields: readonly string[], { insCount, ins, outsCount, outs }: Books): Failure | null {
  if (fields.length !== 5) return failure('line_truncated', `${fields.length} fields instead of 5`)
  const given = [fields[1], amountText(fields[2]), fields[3], amountText(fields[4])]
  const expected = [insCount, ins, outsCount, outs].map(String)
  const differs = expected.findIndex((value, index) => value !== given[index])
  return differs === -1 ? null : failure('totals_differ', `the totals say ${given[differs]}, the lines say ${expected[differs]}`)
}

async function* parse(bytes: AsyncIterable<Uint8Array>, context: BillContext): AsyncGenerator<ParsedRow> {
  let books: Books | null = null
  let [heads, broken, summed, closed] = [0, false, false, false]
  for await (const line of textLines(bytes, 'utf-8')) {
    const fields = 'error' in line ? null : csvFields(line.text)
    if (heads < HEADS) {
      const wrong =
        fields === null ? failure('header_invalid', 'the header cannot be read') : headFailure(fields, line.text, heads, context)
      if (wrong !== null) return yield rowError(wrong.code === 'wrong_file' ? 0 : line.row, wrong, line.text)
      if (heads === 1) {
        const opening = decimalAmount(fields?.[1] ?? '', { signed: true })
        if (opening === null) return yield rowError(line.row, failure('header_invalid', 'the opening balance cannot be read'), line.text)
        books = { lines: 0, ins: 0n, outs: 0n, insCount: 0, outsCount: 0, balance: opening, opening }
      }
      heads += 1
      continue
    }
    if (books === null) return
    const mark = fields?.[0]
    if (closed) yield rowError(line.row, failure('field_invalid', 'stands after the closing balance'), line.text)
    else if (fields === null || 'error' in line) {
      broken = true
      yield rowError(line.row, failure('error' in line ? line.error : 'line_truncated', 'the line cannot be read'), line.text)
    } else if (!line.complete) {
      broken = true
      yield rowError(line.row, failure('line_truncated', 'the file ends within the line'), line.text)
    } else if (mark === '#合计' && !summed) {
      summed = true
      const wrong = totalsFailure(fields, books)
      if (wrong !== null && !broken) yield rowError(line.row, wrong, line.text)
    } else if (mark === '#期末余额' && summed) {
      closed = true
      const closing = decimalAmount(fields[1] ?? '', { signed: true })
      if (closing === null) yield rowError(line.row, failure('amount_invalid', fields[1] ?? ''), line.text)
      else if (closing !== books.balance && !broken)
        yield rowError(line.row, failure('totals_differ', `it closes with ${closing}, the entries give ${books.balance}`), line.text)
      yield {
        summary: {
          count: books.lines,
          amount: books.ins - books.outs,
          fee: null,
          opening: books.opening,
          closing: closing ?? books.balance,
        },
      }
    } else {
      const read: StatementLine | Failure = summed
        ? failure('field_invalid', 'stands after the totals')
        : lineOf(fields, line, books, context)
      if ('detail' in read) {
        broken = true
        yield rowError(line.row, read, line.text)
      } else {
        count(books, read)
        yield { ok: true, line: read }
      }
    }
  }
  if (heads < HEADS) yield rowError(0, failure('header_invalid', 'the file ends before its header'), '')
  else if (!closed) yield rowError(0, failure('file_truncated', 'the file ends before its closing balance'), '')
}

/** 账户对账单: entries of the reserve account or of own funds. */
export const reserveText: BillFormat = {
  code: 'reserve_text',
  name: { en: 'Statement of the reserve bank (text)', zh: '备付金银行对账单（文本）' },
  source: 'reserve',
  parse,
}
