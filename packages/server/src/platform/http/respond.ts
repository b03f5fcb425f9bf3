/**
 * Writes answers. The head is one flat array handed to Node at once, because this runs on every request; fastify's reply is
 * bypassed.
 */
import type { ServerResponse } from 'node:http'
import type { Refusal } from '../../kernel/outcome.ts'
import type { CommandReply } from '../commands.ts'
import type { HttpRecorder } from '../telemetry.ts'
import { type Problems, retryAfterOf } from './problems.ts'
import type { RateLimiter } from './rate-limit.ts'
import type { JsonReply, Language, RawReply } from './route.ts'

/** The version of the API, echoed and accepted in the header Feiqian-Version. */
export const API_VERSION = '2026-11-01'

/** One request being answered. */
export type Exchange = {
  readonly response: ServerResponse
  readonly requestId: string
  readonly language: Language
  readonly baseUrl: string
  readonly startedMs: number
  readonly recorder: HttpRecorder
  readonly operation: string
  /** The limiter that let the request in, for its headers. */
  limiter: RateLimiter | null
}

export type Responder = {
  json(exchange: Exchange, status: number, body: string, headers?: Readonly<Record<string, string>>): void
  command(exchange: Exchange, reply: CommandReply): void
  reply(exchange: Exchange, reply: JsonReply): void
  raw(exchange: Exchange, reply: RawReply): void
  refusal(exchange: Exchange, refusal: Refusal, headers?: Readonly<Record<string, string>>): void
  /** The head of a stream, without its content type. */
  streamHead(exchange: Exchange): string[]
  streamOpened(exchange: Exchange): void
  /** Somebody else writes the answer: sets the headers that all have, and counts it when it was sent, unless the returned function is called. */
  mounted(exchange: Exchange): () => void
}

/** What a page may load: this server's files only. A reply may bring a policy of its own. */
export const PAGE_POLICY =
  "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/**
 * The policy of pages whose forms may end at a third party: browsers hold `form-action` against every redirect that follows. Loopback
 * addresses are those of third parties under development.
 */
export const LEAVING_POLICY = PAGE_POLICY.replace("form-action 'self'", "form-action 'self' https: http://127.0.0.1:* http://localhost:*")

/** `https`: whether people reach the server over TLS, so that HSTS may be promised. */
export function createResponder(options: {
  readonly problems: Problems
  readonly https: boolean
  /** Hears of every answer; `code` is null unless it is a problem. */
  readonly onAnswer?: (exchange: Exchange, status: number, code: string | null) => void
}): Responder {
  const fixed = [
    'X-Content-Type-Options',
    'nosniff',
    'Feiqian-Version',
    API_VERSION,
    ...(options.https ? ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'] : []),
  ]
  const api = [...fixed, 'Cache-Control', 'no-store']
  const page = [
    ...fixed,
    // Other sites learn nothing; under `no-referrer` a form of our own would arrive with the Origin `null`.
    'Referrer-Policy',
    'same-origin',
    'X-Frame-Options',
    'DENY',
    'Cross-Origin-Opener-Policy',
    'same-origin',
    'Permissions-Policy',
    'camera=(self), geolocation=(), microphone=()',
  ]

  const headOf = (exchange: Exchange, base: readonly string[]): string[] => {
    const head = base.slice()
    head.push('X-Request-Id', exchange.requestId)
    if (exchange.limiter !== null) head.push('RateLimit-Policy', exchange.limiter.policy, 'RateLimit', exchange.limiter.describe())
    return head
  }

  const add = (head: string[], headers: Readonly<Record<string, string>> | undefined): void => {
    if (headers === undefined) return
    for (const name of Object.keys(headers)) head.push(name, headers[name] as string)
  }

  const end = (exchange: Exchange, status: number, head: string[], body: string | Buffer): void => {
    const { response } = exchange
    if (response.headersSent || response.destroyed) return
    if (status !== 204) head.push('Content-Length', String(typeof body === 'string' ? Buffer.byteLength(body) : body.length))
    response.writeHead(status, head)
    if (status === 204) response.end()
    else response.end(body)
    exchange.recorder.record(status, performance.now() - exchange.startedMs)
  }

  const problem = (exchange: Exchange, status: number, body: string, headers?: Readonly<Record<string, string>>): void => {
    const head = headOf(exchange, api)
    head.push('Content-Type', 'application/problem+json', 'Content-Language', exchange.language)
    const retryAfter = headers?.['Retry-After'] === undefined ? retryAfterOf(status, body) : null
    if (retryAfter !== null) head.push('Retry-After', String(retryAfter))
    add(head, headers)
    if (options.onAnswer !== undefined) options.onAnswer(exchange, status, (JSON.parse(body) as { code: string }).code)
    end(exchange, status, head, body)
  }

  return {
    json(exchange, status, body, headers) {
      const head = headOf(exchange, api)
      if (status !== 204) head.push('Content-Type', 'application/json')
      options.onAnswer?.(exchange, status, null)
      add(head, headers)
      end(exchange, status, head, body)
    },
    command(exchange, reply) {
      if (reply.contentType === 'application/problem+json') {
        problem(exchange, reply.status, reply.body, reply.replayed ? { 'Idempotent-Replayed': 'true' } : undefined)
        return
      }
      const head = headOf(exchange, api)
      head.push('Content-Type', 'application/json')
      if (reply.replayed) head.push('Idempotent-Replayed', 'true')
      options.onAnswer?.(exchange, reply.status, null)
      end(exchange, reply.status, head, reply.body)
    },
    reply(exchange, reply) {
      this.json(exchange, reply.status, reply.body === undefined ? '' : JSON.stringify(reply.body), reply.headers)
    },
    raw(exchange, reply) {
      const isPage = reply.contentType.startsWith('text/html')
      const head = headOf(exchange, isPage ? page : fixed)
      if (isPage && reply.headers?.['Content-Security-Policy'] === undefined) head.push('Content-Security-Policy', PAGE_POLICY)
      options.onAnswer?.(exchange, reply.status, null)
      head.push('Content-Type', reply.contentType)
      if (reply.headers?.['Cache-Control'] === undefined) head.push('Cache-Control', 'no-store')
      add(head, reply.headers)
      if (typeof reply.body === 'string' || Buffer.isBuffer(reply.body)) {
        end(exchange, reply.status, head, reply.body)
        return
      }
      const { response } = exchange
      const source = reply.body
      response.writeHead(reply.status, head)
      // A stream that breaks half-way cannot become an error answer: cutting the connection tells the caller that it is incomplete.
      source.once('error', () => response.destroy())
      response.once('close', () => {
        exchange.recorder.record(reply.status, performance.now() - exchange.startedMs)
        if ('destroy' in source && typeof source.destroy === 'function') source.destroy()
      })
      source.pipe(response)
    },
    refusal(exchange, refusal, headers) {
      const rendered = options.problems.render(refusal, exchange)
      problem(exchange, rendered.status, rendered.body, headers)
    },
    streamHead: exchange => headOf(exchange, api),
    mounted(exchange) {
      const { response } = exchange
      const head = headOf(exchange, api)
      for (let at = 0; at + 1 < head.length; at += 2) response.setHeader(head[at] as string, head[at + 1] as string)
      const count = (): void => {
        options.onAnswer?.(exchange, response.statusCode, null)
        exchange.recorder.record(response.statusCode, performance.now() - exchange.startedMs)
      }
      response.once('finish', count)
      return () => response.off('finish', count)
    },
    streamOpened(exchange) {
      options.onAnswer?.(exchange, 200, null)
      exchange.recorder.record(200, performance.now() - exchange.startedMs)
    },
  }
}
