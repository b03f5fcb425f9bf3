import { describe, expect, it } from 'vitest'
import { createFollower } from './listen.ts'

type Event = Awaited<ReturnType<ReturnType<typeof createFollower>>>[number]

const START = Date.parse('2026-07-01T08:00:00Z')
const event = (name: string, seconds: number): Event => ({
  id: `evt_${name}`,
  object: 'event',
  type: 'payment.succeeded',
  merchant: null,
  created_at: new Date(START + seconds * 1_000).toISOString(),
  data: { object: {} },
})

/** A history, newest first, that counts how many of its events were read. */
function history() {
  const events: Event[] = []
  const reads = { count: 0 }
  const next = createFollower(async function* () {
    for (const each of [...events].sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at))) {
      reads.count += 1
      yield each
    }
  })
  return { events, reads, next: async () => (await next()).map(each => each.id) }
}

describe('following events', () => {
  it('answers what is new, oldest first, and each once', async () => {
    const { events, next } = history()
    events.push(event('old', 0))
    expect(await next()).toEqual([])
    events.push(event('a', 1), event('b', 2))
    expect(await next()).toEqual(['evt_a', 'evt_b'])
    expect(await next()).toEqual([])
  })

  it('finds an event that became visible after later ones', async () => {
    const { events, next } = history()
    events.push(event('old', 0))
    await next()
    events.push(event('late', 30))
    await next()
    events.push(event('slow', 5))
    expect(await next()).toEqual(['evt_slow'])
    expect(await next()).toEqual([])
  })

  it('begins with nothing on an empty history', async () => {
    const { events, next } = history()
    expect(await next()).toEqual([])
    events.push(event('first', 0))
    expect(await next()).toEqual(['evt_first'])
  })

  it('reads no further back than a minute', async () => {
    const { events, reads, next } = history()
    for (let at = 0; at < 1_000; at++) events.push(event(`old_${at}`, at))
    await next()
    expect(reads.count).toBeLessThan(70)
    reads.count = 0
    expect(await next()).toEqual([])
    expect(reads.count).toBeLessThan(70)
  })
})
