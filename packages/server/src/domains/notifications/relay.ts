/**
 * The relay: takes notes of committed events from the outbox, creates their deliveries and tells the live pages of every node, all in one
 * transaction. Any number of relays may run; a crash leaves the notes in the outbox.
 *
 * Consumers act in the same transaction. One that fails does not hold up the others: the batch goes on without it, and its events wait
 * until it takes them, one by one.
 */
import type { Db } from '../../platform/db.ts'
import { chunkTopics } from './rules.ts'
import * as store from './store/events.ts'
import * as held from './store/held-events.ts'
import type { EventConsumer, RelayedEvent } from './types.ts'

export type RelayDeps = {
  readonly db: Db
  readonly now: () => Date
  /** Notes taken at once. */
  readonly batchMax: number
  readonly deliveriesWaiting: () => void
  readonly consumers?: readonly EventConsumer[]
  readonly consumerFailed?: (consumer: string, error: unknown) => void
}

/** Until a consumer that failed is tried again. */
const HELD_MS = 5_000
/** Held events that one turn tries, for each consumer. */
const HELD_MAX = 100

export type Relayed = { readonly notes: number; readonly events: number }

/** Takes one batch of notes; answers how many there were and of how many events. */
export async function relayOnce(deps: RelayDeps): Promise<Relayed> {
  const failing = new Set<EventConsumer>()
  for (;;) {
    const at: { consumer: EventConsumer | null } = { consumer: null }
    try {
      return await take(deps, failing, at)
    } catch (error) {
      if (at.consumer === null) throw error
      deps.consumerFailed?.(at.consumer.name, error)
      failing.add(at.consumer)
    }
  }
}

async function take(deps: RelayDeps, failing: ReadonlySet<EventConsumer>, at: { consumer: EventConsumer | null }): Promise<Relayed> {
  const { consumers = [] } = deps
  const objects = consumers.filter(consumer => consumer.objects).flatMap(consumer => consumer.types)
  return deps.db.transaction(async tx => {
    const { events, deliveries, notes } = await store.takeOutbox(tx, deps.batchMax, deps.now(), objects)
    const chunks = chunkTopics(events.map(event => event.topics))
    if (chunks.length > 0) store.notify(tx, chunks)
    if (deliveries > 0) tx.afterCommit(deps.deliveriesWaiting)
    for (const consumer of consumers) {
      const wanted = events.filter(event => consumer.types.includes(event.type)).sort(byId)
      if (wanted.length === 0) continue
      if (failing.has(consumer)) {
        held.hold(tx, consumer.name, wanted, new Date(deps.now().getTime() + HELD_MS))
        continue
      }
      at.consumer = consumer
      await consumer.consume(tx, wanted)
      await held.barrier(tx)
      at.consumer = null
    }
    return { notes, events: events.length }
  })
}

const byId = (a: RelayedEvent, b: RelayedEvent): number => (a.id < b.id ? -1 : 1)

/** Gives consumers what they failed on, each event in a transaction of its own; answers how many were taken. */
export async function retryHeld(deps: RelayDeps): Promise<number> {
  let taken = 0
  for (const consumer of deps.consumers ?? [])
    for (const id of await held.due(deps.db, consumer.name, deps.now(), HELD_MAX)) {
      try {
        taken += await deps.db.transaction(async tx => {
          const event = await held.take(tx, consumer.name, id, consumer.objects)
          if (event === null) return 0
          await consumer.consume(tx, [event])
          return 1
        })
      } catch (error) {
        deps.consumerFailed?.(consumer.name, error)
        await held.postpone(deps.db, consumer.name, id, deps.now())
      }
    }
  return taken
}
