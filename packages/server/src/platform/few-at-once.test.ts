import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { fewAtOnce } from './few-at-once.ts'

it('does everything once, in order, and no more at once than it may', async () => {
  const begun: number[] = []
  let underWay = 0
  let most = 0
  await fewAtOnce(
    Array.from({ length: 20 }, (_, index) => index),
    { atOnce: 3 },
    async item => {
      begun.push(item)
      underWay += 1
      most = Math.max(most, underWay)
      await sleep(item % 4)
      underWay -= 1
    },
  )
  expect(begun).toEqual(Array.from({ length: 20 }, (_, index) => index))
  expect(most).toBe(3)
})

it('spreads what it begins', async () => {
  const startedAt = performance.now()
  const begun: number[] = []
  await fewAtOnce([0, 1, 2, 3], { atOnce: 4, everyMs: 30 }, async () => void begun.push(performance.now() - startedAt))
  for (const [index, at] of begun.entries()) expect(at).toBeGreaterThanOrEqual(index * 30 - 2)
})

it('begins nothing more once it is stopped, and does not wait for its turn', async () => {
  const stop = new AbortController()
  const begun: number[] = []
  await fewAtOnce([0, 1, 2, 3], { atOnce: 2, everyMs: 60_000, signal: stop.signal }, async item => {
    begun.push(item)
    stop.abort()
  })
  expect(begun).toEqual([0])
})

it('has nothing to do with an empty list, and tells of a failure', async () => {
  await fewAtOnce([], { atOnce: 4 }, () => Promise.reject(new Error('never called')))
  await expect(fewAtOnce([1, 2], { atOnce: 1 }, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
})
