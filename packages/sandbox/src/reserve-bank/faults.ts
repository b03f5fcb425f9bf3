/** What can be made to go wrong at the reserve bank, and how often; the dice of ../dice.ts decide. */
import type { Odds } from '../dice.ts'
import { NETWORK_FAULTS } from '../signed-server.ts'

export const FAULTS = {
  ...NETWORK_FAULTS,
  insufficient_funds: '余额不足，拒绝划款 · refuses a transfer: the account has not enough money',
  posting_lost: '清算入账失败，由清算平台重试 · refuses a house’s posting with 500; the house repeats it',
  line_missing: '对账单缺行 · leaves an entry out of the statement',
  line_extra: '对账单多行 · adds an entry that nothing stands behind',
  line_altered: '对账单金额不符 · writes another amount into the statement',
  line_duplicate: '对账单重复行 · writes an entry twice',
  totals_wrong: '对账单余额错误 · writes a closing balance that is not that of the entries',
  file_digest: '对账单摘要错误 · sends a statement with a wrong digest',
} as const

export type FaultName = keyof typeof FAULTS

export const isFaultName = (text: string): text is FaultName => Object.hasOwn(FAULTS, text)

export type FaultSettings = {
  /** Added before every answer, milliseconds. */
  latencyMs: number
  /** How far the bank's clock, by which it signs and judges timestamps, is ahead; seconds. */
  clockSkewSeconds: number
} & Odds<FaultName>

export const calm = (): FaultSettings => ({ latencyMs: 0, clockSkewSeconds: 0, rates: {}, next: {} })

export const PLAIN = { latency_ms: 'latencyMs', clock_skew_seconds: 'clockSkewSeconds' } as const
