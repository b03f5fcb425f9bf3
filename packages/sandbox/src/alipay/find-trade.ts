/** Finds a trade by its numbers, and closes it when its time is over. */
import type { Call, Context } from './context.ts'
import type { Trade } from './state.ts'

export const keyOf = (appId: string, outTradeNo: string): string => `${appId}/${outTradeNo}`

/** Closes the trade when its time is over. */
export function lapse(context: Context, trade: Trade): Trade {
  if (trade.status === 'WAIT_BUYER_PAY' && context.now().toISOString() >= trade.expiresAt) {
    trade.status = 'TRADE_CLOSED'
    trade.closedAt = trade.expiresAt
  }
  return trade
}

/** The trade that `trade_no` or, without it, `out_trade_no` names. */
export function findTrade(context: Context, { app, fields }: Call): Trade | null {
  const { trade_no: tradeNo, out_trade_no: outTradeNo } = fields
  const found =
    typeof tradeNo === 'string' && tradeNo !== ''
      ? Object.values(context.state.trades).find(trade => trade.tradeNo === tradeNo && trade.appId === app.appId)
      : typeof outTradeNo === 'string'
        ? context.state.trades[keyOf(app.appId, outTradeNo)]
        : undefined
  return found === undefined ? null : lapse(context, found)
}
