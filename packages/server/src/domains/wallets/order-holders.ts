/**
 * Registers orders of authorities on wallets: freeze, stop of payments, deduction, release. Each carries the document it rests on; the
 * holder's state is what the orders in force add up to. Never calls the network.
 */
import { formatId, type Id, newId } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { createUndo, type Undo } from '../../kernel/undo.ts'
import type { Tx } from '../../platform/db.ts'
import type { WalletsDeps } from './deps.ts'
import { orderRegistered, withdrawalChanged } from './events.ts'
import { openWallets } from './open-wallets.ts'
import type { BankLeg } from './ports.ts'
import { stateOf } from './rules.ts'
import { insertWithdrawals, type Withdrawal } from './store/movements.ts'
import { endOrders, insertOrders, type Order, ordersOf } from './store/orders.ts'
import { legOf, newWithdrawal, postWithdrawal } from './withdraw.ts'

export type OrderHolder = {
  readonly holderId: Id<'hld'>
  readonly document: Order['document']
  readonly order:
    | { readonly kind: 'freeze' | 'stop_payment' }
    /** Fen, to the authority's account. */
    | { readonly kind: 'deduction'; readonly amount: bigint; readonly payee: NonNullable<BankLeg['payee']> }
    | { readonly kind: 'release'; readonly releases: Id<'ord'> }
}

/** Refuses: holder_not_found, order_exists, order_not_found, insufficient_funds. A deduction is bound by no limit and by no freeze. */
export async function orderHolders(deps: WalletsDeps, tx: Tx, commands: readonly OrderHolder[]): Promise<Outcome<Order>[]> {
  const undo = createUndo()
  const holderIds = [...new Set(commands.map(command => command.holderId))]
  const wallets = await openWallets(deps, tx, holderIds, undo)
  const register = createRegister(await ordersOf(tx, holderIds), undo)
  const accounts = commands.flatMap(({ order, holderId }) => (order.kind === 'deduction' ? (wallets.holder(holderId)?.account ?? []) : []))
  const ledger = accounts.length === 0 ? null : await deps.ledger.open(tx, { accounts: [...new Set(accounts)], undo })
  const now = deps.clock.now()
  const withdrawals: Withdrawal[] = []
  const legs: BankLeg[] = []

  const decide = ({ holderId, document, order }: OrderHolder): Outcome<Order> => {
    const holder = wallets.holder(holderId)
    if (holder === null) return refuse('holder_not_found', 'id')
    if (register.has(holderId, order.kind, document)) return refuse('order_exists', 'document.number')
    const base = { id: newId<'ord'>(), holderId, document, createdAt: now }
    switch (order.kind) {
      case 'deduction': {
        const registered: Order = { ...base, kind: order.kind, state: 'processing', amount: order.amount, releases: null, endedAt: null }
        const what = { cardId: null, orderId: registered.id, house: deps.house, amount: order.amount, counted: false, createdAt: now }
        const withdrawal = newWithdrawal(holder, what)
        const posted = ledger === null ? refuse('holder_not_found', 'id') : postWithdrawal(deps, ledger, withdrawal)
        if (!posted.ok) return posted
        withdrawals.push(withdrawal)
        legs.push(legOf(withdrawal, order.payee, `Deduction ${formatId('ord', registered.id)}`))
        return ok(register.add(registered))
      }
      case 'release': {
        const released = register.inForce(holderId).find(({ id }) => id === order.releases)
        if (released === undefined) return refuse('order_not_found', 'releases')
        register.end(released)
        wallets.setState(holderId, stateOf(register.inForce(holderId)))
        return ok(register.add({ ...base, kind: order.kind, state: 'executed', amount: null, releases: released.id, endedAt: now }))
      }
      case 'freeze':
      case 'stop_payment': {
        const registered = register.add({ ...base, kind: order.kind, state: 'in_force', amount: null, releases: null, endedAt: null })
        wallets.setState(holderId, stateOf(register.inForce(holderId)))
        return ok(registered)
      }
    }
  }

  const outcomes = commands.map(command => {
    const outcome = decide(command)
    if (outcome.ok) undo.accept()
    else undo.rollback()
    return outcome
  })
  wallets.flush()
  insertOrders(tx, register.added)
  endOrders(tx, register.ended, now)
  insertWithdrawals(tx, withdrawals, now)
  if (legs.length > 0) deps.clearing.submit(tx, legs)
  deps.outbox.append(tx, [...register.added.map(orderRegistered), ...withdrawals.map(withdrawalChanged)])
  ledger?.flush()
  return outcomes
}

/** The orders of a batch's holders as the batch has left them so far. */
function createRegister(loaded: readonly Order[], undo: Undo) {
  const orders = new Map(loaded.map(order => [order.id, order]))
  const added: Order[] = []
  const ended: { readonly id: Id<'ord'>; readonly state: 'released' }[] = []
  const all = (holderId: Id<'hld'>): Order[] => [...orders.values()].filter(order => order.holderId === holderId)
  return {
    /** Registered by this batch, as they were then; written before the ends, so that one ended at once is ended in the table too. */
    added,
    ended,
    inForce: (holderId: Id<'hld'>): Order[] => all(holderId).filter(order => order.state === 'in_force'),
    has: (holderId: Id<'hld'>, kind: Order['kind'], document: Order['document']): boolean =>
      all(holderId).some(
        order => order.kind === kind && order.document.authority === document.authority && order.document.number === document.number,
      ),
    add(order: Order): Order {
      orders.set(order.id, order)
      added.push(order)
      undo.push(() => {
        orders.delete(order.id)
        added.pop()
      })
      return order
    },
    end(order: Order): void {
      orders.set(order.id, { ...order, state: 'released' })
      ended.push({ id: order.id, state: 'released' })
      undo.push(() => {
        orders.set(order.id, order)
        ended.pop()
      })
    },
  }
}
