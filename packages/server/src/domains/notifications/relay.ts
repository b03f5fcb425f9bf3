/**
 * The relay: moves committed events from the outbox into the history, creates their deliveries and tells the live pages of
 * every node, all in one transaction. Any number of relays may run; a crash leaves the rows in the outbox.
 */
import type { Db } from '../../platform/db.ts'
import { chunkTopics } from './rules.ts'
import * as events from './store/events.ts'

export type RelayDeps = { readonly db: Db; readonly now: () => Date; readonly batchMax: number; readonly deliveriesWaiting: () => void }

/** Moves one batch; answers how many events it held. */
export async function relayOnce(deps: RelayDeps): Promise<number> {
  return deps.db.transaction(async tx => {
    const moved = await events.moveOutbox(tx, deps.batchMax, deps.now())
    const chunks = chunkTopics(moved.topics)
    if (chunks.length > 0) events.notify(tx, chunks)
    if (moved.deliveries > 0) tx.afterCommit(deps.deliveriesWaiting)
    return moved.topics.length
  })
}
