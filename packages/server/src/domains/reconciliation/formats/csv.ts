/**
 * CSV bills (RFC 4180) read as a saved mapping says. A reader of our own rather than a library: it must stream, number lines as people
 * count them, keep the text of a line that cannot be read, bound every line, and never guess. Libraries repair or end on the first fault.
 */
import type { Currency } from '../../../kernel/currencies.ts'
import { exponentOf, isCurrency } from '../../../kernel/currencies.ts'
import { type BusinessDate, parseBusinessDate } from '../../../kernel/time.ts'
import { meaningIn } from '../../../kernel/words.ts'
import type { BillContext, BillErrorCode, BillFormat, CsvMapping, LineKind, ParsedRow, StatementLine } from '../ports.ts'

const LINE_MAX = 65_536
const TEXT_MAX = 2_000

/** A record of a CSV file: its fields, the line that it begins on, and how it was written. */
export type CsvRecord = { readonly line: number; readonly fields: readonly string[]; readonly text: string }
export type CsvFault = {
  readonly line: number
  readonly fault: 'line_truncated' | 'line_too_long' | 'encoding_invalid'
  readonly text: string
}

/**
 * Reads records from bytes. A quote that opens a field may hold delimiters, line ends and doubled quotes; a quote anywhere else is text.
 * Empty lines are left out. A file that ends inside quotes ends with a fault.
 */
export async function* readCsv(
  bytes: AsyncIterable<Uint8Array>,
  { encoding, delimiter }: Pick<CsvMapping, 'encoding' | 'delimiter'>,
): AsyncGenerator<readonly (CsvRecord | CsvFault)[]> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: false })
  let held = ''
  let line = 1
  // A line that has no end in sight is skipped to its end, and told once.
  let skipping = false
  /** Reads whole records off `held`; with `last` its end is the end of the file. */
  const take = (last: boolean): (CsvRecord | CsvFault)[] => {
    const found: (CsvRecord | CsvFault)[] = []
    let from = 0
    // The next quote is looked for once, not by every line that has none.
    let quote = held.indexOf('"')
    while (from < held.length) {
      const newline = held.indexOf('\n', from)
      if (newline < 0 && !last) break
      const end = newline < 0 ? held.length : newline
      if (skipping) {
        skipping = false
        from = end + 1
        line += 1
        continue
      }
      if (quote >= 0 && quote < from) quote = held.indexOf('"', from)
      const stop = quote < 0 || quote >= end ? end : recordEnd(held, from, end, last)
      if (stop === 'waits') break
      // Quotes that nobody closes: the line is told, and reading goes on with the next.
      const fault = stop === null ? 'line_truncated' : stop - from > LINE_MAX ? 'line_too_long' : null
      if (fault !== null) {
        found.push({ line, fault, text: held.slice(from, Math.min(end, from + TEXT_MAX)) })
        from = end + 1
        line += 1
        continue
      }
      const until = stop as number
      const raw = held.slice(from, held[until - 1] === '\r' ? until - 1 : until)
      if (raw !== '') found.push({ line, fields: fieldsOf(raw, delimiter), text: raw })
      line += until === end ? 1 : 1 + countOf(held.slice(from, until), '\n')
      from = until + 1
    }
    held = held.slice(from)
    if (!last && held.length > LINE_MAX && !held.includes('\n')) {
      if (!skipping) found.push({ line, fault: 'line_too_long', text: held.slice(0, TEXT_MAX) })
      skipping = true
      held = ''
    }
    return found
  }
  try {
    for await (const chunk of bytes) {
      held += decoder.decode(chunk, { stream: true })
      const found = take(false)
      if (found.length > 0) yield found
    }
    held += decoder.decode()
  } catch (error) {
    // TextDecoder says no more than that the bytes are none of its encoding; what comes from the source itself is thrown on.
    if (!(error instanceof TypeError)) throw error
    const found = take(false)
    yield [...found, { line, fault: 'encoding_invalid', text: held.slice(0, TEXT_MAX) }]
    return
  }
  const found = take(true)
  if (found.length > 0) yield found
}

function countOf(text: string, letter: string): number {
  let count = 0
  for (let at = text.indexOf(letter); at >= 0; at = text.indexOf(letter, at + 1)) count += 1
  return count
}

/** Where the record that begins at `from` ends: it goes on while its quotes are odd in number. `null`: within the bound it does not end. */
function recordEnd(text: string, from: number, firstEnd: number, last: boolean): number | 'waits' | null {
  let end = firstEnd
  let odd = countOf(text.slice(from, end), '"') % 2 === 1
  while (odd) {
    if (end >= text.length || end - from > LINE_MAX) return null
    const newline = text.indexOf('\n', end + 1)
    if (newline < 0 && !last) return text.length - from > LINE_MAX ? null : 'waits'
    const next = newline < 0 ? text.length : newline
    if (countOf(text.slice(end + 1, next), '"') % 2 === 1) odd = false
    end = next
  }
  return end
}

