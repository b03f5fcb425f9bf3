/**
 * The transactional outbox: events are rows of the transaction that made them, so none is lost and none is invented, and a note of what it
 * made waits for the relay (notifications), which claims it with SKIP LOCKED and tells everyone who listens.
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
  /** The frozen JSON text of the thing as it was: `{"object":{…}}` is added by who sends it. */
  readonly object: string
}

export type Outbox = {
  append(tx: Tx, events: readonly NewEvent[]): void
}

const APPEND = sql(
  'outbox.append',
  `WITH at AS MATERIALIZED (SELECT clock_timestamp() + ($6::bigint * interval '1 millisecond') AS instant), kept AS (
     INSERT INTO platform.events (id, type, merchant_id, object, created_at)
     SELECT id, type, merchant_id, object, (SELECT instant FROM at)
     FROM ${unnested('id uuid, type text, merchant_id uuid, object json')}
   )
   INSERT INTO platform.outbox (id, event_ids, types, merchant_ids, topics, created_at)
   SELECT ($1::uuid[])[1], $1::uuid[], $2::text[], $3::uuid[], $5::text[], instant FROM at`,
)

/** Of one note, so that the relay's turns are short whatever a transaction made. */
const EVENTS_MAX = 500

/** `wake` is called after the commit, so that the relay of this node need not wait for its next poll. */
export function createOutbox(deps: { readonly clock: { offsetMs(): number }; readonly wake: () => void }): Outbox {
  return {
    append(tx, events) {
      if (events.length === 0) return
      for (let from = 0; from < events.length; from += EVENTS_MAX) {
        const some = events.slice(from, from + EVENTS_MAX)
        tx.send(APPEND, [
          pgArray(some, event => event.id),
          pgArray(some, event => event.type),
          pgArray(some, event => event.merchantId),
          pgArray(some, event => event.object),
          pgArray(some, event => event.topics.join(' ')),
          deps.clock.offsetMs(),
        ])
      }
      tx.afterCommit(deps.wake)
    },
  }
}
