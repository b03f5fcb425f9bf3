/** What the simulated WeChat Pay remembers. Amounts are integers of fen, as on the wire. */
import type { AccountChange, Applyment } from './applyments.ts'
import type { Keys } from './keys.ts'
import type { Sharing } from './sharing.ts'

/** https://pay.weixin.qq.com/docs/partner/apis/partner-code-payment-v3/partner/partner-reverse.html and its neighbours: `trade_state`. */
export type TradeState = 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED' | 'USERPAYING' | 'PAYERROR' | 'REVOKED'

export type Product = 'jsapi' | 'native' | 'h5' | 'app' | 'codepay'

export const TRADE_TYPES: Readonly<Record<Product, string>> = {
  jsapi: 'JSAPI',
  native: 'NATIVE',
  h5: 'MWEB',
  app: 'APP',
  codepay: 'MICROPAY',
}

export type Order = {
  readonly product: Product
  /** Placed in SM mode: its callbacks are signed and encrypted so. */
  readonly sm: boolean
  /** The provider in partner mode, else the merchant itself. */
  readonly mchid: string
  readonly appid: string
  /** null: direct mode. */
  readonly subMchid: string | null
  readonly subAppid: string | null
  readonly outTradeNo: string
  readonly description: string
  readonly totalFen: number
  readonly attach: string | null
  readonly notifyUrl: string | null
  /** `settle_info.profit_sharing`: the money stays frozen until it is shared out or unfrozen. */
  readonly profitSharing: boolean
  /** The request's terms, to tell a repetition from another order under the same number. */
  readonly terms: string
  readonly prepayId: string
  /** Of `code_url`. */
  readonly codeToken: string
  readonly openid: string
  readonly subOpenid: string | null
  readonly createdAt: string
  /** `code_url` and `prepay_id` are good until then: two hours. */
  readonly usableUntil: string
  /** `time_expire`: the order closes by itself. */
  readonly expiresAt: string | null
  tradeState: TradeState
  transactionId: string | null
  paidAt: string | null
  bankType: string | null
  feeFen: number
}

export type RefundStatus = 'PROCESSING' | 'SUCCESS' | 'CLOSED' | 'ABNORMAL'

export type Refund = {
  readonly orderKey: string
  readonly refundId: string
  readonly outRefundNo: string
  readonly refundFen: number
  readonly feeFen: number
  readonly reason: string | null
  readonly notifyUrl: string | null
  readonly terms: string
  readonly createdAt: string
  /** Milliseconds since the epoch, machine time. */
  readonly dueAt: number
  readonly verdict: 'SUCCESS' | 'ABNORMAL'
  /** Of a reversed code payment; such a refund has no number of the merchant's. */
  readonly reversal: boolean
  status: RefundStatus
  successAt: string | null
}

/** A movement on a merchant's account: a line of the fund-flow bill. */
export type Flow = {
  readonly mchid: string
  readonly at: string
  /** 微信支付业务单号. */
  readonly businessId: string
  readonly flowId: string
  readonly name: string
  readonly type: string
  readonly direction: '收入' | '支出'
  readonly fen: number
  readonly note: string
  readonly voucher: string
}

export type Bill = { readonly text: string; readonly sha1: string }

export type WeChatState = {
  readonly keys: Keys
  /** `certificate`, `public_key`, or in between. */
  keyMode: 'certificate' | 'switching' | 'public_key'
  /** How far business has been rolled ahead of the clock. */
  daysAheadMs: number
  sequence: number
  /** Business days up to this one are settled through the clearing house; absent in older state files. */
  settledThrough?: string
  /** By `mchid/sub_mchid/out_trade_no`. */
  orders: Record<string, Order>
  /** By `mchid/out_refund_no`. */
  refunds: Record<string, Refund>
  flows: Flow[]
  /** By what was asked for: a bill, once made, does not change. */
  bills: Record<string, Bill>
  /** By `mchid/out_order_no`. */
  sharings: Record<string, Sharing>
  /** By `mchid/sub_mchid`: `type/account` of who may receive a share. */
  receivers: Record<string, string[]>
  /** By `mchid/business_code`. */
  applyments: Record<string, Applyment>
  /** By `application_no`. */
  accountChanges: Record<string, AccountChange>
  /** SHA-256 of uploaded files, by media_id. */
  media: Record<string, string>
}

export const emptyState = (keys: Keys): WeChatState => ({
  keys,
  keyMode: 'switching',
  daysAheadMs: 0,
  sequence: 0,
  orders: {},
  refunds: {},
  flows: [],
  bills: {},
  sharings: {},
  receivers: {},
  applyments: {},
  accountChanges: {},
  media: {},
})

export const orderKey = (mchid: string, subMchid: string | null, outTradeNo: string): string => `${mchid}/${subMchid ?? ''}/${outTradeNo}`

export const refundsOf = (state: WeChatState, order: Order): Refund[] => {
  const key = orderKey(order.mchid, order.subMchid, order.outTradeNo)
  return Object.values(state.refunds).filter(refund => refund.orderKey === key)
}

/** What was given back or is on its way back. */
export const refundedFen = (state: WeChatState, order: Order): number =>
  refundsOf(state, order).reduce((sum, refund) => (refund.status === 'CLOSED' ? sum : sum + refund.refundFen), 0)
