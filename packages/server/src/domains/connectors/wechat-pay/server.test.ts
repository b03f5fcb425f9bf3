/** Paid by WeChat Pay through the whole server: a Native code from the page to the notification, refund and settlement; profit sharing. */
import { createCipheriv, createSign, randomBytes } from 'node:crypto'
import { createWeChatPay, type RunningWeChatPay } from '@feiqian/sandbox/wechat-pay'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Json, must, type Shop, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import type { Settings } from '../kit/types.ts'
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
  await connect()
  shop = await world.shop({ clauses: CLAUSES })
  await world.app.db.transaction(async tx => {
    tx.lock('merchants')
    const facts = { subMerchant: SUB, subAppId: null, status: 'active', flows: [] } as const
    world.app.merchants.putChannels(tx, [{ merchantId: shop.uuid, channel: 'wechat_pay', ...facts }])
  })
})
afterAll(() => pay.close())

/** Connects the simulator; `more` are further settings. */
const connect = (more: Settings = {}): Promise<void> =>
  world.app.connectors.kit.seed([
    {
      code: 'wechat_pay',
      baseUrl: pay.url,
      settings: {
        ...more,
        mode: 'partner',
        mchid: merchantOf(pay).mchid,
        appid: merchantOf(pay).appids[0] ?? '',
        bill_ready_at: '00:00',
      },
      credentials: credentialsOf(pay),
    },
  ])

/** What the platform signs a notification with. */
function signedHeaders({ keys }: RunningWeChatPay, text: string): Record<string, string> {
  const timestamp = String(Math.floor(world.clock.now().getTime() / 1_000))
  const nonce = randomBytes(8).toString('hex')
  const signature = createSign('RSA-SHA256').update(`${timestamp}\n${nonce}\n${text}\n`).sign(keys.platform.publicKeyPrivate, 'base64')
  return {
    ...{ 'wechatpay-timestamp': timestamp, 'wechatpay-nonce': nonce, 'wechatpay-serial': keys.platform.publicKeyId },
    'wechatpay-signature': signature,
  }
}

/** `associated`: what it was sealed with, where that is not what it says. */
function sealed(key: string, resource: Json, associated = 'profitsharing'): Json {
  const nonce = randomBytes(6).toString('hex')
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(associated))
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(resource)), cipher.final(), cipher.getAuthTag()]).toString('base64')
  const facts = { id: 'EV-2026060800001', resource_type: 'encrypt-resource', event_type: 'TRANSACTION.SUCCESS' }
  const algorithm = 'AEAD_AES_256_GCM'
  return { ...facts, resource: { original_type: 'profitsharing', algorithm, ciphertext, associated_data: 'profitsharing', nonce } }
}

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
    pay.control.setFaults({ next: { callback_duplicate: 1, callback_bad_signature: 1 } })
    expect(pay.control.pay(String(action.content))).toBeNull()
    // No query is sent in this test: the notification alone says it.
    const paid = await settles(payment, 'succeeded')
    expect(paid).toMatchObject({ channel: 'wechat_pay', payment_method: { type: 'wechat_pay', flow: 'native' }, next_action: null })
    // Signed wrongly once, then as it must be; told twice, and taken once.
    await world.until('WeChat Pay was answered', async () => pay.control.deliveries().filter(({ status }) => status === 204).length === 2)
    expect(pay.control.deliveries().map(({ status }) => status)).toContain(401)

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

  it('goes on when the platform changes its certificate in between, by what it downloads itself', async () => {
    const serials = (): (string | null)[] =>
      (world.app.connectors.kit.connection('wechat_pay')?.credentials('platform_certificate') ?? []).map(({ keyId }) => keyId)
    pay.control.setKeyMode('certificate')
    const payment = await create()
    await onPage(payment, { type: 'wechat_pay', flow: 'native' })
    const action = await actionOf(payment)
    const serial = pay.control.addCertificate()
    pay.control.retireCertificates()
    // Told by a key that nobody here knows: refused, looked for, and believed when it is told again.
    expect(pay.control.pay(String(action.content))).toBeNull()
    await settles(payment, 'succeeded')
    expect(serials()).toEqual([serial])
    pay.control.setKeyMode('switching')
  })

  it('has a key doctor who finds every key in its place, and says why a notification did not open', async () => {
    const doctor = () => must(world.operator('GET', '/v1/connectors/wechat_pay/doctor?live=true'))
    // The platform has just changed its certificate, and is being asked for it.
    const levels = await world.until('no key is out of place', async () => {
      const found = ((await doctor()).findings as Json[]).map(({ level, code }) => `${String(level)} ${String(code)}`)
      return found.some(line => line.startsWith('error')) ? null : found
    })
    expect(levels).toContain('ok reachable')
    for (const [key, associated, code] of [
      ['k'.repeat(32), undefined, 'gcm_key'],
      [undefined, 'refund', 'gcm_associated_data'],
    ] as const) {
      // Counted: notifications of earlier payments are repeated, and may fail in between for a reason of their own.
      const told = async () =>
        ((await doctor()).failures as Json[]).filter(each => each.kind === 'cipher' && each.diagnosis === code).length
      const before = await told()
      const body = sealed(key ?? merchantOf(pay).apiV3Key, { hello: 'world' }, associated)
      const answer = await world.nobody('POST', '/callbacks/clearing/wechat_pay', {
        body,
        headers: signedHeaders(pay, JSON.stringify(body)),
      })
      expect(answer).toMatchObject({ status: 400, body: { code: 'FAIL' } })
      await world.app.connectors.kit.flush()
      expect(await told()).toBe(before + 1)
    }
  })

  it('is not moved by a forged notification, which is answered in the platform’s words', async () => {
    const answer = await world.nobody('POST', '/callbacks/clearing/wechat_pay', { body: { id: 'EV-1', resource_type: 'encrypt-resource' } })
    expect(answer.status).toBe(401)
    expect(answer.body).toMatchObject({ code: 'FAIL' })
  })
})

