/** SM mode over real sockets: a merchant signs with SM2 and opens with SM4 by node:crypto's block cipher; known answers of GB/T 32918.5. */
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sealSm, signSm, unsealSm, verifySm } from './sm.ts'
import { merchantOf, partnerOrder, raw, receiver, start } from './test-merchant.ts'
import type { Merchant, RunningWeChatPay } from './wechat-pay.ts'

/** Multiplication in GF(2^128), NIST SP 800-38D, section 6.3. */
function times(x: bigint, y: bigint): bigint {
  let [product, v] = [0n, y]
  for (let bit = 127n; bit >= 0n; bit -= 1n) {
    if ((x >> bit) & 1n) product ^= v
    v = v & 1n ? (v >> 1n) ^ (0xe1n << 120n) : v >> 1n
  }
  return product
}

/** SM4-GCM by the book on node:crypto's SM4 alone; throws when the tag is wrong. */
function open(apiV3Key: string, nonce: string, associatedData: string, ciphertext: string): string {
  const key = createHash('sm3').update(apiV3Key).digest().subarray(0, 16)
  const block = (bytes: Buffer): Buffer => createCipheriv('sm4-ecb', key, null).setAutoPadding(false).update(bytes)
  const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`)
  const padded = (bytes: Uint8Array): Buffer => Buffer.concat([bytes, Buffer.alloc((16 - (bytes.length % 16)) % 16)])
  const counter = (value: number): Buffer => Buffer.concat([Buffer.from(nonce), Buffer.from([0, 0, 0, value])])
  const all = Buffer.from(ciphertext, 'base64')
  const [sealed, tag] = [all.subarray(0, -16), all.subarray(-16)]
  const lengths = Buffer.alloc(16)
  lengths.writeBigUInt64BE(BigInt(Buffer.byteLength(associatedData) * 8), 0)
  lengths.writeBigUInt64BE(BigInt(sealed.length * 8), 8)
  const hashed = Buffer.concat([padded(Buffer.from(associatedData)), padded(sealed), lengths])
  const subkey = numberOf(block(Buffer.alloc(16)))
  let digest = 0n
  for (let at = 0; at < hashed.length; at += 16) digest = times(digest ^ numberOf(hashed.subarray(at, at + 16)), subkey)
  if ((digest ^ numberOf(block(counter(1)))) !== numberOf(tag)) throw new Error('tag')
  return createDecipheriv('sm4-ctr', key, counter(2)).update(sealed).toString('utf8')
}

function authorization(merchant: Merchant, method: string, path: string, body: string, privateKey = merchant.sm.privateKey): string {
  const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), Math.random().toString(36).slice(2)]
  const signature = signSm(privateKey, Buffer.from(`${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`))
  return `WECHATPAY2-SM2-WITH-SM3 mchid="${merchant.mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${merchant.sm.serial}"`
}

function isAuthentic(pay: RunningWeChatPay, headers: Record<string, string>, text: string): boolean {
  const message = `${headers['wechatpay-timestamp']}\n${headers['wechatpay-nonce']}\n${text}\n`
  const { serial, publicKey } = pay.keys.platform.sm
  return (
    headers['wechatpay-serial'] === serial &&
    headers['wechatpay-signature-type'] === 'WECHATPAY2-SM2-WITH-SM3' &&
    verifySm(publicKey, Buffer.from(message), headers['wechatpay-signature'] ?? '')
  )
}

describe('SM mode', () => {
  it('answers and calls back in SM when the order was placed so', async () => {
    const pay = await start()
    const merchant = merchantOf(pay, 'provider')
    const shop = await receiver()
    const path = '/v3/pay/partner/transactions/native'
    const order = partnerOrder(shop.url)
    const placed = await raw(pay, merchant, 'POST', path, order, {
      authorization: authorization(merchant, 'POST', path, JSON.stringify(order)),
    })
    expect(placed.status).toBe(200)
    expect(isAuthentic(pay, placed.headers, placed.text)).toBe(true)
    pay.control.pay(String(placed.body.code_url))
    const [callback] = await shop.count(1)
    expect(isAuthentic(pay, callback?.headers ?? {}, callback?.text ?? '')).toBe(true)
    const { algorithm, nonce, associated_data, ciphertext } = (callback?.body.resource ?? {}) as Record<string, string>
    expect(algorithm).toBe('AEAD_SM4_GCM')
    expect(JSON.parse(open(merchant.apiV3Key, nonce ?? '', associated_data ?? '', ciphertext ?? ''))).toMatchObject({
      trade_state: 'SUCCESS',
    })
  })

  it('tells its certificate sealed with SM4, and refuses another key', async () => {
    const pay = await start()
    const merchant = merchantOf(pay, 'direct')
    const path = '/v3/certificates'
    const answer = await raw(pay, merchant, 'GET', path, undefined, { authorization: authorization(merchant, 'GET', path, '') })
    const [{ serial_no, encrypt_certificate: sealed }] = answer.body.data as [
      { serial_no: string; encrypt_certificate: Record<string, string> },
    ]
    expect(serial_no).toBe(pay.keys.platform.sm.serial)
    const { nonce = '', associated_data = '', ciphertext = '' } = sealed
    expect(open(merchant.apiV3Key, nonce, associated_data, ciphertext)).toBe(pay.keys.platform.sm.certificate)
    const forged = authorization(merchant, 'GET', path, '', pay.keys.platform.sm.privateKey)
    expect((await raw(pay, merchant, 'GET', path, undefined, { authorization: forged })).body.code).toBe('SIGN_ERROR')
  })
})

describe('SM2', () => {
  it('verifies the example of GB/T 32918.5, and no other message', () => {
    const publicKey =
      '0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13'
    const r = 'F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3'
    const s = 'B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA'
    const der = Buffer.from(`3046022100${r}022100${s}`, 'hex').toString('base64')
    expect(verifySm(publicKey, Buffer.from('message digest'), der)).toBe(true)
    expect(verifySm(publicKey, Buffer.from('message digesT'), der)).toBe(false)
  })

  it('takes garbage for no signature', () => {
    const publicKey = `04${'11'.repeat(64)}`
    fc.assert(
      fc.property(fc.base64String(), garbage => {
        expect(verifySm(publicKey, Buffer.from('message'), garbage)).toBe(false)
      }),
    )
  })
})

describe('AEAD_SM4_GCM', () => {
  const word = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-zA-Z]{${length}}$`))

  it('is what NIST SP 800-38D says over SM4, and opens nothing that was changed or cut', () => {
    fc.assert(
      fc.property(
        word(32),
        word(12),
        fc.stringMatching(/^[a-z]{0,15}$/),
        fc.string({ unit: 'binary', maxLength: 100 }),
        fc.nat(),
        (key, nonce, data, plain, place) => {
          const sealed = sealSm(key, nonce, data, plain)
          expect(open(key, nonce, data, sealed)).toBe(plain)
          expect(unsealSm(key, nonce, data, sealed)).toBe(plain)
          const altered = Buffer.from(sealed, 'base64')
          const bit = place % (altered.length * 8)
          altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
          expect(() => unsealSm(key, nonce, data, altered.toString('base64'))).toThrow()
          expect(() => unsealSm(key, nonce, `${data}x`, sealed)).toThrow()
          expect(() => unsealSm(key, nonce, data, altered.subarray(0, -1).toString('base64'))).toThrow()
        },
      ),
      { numRuns: 50 },
    )
  })
})
