/**
 * What Alipay's refusals mean to us. The tables are those of the public documentation of each method; a code that stands in none of them
 * is kept as written and flagged, never guessed. https://opendocs.alipay.com/open-v3/05osuz (common codes), and the page of each method.
 */

/** Of clearing's FAILURE_CODES, those that Alipay can give. */
export type FailureCode =
  | 'insufficient_funds'
  | 'risk_refused'
  | 'agreement_ended'
  | 'limit_exceeded'
  | 'closed'
  | 'payer_account_abnormal'
  | 'auth_code_invalid'
  | 'auth_code_expired'
  | 'sub_merchant_invalid'
  | 'order_invalid'
  | 'channel_unavailable'
  | 'refund_exceeds_original'
  | 'refund_window_over'
  | 'channel_balance_insufficient'
  | 'refused_by_house'

export type Meaning =
  /** It was not executed and never will be as it stands. */
  | { readonly means: 'failed'; readonly code: FailureCode }
  /** It may have been executed: only a query tells. */
  | { readonly means: 'unknown' }
  /** It was executed before: a query tells how it ended. */
  | { readonly means: 'ask' }
  /** There is no such trade. */
  | { readonly means: 'not_found' }
  /** Refused before it was looked at, for our credentials' or the platform's sake: later may do. */
  | { readonly means: 'not_taken' }
  | { readonly means: 'unrecognised' }

const failed = (code: FailureCode, ...codes: readonly string[]): [string, Meaning][] => codes.map(name => [name, { means: 'failed', code }])
const as = (means: 'unknown' | 'ask' | 'not_found' | 'not_taken', ...codes: readonly string[]): [string, Meaning][] =>
  codes.map(name => [name, { means }])

