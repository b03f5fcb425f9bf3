/** Every method of paying, through the same API, at simulators that speak the real protocols: paid, refunded and settled. */
import { describe, expect, it } from 'vitest'
import { type Json, must, type Shop } from '../harness/app.ts'
import { useChannels } from '../harness/channels.ts'
import { useDatabase } from '../harness/database.ts'

const database = useDatabase()
const world = useChannels(database)

const created = (shop: Shop, order: string, amount = 12_300): Promise<Json> =>
  must(shop.call('POST', '/v1/payments', { key: order, body: { amount, currency: 'CNY', order_reference: order } }))

const confirmed = (payment: Json, method: Json): Promise<Json> =>
  must(world.nobody('POST', `/v1/checkout/${String(payment.client_token)}/confirm`, { body: { payment_method: method } }))

const found = (shop: Shop, payment: Json): Promise<Json> => must(shop.call('GET', `/v1/payments/${String(payment.id)}`))

/** What the channel wants the payer to do. */
const actionOf = (shop: Shop, payment: Json): Promise<Json> =>
  world.until('the channel says what to do', async () => (await found(shop, payment)).next_action as Json | null)

const ended = (shop: Shop, payment: Json, status: string): Promise<Json> =>
  world.until(`the payment is ${status}`, async () => {
    const now = await found(shop, payment)
    return now.status === status ? now : null
  })

describe('a payer without a wallet', () => {
  it('pays by scanning a code with WeChat Pay and gets a refund there', async () => {
    const shop = await world.channelShop()
    const payment = await created(shop, 'wx-1')
    await confirmed(payment, { type: 'wechat_pay', flow: 'native' })
    const action = await actionOf(shop, payment)
    expect(action).toMatchObject({ type: 'qr_code' })
    expect(world.sandbox.weChatPay.control.pay(String(action.content))).toBeNull()
    const paid = await ended(shop, payment, 'succeeded')
    expect(paid).toMatchObject({ channel: 'wechat_pay', payment_method: { type: 'wechat_pay' }, next_action: null })
    const refund = await must(shop.call('POST', '/v1/refunds', { key: 'wx-1-r', body: { payment: payment.id, amount: 2_300 } }))
    await world.until('the refund is made', async () => {
      const now = await must(shop.call('GET', `/v1/refunds/${String(refund.id)}`))
      return now.status === 'succeeded' ? now : null
    })
  })

  it('pays by scanning a code with Alipay and gets a refund there', async () => {
    const shop = await world.channelShop()
    const payment = await created(shop, 'ali-1')
    await confirmed(payment, { type: 'alipay', flow: 'qr' })
    const action = await actionOf(shop, payment)
    expect(action).toMatchObject({ type: 'qr_code' })
    expect(world.sandbox.alipay.control.choose(String(action.content))).toMatchObject({ done: true })
    await ended(shop, payment, 'succeeded')
    const refund = await must(shop.call('POST', '/v1/refunds', { key: 'ali-1-r', body: { payment: payment.id } }))
    await world.until('the refund is made', async () => {
      const now = await must(shop.call('GET', `/v1/refunds/${String(refund.id)}`))
      return now.status === 'succeeded' ? now : null
    })
  })
})
