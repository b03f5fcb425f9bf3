/**
 * 国密 / the SM algorithms of API v3: WECHATPAY2-SM2-WITH-SM3 (GB/T 32918.2 with the default id, DER) and AEAD_SM4_GCM, whose key is the first
 * 16 bytes of the SM3 digest of the APIv3 key. The same interfaces as the RSA side.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { sm2, sm4 } from 'sm-crypto-v2'
import { nameOf, pem, sequence, timeOf, tlv } from '../certificate.ts'

export const SM_SCHEME = 'WECHATPAY2-SM2-WITH-SM3'
export const SM_CIPHER = 'AEAD_SM4_GCM'

const TAG_BYTES = 16
const DEFAULT_ID = '1234567812345678'

export type SmKey = {
  readonly serial: string
  /** 64 hexadecimal digits. */
  readonly privateKey: string
  /** An uncompressed point: `04` and 128 hexadecimal digits. */
  readonly publicKey: string
  /** PKCS#8. */
  readonly privateKeyPem: string
  readonly certificate: string
}

const oid = (hex: string): Buffer => tlv(0x06, Buffer.from(hex, 'hex'))
/** id-ecPublicKey on the curve 1.2.156.10197.1.301. */
const SM2_KEY = sequence(oid('2a8648ce3d0201'), oid('2a811ccf5501822d'))
/** 1.2.156.10197.1.501. */
const SM2_WITH_SM3 = sequence(oid('2a811ccf55018375'))

export const signSm = (privateKey: string, message: Uint8Array): string =>
  Buffer.from(sm2.doSignature(message, privateKey, { hash: true, der: true, userId: DEFAULT_ID }), 'hex').toString('base64')

/** Garbage is no signature. */
export function verifySm(publicKey: string, message: Uint8Array, signature: string): boolean {
  try {
    const hex = Buffer.from(signature, 'base64').toString('hex')
    return sm2.doVerifySignature(message, hex, publicKey, { hash: true, der: true, userId: DEFAULT_ID })
  } catch {
    return false
  }
}

export function newSmKey(commonName: string, notBefore: Date, notAfter: Date): SmKey {
  const { privateKey, publicKey } = sm2.generateKeyPairHex()
  const serial = `${randomInt(1, 8)}${randomBytes(20).toString('hex').slice(1)}`.toUpperCase()
  const point = tlv(0x03, Buffer.from(`00${publicKey}`, 'hex'))
  const subject = nameOf(commonName)
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.from(serial, 'hex')),
    SM2_WITH_SM3,
    subject,
    sequence(timeOf(notBefore), timeOf(notAfter)),
    subject,
    sequence(SM2_KEY, point),
  )
  const signature = Buffer.from(signSm(privateKey, body), 'base64')
  const inner = sequence(tlv(0x02, Buffer.from([1])), tlv(0x04, Buffer.from(privateKey, 'hex')), tlv(0xa1, point))
  return {
    serial,
    privateKey,
    publicKey,
    privateKeyPem: pem('PRIVATE KEY', sequence(tlv(0x02, Buffer.from([0])), SM2_KEY, tlv(0x04, inner))),
    certificate: pem('CERTIFICATE', sequence(body, SM2_WITH_SM3, tlv(0x03, Buffer.from([0]), signature))),
  }
}

/** Opens a sensitive field: SM2, C1C3C2 as ASN.1, base64; null when it does not open. */
export function decryptSm(privateKey: string, ciphertext: string): string | null {
  try {
    const hex = Buffer.from(ciphertext, 'base64').toString('hex')
    const text = sm2.doDecrypt(hex, privateKey, 1, { asn1: true })
    return text === '' ? null : text
  } catch {
    return null
  }
}

const sm4Key = (apiV3Key: string): Uint8Array => new Uint8Array(createHash('sm3').update(apiV3Key).digest().subarray(0, 16))

/** AEAD_SM4_GCM: base64 of ciphertext and tag. */
export function sealSm(apiV3Key: string, nonce: string, associatedData: string, plaintext: string): string {
  const { output, tag } = sm4.encrypt(new Uint8Array(Buffer.from(plaintext)), sm4Key(apiV3Key), {
    mode: 'gcm',
    iv: new Uint8Array(Buffer.from(nonce)),
    associatedData: new Uint8Array(Buffer.from(associatedData)),
    output: 'array',
    outputTag: true,
  })
  if (tag === undefined) throw new Error('SM4-GCM gave no tag')
  return Buffer.concat([output, tag]).toString('base64')
}

/** The opposite of `sealSm`; throws when anything differs. The tag is required. */
export function unsealSm(apiV3Key: string, nonce: string, associatedData: string, ciphertext: string): string {
  const bytes = new Uint8Array(Buffer.from(ciphertext, 'base64'))
  if (bytes.length < TAG_BYTES) throw new Error('the ciphertext is shorter than its tag')
  const plain = sm4.decrypt(bytes.subarray(0, -TAG_BYTES), sm4Key(apiV3Key), {
    mode: 'gcm',
    iv: new Uint8Array(Buffer.from(nonce)),
    associatedData: new Uint8Array(Buffer.from(associatedData)),
    tag: bytes.slice(-TAG_BYTES),
    output: 'array',
  })
  return Buffer.from(plain).toString('utf8')
}
