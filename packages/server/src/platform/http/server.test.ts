/** The HTTP server over real sockets: every refusal of the HTTP layer, the rules for writes, streams and the drain. */
import { createHash } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { noteExercised } from '../../../test/harness/exercised.ts'
import { defineCatalogue } from '../../kernel/catalogue.ts'
import { newId } from '../../kernel/ids.ts'
import { ok, refuse } from '../../kernel/outcome.ts'
import type { Principal } from '../../kernel/principal.ts'
import { OverloadedError } from '../batcher.ts'
import { createLogger, createMetrics } from '../telemetry.ts'
import { createProblems } from './problems.ts'
import { defineRoute, type Route } from './route.ts'
import { listQuery, zAmount, zCurrency, zId, zMetadata, zText } from './schemas.ts'
import { createHttpServer, type HttpServer, type HttpServerConfig } from './server.ts'

const shopCatalogue = defineCatalogue({
  sold_out: { status: 409, en: 'Sold out: {left} left.', zh: '已售罄：剩余 {left}。', fixEn: 'Come back.', fixZh: '请稍后再来。' },
})

const merchant: Principal = { kind: 'merchant', merchantId: newId<'mer'>(), keyId: newId<'key'>(), scopes: new Set(['payments:write']) }
const holder: Principal = { kind: 'holder', holderId: newId<'hld'>(), sessionId: newId<'ses'>() }

let failures: string[] = []
let contexts: unknown[] = []
let release: (() => void) | null = null
const sends: ((event: string, data: unknown) => void)[] = []
let unsubscribed = 0

const common = { tag: 'shop', summary: 'For the test', refusals: [] as string[] }
const routes: Route[] = [
  defineRoute({
    ...common,
    method: 'POST',
    path: '/v1/orders',
    operationId: 'orders.create',
    access: { merchant: 'payments:write' },
    body: z.strictObject({
      amount: zAmount,
      currency: zCurrency,
      note: zText(10).optional(),
      metadata: zMetadata.optional(),
      method: z.strictObject({ type: z.enum(['a', 'b']) }).optional(),
    }),
    response: { status: 201, schema: z.object({ amount: z.number() }) },
    refusals: ['sold_out'],
    command: 'money',
    handle: request => {
      contexts.push(request.command)
      if (request.body.note === 'refuse') return refuse('sold_out', 'note', { left: 0 })
      if (request.body.note === 'break') throw new Error('secret inside')
      if (request.body.note === 'lost') throw Object.assign(new Error('terminating connection'), { code: '57P01' })
      if (request.body.note === 'full') throw new OverloadedError('full')
      if (request.body.note === 'wrong') return ok({ amount: 'x' })
      return {
        kind: 'command',
        status: 201,
        body: `{"amount":${request.body.amount}}`,
        contentType: 'application/json',
        replayed: request.body.note === 'again',
      }
    },
  }),
  defineRoute({
    ...common,
    method: 'GET',
    path: '/v1/orders',
    operationId: 'orders.list',
    access: { merchant: 'payments:read', operator: 'ledger:read' },
    query: z.strictObject({ ...listQuery('pay') }),
    response: { status: 200, schema: z.unknown() },
    handle: () => ok([]),
  }),
  defineRoute({
    ...common,
    method: 'GET',
    path: '/v1/orders/:id',
    operationId: 'orders.get',
    access: 'public',
    params: z.strictObject({ id: zId('pay') }),
    response: { status: 200, schema: z.unknown() },
    handle: request => ok({ id: request.params.id, language: request.language, base: request.baseUrl, address: request.remoteAddress }),
  }),
  defineRoute({
    ...common,
    method: 'DELETE',
    path: '/v1/orders/:id',
    operationId: 'orders.delete',
    access: { holder: true },
    params: z.strictObject({ id: zText(40) }),
    response: { status: 204, schema: null },
    command: 'plain',
    handle: () => ok(undefined),
  }),
  defineRoute({
    ...common,
    method: 'POST',
    path: '/v1/slow',
    operationId: 'slow',
    access: 'public',
    response: { status: 200, schema: z.unknown() },
    handle: async () => {
      await new Promise<void>(resolve => {
        release = resolve
      })
      return ok({ done: true })
    },
  }),
  defineRoute({
    ...common,
    method: 'GET',
    path: '/v1/stream',
    operationId: 'stream',
    access: 'public',
    response: { status: 200, schema: null, contentType: 'text/event-stream' },
    handle: () => ({
      kind: 'stream',
      open: send => {
        sends.push(send)
        send('payment', { n: 1 })
        return () => {
          unsubscribed += 1
        }
      },
    }),
  }),
  defineRoute({
    ...common,
    method: 'GET',
    path: '/page',
    operationId: 'page',
    access: 'public',
    hidden: true,
    response: { status: 200, schema: null },
    handle: () => ({ kind: 'raw', status: 200, contentType: 'text/html; charset=utf-8', body: '<p>hello</p>' }),
  }),
]

