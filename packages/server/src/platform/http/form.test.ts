import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createLogger, createMetrics } from '../telemetry.ts'
import { parseForm } from './form.ts'
import { createProblems } from './problems.ts'
import { defineRoute } from './route.ts'
import { createHttpServer } from './server.ts'

const page = { tag: 'pages', access: 'public', hidden: true, refusals: [], response: { status: 200, schema: null } } as const
const server = createHttpServer({
  routes: [
    defineRoute({
      ...page,
      method: 'POST',
      path: '/form',
      operationId: 'form',
      summary: 'A form',
      form: true,
      bodyLimit: 1_000,
      body: z.strictObject({ name: z.string().max(20), also: z.array(z.string()).optional() }),
      handle: ({ body }) => ({ kind: 'raw', status: 200, contentType: 'text/plain', body: JSON.stringify(body) }),
    }),
    defineRoute({
      ...page,
      method: 'POST',
      path: '/json',
      operationId: 'json',
      summary: 'No form',
      body: z.strictObject({ name: z.string() }),
      handle: ({ body }) => ({ kind: 'raw', status: 200, contentType: 'text/plain', body: body.name }),
    }),
  ],
  problems: createProblems([]),
  authenticate: () => null,
  config: {
    publicUrl: null,
    proxyHops: 0,
    rateLimits: { credential: null, address: null, strict: null },
    streamsMax: 1,
    drainTimeoutMs: 100,
    drainDelayMs: 0,
  },
  logger: createLogger({ level: 'silent' }),
  metrics: createMetrics({ processMetrics: false }),
})

let url = ''
beforeAll(async () => {
  url = await server.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => server.close())

const FORM = 'application/x-www-form-urlencoded'
async function post(path: string, body: string | Buffer, type = FORM): Promise<{ status: number; text: string }> {
  const response = await fetch(url + path, { method: 'POST', headers: { 'Content-Type': type }, body: new Uint8Array(Buffer.from(body)) })
  return { status: response.status, text: await response.text() }
}
const codeOf = (text: string): string => (JSON.parse(text) as { code: string }).code

describe('a form', () => {
  it('arrives as text fields, in any script, a repeated one as a list', async () => {
    expect(await post('/form', 'name=%E6%9E%97+%E6%99%93&also=1&also=2')).toEqual({
      status: 200,
      text: '{"name":"林 晓","also":["1","2"]}',
    })
    expect((await post('/form', 'name=a', `${FORM}; charset=utf-8`)).status).toBe(200)
  })

  it('is held to the schema of its route', async () => {
    expect(codeOf((await post('/form', '')).text)).toBe('parameter_missing')
    expect(codeOf((await post('/form', 'name=a&other=b')).text)).toBe('parameter_unknown')
    expect(codeOf((await post('/form', 'name=a&name=b')).text)).toBe('parameter_invalid')
    expect(codeOf((await post('/form', `name=${'a'.repeat(21)}`)).text)).toBe('parameter_invalid')
    expect(codeOf((await post('/form', 'name=a&__proto__=b')).text)).toBe('parameter_unknown')
  })

  it('has bounds: bytes, fields, and text', async () => {
    expect(codeOf((await post('/form', `name=${'a'.repeat(1_000)}`)).text)).toBe('body_too_large')
    expect(codeOf((await post('/form', Array.from({ length: 101 }, (_, at) => `n${at}=1`).join('&'))).text)).toBe('parameter_invalid')
    expect(codeOf((await post('/form', Buffer.from([0x6e, 0x3d, 0xff, 0xfe]))).text)).toBe('parameter_invalid')
    expect(parseForm(Buffer.from('__proto__=x&constructor=y'))).toEqual(
      Object.assign(Object.create(null), { ['__proto__']: 'x', constructor: 'y' }),
    )
  })

  it('is taken where it is declared and nowhere else, and nothing else is taken there', async () => {
    expect(codeOf((await post('/json', 'name=a')).text)).toBe('unsupported_media_type')
    expect((await post('/json', '{"name":"a"}', 'application/json')).text).toBe('a')
    expect(codeOf((await post('/form', '{"name":"a"}', 'application/json')).text)).toBe('unsupported_media_type')
    expect(codeOf((await post('/form', 'name=a', 'text/plain')).text)).toBe('unsupported_media_type')
    expect(codeOf((await post('/nowhere', 'name=a')).text)).toBe('unknown_route')
  })
})
