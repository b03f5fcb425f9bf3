import { describe, expect, it } from 'vitest'
import { createMovableClock } from '../../kernel/time.ts'
import { CredentialQueueFull, createCredentialCache } from './credential-cache.ts'

function cacheOf(known: Map<string, string>, options: { entriesMax?: number; waitingMax?: number } = {}) {
  const clock = createMovableClock()
  const loads: (readonly string[])[] = []
  const cache = createCredentialCache<string>({
    clock,
    idOf: facts => facts,
    load: async hashes => {
      loads.push(hashes)
      return new Map(hashes.flatMap(hash => (known.has(hash) ? [[hash, known.get(hash) ?? ''] as const] : [])))
    },
    ...options,
  })
  return { cache, clock, loads }
}

describe('the credential cache', () => {
  it('gathers concurrent lookups into one query, and asks once for each hash', async () => {
    const { cache, loads } = cacheOf(new Map([['a', '1']]))
    expect(await Promise.all([cache.get('a'), cache.get('b'), cache.get('a')])).toEqual(['1', null, '1'])
    expect(loads).toEqual([['a', 'b']])
    expect(cache.get('a')).toBe('1')
  })

  it('never keeps what is unknown, and never more than its bound', async () => {
    const known = new Map(Array.from({ length: 20 }, (_, index) => [`k${index}`, `${index}`] as const))
    const { cache } = cacheOf(known, { entriesMax: 5 })
    for (let index = 0; index < 20; index++) {
      await cache.get(`k${index}`)
      await cache.get(`guess${index}`)
    }
    expect(cache.size).toBe(5)
  })

  it('reads anew in the background after one second and waits for it after two', async () => {
    const known = new Map([['a', 'old']])
    const { cache, clock, loads } = cacheOf(known)
    await cache.get('a')
    known.set('a', 'new')
    clock.advance(1_000)
    expect(cache.get('a')).toBe('old')
    await expect.poll(() => loads.length).toBe(2)
    await expect.poll(() => cache.get('a')).toBe('new')
    clock.advance(2_000)
    expect(cache.get('a')).toBeInstanceOf(Promise)
  })

  it('does not keep what was read before it was told to forget', async () => {
    const known = new Map([['a', 'old']])
    const { cache, loads } = cacheOf(known)
    const reading = cache.get('a')
    await new Promise(resolve => setImmediate(resolve))
    cache.forget('old')
    await reading
    expect(cache.size).toBe(0)
    await cache.get('a')
    expect(loads).toHaveLength(2)
  })

  it('refuses to queue more than its bound', async () => {
    const { cache } = cacheOf(new Map(), { waitingMax: 2 })
    const waiting = [cache.get('a'), cache.get('b')]
    await expect(cache.get('c')).rejects.toThrow(CredentialQueueFull)
    await Promise.all(waiting)
    expect(await cache.get('c')).toBeNull()
  })

  it('passes on a failure of the database and recovers', async () => {
    let failing = true
    const cache = createCredentialCache<string>({
      clock: createMovableClock(),
      idOf: facts => facts,
      load: async hashes => {
        if (failing) throw new Error('down')
        return new Map(hashes.map(hash => [hash, 'facts']))
      },
    })
    await expect(cache.get('a')).rejects.toThrow('down')
    failing = false
    expect(await cache.get('a')).toBe('facts')
  })
})