const defaults: HttpServerConfig = {
  publicUrl: null,
  proxyHops: 0,
  rateLimits: { credential: null, address: null, strict: null },
  streamsMax: 2,
  drainTimeoutMs: 2_000,
  drainDelayMs: 0,
}

const servers: HttpServer[] = []

async function start(
  config: Partial<HttpServerConfig> = {},
  validateResponses = false,
): Promise<{ url: string; server: HttpServer; log: string[] }> {
  const log: string[] = []
  const server = createHttpServer({
    routes,
    problems: createProblems([shopCatalogue]),
    authenticate: headers => {
      if (headers.authorization === 'Bearer good') return merchant
      if (headers.authorization === 'Bearer dead') return { code: 'unauthenticated' }
      if (headers.authorization === 'Bearer holder' || headers.cookie === 'feiqian_session=s') return holder
      return null
    },
    config: { ...defaults, ...config },
    logger: createLogger({ level: 'info', destination: { write: (line: string) => log.push(line) } }),
    metrics: createMetrics({ processMetrics: false }),
    validateResponses,
    observe(operation, status, code) {
      failures.push(`${operation} ${status} ${code}`)
      noteExercised(operation, status, code)
    },
  })
  servers.push(server)
  return { url: await server.listen({ host: '127.0.0.1', port: 0 }), server, log }
}

afterEach(async () => {
  release?.()
  release = null
  failures = []
  contexts = []
  sends.length = 0
  unsubscribed = 0
  await Promise.all(servers.splice(0).map(server => server.close()))
})

type Problem = {
  type: string
  title: string
  status: number
  code: string
  detail: string
  fix: string
  param?: string
  request_id: string
}

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const problem = (await response.json()) as Problem
  expect(problem.status).toBe(response.status)
  expect(problem.type.endsWith(`/errors/${problem.code}`)).toBe(true)
  expect(problem.request_id).toBe(response.headers.get('x-request-id'))
  return problem
}

