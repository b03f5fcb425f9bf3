/** Gathering: one statement at a time, nothing older than its question. */
import { describe, expect, it } from 'vitest'
import { createGather } from './gather.ts'

const later = () => new Promise(resolve => setTimeout(resolve, 5))

describe('a gather', () => {
  it('reads what is asked at the same time once, and each key once', async () => {
    const reads: string[][] = []
    const gather = createGather<string, string>(async keys => {
      reads.push([...keys])
      await later()
      return new Map(keys.filter(key => key !== 'none').map(key => [key, key.toUpperCase()]))
    })
    expect(await Promise.all(['a', 'b', 'a', 'none'].map(gather))).toEqual(['A', 'B', 'A', undefined])
    expect(reads).toEqual([['a', 'b', 'none']])
  })

  it('never answers with what was read before the question', async () => {
    let value = 1
    const gather = createGather<string, number>(async keys => {
      const seen = value
      await later()
      return new Map(keys.map(key => [key, seen]))
    })
    const before = gather('a')
    await new Promise(resolve => setTimeout(resolve, 2))
    value = 2
    expect([await gather('a'), await before]).toEqual([2, 1])
  })

  it('asks for no more than a number of keys in one statement', async () => {
    const sizes: number[] = []
    const gather = createGather<number, number>(async keys => {
      sizes.push(keys.length)
      return new Map(keys.map(key => [key, key]))
    }, 2)
    expect(await Promise.all([1, 2, 3, 4, 5].map(gather))).toEqual([1, 2, 3, 4, 5])
    expect(sizes).toEqual([2, 2, 1])
  })

  it('passes a failure to those who asked, and goes on', async () => {
    let fails = true
    const gather = createGather<string, string>(async keys => {
      if (fails) throw new Error('away')
      return new Map(keys.map(key => [key, key]))
    })
    await expect(gather('a')).rejects.toThrow('away')
    fails = false
    expect(await gather('a')).toBe('a')
  })
})
