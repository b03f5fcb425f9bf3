/**
 * The working state of a batch of payments: rows locked and loaded once, changed in memory with undo, written once.
 */
import type { Id } from '../../kernel/ids.ts'
import type { Undo } from '../../kernel/undo.ts'
import type { Tx } from '../../platform/db.ts'
import type { NewEvent, Outbox } from '../../platform/outbox.ts'
import * as store from './store/payments.ts'
import type { Attempt, Payment } from './types.ts'

export type PaymentsWork = {
  get(id: Id<'pay'>): Payment | undefined
  /** A new payment of this batch. */
  insert(payment: Payment): void
  /** The next version of a payment that is in the work. */
  set(payment: Payment): void
  addAttempt(attempt: Attempt): void
  finishAttempt(attempt: Pick<Attempt, 'paymentId' | 'number' | 'status' | 'error' | 'finishedAt'>): void
  announce(event: NewEvent): void
  flush(): void
}

/** Locks nothing when there are no ids: a batch that only creates. */
export async function openPaymentsWork(
  tx: Tx,
  outbox: Outbox,
  ids: readonly Id<'pay'>[],
  undo: Undo,
  locked: boolean,
): Promise<PaymentsWork> {
  const rows = ids.length === 0 ? [] : locked ? await store.readPayments(tx, ids) : await store.lockPayments(tx, ids)
  const current = new Map<Id<'pay'>, Payment>(rows.map(row => [row.id, row]))
  const inserted = new Set<Id<'pay'>>()
  const changed = new Set<Id<'pay'>>()
  const attempts: Attempt[] = []
  const finished: Parameters<PaymentsWork['finishAttempt']>[0][] = []
  const events: NewEvent[] = []

  const add = <T>(list: T[], item: T): void => {
    list.push(item)
    undo.push(() => list.pop())
  }

  return {
    get: id => current.get(id),
    insert(payment) {
      current.set(payment.id, payment)
      inserted.add(payment.id)
      undo.push(() => {
        current.delete(payment.id)
        inserted.delete(payment.id)
      })
    },
    set(payment) {
      const before = current.get(payment.id)
      const wasChanged = changed.has(payment.id)
      current.set(payment.id, payment)
      changed.add(payment.id)
      undo.push(() => {
        if (before !== undefined) current.set(payment.id, before)
        if (!wasChanged) changed.delete(payment.id)
      })
    },
    addAttempt: attempt => add(attempts, attempt),
    finishAttempt: attempt => add(finished, attempt),
    announce: event => add(events, event),
    flush() {
      const rowsOf = (chosen: Iterable<Id<'pay'>>): Payment[] =>
        [...chosen].map(id => current.get(id)).filter(payment => payment !== undefined)
      const fresh = rowsOf(inserted)
      if (fresh.length > 0) store.insertPayments(tx, fresh)
      const updates = rowsOf([...changed].filter(id => !inserted.has(id)))
      if (updates.length > 0) store.updatePayments(tx, updates)
      if (attempts.length > 0) store.insertAttempts(tx, attempts)
      if (finished.length > 0) store.finishAttempts(tx, finished)
      outbox.append(tx, events)
    },
  }
}
