/**
 * What payments know of the ways money can travel: the methods a payer may choose, what each rail can do with them, and the face of
 * routing. Payments know rails by these facts only; the facts are told by the connectors' kit.
 */
import type { Currency } from '../../kernel/currencies.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { Tx } from '../../platform/db.ts'

/** What a payer pays with. `wallet_balance` needs no rail; `bank_card` stays at the house that holds the card's agreement. */
export const PAYMENT_METHOD_CODES = ['wallet_balance', 'bank_card', 'wechat_pay', 'alipay', 'bank_gateway', 'open_banking'] as const
export type PaymentMethodCode = (typeof PAYMENT_METHOD_CODES)[number]

/**
 * How the payer meets the order: a code on a screen (`native`; Alipay's API calls it `qr`), inside the wallet's own browser (`jsapi`), a
 * phone's browser (`h5`, `wap`), another app (`app`), a code that the merchant scans (`code`), a page on a computer (`page`), the bank's
 * page (`gateway`, `redirect`), or nobody, under an agreement (`agreement`).
 */
export const FLOWS = ['native', 'jsapi', 'h5', 'app', 'code', 'page', 'wap', 'gateway', 'agreement', 'redirect'] as const
export type Flow = (typeof FLOWS)[number]

/** What a rail charges us for an order: `bps` ten-thousandths of the amount and a fixed part in minor units. */
export type RailCost = {
  readonly bps: number
  readonly fixed: bigint
  /** The policy record that overrides both, when one applies: `{ bps, fixed }`. */
  readonly policy?: string
}

/** What a rail can do with one method. Amounts are minor units, both bounds included. */
export type MethodCapability = {
  readonly method: PaymentMethodCode
  readonly flows: readonly Flow[]
  readonly currency: 'CNY'
  readonly min: bigint
  readonly max: bigint
  readonly manualCapture: boolean
  readonly partialRefund: boolean
  /** Days after the payment within which it can be refunded. */
  readonly refundWindowDays: number
  /** The result may come later than the answer. */
  readonly async: boolean
  /** How long an unpaid order stays open at most. */
  readonly orderExpirySeconds: number
  readonly cost: RailCost
  /** The merchant needs an id of its own at the channel. */
  readonly needsSubMerchant: boolean
  /** The banks this method reaches at this rail; absent: any, or none is named. */
  readonly banks?: readonly string[]
}

/** What a rail can do with payouts to bank accounts. */
export type PayoutCapability = { readonly min: bigint; readonly max: bigint; readonly cost: RailCost }

/** How a rail has been doing of late. */
export type RailHealth = {
  /** Calls that were answered, of all calls in the window, 0 to 1; `null` without any. */
  readonly answered: number | null
  /** Orders that were paid, of those that ended otherwise than by the payer's own doing, 0 to 1; `null` without any. */
  readonly succeeded: number | null
  readonly samples: number
  readonly breaker: 'closed' | 'open' | 'half_open'
  readonly p50Ms: number | null
}

/** A rail as routing sees it. */
export type RailFacts = {
  readonly code: string
  readonly name: { readonly en: string; readonly zh: string }
  readonly methods: readonly MethodCapability[]
  readonly payouts: PayoutCapability | null
  /** Connected, and operators let new orders go there. */
  readonly enabled: boolean
  readonly health: RailHealth
}

/** The merchant's standing at a channel, as `MerchantFacts.channels` says it. */
export type MerchantChannel = {
  readonly channel: string
  readonly subMerchant: string | null
  readonly subAppId: string | null
  /** The flows that the channel opened for the merchant; empty: all of them. */
  readonly flows: readonly string[]
  readonly active: boolean
}

export type PaymentRouteRequest = {
  readonly paymentId: Id<'pay'>
  readonly merchantId: Id<'mer'>
  readonly channels: readonly MerchantChannel[]
  readonly method: PaymentMethodCode
  readonly flow: Flow
  readonly amount: bigint
  readonly currency: Currency
  /** The payer's bank, where the method names one. */
  readonly bank: string | null
  readonly manualCapture: boolean
  /** Rails that were tried for this payment and must not be tried again. */
  readonly excluded: readonly string[]
  readonly at: Date
}

export type PayoutRouteRequest = {
  readonly merchantId: Id<'mer'> | null
  /** Public id of what is paid out, `po_…` or `wdr_…`. */
  readonly reference: string
  readonly amount: bigint
  readonly currency: Currency
  readonly bank: string | null
  readonly excluded: readonly string[]
  readonly at: Date
}

/** Why a rail stands where it stands, in the order in which it was considered. */
export type RouteReason = { readonly code: string; readonly values?: Readonly<Record<string, string | number>> }

export type RouteCandidate = {
  readonly house: string
  readonly eligible: boolean
  /** Cost of this order in minor units; `null` when it cannot be told. */
  readonly cost: bigint | null
  /** What eligible rails are ordered by, highest first. */
  readonly score: number | null
  readonly reasons: readonly RouteReason[]
}

/** A decision as it is stored with the payment. */
export type RoutingDecision = {
  readonly id: Id<'rtd'>
  readonly subject: 'payment' | 'payout'
  /** Public id, `pay_…`, `po_…`, `wdr_…`. */
  readonly reference: string
  readonly merchantId: Id<'mer'> | null
  readonly method: PaymentMethodCode | null
  readonly flow: Flow | null
  readonly amount: bigint
  readonly bank: string | null
  /** The version of the rules that decided. */
  readonly ruleSet: number
  readonly chosen: string | null
  readonly candidates: readonly RouteCandidate[]
  readonly decidedAt: Date
}

export type Route = {
  readonly house: string
  /** The merchant's id at the channel, where the method needs one. */
  readonly subMerchant: string | null
  readonly subAppId: string | null
  readonly capability: MethodCapability
  readonly decision: RoutingDecision
}

export type PayoutRoute = { readonly house: string; readonly decision: RoutingDecision }

export type RoutingRefusalCode = 'route_unavailable' | 'route_channel_missing' | 'route_amount_out_of_range' | 'route_flow_unsupported'

/** What payments ask of routing. Choosing is synchronous, from memory, and changes nothing; a decision commits with its attempt. */
export type Routing = {
  /**
   * The rail for a payment by a method that needs one and is not bound to one. Refuses `route_flow_unsupported` (no rail has this
   * method and flow), `route_amount_out_of_range`, `route_channel_missing` (the merchant is not onboarded at any of them) and
   * `route_unavailable` (rules, health or switches leave none).
   */
  choose(request: PaymentRouteRequest): Outcome<Route, RoutingRefusalCode>
  /** The house for a payout to a bank account. Refuses `route_amount_out_of_range` and `route_unavailable`. */
  choosePayout(request: PayoutRouteRequest): Outcome<PayoutRoute, RoutingRefusalCode>
  /** Stores decisions with what they decided: one statement however many. */
  record(tx: Tx, decisions: readonly RoutingDecision[]): void
  /** Whether a method and flow can be offered for this payment at all, and if not, why. */
  offer(request: PaymentRouteRequest): Outcome<null, RoutingRefusalCode>
  /** What a rail can do with a method; `null`: nothing. */
  capability(house: string, method: PaymentMethodCode): MethodCapability | null
  /** What is connected, and what it can do: what methods are shown by. */
  rails(): readonly RailFacts[]
}
