/** A circuit breaker: after several failures in a row nothing is sent for a while, then one call at a time tries. */

export type Breaker = {
  /** Whether a call may be made now; in the half-open state only one at a time. */
  admit(): boolean
  succeeded(): void
  failed(): void
  readonly state: 'closed' | 'open' | 'half_open'
}

const FAILURES_TO_OPEN = 5
const PAUSE_MIN_MS = 1_000
const PAUSE_MAX_MS = 30_000

/** `monotonicMs` never runs backwards, e.g. `performance.now`. */
export function createBreaker(monotonicMs: () => number): Breaker {
  let failures = 0
  let pauseMs = 0
  let openUntil = 0
  let probing = false
  return {
    admit() {
      if (pauseMs === 0) return true
      if (probing || monotonicMs() < openUntil) return false
      probing = true
      return true
    },
    succeeded() {
      failures = 0
      pauseMs = 0
      probing = false
    },
    failed() {
      failures += 1
      probing = false
      if (failures < FAILURES_TO_OPEN) return
      pauseMs = Math.min(PAUSE_MAX_MS, Math.max(PAUSE_MIN_MS, pauseMs * 2))
      openUntil = monotonicMs() + pauseMs
    },
    get state() {
      if (pauseMs === 0) return 'closed'
      return probing || monotonicMs() >= openUntil ? 'half_open' : 'open'
    },
  }
}
