/** Bills, profit sharing and onboarding over real sockets, read by an SDK that is not ours. */
import { createHash, createPublicKey, publicEncrypt } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import plugin from 'wechatpay-axios-plugin'
import { merchantOf, newOutTradeNo, partnerOrder, raw, sdkOf, start } from './test-merchant.ts'

const NOTIFY = 'https://merchant.example/notify'
const SP = { sp_mchid: '1900000001', sub_mchid: '1900000011' }
const { Formatter } = plugin as unknown as {
  Formatter: { castCsvBill(bytes: Uint8Array): { rows: Record<string, string>[]; summary: Record<string, string> } }
}
type Sdk = ReturnType<typeof sdkOf>
type Settings = Parameters<typeof start>[0]

/** Fetches a download_url as the SDK does: it signs the request, and knows that this answer is not signed. */
const download = (sdk: Sdk, url: unknown) =>
  sdk.get('v3/billdownload/file', { token: new URL(String(url)).searchParams.get('token') }, { responseType: 'arraybuffer' })

async function provider(options: Settings = {}) {
  const pay = await start(options)
  const merchant = merchantOf(pay, 'provider')
  const sdk = sdkOf(pay, merchant)
  async function paid(totalFen: number, more: object = {}) {
    const order = partnerOrder(NOTIFY, { amount: { total: totalFen, currency: 'CNY' }, ...more })
    await sdk.post('v3/pay/partner/transactions/native', order)
    expect(pay.control.pay(String(order.out_trade_no))).toBeNull()
    const { data } = await sdk.get(`v3/pay/partner/transactions/out-trade-no/${order.out_trade_no}`, SP)
    return { outTradeNo: String(order.out_trade_no), transactionId: String(data.transaction_id) }
  }
  const refund = (outTradeNo: string, fen: number, total: number) =>
    sdk.post('v3/refund/domestic/refunds', {
      sub_mchid: SP.sub_mchid,
      out_trade_no: outTradeNo,
      out_refund_no: newOutTradeNo(),
      amount: { refund: fen, total, currency: 'CNY' },
    })
  /** The bill as the SDK reads it, after its hash was compared. */
  async function bill(path: string, params: Record<string, unknown>) {
    const { data } = await sdk.get(path, params)
    const downloaded = await download(sdk, data.download_url)
    const bytes = Buffer.from(downloaded.data as unknown as Uint8Array)
    const plain = params.tar_type === 'GZIP' ? gunzipSync(bytes) : bytes
    return {
      ...Formatter.castCsvBill(plain),
      authentic: createHash('sha1').update(plain).digest('hex') === data.hash_value,
      hash: data.hash_value,
    }
  }
  const refused = (promise: Promise<unknown>, status: number, code: string) =>
    expect(promise).rejects.toMatchObject({ response: { status, data: { code } } })
  return { pay, merchant, sdk, paid, refund, bill, refused }
}

describe('the trade bill', () => {
  it('of a day that is over lists payments and refunds, adds up, and its hash is right; gzip too', async () => {
    const { pay, paid, refund, bill } = await provider()
    const first = await paid(10_000)
    await paid(1_999)
    await refund(first.outTradeNo, 2_500, 10_000)
    const date = pay.control.rollDay()
    const all = await bill('v3/bill/tradebill', { bill_date: date })
    expect(all.authentic).toBe(true)
    expect(all.rows.map(row => [row.交易状态, row.订单金额, row.退款金额, row.手续费])).toEqual([
      ['SUCCESS', '100.00', '0.00', '0.60000'],
      ['SUCCESS', '19.99', '0.00', '0.12000'],
      ['REFUND', '0.00', '25.00', '-0.15000'],
    ])
    expect(all.rows[0]).toMatchObject({
      商户号: SP.sp_mchid,
      特约商户号: SP.sub_mchid,
      微信订单号: first.transactionId,
      商户订单号: first.outTradeNo,
      费率: '0.60%',
    })
    expect(all.summary).toMatchObject({ 总交易单数: '3', 订单总金额: '119.99', 退款总金额: '25.00', 手续费总金额: '0.57000' })
    expect((await bill('v3/bill/tradebill', { bill_date: date, tar_type: 'GZIP' })).hash).toBe(all.hash)
    const success = await bill('v3/bill/tradebill', { bill_date: date, bill_type: 'SUCCESS', sub_mchid: SP.sub_mchid })
    expect(success.rows.map(row => row.商品名称)).toEqual(['龙井一杯', '龙井一杯'])
    const refunds = await bill('v3/bill/tradebill', { bill_date: date, bill_type: 'REFUND' })
    expect(refunds.rows).toMatchObject([{ 退款金额: '25.00', 申请退款金额: '25.00' }])
  })

  it('lacks, adds or alters lines when the tester wants it, and once made does not change', async () => {
    const { pay, paid, bill } = await provider()
    const orders = [await paid(100), await paid(200), await paid(300)]
    const date = pay.control.rollDay()
    pay.control.setFaults({ next: { line_missing: 1, line_altered: 1, line_extra: 1 } })
    const { rows, summary, authentic } = await bill('v3/bill/tradebill', { bill_date: date })
    expect(authentic).toBe(true)
    expect(rows.map(row => row.订单金额)).toEqual(['2.01', '2.01', '3.00'])
    expect(rows.filter(({ 商户订单号: number }) => orders.some(({ outTradeNo }) => outTradeNo === number))).toHaveLength(2)
    expect(summary.总交易单数).toBe('3')
    expect((await bill('v3/bill/tradebill', { bill_date: date })).rows).toEqual(rows)
    pay.control.setFaults({ next: { bill_hash: 1 } })
    expect((await bill('v3/bill/tradebill', { bill_date: date })).authentic).toBe(false)
  })

  it('is refused for a day that is not over, one without trade, and a stranger’s token', async () => {
    const { pay, paid, sdk, refused } = await provider()
    await paid(100)
    await refused(sdk.get('v3/bill/tradebill', { bill_date: pay.control.businessDate() }), 400, 'STATEMENT_CREATING')
    const date = pay.control.rollDay()
    const before = new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10)
    await refused(sdk.get('v3/bill/tradebill', { bill_date: before }), 400, 'NO_STATEMENT_EXIST')
    await refused(sdk.get('v3/bill/tradebill', { bill_date: '2026/01/01' }), 400, 'PARAM_ERROR')
    await refused(sdk.get('v3/bill/tradebill', { bill_date: '2020-01-01' }), 400, 'PARAM_ERROR')
    const { data } = await sdk.get('v3/bill/tradebill', { bill_date: date })
    const stolen = await raw(pay, merchantOf(pay, 'direct'), 'GET', String(data.download_url).slice(pay.url.length))
    expect([stolen.status, stolen.body.code]).toEqual([400, 'PARAM_ERROR'])
  })
})

