/** Where wallets send their notifications: to the address that the world knows, not to the one that this process listens on. */
import { expect, it } from 'vitest'
import { type Json, must } from '../harness/app.ts'
import { useChannels } from '../harness/channels.ts'
import { useDatabase } from '../harness/database.ts'

const world = useChannels(useDatabase(), { PUBLIC_URL: 'https://pay.example.com' })

it.each([
  ['wechat_pay', { type: 'wechat_pay', flow: 'native' }, 'https://pay.example.com/callbacks/clearing/wechat_pay'],
  ['alipay', { type: 'alipay', flow: 'qr' }, 'https://pay.example.com/callbacks/clearing/alipay'],
] as const)('an order at %s names the public address', async (channel, method, address) => {
  const shop = await world.channelShop()
  const body = { amount: 1_000, currency: 'CNY', order_reference: channel, payment_method: method, confirm: true }
  const payment = await must(shop.call('POST', '/v1/payments', { body }))
  await world.until('the order is open', async () => (await must(shop.call('GET', `/v1/payments/${String(payment.id)}`))).next_action)
  await world.app.connectors.kit.flush()
  const { data } = await must(world.operator('GET', `/v1/connectors/${channel}/exchanges`))
  const said = await Promise.all(
    (data as Json[]).map(({ id }) => must(world.operator('GET', `/v1/connectors/${channel}/exchanges/${String(id)}`))),
  )
  expect(JSON.stringify(said)).toContain(address)
})
