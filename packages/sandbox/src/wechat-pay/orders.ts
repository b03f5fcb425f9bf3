/** Orders as merchants see them: prepay in five products, code payment, query, close, reverse; direct and partner mode. */
import {
  type Body,
  type Context,
  digits,
  feeOf,
  isAnswer,
  isFen,
  isRecord,
  newNumber,
  newToken,
  type Party,
  partyOf,
  text,
} from './context.ts'
import { type Answer, refuse, wrongField } from './errors.ts'
import type { Merchant } from './keys.ts'
import { timeText } from './protocol.ts'
import { moveBack } from './refunds.ts'
import { type Order, orderKey, type Product, refundedFen, TRADE_TYPES, type TradeState } from './state.ts'

const USABLE_MS = 2 * 3_600_000

/** Above it a code payment needs the password; the real threshold is the platform's own affair. */
const PASSWORD_ABOVE_FEN = 100_000

/** Code payments with these `auth_code`s behave so whatever the amount. */
export const AUTH_CODES = { password: '130000000000000001', poor: '130000000000000002' } as const

const STATE_TEXTS: Readonly<Record<TradeState, string>> = {
  SUCCESS: '支付成功',
  REFUND: '转入退款',
  NOTPAY: '订单未支付',
  CLOSED: '订单已关闭',
  USERPAYING: '需要用户输入支付密码',
  PAYERROR: '支付失败，请撤销订单',
  REVOKED: '已撤销',
}

/** Closes an order whose `time_expire` has passed. */
export function expire(order: Order, now: Date): Order {
  if (order.tradeState === 'NOTPAY' && order.expiresAt !== null && Date.parse(order.expiresAt) <= now.getTime()) order.tradeState = 'CLOSED'
  return order
}

const partyFields = (order: Order): Body =>
  order.subMchid === null
    ? { appid: order.appid, mchid: order.mchid }
    : {
        sp_appid: order.appid,
        sp_mchid: order.mchid,
        ...(order.subAppid === null ? {} : { sub_appid: order.subAppid }),
        sub_mchid: order.subMchid,
      }

/** The transaction as queries and callbacks tell it. */
export function transactionBody(order: Order): Body {
  const paid = order.paidAt !== null && order.transactionId !== null
  const payer =
    order.subMchid === null
      ? { openid: order.openid }
      : { sp_openid: order.openid, ...(order.subOpenid === null ? {} : { sub_openid: order.subOpenid }) }
  return {
    ...partyFields(order),
    out_trade_no: order.outTradeNo,
    ...(order.transactionId === null ? {} : { transaction_id: order.transactionId }),
    ...(paid || order.product === 'codepay' ? { trade_type: TRADE_TYPES[order.product] } : {}),
    trade_state: order.tradeState,
    trade_state_desc: STATE_TEXTS[order.tradeState],
    ...(order.bankType === null ? {} : { bank_type: order.bankType }),
    ...(order.attach === null ? {} : { attach: order.attach }),
    ...(order.paidAt === null ? {} : { success_time: timeText(new Date(order.paidAt)) }),
    ...(paid ? { payer } : {}),
    amount: {
      total: order.totalFen,
      currency: 'CNY',
      ...(paid ? { payer_total: order.totalFen, payer_currency: 'CNY' } : {}),
    },
  }
}

/** Money moves: the order is paid, fee deducted, and the merchant told unless the product has no callback. */
export function succeed(context: Context, order: Order): void {
  const now = context.now()
  order.tradeState = 'SUCCESS'
  order.transactionId = newNumber('4200', now, 28)
  order.paidAt = now.toISOString()
  order.bankType = 'OTHERS'
  order.feeFen = feeOf(order.totalFen, context.feeBps)
  const flow = {
    mchid: order.subMchid ?? order.mchid,
    at: order.paidAt,
    businessId: order.transactionId,
    note: order.description,
    voucher: order.outTradeNo,
  }
  const { flows } = context.state
  flows.push({ ...flow, flowId: newNumber('100', now, 28), name: '交易', type: '交易', direction: '收入', fen: order.totalFen })
  if (order.feeFen > 0)
    flows.push({ ...flow, flowId: newNumber('100', now, 28), name: '交易', type: '扣除交易手续费', direction: '支出', fen: order.feeFen })
  // A code payment is told in its answer and by queries only.
  if (order.product !== 'codepay') context.tellPaid(order)
}

function appsOf(party: Party, partner: boolean, body: Body): { appid: string; subAppid: string | null } | Answer {
  const name = partner ? 'sp_appid' : 'appid'
  const appid = text(body, name, 32)
  if (appid === null) return wrongField(`/${name}`, body[name], 'required, at most 32 characters')
  if (!party.merchant.appids.includes(appid)) return refuse('APPID_MCHID_NOT_MATCH')
  const subAppid = partner ? text(body, 'sub_appid', 32) : null
  return subAppid !== null && !party.sub?.appids.includes(subAppid) ? refuse('APPID_MCHID_NOT_MATCH') : { appid, subAppid }
}

