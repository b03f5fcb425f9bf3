import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { fewAtOnce } from './few-at-once.ts'

it('does everything once, in order, and no more at once than it may', async () => {
  const begun: number[] = []
  let underWay = 0
  let most = 0
  await fewAtOnce(
    Array.from({ length: 20 }, (_, index) => index),
    3,
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
  await fewAtOnce([0, 1, 2, 3], 4, async () => void begun.push(performance.now() - startedAt), 30)
  for (const [index, at] of begun.entries()) expect(at).toBeGreaterThanOrEqual(index * 30 - 2)
})

it('has nothing to do with an empty list, and tells of a failure', async () => {
  await fewAtOnce([], 4, () => Promise.reject(new Error('never called')))
  await expect(fewAtOnce([1, 2], 1, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
})
