/** The simulator over sockets, judged by the official SDK: signatures both ways, trades, refunds, notifications, pages, faults. */

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AlipaySdk } from 'alipay-sdk'
import { afterEach, describe, expect, it } from 'vitest'
import { type AlipayOptions, createAlipay, type RunningAlipay } from './alipay.ts'

const running: RunningAlipay[] = []
const servers: Server[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map(one => one.close()))
  for (const server of servers.splice(0)) server.close()
})

async function start(options: AlipayOptions = {}) {
  const alipay = await createAlipay({ retryScale: 0.0002, ...options })
  running.push(alipay)
  const [access] = alipay.control.access()
  if (access === undefined) throw new Error('it has an application')
  const { appId, privateKey, alipayPublicKey, gateway, endpoint } = access
  const sdk = new AlipaySdk({ appId, privateKey, keyType: 'PKCS8', alipayPublicKey, gateway, endpoint, camelcase: false })
  const v2 = async (method: string, bizContent: Record<string, unknown>, more: Record<string, string> = {}) => {
    const { traceId: _, ...body } = await sdk.exec(method, { bizContent, ...more }, { validateSign: true })
    return body
  }
  const v3 = async (path: string, body: Record<string, unknown>): Promise<Record<string, unknown>> =>
    (await sdk.curl<Record<string, unknown>>('POST', `/v3/alipay/${path}`, { body })).data
  return { alipay, access, sdk, v2, v3, control: alipay.control }
}

