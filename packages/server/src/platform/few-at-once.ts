import { setTimeout as sleep } from 'node:timers/promises'

export type Pace = {
  readonly atOnce: number
  /** Each begins no sooner than this after the one before it. */
  readonly everyMs?: number
  /** Nothing more is begun once it is aborted. */
  readonly signal?: AbortSignal
}

/** Works through a list in its order, a few at once. Rejects with the first failure; what was begun goes on. */
export async function fewAtOnce<T>(
  items: readonly T[],
  { atOnce, everyMs = 0, signal }: Pace,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values()
  const startedAt = performance.now()
  let begun = 0
  const worker = async (): Promise<void> => {
    // All workers draw from one iterator.
    for (const item of left) {
      const early = startedAt + begun++ * everyMs - performance.now()
      if (early > 0) await sleep(early, undefined, { signal }).catch(() => {})
      if (signal?.aborted === true) return
      await work(item)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
}
