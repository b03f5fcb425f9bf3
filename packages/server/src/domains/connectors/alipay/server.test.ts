/** Paid by Alipay through the whole server: a QR code from the page to the notification, refund and settlement; what a closed order does. */
import { createAlipay, type RunningAlipay } from '@feiqian/sandbox/alipay'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Json, must, type Shop, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { dayOf } from './protocol.ts'
import { credentialsOf } from './test-alipay.ts'

const CLAUSES = [
  { number: '3.1', kind: 'payment_fee', method: 'any', basis_points: 60, min: 1 },
  { number: '4.1', kind: 'refund_fee', method: 'any', policy: 'returned_proportionally' },
]
const SUB_MERCHANT = '2088600000000011'

const database = useDatabase()
const world = useApp(database)
let alipay: RunningAlipay

beforeAll(async () => {
  alipay = await createAlipay({ clock: world.clock, retryScale: 0.001 })
  const [access] = alipay.control.access()
  if (access === undefined) throw new Error('it has an application')
  await world.app.connectors.kit.seed([
    {
      code: 'alipay',
      baseUrl: alipay.url,
      settings: { app_id: access.appId, seller_id: access.sellerId, mode: 'key', bill_ready_at: '00:00' },
      credentials: credentialsOf(access).map(({ role, material }) => ({ role, keyId: null, material })),
    },
  ])
})
afterAll(() => alipay.close())

let opened: Shop | null = null
/** One shop for all: a sub-merchant is one merchant's. */
async function openShop(): Promise<Shop> {
  if (opened !== null) return opened
  const shop = await world.shop({ clauses: CLAUSES })
  await world.app.db.transaction(async tx => {
    tx.lock('merchants')
    const channel = {
      merchantId: shop.uuid,
      channel: 'alipay',
      subMerchant: SUB_MERCHANT,
      subAppId: null,
      status: 'active',
      flows: [],
    } as const
    world.app.merchants.putChannels(tx, [channel])
  })
  opened = shop
  return shop
}

let orders = 0
const create = (shop: Shop, more: Json = {}): Promise<Json> => {
  orders += 1
  const body = { amount: 8_880, currency: 'CNY', order_reference: `A-${orders}`, description: '龙井茶', ...more }
  return must(shop.call('POST', '/v1/payments', { body }))
}
const read = (shop: Shop, payment: Json): Promise<Json> => must(shop.call('GET', `/v1/payments/${String(payment.id)}?expand[]=attempts`))
const onPage = (payment: Json, method: Json): Promise<Answer> =>
  world.nobody('POST', `/v1/checkout/${String(payment.client_token)}/confirm`, { body: { payment_method: method } })
const pageOf = (payment: Json): Promise<Json> => must(world.nobody('GET', `/v1/checkout/${String(payment.client_token)}`))
const actionOf = (shop: Shop, payment: Json) =>
  world.until('the payment shows what to do', async () => {
    const { next_action: action } = await read(shop, payment)
    return action as Json | null
  })
const settles = (shop: Shop, payment: Json, status: string): Promise<Json> =>
  world.until(`the payment is ${status}`, async () => {
    const now = await read(shop, payment)
    return now.status === status ? now : null
  })

describe('a payment by Alipay', () => {
  it('is scanned from the page, told by notification, given back and settled with its fee', async () => {
    const shop = await openShop()
    const payment = await create(shop)
    const methods = (await pageOf(payment)).methods as { type: string; available: boolean }[]
    expect(methods.find(({ type }) => type === 'alipay')).toMatchObject({ available: true })
    expect((await onPage(payment, { type: 'alipay', flow: 'qr' })).status).toBe(200)
    const action = await actionOf(shop, payment)
    expect(action).toMatchObject({ type: 'qr_code', content: expect.stringContaining(`${alipay.url}/cashier/`) })
    alipay.control.choose(String(action.content))
    // No query is sent in this test: the notification alone says it.
    const paid = await settles(shop, payment, 'succeeded')
    expect(paid).toMatchObject({ channel: 'alipay', payment_method: { type: 'alipay', flow: 'qr' }, next_action: null })
    await world.until('Alipay has heard success', async () => alipay.control.deliveries().some(({ answer }) => answer === 'success'))

    const refund = await must(shop.call('POST', '/v1/refunds', { body: { payment: payment.id, amount: 880 } }))
    await world.until('the refund is paid', async () => {
      const now = await must(shop.call('GET', `/v1/refunds/${String(refund.id)}`))
      return now.status === 'succeeded' ? now : null
    })
    const day = dayOf(world.clock.now())
    world.clock.advance(86_400_000)
    const settlement = await world.app.clearing.importSettlement('alipay', day)
    expect(settlement).toMatchObject({ ok: true, value: { lineCount: 2, debitTotal: 8_880n, refundTotal: 880n, net: 7_952n } })
    if (settlement.ok) expect(await world.app.clearing.bookSettlement(settlement.value.id)).toMatchObject({ ok: true })
    expect(world.defects).toEqual([])
  })

  it('by payment code is paid at once, or waits for the password', async () => {
    const shop = await openShop()
    const atOnce = await create(shop, { confirm: true, payment_method: { type: 'alipay', flow: 'code', auth_code: '289901234567890010' } })
    await settles(shop, atOnce, 'succeeded')
    const asks = await create(shop, { confirm: true, payment_method: { type: 'alipay', flow: 'code', auth_code: '289901234567890021' } })
    expect(await actionOf(shop, asks)).toMatchObject({ type: 'await_payer', reason: 'password' })
    const poor = await create(shop, { confirm: true, payment_method: { type: 'alipay', flow: 'code', auth_code: '289901234567890032' } })
    const failed = await settles(shop, poor, 'requires_payment_method')
    expect(failed).toMatchObject({ last_error: { code: 'insufficient_funds' } })
  })

  it('on a page leads to Alipay and back; cancelled before it is opened it can be paid no more here', async () => {
    const shop = await openShop()
    const payment = await create(shop, { return_url: 'http://127.0.0.1:9/thanks' })
    await onPage(payment, { type: 'alipay', flow: 'page' })
    const action = await actionOf(shop, payment)
    expect(action).toMatchObject({ type: 'redirect', url: expect.stringContaining(`${alipay.url}/gateway.do?`) })
    const cashier = (await fetch(String(action.url), { redirect: 'manual' })).headers.get('location') ?? ''
    alipay.control.choose(cashier)
    await settles(shop, payment, 'succeeded')

    const other = await create(shop)
    await onPage(other, { type: 'alipay', flow: 'qr' })
    const code = await actionOf(shop, other)
    await must(shop.call('POST', `/v1/payments/${String(other.id)}/cancel`, { body: {} }))
    await world.until('it is closed', async () => {
      await world.app.clearing.queryDue()
      return (await read(shop, other)).status === 'canceled'
    })
    expect(alipay.control.choose(String(code.content))).toMatchObject({ done: false, why: 'over' })
  })

  it('is not moved by a forged notification, which is answered fail', async () => {
    const body = new URLSearchParams({
      notify_id: 'x',
      out_trade_no: 'ins_x',
      trade_status: 'TRADE_SUCCESS',
      sign: 'AAAA',
      sign_type: 'RSA2',
    }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await fetch(`${world.url}/callbacks/clearing/alipay`, { method: 'POST', headers, body })
    expect([answer.status, await answer.text()]).toEqual([401, 'fail'])
  })
})
