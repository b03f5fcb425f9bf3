/** Documentation, pages and operations routes over a real socket: the document describes exactly what the server does. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCatalogue } from '../../kernel/catalogue.ts'
import { ok } from '../../kernel/outcome.ts'
import { createLogger, createMetrics } from '../telemetry.ts'
import { createOpenApi } from './openapi.ts'
import { createOperationsRoutes } from './operations.ts'
import { createProblems } from './problems.ts'
import { createReferenceRoutes } from './reference.ts'
import { defineRoute, type Route } from './route.ts'
import { listQuery, zAmount, zCurrency, zId, zInstant, zInstantJson, zList, zMetadata, zMoneyJson, zPublicId } from './schemas.ts'
import { createHttpServer, type HttpServer } from './server.ts'
import { createPageRoutes } from './static.ts'

const catalogue = defineCatalogue({
  sold_out: { status: 409, en: 'Sold out: <{left}> left.', zh: '已售罄：剩余 {left}。', fixEn: 'Come back.', fixZh: '请稍后再来。' },
})
const zOrder = z.object({ id: zPublicId('pay'), total: zMoneyJson, created_at: zInstantJson }).meta({ id: 'Order' })

const routes: Route[] = [
  defineRoute({
    method: 'POST',
    path: '/v1/orders/:id/pay',
    operationId: 'orders.pay',
    tag: 'orders',
    summary: 'Pays an order',
    access: { merchant: 'payments:write', holder: true },
    params: z.strictObject({ id: zId('pay') }),
    body: z.strictObject({ amount: zAmount, currency: zCurrency, metadata: zMetadata.optional() }),
    response: { status: 201, schema: zOrder },
    refusals: ['sold_out'],
    command: 'money',
    handle: () => ok(null),
  }),
  defineRoute({
    method: 'GET',
    path: '/v1/orders',
    operationId: 'orders.list',
    tag: 'orders',
    summary: 'Lists orders',
    access: 'public',
    query: z.strictObject({ ...listQuery('pay'), created_gte: zInstant.optional() }),
    response: { status: 200, schema: zList(zOrder) },
    refusals: [],
    handle: () => ok(null),
  }),
]

const problems = createProblems([catalogue])
const metrics = createMetrics({ processMetrics: false })
let dist = ''
let url = ''
let server: HttpServer
let databaseUp = true

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), 'pages-'))
  server = createHttpServer({
    routes: [
      ...routes,
      ...createReferenceRoutes({ routes, problems }),
      ...createPageRoutes(join(dist, 'dist')),
      ...createOperationsRoutes({
        checks: { database: async () => databaseUp },
        draining: () => server.draining,
        metrics,
        metricsToken: null,
      }),
    ],
    problems,
    authenticate: () => null,
    config: {
      publicUrl: null,
      proxyHops: 0,
      rateLimits: { credential: null, address: null, strict: null },
      streamsMax: 1,
      drainTimeoutMs: 500,
      drainDelayMs: 200,
    },
    logger: createLogger({ level: 'silent' }),
    metrics,
  })
  url = await server.listen({ host: '127.0.0.1', port: 0 })
})

afterAll(async () => {
  await server.close()
  await rm(dist, { recursive: true, force: true })
})

type Operation = {
  operationId: string
  'x-refusals': string[]
  parameters: { name?: string; in?: string; required?: boolean; $ref?: string }[]
  responses: Record<string, { content?: Record<string, { examples?: Record<string, unknown> }> }>
  security: unknown
}

describe('the OpenAPI document', () => {
  const document = createOpenApi({ routes, problems })
  const pay = document.paths['/v1/orders/{id}/pay']?.post as unknown as Operation
  const list = document.paths['/v1/orders']?.get as unknown as Operation

  it('is served, and every reference in it resolves', async () => {
    const served = await (await fetch(`${url}/openapi.json`)).json()
    expect(served).toEqual(JSON.parse(JSON.stringify(document)))
    for (const [, reference] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      let at: unknown = document
      for (const step of (reference ?? '').split('/')) at = (at as Record<string, unknown>)[step]
      expect(at, reference).toBeDefined()
    }
  })

  it('names shared schemas once, as components', () => {
    expect(Object.keys(document.components.schemas)).toEqual(['Metadata', 'Money', 'Order', 'OrderList', 'OrdersPayRequest', 'Problem'])
  })

  it('says what a tag is about', () => {
    expect(document.tags).toEqual([{ name: 'orders' }])
    expect(createOpenApi({ routes, problems, tags: { orders: 'What is bought.' } }).tags).toEqual([
      { name: 'orders', description: 'What is bought.' },
    ])
  })

  it('lists every code that an operation refuses with, its own and the common ones', () => {
    expect(pay['x-refusals']).toEqual(
      expect.arrayContaining(['sold_out', 'amount_invalid', 'currency_unsupported', 'idempotency_key_missing', 'forbidden', 'internal']),
    )
    expect(list['x-refusals']).not.toContain('unauthenticated')
    expect(Object.keys(pay.responses['409']?.content?.['application/problem+json']?.examples ?? {})).toEqual([
      'idempotency_in_flight',
      'sold_out',
    ])
  })

  it('describes parameters and who may call', () => {
    expect(pay.parameters[0]).toMatchObject({
      name: 'id',
      in: 'path',
      required: true,
      schema: { pattern: expect.stringContaining('pay_') },
    })
    expect(pay.parameters).toContainEqual({ $ref: '#/components/parameters/IdempotencyKeyRequired' })
    expect(list.parameters.filter(parameter => parameter.in === 'query').map(parameter => parameter.name)).toEqual([
      'starting_after',
      'ending_before',
      'limit',
      'created_gte',
    ])
    expect(pay.security).toEqual([{ merchantKey: ['payments:write'] }, { session: [] }, { sessionToken: [] }])
  })

  it('is refused when two schemas share a name or two routes an operationId', () => {
    const other = {
      ...(routes[1] as Route),
      operationId: 'other',
      path: '/v1/other',
      response: { status: 200, schema: z.object({ x: z.string() }).meta({ id: 'Problem' }) },
    }
    expect(() => createOpenApi({ routes: [other], problems })).toThrow('Problem')
    expect(() => createOpenApi({ routes: [...routes, ...routes], problems })).toThrow('orders.pay')
  })
})

describe('the reference page', () => {
  it('is served with its assets from this server only', async () => {
    const page = await (await fetch(`${url}/docs`)).text()
    for (const [, path] of page.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect(path?.startsWith('/')).toBe(true)
      expect((await fetch(url + path)).status, path).toBe(200)
    }
    expect((await fetch(`${url}/docs/package.json`)).status).toBe(404)
  })

  it('has a guide for language models', async () => {
    expect(await (await fetch(`${url}/llms.txt`)).text()).toContain('POST /v1/orders/:id/pay: Pays an order')
  })
})

describe('a problem page', () => {
  it('explains a code in both languages, escaped', async () => {
    const response = await fetch(`${url}/errors/sold_out`)
    expect(response.headers.get('content-type')).toContain('text/html')
    const text = await response.text()
    expect(text).toContain('Sold out: &lt;<var>left</var>&gt; left.')
    expect(text).toContain('已售罄')
    expect(await (await fetch(`${url}/errors`)).text()).toContain('/errors/rate_limited')
    expect((await fetch(`${url}/errors/nothing`)).status).toBe(404)
  })
})

describe('the web pages', () => {
  it('say how to build them while they are missing, then serve them without a restart', async () => {
    const missing = await fetch(`${url}/shop`)
    expect(missing.status).toBe(503)
    expect(await missing.text()).toContain('npm start')
    await mkdir(join(dist, 'dist', 'assets'), { recursive: true })
    await writeFile(join(dist, 'dist', 'wallet.html'), '<p>wallet</p>')
    await writeFile(join(dist, 'dist', 'shop.html'), '<p>shop</p>')
    await writeFile(join(dist, 'dist', 'assets', 'a-1.js'), '0;'.repeat(2000))
    await writeFile(join(dist, 'secret.txt'), 'secret')
    await new Promise(resolve => setTimeout(resolve, 2_100))
    expect(await (await fetch(`${url}/shop`)).text()).toBe('<p>shop</p>')
    expect(await (await fetch(`${url}/wallet/pay/ct_1`)).text()).toBe('<p>wallet</p>')
  })

  it('cache hashed assets for ever and revalidate pages', async () => {
    const asset = await fetch(`${url}/assets/a-1.js`)
    expect(asset.headers.get('cache-control')).toContain('immutable')
    expect(asset.headers.get('content-encoding')).toBe('gzip')
    expect((await asset.text()).length).toBe(4000)
    const page = await fetch(`${url}/wallet`)
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const again = await fetch(`${url}/wallet`, { headers: { 'if-none-match': page.headers.get('etag') ?? '' } })
    expect(again.status).toBe(304)
  })

  it('never serve what is outside their folder', async () => {
    for (const path of [
      '/assets/../../secret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/assets/%2e%2e/%2e%2e/secret.txt',
      '/assets/nothing.js',
    ]) {
      expect((await fetch(url + path)).status, path).toBe(404)
    }
  })
})

describe('operations', () => {
  it('answer alive, ready, and not ready when a check fails', async () => {
    expect((await fetch(`${url}/livez`)).status).toBe(200)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    databaseUp = false
    const failing = await fetch(`${url}/readyz`)
    databaseUp = true
    expect(failing.status).toBe(503)
    expect(await failing.json()).toEqual({ status: 'not_ready', checks: { database: 'failing', draining: 'no' } })
  })

  it('publish metrics by operation and status', async () => {
    await fetch(`${url}/v1/orders?limit=0`)
    metrics.gauge('feiqian_test_lag_seconds', 'For the test.', async () => 3)
    const text = await (await fetch(`${url}/metrics`)).text()
    expect(text).toContain('feiqian_http_requests_total{operation="orders.list",status="400"} 1')
    expect(text).toContain('feiqian_http_request_duration_seconds_count{operation="orders.list"} 1')
    expect(text).toContain('feiqian_test_lag_seconds 3')
  })

  it('answer not ready while draining', async () => {
    const closing = server.close()
    expect((await fetch(`${url}/readyz`)).status).toBe(503)
    await closing
  })
})
