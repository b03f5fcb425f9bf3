/** The SQL of closes and their documents, and of what the documents are made from. */
import type { Id } from '../../../kernel/ids.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import { type Db, pgArray, type Row, sql, type Tx } from '../../../platform/db.ts'
import type { ReconClose } from '../types.ts'

type Reader = Pick<Db, 'query'>

const GET = sql(
  'reconciliation.get_close',
  'SELECT accounting_date AS date, closed_by AS "closedBy", closed_at AS "closedAt", facts FROM reconciliation.closes WHERE accounting_date = $1',
)
const DOCUMENTS = sql(
  'reconciliation.documents_of',
  `SELECT name, content_type AS "contentType", length(bytes) AS size, digest FROM reconciliation.documents WHERE accounting_date = $1 ORDER BY name`,
)
export type StoredClose = ReconClose & { readonly facts: unknown }

export async function getClose(reader: Reader, date: BusinessDate): Promise<StoredClose | null> {
  const [row] = await reader.query<Omit<StoredClose, 'documents'> & Row>(GET, [date])
  if (row === undefined) return null
  return { ...row, documents: await reader.query<ReconClose['documents'][number] & Row>(DOCUMENTS, [date]) }
}

const BEFORE = sql('reconciliation.close_before', 'SELECT max(closed_at) AS at FROM reconciliation.closes WHERE accounting_date < $1')
/** When the date before was closed. */
export const closedBefore = async (reader: Reader, date: BusinessDate): Promise<Date | null> =>
  (await reader.query<{ at: Date | null }>(BEFORE, [date]))[0]?.at ?? null

const INSERT = sql(
  'reconciliation.insert_close',
  'INSERT INTO reconciliation.closes (accounting_date, facts, closed_by, closed_at) VALUES ($1, $2::jsonb, $3, $4)',
)
const INSERT_DOCUMENT = sql(
  'reconciliation.insert_document',
  'INSERT INTO reconciliation.documents (accounting_date, name, content_type, bytes, digest) VALUES ($1, $2, $3, $4, $5)',
)
export type Document = { readonly name: string; readonly contentType: string; readonly bytes: Buffer; readonly digest: string }

export function insertClose(tx: Tx, close: Omit<StoredClose, 'documents'>, documents: readonly Document[]): void {
  tx.send(INSERT, [close.date, JSON.stringify(close.facts), close.closedBy, close.closedAt])
  for (const { name, contentType, bytes, digest } of documents) tx.send(INSERT_DOCUMENT, [close.date, name, contentType, bytes, digest])
}

const GET_DOCUMENT = sql(
  'reconciliation.get_document',
  'SELECT name, content_type AS "contentType", bytes, digest FROM reconciliation.documents WHERE accounting_date = $1 AND name = $2',
)
export const getDocument = async (reader: Reader, date: BusinessDate, name: string): Promise<Document | null> =>
  (await reader.query<Document & Row>(GET_DOCUMENT, [date, name]))[0] ?? null

const VOUCHERS = sql(
  'reconciliation.vouchers',
  `SELECT t.reason_kind AS reason, d.number AS "debitNumber", d.en AS "debitEn", d.zh AS "debitZh", d.house AS "debitHouse",
     c.number AS "creditNumber", c.en AS "creditEn", c.zh AS "creditZh", c.house AS "creditHouse", d.fund, d.currency::text, sum(t.amount)::bigint AS amount, count(*)::int AS entries
   FROM ledger.v_transfers t
   JOIN (SELECT *, CASE WHEN code IN ('clearing_receivable', 'payout_in_transit', 'refund_in_transit', 'suspense_long', 'suspense_short', 'channel_fees_withheld', 'channel_cost') THEN owner ELSE '' END AS house
     FROM ledger.v_accounts) d ON d.id = t.debit_account
   JOIN (SELECT *, CASE WHEN code IN ('clearing_receivable', 'payout_in_transit', 'refund_in_transit', 'suspense_long', 'suspense_short', 'channel_fees_withheld', 'channel_cost') THEN owner ELSE '' END AS house
     FROM ledger.v_accounts) c ON c.id = t.credit_account
   WHERE t.accounting_date = $1 AND t.kind IN (1, 3) AND t.amount > 0
   GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 ORDER BY 11, 10 DESC, 1, 2, 6, 5, 9`,
)
/** A summary of the day's entries: one for each reason and pair of accounts. */
export type Voucher = {
  readonly reason: string
  readonly debitNumber: string
  readonly debitEn: string
  readonly debitZh: string
  readonly debitHouse: string
  readonly creditNumber: string
  readonly creditEn: string
  readonly creditZh: string
  readonly creditHouse: string
  readonly fund: 'reserve' | 'own'
  readonly currency: string
  readonly amount: bigint
  readonly entries: number
}
export const vouchersOf = (reader: Reader, date: BusinessDate): Promise<(Voucher & Row)[]> => reader.query<Voucher & Row>(VOUCHERS, [date])

const SUSPENSE = sql(
  'reconciliation.suspense_now',
  `SELECT owner AS house, code, number, en, zh, (CASE normal_side WHEN 'debit' THEN debits_posted - credits_posted ELSE credits_posted - debits_posted END)::bigint AS balance
   FROM ledger.v_accounts WHERE code IN ('suspense_long', 'suspense_short') ORDER BY code, owner`,
)
export type SuspenseBalance = {
  readonly house: string
  readonly code: 'suspense_long' | 'suspense_short'
  readonly number: string
  readonly en: string
  readonly zh: string
  readonly balance: bigint
}
export const suspenseBalances = (reader: Reader): Promise<(SuspenseBalance & Row)[]> => reader.query<SuspenseBalance & Row>(SUSPENSE)

const SETTLEMENTS = sql(
  'reconciliation.settlements_of',
  `SELECT id, house, state, line_count AS lines, debit_total AS debits, payout_total AS payouts, refund_total AS refunds, fee_total AS fees, net
   FROM clearing.v_settlements WHERE settlement_date = $1 ORDER BY house`,
)
export type SettlementFacts = {
  readonly id: Id<'stl'>
  readonly house: string
  readonly state: string
  readonly lines: number
  readonly debits: bigint
  readonly payouts: bigint
  readonly refunds: bigint
  readonly fees: bigint
  readonly net: bigint
}
export const settlementsOf = (reader: Reader, date: BusinessDate): Promise<(SettlementFacts & Row)[]> =>
  reader.query<SettlementFacts & Row>(SETTLEMENTS, [date])

const OPEN_LINES = sql(
  'reconciliation.open_lines',
  `SELECT m.id, count(*)::int AS lines FROM reconciliation.lines l JOIN reconciliation.imports m ON m.number = l.import_number
   WHERE m.number = ANY ($1::integer[]) AND l.match = 'open' GROUP BY m.id ORDER BY m.id`,
)
export const openLines = (reader: Reader, numbers: readonly number[]): Promise<({ id: Id<'imp'>; lines: number } & Row)[]> =>
  reader.query<{ id: Id<'imp'>; lines: number } & Row>(OPEN_LINES, [pgArray(numbers)])

const IS_BOOKED = sql(
  'reconciliation.is_booked',
  `SELECT true AS booked FROM payments.v_day_closes WHERE accounting_date = $1 AND state = 'closed'`,
)
/** Whether the booking close of a date is done (payments/close-day.ts). */
export const isBooked = async (reader: Reader, date: BusinessDate): Promise<boolean> => (await reader.query(IS_BOOKED, [date])).length > 0
