/** An institution's merchants, judged by the official SDK: taken on, confirmed, rejected, stopped; and what fees the bills write. */
import { AlipayFormData, AlipaySdk } from 'alipay-sdk'
import { afterEach, describe, expect, it } from 'vitest'
import { createAlipay, type RunningAlipay } from './alipay.ts'

const running: RunningAlipay[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map(one => one.close()))
})

async function start() {
  const alipay = await createAlipay({ clock: { now: () => new Date('2026-03-01T04:00:00Z') } })
  running.push(alipay)
  const [access] = alipay.control.access()
  if (access === undefined) throw new Error('it has an application')
  const { appId, privateKey, alipayPublicKey, gateway, endpoint } = access
  const sdk = new AlipaySdk({ appId, privateKey, keyType: 'PKCS8', alipayPublicKey, gateway, endpoint, camelcase: false })
  const v2 = (method: string, bizContent: Record<string, unknown>) => sdk.exec(method, { bizContent }, { validateSign: true })
  return { alipay, access, sdk, v2, control: alipay.control }
}

const merchant = {
  external_id: 'mer_tea',
  name: '杭州龙井茶业有限公司',
  alias_name: '龙井茶铺',
  service_phone: '4001234567',
  mcc: '5499',
  org_pid: '2088100000000001',
  business_license: '91330106MA2CFLQ1X8',
  business_license_type: 'NATIONAL_LEGAL_MERGE',
  contact_info: [{ name: '林', type: 'LEGAL_PERSON', mobile: '13800000000' }],
  address_info: [{ province_code: '330000', city_code: '330100', district_code: '330106', address: '龙井路1号' }],
  service_codes: ['F2F', 'PC', 'PRE_APP'],
}

const pay = { out_trade_no: 'm1', total_amount: '88.80', subject: '茶', auth_code: '289901234567890010' }

describe('a merchant of an institution', () => {
  it('is taken on, confirmed by contact and legal person, then paid', async () => {
    const { sdk, v2, control } = await start()
    const made = await v2('ant.merchant.expand.indirect.create', merchant)
    expect(made).toMatchObject({ code: '10000', service_codes: ['F2F', 'PC'] })
    const sub_merchant = { merchant_id: String(made.sub_merchant_id) }
    expect(await v2('ant.merchant.expand.indirect.create', merchant)).toMatchObject({ sub_merchant_id: sub_merchant.merchant_id })
    expect(await v2('alipay.trade.pay', { ...pay, sub_merchant })).toMatchObject({ sub_code: 'ACQ.SECONDARY_MERCHANT_STATUS_ERROR' })
    expect(await v2('alipay.trade.pay', { ...pay, sub_merchant: { merchant_id: '2088' } })).toMatchObject({
      sub_code: 'ACQ.SECONDARY_MERCHANT_ID_INVALID',
    })
    const form = new AlipayFormData()
    form.addField('image_type', 'png')
    form.addFile('image_content', 'licence.png', Buffer.from('not really a picture'))
    const uploaded = await sdk.exec('ant.merchant.expand.indirect.image.upload', {}, { formData: form, validateSign: true })
    expect(uploaded).toMatchObject({ code: '10000' })
    const order = {
      out_biz_no: 'mer_tea',
      auth_identity_info: {
        identity_type: 'ENTERPRISE',
        certificate_type: 'BUSINESS_CERT',
        certificate_info: { cert_no: merchant.business_license, merchant_name: merchant.name, cert_image: uploaded.image_id },
      },
      legal_person_info: { person_name: '林', card_no: '330106199001010010', card_type: 'RESIDENT' },
      contact_person_info: { contact_name: '林' },
    }
    const asked = await v2('alipay.merchant.indirect.authorder.create', order)
    expect(asked).toMatchObject({ code: '10000' })
    const query = async () => v2('alipay.merchant.indirect.authorder.querystatus', { order_no: String(asked.order_no) })
    expect(await query()).toMatchObject({ order_status: 'AUDITING' })
    const why = [{ fail_param: 'legal_person_info.card_no', fail_reason: '身份证号有误' }]
    control.confirmMerchant('mer_tea', 'AUDIT_REJECT', why)
    expect(await query()).toMatchObject({ order_status: 'AUDIT_REJECT', verify_list: why })
    expect(await v2('alipay.merchant.indirect.authorder.create', order)).toMatchObject({ order_no: asked.order_no })
    control.confirmMerchant('mer_tea', 'next')
    const { qr_code: address } = await query()
    for (const who of ['联系人', '法人']) {
      expect(await (await fetch(String(address))).text()).toContain(who)
      await fetch(String(address), { method: 'POST', body: new URLSearchParams({ action: 'approve' }) })
    }
    expect(await query()).toMatchObject({ order_status: 'AUDIT_PASS' })
    expect(await v2('alipay.trade.pay', { ...pay, sub_merchant })).toMatchObject({ code: '10000' })
    control.setMerchant(sub_merchant.merchant_id, 'STOPPED')
    expect(await v2('alipay.trade.pay', { ...pay, out_trade_no: 'm2', auth_code: '289901234567890110', sub_merchant })).toMatchObject({
      sub_code: 'ACQ.SECONDARY_MERCHANT_STATUS_ERROR',
    })
  })

  it('is refused without what is required, and an order with an image that nobody uploaded', async () => {
    const { v2 } = await start()
    const { mcc: _, ...without } = merchant
    expect(await v2('ant.merchant.expand.indirect.create', without)).toMatchObject({ sub_code: 'ACQ.INVALID_PARAMETER' })
    expect(await v2('alipay.merchant.indirect.authorder.querystatus', { order_no: 'x' })).toMatchObject({
      sub_code: 'APPLY_ORDER_NOT_EXIST',
    })
  })
})

describe('fees', () => {
  it('stand in both bills, come back with refunds in full, and add up', async () => {
    const { sdk, v2, control } = await start()
    const sub_merchant = { merchant_id: '2088600000000011' }
    await v2('alipay.trade.pay', { ...pay, sub_merchant })
    await v2('alipay.trade.refund', { out_trade_no: 'm1', refund_amount: '0.10', out_request_no: 'r1' })
    await v2('alipay.trade.refund', { out_trade_no: 'm1', refund_amount: '88.70', out_request_no: 'r2' })
    control.roll(1)
    const bill = async (type: string) => {
      const query = { bill_type: type, bill_date: '2026-03-01' }
      const { data } = await sdk.curl<{ bill_download_url: string }>('GET', '/v3/alipay/data/dataservice/bill/downloadurl/query', { query })
      const bytes = Buffer.from(await (await fetch(data.bill_download_url)).arrayBuffer())
      const start = 30 + bytes.readUInt16LE(26)
      const text = new TextDecoder('gbk').decode(bytes.subarray(start, start + bytes.readUInt32LE(18)))
      return text.split('\r\n').filter(line => /^\d/.test(line))
    }
    expect((await bill('trade')).map(line => line.split(',')[22])).toEqual(['-0.53', '0.00', '0.53'])
    const funds = (await bill('signcustomer')).map(line => line.split(',').map(value => value.trim()))
    expect(funds.map(line => [line[10], line[6] || line[7], line[8]])).toEqual([
      ['在线支付', '88.80', '88.80'],
      ['收费', '-0.53', '88.27'],
      ['交易退款', '-0.10', '88.17'],
      ['交易退款', '-88.70', '-0.53'],
      ['退费', '0.53', '0.00'],
    ])
  })
})
