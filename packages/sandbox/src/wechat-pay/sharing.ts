/** Profit sharing (分账): receivers, orders, unfreezing what is left, returns. Accepted at once, finished a moment later. */
import { type Body, type Context, isFen, isRecord, newNumber, paidOrder, subOf, text } from './context.ts'
import { type Answer, refuse, wrongField } from './errors.ts'
import type { Merchant } from './keys.ts'
import { timeText } from './protocol.ts'
import { type Order, orderKey, refundedFen, type WeChatState } from './state.ts'

/** By default at most 30 % of an order may be shared, in percent. */
const SHARE_MAX_PERCENT = 30

const RECEIVER_TYPES = ['MERCHANT_ID', 'PERSONAL_OPENID', 'PERSONAL_SUB_OPENID']

export type ShareLine = {
  readonly type: string
  readonly account: string
  readonly amount: number
  readonly description: string
  readonly detailId: string
  /** To the merchant itself: what was unfrozen. */
  readonly own: boolean
}

export type ShareReturn = {
  readonly outReturnNo: string
  readonly returnId: string
  readonly returnMchid: string
  readonly amount: number
  readonly description: string
  readonly createdAt: string
  readonly dueAt: number
}

export type Sharing = {
  readonly orderKey: string
  readonly outOrderNo: string
  readonly orderId: string
  readonly terms: string
  readonly createdAt: string
  /** Milliseconds since the epoch, machine time: the result is there then. */
  readonly dueAt: number
  readonly lines: ShareLine[]
  readonly unfreezes: boolean
  readonly returns: ShareReturn[]
}

const sharingsOf = (state: WeChatState, order: Order): Sharing[] => {
  const key = orderKey(order.mchid, order.subMchid, order.outTradeNo)
  return Object.values(state.sharings).filter(sharing => sharing.orderKey === key)
}

/** What others hold of the order. */
export const sharedFen = (state: WeChatState, order: Order): number =>
  sharingsOf(state, order).reduce(
    (sum, { lines, returns }) =>
      sum + lines.reduce((out, line) => (line.own ? out : out + line.amount), 0) - returns.reduce((back, { amount }) => back + amount, 0),
    0,
  )

const isUnfrozen = (state: WeChatState, order: Order): boolean => sharingsOf(state, order).some(({ unfreezes }) => unfreezes)

const subField = (subMchid: string | null): Body => (subMchid === null ? {} : { sub_mchid: subMchid })

function sharingBody(order: Order, sharing: Sharing): Body {
  const finished = Date.now() >= sharing.dueAt
  const created = timeText(new Date(sharing.createdAt))
  return {
    ...subField(order.subMchid),
    transaction_id: order.transactionId,
    out_order_no: sharing.outOrderNo,
    order_id: sharing.orderId,
    state: finished ? 'FINISHED' : 'PROCESSING',
    receivers: sharing.lines.map(({ type, account, amount, description, detailId }) => ({
      type,
      account,
      amount,
      description,
      result: finished ? 'SUCCESS' : 'PENDING',
      detail_id: detailId,
      create_time: created,
      finish_time: created,
    })),
  }
}

/** `POST /v3/profitsharing/receivers/{add,delete}`; a name is not decrypted. */
export function changeReceiver(context: Context, merchant: Merchant, change: 'add' | 'delete', body: Body): Answer {
  const party = subOf(merchant, body, 'body')
  if ('status' in party) return party
  const type = text(body, 'type', 32)
  const account = text(body, 'account', 64)
  if (type === null || !RECEIVER_TYPES.includes(type)) return wrongField('/type', body.type, RECEIVER_TYPES.join(', '))
  if (account === null) return wrongField('/account', body.account, 'required, at most 64 characters')
  if (change === 'add' && text(body, 'relation_type', 32) === null) return wrongField('/relation_type', body.relation_type, 'required')
  const key = `${merchant.mchid}/${party.subMchid ?? ''}`
  const others = (context.state.receivers[key] ?? []).filter(known => known !== `${type}/${account}`)
  context.state.receivers[key] = change === 'add' ? [...others, `${type}/${account}`] : others
  const { relation_type, custom_relation } = body
  return {
    status: 200,
    body: { ...subField(party.subMchid), type, account, ...(change === 'add' ? { relation_type, custom_relation } : {}) },
  }
}

function linesOf(context: Context, merchant: Merchant, order: Order, receivers: unknown): Omit<ShareLine, 'detailId'>[] | Answer {
  if (!Array.isArray(receivers) || receivers.length === 0 || receivers.length > 50)
    return wrongField('/receivers', null, 'one to fifty receivers')
  const known = context.state.receivers[`${merchant.mchid}/${order.subMchid ?? ''}`] ?? []
  const lines: Omit<ShareLine, 'detailId'>[] = []
  for (const [index, receiver] of receivers.entries()) {
    const [type, account] = isRecord(receiver) ? [text(receiver, 'type', 32), text(receiver, 'account', 64)] : [null, null]
    const description = isRecord(receiver) ? text(receiver, 'description', 80) : null
    if (!isRecord(receiver) || type === null || account === null || description === null || !isFen(receiver.amount))
      return wrongField(`/receivers/${index}`, null, 'type, account, amount and description are required')
    if (!known.includes(`${type}/${account}`))
      return refuse('INVALID_REQUEST', `分账接收方未添加：${account} · this receiver was not added`)
    lines.push({ type, account, amount: receiver.amount, description, own: false })
  }
  return lines
}

