/** What open banking is built from. Its nouns are those of the standard and of its ports. */
import type { Id } from '../../kernel/ids.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { Clock } from '../../kernel/time.ts'
import type { Commands } from '../../platform/commands.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { RateLimit } from '../../platform/http/rate-limit.ts'
import type { Logger } from '../../platform/telemetry.ts'
import type { CancelConsent, Consent, ConsentAccess, NewConsent } from '../consents/types.ts'
import type { Wallets } from '../wallets/wallets.ts'
import type { CoreBankPort } from './ports.ts'
import type { DialectDeps } from './protocol/dialect.ts'

/** The face of consents fits. */
export type ConsentRegister = {
  propose(tx: Tx, consents: readonly NewConsent[]): Consent[]
  find(id: Id<'cns'>): Promise<Consent | null>
  cancel(tx: Tx, commands: readonly CancelConsent[]): Promise<Outcome<Consent>[]>
  /** One statement for all of them; ids that are no consent are absent. */
  accessOfMany(reader: Pick<Db, 'query'>, ids: readonly Id<'cns'>[]): Promise<ReadonlyMap<Id<'cns'>, ConsentAccess>>
  /** In memory; written later, in batches. */
  noteAccess(consentId: Id<'cns'>, resource: string): void
}

export type OpenBankingDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly commands: Commands
  readonly logger: Pick<Logger, 'error' | 'warn'>
  readonly publicUrl: () => string
  readonly consents: ConsentRegister
  readonly bank: CoreBankPort
  readonly wallets: Pick<Wallets, 'findHolders'>
  /** The face of identity fits. */
  readonly oauth: Pick<DialectDeps, 'checkAccess'> & { signingKey(algorithm: 'PS256'): ReturnType<DialectDeps['signingKey']> }
  readonly thirdParties: { keys: DialectDeps['keysOf'] }
  /** Told of what a third party's client did, while it rehearses: the face of identity fits. */
  readonly rehearsals: {
    noteAnswer(
      thirdPartyId: Id<'tpp'>,
      answer: {
        readonly operationId: string
        readonly method: string
        readonly status: number
        readonly code: string | null
        readonly param: string | null
      },
    ): void
    note(
      thirdPartyId: Id<'tpp'>,
      step: 'request_signature',
      outcome: 'passed' | 'failed',
      detail?: { readonly code?: string | null; readonly reason?: string | null },
    ): void
  }
  readonly limits: {
    /** Per third party; `null`: no limit. */
    readonly caller: RateLimit | null
    /** Per client address, for requests whose token is not valid. */
    readonly address: RateLimit | null
  }
}
