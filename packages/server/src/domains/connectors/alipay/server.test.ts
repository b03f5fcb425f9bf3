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

describe('a payment by Alipay', { timeout: 90_000 }, () => {
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

describe('an auto-debit agreement at Alipay', { timeout: 90_000 }, () => {
  const ask = async (shop: Shop): Promise<Json> => {
    const body = {
      payment_method: { type: 'alipay' },
      limit_per_payment: { amount: 3_000, currency: 'CNY' },
      period: { unit: 'day', length: 7 },
      first_charge_on: dayOf(world.clock.now()),
    }
    return must(shop.call('POST', '/v1/mandates', { body }))
  }
  const sign = async (asked: Json): Promise<string> => {
    const cashier = (await fetch(String(asked.sign_url), { redirect: 'manual' })).headers.get('location') ?? ''
    expect(alipay.control.choose(cashier)).toMatchObject({ done: true })
    return cashier
  }
  const stateOf = async (shop: Shop, mandate: Json) => (await must(shop.call('GET', `/v1/mandates/${String(mandate.id)}`))).state
  const reachesState = (shop: Shop, mandate: Json, state: string) =>
    world.until(`the mandate is ${state}`, async () => (await stateOf(shop, mandate)) === state)
  const charge = (shop: Shop, mandate: Json, amount: number): Promise<Answer> => {
    orders += 1
    const method = { type: 'alipay', mandate: mandate.id }
    const body = { amount, currency: 'CNY', order_reference: `M-${orders}`, confirm: true, payment_method: method }
    return shop.call('POST', '/v1/payments', { body })
  }

  it('leads the payer back to web pages only', async () => {
    const shop = await openShop()
    const body = {
      payment_method: { type: 'alipay' },
      limit_per_payment: { amount: 3_000, currency: 'CNY' },
      period: { unit: 'day', length: 7 },
    }
    const asked = (url: string) => shop.call('POST', '/v1/mandates', { body: { ...body, return_url: url } })
    expect((await asked('javascript:alert(1)')).body).toMatchObject({ code: 'parameter_invalid', param: 'return_url' })
    expect((await asked('data:text/html,x')).body).toMatchObject({ code: 'parameter_invalid', param: 'return_url' })
  })

  it('is signed on its page, told by notification, charged within its limit, and ended here and there', async () => {
    const shop = await openShop()
    const asked = await ask(shop)
    expect(asked).toMatchObject({
      object: 'mandate',
      kind: 'channel_agreement',
      state: 'pending',
      holder: null,
      payment_method: { type: 'alipay' },
    })
    expect((await charge(shop, asked, 3_000)).body).toMatchObject({ code: 'mandate_not_found' })
    await sign(asked)
    await reachesState(shop, asked, 'active')
    expect((await must(shop.call('GET', '/v1/mandates'))).data).toMatchObject([{ id: asked.id }])
    expect((await charge(shop, asked, 3_001)).body).toMatchObject({ code: 'mandate_limit_exceeded' })
    const paid = await must(charge(shop, asked, 3_000))
    expect(await settles(shop, paid, 'succeeded')).toMatchObject({ channel: 'alipay', holder: null })
    // Once a period, as Alipay has it.
    const again = await must(charge(shop, asked, 3_000))
    expect(await settles(shop, again, 'requires_payment_method')).toMatchObject({ last_error: { code: 'limit_exceeded' } })
    const revoked = await must(shop.call('POST', `/v1/mandates/${String(asked.id)}/revoke`, { body: {} }))
    expect(revoked).toMatchObject({ state: 'revoked', sign_url: null })
    expect((await charge(shop, asked, 3_000)).body).toMatchObject({ code: 'mandate_revoked' })
    await world.until('it has ended there', async () => {
      await world.app.consents.tellChannels()
      const standing = await world.app.connectors.alipay.agreements.query({ externalNo: String(asked.id) })
      return standing.ok && standing.value.state === 'ended'
    })
    expect((await shop.call('GET', '/v1/mandates/mdt_00000000000000000000000000')).body).toMatchObject({ code: 'mandate_not_found' })
  })

  it('that the payer ends at Alipay ends here; a lost notification is made good by asking', async () => {
    const shop = await openShop()
    const asked = await ask(shop)
    alipay.control.setFaults({ next: { callback_lost: 1 } })
    await sign(asked)
    expect(await stateOf(shop, asked)).toBe('pending')
    await world.app.consents.askChannels()
    expect(await stateOf(shop, asked)).toBe('active')
    const signed = await world.app.connectors.alipay.agreements.query({ externalNo: String(asked.id) })
    if (!signed.ok) throw new Error('signed')
    const ended = await fetch(`${alipay.url}/control/unsign`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ agreement_no: signed.value.agreementNo }),
    })
    expect(ended.status).toBe(200)
    await reachesState(shop, asked, 'revoked')
    const forged = await fetch(`${world.url}/callbacks/alipay/agreements`, {
      method: 'POST',
      body: new URLSearchParams({ status: 'NORMAL', sign: 'A' }),
    })
    expect([forged.status, await forged.text()]).toEqual([401, 'fail'])
    const { status, body } = await shop.call('POST', '/v1/mandates', {
      body: {
        payment_method: { type: 'alipay' },
        limit_per_payment: { amount: 3_000, currency: 'CNY' },
        period: { unit: 'day', length: 6 },
      },
    })
    expect([status, body.code]).toEqual([422, 'consent_limit_invalid'])
  })
})
