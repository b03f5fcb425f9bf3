/** The refusals that the simulator gives: v2 code and sub_code, v3 status and code, messages in Chinese and English. */

export type Refusal = { readonly subCode: SubCode; readonly message: string }

/** What an operation answers; `code` is the v2 code of a success, 10003 while the buyer still has to confirm. */
export type Answer =
  | { readonly ok: true; readonly body: Readonly<Record<string, unknown>>; readonly code: '10000' | '10003' }
  | { readonly ok: false; readonly refusal: Refusal }

const MESSAGES = {
  '20000': 'Service Currently Unavailable',
  '40001': 'Missing Required Arguments',
  '40002': 'Invalid Arguments',
  '40004': 'Business Failed',
}

/** sub_code: v2 code, v3 status, message. The v3 code is the sub_code without `isv.` or `isp.`. */
const REFUSALS = {
  'isp.unknow-error': ['20000', 500, '系统繁忙 · the system is busy'],
  'isv.missing-method': ['40001', 400, '缺少方法名参数 · method is missing'],
  'isv.missing-app-id': ['40001', 400, '缺少appId参数 · app_id is missing'],
  'isv.missing-signature': ['40001', 401, '缺少签名参数 · the signature is missing'],
  'isv.missing-timestamp': ['40001', 400, '缺少时间戳参数 · timestamp is missing'],
  'isv.invalid-method': ['40002', 404, '不存在的方法名 · no such method'],
  'isv.invalid-parameter': ['40002', 400, '参数无效 · a parameter is invalid'],
  'isv.invalid-format': ['40002', 400, '无效的数据格式 · the data has no valid format'],
  'isv.invalid-signature-type': ['40002', 400, '无效的签名类型，仅支持RSA2 · sign_type is RSA2'],
  'isv.invalid-signature': ['40002', 401, '验签出错 · the signature does not stand'],
  'isv.invalid-encrypt-type': ['40002', 400, '沙箱不支持内容加密 · the simulator does not do encrypted content'],
  'isv.invalid-app-id': ['40002', 400, '无效的AppID参数 · no such app_id'],
  'isv.invalid-timestamp': ['40002', 400, '非法的时间戳参数 · the timestamp is not valid'],
  'isv.invalid-charset': ['40002', 400, '字符集错误，仅支持utf-8 · charset is utf-8'],
  'isv.app-cert-not-exist': ['40002', 400, '应用公钥证书序列号有误 · app_cert_sn is not of the application certificate'],
  'isp.bill_not_exist': ['40004', 400, '账单不存在 · there is no bill of this day'],
  'ACQ.SYSTEM_ERROR': ['40004', 400, '系统错误，请使用相同的参数再次调用 · system error, repeat with the same parameters'],
  'ACQ.INVALID_PARAMETER': ['40004', 400, '参数无效 · a parameter is invalid'],
  'ACQ.TRADE_NOT_EXIST': ['40004', 400, '交易不存在 · no such trade'],
  'ACQ.TRADE_HAS_SUCCESS': ['40004', 400, '交易已被支付 · the trade is paid'],
  'ACQ.TRADE_HAS_CLOSE': ['40004', 400, '交易已经关闭 · the trade is closed'],
  'ACQ.TRADE_HAS_FINISHED': ['40004', 400, '交易已经完结 · the trade is finished'],
  'ACQ.TRADE_STATUS_ERROR': ['40004', 400, '交易状态不合法 · not in this state of the trade'],
  'ACQ.CONTEXT_INCONSISTENT': ['40004', 400, '交易信息被篡改 · this out_trade_no was used with other terms'],
  'ACQ.TRADE_CANCEL_TIME_OUT': ['40004', 400, '超过撤销时间范围 · too late to cancel; refund instead'],
  'ACQ.PAYMENT_AUTH_CODE_INVALID': ['40004', 400, '支付授权码无效 · the payment code is not valid'],
  'ACQ.BUYER_BALANCE_NOT_ENOUGH': ['40004', 400, '买家余额不足 · the buyer has not enough money'],
  'ACQ.SELLER_BALANCE_NOT_ENOUGH': ['40004', 400, '卖家余额不足 · the seller has not enough money'],
  'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL': [
    '40004',
    400,
    '撤销或退款金额与订单金额不一致 · without out_request_no only the whole amount is refunded',
  ],
  'ACQ.REASON_TRADE_REFUND_FEE_ERR': ['40004', 400, '退款金额无效 · the refunds exceed the trade'],
  'ACQ.DISCORDANT_REPEAT_REQUEST': ['40004', 400, '重复请求参数不一致 · this out_request_no was used with another amount'],
  'ACQ.SECONDARY_MERCHANT_ID_INVALID': ['40004', 400, '二级商户编号错误 · no such sub-merchant'],
  'ACQ.SECONDARY_MERCHANT_STATUS_ERROR': ['40004', 400, '二级商户状态异常 · the sub-merchant cannot be paid'],
  APPLY_ORDER_NOT_EXIST: ['40004', 400, '申请单不存在 · no such order'],
  'ACQ.AGREEMENT_NOT_EXIST': ['40004', 400, '协议不存在 · no such agreement'],
  'ACQ.CYCLE_PAY_DATE_NOT_MATCH': ['40004', 400, '扣款日期不在签约时的允许范围之内 · not on a day that the agreement allows'],
  'ACQ.CYCLE_PAY_SINGLE_FEE_EXCEED': ['40004', 400, '周期扣款的单笔金额超过签约时限制 · above the single amount of the agreement'],
  USER_AGREEMENT_NOT_EXIST: ['40004', 400, '协议不存在 · no such agreement'],
} as const satisfies Readonly<Record<string, readonly [keyof typeof MESSAGES, number, string]>>

export type SubCode = keyof typeof REFUSALS

export const refuse = (subCode: SubCode, message: string = REFUSALS[subCode][2]): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal: { subCode, message },
})

export const answer = (body: Readonly<Record<string, unknown>>, code: '10000' | '10003' = '10000'): Answer => ({ ok: true, body, code })

/** A parameter that is missing or wrong, in the words of the trade system. */
export const wrong = (name: string, rule: string): Answer => refuse('ACQ.INVALID_PARAMETER', `参数无效 · ${name}: ${rule}`)

/** The member of a v2 answer. */
export function bodyV2(result: Answer): Record<string, unknown> {
  if (result.ok) return { code: result.code, msg: result.code === '10000' ? 'Success' : 'order success pay inprocess', ...result.body }
  const [code] = REFUSALS[result.refusal.subCode]
  return { code, msg: MESSAGES[code], sub_code: result.refusal.subCode, sub_msg: result.refusal.message }
}

/** Status and body of a v3 answer. */
export function bodyV3(result: Answer): { status: number; body: Record<string, unknown> } {
  if (result.ok) return { status: 200, body: { ...result.body } }
  const { subCode, message } = result.refusal
  return { status: REFUSALS[subCode][1], body: { code: subCode.replace(/^is[vp]\./, ''), message, links: [] } }
}
