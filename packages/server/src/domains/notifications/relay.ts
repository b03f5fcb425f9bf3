/**
 * The relay: moves committed events from the outbox into the history, creates their deliveries and tells the live pages of
 * every node, all in one transaction. Any number of relays may run; a crash leaves the rows in the outbox.
 *
 * Consumers act in the same transaction. One that fails does not hold up the others: the batch is moved without it, and its events wait
 * until it takes them, one by one.
 */
import { FIRST_UUID } from '../../kernel/ids.ts'
import type { Db } from '../../platform/db.ts'
import { chunkTopics } from './rules.ts'
import * as store from './store/events.ts'
import * as held from './store/held-events.ts'
import type { EventConsumer, MovedEvent } from './types.ts'

export type RelayDeps = {
  readonly db: Db
  readonly now: () => Date
  readonly batchMax: number
  readonly deliveriesWaiting: () => void
  readonly consumers?: readonly EventConsumer[]
  readonly consumerFailed?: (consumer: string, error: unknown) => void
}

/** Until a consumer that failed is tried again. */
const HELD_MS = 5_000
/** Held events that one turn tries, for each consumer. */
const HELD_MAX = 100

/** Moves one batch of the events whose ids are not before `from`; answers how many it held. */
export async function relayOnce(deps: RelayDeps, from: string = FIRST_UUID): Promise<number> {
  const failing = new Set<EventConsumer>()
  for (;;) {
    const at: { consumer: EventConsumer | null } = { consumer: null }
    try {
      return await move(deps, from, failing, at)
    } catch (error) {
      if (at.consumer === null) throw error
      deps.consumerFailed?.(at.consumer.name, error)
      failing.add(at.consumer)
    }
  }
}

async function move(
  deps: RelayDeps,
  from: string,
  failing: ReadonlySet<EventConsumer>,
  at: { consumer: EventConsumer | null },
): Promise<number> {
  const { consumers = [] } = deps
  const objects = consumers.filter(consumer => consumer.objects).flatMap(consumer => consumer.types)
  return deps.db.transaction(async tx => {
    const { events, deliveries } = await store.moveOutbox(tx, deps.batchMax, deps.now(), objects, from)
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
    return events.length
  })
}

const byId = (a: MovedEvent, b: MovedEvent): number => (a.id < b.id ? -1 : 1)

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
