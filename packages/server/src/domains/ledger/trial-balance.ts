/**
 * The trial balance (试算平衡表) of a cut day: per account code and currency the opening balance, the day's debits and credits
 * and the closing balance, stored once. Computed from the day's transfers and the stored closing of the day before, never
 * from the current balances.
 */
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { DayDeps } from './cut-day.ts'
import { findDay, lockUnstoredDays, readTrialBalance, storeDay, type TrialBalanceLine } from './store/days.ts'

export type TrialBalance = {
  readonly date: BusinessDate
  readonly lines: readonly TrialBalanceLine[]
}

/**
 * Stores the trial balance and the accounts' closing balances of a cut date, and of earlier dates that still lack theirs.
 * Harmless when repeated. Debits that differ from credits are a defect and throw.
 */
export async function storeTrialBalance(
  deps: DayDeps,
  tx: Tx,
  date: BusinessDate,
): Promise<Outcome<TrialBalance, 'day_not_found' | 'day_open'>> {
  for (const day of await lockUnstoredDays(tx, date)) {
    await storeDay(tx, day, deps.clock.offsetMs())
    assertBalanced(day.date, await readTrialBalance(tx, day.date))
  }
  return readStoredTrialBalance(tx, date)
}

/** The stored trial balance. Refuses with `day_open` while the day is not cut or its trial balance is being made. */
export async function readStoredTrialBalance(
  reader: Pick<Db, 'query'>,
  date: BusinessDate,
): Promise<Outcome<TrialBalance, 'day_not_found' | 'day_open'>> {
  const day = await findDay(reader, date)
  if (day === null) return refuse('day_not_found', 'date')
  if (day.trialBalanceAt === null) return refuse('day_open', 'date', { date })
  return ok({ date, lines: await readTrialBalance(reader, date) })
}

function assertBalanced(date: BusinessDate, lines: readonly TrialBalanceLine[]): void {
  for (const currency of new Set(lines.map(line => line.currency))) {
    const mine = lines.filter(line => line.currency === currency)
    const debits = mine.reduce((sum, line) => sum + line.debits, 0n)
    const credits = mine.reduce((sum, line) => sum + line.credits, 0n)
    invariant(debits === credits, `debits equal credits in ${currency} on ${date}`)
  }
}
