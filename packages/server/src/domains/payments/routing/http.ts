/** Routes of routing: rule sets, dry runs, and the decisions that were taken. */
import { z } from 'zod'
import { formatId, type Id } from '../../../kernel/ids.ts'
import { ok, refuse } from '../../../kernel/outcome.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { CommandContext, CommandHandler, CommandReply } from '../../../platform/commands.ts'
import type { Db } from '../../../platform/db.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zAmount, zAmountJson, zId, zInstant, zInstantJson, zList, zPublicId, zText } from '../../../platform/http/schemas.ts'
import type { Merchants } from '../../merchants/merchants.ts'
import { FLOWS, PAYMENT_METHOD_CODES, type RouteCandidate, type RoutingDecision } from '../ports.ts'
import { checkRules } from './check-rules.ts'
import type { NewRuleSet } from './routing.ts'
import { decisionsOf, listDecisions } from './store.ts'
import type { Routed, RouteQuestion, Rule, RuleSet } from './types.ts'
import { reasonText } from './words.ts'

const zMethod = z.enum(PAYMENT_METHOD_CODES)
const zFlow = z.enum(FLOWS)
const zRail = zText(32).regex(/^[a-z][a-z0-9_]*$/)
const zBank = zText(20).regex(/^[A-Z0-9]+$/)
const zWeekday = z.int().min(1).max(7).meta({ description: '1 Monday to 7 Sunday.' })
const zWeight = z.int().min(0).max(1_000_000).meta({ description: 'A part of the sum of all weights.' })
const zVersion = z.int().meta({ description: 'Version of the rules; counts up.' })
const zValues = z.record(z.string(), z.union([z.string(), z.number().meta({ description: 'What it counts, its name says.' })]))
const zTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const zRails = z.array(zRail).min(1).max(32)

const zRule = z
  .strictObject({
    name: zText(64),
    when: z
      .strictObject({
        subjects: z
          .array(z.enum(['payment', 'payout']))
          .min(1)
          .optional(),
        methods: z.array(zMethod).min(1).optional(),
        flows: z.array(zFlow).min(1).optional(),
        merchants: z.array(zId('mer')).min(1).max(1_000).optional(),
        banks: z.array(zBank).min(1).max(200).optional(),
        amount_min: zAmount.optional(),
        amount_max: zAmount.optional(),
        hours: z
          .strictObject({ from: zTime, to: zTime })
          .optional()
          .meta({ description: 'In the institution’s time zone; `to` is excluded.' }),
        weekdays: z.array(zWeekday).min(1).optional(),
      })
      .meta({ description: 'Every condition that is there must hold; of a list one member is enough. Empty: always.' }),
    effect: z.union([
      z.strictObject({ type: z.enum(['prefer', 'exclude', 'only']), rails: zRails }),
      z.strictObject({ type: z.literal('weight'), weights: z.record(zRail, zWeight) }),
    ]),
  })
  .meta({
    id: 'RoutingRule',
    description:
      'prefer: these first, in this order. exclude: never these. only: none but these. weight: shares among those that are equally preferred.',
  })
const zRules = z.array(zRule).max(200)

type RuleInput = z.output<typeof zRule>

function ruleOf({ name, when, effect }: RuleInput): Rule {
  const { amount_min: amountMin, amount_max: amountMax, subjects, methods, flows, merchants, banks, hours, weekdays } = when
  return {
    name,
    when: {
      ...(subjects === undefined ? {} : { subjects }),
      ...(methods === undefined ? {} : { methods }),
      ...(flows === undefined ? {} : { flows }),
      ...(merchants === undefined ? {} : { merchants }),
      ...(banks === undefined ? {} : { banks }),
      ...(amountMin === undefined ? {} : { amountMin }),
      ...(amountMax === undefined ? {} : { amountMax }),
      ...(hours === undefined ? {} : { hours }),
      ...(weekdays === undefined ? {} : { weekdays }),
    },
    effect,
  }
}

