/** Trades: begun by a QR code, a payment code, a page or an agreement; asked for, closed, cancelled. The same out_trade_no never pays twice. */
import { agreementForCharge } from './agreements.ts'
import { type Call, type Context, firstWrong, isWebAddress, newNumber, newToken, type Operation, text } from './context.ts'
import { type Answer, answer, refuse, wrong } from './errors.ts'
import { findTrade, keyOf, lapse } from './find-trade.ts'
import { subMerchantOf } from './merchants.ts'
import { dayOf, fenOf, instantOf, timeText, yuanOf } from './protocol.ts'
import { refundedFen, refundTrade } from './refunds.ts'
import type { Buyer, Trade } from './state.ts'

const MINUTE_MS = 60_000
const QR_MS = 120 * MINUTE_MS
const PAGE_MS = 15 * 24 * 60 * MINUTE_MS
const CANCEL_MS = 24 * 60 * MINUTE_MS

/** timeout_express (1m to 15d; c: the end of the day) or time_expire; undefined when it is wrong. */
function expiryOf(context: Context, { fields }: Call, usualMs: number): Date | undefined {
  const now = context.now()
  const [express, until] = [
    text(fields, 'timeout_express', 6) ?? text(fields, 'qr_code_timeout_express', 6),
    text(fields, 'time_expire', 32),
  ]
  // It is said by the caller's clock, which stays where it is when days are rolled ahead here.
  if (typeof until === 'string') {
    const said = instantOf(until)
    return said === null ? undefined : new Date(said.getTime() + context.state.advancedMs)
  }
  if (until === undefined || express === undefined) return undefined
  if (express === null) return new Date(now.getTime() + usualMs)
  if (/^\d{1,2}c$/.test(express)) return instantOf(`${dayOf(now)} 23:59:59`) ?? undefined
  const [, count = '', unit = ''] = /^(\d{1,5})([mhd])$/.exec(express) ?? []
  const ms = Number(count) * (unit === 'm' ? 1 : unit === 'h' ? 60 : 1440) * MINUTE_MS
  return count === '' || ms < MINUTE_MS || ms > PAGE_MS ? undefined : new Date(now.getTime() + ms)
}

/** The trade of this out_trade_no, new or the same as before; a refusal when it was used for something else or is over. */
export function beginTrade(context: Context, call: Call, method: string): { trade: Trade } | { refused: Answer } {
  const { app, fields } = call
  const outTradeNo = text(fields, 'out_trade_no', 64)
  const subject = text(fields, 'subject', 256)
  const totalFen = fenOf(fields.total_amount)
  const expires = expiryOf(context, call, method === 'alipay.trade.precreate' ? QR_MS : PAGE_MS)
  const refused =
    firstWrong([
      ['out_trade_no', outTradeNo, '1-64 字符 · 1 to 64 characters'],
      ['subject', subject, '1-256 字符 · 1 to 256 characters'],
      ['total_amount', totalFen, '0.01-100000000，元，至多两位小数 · yuan, at most two decimals'],
      ['timeout_express', expires, '1m-15d 或 yyyy-MM-dd HH:mm:ss'],
    ]) ??
    (typeof outTradeNo === 'string' && !/^[A-Za-z0-9_]+$/.test(outTradeNo)
      ? wrong('out_trade_no', '仅支持字母、数字、下划线 · letters, digits, underscores')
      : null)
  if (refused !== null || !outTradeNo || !subject || totalFen === null || expires === undefined)
    return { refused: refused ?? refuse('ACQ.INVALID_PARAMETER') }
  if (call.notifyUrl !== null && !isWebAddress(call.notifyUrl)) return { refused: wrong('notify_url', 'http(s)') }
  const merchant = subMerchantOf(context, app, fields)
  if (merchant !== null) return merchant
  const key = keyOf(app.appId, outTradeNo)
  const known = context.state.trades[key]
  if (known !== undefined) {
    lapse(context, known)
    if (known.paidAt !== null) return { refused: refuse('ACQ.TRADE_HAS_SUCCESS') }
    if (known.status === 'TRADE_CLOSED') return { refused: refuse('ACQ.TRADE_HAS_CLOSE') }
    const same = known.totalFen === totalFen && known.subject === subject && known.method === method
    return same ? { trade: known } : { refused: refuse('ACQ.CONTEXT_INCONSISTENT') }
  }
  const trade: Trade = {
    appId: app.appId,
    tradeNo: newNumber(context, '2200'),
    outTradeNo,
    subject,
    body: text(fields, 'body', 128) ?? null,
    totalFen,
    method,
    notifyUrl: call.notifyUrl,
    returnUrl: call.returnUrl,
    passbackParams: text(fields, 'passback_params', 512) ?? null,
    subMerchantId: nameOf(fields.sub_merchant),
    createdAt: context.now().toISOString(),
    expiresAt: expires.toISOString(),
    token: newToken(),
    opened: false,
    status: 'WAIT_BUYER_PAY',
    buyerId: null,
    paidAt: null,
    closedAt: null,
    refunds: [],
  }
  context.state.trades[key] = trade
  return { trade }
}

