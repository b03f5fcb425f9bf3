/**
 * A house's settlement file as clearing books it: everything that it claims is computed again, and a file that does not add up is refused
 * whole. The lines are read by the same parser that reconciliation reads them with.
 */
import type { Currency } from '../../../kernel/currencies.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import type { SettlementFile, SettlementLine } from '../../clearing/ports.ts'
import type { StatementLine } from '../../reconciliation/ports.ts'
import { inMemory } from '../kit/lines.ts'
import { clearingSettlement } from './bills.ts'
import { digestOf, type Scheme } from './scheme.ts'

type Invalid = 'clearing_settlement_invalid'

const invalid = (reason: string): Outcome<never, Invalid> => refuse('clearing_settlement_invalid', 'date', { reason })

const CURRENCY: Currency = 'CNY'

function lineOf({ kind, reference, amount, fee, at, statusMeans }: StatementLine, lineNumber: number): SettlementLine | null {
  if (kind !== 'debit' && kind !== 'payout' && kind !== 'refund') return null
  if (reference === null || at === null || (statusMeans !== undefined && statusMeans !== 'settled')) return null
  return { lineNumber, instruction: reference, kind, amount, ...(fee === null ? {} : { fee }), at }
}

export type ExpectedFile = {
  readonly scheme: Scheme
  readonly institution: string
  readonly date: BusinessDate
  readonly timeZone?: string
}

/** `digest`: the house's digest header. */
export async function readSettlementFile(
  bytes: Buffer,
  digest: string | null,
  expected: ExpectedFile,
): Promise<Outcome<SettlementFile, Invalid>> {
  const { scheme, date } = expected
  const actual = digestOf(scheme, bytes)
  if (digest !== `${scheme.digestPrefix}${actual}`) return invalid('the digest differs')
  const text = new TextDecoder(scheme.algorithm === 'sm3' ? 'gb18030' : 'utf-8').decode(bytes)
  if (text.includes('\u0000')) return invalid('it holds a zero byte')
  const owner = text.slice(0, text.indexOf('\n')).split('|')[scheme.algorithm === 'sm3' ? 2 : 3]
  if (owner !== expected.institution) return invalid('it is another institution’s')
  const lines: SettlementLine[] = []
  const context = { source: '', date, timeZone: expected.timeZone ?? 'Asia/Shanghai', currency: CURRENCY, mapping: null }
  for await (const row of clearingSettlement.parse(inMemory(bytes), context)) {
    if ('summary' in row) continue
    if (!row.ok) return invalid(`${row.row === 0 ? 'the file' : `row ${row.row}`}: ${row.code} (${row.detail})`)
    const line = lineOf(row.line, lines.length + 1)
    if (line === null) return invalid(`row ${row.line.row} is not settled`)
    lines.push(line)
  }
  const total = (kind: SettlementLine['kind']): bigint => lines.reduce((sum, line) => (line.kind === kind ? sum + line.amount : sum), 0n)
  const [debitTotal, payoutTotal, refundTotal] = [total('debit'), total('payout'), total('refund')]
  const feeTotal = lines.reduce((sum, { fee = 0n }) => sum + fee, 0n)
  const net = debitTotal - payoutTotal - refundTotal - feeTotal
  return ok({ date, currency: CURRENCY, digest: actual, text, lines, debitTotal, payoutTotal, refundTotal, feeTotal, net })
}
