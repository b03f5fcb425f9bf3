/** What can be made to go wrong in the simulated Alipay, and how often; the dice of ../dice.ts decide. */
import type { Odds } from '../dice.ts'

export const FAULTS = {
  error_before: '不执行，返回系统繁忙 · answers isp.unknow-error without executing',
  error_after: '执行后返回ACQ.SYSTEM_ERROR · executes, then answers ACQ.SYSTEM_ERROR',
  timeout_after: '执行后断开连接 · executes, then drops the connection without an answer',
  bad_signature: '应答签名错误 · signs the answer wrongly',
  insufficient_funds: '买家余额不足 · the buyer has not enough money',
  seller_insufficient: '卖家余额不足，退款被拒 · refuses a refund: the seller has not enough money',
  callback_lost: '不发送通知 · never sends the notification',
  callback_late: '延迟通知 · sends the notification after late_callback_ms',
  callback_duplicate: '重复通知 · sends the notification twice, with the same notify_id',
  callback_bad_signature: '通知签名错误 · signs a delivery wrongly; the next one is right',
  line_missing: '账单缺行 · leaves a line out of the bill',
  line_extra: '账单多行 · adds a line that no trade stands behind',
  line_altered: '账单金额不符 · writes another amount into the bill',
} as const

export type FaultName = keyof typeof FAULTS

export const isFaultName = (text: string): text is FaultName => Object.hasOwn(FAULTS, text)

export type FaultSettings = {
  /** Added before every answer, milliseconds. */
  latencyMs: number
  lateCallbackMs: number
  /** How far Alipay's clock is ahead, seconds. */
  clockSkewSeconds: number
} & Odds<FaultName>

export const calm = (): FaultSettings => ({ latencyMs: 0, lateCallbackMs: 10_000, clockSkewSeconds: 0, rates: {}, next: {} })
