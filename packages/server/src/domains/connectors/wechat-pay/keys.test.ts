import { createCipheriv, createSign, randomBytes } from 'node:crypto'
import type { RunningWeChatPay } from '@feiqian/sandbox/wechat-pay'
import { describe, expect, it } from 'vitest'
import { formatId } from '../../../kernel/ids.ts'
import type { InboundRequest } from '../../clearing/ports.ts'
import { ROLES } from './capabilities.ts'
import { CIPHERS, PROBE, SCHEMES } from './protocol.ts'
import { type Bench, debit, merchantOf, order, refundOf, SUB, useWechat } from './test-wechat.ts'

const { bench } = useWechat()

type Json = Record<string, unknown>

/** A payment of one order from end to end under the keys as they are; tells which key signed the notification. */
async function payOnce(at: Bench): Promise<string | undefined> {
  const before = at.heard.length
  const instruction = debit(order('native'))
  expect(await at.wechat.port.debit(instruction)).toMatchObject({ result: 'accepted', action: { type: 'qr_code' } })
  expect(at.pay.control.pay(formatId('ins', instruction.id))).toBeNull()
  await at.count(before + 1)
  expect(at.heard.at(-1)).toMatchObject({ ok: true, value: { instructionId: instruction.id, answer: { result: 'succeeded' } } })
  expect(await at.wechat.port.query(instruction)).toMatchObject({ result: 'succeeded' })
  const refund = refundOf(instruction, 1n)
  expect(['accepted', 'succeeded']).toContain((await at.wechat.port.refund(refund)).result)
  await at.count(before + 2)
  return at.requests.at(-1)?.header('wechatpay-serial')
}

describe('the keys of the platform', () => {
  it('verifies with certificates alone', async () => {
    const at = await bench({ without: [ROLES.platformPublicKey] })
    at.pay.control.setKeyMode('certificate')
    expect(await payOnce(at)).toBe(at.pay.keys.platform.certificates[0]?.serial)
    expect(at.kit.failures).toEqual([])
  })

  it('verifies with the public key alone', async () => {
    const at = await bench({ without: [ROLES.platformCertificate] })
    at.pay.control.setKeyMode('public_key')
    expect(await payOnce(at)).toBe(at.pay.keys.platform.publicKeyId)
    expect(at.kit.failures).toEqual([])
  })

  it('holds both at once, and goes on through the switch from certificates to the public key and back', async () => {
    const at = await bench()
    const signers = new Set<string | undefined>()
    for (const mode of ['certificate', 'switching', 'switching', 'switching', 'public_key', 'certificate'] as const) {
      at.pay.control.setKeyMode(mode)
      signers.add(await payOnce(at))
    }
    expect(at.kit.failures).toEqual([])
    expect(signers.size).toBeGreaterThan(1)
  })

  it('fetches a new certificate when something is signed by it, and ends the old when the platform does', async () => {
    const at = await bench({ without: [ROLES.platformPublicKey] })
    at.pay.control.setKeyMode('certificate')
    const serial = at.pay.control.addCertificate()
    at.pay.control.retireCertificates()
    const instruction = debit(order('native'))
    // Signed by a key that is not held: believed only once the certificate is there.
    expect(await at.wechat.port.debit(instruction)).toMatchObject({ result: 'unknown' })
    expect(await at.wechat.refreshCertificates()).toEqual([serial])
    expect(await at.wechat.port.debit({ ...instruction, attempts: 2 })).toMatchObject({ result: 'accepted' })
    expect(
      at.kit
        .connection('wechat_pay')
        ?.credentials(ROLES.platformCertificate)
        .map(({ keyId }) => keyId),
    ).toEqual([serial])
    expect(at.kit.failures[0]).toMatchObject({ keyId: serial, reason: 'key_id_unknown' })
  })

  it('starts with no key of the platform at all: the download seals its own proof', async () => {
    const at = await bench({ without: [ROLES.platformPublicKey, ROLES.platformCertificate] })
    at.pay.control.setKeyMode('certificate')
    expect(await at.wechat.refreshCertificates()).toHaveLength(1)
    await payOnce(at)
  })

  it('takes no certificates that another APIv3 key sealed', async () => {
    const at = await bench({ without: [ROLES.platformPublicKey, ROLES.platformCertificate] })
    at.pay.control.setKeyMode('certificate')
    at.kit.held = at.kit.held.map(held => (held.role === ROLES.apiV3Key ? { ...held, material: 'x'.repeat(32) } : held))
    expect(await at.wechat.refreshCertificates()).toEqual([])
    expect(at.kit.connection('wechat_pay')?.credentials(ROLES.platformCertificate)).toEqual([])
  })

  it('finds no certificates where there is the public key only', async () => {
    const at = await bench()
    at.pay.control.setKeyMode('public_key')
    expect(await at.wechat.refreshCertificates()).toEqual([])
    expect(at.kit.connection('wechat_pay')?.credentials(ROLES.platformCertificate)).toHaveLength(1)
  })
})

