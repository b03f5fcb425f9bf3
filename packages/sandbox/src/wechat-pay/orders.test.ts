/** From order to refund over real sockets, in partner and direct mode: states, callbacks, idempotency, refusals. */
import { createSign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { decrypt, directOrder, isAuthentic, merchantOf, newOutTradeNo, partnerOrder, raw, receiver, sdkOf, start } from './test-merchant.ts'
import type { Merchant } from './wechat-pay.ts'

const NOTIFY = 'https://merchant.example/notify'
const SP = { sp_mchid: '1900000001', sub_mchid: '1900000011' }

async function provider(options: Parameters<typeof start>[0] = {}) {
  const pay = await start(options)
  const merchant = merchantOf(pay, 'provider')
  const sdk = sdkOf(pay, merchant)
  const state = async (outTradeNo: unknown) => (await sdk.get(`v3/pay/partner/transactions/out-trade-no/${outTradeNo}`, SP)).data
  const refused = (promise: Promise<unknown>, status: number, code: string) =>
    expect(promise).rejects.toMatchObject({ response: { status, data: { code } } })
  return { pay, merchant, sdk, state, refused }
}

describe('an order', () => {
  it('by code_url is paid by the consumer, told by a signed and encrypted callback, and found by both numbers', async () => {
    const { pay, merchant, sdk, state } = await provider()
    const shop = await receiver()
    const order = partnerOrder(shop.url, { attach: '桌号7' })
    const { data } = await sdk.post('v3/pay/partner/transactions/native', order)
    expect(await state(order.out_trade_no)).toMatchObject({ ...SP, trade_state: 'NOTPAY', amount: { total: 1_999, currency: 'CNY' } })
    expect(pay.control.pay(String(data.code_url))).toBeNull()

    const [callback] = await shop.count(1)
    expect(callback?.body).toMatchObject({ event_type: 'TRANSACTION.SUCCESS', resource_type: 'encrypt-resource' })
    expect(isAuthentic(pay, callback?.headers ?? {}, callback?.text ?? '')).toBe(true)
    const told = decrypt(merchant, callback?.body.resource as Record<string, unknown>)
    expect(told).toMatchObject({
      ...SP,
      trade_state: 'SUCCESS',
      trade_type: 'NATIVE',
      attach: '桌号7',
      amount: { total: 1_999, payer_total: 1_999 },
    })
    expect(await state(order.out_trade_no)).toEqual(told)
    expect((await sdk.get(`v3/pay/partner/transactions/id/${told.transaction_id}`, SP)).data).toEqual(told)
  })

  it.each([
    ['jsapi', { payer: { openid: 'oUpF8uMuAJO' } }, 'JSAPI'],
    ['app', {}, 'APP'],
    ['h5', { scene_info: { payer_client_ip: '203.0.113.7', h5_info: { type: 'Wap' } } }, 'MWEB'],
    ['native', {}, 'NATIVE'],
  ])('by %s works in direct mode', async (product, more, tradeType) => {
    const pay = await start()
    const sdk = sdkOf(pay, merchantOf(pay, 'direct'))
    const order = directOrder(NOTIFY, more)
    const { data } = await sdk.post(`v3/pay/transactions/${product}`, order)
    expect(pay.control.pay(String(data.prepay_id ?? data.code_url ?? data.h5_url))).toBeNull()
    const found = await sdk.get(`v3/pay/transactions/out-trade-no/${order.out_trade_no}`, { mchid: order.mchid })
    expect(found.data).toMatchObject({ appid: order.appid, mchid: order.mchid, trade_state: 'SUCCESS', trade_type: tradeType })
  })

  it('is idempotent by out_trade_no: the same again gives the same, other terms are refused, a paid or closed one too', async () => {
    const { pay, sdk, refused } = await provider()
    const order = partnerOrder(NOTIFY)
    const path = 'v3/pay/partner/transactions/native'
    const first = await sdk.post(path, order)
    expect((await sdk.post(path, order)).data).toEqual(first.data)
    await refused(sdk.post(path, { ...order, amount: { total: 1, currency: 'CNY' } }), 403, 'OUT_TRADE_NO_USED')
    pay.control.pay(String(order.out_trade_no))
    await refused(sdk.post(path, order), 400, 'ORDERPAID')
    await refused(sdk.post(`v3/pay/partner/transactions/out-trade-no/${order.out_trade_no}/close`, SP), 400, 'ORDERPAID')
    const other = partnerOrder(NOTIFY)
    await sdk.post(path, other)
    await sdk.post(`v3/pay/partner/transactions/out-trade-no/${other.out_trade_no}/close`, SP)
    await refused(sdk.post(path, other), 400, 'ORDER_CLOSED')
    expect(pay.control.pay(String(other.out_trade_no))).toContain('closed')
  })

  it.each([
    ['an app that is not the merchant’s', { sp_appid: 'wx9' }, 400, 'APPID_MCHID_NOT_MATCH'],
    ['a sub-merchant of nobody', { sub_mchid: '1999999999' }, 400, 'MCH_NOT_EXISTS'],
    ['another provider', { sp_mchid: '1900000002' }, 400, 'PARAM_ERROR'],
    ['an amount of yuan', { amount: { total: 19.99 } }, 400, 'PARAM_ERROR'],
    ['an amount of nothing', { amount: { total: 0 } }, 400, 'PARAM_ERROR'],
    ['another currency', { amount: { total: 1, currency: 'USD' } }, 400, 'PARAM_ERROR'],
    ['a notify_url with a query', { notify_url: 'https://merchant.example/?a=1' }, 400, 'PARAM_ERROR'],
    ['no description', { description: '' }, 400, 'PARAM_ERROR'],
    ['a time_expire in the past', { time_expire: '2020-01-01T00:00:00+08:00' }, 400, 'PARAM_ERROR'],
  ])('with %s is refused', async (_, more, status, code) => {
    const { sdk, refused } = await provider()
    await refused(sdk.post('v3/pay/partner/transactions/native', partnerOrder(NOTIFY, more)), status, code)
  })

  it('of a direct merchant is none of a provider’s paths, nor the other way round', async () => {
    const pay = await start()
    const answer = await raw(pay, merchantOf(pay, 'direct'), 'POST', '/v3/pay/partner/transactions/native', {
      ...partnerOrder(NOTIFY),
      sp_mchid: '1900000002',
    })
    expect([answer.status, answer.body.code]).toEqual([403, 'NO_AUTH'])
  })

  it('cannot be paid by a code of more than two hours ago, and closes at time_expire', async () => {
    let ahead = 0
    const { pay, sdk, state } = await provider({ clock: { now: () => new Date(Date.now() + ahead) } })
    const old = partnerOrder(NOTIFY)
    const short = partnerOrder(NOTIFY, { time_expire: new Date(Date.now() + 60_000).toISOString() })
    await sdk.post('v3/pay/partner/transactions/native', old)
    await sdk.post('v3/pay/partner/transactions/native', short)
    ahead = 250_000
    expect((await state(short.out_trade_no)).trade_state).toBe('CLOSED')
    ahead = 0
    pay.control.rollDay()
    pay.control.rollDay()
    expect(pay.control.pay(String(old.out_trade_no))).toContain('two hours')
    expect((await state(old.out_trade_no)).trade_state).toBe('NOTPAY')
  })
})

describe('the parameters of 调起支付', () => {
  it('open the cashier when the merchant signed them, and the signed string is shown when not', async () => {
    const pay = await start()
    const merchant = merchantOf(pay, 'direct')
    const { data } = await sdkOf(pay, merchant).post('v3/pay/transactions/jsapi', directOrder(NOTIFY, { payer: { openid: 'o1' } }))
    const given = {
      appId: 'wx0000000000000002',
      timeStamp: '1700000000',
      nonceStr: 'abc',
      package: `prepay_id=${data.prepay_id}`,
      signType: 'RSA',
    }
    const message = `${given.appId}\n${given.timeStamp}\n${given.nonceStr}\n${given.package}\n`
    const paySign = createSign('RSA-SHA256').update(message).sign(merchant.privateKey, 'base64')
    expect(pay.control.invoke({ ...given, paySign })).toBeNull()
    expect(pay.control.invoke({ ...given, nonceStr: 'abd', paySign })).toContain(message.replace('abc', 'abd'))
  })
})

describe('a code payment', () => {
  const codePay = (authCode: string, totalFen = 500): Record<string, unknown> => {
    const { notify_url: _, ...order } = partnerOrder(NOTIFY, { amount: { total: totalFen, currency: 'CNY' } })
    return { ...order, payer: { auth_code: authCode }, scene_info: { device_id: '1', store_info: { out_id: '1' } } }
  }

  it('of a small amount is paid at once, and no callback follows', async () => {
    const { pay, sdk } = await provider()
    const { data } = await sdk.post('v3/pay/partner/transactions/codepay', codePay('131234567890123456'))
    expect(data).toMatchObject({ trade_state: 'SUCCESS', trade_type: 'MICROPAY', amount: { total: 500 } })
    expect(pay.control.deliveries()).toEqual([])
  })

  it('waits for the password: USERPAYING until it is entered, a wrong one changes nothing', async () => {
    const { pay, sdk, state } = await provider()
    const order = codePay('131234567890123456', 200_000)
    expect((await sdk.post('v3/pay/partner/transactions/codepay', order)).data.trade_state).toBe('USERPAYING')
    expect(pay.control.pay(String(order.out_trade_no), '000000')).toContain('password')
    expect((await state(order.out_trade_no)).trade_state).toBe('USERPAYING')
    expect(pay.control.pay(String(order.out_trade_no))).toBeNull()
    expect((await state(order.out_trade_no)).trade_state).toBe('SUCCESS')
  })

  it('that the consumer refuses has failed, and is reversed', async () => {
    const { pay, sdk, state } = await provider()
    const order = codePay('130000000000000001')
    await sdk.post('v3/pay/partner/transactions/codepay', order)
    pay.control.refuse(String(order.out_trade_no))
    expect((await state(order.out_trade_no)).trade_state).toBe('PAYERROR')
    await sdk.post(`v3/pay/partner/transactions/out-trade-no/${order.out_trade_no}/reverse`, SP)
    expect((await state(order.out_trade_no)).trade_state).toBe('REVOKED')
  })

  it('that was paid is given back when reversed, and reversing again is harmless', async () => {
    const { sdk, state, refused } = await provider()
    const order = codePay('131234567890123456')
    await sdk.post('v3/pay/partner/transactions/codepay', order)
    for (const _ of [1, 2]) {
      const { data } = await sdk.post(`v3/pay/partner/transactions/out-trade-no/${order.out_trade_no}/reverse`, SP)
      expect(data).toMatchObject({ ...SP, out_trade_no: order.out_trade_no })
    }
    expect((await state(order.out_trade_no)).trade_state).toBe('REVOKED')
    const refund = {
      ...SP,
      out_trade_no: order.out_trade_no,
      out_refund_no: newOutTradeNo(),
      amount: { refund: 1, total: 500, currency: 'CNY' },
    }
    await refused(sdk.post('v3/refund/domestic/refunds', refund), 400, 'INVALID_REQUEST')
  })

  it('of a consumer without money is refused', async () => {
    const { sdk, state, refused } = await provider()
    const order = codePay('130000000000000002')
    await refused(sdk.post('v3/pay/partner/transactions/codepay', order), 403, 'NOT_ENOUGH')
    expect((await state(order.out_trade_no)).trade_state).toBe('PAYERROR')
    await refused(sdk.post('v3/pay/partner/transactions/codepay', codePay('999')), 400, 'PARAM_ERROR')
  })
})

describe('a refund', () => {
  async function paid(options: Parameters<typeof start>[0] = {}) {
    const all = await provider(options)
    const shop = await receiver()
    const order = partnerOrder(NOTIFY)
    await all.sdk.post('v3/pay/partner/transactions/native', order)
    all.pay.control.pay(String(order.out_trade_no))
    const refundOf = (fen: number, more: object = {}) => ({
      sub_mchid: SP.sub_mchid,
      out_trade_no: order.out_trade_no,
      out_refund_no: newOutTradeNo(),
      notify_url: shop.url,
      amount: { refund: fen, total: 1_999, currency: 'CNY' },
      ...more,
    })
    return { ...all, shop, order, refundOf }
  }

  it('is accepted as PROCESSING, told by a callback and found as SUCCESS; the order says REFUND', async () => {
    const { sdk, merchant, shop, order, refundOf, state, pay } = await paid()
    const refund = refundOf(500)
    const accepted = await sdk.post('v3/refund/domestic/refunds', refund)
    expect(accepted.data).toMatchObject({
      status: 'PROCESSING',
      out_refund_no: refund.out_refund_no,
      channel: 'ORIGINAL',
      amount: { refund: 500 },
    })
    const [callback] = await shop.count(1)
    expect(callback?.body.event_type).toBe('REFUND.SUCCESS')
    expect(isAuthentic(pay, callback?.headers ?? {}, callback?.text ?? '')).toBe(true)
    expect(decrypt(merchant, callback?.body.resource as Record<string, unknown>)).toMatchObject({
      ...SP,
      refund_status: 'SUCCESS',
      out_refund_no: refund.out_refund_no,
      amount: { total: 1_999, refund: 500, payer_total: 1_999, payer_refund: 500 },
    })
    const found = await sdk.get(`v3/refund/domestic/refunds/${refund.out_refund_no}`, { sub_mchid: SP.sub_mchid })
    expect(found.data.status).toBe('SUCCESS')
    expect((await state(order.out_trade_no)).trade_state).toBe('REFUND')
  })

  it('never exceeds the order, whatever the order of partial ones, and a repetition refunds once', async () => {
    const { sdk, refundOf, refused } = await paid()
    const path = 'v3/refund/domestic/refunds'
    const first = refundOf(1_000)
    const { data } = await sdk.post(path, first)
    expect((await sdk.post(path, first)).data.refund_id).toBe(data.refund_id)
    await refused(sdk.post(path, { ...first, amount: { refund: 1, total: 1_999, currency: 'CNY' } }), 400, 'INVALID_REQUEST')
    await refused(sdk.post(path, refundOf(1_000)), 400, 'INVALID_REQUEST')
    await sdk.post(path, refundOf(999))
    await refused(sdk.post(path, refundOf(1)), 400, 'INVALID_REQUEST')
    await refused(sdk.post(path, refundOf(1, { out_trade_no: 'NOBODYS1' })), 404, 'RESOURCE_NOT_EXISTS')
  })

  it('is refused without money, and ends as ABNORMAL, when the tester wants it', async () => {
    const { sdk, shop, pay, refundOf, refused } = await paid()
    pay.control.setFaults({ next: { refund_not_enough: 1 } })
    await refused(sdk.post('v3/refund/domestic/refunds', refundOf(1)), 403, 'NOT_ENOUGH')
    pay.control.setFaults({ next: { refund_abnormal: 1 } })
    await sdk.post('v3/refund/domestic/refunds', refundOf(1))
    expect((await shop.count(1))[0]?.body.event_type).toBe('REFUND.ABNORMAL')
  })
})

describe('callbacks', () => {
  async function payOne(faults: object, statuses: readonly number[] = []) {
    const { pay, merchant, sdk } = await provider()
    const shop = await receiver(statuses)
    pay.control.setFaults({ next: faults, lateCallbackMs: 300 })
    const { data } = await sdk.post('v3/pay/partner/transactions/native', partnerOrder(shop.url))
    pay.control.pay(String(data.code_url))
    return { pay, shop, merchant }
  }
  const opened = (merchant: Merchant, body: Record<string, unknown> | undefined) =>
    decrypt(merchant, body?.resource as Record<string, unknown>)

  it('are repeated until 200 or 204, with the same id and fresh signatures', async () => {
    const { pay, shop } = await payOne({}, [500, 302, 201])
    const received = await shop.count(4)
    expect(new Set(received.map(({ body }) => body.id)).size).toBe(1)
    expect(new Set(received.map(({ headers }) => headers['wechatpay-nonce'])).size).toBe(4)
    await new Promise(resolve => setTimeout(resolve, 150))
    expect(shop.received).toHaveLength(4)
    expect(pay.control.deliveries().map(({ status }) => status)).toEqual([204, 201, 302, 500])
  })

  it('are lost, late or duplicate when the tester wants it', async () => {
    const lost = await payOne({ callback_lost: 1 })
    const duplicate = await payOne({ callback_duplicate: 1 })
    const [one, two] = await duplicate.shop.count(2)
    expect(one?.body.id).toBe(two?.body.id)
    const began = Date.now()
    const late = await payOne({ callback_late: 1 })
    await late.shop.count(1)
    expect(Date.now() - began).toBeGreaterThanOrEqual(300)
    expect(lost.shop.received).toEqual([])
  })

  it('with a probing signature do not verify, and the repetition does', async () => {
    const { pay, shop } = await payOne({ callback_bad_signature: 1 }, [401])
    const [probe, real] = await shop.count(2)
    expect(probe?.headers['wechatpay-signature']).toMatch(/^WECHATPAY\/SIGNTEST\//)
    expect(isAuthentic(pay, probe?.headers ?? {}, probe?.text ?? '')).toBe(false)
    expect(isAuthentic(pay, real?.headers ?? {}, real?.text ?? '')).toBe(true)
  })

  it('with an altered ciphertext do not open', async () => {
    const { shop, merchant } = await payOne({ callback_bad_ciphertext: 1 })
    const [callback] = await shop.count(1)
    expect(() => opened(merchant, callback?.body)).toThrow()
  })
})

describe('the consumer’s phone', () => {
  it('shows the order of an h5_url, refuses a wrong password and takes the right one', async () => {
    const pay = await start()
    const scene_info = { payer_client_ip: '203.0.113.7', h5_info: { type: 'Wap' } }
    const { data } = await sdkOf(pay, merchantOf(pay, 'direct')).post(
      'v3/pay/transactions/h5',
      directOrder(NOTIFY, { scene_info, description: '<b>茶</b>' }),
    )
    const page = await (await fetch(`${data.h5_url}&redirect_url=${encodeURIComponent('https://merchant.example/done')}`)).text()
    expect(page).toContain('¥19.99')
    expect(page).toContain('&lt;b&gt;茶')
    const prepayId = new URL(String(data.h5_url)).searchParams.get('prepay_id') ?? ''
    const enter = async (step: string, password: string) => {
      const body = new URLSearchParams({ prepay_id: prepayId, step, password, redirect_url: 'https://merchant.example/done' })
      return (await fetch(`${pay.url}/consumer`, { method: 'POST', body })).text()
    }
    expect(await enter('refuse', '')).toContain('refused')
    expect(await enter('approve', '111111')).toContain('the password is wrong')
    expect(await enter('approve', '123456')).toContain('id="state">SUCCESS')
    expect(await enter('approve', '123456')).toContain('href="https://merchant.example/done"')
    expect((await fetch(`${pay.url}/consumer?order=nothing`)).status).toBe(404)
  })
})
