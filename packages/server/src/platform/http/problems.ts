/**
 * Refusals as RFC 9457 problem details: the codes that belong to the HTTP layer itself, and the one renderer that turns
 * any domain's refusal into a status and a body. An unknown code is a defect, never a silent 500 with a made-up text.
 */
import { type Catalogue, defineCatalogue, type RefusalSpec } from '../../kernel/catalogue.ts'
import { invariant } from '../../kernel/outcome.ts'
import type { ProblemRenderer } from '../commands.ts'
import type { Language } from './route.ts'

/** What any operation can be refused with, before its domain is asked. */
export const httpCatalogue = defineCatalogue({
  invalid_json: {
    status: 400,
    en: 'The request body is not valid JSON in UTF-8.',
    zh: '请求体不是有效的 UTF-8 JSON。',
    fixEn: 'Send one JSON object.',
    fixZh: '请发送一个 JSON 对象。',
  },
  unsupported_media_type: {
    status: 415,
    en: 'The request body must be application/json.',
    zh: '请求体必须是 application/json。',
    fixEn: 'Set Content-Type: application/json.',
    fixZh: '请设置 Content-Type: application/json。',
  },
  body_too_large: {
    status: 413,
    en: 'The request body is too large.',
    zh: '请求体过大。',
    fixEn: 'Send less, or in several requests.',
    fixZh: '请减少内容，或分多次请求。',
  },
  headers_too_large: {
    status: 431,
    en: 'The headers of the request are too large.',
    zh: '请求头过大。',
    fixEn: 'Send at most 16 KiB of headers; drop cookies and tokens that are not needed.',
    fixZh: '请求头总计不得超过 16 KiB；请去掉不需要的 Cookie 与令牌。',
  },
  unknown_route: {
    status: 404,
    en: 'There is nothing at this address.',
    zh: '此地址不存在。',
    fixEn: 'Check the path; /docs lists every operation.',
    fixZh: '请核对路径；/docs 列出了全部接口。',
  },
  method_not_allowed: {
    status: 405,
    en: 'This address does not answer this method.',
    zh: '此地址不支持该方法。',
    fixEn: 'Use a method of the Allow header.',
    fixZh: '请使用 Allow 头中列出的方法。',
  },
  unauthenticated: {
    status: 401,
    en: 'A valid credential is needed.',
    zh: '需要有效的凭证。',
    fixEn: 'Send Authorization: Bearer with a secret key, or sign in.',
    fixZh: '请在 Authorization: Bearer 中提供密钥，或先登录。',
  },
  forbidden: {
    status: 403,
    en: 'This credential may not do this: {needs} is needed.',
    zh: '此凭证无权执行该操作：需要 {needs}。',
    fixEn: 'Use a credential which holds it.',
    fixZh: '请使用具备该权限的凭证。',
  },
  parameter_invalid: {
    status: 400,
    en: 'A parameter is not valid: {reason}.',
    zh: '参数无效：{reason}。',
    fixEn: 'Correct the parameter that param names.',
    fixZh: '请修正 param 所指的参数。',
  },
  parameter_missing: {
    status: 400,
    en: 'A required parameter is missing.',
    zh: '缺少必填参数。',
    fixEn: 'Send the parameter that param names.',
    fixZh: '请提供 param 所指的参数。',
  },
  parameter_unknown: {
    status: 400,
    en: 'There is no such parameter.',
    zh: '参数不存在。',
    fixEn: 'Remove the parameter that param names, or correct its spelling.',
    fixZh: '请删除 param 所指的参数，或修正拼写。',
  },
  amount_invalid: {
    status: 400,
    en: 'An amount is a whole number of minor units from 1 to 9007199254740991.',
    zh: '金额必须是以最小货币单位表示的整数，范围 1 至 9007199254740991。',
    fixEn: 'Send an integer, e.g. 1999 for ¥19.99.',
    fixZh: '请发送整数，例如 ¥19.99 应为 1999。',
  },
  currency_unknown: {
    status: 400,
    en: 'This is no ISO 4217 currency code.',
    zh: '不是有效的 ISO 4217 币种代码。',
    fixEn: 'Send three capital letters, e.g. CNY.',
    fixZh: '请使用三位大写字母，例如 CNY。',
  },
  currency_unsupported: {
    status: 422,
    en: 'This currency is not supported.',
    zh: '暂不支持该币种。',
    fixEn: 'Use CNY.',
    fixZh: '请使用 CNY。',
  },
  idempotency_key_missing: {
    status: 400,
    en: 'Requests that move money need an Idempotency-Key.',
    zh: '资金类请求必须携带 Idempotency-Key。',
    fixEn: 'Send a unique Idempotency-Key, and the same one when you retry.',
    fixZh: '请携带唯一的 Idempotency-Key，重试时保持不变。',
  },
  idempotency_key_invalid: {
    status: 400,
    en: 'The Idempotency-Key is not valid.',
    zh: 'Idempotency-Key 无效。',
    fixEn: 'Use 1 to 255 printable ASCII characters.',
    fixZh: '请使用 1 至 255 个可打印 ASCII 字符。',
  },
  idempotency_in_flight: {
    status: 409,
    en: 'A request with this Idempotency-Key is still being worked on.',
    zh: '使用该 Idempotency-Key 的请求仍在处理中。',
    fixEn: 'Retry after the time in Retry-After, with the same key.',
    fixZh: '请在 Retry-After 之后使用同一个 key 重试。',
  },
  idempotency_mismatch: {
    status: 422,
    en: 'This Idempotency-Key was used for another request.',
    zh: '该 Idempotency-Key 已用于另一个请求。',
    fixEn: 'Use a new key for a new request.',
    fixZh: '新的请求请使用新的 key。',
  },
  rate_limited: {
    status: 429,
    en: 'Too many requests.',
    zh: '请求过于频繁。',
    fixEn: 'Slow down; Retry-After says when to come back.',
    fixZh: '请降低频率，并在 Retry-After 之后重试。',
  },
  overloaded: {
    status: 503,
    en: 'More is being asked than can be done at this moment; nothing was changed.',
    zh: '当前请求过多，暂时无法处理；未发生任何变更。',
    fixEn: 'Retry after the time in Retry-After, with the same Idempotency-Key.',
    fixZh: '请在 Retry-After 之后使用同一个 Idempotency-Key 重试。',
  },
  not_ready: {
    status: 503,
    en: 'The service cannot answer at this moment; whether the request took effect is not known.',
    zh: '服务暂时无法响应；请求是否已生效尚不确定。',
    fixEn: 'Retry after the time in Retry-After, with the same Idempotency-Key.',
    fixZh: '请在 Retry-After 之后使用同一个 Idempotency-Key 重试。',
  },
  internal: {
    status: 500,
    en: 'Something is wrong on our side.',
    zh: '服务内部错误。',
    fixEn: 'Retry with the same Idempotency-Key; tell us the request_id if it lasts.',
    fixZh: '请使用同一个 Idempotency-Key 重试；如持续出现，请提供 request_id。',
  },
})

