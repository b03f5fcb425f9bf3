/**
 * What one request to the authorization server changes, committed together at its end: the code that is used up, the tokens that replace it
 * and the ids that may not be used again. Requests that end together share a transaction; each is refused or committed by itself.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Clock } from '../../../kernel/time.ts'
import { createBatcher } from '../../../platform/batcher.ts'
import type { Db } from '../../../platform/db.ts'
import * as store from './store/payloads.ts'

export type UsedFor = 'assertion' | 'proof'

export type Work = {
  used: (store.UsedId & { readonly as: UsedFor })[]
  consumed: string[]
  saved: Map<string, store.NewPayload>
  destroyed: string[]
  /** Grants whose tokens and codes end, and they themselves where they are among `destroyed`. */
  ended: string[]
}

/** Why nothing of a request was committed but its used ids: something was used a second time. */
export type Conflict = { readonly kind: 'used'; readonly as: UsedFor } | { readonly kind: 'consumed'; readonly id: string }

export type Works = {
  /** The work of the request that runs; none outside of one. */
  current(): Work | undefined
  /** Runs a request; what it changes is collected, not yet committed. */
  collect<T>(run: (work: Work) => Promise<T>): Promise<T>
  /** Commits. `failed`: the request was refused, so that only used ids and revocations count. */
  commit(work: Work, failed: boolean): Promise<Conflict | null>
  find(id: string): Promise<store.StoredPayload | null>
  drain(): Promise<void>
}

const BATCH_MAX = 300
const QUEUE_MAX = 5_000

const newWork = (): Work => ({ used: [], consumed: [], saved: new Map(), destroyed: [], ended: [] })

const isEmpty = (work: Work): boolean =>
  work.used.length + work.consumed.length + work.saved.size + work.destroyed.length + work.ended.length === 0

export function createWorks(deps: { readonly db: Db; readonly clock: Clock }): Works {
  const running = new AsyncLocalStorage<Work>()
  // Told to the request that waits, and logged where that ends.
  const onDefect = (): void => {}
  const reads = createBatcher<string, store.StoredPayload | null>({
    name: 'identity.oauth_find',
    batchMax: BATCH_MAX,
    queueMax: QUEUE_MAX,
    callerOf: () => '',
    onDefect,
    run: async ids => {
      const found = await store.findPayloads(deps.db, [...new Set(ids)])
      return ids.map(id => found.get(id) ?? null)
    },
  })
  const writes = createBatcher<Work, Conflict | null>({
    name: 'identity.oauth_commit',
    batchMax: BATCH_MAX,
    queueMax: QUEUE_MAX,
    callerOf: () => '',
    onDefect,
    run: works => commitTogether(deps.db, deps.clock, works),
  })
  return {
    current: () => running.getStore(),
    collect(run) {
      const work = newWork()
      return running.run(work, () => run(work))
    },
    async commit(work, failed) {
      const counted = failed ? { ...work, consumed: [], saved: new Map<string, store.NewPayload>() } : work
      return isEmpty(counted) ? null : writes.submit(counted)
    },
    find: id => reads.submit(id),
    async drain() {
      await Promise.all([reads.drain(), writes.drain()])
    },
  }
}

/** Outcomes in the order of the works, the same as if they had been committed one after the other. */
async function commitTogether(db: Db, clock: Clock, works: readonly Work[]): Promise<(Conflict | null)[]> {
  return db.transaction(async tx => {
    const now = clock.now()
    const used = works.flatMap(work => work.used)
    const unused = await store.useOnce(tx, [...new Map(used.map(one => [one.id, one])).values()])
    const conflicts: (Conflict | null)[] = works.map(work => {
      const repeated = work.used.find(({ id }) => !unused.delete(id))
      return repeated === undefined ? null : { kind: 'used', as: repeated.as }
    })
    const wanted = works.flatMap((work, at) => (conflicts[at] === null ? work.consumed : []))
    const consumed = await store.consumePayloads(tx, [...new Set(wanted)], now)
    works.forEach((work, at) => {
      if (conflicts[at] !== null) return
      const taken = work.consumed.find(id => !consumed.delete(id))
      if (taken !== undefined) conflicts[at] = { kind: 'consumed', id: taken }
    })
    // A request that repeats somebody's assertion is nobody's: it ends nothing either.
    const counted = works.filter((_work, at) => conflicts[at] === null)
    store.destroyPayloads(
      tx,
      counted.flatMap(work => work.destroyed),
      counted.flatMap(work => work.ended),
    )
    store.savePayloads(
      tx,
      counted.flatMap(work => [...work.saved.values()]),
      now,
    )
    return conflicts
  })
}
