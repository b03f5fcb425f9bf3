/** The nouns of reconciliation: imports of bills, what their lines matched, exceptions, repairs and the second signature over a day. */
import type { Currency } from '../../kernel/currencies.ts'
import type { Id } from '../../kernel/ids.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { BillSide, BillSummary, CsvMapping, LineKind } from './ports.ts'

/**
 * `receiving`: its bytes arrive. `queued`: whole, waits to be read. `reading`, `read`, `matched`: as they say. `refused`: not what was
 * announced, or another file than the one that holds its place. `discarded`: taken back by an operator.
 */
export const IMPORT_STATES = ['receiving', 'queued', 'reading', 'read', 'matched', 'refused', 'discarded'] as const
export type ImportState = (typeof IMPORT_STATES)[number]

/** `trades` lists every trade of its date, so what it lacks is short; `funds` lists what moved on an account. */
export type BillLists = 'trades' | 'funds'

export type Import = {
  readonly id: Id<'imp'>
  /** What its lines name it by. */
  readonly number: number
  readonly source: string
  readonly format: string
  readonly mapping: string | null
  readonly mappingVersion: number | null
  readonly side: BillSide
  readonly lists: BillLists
  readonly date: BusinessDate
  readonly fileName: string
  readonly state: ImportState
  readonly origin: 'upload' | 'fetch'
  /** SHA-256 of the file, hexadecimal; of fetches `null` until all bytes are there. */
  readonly digest: string | null
  readonly byteCount: bigint | null
  readonly partCount: number
  readonly bytesRead: bigint
  readonly lineCount: number
  readonly errorCount: number
  readonly lastRow: number
  readonly matchedRow: number
  readonly summary: BillSummary | null
  readonly reason: string | null
  readonly createdBy: string
  readonly createdAt: Date
  readonly readAt: Date | null
  readonly matchedAt: Date | null
}

export type SavedMapping = {
  readonly name: string
  readonly version: number
  readonly body: CsvMapping
  readonly createdBy: string
  readonly createdAt: Date
}

/** What a channel charges by its terms for one kind of line: `amount × bps / 10,000 + fixed`, half up; refunds give it back. */
export type FeeTerm = { readonly bps: number; readonly fixed: bigint }

/** How closely lines must agree. Versioned: the latest version of the source, else of `*`, applies. */
export type MatchRules = {
  /** Minor units that amounts may differ by. */
  readonly amountTolerance: bigint
  /** Hours between a line and an instruction that are matched by amount and time alone. */
  readonly windowHours: number
  /** Days by which a line may come after its settlement date without being listed as late. */
  readonly lateDays: number
  /** Minor units that a fee may differ by on one line. */
  readonly feeTolerance: bigint
  /** By kind of line; kinds that are not named are not compared. */
  readonly fees: Readonly<Partial<Record<LineKind, FeeTerm>>>
}

export type SavedRules = MatchRules & {
  readonly version: number
  readonly source: string
  readonly validFrom: Date
  readonly createdBy: string
}

export const EXCEPTION_KINDS = ['long', 'short', 'amount', 'status', 'duplicate', 'late', 'fee', 'unreadable'] as const
/**
 * `long` (长款): they have what we have not. `short` (短款): we have what they have not. `late`: found in a later bill than it belongs in.
 * `unreadable`: rows of a file that could not be read.
 */
export type ExceptionKind = (typeof EXCEPTION_KINDS)[number]

export const EXCEPTION_STATES = ['open', 'repairing', 'explained', 'repaired', 'cleared'] as const
/** `cleared`: it went away by itself, as when a later bill brought what was missing. */
export type ExceptionState = (typeof EXCEPTION_STATES)[number]

export type ReconException = {
  readonly id: Id<'rex'>
  readonly kind: ExceptionKind
  readonly state: ExceptionState
  readonly source: string
  readonly side: BillSide
  readonly date: BusinessDate
  readonly importId: Id<'imp'> | null
  readonly row: number | null
  readonly instructionId: Id<'ins'> | null
  readonly discrepancyId: Id<'dsc'> | null
  /** What is at stake; minor units. */
  readonly amount: bigint
  readonly expected: bigint | null
  readonly found: bigint | null
  readonly currency: Currency
  readonly reference: string | null
  readonly detail: string
  readonly owner: string | null
  readonly openedAt: Date
  readonly closedAt: Date | null
  readonly closedBy: string | null
  readonly comment: string | null
}

export type HistoryEvent = {
  readonly at: Date
  readonly actor: string
  /** opened, commented, assigned, explained, repair_requested, repaired, repair_failed, cleared, reopened. */
  readonly event: string
  readonly words: string | null
}

export const REPAIR_KINDS = ['match', 'write_off', 'book_missing', 'refund_long', 'move_suspense', 'accept_fee'] as const
export type RepairKind = (typeof REPAIR_KINDS)[number]

/** `waiting`: the money is on its way back; the house's result ends it. */
export type RepairState = 'pending' | 'waiting' | 'done' | 'failed'

/** What a repair is given beside its exception. */
export type RepairRequest = {
  /** `match`: the instruction that the line is about. */
  readonly instruction?: Id<'ins'>
  /** `move_suspense`: the exception on the other side that this one is set off against. */
  readonly against?: Id<'rex'>
}

export type Repair = {
  readonly id: Id<'rrp'>
  readonly exceptionId: Id<'rex'>
  readonly kind: RepairKind
  readonly state: RepairState
  readonly request: RepairRequest
  readonly comment: string
  readonly instructionId: Id<'ins'> | null
  readonly result: Readonly<Record<string, unknown>> | null
  readonly failure: string | null
  readonly requestedBy: string
  readonly requestedAt: Date
  readonly finishedAt: Date | null
}

/** The second signature over a day, with what its documents say. */
export type ReconClose = {
  readonly date: BusinessDate
  readonly closedBy: string
  readonly closedAt: Date
  readonly documents: readonly { readonly name: string; readonly contentType: string; readonly size: number; readonly digest: string }[]
}

/** How a line stands. `ignored`: it says nothing about money, such as a trade that failed on both sides. */
export type LineMatch = 'open' | 'matched' | 'exception' | 'explained' | 'ignored'