/** `POST /v3/profitsharing/orders` and `…/orders/unfreeze`: idempotent by out_order_no. */
export function share(context: Context, merchant: Merchant, body: Body, unfreezeOnly: boolean): Answer {
  const { state } = context
  const party = subOf(merchant, body, 'body')
  if ('status' in party) return party
  const outOrderNo = text(body, 'out_order_no', 64)
  if (outOrderNo === null) return wrongField('/out_order_no', body.out_order_no, 'required, at most 64 characters')
  const order = text(body, 'transaction_id', 32) === null ? null : paidOrder(state, merchant, party.subMchid, body)
  if (order === null) return refuse('RESOURCE_NOT_EXISTS', '订单不存在 · there is no such paid order')
  if (!order.profitSharing) return refuse('INVALID_REQUEST', '非分账订单不支持分账 · the order was not placed for sharing')
  const key = `${merchant.mchid}/${outOrderNo}`
  const terms = JSON.stringify([unfreezeOnly, body.transaction_id, body.receivers, body.unfreeze_unsplit])
  const earlier = state.sharings[key]
  if (earlier !== undefined)
    return earlier.terms === terms
      ? { status: 200, body: sharingBody(order, earlier) }
      : refuse('INVALID_REQUEST', '分账单号已用于不同参数的请求 · this out_order_no was used with other terms')
  if (isUnfrozen(state, order)) return refuse('INVALID_REQUEST', '订单剩余金额已解冻 · what was left is unfrozen')
  if (!unfreezeOnly && typeof body.unfreeze_unsplit !== 'boolean')
    return wrongField('/unfreeze_unsplit', body.unfreeze_unsplit, 'true or false')
  const lines = unfreezeOnly ? [] : linesOf(context, merchant, order, body.receivers)
  if ('status' in lines) return lines
  const shared = sharedFen(state, order) + lines.reduce((sum, { amount }) => sum + amount, 0)
  if (shared * 100 > order.totalFen * SHARE_MAX_PERCENT)
    return refuse('RULE_LIMIT', '超过最大分账比例 · above the largest share of an order')
  const left = order.totalFen - order.feeFen - refundedFen(state, order) - shared
  if (left < 0) return refuse('NOT_ENOUGH', '分账金额不足 · more than is left to share')
  const unfreezes = unfreezeOnly || body.unfreeze_unsplit === true
  const own = { type: 'MERCHANT_ID', account: order.subMchid ?? order.mchid, amount: left, description: '解冻给分账方', own: true }
  const now = context.now()
  const sharing: Sharing = {
    orderKey: orderKey(order.mchid, order.subMchid, order.outTradeNo),
    outOrderNo,
    orderId: newNumber('300', now, 28),
    terms,
    createdAt: now.toISOString(),
    dueAt: Date.now() + context.refundDelayMs(),
    lines: [...lines, ...(unfreezes && left > 0 ? [own] : [])].map(line => ({ ...line, detailId: newNumber('360', now, 28) })),
    unfreezes,
    returns: [],
  }
  state.sharings[key] = sharing
  for (const line of sharing.lines)
    if (!line.own) {
      const flow = {
        at: sharing.createdAt,
        businessId: sharing.orderId,
        flowId: line.detailId,
        name: '分账',
        type: '分账',
        note: line.description,
      }
      state.flows.push({ ...flow, mchid: order.subMchid ?? order.mchid, direction: '支出', fen: line.amount, voucher: outOrderNo })
      if (line.type === 'MERCHANT_ID')
        state.flows.push({ ...flow, mchid: line.account, direction: '收入', fen: line.amount, voucher: outOrderNo })
    }
  return { status: 200, body: sharingBody(order, sharing) }
}

function findSharing(
  context: Context,
  merchant: Merchant,
  subMchid: string | null,
  given: Body,
): { order: Order; sharing: Sharing } | null {
  const { sharings, orders } = context.state
  const sharing =
    sharings[`${merchant.mchid}/${text(given, 'out_order_no', 64) ?? ''}`] ??
    Object.values(sharings).find(({ orderId }) => orderId === text(given, 'order_id', 64))
  const order = sharing === undefined ? undefined : orders[sharing.orderKey]
  return sharing === undefined || order === undefined || order.mchid !== merchant.mchid || order.subMchid !== subMchid
    ? null
    : { order, sharing }
}

