/**
 * The wire facts of WeChat Pay API v3 (微信支付 APIv3 接口规则): what is signed, the Authorization header, AEAD_AES_256_GCM, times. Pure.
 */
import { createCipheriv, createDecipheriv, sign, verify } from 'node:crypto'

export const SCHEME = 'WECHATPAY2-SHA256-RSA2048'

/** Requests may be this much off, seconds, either way. */
export const SKEW_SECONDS = 300

export const HEADERS = {
  timestamp: 'Wechatpay-Timestamp',
  nonce: 'Wechatpay-Nonce',
  serial: 'Wechatpay-Serial',
  signature: 'Wechatpay-Signature',
  type: 'Wechatpay-Signature-Type',
} as const

/** A signature that begins so is a probe: whoever accepts it verifies nothing. */
export const PROBE = 'WECHATPAY/SIGNTEST/'

const lines = (...parts: readonly (string | Uint8Array)[]): Buffer =>
  Buffer.concat(parts.flatMap(part => [typeof part === 'string' ? Buffer.from(part) : part, Buffer.from('\n')]))

/** What a merchant signs: method, path with query, timestamp, nonce and the body as sent, each ended by a line feed. */
export const requestMessage = (method: string, url: string, timestamp: string, nonce: string, body: string | Uint8Array): Buffer =>
  lines(method, url, timestamp, nonce, body)

/** What the platform signs, in answers and callbacks; the body of a 204 is empty. */
export const responseMessage = (timestamp: string, nonce: string, body: string | Uint8Array): Buffer => lines(timestamp, nonce, body)

export const signRsa = (privateKey: string, message: Uint8Array): string => sign('sha256', message, privateKey).toString('base64')

export const verifyRsa = (publicKeyOrCertificate: string, message: Uint8Array, signature: string): boolean =>
  verify('sha256', message, publicKeyOrCertificate, Buffer.from(signature, 'base64'))

export type Authorization = {
  readonly scheme: string
  readonly mchid: string
  readonly serialNo: string
  readonly timestamp: string
  readonly nonce: string
  readonly signature: string
}

/** Reads `SCHEME mchid="…",nonce_str="…",signature="…",timestamp="…",serial_no="…"`, in any order; or the name of what is missing. */
export function parseAuthorization(header: string): Authorization | { readonly missing: string } {
  const [, scheme = '', rest = ''] = /^(\S+)\s+(.*)$/s.exec(header) ?? []
  const values = new Map([...rest.matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, name, value]) => [name ?? '', value ?? '']))
  for (const name of ['mchid', 'serial_no', 'timestamp', 'nonce_str', 'signature']) if (!values.get(name)) return { missing: name }
  return {
    scheme,
    mchid: values.get('mchid') ?? '',
    serialNo: values.get('serial_no') ?? '',
    timestamp: values.get('timestamp') ?? '',
    nonce: values.get('nonce_str') ?? '',
    signature: values.get('signature') ?? '',
  }
}

const TAG_BYTES = 16

/** AEAD_AES_256_GCM (RFC 5116): base64 of ciphertext and tag. `nonce` has 12 bytes, `apiV3Key` 32. */
export function seal(apiV3Key: string, nonce: string, associatedData: string, plaintext: string): string {
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce).setAAD(Buffer.from(associatedData))
  return Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64')
}

/** The opposite of `seal`; throws when key, nonce, associated data or ciphertext differ by one bit. */
export function unseal(apiV3Key: string, nonce: string, associatedData: string, ciphertext: string): string {
  const bytes = Buffer.from(ciphertext, 'base64')
  if (bytes.length < TAG_BYTES) throw new Error('the ciphertext is shorter than its tag')
  const decipher = createDecipheriv('aes-256-gcm', apiV3Key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(associatedData)).setAuthTag(bytes.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8')
}

const shifted = (instant: Date): string => new Date(instant.getTime() + 8 * 3_600_000).toISOString()

/** RFC 3339 in China's time: 2018-06-08T10:34:56+08:00. */
export const timeText = (instant: Date): string => `${shifted(instant).slice(0, 19)}+08:00`

/** As bills write it: 2018-06-08 10:34:56. */
export const billTime = (instant: Date): string => shifted(instant).slice(0, 19).replace('T', ' ')

/** The business day in China: 2018-06-08. */
export const dayOf = (instant: Date): string => shifted(instant).slice(0, 10)