const zRuleJson = z.object({
  name: z.string(),
  when: z.object({
    subjects: z.array(z.string()).optional(),
    methods: z.array(z.string()).optional(),
    flows: z.array(z.string()).optional(),
    merchants: z.array(zPublicId('mer')).optional(),
    banks: z.array(z.string()).optional(),
    amount_min: zAmountJson.optional(),
    amount_max: zAmountJson.optional(),
    hours: z.object({ from: z.string(), to: z.string() }).optional(),
    weekdays: z.array(zWeekday).optional(),
  }),
  effect: z.union([
    z.object({ type: z.enum(['prefer', 'exclude', 'only']), rails: z.array(z.string()) }),
    z.object({ type: z.literal('weight'), weights: z.record(z.string(), zWeight) }),
  ]),
})

function presentRule({ name, when, effect }: Rule): z.input<typeof zRuleJson> {
  const { amountMin, amountMax, merchants, subjects, methods, flows, banks, weekdays, hours } = when
  return {
    name,
    when: {
      ...(subjects === undefined ? {} : { subjects: [...subjects] }),
      ...(methods === undefined ? {} : { methods: [...methods] }),
      ...(flows === undefined ? {} : { flows: [...flows] }),
      ...(merchants === undefined ? {} : { merchants: merchants.map(id => formatId('mer', id)) }),
      ...(banks === undefined ? {} : { banks: [...banks] }),
      ...(amountMin === undefined ? {} : { amount_min: Number(amountMin) }),
      ...(amountMax === undefined ? {} : { amount_max: Number(amountMax) }),
      ...(hours === undefined ? {} : { hours }),
      ...(weekdays === undefined ? {} : { weekdays: [...weekdays] }),
    },
    effect:
      effect.type === 'weight' ? { type: effect.type, weights: { ...effect.weights } } : { type: effect.type, rails: [...effect.rails] },
  }
}

const zRuleSetJson = z
  .object({
    object: z.literal('routing_rule_set'),
    version: zVersion,
    rules: z.array(zRuleJson),
    note: z.string(),
    created_by: z.string(),
    created_at: zInstantJson,
    activated_at: zInstantJson.nullable().meta({ description: 'When it last came into force; null: never.' }),
  })
  .meta({ id: 'RoutingRuleSet' })

export const presentRuleSet = (set: RuleSet, activatedAt: Date | null): z.input<typeof zRuleSetJson> => ({
  object: 'routing_rule_set',
  version: set.version,
  rules: set.rules.map(presentRule),
  note: set.note,
  created_by: set.createdBy,
  created_at: set.createdAt.toISOString(),
  activated_at: activatedAt?.toISOString() ?? null,
})

const zCandidateJson = z.object({
  rail: z.string(),
  eligible: z.boolean(),
  cost: zAmountJson.nullable(),
  score: z.int().nullable().meta({ description: 'Expected success less cost, in points of the policy `routing.score`.' }),
  reasons: z.array(z.object({ code: z.string(), text: z.string(), values: zValues })),
})

const presentCandidate =
  (language: 'en' | 'zh') =>
  ({ house, eligible, cost, score, reasons }: RouteCandidate): z.input<typeof zCandidateJson> => ({
    rail: house,
    eligible,
    cost: cost === null ? null : Number(cost),
    score,
    reasons: reasons.map(reason => ({ code: reason.code, text: reasonText(reason, language), values: { ...reason.values } })),
  })

const zDecisionJson = z
  .object({
    id: zPublicId('rtd'),
    object: z.literal('routing_decision'),
    subject: z.enum(['payment', 'payout']),
    reference: z.string(),
    merchant: zPublicId('mer').nullable(),
    method: z.string().nullable(),
    flow: z.string().nullable(),
    amount: zAmountJson,
    bank: z.string().nullable(),
    rule_set: zVersion,
    chosen: z.string().nullable(),
    candidates: z.array(zCandidateJson),
    created_at: zInstantJson,
  })
  .meta({ id: 'RoutingDecision', description: 'Which rail was chosen, from which, and why. The first candidate is the chosen one.' })

