/** Whether a request is the merchant's: WECHATPAY2-SHA256-RSA2048 or WECHATPAY2-SM2-WITH-SM3. A refusal says exactly which string was verified. */
import type { IncomingMessage } from 'node:http'
import type { createNonceMemory } from '../nonces.ts'
import { type Answer, refuse } from './errors.ts'
import type { Keys, Merchant } from './keys.ts'
import { parseAuthorization, requestMessage, SCHEME, SKEW_SECONDS, verifyRsa } from './protocol.ts'
import { SM_SCHEME, verifySm } from './sm.ts'

export type AuthenticationDeps = {
  readonly keys: Keys
  readonly nonces: ReturnType<typeof createNonceMemory>
  readonly now: () => Date
}

const signError = (message: string, field: string, issue: string, more: Readonly<Record<string, unknown>> = {}): Answer =>
  refuse('SIGN_ERROR', message, { location: 'authorization', field, detail: { issue }, ...more })

/** The merchant who signed the request, or the refusal. `url` is path and query as they came. */
export function authenticate(
  deps: AuthenticationDeps,
  request: IncomingMessage,
  url: string,
  body: Uint8Array,
): { readonly merchant: Merchant; readonly sm: boolean } | Answer {
  const header = request.headers.authorization
  if (header === undefined) return signError('缺少Authorization头 · the Authorization header is missing', 'authorization', 'missing')
  const given = parseAuthorization(header)
  if ('missing' in given)
    return signError(`Authorization中缺少${given.missing} · ${given.missing} is missing in Authorization`, given.missing, 'missing')
  const sm = given.scheme === SM_SCHEME
  if (given.scheme !== SCHEME && !sm)
    return signError(
      `认证类型不是${SCHEME}或${SM_SCHEME} · the scheme is neither ${SCHEME} nor ${SM_SCHEME}`,
      'authorization',
      `scheme ${given.scheme}`,
    )
  const merchant = deps.keys.merchants.find(({ mchid }) => mchid === given.mchid)
  if (merchant === undefined) return signError('商户号不存在 · no such merchant', 'mchid', `unknown mchid ${given.mchid}`)
  const serial = sm ? merchant.sm.serial : merchant.serial
  if (serial !== given.serialNo.toUpperCase()) {
    const platform = deps.keys.platform.certificates.some(({ serial }) => serial === given.serialNo.toUpperCase())
    const mistaken = platform || given.serialNo.startsWith('PUB_KEY_ID_')
    return signError(
      mistaken
        ? 'serial_no须为商户API证书序列号，而非微信支付平台的 · serial_no is of the merchant certificate, not of the platform'
        : '商户证书序列号有误，请使用与签名私钥匹配的证书序列号 · serial_no is not of the certificate that belongs to the signing key',
      'serial_no',
      `expected ${serial}`,
    )
  }
  const ageSeconds = deps.now().getTime() / 1000 - Number(given.timestamp)
  if (!/^\d{1,12}$/.test(given.timestamp) || Math.abs(ageSeconds) > SKEW_SECONDS)
    return signError(
      `时间戳与服务器相差超过${SKEW_SECONDS}秒 · the timestamp is more than ${SKEW_SECONDS} s off`,
      'timestamp',
      Number.isFinite(ageSeconds) ? `${Math.round(ageSeconds)} s behind the platform's clock` : 'not in Unix seconds',
    )
  const message = requestMessage(request.method ?? '', url, given.timestamp, given.nonce, body)
  const { signature } = given
  const matches = sm ? verifySm(merchant.sm.publicKey, message, signature) : verifyRsa(merchant.certificate, message, signature)
  if (!matches)
    return signError('错误的签名，验签失败 · the signature does not match', 'signature', 'sign not match', {
      sign_information: {
        method: request.method,
        url,
        // The platform cuts this string; the simulator does not, so that it can be compared byte by byte.
        truncated_sign_message: message.toString('utf8'),
        sign_message_length: message.length,
      },
    })
  if (given.nonce.length > 64) return signError('nonce_str过长 · nonce_str is too long', 'nonce_str', 'longer than 64')
  if (!deps.nonces.firstSeen(`${given.mchid} ${given.nonce}`, deps.now().getTime()))
    return signError('nonce_str重复，请求重放 · nonce_str was used before: a replay', 'nonce_str', 'used before')
  return { merchant, sm }
}
