/** What operators do with outside systems, on the whole server at every simulator: examine, route, switch off, replace a key, read what was said. */
import { beforeAll, describe, expect, it } from 'vitest'
import { formatId } from '../../src/kernel/ids.ts'
import { type Json, must, type Shop } from '../harness/app.ts'
import { useChannels } from '../harness/channels.ts'
import { useDatabase } from '../harness/database.ts'
import { clerk, demand, kept } from '../harness/desk.ts'

const database = useDatabase()
const world = useChannels(database)
let shop: Shop
let orders = 0

beforeAll(async () => {
  shop = await world.channelShop()
}, 60_000)

const list = async (path: string): Promise<Json[]> => (await must(world.operator('GET', path))).data as Json[]
const BANK = { type: 'bank_gateway', bank: 'ICBC' }

/** A payment that was sent to a bank's page; answers it once the house has said where that is. */
async function ordered(): Promise<Json> {
  orders += 1
  const order = `op-${orders}`
  const body = { amount: 12_300, currency: 'CNY', order_reference: order }
  const payment = await must(shop.call('POST', '/v1/payments', { key: order, body }))
  await must(world.nobody('POST', `/v1/checkout/${String(payment.client_token)}/confirm`, { body: { payment_method: BANK } }))
  return world.until('the house says where to go', async () => {
    const now = await must(shop.call('GET', `/v1/payments/${String(payment.id)}`))
    return now.next_action === null ? null : now
  })
}

const routeBy = async (rules: readonly Json[], note: string): Promise<number> => {
  const { version } = await must(world.operator('POST', '/v1/routing/rule_sets', { body: { rules, note } }))
  await must(world.operator('POST', `/v1/routing/rule_sets/${String(version)}/activate`, { body: {} }))
  return Number(version)
}

/** Sends back what was read, with a change. */
async function configure(code: string, change: Json): Promise<void> {
  const { base_url, settings, enabled } = await must(world.operator('GET', `/v1/connectors/${code}`))
  await must(world.operator('PUT', `/v1/connectors/${code}`, { body: { base_url, settings, enabled, ...change } }))
}

describe('the connectors', () => {
  it('are all connected, and their doctors find nothing wrong', async () => {
    const connectors = (await list('/v1/connectors')).filter(({ connected }) => connected === true)
    expect(connectors.map(({ code }) => code).sort()).toEqual(
      expect.arrayContaining(['alipay', 'reserve_bank', 'sim', 'sim_b', 'wechat_pay']),
    )
    for (const { code } of connectors) {
      const found = await must(world.operator('GET', `/v1/connectors/${String(code)}/doctor?live=true`))
      const errors = (found.findings as Json[]).filter(({ level }) => level === 'error')
      expect({ code, errors, failures: found.failures }).toEqual({ code, errors: [], failures: [] })
    }
  })
})

describe('routing', () => {
  it('sends bank payments where the rules say, keeps why, and leaves a house that is switched off alone', async () => {
    const first = await ordered()
    expect(first.channel).toBe('sim')
    const version = await routeBy(
      [{ name: 'house b first', when: { banks: ['ICBC'] }, effect: { type: 'prefer', rails: ['sim_b'] } }],
      'try house b',
    )
    const second = await ordered()
    expect(second.channel).toBe('sim_b')
    const [decision] = (await list(`/v1/payments/${String(second.id)}/routing`)) as [{ candidates: { reasons: Json[] }[] }]
    expect(decision).toMatchObject({ chosen: 'sim_b', rule_set: version, amount: 12_300, bank: 'ICBC', merchant: shop.id })
    const reasons = decision.candidates[0]?.reasons.map(({ code }) => code)
    expect(reasons).toEqual(['cost', 'success', 'rule_prefers'])
    await configure('sim_b', { enabled: false })
    const third = await ordered()
    expect(third.channel).toBe('sim')
    const { candidates } = (await list(`/v1/payments/${String(third.id)}/routing`))[0] as { candidates: Json[] }
    expect(candidates.find(({ rail }) => rail === 'sim_b')?.reasons).toMatchObject([{ code: 'not_enabled' }])
    // What is open at the house that was switched off goes on.
    await must(shop.call('POST', `/v1/payments/${String(second.id)}/cancel`, { key: 'c', body: {} }))
    await world.until('the order at house b is closed', async () => {
      const now = await must(shop.call('GET', `/v1/payments/${String(second.id)}`))
      return now.status === 'canceled'
    })
    await configure('sim_b', { enabled: true })
    await routeBy([], 'no rules')
  })

  it('counts how orders end, for the success of each rail', async () => {
    const payment = await ordered()
    const [exchange] = (await list('/v1/connectors/sim/exchanges')).filter(({ reference }) => reference !== null)
    const instruction = String(exchange?.reference)
    expect(world.sandbox.houseA.control.pay(instruction)).toBeNull()
    await world.until('it is paid', async () => (await must(shop.call('GET', `/v1/payments/${String(payment.id)}`))).status === 'succeeded')
    const connector = await must(world.operator('GET', '/v1/connectors/sim'))
    expect((connector.health as Json).succeeded).toBe(1)
  })
})