const nameOf = (given: unknown): string | null =>
  typeof given === 'object' && given !== null && 'merchant_id' in given ? String(given.merchant_id) : null

/** Takes the money; tells the merchant. False when the buyer has not enough. */
export function payTrade(context: Context, trade: Trade, buyer: Buyer): boolean {
  const app = context.state.apps.find(({ appId }) => appId === trade.appId)
  if (trade.status !== 'WAIT_BUYER_PAY' || app === undefined) throw new Error('only a waiting trade is paid')
  trade.opened = true
  trade.buyerId = buyer.userId
  if (context.strikes('insufficient_funds') || buyer.balanceFen < trade.totalFen) return false
  buyer.balanceFen -= trade.totalFen
  context.state.sellers[app.sellerId] = (context.state.sellers[app.sellerId] ?? 0) + trade.totalFen
  trade.status = 'TRADE_SUCCESS'
  trade.paidAt = context.now().toISOString()
  context.tradeChanged(trade)
  return true
}

const buyerOf = (context: Context, userId: string | null): Buyer | undefined => context.state.buyers.find(buyer => buyer.userId === userId)

/** Fields that pay, query and notifications share. */
export function paidFields(context: Context, trade: Trade): Record<string, string> {
  const yuan = yuanOf(trade.totalFen)
  const buyer = buyerOf(context, trade.buyerId)
  return {
    trade_no: trade.tradeNo,
    out_trade_no: trade.outTradeNo,
    total_amount: yuan,
    ...(buyer === undefined ? {} : { buyer_logon_id: buyer.logonId, buyer_user_id: buyer.userId }),
    ...(trade.paidAt === null ? {} : { receipt_amount: yuan, buyer_pay_amount: yuan, invoice_amount: yuan, point_amount: '0.00' }),
  }
}

const fundBill = (trade: Trade): { fund_channel: string; amount: string }[] => [
  { fund_channel: 'ALIPAYACCOUNT', amount: yuanOf(trade.totalFen) },
]

/** alipay.trade.precreate: a QR code; the merchant sees no trade before somebody has scanned it. */
export const precreate: Operation = (context, call) => {
  const begun = beginTrade(context, call, 'alipay.trade.precreate')
  return 'refused' in begun
    ? begun.refused
    : answer({ out_trade_no: begun.trade.outTradeNo, qr_code: `${context.url()}/cashier/${begun.trade.token}` })
}

/** Payment codes: 25 to 30, then 14 to 22 digits; the second to last digit names the buyer, the last says what happens (README). */
const AUTH_CODE = /^(?:2[5-9]|30)\d{14,22}$/

/** alipay.trade.pay: by payment code (付款码) or by agreement (代扣). */
export const pay: Operation = (context, call) => {
  const { fields, app } = call
  const agreement = fields.agreement_params
  if (typeof agreement === 'object' && agreement !== null) return payByAgreement(context, call, agreement)
  const code = text(fields, 'auth_code', 64)
  if (typeof code !== 'string') return wrong('auth_code', '必填 · required')
  const usedBy = context.state.usedCodes[code]
  const key = keyOf(app.appId, String(fields.out_trade_no))
  if (!AUTH_CODE.test(code) || code.endsWith('3') || (usedBy !== undefined && usedBy !== key))
    return refuse('ACQ.PAYMENT_AUTH_CODE_INVALID')
  const begun = beginTrade(context, call, 'alipay.trade.pay')
  if ('refused' in begun) return begun.refused
  const { trade } = begun
  const buyer = context.state.buyers[Number(code.at(-2)) === 2 ? 1 : 0]
  if (buyer === undefined) return refuse('ACQ.PAYMENT_AUTH_CODE_INVALID')
  context.state.usedCodes[code] = key
  trade.opened = true
  trade.buyerId = buyer.userId
  if (code.endsWith('1')) return answer(paidFields(context, trade), '10003')
  if (code.endsWith('2') || !payTrade(context, trade, buyer)) return refuse('ACQ.BUYER_BALANCE_NOT_ENOUGH')
  return paid(context, trade)
}

