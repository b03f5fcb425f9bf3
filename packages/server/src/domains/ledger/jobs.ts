/**
 * The ledger's background work: expired reservations are released every minute, the books are verified every night.
 */
import type { Db, Tx } from '../../platform/db.ts'
import type { Jobs } from '../../platform/jobs.ts'
import { type VerifyDeps, verifyBooks } from './verify-books.ts'

/** Most reservations that one transaction releases, and most transactions of one run. */
const EXPIRE_LIMIT = 500
const EXPIRE_ROUNDS = 20
const MINUTE_MS = 60_000

export type LedgerJobs = Pick<Jobs, 'define' | 'schedule'>

export type LedgerJobDeps = VerifyDeps & {
  readonly db: Db
  readonly expirePendings: (tx: Tx, limit: number) => Promise<number>
  /** Hears of books that do not add up: a defect that a person must look at. */
  readonly onDifferences: (count: bigint) => void
}

/** Releases what is due, in bounded steps; returns how many. */
export async function expireDuePendings(deps: Pick<LedgerJobDeps, 'db' | 'expirePendings'>): Promise<number> {
  let total = 0
  for (let round = 0; round < EXPIRE_ROUNDS; round++) {
    const expired = await deps.db.transaction(tx => deps.expirePendings(tx, EXPIRE_LIMIT))
    total += expired
    if (expired < EXPIRE_LIMIT) break
  }
  return total
}

export function defineLedgerJobs(jobs: LedgerJobs, deps: LedgerJobDeps): void {
  jobs.define('ledger.expire_pendings', async () => {
    await expireDuePendings(deps)
  })
  // A run releases whatever is due, so that missed ones need no making up.
  jobs.schedule('ledger.expire_pendings', '* * * * *', { catchUpMs: MINUTE_MS })
  jobs.define('ledger.verify_books', async () => {
    const { ok, differenceCount } = await verifyBooks(deps, deps.db)
    if (!ok) deps.onDifferences(differenceCount)
  })
  jobs.schedule('ledger.verify_books', '0 3 * * *')
}
