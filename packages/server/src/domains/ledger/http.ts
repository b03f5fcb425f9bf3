/** The ledger's operator API. Day cut and close are commands of payments, which orchestrates them. */
import type { Commands } from '../../platform/commands.ts'
import type { Db } from '../../platform/db.ts'
import type { Route } from '../../platform/http/route.ts'
import { accountRoutes } from './http/accounts.ts'
import { bookRoutes } from './http/books.ts'
import { presentEntries, subjectOf, transferRoutes } from './http/transfers.ts'
import { type ManualEntry, postEntries } from './post-entries.ts'
import type { PostingDeps } from './post-transfers.ts'
import type { StoredTransfer } from './statements.ts'
import type { VerifyDeps } from './verify-books.ts'

export type LedgerRouteDeps = { readonly db: Db; readonly commands: Commands }

export function ledgerRoutes(deps: LedgerRouteDeps, posting: PostingDeps, verifying: VerifyDeps): readonly Route[] {
  const post = deps.commands.define<ManualEntry, readonly StoredTransfer[]>({
    name: 'ledger.post_entries',
    decide: (tx, commands) =>
      postEntries(
        posting,
        tx,
        commands.map(command => command.input),
      ),
    present: transfers => ({ status: 201, body: presentEntries(transfers) }),
    subject: subjectOf,
  })
  return [...accountRoutes(deps.db), ...transferRoutes(deps.db, post), ...bookRoutes(verifying, deps.db)]
}
