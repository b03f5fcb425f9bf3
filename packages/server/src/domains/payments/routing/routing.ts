/**
 * Routing: chooses the rail of a payment or payout from memory, synchronously, within the step that confirms it; keeps every decision with
 * its reasons; and lets operators change the rules as versions of data, tried before they apply.
 */
import { formatId, newId } from '../../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { principalKey } from '../../../kernel/principal.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { Command, Commands } from '../../../platform/commands.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Route as HttpRoute } from '../../../platform/http/route.ts'
import type { Merchants } from '../../merchants/merchants.ts'
import type { Policies } from '../../policies/policies.ts'
import type { PaymentRouteRequest, PayoutRouteRequest, RailFacts, Routing, RoutingDecision, RoutingRefusalCode } from '../ports.ts'
import { checkRules } from './check-rules.ts'
import type { RoutingConfigCode } from './errors.ts'
import { presentRuleSet, routingRoutes } from './http.ts'
import { route } from './rules.ts'
import * as store from './store.ts'
import type { Activation, NoRoute, Routed, RouteQuestion, RoutingSnapshot, Rule, RuleSet, ScoreRules } from './types.ts'

export { routingCatalogue } from './errors.ts'

export type RoutingDeps = {
  readonly db: Db
  readonly clock: Clock
  /** IANA name: hours and weekdays of rules are in it. */
  readonly timeZone: string
  readonly commands: Commands
  readonly policies: Pick<Policies, 'at' | 'require'>
  readonly merchants: Pick<Merchants, 'open'>
  /** What is connected now. */
  readonly rails: () => readonly RailFacts[]
  readonly failed: (error: unknown) => void
}

export type RoutingDomain = Routing & {
  /** What would be decided now; nothing is kept. `rules` instead of those in force. */
  dryRun(question: RouteQuestion, at: Date, rules?: readonly Rule[]): Routed
  /** Reads the rules and listens for changes by any node. Before it, no rules apply. */
  load(): Promise<void>
  stop(): Promise<void>
  readonly routes: readonly HttpRoute[]
}

/** What operators write; the version is counted. */
export type NewRuleSet = { readonly rules: readonly Rule[]; readonly note: string }

const CHANNEL = 'routing_changed'
const CODES: Readonly<Record<NoRoute, RoutingRefusalCode>> = {
  flow_unsupported: 'route_flow_unsupported',
  amount_out_of_range: 'route_amount_out_of_range',
  channel_missing: 'route_channel_missing',
  unavailable: 'route_unavailable',
}

