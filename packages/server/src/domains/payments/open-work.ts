/**
 * What every batch of payments decides against: payments, mandates, merchants, limit counters and accounts, locked and loaded
 * in the order of the ranks, changed in memory with one undo log, written once.
 */
import { formatId, type Id } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/outcome.ts'
import { createUndo, type Undo } from '../../kernel/undo.ts'
import type { Tx } from '../../platform/db.ts'
import type { NewInstruction } from '../clearing/types.ts'
import type { ConsentWork } from '../consents/types.ts'
import type { AccountId, LedgerWork, TransferId } from '../ledger/types.ts'
import type { Merchant, MerchantFacts } from '../merchants/types.ts'
import type { WalletWork } from '../wallets/types.ts'
import type { PaymentDeps } from './deps.ts'
import type { RoutingDecision } from './ports.ts'
import type { Instrument, Payment } from './types.ts'
import { openPaymentsWork, type PaymentsWork } from './work.ts'

export type Work = {
  readonly deps: PaymentDeps
  /** The time of the batch: the database's clock when the books were opened. */
  readonly now: Date
  readonly undo: Undo
  readonly payments: PaymentsWork
  readonly merchants: ReadonlyMap<Id<'mer'>, Merchant>
  readonly consents: ConsentWork
  readonly wallets: WalletWork
  readonly ledger: LedgerWork
  /** Bank legs to hand to the clearing house once everything is decided. */
  readonly instructions: NewInstruction[]
  /** Which rail each order goes to, and why. */
  readonly decisions: RoutingDecision[]
  /** Asks for an order at a channel to be closed, once everything is decided. */
  close(order: Id<'ins'>): void
  /** Gives the limits of the consent that the payment was made under their amount back: all of it, or what was not captured. */
  release(payment: Payment, amount?: bigint): void
  flush(): void
}

export type WorkScope = {
  readonly payments: readonly Id<'pay'>[]
  /** Merchants of payments that are yet to be created. */
  readonly merchants?: readonly Id<'mer'>[]
  readonly instruments?: readonly Instrument[]
  /** Which of a merchant's accounts the batch may touch. */
  readonly accounts: (merchant: MerchantFacts) => readonly AccountId[]
  /** Accounts of the institution that are constrained and therefore locked, e.g. own_cash. */
  readonly more?: readonly AccountId[]
  /** The caller holds the payments locked already and has gone on to a higher rank: they are read without another lock. */
  readonly locked?: true
  /** The accounts are locked last of all: for batches that decide by `try` alone, and that may run again from their beginning. */
  readonly lockLate?: true
  /** The undo log of a caller that decides along; a new one unless given. */
  readonly undo?: Undo
  /** Locks further rows of rank `payments`, once the payments are locked. */
  readonly afterPayments?: () => Promise<void>
}

export const mandateOf = (instrument: Instrument): Id<'mdt'> | null => ('mandateId' in instrument ? instrument.mandateId : null)

/** Most batches of results and refunds name no mandate. */
const NO_MANDATES: ConsentWork = {
  holderOf: () => null,
  check: () => refuse('mandate_not_found'),
  use: () => refuse('mandate_not_found'),
  flush: () => {},
}

const distinct = <T>(items: Iterable<T | null | undefined>): T[] => [...new Set(items)].filter(item => item !== null && item !== undefined)

/** Locks and loads what the batch may touch. Sinks say `locked`: clearing locks its instructions between the payments and the rest. */
export async function openWork(deps: PaymentDeps, tx: Tx, scope: WorkScope): Promise<Work> {
  const undo = scope.undo ?? createUndo()
  const instruments = scope.instruments ?? []
  const mandates = distinct(instruments.map(mandateOf))
  const [consents, payments] = await Promise.all([
    mandates.length === 0 ? NO_MANDATES : deps.consents.open(tx, mandates, undo),
    openPaymentsWork(tx, deps.outbox, scope.payments, undo, scope.locked ?? false),
  ])
  await scope.afterPayments?.()
  const loaded: Payment[] = scope.payments.map(id => payments.get(id)).filter(payment => payment !== undefined)
  const merchantIds = distinct([...(scope.merchants ?? []), ...loaded.map(payment => payment.merchantId)])
  const holders = distinct([
    ...(scope.instruments ?? []).map(instrument =>
      'holderId' in instrument ? instrument.holderId : 'mandateId' in instrument ? consents.holderOf(instrument.mandateId) : null,
    ),
    ...loaded.map(payment => payment.holderId),
  ])
  const [merchants, wallets] = await Promise.all([deps.merchants.open(tx, merchantIds), deps.wallets.open(tx, holders, undo)])
  const accounts: AccountId[] = [...(scope.more ?? [])]
  for (const merchant of merchants.values()) accounts.push(...scope.accounts(merchant))
  for (const holder of holders) {
    const facts = wallets.holder(holder)
    if (facts !== null) accounts.push(facts.account)
  }
  const pendings: TransferId[] = distinct(loaded.map(payment => payment.holdId))
  const ledger = await deps.ledger.open(tx, {
    accounts: distinct(accounts),
    undo,
    lockLate: scope.lockLate ?? false,
    ...(scope.payments.length === 0 ? {} : { pendings }),
  })
  const instructions: NewInstruction[] = []
  const decisions: RoutingDecision[] = []
  const closings: Id<'ins'>[] = []
  const releases: Parameters<PaymentDeps['consents']['release']>[1][number][] = []
  return {
    deps,
    now: ledger.now,
    undo,
    payments,
    merchants,
    consents,
    wallets,
    ledger,
    instructions,
    decisions,
    close(order) {
      closings.push(order)
      undo.push(() => closings.pop())
    },
    release(payment, amount) {
      if (payment.mandateId === null || amount === 0n) return
      releases.push({ consentId: payment.mandateId, reference: formatId('pay', payment.id), ...(amount === undefined ? {} : { amount }) })
      undo.push(() => releases.pop())
    },
    flush() {
      consents.flush()
      deps.consents.release(tx, releases)
      payments.flush()
      if (instructions.length > 0) deps.clearing.submit(tx, instructions)
      if (closings.length > 0) deps.clearing.cancel(tx, closings)
      if (decisions.length > 0) deps.routing.record(tx, decisions)
      wallets.flush()
      ledger.flush()
    },
  }
}
