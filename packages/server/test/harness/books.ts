/** Proves the books of a test database: whatever its tests did, the ledger must add up. */
import { verifyBooks } from '../../src/domains/ledger/verify-books.ts'
import { systemClock } from '../../src/kernel/time.ts'
import type { Db } from '../../src/platform/db.ts'

/** Throws with the first differences when the books of the database are not sound. */
export async function assertBooksVerified(db: Db): Promise<void> {
  const { ok, differenceCount, differences } = await verifyBooks({ clock: systemClock }, db)
  if (ok) return
  const told = differences.slice(0, 10).map(({ kind, subject, detail }) => `${kind} ${subject}: ${detail}`)
  throw new Error(`the books differ in ${differenceCount} places\n${told.join('\n')}`)
}
