import { describe, expect, it } from 'vitest'
import { useDatabase } from '../../../test/harness/database.ts'
import { type Id, leastUuidAt } from '../../kernel/ids.ts'
import { sql } from '../../platform/db.ts'
import { createHub } from './hub.ts'
import { relayOnce, retryHeld } from './relay.ts'
import { createWorld, until } from './test-world.ts'
import type { EventConsumer } from './types.ts'

const database = useDatabase()
const COUNTS = sql(
  'test.relay_counts',
  'SELECT (SELECT count(*) FROM platform.outbox) AS waiting, (SELECT count(*) FROM notifications.events) AS events, (SELECT count(*) FROM notifications.deliveries) AS deliveries',
)
const counts = async () => (await database.db.query(COUNTS))[0]
const WAITING = sql('test.relay_waiting', 'SELECT id FROM platform.outbox')
const waitingIds = async () => (await database.db.query<{ id: string }>(WAITING)).map(row => row.id)
const CLEAR = sql('test.relay_clear', 'DELETE FROM platform.outbox')
const relay = (batchMax = 500) => relayOnce({ db: database.db, now: () => new Date(), batchMax, deliveriesWaiting: () => {} })

describe('the relay', () => {
  it('moves every event once with four relays at once', async () => {
    const world = createWorld(database.db)
    await world.publish(Array.from({ length: 2_000 }, (_, at) => ({ topics: [`pay_${at}`] })))
    const before = await counts()
    const drain = async (): Promise<number> => {
      const moved = await relay(70)
      return moved === 0 ? 0 : moved + (await drain())
    }
    const moved = await Promise.all([drain(), drain(), drain(), drain()])
    expect(moved.reduce((sum, each) => sum + each, 0)).toBe(2_000)
    expect(await counts()).toMatchObject({ waiting: 0n, events: (before?.events as bigint) + 2_000n })
  })

  it('looks at no older ids than it is told to, and at every one when told nothing', async () => {
    const world = createWorld(database.db)
    await database.db.query(CLEAR)
    const late = leastUuidAt(Date.now() - 60_000) as Id<'evt'>
    const [recent] = await world.publish([{}, { id: late }])
    const moved = async (from?: string) =>
      relayOnce({ db: database.db, now: () => new Date(), batchMax: 500, deliveriesWaiting: () => {} }, from)
    expect(await moved(leastUuidAt(Date.now() - 10_000))).toBe(1)
    expect(await waitingIds()).toEqual([late])
    expect(await moved()).toBe(1)
    expect(recent).not.toBe(late)
    expect(await waitingIds()).toEqual([])
  })

  it('finds an event whose transaction took long', async () => {
    const world = createWorld(database.db)
    await world.notifications.start()
    try {
      await until(async () => (await waitingIds()).length === 0)
      await world.publish([{ id: leastUuidAt(Date.now() - 70_000) as Id<'evt'> }])
      await until(async () => (await waitingIds()).length === 0)
    } finally {
      await world.notifications.stop()
    }
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
    await expect(
      relayOnce({ db: dying as typeof database.db, now: () => new Date(), batchMax: 500, deliveriesWaiting: () => {} }),
    ).rejects.toThrow('killed')
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
      await tx.query(sql('test.early_event', `INSERT INTO platform.outbox VALUES (uuidv7(), 'payment.failed', NULL, '', '{}', now())`))
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

  it('moves 500 events with as many statements as one', async () => {
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
    const run = () => relayOnce({ db: counting, now: () => new Date(), batchMax: 500, deliveriesWaiting: () => {} })
    await world.publish([{ topics: ['hld_1'] }])
    expect(await run()).toBe(1)
    await world.publish(Array.from({ length: 600 }, () => ({ topics: ['hld_1'] })))
    expect(await run()).toBe(500)
    expect(await run()).toBe(100)
    expect(statements).toEqual([2, 2, 2])
  })
})

describe('consumers of events', () => {
  const base = () => ({ db: database.db, now: () => new Date(), batchMax: 500, deliveriesWaiting: () => {} })

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
    const run = () => relayOnce({ ...base(), consumers })
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
    await expect(relayOnce({ ...base(), db: dying as typeof database.db, consumers: [consumer] })).rejects.toThrow('killed')
    expect(await relayOnce({ ...base(), consumers: [consumer] })).toBe(1)
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
    expect(await relayOnce(deps)).toBe(3)
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
