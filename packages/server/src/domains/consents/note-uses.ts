/**
 * Counts uses that are no row of their own - reads of data, payments under mandates without counters - in memory, and writes them in
 * batches: whoever serves a request never waits for its note. A node that is killed loses at most the last seconds of these counts; limits
 * never depend on them.
 */
import { type BusinessDate, businessDateOf } from '../../kernel/time.ts'
import type { Db } from '../../platform/db.ts'
import { type Noted, writeNotes } from './store-uses.ts'
import type { ConsentId } from './types.ts'

const FLUSH_MS = 5_000
const ROWS_PER_WRITE = 500
/** Beyond so many different notes in memory they are written at once; beyond ten times as many, while the database is away, no new ones are kept. */
const ENTRIES_FULL = 5_000
const ENTRIES_MAX = 50_000

export type UseNotes = {
  /** Returns at once. `resource` is a short name of what was used, e.g. `balances`. */
  note(consentId: ConsentId, resource: string, at: Date, amount?: bigint): void
  /** Writes what was noted. */
  flush(): Promise<void>
  start(): void
  stop(): Promise<void>
}

export function createUseNotes(deps: {
  readonly db: Db
  readonly timeZone: string
  readonly onError?: (error: unknown) => void
}): UseNotes {
  let notes = new Map<string, { -readonly [K in keyof Noted]: Noted[K] }>()
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()
  // The day of an instant is the same for many notes: Intl is slow.
  let day: { readonly hour: number; readonly date: BusinessDate } | null = null
  const dayOf = (at: Date): BusinessDate => {
    const hour = Math.floor(at.getTime() / 900_000)
    if (day?.hour !== hour) day = { hour, date: businessDateOf(at, deps.timeZone) }
    return day.date
  }

  const write = async (): Promise<void> => {
    const taken = [...notes.values()]
    notes = new Map()
    for (let at = 0; at < taken.length; at += ROWS_PER_WRITE) {
      const chunk = taken.slice(at, at + ROWS_PER_WRITE)
      try {
        await writeNotes(deps.db, chunk)
      } catch (error) {
        for (const { consentId, resource, day: date, count, amount, lastAt } of taken.slice(at))
          add(consentId, resource, date, lastAt, count, amount)
        throw error
      }
    }
  }
  const add = (consentId: ConsentId, resource: string, date: BusinessDate, at: Date, count: bigint, amount: bigint): void => {
    const key = `${consentId}${date}${resource}`
    const known = notes.get(key)
    if (known === undefined) {
      if (notes.size < ENTRIES_MAX) notes.set(key, { consentId, day: date, resource, count, amount, lastAt: at })
      return
    }
    known.count += count
    known.amount += amount
    if (at > known.lastAt) known.lastAt = at
  }
  const flush = (): Promise<void> => {
    writing = writing.catch(() => {}).then(write)
    return writing
  }
  const again = (): void => {
    timer = setTimeout(() => {
      flush()
        .catch((error: unknown) => deps.onError?.(error))
        .finally(() => {
          if (timer !== null) again()
        })
    }, FLUSH_MS)
    timer.unref()
  }

  return {
    note(consentId, resource, at, amount = 0n) {
      add(consentId, resource, dayOf(at), at, 1n, amount)
      if (notes.size === ENTRIES_FULL) flush().catch((error: unknown) => deps.onError?.(error))
    },
    flush,
    start: again,
    async stop() {
      if (timer !== null) clearTimeout(timer)
      timer = null
      await flush().catch((error: unknown) => deps.onError?.(error))
    },
  }
}
