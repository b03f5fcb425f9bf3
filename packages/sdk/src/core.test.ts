import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCore } from './core.ts'
import { FeiqianConnectionError, FeiqianError } from './errors.ts'
import { listOf } from './lists.ts'

type Seen = { method: string; url: string; headers: IncomingMessage['headers']; body: string }
type Answer = { status: number; body?: unknown; headers?: Record<string, string> } | 'hang up' | 'silence'

let seen: Seen[]
let answers: Answer[]
let baseUrl: string
let close: () => Promise<void>

beforeEach(async () => {
  seen = []
  answers = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
      const answer = answers.shift() ?? { status: 200, body: {} }
      if (answer === 'silence') return
      if (answer === 'hang up') return void request.socket.destroy()
      const text = typeof answer.body === 'string' ? answer.body : answer.body === undefined ? '' : JSON.stringify(answer.body)
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(text)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  close = () => {
    server.closeAllConnections()
    return new Promise(resolve => server.close(() => resolve()))
  }
})

afterEach(() => close())

const core = (options: object = {}) => createCore({ apiKey: 'fq_test_key', baseUrl, ...options })
const problem = (status: number, code: string, more: object = {}, headers: Record<string, string> = { 'retry-after': '0' }): Answer => ({
  status,
  body: { type: `http://x/errors/${code}`, title: code, status, code, detail: `It is ${code}.`, ...more },
  headers: { 'content-type': 'application/problem+json', ...headers },
})

