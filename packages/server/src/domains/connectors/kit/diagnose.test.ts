/** Why something did not verify is told from the bytes: one rule, one test. */
import { createCipheriv, createHash, createHmac, privateEncrypt, randomBytes, sign } from 'node:crypto'
import fc from 'fast-check'
import { sm3, sm4 } from 'sm-crypto-v2'
import { describe, expect, it } from 'vitest'
import { diagnoseCipher, diagnoseSignature, type KnownKey } from './diagnose.ts'
import { makeCertificate, makeRsa } from './test-certificates.ts'
import type { CipherFailure, SignatureFailure } from './types.ts'
import { knowsWords, sentenceOf } from './words.ts'

const [ours, other] = [makeRsa(), makeRsa()]
const keyOf = (material: string, keyId: string | null = 'A1', state: KnownKey['state'] = 'active'): KnownKey => ({
  keyId,
  version: 1,
  state,
  material,
})
const TEXT = '1700000000\nnonce\n{"id":"1","amount": 100}\n'
const rsaSigned = (text: string, key = ours, digest = 'sha256') => sign(digest, Buffer.from(text), key.privateKey).toString('base64')
const failure = (more: Partial<SignatureFailure>): SignatureFailure => ({
  kind: 'signature',
  code: 'test',
  role: 'platform',
  on: 'callback',
  reference: null,
  algorithm: 'rsa_sha256',
  keyId: 'A1',
  signedString: TEXT,
  signature: rsaSigned(TEXT),
  ...more,
})
const KEYS = [keyOf(ours.spki)]

describe('signatures by RSA', () => {
  const codeOf = (more: Partial<SignatureFailure>, keys = KEYS) => diagnoseSignature(failure(more), keys)

  it('that are missing or no signatures say so', () => {
    expect(codeOf({ signature: null }).code).toBe('signature_missing')
    expect(codeOf({ signature: '###' }).code).toBe('signature_malformed')
    expect(codeOf({ reason: 'header_missing' }).code).toBe('signature_missing')
    expect(codeOf({}, []).code).toBe('no_key')
    expect(codeOf({ signature: randomBytes(128).toString('base64') })).toEqual({
      code: 'signature_length',
      values: { bytes: 128, expected: 256 },
    })
    for (const reason of ['timestamp_outside_window', 'replayed', 'account_wrong'] as const) expect(codeOf({ reason }).code).toBe(reason)
  })

  it('by another key of ours name it, also a staged or retired one', () => {
    const signature = rsaSigned(TEXT, other)
    expect(codeOf({ signature }, [...KEYS, keyOf(other.spki, 'B2')])).toMatchObject({
      code: 'signed_by_another_key',
      values: { key: 'B2', key_id: 'A1' },
    })
    expect(codeOf({ signature }, [...KEYS, keyOf(other.spki, 'B2', 'staged')]).code).toBe('signed_by_staged_key')
    expect(codeOf({ signature }, [...KEYS, keyOf(other.spki, 'B2', 'retired')]).code).toBe('signed_by_retired_key')
    expect(codeOf({}).code).toBe('verifies_now')
    const certificate = makeCertificate(other.pkcs8, { serial: '0b2', from: new Date(), to: new Date(Date.now() + 1e9) })
    expect(codeOf({ signature, keyId: '0B2' }, [keyOf(certificate, 'B2')]).code).toBe('verifies_now')
  })

  it('over another reading of the string say how it differs', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['no_line_end', TEXT.replace(/\n$/, '')],
      ['line_end_added', `${TEXT}\n`],
      ['crlf', TEXT.replaceAll('\n', '\r\n')],
      ['body_rewritten', TEXT.replace(': 100', ':100')],
    ]
    for (const [how, text] of cases)
      expect(codeOf({ signature: rsaSigned(text) })).toMatchObject({ code: 'string_differs', values: { how, key: 'A1' } })
    const form = 'app_id=1&sign_type=RSA2&total=1'
    expect(codeOf({ signedString: form, signature: rsaSigned('app_id=1&total=1') })).toMatchObject({
      values: { how: 'sign_type_left_out' },
    })
    expect(codeOf({ signedString: 'a=1%202', signature: rsaSigned('a=1 2') })).toMatchObject({ values: { how: 'url_decoded' } })
  })

  it('over another string, with the right key, are told from a wrong key', () => {
    const told = codeOf({ signature: rsaSigned('something else') })
    expect(told).toMatchObject({
      code: 'another_string_signed',
      values: { key: 'A1', signed_sha256: createHash('sha256').update('something else').digest('hex') },
    })
    expect(codeOf({ signature: rsaSigned('something else', other) }).code).toBe('signed_by_unknown_key')
    expect(codeOf({ signature: rsaSigned('something else', other), keyId: 'C3' })).toMatchObject({
      code: 'key_id_unknown',
      values: { key_id: 'C3', known: 'A1' },
    })
    const damaged = Buffer.from(rsaSigned(TEXT), 'base64')
    damaged[9] = (damaged[9] ?? 0) ^ 1
    expect(codeOf({ signature: damaged.toString('base64') }).code).toBe('signed_by_unknown_key')
  })

  it('with another digest or padding say which', () => {
    expect(codeOf({ signature: rsaSigned(TEXT, ours, 'sha1') })).toMatchObject({
      code: 'digest_differs',
      values: { algorithm: 'sha1', string: 'same' },
    })
    const raw = privateEncrypt(ours.privateKey, createHash('sha256').update(TEXT).digest()).toString('base64')
    expect(codeOf({ signature: raw }).code).toBe('padding_differs')
  })
})

