/** The nouns of routing: rules as data, the facts they are tried on, and what comes out. */
import type { Id } from '../../../kernel/ids.ts'
import type { Flow, MerchantChannel, PaymentMethodCode, RailFacts, RouteCandidate } from '../ports.ts'

/** When a rule applies: every condition that is there must hold. Of a list one member is enough. */
export type RuleCondition = {
  readonly subjects?: readonly ('payment' | 'payout')[]
  readonly methods?: readonly PaymentMethodCode[]
  readonly flows?: readonly Flow[]
  readonly merchants?: readonly Id<'mer'>[]
  /** Codes of banks, as payment method or payee name them. */
  readonly banks?: readonly string[]
  /** Minor units, both bounds included. */
  readonly amountMin?: bigint
  readonly amountMax?: bigint
  /** In the institution's time zone; `from` later than `to` spans midnight. `to` is excluded. */
  readonly hours?: { readonly from: string; readonly to: string }
  /** 1 Monday to 7 Sunday, in the institution's time zone. */
  readonly weekdays?: readonly number[]
}

/**
 * `prefer`: these first, in this order. `exclude`: never these. `only`: none but these. `weight`: shares among the ones that are equally
 * preferred, in parts of their sum; a rail that is not named has none.
 */
export type RuleEffect =
  | { readonly type: 'prefer' | 'exclude' | 'only'; readonly rails: readonly string[] }
  | { readonly type: 'weight'; readonly weights: Readonly<Record<string, number>> }

export type Rule = { readonly name: string; readonly when: RuleCondition; readonly effect: RuleEffect }

export type RuleSet = {
  readonly version: number
  readonly rules: readonly Rule[]
  readonly note: string
  readonly createdBy: string
  readonly createdAt: Date
}

export type Activation = { readonly version: number; readonly by: string; readonly at: Date }

/** What is to be routed, with everything that rules ask about. */
export type RouteQuestion = {
  readonly subject: 'payment' | 'payout'
  /** Public id; shares by weight follow from it, so that the same order is always given to the same rail. */
  readonly reference: string
  readonly merchantId: Id<'mer'> | null
  readonly channels: readonly MerchantChannel[]
  /** `null` for payouts. */
  readonly method: PaymentMethodCode | null
  readonly flow: Flow | null
  readonly amount: bigint
  readonly currency: string
  readonly bank: string | null
  readonly manualCapture: boolean
  readonly excluded: readonly string[]
  /** `HH:MM` and day of the week in the institution's time zone. */
  readonly time: string
  readonly weekday: number
}

/** How rails are compared; from the policy `routing.score`. */
export type ScoreRules = {
  readonly successPoints: number
  readonly pointsPerBps: number
  readonly assumedSuccess: number
  readonly assumedSamples: number
}

/** What is known at the moment of deciding. */
export type RoutingSnapshot = {
  readonly rails: readonly RailFacts[]
  readonly rules: readonly Rule[]
  readonly score: ScoreRules
  /** What a rail charges now, by the policy that overrides its table. */
  readonly costOf: (cost: { readonly bps: number; readonly fixed: bigint; readonly policy?: string }) => {
    readonly bps: number
    readonly fixed: bigint
  }
}

/** Why none could be taken. */
export type NoRoute = 'flow_unsupported' | 'amount_out_of_range' | 'channel_missing' | 'unavailable'

export type Routed = {
  readonly chosen: string | null
  readonly refusal: NoRoute | null
  /** The chosen one first, effect the others as they would follow, effect those that cannot be taken. */
  readonly candidates: readonly RouteCandidate[]
}
