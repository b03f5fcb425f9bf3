/**
 * Reconciliation's face: bills of outside systems against our books, what differs and how it is mended, and the second signature over a
 * day. It reads published views, tells clearing what bills say, and posts through clearing's repairs; it keeps no money of its own.
 */
import type { Id } from '../../kernel/ids.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { Route } from '../../platform/http/route.ts'
import { type ClosedDay, closeReconciliation, whatIsMissing } from './close-day.ts'
import type { ReconciliationDeps } from './deps.ts'
import type { ReconciliationRefusalCode } from './errors.ts'
import { reconciliationRoutes } from './http.ts'
import { defineReconciliationJobs, fetchDue, gather } from './jobs.ts'
import { matchDate, matchImport } from './match-imports.ts'
import { type ReadOptions, readImport } from './read-imports.ts'
import { fetchImport } from './receive-imports.ts'
import { longRefundSink, runRepair } from './repair-exceptions.ts'
import type { Import, Repair } from './types.ts'

export type { ReconciliationDeps } from './deps.ts'
export { reconciliationCatalogue } from './errors.ts'

export type Reconciliation = {
  /** Fetches a bill and queues it. Network. Refuses as the route does. */
  fetchBill(asked: {
    readonly source: string
    readonly format: string
    readonly date: BusinessDate
  }): Promise<Outcome<Import, ReconciliationRefusalCode>>
  /** Fetches what is due of every source. Network. */
  fetchDue(): Promise<void>
  /** Reads an import that is queued, or goes on reading it. A job does this by itself. */
  read(id: Id<'imp'>, options?: ReadOptions): Promise<Import | null>
  match(id: Id<'imp'>): Promise<Import | null>
  matchDate(date: BusinessDate): Promise<readonly Import[]>
  /** Makes exceptions of clearing's discrepancies. */
  gather(): Promise<void>
  runRepair(id: Id<'rrp'>): Promise<Repair | null>
  whatIsMissing(date: BusinessDate): Promise<string[]>
  close(date: BusinessDate, actor: string): Promise<Outcome<ClosedDay, ReconciliationRefusalCode>>
  readonly routes: readonly Route[]
}

/** Registers its jobs, and its sink at clearing for refunds of surpluses. */
export function createReconciliation(deps: ReconciliationDeps): Reconciliation {
  deps.clearing.registerSink('long_refund', longRefundSink(deps))
  defineReconciliationJobs(deps)
  return {
    fetchBill: asked => fetchImport(deps, asked, 'sys:reconciliation'),
    fetchDue: () => fetchDue(deps),
    read: (id, options) => readImport(deps, id, options),
    match: id => matchImport(deps, id),
    matchDate: date => matchDate(deps, date),
    gather: () => gather(deps),
    runRepair: id => runRepair(deps, id),
    whatIsMissing: date => whatIsMissing(deps, date),
    close: (date, actor) => closeReconciliation(deps, date, actor),
    routes: reconciliationRoutes(deps),
  }
}
