/**
 * Webhooks from a real payment to a merchant's server, over real sockets: judged by the independent `standardwebhooks` package,
 * with the clock moved through the retry schedule.
 */
import { randomBytes } from 'node:crypto'
import { Feiqian, FeiqianError, verifyWebhook } from '@feiqian/sdk'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { headersOf, type Received, startReceiver } from '../../src/domains/notifications/test-world.ts'
import { must, type Shop, useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'

const database = useDatabase()
const MINUTE = 60_000

describe('webhooks in test mode', () => {
  const world = useApp(database)
  let receiver: Awaited<ReturnType<typeof startReceiver>>
  let shop: Shop
  let feiqian: Feiqian
  let mandate = ''

  beforeEach(async () => {
    receiver = await startReceiver()
    shop = await world.shop()
    feiqian = new Feiqian({ apiKey: shop.secret, baseUrl: world.url })
    mandate = await world.mandate(await world.person({ balance: 100_000 }), shop)
  })

  afterEach(async () => {
    for await (const { id } of feiqian.webhookEndpoints.list()) await feiqian.webhookEndpoints.delete(id)
    await receiver.close()
  })

  const endpoint = (path = '/hooks', events: string[] = ['*']) =>
    feiqian.webhookEndpoints.create({ url: receiver.url + path, enabled_events: events })

  const pay = (amount = 1_990) =>
    feiqian.payments.create({
      amount,
      currency: 'CNY',
      order_reference: `W-${amount}`,
      confirm: true,
      payment_method: { type: 'wallet_balance', mandate },
    })

  const arrived = (count: number): Promise<readonly Received[]> =>
    world.until(`${count} webhooks arrive`, async () => receiver.received.length >= count && receiver.received)

  const typeOf = (received: Received): string => (JSON.parse(received.body) as { type: string }).type

  const documentAt = async (path: string): Promise<unknown> => (await fetch(world.url + path)).json()

  const at = (document: unknown, ...steps: readonly string[]): unknown =>
    steps.reduce<unknown>((inner, step) => (inner as Readonly<Record<string, unknown>>)[step], document)

  /** What arrived has the fields that the event catalogue promises: those of the API's own schema. */
  async function expectDescribed(received: Received): Promise<void> {
    const { type, data } = JSON.parse(received.body) as { type: string; data: { object: object } }
    const catalogue = await documentAt('/asyncapi.json')
    const $ref = String(at(catalogue, 'components', 'messages', type, 'payload', 'properties', 'data', 'properties', 'object', '$ref'))
    const [document = '', name = ''] = $ref.split('#/components/schemas/')
    const schema = at(await documentAt(document), 'components', 'schemas', name) as { properties: object; required: string[] }
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(Object.keys(data.object)))
    expect(Object.keys(data.object)).toEqual(expect.arrayContaining(schema.required))
  }

  /** The first delivery, once it has been tried `attempts` times. */
  const tried = (attempts: number) =>
    world.until(`attempt ${attempts} is recorded`, async () => {
      const [delivery] = (await feiqian.webhookDeliveries.list()).data
      return delivery?.attempts_made === attempts && delivery
    })

  it('tell of a real payment, signed so that the independent library and the SDK accept it and nothing forged', async () => {
    const { secret } = await endpoint()
    const payment = await pay()
    const [got] = await arrived(1)
    if (got === undefined) throw new Error('nothing arrived')
    const headers = headersOf(got)
    const message = new Webhook(secret).verify(got.body, headers)
    expect(message).toEqual(verifyWebhook(got.body, headers, secret))
    expect(message).toMatchObject({
      type: 'payment.succeeded',
      id: headers['webhook-id'],
      data: { object: { id: payment.id, object: 'payment', status: 'succeeded', amount: 1_990, fee: { amount: 8, currency: 'CNY' } } },
    })
    expect(headers['content-type']).toContain('application/json')
    expect(await (await fetch(`${world.url}/metrics`)).text()).toContain('\nfeiqian_outbox_lag_seconds 0\n')
    expect((await feiqian.events.get(String(headers['webhook-id']))).data.object).toEqual(
      (message as { data: { object: unknown } }).data.object,
    )
    expect(() => new Webhook(secret).verify(got.body.replace('1990', '1991'), headers)).toThrow(WebhookVerificationError)
    expect(() => new Webhook(secret).verify(got.body, { ...headers, 'webhook-id': 'evt_other' })).toThrow(WebhookVerificationError)
  })

  it('tell the whole story of a checkout: created, succeeded, refunded', async () => {
    const { secret } = await endpoint()
    const payment = await feiqian.payments.create({ amount: 5_000, currency: 'CNY', order_reference: 'W-story' })
    await arrived(1)
    const person = await world.person({ balance: 10_000 })
    await must(
      person.call('POST', `/v1/wallet/payments/${payment.client_token}/confirm`, { body: { payment_method: { type: 'wallet_balance' } } }),
    )
    await arrived(2)
    await feiqian.refunds.create({ payment: payment.id, amount: 2_000 })
    const story = await arrived(3)
    for (const each of story) new Webhook(secret).verify(each.body, headersOf(each))
    for (const each of story) await expectDescribed(each)
    expect(story.map(typeOf).sort()).toEqual(['payment.created', 'payment.succeeded', 'refund.succeeded'])
  })

  it('go only to endpoints that listen for them, and never to another merchant', async () => {
    await endpoint('/refunds', ['refund.succeeded'])
    const other = await world.shop()
    const others = new Feiqian({ apiKey: other.secret, baseUrl: world.url })
    const foreign = await others.webhookEndpoints.create({ url: `${receiver.url}/other` })
    const payment = await pay(3_000)
    await feiqian.refunds.create({ payment: payment.id })
    await arrived(1)
    expect(receiver.received.map(each => [each.path, typeOf(each)])).toEqual([['/refunds', 'refund.succeeded']])
    await expect(feiqian.webhookEndpoints.get(foreign.id)).rejects.toMatchObject({ code: 'webhook_endpoint_not_found', status: 404 })
    expect((await others.events.list()).data).toEqual([])
  })

  it('carry two signatures after a rotation, so that either secret verifies', async () => {
    const { id, secret } = await endpoint()
    const rotated = await feiqian.webhookEndpoints.rotateSecret(id)
    expect(rotated.secret).not.toBe(secret)
    await pay()
    const [got] = await arrived(1)
    if (got === undefined) throw new Error('nothing arrived')
    expect(String(got.headers['webhook-signature']).split(' ')).toHaveLength(2)
    for (const each of [secret, rotated.secret])
      expect(new Webhook(each).verify(got.body, headersOf(got))).toMatchObject({ type: 'payment.succeeded' })
  })

  it('are not sent to where a redirect points', async () => {
    await endpoint('/from')
    receiver.answer = () => ({ status: 308, headers: { location: `${receiver.url}/elsewhere` } })
    await pay()
    expect(await tried(1)).toMatchObject({ status: 'pending', last_response_status: 308 })
    expect(receiver.received.map(each => each.path)).toEqual(['/from'])
  })

  it('end with an endpoint that answers 410; its deliveries are cancelled and a replay is refused', async () => {
    const { id } = await endpoint()
    receiver.answer = () => 410
    await pay()
    const delivery = await tried(1)
    expect(delivery).toMatchObject({ status: 'failed', last_response_status: 410, next_attempt_at: null })
    expect(await feiqian.webhookEndpoints.get(id)).toMatchObject({ status: 'disabled', disabled_reason: 'gone' })
    await pay(2_000)
    await expect(feiqian.webhookDeliveries.replay(delivery.id)).rejects.toMatchObject({ code: 'webhook_endpoint_disabled', status: 409 })
    expect(receiver.received).toHaveLength(1)
  })

  it('can be sent again, one or a range, with the same id and body', async () => {
    await endpoint()
    const from = new Date(world.clock.now().getTime() - MINUTE).toISOString()
    await pay(1_000)
    await arrived(1)
    await pay(2_000)
    await arrived(2)
    const [newest] = (await feiqian.webhookDeliveries.list({ status: 'succeeded' })).data
    if (newest === undefined) throw new Error('no delivery')
    const replay = await feiqian.webhookDeliveries.replay(newest.id)
    expect(replay).toMatchObject({ replay_of: newest.id, status: 'pending', event: newest.event })
    const three = await arrived(3)
    const original = three.find(each => each.headers['webhook-id'] === newest.event)
    expect(three[2]?.headers['webhook-id']).toBe(newest.event)
    expect(three[2]?.body).toBe(original?.body)

    // An endpoint that was not there when it happened hears of it by a replay of the range.
    const late = await endpoint('/late', ['payment.succeeded'])
    const to = new Date(world.clock.now().getTime() + MINUTE).toISOString()
    expect(await feiqian.webhookEndpoints.replay(late.id, { created_gte: from, created_lt: to })).toMatchObject({ deliveries: 2 })
    const all = await arrived(5)
    const lately = all.filter(each => each.path === '/late')
    expect(lately.map(each => new Webhook(late.secret).verify(each.body, headersOf(each)))).toHaveLength(2)
    await expect(feiqian.webhookEndpoints.replay(late.id, { created_gte: to, created_lt: from })).rejects.toThrow(FeiqianError)
  })

  // From here on the clock has left the machine's behind.
  it('are tried again on the schedule until 2xx, and the log keeps each request and answer', async () => {
    await endpoint()
    const answers: (number | { status: number; body: string })[] = [500, { status: 429, body: 'slow down' }, 204]
    receiver.answer = () => answers.shift() ?? 200
    await pay()
    for (const [attempts, waitMs] of [
      [1, 5_000],
      [2, 5 * MINUTE],
    ] as const) {
      const delivery = await tried(attempts)
      expect(delivery.status).toBe('pending')
      // Each wait is lengthened by at most a tenth, so that receivers which were away are not met by everybody at once.
      const attemptedAt = (await feiqian.webhookDeliveries.get(delivery.id)).attempts.at(-1)?.attempted_at ?? ''
      const waits = Date.parse(String(delivery.next_attempt_at)) - Date.parse(attemptedAt)
      expect(waits).toBeGreaterThanOrEqual(waitMs)
      expect(waits).toBeLessThan(waitMs * 1.1 + 5_000)
      expect(receiver.received).toHaveLength(attempts)
      world.clock.advance(waitMs * 1.1)
    }
    const { id } = await tried(3)
    const log = await feiqian.webhookDeliveries.get(id)
    expect(log).toMatchObject({ status: 'succeeded', attempts_made: 3, last_response_status: 204 })
    expect(log.attempts.map(attempt => [attempt.number, attempt.response_status, attempt.response_body, attempt.error])).toEqual([
      [1, 500, 'thanks', null],
      [2, 429, 'slow down', null],
      [3, 204, '', null],
    ])
    for (const [at, attempt] of log.attempts.entries()) {
      const got = receiver.received[at]
      expect(log.request_body).toBe(got?.body)
      expect(attempt.request_headers['webhook-signature']).toBe(got?.headers['webhook-signature'])
      expect(attempt.url).toBe(`${receiver.url}/hooks`)
    }
    expect(new Set(receiver.received.map(each => each.headers['webhook-id'])).size).toBe(1)
  })

  it('wait for a receiver that is away: a refused connection is an attempt like any other', async () => {
    await endpoint()
    const { url } = receiver
    await receiver.close()
    await pay()
    const { id } = await tried(1)
    expect((await feiqian.webhookDeliveries.get(id)).attempts[0]).toMatchObject({
      error: 'connection_refused',
      response_status: null,
      url: `${url}/hooks`,
    })
    receiver = await startReceiver()
  })
})

describe('webhooks in live mode', () => {
  // Another institution with another key: what the first one sealed is none of its business.
  const world = useApp(useDatabase(), {
    FEIQIAN_MODE: 'live',
    FEIQIAN_SECRET_KEY: randomBytes(32).toString('hex'),
    PUBLIC_URL: 'https://pay.example.com',
    CLEARING_URL: 'http://127.0.0.1:1',
    CLEARING_SECRET: randomBytes(32).toString('hex'),
  })

  it.each([
    ['http://93.184.216.34/hooks', 'webhook_url_invalid'],
    ['https://127.0.0.1/hooks', 'webhook_url_forbidden'],
    ['https://localhost/hooks', 'webhook_url_forbidden'],
    ['https://169.254.169.254/latest/meta-data', 'webhook_url_forbidden'],
    ['https://[::ffff:10.0.0.1]/hooks', 'webhook_url_forbidden'],
  ])('refuse %s with %s', async (url, code) => {
    const shop = await world.shop()
    const feiqian = new Feiqian({ apiKey: shop.secret, baseUrl: world.url })
    await expect(feiqian.webhookEndpoints.create({ url })).rejects.toMatchObject({ code, param: 'url' })
  })
})
