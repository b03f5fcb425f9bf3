/**
 * Risk signals back to banks: an operator files what is known of a fraud or a takeover, and the banks that the holder named in a consent
 * (or that a statute names) read it from a feed. A signal is shared when it is filed; the consent is checked again when it is read.
 */
import { formatId, type Id, newId } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { principalKey } from '../../../kernel/principal.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { AuditSink, Command, CommandHandler, Commands } from '../../../platform/commands.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Route } from '../../../platform/http/route.ts'
import type { ConsentAccess } from '../../consents/types.ts'
import type { HolderRecord, Wallets } from '../../wallets/wallets.ts'
import type { CoreBankPort } from '../ports.ts'
import type { ApiVersion } from '../versions.ts'
import { VERSIONS } from '../versions.ts'
import { feedRoutes } from './http/feed.ts'
import { signalJson, signalRoutes } from './http/signals.ts'
import * as store from './store.ts'
import { type Recipient, RISK_PERMISSION, type RiskSignal, type SharedSignal } from './types.ts'

export type RiskSignalsDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly commands: Commands
  readonly audit: AuditSink
  readonly wallets: Pick<Wallets, 'findHolders'>
  readonly bank: Pick<CoreBankPort, 'accountsOf'>
  readonly consents: {
    grantsOf(reader: Pick<Db, 'query'>, accounts: readonly string[]): Promise<readonly { readonly consentId: Id<'cns'> }[]>
    accessOfMany(reader: Pick<Db, 'query'>, ids: readonly Id<'cns'>[]): Promise<ReadonlyMap<Id<'cns'>, ConsentAccess>>
  }
  readonly thirdParties: { find(id: Id<'tpp'>): Promise<{ readonly roles: readonly string[] } | null> }
}

export type FileSignal = Omit<RiskSignal, 'id' | 'filedBy' | 'createdAt' | 'withdrawnAt' | 'withdrawalReason'> & {
  readonly recipients: readonly Recipient[]
}
export type WithdrawSignal = { readonly id: Id<'sig'>; readonly reason: string }

/** A signal with whom it was shared. */
export type ToldSignal = { readonly signal: RiskSignal; readonly recipients: readonly (Recipient & { readonly readAt: Date | null })[] }

/** A bank's page of its feed; `subjects` are the people of signals on a statutory basis. */
export type FeedPage = {
  readonly shared: readonly SharedSignal[]
  readonly subjects: ReadonlyMap<Id<'hld'>, HolderRecord>
  readonly next: bigint
  readonly hasMore: boolean
}

export type RiskSignals = {
  /** Of operators. */
  readonly routes: readonly Route[]
  /** Of banks, in the dialect of open banking. */
  readonly feedRoutes: readonly Route[]
}

export function createRiskSignals(deps: RiskSignalsDeps, versions: readonly ApiVersion[] = VERSIONS): RiskSignals {
  const subject = ({ signal }: ToldSignal): string => formatId('sig', signal.id)
  const file: CommandHandler<FileSignal> = deps.commands.define<FileSignal, ToldSignal>({
    name: 'openbanking.file_risk_signal',
    decide: (tx, commands) => fileSignals(deps, tx, commands),
    present: told => ({ status: 201, body: signalJson(told) }),
    subject,
  })
  const withdraw: CommandHandler<WithdrawSignal> = deps.commands.define<WithdrawSignal, ToldSignal>({
    name: 'openbanking.withdraw_risk_signal',
    decide: (tx, commands) => withdrawSignals(deps, tx, commands),
    present: told => ({ status: 200, body: signalJson(told) }),
    subject,
  })
  return {
    routes: signalRoutes({ ...deps, file, withdraw, consented: holder => consentedRecipients(deps, holder) }),
    feedRoutes: versions.flatMap(version =>
      feedRoutes({ read: (party, after, limit, request) => readFeed(deps, party, after, limit, request) }, version),
    ),
  }
}

/** The third parties that the holder lets have risk signals now: by a consent over any of the holder's accounts that names them. */
async function consentedRecipients(deps: RiskSignalsDeps, holderId: Id<'hld'>): Promise<Recipient[]> {
  const accounts = await deps.bank.accountsOf(holderId)
  const grants = await deps.consents.grantsOf(
    deps.db,
    accounts.map(account => formatId('bac', account.id)),
  )
  const access = await deps.consents.accessOfMany(deps.db, [...new Set(grants.map(grant => grant.consentId))])
  return [...access.values()].flatMap(consent =>
    allows(consent) && consent.holderId === holderId && consent.thirdPartyId !== null
      ? { thirdPartyId: consent.thirdPartyId, consentId: consent.id }
      : [],
  )
}

