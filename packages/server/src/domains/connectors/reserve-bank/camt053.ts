/**
 * camt.053 BankToCustomerStatement (ISO 20022, versions 02 to 08), read as it comes. Hostile XML is refused: no DTD, no entities beyond the five of
 * XML, bounded depth, size, and of each entry text, elements and attributes. Elements are found by their local names; every statement of the document is read.
 */
import { SaxesParser } from 'saxes'
import { AMOUNT_MAX } from '../../../kernel/money.ts'
import { type BusinessDate, parseBusinessDate } from '../../../kernel/time.ts'
import { meaningIn } from '../../../kernel/words.ts'
import type { BillContext, BillErrorCode, BillFormat, LineKind, ParsedRow, StatementLine } from '../../reconciliation/ports.ts'
import { ENTRY_KINDS } from './text-statement.ts'

/** `quiet`: bytes without a tag, which the parser would hold. */
export const LIMITS = { bytes: 512 * 1024 * 1024, depth: 32, text: 64 * 1024, elements: 32_768, attributes: 16, quiet: 256 * 1024 } as const
const SLICE = 64 * 1024

const TEXT_MAX = 2_000
const NAMESPACE = /^urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(0[2-9]|1\d)$/

class RefusedError extends Error {
  override name = 'RefusedError'
}

/** An element and what stands in it, below an entry or a balance; small by the limits. */
type Node = { readonly name: string; readonly attributes: Readonly<Record<string, string>>; text: string; readonly children: Node[] }

const child = (node: Node | undefined, ...path: readonly string[]): Node | undefined =>
  path.reduce<Node | undefined>((found, name) => found?.children.find(one => one.name === name), node)
const textOf = (node: Node | undefined, ...path: readonly string[]): string | null => {
  const text = child(node, ...path)?.text.trim() ?? ''
  return text === '' ? null : text
}

/** Decimal with a point, no exponent and no separators; minor units of two decimals. `null`: no amount of that form. */
function minorUnits(text: string | null): bigint | null {
  const found = /^(\d{1,18})(?:\.(\d{1,5}))?$/.exec(text ?? '')
  if (found === null) return null
  const decimals = (found[2] ?? '').padEnd(2, '0')
  if (/[1-9]/.test(decimals.slice(2))) return null
  return BigInt(`${found[1]}${decimals.slice(0, 2)}`)
}

const sign = (node: Node): 1n | -1n | null => {
  const indicator = textOf(node, 'CdtDbtInd')
  return indicator === 'CRDT' ? 1n : indicator === 'DBIT' ? -1n : null
}

/** ISO date or date-time; without an offset it is China's time. */
function instantOf(node: Node | undefined): { readonly date: BusinessDate | null; readonly at: Date | null } {
  const [day, time] = [textOf(node, 'Dt'), textOf(node, 'DtTm')]
  if (time !== null) {
    const at = new Date(/(Z|[+-]\d{2}:\d{2})$/.test(time) ? time : `${time}+08:00`)
    return { date: parseBusinessDate(time.slice(0, 10)), at: Number.isNaN(at.getTime()) ? null : at }
  }
  return { date: parseBusinessDate((day ?? '').slice(0, 10)), at: null }
}

type Failure = { readonly code: BillErrorCode; readonly detail: string }
const failure = (code: BillErrorCode, detail: string): Failure => ({ code, detail })
const rowError = (row: number, { code, detail }: Failure, text = ''): ParsedRow => ({
  ok: false,
  row,
  code,
  detail: detail.slice(0, 500),
  text: text.slice(0, TEXT_MAX),
})

const written = (node: Node): string =>
  node.children.length === 0 ? `${node.name}=${node.text.trim()}` : `${node.name}(${node.children.map(written).join(' ')})`

/** The bank's own word first, then the code of the domain. */
function kindOf(entry: Node): LineKind {
  const own = textOf(entry, 'BkTxCd', 'Prtry', 'Cd')
  const known = own === null ? undefined : meaningIn(ENTRY_KINDS, own)
  if (known !== undefined) return known
  const [domain, family] = [textOf(entry, 'BkTxCd', 'Domn', 'Cd'), textOf(entry, 'BkTxCd', 'Domn', 'Fmly', 'SubFmlyCd')]
  if (family === 'CHRG' || family === 'FEES' || family === 'COMM') return 'fee'
  return domain === 'CAMT' && family === 'SWEP' ? 'transfer' : 'other'
}

/** BOOK is booked; version 08 writes it as a code, version 02 plainly. */
function statusOf(entry: Node): { readonly status: string | null; readonly statusMeans: NonNullable<StatementLine['statusMeans']> } {
  const status = textOf(entry, 'Sts', 'Cd') ?? textOf(entry, 'Sts', 'Prtry') ?? textOf(entry, 'Sts')
  const means = { BOOK: 'settled', PDNG: 'pending', INFO: 'pending' } as const
  return { status, statusMeans: status !== null && Object.hasOwn(means, status) ? means[status as keyof typeof means] : 'unknown' }
}

