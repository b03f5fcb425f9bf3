/**
 * Which rail an order takes: eligibility by capability and the merchant's standing, effect rules, effect success, health and cost. Pure: the
 * same question and facts give the same answer, so a dry run tells what would have happened.
 */
import type { MethodCapability, RailFacts, RouteCandidate, RouteReason } from '../ports.ts'
import type { NoRoute, Routed, RouteQuestion, RoutingSnapshot, Rule, RuleCondition, ScoreRules } from './types.ts'

const among = <T>(list: readonly T[] | undefined, value: T | null): boolean =>
  list === undefined || (value !== null && list.includes(value))

const withinHours = ({ from, to }: { readonly from: string; readonly to: string }, time: string): boolean =>
  from <= to ? time >= from && time < to : time >= from || time < to

/** Whether a rule speaks of this order. */
export function applies(when: RuleCondition, question: RouteQuestion): boolean {
  return (
    among(when.subjects, question.subject) &&
    among(when.methods, question.method) &&
    among(when.flows, question.flow) &&
    among(when.merchants, question.merchantId) &&
    among(when.banks, question.bank) &&
    among(when.weekdays, question.weekday) &&
    (when.amountMin === undefined || question.amount >= when.amountMin) &&
    (when.amountMax === undefined || question.amount <= when.amountMax) &&
    (when.hours === undefined || withinHours(when.hours, question.time))
  )
}

/** Where an order stops on its way to a rail, in this order. */
type Obstacle = 'cannot' | 'tried' | 'amount' | 'channel' | 'shut' | 'rules'

type Considered = {
  readonly rail: RailFacts
  readonly obstacle: Obstacle | null
  readonly reasons: RouteReason[]
  cost: bigint | null
  score: number | null
  tier: number
}

type Terms = Pick<MethodCapability, 'min' | 'max' | 'cost'>

/** What the rail offers for this order; a reason when it cannot do it at all. */
function termsOf(question: RouteQuestion, rail: RailFacts): { readonly terms: Terms; readonly needsSubMerchant: boolean } | RouteReason {
  if (question.subject === 'payout')
    return rail.payouts === null ? { code: 'no_payouts' } : { terms: rail.payouts, needsSubMerchant: false }
  const offered = rail.methods.filter(({ method }) => method === question.method)
  if (offered.length === 0) return { code: 'method_unsupported' }
  const withFlow = offered.filter(({ flows }) => question.flow === null || flows.includes(question.flow))
  if (withFlow.length === 0) return { code: 'flow_unsupported' }
  const found = withFlow.find(({ banks }) => banks === undefined || (question.bank !== null && banks.includes(question.bank)))
  if (found === undefined) return { code: 'bank_not_reached' }
  if (found.currency !== question.currency) return { code: 'currency_unsupported' }
  if (question.manualCapture && !found.manualCapture) return { code: 'manual_capture_unsupported' }
  return { terms: found, needsSubMerchant: found.needsSubMerchant }
}

/** What is wrong with the merchant's standing at the rail; `null`: nothing. */
function standingFault({ channels, flow }: RouteQuestion, rail: RailFacts, needed: boolean): RouteReason | null {
  const standing = channels.find(({ channel }) => channel === rail.code)
  if (standing === undefined) return needed ? { code: 'channel_missing' } : null
  if (!standing.active) return { code: 'channel_suspended' }
  return flow !== null && standing.flows.length > 0 && !standing.flows.includes(flow) ? { code: 'flow_not_opened' } : null
}

function consider(question: RouteQuestion, rail: RailFacts, snapshot: RoutingSnapshot): Considered {
  const end = (obstacle: Obstacle, reason: RouteReason): Considered => ({
    rail,
    obstacle,
    reasons: [reason],
    cost: null,
    score: null,
    tier: 0,
  })
  const offered = termsOf(question, rail)
  if ('code' in offered) return end('cannot', offered)
  const { terms, needsSubMerchant } = offered
  if (question.excluded.includes(rail.code)) return end('tried', { code: 'tried_before' })
  if (!rail.enabled) return end('shut', { code: 'not_enabled' })
  if (question.amount < terms.min) return end('amount', { code: 'amount_below_min', values: { min: Number(terms.min) } })
  if (question.amount > terms.max) return end('amount', { code: 'amount_above_max', values: { max: Number(terms.max) } })
  const fault = standingFault(question, rail, needsSubMerchant)
  if (fault !== null) return end('channel', fault)
  const cost = costOf(question.amount, snapshot.costOf(terms.cost))
  return { rail, obstacle: null, cost, tier: 0, ...scoreOf(question.amount, cost, rail, snapshot.score) }
}

/** Half up, as channels charge. */
const costOf = (amount: bigint, { bps, fixed }: { readonly bps: number; readonly fixed: bigint }): bigint =>
  (amount * BigInt(Math.round(bps * 100)) + 500_000n) / 1_000_000n + fixed