export function createRouting(deps: RoutingDeps): RoutingDomain {
  let ruleSets: readonly RuleSet[] = []
  let activations: readonly Activation[] = []
  let active: RuleSet | null = null
  let stopListening: (() => Promise<void>) | null = null
  let reading: Promise<void> | null = null
  let again = false
  const localTime = new Intl.DateTimeFormat('en-GB', {
    timeZone: deps.timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    weekday: 'short',
  })

  async function read(): Promise<void> {
    do {
      again = false
      const [sets, done] = await Promise.all([store.ruleSets(deps.db), store.activations(deps.db)])
      ruleSets = sets
      activations = done
      active = sets.find(({ version }) => version === done[0]?.version) ?? null
    } while (again)
  }

  /** One read at a time; a change heard meanwhile causes one more. */
  function refresh(): Promise<void> {
    if (reading !== null) {
      again = true
      return reading
    }
    reading = read().finally(() => {
      reading = null
    })
    return reading
  }

  /** `14:30` and 1 Monday to 7 Sunday. */
  function localOf(at: Date): { time: string; weekday: number } {
    const parts = new Map(localTime.formatToParts(at).map(({ type, value }) => [type, value]))
    return {
      time: `${parts.get('hour')}:${parts.get('minute')}`,
      weekday: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts.get('weekday') ?? '') + 1,
    }
  }

  function snapshotAt(at: Date, rules: readonly Rule[]): RoutingSnapshot {
    return {
      rails: deps.rails(),
      rules,
      score: scoreRules(deps.policies.require('routing.score', at).value),
      costOf: ({ bps, fixed, policy }) => {
        const record = policy === undefined ? null : deps.policies.at(policy, at)
        const value = record?.value
        return typeof value === 'object' && value !== null && 'bps' in value && 'fixed' in value
          ? { bps: Number(value.bps), fixed: BigInt(Number(value.fixed)) }
          : { bps, fixed }
      },
    }
  }

  const dryRun = (question: RouteQuestion, at: Date, rules?: readonly Rule[]): Routed =>
    route(question, snapshotAt(at, rules ?? active?.rules ?? []))

  const questionOf = (request: PaymentRouteRequest): RouteQuestion => ({
    subject: 'payment',
    reference: formatId('pay', request.paymentId),
    merchantId: request.merchantId,
    channels: request.channels,
    method: request.method,
    flow: request.flow,
    amount: request.amount,
    currency: request.currency,
    bank: request.bank,
    manualCapture: request.manualCapture,
    excluded: request.excluded,
    ...localOf(request.at),
  })

  const decisionOf = (question: RouteQuestion, routed: Routed, at: Date): RoutingDecision => ({
    id: newId<'rtd'>(),
    subject: question.subject,
    reference: question.reference,
    merchantId: question.merchantId,
    method: question.method,
    flow: question.flow,
    amount: question.amount,
    bank: question.bank,
    ruleSet: active?.version ?? 0,
    chosen: routed.chosen,
    candidates: routed.candidates,
    decidedAt: at,
  })

  const railOf = (code: string): RailFacts | undefined => deps.rails().find(rail => rail.code === code)

  const routing: Routing = {
    choose(request) {
      const question = questionOf(request)
      const routed = dryRun(question, request.at)
      if (routed.chosen === null) return refuse(CODES[routed.refusal ?? 'unavailable'], 'payment_method')
      const capability = railOf(routed.chosen)?.methods.find(
        ({ method, flows, banks }) =>
          method === request.method && flows.includes(request.flow) && (banks === undefined || banks.includes(request.bank ?? '')),
      )
      invariant(capability !== undefined, 'a rail that was chosen has the method')
      const standing = request.channels.find(({ channel }) => channel === routed.chosen)
      return ok({
        house: routed.chosen,
        subMerchant: standing?.subMerchant ?? null,
        subAppId: standing?.subAppId ?? null,
        capability,
        decision: decisionOf(question, routed, request.at),
      })
    },
    choosePayout(request: PayoutRouteRequest) {
      const question: RouteQuestion = {
        subject: 'payout',
        reference: request.reference,
        merchantId: request.merchantId,
        channels: [],
        method: null,
        flow: null,
        amount: request.amount,
        currency: request.currency,
        bank: request.bank,
        manualCapture: false,
        excluded: request.excluded,
        ...localOf(request.at),
      }
      const routed = dryRun(question, request.at)
      if (routed.chosen === null)
        return refuse(routed.refusal === 'amount_out_of_range' ? 'route_amount_out_of_range' : 'route_unavailable', 'amount')
      return ok({ house: routed.chosen, decision: decisionOf(question, routed, request.at) })
    },
    record(tx, decisions) {
      if (decisions.length > 0) store.record(tx, decisions)
    },
    offer(request) {
      const routed = dryRun(questionOf(request), request.at)
      return routed.chosen === null ? refuse(CODES[routed.refusal ?? 'unavailable'], 'payment_method') : ok(null)
    },
    capability: (house, method) => railOf(house)?.methods.find(capability => capability.method === method) ?? null,
    rails: deps.rails,
  }

  const isRail = (code: string): boolean => railOf(code) !== undefined
  const changed = (tx: Tx): void => {
    store.notify(tx)
    tx.afterCommit(() => {
      refresh().catch(deps.failed)
    })
  }
  const addRuleSet = deps.commands.define<NewRuleSet, RuleSet>({
    name: 'routing.add_rule_set',
    async decide(tx, commands) {
      store.lock(tx)
      let version = (await store.ruleSets(tx))[0]?.version ?? 0
      const outcomes = commands.map(({ input, context }): Outcome<RuleSet, RoutingConfigCode> => {
        const checked = checkRules(input.rules, isRail)
        if (!checked.ok) return checked
        version += 1
        const set = { version, ...input, createdBy: principalKey(context.principal), createdAt: deps.clock.now() }
        store.insertRuleSet(tx, set)
        return ok(set)
      })
      changed(tx)
      return outcomes
    },
    present: set => ({ status: 201, body: presentRuleSet(set, null) }),
    subject: set => `rule_set_${set.version}`,
  })
  const activate = deps.commands.define<number, RuleSet>({
    name: 'routing.activate',
    decide: (tx, commands) => activateRuleSets(tx, commands, isRail, deps.clock, changed),
    present: set => ({ status: 200, body: presentRuleSet(set, deps.clock.now()) }),
    subject: set => `rule_set_${set.version}`,
  })

  return {
    ...routing,
    dryRun,
    async load() {
      // Listening first: a change between the two is then heard, and read once more.
      stopListening ??= await deps.db.listen(CHANNEL, () => {
        // A failed read leaves the last good copy; the next change or reconnection reads again.
        refresh().catch(deps.failed)
      })
      await refresh()
    },
    async stop() {
      await stopListening?.()
      stopListening = null
    },
    routes: routingRoutes({
      db: deps.db,
      clock: deps.clock,
      merchants: deps.merchants,
      isRail,
      localOf,
      dryRun,
      ruleSets: () => ruleSets,
      active: () => active,
      activatedAt: version => activations.find(one => one.version === version)?.at ?? null,
      addRuleSet,
      activate,
      refresh,
    }),
  }
}

function scoreRules(value: unknown): ScoreRules {
  const read = new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  const number = (name: string): number => {
    const found = read.get(name)
    invariant(typeof found === 'number', `the policy routing.score has a number ${name}`)
    return found
  }
  return {
    successPoints: number('success_points'),
    pointsPerBps: number('points_per_bps'),
    assumedSuccess: number('assumed_success_permille') / 1000,
    assumedSamples: number('assumed_samples'),
  }
}

async function activateRuleSets(
  tx: Tx,
  commands: readonly Command<number>[],
  isRail: (code: string) => boolean,
  clock: Clock,
  changed: (tx: Tx) => void,
): Promise<Outcome<RuleSet, RoutingConfigCode>[]> {
  store.lock(tx)
  const [sets, done] = await Promise.all([store.ruleSets(tx), store.activations(tx)])
  let current = done[0]?.version ?? null
  const outcomes = commands.map(({ input, context }): Outcome<RuleSet, RoutingConfigCode> => {
    const set = sets.find(({ version }) => version === input)
    if (set === undefined) return refuse('rule_set_not_found', 'version')
    if (current === set.version) return refuse('rule_set_active', 'version')
    const checked = checkRules(set.rules, isRail)
    if (!checked.ok) return checked
    store.insertActivation(tx, { version: set.version, by: principalKey(context.principal), at: clock.now() })
    current = set.version
    return ok(set)
  })
  if (outcomes.some(outcome => outcome.ok)) changed(tx)
  return outcomes
}
