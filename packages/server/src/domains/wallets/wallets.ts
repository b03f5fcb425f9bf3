/**
 * The face of wallets: account holders, what they may pay, and the way of money between their balance and their bank. A payment opens
 * its holders, asks `pay`, and the exact counters commit with it or not at all.
 */
import { formatId, type Id } from '../../kernel/ids.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { Undo } from '../../kernel/undo.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Route } from '../../platform/http/route.ts'
import type { AccountId } from '../ledger/types.ts'
import { createCards } from './bind-cards.ts'
import { type CreateHolder, createHolders } from './create-holders.ts'
import type { WalletsDeps } from './deps.ts'
import { orderJson, topupJson, withdrawalJson } from './events.ts'
import { cardRoutes } from './http/cards.ts'
import { holderRoutes } from './http/holders.ts'
import { walletRoutes } from './http/wallet.ts'
import { openWallets } from './open-wallets.ts'
import { type OrderHolder, orderHolders } from './order-holders.ts'
import type { LegSink } from './ports.ts'
import { topupSink, withdrawalSink } from './settle-movements.ts'
import { findHolders, type HolderRecord, holdersOfAccounts } from './store/holders.ts'
import type { Topup, Withdrawal } from './store/movements.ts'
import type { Order } from './store/orders.ts'
import { type CardMovement, topUp } from './top-up.ts'
import type { Factors, HolderView, WalletWork } from './types.ts'
import { type HolderJson, presentHolder, recordJson, viewHolder } from './view-holders.ts'
import { withdraw } from './withdraw.ts'

export type { CreateHolder } from './create-holders.ts'
export type { WalletsDeps } from './deps.ts'
export { walletsCatalogue } from './errors.ts'
export { WALLET_EVENTS } from './events.ts'
export type { HolderRecord } from './store/holders.ts'
export type { HolderFacts, HolderView, Limit, WalletWork } from './types.ts'
export { FACTORS_MANDATE, FACTORS_PASSWORD } from './types.ts'

export type Wallets = {
  /** Locks the counters of a batch's holders and loads them, one statement. Rank: `accumulators`. */
  open(tx: Tx, holderIds: readonly Id<'hld'>[], undo: Undo): Promise<WalletWork>
  /** State and limits now, unlocked: what a page offers before anyone pays. `null` when there is no such holder. */
  view(holderId: Id<'hld'>, factors: Factors): Promise<HolderView | null>
  /** The JSON of `GET /v1/wallet/me`: what identity answers a sign-in with. */
  presentHolder(holderId: Id<'hld'>): Promise<HolderJson>
  /** Who they are, with masked numbers; ids of nobody are absent. */
  findHolders(reader: Pick<Db, 'query'>, ids: readonly Id<'hld'>[]): Promise<HolderRecord[]>
  /** Whose ledger accounts these are; accounts that are no wallet are absent. */
  holdersOfAccounts(reader: Pick<Db, 'query'>, accounts: readonly AccountId[]): Promise<HolderRecord[]>
  /** Opens wallets with account and sign-in, in order. Refuses: holder_exists, phone_taken. */
  createHolders(tx: Tx, commands: readonly CreateHolder[]): Promise<Outcome<HolderRecord>[]>
  /** To be registered with clearing for the purposes of their names. */
  readonly sinks: { readonly topup: LegSink; readonly withdrawal: LegSink }
  readonly routes: readonly Route[]
}

export function createWallets(deps: WalletsDeps): Wallets {
  const inputs = <C>(commands: readonly { readonly input: C }[]): C[] => commands.map(command => command.input)
  const create = deps.commands.define<CreateHolder, HolderRecord>({
    name: 'wallets.create_holder',
    decide: (tx, commands) => createHolders(deps, tx, inputs(commands)),
    present: holder => ({ status: 201, body: recordJson(holder) }),
    subject: holder => formatId('hld', holder.id),
  })
  const order = deps.commands.define<OrderHolder, Order>({
    name: 'wallets.order_holder',
    decide: (tx, commands) => orderHolders(deps, tx, inputs(commands)),
    present: registered => ({ status: 201, body: orderJson(registered) }),
    subject: registered => formatId('ord', registered.id),
  })
  const startTopup = deps.commands.define<CardMovement, Topup>({
    name: 'wallets.top_up',
    decide: (tx, commands) => topUp(deps, tx, inputs(commands)),
    present: topup => ({ status: 201, body: topupJson(topup) }),
    subject: topup => formatId('top', topup.id),
  })
  const startWithdrawal = deps.commands.define<CardMovement, Withdrawal>({
    name: 'wallets.withdraw',
    decide: (tx, commands) => withdraw(deps, tx, inputs(commands)),
    present: withdrawal => ({ status: 201, body: withdrawalJson(withdrawal) }),
    subject: withdrawal => formatId('wdr', withdrawal.id),
  })
  return {
    open: (tx, holderIds, undo) => openWallets(deps, tx, holderIds, undo),
    view: (holderId, factors) => viewHolder(deps, holderId, factors),
    presentHolder: holderId => presentHolder(deps, holderId),
    findHolders,
    holdersOfAccounts,
    createHolders: (tx, commands) => createHolders(deps, tx, commands),
    sinks: { topup: topupSink(deps), withdrawal: withdrawalSink(deps) },
    routes: [
      ...holderRoutes({ ...deps, create, order }),
      ...walletRoutes({ ...deps, topUp: startTopup, withdraw: startWithdrawal }),
      ...cardRoutes(deps, createCards(deps)),
    ],
  }
}
