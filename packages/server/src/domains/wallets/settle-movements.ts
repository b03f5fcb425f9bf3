/**
 * What a final result of the clearing house does: a top-up that was debited is credited to the balance, a withdrawal that failed
 * is returned by a correction that names the first transfer. Clearing tells each result once; told again, nothing moves.
 */
import { formatId, newId, parseId } from '../../kernel/ids.ts'
import { invariant } from '../../kernel/outcome.ts'
import { createUndo } from '../../kernel/undo.ts'
import type { Tx } from '../../platform/db.ts'
import type { NewTransfer } from '../ledger/types.ts'
import type { WalletsDeps } from './deps.ts'
import { topupEnded, withdrawalChanged } from './events.ts'
import { openWallets } from './open-wallets.ts'
import type { LegResult, LegSink } from './ports.ts'
import { settleMovement } from './rules.ts'
import * as store from './store/movements.ts'
import { endOrders } from './store/orders.ts'

type SinkDeps = Pick<WalletsDeps, 'clock' | 'timeZone' | 'policies' | 'ledger' | 'outbox'>

/** The movement after the result, or `null` when it changes nothing. */
function ended<M extends store.Topup | store.Withdrawal>(movement: M, result: LegResult, now: Date): M | null {
  const status = settleMovement(movement.status, result.outcome)
  if (status === null) return null
  return { ...movement, status, failureCode: result.outcome === 'failed' ? result.failureCode : null, completedAt: now }
}

/** Posts transfers that only credit wallets, which nothing can refuse. */
async function post(deps: SinkDeps, tx: Tx, accounts: readonly store.Topup['account'][], transfers: readonly NewTransfer[]): Promise<void> {
  if (transfers.length === 0) return
  const ledger = await deps.ledger.open(tx, { accounts: [...new Set(accounts)], undo: createUndo() })
  for (const transfer of transfers) {
    const posted = ledger.try([transfer])
    invariant(posted.ok, 'a wallet can always be credited')
  }
  ledger.flush()
}

export function topupSink(deps: SinkDeps): LegSink {
  return {
    async open(tx, legs) {
      tx.lock('payments')
      const ids = legs.flatMap(leg => parseId('top', leg.reference) ?? [])
      const topups = new Map((await store.lockTopups(tx, ids)).map(topup => [topup.instructionId, topup]))
      const changed = new Map<string, store.Topup>()
      return {
        apply(leg, result) {
          const topup = topups.get(leg.id)
          invariant(topup !== undefined, 'a top-up commits together with its instruction')
          const next = ended(topup, result, deps.clock.now())
          if (next === null) return
          topups.set(leg.id, next)
          changed.set(leg.id, next)
        },
        async flush() {
          const all = [...changed.values()]
          store.completeTopups(tx, all)
          deps.outbox.append(tx, all.map(topupEnded))
          const credited = all.filter(topup => topup.status === 'succeeded')
          await post(
            deps,
            tx,
            credited.map(topup => topup.account),
            credited.map(topup => ({
              kind: 'posted',
              id: newId<'trf'>(),
              debit: deps.ledger.institutionAccount('clearing_receivable', topup.house),
              credit: topup.account,
              amount: topup.amount,
              reference: formatId('top', topup.id),
              reason: { kind: 'topup' },
            })),
          )
        },
      }
    },
    async settled() {},
  }
}

export function withdrawalSink(deps: SinkDeps): LegSink {
  return {
    async open(tx, legs) {
      tx.lock('payments')
      const ids = legs.flatMap(leg => parseId('wdr', leg.reference) ?? [])
      const withdrawals = new Map((await store.lockWithdrawals(tx, ids)).map(withdrawal => [withdrawal.instructionId, withdrawal]))
      const changed = new Map<string, store.Withdrawal>()
      return {
        apply(leg, result) {
          const withdrawal = withdrawals.get(leg.id)
          invariant(withdrawal !== undefined, 'a withdrawal commits together with its instruction')
          const next = ended(withdrawal, result, deps.clock.now())
          if (next === null) return
          withdrawals.set(leg.id, next)
          changed.set(leg.id, next)
        },
        flush: () => flushWithdrawals(deps, tx, [...changed.values()]),
      }
    },
    async settled() {},
  }
}

async function flushWithdrawals(deps: SinkDeps, tx: Tx, withdrawals: readonly store.Withdrawal[]): Promise<void> {
  store.completeWithdrawals(tx, withdrawals)
  endOrders(
    tx,
    withdrawals.flatMap(({ orderId, status }) =>
      orderId === null ? [] : [{ id: orderId, state: status === 'succeeded' ? 'executed' : 'failed' }],
    ),
    deps.clock.now(),
  )
  deps.outbox.append(tx, withdrawals.map(withdrawalChanged))
  const returned = withdrawals.filter(withdrawal => withdrawal.status === 'failed')
  const counted = returned.filter(withdrawal => withdrawal.counted)
  if (counted.length > 0) {
    const holderIds = counted.map(withdrawal => withdrawal.holderId)
    const wallets = await openWallets(deps, tx, holderIds, createUndo())
    for (const withdrawal of counted) wallets.unwithdraw(withdrawal.holderId, withdrawal.amount)
    wallets.flush()
  }
  await post(
    deps,
    tx,
    returned.map(withdrawal => withdrawal.account),
    returned.map(withdrawal => ({
      kind: 'posted',
      id: newId<'trf'>(),
      debit: deps.ledger.institutionAccount('payout_in_transit', withdrawal.house),
      credit: withdrawal.account,
      amount: withdrawal.amount,
      corrects: withdrawal.transferId,
      reference: formatId('wdr', withdrawal.id),
      reason: { kind: withdrawal.orderId === null ? 'withdrawal_returned' : 'deduction_returned' },
    })),
  )
}
