/**
 * The face of merchants: whom the institution acquires for, and their settlement settings. It holds no price; fees come from
 * the agreement in force (domain partners).
 */
import { formatId, type Id } from '../../kernel/ids.ts'
import { ok } from '../../kernel/outcome.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Route } from '../../platform/http/route.ts'
import * as channels from './channels/store/channels.ts'
import { merchantsRoutes } from './http.ts'
import { changeMerchants, createMerchants as createAll } from './manage-merchants.ts'
import { presentMerchant } from './present.ts'
import * as store from './store.ts'
import type { Merchant, MerchantChange, MerchantsDeps, NewChannel, NewMerchant, SettlementCycle } from './types.ts'

export type { OnboardingDeps } from './applications/deps.ts'
export { MERCHANT_EVENTS } from './applications/events.ts'
export { merchantsCatalogue } from './errors.ts'
export { createOnboarding, type Onboarding } from './onboarding.ts'
export { isAccountToken } from './rules.ts'
export type {
  BankAccount,
  ChannelFacts,
  Merchant,
  MerchantChannel,
  MerchantFacts,
  MerchantsDeps,
  NewMerchant,
  SettlementCycle,
} from './types.ts'

export type Merchants = {
  /** Reads merchants, one statement, no locks; unknown ids are missing from the map. */
  open(reader: Pick<Db, 'query'>, ids: readonly Id<'mer'>[]): Promise<Map<Id<'mer'>, Merchant>>
  /** Creates merchants with their four ledger accounts. */
  create(tx: Tx, merchants: readonly NewMerchant[]): Promise<Merchant[]>
  get(id: Id<'mer'>): Promise<Merchant | null>
  /** Merchants of these settlement cycles in id order, at most `limit`: for the payout run, page by page. */
  ofCycles(db: Pick<Db, 'query'>, cycles: readonly SettlementCycle[], after: Id<'mer'> | null, limit: number): Promise<Merchant[]>
  /** Points merchants at the agreement activated last. Called by partners. */
  assignAgreements(tx: Tx, agreements: ReadonlyMap<Id<'mer'>, Id<'agr'>>): void
  /**
   * Adds or replaces channels as they are, whatever was there: for what was agreed with a channel elsewhere, for the demo and tests.
   * Merchants that apply get theirs by their application.
   */
  putChannels(tx: Tx, channels: readonly NewChannel[]): void
  /** The merchant that a channel knows by this number. */
  ofSubMerchant(channel: string, subMerchant: string): Promise<Id<'mer'> | null>
  /** The bank account number behind a token, for the connector that must name it on the wire; `null` when unknown. */
  bankAccountNumber(token: string): Promise<string | null>
  readonly routes: readonly Route[]
}

export function createMerchants(deps: MerchantsDeps): Merchants {
  const subject = (merchant: Merchant): string => formatId('mer', merchant.id)
  const get = async (id: Id<'mer'>): Promise<Merchant | null> => (await store.open(deps.db, [id])).get(id) ?? null
  return {
    open: store.open,
    create: (tx, merchants) => createAll(deps, tx, merchants),
    get,
    ofCycles: store.ofCycles,
    assignAgreements: store.assignAgreements,
    putChannels(tx, added) {
      const now = deps.clock.now()
      channels.put(
        tx,
        added.map(channel => ({ ...channel, since: channel.status === 'applying' ? null : now, createdAt: now, updatedAt: now })),
      )
    },
    ofSubMerchant: (channel, subMerchant) => channels.ownerOf(deps.db, channel, subMerchant),
    async bankAccountNumber(token) {
      const sealed = await store.sealedNumber(deps.db, token)
      return sealed === null ? null : deps.seal.open(sealed)
    },
    routes: merchantsRoutes({
      get,
      list: (status, page) => store.list(deps.db, status, page),
      create: deps.commands.define<NewMerchant, Merchant>({
        name: 'merchants.create',
        decide: async (tx, commands) =>
          (
            await createAll(
              deps,
              tx,
              commands.map(command => command.input),
            )
          ).map(ok),
        present: merchant => ({ status: 201, body: presentMerchant(merchant) }),
        subject,
      }),
      change: deps.commands.define<MerchantChange, Merchant>({
        name: 'merchants.change',
        decide: (tx, commands) =>
          changeMerchants(
            deps,
            tx,
            commands.map(command => command.input),
          ),
        present: merchant => ({ status: 200, body: presentMerchant(merchant) }),
        subject,
      }),
    }),
  }
}
