/** What wallets are built from. */
import type { Clock } from '../../kernel/time.ts'
import type { Commands } from '../../platform/commands.ts'
import type { Db } from '../../platform/db.ts'
import type { Outbox } from '../../platform/outbox.ts'
import type { Seal } from '../../platform/seal.ts'
import type { Consents } from '../consents/consents.ts'
import type { Identity } from '../identity/identity.ts'
import type { LedgerFace } from '../ledger/ledger.ts'
import type { PolicyRecord } from '../policies/types.ts'
import type { ClearingPort, Subscribe } from './ports.ts'

export type WalletsDeps = {
  readonly db: Db
  readonly clock: Clock
  /** IANA name: the institution's business day decides what counts together. */
  readonly timeZone: string
  readonly commands: Commands
  readonly outbox: Outbox
  readonly ledger: Pick<LedgerFace, 'open' | 'createAccounts' | 'institutionAccount' | 'readBalance' | 'statementOf'>
  readonly policies: { require(key: string, instant: Date): PolicyRecord }
  readonly consents: Pick<Consents, 'open' | 'proposeCards' | 'activateCards' | 'revokeCards' | 'findCard' | 'boundCards'>
  readonly identity: Pick<Identity, 'hashPassword' | 'registerConsumers'>
  readonly clearing: ClearingPort
  /** Code of the clearing house that bank legs travel through. */
  readonly house: string
  readonly subscribe: Subscribe
  /** Names of the other side, by the public id that a booked movement refers to; those that nobody can name are absent. */
  readonly describeReferences: (references: readonly string[]) => Promise<ReadonlyMap<string, { readonly en: string; readonly zh: string }>>
  readonly seal: Seal
  /** 32 bytes, kept like the seal's key: hashes id numbers, so that a person is found again without opening anything. */
  readonly fingerprintKey: Uint8Array
  /** A house could not be told that a card was unbound; the holder's revocation stands all the same. */
  readonly onUnbindFailed: (card: string, code: string) => void
}