describe('profit sharing', () => {
  const until = (what: string, id: unknown, status: string): Promise<Json> =>
    world.until(what, async () => {
      await world.app.connectors.wechatPay.advanceSharing()
      const now = await must(world.operator('GET', `/v1/wechat_pay/sharing_orders/${String(id)}`))
      return now.status === status ? now : null
    })

  /** A payment of ¥100 through the API whose order was placed for sharing; its number at the platform. */
  async function payment(): Promise<string> {
    const created = await create({ amount: 10_000 })
    await onPage(created, { type: 'wechat_pay', flow: 'native' })
    expect(pay.control.pay(String((await actionOf(created)).content))).toBeNull()
    await settles(created, 'succeeded')
    const { data } = await must(world.operator('GET', `/v1/clearing/instructions?reference=${String(created.id)}`))
    const [instruction] = data as Json[]
    return String(instruction?.house_reference)
  }
  beforeAll(() => connect({ profit_sharing: [SUB] }))

  const RECEIVER = { sub_merchant: SUB, type: 'MERCHANT_ID', account: '1900000012', name: '沙箱书店', relation_type: 'PARTNER' }
  const share = (transaction_id: string, amount: number, more: Json = {}): Promise<Answer> =>
    world.operator('POST', '/v1/wechat_pay/sharing_orders', {
      body: {
        ...{ sub_merchant: SUB, transaction_id, unfreeze_unsplit: false },
        receivers: [{ type: 'MERCHANT_ID', account: '1900000012', amount, description: '供货' }],
        ...more,
      },
    })

  it('shares, tells what is left, takes a share back, and unfreezes the rest', async () => {
    const receiver = await must(world.operator('POST', '/v1/wechat_pay/receivers', { body: RECEIVER }))
    expect(await must(world.operator('GET', `/v1/wechat_pay/receivers?sub_merchant=${SUB}`))).toMatchObject({ data: [{ id: receiver.id }] })
    const transaction = await payment()
    const amounts = () => must(world.operator('GET', `/v1/wechat_pay/sharing_amounts/${transaction}`))
    expect(await amounts()).toMatchObject({ unsplit_amount: 10_000 - 60 })

    const placed = await must(share(transaction, 2_000))
    expect(placed).toMatchObject({ object: 'wechat_sharing_order', status: 'created', amount: 2_000 })
    const shared = await until('the shares arrived', placed.id, 'finished')
    expect(shared).toMatchObject({ results: [{ account: '1900000012', amount: 2_000, result: 'SUCCESS' }], failure_code: null })
    expect(await amounts()).toMatchObject({ unsplit_amount: 7_940 })

    const back = (amount: number) =>
      world.operator('POST', `/v1/wechat_pay/sharing_orders/${String(placed.id)}/returns`, {
        body: { return_merchant: '1900000012', amount, description: '退货' },
      })
    await must(back(1_500))
    expect(await back(501)).toMatchObject({ status: 422, body: { code: 'wechat_return_too_large' } })
    await world.until('it came back', async () => {
      await world.app.connectors.wechatPay.advanceSharing()
      const now = await must(world.operator('GET', `/v1/wechat_pay/sharing_orders/${String(placed.id)}`))
      return (now.returns as Json[]).every(({ status }) => status === 'succeeded')
    })
    const unfrozen = await must(
      world.operator('POST', '/v1/wechat_pay/sharing_orders/unfreeze', {
        body: { sub_merchant: SUB, transaction_id: transaction, description: '分账完结' },
      }),
    )
    await until('the rest is the sub-merchant’s', unfrozen.id, 'finished')
    expect(await amounts()).toMatchObject({ unsplit_amount: 0 })
    const listed = await must(world.operator('GET', `/v1/wechat_pay/sharing_orders?transaction_id=${transaction}`))
    expect((listed.data as Json[]).map(({ id }) => id)).toEqual([unfrozen.id, placed.id])
  })

  it('is executed once although answers are lost, and fails with the platform’s reason', async () => {
    await must(world.operator('POST', '/v1/wechat_pay/receivers', { body: RECEIVER }))
    const transaction = await payment()
    pay.control.setFaults({ next: { timeout_after: 2 } })
    const placed = await must(share(transaction, 1_000))
    await world.until('the answer was lost', async () => {
      const now = await must(world.operator('GET', `/v1/wechat_pay/sharing_orders/${String(placed.id)}`))
      return now.status === 'unknown'
    })
    const early = await world.operator('POST', `/v1/wechat_pay/sharing_orders/${String(placed.id)}/returns`, {
      body: { return_merchant: '1900000012', amount: 1, description: '退货' },
    })
    expect(early).toMatchObject({ status: 409, body: { code: 'wechat_sharing_not_finished' } })
    world.clock.advance(5_000)
    await until('it is finished after all', placed.id, 'finished')
    const amounts = await must(world.operator('GET', `/v1/wechat_pay/sharing_amounts/${transaction}`))
    expect(amounts).toMatchObject({ unsplit_amount: 10_000 - 60 - 1_000 })
    // At most 30 % of an order is shared.
    const much = await until('it is refused', (await must(share(transaction, 2_500))).id, 'failed')
    expect(much).toMatchObject({ failure_code: 'rule_limit' })
    const strangers = { receivers: [{ type: 'MERCHANT_ID', account: '1900009999', amount: 1, description: '无' }] }
    const unknown = await until('nobody knows the receiver', (await must(share(transaction, 1, strangers))).id, 'failed')
    expect(unknown).toMatchObject({ failure_code: 'invalid_request' })
  })

  it('hears notices once, and looks at their order', async () => {
    const transaction = await payment()
    const placed = await must(share(transaction, 100))
    await until('the shares arrived', placed.id, 'finished')
    const resource = {
      ...{ sp_mchid: merchantOf(pay).mchid, sub_mchid: SUB, transaction_id: transaction, order_id: '30000001', out_order_no: placed.id },
      receiver: { type: 'MERCHANT_ID', account: '1900000012', amount: 100, description: '供货' },
      success_time: '2026-06-08T10:34:56+08:00',
    }
    const tell = (key = merchantOf(pay).apiV3Key, more: Json = {}) => {
      const body = sealed(key, { ...resource, ...more })
      return world.nobody('POST', '/callbacks/wechat_pay/profit_sharing', { body, headers: signedHeaders(pay, JSON.stringify(body)) })
    }
    expect((await tell()).status).toBe(204)
    expect((await tell()).status).toBe(204)
    expect(await tell('k'.repeat(32))).toMatchObject({ status: 400, body: { code: 'FAIL' } })
    expect(await tell(undefined, { sp_mchid: '1900009999' })).toMatchObject({ status: 400 })
    expect((await world.nobody('POST', '/callbacks/wechat_pay/profit_sharing', { body: {} })).status).toBe(401)
  })

  it('refuses what is not there, and what WeChat Pay refuses', async () => {
    const nothing = 'wps_01jd0000000000000000000000'
    expect(await world.operator('GET', `/v1/wechat_pay/sharing_orders/${nothing}`)).toMatchObject({
      status: 404,
      body: { code: 'wechat_sharing_order_not_found' },
    })
    expect(
      await world.operator('POST', `/v1/wechat_pay/sharing_orders/${nothing}/returns`, {
        body: { return_merchant: '1900000012', amount: 1, description: '退货' },
      }),
    ).toMatchObject({ status: 404 })
    expect(await world.operator('DELETE', '/v1/wechat_pay/receivers/wpr_01jd0000000000000000000000')).toMatchObject({
      status: 404,
      body: { code: 'wechat_receiver_not_found' },
    })
    expect(await world.operator('POST', '/v1/wechat_pay/receivers', { body: { ...RECEIVER, sub_merchant: '1999999999' } })).toMatchObject({
      status: 422,
      body: { code: 'wechat_receiver_refused' },
    })
    expect(await world.operator('GET', `/v1/wechat_pay/sharing_amounts/${'4'.repeat(28)}`)).toMatchObject({
      status: 404,
      body: { code: 'wechat_transaction_not_found' },
    })
    pay.control.setFaults({ next: { error_before: 2 } })
    expect(await world.operator('GET', `/v1/wechat_pay/sharing_amounts/${'4'.repeat(28)}`)).toMatchObject({
      status: 503,
      body: { code: 'wechat_unavailable' },
    })
    pay.control.setFaults({ next: { error_before: 0 } })
    const receiver = await must(world.operator('POST', '/v1/wechat_pay/receivers', { body: RECEIVER }))
    expect((await world.operator('DELETE', `/v1/wechat_pay/receivers/${String(receiver.id)}`)).status).toBe(200)
    expect(await must(world.operator('GET', '/v1/wechat_pay/receivers'))).toMatchObject({ data: [] })
  })
})
