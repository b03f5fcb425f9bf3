/** Payments by payers without a wallet: their orders at channels, from the code on a screen to the settlement. */
import { describe, expect, it } from 'vitest'
import { useAdmin } from '../../../test/harness/admin.ts'
import { type Answer, type Json, must, type Shop, useApp } from '../../../test/harness/app.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { createTestRail, methodOf } from '../../../test/harness/test-rail.ts'
import { businessDateOf } from '../../kernel/time.ts'

const CLAUSES = [
  { number: '3.1', kind: 'payment_fee', method: 'any', basis_points: 60, min: 1 },
  { number: '4.1', kind: 'refund_fee', method: 'any', policy: 'returned_proportionally' },
]
const MINUTE_MS = 60_000
const AMOUNT = 10_000

const clockOf = () => world.clock
const wechat = createTestRail(
  'rail_w',
  [methodOf('wechat_pay', ['native', 'h5', 'jsapi', 'app', 'code'], { needsSubMerchant: true, refundWindowDays: 30 })],
  clockOf,
)
const banks = createTestRail(
  'rail_1',
  [
    methodOf('bank_gateway', ['gateway'], { banks: ['ICBC', 'CCB'] }),
    methodOf('alipay', ['native', 'page'], { partialRefund: false, max: 500_000n }),
  ],
  clockOf,
)
const otherBanks = createTestRail('rail_2', [methodOf('bank_gateway', ['gateway'], { banks: ['ICBC'] })], clockOf)

const database = useDatabase()
const admin = useAdmin(database)
const world = useApp(database, {}, { rails: [wechat, banks, otherBanks] })

async function openShop(clauses: readonly unknown[] = CLAUSES): Promise<Shop> {
  const shop = await world.shop({ clauses })
  await world.app.db.transaction(async tx => {
    tx.lock('merchants')
    world.app.merchants.putChannels(tx, [
      { merchantId: shop.uuid, channel: 'rail_w', subMerchant: `sub-${shop.uuid}`, subAppId: null, status: 'active', flows: [] },
    ])
  })
  return shop
}

const create = (shop: Shop, more: Json = {}): Promise<Json> =>
  must(shop.call('POST', '/v1/payments', { body: { amount: AMOUNT, currency: 'CNY', order_reference: 'A-1', ...more } }))
const read = (shop: Shop, payment: Json): Promise<Json> => must(shop.call('GET', `/v1/payments/${String(payment.id)}?expand[]=attempts`))
const onPage = (payment: Json, method: Json): Promise<Answer> =>
  world.nobody('POST', `/v1/checkout/${String(payment.client_token)}/confirm`, { body: { payment_method: method } })
const pageOf = async (payment: Json): Promise<Json> => must(world.nobody('GET', `/v1/checkout/${String(payment.client_token)}`))

/** As the ticks of a server do in time. */
async function tick(): Promise<void> {
  world.clock.advance(5_000)
  await world.app.clearing.dispatchDue()
  await world.app.clearing.queryDue()
}
const settles = (shop: Shop, payment: Json, status: string): Promise<Json> =>
  world.until(`the payment is ${status}`, async () => {
    const now = await read(shop, payment)
    if (now.status === status) return now
    await tick()
    return null
  })

const QR = { type: 'wechat_pay', flow: 'native' }

