/**
 * What WeChat Pay settles for a day, derived from its trade bill: orders paid, refunds requested, fees withheld. A bill that does not
 * add up, or that has one row that cannot be read, is refused whole.
 */
import { createHash } from 'node:crypto'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import type { ClearingRefusalCode, SettlementFile, SettlementLine } from '../../clearing/ports.ts'
import type { BillSource, StatementLine } from '../../reconciliation/ports.ts'
import { BillDigestError } from './bill-source.ts'
import { wechatTrade } from './bills.ts'
import { WECHAT_PAY } from './capabilities.ts'

const TEXT_BYTES_MAX = 512 * 1024 * 1024

class BillTooLargeError extends Error {
  override name = 'BillTooLargeError'
}

/** Passes the bytes on, keeping them for the record. */
async function* kept(bytes: AsyncIterable<Uint8Array>, chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > TEXT_BYTES_MAX) throw new BillTooLargeError(`a bill of more than ${TEXT_BYTES_MAX} bytes`)
    chunks.push(Buffer.from(chunk))
    yield chunk
  }
}

/**
 * A code payment that was reversed (撤销) after it was paid was given back by the channel without a refund of ours: the two rows cancel
 * out, and neither is an instruction's.
 */
export function withoutReversals(lines: readonly StatementLine[]): readonly StatementLine[] {
  const reversed = new Map<string, StatementLine>()
  for (const line of lines)
    if (line.kind === 'refund' && line.reference === null && line.originalReference) reversed.set(line.originalReference, line)
  if (reversed.size === 0) return lines
  const gone = new Set<StatementLine>()
  for (const line of lines) {
    const back = line.kind === 'debit' && line.reference !== null ? reversed.get(line.reference) : undefined
    if (back === undefined || back.amount !== line.amount || (back.fee ?? 0n) + (line.fee ?? 0n) !== 0n) continue
    gone.add(line).add(back)
  }
  return lines.filter(line => !gone.has(line))
}

function lineOf(line: StatementLine, at: Date, lineNumber: number): SettlementLine | string | null {
  // Nothing moved: a refund that the channel gave up.
  if (line.statusMeans === 'failed') return null
  if (line.kind !== 'debit' && line.kind !== 'refund') return `row ${line.row} has the status ${line.status}`
  if (line.amount === 0n) return `row ${line.row} has no amount`
  const instruction = line.reference ?? line.channelReference
  if (instruction === null) return `row ${line.row} names no order`
  return { lineNumber, instruction, kind: line.kind, amount: line.amount, fee: line.fee ?? 0n, at }
}

export async function settlementOf(bills: BillSource, date: BusinessDate): Promise<Outcome<SettlementFile, ClearingRefusalCode>> {
  const invalid = (reason: string) => refuse('clearing_settlement_invalid' as const, 'date', { reason })
  const fetched = await bills.fetch(wechatTrade.code, date)
  if (!fetched.ok) {
    switch (fetched.error.code) {
      case 'bill_not_ready':
        return refuse('clearing_settlement_not_ready', 'date')
      case 'bill_unavailable':
        return refuse('clearing_unavailable')
      case 'bill_invalid':
        return invalid('the bill was refused')
    }
  }
  const chunks: Uint8Array[] = []
  const rows: StatementLine[] = []
  try {
    const context = { source: WECHAT_PAY, date, timeZone: 'Asia/Shanghai', currency: 'CNY', mapping: null } as const
    for await (const row of wechatTrade.parse(kept(fetched.value.bytes, chunks), context)) {
      if ('summary' in row) continue
      if (!row.ok) return invalid(`${row.code} in row ${row.row}: ${row.detail}`)
      rows.push(row.line)
    }
  } catch (error) {
    if (error instanceof BillDigestError || error instanceof BillTooLargeError) return invalid(error.message)
    // The connection broke while the bill came.
    return refuse('clearing_unavailable')
  }
  const lines: SettlementLine[] = []
  for (const row of withoutReversals(rows)) {
    const line = lineOf(row, row.at ?? new Date(`${date}T00:00:00+08:00`), lines.length + 1)
    if (typeof line === 'string') return invalid(line)
    if (line !== null) lines.push(line)
  }
  const sum = (of: (line: SettlementLine) => bigint): bigint => lines.reduce((total, line) => total + of(line), 0n)
  const debitTotal = sum(line => (line.kind === 'debit' ? line.amount : 0n))
  const refundTotal = sum(line => (line.kind === 'refund' ? line.amount : 0n))
  const feeTotal = sum(line => line.fee ?? 0n)
  const bytes = Buffer.concat(chunks)
  return ok({
    date,
    currency: 'CNY',
    digest: createHash('sha256').update(bytes).digest('hex'),
    text: bytes.toString('utf8'),
    lines,
    debitTotal,
    payoutTotal: 0n,
    refundTotal,
    feeTotal,
    net: debitTotal - refundTotal - feeTotal,
  })
}
