/** Who may speak and whom to believe: signatures both ways, key modes, certificates, faults of the wire. Judged by an SDK that is not ours. */
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decrypt, directOrder, isAuthentic, merchantOf, partnerOrder, platformKeys, raw, receiver, sdkOf, start } from './test-merchant.ts'

const NOTIFY = 'https://merchant.example/notify'

describe('requests', () => {
  it('are answered when an independent SDK signs them, and the SDK believes the answer, a 204 too', async () => {
    const pay = await start()
    const sdk = sdkOf(pay, merchantOf(pay, 'provider'))
    const order = partnerOrder(NOTIFY)
    const placed = await sdk.post('v3/pay/partner/transactions/native', order)
    expect(placed.data.code_url).toMatch(/^weixin:\/\/wxpay\/bizpayurl\?pr=\w+$/)
    const closed = await sdk.post(`v3/pay/partner/transactions/out-trade-no/${order.out_trade_no}/close`, {
      sp_mchid: order.sp_mchid,
      sub_mchid: order.sub_mchid,
    })
    expect(closed.status).toBe(204)
  })

  it('are refused with the exact string that was verified when the signature does not match', async () => {
    const pay = await start()
    const merchant = merchantOf(pay, 'direct')
    const order = directOrder(NOTIFY, { description: '龙井'.repeat(40) })
    const answer = await raw(pay, merchant, 'POST', '/v3/pay/transactions/native', order, { signedBody: '{}' })
    expect([answer.status, answer.body.code]).toEqual([401, 'SIGN_ERROR'])
    const expected = answer.message.replace(/\{\}\n$/, `${JSON.stringify(order)}\n`)
    expect(answer.body.detail?.sign_information).toEqual({
      method: 'POST',
      url: '/v3/pay/transactions/native',
      truncated_sign_message: expected,
      sign_message_length: Buffer.byteLength(expected),
    })
  })

  it.each([
    ['without Authorization', { authorization: null }, 'authorization'],
    ['of another scheme', { authorization: 'Bearer mchid="1",nonce_str="1",signature="1",timestamp="1",serial_no="1"' }, 'authorization'],
    [
      'without a signature',
      { authorization: 'WECHATPAY2-SHA256-RSA2048 mchid="1",nonce_str="1",timestamp="1",serial_no="1"' },
      'signature',
    ],
    ['of an unknown merchant', { mchid: '1999999999' }, 'mchid'],
    ['with a serial of another certificate', { serial: 'ABCDEF' }, 'serial_no'],
    ['older than 300 s', { ageSeconds: 305 }, 'timestamp'],
    ['more than 300 s ahead', { ageSeconds: -305 }, 'timestamp'],
  ])('%s are refused', async (_, forged, field) => {
    const pay = await start()
    const answer = await raw(pay, merchantOf(pay, 'direct'), 'GET', '/v3/certificates', undefined, forged)
    expect([answer.status, answer.body.code, answer.body.detail?.field]).toEqual([401, 'SIGN_ERROR', field])
    expect(answer.headers).not.toHaveProperty('wechatpay-signature')
  })

  it('are good once', async () => {
    const pay = await start()
    const merchant = merchantOf(pay, 'direct')
    const nonce = 'nonce-that-is-used-twice'
    expect((await raw(pay, merchant, 'GET', '/v3/certificates', undefined, { nonce })).status).toBe(200)
    const again = await raw(pay, merchant, 'GET', '/v3/certificates', undefined, { nonce })
    expect([again.status, again.body.detail?.field]).toEqual([401, 'nonce_str'])
  })

  it('of paths that there are not, or that are wrongly encoded, are refused and signed', async () => {
    const pay = await start()
    for (const path of ['/v3/nothing', '/v3/refund/domestic/refunds/%zz']) {
      const answer = await raw(pay, merchantOf(pay, 'direct'), 'GET', path)
      expect([answer.status, answer.body.code]).toEqual([404, 'RESOURCE_NOT_EXISTS'])
      expect(isAuthentic(pay, answer.headers, answer.text)).toBe(true)
    }
  })

  it('say when the platform’s serial stands where the merchant’s belongs', async () => {
    const pay = await start()
    const answer = await raw(pay, merchantOf(pay, 'direct'), 'GET', '/v3/certificates', undefined, {
      serial: pay.keys.platform.publicKeyId,
    })
    expect(answer.body.message).toContain('not of the platform')
  })

  it('may be 299 s off, and are judged by the platform’s own clock', async () => {
    const pay = await start()
    const merchant = merchantOf(pay, 'direct')
    expect((await raw(pay, merchant, 'GET', '/v3/certificates', undefined, { ageSeconds: 295 })).status).toBe(200)
    pay.control.setFaults({ clockSkewSeconds: 400 })
    expect((await raw(pay, merchant, 'GET', '/v3/certificates')).status).toBe(401)
  })
})

