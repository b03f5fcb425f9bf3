/** Which nonces were seen: a request is good once. */

/** Requests older or newer than this are refused, seconds. */
export const REPLAY_WINDOW_SECONDS = 300

/** Remembers nonces for twice the replay window; bounded, the oldest are forgotten first. */
export function createNonceMemory(limit = 100_000): { firstSeen(nonce: string, nowMs: number): boolean } {
  const seen = new Map<string, number>()
  return {
    firstSeen(nonce, nowMs) {
      for (const [old, at] of seen) {
        if (at >= nowMs - 2 * REPLAY_WINDOW_SECONDS * 1000 && seen.size < limit) break
        seen.delete(old)
      }
      if (seen.has(nonce)) return false
      seen.set(nonce, nowMs)
      return true
    },
  }
}
