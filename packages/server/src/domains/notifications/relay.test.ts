import { describe, expect, it } from 'vitest'
import { useDatabase } from '../../../test/harness/database.ts'
import type { Db } from '../../platform/db.ts'
import { sql } from '../../platform/db.ts'
import { createHub } from './hub.ts'
import { relayOnce, retryHeld } from './relay.ts'
import { createWorld, until } from './test-world.ts'
import type { EventConsumer } from './types.ts'

const database = useDatabase()
const COUNTS = sql(
  'test.relay_counts',
  'SELECT (SELECT count(*) FROM platform.outbox) AS waiting, (SELECT count(*) FROM platform.events) AS events, (SELECT count(*) FROM notifications.deliveries) AS deliveries',
)
const counts = async () => (await database.db.query(COUNTS))[0]
const EARLY = sql(
  'test.early_event',
  `INSERT INTO platform.outbox SELECT id, ARRAY[id], '{payment.failed}', '{}', '{""}', now() FROM uuidv7() AS id`,
)
const CLEAR = sql('test.relay_clear', 'DELETE FROM platform.outbox')
const base = (batchMax = 20) => ({ db: database.db, now: () => new Date(), batchMax, deliveriesWaiting: () => {} })
const relay = async (batchMax?: number) => (await relayOnce(base(batchMax))).events

describe('the relay', () => {
  it('takes every event once with four relays at once', async () => {
    const world = createWorld(database.db)
    for (let at = 0; at < 100; at++) await world.publish(Array.from({ length: 1 + (at % 20) }, () => ({ topics: [`pay_${at}`] })))
    const drain = async (): Promise<number> => {
      const taken = await relay(3)
      return taken === 0 ? 0 : taken + (await drain())
    }
    const taken = await Promise.all([drain(), drain(), drain(), drain()])
    expect(taken.reduce((sum, each) => sum + each, 0)).toBe(1_050)
    expect(await counts()).toMatchObject({ waiting: 0n })
  })

  it('takes no more than 500 events with a note, however many a transaction made', async () => {
    const world = createWorld(database.db)
    await database.db.query(CLEAR)
    await world.publish(Array.from({ length: 1_200 }, () => ({})))
    expect(await counts()).toMatchObject({ waiting: 3n })
    expect([await relay(1), await relay(1), await relay(1), await relay(1)]).toEqual([500, 500, 200, 0])
  })

  it('is not needed for the history: an event is in it from its own commit on', async () => {
    const world = createWorld(database.db)
    const before = (await counts())?.events as bigint
    await world.publish([{}, {}])
    expect(await counts()).toMatchObject({ events: before + 2n })
    await relay()
    expect(await counts()).toMatchObject({ events: before + 2n })
  })

  it('lags by the age of the oldest event that waits for it, and not at all when none does', async () => {
    const world = createWorld(database.db)
    await database.db.query(CLEAR)
    expect(await world.notifications.lagSeconds()).toBe(0)
    await world.publish([{}])
    world.clock.advance(90_000)
    await world.publish([{}])
    expect(Math.floor(await world.notifications.lagSeconds())).toBe(90)
    await relay(1)
    expect(await world.notifications.lagSeconds()).toBeLessThan(10)
    await relay()
    expect(await world.notifications.lagSeconds()).toBe(0)
  })

  it('leaves the events in the outbox when it dies before the commit', async () => {
    const world = createWorld(database.db)
    await world.publish([{}, {}])
    const before = await counts()
    const dying = {
      ...database.db,
      transaction: (work: (tx: never) => Promise<unknown>) =>
        database.db.transaction(async tx => work(tx as never).then(() => Promise.reject(new Error('killed')))),
    }
    await expect(relayOnce({ ...base(), db: dying as Db })).rejects.toThrow('killed')
    expect(await counts()).toEqual(before)
    expect(await relay()).toBe(2)
  })

  it('does not wait for an event whose transaction is still open, and loses none that commits late', async () => {
    const world = createWorld(database.db)
    let commitLate = () => {}
    const late = new Promise<void>(resolve => {
      commitLate = resolve
    })
    let appended = () => {}
    const waiting = new Promise<void>(resolve => {
      appended = resolve
    })
    const slow = database.db.transaction(async tx => {
      await tx.query(EARLY)
      appended()
      await late
    })
    await waiting
    await world.publish([{}])
    expect(await relay()).toBe(1)
    commitLate()
    await slow
    expect(await relay()).toBe(1)
  })

  it('creates deliveries for the endpoints of that merchant that listen for the type', async () => {
    const world = createWorld(database.db)
    const [mine, other] = [world.merchant(), world.merchant()]
    const endpoint = (principal: typeof mine.principal, body: object) =>
      world.call(principal, 'createWebhookEndpoint', { body: { url: 'http://127.0.0.1:9/', ...body } })
    await endpoint(mine.principal, {})
    await endpoint(mine.principal, { enabled_events: ['refund.succeeded'] })
    const disabled = await endpoint(mine.principal, {})
    await world.call(mine.principal, 'updateWebhookEndpoint', { params: { id: disabled.json.id }, body: { status: 'disabled' } })
    await endpoint(other.principal, {})
    const before = (await counts())?.deliveries as bigint
    await world.publish([{ merchantId: mine.merchantId }, { merchantId: mine.merchantId, type: 'refund.succeeded' }, { merchantId: null }])
    await relay()
    expect((await counts())?.deliveries).toBe(before + 3n)
  })

  it('takes 600 events with as many statements as one', async () => {
    const world = createWorld(database.db)
    await database.db.query(CLEAR)
    const statements: number[] = []
    const counting: typeof database.db = {
      ...database.db,
      transaction: work =>
        database.db.transaction(async tx => {
          const value = await work(tx)
          statements.push(tx.statements())
          return value
        }),
    }
    const run = async () => (await relayOnce({ ...base(), db: counting })).events
    await world.publish([{ topics: ['hld_1'] }])
    expect(await run()).toBe(1)
    await world.publish(Array.from({ length: 600 }, () => ({ topics: ['hld_1'] })))
    expect(await run()).toBe(600)
    expect(statements).toEqual([2, 2])
  })
})

