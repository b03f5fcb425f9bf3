/**
 * The wire facts of Alipay's open platform: what is signed in v2 (gateway.do) and v3, how certificates are named, times. Pure.
 * https://opendocs.alipay.com/open-v3/054q58 (v3 requests), …/054d0z (v3 answers), https://opendocs.alipay.com/common/02kf5q (v2),
 * https://opendocs.alipay.com/common/02mse7 (notifications).
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify, X509Certificate } from 'node:crypto'
import { type BusinessDate, businessDateOf } from '../../../kernel/time.ts'

export const SCHEME = 'ALIPAY-SHA256withRSA'

/** Alipay's day and the times on its wire, wherever we are. */
export const ALIPAY_TIME_ZONE = 'Asia/Shanghai'

/** RSA2: SHA-256 with RSA, PKCS#1 v1.5. */
export const signRsa2 = (privateKey: KeyObject, content: string): string =>
  sign('sha256', Buffer.from(content), privateKey).toString('base64')

/** False, too, of what is no signature at all. */
export function verifyRsa2(publicKey: KeyObject, content: string | Buffer, signature: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(signature)) return false
  return verify('sha256', typeof content === 'string' ? Buffer.from(content) : content, publicKey, Buffer.from(signature, 'base64'))
}

/** Sorted `k=v&…` of what is neither empty nor left out. */
function sortedContent(parameters: Iterable<readonly [string, string]>, leftOut: readonly string[]): string {
  return [...parameters]
    .filter(([name, value]) => value !== '' && !leftOut.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

/** What a v2 request signs: all but `sign`; `sign_type` is signed. */
export const requestContent = (parameters: Readonly<Record<string, string>>): string => sortedContent(Object.entries(parameters), ['sign'])

/** What a notification and the parameters of a return_url sign: all but `sign` and `sign_type`. */
export const notifyContent = (parameters: Iterable<readonly [string, string]>): string => sortedContent(parameters, ['sign', 'sign_type'])

/** What a v3 request signs: the authorization string, method, path with query and the body as sent. */
export const requestMessageV3 = (authString: string, method: string, path: string, body: string): string =>
  `${authString}\n${method}\n${path}\n${body}\n`

/** What a v3 answer signs, the body byte by byte as it came. */
export const answerMessageV3 = (timestamp: string, nonce: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from('\n')])

/** The member of a v2 answer: `alipay.trade.query` -> `alipay_trade_query_response`. */
export const responseMember = (method: string): string => `${method.replaceAll('.', '_')}_response`

/** The v3 path of a method: `alipay.trade.query` -> `/v3/alipay/trade/query`. */
export const pathOf = (method: string): string => `/v3/${method.replaceAll('.', '/')}`

export type SignedAnswerV2 = { readonly content: string; readonly sign: string; readonly certificateSn: string | null }

/**
 * The raw text of a member's object and the signature beside it. The signature covers the very substring that was sent, so it is cut out
 * by counting braces outside of strings, never parsed and written again. `null`: there is no such member, or no signature.
 */
export function signedAnswerV2(text: string, member: string): SignedAnswerV2 | null {
  const mark = `"${member}":`
  const start = text.indexOf(mark)
  if (start < 0 || text[start + mark.length] !== '{') return null
  const end = endOfObject(text, start + mark.length)
  if (end === null) return null
  const content = text.slice(start + mark.length, end)
  // What surrounds the object is read as JSON: with the object replaced, nothing inside it can pose as the signature.
  let around: unknown
  try {
    around = JSON.parse(`${text.slice(0, start + mark.length)}null${text.slice(end)}`)
  } catch {
    return null
  }
  if (typeof around !== 'object' || around === null || !('sign' in around) || typeof around.sign !== 'string') return null
  const sn = 'alipay_cert_sn' in around && typeof around.alipay_cert_sn === 'string' ? around.alipay_cert_sn : null
  return { content, sign: around.sign, certificateSn: sn }
}

/** Where the object that begins at `from` ends (exclusive). */
function endOfObject(text: string, from: number): number | null {
  let depth = 0
  let quoted = false
  for (let at = from; at < text.length; at += 1) {
    const character = text[at]
    if (quoted) {
      if (character === '\\') at += 1
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '{') depth += 1
    else if (character === '}') {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return null
}

const SHANGHAI_MS = 8 * 3_600_000

/** `2018-06-08 10:34:56` in China's time. */
export const timeText = (instant: Date): string => new Date(instant.getTime() + SHANGHAI_MS).toISOString().slice(0, 19).replace('T', ' ')

/** The opposite of timeText; milliseconds and a tab are tolerated. `null` when it is none. */
export function instantOf(text: unknown): Date | null {
  if (typeof text !== 'string') return null
  const [, day = '', time = ''] = /^\s*(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.\d{1,3})?\s*$/.exec(text) ?? []
  if (day === '') return null
  const instant = new Date(`${day}T${time}+08:00`)
  // 2026-02-30 would roll over into March.
  return Number.isNaN(instant.getTime()) || timeText(instant).slice(0, 10) !== day ? null : instant
}

/** Alipay's business day of an instant. */
export const dayOf = (instant: Date): BusinessDate => businessDateOf(instant, ALIPAY_TIME_ZONE)

/** A private key as people paste it: PEM, or base64 of PKCS#8 or PKCS#1. `null` when it is none of them. */
export function readPrivateKey(text: string): KeyObject | null {
  const given = text.trim()
  const attempts: (() => KeyObject)[] = given.includes('-----BEGIN')
    ? [() => createPrivateKey(given)]
    : (['pkcs8', 'pkcs1'] as const).map(type => () => createPrivateKey({ key: Buffer.from(given, 'base64'), format: 'der', type }))
  return firstRsa(attempts)
}

/** A public key: PEM, a certificate, or base64 of SPKI or PKCS#1. `null` when it is none of them. */
export function readPublicKey(text: string): KeyObject | null {
  const given = text.trim()
  const attempts: (() => KeyObject)[] = given.includes('-----BEGIN')
    ? [() => createPublicKey(given)]
    : (['spki', 'pkcs1'] as const).map(type => () => createPublicKey({ key: Buffer.from(given, 'base64'), format: 'der', type }))
  return firstRsa(attempts)
}

function firstRsa(attempts: readonly (() => KeyObject)[]): KeyObject | null {
  for (const attempt of attempts) {
    try {
      const key = attempt()
      if (key.asymmetricKeyType === 'rsa') return key
    } catch {
      // Not in this form; the next may be.
    }
  }
  return null
}

/** How the open platform names a certificate: MD5 of the issuer (last name first) and the decimal serial number, hexadecimal. */
export function certificateSn(certificate: X509Certificate): string {
  const issuer = certificate.issuer.split('\n').reverse().join(',')
  return createHash('md5')
    .update(`${issuer}${BigInt(`0x${certificate.serialNumber}`)}`)
    .digest('hex')
}

/** Certificates of a PEM bundle in its order; what cannot be read (SM2 roots stand in Alipay's own bundle) is left out. */
export function certificatesOf(pem: string): X509Certificate[] {
  return (pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []).flatMap(one => {
    try {
      return [new X509Certificate(one)]
    } catch {
      return []
    }
  })
}

/** `alipay_root_cert_sn`: the names of the bundle's RSA certificates, joined by `_`. */
export const rootCertificateSn = (pem: string): string =>
  certificatesOf(pem)
    .filter(certificate => isRsa(certificate))
    .map(certificateSn)
    .join('_')

function isRsa(certificate: X509Certificate): boolean {
  try {
    return certificate.publicKey.asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}
