/**
 * Gathers concurrent commands of one use case into batches: one batch in flight, everything that arrived meanwhile is the
 * next. A lone command never waits for company; under load a second batch may run beside the first, so that the database works while
 * this process answers and gathers. The queue is bounded; a batch that fails is halved until the culprit stands alone, so a poisoned
 * command never takes its neighbours with it.
 */
import { isTransient } from './db.ts'

/** The queue is full: answer 503 with Retry-After. */
export class OverloadedError extends Error {
  override name = 'OverloadedError'
  readonly retryAfterSeconds = 1
}

export type BatcherOptions<C, R> = {
  readonly name: string
  /** Commands in one batch at the most. */
  readonly batchMax: number
  /** Commands waiting at the most, per lane. */
  readonly queueMax: number
  /** Results in the order of the commands. Runs again, with the same or with half of the commands, when it throws. */
  readonly run: (commands: readonly C[]) => Promise<R[]>
  /** Who sent it: a caller whose command broke a batch waits in a lane of its own for a while. */
  readonly callerOf: (command: C) => string
  /** A command that failed alone with an error that is not a refusal: a defect, to be logged once. */
  readonly onDefect: (command: C, error: unknown) => void
  readonly onBatch?: (size: number, durationMs: number) => void
  /**
   * A second batch runs beside the one in flight as soon as `from` commands wait. Commands of one key are never in both: the later one
   * waits for the end of the former.
   */
  readonly beside?: { readonly from: number; readonly keyOf: (command: C) => string }
}

export type Batcher<C, R> = {
  /** Rejects with OverloadedError when the queue is full, with the defect when the command itself breaks. */
  submit(command: C): Promise<R>
  readonly depth: number
  /** Waits until everything accepted so far has an answer. */
  drain(): Promise<void>
}

const TRANSIENT_TRIES_MAX = 6
const QUARANTINE_MS = 30_000
const QUARANTINE_CALLERS_MAX = 1_000
const QUARANTINE_BATCH_MAX = 8

type Waiting<C, R> = { readonly command: C; readonly resolve: (result: R) => void; readonly reject: (error: unknown) => void }

export function createBatcher<C, R>(options: BatcherOptions<C, R>): Batcher<C, R> {
  const quarantined = new Map<string, number>()
  /** The keys of the batches in flight, of both lanes. */
  const underWay = new Set<string>()
  const main = createLane(options.batchMax)
  const quarantine = createLane(Math.min(QUARANTINE_BATCH_MAX, options.batchMax))
  const lanes = [main, quarantine]

  function laneOf(command: C) {
    if (quarantined.size === 0) return main
    const caller = options.callerOf(command)
    const until = quarantined.get(caller)
    if (until === undefined) return main
    if (until > Date.now()) return quarantine
    quarantined.delete(caller)
    return main
  }

  function suspect(command: C): void {
    if (quarantined.size >= QUARANTINE_CALLERS_MAX) {
      const oldest = quarantined.keys().next()
      if (!oldest.done) quarantined.delete(oldest.value)
    }
    quarantined.set(options.callerOf(command), Date.now() + QUARANTINE_MS)
  }

  function createLane(batchMax: number) {
    const { beside } = options
    let queue: Waiting<C, R>[] = []
    let inFlight = 0
    let starting = false
    let idle: (() => void)[] = []

    const mayStart = (): boolean =>
      queue.length > 0 && (inFlight === 0 || (beside !== undefined && inFlight === 1 && queue.length >= beside.from))

    /** The next batch, in order of arrival; a command whose key is under way stays. */
    function take(): Waiting<C, R>[] {
      const batch: Waiting<C, R>[] = []
      const rest: Waiting<C, R>[] = []
      for (const waiting of queue) {
        const free = batch.length < batchMax && !(beside !== undefined && underWay.has(beside.keyOf(waiting.command)))
        ;(free ? batch : rest).push(waiting)
      }
      queue = rest
      return batch
    }

    async function run(batch: readonly Waiting<C, R>[]): Promise<void> {
      inFlight += 1
      if (beside !== undefined) for (const { command } of batch) underWay.add(beside.keyOf(command))
      const startedAt = performance.now()
      await settle(batch)
      if (beside !== undefined) for (const { command } of batch) underWay.delete(beside.keyOf(command))
      inFlight -= 1
      options.onBatch?.(batch.length, performance.now() - startedAt)
      // Of the other lane, too: what it holds may have waited for a key of this batch.
      for (const lane of lanes) lane.start()
    }

    function start(): void {
      starting = false
      while (mayStart()) {
        const batch = take()
        if (batch.length === 0) break
        void run(batch)
      }
      if (inFlight > 0 || queue.length > 0) return
      for (const wake of idle) wake()
      idle = []
    }

    return {
      start,
      get depth() {
        return queue.length
      },
      submit(command: C): Promise<R> {
        if (queue.length >= options.queueMax) return Promise.reject(new OverloadedError(`the queue of ${options.name} is full`))
        return new Promise<R>((resolve, reject) => {
          queue.push({ command, resolve, reject })
          if (starting || !mayStart()) return
          starting = true
          // Let requests that were read from their sockets in this turn of the event loop join the batch.
          setImmediate(start)
        })
      },
      drain(): Promise<void> {
        return inFlight > 0 || queue.length > 0 ? new Promise(resolve => idle.push(resolve)) : Promise.resolve()
      },
    }
  }

  /** Answers every command of the batch; never throws. */
  async function settle(batch: readonly Waiting<C, R>[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        const results = await options.run(batch.map(waiting => waiting.command))
        if (results.length !== batch.length) throw new Error(`${options.name} answered ${results.length} of ${batch.length} commands`)
        for (const [index, waiting] of batch.entries()) waiting.resolve(results[index] as R)
        return
      } catch (error) {
        if (isTransient(error) && attempt < TRANSIENT_TRIES_MAX) {
          await new Promise(resolve => setTimeout(resolve, 10 * 3 ** attempt))
          continue
        }
        if (isTransient(error) || batch.length === 1) {
          for (const waiting of batch) {
            options.onDefect(waiting.command, error)
            if (!isTransient(error)) suspect(waiting.command)
            waiting.reject(error)
          }
          return
        }
        const half = batch.length >> 1
        await settle(batch.slice(0, half))
        await settle(batch.slice(half))
        return
      }
    }
  }

  return {
    submit: command => laneOf(command).submit(command),
    get depth() {
      return main.depth + quarantine.depth
    },
    async drain() {
      await Promise.all([main.drain(), quarantine.drain()])
    },
  }
}
