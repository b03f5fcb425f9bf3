/** The refusals of WeChat Pay API v3 that the simulator gives: the documented codes and statuses, messages in Chinese and English. */

/** What an operation answers; `raw` bytes are a bill, whose answer is not signed. */
export type Answer = {
  readonly status: number
  readonly body?: Readonly<Record<string, unknown>>
  readonly raw?: { readonly bytes: Uint8Array; readonly type: string }
}

const ERRORS = {
  PARAM_ERROR: [400, '参数错误 · a parameter is wrong'],
  INVALID_REQUEST: [400, '无效请求 · the request breaks a rule'],
  APPID_MCHID_NOT_MATCH: [400, 'appid和mch_id不匹配 · the app is not bound to the merchant'],
  MCH_NOT_EXISTS: [400, '商户号不存在 · no such merchant'],
  ORDERPAID: [400, '订单已支付 · the order is paid'],
  ORDER_CLOSED: [400, '订单已关闭 · the order is closed'],
  NO_STATEMENT_EXIST: [400, '账单文件不存在 · there is no bill of this day'],
  STATEMENT_CREATING: [400, '账单生成中 · the bill is being made'],
  SIGN_ERROR: [401, '签名错误 · the signature does not stand'],
  NO_AUTH: [403, '商户无权限 · not allowed for this merchant'],
  NOT_ENOUGH: [403, '余额不足 · insufficient funds'],
  OUT_TRADE_NO_USED: [403, '商户订单号重复 · the out_trade_no was used for another order'],
  RULE_LIMIT: [403, '业务规则限制 · limited by a rule'],
  TRADE_ERROR: [403, '交易错误 · the trade failed'],
  ORDER_NOT_EXIST: [404, '订单不存在 · no such order'],
  RESOURCE_NOT_EXISTS: [404, '资源不存在 · no such resource'],
  FREQUENCY_LIMITED: [429, '频率超限 · too many requests'],
  SYSTEM_ERROR: [500, '系统异常，请稍后重试 · system error, try again'],
} as const

export type ErrorCode = keyof typeof ERRORS

export function refuse(code: ErrorCode, message: string = ERRORS[code][1], detail?: Readonly<Record<string, unknown>>): Answer {
  return { status: ERRORS[code][0], body: { code, message, ...(detail === undefined ? {} : { detail }) } }
}

/** PARAM_ERROR as the platform words it: which field, its value, what is wrong with it. */
export const wrongField = (field: string, value: unknown, issue: string, location: 'body' | 'query' | 'uri' = 'body'): Answer =>
  refuse('PARAM_ERROR', '参数错误 · a parameter is wrong', { field, value: value ?? null, issue, location })
