/**
 * Reads the house's settlement file: `H|name|version|institution|date|currency`, `L|no|instruction|kind|amount|S|time` lines,
 * `T|lines|debits|payouts|refunds|net`. Everything that the trailer claims is computed again; a file that does not add up is
 * refused whole.
 */
import { type Currency, isCurrency } from '../../../kernel/currencies.ts'
import { AMOUNT_MAX } from '../../../kernel/money.ts'
import { type Outcome, refuse } from '../../../kernel/outcome.ts'
import { type BusinessDate, parseBusinessDate } from '../../../kernel/time.ts'
import type { SettlementFile, SettlementLine } from '../../clearing/ports.ts'
import { sha256Hex } from './signature.ts'

type Invalid = 'clearing_settlement_invalid'

const invalid = (reason: string): Outcome<never, Invalid> => refuse('clearing_settlement_invalid', 'date', { reason })

const KINDS = { debit: true, payout: true, refund: true } as const

const isKind = (text: string | undefined): text is keyof typeof KINDS => text !== undefined && Object.hasOwn(KINDS, text)

function amountOf(text: string | undefined): bigint | null {
  if (text === undefined || !/^-?\d{1,16}$/.test(text)) return null
  const amount = BigInt(text)
  return amount <= AMOUNT_MAX && amount >= -AMOUNT_MAX ? amount : null
}

function lineOf(row: string, expectedNumber: number): SettlementLine | null {
  const fields = row.split('|')
  const [mark, number, instruction, kind, amountText, status, time] = fields
  const amount = amountOf(amountText)
  const at = new Date(time ?? '')
  if (fields.length !== 7 || mark !== 'L' || number !== String(expectedNumber) || status !== 'S') return null
  if (instruction === undefined || instruction === '' || instruction.length > 64 || !isKind(kind)) return null
  if (amount === null || amount <= 0n || Number.isNaN(at.getTime())) return null
  return { lineNumber: expectedNumber, instruction, kind, amount, at }
}

/** `digest`: the house's `sha-256=` header; `institution`: whose file it must be. */
export function parseSettlementFile(bytes: Buffer, digest: string | null, institution: string): Outcome<SettlementFile, Invalid> {
  const actual = sha256Hex(bytes)
  if (digest !== `sha-256=${actual}`) return invalid('the digest differs')
  const text = bytes.toString('utf8')
  if (!text.endsWith('\n') || text.includes('\u0000')) return invalid('it is cut short')
  const rows = text.slice(0, -1).split('\n')
  const [mark, name, version, owner, dateText, currencyText] = (rows[0] ?? '').split('|')
  const date: BusinessDate | null = parseBusinessDate(dateText ?? '')
  const currency: Currency | null = currencyText !== undefined && isCurrency(currencyText) ? currencyText : null
  if (mark !== 'H' || name !== 'FEIQIAN-SIM-SETTLEMENT' || version !== '1' || date === null || currency === null)
    return invalid('the header is wrong')
  if (owner !== institution) return invalid('it is another institution’s')
  const lines: SettlementLine[] = []
  for (let at = 1; at < rows.length - 1; at++) {
    const line = lineOf(rows[at] ?? '', at)
    if (line === null) return invalid(`line ${at} cannot be read`)
    lines.push(line)
  }
  const total = (kind: keyof typeof KINDS): bigint => lines.reduce((sum, line) => (line.kind === kind ? sum + line.amount : sum), 0n)
  const file = { debitTotal: total('debit'), payoutTotal: total('payout'), refundTotal: total('refund') }
  const net = file.debitTotal - file.payoutTotal - file.refundTotal
  const trailer = ['T', lines.length, file.debitTotal, file.payoutTotal, file.refundTotal, net].join('|')
  if (rows.length < 2 || rows.at(-1) !== trailer) return invalid('the trailer’s totals are not those of the lines')
  return { ok: true, value: { date, currency, digest: actual, text, lines, ...file, net } }
}
