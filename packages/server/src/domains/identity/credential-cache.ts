/**
 * What is known of credentials, by the hash of their secret: a bounded copy in memory, invalidated by NOTIFY and read anew
 * from the database every two seconds, so that a revocation holds even when a notification is lost. Unknown secrets are never
 * kept: guesses must not push out what is good.
 */
import type { Clock } from '../../kernel/time.ts'

export type CredentialCache<F> = {
  /** At once from memory, or a promise of what the database says; `null` when there is no such credential. */
  get(hash: string): F | null | Promise<F | null>
  /** Forgets the credentials with this id, or all of them. */
  forget(id: string | null): void
  readonly size: number
}

/** More lookups of unknown secrets wait than the database can answer. */
export class CredentialQueueFull extends Error {
  override name = 'CredentialQueueFull'
}

export type CredentialCacheOptions<F> = {
  readonly clock: Clock
  /** One query for many hashes. */
  readonly load: (hashes: readonly string[]) => Promise<ReadonlyMap<string, F>>
  readonly idOf: (facts: F) => string
  readonly entriesMax?: number
  /** Facts older than this are never used. Half of it starts a reading in the background. */
  readonly ageMaxMs?: number
  readonly waitingMax?: number
}

type Entry<F> = { readonly facts: F; readonly readAtMs: number }
type Waiting<F> = {
  readonly promise: Promise<F | null>
  readonly resolve: (facts: F | null) => void
  readonly reject: (error: unknown) => void
}

const LOAD_MAX = 500

export function createCredentialCache<F>(options: CredentialCacheOptions<F>): CredentialCache<F> {
  const entriesMax = options.entriesMax ?? 10_000
  const ageMaxMs = options.ageMaxMs ?? 2_000
  const waitingMax = options.waitingMax ?? 10_000
  const entries = new Map<string, Entry<F>>()
  const waiting = new Map<string, Waiting<F>>()
  const queue: string[] = []
  let loading = false
  /** Counts the forgettings: what was read before one may be stale and is not kept. */
  let era = 0

  function lookUp(hash: string): Promise<F | null> {
    const same = waiting.get(hash)
    if (same !== undefined) return same.promise
    if (waiting.size >= waitingMax) return Promise.reject(new CredentialQueueFull('too many credentials wait to be looked up'))
    const { promise, resolve, reject } = Promise.withResolvers<F | null>()
    waiting.set(hash, { promise, resolve, reject })
    queue.push(hash)
    if (!loading) {
      loading = true
      setImmediate(drain)
    }
    return promise
  }

  function drain(): void {
    const hashes = queue.splice(0, LOAD_MAX)
    const readAtMs = options.clock.now().getTime()
    const began = era
    options
      .load(hashes)
      .then(
        found => {
          for (const hash of hashes) settle(hash, found.get(hash) ?? null, readAtMs, began)
        },
        (error: unknown) => {
          for (const hash of hashes) {
            waiting.get(hash)?.reject(error)
            waiting.delete(hash)
          }
        },
      )
      .finally(() => {
        loading = queue.length > 0
        if (loading) setImmediate(drain)
      })
      .catch(() => {})
  }

  function settle(hash: string, facts: F | null, readAtMs: number, began: number): void {
    entries.delete(hash)
    if (facts !== null && began === era) {
      if (entries.size >= entriesMax) {
        const [oldest] = entries.keys()
        if (oldest !== undefined) entries.delete(oldest)
      }
      entries.set(hash, { facts, readAtMs })
    }
    waiting.get(hash)?.resolve(facts)
    waiting.delete(hash)
  }

  return {
    get(hash) {
      const entry = entries.get(hash)
      if (entry === undefined) return lookUp(hash)
      const ageMs = options.clock.now().getTime() - entry.readAtMs
      if (ageMs >= ageMaxMs) return lookUp(hash)
      // A failed reading in the background is tried again by the next request, and waited for once the age is reached.
      if (ageMs >= ageMaxMs / 2) lookUp(hash).catch(() => {})
      return entry.facts
    },
    forget(id) {
      era += 1
      if (id === null) entries.clear()
      else for (const [hash, entry] of entries) if (options.idOf(entry.facts) === id) entries.delete(hash)
    },
    get size() {
      return entries.size
    },
  }
}