describe('SM mode', () => {
  it('signs with SM2, is answered and told in SM2 and SM4', async () => {
    const at = await bench({ settings: { suite: 'sm' }, without: [ROLES.platformPublicKey, ROLES.platformCertificate] })
    expect(await payOnce(at)).toBe(at.pay.keys.platform.sm.serial)
    const [request] = at.requests
    expect(request?.header('wechatpay-signature-type')).toBe(SCHEMES.sm)
    expect(JSON.parse(request?.rawBody.toString() ?? '').resource.algorithm).toBe(CIPHERS.sm)
    expect(at.kit.failures).toEqual([])
  })

  it('fetches the SM2 certificate by itself', async () => {
    const at = await bench({ settings: { suite: 'sm' }, without: [ROLES.smPlatformCertificate] })
    expect(await at.wechat.refreshCertificates()).toEqual([at.pay.keys.platform.sm.serial])
    await payOnce(at)
  })

  it('requires the tag of SM4-GCM', async () => {
    const at = await bench({ settings: { suite: 'sm' } })
    await payOnce(at)
    const [genuine] = at.requests
    if (genuine === undefined) throw new Error('nothing came')
    const body = JSON.parse(genuine.rawBody.toString())
    const sealed = Buffer.from(body.resource.ciphertext, 'base64')
    body.resource.ciphertext = sealed.subarray(0, -16).toString('base64')
    expect(at.wechat.callbacks.read(signed(at.pay, body))).toMatchObject({ ok: false, error: { code: 'callback_invalid' } })
    expect(at.kit.failures.at(-1)).toMatchObject({ kind: 'cipher', algorithm: 'sm4_gcm', role: ROLES.apiV3Key })
  })
})

type Forged = { readonly ageSeconds?: number; readonly serial?: string; readonly signature?: string; readonly bytes?: Buffer }

/** A notification signed by the platform's public key, or forged. */
function signed(pay: RunningWeChatPay, body: unknown, forged: Forged = {}): InboundRequest {
  const text = JSON.stringify(body)
  const timestamp = String(Math.floor(Date.now() / 1_000) - (forged.ageSeconds ?? 0))
  const nonce = randomBytes(8).toString('hex')
  const signature = createSign('RSA-SHA256').update(`${timestamp}\n${nonce}\n${text}\n`).sign(pay.keys.platform.publicKeyPrivate, 'base64')
  const headers: Record<string, string> = {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': forged.serial ?? pay.keys.platform.publicKeyId,
    'wechatpay-signature': forged.signature ?? signature,
  }
  return {
    method: 'POST',
    path: '/callbacks/clearing/wechat_pay',
    rawBody: forged.bytes ?? Buffer.from(text),
    header: name => headers[name],
  }
}

