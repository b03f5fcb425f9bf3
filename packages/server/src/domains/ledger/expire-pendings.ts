/**
 * Expiry of pending transfers: what was reserved past its time is released by a transfer of kind 5. Posting refuses an expired
 * reservation by itself, so being late here holds money back but never lets it be spent twice.
 */
import { newId } from '../../kernel/ids.ts'
import { createUndo } from '../../kernel/undo.ts'
import type { Tx } from '../../platform/db.ts'
import { openPosting, type PostingDeps } from './post-transfers.ts'
import { duePendings } from './store.ts'

/** Expires at most `limit` due pending transfers, oldest first; returns how many. Ranks: `day`, then `accounts`. */
export async function expirePendings(deps: PostingDeps, tx: Tx, limit: number): Promise<number> {
  const due = await duePendings(tx, deps.offsetMs(), limit)
  if (due.length === 0) return 0
  const undo = createUndo()
  const accounts = [...new Set(due.flatMap(row => [row.debit_account, row.credit_account]))]
  const work = await openPosting(deps, tx, { accounts, pendings: due.map(row => row.id), undo })
  let expired = 0
  for (const row of due) {
    // Resolved by a batch that was faster: nothing is left to release.
    if (!work.expire({ id: newId<'trf'>(), pending: row.id, reference: row.reference, reason: { kind: 'expiry' } }).ok) continue
    undo.accept()
    expired += 1
  }
  work.flush()
  return expired
}
