/**
 * The proof of the books: every balance, running balance, pending state, day and trial balance is derived anew from the
 * transfers and compared with what is stored. Reads the books of one moment; never repairs anything.
 */
import { newId } from '../../kernel/ids.ts'
import type { Clock } from '../../kernel/time.ts'
import type { Db } from '../../platform/db.ts'
import * as store from './store/verification.ts'

export type { Difference, Verification } from './store/verification.ts'

export type VerifyDeps = { readonly clock: Clock }

/** Accounts of one range: what a query may hold in memory. */
const RANGE = 2000

/** Verifies the books and stores the finding. Takes time that grows with the number of transfers; blocks nobody. */
export async function verifyBooks(deps: VerifyDeps, db: Db): Promise<store.Verification> {
  const startedAt = deps.clock.now()
  const found = await db.transaction(async tx => {
    store.freeze(tx)
    const transfers = await store.countTransfers(tx)
    const whole = await store.checkWhole(tx)
    const differences = [...whole.differences]
    let { total } = whole
    let accounts = 0n
    for await (const range of store.checkAccounts(tx, RANGE)) {
      accounts += range.accounts
      total += range.total
      if (differences.length < store.DIFFERENCES_MAX) differences.push(...range.differences)
    }
    return { transfers, accounts, differenceCount: total, differences: differences.slice(0, store.DIFFERENCES_MAX) }
  })
  const verification: store.Verification = {
    id: newId<'vrf'>(),
    startedAt,
    finishedAt: deps.clock.now(),
    ok: found.differenceCount === 0n,
    ...found,
  }
  await store.insertVerification(db, verification)
  return verification
}
