/**
 * The relay: moves committed events from the outbox into the history, creates their deliveries and tells the live pages of
 * every node, all in one transaction. Any number of relays may run; a crash leaves the rows in the outbox.
 */
import type { Db } from '../../platform/db.ts'
import { chunkTopics } from './rules.ts'
import * as store from './store/events.ts'
import type { EventConsumer, MovedEvent } from './types.ts'

export type RelayDeps = {
  readonly db: Db
  readonly now: () => Date
  readonly batchMax: number
  readonly deliveriesWaiting: () => void
  readonly consumers?: readonly EventConsumer[]
}

/** Moves one batch; answers how many events it held. */
export async function relayOnce(deps: RelayDeps): Promise<number> {
  const { consumers = [] } = deps
  const objects = consumers.filter(consumer => consumer.objects).flatMap(consumer => consumer.types)
  return deps.db.transaction(async tx => {
    const { events, deliveries } = await store.moveOutbox(tx, deps.batchMax, deps.now(), objects)
    const chunks = chunkTopics(events.map(event => event.topics))
    if (chunks.length > 0) store.notify(tx, chunks)
    if (deliveries > 0) tx.afterCommit(deps.deliveriesWaiting)
    for (const consumer of consumers) {
      const wanted = events.filter(event => consumer.types.includes(event.type)).sort(byId)
      if (wanted.length > 0) await consumer.consume(tx, wanted)
    }
    return events.length
  })
}

const byId = (a: MovedEvent, b: MovedEvent): number => (a.id < b.id ? -1 : 1)
