/**
 * 国密 / the SM algorithms of API v3: WECHATPAY2-SM2-WITH-SM3 (GB/T 32918.2 with the default id, signatures as DER), AEAD_SM4_GCM whose key is
 * the first 16 bytes of SM3(APIv3 key), SM2 encryption of sensitive fields. Not `node:crypto`, whose SM2 signatures are not these.
 */
import { createHash, createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { sm2, sm4 } from 'sm-crypto-v2'
import { invariant } from '../../../kernel/outcome.ts'
import { type GcmOpen, TAG_BYTES } from './protocol.ts'

const DEFAULT_ID = '1234567812345678'
const POINT_BYTES = 65
/** In PKCS#8: the version of ECPrivateKey and the head of its 32-byte key. */
const KEY_HEAD = Buffer.from('0201010420', 'hex')

/** `privateKey`: 64 hexadecimal digits. Base64 of the DER signature. */
export const signSm = (privateKey: string, message: Uint8Array): string =>
  Buffer.from(sm2.doSignature(message, privateKey, { hash: true, der: true, userId: DEFAULT_ID }), 'hex').toString('base64')

/** `publicKey`: an uncompressed point, `04` and 128 hexadecimal digits. Garbage is no signature. */
export function verifySm(publicKey: string, message: Uint8Array, signature: string): boolean {
  try {
    const hex = Buffer.from(signature, 'base64').toString('hex')
    return sm2.doVerifySignature(message, hex, publicKey, { hash: true, der: true, userId: DEFAULT_ID })
  } catch {
    return false
  }
}

/** Encrypts a sensitive field: SM2, C1C3C2 as ASN.1, base64. */
export const encryptSm = (publicKey: string, text: string): string =>
  Buffer.from(sm2.doEncrypt(new Uint8Array(Buffer.from(text)), publicKey, 1, { asn1: true }), 'hex').toString('base64')

/** The point of a public key or certificate in PEM, as hexadecimal. Throws when it is neither, or of another curve. */
export function publicPointOf(pem: string): string {
  const key = pem.includes('BEGIN CERTIFICATE') ? new X509Certificate(pem).publicKey : createPublicKey(pem)
  const point = key.export({ type: 'spki', format: 'der' }).subarray(-POINT_BYTES).toString('hex')
  invariant(sm2.verifyPublicKey(point), 'this is no public key of SM2')
  return point
}

/** The private key of a PKCS#8 or SEC1 PEM, as hexadecimal. Throws when there is none. */
export function privateScalarOf(pem: string): string {
  const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' })
  const at = der.indexOf(KEY_HEAD)
  invariant(at >= 0, 'this is no private key of SM2')
  return der.subarray(at + KEY_HEAD.length, at + KEY_HEAD.length + 32).toString('hex')
}

/** The key of AEAD_SM4_GCM that belongs to an APIv3 key. */
export const sm4Key = (apiV3Key: Uint8Array | string): Uint8Array =>
  new Uint8Array(createHash('sm3').update(apiV3Key).digest().subarray(0, 16))

/** SM4 in GCM. The library takes a missing tag for no check at all, so the tag is required here. */
export const sm4GcmOpen: GcmOpen = (apiV3Key, nonce, associatedData, ciphertext, tag) => {
  invariant(tag.length === TAG_BYTES, 'SM4-GCM is opened with its tag only')
  const plain = sm4.decrypt(new Uint8Array(ciphertext), sm4Key(apiV3Key), {
    mode: 'gcm',
    iv: new Uint8Array(nonce),
    associatedData: new Uint8Array(associatedData),
    tag: new Uint8Array(tag),
    output: 'array',
  })
  return Buffer.from(plain)
}