describe('a payer without a wallet', () => {
  it('is shown no more orders once a payment has had fifty attempts', async () => {
    const shop = await openShop()
    const payment = await create(shop)
    const worn = await admin.run('UPDATE payments.payments SET attempt_count = 50 WHERE order_reference = $1', ['A-1'])
    expect(worn.rowCount).toBe(1)
    expect(await onPage(payment, QR)).toMatchObject({ status: 422, body: { code: 'payment_attempts_exhausted' } })
    expect((await read(shop, payment)).status).toBe('requires_payment_method')
    await admin.run('UPDATE payments.payments SET attempt_count = 0 WHERE order_reference = $1', ['A-1'])
  })

  it('is shown a code, pays it, and the payment stands unsettled until the channel has settled', async () => {
    const shop = await openShop()
    const payment = await create(shop)
    const shown = await must(onPage(payment, QR))
    expect(shown).toMatchObject({
      status: 'processing',
      payment_method: { type: 'wechat_pay', flow: 'native' },
      next_action: { type: 'qr_code', content: expect.stringContaining('rail_w.example/ins_'), expires_at: payment.expires_at },
    })
    expect(await read(shop, payment)).toMatchObject({ channel: 'rail_w', holder: null, attempt_count: 1, next_action: { type: 'qr_code' } })
    expect(wechat.pay(String(payment.id))).toBe(true)
    const paid = await settles(shop, payment, 'succeeded')
    expect(paid).toMatchObject({
      amount_captured: AMOUNT,
      fee: { amount: 60, currency: 'CNY' },
      next_action: null,
      attempts: [{ number: 1, method: 'wechat_pay', flow: 'native', channel: 'rail_w', status: 'succeeded' }],
    })
    expect(await must(shop.call('GET', '/v1/balance'))).toMatchObject({ unsettled: AMOUNT - 60, settled: 0 })
    const [order] = wechat.ordersOf(String(payment.id))
    expect(order?.instruction.channelOrder).toMatchObject({ flow: 'native', subMerchant: `sub-${shop.uuid}` })
    expect(order?.instruction.channelOrder?.returnUrl).toBe(payment.checkout_url)
  })

  it('is told of on the page and to the merchant by an event that says what to do', async () => {
    const shop = await openShop()
    const payment = await create(shop)
    await must(onPage(payment, { type: 'bank_gateway', bank: 'CCB' }))
    const event = await world.until('the event is there', async () => {
      const { data } = await must(shop.call('GET', '/v1/events'))
      return (data as Json[]).find(found => found.type === 'payment.action_required')
    })
    expect(event).toMatchObject({
      data: { object: { id: payment.id, next_action: { type: 'redirect' }, payment_method: { bank: 'CCB' } } },
    })
  })

  it('chooses among what is connected, agreed and possible, and hears why not', async () => {
    const shop = await openShop()
    const methods = (await pageOf(await create(shop, { amount: 600_000 }))).methods
    expect(methods).toMatchObject([
      { type: 'wallet_balance', available: true },
      { type: 'wechat_pay', flows: ['native', 'h5'], name: { zh: '微信支付' }, available: true },
      {
        type: 'alipay',
        flows: ['native', 'page'].map(flow => (flow === 'native' ? 'qr' : flow)),
        available: false,
        reason: { code: 'route_amount_out_of_range' },
      },
      { type: 'bank_gateway', flows: ['gateway'], banks: ['ICBC', 'CCB'], available: true },
    ])
    const manual = (await pageOf(await create(shop, { capture_method: 'manual' }))).methods as Json[]
    expect(manual.filter(method => method.available).map(method => method.type)).toEqual(['wallet_balance'])
  })

  it.each([
    ['capture_method_unsupported', { capture_method: 'manual' }, QR],
    ['route_amount_out_of_range', { amount: 600_000 }, { type: 'alipay' }],
    ['route_unavailable', {}, { type: 'bank_gateway', bank: 'BOC' }],
  ])('is refused with %s', async (code, more, method) => {
    const payment = await create(await openShop(), more)
    expect(await onPage(payment, method)).toMatchObject({ body: { code } })
  })

  it('is refused by a shop that is not at the channel, or whose agreement has no price for the method', async () => {
    const nowhere = await world.shop({ clauses: CLAUSES })
    expect(await onPage(await create(nowhere), QR)).toMatchObject({ status: 422, body: { code: 'route_channel_missing' } })
    const wallets = await openShop([
      { number: '1', kind: 'payment_fee', method: 'wallet_balance', basis_points: 38 },
      { number: '2', kind: 'payment_fee', method: 'bank_card', basis_points: 60 },
      { number: '3', kind: 'refund_fee', method: 'any', policy: 'kept' },
    ])
    expect(await onPage(await create(wallets), QR)).toMatchObject({ status: 422, body: { code: 'method_not_agreed' } })
  })

  it('may say no at the channel and then pay otherwise', async () => {
    const shop = await openShop()
    const payment = await create(shop)
    await must(onPage(payment, QR))
    wechat.refuse(String(payment.id))
    expect(await settles(shop, payment, 'requires_payment_method')).toMatchObject({
      last_error: { code: 'payer_refused' },
      next_action: null,
    })
    await must(onPage(payment, { type: 'alipay' }))
    banks.pay(String(payment.id))
    expect(await settles(shop, payment, 'succeeded')).toMatchObject({
      attempt_count: 2,
      attempts: [
        { method: 'wechat_pay', status: 'failed', error: { code: 'payer_refused' } },
        { method: 'alipay', flow: 'qr', status: 'succeeded' },
      ],
    })
  })
})