function payerOf(product: Product, partner: boolean, body: Body): { openid: string; subOpenid: string | null; authCode: string } | Answer {
  const payer = isRecord(body.payer) ? body.payer : {}
  const openid = text(payer, partner ? 'sp_openid' : 'openid', 128)
  const subOpenid = partner ? text(payer, 'sub_openid', 128) : null
  const authCode = text(payer, 'auth_code', 32) ?? ''
  if (product === 'jsapi' && openid === null && subOpenid === null)
    return wrongField(partner ? '/payer/sp_openid' : '/payer/openid', null, partner ? 'sp_openid or sub_openid is required' : 'required')
  if (subOpenid !== null && text(body, 'sub_appid', 32) === null) return wrongField('/sub_appid', null, 'required with sub_openid')
  if (product === 'codepay' && !/^1[0-5]\d{16}$/.test(authCode))
    return wrongField('/payer/auth_code', authCode, '18 digits that begin with 10 to 15')
  return { openid: openid ?? `oSandbox${digits(20)}`, subOpenid, authCode }
}

/** The fields that are the same for every product; `null`: nothing is wrong. */
function wrongIn(product: Product, body: Body): Answer | null {
  if (text(body, 'description', 127) === null) return wrongField('/description', body.description, 'required, at most 127 characters')
  const outTradeNo = text(body, 'out_trade_no', 32)
  if (outTradeNo === null || !/^[0-9A-Za-z_*-]{6,32}$/.test(outTradeNo))
    return wrongField('/out_trade_no', body.out_trade_no, '6 to 32 digits, letters, _, - and *')
  const { amount } = body
  if (!isRecord(amount)) return wrongField('/amount', amount, 'required')
  if (!isFen(amount.total)) return wrongField('/amount/total', amount.total, 'a positive integer of fen')
  if (amount.currency !== undefined && amount.currency !== 'CNY') return wrongField('/amount/currency', amount.currency, 'CNY only')
  const notifyUrl = text(body, 'notify_url', 255)
  if (product !== 'codepay' && (notifyUrl === null || !URL.canParse(notifyUrl) || !/^https?:/.test(notifyUrl) || notifyUrl.includes('?')))
    return wrongField('/notify_url', body.notify_url, 'required, an absolute URL without a query, at most 255 characters')
  if (body.attach !== undefined && text(body, 'attach', 128) === null) return wrongField('/attach', body.attach, 'at most 128 characters')
  if (body.time_expire !== undefined && Number.isNaN(Date.parse(String(body.time_expire))))
    return wrongField('/time_expire', body.time_expire, 'RFC 3339')
  const scene = isRecord(body.scene_info) ? body.scene_info : {}
  if (product === 'h5') {
    if (text(scene, 'payer_client_ip', 45) === null) return wrongField('/scene_info/payer_client_ip', scene.payer_client_ip, 'required')
    if (!isRecord(scene.h5_info) || text(scene.h5_info, 'type', 32) === null)
      return wrongField('/scene_info/h5_info/type', null, 'required')
  }
  return null
}

const answerOf = (context: Context, order: Order): Answer => {
  const links: Readonly<Record<Product, Body>> = {
    jsapi: { prepay_id: order.prepayId },
    app: { prepay_id: order.prepayId },
    native: { code_url: `weixin://wxpay/bizpayurl?pr=${order.codeToken}` },
    h5: { h5_url: `${context.baseUrl}/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=${order.prepayId}&package=${order.codeToken}` },
    codepay: transactionBody(order),
  }
  return { status: 200, body: links[order.product] }
}

/** What is asked under a number that was used before: the same again, or a refusal. */
function again(context: Context, order: Order, terms: string): Answer {
  expire(order, context.now())
  if (order.terms !== terms) return refuse('OUT_TRADE_NO_USED')
  if (order.product === 'codepay' || order.tradeState === 'NOTPAY') return answerOf(context, order)
  return order.tradeState === 'CLOSED' ? refuse('ORDER_CLOSED') : refuse('ORDERPAID')
}

