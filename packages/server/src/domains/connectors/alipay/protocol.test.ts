/** The wire facts: what is signed, how keys may be written, how certificates are named, what a member of a v2 answer covers. */
import { createHash, generateKeyPairSync } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { zip } from '@feiqian/sandbox/alipay'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { billIsReady } from './api.ts'
import {
  dayOf,
  instantOf,
  notifyContent,
  readPrivateKey,
  readPublicKey,
  requestContent,
  signedAnswerV2,
  signRsa2,
  timeText,
  verifyRsa2,
} from './protocol.ts'
import { meaningOf } from './sub-codes.ts'
import { filesOf } from './zip.ts'

describe('what is signed', () => {
  it('is sorted by name, without what is empty; of requests with sign_type, of notifications without', () => {
    const fields = { b: '2', a: '1 &=中', sign: 'x', sign_type: 'RSA2', empty: '' }
    expect(requestContent(fields)).toBe('a=1 &=中&b=2&sign_type=RSA2')
    expect(notifyContent(Object.entries(fields))).toBe('a=1 &=中&b=2')
  })

  it('of a v2 answer is the very substring, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.constant('"sign":"forged"'), fc.constant('}{\\"'))), fields => {
        const content = JSON.stringify({ code: '10000', ...fields })
        const found = signedAnswerV2(`{"alipay_trade_query_response":${content},"sign":"abc"}`, 'alipay_trade_query_response')
        return found?.content === content && found.sign === 'abc' && found.certificateSn === null
      }),
    )
    expect(signedAnswerV2('{"alipay_trade_query_response":{"sign":"inside"}}', 'alipay_trade_query_response')).toBeNull()
    expect(signedAnswerV2('{"x_response":{"a":1', 'x_response')).toBeNull()
    expect(signedAnswerV2('<html>', 'x_response')).toBeNull()
  })
})

describe('keys', () => {
  it('are read in any form in which people paste them, and nothing else', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const bare = (pem: string | Buffer): string => pem.toString().replaceAll(/-----[^-]+-----|\s/g, '')
    for (const type of ['pkcs1', 'pkcs8'] as const) {
      const pem = privateKey.export({ type, format: 'pem' })
      for (const text of [pem.toString(), bare(pem), `\n${bare(pem)}\n`]) {
        const key = readPrivateKey(text)
        expect(key !== null && verifyRsa2(publicKey, 'x', signRsa2(key, 'x'))).toBe(true)
      }
    }
    for (const type of ['pkcs1', 'spki'] as const) {
      const pem = publicKey.export({ type, format: 'pem' })
      for (const text of [pem.toString(), bare(pem)]) {
        const key = readPublicKey(text)
        expect(key !== null && verifyRsa2(key, 'x', signRsa2(privateKey, 'x'))).toBe(true)
      }
    }
    expect(readPrivateKey('not a key')).toBeNull()
    expect(readPublicKey(generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString())).toBeNull()
    expect(verifyRsa2(publicKey, 'x', signRsa2(privateKey, 'x').replace(/.$/, ' '))).toBe(false)
  })
})

describe('times', () => {
  it('are China’s, to and fro; a day that does not exist is none', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }), date => {
        const whole = new Date(Math.floor(date.getTime() / 1000) * 1000)
        return instantOf(timeText(whole))?.getTime() === whole.getTime() && timeText(whole).startsWith(dayOf(whole))
      }),
    )
    for (const wrong of ['2026-02-30 00:00:00', '2026-01-01', '2026-01-01 24:00:00', '', 1]) expect(instantOf(wrong)).toBeNull()
  })

  it('say by Alipay’s own clock whether a bill is complete', () => {
    const nine = 9 * 60
    expect(billIsReady('2026-03-01', new Date('2026-03-02T00:59:00Z'), nine)).toBe(false)
    expect(billIsReady('2026-03-01', new Date('2026-03-02T01:00:00Z'), nine)).toBe(true)
    expect(billIsReady('2026-03-02', new Date('2026-03-02T10:00:00Z'), nine)).toBe(false)
    expect(billIsReady('2026-02-27', new Date('2026-03-01T16:00:00Z'), nine)).toBe(true)
  })
})

describe('refusals', () => {
  it('mean what the documentation says; one that it does not name is kept', () => {
    expect(meaningOf('ACQ.BUYER_BALANCE_NOT_ENOUGH')).toEqual({ means: 'failed', code: 'insufficient_funds' })
    expect(meaningOf('ACQ.SYSTEM_ERROR').means).toBe('unknown')
    expect(meaningOf('ACQ.NEVER_SEEN').means).toBe('unrecognised')
  })
})

describe('a zip', () => {
  const all = async (bytes: AsyncIterable<Uint8Array>): Promise<Buffer> => {
    const parts: Uint8Array[] = []
    for await (const part of bytes) parts.push(part)
    return Buffer.concat(parts)
  }
  /** The stored file of a zip, deflated instead. */
  function deflated(name: Buffer, data: Buffer): Buffer {
    const stored = zip(name, data)
    const packed = deflateRawSync(data)
    const [head, tail] = [stored.subarray(0, 30 + name.length), stored.subarray(30 + name.length + data.length)]
    const [local, central] = [Buffer.from(head), Buffer.from(tail)]
    local.writeUInt16LE(8, 8)
    local.writeUInt32LE(packed.length, 18)
    central.writeUInt16LE(8, 10)
    central.writeUInt32LE(packed.length, 20)
    central.writeUInt32LE(local.length + packed.length, central.length - 6)
    return Buffer.concat([local, packed, central])
  }

  it('gives back its files, stored or deflated; damaged it throws, and what is none is none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200_000 }), fc.boolean(), async (bytes, packed) => {
        const made = (packed ? deflated : zip)(Buffer.from('a.csv'), Buffer.from(bytes))
        const [file] = filesOf(made) ?? []
        expect(file?.name.toString()).toBe('a.csv')
        if (file !== undefined)
          expect(
            createHash('md5')
              .update(await all(file.bytes()))
              .digest('hex'),
          ).toBe(createHash('md5').update(bytes).digest('hex'))
      }),
      { numRuns: 20 },
    )
    const damaged = zip(Buffer.from('a.csv'), Buffer.from('hello, world'))
    damaged[36] = 0x40
    const [file] = filesOf(damaged) ?? []
    await expect(file === undefined ? null : all(file.bytes())).rejects.toThrow('damaged')
    for (const none of [Buffer.alloc(0), Buffer.from('<html>'), zip(Buffer.from('a'), Buffer.from('b')).subarray(0, 40)])
      expect(filesOf(none)).toBeNull()
  })
})