describe('consumers of events', () => {
  it('get each event of their types once, in order, with its object when they read objects', async () => {
    const world = createWorld(database.db)
    await database.db.query(CLEAR)
    const got: (readonly [string, string, string | null])[] = []
    const consumer = (name: string, types: string[], objects: boolean): EventConsumer => ({
      name,
      types,
      objects,
      consume: async (_tx, events) => {
        got.push(...events.map(({ type, object }) => [name, type, object] as const))
      },
    })
    await world.publish([{ type: 'payment.failed' }, { type: 'refund.succeeded' }, { type: 'payment.succeeded' }])
    const consumers = [consumer('a', ['payment.failed', 'payment.succeeded'], false), consumer('b', ['refund.succeeded'], true)]
    const run = async () => (await relayOnce({ ...base(), consumers })).events
    expect([await run(), await run()]).toEqual([3, 0])
    expect(got.slice(0, 2)).toEqual([
      ['a', 'payment.failed', null],
      ['a', 'payment.succeeded', null],
    ])
    expect(got[2]?.[1]).toBe('refund.succeeded')
    expect(JSON.parse(got[2]?.[2] ?? 'null')).toBeTypeOf('object')
  })

  const HELD = sql('test.held_events', 'SELECT count(*) AS held FROM notifications.held_events')
  const heldCount = async () => (await database.db.query(HELD))[0]?.held

  it('act in the transaction of the relay: what they did is undone when it dies, and done again', async () => {
    const world = createWorld(database.db)
    await database.db.query(CLEAR)
    await world.publish([{}])
    let calls = 0
    const consumer: EventConsumer = { name: 'counts', types: ['payment.succeeded'], objects: false, consume: async () => void calls++ }
    const dying = {
      ...database.db,
      transaction: (work: (tx: never) => Promise<unknown>) =>
        database.db.transaction(async tx => work(tx as never).then(() => Promise.reject(new Error('killed')))),
    }
    await expect(relayOnce({ ...base(), db: dying as Db, consumers: [consumer] })).rejects.toThrow('killed')
    expect(await relayOnce({ ...base(), consumers: [consumer] })).toEqual({ notes: 1, events: 1 })
    expect([calls, await heldCount()]).toEqual([2, 0n])
  })

  it('that fail hold up nobody, and get each event later until they take it', async () => {
    const world = createWorld(database.db)
    await database.db.query(CLEAR)
    const [mine] = [world.merchant()]
    await world.publish([{ merchantId: mine.merchantId }, { merchantId: mine.merchantId }, { merchantId: mine.merchantId }])
    const BROKEN = sql('test.broken_consumer', 'SELECT 1 / $1::integer')
    const [took, failures, others]: [string[], string[], string[]] = [[], [], []]
    let poison: string | null = null
    const broken: EventConsumer = {
      name: 'broken',
      types: ['payment.succeeded'],
      objects: true,
      async consume(tx, events) {
        poison ??= events[1]?.id ?? null
        // A write that is sent without waiting fails later, and is still this consumer's.
        tx.send(BROKEN, [events.some(event => event.id === poison) ? 0 : 1])
        took.push(...events.map(event => event.id))
      },
    }
    const other: EventConsumer = {
      name: 'other',
      types: ['payment.succeeded'],
      objects: false,
      consume: async (_tx, events) => void others.push(...events.map(event => event.id)),
    }
    let now = new Date()
    const deps = {
      ...base(),
      now: () => now,
      consumers: [broken, other],
      consumerFailed: (name: string) => void failures.push(name),
    }
    expect(await relayOnce(deps)).toEqual({ notes: 1, events: 3 })
    expect([failures, others.length, await heldCount()]).toEqual([['broken'], 3, 3n])
    expect(await retryHeld(deps)).toBe(0)
    now = new Date(now.getTime() + 6_000)
    took.length = 0
    expect(await retryHeld(deps)).toBe(2)
    expect([failures.length, await heldCount()]).toEqual([2, 1n])
    expect(await retryHeld(deps)).toBe(0)
    now = new Date(now.getTime() + 120_000)
    poison = ''
    expect(await retryHeld(deps)).toBe(1)
    expect([others.length, await heldCount()]).toEqual([3, 0n])
  })
})

