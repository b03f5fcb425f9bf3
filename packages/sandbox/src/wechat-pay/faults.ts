/** What can be made to go wrong in the simulated WeChat Pay, and how often; the dice of ../dice.ts decide. */
import type { Odds } from '../dice.ts'

export const FAULTS = {
  error_before: '不执行，返回500 SYSTEM_ERROR · answers 500 SYSTEM_ERROR without executing',
  error_after: '执行后返回500 SYSTEM_ERROR · executes, then answers 500 SYSTEM_ERROR',
  timeout_after: '执行后断开连接 · executes, then drops the connection without an answer',
  frequency_limited: '返回429 FREQUENCY_LIMITED · answers 429 without executing',
  bad_signature: '应答签名错误（签名探测） · signs the answer wrongly, as the platform does to probe its merchants',
  insufficient_funds: '用户余额不足 · the consumer has not enough money',
  refund_not_enough: '商户余额不足，退款被拒 · refuses a refund: 403 NOT_ENOUGH',
  refund_abnormal: '退款异常 · the refund ends as ABNORMAL',
  callback_lost: '不发送回调 · never sends the callback',
  callback_late: '延迟回调 · sends the callback after late_callback_ms',
  callback_duplicate: '重复回调 · sends the callback twice, with the same id',
  callback_bad_signature: '回调签名错误（签名探测） · signs a delivery wrongly; the next one is right',
  callback_bad_ciphertext: '回调密文被篡改 · sends a callback whose ciphertext was altered',
  line_missing: '账单缺行 · leaves a line out of the bill',
  line_extra: '账单多行 · adds a line that no order stands behind',
  line_altered: '账单金额不符 · writes another amount into the bill',
  bill_hash: '账单摘要错误 · gives a wrong hash_value',
} as const

export type FaultName = keyof typeof FAULTS

export const isFaultName = (text: string): text is FaultName => Object.hasOwn(FAULTS, text)

export type FaultSettings = {
  /** Added before every answer, milliseconds. */
  latencyMs: number
  /** From acceptance of a refund to its result, milliseconds. */
  refundDelayMs: number
  lateCallbackMs: number
  /** How far the platform's clock, by which it signs and judges timestamps, is ahead; seconds. */
  clockSkewSeconds: number
} & Odds<FaultName>

export const calm = (): FaultSettings => ({
  latencyMs: 0,
  refundDelayMs: 150,
  lateCallbackMs: 10_000,
  clockSkewSeconds: 0,
  rates: {},
  next: {},
})
