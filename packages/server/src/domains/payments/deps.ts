/** What payments are built from: the faces of the domains below, and the platform. */
import type { Clock } from '../../kernel/time.ts'
import type { AuditSink } from '../../platform/commands.ts'
import type { Db } from '../../platform/db.ts'
import type { Outbox } from '../../platform/outbox.ts'
import type { ClearingFace } from '../clearing/clearing.ts'
import type { Consents } from '../consents/consents.ts'
import type { Identity } from '../identity/identity.ts'
import type { LedgerFace } from '../ledger/ledger.ts'
import type { Merchants } from '../merchants/merchants.ts'
import type { Partners } from '../partners/partners.ts'
import type { Policies } from '../policies/policies.ts'
import type { Wallets } from '../wallets/wallets.ts'
import type { Routing } from './ports.ts'
import type { ViewDeps } from './view.ts'

export type PaymentDeps = ViewDeps & {
  readonly db: Db
  readonly clock: Clock
  readonly outbox: Outbox
  readonly audit: AuditSink
  readonly ledger: LedgerFace
  readonly merchants: Merchants
  readonly partners: Partners
  readonly consents: Consents
  readonly identity: Pick<Identity, 'sca' | 'presentAuthentication'>
  readonly wallets: Wallets
  readonly clearing: ClearingFace
  readonly policies: Policies
  readonly routing: Routing
  /** The clearing house that binds cards and reaches the reserve bank. */
  readonly house: string
}
