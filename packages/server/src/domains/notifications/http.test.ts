import { describe, expect, it } from 'vitest'
import { useDatabase } from '../../../test/harness/database.ts'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/outcome.ts'
import type { Principal } from '../../kernel/principal.ts'
import { sql } from '../../platform/db.ts'
import { notificationsCatalogue } from './errors.ts'
import { REPLAY_EVENTS_MAX } from './rules.ts'
import { createWorld, type Json } from './test-world.ts'

const database = useDatabase()
const HOUR = 3_600_000
const RELAYED = sql(
  'test.http_events',
  `INSERT INTO platform.events SELECT uuidv7(), 'payment.succeeded', $1, '{}', $2 FROM generate_series(1, $3)`,
)

const operator: Principal = { kind: 'operator', operatorId: newId<'opr'>(), credential: newId<'key'>(), scopes: new Set() }

describe('webhook endpoints', () => {
  const url = 'https://shop.example/hooks'
  const lazy = () => {
    const world = createWorld(database.db)
    const shop = world.merchant()
    const create = async (body: object = {}, key?: string) =>
      world.call(shop.principal, 'createWebhookEndpoint', { body: { url, ...body }, ...(key === undefined ? {} : { key }) })
    return { world, shop, create }
  }

  it('show their secret when created and never again', async () => {
    const { world, shop, create } = lazy()
    const created = await create({ description: 'Till 2' })
    expect(created).toMatchObject({
      status: 201,
      json: { url, description: 'Till 2', enabled_events: ['*'], status: 'enabled', merchant: shop.publicId },
    })
    expect(created.json.secret).toMatch(/^whsec_[A-Za-z0-9+/]{32,}=*$/)
    const read = await world.call(shop.principal, 'getWebhookEndpoint', { params: { id: created.json.id } })
    const { secret: _, ...rest } = created.json
    expect(read.json).toEqual(rest)
    expect(world.leaves.map(leaf => leaf.subject)).toEqual([created.json.id])
  })

  it('repeat the same secret to a repeated request, which no table holds in the clear', async () => {
    const { create } = lazy()
    const first = await create({}, 'once')
    const second = await create({}, 'once')
    expect(second.json).toEqual(first.json)
    const bodies = await database.db.query<{ body: string }>(
      sql('test.http_bodies', `SELECT body FROM platform.idempotency_keys WHERE body LIKE '%' || $1 || '%'`),
      [first.json.id],
    )
    expect(bodies).toHaveLength(1)
    expect(bodies[0]?.body).not.toContain('whsec_')
  })

  it('can be changed, disabled, enabled and deleted', async () => {
    const { world, shop, create } = lazy()
    const { id } = (await create()).json
    const change = async (body: object) => (await world.call(shop.principal, 'updateWebhookEndpoint', { params: { id }, body })).json
    expect(
      await change({ url: 'https://other.example/x', description: null, enabled_events: ['payment.failed', 'payment.failed'] }),
    ).toMatchObject({
      url: 'https://other.example/x',
      description: null,
      enabled_events: ['payment.failed'],
    })
    expect(await change({ status: 'disabled' })).toMatchObject({ status: 'disabled', disabled_reason: 'by_request' })
    expect(await change({ enabled_events: ['payment.failed', '*'] })).toMatchObject({ status: 'disabled', enabled_events: ['*'] })
    expect(await change({ status: 'enabled' })).toMatchObject({ status: 'enabled', disabled_reason: null })
    expect((await world.call(shop.principal, 'deleteWebhookEndpoint', { params: { id } })).json).toEqual({
      id,
      object: 'webhook_endpoint',
      deleted: true,
    })
    for (const operation of ['getWebhookEndpoint', 'deleteWebhookEndpoint', 'rotateWebhookSecret'])
      expect((await world.call(shop.principal, operation, { params: { id } })).json.code).toBe('webhook_endpoint_not_found')
    expect((await world.call(shop.principal, 'listWebhookEndpoints')).json.data).toEqual([])
  })

  it('refuse an unknown event type by its place', async () => {
    const { create } = lazy()
    expect((await create({ enabled_events: ['payment.failed', 'payment.exploded'] })).json).toMatchObject({
      code: 'webhook_event_unknown',
      param: 'enabled_events.1',
    })
  })

  it('refuse a URL that the guard refuses', async () => {
    const world = createWorld(database.db, { checkUrl: async () => refuse('webhook_url_forbidden', 'url') })
    const { principal } = world.merchant()
    expect((await world.call(principal, 'createWebhookEndpoint', { body: { url } })).json.code).toBe('webhook_url_forbidden')
  })

  it('number at most sixteen to a merchant', async () => {
    const { create } = lazy()
    const created = await Promise.all(Array.from({ length: 18 }, () => create()))
    expect(created.map(each => each.json.code ?? 'created').filter(code => code === 'webhook_endpoint_limit')).toHaveLength(2)
  })

  it('are invisible to other merchants and to the operator only readable', async () => {
    const { world, shop, create } = lazy()
    const { id } = (await create()).json
    const other = world.merchant()
    for (const operation of ['getWebhookEndpoint', 'deleteWebhookEndpoint', 'rotateWebhookSecret'])
      expect((await world.call(other.principal, operation, { params: { id } })).json.code).toBe('webhook_endpoint_not_found')
    expect((await world.call(other.principal, 'updateWebhookEndpoint', { params: { id }, body: {} })).json.code).toBe(
      'webhook_endpoint_not_found',
    )
    const range = { created_gte: '2026-01-01T00:00:00Z', created_lt: '2026-01-02T00:00:00Z' }
    expect((await world.call(other.principal, 'replayWebhookEndpoint', { params: { id }, body: range })).json.code).toBe(
      'webhook_endpoint_not_found',
    )
    expect((await world.call(operator, 'getWebhookEndpoint', { params: { id } })).json.merchant).toBe(shop.publicId)
  })
})