describe('live topics', () => {
  const world = { one: createHub(() => {}) }

  it('reach subscribers on another node', async () => {
    const nodes = [createWorld(database.db), createWorld(database.db)] as const
    await nodes[1].notifications.start()
    const heard: string[] = []
    const leave = nodes[1].notifications.subscribe('pay_a', () => heard.push('pay_a'))
    nodes[1].notifications.subscribe('pay_b', () => heard.push('pay_b'))
    await nodes[0].publish([{ topics: ['pay_a', 'hld_x'] }])
    await until(() => heard.length > 0)
    expect(heard).toEqual(['pay_a'])
    leave()
    await nodes[0].publish([{ topics: ['pay_a'] }, { topics: ['pay_b'] }])
    await until(() => heard.length > 1)
    expect(heard).toEqual(['pay_a', 'pay_b'])
    await nodes[1].notifications.stop()
  })

  it('tell everyone to look again after a lost connection', () => {
    const heard: string[] = []
    world.one.subscribe('pay_a', () => heard.push('a'))
    world.one.subscribe('pay_b', () => heard.push('b'))
    world.one.notified('')
    expect(heard).toEqual(['a', 'b'])
  })

  it('survive a listener that throws, and the same callback subscribed twice', () => {
    const failures: unknown[] = []
    const hub = createHub(error => failures.push(error))
    let heard = 0
    const count = () => {
      heard += 1
    }
    hub.subscribe('pay_a', () => {
      throw new Error('broken page')
    })
    const leave = hub.subscribe('pay_a', count)
    hub.subscribe('pay_a', count)
    hub.notified('pay_a')
    leave()
    hub.notified('pay_a hld_z')
    expect(heard).toBe(3)
    expect(failures).toHaveLength(2)
  })
})