describe('what was said', () => {
  it('is found by instruction, without secrets, and whole for whoever may see it', async () => {
    const said = await list('/v1/connectors/sim/exchanges?limit=100')
    const order = said.find(({ direction, method }) => direction === 'out' && method === 'POST')
    expect(order).toMatchObject({ outcome: 'answered' })
    const path = `/v1/connectors/sim/exchanges/${String(order?.id)}`
    const compliance = await clerk(world, 'compliance')
    const secret = world.shared.clearing.secret
    const shown = JSON.stringify(await must(world.operator('GET', path)))
    expect(shown).not.toContain(secret)
    expect(JSON.stringify((await must(compliance.call('GET', `${path}?raw=true`))).raw)).toContain(String(order?.reference))
    const operations = await clerk(world, 'operations')
    expect((await operations.call('GET', `${path}?raw=true`)).body).toMatchObject({ code: 'forbidden' })
  })
})

describe('a key', () => {
  it('is replaced by two operators, and the last one cannot be taken away', async () => {
    const [role] = ((await must(world.operator('GET', '/v1/connectors/sim')).then(one => one.keys)) as Json[]).filter(
      ({ required }) => required,
    )
    const material = world.shared.clearing.secret
    const path = `/v1/connectors/sim/credentials/${String(role?.role)}`
    expect((await world.operator('PUT', path, { body: { material } })).body).toMatchObject({ code: 'credential_exists' })
    await demand(world, 'connectors.credentials', true)
    const [maker, checker] = [await clerk(world, 'administrator'), await clerk(world, 'administrator')]
    const staged = await must(maker.call('PUT', path, { body: { material: `${material}-next` } }))
    const waiting = await kept(
      maker.call('POST', `/v1/connector_credentials/${String(staged.id)}/activate`, { body: { keep_previous: true } }),
    )
    expect(JSON.stringify(waiting)).not.toContain(material)
    expect((await maker.call('POST', `/v1/approvals/${waiting.id}/approve`, { body: {} })).status).toBeGreaterThanOrEqual(400)
    await must(checker.call('POST', `/v1/approvals/${waiting.id}/approve`, { body: {} }))
    await world.until(
      'the key is in use',
      async () => world.app.connectors.kit.connection('sim')?.credentials(String(role?.role)).length === 2,
    )
    const retire = await kept(maker.call('POST', `/v1/connector_credentials/${String(staged.id)}/retire`, { body: {} }))
    await must(checker.call('POST', `/v1/approvals/${retire.id}/approve`, { body: {} }))
    await demand(world, 'connectors.credentials', false)
    const { credentials } = await must(world.operator('GET', '/v1/connectors/sim'))
    const [last] = credentials as Json[]
    expect((await world.operator('POST', `/v1/connector_credentials/${String(last?.id)}/retire`, { body: {} })).body).toMatchObject({
      code: 'credential_last',
    })
  })
})

describe('a payout', () => {
  it('is made by the house that the rules choose', async () => {
    await routeBy(
      [{ name: 'payouts by b', when: { subjects: ['payout'] }, effect: { type: 'only', rails: ['sim_b'] } }],
      'payouts by house b',
    )
    const chosen = world.app.routing.choosePayout({
      merchantId: shop.uuid,
      reference: formatId('mer', shop.uuid),
      ...{ amount: 10_000n, currency: 'CNY', bank: 'ICBC', excluded: [], at: world.clock.now() },
    })
    expect(chosen).toMatchObject({ ok: true, value: { house: 'sim_b' } })
    await routeBy([{ name: 'nobody', when: {}, effect: { type: 'only', rails: ['alipay'] } }], 'none')
    expect((await world.operator('POST', '/v1/routing/dry_run', { body: { subject: 'payout', amount: 100 } })).body).toMatchObject({
      chosen: null,
      refusal: 'unavailable',
    })
    await routeBy([], 'no rules again')
  })
})
