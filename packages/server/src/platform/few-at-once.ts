import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Works through a list in its order with a bounded number under way at once, each no sooner than `paceMs` after the one before it.
 * Rejects with the first failure; what was begun goes on.
 */
export async function fewAtOnce<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>, paceMs = 0): Promise<void> {
  const left = items.values()
  let begun = 0
  const startedAt = performance.now()
  const worker = async (): Promise<void> => {
    // All workers draw from one iterator.
    for (const item of left) {
      const early = startedAt + begun++ * paceMs - performance.now()
      if (early > 0) await sleep(early)
      await work(item)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
}