const allows = (consent: ConsentAccess | undefined): consent is ConsentAccess =>
  consent !== undefined && consent.refusal === null && consent.permissions.includes(RISK_PERMISSION)

async function fileSignals(deps: RiskSignalsDeps, tx: Tx, commands: readonly Command<FileSignal>[]): Promise<Outcome<ToldSignal>[]> {
  store.claimFeed(tx)
  const now = deps.clock.now()
  const filed = commands.map(
    ({ input: { recipients, ...facts }, context }): ToldSignal => ({
      signal: {
        ...facts,
        id: newId<'sig'>(),
        filedBy: principalKey(context.principal),
        createdAt: now,
        withdrawnAt: null,
        withdrawalReason: null,
      },
      recipients: recipients.map(recipient => ({ ...recipient, readAt: null })),
    }),
  )
  store.insertSignals(
    tx,
    filed.map(each => each.signal),
  )
  store.shareSignals(
    tx,
    filed.flatMap(({ signal, recipients }) => recipients.map(recipient => ({ ...recipient, signalId: signal.id }))),
    now,
  )
  return filed.map(ok)
}

/** Refuses: risk_signal_not_found, risk_signal_withdrawn. */
async function withdrawSignals(
  deps: RiskSignalsDeps,
  tx: Tx,
  commands: readonly Command<WithdrawSignal>[],
): Promise<Outcome<ToldSignal>[]> {
  store.claimFeed(tx)
  const now = deps.clock.now()
  const ids = commands.map(({ input }) => input.id)
  const found = await store.findSignals(tx, ids)
  const told = Map.groupBy(await store.recipientsOf(tx, ids), recipient => recipient.signalId)
  const withdrawn: WithdrawSignal[] = []
  const outcomes = commands.map(({ input }): Outcome<ToldSignal> => {
    const signal = found.get(input.id)
    if (signal === undefined) return refuse('risk_signal_not_found', 'id')
    if (signal.withdrawnAt !== null) return refuse('risk_signal_withdrawn', 'id')
    const after = { ...signal, withdrawnAt: now, withdrawalReason: input.reason }
    found.set(signal.id, after)
    withdrawn.push(input)
    return ok({ signal: after, recipients: told.get(signal.id) ?? [] })
  })
  store.withdrawSignals(tx, withdrawn, now)
  return outcomes
}

/** What the bank may see now: consents that have ended since take their signals with them. First readings are noted and audited. */
async function readFeed(
  deps: RiskSignalsDeps,
  thirdPartyId: Id<'tpp'>,
  after: bigint,
  limit: number,
  request: { readonly requestId: string; readonly endpoint: string },
): Promise<FeedPage> {
  return deps.db.transaction(async tx => {
    const rows = await store.readFeed(tx, thirdPartyId, after, limit + 1)
    const kept = rows.slice(0, limit)
    const access = await deps.consents.accessOfMany(tx, [...new Set(kept.flatMap(row => row.consentId ?? []))])
    const shared = kept.filter(row => row.consentId === null || allows(access.get(row.consentId)))
    const statutory = shared.filter(row => row.consentId === null).map(row => row.signal.holderId)
    const people = statutory.length === 0 ? [] : await deps.wallets.findHolders(tx, [...new Set(statutory)])
    const fresh = shared.filter(row => row.readAt === null)
    if (fresh.length > 0) {
      store.noteRead(
        tx,
        fresh.map(row => row.seq),
        deps.clock.now(),
      )
      deps.audit(
        tx,
        fresh.map(row => ({
          actor: `tpp:${thirdPartyId}`,
          action: request.endpoint,
          subject: formatId('sig', row.signal.id),
          result: 'ok',
          requestId: request.requestId,
          requestHash: null,
        })),
      )
    }
    return {
      shared,
      subjects: new Map(people.map(person => [person.id, person])),
      next: kept.at(-1)?.seq ?? after,
      hasMore: rows.length > limit,
    }
  })
}
