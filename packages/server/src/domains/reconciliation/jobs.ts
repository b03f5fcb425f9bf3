/** The work of reconciliation in the background: reading and matching what came, fetching what is due, carrying out repairs. */
import type { Id } from '../../kernel/ids.ts'
import { addDays, type BusinessDate } from '../../kernel/time.ts'
import type { ReconciliationDeps } from './deps.ts'
import { matchDate, matchImport } from './match-imports.ts'
import { MATCH_JOB, readImport } from './read-imports.ts'
import { fetchImport, READ_JOB } from './receive-imports.ts'
import { REPAIR_JOB, runRepair } from './repair-exceptions.ts'
import * as exceptions from './store/exceptions.ts'
import * as imports from './store/imports.ts'

const FETCH_JOB = 'reconciliation.fetch'
const GATHER_JOB = 'reconciliation.gather'
export const MATCH_DATE_JOB = 'reconciliation.match_date'

export function defineReconciliationJobs(deps: ReconciliationDeps): void {
  const { jobs } = deps
  jobs.define(READ_JOB, async (payload, { signal }) => {
    await readImport(deps, (payload as { import: Id<'imp'> }).import, { signal })
  })
  jobs.define(MATCH_JOB, async (payload, { signal }) => {
    await matchImport(deps, (payload as { import: Id<'imp'> }).import, signal)
  })
  jobs.define(MATCH_DATE_JOB, async (payload, { signal }) => {
    await matchDate(deps, (payload as { date: BusinessDate }).date, signal)
  })
  jobs.define(REPAIR_JOB, async payload => {
    await runRepair(deps, (payload as { repair: Id<'rrp'> }).repair)
  })
  jobs.define(FETCH_JOB, () => fetchDue(deps))
  jobs.schedule(FETCH_JOB, '20 * * * *', { catchUpMs: 60_000 })
  jobs.define(GATHER_JOB, async () => gather(deps))
  jobs.schedule(GATHER_JOB, '* * * * *', { catchUpMs: 60_000 })
}

/** Clearing's discrepancies become exceptions within the minute, bills or no bills. */
export async function gather(deps: ReconciliationDeps): Promise<void> {
  await deps.db.transaction(async tx => exceptions.gatherDiscrepancies(tx, deps.timeZone, deps.clearing.houses, deps.clock.now()))
}

/** Fetches the bills of the last dates that are not there yet; what is not ready is asked for again the next time. */
export async function fetchDue(deps: ReconciliationDeps): Promise<void> {
  const open = (await deps.ledger.findOpenDay(deps.db)).date
  const back = (deps.policies.require('reconciliation.fetch', deps.clock.now()).value as { days_back: number }).days_back
  // One that fails keeps no other waiting; the job runs again for it.
  const failures: unknown[] = []
  for (let days = back; days >= 1; days--) {
    const date = addDays(open, -days)
    if (await exceptions.isClosed(deps.db, date)) continue
    const present = await imports.importsOfDate(deps.db, date)
    for (const source of deps.sources) {
      if (source.connected?.() === false) continue
      for (const format of source.formats) {
        if (present.some(item => item.source === source.code && item.format === format.code && item.state !== 'receiving')) continue
        try {
          await fetchImport(deps, { source: source.code, format: format.code, date }, 'sys:reconciliation')
        } catch (error) {
          failures.push(error)
        }
      }
    }
  }
  if (failures.length > 0) throw failures[0]
}
