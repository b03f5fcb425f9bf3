/**
 * Matches what was read: bills of trades and funds with clearing's instructions, statements with nets and transfers of funds, instructions
 * with the ledger. Every step may be repeated; an instruction that got its result since is found by the next run.
 */
import { formatId, type Id } from '../../kernel/ids.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { ReconciliationDeps } from './deps.ts'
import { type Expected, matchStatement } from './rules.ts'
import * as exceptions from './store/exceptions.ts'
import * as store from './store/imports.ts'
import * as matching from './store/matching.ts'
import * as settings from './store/settings.ts'
import type { Import, SavedRules } from './types.ts'

/** Matches one import, if it has been read. Answers it as it stands afterwards. */
export async function matchImport(deps: ReconciliationDeps, id: Id<'imp'>, signal?: AbortSignal): Promise<Import | null> {
  return deps.db.transaction(async guard => {
    // Somebody who saw that it is matched, and closes, comes before whoever matched it has let go.
    await store.awaitWork(guard, id)
    const item = await store.getImport(deps.db, id)
    if (item === null || (item.state !== 'read' && item.state !== 'matched')) return item
    const now = deps.clock.now()
    // The rules of the bill's own date, so that matching it again later gives the same.
    const rules = await settings.rulesAt(deps.db, item.source, laterOf(settings.endOf(item.date), item.createdAt))
    if (item.side === 'reserve') await matchReserve(deps, item, rules)
    else {
      await matching.reopenLines(deps.db, item.number)
      await matching.matchTrades(deps.db, item, rules, now, signal)
      await matching.clearMatched(deps.db, item.number, now)
    }
    await deps.db.transaction(async tx => exceptions.gatherDiscrepancies(tx, deps.timeZone, deps.clearing.houses, now))
    await matching.finishMatching(deps.db, item, now)
    return store.getImport(deps.db, id)
  })
}

const laterOf = (a: Date, b: Date): Date => (a > b ? a : b)

async function matchReserve(deps: ReconciliationDeps, item: Import, rules: SavedRules): Promise<void> {
  const now = deps.clock.now()
  await matching.reopenTold(deps.db, item.number)
  const written = await matching.openStatementLines(deps.db, item.number)
  const told = await matching.leaveOutTold(deps.db, item.number)
  const lines = written.filter(({ row }) => !told.has(row))
  const expected = (await matching.expectedOnStatement(deps.db, item.date)).map(
    (row): Expected => ({
      ...row,
      mark: row.house === null ? null : (deps.statementMarks?.[row.house] ?? null),
      publicId: row.kind === 'stl' ? formatId('stl', row.id as Id<'stl'>) : formatId('trf', row.id as Id<'trf'>),
    }),
  )
  const found = matchStatement(lines, expected, rules)
  // What another statement has told, over whatever amount, is not missing.
  const toldOf = written.filter(({ row }) => told.has(row))
  const missing = matchStatement(toldOf, found.items, rules).items
  const matched = new Set(found.matches.flatMap(match => match.rows))
  const keyOf = (each: Expected): string => `short/${item.source}/${each.kind}/${each.id}`
  const rowKey = (row: number): string => `row/${item.id}/${row}`
  await deps.db.transaction(async tx => {
    matching.linkStatement(tx, item.number, found.matches, now)
    matching.clearStatement(
      tx,
      [
        ...found.matches.flatMap(match => match.items.map(keyOf)),
        ...[...matched, ...told].map(rowKey),
        ...found.amounts.map(({ item: each }) => keyOf(each)),
        ...found.items.filter(each => !missing.includes(each)).map(keyOf),
      ],
      now,
    )
    const amountOf = new Map(lines.map(line => [line.row, line.amount]))
    matching.listStatementFindings(
      tx,
      item.number,
      [
        ...found.lines.map(line => ({
          fingerprint: rowKey(line.row),
          kind: 'long' as const,
          date: item.date,
          row: line.row,
          amount: abs(line.amount),
          expected: null,
          found: line.amount,
          detail: `row ${line.row}: ${line.amount} on the statement, which nothing of ours answers for: ${line.words}`.slice(0, 500),
        })),
        ...missing.map(each => ({
          fingerprint: keyOf(each),
          kind: 'short' as const,
          date: item.date,
          row: null,
          amount: abs(each.amount),
          expected: each.amount,
          found: null,
          detail: `${nameOf(each)} of ${each.amount} is not on the statement`,
        })),
        ...found.amounts.map(({ row, item: each }) => ({
          fingerprint: rowKey(row),
          kind: 'amount' as const,
          date: item.date,
          row,
          amount: abs((amountOf.get(row) ?? 0n) - each.amount),
          expected: each.amount,
          found: amountOf.get(row) ?? null,
          detail: `row ${row}: ${amountOf.get(row)} on the statement for ${nameOf(each)} of ${each.amount}`,
        })),
      ],
      now,
    )
  })
}

const abs = (amount: bigint): bigint => (amount < 0n ? -amount : amount)

const nameOf = (each: Expected): string =>
  each.kind === 'stl' ? `the net of ${each.house} for ${each.date}` : `the transfer of funds of ${each.date} (${each.publicId})`

/** Matches every import of a date again, gathers clearing's discrepancies and proves the successes of the date against the ledger. */
export async function matchDate(deps: ReconciliationDeps, date: BusinessDate, signal?: AbortSignal): Promise<readonly Import[]> {
  const done: Import[] = []
  for (const item of await store.importsOfDate(deps.db, date)) {
    if (item.state !== 'read' && item.state !== 'matched') continue
    const matched = await matchImport(deps, item.id, signal)
    if (matched !== null) done.push(matched)
  }
  const now = deps.clock.now()
  await deps.db.transaction(async tx => exceptions.gatherDiscrepancies(tx, deps.timeZone, deps.clearing.houses, now))
  const { institutionAccount } = deps.ledger
  for (const house of deps.clearing.houses) {
    signal?.throwIfAborted()
    const accounts = {
      receivable: institutionAccount('clearing_receivable', house),
      payouts: institutionAccount('payout_in_transit', house),
      refunds: institutionAccount('refund_in_transit', house),
    }
    await matching.listUnbooked(deps.db, house, date, accounts, deps.clearing.houses, now)
  }
  return done
}
