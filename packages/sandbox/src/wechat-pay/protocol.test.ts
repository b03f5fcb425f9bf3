/** Properties of signatures and AEAD_AES_256_GCM, each judged by the implementation of an SDK that is not ours. */
import { X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import plugin from 'wechatpay-axios-plugin'
import { newKeys } from './keys.ts'
import {
  billTime,
  dayOf,
  parseAuthorization,
  requestMessage,
  responseMessage,
  seal,
  signRsa,
  timeText,
  unseal,
  verifyRsa,
} from './protocol.ts'

const { Aes, Rsa, Formatter } = plugin as unknown as {
  Aes: {
    AesGcm: {
      encrypt(text: string, key: string, nonce: string, aad?: string): string
      decrypt(text: string, key: string, nonce: string, aad?: string): string
    }
  }
  Rsa: { sign(message: string, key: string): string; verify(message: string, signature: string, key: string): boolean }
  Formatter: {
    authorization(mchid: string, nonce: string, signature: string, timestamp: string, serial: string): string
    request(method: string, uri: string, timestamp: string, nonce: string, body?: string): string
    response(timestamp: string, nonce: string, body?: string): string
  }
}

const word = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-zA-Z]{${length}}$`))
const associated = fc.stringMatching(/^[a-z]{0,15}$/)
const text = fc.string({ unit: 'binary', maxLength: 200 })
const keys = newKeys([{ mchid: '1', kind: 'direct', name: '', appids: [] }], new Date())
const [merchant] = keys.merchants

describe('AEAD_AES_256_GCM', () => {
  it('opens what the SDK sealed, and the SDK opens what we sealed', () => {
    fc.assert(
      fc.property(word(32), word(12), associated, text, (key, nonce, data, plain) => {
        expect(Aes.AesGcm.decrypt(seal(key, nonce, data, plain), key, nonce, data)).toBe(plain)
        expect(unseal(key, nonce, data, Aes.AesGcm.encrypt(plain, key, nonce, data))).toBe(plain)
      }),
    )
  })

  it('opens nothing of which one bit was changed, nor with other associated data, nor cut short', () => {
    fc.assert(
      fc.property(word(32), word(12), associated, text, fc.nat(), (key, nonce, data, plain, place) => {
        const sealed = Buffer.from(seal(key, nonce, data, plain), 'base64')
        const bit = place % (sealed.length * 8)
        const altered = Buffer.from(sealed)
        altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
        expect(() => unseal(key, nonce, data, altered.toString('base64'))).toThrow()
        expect(() => unseal(key, nonce, `${data}x`, sealed.toString('base64'))).toThrow()
        expect(() => unseal(key, nonce, data, sealed.subarray(0, -1).toString('base64'))).toThrow()
      }),
    )
  })
})

describe('signatures', () => {
  it('cover the very strings that the SDK builds, and verify both ways', () => {
    fc.assert(
      fc.property(word(10), word(32), text, (timestamp, nonce, body) => {
        const sent = Formatter.request('POST', '/v3/a?b=c', timestamp, nonce, body)
        expect(requestMessage('POST', '/v3/a?b=c', timestamp, nonce, body).equals(Buffer.from(sent))).toBe(true)
        const answered = responseMessage(timestamp, nonce, body)
        expect(answered.equals(Buffer.from(Formatter.response(timestamp, nonce, body)))).toBe(true)
        const { privateKey = '', certificate = '' } = merchant ?? {}
        expect(verifyRsa(certificate, Buffer.from(sent), Rsa.sign(sent, privateKey))).toBe(true)
        expect(Rsa.verify(answered.toString(), signRsa(privateKey, answered), certificate)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('stand for one string and one key only; garbage is no signature, and no error', () => {
    const { privateKey = '', certificate = '' } = merchant ?? {}
    const message = Buffer.from('message')
    fc.assert(
      fc.property(text, garbage => {
        fc.pre(garbage !== 'message')
        expect(verifyRsa(certificate, message, garbage)).toBe(false)
        expect(verifyRsa(certificate, Buffer.from(garbage), signRsa(privateKey, message))).toBe(false)
      }),
      { numRuns: 30 },
    )
    expect(verifyRsa(keys.platform.publicKey, message, signRsa(privateKey, message))).toBe(false)
  })
})

describe('the Authorization header', () => {
  it('is read as the SDK writes it, whatever the values', () => {
    fc.assert(
      fc.property(word(10), word(32), word(44), word(10), word(40), (mchid, nonce, signature, timestamp, serialNo) => {
        const header = Formatter.authorization(mchid, nonce, signature, timestamp, serialNo)
        expect(parseAuthorization(header)).toEqual({ scheme: 'WECHATPAY2-SHA256-RSA2048', mchid, nonce, signature, timestamp, serialNo })
      }),
    )
  })

  it('never breaks the reader', () => {
    fc.assert(fc.property(fc.string(), header => void parseAuthorization(header)))
  })
})

describe('certificates', () => {
  it('have the serial that is announced, also when its first digit is small', () => {
    for (const { certificate, serial } of [...keys.merchants, ...keys.platform.certificates]) {
      expect(serial).toMatch(/^[1-7][0-9A-F]{39}$/)
      expect(new X509Certificate(certificate).serialNumber).toBe(serial)
    }
    expect(keys.platform.publicKeyId).toMatch(/^PUB_KEY_ID_\d{32}$/)
  })
})

describe('times', () => {
  it('are China’s', () => {
    const instant = new Date('2026-01-01T16:30:00Z')
    expect([timeText(instant), billTime(instant), dayOf(instant)]).toEqual([
      '2026-01-02T00:30:00+08:00',
      '2026-01-02 00:30:00',
      '2026-01-02',
    ])
  })
})
