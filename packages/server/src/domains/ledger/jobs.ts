/**
 * The ledger's background work: expired reservations are released every minute, the books are verified every night.
 */
import type { Db, Tx } from '../../platform/db.ts'
import { type VerifyDeps, verifyBooks } from './verify-books.ts'

/** Most reservations that one transaction releases, and most transactions of one run. */
const EXPIRE_LIMIT = 500
const EXPIRE_ROUNDS = 20

/** The part of platform/jobs.ts that is needed here. */
export type LedgerJobs = {
  define(name: string, handler: () => Promise<void>): void
  schedule(name: string, cron: string): void
}

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
  jobs.schedule('ledger.expire_pendings', '* * * * *')
  jobs.define('ledger.verify_books', async () => {
    const { ok, differenceCount } = await verifyBooks(deps, deps.db)
    if (!ok) deps.onDifferences(differenceCount)
  })
  jobs.schedule('ledger.verify_books', '0 19 * * *')
}