describe('the settlement of a channel', () => {
  it('makes what was paid there ready to be paid out, and the fee due, per rail', async () => {
    const shop = await openShop()
    const [scanned, banked] = [await create(shop), await create(shop)]
    await must(onPage(scanned, QR))
    await must(onPage(banked, { type: 'bank_gateway', bank: 'CCB' }))
    wechat.pay(String(scanned.id))
    banks.pay(String(banked.id))
    await settles(shop, scanned, 'succeeded')
    await settles(shop, banked, 'succeeded')
    const refund = await must(shop.call('POST', '/v1/refunds', { body: { payment: scanned.id, amount: 1_000 } }))
    await world.until('the refund is done', async () => {
      await tick()
      return (await must(shop.call('GET', `/v1/refunds/${String(refund.id)}`))).status === 'succeeded'
    })
    expect(await must(shop.call('GET', '/v1/balance'))).toMatchObject({ unsettled: 2 * (AMOUNT - 60) - 1_000 + 6, settled: 0 })
    for (const rail of [wechat, banks]) {
      const settled = await world.app.clearing.settleDay(rail.facts.code, businessDateOf(world.clock.now(), world.app.config.timeZone))
      expect(settled).toMatchObject({ ok: true })
    }
    expect(await must(shop.call('GET', '/v1/balance'))).toMatchObject({ unsettled: 0, settled: 2 * (AMOUNT - 60) - 1_000 + 6 })
    const receipt = await must(shop.call('GET', `/v1/payments/${String(scanned.id)}/receipt`))
    expect((receipt.entries as Json[]).map(entry => (entry.reason as Json).kind)).toEqual(
      expect.arrayContaining(['payment', 'fee', 'fee_return', 'refund']),
    )
  })
})

describe('while an order is open', () => {
  it('asking for the same again shows the same order', async () => {
    const shop = await openShop()
    const payment = await create(shop)
    const first = await must(onPage(payment, QR))
    expect(await must(onPage(payment, QR))).toMatchObject({ next_action: first.next_action as Json })
    expect(wechat.ordersOf(String(payment.id))).toHaveLength(1)
  })

  it('another way closes it first, then opens by itself', async () => {
    const shop = await openShop()
    const payment = await create(shop)
    await must(onPage(payment, QR))
    await must(onPage(payment, { type: 'alipay' }))
    const now = await world.until('Alipay is open', async () => {
      const seen = await read(shop, payment)
      return (seen.payment_method as Json).type === 'alipay' && seen.next_action !== null ? seen : null
    })
    expect(now).toMatchObject({
      status: 'processing',
      closing: null,
      channel: 'rail_1',
      next_action: { type: 'qr_code' },
      attempt_count: 2,
    })
    expect(wechat.ordersOf(String(payment.id))).toMatchObject([{ state: 'failed', failure: 'closed' }])
    banks.pay(String(payment.id))
    await settles(shop, payment, 'succeeded')
  })

  it('is paid once when it was paid before it could be closed', async () => {
    const shop = await openShop()
    const payment = await create(shop)
    await must(onPage(payment, QR))
    wechat.pay(String(payment.id))
    await must(onPage(payment, { type: 'alipay' }))
    const paid = await settles(shop, payment, 'succeeded')
    expect(paid).toMatchObject({ channel: 'rail_w', attempt_count: 1, amount_captured: AMOUNT })
    expect(banks.ordersOf(String(payment.id))).toEqual([])
  })

  it('the payer may choose again, and the wallet has to wait for the close', async () => {
    const shop = await openShop()
    const person = await world.person({ balance: 50_000 })
    const payment = await create(shop)
    await must(onPage(payment, QR))
    const path = `/v1/wallet/payments/${String(payment.client_token)}/confirm`
    const wallet = { payment_method: { type: 'wallet_balance' } }
    expect(await person.call('POST', path, { body: wallet })).toMatchObject({ status: 409, body: { code: 'payment_order_closing' } })
    await settles(shop, payment, 'requires_payment_method')
    expect(await must(person.call('POST', path, { body: wallet }))).toMatchObject({ status: 'succeeded' })
    const again = await create(shop)
    await must(onPage(again, QR))
    const released = await must(world.nobody('POST', `/v1/checkout/${String(again.client_token)}/change_method`, { body: {} }))
    expect(released).toMatchObject({ status: 'processing', closing: 'change' })
    expect(await settles(shop, again, 'requires_payment_method')).toMatchObject({ closing: null, last_error: { code: 'closed' } })
    expect(await must(world.nobody('POST', `/v1/checkout/${String(again.client_token)}/change_method`, { body: {} }))).toMatchObject({
      status: 'requires_payment_method',
    })
  })

  it('a cancellation closes it and ends the payment, unless it was paid', async () => {
    const shop = await openShop()
    const payment = await create(shop)
    await must(onPage(payment, QR))
    const asked = await must(shop.call('POST', `/v1/payments/${String(payment.id)}/cancel`, { body: { reason: 'sold out' } }))
    expect(asked).toMatchObject({ status: 'processing', closing: 'cancel' })
    expect(await onPage(payment, { type: 'alipay' })).toMatchObject({ body: { code: 'payment_processing' } })
    expect(await settles(shop, payment, 'canceled')).toMatchObject({
      cancellation_reason: 'sold out',
      attempts: [{ error: { code: 'closed' } }],
    })
    const paid = await create(shop)
    await must(onPage(paid, QR))
    wechat.pay(String(paid.id))
    await must(world.nobody('POST', `/v1/checkout/${String(paid.client_token)}/cancel`, { body: {} }))
    expect(await settles(shop, paid, 'succeeded')).toMatchObject({ canceled_at: null })
  })

  it('its expiry closes it at the channel and ends the payment', async () => {
    const shop = await openShop()
    const payment = await create(shop, { expires_in_seconds: 120 })
    await must(onPage(payment, QR))
    world.clock.advance(2 * MINUTE_MS + 1_000)
    await settles(shop, payment, 'requires_payment_method')
    await world.app.payments.expireDue()
    expect(await read(shop, payment)).toMatchObject({ status: 'expired', attempts: [{ error: { code: 'payer_timeout' } }] })
    expect(wechat.ordersOf(String(payment.id))).toMatchObject([{ state: 'failed' }])
    expect((await pageOf(payment)).methods).toEqual([])
  })
})

