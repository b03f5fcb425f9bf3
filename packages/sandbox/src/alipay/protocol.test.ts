/** What is signed and how amounts are written, by property, with keys made here. */
import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  fenOf,
  instantOf,
  notifyContent,
  parseAuthorization,
  requestContent,
  requestMessageV3,
  responseMessageV3,
  SCHEME,
  signRsa2,
  timeText,
  verifyRsa2,
  yuanOf,
} from './protocol.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

const name = fc.stringMatching(/^[a-z][a-z_]{0,12}$/).filter(word => word !== 'sign' && word !== 'sign_type')
const parameters = fc.dictionary(name, fc.string({ unit: 'grapheme' }), { noNullPrototype: true })

describe('the content of v2', () => {
  it('does not depend on the order of the parameters, nor on empty ones or the signature', () => {
    fc.assert(
      fc.property(parameters, name, (given, empty) => {
        const reversed = Object.fromEntries(Object.entries(given).reverse())
        const more = { ...reversed, ...(Object.hasOwn(given, empty) ? {} : { [empty]: '' }), sign: 'x' }
        expect(requestContent(more)).toBe(requestContent(given))
        expect(notifyContent({ ...more, sign_type: 'RSA2' })).toBe(notifyContent(given))
      }),
    )
  })

  it('contains sign_type in requests and not in notifications', () => {
    expect(requestContent({ b: '2', a: '1', sign_type: 'RSA2', sign: 'x' })).toBe('a=1&b=2&sign_type=RSA2')
    expect(notifyContent({ b: '2', a: '1', sign_type: 'RSA2', sign: 'x' })).toBe('a=1&b=2')
  })

  it('verifies as it was signed, and not with any value changed', () => {
    fc.assert(
      fc.property(parameters, name, (given, changed) => {
        const signature = signRsa2(privateKey, requestContent(given))
        expect(verifyRsa2(publicKey, requestContent(given), signature)).toBe(true)
        const altered = { ...given, [changed]: `${given[changed] ?? ''}1` }
        expect(verifyRsa2(publicKey, requestContent(altered), signature)).toBe(false)
      }),
      { numRuns: 30 },
    )
  })

  it('never throws at a signature that is none', () => {
    fc.assert(
      fc.property(fc.string(), junk => {
        expect(verifyRsa2(publicKey, 'content', junk)).toBe(false)
      }),
    )
  })
})

describe('the messages of v3', () => {
  it('end every part by a line feed; the token of another merchant is the last part', () => {
    expect(requestMessageV3('app_id=1', 'GET', '/v3/a?b=c', '')).toBe('app_id=1\nGET\n/v3/a?b=c\n\n')
    expect(requestMessageV3('app_id=1', 'POST', '/v3/a', '{}', 'token')).toBe('app_id=1\nPOST\n/v3/a\n{}\ntoken\n')
    expect(responseMessageV3('1', 'n', '{}')).toBe('1\nn\n{}\n')
  })

  it('keep the authorization string as it was sent', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9-]{1,32}$/)
    fc.assert(
      fc.property(word, word, fc.option(word), fc.base64String({ minLength: 4 }), (appId, nonce, certificate, sign) => {
        const authString = `app_id=${appId},${certificate === null ? '' : `app_cert_sn=${certificate},`}nonce=${nonce},timestamp=1700000000000`
        const given = parseAuthorization(`${SCHEME} ${authString},sign=${sign}`)
        expect([given?.authString, given?.signature, given?.values.get('nonce')]).toEqual([authString, sign, nonce])
        expect(given?.values.get('app_cert_sn') ?? null).toBe(certificate)
      }),
    )
  })

  it('are nothing of another scheme or without a signature', () => {
    for (const header of ['', 'Bearer x', `${SCHEME} app_id=1`, 'WECHATPAY2-SHA256-RSA2048 app_id=1,sign=x'])
      expect(parseAuthorization(header)).toBeNull()
  })
})

describe('amounts and times', () => {
  it('come back as they went', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000_000 }), fen => {
        expect(fenOf(yuanOf(fen))).toBe(fen)
      }),
    )
    fc.assert(
      fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), instant => {
        expect(instantOf(timeText(instant))?.getTime()).toBe(Math.floor(instant.getTime() / 1000) * 1000)
      }),
    )
  })

  it('are refused with more than two decimals, signs, spaces, exponents, or outside the range', () => {
    for (const wrong of [
      '0',
      '0.00',
      '1.234',
      '-1',
      '+1',
      ' 1',
      '1e3',
      '1,000.00',
      '.5',
      '5.',
      '100000000.01',
      '',
      Number.NaN,
      1.005,
      null,
      {},
    ])
      expect(fenOf(wrong)).toBeNull()
    expect([fenOf('0.01'), fenOf('1.5'), fenOf(88.8), fenOf('100000000')]).toEqual([1, 150, 8_880, 10_000_000_000])
  })
})