function sealed(
  pay: RunningWeChatPay,
  resource: Json,
  original = 'transaction',
  key = merchantOf(pay).apiV3Key,
  associated = original,
): Json {
  const nonce = randomBytes(6).toString('hex')
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(associated))
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(resource)), cipher.final(), cipher.getAuthTag()]).toString('base64')
  return {
    id: 'EV-2018022511223320873',
    create_time: '2015-05-20T13:29:35+08:00',
    resource_type: 'encrypt-resource',
    event_type: original === 'refund' ? 'REFUND.SUCCESS' : 'TRANSACTION.SUCCESS',
    resource: { original_type: original, algorithm: 'AEAD_AES_256_GCM', ciphertext, associated_data: original, nonce },
  }
}

const transaction = (more: Json = {}): Json => ({
  sp_appid: 'wx0000000000000001',
  sp_mchid: '1900000001',
  sub_mchid: SUB,
  out_trade_no: 'ins_01jd0000000000000000000000',
  transaction_id: '4200000000000000000000000001',
  trade_state: 'SUCCESS',
  attach: SUB,
  success_time: '2026-06-08T10:34:56+08:00',
  payer: { sp_openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
  amount: { total: 100, payer_total: 100, currency: 'CNY' },
  ...more,
})

describe('notifications', () => {
  it('are read when they are the platform’s', async () => {
    const { pay, wechat } = await bench()
    expect(wechat.callbacks.read(signed(pay, sealed(pay, transaction())))).toMatchObject({
      ok: true,
      value: {
        eventKey: 'EV-2018022511223320873',
        instruction: 'ins_01jd0000000000000000000000',
        answer: { result: 'succeeded', amount: 100n, settlementDate: '2026-06-08', houseReference: '4200000000000000000000000001' },
      },
    })
    expect(wechat.callbacks.answers.accepted).toEqual({ status: 204, contentType: null, body: '' })
  })

  it.each<[string, Forged, string]>([
    ['stale by six minutes', { ageSeconds: 360 }, 'timestamp_outside_window'],
    ['six minutes ahead', { ageSeconds: -360 }, 'timestamp_outside_window'],
    ['signed by a key that nobody knows', { serial: 'PUB_KEY_ID_00000000000000000000000000000000' }, 'key_id_unknown'],
  ])('are refused when %s, and the doctor is told the string', async (_name, forged, reason) => {
    const { pay, wechat, kit } = await bench()
    const request = signed(pay, sealed(pay, transaction()), forged)
    const read = wechat.callbacks.read(request)
    expect(read).toMatchObject({ ok: false, error: { code: 'callback_signature_invalid' } })
    expect(kit.failures).toMatchObject([{ kind: 'signature', on: 'callback', reason, signedString: expect.stringContaining('EV-2018') }])
    expect(kit.inbound).toMatchObject([{ status: 401, refusal: 'callback_signature_invalid' }])
    expect(wechat.callbacks.answers.refused('callback_signature_invalid')).toMatchObject({
      status: 401,
      body: expect.stringContaining('"code":"FAIL"'),
    })
  })

  it('are refused when one byte of the body was changed after signing', async () => {
    const { pay, wechat, kit } = await bench()
    const body = sealed(pay, transaction())
    const bytes = Buffer.from(`${JSON.stringify(body)} `)
    expect(wechat.callbacks.read(signed(pay, body, { bytes }))).toMatchObject({ ok: false, error: { code: 'callback_signature_invalid' } })
    expect(kit.failures).toMatchObject([{ kind: 'signature', keyId: pay.keys.platform.publicKeyId }])
    expect(kit.failures[0]).not.toHaveProperty('reason')
  })

  it('are refused without headers, and when they probe us; a probe is no alarm', async () => {
    const { pay, wechat, kit } = await bench()
    const probe = signed(pay, sealed(pay, transaction()), { signature: `${PROBE}abcd` })
    expect(wechat.callbacks.read(probe)).toMatchObject({ ok: false, error: { code: 'callback_signature_invalid' } })
    expect(kit.failures).toEqual([])
    expect(wechat.callbacks.read({ ...probe, header: () => undefined })).toMatchObject({ ok: false })
    expect(kit.failures).toMatchObject([{ reason: 'header_missing' }])
  })

  it('are refused when they are too large, no JSON, or of no kind that we know', async () => {
    const { pay, wechat } = await bench()
    const refused = { ok: false, error: { code: 'callback_invalid' } }
    expect(wechat.callbacks.read(signed(pay, { id: 'x'.repeat(70_000) }))).toMatchObject(refused)
    expect(wechat.callbacks.read(signed(pay, []))).toMatchObject(refused)
    expect(wechat.callbacks.read(signed(pay, sealed(pay, transaction(), 'payscore')))).toMatchObject(refused)
    expect(wechat.callbacks.read(signed(pay, sealed(pay, { hello: 'world' })))).toMatchObject(refused)
  })

  it.each<[string, Json]>([
    ['of another service provider', { sp_mchid: '1900009999' }],
    ['of another app', { sp_appid: 'wx9999999999999999' }],
    ['of another sub-merchant than ordered', { sub_mchid: '1900000012' }],
    ['of an order that is not ours', { attach: undefined }],
    ['of a direct merchant', { sp_mchid: undefined, sub_mchid: undefined, mchid: '1900000001' }],
  ])('are refused when they are %s', async (_name, more) => {
    const { pay, wechat } = await bench()
    expect(wechat.callbacks.read(signed(pay, sealed(pay, transaction(more))))).toMatchObject({
      ok: false,
      error: { code: 'callback_invalid' },
    })
  })

  it.each<[string, (pay: RunningWeChatPay) => Json]>([
    ['another APIv3 key', pay => sealed(pay, transaction(), 'transaction', 'k'.repeat(32))],
    ['other associated data', pay => sealed(pay, transaction(), 'transaction', merchantOf(pay).apiV3Key, 'refund')],
  ])('do not open when they were sealed with %s; the doctor gets the pieces', async (_name, make) => {
    const { pay, wechat, kit } = await bench()
    const body = make(pay)
    expect(wechat.callbacks.read(signed(pay, body))).toMatchObject({ ok: false, error: { code: 'callback_invalid' } })
    const resource = body.resource as Json
    expect(kit.failures).toMatchObject([
      {
        ...{ kind: 'cipher', algorithm: 'aes_256_gcm', role: ROLES.apiV3Key, on: 'callback' },
        ...{ nonce: resource.nonce, associatedData: resource.associated_data, ciphertext: resource.ciphertext },
      },
    ])
  })

  it('keep a state that is not documented, and guess nothing', async () => {
    const { pay, wechat } = await bench()
    expect(wechat.callbacks.read(signed(pay, sealed(pay, transaction({ trade_state: 'PONDERING' }))))).toMatchObject({
      ok: true,
      value: { answer: { result: 'unknown', unrecognised: 'PONDERING' } },
    })
  })

  it('are refused when the simulator alters them, then taken when they come again as they are', async () => {
    const at = await bench()
    at.pay.control.setFaults({ next: { callback_bad_signature: 1, callback_bad_ciphertext: 1 } })
    const instruction = debit(order('native'))
    await at.wechat.port.debit(instruction)
    at.pay.control.pay(formatId('ins', instruction.id))
    await at.count(2)
    expect(at.heard.map(({ ok }) => ok)).toEqual([false, false])
    // The probe first, then the altered ciphertext, which stays altered however often it is told: a query tells instead.
    expect(at.kit.failures.map(({ kind }) => kind)).toEqual(['cipher'])
    expect(await at.wechat.port.query(instruction)).toMatchObject({ result: 'succeeded' })
  })
})