function entryLine(entry: Node, row: number, context: BillContext): StatementLine | Failure {
  const [amount, direction, currency] = [minorUnits(textOf(entry, 'Amt')), sign(entry), child(entry, 'Amt')?.attributes.Ccy]
  const booked = child(entry, 'BookgDt') ?? child(entry, 'ValDt')
  const { date, at } = instantOf(booked)
  if (amount === null || amount > AMOUNT_MAX) return failure('amount_invalid', textOf(entry, 'Amt') ?? 'no amount')
  if (direction === null) return failure('field_invalid', 'CdtDbtInd is neither CRDT nor DBIT')
  if (currency !== context.currency) return failure('currency_invalid', String(currency))
  if (booked !== undefined && date === null) return failure('date_invalid', written(booked))
  const details = child(entry, 'NtryDtls', 'TxDtls')
  const references = child(details, 'Refs')
  const party = direction === 1n ? 'Dbtr' : 'Cdtr'
  const name = textOf(details, 'RltdPties', party, 'Pty', 'Nm') ?? textOf(details, 'RltdPties', party, 'Nm')
  const words = textOf(details, 'RmtInf', 'Ustrd') ?? textOf(entry, 'AddtlNtryInf')
  const counterparty = [name, words].filter(part => part !== null).join(' · ')
  const ours = textOf(references, 'EndToEndId')
  return {
    row,
    kind: kindOf(entry),
    // A reversal is written with the indicator of its own direction.
    direction: direction === 1n ? 'in' : 'out',
    amount,
    fee: null,
    currency: context.currency,
    reference: (ours === 'NOTPROVIDED' ? null : ours) ?? textOf(references, 'InstrId') ?? textOf(references, 'MsgId'),
    channelReference: textOf(entry, 'AcctSvcrRef') ?? textOf(entry, 'NtryRef') ?? textOf(references, 'AcctSvcrRef'),
    at,
    date,
    ...statusOf(entry),
    ...(counterparty === '' ? {} : { counterparty: counterparty.slice(0, 280) }),
    text: written(entry).slice(0, TEXT_MAX),
  }
}

/** Reads elements below entries and balances into small trees, and hands each over when it ends. */
function createReader(onNode: (node: Node) => void, onEnd: (name: string) => void, onTag: () => void) {
  const path: string[] = []
  const open: Node[] = []
  let [textSize, elements, namespace] = [0, 0, false]
  const refuse = (reason: string): never => {
    throw new RefusedError(reason)
  }
  const parser = new SaxesParser({ xmlns: false, position: false })
  parser.on('error', error => refuse(error.message))
  parser.on('doctype', () => refuse('a document type declaration'))
  parser.on('processinginstruction', () => refuse('a processing instruction'))
  const weigh = (text: string): void => {
    textSize += text.length
    if (textSize > LIMITS.text) refuse(`more than ${LIMITS.text} characters in an entry`)
  }
  const onText = (text: string): void => {
    const node = open.at(-1)
    if (node === undefined || text === '') return
    weigh(text)
    node.text += text
  }
  parser.on('text', onText)
  parser.on('cdata', onText)
  parser.on('opentag', tag => {
    const attributes = tag.attributes as Readonly<Record<string, string>>
    if (path.length >= LIMITS.depth) refuse(`deeper than ${LIMITS.depth} elements`)
    if (Object.keys(attributes).length > LIMITS.attributes) refuse(`more than ${LIMITS.attributes} attributes`)
    const name = tag.name.slice(tag.name.indexOf(':') + 1)
    if (path.length === 0) {
      namespace = Object.values(attributes).some(value => NAMESPACE.test(value))
      if (name !== 'Document' || !namespace) refuse('it is no camt.053 document')
    }
    path.push(name)
    const parent = open.at(-1)
    const isRoot =
      path.length === 4 && path[2] === 'Stmt' && (name === 'Ntry' || name === 'Bal' || name === 'FrToDt' || name === 'TxsSummry')
    if (parent !== undefined || isRoot) {
      // What is held of an entry is bounded, however it is written.
      elements += 1
      if (elements > LIMITS.elements) refuse(`more than ${LIMITS.elements} elements in an entry`)
      for (const value of Object.values(attributes)) weigh(value)
      const node: Node = { name, attributes, text: '', children: [] }
      parent?.children.push(node)
      open.push(node)
    }
    onTag()
  })
  parser.on('closetag', () => {
    const name = path.pop() ?? ''
    const node = open.pop()
    if (node === undefined) return onEnd(name)
    if (open.length > 0) return
    textSize = 0
    elements = 0
    onNode(node)
  })
  return parser
}

