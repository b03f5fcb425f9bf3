/** Refunds: in parts, never more than was paid, and one out_request_no never twice. */
import { type Context, type Operation, text } from './context.ts'
import { type Answer, answer, refuse, wrong } from './errors.ts'
import { findTrade } from './find-trade.ts'
import { fenOf, timeText, yuanOf } from './protocol.ts'
import type { Refund, Trade } from './state.ts'

export const refundedFen = (trade: Trade): number => trade.refunds.reduce((sum, { fen }) => sum + fen, 0)

/** Moves the money back and tells the merchant; a refusal, or null when it is done. The amount has been checked against the trade. */
export function refundTrade(context: Context, trade: Trade, { outRequestNo, fen, reason }: Omit<Refund, 'at'>): Answer | null {
  const app = context.state.apps.find(({ appId }) => appId === trade.appId)
  const buyer = context.state.buyers.find(({ userId }) => userId === trade.buyerId)
  if (app === undefined || buyer === undefined || refundedFen(trade) + fen > trade.totalFen) throw new Error('a refund of a paid trade')
  const held = context.state.sellers[app.sellerId] ?? 0
  if (context.strikes('seller_insufficient') || held < fen) return refuse('ACQ.SELLER_BALANCE_NOT_ENOUGH')
  context.state.sellers[app.sellerId] = held - fen
  buyer.balanceFen += fen
  const at = context.now().toISOString()
  trade.refunds.push({ outRequestNo, fen, reason, at })
  if (refundedFen(trade) === trade.totalFen) {
    trade.status = 'TRADE_CLOSED'
    trade.closedAt = at
  }
  context.tradeChanged(trade, { out_biz_no: outRequestNo, refund_fee: yuanOf(refundedFen(trade)), gmt_refund: timeText(new Date(at)) })
  return null
}

function refundBody(context: Context, trade: Trade, changed: boolean, fen: number): Answer {
  const buyer = context.state.buyers.find(({ userId }) => userId === trade.buyerId)
  return answer({
    trade_no: trade.tradeNo,
    out_trade_no: trade.outTradeNo,
    ...(buyer === undefined ? {} : { buyer_logon_id: buyer.logonId, buyer_user_id: buyer.userId }),
    fund_change: changed ? 'Y' : 'N',
    // What the trade has given back so far, and what this request has.
    refund_fee: yuanOf(refundedFen(trade)),
    send_back_fee: yuanOf(changed ? fen : 0),
    refund_detail_item_list: [{ fund_channel: 'ALIPAYACCOUNT', amount: yuanOf(fen) }],
  })
}

/** alipay.trade.refund */
export const refund: Operation = (context, call) => {
  const { fields } = call
  const fen = fenOf(fields.refund_amount)
  const named = text(fields, 'out_request_no', 64)
  if (fen === null) return wrong('refund_amount', '元，至多两位小数 · yuan, at most two decimals')
  if (named === undefined) return wrong('out_request_no', '1-64 字符 · 1 to 64 characters')
  const trade = findTrade(context, call)
  if (trade === null || !trade.opened) return refuse('ACQ.TRADE_NOT_EXIST')
  const outRequestNo = named ?? trade.outTradeNo
  const known = trade.refunds.find(one => one.outRequestNo === outRequestNo)
  if (known !== undefined) return known.fen === fen ? refundBody(context, trade, false, fen) : refuse('ACQ.DISCORDANT_REPEAT_REQUEST')
  if (trade.status === 'TRADE_FINISHED') return refuse('ACQ.TRADE_HAS_FINISHED')
  if (trade.status !== 'TRADE_SUCCESS') return refuse('ACQ.TRADE_STATUS_ERROR')
  if (named === null && fen !== trade.totalFen) return refuse('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL')
  if (refundedFen(trade) + fen > trade.totalFen) return refuse('ACQ.REASON_TRADE_REFUND_FEE_ERR')
  const reason = text(fields, 'refund_reason', 256) ?? null
  return refundTrade(context, trade, { outRequestNo, fen, reason }) ?? refundBody(context, trade, true, fen)
}

/** alipay.trade.fastpay.refund.query: a refund that does not exist is a success without refund_status. */
export const refundQuery: Operation = (context, call) => {
  const outRequestNo = text(call.fields, 'out_request_no', 64)
  if (typeof outRequestNo !== 'string') return wrong('out_request_no', '必填 · required')
  const trade = findTrade(context, call)
  if (trade === null || !trade.opened) return refuse('ACQ.TRADE_NOT_EXIST')
  const found = trade.refunds.find(one => one.outRequestNo === outRequestNo)
  if (found === undefined) return answer({})
  const options = Array.isArray(call.fields.query_options) ? call.fields.query_options : []
  return answer({
    trade_no: trade.tradeNo,
    out_trade_no: trade.outTradeNo,
    out_request_no: outRequestNo,
    total_amount: yuanOf(trade.totalFen),
    refund_amount: yuanOf(found.fen),
    refund_status: 'REFUND_SUCCESS',
    ...(found.reason === null ? {} : { refund_reason: found.reason }),
    ...(options.includes('gmt_refund_pay') ? { gmt_refund_pay: timeText(new Date(found.at)) } : {}),
  })
}
