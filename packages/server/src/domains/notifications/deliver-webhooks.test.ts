import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useDatabase } from '../../../test/harness/database.ts'
import { createSafeClient } from '../../platform/http/ssrf.ts'
import type { Send } from '../../platform/sending.ts'
import { createWebhookSending } from './deliver-webhooks.ts'
import { createWorld, headersOf, type Json, startReceiver, testSeal, until } from './test-world.ts'
import { createWebhookTransport } from './transport.ts'
import { DEFAULT_SETTINGS } from './types.ts'

const database = useDatabase()
const MINUTE = 60_000
const HOUR = 60 * MINUTE

let receiver: Awaited<ReturnType<typeof startReceiver>>
let world: ReturnType<typeof createWorld>
let shop: ReturnType<(typeof world)['merchant']>

beforeEach(async () => {
  receiver = await startReceiver()
  world = createWorld(database.db)
  shop = world.merchant()
  await world.notifications.start()
})

afterEach(async () => {
  await world.notifications.stop()
  await receiver.close()
})

const createEndpoint = async (path = '/hooks', body: object = {}): Promise<Json> =>
  (await world.call(shop.principal, 'createWebhookEndpoint', { body: { url: receiver.url + path, ...body } })).json

const deliveries = async (query: object = {}): Promise<readonly Json[]> =>
  (await world.call(shop.principal, 'listWebhookDeliveries', { query })).json.data ?? []
const logOf = async (id: string): Promise<Json> => (await world.call(shop.principal, 'getWebhookDelivery', { params: { id } })).json
const endpointNow = async (id: string): Promise<Json> => (await world.call(shop.principal, 'getWebhookEndpoint', { params: { id } })).json
const settled = (status: string) => until(async () => (await deliveries({ status })).length > 0)

describe('a webhook', () => {
  it('arrives signed, is verified by the reference library, and is logged with request and response', async () => {
    const endpoint = await createEndpoint()
    await world.publish([{ merchantId: shop.merchantId, object: '{"id":"pay_7","object":"payment","amount":1999}' }])
    await settled('succeeded')
    const [got] = receiver.received
    if (got === undefined) throw new Error('nothing arrived')
    const message = new Webhook(String(endpoint.secret)).verify(got.body, headersOf(got))
    expect(message).toMatchObject({
      type: 'payment.succeeded',
      id: got.headers['webhook-id'],
      data: { object: { id: 'pay_7', amount: 1999 } },
    })
    const [delivery] = await deliveries()
    const log = await logOf(String(delivery?.id))
    expect(log).toMatchObject({ status: 'succeeded', attempts_made: 1, last_response_status: 200, request_body: got.body })
    expect(log.attempts[0]).toMatchObject({
      number: 1,
      response_status: 200,
      response_body: 'thanks',
      error: null,
      url: `${receiver.url}/hooks`,
    })
    expect(log.attempts[0]?.request_headers['webhook-signature']).toBe(got.headers['webhook-signature'])
    expect(JSON.stringify(log)).not.toContain('whsec_')
    await until(async () => (await endpointNow(String(endpoint.id))).last_success_at !== null)
  })

  it('is tried again on the schedule until 2xx, with the same id and a fresh timestamp', async () => {
    await createEndpoint()
    const statuses = [500, 302, 404, 200]
    receiver.answer = () => statuses.shift() ?? 200
    await world.publish([{ merchantId: shop.merchantId }])
    for (const [attempts, wait] of [
      [1, 5_000],
      [2, 5 * MINUTE],
      [3, 30 * MINUTE],
    ] as const) {
      await until(async () => (await deliveries())[0]?.attempts_made === attempts)
      const [delivery] = await deliveries()
      expect(delivery?.status).toBe('pending')
      const waits = Date.parse(String(delivery?.next_attempt_at)) - world.clock.now().getTime()
      expect(waits).toBeGreaterThan(wait - 1_000)
      expect(waits).toBeLessThanOrEqual(wait)
      expect(receiver.received).toHaveLength(attempts)
      world.clock.advance(wait)
    }
    await settled('succeeded')
    expect(new Set(receiver.received.map(each => each.headers['webhook-id'])).size).toBe(1)
    expect(new Set(receiver.received.map(each => each.body)).size).toBe(1)
    expect(
      Number(receiver.received[3]?.headers['webhook-timestamp']) - Number(receiver.received[0]?.headers['webhook-timestamp']),
    ).toBeGreaterThan(2_000)
  })

  it('is not sent to where a redirect points', async () => {
    await createEndpoint('/from')
    receiver.answer = () => ({ status: 307, headers: { location: `${receiver.url}/secret` } })
    await world.publish([{ merchantId: shop.merchantId }])
    await until(async () => (await deliveries())[0]?.attempts_made === 1)
    expect(receiver.received.map(each => each.path)).toEqual(['/from'])
  })

  it('keeps at most 4 KB of the answer, whatever it holds', async () => {
    await createEndpoint()
    receiver.answer = () => ({ status: 200, body: `\u0000${'x'.repeat(100_000)}` })
    await world.publish([{ merchantId: shop.merchantId }])
    await settled('succeeded')
    const log = await logOf(String((await deliveries())[0]?.id))
    expect(log.attempts[0]?.response_body).toBe(`\ufffd${'x'.repeat(4_095)}`)
  })

  it('logs why there was no answer', async () => {
    await createEndpoint('/slow')
    await world.call(shop.principal, 'createWebhookEndpoint', { body: { url: 'http://127.0.0.1:1/' } })
    receiver.answer = () => new Promise(resolve => setTimeout(resolve, 3_000, 200))
    await world.publish([{ merchantId: shop.merchantId }])
    await until(async () => (await deliveries()).filter(each => each.attempts_made === 1).length === 2)
    const logs = await Promise.all((await deliveries()).map(each => logOf(String(each.id))))
    expect(logs.map(log => log.attempts[0]?.error).sort()).toEqual(['connection_refused', 'timeout'])
  })
})