const presentDecision =
  (language: 'en' | 'zh') =>
  (one: RoutingDecision): z.input<typeof zDecisionJson> => ({
    id: formatId('rtd', one.id),
    object: 'routing_decision',
    subject: one.subject,
    reference: one.reference,
    merchant: one.merchantId === null ? null : formatId('mer', one.merchantId),
    method: one.method,
    flow: one.flow,
    amount: Number(one.amount),
    bank: one.bank,
    rule_set: one.ruleSet,
    chosen: one.chosen,
    candidates: one.candidates.map(presentCandidate(language)),
    created_at: one.decidedAt.toISOString(),
  })

const zDryRun = z
  .strictObject({
    subject: z.enum(['payment', 'payout']).default('payment'),
    method: zMethod.optional(),
    flow: zFlow.optional(),
    amount: zAmount,
    merchant: zId('mer').optional(),
    bank: zBank.optional(),
    at: zInstant.optional().meta({ description: 'Hours and weekdays of rules as at this instant; now unless said.' }),
    excluded: zRails.optional().meta({ description: 'Rails that were tried already.' }),
    reference: zText(64).optional().meta({ description: 'Shares by weight follow from it.' }),
    rule_set: z.int().min(1).optional().meta({ description: 'A version instead of the one in force.' }),
    rules: zRules.optional().meta({ description: 'Rules that are not kept yet, instead.' }),
    recent: z
      .int()
      .min(1)
      .max(1_000)
      .optional()
      .meta({ description: 'Decide so many of the latest orders again, too, and say what would change.' }),
  })
  .meta({ id: 'RoutingDryRunInput' })

const zDryRunJson = z
  .object({
    object: z.literal('routing_dry_run'),
    rule_set: z.int().nullable().meta({ description: 'Version of the rules that were tried; null for rules that are not kept.' }),
    chosen: z.string().nullable(),
    refusal: z.string().nullable(),
    candidates: z.array(zCandidateJson),
    recent: z
      .object({
        decisions: z.int().meta({ description: 'How many were decided again.' }),
        changed: z.int().meta({ description: 'How many would take another rail.' }),
        moves: z.array(
          z.object({ from: z.string().nullable(), to: z.string().nullable(), count: z.int().meta({ description: 'How many.' }) }),
        ),
      })
      .nullable(),
  })
  .meta({ id: 'RoutingDryRun' })

export type RoutingRouteDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly merchants: Pick<Merchants, 'open'>
  readonly isRail: (code: string) => boolean
  readonly localOf: (at: Date) => Pick<RouteQuestion, 'time' | 'weekday'>
  readonly dryRun: (question: RouteQuestion, at: Date, rules?: readonly Rule[]) => Routed
  readonly ruleSets: () => readonly RuleSet[]
  readonly active: () => RuleSet | null
  readonly activatedAt: (version: number) => Date | null
  readonly addRuleSet: CommandHandler<NewRuleSet>
  readonly activate: CommandHandler<number>
  /** Reads the rules again, so that whoever changed them meets them as they are. */
  readonly refresh: () => Promise<void>
}

const zVersionParams = z.strictObject({
  version: z.coerce.number().int().min(1).max(2_147_483_647).meta({ description: 'Version of the rules.' }),
})

export function routingRoutes(deps: RoutingRouteDeps): readonly Route[] {
  return [...ruleSetRoutes(deps), dryRunRoute(deps), ...decisionRoutes(deps)]
}

/** Runs a command; what is asked directly is answered once this node follows it, what an approval runs commits later. */
async function followed<C>(deps: RoutingRouteDeps, handler: CommandHandler<C>, input: C, command: CommandContext): Promise<CommandReply> {
  const reply = await handler.execute(input, command)
  if (command.within === undefined) await deps.refresh().catch(() => {})
  return reply
}