describe('the fund-flow bill', () => {
  it('keeps a running balance of payments, fees and refunds', async () => {
    const pay = await start()
    const sdk = sdkOf(pay, merchantOf(pay, 'direct'))
    const order = {
      appid: 'wx0000000000000002',
      mchid: '1900000002',
      description: '茶',
      out_trade_no: newOutTradeNo(),
      notify_url: NOTIFY,
      amount: { total: 10_000 },
    }
    await sdk.post('v3/pay/transactions/native', order)
    pay.control.pay(order.out_trade_no)
    const amount = { refund: 10_000, total: 10_000, currency: 'CNY' }
    await sdk.post('v3/refund/domestic/refunds', { out_trade_no: order.out_trade_no, out_refund_no: newOutTradeNo(), amount })
    const { data } = await sdk.get('v3/bill/fundflowbill', { bill_date: pay.control.rollDay() })
    const file = await download(sdk, data.download_url)
    const { rows, summary } = Formatter.castCsvBill(file.data as unknown as Uint8Array)
    expect(rows.map(row => [row.业务类型, row.收支类型, row['收支金额(元)'], row['账户结余(元)']])).toEqual([
      ['交易', '收入', '100.00', '100.00'],
      ['扣除交易手续费', '支出', '0.60', '99.40'],
      ['退款', '支出', '99.40', '0.00'],
    ])
    expect(summary).toMatchObject({ 资金流水总笔数: '3', 收入金额: '100.00', 支出笔数: '2', 支出金额: '100.00' })
  })
})

