/**
 * Manual entries (手工记账): what an operator books by hand, with a reason. They obey every rule of the ledger; a wrong entry
 * of the past is mended by a correction on the open accounting date.
 */
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import { createUndo } from '../../kernel/undo.ts'
import type { Tx } from '../../platform/db.ts'
import type { LedgerRefusalCode } from './errors.ts'
import { openPosting, type PostingDeps } from './post-transfers.ts'
import { findPendings, findTransfers, type StoredTransfer } from './store/reading.ts'
import type { AccountId, NewTransfer } from './types.ts'

/** Linked transfers: all are booked or none is. */
export type ManualEntry = {
  /** The accounting date that the operator means; must be the open one. */
  readonly accountingDate: BusinessDate | null
  readonly transfers: readonly NewTransfer[]
}

/** How many transfers one entry may link: with the greatest batch, fewer than a batch may number. */
export const ENTRY_TRANSFERS_MAX = 16

/**
 * Posts entries in order, each whole or not at all. A transfer whose id is booked already, the same in kind, accounts and
 * amount, is left as it is: a retry is harmless.
 */
export async function postEntries(
  deps: PostingDeps,
  tx: Tx,
  entries: readonly ManualEntry[],
): Promise<Outcome<readonly StoredTransfer[], LedgerRefusalCode>[]> {
  const transfers = entries.flatMap(entry => entry.transfers)
  // Accounts and amounts of a pending transfer never change, so they may be read before anything is locked.
  const pendings = await findPendings(
    tx,
    transfers.flatMap(transfer => ('pending' in transfer ? [transfer.pending] : [])),
  )
  const accounts = new Set<AccountId>(pendings.flatMap(pending => [pending.debit, pending.credit]))
  for (const transfer of transfers) if ('debit' in transfer) accounts.add(transfer.debit).add(transfer.credit)
  const undo = createUndo()
  const work = await openPosting(deps, tx, {
    accounts: [...accounts],
    pendings: pendings.map(pending => pending.id),
    checkIds: transfers.map(transfer => transfer.id),
    undo,
  })
  const outcomes = entries.map(entry => {
    if (entry.accountingDate !== null && entry.accountingDate !== work.accountingDate)
      return refuse('accounting_date_closed', 'accounting_date', { open: work.accountingDate })
    const tried = work.try(entry.transfers)
    if (tried.ok) undo.accept()
    return tried
  })
  work.flush()
  const booked = entries.flatMap((entry, index) => (outcomes[index]?.ok === true ? entry.transfers.map(transfer => transfer.id) : []))
  const stored = new Map((await findTransfers(tx, booked)).map(transfer => [transfer.id, transfer]))
  return outcomes.map((outcome, index) =>
    outcome.ok
      ? ok(
          (entries[index]?.transfers ?? []).map(({ id }) => {
            const transfer = stored.get(id)
            invariant(transfer !== undefined, 'an accepted transfer is booked')
            return transfer
          }),
        )
      : outcome,
  )
}
