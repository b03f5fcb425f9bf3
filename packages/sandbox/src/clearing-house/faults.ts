/** What can be made to go wrong in a clearing house, and how often; the dice of ../dice.ts decide. */
import type { Odds } from '../dice.ts'
import { NETWORK_FAULTS } from '../signed-server.ts'

export const FAULTS = {
  ...NETWORK_FAULTS,
  insufficient_funds: '付款人余额不足 · the payer has not enough money',
  callback_lost: '不发送通知 · never sends the callback',
  callback_late: '延迟通知 · sends the callback after late_callback_ms',
  callback_duplicate: '重复通知 · sends the callback twice, with the same event id',
  callback_contradictory: '矛盾通知 · sends a second callback that says the opposite, with its own event id',
  callback_bad_signature: '通知签名错误 · signs a delivery wrongly; the next one is right',
  line_missing: '文件缺行 · leaves the instruction out of the settlement file until held lines are released',
  line_extra: '文件多行 · adds a line to the settlement file that no instruction stands behind',
  line_altered: '文件金额不符 · writes another amount into the settlement file',
  line_duplicate: '文件重复行 · writes the line twice into the settlement file',
  file_digest: '文件摘要错误 · sends a settlement file with a wrong digest',
  file_changed: '文件被替换 · sends another settlement file than the date has, with its own right digest',
} as const

export type FaultName = keyof typeof FAULTS

export const isFaultName = (text: string): text is FaultName => Object.hasOwn(FAULTS, text)

export type FaultSettings = {
  /** Added before every answer, milliseconds. */
  latencyMs: number
  /** How far the house's clock, by which it signs and judges timestamps, is ahead; seconds. */
  clockSkewSeconds: number
  /** From acceptance to result, milliseconds. */
  resultDelayMs: number
  lateCallbackMs: number
  /** Results are given in the answer itself; no callback follows. */
  synchronous: boolean
} & Odds<FaultName>

export const calm = (): FaultSettings => ({
  latencyMs: 0,
  clockSkewSeconds: 0,
  resultDelayMs: 150,
  lateCallbackMs: 10_000,
  synchronous: false,
  rates: {},
  next: {},
})

export const PLAIN = {
  latency_ms: 'latencyMs',
  clock_skew_seconds: 'clockSkewSeconds',
  result_delay_ms: 'resultDelayMs',
  late_callback_ms: 'lateCallbackMs',
  synchronous: 'synchronous',
} as const