describe('signatures by shared secret, and by algorithms of the connector', () => {
  it('are told apart as far as they can be', () => {
    const hmac = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex')
    const told = (signature: string, keys: readonly KnownKey[]) =>
      diagnoseSignature(failure({ algorithm: 'hmac_sha256', keyId: null, signature }), keys)
    expect(told(hmac('s', TEXT.trim()), [keyOf('s', null)])).toMatchObject({ code: 'string_differs' })
    expect(told(hmac('old', TEXT), [keyOf('s', null), keyOf('old', null, 'retired')]).code).toBe('signed_by_retired_key')
    expect(told(hmac('x', TEXT), [keyOf('s', null)]).code).toBe('key_or_string_differs')
    const own = failure({ algorithm: 'sm2_sm3', signature: 'AAAA', verify: (material, text) => material === 'M' && text === TEXT })
    expect(diagnoseSignature(own, [keyOf('M')]).code).toBe('verifies_now')
    expect(diagnoseSignature(own, [keyOf('N')]).code).toBe('key_or_string_differs')
    expect(diagnoseSignature(failure({ algorithm: 'sm2_sm3', signature: 'AAAA' }), [keyOf('N')]).code).toBe('key_or_string_differs')
  })
})

describe('sealed texts (GCM)', () => {
  const KEY = 'abcdefghijklmnopqrstuvwxyz012345'
  const NONCE = 'nonce1234567'
  const PLAIN = JSON.stringify({ id: 'x', name: '订单', amount: { total: 100 } })
  const seal = (plain = PLAIN, key = KEY, associated = 'transaction') => {
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(key), NONCE).setAAD(Buffer.from(associated))
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  }
  const told = (ciphertext: Buffer, more: Partial<CipherFailure> = {}, keys = [keyOf(KEY)]) =>
    diagnoseCipher(
      {
        ...{ kind: 'cipher', code: 'test', role: 'secret', on: 'callback', reference: null, algorithm: 'aes_256_gcm' },
        ...{ nonce: NONCE, associatedData: 'transaction', ciphertext: ciphertext.toString('base64'), ...more },
      },
      keys,
    )

  it('with another key say so, and name it where it is ours', () => {
    const another = 'A'.repeat(32)
    expect(told(seal(PLAIN, another)).code).toBe('gcm_key')
    expect(told(seal(PLAIN, another), {}, [keyOf(KEY), keyOf(another, null, 'retired')])).toEqual({
      code: 'gcm_key',
      values: { key: 'version 1', state: 'retired' },
    })
    expect(told(seal()).code).toBe('verifies_now')
    expect(told(seal(), {}, []).code).toBe('no_key')
    expect(told(seal(), {}, [keyOf('short')]).code).toBe('no_key')
  })

  it('with other associated data say so, and which when it is a usual one', () => {
    expect(told(seal(PLAIN, KEY, 'refund'))).toMatchObject({
      code: 'gcm_associated_data',
      values: { ours: 'transaction', theirs: 'refund' },
    })
    expect(told(seal(PLAIN, KEY, ''))).toMatchObject({ code: 'gcm_associated_data', values: { theirs: '' } })
    expect(told(seal(PLAIN, KEY, 'something of their own'))).toMatchObject({ code: 'gcm_associated_data', values: { theirs: '?' } })
  })

  it('that were damaged say whether tag or text', () => {
    const sealed = seal()
    const flip = (at: number): Buffer => {
      const copy = Buffer.from(sealed)
      copy[at] = (copy[at] ?? 0) ^ 0x81
      return copy
    }
    expect(told(flip(sealed.length - 3))).toMatchObject({ code: 'gcm_tag', values: { bits: 2 } })
    expect(told(flip(2)).code).toBe('gcm_ciphertext')
    expect(told(sealed.subarray(0, 10)).code).toBe('gcm_truncated')
    expect(told(sealed, { nonce: 'short' }).code).toBe('gcm_nonce')
    expect(told(sealed, { ciphertext: '###' }).code).toBe('gcm_truncated')
    expect(told(Buffer.alloc(300_000)).code).toBe('gcm_indistinct')
  })

  it('of SM4 are told apart likewise, with the key that follows from the material', () => {
    const derive = (material: string) => Buffer.from(sm3(material), 'hex').subarray(0, 16)
    const sealSm4 = (associated: string, material = KEY) => {
      const { output, tag } = sm4.encrypt(Buffer.from(PLAIN), derive(material), {
        mode: 'gcm',
        iv: Buffer.from(NONCE),
        associatedData: Buffer.from(associated),
        output: 'array',
        outputTag: true,
      }) as unknown as { output: Uint8Array; tag: Uint8Array }
      return Buffer.concat([output, tag])
    }
    const more = { algorithm: 'sm4_gcm' as const, keyOf: derive }
    expect(told(sealSm4('transaction'), more).code).toBe('verifies_now')
    expect(told(sealSm4('refund'), more)).toMatchObject({ code: 'gcm_associated_data', values: { theirs: 'refund' } })
    expect(told(sealSm4('transaction', 'B'.repeat(32)), more).code).toBe('gcm_key')
  })

  it('are told right for any JSON, key, associated data and place of damage (property)', () => {
    const text = fc.record({ id: fc.string({ minLength: 8 }), name: fc.string({ minLength: 30 }), memo: fc.string({ minLength: 30 }) })
    fc.assert(
      fc.property(text, fc.constantFrom('key', 'associated_data', 'tag'), fc.nat(15), (value, fault, at) => {
        const plain = JSON.stringify(value)
        const sealed = seal(
          plain,
          fault === 'key' ? randomBytes(16).toString('hex') : KEY,
          fault === 'associated_data' ? 'refund' : 'transaction',
        )
        if (fault === 'tag') sealed[sealed.length - 1 - at] = (sealed[sealed.length - 1 - at] ?? 0) ^ 1
        expect(told(sealed).code).toBe(`gcm_${fault}`)
      }),
      { numRuns: 60 },
    )
  })
})

describe('words', () => {
  it('are there for every diagnosis and finding, filled and in both languages', () => {
    for (const code of ['gcm_key', 'signed_by_staged_key', 'key_missing', 'reachable']) expect(knowsWords(code)).toBe(true)
    expect(sentenceOf('pair_broken', { key: 'A1', other: 'certificate' }, 'en')).toBe('A1 does not belong to certificate.')
    expect(sentenceOf('pair_broken', { key: 'A1', other: 'certificate' }, 'zh')).toContain('A1')
    expect(sentenceOf('of_a_connector', {}, 'en')).toBe('of_a_connector')
  })
})