/** Without `isv.` and `isp.`. */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ...as(
    'unknown',
    'unknow-error',
    'ACQ.SYSTEM_ERROR',
    'AOP.ACQ.SYSTEM_ERROR',
    'SYSTEM_ERROR',
    'aop.ACQ.SYSTEM_ERROR',
    'ACQ.CONTEXT_INCONSISTENT',
  ),
  ...as('ask', 'ACQ.TRADE_HAS_SUCCESS', 'ACQ.TRADE_HAS_FINISHED_PAY'),
  ...as('not_found', 'ACQ.TRADE_NOT_EXIST'),
  ...as(
    'not_taken',
    'missing-signature',
    'invalid-signature',
    'invalid-signature-type',
    'missing-app-id',
    'invalid-app-id',
    'missing-timestamp',
    'invalid-timestamp',
    'app-cert-not-exist',
    'invalid-auth-token',
    'app-call-limited',
    'method-call-limited',
    'service-not-available',
    'insufficient-isv-permissions',
    'insufficient-user-permissions',
    'ip-not-allowed',
  ),
  ...failed(
    'order_invalid',
    'ACQ.INVALID_PARAMETER',
    'invalid-parameter',
    'invalid-format',
    'invalid-method',
    'missing-method',
    'invalid-charset',
  ),
  ...failed(
    'order_invalid',
    'ACQ.TOTAL_FEE_EXCEED',
    'ACQ.BUYER_SELLER_EQUAL',
    'ACQ.TRADE_BUYER_NOT_MATCH',
    'ACQ.ERROR_BUYER_CERTIFY_LEVEL_LIMIT',
  ),
  ...failed('order_invalid', 'ACQ.INVALID_STORE_ID', 'ACQ.EXIST_FORBIDDEN_WORD', 'ACQ.NOT_SUPPORT_PAYMENT_INST'),
  ...failed('closed', 'ACQ.TRADE_HAS_CLOSE'),
  ...failed('auth_code_invalid', 'ACQ.PAYMENT_AUTH_CODE_INVALID', 'ACQ.SOUNDWAVE_PARSER_FAIL'),
  ...failed('auth_code_expired', 'ACQ.AUTH_TOKEN_IS_NOT_EXIST', 'ACQ.PAYMENT_AUTH_CODE_EXPIRED'),
  ...failed('insufficient_funds', 'ACQ.BUYER_BALANCE_NOT_ENOUGH', 'ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH', 'ACQ.BALANCE_NOT_ENOUGH'),
  ...failed('insufficient_funds', 'ACQ.PAYMENT_FAIL', 'ACQ.ERROR_BALANCE_PAYMENT_DISABLE', 'ACQ.PRODUCT_AMOUNT_LIMIT_ERROR'),
  ...failed(
    'limit_exceeded',
    'ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR',
    'ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR',
    'ACQ.BEYOND_PAY_RESTRICTION',
  ),
  ...failed(
    'limit_exceeded',
    'ACQ.BEYOND_PER_RECEIPT_RESTRICTION',
    'ACQ.BEYOND_PER_RECEIPT_SINGLE_RESTRICTION',
    'ACQ.BEYOND_PER_RECEIPT_DAY_RESTRICTION',
  ),
  ...failed('limit_exceeded', 'ACQ.CYCLE_PAY_SINGLE_FEE_EXCEED', 'ACQ.CYCLE_PAY_DATE_NOT_MATCH', 'ACQ.EXCEED_QUOTA'),
  ...failed(
    'agreement_ended',
    'ACQ.AGREEMENT_NOT_EXIST',
    'ACQ.AGREEMENT_INVALID',
    'ACQ.AGREEMENT_STATUS_NOT_NORMAL',
    'ACQ.USER_AGREEMENT_NOT_EXIST',
  ),
  ...failed('risk_refused', 'ACQ.BUYER_ENABLE_STATUS_FORBID', 'ACQ.PULL_MOBILE_CASHIER_FAIL', 'ACQ.USER_FACE_PAYMENT_SWITCH_OFF'),
  ...failed(
    'risk_refused',
    'ACQ.MOBILE_PAYMENT_SWITCH_OFF',
    'ACQ.PAYMENT_REQUEST_HAS_RISK',
    'ACQ.RISK_MERCHANT_IP_NOT_EXIST',
    'ACQ.TRADE_SETTLE_ERROR',
  ),
  ...failed(
    'payer_account_abnormal',
    'ACQ.BUYER_NOT_EXIST',
    'ACQ.BUYER_UNCERTIFIED',
    'ACQ.ENTERPRISE_PAY_BIZ_ERROR',
    'ACQ.USER_LOGONID_DUP',
  ),
  ...failed('payer_account_abnormal', 'ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE', 'ACQ.CARD_TYPE_ERROR', 'ACQ.OPEN_ID_VALIDITY_ERR'),
  ...failed(
    'sub_merchant_invalid',
    'ACQ.SECONDARY_MERCHANT_ID_INVALID',
    'ACQ.SECONDARY_MERCHANT_ID_BLANK',
    'ACQ.SECONDARY_MERCHANT_STATUS_ERROR',
  ),
  ...failed('sub_merchant_invalid', 'ACQ.SECONDARY_MERCHANT_ALIPAY_ACCOUNT_INVALID', 'ACQ.SECONDARY_MERCHANT_ISV_PUNISH_INDIRECT'),
  ...failed(
    'sub_merchant_invalid',
    'ACQ.SECONDARY_MERCHANT_NOT_MATCH',
    'ACQ.SUB_GOODS_SIZE_MAX_COUNT',
    'ACQ.MERCHANT_PERM_RECEIPT_SUSPEND_LIMIT',
  ),
  ...failed('channel_unavailable', 'ACQ.PARTNER_ERROR', 'ACQ.ACCESS_FORBIDDEN', 'ACQ.SELLER_NOT_EXIST', 'ACQ.SELLER_BEEN_BLOCKED'),
  ...failed('channel_unavailable', 'ACQ.MERCHANT_AGREEMENT_NOT_EXIST', 'ACQ.MERCHANT_AGREEMENT_INVALID', 'ACQ.MERCHANT_STATUS_NOT_NORMAL'),
  ...failed('channel_unavailable', 'ACQ.MERCHANT_PERM_RECEIPT_DAY_LIMIT', 'ACQ.MERCHANT_PERM_RECEIPT_SINGLE_LIMIT'),
  ...failed('channel_balance_insufficient', 'ACQ.SELLER_BALANCE_NOT_ENOUGH', 'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR'),
  ...failed('refund_exceeds_original', 'ACQ.REASON_TRADE_REFUND_FEE_ERR', 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', 'ACQ.REFUND_FEE_ERROR'),
  ...failed(
    'refund_window_over',
    'ACQ.TRADE_HAS_FINISHED',
    'ACQ.REFUND_TIME_OUT',
    'ACQ.TRADE_CANCEL_TIME_OUT',
    'ACQ.ONLINE_TRADE_REFUND_TIME_OUT',
  ),
  ...failed(
    'refused_by_house',
    'ACQ.REFUND_CHARGE_ERROR',
    'ACQ.DISCORDANT_REPEAT_REQUEST',
    'ACQ.TRADE_NOT_ALLOW_REFUND',
    'ACQ.CUSTOMER_VALIDATE_ERROR',
  ),
  ...failed('refused_by_house', 'ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST', 'ACQ.TRADE_STATUS_ERROR', 'ACQ.REASON_TRADE_STATUS_INVALID'),
])

export const meaningOf = (code: string): Meaning => MEANINGS.get(code) ?? { means: 'unrecognised' }

/** Refusals of a payment by code or agreement after which the trade may stand open at Alipay: it is cancelled before we call it failed. */
const LEAVES_OPEN: ReadonlySet<FailureCode> = new Set(['insufficient_funds', 'limit_exceeded', 'risk_refused', 'payer_account_abnormal'])

export const mayLeaveOpen = (code: FailureCode): boolean => LEAVES_OPEN.has(code)