describe('replaying a range', () => {
  it('refuses a range that ends before it begins, one that is too large, and a disabled endpoint', async () => {
    const world = createWorld(database.db)
    const shop = world.merchant()
    const { id } = (await world.call(shop.principal, 'createWebhookEndpoint', { body: { url: 'https://shop.example/' } })).json
    const at = world.clock.now()
    const iso = (ms: number) => new Date(at.getTime() + ms).toISOString()
    const replay = async (from: number, to: number) =>
      (await world.call(shop.principal, 'replayWebhookEndpoint', { params: { id }, body: { created_gte: iso(from), created_lt: iso(to) } }))
        .json.code
    expect(await replay(0, -1)).toBe('webhook_replay_range_invalid')
    await database.db.query(RELAYED, [shop.merchantId, at, REPLAY_EVENTS_MAX + 1])
    expect(await replay(-1, HOUR)).toBe('webhook_replay_too_large')
    await world.call(shop.principal, 'updateWebhookEndpoint', { params: { id }, body: { status: 'disabled' } })
    expect(await replay(-1, HOUR)).toBe('webhook_endpoint_disabled')
  })

  it('refuses an unknown delivery and one of another merchant', async () => {
    const world = createWorld(database.db)
    const id = 'whd_01jd9w2m6te3rbq4c8v5xkz7fh'
    for (const operation of ['getWebhookDelivery', 'replayWebhookDelivery'])
      expect((await world.call(world.merchant().principal, operation, { params: { id } })).json.code).toBe('webhook_delivery_not_found')
  })
})

describe('events', () => {
  it('are listed newest first, in pages, both ways, and filtered', async () => {
    const world = createWorld(database.db)
    const shop = world.merchant()
    await database.db.query(RELAYED, [shop.merchantId, world.clock.now(), 25])
    const list = async (query: object) => (await world.call(shop.principal, 'listEvents', { query })).json
    const ids = (page: Json): string[] => (page.data ?? []).map(each => String(each.id))
    const first = await list({ limit: 10 })
    const second = await list({ limit: 10, starting_after: ids(first)[9] })
    const third = await list({ limit: 10, starting_after: ids(second)[9] })
    expect([first.has_more, second.has_more, third.has_more]).toEqual([true, true, false])
    const all = [...ids(first), ...ids(second), ...ids(third)]
    expect(all).toHaveLength(25)
    expect(all).toEqual([...all].sort().reverse())
    expect(ids(await list({ limit: 10, ending_before: ids(third)[0] }))).toEqual(ids(second))
    expect((await list({ type: 'payment.failed' })).data).toEqual([])
    expect((await list({ created_gte: new Date(world.clock.now().getTime() + HOUR).toISOString() })).data).toEqual([])
    expect((await list({ created_lt: new Date(world.clock.now().getTime() - HOUR).toISOString() })).data).toEqual([])
    expect((await world.call(world.merchant().principal, 'listEvents')).json.data).toEqual([])
  })

  it('of other merchants are not found; the operator reads all', async () => {
    const world = createWorld(database.db)
    const shop = world.merchant()
    await database.db.query(RELAYED, [shop.merchantId, world.clock.now(), 1])
    const [event] = (await world.call(shop.principal, 'listEvents')).json.data ?? []
    const get = async (principal: Principal) => (await world.call(principal, 'getEvent', { params: { id: event?.id } })).json
    expect((await get(shop.principal)).id).toBe(event?.id)
    expect((await get(world.merchant().principal)).code).toBe('event_not_found')
    expect((await get(operator)).merchant).toBe(shop.publicId)
    expect((await world.call(operator, 'listEvents')).json.data?.length).toBeGreaterThan(0)
  })
})

describe('the documents', () => {
  it('describe every event of the catalogue in AsyncAPI 3', async () => {
    const world = createWorld(database.db)
    const { json } = await world.call({ kind: 'public' }, 'getAsyncApi')
    expect(json.asyncapi).toBe('3.0.0')
    expect(Object.keys(json.components?.messages ?? {})).toEqual(['payment.succeeded', 'payment.failed', 'refund.succeeded'])
  })

  it('list every refusal of every operation in the catalogue', () => {
    const world = createWorld(database.db)
    const codes = new Set(world.notifications.routes.flatMap(route => route.refusals))
    expect([...codes].sort()).toEqual(Object.keys(notificationsCatalogue).sort())
  })
})