/** The fields of one record. */
export function fieldsOf(raw: string, delimiter: string): string[] {
  if (!raw.includes('"')) return raw.split(delimiter)
  const fields: string[] = []
  let at = 0
  for (;;) {
    if (raw[at] === '"') {
      let value = ''
      let from = at + 1
      for (;;) {
        const quote = raw.indexOf('"', from)
        if (quote < 0) {
          value += raw.slice(from)
          from = raw.length
          break
        }
        value += raw.slice(from, quote)
        if (raw[quote + 1] === '"') {
          value += '"'
          from = quote + 2
          continue
        }
        from = quote + 1
        break
      }
      const end = raw.indexOf(delimiter, from)
      fields.push(value + raw.slice(from, end < 0 ? raw.length : end))
      if (end < 0) return fields
      at = end + 1
    } else {
      const end = raw.indexOf(delimiter, at)
      fields.push(raw.slice(at, end < 0 ? raw.length : end))
      if (end < 0) return fields
      at = end + 1
    }
  }
}

const DECIMAL = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(\d{1,4}))?$/
const MINOR = /^[+-]?\d{1,16}$/

/** An amount as a bill writes it, in minor units, signed; `null` when it is not one. `19.9` is 1990 fen, `1,999.00` is 199900; `19.999` is none. */
export function amountOf(text: string, amounts: CsvMapping['amounts'], currency: Currency): bigint | null {
  const written = text.trim().replace(/^[`¥￥]/, '')
  if (amounts === 'minor') return MINOR.test(written) ? BigInt(written.replace('+', '')) : null
  const read = DECIMAL.exec(written)
  if (read === null) return null
  const places = exponentOf(currency)
  const [, sign, whole = '', part = ''] = read
  const excess = part.slice(places)
  if (excess.length > 0 && !/^0+$/.test(excess)) return null
  const minor = BigInt(whole.replaceAll(',', '') + part.slice(0, places).padEnd(places, '0'))
  return sign === '-' ? -minor : minor
}

const LOCAL_TIME = /^(\d{4})[-/](\d{2})[-/](\d{2})[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?$/
const offsets = new Map<string, { readonly day: string; readonly minutes: number }>()

/** An instant with its own offset, or a local time of the zone (on the offset of its noon: bills come from zones whose clocks stand still). */
export function instantOf(text: string, timeZone: string): Date | null {
  const written = text.trim().replace(/^`/, '')
  const local = LOCAL_TIME.exec(written)
  if (local === null) {
    if (!/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(written)) return null
    const at = new Date(written)
    return Number.isNaN(at.getTime()) ? null : at
  }
  const [, year, month, day, hour, minute, second = '00', part = ''] = local
  const date = `${year}-${month}-${day}`
  if (parseBusinessDate(date) === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  const utc = Date.parse(`${date}T${hour}:${minute}:${second}.${part.slice(0, 3).padEnd(3, '0')}Z`)
  return new Date(utc - offsetMinutes(date, timeZone) * 60_000)
}

function offsetMinutes(date: string, timeZone: string): number {
  const kept = offsets.get(timeZone)
  if (kept?.day === date) return kept.minutes
  const noon = new Date(`${date}T12:00:00Z`)
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(noon)
  const part = (type: string): number => Number(parts.find(each => each.type === type)?.value ?? 0)
  let minutes = part('hour') * 60 + part('minute') - 720
  if (part('day') !== noon.getUTCDate()) minutes += part('day') > noon.getUTCDate() || part('day') === 1 ? 1_440 : -1_440
  offsets.set(timeZone, { day: date, minutes })
  return minutes
}

/** A date as `2026-07-01`, `2026/07/01` or `20260701`. */
export function dateOf(text: string): BusinessDate | null {
  const written = text.trim().replace(/^`/, '')
  const compact = /^(\d{4})[-/]?(\d{2})[-/]?(\d{2})$/.exec(written)
  return compact === null ? null : parseBusinessDate(`${compact[1]}-${compact[2]}-${compact[3]}`)
}

type Faulty = { readonly code: BillErrorCode; readonly detail: string }
type ColumnName = keyof CsvMapping['columns']

/** Reads records by a mapping. Every column that the mapping names must be in the header. */
function createLineReader(mapping: CsvMapping, header: readonly string[], context: BillContext) {
  const at = {} as Record<ColumnName, number>
  const missing: string[] = []
  for (const [name, title] of Object.entries(mapping.columns) as [ColumnName, string | undefined][]) {
    if (title === undefined) continue
    const index = header.findIndex(each => each.trim() === title)
    if (index < 0) missing.push(title)
    at[name] = index
  }
  if (missing.length > 0) return { missing }
  const read = ({ line, fields, text }: CsvRecord): StatementLine | Faulty => {
    if (fields.length !== header.length)
      return { code: 'line_truncated', detail: `${fields.length} fields where the header has ${header.length}` }
    const field = (name: ColumnName): string | null => {
      const index = at[name]
      if (index === undefined) return null
      const value = (fields[index] ?? '').trim()
      return value === '' ? null : value
    }
    const written = field('currency')
    const currency = written === null ? context.currency : written
    if (!isCurrency(currency)) return { code: 'currency_invalid', detail: currency }
    const amount = amountOf(field('amount') ?? '', mapping.amounts, currency)
    if (amount === null) return { code: 'amount_invalid', detail: `the amount is written ${JSON.stringify(field('amount') ?? '')}` }
    const feeText = field('fee')
    const fee = feeText === null ? null : amountOf(feeText, mapping.amounts, currency)
    if (feeText !== null && fee === null) return { code: 'amount_invalid', detail: `the fee is written ${JSON.stringify(feeText)}` }
    const kindText = field('kind')
    const kind = kindText === null ? mapping.defaultKind : meaningIn(mapping.kinds, kindText)
    if (kind === undefined) return { code: 'kind_invalid', detail: `the mapping does not know the kind ${JSON.stringify(kindText)}` }
    const directionText = field('direction')
    const direction = directionOf(directionText, amount, kind)
    if (direction === null) return { code: 'field_invalid', detail: `the direction is written ${JSON.stringify(directionText)}` }
    const atText = field('at')
    const instant = atText === null ? null : instantOf(atText, context.timeZone)
    if (atText !== null && instant === null) return { code: 'date_invalid', detail: `the time is written ${JSON.stringify(atText)}` }
    const dateText = field('date')
    const date = dateText === null ? null : dateOf(dateText)
    if (dateText !== null && date === null) return { code: 'date_invalid', detail: `the date is written ${JSON.stringify(dateText)}` }
    const status = field('status')
    const counterparty = field('counterparty')
    return {
      row: line,
      kind,
      direction,
      amount: amount < 0n ? -amount : amount,
      fee,
      currency,
      reference: field('reference'),
      channelReference: field('channelReference'),
      originalReference: field('originalReference'),
      at: instant,
      date,
      status,
      statusMeans: status === null ? 'settled' : (meaningIn(mapping.statuses, status) ?? 'unknown'),
      ...(counterparty === null ? {} : { counterparty }),
      text,
    }
  }
  return { missing, read }
}

const IN = new Set(['in', 'credit', 'CRDT', '+', '收入', '贷', '转入'])
const OUT = new Set(['out', 'debit', 'DBIT', '-', '支出', '借', '转出'])

/** As the column says; without one a minus means out, and else the kind says. `null`: a word that is none of these. */
function directionOf(text: string | null, amount: bigint, kind: LineKind): 'in' | 'out' | null {
  if (text !== null) return IN.has(text) ? 'in' : OUT.has(text) ? 'out' : null
  if (amount < 0n) return 'out'
  return kind === 'refund' || kind === 'payout' || kind === 'fee' ? 'out' : 'in'
}

async function* parse(bytes: AsyncIterable<Uint8Array>, context: BillContext): AsyncGenerator<ParsedRow> {
  const { mapping } = context
  if (mapping === null) {
    yield { ok: false, row: 0, code: 'header_invalid', detail: 'a CSV file is read with a saved mapping', text: '' }
    return
  }
  let reader: ReturnType<typeof createLineReader> | null = null
  let isText = true
  for await (const records of readCsv(bytes, mapping)) {
    for (const record of records) {
      if ('fault' in record) {
        if (record.fault === 'encoding_invalid') isText = false
        yield { ok: false, row: record.line, code: record.fault, detail: 'the line cannot be read as text', text: record.text }
        continue
      }
      if (record.line <= mapping.skip) continue
      if (reader === null) {
        reader = createLineReader(mapping, record.fields, context)
        if (reader.missing.length > 0) {
          yield {
            ok: false,
            row: record.line,
            code: 'header_invalid',
            detail: `no column ${reader.missing.join(', ')}`,
            text: record.text.slice(0, TEXT_MAX),
          }
          return
        }
        continue
      }
      const line = reader.read?.(record)
      if (line === undefined) continue
      if ('code' in line) yield { ok: false, row: record.line, code: line.code, detail: line.detail, text: record.text.slice(0, TEXT_MAX) }
      else yield { ok: true, line }
    }
  }
  if (reader === null && isText) yield { ok: false, row: 0, code: 'header_invalid', detail: 'the file has no header', text: '' }
}

/** The format of everybody who has none: columns as a saved mapping names them. */
export const csvFormat: BillFormat = {
  code: 'csv',
  name: { en: 'CSV with a saved column mapping', zh: 'CSV（使用已保存的列映射）' },
  source: 'channel',
  parse,
}
