/**
 * The checklist of a rehearsal: the steps of a third party's flow in the order in which they come, and what a client does to pass each.
 * Pure.
 */
import type { ThirdPartyRole } from '../oauth/types.ts'

export const STEP_NAMES = [
  'keys',
  'client_token',
  'request_signature',
  'consent',
  'pushed_request',
  'authorisation',
  'code_exchange',
  'access',
  'resource',
  'refresh',
  'revocation',
  'consent_end',
] as const
export type StepName = (typeof STEP_NAMES)[number]
export const isStepName = (text: string): text is StepName => STEP_NAMES.some(name => name === text)
export type StepOutcome = 'passed' | 'failed'

export type LocalText = { readonly en: string; readonly zh: string }

export type Step = {
  readonly title: LocalText
  /** What to do, and with what. */
  readonly todo: LocalText
  /** Who has to pass it; everybody unless said. */
  readonly roles?: readonly ThirdPartyRole[]
}

export const STEPS: Readonly<Record<StepName, Step>> = {
  keys: {
    title: { en: 'Publish your keys', zh: '公布公钥' },
    todo: {
      en: 'Register `jwks` or `jwks_uri` with a signing key for PS256, ES256 or EdDSA; RSA keys have at least 2048 bits. Looked at when the rehearsal starts.',
      zh: '注册 jwks 或 jwks_uri，其中含 PS256、ES256 或 EdDSA 签名密钥；RSA 密钥不少于 2048 位。演练开始时检查。',
    },
  },
  client_token: {
    title: { en: 'Get a token for yourself', zh: '获取客户端令牌' },
    todo: {
      en: 'POST /oauth/token with grant_type=client_credentials, your client authentication (private_key_jwt or mTLS) and a DPoP proof.',
      zh: '以 grant_type=client_credentials 调用 POST /oauth/token，携带客户端认证（private_key_jwt 或 mTLS）与 DPoP 证明。',
    },
  },
  request_signature: {
    title: { en: 'Sign a message', zh: '对报文签名' },
    todo: {
      en: 'Send a request of the payment API with the header x-jws-signature: a detached PS256 JWS over the exact bytes of the body.',
      zh: '调用支付接口时携带 x-jws-signature：对请求体原始字节的 PS256 分离式 JWS 签名。',
    },
    roles: ['payment_initiation'],
  },
  consent: {
    title: { en: 'Create a consent', zh: '创建授权请求' },
    todo: {
      en: 'With that token, POST a consent of your role, e.g. /open-banking/v4.0/aisp/account-access-consents.',
      zh: '使用该令牌，按角色创建授权请求，例如 POST /open-banking/v4.0/aisp/account-access-consents。',
    },
  },
  pushed_request: {
    title: { en: 'Push the authorization request', zh: '推送授权请求（PAR）' },
    todo: {
      en: 'POST /oauth/par with PKCE (S256), your redirect_uri, the scope, and authorization_details naming the consent.',
      zh: '调用 POST /oauth/par，携带 PKCE（S256）、redirect_uri、scope，以及指明授权编号的 authorization_details。',
    },
  },
  authorisation: {
    title: { en: 'Send the person to the bank, and take them back', zh: '引导用户完成授权并返回' },
    todo: {
      en: 'Open /oauth/authorize with the request_uri in a browser, sign in as a sandbox customer and agree. You are called back with code, state and iss.',
      zh: '在浏览器中以 request_uri 打开 /oauth/authorize，以沙箱客户身份登录并同意。回调携带 code、state 与 iss。',
    },
  },
  code_exchange: {
    title: { en: 'Exchange the code', zh: '用授权码换取令牌' },
    todo: {
      en: 'POST /oauth/token with grant_type=authorization_code, the code, the code_verifier and the same DPoP key or certificate.',
      zh: '以 grant_type=authorization_code 调用 POST /oauth/token，携带 code、code_verifier，并使用同一 DPoP 密钥或证书。',
    },
  },
  access: {
    title: { en: 'Use a token with proof of possession', zh: '以持有证明使用令牌' },
    todo: {
      en: 'Call a resource with Authorization: DPoP and a fresh proof (htm, htu, ath, nonce), or over mutual TLS.',
      zh: '以 Authorization: DPoP 及新生成的证明（htm、htu、ath、nonce）调用资源接口，或使用双向 TLS。',
    },
  },
  resource: {
    title: { en: 'Use what the person agreed to', zh: '在授权范围内调用接口' },
    todo: {
      en: 'With the token of the consent read accounts, submit the payment or confirm funds.',
      zh: '使用授权令牌读取账户、提交支付或确认资金。',
    },
  },
  refresh: {
    title: { en: 'Refresh the token', zh: '刷新令牌' },
    todo: {
      en: 'POST /oauth/token with grant_type=refresh_token. The refresh token stays the same: it is not rotated.',
      zh: '以 grant_type=refresh_token 调用 POST /oauth/token。刷新令牌不轮换，可继续使用。',
    },
    roles: ['account_information', 'funds_confirmation'],
  },
  revocation: {
    title: { en: 'Revoke a token', zh: '撤销令牌' },
    todo: { en: 'POST /oauth/revoke with a token that you no longer need.', zh: '对不再需要的令牌调用 POST /oauth/revoke。' },
  },
  consent_end: {
    title: { en: 'End the consent', zh: '终止授权' },
    todo: {
      en: 'DELETE the consent when the person no longer uses your service; expect 204.',
      zh: '用户不再使用服务时，删除（DELETE）授权，应返回 204。',
    },
    roles: ['account_information', 'funds_confirmation'],
  },
}

/** The steps that a third party with these roles has to pass. */
export const stepsOf = (roles: readonly ThirdPartyRole[]): readonly StepName[] =>
  STEP_NAMES.filter(name => STEPS[name].roles?.some(role => roles.includes(role)) ?? true)

export type Note = {
  readonly step: StepName
  readonly outcome: StepOutcome
  readonly code: string | null
  readonly reason: string | null
  readonly at: Date
}

export type StepState = {
  readonly step: StepName
  /** What the client did last counts. */
  readonly state: StepOutcome | 'not_seen'
  readonly attempts: number
  /** The latest failure, also when a success has followed it. */
  readonly failure: Note | null
  readonly lastAt: Date | null
}

/** How far the client has come, from its notes in the order in which they were made. */
export function standingOf(
  roles: readonly ThirdPartyRole[],
  notes: readonly Note[],
): { readonly passed: boolean; readonly steps: readonly StepState[] } {
  const steps = stepsOf(roles).map((step): StepState => {
    const own = notes.filter(note => note.step === step)
    const last = own.at(-1)
    return {
      step,
      state: last?.outcome ?? 'not_seen',
      attempts: own.length,
      failure: own.findLast(note => note.outcome === 'failed') ?? null,
      lastAt: last?.at ?? null,
    }
  })
  return { passed: steps.every(({ state }) => state === 'passed'), steps }
}

/** What a resource server answered a third party. */
export type ResourceAnswer = {
  readonly operationId: string
  readonly method: string
  readonly status: number
  /** The refusal code, where it was refused. */
  readonly code: string | null
  readonly param: string | null
}

/** Which step an answer belongs to; `null` when it tells nothing of the client, as our own failures do. */
export function stepOfAnswer({ operationId, method, status }: ResourceAnswer): StepName | null {
  // A token that was not accepted is the token check's to explain; what is ours, and limits of rate, are nobody's failure.
  if (status === 401 || status === 429 || status >= 500) return null
  if (method === 'DELETE') return 'consent_end'
  return method === 'POST' && /consents?$/i.test(operationId) ? 'consent' : 'resource'
}
