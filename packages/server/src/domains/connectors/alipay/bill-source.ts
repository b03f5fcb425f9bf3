/** Fetches Alipay's bills, and reads the trade bill as the settlement file of its day, fees included. */
import { createHash } from 'node:crypto'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import type { ClearingRefusalCode, SettlementFile, SettlementLine } from '../../clearing/ports.ts'
import type { BillFetchCode, BillSource, FetchedBill, StatementLine } from '../../reconciliation/ports.ts'
import type { Client } from '../kit/types.ts'
import { type Api, billIsReady } from './api.ts'
import { alipayTrade, BILL_TYPES, emptyBill, FORMATS } from './bills.ts'
import { ALIPAY } from './capabilities.ts'
import { ALIPAY_TIME_ZONE } from './protocol.ts'
import { filesOf } from './zip.ts'

/** Packed; a million lines pack into about 40 MB. */
const ZIP_MAX_BYTES = 256 * 1024 * 1024

export type BillDeps = { readonly api: Api; readonly client: Client }

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}

/** 汇总: the file beside the lines that sums up by shop. */
const isSummary = (name: Buffer): boolean => new TextDecoder('gb18030').decode(name).includes('汇总')

export async function fetchBill(
  { api, client }: BillDeps,
  format: string,
  date: BusinessDate,
): Promise<Outcome<FetchedBill, BillFetchCode>> {
  const type = Object.hasOwn(BILL_TYPES, format) ? BILL_TYPES[format] : undefined
  if (type === undefined) return refuse('bill_invalid')
  const reference = `bill_${date}`
  const fields = { bill_type: type, bill_date: date }
  const said = await api.call('GET', 'alipay.data.dataservice.bill.downloadurl.query', fields, { idempotent: true, reference })
  if (said.said === 'nothing') return refuse('bill_unavailable')
  if (said.said === 'no') {
    if (said.code !== 'bill_not_exist') return refuse(said.code === 'INVALID_ARGUMENT' ? 'bill_invalid' : 'bill_unavailable')
    // Alipay says the same of a bill that is not complete yet and of a day without trades: its own clock tells them apart.
    const ready = said.at !== null && billIsReady(date, said.at, api.access()?.billReadyMinutes ?? 0)
    return ready ? ok({ format, name: `${format}_${date}.csv`, bytes: once(emptyBill(format, date)) }) : refuse('bill_not_ready')
  }
  const address = said.body.bill_download_url
  if (typeof address !== 'string') return refuse('bill_unavailable')
  // The address carries its own token and is good for half a minute.
  const download = await client.download(address, {
    idempotent: true,
    reference,
    bodyMaxBytes: ZIP_MAX_BYTES,
    timeoutMs: 60_000,
    withoutBodies: true,
  })
  if (!download.spoke || download.status !== 200) return refuse('bill_unavailable')
  const parts: Uint8Array[] = []
  try {
    for await (const part of download.bytes) parts.push(part)
  } catch {
    return refuse('bill_unavailable')
  }
  const file = filesOf(Buffer.concat(parts))?.find(({ name }) => !isSummary(name))
  return file === undefined ? refuse('bill_invalid') : ok({ format, name: `${format}_${date}.csv`, bytes: file.bytes() })
}

export const createBillSource = (deps: BillDeps): BillSource => ({
  code: ALIPAY,
  formats: FORMATS,
  fetch: (format, date) => fetchBill(deps, format, date),
})

const REFUSALS: Readonly<Record<BillFetchCode, ClearingRefusalCode>> = {
  bill_not_ready: 'clearing_settlement_not_ready',
  bill_unavailable: 'clearing_unavailable',
  bill_invalid: 'clearing_settlement_invalid',
}

const invalid = (reason: string): Outcome<never, ClearingRefusalCode> => refuse('clearing_settlement_invalid', 'date', { reason })

/** A refund that no request of ours asked for: Alipay names it by the order that was cancelled. */
const isCancellation = ({ kind, reference, originalReference }: StatementLine): boolean =>
  kind === 'refund' && (reference === null || reference === originalReference)

/**
 * A payment that a cancellation (撤销) gave back on the same day moved nothing, and neither of its rows is an instruction's. One that was
 * given back on another day, or not with its fee, did move money: both rows stand.
 */
export function withoutCancellations(lines: readonly StatementLine[]): readonly StatementLine[] {
  const back = new Map(lines.filter(isCancellation).map(line => [line.originalReference, line]))
  const gone = new Set<StatementLine>()
  for (const line of lines) {
    const returned = line.kind === 'debit' && line.reference !== null ? back.get(line.reference) : undefined
    if (returned === undefined || returned.amount !== line.amount || (returned.fee ?? 0n) + (line.fee ?? 0n) !== 0n) continue
    gone.add(line).add(returned)
  }
  return lines.filter(line => !gone.has(line))
}

/** Every line of the trade bill, as settled; a bill with a line or total that cannot be read is refused whole. */
export async function settlementFile(deps: BillDeps, date: BusinessDate): Promise<Outcome<SettlementFile, ClearingRefusalCode>> {
  const fetched = await fetchBill(deps, 'alipay_trade', date)
  if (!fetched.ok) return refuse(REFUSALS[fetched.error.code], 'date')
  const parts: Uint8Array[] = []
  try {
    for await (const part of fetched.value.bytes) parts.push(part)
  } catch {
    return invalid('the zip is damaged')
  }
  const bytes = Buffer.concat(parts)
  const context = { source: ALIPAY, date, timeZone: ALIPAY_TIME_ZONE, currency: 'CNY', mapping: null } as const
  const rows: StatementLine[] = []
  for await (const row of alipayTrade.parse(once(bytes), context)) {
    if ('summary' in row) continue
    if (!row.ok) return invalid(`line ${row.row}: ${row.code} ${row.detail}`.slice(0, 200))
    rows.push(row.line)
  }
  const settled: (SettlementLine & { readonly fee: bigint })[] = []
  for (const { row, kind, reference, originalReference, channelReference, amount, fee, at, status } of withoutCancellations(rows)) {
    if ((kind !== 'debit' && kind !== 'refund') || at === null) return invalid(`line ${row}: ${status ?? 'a kind that settles nothing'}`)
    const instruction = reference ?? originalReference ?? channelReference ?? ''
    settled.push({ lineNumber: settled.length + 1, instruction: instruction.slice(0, 64), kind, amount, fee: fee ?? 0n, at })
  }
  const sum = (kind: 'debit' | 'refund'): bigint => settled.reduce((total, line) => (line.kind === kind ? total + line.amount : total), 0n)
  const [debitTotal, refundTotal, feeTotal] = [sum('debit'), sum('refund'), settled.reduce((total, { fee }) => total + fee, 0n)]
  return ok({
    date,
    currency: 'CNY',
    digest: createHash('sha256').update(bytes).digest('hex'),
    text: new TextDecoder(bytes[0] === 0xef ? 'utf-8' : 'gb18030').decode(bytes),
    lines: settled,
    debitTotal,
    payoutTotal: 0n,
    refundTotal,
    feeTotal,
    net: debitTotal - refundTotal - feeTotal,
  })
}