/** `GET /v3/profitsharing/orders/{out_order_no}`. */
export function queryShare(context: Context, merchant: Merchant, outOrderNo: string, given: Body): Answer {
  const party = subOf(merchant, given, 'query')
  if ('status' in party) return party
  const found = findSharing(context, merchant, party.subMchid, { out_order_no: outOrderNo })
  return found === null || found.order.transactionId !== given.transaction_id
    ? refuse('RESOURCE_NOT_EXISTS', '分账单不存在 · no such sharing order')
    : { status: 200, body: sharingBody(found.order, found.sharing) }
}

const returnBody = ({ order, sharing }: { order: Order; sharing: Sharing }, back: ShareReturn): Body => ({
  ...subField(order.subMchid),
  order_id: sharing.orderId,
  out_order_no: sharing.outOrderNo,
  out_return_no: back.outReturnNo,
  return_id: back.returnId,
  return_mchid: back.returnMchid,
  amount: back.amount,
  description: back.description,
  result: Date.now() >= back.dueAt ? 'SUCCESS' : 'PROCESSING',
  create_time: timeText(new Date(back.createdAt)),
  finish_time: timeText(new Date(back.createdAt)),
})

/** `POST /v3/profitsharing/return-orders`: a receiver that is a merchant gives back; idempotent by out_return_no. */
export function giveBack(context: Context, merchant: Merchant, body: Body): Answer {
  const party = subOf(merchant, body, 'body')
  if ('status' in party) return party
  const found = findSharing(context, merchant, party.subMchid, body)
  if (found === null) return refuse('RESOURCE_NOT_EXISTS', '分账单不存在 · no such sharing order')
  const outReturnNo = text(body, 'out_return_no', 64)
  const returnMchid = text(body, 'return_mchid', 32)
  const description = text(body, 'description', 80)
  if (outReturnNo === null) return wrongField('/out_return_no', body.out_return_no, 'required, at most 64 characters')
  if (returnMchid === null) return wrongField('/return_mchid', body.return_mchid, 'required')
  if (description === null) return wrongField('/description', body.description, 'required, at most 80 characters')
  if (!isFen(body.amount)) return wrongField('/amount', body.amount, 'a positive integer of fen')
  const { lines, returns } = found.sharing
  const earlier = returns.find(known => known.outReturnNo === outReturnNo)
  if (earlier !== undefined)
    return earlier.amount === body.amount && earlier.returnMchid === returnMchid
      ? { status: 200, body: returnBody(found, earlier) }
      : refuse('INVALID_REQUEST', '回退单号已用于不同参数的请求 · this out_return_no was used with other terms')
  const held =
    lines.reduce((sum, line) => (!line.own && line.account === returnMchid ? sum + line.amount : sum), 0) -
    returns.reduce((sum, known) => (known.returnMchid === returnMchid ? sum + known.amount : sum), 0)
  if (body.amount > held) return refuse('NOT_ENOUGH', '回退金额大于已分账金额 · more than this receiver holds')
  const now = context.now()
  const back: ShareReturn = {
    outReturnNo,
    returnId: newNumber('310', now, 28),
    returnMchid,
    amount: body.amount,
    description,
    createdAt: now.toISOString(),
    dueAt: Date.now() + context.refundDelayMs(),
  }
  returns.push(back)
  const flow = {
    at: back.createdAt,
    businessId: back.returnId,
    flowId: back.returnId,
    name: '分账回退',
    type: '分账回退',
    note: description,
  }
  context.state.flows.push({ ...flow, mchid: returnMchid, direction: '支出', fen: back.amount, voucher: outReturnNo })
  const owner = found.order.subMchid ?? found.order.mchid
  context.state.flows.push({ ...flow, mchid: owner, direction: '收入', fen: back.amount, voucher: outReturnNo })
  return { status: 200, body: returnBody(found, back) }
}

/** `GET /v3/profitsharing/return-orders/{out_return_no}`. */
export function queryReturn(context: Context, merchant: Merchant, outReturnNo: string, given: Body): Answer {
  const party = subOf(merchant, given, 'query')
  if ('status' in party) return party
  const found = findSharing(context, merchant, party.subMchid, given)
  const back = found?.sharing.returns.find(known => known.outReturnNo === outReturnNo)
  return found === null || back === undefined
    ? refuse('RESOURCE_NOT_EXISTS', '回退单不存在 · no such return')
    : { status: 200, body: returnBody(found, back) }
}

/** `GET /v3/profitsharing/transactions/{transaction_id}/amounts`: what may still be shared. */
export function queryAmounts(context: Context, merchant: Merchant, transactionId: string): Answer {
  const { state } = context
  const order = Object.values(state.orders).find(known => known.transactionId === transactionId && known.mchid === merchant.mchid)
  if (order === undefined || !order.profitSharing) return refuse('RESOURCE_NOT_EXISTS', '订单不存在 · there is no such order for sharing')
  const left = isUnfrozen(state, order) ? 0 : order.totalFen - order.feeFen - refundedFen(state, order) - sharedFen(state, order)
  return { status: 200, body: { transaction_id: transactionId, unsplit_amount: Math.max(0, left) } }
}