/** What can be expected of a rail, less what it costs. Few recent orders say little, so they are mixed with what is assumed. */
function scoreOf(amount: bigint, cost: bigint, rail: RailFacts, score: ScoreRules): { score: number; reasons: RouteReason[] } {
  const { health } = rail
  const weight = score.assumedSamples / (score.assumedSamples + health.samples)
  const expected = (seen: number | null): number =>
    seen === null ? score.assumedSuccess : weight * score.assumedSuccess + (1 - weight) * seen
  const success = Math.min(expected(health.succeeded), expected(health.answered))
  const costBps = Number((cost * 1_000_000n) / amount) / 100
  const reasons: RouteReason[] = [
    { code: 'cost', values: { amount: Number(cost), bps: costBps } },
    { code: 'success', values: { permille: Math.round(success * 1000), samples: health.samples } },
  ]
  return { score: Math.round(success * score.successPoints - costBps * score.pointsPerBps), reasons }
}

/** A number in [0, 1) that follows from a text (FNV-1a, 32 bits, mixed): shares by weight need no randomness. */
function fractionOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000
}

/** After every preference: an open circuit answers nothing, so it is taken only when there is no other. */
const OPEN_CIRCUIT_TIER = 1_000
const NOT_PREFERRED_TIER = 500

export function route(question: RouteQuestion, snapshot: RoutingSnapshot): Routed {
  const considered = snapshot.rails.map(rail => consider(question, rail, snapshot))
  const rules = snapshot.rules.filter(rule => applies(rule.when, question))
  const left: Considered[] = []
  const out: Considered[] = considered.filter(one => one.obstacle !== null)
  for (const one of considered) {
    if (one.obstacle !== null) continue
    const against = rules.find(rule => forbids(rule, one.rail.code))
    if (against === undefined) left.push(one)
    else out.push({ ...one, obstacle: 'rules', reasons: [...one.reasons, { code: 'rule_excludes', values: { rule: against.name } }] })
  }
  rank(left, rules)
  out.sort((a, b) => (a.rail.code < b.rail.code ? -1 : 1))
  const sorted = left.sort((a, b) => a.tier - b.tier || (b.score ?? 0) - (a.score ?? 0) || (a.rail.code < b.rail.code ? -1 : 1))
  const ordered = byWeight(sorted, rules, question.reference)
  const chosen = ordered[0]
  return {
    chosen: chosen?.rail.code ?? null,
    refusal: chosen === undefined ? refusalOf(out) : null,
    candidates: [...ordered, ...out].map(candidateOf),
  }
}

function forbids({ effect }: Rule, code: string): boolean {
  return effect.type === 'exclude' ? effect.rails.includes(code) : effect.type === 'only' ? !effect.rails.includes(code) : false
}

/** The first rule that prefers decides; a rail with an open circuit comes after all others. */
function rank(left: readonly Considered[], rules: readonly Rule[]): void {
  const preference = rules.find(({ effect }) => effect.type === 'prefer')
  for (const one of left) {
    if (preference !== undefined && preference.effect.type === 'prefer') {
      const place = preference.effect.rails.indexOf(one.rail.code)
      one.tier = place < 0 ? NOT_PREFERRED_TIER : place
      if (place >= 0) one.reasons.push({ code: 'rule_prefers', values: { rule: preference.name, place: place + 1 } })
    }
    if (one.rail.health.breaker === 'open') {
      one.tier += OPEN_CIRCUIT_TIER
      one.reasons.push({ code: 'circuit_open' })
    }
  }
}

/** The first rule with weights shares out the best tier: the one on whom the lot falls comes first. */
function byWeight(sorted: readonly Considered[], rules: readonly Rule[], reference: string): readonly Considered[] {
  const rule = rules.find(({ effect }) => effect.type === 'weight')
  if (rule === undefined || rule.effect.type !== 'weight') return sorted
  const { weights } = rule.effect
  const weightOf = (one: Considered): number => weights[one.rail.code] ?? 0
  const best = sorted.filter(one => one.tier === sorted[0]?.tier && weightOf(one) > 0)
  const total = best.reduce((sum, one) => sum + weightOf(one), 0)
  if (best.length === 0) return sorted
  let point = fractionOf(reference) * total
  const drawn = best.find(one => {
    point -= weightOf(one)
    return point < 0
  })
  if (drawn === undefined) return sorted
  for (const one of best) one.reasons.push({ code: 'rule_weight', values: { rule: rule.name, weight: weightOf(one), of: total } })
  return [drawn, ...sorted.filter(one => one !== drawn)]
}

/** The nearest miss says why: what the merchant can put right comes before what only time does. */
function refusalOf(out: readonly Considered[]): NoRoute {
  const met = new Set(out.map(({ obstacle }) => obstacle))
  if (met.has('channel')) return 'channel_missing'
  if (met.has('amount')) return 'amount_out_of_range'
  return met.has('tried') || met.has('shut') || met.has('rules') ? 'unavailable' : 'flow_unsupported'
}

const candidateOf = ({ rail, obstacle, cost, score, reasons }: Considered): RouteCandidate => ({
  house: rail.code,
  eligible: obstacle === null,
  cost,
  score,
  reasons,
})
