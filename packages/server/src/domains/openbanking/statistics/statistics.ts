/**
 * Counts how each operation is answered, in memory, and adds that to the database every few seconds: nodes share the numbers, and a
 * request costs no statement. What a crash loses is what was counted since the last writing.
 */
import type { Clock } from '../../../kernel/time.ts'
import type { Db } from '../../../platform/db.ts'
import { BOUNDS_MS, bucketOf } from './rules.ts'
import * as store from './store.ts'

const FLUSH_EVERY_MS = 5_000
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

export type Recorder = {
  record(operationId: string, status: number, durationMs: number): void
  /** Writes what was counted, and that this minute was one in which requests could be answered. */
  flush(): Promise<void>
  start(): void
  stop(): Promise<void>
}

type Counted = { succeeded: number; refused: number; failed: number; durationMsSum: number; readonly buckets: number[] }

const nothing = (): Counted => ({ succeeded: 0, refused: 0, failed: 0, durationMsSum: 0, buckets: [...BOUNDS_MS.map(() => 0), 0] })

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

export function createRecorder(deps: {
  readonly db: Pick<Db, 'query'>
  readonly clock: Clock
  readonly onError: (error: unknown) => void
}): Recorder {
  /** By day and operation; more than one day only around midnight. */
  let counted = new Map<string, Map<string, Counted>>()
  let timer: NodeJS.Timeout | null = null
  let busy: Promise<void> = Promise.resolve()

  function countedOf(operationId: string): Counted {
    const day = dayOf(deps.clock.now().getTime())
    let operations = counted.get(day)
    if (operations === undefined) {
      operations = new Map()
      counted.set(day, operations)
    }
    let operation = operations.get(operationId)
    if (operation === undefined) {
      operation = nothing()
      operations.set(operationId, operation)
    }
    return operation
  }

  function add(day: string, operationId: string, more: Counted): void {
    const operations = counted.get(day) ?? new Map<string, Counted>()
    counted.set(day, operations)
    const operation = operations.get(operationId) ?? nothing()
    operations.set(operationId, operation)
    operation.succeeded += more.succeeded
    operation.refused += more.refused
    operation.failed += more.failed
    operation.durationMsSum += more.durationMsSum
    for (const [at, count] of more.buckets.entries()) operation.buckets[at] = (operation.buckets[at] ?? 0) + count
  }

  async function write(): Promise<void> {
    const taken = counted
    counted = new Map()
    const days = [...taken].flatMap(([day, operations]) => [...operations].map(([endpoint, each]) => ({ day, endpoint, ...each })))
    try {
      if (days.length > 0) await store.addDays(deps.db, days)
    } catch (error) {
      for (const [day, operations] of taken) for (const [endpoint, each] of operations) add(day, endpoint, each)
      throw error
    }
    const now = deps.clock.now().getTime()
    await store.markUptime(deps.db, dayOf(now), Math.floor((now % DAY_MS) / MINUTE_MS))
  }

  const flush = (): Promise<void> => {
    busy = busy.catch(() => {}).then(write)
    return busy
  }

  return {
    record(operationId, status, durationMs) {
      const operation = countedOf(operationId)
      if (status >= 500) operation.failed += 1
      else if (status >= 400) operation.refused += 1
      else operation.succeeded += 1
      operation.durationMsSum += durationMs
      const bucket = bucketOf(durationMs)
      operation.buckets[bucket] = (operation.buckets[bucket] ?? 0) + 1
    },
    flush,
    start() {
      timer ??= setInterval(() => void flush().catch(deps.onError), FLUSH_EVERY_MS)
      timer.unref()
      void flush().catch(deps.onError)
    },
    async stop() {
      if (timer === null) return
      clearInterval(timer)
      timer = null
      await flush().catch(deps.onError)
    },
  }
}
