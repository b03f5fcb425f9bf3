/**
 * The wire facts of Alipay's open platform: what is signed in v2 (gateway.do) and v3, amounts, times. Pure.
 * https://opendocs.alipay.com/open-v3/054q58 (v3 requests), …/054d0z (v3 answers), https://opendocs.alipay.com/common/02kf5q (v2).
 */
import { sign, verify } from 'node:crypto'

export const SCHEME = 'ALIPAY-SHA256withRSA'

export const signRsa2 = (privateKey: string, content: string): string => sign('sha256', Buffer.from(content), privateKey).toString('base64')

/** RSA2: SHA-256 with RSA, PKCS#1 v1.5. False, too, of what is no signature at all. */
export const verifyRsa2 = (publicKey: string, content: string, signature: string): boolean =>
  verify('sha256', Buffer.from(content), publicKey, Buffer.from(signature, 'base64'))

/** Sorted `k=v&…` of what is neither empty nor left out. */
function sortedContent(parameters: Readonly<Record<string, string>>, leftOut: readonly string[]): string {
  return Object.keys(parameters)
    .filter(name => !leftOut.includes(name) && parameters[name] !== '')
    .sort()
    .map(name => `${name}=${parameters[name]}`)
    .join('&')
}

/** What a v2 request signs: all but `sign`; `sign_type` is signed. */
export const requestContent = (parameters: Readonly<Record<string, string>>): string => sortedContent(parameters, ['sign'])

/** What a notification and the parameters of a return_url sign: all but `sign` and `sign_type`. */
export const notifyContent = (parameters: Readonly<Record<string, string>>): string => sortedContent(parameters, ['sign', 'sign_type'])

/** What a v3 request signs: the authorization string, method, path with query, the body as sent, and the token of another merchant. */
export const requestMessageV3 = (authString: string, method: string, url: string, body: string, appAuthToken?: string): string =>
  `${authString}\n${method}\n${url}\n${body}\n${appAuthToken === undefined || appAuthToken === '' ? '' : `${appAuthToken}\n`}`

/** What a v3 answer signs. */
export const responseMessageV3 = (timestamp: string, nonce: string, body: string): string => `${timestamp}\n${nonce}\n${body}\n`

export type Authorization = {
  /** As sent, without the signature: the first line of what is signed. */
  readonly authString: string
  readonly signature: string
  readonly values: ReadonlyMap<string, string>
}

/** Reads `ALIPAY-SHA256withRSA app_id=…,nonce=…,timestamp=…,sign=…`; `sign` stands last. Null when it is something else. */
export function parseAuthorization(header: string): Authorization | null {
  if (!header.startsWith(`${SCHEME} `)) return null
  const rest = header.slice(SCHEME.length + 1).trim()
  const at = rest.lastIndexOf(',sign=')
  if (at < 0) return null
  const authString = rest.slice(0, at)
  const values = new Map(
    authString.split(',').map(part => {
      const equals = part.indexOf('=')
      return [part.slice(0, equals).trim(), part.slice(equals + 1)] as const
    }),
  )
  return { authString, signature: rest.slice(at + ',sign='.length), values }
}

/** The member of a v2 answer: `alipay.trade.query` -> `alipay_trade_query_response`. */
export const responseKey = (method: string): string => `${method.replaceAll('.', '_')}_response`

/** The v3 path of a method: `alipay.trade.query` -> `/v3/alipay/trade/query`. */
export const pathOf = (method: string): string => `/v3/${method.replaceAll('.', '/')}`

/** Yuan to two places -> fen; null outside 0.01 to 100,000,000. v2 clients send strings, some numbers. */
export function fenOf(value: unknown): number | null {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string') return null
  const [, whole = '', fraction = ''] = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text) ?? []
  if (whole === '') return null
  const fen = Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
  return fen >= 1 && fen <= 10_000_000_000 ? fen : null
}

/** Fen -> `88.80`. */
export const yuanOf = (fen: number): string =>
  `${fen < 0 ? '-' : ''}${Math.floor(Math.abs(fen) / 100)}.${String(Math.abs(fen) % 100).padStart(2, '0')}`

const CHINA_MS = 8 * 3_600_000

/** `2018-06-08 10:34:56` in China's time. */
export const timeText = (instant: Date): string => new Date(instant.getTime() + CHINA_MS).toISOString().slice(0, 19).replace('T', ' ')

/** The opposite of timeText; null when it is none. */
export function instantOf(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return null
  const instant = new Date(`${text.replace(' ', 'T')}+08:00`)
  return Number.isNaN(instant.getTime()) ? null : instant
}

/** The business day in China, `2018-06-08`. */
export const dayOf = (instant: Date): string => timeText(instant).slice(0, 10)