describe('profit sharing', () => {
  const RECEIVER = { type: 'MERCHANT_ID', account: '1900000012' }

  it('shares a paid order, unfreezes the rest, takes a return, and says what is left', async () => {
    const { sdk, paid, refused } = await provider()
    const { transactionId } = await paid(10_000, { settle_info: { profit_sharing: true } })
    const sub = { sub_mchid: SP.sub_mchid }
    const left = async () => (await sdk.get(`v3/profitsharing/transactions/${transactionId}/amounts`)).data.unsplit_amount
    expect(await left()).toBe(9_940)
    const order = {
      ...sub,
      appid: 'wx0000000000000001',
      transaction_id: transactionId,
      out_order_no: newOutTradeNo(),
      receivers: [{ ...RECEIVER, amount: 3_000, description: '分给书店' }],
      unfreeze_unsplit: false,
    }
    await refused(sdk.post('v3/profitsharing/orders', order), 400, 'INVALID_REQUEST')
    await sdk.post('v3/profitsharing/receivers/add', { ...sub, appid: 'wx0000000000000001', ...RECEIVER, relation_type: 'PARTNER' })
    await refused(
      sdk.post('v3/profitsharing/orders', { ...order, receivers: [{ ...RECEIVER, amount: 3_001, description: '过多' }] }),
      403,
      'RULE_LIMIT',
    )
    const { data } = await sdk.post('v3/profitsharing/orders', order)
    expect((await sdk.post('v3/profitsharing/orders', order)).data.order_id).toBe(data.order_id)
    expect(await left()).toBe(6_940)
    const found = await sdk.get(`v3/profitsharing/orders/${order.out_order_no}`, { ...sub, transaction_id: transactionId })
    expect(found.data).toMatchObject({ state: 'FINISHED', receivers: [{ ...RECEIVER, amount: 3_000, result: 'SUCCESS' }] })

    const back = {
      ...sub,
      out_order_no: order.out_order_no,
      out_return_no: newOutTradeNo(),
      return_mchid: RECEIVER.account,
      amount: 1_000,
      description: '退回',
    }
    expect((await sdk.post('v3/profitsharing/return-orders', back)).data).toMatchObject({ result: 'SUCCESS', amount: 1_000 })
    await refused(sdk.post('v3/profitsharing/return-orders', { ...back, out_return_no: newOutTradeNo(), amount: 2_001 }), 403, 'NOT_ENOUGH')
    expect(await left()).toBe(7_940)

    const rest = { ...sub, transaction_id: transactionId, out_order_no: newOutTradeNo(), description: '解冻' }
    const unfrozen = await sdk.post('v3/profitsharing/orders/unfreeze', rest)
    expect(unfrozen.data.receivers).toMatchObject([{ account: SP.sub_mchid, amount: 7_940 }])
    expect(await left()).toBe(0)
    await refused(sdk.post('v3/profitsharing/orders', { ...order, out_order_no: newOutTradeNo() }), 400, 'INVALID_REQUEST')
  })

  it('is refused for an order that was not placed for it, and refunds respect what was shared', async () => {
    const { sdk, paid, refund, refused } = await provider()
    const plain = await paid(1_000)
    const sub = { sub_mchid: SP.sub_mchid }
    await sdk.post('v3/profitsharing/receivers/add', { ...sub, ...RECEIVER, relation_type: 'PARTNER' })
    const receivers = [{ ...RECEIVER, amount: 300, description: '分' }]
    const share = (transactionId: string) =>
      sdk.post('v3/profitsharing/orders', {
        ...sub,
        transaction_id: transactionId,
        out_order_no: newOutTradeNo(),
        receivers,
        unfreeze_unsplit: true,
      })
    await refused(share(plain.transactionId), 400, 'INVALID_REQUEST')
    const shared = await paid(1_000, { settle_info: { profit_sharing: true } })
    await share(shared.transactionId)
    await refused(refund(shared.outTradeNo, 701, 1_000), 403, 'NOT_ENOUGH')
    expect((await refund(shared.outTradeNo, 700, 1_000)).status).toBe(200)
  })
})

describe('onboarding', () => {
  it('goes from audit through a rejection to a sub-merchant that can be paid; sensitive fields must decrypt', async () => {
    const { pay, sdk, refused } = await provider()
    const { publicKeyId, publicKey } = pay.keys.platform
    const encrypted = (text: string) =>
      publicEncrypt({ key: createPublicKey(publicKey), oaepHash: 'sha1' }, Buffer.from(text)).toString('base64')
    const application = {
      business_code: '1900000001_tea2',
      contact_info: { contact_type: 'LEGAL', contact_name: encrypted('韩梅梅'), mobile_phone: encrypted('13900000000') },
      subject_info: { subject_type: 'SUBJECT_TYPE_INDIVIDUAL' },
      business_info: { merchant_shortname: '二号茶馆' },
      settlement_info: { settlement_id: '719' },
      bank_account_info: { bank_account_type: 'BANK_ACCOUNT_TYPE_PERSONAL' },
    }
    const send = (body: object, serial = publicKeyId) =>
      sdk.post('v3/applyment4sub/applyment/', { ...body }, { headers: { 'Wechatpay-Serial': serial } })
    await refused(send({ ...application, contact_info: { contact_name: '韩梅梅' } }), 400, 'PARAM_ERROR')
    await refused(send(application, pay.keys.platform.certificates[0]?.serial), 400, 'PARAM_ERROR')
    const { data } = await send(application)
    const state = async () => (await sdk.get('v3/applyment4sub/applyment/business_code/1900000001_tea2')).data
    expect(await state()).toMatchObject({ applyment_id: data.applyment_id, applyment_state: 'APPLYMENT_STATE_AUDITING' })
    await refused(send(application), 400, 'INVALID_REQUEST')

    const reason = { field: 'id_card_copy', field_name: '身份证人像面照片', reject_reason: '照片不清晰' }
    pay.control.moveApplyment('1900000001_tea2', 'REJECTED', [reason])
    expect(await state()).toMatchObject({ applyment_state: 'APPLYMENT_STATE_REJECTED', audit_detail: [reason] })
    expect((await send(application)).data.applyment_id).toBe(data.applyment_id)
    for (const wanted of ['TO_BE_CONFIRMED', 'TO_BE_SIGNED', 'SIGNING', 'FINISHED']) {
      pay.control.moveApplyment('1900000001_tea2', 'next')
      expect((await state()).applyment_state).toBe(`APPLYMENT_STATE_${wanted}`)
    }
    const { sub_mchid } = (await sdk.get(`v3/applyment4sub/applyment/applyment_id/${data.applyment_id}`)).data
    expect((await sdk.post('v3/pay/partner/transactions/native', partnerOrder(NOTIFY, { sub_mchid }))).status).toBe(200)
  })
})
