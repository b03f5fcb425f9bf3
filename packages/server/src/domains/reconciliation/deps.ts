/** What reconciliation is built from. */
import type { Clock } from '../../kernel/time.ts'
import type { AuditSink, Commands } from '../../platform/commands.ts'
import type { Db } from '../../platform/db.ts'
import type { Jobs } from '../../platform/jobs.ts'
import type { ClearingFace } from '../clearing/clearing.ts'
import type { LedgerFace } from '../ledger/ledger.ts'
import type { Policies } from '../policies/policies.ts'
import type { BillFormat, BillSource } from './ports.ts'

export type ReconciliationDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly timeZone: string
  readonly commands: Commands
  readonly audit: AuditSink
  readonly jobs: Pick<Jobs, 'add' | 'define' | 'schedule'>
  readonly policies: Pick<Policies, 'require' | 'at'>
  readonly ledger: Pick<LedgerFace, 'open' | 'institutionAccount' | 'readTrialBalance' | 'readReserve' | 'findOpenDay' | 'findDay'>
  readonly clearing: Pick<ClearingFace, 'houses' | 'submit' | 'registerSink' | 'hear' | 'repairs' | 'bookSettlement'>
  /** Where bills are fetched; their formats can be uploaded, too. */
  readonly sources: readonly BillSource[]
  /** How the references of a house's netting cycles begin on the reserve bank's statement, by house: `{ sim: 'A' }`. */
  readonly statementMarks?: Readonly<Record<string, string>>
  /** Formats that are uploaded for sources that nobody fetches from, by the source's code. */
  readonly formats?: Readonly<Record<string, readonly BillFormat[]>>
}
