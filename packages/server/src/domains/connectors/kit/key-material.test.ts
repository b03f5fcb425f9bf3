/** What keys are is told from their bytes, whatever they are called. */
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { normalKeyId, readMaterial } from './key-material.ts'
import { makeCertificate, makeRsa } from './test-certificates.ts'
import type { KeyKind, KeyRole } from './types.ts'

const role = (kind: KeyKind, more: Partial<KeyRole> = {}): KeyRole => ({
  role: 'r',
  name: { en: 'Key', zh: '密钥' },
  holder: 'us',
  kind,
  required: true,
  ...more,
})
const KEY = Buffer.alloc(32, 7)
const read = (kind: KeyKind, text: string, more?: Partial<KeyRole>) => readMaterial(role(kind, more), text, KEY)
const materialOf = (outcome: ReturnType<typeof read>) => {
  if (!outcome.ok) throw new Error(outcome.error.code)
  return outcome.value
}
const refusalOf = (outcome: ReturnType<typeof read>) => (outcome.ok ? null : { code: outcome.error.code, ...outcome.error.values })
const bare = (pem: string): string => pem.replaceAll(/-----[^-]+-----|\s/g, '')

const rsa = makeRsa()
const day = 86_400_000
const certificate = makeCertificate(rsa.pkcs8, { serial: '00ab12', from: new Date(Date.now() - day), to: new Date(Date.now() + 30 * day) })

describe('private keys', () => {
  it('are read as PKCS #1 and PKCS #8, with and without PEM lines, and kept in one form', () => {
    const forms = [
      [rsa.pkcs8, 'PKCS8'],
      [rsa.pkcs1, 'PKCS1'],
      [bare(rsa.pkcs8), 'PKCS8'],
      [bare(rsa.pkcs1), 'PKCS1'],
      // The label lies, as exported by some tools; the bytes tell.
      [rsa.pkcs1.replaceAll('RSA PRIVATE', 'PRIVATE'), 'PKCS1'],
      [rsa.pkcs8.replaceAll('\n', '\r\n'), 'PKCS8'],
    ] as const
    for (const [text, format] of forms)
      expect(materialOf(read('rsa_private', text))).toMatchObject({ format, bits: 2048, material: rsa.pkcs8 })
    expect(new Set(forms.map(([text]) => materialOf(read('rsa_private', text)).fingerprint)).size).toBe(1)
  })

  it('share the fingerprint of the pair with their public key and certificate', () => {
    const pairs = [
      read('rsa_private', rsa.pkcs1),
      read('rsa_public', rsa.spki),
      read('rsa_public', rsa.publicPkcs1),
      read('certificate', certificate),
    ]
    expect(new Set(pairs.map(one => materialOf(one).pairFingerprint)).size).toBe(1)
    expect(materialOf(read('rsa_private', makeRsa().pkcs8)).pairFingerprint).not.toBe(
      materialOf(read('rsa_public', rsa.spki)).pairFingerprint,
    )
  })

  it('are refused when they are protected, too short, of another kind, or none', () => {
    const locked = rsa.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }) as string
    const lockedOld = rsa.privateKey.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }) as string
    expect(refusalOf(read('rsa_private', locked))).toEqual({ code: 'credential_encrypted' })
    expect(refusalOf(read('rsa_private', lockedOld))).toEqual({ code: 'credential_encrypted' })
    expect(refusalOf(read('rsa_private', makeRsa(1024).pkcs8))).toEqual({ code: 'credential_too_short', bits: 1024, least: 2048 })
    expect(refusalOf(read('rsa_private', rsa.spki))).toEqual({
      code: 'credential_kind_wrong',
      expected: 'rsa_private',
      found: 'rsa_public',
    })
    expect(refusalOf(read('rsa_public', rsa.pkcs8))).toEqual({
      code: 'credential_kind_wrong',
      expected: 'rsa_public',
      found: 'rsa_private',
    })
    expect(refusalOf(read('rsa_public', certificate))).toEqual({
      code: 'credential_kind_wrong',
      expected: 'rsa_public',
      found: 'certificate',
    })
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' }) as string
    expect(refusalOf(read('rsa_private', ec))).toEqual({ code: 'credential_kind_wrong', expected: 'rsa_private', found: 'ec_private' })
    for (const text of ['hello', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', bare(rsa.pkcs8).slice(0, 400)])
      expect(refusalOf(read('rsa_private', text))).toEqual({ code: 'credential_unreadable', expected: 'rsa_private' })
  })

  it('of SM2 are told from other curves', () => {
    const sm2 = generateKeyPairSync('ec', { namedCurve: 'SM2' })
    const pkcs8 = sm2.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
    const spki = sm2.publicKey.export({ type: 'spki', format: 'pem' }) as string
    expect(materialOf(read('sm2_private', pkcs8))).toMatchObject({ bits: 256, material: pkcs8 })
    expect(materialOf(read('sm2_public', spki)).pairFingerprint).toBe(materialOf(read('sm2_private', pkcs8)).pairFingerprint)
    expect(refusalOf(read('rsa_private', pkcs8))).toEqual({ code: 'credential_kind_wrong', expected: 'rsa_private', found: 'sm2_private' })
    const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }) as string
    expect(refusalOf(read('sm2_public', p256))).toEqual({ code: 'credential_kind_wrong', expected: 'sm2_public', found: 'ec_public' })
  })
})

