/** What the token check and the register of third parties refuse. OAuth's own endpoints answer with OAuth's own errors. */
import { defineCatalogue } from '../../../kernel/catalogue.ts'

export const oauthCatalogue = defineCatalogue({
  token_missing: {
    status: 401,
    en: 'An access token is needed, in the Authorization header.',
    zh: '需要在 Authorization 头中提供访问令牌。',
    fixEn: 'Send Authorization: DPoP (or Bearer, bound to your certificate) with the access token.',
    fixZh: '请在 Authorization 中以 DPoP（或与证书绑定的 Bearer）方式提供访问令牌。',
  },
  token_invalid: {
    status: 401,
    en: 'The access token is not valid: {reason}.',
    zh: '访问令牌无效：{reason}。',
    fixEn: 'Get a new token; if its consent has ended, ask the person again.',
    fixZh: '请重新获取令牌；如授权已结束，请重新征得用户同意。',
  },
  dpop_proof_invalid: {
    status: 401,
    en: 'The DPoP proof is not valid: {reason}.',
    zh: 'DPoP 证明无效：{reason}。',
    fixEn: 'Make a new proof for this request, with the key that the token is bound to.',
    fixZh: '请使用令牌绑定的密钥为本次请求生成新的证明。',
  },
  dpop_nonce_required: {
    status: 401,
    en: 'The DPoP proof needs the nonce of the header DPoP-Nonce.',
    zh: 'DPoP 证明需要使用 DPoP-Nonce 响应头中的随机数。',
    fixEn: 'Repeat the request with a proof that carries it.',
    fixZh: '请携带该随机数重新发起请求。',
  },
  third_party_not_found: {
    status: 404,
    en: 'There is no such third party.',
    zh: '第三方不存在。',
    fixEn: 'Check its id.',
    fixZh: '请核对第三方编号。',
  },
  third_party_closed: {
    status: 409,
    en: 'This third party has been closed.',
    zh: '该第三方已注销。',
    fixEn: 'It has to register anew.',
    fixZh: '请重新注册。',
  },
  rehearsal_not_found: {
    status: 404,
    en: 'There is no such rehearsal of this third party.',
    zh: '该第三方没有此演练。',
    fixEn: 'Start one, or check its id.',
    fixZh: '请开始新的演练，或核对编号。',
  },
})

export type OAuthRefusalCode = keyof typeof oauthCatalogue & string
