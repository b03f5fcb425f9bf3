/** Which rail an order takes: one rule, one test; and what holds for any rails, rules and orders. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Id } from '../../../kernel/ids.ts'
import type { MethodCapability, RailFacts, RailHealth } from '../ports.ts'
import { checkRules } from './check-rules.ts'
import { applies, route } from './rules.ts'
import { storedRules } from './stored-rules.ts'
import type { RouteQuestion, RoutingSnapshot, Rule } from './types.ts'
import { reasonText } from './words.ts'

const HEALTHY: RailHealth = { answered: 1, succeeded: 1, samples: 100, breaker: 'closed', p50Ms: 20 }
const capability = (more: Partial<MethodCapability> = {}): MethodCapability => ({
  method: 'bank_gateway',
  flows: ['gateway'],
  currency: 'CNY',
  min: 1n,
  max: 1_000_000n,
  manualCapture: false,
  partialRefund: true,
  refundWindowDays: 365,
  async: true,
  orderExpirySeconds: 900,
  cost: { bps: 20, fixed: 0n },
  needsSubMerchant: false,
  ...more,
})
const rail = (code: string, more: Partial<RailFacts> = {}, method: Partial<MethodCapability> = {}): RailFacts => ({
  code,
  name: { en: code, zh: code },
  methods: [capability(method)],
  payouts: { min: 1n, max: 5_000_000n, cost: { bps: 0, fixed: 50n } },
  enabled: true,
  health: HEALTHY,
  ...more,
})
const question = (more: Partial<RouteQuestion> = {}): RouteQuestion => ({
  subject: 'payment',
  reference: 'pay_1',
  merchantId: 'm1' as Id<'mer'>,
  channels: [],
  method: 'bank_gateway',
  flow: 'gateway',
  amount: 10_000n,
  currency: 'CNY',
  bank: 'ICBC',
  manualCapture: false,
  excluded: [],
  time: '10:00',
  weekday: 1,
  ...more,
})
const snapshot = (rails: readonly RailFacts[], rules: readonly Rule[] = []): RoutingSnapshot => ({
  rails,
  rules,
  score: { successPoints: 10_000, pointsPerBps: 10, assumedSuccess: 0.98, assumedSamples: 20 },
  costOf: cost => cost,
})
const rule = (effect: Rule['effect'], when: Rule['when'] = {}, name = 'r'): Rule => ({ name, when, effect })
const order = (rails: readonly RailFacts[], rules: readonly Rule[] = [], asked: Partial<RouteQuestion> = {}) =>
  route(question(asked), snapshot(rails, rules))
const eligible = (routed: ReturnType<typeof order>) => routed.candidates.filter(one => one.eligible).map(({ house }) => house)
const reasonsOf = (routed: ReturnType<typeof order>, house: string) =>
  routed.candidates.find(one => one.house === house)?.reasons.map(({ code }) => code)

describe('eligibility', () => {
  const cases: readonly (readonly [string, RailFacts, Partial<RouteQuestion>, string])[] = [
    ['method_unsupported', rail('a', {}, { method: 'alipay' }), {}, 'flow_unsupported'],
    ['flow_unsupported', rail('a', {}, { flows: ['page'] }), {}, 'flow_unsupported'],
    ['bank_not_reached', rail('a', {}, { banks: ['CCB'] }), {}, 'flow_unsupported'],
    ['currency_unsupported', rail('a'), { currency: 'USD' }, 'flow_unsupported'],
    ['manual_capture_unsupported', rail('a'), { manualCapture: true }, 'flow_unsupported'],
    ['amount_below_min', rail('a', {}, { min: 20_000n }), {}, 'amount_out_of_range'],
    ['amount_above_max', rail('a', {}, { max: 9_999n }), {}, 'amount_out_of_range'],
    ['channel_missing', rail('a', {}, { needsSubMerchant: true }), {}, 'channel_missing'],
    ['not_enabled', rail('a', { enabled: false }), {}, 'unavailable'],
    ['tried_before', rail('a'), { excluded: ['a'] }, 'unavailable'],
    ['no_payouts', rail('a', { payouts: null }), { subject: 'payout', method: null, flow: null }, 'flow_unsupported'],
  ]
  for (const [reason, facts, asked, refusal] of cases)
    it(`ends with ${reason} and says so`, () => {
      const routed = order([facts], [], asked)
      expect(routed).toMatchObject({ chosen: null, refusal, candidates: [{ house: 'a', eligible: false, cost: null }] })
      expect(reasonsOf(routed, 'a')).toEqual([reason])
    })

  it('asks for a standing that is active, and open for the flow', () => {
    const standing = (more: object) => ({
      channels: [{ channel: 'a', subMerchant: 's', subAppId: null, flows: [], active: true, ...more }],
    })
    const rails = [rail('a', {}, { needsSubMerchant: true })]
    expect(order(rails, [], standing({})).chosen).toBe('a')
    expect(order(rails, [], standing({ flows: ['gateway'] })).chosen).toBe('a')
    expect(reasonsOf(order(rails, [], standing({ active: false })), 'a')).toEqual(['channel_suspended'])
    expect(reasonsOf(order(rails, [], standing({ flows: ['page'] })), 'a')).toEqual(['flow_not_opened'])
  })

  it('tells what the merchant can put right before what only time does', () => {
    const rails = [rail('a', { enabled: false }), rail('b', {}, { max: 1n }), rail('c', {}, { needsSubMerchant: true })]
    expect(order(rails).refusal).toBe('channel_missing')
    expect(order(rails.slice(0, 2)).refusal).toBe('amount_out_of_range')
    expect(order([]).refusal).toBe('flow_unsupported')
  })
})

describe('order', () => {
  it('is by expected success less cost', () => {
    const cheap = rail('cheap', {}, { cost: { bps: 10, fixed: 0n } })
    const dear = rail('dear', {}, { cost: { bps: 60, fixed: 0n } })
    expect(order([dear, cheap]).chosen).toBe('cheap')
    const failing = { ...cheap, health: { ...HEALTHY, succeeded: 0.8 } }
    expect(order([dear, failing]).chosen).toBe('dear')
    const silent = { ...cheap, health: { ...HEALTHY, answered: 0.5 } }
    expect(order([dear, silent]).chosen).toBe('dear')
  })

  it('does not judge a rail by few orders', () => {
    const cheap = rail('cheap', { health: { ...HEALTHY, succeeded: 0, samples: 1 } }, { cost: { bps: 0, fixed: 0n } })
    const dear = rail('dear', { health: { ...HEALTHY, succeeded: null, answered: null, samples: 0 } }, { cost: { bps: 60, fixed: 0n } })
    expect(order([dear, cheap]).chosen).toBe('cheap')
    expect(order([dear, { ...cheap, health: { ...cheap.health, samples: 100 } }]).chosen).toBe('dear')
  })

  it('takes a rail with an open circuit only when there is no other', () => {
    const open = rail('a', { health: { ...HEALTHY, breaker: 'open' } }, { cost: { bps: 0, fixed: 0n } })
    expect(eligible(order([open, rail('b')]))).toEqual(['b', 'a'])
    expect(order([open]).chosen).toBe('a')
    expect(eligible(order([open, rail('b')], [rule({ type: 'prefer', rails: ['a'] })]))).toEqual(['b', 'a'])
  })

  it('costs as channels charge: half a fen up, and a fixed part', () => {
    const one = order([rail('a', {}, { cost: { bps: 60, fixed: 3n } })], [], { amount: 75n })
    expect(one.candidates[0]?.cost).toBe(3n)
    expect(order([rail('a', {}, { cost: { bps: 60, fixed: 0n } })], [], { amount: 84n }).candidates[0]?.cost).toBe(1n)
    expect(order([rail('a')], [], { subject: 'payout', method: null, flow: null }).candidates[0]?.cost).toBe(50n)
  })
})

describe('rules', () => {
  const [a, b, c] = [rail('a'), rail('b'), rail('c')]

  it('prefer in their order, the rest after them; the first that applies decides', () => {
    const rules = [rule({ type: 'prefer', rails: ['c', 'b'] }), rule({ type: 'prefer', rails: ['a'] }, {}, 'second')]
    const routed = order([a, b, c], rules)
    expect(eligible(routed)).toEqual(['c', 'b', 'a'])
    expect(routed.candidates[0]?.reasons.at(-1)).toEqual({ code: 'rule_prefers', values: { rule: 'r', place: 1 } })
  })

  it('exclude, and leave only what they name', () => {
    expect(eligible(order([a, b, c], [rule({ type: 'exclude', rails: ['a'] })]))).toEqual(['b', 'c'])
    const only = order([a, b, c], [rule({ type: 'only', rails: ['b'] })])
    expect([only.chosen, reasonsOf(only, 'a')?.at(-1)]).toEqual(['b', 'rule_excludes'])
    expect(order([a], [rule({ type: 'exclude', rails: ['a'] })])).toMatchObject({ chosen: null, refusal: 'unavailable' })
  })

  it('share out by weight, the same order always to the same rail', () => {
    const rules = [rule({ type: 'weight', weights: { a: 3, b: 1 } })]
    const chosen = (reference: string) => order([a, b, c], rules, { reference }).chosen
    const counts = new Map<string | null, number>()
    for (let at = 0; at < 4_000; at++) counts.set(chosen(`pay_${at}`), (counts.get(chosen(`pay_${at}`)) ?? 0) + 1)
    expect(counts.get('c')).toBeUndefined()
    expect((counts.get('a') ?? 0) / 4_000).toBeCloseTo(0.75, 1)
    expect(chosen('pay_x')).toBe(chosen('pay_x'))
    // Where none of the weighted can be taken, the rest go by score.
    expect(order([c], rules).chosen).toBe('c')
  })

  it('apply when every condition holds', () => {
    const holds = (when: Rule['when'], asked: Partial<RouteQuestion> = {}) => applies(when, question(asked))
    expect(holds({})).toBe(true)
    expect(
      holds({ methods: ['bank_gateway'], flows: ['gateway'], banks: ['ICBC'], merchants: ['m1' as Id<'mer'>], subjects: ['payment'] }),
    ).toBe(true)
    for (const when of [
      { methods: ['alipay'] },
      { flows: ['page'] },
      { banks: ['CCB'] },
      { merchants: ['m2'] },
      { subjects: ['payout'] },
      { weekdays: [2] },
    ])
      expect(holds(when as Rule['when'])).toBe(false)
    expect([holds({ amountMin: 10_000n, amountMax: 10_000n }), holds({ amountMin: 10_001n }), holds({ amountMax: 9_999n })]).toEqual([
      true,
      false,
      false,
    ])
    const night = { hours: { from: '22:00', to: '06:00' } }
    expect(['21:59', '22:00', '05:59', '06:00'].map(time => holds(night, { time }))).toEqual([false, true, true, false])
    expect(['08:59', '09:00', '17:59', '18:00'].map(time => holds({ hours: { from: '09:00', to: '18:00' } }, { time }))).toEqual([
      false,
      true,
      true,
      false,
    ])
    expect(holds({ banks: ['ICBC'] }, { bank: null })).toBe(false)
  })

  it('are refused when they name no rail, say nothing or can never apply', () => {
    const check = (...rules: Rule[]) => {
      const checked = checkRules(rules, code => code === 'a')
      return checked.ok ? 'ok' : checked.error.code
    }
    expect(check(rule({ type: 'prefer', rails: ['a'] }))).toBe('ok')
    expect(check(rule({ type: 'prefer', rails: ['z'] }))).toBe('rule_rail_unknown')
    expect(check(rule({ type: 'weight', weights: { z: 1 } }))).toBe('rule_rail_unknown')
    expect(check(rule({ type: 'weight', weights: { a: 0 } }))).toBe('rule_contradicts')
    expect(check(rule({ type: 'prefer', rails: [] }))).toBe('rule_contradicts')
    expect(check(rule({ type: 'only', rails: ['a'] }, { amountMin: 2n, amountMax: 1n }))).toBe('rule_contradicts')
    expect(check(rule({ type: 'only', rails: ['a'] }, { hours: { from: '09:00', to: '09:00' } }))).toBe('rule_contradicts')
    expect(check(rule({ type: 'only', rails: ['a'] }), rule({ type: 'only', rails: ['a'] }))).toBe('rule_contradicts')
  })

  it('are stored as they were written', () => {
    const written = rule({ type: 'only', rails: ['a'] }, { amountMin: 1n, amountMax: 9_007_199_254_740_993n, banks: ['ICBC'] })
    expect(storedRules.read(JSON.parse(JSON.stringify(storedRules.write(written))))).toEqual(written)
  })

  it('have their words in both languages', () => {
    expect(reasonText({ code: 'rule_prefers', values: { rule: 'night', place: 1 } }, 'en')).toBe('The rule "night" puts it in place 1.')
    expect(reasonText({ code: 'tried_before' }, 'zh')).toContain('已尝试')
    expect(reasonText({ code: 'of_another_version' }, 'en')).toBe('of_another_version')
  })
})

describe('routing (property)', () => {
  const rails = fc.uniqueArray(
    fc.record({
      code: fc.constantFrom('a', 'b', 'c', 'd'),
      enabled: fc.boolean(),
      max: fc.bigInt({ min: 1n, max: 20_000n }),
      bps: fc.nat(100),
      breaker: fc.constantFrom('closed', 'open', 'half_open'),
      succeeded: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      samples: fc.nat(500),
    }),
    { selector: one => one.code },
  )
  const names = fc.subarray(['a', 'b', 'c', 'd'], { minLength: 1 })
  const rules = fc.array(
    fc.oneof(
      fc.record({ type: fc.constantFrom('prefer', 'exclude', 'only'), rails: names }),
      names.map(list => ({ type: 'weight' as const, weights: Object.fromEntries(list.map((code, at) => [code, at + 1])) })),
    ),
    { maxLength: 4 },
  )

  it('chooses an eligible rail or says why not, names every rail once, and never one that was tried or excluded', () => {
    fc.assert(
      fc.property(rails, rules, fc.subarray(['a', 'b', 'c', 'd']), fc.string(), (facts, effects, excluded, reference) => {
        const built = facts.map(({ code, enabled, max, bps, breaker, succeeded, samples }) =>
          rail(
            code,
            { enabled, health: { answered: succeeded, succeeded, samples, breaker, p50Ms: 1 } },
            { max, cost: { bps, fixed: 0n } },
          ),
        )
        const all = effects.map((effect, at) => rule(effect, {}, `r${at}`))
        const routed = order(built, all, { excluded, reference })
        expect(routed).toEqual(order([...built].reverse(), all, { excluded, reference }))
        expect(routed.candidates.map(({ house }) => house).sort()).toEqual(built.map(({ code }) => code).sort())
        expect(routed.chosen).toBe(routed.candidates.find(one => one.eligible)?.house ?? null)
        expect(routed.chosen === null).toBe(routed.refusal !== null)
        for (const one of routed.candidates) expect(one.reasons.length).toBeGreaterThan(0)
        for (const code of eligible(routed)) {
          expect(excluded).not.toContain(code)
          for (const { effect } of all) {
            if (effect.type === 'exclude') expect(effect.rails).not.toContain(code)
            if (effect.type === 'only') expect(effect.rails).toContain(code)
          }
        }
      }),
    )
  })
})