describe('an endpoint', () => {
  it('is disabled by 410, and what waits for it is canceled', async () => {
    const endpoint = await createEndpoint()
    receiver.answer = () => 500
    await world.publish([{ merchantId: shop.merchantId }])
    await until(async () => (await deliveries())[0]?.attempts_made === 1)
    receiver.answer = () => 410
    await world.publish([{ merchantId: shop.merchantId }])
    await settled('failed')
    expect(await endpointNow(String(endpoint.id))).toMatchObject({ status: 'disabled', disabled_reason: 'gone' })
    expect((await deliveries()).map(each => each.status).sort()).toEqual(['canceled', 'failed'])
    await world.publish([{ merchantId: shop.merchantId }])
    await world.call(shop.principal, 'updateWebhookEndpoint', { params: { id: endpoint.id }, body: { status: 'enabled' } })
    expect(await endpointNow(String(endpoint.id))).toMatchObject({ status: 'enabled', disabled_reason: null })
  })

  it('is disabled when a delivery used up its ten attempts and nothing succeeded meanwhile', async () => {
    const endpoint = await createEndpoint()
    receiver.answer = () => 503
    await world.publish([{ merchantId: shop.merchantId }])
    for (let attempt = 1; attempt <= 10; attempt++) {
      await until(async () => (await deliveries())[0]?.attempts_made === attempt)
      world.clock.advance(25 * HOUR)
    }
    await settled('failed')
    expect(receiver.received).toHaveLength(10)
    expect(await endpointNow(String(endpoint.id))).toMatchObject({ status: 'disabled', disabled_reason: 'failing' })
  })

  it('signs with old and new secret for 24 hours after a rotation, then with the new alone', async () => {
    const endpoint = await createEndpoint()
    const rotated = (await world.call(shop.principal, 'rotateWebhookSecret', { params: { id: endpoint.id } })).json
    expect(rotated.secret).not.toBe(endpoint.secret)
    const verifies = (secret: unknown, at: number): boolean => {
      const got = receiver.received[at]
      if (got === undefined) throw new Error('nothing arrived')
      // The reference library compares with the machine's clock, which the test's has left behind.
      const timestamp = new Date(Number(got.headers['webhook-timestamp']) * 1_000)
      const expected = new Webhook(String(secret)).sign(String(got.headers['webhook-id']), timestamp, got.body)
      return String(got.headers['webhook-signature']).split(' ').includes(expected)
    }
    await world.publish([{ merchantId: shop.merchantId }])
    await until(() => receiver.received.length === 1)
    expect([verifies(endpoint.secret, 0), verifies(rotated.secret, 0)]).toEqual([true, true])
    world.clock.advance(24 * HOUR + 1_000)
    await world.publish([{ merchantId: shop.merchantId }])
    await until(() => receiver.received.length === 2)
    expect([verifies(endpoint.secret, 1), verifies(rotated.secret, 1)]).toEqual([false, true])
  })

  it('that is slow neither gets more than its share nor delays the others', async () => {
    await createEndpoint('/slow')
    let release = () => {}
    const held = new Promise<number>(resolve => {
      release = () => resolve(200)
    })
    receiver.answer = request => (request.path === '/slow' ? held : 200)
    await world.publish(Array.from({ length: 200 }, () => ({ merchantId: shop.merchantId })))
    await until(() => receiver.received.length === 4)
    const other = world.merchant()
    await world.call(other.principal, 'createWebhookEndpoint', { body: { url: `${receiver.url}/quick` } })
    await world.publish(Array.from({ length: 20 }, () => ({ merchantId: other.merchantId })))
    await until(() => receiver.received.filter(each => each.path === '/quick').length === 20)
    expect(receiver.received.filter(each => each.path === '/slow')).toHaveLength(4)
    release()
    await until(() => receiver.received.length === 220)
  })
})