function ruleSetRoutes(deps: RoutingRouteDeps): readonly Route[] {
  const present = (set: RuleSet) => presentRuleSet(set, deps.activatedAt(set.version))
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/routing/rule_sets',
      operationId: 'listRuleSets',
      tag: 'Routing',
      summary: 'List the versions of the routing rules, newest first',
      access: { operator: 'routing:read' },
      response: {
        status: 200,
        schema: z.object({
          object: z.literal('list'),
          active: z.int().nullable().meta({ description: 'The version in force.' }),
          data: z.array(zRuleSetJson),
          has_more: z.boolean(),
        }),
      },
      refusals: [],
      handle: () => ok({ object: 'list', active: deps.active()?.version ?? null, data: deps.ruleSets().map(present), has_more: false }),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/routing/rule_sets/:version',
      operationId: 'getRuleSet',
      tag: 'Routing',
      summary: 'Read a version of the routing rules',
      access: { operator: 'routing:read' },
      params: zVersionParams,
      response: { status: 200, schema: zRuleSetJson },
      refusals: ['rule_set_not_found'],
      handle: ({ params }) => {
        const set = deps.ruleSets().find(({ version }) => version === params.version)
        return set === undefined ? refuse('rule_set_not_found', 'version') : ok(present(set))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/routing/rule_sets',
      operationId: 'addRuleSet',
      tag: 'Routing',
      summary: 'Write a new version of the routing rules',
      description: 'It is kept and changes nothing until it is activated. Try it with a dry run first.',
      access: { operator: 'routing:write' },
      body: z.strictObject({ rules: zRules, note: zText(500) }).meta({ id: 'NewRoutingRuleSet' }),
      bodyLimit: 512 * 1024,
      response: { status: 201, schema: zRuleSetJson },
      refusals: ['rule_rail_unknown', 'rule_contradicts'],
      command: 'plain',
      handle: ({ body, command }) => followed(deps, deps.addRuleSet, { rules: body.rules.map(ruleOf), note: body.note }, command),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/routing/rule_sets/:version/activate',
      operationId: 'activateRuleSet',
      tag: 'Routing',
      summary: 'Put a version of the routing rules into force',
      description: 'Earlier versions can be put into force again. Every node follows at once.',
      access: { operator: 'routing:write' },
      params: zVersionParams,
      response: { status: 200, schema: zRuleSetJson },
      refusals: ['rule_set_not_found', 'rule_set_active', 'rule_rail_unknown', 'rule_contradicts'],
      command: 'plain',
      approval: {
        action: 'routing.rule_sets',
        summary: ({ params }) => ({
          en: `Route by version ${params.version} of the rules`,
          zh: `启用第 ${params.version} 版路由规则`,
        }),
      },
      handle: ({ params, command }) => followed(deps, deps.activate, params.version, command),
    }),
  ]
}

