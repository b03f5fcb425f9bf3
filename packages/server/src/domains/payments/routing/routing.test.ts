/** Rule sets, dry runs and decisions over the API, on a real database. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useDatabase } from '../../../../test/harness/database.ts'
import { noteExercised } from '../../../../test/harness/exercised.ts'
import { formatId, newId } from '../../../kernel/ids.ts'
import { createMovableClock } from '../../../kernel/time.ts'
import { createCommands } from '../../../platform/create-commands.ts'
import { sql } from '../../../platform/db.ts'
import { createProblems } from '../../../platform/http/problems.ts'
import { createHttpServer } from '../../../platform/http/server.ts'
import { createSeal } from '../../../platform/seal.ts'
import { createLogger, createMetrics } from '../../../platform/telemetry.ts'
import { createAudit } from '../../audit/audit.ts'
import { createLedger } from '../../ledger/ledger.ts'
import { createMerchants } from '../../merchants/merchants.ts'
import { createPolicies, policiesCatalogue } from '../../policies/policies.ts'
import type { PaymentRouteRequest, RailFacts } from '../ports.ts'
import { createRouting, type RoutingDomain, routingCatalogue } from './routing.ts'

const database = useDatabase()
const clock = createMovableClock()
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  writer: ['routing:read', 'routing:write'],
  reader: ['routing:read'],
  stranger: [],
}
const merchantId = newId<'mer'>()

const rail = (code: string, bps: number, needsSubMerchant = false): RailFacts => ({
  code,
  name: { en: code, zh: code },
  methods: [
    {
      ...{
        method: 'bank_gateway',
        flows: ['gateway'],
        currency: 'CNY',
        min: 1n,
        max: 1_000_000n,
        manualCapture: false,
        partialRefund: true,
      },
      ...{
        refundWindowDays: 365,
        async: true,
        orderExpirySeconds: 900,
        cost: { bps, fixed: 0n, policy: `test.cost.${code}` },
        needsSubMerchant,
      },
    },
  ],
  payouts: { min: 1n, max: 5_000_000n, cost: { bps: 0, fixed: BigInt(bps) } },
  enabled: true,
  health: { answered: null, succeeded: null, samples: 0, breaker: 'closed', p50Ms: null },
})
const rails: RailFacts[] = [rail('house_a', 20), rail('house_b', 30), rail('wallet', 5, true)]

const world = {} as { routing: RoutingDomain; other: RoutingDomain; url: string }
const stops: (() => Promise<void>)[] = []

beforeAll(async () => {
  const { db } = database
  const logger = createLogger({ level: 'silent' })
  const problems = createProblems([routingCatalogue, policiesCatalogue])
  const audit = createAudit({ db, clock })
  const commands = createCommands({
    ...{ db, clock, audit: audit.append, problems: problems.render, batchMax: 300, queueMax: 1000 },
    onDefect: (_name, _requestId, error) => {
      throw error
    },
  })
  const policies = createPolicies({ db, clock, commands })
  await db.query(
    sql(
      'test.routing_cost',
      `INSERT INTO policies.records (id, key, value, source, valid_from, created_at)
       VALUES (uuidv7(), 'test.cost.house_b', '{"bps": 35, "fixed": 0}', 'institution', '2016-07-01', now())`,
    ),
  )
  await policies.load()
  const ledger = createLedger({ clock, timeZone: 'Asia/Shanghai' })
  const merchants = createMerchants({ db, clock, commands, ledger, seal: createSeal(randomBytes(32)) })
  await ledger.ensureInstitution(db, ['house_a'])
  await db.transaction(async tx => {
    await merchants.create(tx, [
      {
        ...{ id: merchantId, name: { en: 'Tea', zh: '茶' }, settlementCycle: 'T1', advanceLimit: 0n, refundAdvanceLimit: 0n },
        bankAccount: { holderName: '茶', bankCode: 'ICBC', number: '6222021234567890' },
      },
    ])
  })
  const make = () =>
    createRouting({ db, clock, timeZone: 'Asia/Shanghai', commands, policies, merchants, rails: () => rails, failed: () => {} })
  world.routing = make()
  await world.routing.load()
  const server = createHttpServer({
    routes: world.routing.routes,
    problems,
    authenticate: headers => {
      const scopes = SCOPES[/^Bearer (.+)$/.exec(String(headers.authorization ?? ''))?.[1] ?? '']
      return scopes === undefined
        ? null
        : { kind: 'operator', operatorId: newId<'opr'>(), credential: newId<'key'>(), scopes: new Set(scopes) }
    },
    config: {
      ...{ publicUrl: null, proxyHops: 0, rateLimits: { credential: null, address: null, strict: null } },
      ...{ streamsMax: 10, drainTimeoutMs: 1000, drainDelayMs: 0 },
    },
    logger,
    metrics: createMetrics({ processMetrics: false }),
    validateResponses: true,
    observe: noteExercised,
  })
  world.url = await server.listen({ host: '127.0.0.1', port: 0 })
  stops.push(async () => {
    await server.close()
    await commands.drain()
    await world.routing.stop()
    await policies.stop()
  })
}, 60_000)
afterAll(async () => {
  for (const stop of stops) await stop()
})

async function call(method: string, path: string, body?: unknown, key = 'writer') {
  const response = await fetch(world.url + path, {
    method,
    headers: { Authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, never> & { code?: string } }
}

const request = (more: Partial<PaymentRouteRequest> = {}): PaymentRouteRequest => ({
  ...{ paymentId: newId<'pay'>(), merchantId, channels: [], method: 'bank_gateway', flow: 'gateway', amount: 10_000n, currency: 'CNY' },
  ...{ bank: 'ICBC', manualCapture: false, excluded: [], at: clock.now() },
  ...more,
})
const chosen = (more: Partial<PaymentRouteRequest> = {}) => {
  const route = world.routing.choose(request(more))
  return route.ok ? route.value.house : route.error.code
}
const PREFER_B = { name: 'b first', when: { methods: ['bank_gateway'] }, effect: { type: 'prefer', rails: ['house_b'] } }

describe('choosing', () => {
  it('is by what is in force, and refuses with the code of payments', () => {
    expect(chosen()).toBe('house_a')
    expect(chosen({ excluded: ['house_a'] })).toBe('house_b')
    expect(chosen({ amount: 2_000_000n })).toBe('route_amount_out_of_range')
    expect(chosen({ flow: 'page' })).toBe('route_flow_unsupported')
    expect(chosen({ excluded: ['house_a', 'house_b'] })).toBe('route_channel_missing')
    expect(chosen({ channels: [{ channel: 'wallet', subMerchant: 's1', subAppId: 'app', flows: [], active: true }] })).toBe('wallet')
    expect(world.routing.offer(request({ excluded: ['house_a', 'house_b', 'wallet'] }))).toMatchObject({
      error: { code: 'route_unavailable' },
    })
    expect(world.routing.offer(request())).toEqual({ ok: true, value: null })
    expect(world.routing.capability('house_a', 'bank_gateway')?.orderExpirySeconds).toBe(900)
    expect(world.routing.capability('house_a', 'alipay')).toBeNull()
    expect(world.routing.rails()).toBe(rails)
  })

  it('hands on the merchant’s id at the channel', () => {
    const route = world.routing.choose(
      request({ channels: [{ channel: 'wallet', subMerchant: 's1', subAppId: 'app', flows: [], active: true }] }),
    )
    expect(route).toMatchObject({ value: { subMerchant: 's1', subAppId: 'app', capability: { needsSubMerchant: true } } })
  })

  it('of a payout takes the cheapest house that makes it', () => {
    const payout = (amount: bigint, excluded: string[] = []) => {
      const route = world.routing.choosePayout({
        merchantId,
        reference: 'po_1',
        amount,
        currency: 'CNY',
        bank: 'CCB',
        excluded,
        at: clock.now(),
      })
      return route.ok ? route.value.house : route.error.code
    }
    expect(payout(100n)).toBe('wallet')
    expect(payout(100n, ['wallet'])).toBe('house_a')
    expect(payout(9_000_000n)).toBe('route_amount_out_of_range')
    expect(payout(100n, ['wallet', 'house_a', 'house_b'])).toBe('route_unavailable')
  })

  it('pays heed to a cost that policy sets', () => {
    const routed = world.routing.dryRun(
      {
        ...{ subject: 'payment', reference: '', merchantId, channels: [], method: 'bank_gateway', flow: 'gateway', amount: 10_000n },
        ...{ currency: 'CNY', bank: null, manualCapture: false, excluded: [], time: '10:00', weekday: 1 },
      },
      clock.now(),
    )
    expect(routed.candidates.map(({ house, cost }) => [house, cost])).toEqual([
      ['house_a', 20n],
      ['house_b', 35n],
      ['wallet', null],
    ])
  })
})

describe('rule sets', () => {
  it('are versions that change nothing until they are activated, on every node', async () => {
    expect((await call('GET', '/v1/routing/rule_sets')).body).toMatchObject({ active: 1, data: [{ version: 1, rules: [] }] })
    const rules = [
      PREFER_B,
      {
        name: 'shares',
        when: { amount_min: 1, amount_max: 500, weekdays: [1, 7], hours: { from: '00:00', to: '23:00' } },
        effect: { type: 'weight', weights: { house_a: 1 } },
      },
      {
        name: 'one',
        when: { merchants: [formatId('mer', merchantId)], banks: ['CCB'], flows: ['gateway'], subjects: ['payment'] },
        effect: { type: 'only', rails: ['house_a'] },
      },
    ]
    const added = await call('POST', '/v1/routing/rule_sets', { rules, note: 'try house b' })
    expect(added).toMatchObject({ status: 201, body: { version: 2, rules, activated_at: null } })
    expect(chosen()).toBe('house_a')
    expect((await call('POST', '/v1/routing/rule_sets/2/activate')).body).toMatchObject({ version: 2 })
    expect(chosen()).toBe('house_b')
    expect(chosen({ bank: 'CCB' })).toBe('house_a')
    expect((await call('GET', '/v1/routing/rule_sets/2')).body.activated_at).not.toBeNull()
    expect((await call('POST', '/v1/routing/rule_sets/2/activate')).body).toMatchObject({ status: 409, code: 'rule_set_active' })
    expect((await call('POST', '/v1/routing/rule_sets/1/activate')).status).toBe(200)
    expect(chosen()).toBe('house_a')
  })

  it('are refused when they cannot be', async () => {
    const add = async (rule: object) => (await call('POST', '/v1/routing/rule_sets', { rules: [rule], note: 'x' })).body.code
    expect(await add({ ...PREFER_B, effect: { type: 'prefer', rails: ['nobody'] } })).toBe('rule_rail_unknown')
    expect(await add({ ...PREFER_B, when: { amount_min: 2, amount_max: 1 } })).toBe('rule_contradicts')
    expect(await add({ ...PREFER_B, when: { colour: 'red' } })).toBe('parameter_unknown')
    expect((await call('POST', '/v1/routing/rule_sets/99/activate')).body.code).toBe('rule_set_not_found')
    expect((await call('GET', '/v1/routing/rule_sets/99')).body.code).toBe('rule_set_not_found')
    expect((await call('POST', '/v1/routing/rule_sets', { rules: [], note: 'x' }, 'reader')).body.code).toBe('forbidden')
    expect((await call('GET', '/v1/routing/rule_sets', undefined, 'stranger')).body.code).toBe('forbidden')
  })

  it('whose rails are gone cannot be activated', async () => {
    rails.push(rail('passing', 1))
    const { body } = await call('POST', '/v1/routing/rule_sets', {
      rules: [{ ...PREFER_B, effect: { type: 'only', rails: ['passing'] } }],
      note: 'x',
    })
    rails.pop()
    expect((await call('POST', `/v1/routing/rule_sets/${body.version}/activate`)).body.code).toBe('rule_rail_unknown')
  })
})

describe('decisions', () => {
  it('are kept with their reasons and shown with the payment', async () => {
    const first = request()
    const again = { ...first, excluded: ['house_a'] }
    const taken = [first, again].map(one => world.routing.choose(one))
    await database.db.transaction(async tx => {
      world.routing.record(tx, [])
      world.routing.record(
        tx,
        taken.map(one => (one.ok ? one.value.decision : null)).filter(one => one !== null),
      )
    })
    const { body } = await call('GET', `/v1/payments/${formatId('pay', first.paymentId)}/routing`, undefined, 'reader')
    expect(body.data).toMatchObject([
      {
        chosen: 'house_a',
        rule_set: 1,
        method: 'bank_gateway',
        candidates: [{ rail: 'house_a', eligible: true, cost: 20 }, { rail: 'house_b' }, { rail: 'wallet', eligible: false }],
      },
      {
        chosen: 'house_b',
        candidates: [{ rail: 'house_b' }, { rail: 'house_a', reasons: [{ code: 'tried_before' }] }, { rail: 'wallet' }],
      },
    ])
    const none = await call('GET', `/v1/payments/${formatId('pay', newId<'pay'>())}/routing`)
    expect(none.body.data).toEqual([])
    const list = async (query: string) =>
      ((await call('GET', `/v1/routing/decisions${query}`)).body.data as unknown as { id: string; chosen: string }[]).map(one => one.chosen)
    expect(await list('')).toEqual(['house_b', 'house_a'])
    expect(await list('?rail=house_a&method=bank_gateway')).toEqual(['house_a'])
    const all = (await call('GET', '/v1/routing/decisions')).body.data as unknown as { id: string }[]
    expect(await list(`?ending_before=${all[1]?.id}`)).toEqual(['house_b'])
    expect(await list(`?starting_after=${all[0]?.id}`)).toEqual(['house_a'])
  })
})

describe('a dry run', () => {
  const dry = (body: object) =>
    call('POST', '/v1/routing/dry_run', { method: 'bank_gateway', flow: 'gateway', amount: 10_000, ...body }, 'reader')

  it('tells what would be chosen, by rules in force, another version, or rules not kept yet', async () => {
    expect((await dry({ merchant: formatId('mer', merchantId), bank: 'ICBC' })).body).toMatchObject({
      rule_set: 1,
      chosen: 'house_a',
      refusal: null,
      recent: null,
    })
    expect((await dry({ rule_set: 2 })).body).toMatchObject({ rule_set: 2, chosen: 'house_b' })
    expect((await dry({ rules: [PREFER_B] })).body).toMatchObject({ rule_set: null, chosen: 'house_b' })
    expect((await dry({ excluded: ['house_a', 'house_b'] })).body).toMatchObject({ chosen: null, refusal: 'channel_missing' })
    expect((await dry({ subject: 'payout', method: undefined, flow: undefined })).body).toMatchObject({ chosen: 'wallet' })
    const night = [{ ...PREFER_B, when: { hours: { from: '22:00', to: '06:00' } } }]
    expect((await dry({ rules: night, at: '2026-03-02T15:00:00Z' })).body.chosen).toBe('house_b')
    expect((await dry({ rules: night, at: '2026-03-02T04:00:00Z' })).body.chosen).toBe('house_a')
    expect((await dry({ rule_set: 99 })).body.code).toBe('rule_set_not_found')
    expect((await dry({ rules: [{ ...PREFER_B, effect: { type: 'only', rails: ['nobody'] } }] })).body.code).toBe('rule_rail_unknown')
    expect((await dry({ rules: [PREFER_B, PREFER_B] })).body.code).toBe('rule_contradicts')
  })

  it('decides the latest orders again and says what would change', async () => {
    const { body } = await dry({ rules: [PREFER_B], recent: 100 })
    expect(body.recent).toEqual({
      decisions: 2,
      changed: 1,
      moves: expect.arrayContaining([
        { from: 'house_a', to: 'house_b', count: 1 },
        { from: 'house_b', to: 'house_b', count: 1 },
      ]),
    })
  })
})