describe('at least once', () => {
  it('sends again when the sender died between sending and recording', async () => {
    await world.notifications.stop()
    await createEndpoint()
    await world.notifications.start()
    receiver.answer = () => 200
    await world.notifications.stop()
    await world.publish([{ merchantId: shop.merchantId }])
    const transport = createWebhookTransport({ client: createSafeClient({ allowPrivate: true }) })
    const dead = createWebhookSending(
      {
        db: {
          ...database.db,
          query: async (statement, values) =>
            statement.name.includes('record') ? Promise.reject(new Error('killed')) : database.db.query(statement, values),
        },
        clock: world.clock,
        seal: testSeal,
        send: transport,
        logger: { warn: () => {}, error: () => {} },
        settings: DEFAULT_SETTINGS,
      },
      () => {},
    )
    const relaying = createWorld(database.db, {
      send: async () => Promise.reject(new Error('this node only relays')),
      settings: { sendingMax: 0 },
    })
    await relaying.notifications.start()
    await until(async () => (await deliveries()).length === 1)
    await relaying.notifications.stop()
    expect(await dead.claim()).toBe(1)
    await dead.idle()
    expect(receiver.received).toHaveLength(1)
    expect(await dead.claim()).toBe(0)
    await world.notifications.start()
    expect((await deliveries())[0]).toMatchObject({ status: 'pending', attempts_made: 0 })
    world.clock.advance(DEFAULT_SETTINGS.leaseMs)
    await settled('succeeded')
    expect(receiver.received.map(each => each.headers['webhook-id'])).toEqual([
      receiver.received[0]?.headers['webhook-id'],
      receiver.received[0]?.headers['webhook-id'],
    ])
  })

  it('claims each delivery once with several senders', async () => {
    await createEndpoint()
    const sent: string[] = []
    const send: Send = async (_url, headers) => {
      sent.push(String(headers['webhook-id']))
      return { status: 200, body: '', durationMs: 1, error: null }
    }
    await world.notifications.stop()
    const nodes = [createWorld(database.db, { send }), createWorld(database.db, { send }), createWorld(database.db, { send })]
    await Promise.all(nodes.map(node => node.notifications.start()))
    await world.publish(Array.from({ length: 300 }, () => ({ merchantId: shop.merchantId })))
    await until(async () => sent.length >= 300 && (await deliveries({ status: 'pending' })).length === 0)
    expect(new Set(sent).size).toBe(300)
    expect(sent).toHaveLength(300)
    await Promise.all(nodes.map(node => node.notifications.stop()))
  })
})

describe('a replay', () => {
  it('of one delivery sends the same message as a new delivery', async () => {
    await createEndpoint()
    await world.publish([{ merchantId: shop.merchantId }])
    await settled('succeeded')
    const [original] = await deliveries()
    const replay = await world.call(shop.principal, 'replayWebhookDelivery', { params: { id: original?.id } })
    expect(replay).toMatchObject({ status: 202, json: { replay_of: original?.id, status: 'pending', attempts_made: 0 } })
    await until(() => receiver.received.length === 2)
    expect(receiver.received[1]?.headers['webhook-id']).toBe(receiver.received[0]?.headers['webhook-id'])
    expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body)
  })

  it('of a range sends every event that the endpoint listens for, sent before or not', async () => {
    const start = world.clock.now()
    await world.publish([{ merchantId: shop.merchantId }, { merchantId: shop.merchantId, type: 'payment.failed' }])
    await until(async () => (await world.notifications.lagSeconds()) === 0)
    const endpoint = await createEndpoint('/late', { enabled_events: ['payment.succeeded'] })
    const range = {
      created_gte: new Date(start.getTime() - 1_000).toISOString(),
      created_lt: new Date(start.getTime() + HOUR).toISOString(),
    }
    const replay = await world.call(shop.principal, 'replayWebhookEndpoint', { params: { id: endpoint.id }, body: range })
    expect(replay).toMatchObject({ status: 202, json: { object: 'webhook_replay', deliveries: 1 } })
    await until(() => receiver.received.length === 1)
    expect(receiver.received[0]?.body).toContain('payment.succeeded')
  })
})
