/** What went wrong in a step and how it is mended, in both languages: from the error code and from what the check said. Pure. */
import type { LocalText } from './rehearsal-steps.ts'

export type Explanation = { readonly what: LocalText; readonly fix: LocalText }

type Rule = Explanation & {
  /** OAuth's error codes that it may explain; any unless said. */
  readonly codes?: readonly string[]
  readonly says: RegExp
}

const rule = (codes: readonly string[] | null, says: RegExp, what: LocalText, fix: LocalText): Rule => ({
  ...(codes === null ? {} : { codes }),
  says,
  what,
  fix,
})

/** Codes of refused proofs, at the authorization server and at resource servers. */
const DPOP = ['invalid_dpop_proof', 'dpop_proof_invalid']

/** The first that fits explains; the special ones stand first. */
const RULES: readonly Rule[] = [
  rule(
    ['invalid_client'],
    /aud|audience/i,
    { en: 'The audience of the client assertion is wrong.', zh: '客户端断言的 aud 不正确。' },
    {
      en: 'Set `aud` to the issuer, as a single string: not a list, not the address of the endpoint.',
      zh: 'aud 应为签发者（issuer）单一字符串，不得为数组或端点地址。',
    },
  ),
  rule(
    ['invalid_client', 'invalid_request', ...DPOP],
    /jti|replay|already used|used once|used before|unique/i,
    { en: 'The same assertion or proof was used twice.', zh: '同一断言或证明被重复使用。' },
    { en: 'Make a new one with a new `jti` for every request, retries included.', zh: '每次请求（含重试）都须生成带新 jti 的断言或证明。' },
  ),
  rule(
    DPOP,
    /\bhtm\b/i,
    { en: 'The DPoP proof is for another HTTP method.', zh: 'DPoP 证明的请求方法（htm）不符。' },
    { en: 'Set `htm` to the method of the request, in capitals.', zh: 'htm 应为请求方法（大写）。' },
  ),
  rule(
    DPOP,
    /\bhtu\b/i,
    { en: 'The DPoP proof is for another address.', zh: 'DPoP 证明的地址（htu）不符。' },
    {
      en: 'Set `htu` to the address that you call, by its public name, without query and fragment.',
      zh: 'htu 应为所调用的公开地址，不含查询与片段。',
    },
  ),
  rule(
    DPOP,
    /\bath\b/i,
    { en: 'The DPoP proof is for another access token.', zh: 'DPoP 证明与访问令牌（ath）不符。' },
    {
      en: 'Set `ath` to the base64url of SHA-256 of the access token that you send.',
      zh: 'ath 应为所发送访问令牌 SHA-256 的 base64url 值。',
    },
  ),
  rule(
    null,
    /dpop_jkt|key binding|thumbprint|bound to another/i,
    {
      en: 'The proof was made with another key than the one that the token or code is bound to.',
      zh: '证明所用密钥与令牌或授权码绑定的密钥不同。',
    },
    {
      en: 'Keep one DPoP key for the whole flow, or use the certificate that the token was given to.',
      zh: '整个流程请使用同一 DPoP 密钥，或使用获取令牌时的证书。',
    },
  ),
  rule(
    DPOP,
    /too old|future|\biat\b|recent/i,
    { en: 'The DPoP proof is too old, or from the future.', zh: 'DPoP 证明时间过早或过晚。' },
    { en: 'Make the proof just before you send it, with the clock set by NTP.', zh: '请在发送前即时生成证明，并以 NTP 校时。' },
  ),
  rule(
    DPOP,
    /./,
    { en: 'The DPoP proof is missing or malformed.', zh: '缺少 DPoP 证明或格式不正确。' },
    {
      en: 'Send one header `DPoP`: a JWT of typ `dpop+jwt` with your public key in `jwk`, signed with PS256, ES256 or EdDSA.',
      zh: '请发送一个 DPoP 头：typ 为 dpop+jwt，jwk 为公钥，以 PS256、ES256 或 EdDSA 签名。',
    },
  ),
  rule(
    null,
    /`?DPoP`? (header|proof)|missing DPoP/i,
    { en: 'The DPoP proof is missing or malformed.', zh: '缺少 DPoP 证明或格式不正确。' },
    {
      en: 'Send one header `DPoP` with every token request and every call: a new JWT of typ `dpop+jwt` each time.',
      zh: '每次令牌请求与接口调用均须携带新的 DPoP 证明（typ 为 dpop+jwt 的 JWT）。',
    },
  ),
  rule(
    ['token_invalid'],
    /expired/i,
    { en: 'The access token has expired.', zh: '访问令牌已过期。' },
    {
      en: 'Refresh it before `expires_in` is over; the consent is not touched by that.',
      zh: '请在 expires_in 到期前刷新，授权本身不受影响。',
    },
  ),
  rule(
    ['token_invalid'],
    /may not act/i,
    { en: 'The third party is suspended, or not yet allowed here.', zh: '该第三方已被暂停，或尚未获准接入。' },
    { en: 'Ask the institution; GET your registration to see your status.', zh: '请联系机构；可查询注册信息以了解状态。' },
  ),
  rule(
    ['token_invalid'],
    /./,
    { en: 'The access token is not known, was revoked, or its consent has ended.', zh: '访问令牌未知、已撤销，或其授权已结束。' },
    {
      en: 'Read the state of the consent; if it is authorised get a new token, else ask the person again.',
      zh: '请查询授权状态：如有效请重新获取令牌，否则请重新征得用户同意。',
    },
  ),
  rule(
    ['invalid_client', 'invalid_request_object'],
    /exp\b|iat|nbf|expired|too old|future|not valid yet|too long|clock/i,
    { en: 'The times of the JWT do not fit.', zh: 'JWT 的时间声明不合规。' },
    {
      en: 'Set the clock by NTP; `iat` and `nbf` at most 10 seconds ahead, `exp` shortly after.',
      zh: '请以 NTP 校时；iat、nbf 至多提前 10 秒，exp 应为短期有效。',
    },
  ),
  rule(
    ['invalid_client'],
    /does not match the registered client authentication method|no client authentication/i,
    { en: 'The client authenticated by another method than it registered, or by none.', zh: '客户端认证方式与注册不一致，或未提供认证。' },
    {
      en: 'Use the registered `token_endpoint_auth_method`: private_key_jwt or tls_client_auth.',
      zh: '请使用注册的 token_endpoint_auth_method：private_key_jwt 或 tls_client_auth。',
    },
  ),
  rule(
    ['invalid_client'],
    /certificate/i,
    { en: 'The client certificate is missing, unknown or has another subject.', zh: '客户端证书缺失、未知或主题不一致。' },
    { en: 'Present the certificate that you registered on this very connection.', zh: '请在本连接上出示已注册的证书。' },
  ),
  rule(
    ['invalid_client'],
    /client not found/i,
    { en: 'There is no client of this `client_id`, or it may not act now.', zh: 'client_id 不存在，或当前不可用。' },
    {
      en: 'Use the `client_id` of your registration (`tpp_…`); ask for live access before you use a live server.',
      zh: '请使用注册所得的 client_id（tpp_…）；生产环境须先获准接入。',
    },
  ),
  rule(
    ['invalid_client', 'invalid_request_object'],
    /sign|verif|key|kid|jwk|alg/i,
    { en: 'The signature does not verify with your published keys.', zh: '签名无法以已公布的公钥验证。' },
    {
      en: 'Sign with PS256, ES256 or EdDSA, name the key by `kid`, and check that your `jwks` holds its public half.',
      zh: '请使用 PS256、ES256 或 EdDSA 签名并注明 kid，确认 jwks 中含对应公钥。',
    },
  ),
  rule(
    null,
    /pushed authorization request must be used|request_uri/i,
    {
      en: 'The authorization request was not pushed, or its request_uri was used or has expired.',
      zh: '授权请求未经推送，或 request_uri 已使用、已过期。',
    },
    {
      en: 'Push every request to /oauth/par and use its request_uri at once, one time.',
      zh: '每次请求均须先推送至 /oauth/par，并立即使用返回的 request_uri（仅一次）。',
    },
  ),
  rule(
    null,
    /request object must be used/i,
    { en: 'Your client demands signed requests, and this one was not.', zh: '客户端要求使用签名请求对象，但本次未签名。' },
    { en: 'Send the parameters as a signed JWT in `request` (JAR, RFC 9101).', zh: '请将参数以签名 JWT 放入 request（JAR，RFC 9101）。' },
  ),
  rule(
    null,
    /code_verifier|code_challenge|pkce/i,
    { en: 'PKCE is missing or does not match.', zh: 'PKCE 缺失或不匹配。' },
    {
      en: 'Send `code_challenge` with `code_challenge_method=S256`, and its `code_verifier` with the code.',
      zh: '请发送 code_challenge（S256），换取令牌时携带对应的 code_verifier。',
    },
  ),
  rule(
    null,
    /redirect_uri/i,
    { en: 'The redirect_uri is not one that you registered, or not the one of the request.', zh: 'redirect_uri 未注册，或与请求不一致。' },
    {
      en: 'Send exactly a registered address, character by character, in the pushed request and with the code.',
      zh: '请逐字符使用已注册的地址，推送请求与换码时保持一致。',
    },
  ),
  rule(
    null,
    /authorization_details|consent/i,
    {
      en: 'The authorization_details do not name one consent of yours that is open.',
      zh: 'authorization_details 未指明一项属于您且待授权的授权。',
    },
    {
      en: 'Send exactly one: {"type":"open_banking_consent","consent_id":"cns_…"}, with the scope that suits its kind.',
      zh: '请仅发送一项：{"type":"open_banking_consent","consent_id":"cns_…"}，并使用与其类型相符的 scope。',
    },
  ),
  rule(
    ['invalid_scope', 'insufficient_scope', 'unauthorized_client'],
    /./,
    { en: 'The scope is not open to your roles, or does not suit the request.', zh: 'scope 超出您的角色范围，或与请求不符。' },
    {
      en: 'Ask for the scope of one of your roles: accounts, payments, vrp, fundsconfirmations; see GET /v1/third_parties/{id} or your registration.',
      zh: '请申请与角色相符的 scope：accounts、payments、vrp、fundsconfirmations。',
    },
  ),
  rule(
    ['invalid_grant'],
    /refresh/i,
    {
      en: 'The refresh token is not valid: its consent ended, or it is another client’s.',
      zh: '刷新令牌无效：授权已结束，或不属于本客户端。',
    },
    {
      en: 'Read the state of the consent; if it is no longer authorised, ask the person again.',
      zh: '请查询授权状态；如已失效，请重新征得用户同意。',
    },
  ),
  rule(
    ['invalid_grant'],
    /./,
    {
      en: 'The code is not valid: used before, older than a minute, or not of this client.',
      zh: '授权码无效：已使用、超过一分钟或不属于本客户端。',
    },
    {
      en: 'Exchange each code once, at once. When it was used twice, start again: its tokens have ended.',
      zh: '授权码须立即且仅使用一次。如已重复使用，请重新发起，相关令牌已失效。',
    },
  ),
  rule(
    ['access_denied'],
    /./,
    { en: 'The person said no, or let the time pass.', zh: '用户拒绝或超时未操作。' },
    {
      en: 'That is no defect: show it to the person and offer another try. For the checklist, agree as the sandbox customer.',
      zh: '这并非缺陷：请向用户说明并提供重试。演练时请以沙箱客户身份同意。',
    },
  ),
  rule(
    ['keys_missing'],
    /./,
    {
      en: 'No usable signing key was found in your registration, or jwks_uri did not answer.',
      zh: '注册信息中没有可用的签名密钥，或 jwks_uri 无响应。',
    },
    {
      en: 'Publish a public key with `kty`, `kid` and, where it has one, `use: sig`; RSA with at least 2048 bits.',
      zh: '请公布含 kty、kid（及 use: sig）的公钥；RSA 不少于 2048 位。',
    },
  ),
]

const OTHERWISE: Explanation = {
  what: { en: 'The request was refused.', zh: '请求被拒绝。' },
  fix: { en: 'The detail says what the check found; compare the request with the guide.', zh: '详情为检查所得，请与接入指南对照。' },
}

/**
 * `words` are those of the program's own refusals, by language; `null` for a code that is not the program's. They come second: what a
 * check says of one request is more than what its code says of all.
 */
export function explain(
  failure: { readonly code: string | null; readonly reason: string | null },
  words: (code: string, language: 'en' | 'zh') => { readonly title: string; readonly fix: string } | null,
): Explanation {
  const code = failure.code ?? ''
  const said = failure.reason ?? ''
  const found = RULES.find(
    ({ codes, says }) => (codes === undefined ? said !== '' : codes.includes(code)) && says.test(said === '' ? code : said),
  )
  if (found !== undefined) return { what: found.what, fix: found.fix }
  const [en, zh] = [words(code, 'en'), words(code, 'zh')]
  if (en === null || zh === null) return OTHERWISE
  return { what: { en: en.title, zh: zh.title }, fix: { en: en.fix, zh: zh.fix } }
}
