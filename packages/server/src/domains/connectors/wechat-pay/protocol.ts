/**
 * The wire facts of WeChat Pay API v3 (微信支付 APIv3 接口规则): what is signed, the Authorization header, AEAD_AES_256_GCM, the encryption of
 * sensitive fields, times. Pure: keys and clocks are handed in.
 */
import { constants, createDecipheriv, type KeyObject, publicEncrypt, sign, verify } from 'node:crypto'
import { type BusinessDate, parseBusinessDate } from '../../../kernel/time.ts'

/** How requests are signed and resources sealed: RSA and AES, or the SM suite (国密). */
export type Suite = 'rsa' | 'sm'

export const SCHEMES: Readonly<Record<Suite, string>> = { rsa: 'WECHATPAY2-SHA256-RSA2048', sm: 'WECHATPAY2-SM2-WITH-SM3' }
export const CIPHERS: Readonly<Record<Suite, string>> = { rsa: 'AEAD_AES_256_GCM', sm: 'AEAD_SM4_GCM' }

/** Names in lower case, as Node gives them. */
export const HEADERS = {
  timestamp: 'wechatpay-timestamp',
  nonce: 'wechatpay-nonce',
  serial: 'wechatpay-serial',
  signature: 'wechatpay-signature',
  type: 'wechatpay-signature-type',
} as const

/** What the platform signed may be this old, or this far ahead, in seconds. */
export const SKEW_SECONDS = 300

/** A signature that begins so is the platform's probe (签名探测): whoever accepts it verifies nothing. */
export const PROBE = 'WECHATPAY/SIGNTEST/'

/** The public key of the platform has an id of this form instead of a certificate's serial. */
export const PUBLIC_KEY_ID = /^PUB_KEY_ID_[0-9A-Za-z]{1,64}$/

const lines = (...parts: readonly (string | Uint8Array)[]): Buffer =>
  Buffer.concat(parts.flatMap(part => [typeof part === 'string' ? Buffer.from(part) : part, Buffer.from('\n')]))

/** What we sign: method, path with query, timestamp, nonce and body as sent, each ended by a line feed. */
export const requestMessage = (method: string, path: string, timestamp: string, nonce: string, body: string | Uint8Array): Buffer =>
  lines(method, path, timestamp, nonce, body)

/** What the platform signs, in answers and notifications: over the body as it came; that of a 204 is empty. */
export const responseMessage = (timestamp: string, nonce: string, body: string | Uint8Array): Buffer => lines(timestamp, nonce, body)

/** What opens the cashier in a page or mini program (`package` is `prepay_id=…`), or in an app (the bare prepay id). */
export const cashierMessage = (appId: string, timestamp: string, nonce: string, prepay: string): Buffer =>
  lines(appId, timestamp, nonce, prepay)

/** SHA256 with RSA, base64. */
export const signRsa = (privateKey: KeyObject, message: Uint8Array): string => sign('sha256', message, privateKey).toString('base64')

/** `key`: a public key, or PEM of one or of a certificate. What is no key or no signature verifies nothing. */
export function verifyRsa(key: KeyObject | string, message: Uint8Array, signature: string): boolean {
  try {
    return verify('sha256', message, key, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}

/** The Authorization header. `serialNo` is of our own certificate, never of the platform's. */
export const authorization = (
  suite: Suite,
  given: {
    readonly mchid: string
    readonly serialNo: string
    readonly timestamp: string
    readonly nonce: string
    readonly signature: string
  },
): string =>
  `${SCHEMES[suite]} mchid="${given.mchid}",nonce_str="${given.nonce}",signature="${given.signature}",timestamp="${given.timestamp}",serial_no="${given.serialNo}"`

/** Encrypts a sensitive field for the platform: RSAES-OAEP with SHA-1 and MGF1, base64. */
export const encryptRsa = (key: KeyObject, text: string): string =>
  publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, Buffer.from(text)).toString('base64')

/** A sealed resource, as notifications and certificate downloads carry it. */
export type Sealed = {
  readonly algorithm: string
  readonly ciphertext: string
  /** May be empty or missing. */
  readonly associatedData: string
  readonly nonce: string
}

export const TAG_BYTES = 16
export const API_V3_KEY_BYTES = 32
const GCM_NONCE_BYTES = 12

/** Throws when the tag does not match. */
export type GcmOpen = (apiV3Key: Buffer, nonce: Buffer, associatedData: Buffer, ciphertext: Buffer, tag: Buffer) => Buffer

export const aesGcmOpen: GcmOpen = (apiV3Key, nonce, associatedData, ciphertext, tag) => {
  const decipher = createDecipheriv('aes-256-gcm', apiV3Key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(associatedData).setAuthTag(tag)
  return Buffer.concat([decipher.update(ciphertext), decipher.final()])
}

/** Opens a resource; the 16 bytes of the tag are required. `null`: it does not open with this key, or is not sealed as it must be. */
export function openSealed(apiV3Key: Buffer, sealed: Sealed, suite: Suite, open: GcmOpen): string | null {
  const nonce = Buffer.from(sealed.nonce)
  const bytes = Buffer.from(sealed.ciphertext, 'base64')
  if (
    sealed.algorithm !== CIPHERS[suite] ||
    apiV3Key.length !== API_V3_KEY_BYTES ||
    nonce.length !== GCM_NONCE_BYTES ||
    bytes.length <= TAG_BYTES
  )
    return null
  try {
    const associatedData = Buffer.from(sealed.associatedData)
    return open(apiV3Key, nonce, associatedData, bytes.subarray(0, -TAG_BYTES), bytes.subarray(-TAG_BYTES)).toString('utf8')
  } catch {
    return null
  }
}

const CHINA_MS = 8 * 3_600_000
const shifted = (instant: Date): string => new Date(instant.getTime() + CHINA_MS).toISOString()

/** RFC 3339 in China's time: 2018-06-08T10:34:56+08:00. */
export const timeText = (instant: Date): string => `${shifted(instant).slice(0, 19)}+08:00`

/** Reads RFC 3339; `null` when it is none. */
export function timeOf(text: string | undefined): Date | null {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return null
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? null : at
}

/** The day in China in whose bill the instant falls. */
export const billDateOf = (instant: Date): BusinessDate => parseBusinessDate(shifted(instant).slice(0, 10)) as BusinessDate