function dryRunRoute(deps: RoutingRouteDeps): Route {
  async function channelsOf(ids: readonly Id<'mer'>[]) {
    const merchants = await deps.merchants.open(deps.db, [...new Set(ids)])
    return (id: Id<'mer'> | null) => (id === null ? [] : (merchants.get(id)?.channels ?? []))
  }

  /** Decides the latest orders again, each as it was asked, with what is known now. */
  async function replay(count: number, rules: readonly Rule[]): Promise<z.input<typeof zDryRunJson>['recent']> {
    const decisions = (await listDecisions(deps.db, { chosen: null, method: null }, { limit: count })).slice(0, count)
    const channels = await channelsOf(decisions.flatMap(({ merchantId }) => merchantId ?? []))
    const moves = new Map<string, { from: string | null; to: string | null; count: number }>()
    let changed = 0
    for (const one of decisions) {
      const question: RouteQuestion = {
        ...one,
        channels: channels(one.merchantId),
        currency: 'CNY',
        manualCapture: false,
        excluded: one.candidates.filter(({ reasons }) => reasons.some(({ code }) => code === 'tried_before')).map(({ house }) => house),
        ...deps.localOf(one.decidedAt),
      }
      const to = deps.dryRun(question, deps.clock.now(), rules).chosen
      if (to !== one.chosen) changed += 1
      const key = `${one.chosen} ${to}`
      const move = moves.get(key) ?? { from: one.chosen, to, count: 0 }
      move.count += 1
      moves.set(key, move)
    }
    return { decisions: decisions.length, changed, moves: [...moves.values()].sort((a, b) => b.count - a.count) }
  }

  return defineRoute({
    method: 'POST',
    path: '/v1/routing/dry_run',
    operationId: 'dryRunRouting',
    tag: 'Routing',
    summary: 'Try which rail an order would take',
    description: 'With the rules in force, another version, or rules that are not kept yet. Nothing is kept and nothing is sent.',
    access: { operator: 'routing:read' },
    body: zDryRun,
    bodyLimit: 512 * 1024,
    response: { status: 200, schema: zDryRunJson },
    refusals: ['rule_set_not_found', 'rule_rail_unknown', 'rule_contradicts'],
    async handle({ body, language }) {
      const stored =
        body.rule_set === undefined ? deps.active() : (deps.ruleSets().find(({ version }) => version === body.rule_set) ?? null)
      if (body.rule_set !== undefined && stored === null) return refuse('rule_set_not_found', 'rule_set')
      const rules = body.rules?.map(ruleOf) ?? stored?.rules ?? []
      const checked = checkRules(rules, deps.isRail)
      if (!checked.ok) return checked
      const at = body.at ?? deps.clock.now()
      const merchantId = body.merchant ?? null
      const channels = await channelsOf(merchantId === null ? [] : [merchantId])
      const routed = deps.dryRun(
        {
          subject: body.subject,
          reference: body.reference ?? '',
          merchantId,
          channels: channels(merchantId),
          method: body.method ?? null,
          flow: body.flow ?? null,
          amount: body.amount,
          currency: 'CNY',
          bank: body.bank ?? null,
          manualCapture: false,
          excluded: body.excluded ?? [],
          ...deps.localOf(at),
        },
        at,
        rules,
      )
      return ok({
        object: 'routing_dry_run',
        rule_set: body.rules === undefined ? (stored?.version ?? null) : null,
        chosen: routed.chosen,
        refusal: routed.refusal,
        candidates: routed.candidates.map(presentCandidate(language)),
        recent: body.recent === undefined ? null : await replay(body.recent, rules),
      } satisfies z.input<typeof zDryRunJson>)
    },
  })
}

function decisionRoutes(deps: RoutingRouteDeps): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/payments/:id/routing',
      operationId: 'getPaymentRouting',
      tag: 'Routing',
      summary: 'Read how a payment was routed, attempt by attempt',
      access: { operator: 'routing:read' },
      params: z.strictObject({ id: zId('pay') }),
      response: { status: 200, schema: zList(zDecisionJson) },
      refusals: [],
      async handle({ params, language }) {
        const rows = await decisionsOf(deps.db, formatId('pay', params.id))
        return ok({ object: 'list', data: rows.map(presentDecision(language)), has_more: false })
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/routing/decisions',
      operationId: 'listRoutingDecisions',
      tag: 'Routing',
      summary: 'List routing decisions, newest first',
      access: { operator: 'routing:read' },
      query: z.strictObject({
        ...listQuery('rtd'),
        rail: zRail.optional().meta({ description: 'Only those that chose it.' }),
        method: zMethod.optional(),
      }),
      response: { status: 200, schema: zList(zDecisionJson) },
      refusals: [],
      async handle({ query, language }) {
        const rows = await listDecisions(deps.db, { chosen: query.rail ?? null, method: query.method ?? null }, query)
        return ok(listJson(pageOf(rows, query.limit, query.ending_before !== undefined), presentDecision(language)))
      },
    }),
  ]
}
