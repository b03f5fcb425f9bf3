/**
 * The working state of a batch of payments: counters locked and loaded in one statement, decided in memory in arrival order with
 * undo, written once. It must never decide from a row that is not locked.
 */
import type { Id } from '../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { type BusinessDate, businessDateOf, type Clock } from '../../kernel/time.ts'
import type { Undo } from '../../kernel/undo.ts'
import type { Tx } from '../../platform/db.ts'
import type { PolicyRecord } from '../policies/types.ts'
import type { WalletRefusalCode } from './errors.ts'
import { brokenLimit, count, countersOn, countWithdrawal, giveBack, giveBackWithdrawal, limitsOf, limitTable, mayPay } from './rules.ts'
import { lockCounters, writeCounters } from './store/counters.ts'
import { type Counters, FACTORS_PASSWORD, type HolderFacts, type HolderState, type WalletWork } from './types.ts'

export type OpenDeps = {
  readonly clock: Clock
  /** IANA name: the institution's business day decides what counts together. */
  readonly timeZone: string
  readonly policies: { require(key: string, instant: Date): PolicyRecord }
}

/** Withdrawals too, which only wallets makes. */
export type CountingWork = WalletWork & {
  /**
   * Counts a transfer to the holder's own bank account where the class counts it: 公告〔2015〕43号 Art. 11(1) does for class I, Art. 11(2)
   * and (3) and Art. 24 leave it out. Refuses: holder_not_found, holder_frozen, holder_payments_stopped, limit_lifetime_exceeded.
   */
  withdraw(holderId: Id<'hld'>, amount: bigint): Outcome<{ readonly holder: HolderFacts; readonly counted: boolean }, WalletRefusalCode>
  /** Gives back what a withdrawal that failed had counted. */
  unwithdraw(holderId: Id<'hld'>, amount: bigint): void
  /** Writes the state that the orders in force add up to. */
  setState(holderId: Id<'hld'>, state: HolderState): void
}

type Working = { facts: HolderFacts; counters: Counters; changed: boolean }

export async function openWallets(deps: OpenDeps, tx: Tx, holderIds: readonly Id<'hld'>[], undo: Undo): Promise<CountingWork> {
  tx.lock('accumulators')
  const rows = holderIds.length === 0 ? [] : await lockCounters(tx, [...new Set(holderIds)])
  const holders = new Map<Id<'hld'>, Working>(rows.map(row => [row.facts.id, { ...row, changed: false }]))
  const now = deps.clock.now()
  const today: BusinessDate = businessDateOf(now, deps.timeZone)
  const table = limitTable(key => deps.policies.require(key, now))

  const change = (holder: Working, next: Partial<Pick<Working, 'facts' | 'counters'>>): void => {
    const before = { ...holder }
    undo.push(() => Object.assign(holder, before))
    Object.assign(holder, next, { changed: true })
  }

  const known = (id: Id<'hld'>): Working => {
    const holder = holders.get(id)
    invariant(holder !== undefined, 'the holder was opened with this batch')
    return holder
  }

  return {
    holder: id => holders.get(id)?.facts ?? null,

    pay(holderId, amount, how) {
      const holder = holders.get(holderId)
      if (holder === undefined) return refuse('holder_not_found')
      const may = mayPay(holder.facts.state)
      if (!may.ok) return may
      if (how.method === 'bank_card') return ok({ holder: holder.facts, countedOn: null })
      const counters = countersOn(holder.counters, today)
      const broken = brokenLimit(limitsOf(counters, holder.facts.class, how.factors, table), amount)
      if (broken !== null) return broken
      change(holder, { counters: count(counters, amount) })
      return ok({ holder: holder.facts, countedOn: counters.day })
    },

    withdraw(holderId, amount) {
      const holder = holders.get(holderId)
      if (holder === undefined) return refuse('holder_not_found')
      const may = mayPay(holder.facts.state)
      if (!may.ok) return may
      if (!table.withdrawalsCount.has(holder.facts.class)) return ok({ holder: holder.facts, counted: false })
      const limits = limitsOf(holder.counters, holder.facts.class, FACTORS_PASSWORD, table)
      const broken = brokenLimit(
        limits.filter(limit => limit.kind === 'lifetime'),
        amount,
      )
      if (broken !== null) return broken
      change(holder, { counters: countWithdrawal(holder.counters, amount) })
      return ok({ holder: holder.facts, counted: true })
    },

    unwithdraw(holderId, amount) {
      const holder = known(holderId)
      change(holder, { counters: giveBackWithdrawal(holder.counters, amount) })
    },

    setState(holderId, state) {
      const holder = known(holderId)
      change(holder, { facts: { ...holder.facts, state } })
    },

    unpay(holderId, amount, countedOn) {
      if (countedOn === null) return
      const holder = known(holderId)
      change(holder, { counters: giveBack(holder.counters, amount, countedOn) })
    },

    limits(holderId, factors) {
      const holder = holders.get(holderId)
      return holder === undefined ? [] : limitsOf(countersOn(holder.counters, today), holder.facts.class, factors, table)
    },

    flush() {
      writeCounters(
        tx,
        [...holders.values()].filter(holder => holder.changed).map(({ facts, counters }) => ({ facts, counters })),
      )
    },
  }
}