describe('the keys of the platform', () => {
  it('are told by GET /v3/certificates, sealed with the APIv3 key; what they open is a certificate with that serial', async () => {
    const pay = await start()
    const merchant = merchantOf(pay, 'provider')
    const { data } = await sdkOf(pay, merchant).get('v3/certificates')
    const [first] = data.data as { serial_no: string; encrypt_certificate: Record<string, unknown> }[]
    const certificate = new X509Certificate(String(decrypt(merchant, first?.encrypt_certificate ?? {}).text))
    expect(certificate.serialNumber).toBe(first?.serial_no)
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(certificate.validToDate > new Date()).toBe(true)
    expect(new X509Certificate(merchant.certificate).serialNumber).toBe(merchant.serial)
  })

  it('answer by the serial that the request names', async () => {
    const pay = await start()
    const merchant = merchantOf(pay, 'direct')
    for (const serial of Object.keys(platformKeys(pay))) {
      const answer = await raw(pay, merchant, 'GET', '/v3/certificates', undefined, { headers: { 'Wechatpay-Serial': serial } })
      expect(answer.headers['wechatpay-serial']).toBe(serial)
      expect(isAuthentic(pay, answer.headers, answer.text)).toBe(true)
    }
    const unknown = await raw(pay, merchant, 'GET', '/v3/certificates', undefined, { headers: { 'Wechatpay-Serial': 'ABC' } })
    expect([unknown.status, unknown.body.code]).toEqual([400, 'PARAM_ERROR'])
  })

  it('in public-key mode leave no certificate, and a merchant with the public key alone goes on', async () => {
    const pay = await start()
    pay.control.setKeyMode('public_key')
    const merchant = merchantOf(pay, 'provider')
    const { publicKeyId, publicKey } = pay.keys.platform
    const sdk = sdkOf(pay, merchant, { [publicKeyId]: publicKey })
    expect((await sdk.post('v3/pay/partner/transactions/native', partnerOrder(NOTIFY))).status).toBe(200)
    await expect(sdk.get('v3/certificates')).rejects.toMatchObject({ response: { status: 404, data: { code: 'RESOURCE_NOT_EXISTS' } } })
  })

  it('while switching sign callbacks of both kinds', async () => {
    const pay = await start({ seed: 7 })
    const shop = await receiver()
    const sdk = sdkOf(pay, merchantOf(pay, 'provider'))
    for (let index = 0; index < 12; index += 1) {
      const { data } = await sdk.post('v3/pay/partner/transactions/native', partnerOrder(shop.url))
      expect(pay.control.pay(String(data.code_url))).toBeNull()
    }
    const received = await shop.count(12)
    expect(new Set(received.map(({ headers }) => headers['wechatpay-serial']))).toEqual(new Set(Object.keys(platformKeys(pay))))
    for (const { headers, text } of received) expect(isAuthentic(pay, headers, text)).toBe(true)
  })

  it('rotate in mid-flight: an SDK without the new certificate refuses what it signs, one with it believes', async () => {
    const pay = await start()
    pay.control.setKeyMode('certificate')
    const merchant = merchantOf(pay, 'provider')
    const before = sdkOf(pay, merchant)
    pay.control.addCertificate()
    pay.control.retireCertificates()
    await expect(before.get('v3/certificates')).rejects.toThrow(/Cannot found the serial/)
    expect((await sdkOf(pay, merchant).get('v3/certificates')).status).toBe(200)
  })
})