const order = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/v1/orders`, {
    method: 'POST',
    headers: { authorization: 'Bearer good', 'content-type': 'application/json', 'idempotency-key': 'k1', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
  })

const good = { amount: 1999, currency: 'CNY' }

describe('an accepted request', () => {
  it('is answered with the stored text, its request id and the version', async () => {
    const { url } = await start()
    const response = await order(url, good)
    expect(response.status).toBe(201)
    expect(await response.json()).toEqual({ amount: 1999 })
    expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-hjkmnp-tv-z]{26}$/)
    expect(response.headers.get('feiqian-version')).toBe('2026-11-01')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('idempotent-replayed')).toBeNull()
  })

  it('carries the hash of method, path and raw body, and the idempotency key, to the command', async () => {
    const { url } = await start()
    const text = '{"amount":5,   "currency":"CNY"}'
    await order(url, text)
    const expected = createHash('sha256').update(`POST\n/v1/orders\n${text}`).digest('hex')
    expect(contexts).toMatchObject([
      { requestHash: expected, idempotencyKey: 'k1', endpoint: 'orders.create', principal: { kind: 'merchant' } },
    ])
  })

  it('says when its answer is a replay', async () => {
    const { url } = await start()
    const response = await order(url, { ...good, note: 'again' })
    expect(response.headers.get('idempotent-replayed')).toBe('true')
  })

  it('is answered with 204 and no body when there is nothing to say', async () => {
    const { url } = await start()
    const response = await fetch(`${url}/v1/orders/x`, { method: 'DELETE', headers: { authorization: 'Bearer holder' } })
    expect(response.status).toBe(204)
    expect(await response.text()).toBe('')
  })

  it('to a page gets the security headers of pages', async () => {
    const { url } = await start({ publicUrl: 'https://pay.example' })
    const response = await fetch(`${url}/page`)
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(response.headers.get('referrer-policy')).toBe('same-origin')
    expect(response.headers.get('strict-transport-security')).toContain('max-age=')
  })

  it('with HEAD gets the headers of GET', async () => {
    const { url } = await start()
    const response = await fetch(`${url}/page`, { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-length')).toBe('12')
  })
})

describe('a refused request', () => {
  const cases: [string, unknown, string, number, string | undefined][] = [
    ['an unknown field', { ...good, colour: 1 }, 'parameter_unknown', 400, 'colour'],
    ['an unknown nested field', { ...good, method: { type: 'a', x: 1 } }, 'parameter_unknown', 400, 'method.x'],
    ['a missing field', { currency: 'CNY' }, 'parameter_missing', 400, 'amount'],
    ['an empty body', '', 'parameter_missing', 400, 'amount'],
    ['a wrong type', { ...good, note: 7 }, 'parameter_invalid', 400, 'note'],
    ['a text that is too long', { ...good, note: 'x'.repeat(11) }, 'parameter_invalid', 400, 'note'],
    ['U+0000', { ...good, note: 'a\u0000' }, 'parameter_invalid', 400, 'note'],
    ['a lone surrogate', '{"amount":1,"currency":"CNY","note":"\\ud800"}', 'parameter_invalid', 400, 'note'],
    ['metadata that is no text', { ...good, metadata: { a: 1 } }, 'parameter_invalid', 400, 'metadata.a'],
    ['an amount of 0', { ...good, amount: 0 }, 'amount_invalid', 400, 'amount'],
    ['a negative amount', { ...good, amount: -1 }, 'amount_invalid', 400, 'amount'],
    ['a fractional amount', { ...good, amount: 1.5 }, 'amount_invalid', 400, 'amount'],
    ['an amount above 2^53-1', '{"amount":9007199254740993,"currency":"CNY"}', 'amount_invalid', 400, 'amount'],
    ['an amount that is text', { ...good, amount: '5' }, 'amount_invalid', 400, 'amount'],
    ['an unknown currency', { ...good, currency: 'XXX' }, 'currency_unknown', 400, 'currency'],
    ['an unsupported currency', { ...good, currency: 'USD' }, 'currency_unsupported', 422, 'currency'],
    ['broken JSON', '{"amount":', 'invalid_json', 400, undefined],
    ['bytes that are not UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'invalid_json', 400, undefined],
    ['a body that is no object', '[]', 'parameter_invalid', 400, undefined],
    ['what the domain refuses', { ...good, note: 'refuse' }, 'sold_out', 409, 'note'],
  ]
  it.each(cases)('names its problem: %s', async (_, body, code, status, param) => {
    const { url } = await start()
    const problem = await problemOf(await order(url, body))
    expect(problem).toMatchObject({ code, status })
    expect(problem.param).toBe(param)
    expect(problem.detail).not.toContain('{')
  })

  it('is explained in Chinese when the caller prefers it', async () => {
    const { url } = await start()
    const problem = await problemOf(await order(url, { ...good, note: 'refuse' }, { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' }))
    expect(problem).toMatchObject({ title: '已售罄。', detail: '已售罄：剩余 0。', fix: '请稍后再来。' })
    expect((await problemOf(await order(url, { ...good, note: 7 }, { 'accept-language': 'en;q=0.1, zh' }))).detail).toContain('期望')
  })

  it.each([
    ['unauthenticated', { authorization: '' }, 401],
    ['unauthenticated', { authorization: 'Bearer dead' }, 401],
    ['forbidden', { authorization: 'Bearer holder' }, 403],
    ['idempotency_key_invalid', { 'idempotency-key': 'x'.repeat(256) }, 400],
    ['idempotency_key_invalid', { 'idempotency-key': '\u00e9' }, 400],
    ['unsupported_media_type', { 'content-type': 'text/plain' }, 415],
    ['unsupported_media_type', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['parameter_invalid', { 'feiqian-version': '1999-01-01' }, 400],
  ])('by its headers answers %s', async (code, headers, status) => {
    const { url } = await start()
    expect(await problemOf(await order(url, good, headers as Record<string, string>))).toMatchObject({ code, status })
  })

  it('that moves money needs an idempotency key, another may go without', async () => {
    const { url } = await start()
    const response = await fetch(`${url}/v1/orders`, {
      method: 'POST',
      headers: { authorization: 'Bearer good', 'content-type': 'application/json' },
      body: JSON.stringify(good),
    })
    expect((await problemOf(response)).code).toBe('idempotency_key_missing')
  })

  it('names the scope that is missing', async () => {
    const { url } = await start()
    const problem = await problemOf(await fetch(`${url}/v1/orders`, { headers: { authorization: 'Bearer good' } }))
    expect(problem.code).toBe('forbidden')
    expect(problem.detail).toContain('payments:read')
  })

  it('to an unknown address answers 404, to a known one with another method 405 with Allow, never HTML', async () => {
    const { url } = await start()
    expect((await problemOf(await fetch(`${url}/v1/nothing`))).code).toBe('unknown_route')
    expect((await problemOf(await fetch(`${url}/v1/%zz`))).code).toBe('unknown_route')
    expect((await problemOf(await fetch(`${url}/v1/orders/pay_01jd9w2m6te3rbq4c8v5xkz7fh/`))).code).toBe('unknown_route')
    const response = await fetch(`${url}/v1/orders`, { method: 'PUT', headers: { 'content-type': 'text/plain' }, body: 'x' })
    expect(response.headers.get('allow')).toBe('POST, GET, HEAD')
    expect((await problemOf(response)).code).toBe('method_not_allowed')
  })

  it('with a body over the limit answers 413, announced or chunked', async () => {
    const { url } = await start()
    expect((await problemOf(await order(url, { ...good, note: 'x'.repeat(70_000) }))).code).toBe('body_too_large')
    const status = await new Promise(resolve => {
      const request = httpRequest(
        `${url}/v1/orders`,
        { method: 'POST', headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' } },
        response => {
          resolve(response.statusCode)
          response.resume()
        },
      )
      request.on('error', () => {})
      request.write('x'.repeat(40_000))
      request.end('x'.repeat(40_000))
    })
    expect(status).toBe(413)
  })

  it('with an unknown query parameter, a bad cursor or a bad id names it', async () => {
    const { url } = await start()
    const get = (path: string): Promise<Response> => fetch(url + path)
    expect(await problemOf(await get('/v1/orders/pay_x'))).toMatchObject({ code: 'parameter_invalid', param: 'id' })
    expect(await problemOf(await get('/v1/orders/mer_01jd9w2m6te3rbq4c8v5xkz7fh?x=1'))).toMatchObject({
      code: 'parameter_invalid',
      param: 'id',
    })
    expect(await problemOf(await get('/v1/orders/pay_01jd9w2m6te3rbq4c8v5xkz7fh?x=1'))).toMatchObject({
      code: 'parameter_unknown',
      param: 'x',
    })
    expect((await get('/v1/orders/pay_01jd9w2m6te3rbq4c8v5xkz7fh')).status).toBe(200)
  })

  it('that is no HTTP gets problem details too', async () => {
    const { url } = await start()
    const text = await new Promise<string>(resolve => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'))
      let read = ''
      socket.on('data', chunk => {
        read += chunk.toString()
      })
      socket.on('close', () => resolve(read))
    })
    expect(text).toContain('HTTP/1.1 400')
    expect(text).toContain('application/problem+json')
  })
})

describe('a defect', () => {
  it('is logged once and told without its inside', async () => {
    const { url, log } = await start()
    const response = await order(url, { ...good, note: 'break' })
    const problem = await problemOf(response)
    expect(problem).toMatchObject({ code: 'internal', status: 500 })
    expect(JSON.stringify(problem)).not.toContain('secret inside')
    expect(log).toHaveLength(1)
    expect(JSON.parse(log[0] ?? '')).toMatchObject({
      requestId: problem.request_id,
      operation: 'orders.create',
      err: { message: 'secret inside' },
    })
  })

  it('is an answer that differs from its declaration, when answers are checked', async () => {
    const { url } = await start({}, true)
    expect((await problemOf(await order(url, { ...good, note: 'wrong' }))).code).toBe('internal')
    expect((await order(url, good)).status).toBe(201)
  })

  it('is not a full queue, which answers 503 with Retry-After', async () => {
    const { url, log } = await start()
    const response = await order(url, { ...good, note: 'full' })
    expect(response.headers.get('retry-after')).toBe('1')
    expect((await problemOf(response)).code).toBe('overloaded')
    expect(log).toEqual([])
  })

  it('is a lost database, which answers 503 with Retry-After: whether it took effect is not known', async () => {
    const { url, log } = await start()
    const response = await order(url, { ...good, note: 'lost' })
    expect(response.headers.get('retry-after')).toBe('1')
    expect((await problemOf(response)).code).toBe('not_ready')
    expect(log.join('')).toContain('the database could not answer')
  })

  it('is a route whose refusal is in no catalogue', () => {
    const route = { ...(routes[0] as Route), refusals: ['nowhere'] }
    const make = () =>
      createHttpServer({
        routes: [route],
        problems: createProblems([]),
        authenticate: () => null,
        config: defaults,
        logger: createLogger({ level: 'silent' }),
        metrics: createMetrics({ processMetrics: false }),
      })
    expect(make).toThrow('nowhere')
  })
})

describe('a write under the session cookie', () => {
  const remove = (url: string, headers: Record<string, string>): Promise<Response> =>
    fetch(`${url}/v1/orders/x`, { method: 'DELETE', headers: { cookie: 'feiqian_session=s', ...headers } })

  it('must be JSON', async () => {
    const { url } = await start()
    expect((await problemOf(await remove(url, {}))).code).toBe('unsupported_media_type')
    expect((await remove(url, { 'content-type': 'application/json' })).status).toBe(204)
  })

  it('must come from our own origin when the browser says where it comes from', async () => {
    const { url } = await start()
    const json = { 'content-type': 'application/json' }
    expect((await problemOf(await remove(url, { ...json, origin: 'https://evil.example' }))).code).toBe('forbidden')
    expect((await problemOf(await remove(url, { ...json, origin: 'null' }))).code).toBe('forbidden')
    expect((await remove(url, { ...json, origin: url })).status).toBe(204)
  })
})

describe('a rate limit', () => {
  it('refuses beyond the burst with Retry-After and counts in headers', async () => {
    const { url } = await start({ rateLimits: { credential: { perSecond: 1, burst: 2 }, address: null, strict: null } })
    const first = await order(url, good)
    expect(first.headers.get('ratelimit-policy')).toBe('"credential";q=2;w=2')
    expect(first.headers.get('ratelimit')).toBe('"credential";r=1;t=1')
    await order(url, good)
    const third = await order(url, good)
    expect(third.headers.get('retry-after')).toBe('1')
    expect((await problemOf(third)).code).toBe('rate_limited')
  })

  it('covers guesses at credentials by the address they come from', async () => {
    const { url } = await start({ rateLimits: { credential: null, address: { perSecond: 1, burst: 1 }, strict: null } })
    expect((await order(url, good, { authorization: 'Bearer dead' })).status).toBe(401)
    expect((await order(url, good, { authorization: 'Bearer dead' })).status).toBe(429)
    expect((await order(url, good)).status).toBe(201)
  })
})

describe('the address of a request', () => {
  const path = '/v1/orders/pay_01jd9w2m6te3rbq4c8v5xkz7fh'
  const forwarded = { 'x-forwarded-for': '6.6.6.6, 203.0.113.9' }

  it('is the socket’s unless proxies are trusted', async () => {
    const { url } = await start()
    expect(await (await fetch(url + path, { headers: forwarded })).json()).toMatchObject({
      address: '127.0.0.1',
      base: url,
      language: 'en',
    })
  })

  it('is as many hops from the right as there are trusted proxies', async () => {
    const { url } = await start({ proxyHops: 1, publicUrl: 'https://pay.example/' })
    expect(await (await fetch(url + path, { headers: forwarded })).json()).toMatchObject({
      address: '203.0.113.9',
      base: 'https://pay.example',
    })
  })
})

describe('an event stream', () => {
  it('carries events, is bounded in number, and unsubscribes when its reader leaves', async () => {
    const { url, server } = await start()
    const aborts = [new AbortController(), new AbortController()]
    const [first] = await Promise.all(aborts.map(abort => fetch(`${url}/v1/stream`, { signal: abort.signal })))
    expect(first?.headers.get('content-type')).toContain('text/event-stream')
    expect((await problemOf(await fetch(`${url}/v1/stream`))).code).toBe('overloaded')
    sends[0]?.('payment', { n: 2 })
    const reader = first?.body?.getReader()
    let text = ''
    while (!text.includes('{"n":2}')) text += new TextDecoder().decode((await reader?.read())?.value)
    expect(text).toContain('event: payment\ndata: {"n":1}\n\n')
    expect(server.streamCount).toBe(2)
    for (const abort of aborts) abort.abort()
    while (unsubscribed < 2) await new Promise(resolve => setTimeout(resolve, 5))
    expect(server.streamCount).toBe(0)
  })
})

describe('close', () => {
  it('finishes what is in flight, ends streams and stops accepting', async () => {
    const { url, server } = await start()
    const slow = fetch(`${url}/v1/slow`, { method: 'POST' })
    const stream = await fetch(`${url}/v1/stream`)
    while (release === null) await new Promise(resolve => setTimeout(resolve, 5))
    const closed = server.close()
    expect(server.draining).toBe(true)
    expect(await stream.text()).toContain('event: payment')
    release()
    expect(await (await slow).json()).toEqual({ done: true })
    await closed
    await expect(fetch(`${url}/page`)).rejects.toThrow()
  })

  it('cuts off what does not finish within the bound', async () => {
    const { url, server } = await start({ drainTimeoutMs: 100 })
    const slow = fetch(`${url}/v1/slow`, { method: 'POST' }).catch(() => 'cut')
    while (release === null) await new Promise(resolve => setTimeout(resolve, 5))
    await server.close()
    expect(await slow).toBe('cut')
  })
})
