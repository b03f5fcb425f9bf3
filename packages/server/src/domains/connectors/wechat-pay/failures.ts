/**
 * What the refusals of WeChat Pay mean for an instruction. A code that is not listed means nothing: it is kept as written, told to
 * operators, and the outcome stays unknown.
 */
export type Operation = 'order' | 'query' | 'close' | 'refund' | 'refund_query'

export type Meaning =
  | { readonly as: 'failed'; readonly code: string }
  /** Refused before it was looked at. */
  | { readonly as: 'not_sent' }
  /** It may have been executed. */
  | { readonly as: 'unknown' }
  /** The number is known to the platform, or may be: what became of it, a query tells. `otherwise`: when there is no such order. */
  | { readonly as: 'ask'; readonly otherwise: string }
  | { readonly as: 'not_found' }
  | { readonly as: 'await_payer' }
  /** Not a code that we know. */
  | { readonly as: 'unlisted' }

const failed = (code: string): Meaning => ({ as: 'failed', code })
const ask = (otherwise: string): Meaning => ({ as: 'ask', otherwise })

/** Of every operation; https://pay.weixin.qq.com/doc/v3/partner/4012081726 and the tables of each operation. Spellings of API v2 still occur. */
const COMMON: Readonly<Record<string, Meaning>> = {
  SYSTEM_ERROR: { as: 'unknown' },
  SYSTEMERROR: { as: 'unknown' },
  BANK_ERROR: { as: 'unknown' },
  BANKERROR: { as: 'unknown' },
  BIZERR_NEED_RETRY: { as: 'unknown' },
  FREQUENCY_LIMITED: { as: 'not_sent' },
  FREQUENCY_LIMIT_EXCEED: { as: 'not_sent' },
  RATELIMIT_EXCEEDED: { as: 'not_sent' },
  RATELIMIT_EXCEED: { as: 'not_sent' },
  SIGN_ERROR: { as: 'not_sent' },
}

const ORDER: Readonly<Record<string, Meaning>> = {
  PARAM_ERROR: failed('order_invalid'),
  INVALID_REQUEST: ask('order_invalid'),
  APPID_MCHID_NOT_MATCH: failed('sub_merchant_invalid'),
  MCH_NOT_EXISTS: failed('sub_merchant_invalid'),
  NO_AUTH: failed('sub_merchant_invalid'),
  NOAUTH: failed('sub_merchant_invalid'),
  OPENID_MISMATCH: failed('order_invalid'),
  ORDERPAID: ask('order_invalid'),
  ORDER_PAID: ask('order_invalid'),
  OUT_TRADE_NO_USED: ask('order_invalid'),
  ORDER_CLOSED: failed('closed'),
  ORDERCLOSED: failed('closed'),
  ORDER_REVERSED: failed('closed'),
  ORDERREVERSED: failed('closed'),
  NOT_ENOUGH: failed('insufficient_funds'),
  NOTENOUGH: failed('insufficient_funds'),
  RULE_LIMIT: failed('risk_refused'),
  RULELIMIT: failed('risk_refused'),
  TRADE_ERROR: failed('declined'),
  ACCOUNT_ERROR: failed('payer_account_abnormal'),
  ACCOUNTERROR: failed('payer_account_abnormal'),
  USER_ACCOUNT_ABNORMAL: failed('payer_account_abnormal'),
  AUTH_CODE_EXPIRED: failed('auth_code_expired'),
  AUTHCODEEXPIRE: failed('auth_code_expired'),
  AUTH_CODE_ERROR: failed('auth_code_invalid'),
  AUTH_CODE_INVALID: failed('auth_code_invalid'),
  USERPAYING: { as: 'await_payer' },
  USER_PAYING: { as: 'await_payer' },
}

const QUERY: Readonly<Record<string, Meaning>> = {
  ORDER_NOT_EXIST: { as: 'not_found' },
  ORDERNOTEXIST: { as: 'not_found' },
  RESOURCE_NOT_EXISTS: { as: 'not_found' },
}

const TABLES: Readonly<Record<Operation, Readonly<Record<string, Meaning>>>> = {
  order: ORDER,
  query: QUERY,
  refund_query: QUERY,
  close: {
    ORDERPAID: ask('closed'),
    ORDER_PAID: ask('closed'),
    ORDER_CLOSED: failed('closed'),
    ORDERCLOSED: failed('closed'),
    ORDER_NOT_EXIST: { as: 'not_found' },
    ORDERNOTEXIST: { as: 'not_found' },
    INVALID_REQUEST: ask('closed'),
    REVERSE_EXPIRE: ask('closed'),
    USERPAYING: { as: 'await_payer' },
    USER_PAYING: { as: 'await_payer' },
  },
  refund: {
    PARAM_ERROR: failed('refused_by_house'),
    INVALID_REQUEST: ask('refused_by_house'),
    NOT_ENOUGH: failed('channel_balance_insufficient'),
    NOTENOUGH: failed('channel_balance_insufficient'),
    RESOURCE_NOT_EXISTS: failed('original_not_found'),
    ORDER_NOT_EXIST: failed('original_not_found'),
    MCH_NOT_EXISTS: failed('sub_merchant_invalid'),
    NO_AUTH: failed('sub_merchant_invalid'),
    NOAUTH: failed('sub_merchant_invalid'),
    USER_ACCOUNT_ABNORMAL: failed('payer_account_abnormal'),
    TRADE_OVERDUE: failed('refund_window_over'),
    REFUND_FEE_MISMATCH: failed('refused_by_house'),
    REFUNDNOTALLOWED: failed('refused_by_house'),
  },
}

/** The meaning of a verified refusal. `status` decides where it says more than the code: 5xx is unknown, 429 was not executed. */
export function meaningOf(operation: Operation, status: number, code: string): Meaning {
  if (status >= 500) return { as: 'unknown' }
  return TABLES[operation][code] ?? COMMON[code] ?? (status === 429 ? { as: 'not_sent' } : { as: 'unlisted' })
}

/** Every code that is listed, for the documentation and its test. */
export const listedCodes = (operation: Operation): readonly string[] => [...Object.keys(TABLES[operation]), ...Object.keys(COMMON)]
