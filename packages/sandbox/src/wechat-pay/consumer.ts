/** What the consumer does with a phone: scan or open an order, enter the password, refuse; and what 调起支付 checks before it opens. */
import type { Context } from './context.ts'
import { expire, succeed } from './orders.ts'
import { verifyRsa } from './protocol.ts'
import type { Order } from './state.ts'

/** The only right payment password. */
export const PASSWORD = '123456'

/** Finds the order behind a code_url, an h5_url, a prepay_id or an out_trade_no; null: there is none. */
export function findOrder(context: Context, given: string): Order | null {
  const token = /[?&](?:pr|prepay_id)=([0-9a-zA-Z]+)/.exec(given)?.[1] ?? given.trim()
  const order = Object.values(context.state.orders).find(
    ({ codeToken, prepayId, outTradeNo }) => codeToken === token || prepayId === token || outTradeNo === token,
  )
  return order === undefined ? null : expire(order, context.now())
}

/** Why the order cannot be paid now; null: it can. In Chinese and English. */
export function obstacle(context: Context, order: Order): string | null {
  if (order.tradeState === 'SUCCESS' || order.tradeState === 'REFUND') return '订单已支付 · this order is paid'
  if (order.tradeState !== 'NOTPAY' && order.tradeState !== 'USERPAYING') return '订单已关闭 · this order is closed'
  if (Date.parse(order.usableUntil) <= context.now().getTime()) return '二维码已过期 · the code is older than two hours'
  return null
}

/** Pays; answers what stood in the way, or null. A wrong password changes nothing: an order that waits for it goes on waiting. */
export function payOrder(context: Context, order: Order, password: string): string | null {
  const inTheWay = obstacle(context, order)
  if (inTheWay !== null) return inTheWay
  if (password !== PASSWORD) return '支付密码错误 · the password is wrong'
  if (context.strikes('insufficient_funds')) return '余额不足 · insufficient funds'
  succeed(context, order)
  return null
}

/** Refuses: a code payment fails, any other order can still be paid. */
export function refuseOrder(order: Order): void {
  if (order.tradeState === 'USERPAYING') order.tradeState = 'PAYERROR'
}

/** The parameters with which a page (JSAPI, mini program) or an app opens the cashier, under the names of either. */
export type Invocation = Readonly<Record<string, string>>

/** Checks `paySign` or `sign` and gives the order to show, or says what is wrong, with the string that was verified. */
export function invoke(
  context: Context,
  given: Invocation,
): { readonly order: Order } | { readonly problem: string; readonly message: string } {
  const inApp = given.prepayid !== undefined
  const prepayId = inApp ? (given.prepayid ?? '') : (given.package ?? '').replace(/^prepay_id=/, '')
  const appid = given.appId ?? given.appid ?? ''
  const parts = [
    appid,
    given.timeStamp ?? given.timestamp ?? '',
    given.nonceStr ?? given.noncestr ?? '',
    inApp ? prepayId : (given.package ?? ''),
  ]
  const message = `${parts.join('\n')}\n`
  const order = Object.values(context.state.orders).find(known => known.prepayId === prepayId)
  if (order === undefined) return { problem: '预支付订单不存在 · no order has this prepay_id', message }
  if (order.product !== (inApp ? 'app' : 'jsapi'))
    return { problem: `下单方式为${order.product} · the order was placed as ${order.product}`, message }
  if (![order.appid, order.subAppid].includes(appid)) return { problem: 'appid与下单时不一致 · not the app of the order', message }
  if (!inApp && given.signType !== 'RSA') return { problem: 'signType须为RSA · signType must be RSA', message }
  const merchant = context.state.keys.merchants.find(({ mchid }) => mchid === order.mchid)
  const signature = given.paySign ?? given.sign ?? ''
  if (merchant === undefined || !verifyRsa(merchant.certificate, Buffer.from(message), signature))
    return { problem: '支付签名验证失败 · the payment signature does not match', message }
  return { order }
}
