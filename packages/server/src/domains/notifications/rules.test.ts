import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { ATTEMPTS_MAX, RETRY_DELAYS_MS, retryDelayMs } from '../../kernel/retries.ts'
import { chunkTopics, judge, messageOf, PAYLOAD_BYTES_MAX } from './rules.ts'
import type { Event } from './types.ts'

const answered = (status: number | null) => ({ status, body: '', durationMs: 1, error: status === null ? 'timeout' : null })
const eventOf = (object: string): Event => ({
  id: newId<'evt'>(),
  type: 'payment.succeeded',
  merchantId: null,
  object,
  createdAt: new Date('2026-07-01T08:00:00Z'),
})

describe('the retry schedule', () => {
  it('is that of Standard Webhooks', () => {
    expect(RETRY_DELAYS_MS.map(ms => ms / 1_000)).toEqual([0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400])
  })

  it('lengthens each wait by at most a tenth', () => {
    expect(retryDelayMs(1, () => 0)).toBe(5_000)
    expect(retryDelayMs(1, () => 0.999_999)).toBe(5_500)
    expect(retryDelayMs(ATTEMPTS_MAX, () => 0)).toBeNull()
  })
})

describe('judging an answer', () => {
  it('takes 2xx alone for success', () => {
    for (const status of [200, 201, 204, 299]) expect(judge(answered(status), 1, () => 0)).toEqual({ state: 'succeeded' })
    for (const status of [199, 301, 302, 400, 404, 429, 500, 503, null])
      expect(judge(answered(status), 1, () => 0)).toEqual({ state: 'pending', waitMs: 5_000 })
  })

  it('ends the endpoint on 410 and gives up after the last attempt', () => {
    expect(judge(answered(410), 1, () => 0)).toEqual({ state: 'failed', endpoint: 'gone' })
    expect(judge(answered(500), ATTEMPTS_MAX, () => 0)).toEqual({ state: 'failed', endpoint: 'exhausted' })
  })
})

describe('the message', () => {
  it('wraps the frozen object without touching it', () => {
    const event = eventOf('{"id":"pay_1","amount":1.0,  "名":"面"}')
    expect(messageOf(event)).toContain('"data":{"object":{"id":"pay_1","amount":1.0,  "名":"面"}}')
    expect(JSON.parse(messageOf(event))).toMatchObject({ type: 'payment.succeeded', timestamp: '2026-07-01T08:00:00.000Z' })
  })

  it('stays below 20 KB by naming the object alone', () => {
    const message = messageOf(eventOf(JSON.stringify({ id: 'pay_1', object: 'payment', note: '面'.repeat(7_000) })))
    expect(Buffer.byteLength(message)).toBeLessThan(PAYLOAD_BYTES_MAX)
    expect(JSON.parse(message).data).toEqual({ object: { id: 'pay_1', object: 'payment' }, truncated: true })
  })
})

describe('topics for NOTIFY', () => {
  it('keeps every topic once, in payloads below the bound', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.stringMatching(/^[a-z0-9_]{1,30}$/), { maxLength: 5 }), { maxLength: 60 }),
        fc.integer({ min: 40, max: 200 }),
        (lists, bytesMax) => {
          const chunks = chunkTopics(
            lists.map(list => list.join(' ')),
            bytesMax,
          )
          expect(chunks.every(chunk => Buffer.byteLength(chunk) < bytesMax && chunk !== '')).toBe(true)
          expect(chunks.flatMap(chunk => chunk.split(' '))).toEqual([...new Set(lists.flat())])
        },
      ),
    )
  })
})