describe('failing over', () => {
  const BANK = { type: 'bank_gateway', bank: 'ICBC' }

  it('tries the next rail when the first takes nothing, as an attempt of its own', async () => {
    const shop = await openShop()
    const payment = await create(shop)
    banks.fail('unavailable')
    const shown = await must(onPage(payment, BANK))
    expect(shown).toMatchObject({ status: 'processing', next_action: { type: 'redirect', url: expect.stringContaining('rail_2') } })
    expect(await read(shop, payment)).toMatchObject({
      channel: 'rail_2',
      attempt_count: 2,
      attempts: [
        { channel: 'rail_1', status: 'failed', error: { code: 'channel_unavailable' } },
        { channel: 'rail_2', status: 'processing' },
      ],
    })
    otherBanks.pay(String(payment.id))
    await settles(shop, payment, 'succeeded')
  })

  it('tries the next rail when the first certainly was not reached', async () => {
    const shop = await openShop()
    const payment = await create(shop)
    banks.fail(...Array<'not_sent'>(12).fill('not_sent'))
    await must(onPage(payment, BANK))
    const now = await world.until('the other rail has it', async () => {
      const seen = await read(shop, payment)
      if (seen.channel === 'rail_2' && seen.next_action !== null) return seen
      await tick()
      return null
    })
    expect(now).toMatchObject({ attempts: [{ channel: 'rail_1', error: { code: 'not_sent_in_time' } }, { channel: 'rail_2' }] })
    banks.calm()
    otherBanks.pay(String(payment.id))
    await settles(shop, payment, 'succeeded')
  })

  it('ends where no rail is left, and is refused where none is open for orders', async () => {
    const shop = await openShop()
    const payment = await create(shop)
    banks.fail('unavailable')
    otherBanks.fail('unavailable')
    await must(onPage(payment, BANK))
    expect(await settles(shop, payment, 'requires_payment_method')).toMatchObject({
      attempt_count: 2,
      last_error: { code: 'channel_unavailable', message: expect.stringContaining('not available') },
    })
    for (const rail of [banks, otherBanks]) rail.facts.enabled = false
    const refused = await onPage(payment, BANK)
    for (const rail of [banks, otherBanks]) rail.facts.enabled = true
    expect(refused).toMatchObject({ status: 503, body: { code: 'route_unavailable' } })
  })

  it('stays where the payer has been told what to do, and where the payer was refused', async () => {
    const shop = await openShop()
    const payment = await create(shop)
    await must(onPage(payment, BANK))
    banks.refuse(String(payment.id))
    expect(await settles(shop, payment, 'requires_payment_method')).toMatchObject({ attempt_count: 1 })
  })
})

