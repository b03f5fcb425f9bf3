/**
 * The transactional outbox: events are rows of the transaction that made them, so none is lost and none is invented. A relay
 * (notifications) claims them with SKIP LOCKED, keeps them as the event history and fans them out.
 */
import type { Id } from '../kernel/ids.ts'
import { pgArray, sql, type Tx, unnested } from './db.ts'

export type NewEvent = {
  readonly id: Id<'evt'>
  /** `payment.succeeded`: the noun and the past participle; the catalogue of a domain's events is its events.ts. */
  readonly type: string
  /** Whose event it is: webhooks and event lists of this merchant show it; `null` for the institution's own. */
  readonly merchantId: Id<'mer'> | null
  /** Public ids and page tokens that live pages may be watching, e.g. `['pay_01…', 'hld_01…']`. */
  readonly topics: readonly string[]
  /** The frozen JSON text of the thing as it was: `{"object":{…}}` is added by the relay around it. */
  readonly object: string
}

export type Outbox = {
  append(tx: Tx, events: readonly NewEvent[]): void
}

const APPEND = sql(
  'outbox.append',
  `INSERT INTO platform.outbox (id, type, merchant_id, topics, object, created_at)
   SELECT id, type, merchant_id, topics, object, clock_timestamp() + ($6::bigint * interval '1 millisecond')
   FROM ${unnested('id uuid, type text, merchant_id uuid, topics text, object json')}`,
)

/** `wake` is called after the commit, so that the relay of this node need not wait for its next poll. */
export function createOutbox(deps: { readonly clock: { offsetMs(): number }; readonly wake: () => void }): Outbox {
  return {
    append(tx, events) {
      if (events.length === 0) return
      tx.send(APPEND, [
        pgArray(events, event => event.id),
        pgArray(events, event => event.type),
        pgArray(events, event => event.merchantId),
        pgArray(events, event => event.topics.join(' ')),
        pgArray(events, event => event.object),
        deps.clock.offsetMs(),
      ])
      tx.afterCommit(deps.wake)
    },
  }
}