describe('certificates', () => {
  it('bring their serial without leading zeros, their subject and their end', () => {
    const material = materialOf(read('certificate', certificate))
    expect(material).toMatchObject({ format: 'X509', keyId: 'AB12', subject: 'CN=Test', bits: 2048 })
    expect(material.notAfter?.getTime()).toBeGreaterThan(Date.now() + 29 * day)
  })

  it('keep the chain they came with', () => {
    const other = makeCertificate(makeRsa().pkcs8, { serial: '77', from: new Date(0), to: new Date(Date.now() + day) })
    const material = materialOf(read('certificate', `${certificate}\n${other}`))
    expect([material.keyId, material.material.match(/BEGIN/g)?.length]).toEqual(['AB12', 2])
  })
})

describe('secrets', () => {
  it('have the length that is asked for, plain or in base64, and lose the line end of the file', () => {
    expect(materialOf(read('symmetric', `${'k'.repeat(32)}\n`, { bytes: 32 }))).toMatchObject({
      material: 'k'.repeat(32),
      bits: 256,
      pairFingerprint: null,
    })
    expect(materialOf(read('symmetric', Buffer.alloc(16, 1).toString('base64'), { bytes: 16 })).bits).toBe(128)
    expect(refusalOf(read('symmetric', ` ${'k'.repeat(32)}`, { bytes: 32 }))).toEqual({
      code: 'credential_length_wrong',
      bytes: 33,
      expected: 32,
    })
    expect(refusalOf(read('symmetric', rsa.pkcs8))).toEqual({ code: 'credential_kind_wrong', expected: 'symmetric', found: 'PEM' })
    expect(refusalOf(read('text', '\n'))).toEqual({ code: 'credential_unreadable', expected: 'text' })
  })

  it('have fingerprints that depend on our own key, so that they cannot be guessed', () => {
    const [one, other] = [KEY, Buffer.alloc(32, 8)].map(key => readMaterial(role('text'), '1234', key))
    expect(one?.ok === true && other?.ok === true && one.value.fingerprint !== other.value.fingerprint).toBe(true)
  })
})

describe('key ids', () => {
  it('of hexadecimal are compared without case and leading zeros, others as they are', () => {
    expect(['00ab12', 'AB12', '0'].map(normalKeyId)).toEqual(['AB12', 'AB12', '0'])
    expect(normalKeyId('PUB_KEY_ID_0114')).toBe('PUB_KEY_ID_0114')
  })
})
