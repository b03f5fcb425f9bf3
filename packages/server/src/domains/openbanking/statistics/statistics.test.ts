/** What is published: limits, availability, response times; added up by all nodes. */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Json, must, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { startNode } from '../../../../test/harness/node.ts'
import { AISP, createObClient, type ObCaller } from '../../../../test/harness/openbanking.ts'
import { createMovableClock } from '../../../kernel/time.ts'
import { availabilityOf, BOUNDS_MS, bucketOf, percentileOf } from './rules.ts'
import { createRecorder } from './statistics.ts'
import * as store from './store.ts'

const database = useDatabase()
const world = useApp(database, { RATE_LIMIT_OPEN_BANKING: '200' })
let own: ObCaller

beforeAll(async () => {
  own = await (await createObClient(world)).own('accounts')
}, 60_000)

type Day = { date: string; uptime: Json; endpoints: (Json & { operation: string })[] }
const read = async (query = ''): Promise<Json & { days: Day[] }> =>
  (await must(world.nobody('GET', `/open-banking/statistics${query}`))) as Json & { days: Day[] }
const ask = (caller: ObCaller, url = '') =>
  caller('POST', `${url}${AISP}/account-access-consents`, {
    body: { Data: { Permissions: ['ReadAccountsBasic'] }, Risk: {} },
    unjudged: url !== '',
  })
const endpointOf = async (operation: string) => (await read()).days[0]?.endpoints.find(each => each.operation === operation)

describe('statistics', () => {
  it('count how each operation was answered, and how fast, over all nodes', async () => {
    const node = await startNode(world, database)
    await ask(own)
    await ask(own, node.url)
    await own('GET', `${AISP}/account-access-consents/nothing`)
    await fetch(`${world.url}${AISP}/nothing`)
    await node.stop()
    await world.app.openBanking.flushStatistics()
    expect(await endpointOf('createAccountAccessConsent')).toMatchObject({
      method: 'POST',
      path: `${AISP}/account-access-consents`,
      requests: 2,
      succeeded: 2,
      availability: 1,
      error_rate: 0,
    })
    const refused = await endpointOf('getAccountAccessConsent')
    expect(refused).toMatchObject({ requests: 1, refused: 1, failed: 0, availability: 1 })
    expect(refused).toMatchObject({ response_time_ms: { mean: expect.any(Number), p99: expect.any(Number) } })
  })

  it('say the limits, and in how many minutes of the day requests could be answered', async () => {
    await world.app.openBanking.flushStatistics()
    const { limits, days } = await read()
    expect(limits).toEqual({ third_party: { per_second: 200, burst: 400 }, address: null })
    expect(days[0]?.uptime).toMatchObject({ share: 1 })
    expect(Number(days[0]?.uptime.minutes_up)).toBeGreaterThan(0)
  })

  it('know minutes in which nothing answered', async () => {
    world.clock.advance(10 * 60_000)
    await world.app.openBanking.flushStatistics()
    const [day] = (await read()).days
    if (Number(day?.uptime.minutes) > 5) expect(Number(day?.uptime.share)).toBeLessThan(1)
  })

  it('are asked for a time of at most 92 days that is one', async () => {
    expect((await read('?from=2026-01-01&to=2026-03-01')).days).toEqual([])
    for (const query of ['?from=2026-03-01&to=2026-01-01', '?from=2025-01-01&to=2026-01-01'])
      expect((await world.nobody('GET', `/open-banking/statistics${query}`)).body).toMatchObject({
        code: 'parameter_invalid',
        param: 'from',
      })
  })

  it('are a page too, in both languages', async () => {
    for (const [language, words] of [
      ['en', 'Open banking: limits, availability and response times'],
      ['zh', '开放银行：限额、可用性与响应时间'],
    ] as const) {
      const response = await fetch(`${world.url}/open-banking`, { headers: { 'Accept-Language': language } })
      const text = await response.text()
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
      expect(text).toContain(words)
      expect(text).toContain(`${AISP}/account-access-consents`)
    }
  })
})

describe('counting', () => {
  const db = () => world.app.db
  const day = '2030-01-01'
  const countedOn = async (endpoint: string) => (await store.readDays(db(), day, day)).find(each => each.endpoint === endpoint)

  it('adds up what nodes count at the same time', async () => {
    const one = {
      day,
      endpoint: 'together',
      succeeded: 1,
      refused: 2,
      failed: 3,
      durationMsSum: 1.5,
      buckets: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5],
    }
    await Promise.all(Array.from({ length: 20 }, () => store.addDays(db(), [one, { ...one, endpoint: 'another' }])))
    expect(await countedOn('together')).toMatchObject({
      succeeded: 20,
      refused: 40,
      failed: 60,
      durationMsSum: 30,
      buckets: [20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100],
    })
  })

  it('keeps what could not be written, and puts each request on the day it was answered', async () => {
    const clock = createMovableClock()
    let away = true
    const recorder = createRecorder({
      db: {
        query: (statement, values) => {
          if (away) throw new Error('away')
          return db().query(statement, values)
        },
      },
      clock,
      onError: () => {},
    })
    recorder.record('kept', 200, 3)
    recorder.record('kept', 503, 12_000)
    const today = clock.now().toISOString().slice(0, 10)
    await expect(recorder.flush()).rejects.toThrow('away')
    clock.advance(86_400_000)
    recorder.record('kept', 404, 30)
    away = false
    await recorder.flush()
    const tomorrow = clock.now().toISOString().slice(0, 10)
    const days = (await store.readDays(db(), today, tomorrow)).filter(each => each.endpoint === 'kept')
    expect(days.map(each => [each.day, each.succeeded, each.refused, each.failed])).toEqual([
      [tomorrow, 0, 1, 0],
      [today, 1, 0, 1],
    ])
  })
})

describe('the arithmetic', () => {
  it('finds the bucket of a duration, and a percentile as the bound that holds it', () => {
    expect([0, 5, 5.1, 5000, 5001].map(bucketOf)).toEqual([0, 0, 1, BOUNDS_MS.length - 1, BOUNDS_MS.length])
    const buckets = [90, 5, 0, 4, 0, 0, 0, 0, 0, 0, 1]
    expect([0.5, 0.95, 0.99, 1].map(share => percentileOf(buckets, share))).toEqual([5, 10, 50, null])
    expect(percentileOf([], 0.5)).toBeNull()
  })

  it('never calls it wholly available when something failed', () => {
    expect(availabilityOf({ succeeded: 999_999, refused: 0, failed: 1 })).toBe(0.9999)
    expect(availabilityOf({ succeeded: 0, refused: 0, failed: 0 })).toBe(1)
    expect(availabilityOf({ succeeded: 0, refused: 5, failed: 0 })).toBe(1)
  })
})
