/**
 * What reconciliation needs of a connector: how to read an outside system's bills, and where to fetch them. A parser streams, keeps
 * nothing but the line it reads, and never guesses: what it cannot read becomes a row error, what it does not know is kept as written.
 */
import type { Currency } from '../../kernel/currencies.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'

/** Whose word the file is: a payment channel's, a clearing house's or the reserve bank's. */
export type BillSide = 'channel' | 'clearing' | 'reserve'

/**
 * What a line is about. `debit`: money collected from a payer. `refund`: a debit returned. `payout`: money paid out. `fee`: charged to
 * us and not named with a trade. `transfer`: between accounts of ours. `settlement`: a net sum of many trades. `other`: none of these.
 */
export type LineKind = 'debit' | 'refund' | 'payout' | 'fee' | 'transfer' | 'settlement' | 'other'

/** One line that could be read. */
export type StatementLine = {
  /** The number of the line in the file, from 1; each greater than the one before. A crash is resumed after the last one stored. */
  readonly row: number
  readonly kind: LineKind
  /** Seen from our account: `in` brings us money. */
  readonly direction: 'in' | 'out'
  /** Minor units, zero or above; the gross amount of a trade. */
  readonly amount: bigint
  /** Minor units, signed: above zero it is charged to us, below zero given back. `null`: the format does not say. */
  readonly fee: bigint | null
  readonly currency: Currency
  /** Our reference as they wrote it, e.g. `ins_01…`. */
  readonly reference: string | null
  /** Their own number of the trade or entry. */
  readonly channelReference: string | null
  /** Of refunds: our reference of what was returned. */
  readonly originalReference?: string | null
  readonly at: Date | null
  /** Booking or business date, where the format has one apart from the file's. */
  readonly date: BusinessDate | null
  /** As written; unknown ones are kept and flagged. `null`: the format has none, every line is final. */
  readonly status: string | null
  /** What the status means, if the parser knows it. `unknown` is flagged as an exception, never guessed. Missing counts as `settled`. */
  readonly statusMeans?: 'settled' | 'failed' | 'pending' | 'unknown'
  /** The other side: masked account, name, house. */
  readonly counterparty?: string
  /** The line as it was written, cut at 2,000 characters: for people. */
  readonly text: string
}

/** Why a row could not be read. The codes are stable; `detail` says what stood there. */
export type BillErrorCode =
  /** Not the header that the format begins with, or a needed column is missing: nothing after it is read. */
  | 'header_invalid'
  /** Fewer or more fields than the header has, or the line ends in the middle. */
  | 'line_truncated'
  /** Longer than 64 KiB. */
  | 'line_too_long'
  | 'amount_invalid'
  | 'date_invalid'
  | 'currency_invalid'
  | 'kind_invalid'
  /** Bytes that are not text of the format's encoding. */
  | 'encoding_invalid'
  /** Any other field that is not what the format says. */
  | 'field_invalid'
  /** A total or count of the file differs from the sum of its lines. */
  | 'totals_differ'
  /** The file ends before its summary. */
  | 'file_truncated'
  /** XML that is refused: DTD, entities, depth, size, or not well-formed. */
  | 'document_refused'
  /** The file is of another date or account than was asked for. */
  | 'wrong_file'

/** What the file says about itself. The parser has compared it with its lines; it is stored and shown. */
export type BillSummary = {
  readonly count: number | null
  /** Minor units: the sum that the format gives for money in, less money out. */
  readonly amount: bigint | null
  readonly fee: bigint | null
  /** Statements: balances before the first and after the last line. */
  readonly opening?: bigint
  readonly closing?: bigint
}

export type ParsedRow =
  | { readonly ok: true; readonly line: StatementLine }
  /** `text`: the line as written, cut at 2,000 characters. `row` is 0 when the error is about the file. */
  | { readonly ok: false; readonly row: number; readonly code: BillErrorCode; readonly detail: string; readonly text: string }
  | { readonly summary: BillSummary }

/** Which column of a CSV file holds what, saved by an operator. Columns are named as in the file's header. */
export type CsvMapping = {
  readonly side: BillSide
  /** Whether the file lists every trade of its date, so that what it lacks is short. `trades` unless said; of the reserve's side `funds`. */
  readonly lists?: 'trades' | 'funds'
  readonly encoding: 'utf-8' | 'gb18030'
  readonly delimiter: ',' | ';' | '\t' | '|'
  /** Lines before the header. */
  readonly skip: number
  readonly columns: {
    readonly amount: string
    readonly reference?: string
    readonly channelReference?: string
    readonly originalReference?: string
    readonly fee?: string
    readonly at?: string
    readonly date?: string
    readonly kind?: string
    readonly direction?: string
    readonly status?: string
    readonly currency?: string
    readonly counterparty?: string
  }
  /** How amounts are written: `minor` integers, or `decimal` with a point and optional thousands separators. */
  readonly amounts: 'minor' | 'decimal'
  /** What the words of the column of kinds mean; without that column every line is `defaultKind`. */
  readonly kinds: Readonly<Record<string, LineKind>>
  readonly defaultKind: LineKind
  /** Words of the column of statuses, by what they mean; any other is unknown. */
  readonly statuses: Readonly<Record<string, 'settled' | 'failed' | 'pending'>>
}

export type BillContext = {
  /** The code of the source: a rail such as `wechat_pay` or `sim`, or `reserve`. */
  readonly source: string
  /** The business date that the file should be of. */
  readonly date: BusinessDate
  /** IANA name, for times that are written without an offset. */
  readonly timeZone: string
  readonly currency: Currency
  /** Of the format `csv` only. */
  readonly mapping: CsvMapping | null
}

/** A format of bills. `code` is stable: `wechat_trade`, `alipay_trade`, `clearing_settlement`, `reserve_text`, `camt053`, `csv`… */
export type BillFormat = {
  readonly code: string
  readonly name: { readonly en: string; readonly zh: string }
  readonly source: BillSide
  /** `trades` lists every trade of its date; `funds` what moved on an account. By the code unless said: `…_fund`, `…_fund_flow` and the reserve's are `funds`. */
  readonly lists?: 'trades' | 'funds'
  /** Yields rows in order; throws only when `bytes` throws. A row error never ends it, but `header_invalid` and `document_refused` may. */
  parse(bytes: AsyncIterable<Uint8Array>, context: BillContext): AsyncIterable<ParsedRow>
}

export type BillFetchCode = 'bill_not_ready' | 'bill_unavailable' | 'bill_invalid'

/** A file that was fetched; `format` is the code of one of the source's formats. */
export type FetchedBill = { readonly format: string; readonly name: string; readonly bytes: AsyncIterable<Uint8Array> }

/** Where a system's bills come from. Called outside transactions; never throws for what the network does before the bytes flow. */
export type BillSource = {
  /** The rail's code, or `reserve`. */
  readonly code: string
  readonly formats: readonly BillFormat[]
  /** `false`: not set up, so that nothing is fetched and no day waits for its bills. */
  readonly connected?: () => boolean
  /**
   * Fetches the bill of a format and a date. A day without trades is a file without lines. Digests that the system gives are checked
   * while the bytes flow: a wrong one throws at the end, and nothing of the import is used. Refuses bill_not_ready (try later),
   * bill_unavailable, bill_invalid.
   */
  fetch(format: string, date: BusinessDate): Promise<Outcome<FetchedBill, BillFetchCode>>
}
