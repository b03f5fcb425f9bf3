/** Refunds (退款): accepted at once, finished later; partial ones until the order's total is given back. */
import { type Body, type Context, feeOf, isFen, isRecord, newNumber, paidOrder, subOf, text, yuan } from './context.ts'
import { type Answer, refuse, wrongField } from './errors.ts'
import type { Merchant } from './keys.ts'
import { timeText } from './protocol.ts'
import { sharedFen } from './sharing.ts'
import { type Order, orderKey, type Refund, refundedFen } from './state.ts'

type Return = {
  readonly fen: number
  /** null: a reversal, which has no number of the merchant's. */
  readonly outRefundNo: string | null
  readonly reason: string | null
  readonly notifyUrl: string | null
  readonly terms: string
}

/** Takes the money off the merchant's account, with its share of the fee; the refund's result follows. */
export function moveBack(context: Context, order: Order, { fen, outRefundNo, reason, notifyUrl, terms }: Return): Refund {
  const { state } = context
  const now = context.now()
  const before = refundedFen(state, order)
  const feeFen = feeOf(before + fen, context.feeBps) - feeOf(before, context.feeBps)
  const refundId = newNumber('503', now, 29)
  const refund: Refund = {
    orderKey: orderKey(order.mchid, order.subMchid, order.outTradeNo),
    refundId,
    outRefundNo: outRefundNo ?? '',
    refundFen: fen,
    feeFen,
    reason,
    notifyUrl,
    terms,
    createdAt: now.toISOString(),
    dueAt: Date.now() + context.refundDelayMs(),
    verdict: outRefundNo !== null && context.strikes('refund_abnormal') ? 'ABNORMAL' : 'SUCCESS',
    reversal: outRefundNo === null,
    status: 'PROCESSING',
    successAt: null,
  }
  state.refunds[outRefundNo === null ? `${order.mchid}//${refundId}` : `${order.mchid}/${outRefundNo}`] = refund
  state.flows.push({
    mchid: order.subMchid ?? order.mchid,
    at: refund.createdAt,
    businessId: refundId,
    flowId: order.transactionId ?? '',
    name: '退款',
    type: '退款',
    direction: '支出',
    fen: fen - feeFen,
    note: `退款总金额${yuan(fen)}元;含手续费${yuan(feeFen)}元`,
    voucher: refund.outRefundNo,
  })
  context.finishRefundLater(refund)
  return refund
}

/** Gives the decided result; `false` when it has been given. */
export function finishRefund(refund: Refund, now: Date): boolean {
  if (refund.status !== 'PROCESSING') return false
  refund.status = refund.verdict
  refund.successAt = refund.verdict === 'SUCCESS' ? now.toISOString() : null
  return true
}

const refundBody = (order: Order, refund: Refund): Body => ({
  refund_id: refund.refundId,
  out_refund_no: refund.outRefundNo,
  transaction_id: order.transactionId,
  out_trade_no: order.outTradeNo,
  channel: 'ORIGINAL',
  user_received_account: '支付用户零钱',
  ...(refund.successAt === null ? {} : { success_time: timeText(new Date(refund.successAt)) }),
  create_time: timeText(new Date(refund.createdAt)),
  status: refund.status,
  funds_account: order.profitSharing ? 'UNAVAILABLE' : 'AVAILABLE',
  amount: {
    total: order.totalFen,
    refund: refund.refundFen,
    from: [],
    payer_total: order.totalFen,
    payer_refund: refund.refundFen,
    settlement_refund: refund.refundFen,
    settlement_total: order.totalFen,
    discount_refund: 0,
    currency: 'CNY',
  },
  promotion_detail: [],
})

