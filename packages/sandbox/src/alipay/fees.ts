/** What Alipay charges: a part of each payment (服务费), given back with what is refunded. Fen. */
import type { Refund, Trade } from './state.ts'

/** 0.6 %, unless the options say otherwise. */
export const FEE_BPS = 60

/** Rounded half up. */
export const feeOf = (fen: number, bps: number): number => Math.floor((fen * bps + 5_000) / 10_000)

/** What comes back with one refund: the refunds of a trade together give back what the refunded part had cost. */
export function returnedFee(trade: Trade, refund: Refund, bps: number): number {
  const at = trade.refunds.findIndex(one => one.outRequestNo === refund.outRequestNo)
  const before = trade.refunds.slice(0, Math.max(0, at)).reduce((sum, { fen }) => sum + fen, 0)
  return feeOf(trade.totalFen - before, bps) - feeOf(trade.totalFen - before - refund.fen, bps)
}