export type HttpRefusalCode = keyof typeof httpCatalogue & string

export type Problems = {
  readonly render: ProblemRenderer
  /** Every code of the program. */
  readonly catalogue: ReadonlyMap<string, RefusalSpec>
}

/** Merges the catalogues of the domains with the HTTP layer's. Throws a defect when a code appears twice. */
export function createProblems(catalogues: readonly Catalogue[]): Problems {
  const catalogue = new Map<string, RefusalSpec>()
  for (const entries of [httpCatalogue, ...catalogues]) {
    for (const [code, spec] of Object.entries(entries)) {
      invariant(/^[a-z][a-z0-9_]{1,63}$/.test(code), `the refusal code ${code} is not in snake_case`)
      invariant(!catalogue.has(code), `the refusal code ${code} is in two catalogues`)
      catalogue.set(code, spec)
    }
  }
  return {
    catalogue,
    render(refusal, about) {
      const spec = catalogue.get(refusal.code)
      invariant(spec !== undefined, `the refusal code ${refusal.code} is in no catalogue`)
      const words = wordsOf(spec, about.language)
      const decline = refusal.values?.decline_code
      const body = {
        type: `${about.baseUrl}/errors/${refusal.code}`,
        title: titleOf(words.sentence),
        status: spec.status,
        code: refusal.code,
        detail: fill(words.sentence, refusal.values),
        fix: fill(words.fix, refusal.values),
        ...(refusal.param === undefined ? {} : { param: refusal.param }),
        ...(decline === undefined ? {} : { decline_code: String(decline) }),
        request_id: about.requestId,
      }
      return { status: spec.status, body: JSON.stringify(body) }
    },
  }
}

export const wordsOf = (spec: RefusalSpec, language: Language): { readonly sentence: string; readonly fix: string } =>
  language === 'zh' ? { sentence: spec.zh, fix: spec.fixZh } : { sentence: spec.en, fix: spec.fixEn }

/** The part of a sentence that does not vary with the occurrence (RFC 9457 section 3.1.4): up to a colon that precedes a placeholder. */
export function titleOf(sentence: string): string {
  const placeholder = sentence.indexOf('{')
  if (placeholder < 0) return sentence
  const colon = sentence.slice(0, placeholder).search(/[:：]/)
  if (colon > 0) return sentence.slice(0, colon) + (/[一-鿿]/.test(sentence) ? '。' : '.')
  return fill(sentence, undefined)
}

/** The sentence with its placeholders filled; what is not known is left open. */
export const fill = (sentence: string, values: Readonly<Record<string, string | number>> | undefined): string =>
  sentence.includes('{') ? sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values?.[name] ?? '…')) : sentence

/** Seconds to wait, for the header Retry-After of a refusal; `null` when retrying is not the answer. */
export function retryAfterOf(status: number, body: string): number | null {
  if (status === 429 || status === 503) return 1
  return status === 409 && body.includes('"code":"idempotency_in_flight"') ? 1 : null
}
