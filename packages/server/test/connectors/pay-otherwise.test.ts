/** A payer who changes the mind, on the wire: the order at one channel is closed before another opens, and a payment is paid once. */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Json, must, type Shop } from '../harness/app.ts'
import { useChannels } from '../harness/channels.ts'
import { useDatabase } from '../harness/database.ts'

const database = useDatabase()
const world = useChannels(database)
let shop: Shop
beforeAll(async () => {
  shop = await world.channelShop()
}, 60_000)

const created = (): Promise<Json> =>
  must(shop.call('POST', '/v1/payments', { body: { amount: 12_300, currency: 'CNY', order_reference: 'tea' } }))
const found = (payment: Json): Promise<Json> => must(shop.call('GET', `/v1/payments/${String(payment.id)}?expand[]=attempts`))
const asked = (payment: Json, what: string, body: Json = {}): Promise<Json> =>
  must(world.nobody('POST', `/v1/checkout/${String(payment.client_token)}/${what}`, { body }))
const becomes = (payment: Json, wanted: Json): Promise<Json> =>
  world.until(`the payment is ${JSON.stringify(wanted)}`, async () => {
    const now = await found(payment)
    return Object.entries(wanted).every(([name, value]) => now[name] === value) ? now : null
  })
const codeOf = (payment: Json): string => String((payment.next_action as Json | null)?.content)

const WECHAT = { payment_method: { type: 'wechat_pay', flow: 'native' } }
const ALIPAY = { payment_method: { type: 'alipay', flow: 'qr' } }

describe('choosing another way', () => {
  it('closes the order at WeChat Pay, which then takes no money, and opens one at Alipay', async () => {
    const payment = await created()
    const first = codeOf(await asked(payment, 'confirm', WECHAT))
    await asked(payment, 'confirm', ALIPAY)
    const now = await world.until('Alipay shows a code', async () => {
      const seen = await found(payment)
      return seen.channel === 'alipay' && seen.next_action !== null ? seen : null
    })
    expect(now).toMatchObject({ closing: null, attempts: [{ channel: 'wechat_pay', error: { code: 'closed' } }, { channel: 'alipay' }] })
    expect(world.sandbox.weChatPay.control.pay(first)).not.toBeNull()
    expect(world.sandbox.alipay.control.choose(codeOf(now))).toMatchObject({ done: true })
    expect(await becomes(payment, { status: 'succeeded' })).toMatchObject({ channel: 'alipay', amount_captured: 12_300 })
  })

  it('closes the order at Alipay, and cancels the payment once it is closed', async () => {
    const payment = await created()
    await asked(payment, 'confirm', ALIPAY)
    await asked(payment, 'change_method')
    await becomes(payment, { status: 'requires_payment_method', closing: null })
    await asked(payment, 'confirm', WECHAT)
    await must(shop.call('POST', `/v1/payments/${String(payment.id)}/cancel`, { body: {} }))
    expect(await becomes(payment, { status: 'canceled' })).toMatchObject({ attempts: [{ channel: 'alipay' }, { channel: 'wechat_pay' }] })
  })

  it('comes too late when the payer has just paid: the payment is paid, once', async () => {
    const payment = await created()
    const code = codeOf(await asked(payment, 'confirm', WECHAT))
    world.sandbox.weChatPay.control.setFaults({ next: { callback_lost: 1 } })
    expect(world.sandbox.weChatPay.control.pay(code)).toBeNull()
    await world.nobody('POST', `/v1/checkout/${String(payment.client_token)}/confirm`, { body: ALIPAY })
    expect(await becomes(payment, { status: 'succeeded' })).toMatchObject({ channel: 'wechat_pay', attempt_count: 1 })
    world.sandbox.weChatPay.control.calm()
    const { data } = await must(shop.call('GET', `/v1/refunds?payment=${String(payment.id)}`))
    expect(data).toEqual([])
  })
})