describe('a request', () => {
  it('carries the key, the language, JSON and an idempotency key', async () => {
    answers = [{ status: 201, body: { id: 'pay_1' } }]
    const payment = await core({ language: 'zh' }).request('POST', '/v1/payments', { body: { amount: 1999, note: '面' } })
    expect(payment).toEqual({ id: 'pay_1' })
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/v1/payments', body: '{"amount":1999,"note":"面"}' })
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer fq_test_key',
      'accept-language': 'zh',
      'content-type': 'application/json',
    })
    expect(seen[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('that reads carries no idempotency key, and writes its query', async () => {
    await core().request('GET', '/v1/payments', { query: { limit: 5, status: undefined, created_gte: new Date('2026-07-01T08:00:00Z') } })
    expect(seen[0]?.url).toBe('/v1/payments?limit=5&created_gte=2026-07-01T08%3A00%3A00.000Z')
    expect(seen[0]?.headers['idempotency-key']).toBeUndefined()
  })

  it('answers undefined to 204 and text to CSV', async () => {
    answers = [{ status: 204 }, { status: 200, body: 'a,b\n' }]
    expect(await core().request('DELETE', '/v1/x')).toBeUndefined()
    expect(await core().request('GET', '/v1/x.csv', { accept: 'text/csv' })).toBe('a,b\n')
  })
})

describe('a refusal', () => {
  it('is a typed error with everything the problem said', async () => {
    answers = [
      problem(402, 'payment_declined', {
        param: 'payment_method',
        decline_code: 'insufficient_balance',
        request_id: 'req_9',
        fix: 'Top up.',
      }),
    ]
    const error = await core()
      .request('POST', '/v1/payments')
      .catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(FeiqianError)
    expect(error).toMatchObject({
      message: 'It is payment_declined.',
      code: 'payment_declined',
      status: 402,
      param: 'payment_method',
      declineCode: 'insufficient_balance',
      requestId: 'req_9',
      fix: 'Top up.',
      helpUrl: 'http://x/errors/payment_declined',
    })
    expect(seen).toHaveLength(1)
  })

  it('from something that is not Feiqian is still a typed error', async () => {
    answers = [{ status: 404, body: '<html>nginx</html>', headers: { 'content-type': 'text/html' } }]
    await expect(core().request('GET', '/v1/x')).rejects.toMatchObject({ code: 'http_404', status: 404, param: null })
  })

  it.each([
    [400, 'parameter_invalid'],
    [401, 'unauthenticated'],
    [409, 'payment_not_capturable'],
    [422, 'idempotency_mismatch'],
  ])('%i %s is not repeated', async (status, code) => {
    answers = [problem(status, code)]
    await expect(core().request('POST', '/v1/x')).rejects.toMatchObject({ code })
    expect(seen).toHaveLength(1)
  })
})

describe('a retry', () => {
  it.each([
    ['the network fails', 'hang up' as const],
    ['the key is in flight', problem(409, 'idempotency_in_flight')],
    ['there were too many requests', problem(429, 'rate_limited')],
    ['the server is overloaded', problem(503, 'overloaded')],
    ['the server failed', problem(500, 'internal')],
    ['a gateway failed', { status: 502, headers: { 'retry-after': '0' } }],
    ['a gateway timed out', { status: 504, headers: { 'retry-after': '0' } }],
  ])('with the same idempotency key follows when %s', async (_why, first: Answer) => {
    answers = [first, { status: 201, body: { id: 'pay_1' } }]
    expect(await core().request('POST', '/v1/payments', { body: { amount: 1 } })).toEqual({ id: 'pay_1' })
    expect(seen).toHaveLength(2)
    expect(seen[1]?.headers['idempotency-key']).toBe(seen[0]?.headers['idempotency-key'])
    expect(seen[1]?.body).toBe(seen[0]?.body)
  })

  it('keeps the caller’s own idempotency key', async () => {
    answers = [problem(503, 'overloaded')]
    await core().request('POST', '/v1/x', {}, { idempotencyKey: 'order-7' })
    expect(seen.map(each => each.headers['idempotency-key'])).toEqual(['order-7', 'order-7'])
  })

  it('waits as long as Retry-After says, and gives up when that is over a minute', async () => {
    answers = [problem(429, 'rate_limited', {}, { 'retry-after': '1' })]
    const startedAt = Date.now()
    await core().request('GET', '/v1/x')
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(990)
    answers = [problem(429, 'rate_limited', {}, { 'retry-after': '3600' })]
    await expect(core().request('GET', '/v1/x')).rejects.toMatchObject({ code: 'rate_limited' })
    expect(seen).toHaveLength(3)
  })

  it('happens at most maxRetries times', async () => {
    answers = Array.from({ length: 9 }, () => problem(503, 'overloaded'))
    await expect(core({ maxRetries: 2 }).request('GET', '/v1/x')).rejects.toMatchObject({ code: 'overloaded' })
    expect(seen).toHaveLength(3)
    await expect(core().request('GET', '/v1/x', {}, { maxRetries: 0 })).rejects.toMatchObject({ code: 'overloaded' })
    expect(seen).toHaveLength(4)
  })
})

describe('no answer', () => {
  it('is a timeout that names the key to repeat the request with', async () => {
    answers = ['silence']
    const failed = core({ maxRetries: 0, timeoutMs: 50 }).request('POST', '/v1/x', {}, { idempotencyKey: 'order-8' })
    await expect(failed).rejects.toBeInstanceOf(FeiqianConnectionError)
    await expect(failed).rejects.toMatchObject({ code: 'timeout', status: null, idempotencyKey: 'order-8' })
  })

  it('is a connection error when nobody listens', async () => {
    await close()
    await expect(core({ maxRetries: 0 }).request('GET', '/v1/x')).rejects.toMatchObject({ code: 'connection_failed', idempotencyKey: null })
  })

  it('that the caller no longer wants ends at once with the caller’s reason', async () => {
    answers = ['silence']
    const abort = new AbortController()
    const failed = core().request('GET', '/v1/x', {}, { signal: abort.signal })
    setTimeout(() => abort.abort(new Error('changed my mind')), 20)
    await expect(failed).rejects.toThrow('changed my mind')
    expect(seen).toHaveLength(1)
  })
})

describe('a list', () => {
  const page = (ids: string[], has_more: boolean): Answer => ({
    status: 200,
    body: { object: 'list', data: ids.map(id => ({ id })), has_more },
  })

  it('awaited is its first page', async () => {
    answers = [page(['c', 'b'], true)]
    expect((await listOf(core(), '/v1/payments', { limit: 2 })).data.map(each => each.id)).toEqual(['c', 'b'])
  })

  it('iterated over is everything, and asks no page that is not needed', async () => {
    answers = [page(['e', 'd'], true), page(['c', 'b'], true), page(['a'], false)]
    const ids: string[] = []
    for await (const each of listOf<{ id: string }>(core(), '/v1/payments', { limit: 2 })) ids.push(each.id)
    expect(ids).toEqual(['e', 'd', 'c', 'b', 'a'])
    expect(seen.map(each => each.url)).toEqual([
      '/v1/payments?limit=2',
      '/v1/payments?limit=2&starting_after=d',
      '/v1/payments?limit=2&starting_after=b',
    ])
    answers = [page(['e', 'd'], true)]
    for await (const each of listOf<{ id: string }>(core(), '/v1/payments', {})) if (each.id === 'd') break
    expect(seen).toHaveLength(4)
  })

  it('goes towards the newest from ending_before', async () => {
    answers = [page(['c', 'b'], true), page(['d'], false)]
    const ids: string[] = []
    for await (const each of listOf<{ id: string }>(core(), '/v1/payments', { ending_before: 'a' })) ids.push(each.id)
    expect(ids).toEqual(['b', 'c', 'd'])
    expect(seen[1]?.url).toBe('/v1/payments?ending_before=c')
  })

  it('fails with a typed error in either use', async () => {
    answers = [problem(403, 'forbidden'), problem(403, 'forbidden')]
    await expect(listOf(core(), '/v1/x', {})).rejects.toMatchObject({ code: 'forbidden' })
    await expect(async () => {
      for await (const _ of listOf(core(), '/v1/x', {})) break
    }).rejects.toMatchObject({ code: 'forbidden' })
  })
})