/** The refund as its callback tells it. */
export const refundNotice = (order: Order, refund: Refund): Body => ({
  ...(order.subMchid === null ? { mchid: order.mchid } : { sp_mchid: order.mchid, sub_mchid: order.subMchid }),
  transaction_id: order.transactionId,
  out_trade_no: order.outTradeNo,
  refund_id: refund.refundId,
  out_refund_no: refund.outRefundNo,
  refund_status: refund.status,
  ...(refund.successAt === null ? {} : { success_time: timeText(new Date(refund.successAt)) }),
  user_received_account: '支付用户零钱',
  amount: { total: order.totalFen, refund: refund.refundFen, payer_total: order.totalFen, payer_refund: refund.refundFen },
})

/** `POST /v3/refund/domestic/refunds`: idempotent by out_refund_no. */
export function createRefund(context: Context, merchant: Merchant, body: Body): Answer {
  const { state } = context
  const party = subOf(merchant, body, 'body')
  if ('status' in party) return party
  const outRefundNo = text(body, 'out_refund_no', 64)
  if (outRefundNo === null || !/^[0-9A-Za-z_|*@-]+$/.test(outRefundNo))
    return wrongField('/out_refund_no', body.out_refund_no, 'required: digits, letters, _-|*@, at most 64')
  const { amount } = body
  if (!isRecord(amount) || !isFen(amount.refund))
    return wrongField('/amount/refund', isRecord(amount) ? amount.refund : null, 'a positive integer of fen')
  if (!isFen(amount.total)) return wrongField('/amount/total', amount.total, 'a positive integer of fen')
  if (amount.currency !== 'CNY') return wrongField('/amount/currency', amount.currency, 'CNY is required')
  if ((text(body, 'transaction_id', 32) ?? text(body, 'out_trade_no', 32)) === null)
    return wrongField('/transaction_id', null, 'transaction_id or out_trade_no is required')
  const terms = JSON.stringify([party.subMchid, body.transaction_id, body.out_trade_no, amount.refund, amount.total])
  const earlier = state.refunds[`${merchant.mchid}/${outRefundNo}`]
  const of = earlier === undefined ? undefined : state.orders[earlier.orderKey]
  if (earlier !== undefined && of !== undefined)
    return earlier.terms === terms
      ? { status: 200, body: refundBody(of, earlier) }
      : refuse('INVALID_REQUEST', '退款单号已用于不同参数的退款 · this out_refund_no was used with other terms')
  const order = paidOrder(state, merchant, party.subMchid, body)
  if (order === null) return refuse('RESOURCE_NOT_EXISTS', '订单不存在 · there is no such paid order')
  if (order.tradeState === 'REVOKED') return refuse('INVALID_REQUEST', '订单已撤销 · the order was reversed')
  if (amount.total !== order.totalFen) return refuse('INVALID_REQUEST', '订单金额与之前请求不一致 · amount.total is not the order’s')
  if (refundedFen(state, order) + amount.refund > order.totalFen)
    return refuse('INVALID_REQUEST', '退款金额大于可退金额 · more than is left to refund')
  if (refundedFen(state, order) + sharedFen(state, order) + amount.refund > order.totalFen || context.strikes('refund_not_enough'))
    return refuse('NOT_ENOUGH', '商户余额不足 · the merchant’s balance is insufficient')
  const refund = moveBack(context, order, {
    fen: amount.refund,
    outRefundNo,
    reason: text(body, 'reason', 80),
    notifyUrl: text(body, 'notify_url', 256),
    terms,
  })
  order.tradeState = 'REFUND'
  return { status: 200, body: refundBody(order, refund) }
}

/** `GET /v3/refund/domestic/refunds/{out_refund_no}`. */
export function queryRefund(context: Context, merchant: Merchant, outRefundNo: string, given: Body): Answer {
  const party = subOf(merchant, given, 'query')
  if ('status' in party) return party
  const refund = context.state.refunds[`${merchant.mchid}/${outRefundNo}`]
  const order = refund === undefined ? undefined : context.state.orders[refund.orderKey]
  return refund === undefined || order === undefined || order.subMchid !== party.subMchid
    ? refuse('RESOURCE_NOT_EXISTS', '退款单不存在 · no such refund')
    : { status: 200, body: refundBody(order, refund) }
}
