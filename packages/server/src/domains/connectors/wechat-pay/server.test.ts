/** Paid by WeChat Pay through the whole server: a Native code from the page to the notification, refund and settlement; profit sharing. */
import { createWeChatPay, type RunningWeChatPay } from '@feiqian/sandbox/wechat-pay'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Json, must, type Shop, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import { credentialsOf, merchantOf, SUB } from './test-wechat.ts'

const CLAUSES = [
  { number: '3.1', kind: 'payment_fee', method: 'any', basis_points: 60, min: 1 },
  { number: '4.1', kind: 'refund_fee', method: 'any', policy: 'returned_proportionally' },
]

const database = useDatabase()
const world = useApp(database)
let pay: RunningWeChatPay
let shop: Shop

beforeAll(async () => {
  pay = await createWeChatPay({ clock: world.clock, callbackTimeScale: 0.001, faults: { refundDelayMs: 20 } })
  await world.app.connectors.kit.seed([
    {
      code: 'wechat_pay',
      baseUrl: pay.url,
      settings: { mode: 'partner', mchid: merchantOf(pay).mchid, appid: merchantOf(pay).appids[0] ?? '', bill_ready_at: '00:00' },
      credentials: credentialsOf(pay),
    },
  ])
  shop = await world.shop({ clauses: CLAUSES })
  await world.app.db.transaction(async tx => {
    tx.lock('merchants')
    const facts = { subMerchant: SUB, subAppId: null, status: 'active', flows: [] } as const
    world.app.merchants.putChannels(tx, [{ merchantId: shop.uuid, channel: 'wechat_pay', ...facts }])
  })
})
afterAll(() => pay.close())

let orders = 0
const create = (more: Json = {}): Promise<Json> => {
  orders += 1
  const body = { amount: 8_880, currency: 'CNY', order_reference: `W-${orders}`, description: '龙井茶', ...more }
  return must(shop.call('POST', '/v1/payments', { body }))
}
const read = (payment: Json): Promise<Json> => must(shop.call('GET', `/v1/payments/${String(payment.id)}?expand[]=attempts`))
const onPage = (payment: Json, method: Json): Promise<Answer> =>
  world.nobody('POST', `/v1/checkout/${String(payment.client_token)}/confirm`, { body: { payment_method: method } })
const pageOf = (payment: Json): Promise<Json> => must(world.nobody('GET', `/v1/checkout/${String(payment.client_token)}`))
const actionOf = (payment: Json): Promise<Json> =>
  world.until('the payment shows what to do', async () => (await read(payment)).next_action as Json | null)
const settles = (payment: Json, status: string): Promise<Json> =>
  world.until(`the payment is ${status}`, async () => {
    const now = await read(payment)
    return now.status === status ? now : null
  })

describe('a payment by WeChat Pay', () => {
  it('is scanned from the page, told by notification, given back and settled with its fee', async () => {
    const payment = await create()
    const methods = (await pageOf(payment)).methods as { type: string; available: boolean }[]
    expect(methods.find(({ type }) => type === 'wechat_pay')).toMatchObject({ available: true })
    expect((await onPage(payment, { type: 'wechat_pay', flow: 'native' })).status).toBe(200)
    const action = await actionOf(payment)
    expect(action).toMatchObject({ type: 'qr_code', content: expect.stringContaining('weixin://wxpay/bizpayurl?pr=') })
    expect(pay.control.pay(String(action.content))).toBeNull()
    // No query is sent in this test: the notification alone says it.
    const paid = await settles(payment, 'succeeded')
    expect(paid).toMatchObject({ channel: 'wechat_pay', payment_method: { type: 'wechat_pay', flow: 'native' }, next_action: null })
    await world.until('WeChat Pay was answered', async () => pay.control.deliveries().some(({ status }) => status === 204))

    const refund = await must(shop.call('POST', '/v1/refunds', { body: { payment: payment.id, amount: 880 } }))
    await world.until('the refund is paid', async () => {
      const now = await must(shop.call('GET', `/v1/refunds/${String(refund.id)}`))
      return now.status === 'succeeded' ? now : null
    })
    const day = pay.control.businessDate() as BusinessDate
    world.clock.advance(86_400_000)
    const settlement = await world.app.clearing.importSettlement('wechat_pay', day)
    // 53 withheld of 88.80, of which 5 came back with 8.80.
    expect(settlement).toMatchObject({
      ok: true,
      value: { lineCount: 2, debitTotal: 8_880n, refundTotal: 880n, feeTotal: 48n, net: 7_952n },
    })
    if (settlement.ok) expect(await world.app.clearing.bookSettlement(settlement.value.id)).toMatchObject({ ok: true })
    expect(world.defects).toEqual([])
  })

  it('by payment code is paid at once, waits for the password, or has no money', async () => {
    const code = (auth_code: string): Json => ({ confirm: true, payment_method: { type: 'wechat_pay', flow: 'code', auth_code } })
    await settles(await create(code('134567890123456789')), 'succeeded')
    const asks = await create(code('130000000000000001'))
    expect(await actionOf(asks)).toMatchObject({ type: 'await_payer', reason: 'password' })
    const poor = await settles(await create(code('130000000000000002')), 'requires_payment_method')
    expect(poor).toMatchObject({ last_error: { code: 'insufficient_funds' } })
  })

  it('cancelled before it is paid can be paid no more', async () => {
    const payment = await create()
    await onPage(payment, { type: 'wechat_pay', flow: 'native' })
    const action = await actionOf(payment)
    await must(shop.call('POST', `/v1/payments/${String(payment.id)}/cancel`, { body: {} }))
    await world.until('it is closed', async () => {
      await world.app.clearing.queryDue()
      return (await read(payment)).status === 'canceled'
    })
    expect(pay.control.pay(String(action.content))).not.toBeNull()
  })

  it('whose notification is lost is found by query', async () => {
    const payment = await create()
    await onPage(payment, { type: 'wechat_pay', flow: 'native' })
    const action = await actionOf(payment)
    pay.control.setFaults({ next: { callback_lost: 1 } })
    expect(pay.control.pay(String(action.content))).toBeNull()
    world.clock.advance(10_000)
    await world.until('the query tells', async () => {
      await world.app.clearing.queryDue()
      return (await read(payment)).status === 'succeeded'
    })
  })

  it('is not moved by a forged notification, which is answered in the platform’s words', async () => {
    const answer = await world.nobody('POST', '/callbacks/clearing/wechat_pay', { body: { id: 'EV-1', resource_type: 'encrypt-resource' } })
    expect(answer.status).toBe(401)
    expect(answer.body).toMatchObject({ code: 'FAIL' })
  })
})
