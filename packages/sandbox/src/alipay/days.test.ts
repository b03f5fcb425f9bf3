/** What takes days: agreements that are charged by period, bills, the end of a trade. The official SDK asks and verifies. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AlipaySdk } from 'alipay-sdk'
import { afterEach, describe, expect, it } from 'vitest'
import { createAlipay, type RunningAlipay } from './alipay.ts'

const running: RunningAlipay[] = []
const servers: Server[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map(one => one.close()))
  for (const server of servers.splice(0)) server.close()
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

async function listener() {
  const told: Record<string, string>[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const part of request) text += part
    told.push(Object.fromEntries(new URLSearchParams(text)))
    response.end('success')
  })
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { told, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

describe('an agreement', () => {
  const terms = (more: Record<string, unknown> = {}) => ({
    personal_product_code: 'CYCLE_PAY_AUTH_P',
    sign_scene: 'INDUSTRY|MEDICAL',
    external_agreement_no: 'member-1',
    period_rule_params: { period_type: 'DAY', period: 7, execute_time: '2026-03-01', single_amount: '30.00', ...more },
  })

  it('is signed on a page, charged once a period within its amount, and ended', async () => {
    const { sdk, v2, control } = await start()
    const shop = await listener()
    const address = sdk.pageExecute('alipay.user.agreement.page.sign', 'GET', { bizContent: terms(), notifyUrl: shop.url })
    const cashier = (await fetch(address, { redirect: 'manual' })).headers.get('location') ?? ''
    expect(await (await fetch(cashier)).text()).toContain('¥30.00')
    const asked = { external_agreement_no: 'member-1', personal_product_code: 'CYCLE_PAY_AUTH_P', sign_scene: 'INDUSTRY|MEDICAL' }
    expect(await v2('alipay.user.agreement.query', asked)).toMatchObject({ sub_code: 'USER_AGREEMENT_NOT_EXIST' })
    expect(control.choose(cashier)).toEqual({ done: true, returnUrl: null })
    await expect.poll(() => shop.told.length).toBe(1)
    expect(shop.told[0]).toMatchObject({ notify_type: 'dut_user_sign', status: 'NORMAL', external_agreement_no: 'member-1' })
    expect(sdk.checkNotifySignV2(shop.told[0])).toBe(true)
    const { agreement_no: number } = await v2('alipay.user.agreement.query', asked)
    const query = { agreement_no: String(number) }
    const found = await sdk.curl<{ status: string }>('GET', '/v3/alipay/user/agreement/query', { query })
    expect(found.data.status).toBe('NORMAL')
    const charge = (outTradeNo: string, amount: string) =>
      v2('alipay.trade.pay', {
        out_trade_no: outTradeNo,
        total_amount: amount,
        subject: '会员月费',
        product_code: 'CYCLE_PAY_AUTH',
        agreement_params: { agreement_no: number },
      })
    expect(await charge('c1', '30.01')).toMatchObject({ sub_code: 'ACQ.CYCLE_PAY_SINGLE_FEE_EXCEED' })
    expect(await charge('c1', '30.00')).toMatchObject({ code: '10000', total_amount: '30.00' })
    expect(await charge('c1', '30.00')).toMatchObject({ sub_code: 'ACQ.TRADE_HAS_SUCCESS' })
    control.roll(6)
    expect(await charge('c2', '30.00')).toMatchObject({ sub_code: 'ACQ.CYCLE_PAY_DATE_NOT_MATCH' })
    control.roll(1)
    expect(await charge('c2', '30.00')).toMatchObject({ code: '10000' })
    expect(await v2('alipay.user.agreement.unsign', { agreement_no: number })).toMatchObject({ code: '10000' })
    control.roll(7)
    expect(await charge('c3', '30.00')).toMatchObject({ sub_code: 'ACQ.AGREEMENT_NOT_EXIST' })
    await expect.poll(() => shop.told.at(-1)?.notify_type).toBe('dut_user_unsign')
  })

  it('is refused with a period of less than seven days', async () => {
    const { sdk } = await start()
    const address = sdk.pageExecute('alipay.user.agreement.page.sign', 'GET', { bizContent: terms({ period: 6 }) })
    expect(await (await fetch(address)).text()).toContain('ACQ.INVALID_PARAMETER')
  })
})

describe('a day', () => {
  /** The one file of a stored zip, its name and text decoded from GBK. */
  function unpack(bytes: Buffer): { name: string; text: string } {
    const [length, nameLength] = [bytes.readUInt32LE(18), bytes.readUInt16LE(26)]
    const decoder = new TextDecoder('gbk', { fatal: true })
    return {
      name: decoder.decode(bytes.subarray(30, 30 + nameLength)),
      text: decoder.decode(bytes.subarray(30 + nameLength, 30 + nameLength + length)),
    }
  }

  it('has a bill when it is over, with payments and refunds; broken as told', async () => {
    const { sdk, v2, control } = await start()
    const sale = { out_trade_no: 'b1', total_amount: '88.80', subject: '龙井,茶', auth_code: '289901234567890010' }
    await v2('alipay.trade.pay', sale)
    await v2('alipay.trade.refund', { out_trade_no: 'b1', refund_amount: '8.80', out_request_no: 'r1' })
    const query = { bill_type: 'trade', bill_date: '2026-03-01' }
    expect(await v2('alipay.data.dataservice.bill.downloadurl.query', query)).toMatchObject({ sub_code: 'isp.bill_not_exist' })
    expect(control.roll(1)).toBe('2026-03-02')
    const bill = async (day = '2026-03-01') => {
      const params = { query: { ...query, bill_date: day } }
      const { data } = await sdk.curl<{ bill_download_url: string }>('GET', '/v3/alipay/data/dataservice/bill/downloadurl/query', params)
      return unpack(Buffer.from(await (await fetch(data.bill_download_url)).arrayBuffer()))
    }
    const { name, text } = await bill()
    expect(name).toBe('20881000000000010156_20260301_业务明细.csv')
    const lines = text.split('\r\n').filter(line => /^\d/.test(line))
    expect(
      lines.map(line =>
        line
          .split(',')
          .slice(1, 4)
          .concat(line.split(',')[11] ?? ''),
      ),
    ).toEqual([
      ['b1', '交易', '龙井 茶', '88.80'],
      ['b1', '退款', '龙井 茶', '-8.80'],
    ])
    expect(new Set(lines.map(line => line.split(',').length))).toEqual(new Set([25]))
    expect(text).toContain('#退款合计：1笔，商家实收退款共-8.80元')
    await v2('alipay.trade.pay', { ...sale, out_trade_no: 'b2', auth_code: '289901234567890110' })
    await v2('alipay.trade.refund', { out_trade_no: 'b2', refund_amount: '8.80', out_request_no: 'r2' })
    control.roll(1)
    control.setFaults({ next: { line_missing: 1, line_extra: 1, line_altered: 1 } })
    const broken = (await bill('2026-03-02')).text.split('\r\n').filter(line => /^\d/.test(line))
    expect([broken.length, broken[0]?.includes('-8.79'), broken[1]?.includes('EXTRA')]).toEqual([2, true, true])
    // A bill, once made, does not change.
    expect((await bill()).text).toBe(text)
  })

  it('ends what nobody paid in time, and the time of refunds after a year', async () => {
    const { v2, control } = await start()
    const sale = { total_amount: '1.00', subject: '茶', timeout_express: '90m' }
    await v2('alipay.trade.pay', { ...sale, out_trade_no: 'late', auth_code: '289901234567890011' })
    await v2('alipay.trade.pay', { ...sale, out_trade_no: 'old', auth_code: '289901234567890020' })
    control.roll(1)
    expect(await v2('alipay.trade.query', { out_trade_no: 'late' })).toMatchObject({ trade_status: 'TRADE_CLOSED' })
    expect(await v2('alipay.trade.cancel', { out_trade_no: 'old' })).toMatchObject({ code: '10000', action: 'refund' })
    await v2('alipay.trade.pay', { ...sale, out_trade_no: 'old2', auth_code: '289901234567890120' })
    control.roll(2)
    expect(await v2('alipay.trade.cancel', { out_trade_no: 'old2' })).toMatchObject({ sub_code: 'ACQ.TRADE_CANCEL_TIME_OUT' })
    control.roll(365)
    expect(await v2('alipay.trade.query', { out_trade_no: 'old2' })).toMatchObject({ trade_status: 'TRADE_FINISHED' })
    const back = { out_trade_no: 'old2', refund_amount: '1.00' }
    expect(await v2('alipay.trade.refund', back)).toMatchObject({ sub_code: 'ACQ.TRADE_HAS_FINISHED' })
  })
})
