/**
 * The two ways in: the v2 gateway, where everything is a parameter and answers carry their signature inside, and v3, where header, path and
 * body are signed. Says who asks, or exactly which string was checked when the signature does not stand. Calls operations, knows none.
 */

import type { Call, Fields } from './context.ts'
import { type Answer, refuse } from './errors.ts'
import type { App } from './keys.ts'
import { instantOf, parseAuthorization, requestContent, requestMessageV3, SCHEME, verifyRsa2 } from './protocol.ts'
import type { AlipayState } from './state.ts'

export type Authentic = { readonly call: Call } | { readonly refused: Answer }

const refused = (...given: Parameters<typeof refuse>): { refused: Answer } => ({ refused: refuse(...given) })

/** What else is the matter with a signature that does not verify, as far as the key pair tells. */
function diagnosis(app: App, platformPublicKey: string, content: string, signature: string): string {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(signature))
    return '签名不是base64（URL编码丢失了"+"？） · the signature is no base64; was "+" lost in a URL? '
  if (Buffer.from(signature, 'base64').length !== 256) return 'RSA2签名应为256字节 · an RSA2 signature has 256 bytes '
  if (verifyRsa2(platformPublicKey, content, signature)) return '签名用了支付宝密钥 · signed with the key of Alipay '
  return `应用 · application ${app.appId} `
}

const unverified = (app: App, state: AlipayState, content: string, signature: string): { refused: Answer } =>
  refused(
    'isv.invalid-signature',
    `验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配 · ${diagnosis(app, state.platform.publicKey, content, signature)}网关生成的验签字符串为：${content}`,
  )

/** In certificate mode a request names the certificate that its key belongs to. */
function wrongCertificate({ mode, certificate }: App, sn: string | undefined): { refused: Answer } | null {
  if (mode !== 'certificate' || sn === certificate.sn) return null
  const message = `应用公钥证书序列号应为${certificate.sn} · app_cert_sn of this application; given: ${sn ?? '无 · none'}`
  return refused('isv.app-cert-not-exist', message)
}

const isWritten = (value: string | undefined): value is string => value !== undefined && value !== ''

function parseFields(json: string): Fields | null {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
  } catch {
    return null
  }
}

/** A v2 request, its parameters from address and form together. */
export function authenticateV2(state: AlipayState, parameters: Readonly<Record<string, string>>): Authentic {
  const { app_id: appId, sign, sign_type: signType, timestamp, charset, biz_content: bizContent = '{}' } = parameters
  if (!isWritten(parameters.method)) return refused('isv.missing-method')
  if (!isWritten(appId)) return refused('isv.missing-app-id')
  const app = state.apps.find(one => one.appId === appId)
  if (app === undefined) return refused('isv.invalid-app-id')
  if (!isWritten(sign)) return refused('isv.missing-signature')
  if (signType !== 'RSA2') return refused('isv.invalid-signature-type')
  if (isWritten(charset) && charset.toLowerCase() !== 'utf-8') return refused('isv.invalid-charset')
  if (isWritten(parameters.encrypt_type)) return refused('isv.invalid-encrypt-type')
  const mismatch = wrongCertificate(app, parameters.app_cert_sn)
  if (mismatch !== null) return mismatch
  const content = requestContent(parameters)
  if (!verifyRsa2(app.publicKey, content, sign)) return unverified(app, state, content, sign)
  if (!isWritten(timestamp)) return refused('isv.missing-timestamp')
  if (instantOf(timestamp) === null)
    return refused('isv.invalid-timestamp', '时间戳格式为yyyy-MM-dd HH:mm:ss · the timestamp is yyyy-MM-dd HH:mm:ss')
  const fields = parseFields(bizContent)
  if (fields === null) return refused('isv.invalid-format', 'biz_content须为JSON对象 · biz_content is a JSON object')
  const { notify_url: notifyUrl, return_url: returnUrl } = parameters
  return { call: { app, fields, notifyUrl: isWritten(notifyUrl) ? notifyUrl : null, returnUrl: isWritten(returnUrl) ? returnUrl : null } }
}

export type RequestV3 = {
  readonly authorization: string
  readonly method: string
  /** Path with query, as sent. */
  readonly url: string
  readonly body: string
  readonly appAuthToken?: string
  readonly encrypted: boolean
}

/** A v3 request: the fields are the body, or the query of a GET. */
export function authenticateV3(state: AlipayState, request: RequestV3): Authentic {
  const { authorization, method, url, body } = request
  if (authorization === '') return refused('isv.missing-signature')
  const given = parseAuthorization(authorization)
  if (given === null)
    return refused('isv.invalid-signature', `authorization: ${SCHEME} app_id=…,nonce=…,timestamp=…,sign=…（sign居末 · sign stands last）`)
  const appId = given.values.get('app_id')
  if (!isWritten(appId)) return refused('isv.missing-app-id')
  const app = state.apps.find(one => one.appId === appId)
  if (app === undefined) return refused('isv.invalid-app-id')
  const timestamp = given.values.get('timestamp')
  if (!isWritten(timestamp)) return refused('isv.missing-timestamp')
  if (!/^\d{13}$/.test(timestamp)) return refused('isv.invalid-timestamp', '时间戳为毫秒 · the timestamp is in milliseconds, 13 digits')
  if (!isWritten(given.values.get('nonce'))) return refused('isv.invalid-parameter', 'authorization: 缺少nonce · nonce is missing')
  const mismatch = wrongCertificate(app, given.values.get('app_cert_sn'))
  if (mismatch !== null) return mismatch
  const content = requestMessageV3(given.authString, method, url, body, request.appAuthToken)
  if (!verifyRsa2(app.publicKey, content, given.signature)) return unverified(app, state, content, given.signature)
  if (request.encrypted) return refused('isv.invalid-encrypt-type')
  const fields = method === 'GET' ? Object.fromEntries(new URL(url, 'http://localhost').searchParams) : body === '' ? {} : parseFields(body)
  if (fields === null) return refused('isv.invalid-format', '请求体须为JSON对象 · the body is a JSON object')
  const { notify_url: notifyUrl } = fields
  return { call: { app, fields, notifyUrl: typeof notifyUrl === 'string' && notifyUrl !== '' ? notifyUrl : null, returnUrl: null } }
}