/** The sums of one statement, to compare with its balances. */
type Books = { entries: number; net: bigint; fields: Map<string, bigint>; broken: boolean }
const newBooks = (): Books => ({ entries: 0, net: 0n, fields: new Map(), broken: false })

function balanceInto(books: Books, balance: Node): Failure | null {
  const code = textOf(balance, 'Tp', 'CdOrPrtry', 'Cd')
  const [amount, direction] = [minorUnits(textOf(balance, 'Amt')), sign(balance)]
  if (amount === null || direction === null) return failure('amount_invalid', `the balance ${code}`)
  if (code !== null && !books.fields.has(code)) books.fields.set(code, amount * direction)
  return null
}

async function* parse(bytes: AsyncIterable<Uint8Array>, context: BillContext): AsyncGenerator<ParsedRow> {
  let rows: ParsedRow[] = []
  let [row, statements, size, quiet, tags, books] = [0, 0, 0, 0, 0, newBooks()]

  function onNode(node: Node): void {
    if (node.name === 'Bal') {
      const wrong = balanceInto(books, node)
      if (wrong !== null) rows.push(rowError(row, wrong, written(node)))
    } else if (node.name === 'FrToDt') {
      const [from, to] = [textOf(node, 'FrDtTm'), textOf(node, 'ToDtTm')].map(text => (text ?? '').slice(0, 10))
      if (from !== undefined && to !== undefined && from !== '' && (context.date < from || context.date > to))
        rows.push(rowError(0, failure('wrong_file', `it is of ${from} to ${to}`)))
    } else if (node.name === 'TxsSummry') {
      const number = textOf(node, 'TtlNtries', 'NbOfNtries')
      if (number !== null && /^\d{1,15}$/.test(number)) books.fields.set('count', BigInt(number))
    } else {
      row += 1
      const line = entryLine(node, row, context)
      if ('detail' in line) {
        books.broken = true
        rows.push(rowError(row, line, written(node)))
      } else {
        books.entries += 1
        books.net += line.direction === 'in' ? line.amount : -line.amount
        rows.push({ ok: true, line })
      }
    }
  }

  function onEnd(name: string): void {
    if (name !== 'Stmt') return
    statements += 1
    const { entries, net, fields, broken } = books
    const [opening, closing, number] = [fields.get('OPBD') ?? fields.get('PRCD'), fields.get('CLBD'), fields.get('count')]
    if (number !== undefined && number !== BigInt(entries) && !broken)
      rows.push(rowError(row, failure('totals_differ', `it says ${number} entries, there are ${entries}`)))
    if (opening !== undefined && closing !== undefined && opening + net !== closing && !broken)
      rows.push(rowError(row, failure('totals_differ', `it closes with ${closing}, the entries give ${opening + net}`)))
    rows.push({
      summary: {
        count: entries,
        amount: net,
        fee: null,
        ...(opening === undefined ? {} : { opening }),
        ...(closing === undefined ? {} : { closing }),
      },
    })
    books = newBooks()
  }

  const parser = createReader(onNode, onEnd, () => {
    tags += 1
  })
  const decoder = new TextDecoder('utf-8', { fatal: true })
  /** One piece of the document; what it refuses ends the reading. */
  const feed = (work: () => void): Failure | null => {
    try {
      work()
      return null
    } catch (error) {
      if (error instanceof RefusedError) return failure('document_refused', error.message)
      if (error instanceof TypeError) return failure('encoding_invalid', 'it is not UTF-8')
      throw error
    }
  }
  for await (const chunk of bytes)
    for (let start = 0; start < chunk.length; start += SLICE) {
      const slice = chunk.subarray(start, start + SLICE)
      const before = tags
      size += slice.length
      const read = feed(() => void parser.write(decoder.decode(slice, { stream: true })))
      quiet = tags === before ? quiet + slice.length : 0
      yield* rows
      rows = []
      const refused =
        read ??
        (size > LIMITS.bytes
          ? failure('document_refused', `more than ${LIMITS.bytes} bytes`)
          : quiet > LIMITS.quiet
            ? failure('document_refused', `more than ${LIMITS.quiet} bytes without a tag`)
            : null)
      if (refused !== null) return yield rowError(0, refused)
    }
  const refused = feed(() => {
    parser.write(decoder.decode())
    parser.close()
  })
  yield* rows
  if (refused !== null) yield rowError(0, refused)
  else if (statements === 0) yield rowError(0, failure('header_invalid', 'it holds no statement'))
}

/** camt.053: a statement of the reserve account or of own funds, in XML. */
export const camt053: BillFormat = {
  code: 'camt053',
  name: { en: 'Bank statement camt.053 (ISO 20022)', zh: '银行对账单 camt.053（ISO 20022）' },
  source: 'reserve',
  parse,
}
