/**
 * What an account holds and how it came to hold it: balances now and as of any past instant, statements with a running
 * balance. Reads only.
 */
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import { chartEntry } from './chart.ts'
import { availableOf, NOTHING } from './rules.ts'
import * as reading from './store/reading.ts'
import type { AccountId, Balances, TransferId } from './types.ts'

export type { ReferenceEntry, StoredAccount, StoredEntry, StoredPending, StoredTransfer } from './store/reading.ts'

/** All in minor units. `posted` and `available` stand on the account's normal side. */
export type AccountBalance = {
  readonly account: reading.StoredAccount
  /** The booking time up to which transfers count; `null` for now. */
  readonly asOf: Date | null
  readonly balances: Balances
  readonly posted: bigint
  /** What could leave the account: posted less what pending transfers reserve. */
  readonly available: bigint
}

/** What is booked on the account, on its normal side. */
export function postedOf(
  account: Pick<reading.StoredAccount, 'code'>,
  sums: { readonly debits: bigint; readonly credits: bigint },
): bigint {
  return chartEntry(account.code).normalSide === 'debit' ? sums.debits - sums.credits : sums.credits - sums.debits
}

function balanceOf(account: reading.StoredAccount, balances: Balances, asOf: Date | null): AccountBalance {
  return {
    account,
    asOf,
    balances,
    posted: postedOf(account, { debits: balances.debitsPosted, credits: balances.creditsPosted }),
    available: availableOf(balances, chartEntry(account.code).normalSide),
  }
}

/**
 * The balance of an account now, or with everything that was *booked* up to and including the instant (not: effective).
 * Of hot accounts, which are not constrained, a batch counts from the moment that its snapshot was taken.
 */
export async function readBalance(
  reader: reading.Reader,
  id: AccountId,
  at: Date | null = null,
): Promise<Outcome<AccountBalance, 'account_not_found'>> {
  const [account] = await reading.findAccounts(reader, [id])
  if (account === undefined) return refuse('account_not_found', 'id')
  if (at === null) return ok(balanceOf(account, account, null))
  const balances = await reading.balancesAsOf(reader, account, at, await reading.seqAfter(reader, at))
  return ok(balanceOf(account, balances ?? NOTHING, at))
}

/** A booked transfer on a statement. `balanceAfter` stands on the account's normal side, in minor units. */
export type StatementEntry = reading.StoredEntry & { readonly balanceAfter: bigint }

export type StatementQuery = {
  readonly account: AccountId
  /** Accounting dates, both included. */
  readonly from?: BusinessDate | undefined
  readonly to?: BusinessDate | undefined
  readonly limit: number
  /** Newest first, and what is older than this transfer. */
  readonly startingAfter?: TransferId | undefined
  /** What is newer than this transfer. */
  readonly endingBefore?: TransferId | undefined
}

export type Statement = { readonly account: reading.StoredAccount; readonly entries: readonly StatementEntry[]; readonly hasMore: boolean }

/** One page of a statement, newest first. Only booked money appears: reservations are not entries. */
export async function statementOf(
  reader: reading.Reader,
  query: StatementQuery,
): Promise<Outcome<Statement, 'account_not_found' | 'transfer_not_found'>> {
  const [account] = await reading.findAccounts(reader, [query.account])
  if (account === undefined) return refuse('account_not_found', 'id')
  const range = await reading.seqRangeOf(reader, query.from ?? null, query.to ?? null)
  const cursor = query.startingAfter ?? query.endingBefore
  let { first, end } = range
  if (cursor !== undefined) {
    const [transfer] = await reading.findTransfers(reader, [cursor])
    if (transfer === undefined) return refuse('transfer_not_found', query.startingAfter === undefined ? 'ending_before' : 'starting_after')
    if (query.startingAfter === undefined && transfer.seq >= first) first = transfer.seq + 1n
    if (query.startingAfter !== undefined && transfer.seq < end) end = transfer.seq
  }
  const backwards = query.startingAfter === undefined && query.endingBefore !== undefined
  const rows = await reading.listEntries(reader, account.id, { first, end }, backwards ? 'oldest' : 'newest', query.limit + 1)
  const kept = rows.slice(0, query.limit)
  const ascending = backwards ? kept : kept.reverse()
  const entries = await withBalances(reader, account, ascending)
  return ok({ account, entries: entries.reverse(), hasMore: rows.length > query.limit })
}

/** Entries in ascending order with the balance after each: stored of constrained accounts, summed up of the others. */
async function withBalances(
  reader: reading.Reader,
  account: reading.StoredAccount,
  ascending: readonly reading.StoredEntry[],
  known?: { debits: bigint; credits: bigint },
): Promise<StatementEntry[]> {
  const [oldest] = ascending
  if (oldest === undefined) return []
  const sums = known ?? (account.constrained ? { debits: 0n, credits: 0n } : await reading.sumsBefore(reader, account.id, oldest.seq))
  return ascending.map(entry => {
    if (entry.direction === 'debit') sums.debits += entry.amount
    else sums.credits += entry.amount
    const after =
      entry.debitsAfter === null || entry.creditsAfter === null ? sums : { debits: entry.debitsAfter, credits: entry.creditsAfter }
    return { ...entry, balanceAfter: postedOf(account, after) }
  })
}

const CHUNK = 1000

/** All entries of the dates, oldest first, in chunks: however long the statement, memory holds one chunk. */
export async function* streamStatement(
  reader: reading.Reader,
  account: reading.StoredAccount,
  from: BusinessDate | null,
  to: BusinessDate | null,
): AsyncGenerator<readonly StatementEntry[]> {
  const { first, end } = await reading.seqRangeOf(reader, from, to)
  const sums = account.constrained ? { debits: 0n, credits: 0n } : await reading.sumsBefore(reader, account.id, first)
  let at = first
  for (;;) {
    const rows = await reading.listEntries(reader, account.id, { first: at, end }, 'oldest', CHUNK)
    if (rows.length > 0) yield await withBalances(reader, account, rows, sums)
    const last = rows.at(-1)
    if (last === undefined || rows.length < CHUNK) return
    at = last.seq + 1n
  }
}

/** A reference has few transfers; this many entries are answered at most. */
const ENTRIES_MAX = 1000

/**
 * Every transfer of these references (public ids of a payment, its refunds…), seen from both of its accounts, in booking
 * order, debit before credit. The sums after it are `null` for hot accounts.
 */
export function entriesOfReference(reader: reading.Reader, references: readonly string[]): Promise<reading.ReferenceEntry[]> {
  return reading.entriesOf(reader, references, ENTRIES_MAX)
}
