/** How each rail has been doing: counts of this node, added up over all nodes every ten seconds, over the last five minutes. */
import type { Clock } from '../../../kernel/time.ts'
import type { Db } from '../../../platform/db.ts'
import { createLoop } from '../../../platform/loop.ts'
import * as store from './store-exchanges.ts'
import type { RailHealth } from './types.ts'

const WINDOW_MS = 5 * 60_000
const KEEP_MS = 24 * 3_600_000
const POLL_MS = 10_000
const DURATIONS_MAX = 256

type Tally = { calls: number; answered: number; durationMs: number; paid: number; lost: number }

export type Health = {
  called(code: string, answered: boolean, durationMs: number): void
  /** How an order ended: paid, or lost for a reason that is not the payer's own doing. */
  ordered(code: string, end: 'paid' | 'lost'): void
  of(code: string, breaker: RailHealth['breaker']): RailHealth
  /** Writes this node's counts and reads everybody's. */
  sync(): Promise<void>
  start(): void
  stop(): Promise<void>
}

const empty = (): Tally => ({ calls: 0, answered: 0, durationMs: 0, paid: 0, lost: 0 })

export function createHealth(deps: { readonly db: Db; readonly clock: Clock; readonly failed: (error: unknown) => void }): Health {
  /** Not yet written. */
  let pending = new Map<string, Tally>()
  let shared = new Map<string, store.Counts>()
  /** The latest durations on this node, a ring for each rail. */
  const durations = new Map<string, { readonly ring: Float64Array; at: number; count: number }>()

  function tallyOf(code: string): Tally {
    const known = pending.get(code)
    if (known !== undefined) return known
    const fresh = empty()
    pending.set(code, fresh)
    return fresh
  }

  function note(code: string, durationMs: number): void {
    let held = durations.get(code)
    if (held === undefined) {
      held = { ring: new Float64Array(DURATIONS_MAX), at: 0, count: 0 }
      durations.set(code, held)
    }
    held.ring[held.at] = durationMs
    held.at = (held.at + 1) % DURATIONS_MAX
    held.count = Math.min(held.count + 1, DURATIONS_MAX)
  }

  function medianOf(code: string): number | null {
    const held = durations.get(code)
    if (held === undefined) return null
    const sorted = held.ring.slice(0, held.count).sort()
    return Math.round((sorted[held.count >> 1] ?? 0) * 10) / 10
  }

  async function sync(): Promise<void> {
    const now = deps.clock.now()
    const writing = pending
    pending = new Map()
    try {
      const counts = [...writing].map(([code, tally]) => ({ code, ...tally, durationMs: BigInt(Math.round(tally.durationMs)) }))
      if (counts.length > 0) await store.addCounts(deps.db, new Date(Math.floor(now.getTime() / 60_000) * 60_000), counts)
    } catch (error) {
      for (const [code, tally] of writing) {
        const into = tallyOf(code)
        for (const key of ['calls', 'answered', 'durationMs', 'paid', 'lost'] as const) into[key] += tally[key]
      }
      throw error
    }
    shared = new Map((await store.recentCounts(deps.db, new Date(now.getTime() - WINDOW_MS))).map(row => [row.code, row]))
    if (now.getMinutes() === 0) await store.pruneCounts(deps.db, new Date(now.getTime() - KEEP_MS))
  }

  const loop = createLoop({
    delayMs: 0,
    pollMs: POLL_MS,
    failed: deps.failed,
    async work() {
      await sync()
      return false
    },
  })

  return {
    called(code, answered, durationMs) {
      const tally = tallyOf(code)
      tally.calls += 1
      if (answered) tally.answered += 1
      tally.durationMs += durationMs
      note(code, durationMs)
    },
    ordered(code, end) {
      tallyOf(code)[end] += 1
    },
    of(code, breaker) {
      const own = pending.get(code)
      const all = shared.get(code)
      const sum = (key: 'calls' | 'answered' | 'paid' | 'lost'): number => (own?.[key] ?? 0) + (all?.[key] ?? 0)
      const [calls, ended] = [sum('calls'), sum('paid') + sum('lost')]
      return {
        answered: calls === 0 ? null : sum('answered') / calls,
        succeeded: ended === 0 ? null : sum('paid') / ended,
        samples: calls,
        breaker,
        p50Ms: medianOf(code),
      }
    },
    sync,
    start: () => loop.start(),
    async stop() {
      await loop.stop()
      await sync().catch(deps.failed)
    },
  }
}