/** A merchant that writes down what it is told, and answers what `answers` says next, `success` in the end. */
async function merchant(answers: string[] = []) {
  const told: Record<string, string>[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', part => {
      text += part
    })
    request.on('end', () => {
      told.push(Object.fromEntries(new URLSearchParams(text)))
      response.end(answers.shift() ?? 'success')
    })
  })
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return { told, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify` }
}

const until = (condition: () => boolean) => expect.poll(condition, { timeout: 5_000, interval: 10 }).toBe(true)

const order = (outTradeNo: string, more: Record<string, unknown> = {}) => ({
  out_trade_no: outTradeNo,
  total_amount: '88.80',
  subject: '龙井茶 & 茶点 100%',
  ...more,
})

const PAYS = '289901234567890010'

/** The code of a v3 refusal, and its status. */
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'accepted',
    (error: { code?: string; responseHttpStatus?: number; message: string }) => `${error.responseHttpStatus} ${error.code}`,
  )

describe('v2, judged by the SDK', () => {
  it('precreates; the trade exists once the code is scanned, is paid on the cashier, and is told to the merchant', async () => {
    const { v2, control, access, sdk } = await start()
    const shop = await merchant()
    const made = await v2('alipay.trade.precreate', order('qr1'), { notifyUrl: shop.url })
    expect(made).toMatchObject({ code: '10000', msg: 'Success', out_trade_no: 'qr1' })
    expect(await v2('alipay.trade.query', { out_trade_no: 'qr1' })).toMatchObject({ code: '40004', sub_code: 'ACQ.TRADE_NOT_EXIST' })
    expect(await (await fetch(String(made.qr_code))).text()).toContain('¥88.80')
    expect(await v2('alipay.trade.query', { out_trade_no: 'qr1' })).toMatchObject({ trade_status: 'WAIT_BUYER_PAY' })
    expect(control.choose(String(made.qr_code), { password: '000000' })).toEqual({ done: false, why: 'password_wrong' })
    expect(control.choose(String(made.qr_code))).toEqual({ done: true, returnUrl: null })
    expect(await v2('alipay.trade.query', { out_trade_no: 'qr1' })).toMatchObject({
      trade_status: 'TRADE_SUCCESS',
      total_amount: '88.80',
      buyer_user_id: '2088900000000001',
    })
    await until(() => shop.told.length === 1)
    expect(shop.told[0]).toMatchObject({
      trade_status: 'TRADE_SUCCESS',
      out_trade_no: 'qr1',
      seller_id: access.sellerId,
      sign_type: 'RSA2',
    })
    expect(sdk.checkNotifySignV2(shop.told[0])).toBe(true)
    expect(sdk.checkNotifySignV2({ ...shop.told[0], total_amount: '88.81' })).toBe(false)
  })

  it('pays by payment code once, says when the password is needed, and refuses as the last digit wants', async () => {
    const { v2, alipay, control, access } = await start()
    const pay = (outTradeNo: string, code: string) => v2('alipay.trade.pay', order(outTradeNo, { auth_code: code, scene: 'bar_code' }))
    expect(await pay('bar1', PAYS)).toMatchObject({ code: '10000', total_amount: '88.80', receipt_amount: '88.80' })
    expect(await pay('bar1', PAYS)).toMatchObject({ sub_code: 'ACQ.TRADE_HAS_SUCCESS' })
    expect(await pay('bar2', PAYS)).toMatchObject({ sub_code: 'ACQ.PAYMENT_AUTH_CODE_INVALID' })
    expect(await pay('bar3', '289901234567890012')).toMatchObject({ sub_code: 'ACQ.BUYER_BALANCE_NOT_ENOUGH' })
    expect(await pay('bar4', '289901234567890013')).toMatchObject({ sub_code: 'ACQ.PAYMENT_AUTH_CODE_INVALID' })
    expect(await pay('bar5', '289901234567890011')).toMatchObject({ code: '10003', msg: 'order success pay inprocess' })
    const token = control.trade(access.appId, 'bar5')?.token
    const form = { method: 'POST', body: new URLSearchParams({ buyer: '2088900000000001', password: '111111', action: 'approve' }) }
    expect((await fetch(`${alipay.url}/cashier/${token}`, form)).status).toBe(200)
    expect(await v2('alipay.trade.query', { out_trade_no: 'bar5' })).toMatchObject({ trade_status: 'TRADE_SUCCESS' })
  })

  it('refunds in parts, never one request twice, never more than was paid', async () => {
    const { v2 } = await start()
    await v2('alipay.trade.pay', order('part', { auth_code: PAYS }))
    const refund = (amount: string, request?: string) =>
      v2('alipay.trade.refund', {
        out_trade_no: 'part',
        refund_amount: amount,
        ...(request === undefined ? {} : { out_request_no: request }),
      })
    expect(await refund('8.80')).toMatchObject({ sub_code: 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL' })
    expect(await refund('8.80', 'r1')).toMatchObject({ code: '10000', fund_change: 'Y', refund_fee: '8.80', send_back_fee: '8.80' })
    expect(await refund('8.80', 'r1')).toMatchObject({ code: '10000', fund_change: 'N', refund_fee: '8.80' })
    expect(await refund('8.81', 'r1')).toMatchObject({ sub_code: 'ACQ.DISCORDANT_REPEAT_REQUEST' })
    expect(await refund('80.01', 'r2')).toMatchObject({ sub_code: 'ACQ.REASON_TRADE_REFUND_FEE_ERR' })
    expect(await v2('alipay.trade.query', { out_trade_no: 'part' })).toMatchObject({ trade_status: 'TRADE_SUCCESS' })
    expect(await refund('80.00', 'r2')).toMatchObject({ fund_change: 'Y', refund_fee: '88.80' })
    expect(await v2('alipay.trade.query', { out_trade_no: 'part' })).toMatchObject({ trade_status: 'TRADE_CLOSED' })
    const asked = { out_trade_no: 'part', out_request_no: 'r1', query_options: ['gmt_refund_pay'] }
    expect(await v2('alipay.trade.fastpay.refund.query', asked)).toMatchObject({ refund_status: 'REFUND_SUCCESS', refund_amount: '8.80' })
    expect(await v2('alipay.trade.fastpay.refund.query', { ...asked, out_request_no: 'r3' })).toEqual({ code: '10000', msg: 'Success' })
  })

  it('closes what is not paid, cancels what is, and refuses other terms under the same out_trade_no', async () => {
    const { v2 } = await start()
    await v2('alipay.trade.pay', order('wait', { auth_code: '289901234567890011' }))
    expect(await v2('alipay.trade.close', { out_trade_no: 'wait' })).toMatchObject({ code: '10000', out_trade_no: 'wait' })
    expect(await v2('alipay.trade.close', { out_trade_no: 'wait' })).toMatchObject({ sub_code: 'ACQ.TRADE_STATUS_ERROR' })
    await v2('alipay.trade.pay', order('paid', { auth_code: PAYS }))
    expect(await v2('alipay.trade.cancel', { out_trade_no: 'paid' })).toMatchObject({ action: 'refund', retry_flag: 'N' })
    expect(await v2('alipay.trade.cancel', { out_trade_no: 'paid' })).toMatchObject({ action: 'refund', retry_flag: 'N' })
    expect(await v2('alipay.trade.cancel', { out_trade_no: 'never' })).toMatchObject({ code: '10000', retry_flag: 'N' })
    const first = await v2('alipay.trade.precreate', order('same'))
    expect(await v2('alipay.trade.precreate', order('same'))).toEqual(first)
    const other = order('same', { total_amount: '88.81' })
    expect(await v2('alipay.trade.precreate', other)).toMatchObject({ sub_code: 'ACQ.CONTEXT_INCONSISTENT' })
    expect(await v2('alipay.trade.precreate', order('qr', { total_amount: '1.234' }))).toMatchObject({ sub_code: 'ACQ.INVALID_PARAMETER' })
  })

  it('sends a page payment to the cashier and back to return_url with a signature that stands', async () => {
    const { sdk, v2, alipay } = await start()
    const bizContent = order('page', { product_code: 'FAST_INSTANT_TRADE_PAY' })
    const address = sdk.pageExecute('alipay.trade.page.pay', 'GET', { bizContent, returnUrl: 'http://shop.example/done?x=1' })
    const sent = await fetch(address, { redirect: 'manual' })
    const cashier = sent.headers.get('location') ?? ''
    expect([sent.status, cashier]).toEqual([302, expect.stringContaining(`${alipay.url}/cashier/`)])
    const form = { buyer: '2088900000000002', password: '111111', action: 'approve' }
    const back = await fetch(cashier, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' })
    const { x, ...fields } = Object.fromEntries(new URL(back.headers.get('location') ?? '').searchParams)
    expect([back.status, x, fields.method, fields.out_trade_no]).toEqual([303, '1', 'alipay.trade.page.pay.return', 'page'])
    expect(sdk.checkNotifySignV2(fields)).toBe(true)
    expect(await v2('alipay.trade.query', { out_trade_no: 'page' })).toMatchObject({ buyer_user_id: '2088900000000002' })
    const html = sdk.pageExecute('alipay.trade.wap.pay', 'POST', { bizContent: order('wap') })
    const [action = ''] = /(?<=action=")[^"]+/.exec(html) ?? []
    const [biz = ''] = /(?<=name="biz_content" value=")[^>]+(?=" \/>)/.exec(html) ?? []
    const [version = ''] = /(?<=name="alipay_sdk" value=")[^"]+/.exec(html) ?? []
    const posted = new URLSearchParams({ biz_content: biz.replaceAll('&quot;', '"'), ...(version === '' ? {} : { alipay_sdk: version }) })
    expect((await fetch(action, { method: 'POST', body: posted, redirect: 'manual' })).status).toBe(302)
    const tampered = await fetch(address.replace('page', 'pagf'), { redirect: 'manual' })
    expect([tampered.status, await tampered.text()]).toEqual([200, expect.stringMatching(/isv\.invalid-(signature|method)/)])
  })
})

describe('v3, judged by the SDK', () => {
  it('does the same by signed bodies, and its answers verify', async () => {
    const { v3, sdk } = await start()
    const shop = await merchant()
    const paid = await v3('trade/pay', order('v3', { auth_code: PAYS, notify_url: shop.url }))
    expect(paid).toMatchObject({ out_trade_no: 'v3', total_amount: '88.80' })
    expect(await v3('trade/query', { trade_no: paid.trade_no })).toMatchObject({ trade_status: 'TRADE_SUCCESS' })
    expect(await v3('trade/refund', { out_trade_no: 'v3', refund_amount: 88.8 })).toMatchObject({ fund_change: 'Y' })
    const asked = { out_trade_no: 'v3', out_request_no: 'v3' }
    expect(await v3('trade/fastpay/refund/query', asked)).toMatchObject({ refund_status: 'REFUND_SUCCESS' })
    await until(() => shop.told.length === 2)
    const refunded = shop.told.find(one => one.refund_fee !== undefined)
    expect(refunded).toMatchObject({ trade_status: 'TRADE_CLOSED', refund_fee: '88.80', out_biz_no: 'v3' })
    expect(shop.told.every(one => sdk.checkNotifySignV2(one))).toBe(true)
    expect(await refusal(v3('trade/query', { out_trade_no: 'none' }))).toBe('400 ACQ.TRADE_NOT_EXIST')
    expect(await refusal(v3('trade/nothing', {}))).toBe('404 invalid-method')
  })

  it('shows the exact string that was checked when a signature does not stand', async () => {
    const { access, alipay } = await start()
    const authString = `app_id=${access.appId},nonce=n1,timestamp=${Date.now()}`
    const authorization = `ALIPAY-SHA256withRSA ${authString},sign=${Buffer.alloc(256, 1).toString('base64')}`
    const body = JSON.stringify({ out_trade_no: '一' })
    const response = await fetch(`${alipay.url}/v3/alipay/trade/query?a=b`, { method: 'POST', headers: { authorization }, body })
    const answer = (await response.json()) as { code: string; message: string }
    expect([response.status, answer.code]).toEqual([401, 'invalid-signature'])
    expect(answer.message.endsWith(`：${authString}\nPOST\n/v3/alipay/trade/query?a=b\n${body}\n`)).toBe(true)
  })

  it('refuses what is not signed, of nobody it knows, or without milliseconds', async () => {
    const { alipay, access } = await start()
    const code = async (authorization: string) =>
      (
        (await (await fetch(`${alipay.url}/v3/alipay/trade/query`, { method: 'POST', headers: { authorization } })).json()) as {
          code: string
        }
      ).code
    expect(await code('')).toBe('missing-signature')
    expect(await code('Bearer x')).toBe('invalid-signature')
    expect(await code(`ALIPAY-SHA256withRSA app_id=1,nonce=n,timestamp=${Date.now()},sign=AA==`)).toBe('invalid-app-id')
    expect(await code(`ALIPAY-SHA256withRSA app_id=${access.appId},nonce=n,timestamp=1700000000,sign=AA==`)).toBe('invalid-timestamp')
  })
})

describe('certificate mode, judged by the SDK', () => {
  it('speaks v2 and v3 by certificates, and refuses a request that names another one', async () => {
    const { alipay } = await start()
    const access = alipay.control.access().find(({ certificates }) => certificates !== null)
    const { appId = '', privateKey = '', gateway = '', endpoint = '', certificates } = access ?? {}
    const common = { appId, privateKey, keyType: 'PKCS8', gateway, endpoint, camelcase: false } as const
    const files = { alipayPublicCertContent: certificates?.alipay ?? '', alipayRootCertContent: certificates?.alipayRoot ?? '' }
    const sdk = new AlipaySdk({ ...common, ...files, appCertContent: certificates?.app ?? '' })
    const bizContent = order('cert', { auth_code: PAYS })
    expect(await sdk.exec('alipay.trade.pay', { bizContent }, { validateSign: true })).toMatchObject({ code: '10000' })
    const asked = await sdk.curl<{ trade_status: string }>('POST', '/v3/alipay/trade/query', { body: { out_trade_no: 'cert' } })
    expect(asked.data.trade_status).toBe('TRADE_SUCCESS')
    const mistaken = new AlipaySdk({ ...common, ...files, appCertContent: certificates?.alipay ?? '' })
    expect(await refusal(mistaken.curl('POST', '/v3/alipay/trade/query', { body: {} }))).toBe('400 app-cert-not-exist')
    expect(await mistaken.exec('alipay.trade.query', {}, { validateSign: true })).toMatchObject({ sub_code: 'isv.app-cert-not-exist' })
  })
})

describe('notifications', () => {
  it('repeats one until the merchant says success, with the same notify_id', async () => {
    const { v2 } = await start()
    const shop = await merchant(['fail', 'SUCCESS '])
    await v2('alipay.trade.pay', order('again', { auth_code: PAYS }), { notifyUrl: shop.url })
    await until(() => shop.told.length === 3)
    expect(new Set(shop.told.map(one => one.notify_id)).size).toBe(1)
  })

  it('loses, delays, doubles and missigns them as told', async () => {
    const { v2, sdk, control } = await start({ faults: { lateCallbackMs: 200 } })
    const shop = await merchant(['fail'])
    const pay = (outTradeNo: string, end: string) =>
      v2('alipay.trade.pay', order(outTradeNo, { auth_code: `2899012345678${end}010` }), { notifyUrl: shop.url })
    control.setFaults({ next: { callback_lost: 1 } })
    await pay('lost', '01')
    control.setFaults({ next: { callback_bad_signature: 1 } })
    await pay('bad', '02')
    await until(() => shop.told.length === 2)
    expect(shop.told.map(one => [one.out_trade_no, sdk.checkNotifySignV2(one)])).toEqual([
      ['bad', false],
      ['bad', true],
    ])
    control.setFaults({ next: { callback_duplicate: 1, callback_late: 1 } })
    await pay('twice', '03')
    await until(() => shop.told.length === 4)
    expect(shop.told[2]?.notify_id).toBe(shop.told[3]?.notify_id)
  })
})

describe('faults', () => {
  it('fails before, fails after, goes away after success, and signs wrongly', async () => {
    const { v2, v3, control } = await start()
    control.setFaults({ next: { error_before: 1 } })
    const first = order('fault', { auth_code: PAYS })
    expect(await v2('alipay.trade.pay', first)).toMatchObject({ code: '20000', sub_code: 'isp.unknow-error' })
    expect(await refusal(v3('trade/query', { out_trade_no: 'fault' }))).toBe('400 ACQ.TRADE_NOT_EXIST')
    // The SDK's HTTP client repeats a request once by itself when the connection breaks.
    control.setFaults({ next: { timeout_after: 2 } })
    await expect(v2('alipay.trade.pay', first)).rejects.toThrow()
    expect(await v2('alipay.trade.query', { out_trade_no: 'fault' })).toMatchObject({ trade_status: 'TRADE_SUCCESS' })
    control.setFaults({ next: { bad_signature: 2 } })
    await expect(v2('alipay.trade.query', { out_trade_no: 'fault' })).rejects.toThrow('验签失败')
    expect(await refusal(v3('trade/query', { out_trade_no: 'fault' }))).toBe('200 response-signature-verify-error')
    control.setFaults({ next: { error_after: 1 } })
    expect(await refusal(v3('trade/refund', { out_trade_no: 'fault', refund_amount: '88.80' }))).toBe('400 ACQ.SYSTEM_ERROR')
    expect(await v3('trade/query', { out_trade_no: 'fault' })).toMatchObject({ trade_status: 'TRADE_CLOSED' })
  })

  it('is controlled over HTTP from this machine only', async () => {
    const { alipay } = await start()
    const json = { 'content-type': 'application/json' }
    const faults = JSON.stringify({ latency_ms: 1, next: { bad_signature: 1, nothing: 1 } })
    const set = await fetch(`${alipay.url}/control/faults`, { method: 'POST', headers: json, body: faults })
    expect(await set.json()).toMatchObject({ latencyMs: 1, next: { bad_signature: 1 } })
    expect((await fetch(`${alipay.url}/control/faults`, { method: 'POST', body: '{}' })).status).toBe(403)
    for (const page of ['/control', '/consumer']) expect(await (await fetch(alipay.url + page)).text()).toContain('</html>')
  })
})

describe('a state file', () => {
  it('keeps keys and trades', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'alipay-'))
    const stateFile = join(folder, 'state.json')
    const first = await start({ stateFile })
    await first.v2('alipay.trade.pay', order('kept', { auth_code: PAYS }))
    await first.alipay.close()
    const second = await start({ stateFile })
    expect(second.access.privateKey).toBe(first.access.privateKey)
    expect(await second.v2('alipay.trade.query', { out_trade_no: 'kept' })).toMatchObject({ trade_status: 'TRADE_SUCCESS' })
    await second.alipay.close()
    rmSync(folder, { recursive: true })
  })
})