/** `POST …/transactions/{jsapi,native,h5,app,codepay}`: idempotent by out_trade_no; other terms under a used number are refused. */
export function prepay(context: Context, merchant: Merchant, partner: boolean, product: Product, body: Body): Answer {
  const party = partyOf(merchant, partner, body, 'body')
  if (isAnswer(party)) return party
  const apps = appsOf(party, partner, body)
  if (isAnswer(apps)) return apps
  const wrong = wrongIn(product, body)
  if (wrong !== null) return wrong
  const payer = payerOf(product, partner, body)
  if (isAnswer(payer)) return payer
  const now = context.now()
  const outTradeNo = String(body.out_trade_no)
  const terms = JSON.stringify([product, apps, body.amount, body.description, body.notify_url, body.attach, body.payer, body.settle_info])
  const key = orderKey(merchant.mchid, party.sub?.mchid ?? null, outTradeNo)
  const earlier = context.state.orders[key]
  if (earlier !== undefined) return again(context, earlier, terms)
  // It is said by the caller's clock, which stays where it is when days are rolled ahead here.
  const expiresAt = body.time_expire === undefined ? null : new Date(Date.parse(String(body.time_expire)) + context.state.daysAheadMs)
  if (expiresAt !== null && expiresAt <= now) return wrongField('/time_expire', body.time_expire, 'is in the past')
  const order: Order = {
    product,
    sm: context.sm,
    mchid: merchant.mchid,
    ...apps,
    subMchid: party.sub?.mchid ?? null,
    outTradeNo,
    description: String(body.description),
    totalFen: isRecord(body.amount) ? Number(body.amount.total) : 0,
    attach: text(body, 'attach', 128),
    notifyUrl: text(body, 'notify_url', 255),
    profitSharing: isRecord(body.settle_info) && body.settle_info.profit_sharing === true,
    terms,
    prepayId: `wx${timeText(now).slice(0, 19).replaceAll(/\D/g, '')}${newToken(10)}`,
    codeToken: newToken(6),
    openid: payer.openid,
    subOpenid: payer.subOpenid,
    createdAt: now.toISOString(),
    usableUntil: new Date(now.getTime() + USABLE_MS).toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    tradeState: 'NOTPAY',
    transactionId: null,
    paidAt: null,
    bankType: null,
    feeFen: 0,
  }
  context.state.orders[key] = order
  return product === 'codepay' ? takeCode(context, order, payer.authCode) : answerOf(context, order)
}

/** A code payment is decided at once, unless the consumer must enter the password: USERPAYING. */
function takeCode(context: Context, order: Order, authCode: string): Answer {
  if (authCode === AUTH_CODES.poor || context.strikes('insufficient_funds')) {
    order.tradeState = 'PAYERROR'
    return refuse('NOT_ENOUGH')
  }
  if (authCode === AUTH_CODES.password || order.totalFen > PASSWORD_ABOVE_FEN) order.tradeState = 'USERPAYING'
  else succeed(context, order)
  return answerOf(context, order)
}

function find(context: Context, party: Party, outTradeNo: string): Order | null {
  const order = context.state.orders[orderKey(party.merchant.mchid, party.sub?.mchid ?? null, outTradeNo)]
  return order === undefined ? null : expire(order, context.now())
}

/** `GET …/transactions/out-trade-no/{out_trade_no}` and `…/id/{transaction_id}`. */
export function query(
  context: Context,
  merchant: Merchant,
  partner: boolean,
  by: 'out-trade-no' | 'id',
  number: string,
  given: Body,
): Answer {
  const party = partyOf(merchant, partner, given, 'query')
  if (isAnswer(party)) return party
  const order =
    by === 'out-trade-no'
      ? find(context, party, number)
      : (Object.values(context.state.orders).find(
          known => known.transactionId === number && known.mchid === merchant.mchid && known.subMchid === (party.sub?.mchid ?? null),
        ) ?? null)
  return order === null ? refuse('ORDER_NOT_EXIST') : { status: 200, body: transactionBody(order) }
}

/** `POST …/out-trade-no/{out_trade_no}/close`: 204; harmless when repeated. */
export function close(context: Context, merchant: Merchant, partner: boolean, outTradeNo: string, body: Body): Answer {
  const party = partyOf(merchant, partner, body, 'body')
  if (isAnswer(party)) return party
  const order = find(context, party, outTradeNo)
  if (order === null) return refuse('ORDER_NOT_EXIST')
  if (order.product === 'codepay') return refuse('INVALID_REQUEST', '付款码订单请使用撤销 · a code payment is reversed, not closed')
  if (order.tradeState === 'SUCCESS' || order.tradeState === 'REFUND') return refuse('ORDERPAID')
  order.tradeState = 'CLOSED'
  return { status: 204 }
}

/** `POST …/out-trade-no/{out_trade_no}/reverse`, code payments only: an unpaid one is closed, a paid one given back. */
export function reverse(context: Context, merchant: Merchant, partner: boolean, outTradeNo: string, body: Body): Answer {
  const party = partyOf(merchant, partner, body, 'body')
  if (isAnswer(party)) return party
  const order = find(context, party, outTradeNo)
  if (order === null) return refuse('ORDER_NOT_EXIST')
  if (order.product !== 'codepay') return refuse('INVALID_REQUEST', '仅付款码订单可撤销 · only a code payment can be reversed')
  if (order.tradeState === 'REFUND') return refuse('INVALID_REQUEST', '订单已退款，不能撤销 · the order was refunded')
  const rest = order.totalFen - refundedFen(context.state, order)
  if (order.tradeState === 'SUCCESS') moveBack(context, order, { fen: rest, outRefundNo: null, reason: '撤销', notifyUrl: null, terms: '' })
  order.tradeState = 'REVOKED'
  return { status: 200, body: { ...partyFields(order), out_trade_no: outTradeNo } }
}