describe("a merchant's server", () => {
  it('takes a payment code: at once, or after the password', async () => {
    const shop = await openShop()
    const pay = (code: string): Promise<Json> =>
      create(shop, { confirm: true, payment_method: { type: 'wechat_pay', flow: 'code', auth_code: code } })
    expect(await pay('130123456789012345')).toMatchObject({ status: 'succeeded', payment_method: { flow: 'code' } })
    const waiting = await pay('130123456789012340')
    expect(waiting).toMatchObject({ status: 'processing', next_action: { type: 'await_payer', reason: 'password' } })
    wechat.pay(String(waiting.id))
    await settles(shop, waiting, 'succeeded')
  })

  it('names the payer inside WeChat, and gets what its page hands to the bridge', async () => {
    const shop = await openShop()
    const payment = await create(shop, { confirm: true, payment_method: { type: 'wechat_pay', flow: 'jsapi', openid: 'openid-1' } })
    expect(payment).toMatchObject({ next_action: { type: 'jsapi', parameters: { package: expect.stringContaining('prepay_id=') } } })
    const { data } = await must(shop.call('GET', '/v1/payments?status=processing'))
    expect((data as Json[])[0]).toMatchObject({ id: payment.id, next_action: { type: 'jsapi' } })
  })

  it.each([
    ['parameter_missing', 'payment_method.auth_code', { type: 'wechat_pay', flow: 'code' }],
    ['parameter_unknown', 'payment_method.auth_code', { type: 'wechat_pay', auth_code: '130123456789012345' }],
    ['parameter_missing', 'payment_method.openid', { type: 'wechat_pay', flow: 'jsapi' }],
    ['route_flow_unsupported', undefined, { type: 'alipay', flow: 'jsapi', buyer_id: '2088900000000001' }],
    ['parameter_unknown', 'payment_method.flow', { type: 'alipay', flow: 'page', mandate: 'mdt_01h455vb4pex5vsknk084sn02q' }],
    ['mandate_not_found', undefined, { type: 'alipay', mandate: 'mdt_01h455vb4pex5vsknk084sn02q' }],
    ['parameter_invalid', 'payment_method.auth_code', { type: 'wechat_pay', flow: 'code', auth_code: '12' }],
  ])('is refused with %s of %s', async (code, param, method) => {
    const shop = await openShop()
    const body = { amount: AMOUNT, currency: 'CNY', order_reference: 'A-1', confirm: true, payment_method: method }
    const { body: refused } = await shop.call('POST', '/v1/payments', { body })
    expect([refused.code, refused.param]).toEqual([code, param ?? refused.param])
  })
})

describe('refunds of channel payments', () => {
  async function paidBy(method: Json, rail: typeof wechat): Promise<{ shop: Shop; payment: Json }> {
    const shop = await openShop()
    const payment = await create(shop)
    await must(onPage(payment, method))
    rail.pay(String(payment.id))
    await settles(shop, payment, 'succeeded')
    return { shop, payment }
  }

  it('travel through the rail that brought the money, in parts, and name what is returned', async () => {
    const { shop, payment } = await paidBy(QR, wechat)
    const refund = await must(shop.call('POST', '/v1/refunds', { body: { payment: payment.id, amount: 4_000 } }))
    expect(refund).toMatchObject({ status: 'pending', amount: 4_000, fee_returned: 24 })
    await world.until('the refund is done', async () => {
      await tick()
      return (await must(shop.call('GET', `/v1/refunds/${String(refund.id)}`))).status === 'succeeded'
    })
    const [returned] = wechat.ordersOf(String(refund.id))
    expect(returned?.instruction).toMatchObject({
      house: 'rail_w',
      originalInstruction: wechat.ordersOf(String(payment.id))[0]?.id,
      channelOrder: { originalAmount: 10_000n, subMerchant: `sub-${shop.uuid}` },
    })
  })

  it('end with the window of the channel, which may be shorter than ours', async () => {
    const { shop, payment } = await paidBy(QR, wechat)
    world.clock.advance(31 * 24 * 60 * MINUTE_MS)
    expect(await shop.call('POST', '/v1/refunds', { body: { payment: payment.id } })).toMatchObject({
      status: 422,
      body: { code: 'refund_window_closed' },
    })
  })

  it('are all or nothing where the channel takes no parts', async () => {
    const { shop, payment } = await paidBy({ type: 'alipay' }, banks)
    expect(await shop.call('POST', '/v1/refunds', { body: { payment: payment.id, amount: 1 } })).toMatchObject({
      body: { code: 'refund_partial_unsupported' },
    })
    expect(await must(shop.call('POST', '/v1/refunds', { body: { payment: payment.id } }))).toMatchObject({ amount: AMOUNT })
  })

  it('wait until the payment itself is certain', async () => {
    const shop = await openShop()
    const payment = await create(shop)
    wechat.fail('unknown_after')
    await must(onPage(payment, QR))
    expect(await shop.call('POST', '/v1/refunds', { body: { payment: payment.id } })).toMatchObject({
      body: { code: 'payment_not_refundable' },
    })
    wechat.pay(String(payment.id))
    await settles(shop, payment, 'succeeded')
  })
})
