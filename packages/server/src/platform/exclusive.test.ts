import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { takeExclusive } from './exclusive.ts'

it('is held by one at a time, names its holder, and is free again once released', async () => {
  const name = randomUUID()
  const first = await takeExclusive(name)
  if ('heldBy' in first) throw new Error('nobody can hold it yet')
  expect(await takeExclusive(name)).toEqual({ heldBy: process.pid })
  await first.release()
  const second = await takeExclusive(name)
  expect(second).not.toHaveProperty('heldBy')
  if (!('heldBy' in second)) await second.release()
})
