import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useDatabase } from '../../../test/harness/database.ts'
import { createSafeClient } from '../../platform/http/ssrf.ts'
import { createWorld, startReceiver, until } from './test-world.ts'
import { createUrlCheck, createWebhookTransport } from './transport.ts'

const database = useDatabase()

let receiver: Awaited<ReturnType<typeof startReceiver>>
let addresses: { address: string; family: number }[]
let client: ReturnType<typeof createSafeClient>

beforeEach(async () => {
  receiver = await startReceiver()
  addresses = [{ address: '93.184.216.34', family: 4 }]
  client = createSafeClient({ allowPrivate: false, resolve: async () => addresses })
})

afterEach(async () => {
  await receiver.close()
})

const guarded = () =>
  createWorld(database.db, {
    checkUrl: createUrlCheck(client, { httpsOnly: true }),
    send: createWebhookTransport({ client, timeoutMs: 2_000 }),
  })

describe('a live endpoint', () => {
  it.each([
    ['http://shop.example/hooks', 'webhook_url_invalid'],
    ['https://user:password@shop.example/', 'webhook_url_invalid'],
    ['ftp://shop.example/', 'webhook_url_invalid'],
    ['hooks', 'webhook_url_invalid'],
    ['https://127.0.0.1/', 'webhook_url_forbidden'],
    ['https://169.254.169.254/latest/meta-data', 'webhook_url_forbidden'],
    ['https://10.1.2.3:8443/', 'webhook_url_forbidden'],
    ['https://[::1]/', 'webhook_url_forbidden'],
    ['https://[::ffff:127.0.0.1]/', 'webhook_url_forbidden'],
    ['https://2130706433/', 'webhook_url_forbidden'],
  ])('is refused at %s with %s, and changed to it neither', async (url, code) => {
    const world = guarded()
    const { principal } = world.merchant()
    expect((await world.call(principal, 'createWebhookEndpoint', { body: { url } })).json).toMatchObject({ code, param: 'url' })
    const { id } = (await world.call(principal, 'createWebhookEndpoint', { body: { url: 'https://shop.example/' } })).json
    expect((await world.call(principal, 'updateWebhookEndpoint', { params: { id }, body: { url } })).json).toMatchObject({
      code,
      param: 'url',
    })
  })

  it('is refused when one of several addresses is private', async () => {
    addresses.push({ address: '192.168.1.1', family: 4 })
    const world = guarded()
    const refused = await world.call(world.merchant().principal, 'createWebhookEndpoint', { body: { url: 'https://shop.example/' } })
    expect(refused.json.code).toBe('webhook_url_forbidden')
  })

  it('whose name later leads inside is not reached, and the log says so', async () => {
    const world = guarded()
    const shop = world.merchant()
    const port = new URL(receiver.url).port
    await world.notifications.start()
    await world.call(shop.principal, 'createWebhookEndpoint', { body: { url: `https://shop.example:${port}/` } })
    addresses = [{ address: '127.0.0.1', family: 4 }]
    await world.publish([{ merchantId: shop.merchantId }])
    const list = async () => (await world.call(shop.principal, 'listWebhookDeliveries')).json.data ?? []
    await until(async () => (await list())[0]?.attempts_made === 1)
    const log = (await world.call(shop.principal, 'getWebhookDelivery', { params: { id: (await list())[0]?.id } })).json
    expect(log.attempts[0]?.error).toBe('address_private')
    expect(receiver.received).toEqual([])
    await world.notifications.stop()
  })
})
