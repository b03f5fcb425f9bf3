/** What reconciliation decides without a database: how statements match, which repairs fit, what fees should be. Pure. */
import type { BusinessDate } from '../../kernel/time.ts'
import type { BillSide } from './ports.ts'
import type { BillLists, ExceptionKind, FeeTerm, MatchRules, RepairKind } from './types.ts'

/** Whether a bill lists every trade of its date or what moved on an account. */
export function listsOf(format: { readonly code: string; readonly lists?: BillLists }, side: BillSide): BillLists {
  if (format.lists !== undefined) return format.lists
  return side === 'reserve' || /_fund(_flow)?$/.test(format.code) ? 'funds' : 'trades'
}

/** What a channel should charge for a line by its terms, minor units; below zero for what it gives back. Half a unit is rounded up. */
export function expectedFee(kind: string, amount: bigint, term: FeeTerm): bigint {
  const bps = BigInt(term.bps)
  const fee = (amount / 10_000n) * bps + ((amount % 10_000n) * bps + 5_000n) / 10_000n + term.fixed
  return kind === 'refund' ? -fee : fee
}

// Statements of the reserve bank: few lines, so they are matched here.

/** A line of a statement; the amount is signed, money in above zero. */
export type StatementItem = {
  readonly row: number
  readonly amount: bigint
  readonly date: BusinessDate
  readonly reference: string | null
  /** Everything that was written about it, for references that stand inside words. */
  readonly words: string
}

/** What should stand on the statement: the net of a house's date, or a transfer between our funds. Signed alike. */
export type Expected = {
  readonly kind: 'stl' | 'trf'
  readonly id: string
  /** Its public id. */
  readonly publicId: string
  readonly house: string | null
  /** How the house's references begin on the statement, before the date and the number of the netting cycle: `A2026070101`. */
  readonly mark?: string | null
  readonly date: BusinessDate
  readonly amount: bigint
}

export type StatementMatch = {
  readonly rows: readonly number[]
  readonly items: readonly Expected[]
  readonly rule: 'reference' | 'sum' | 'amount_time' | 'net'
}

export type StatementResult = {
  readonly matches: readonly StatementMatch[]
  /** Named one of ours, but over another amount. */
  readonly amounts: readonly { readonly row: number; readonly item: Expected }[]
  readonly lines: readonly StatementItem[]
  readonly items: readonly Expected[]
}

const DAY_MS = 86_400_000
const daysBetween = (a: BusinessDate, b: BusinessDate): number => Math.abs(Date.parse(a) - Date.parse(b)) / DAY_MS

const NET_OF_RAIL = /^([a-z][a-z0-9_]*)-(\d{4}-\d{2}-\d{2})$/

const names = (line: StatementItem, item: Expected): boolean => {
  if (line.reference === item.publicId || line.words.includes(item.publicId)) return true
  if (item.house === null) return false
  // A channel that settles through a house is named with its date, beside the house.
  const [, rail, date] = NET_OF_RAIL.exec(line.reference ?? '') ?? []
  if (rail !== undefined) return rail === item.house && date === item.date
  const compact = item.date.replaceAll('-', '')
  if (typeof item.mark === 'string' && new RegExp(`(^|[^A-Za-z0-9])${item.mark}${compact}\\d{2}([^0-9]|$)`).test(line.words)) return true
  const dates = [item.date, compact]
  return new RegExp(`(^|[^a-z0-9_])${item.house}([^a-z0-9_]|$)`).test(line.words) && dates.some(date => line.words.includes(date))
}

/**
 * Matches a statement: by reference, one to one, one to many and many to one; then by amount within the window, where nothing else could
 * be meant; then a line that is the sum of everything a house still owes. What is ambiguous stays unmatched.
 */
export function matchStatement(
  lines: readonly StatementItem[],
  items: readonly Expected[],
  rules: Pick<MatchRules, 'amountTolerance' | 'windowHours'>,
): StatementResult {
  const openLines = new Set(lines)
  const openItems = new Set(items)
  const matches: StatementMatch[] = []
  const amounts: { row: number; item: Expected }[] = []
  const near = (a: bigint, b: bigint): boolean => (a > b ? a - b : b - a) <= rules.amountTolerance
  const take = (rows: readonly StatementItem[], taken: readonly Expected[], rule: StatementMatch['rule']): void => {
    for (const line of rows) openLines.delete(line)
    for (const item of taken) openItems.delete(item)
    matches.push({ rows: rows.map(line => line.row), items: taken, rule })
  }
  const sumOf = (list: readonly { readonly amount: bigint }[]): bigint => list.reduce((sum, each) => sum + each.amount, 0n)

  for (const line of lines) {
    const named = [...openItems].filter(item => names(line, item))
    if (named.length === 0) continue
    const exact = named.find(item => near(item.amount, line.amount))
    if (exact !== undefined) take([line], [exact], 'reference')
    else if (named.length > 1 && near(sumOf(named), line.amount)) take([line], named, 'sum')
  }
  for (const item of items) {
    if (!openItems.has(item)) continue
    const naming = [...openLines].filter(line => names(line, item))
    if (naming.length === 0) continue
    if (near(sumOf(naming), item.amount)) take(naming, [item], 'sum')
    else if (naming.length === 1) {
      const [line] = naming as [StatementItem]
      openLines.delete(line)
      openItems.delete(item)
      amounts.push({ row: line.row, item })
    }
  }
  const days = Math.max(1, Math.ceil(rules.windowHours / 24))
  const couldBe = (line: StatementItem, item: Expected): boolean =>
    near(line.amount, item.amount) && daysBetween(line.date, item.date) <= days
  const pairs = [...openLines].map(line => ({ line, candidates: [...openItems].filter(item => couldBe(line, item)) }))
  for (const { line, candidates } of pairs) {
    const [item] = candidates
    if (item === undefined || candidates.length > 1) continue
    if (pairs.filter(other => other.candidates.includes(item)).length === 1) take([line], [item], 'amount_time')
  }
  for (const line of [...openLines]) {
    const houses = [...new Set([...openItems].flatMap(item => (item.house === null ? [] : [item.house])))]
    const fitting = houses
      .map(house => [...openItems].filter(item => item.house === house && item.date <= line.date && daysBetween(line.date, item.date) <= 7))
      .filter(owed => owed.length > 1 && near(sumOf(owed), line.amount))
    const [owed] = fitting
    if (owed !== undefined && fitting.length === 1) take([line], owed, 'net')
  }
  return { matches, amounts, lines: [...openLines], items: [...openItems] }
}

// Repairs

/** Which repairs fit which kind of exception; whether one can be done now depends on more. */
export const REPAIRS_OF: Readonly<Record<ExceptionKind, readonly RepairKind[]>> = {
  long: ['match', 'book_missing', 'refund_long', 'move_suspense'],
  short: ['match', 'write_off', 'move_suspense'],
  amount: ['write_off', 'refund_long', 'move_suspense'],
  status: ['book_missing', 'refund_long'],
  duplicate: ['refund_long', 'move_suspense'],
  late: [],
  fee: ['accept_fee'],
  unreadable: [],
}