const paid = (context: Context, trade: Trade): Answer =>
  answer({ ...paidFields(context, trade), gmt_payment: timeText(new Date(trade.paidAt ?? 0)), fund_bill_list: fundBill(trade) })

function payByAgreement(context: Context, call: Call, parameters: object): Answer {
  const number = 'agreement_no' in parameters ? String(parameters.agreement_no) : ''
  const totalFen = fenOf(call.fields.total_amount) ?? 0
  const known = context.state.trades[keyOf(call.app.appId, String(call.fields.out_trade_no))]
  if (known !== undefined && known.paidAt !== null) return refuse('ACQ.TRADE_HAS_SUCCESS')
  const found = agreementForCharge(context, call.app, number, totalFen)
  if ('refused' in found) return found.refused
  const buyer = buyerOf(context, found.agreement.buyerId)
  const begun = beginTrade(context, call, 'alipay.trade.pay')
  if ('refused' in begun) return begun.refused
  if (buyer === undefined || !payTrade(context, begun.trade, buyer)) return refuse('ACQ.BUYER_BALANCE_NOT_ENOUGH')
  found.agreement.charges.push(dayOf(context.now()))
  return paid(context, begun.trade)
}

/** alipay.trade.query */
export const query: Operation = (context, call) => {
  const trade = findTrade(context, call)
  if (trade === null || !trade.opened) return refuse('ACQ.TRADE_NOT_EXIST')
  return answer({
    ...paidFields(context, trade),
    trade_status: trade.status,
    ...(trade.paidAt === null ? {} : { send_pay_date: timeText(new Date(trade.paidAt)), fund_bill_list: fundBill(trade) }),
  })
}

/** alipay.trade.close: only of a trade that is not paid. */
export const close: Operation = (context, call) => {
  const trade = findTrade(context, call)
  if (trade === null || !trade.opened) return refuse('ACQ.TRADE_NOT_EXIST')
  if (trade.status !== 'WAIT_BUYER_PAY') return refuse('ACQ.TRADE_STATUS_ERROR')
  trade.status = 'TRADE_CLOSED'
  trade.closedAt = context.now().toISOString()
  return answer({ trade_no: trade.tradeNo, out_trade_no: trade.outTradeNo })
}

/** alipay.trade.cancel: closes what is not paid, refunds what was paid within 24 hours. */
export const cancel: Operation = (context, call) => {
  const trade = findTrade(context, call)
  if (trade === null) {
    const outTradeNo = text(call.fields, 'out_trade_no', 64)
    return typeof outTradeNo === 'string'
      ? answer({ out_trade_no: outTradeNo, retry_flag: 'N' })
      : wrong('out_trade_no', '与 trade_no 不能同时为空 · or trade_no')
  }
  const done = (action: string | null): Answer =>
    answer({
      ...(trade.opened ? { trade_no: trade.tradeNo } : {}),
      out_trade_no: trade.outTradeNo,
      retry_flag: 'N',
      ...(action === null ? {} : { action }),
    })
  if (trade.status === 'TRADE_FINISHED') return refuse('ACQ.TRADE_HAS_FINISHED')
  if (trade.status === 'TRADE_CLOSED') return done(trade.paidAt === null ? 'close' : 'refund')
  if (trade.status === 'WAIT_BUYER_PAY') {
    trade.status = 'TRADE_CLOSED'
    trade.closedAt = context.now().toISOString()
    return done(trade.opened ? 'close' : null)
  }
  if (refundedFen(trade) > 0) return refuse('ACQ.REASON_TRADE_REFUND_FEE_ERR')
  if (context.now().getTime() - Date.parse(trade.paidAt ?? '') > CANCEL_MS) return refuse('ACQ.TRADE_CANCEL_TIME_OUT')
  const refused = refundTrade(context, trade, { outRequestNo: trade.outTradeNo, fen: trade.totalFen, reason: null })
  return refused ?? done('refund')
}