describe('faults of the wire', () => {
  it('sign wrongly, and an independent SDK notices', async () => {
    const pay = await start()
    pay.control.setFaults({ next: { bad_signature: 1 } })
    const sdk = sdkOf(pay, merchantOf(pay, 'direct'))
    await expect(sdk.get('v3/certificates')).rejects.toThrow(/Verify the response/)
    expect((await sdk.get('v3/certificates')).status).toBe(200)
  })

  it('drop the connection after executing: the order is there', async () => {
    const pay = await start()
    pay.control.setFaults({ next: { timeout_after: 1 } })
    const sdk = sdkOf(pay, merchantOf(pay, 'direct'))
    const order = directOrder(NOTIFY)
    await expect(sdk.post('v3/pay/transactions/native', order)).rejects.toThrow()
    const found = await sdk.get(`v3/pay/transactions/out-trade-no/${order.out_trade_no}`, { mchid: order.mchid })
    expect(found.data.trade_state).toBe('NOTPAY')
  })

  it('strike alike with the same seed', async () => {
    const run = async (): Promise<number[]> => {
      const pay = await start({ seed: 42, faults: { rates: { error_before: 0.3, frequency_limited: 0.2 } } })
      const statuses: number[] = []
      for (let index = 0; index < 12; index += 1)
        statuses.push((await raw(pay, merchantOf(pay, 'direct'), 'GET', '/v3/certificates')).status)
      return statuses
    }
    const first = await run()
    expect(await run()).toEqual(first)
    expect(new Set(first).size).toBeGreaterThan(1)
  })
})

describe('a restart', () => {
  it('keeps keys, orders and bills, and gives a refund that was on its way its result', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'wechat-pay-'))
    const stateFile = join(directory, 'state.json')
    const before = await start({ stateFile, faults: { refundDelayMs: 400 } })
    const shop = await receiver()
    const order = partnerOrder('http://127.0.0.1:9/none')
    const sdk = sdkOf(before, merchantOf(before, 'provider'))
    await sdk.post('v3/pay/partner/transactions/native', order)
    before.control.pay(String(order.out_trade_no))
    const { sub_mchid, out_trade_no } = order
    const amount = { refund: 1_999, total: 1_999, currency: 'CNY' }
    await sdk.post('v3/refund/domestic/refunds', { sub_mchid, out_trade_no, out_refund_no: 'R00001', notify_url: shop.url, amount })
    await before.close()

    const after = await start({ stateFile })
    expect(after.keys).toEqual(before.keys)
    expect((await shop.count(1))[0]?.body.event_type).toBe('REFUND.SUCCESS')
    const found = await sdkOf(after, merchantOf(after, 'provider')).get('v3/refund/domestic/refunds/R00001', { sub_mchid })
    expect(found.data.status).toBe('SUCCESS')
    expect((await raw(after, merchantOf(before, 'direct'), 'GET', '/v3/certificates')).status).toBe(200)
    await after.close()
    rmSync(directory, { recursive: true })
  })
})

describe('the control page', () => {
  const url = (path: string) => (pay: { url: string }) => `${pay.url}${path}`

  it('speaks to this machine only, and sets faults as JSON', async () => {
    const pay = await start()
    expect(await (await fetch(url('/control')(pay))).text()).toContain('Simulated WeChat Pay')
    const post = (body: string, type: string) =>
      fetch(url('/control/faults')(pay), { method: 'POST', headers: { 'content-type': type }, body })
    expect((await post('{"next":{"error_before":1}}', 'text/plain')).status).toBe(403)
    expect((await post('{"next":{"error_before":1}}', 'application/json')).status).toBe(200)
    expect((await raw(pay, merchantOf(pay, 'direct'), 'GET', '/v3/certificates')).body.code).toBe('SYSTEM_ERROR')
  })
})
