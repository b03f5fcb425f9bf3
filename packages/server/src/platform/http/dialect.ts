/**
 * A path prefix may speak a dialect of its own: how callers prove who they are, how refusals are worded, which headers every
 * answer carries, which bodies are signed. Routes stay as they are declared; what is published under the prefix, unknown
 * addresses included, is answered in its words. Routes outside of every prefix never reach this file.
 */
import { isUtf8 } from 'node:buffer'
import { hash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Outcome, Refusal } from '../../kernel/outcome.ts'
import type { Principal } from '../../kernel/principal.ts'
import type { CommandContext } from '../commands.ts'
import type { Logger } from '../telemetry.ts'
import { type CertificateSource, clientCertificateOf } from './certificates.ts'
import { assertDeclared } from './declared.ts'
import type { Origins } from './negotiate.ts'
import { type Problems, retryAfterOf } from './problems.ts'
import { addressKey, createRateLimiter, type RateLimit, type RateLimiter } from './rate-limit.ts'
import type { Exchange, Responder } from './respond.ts'
import type { Access, Reply, Route, RouteRequest, TextReply } from './route.ts'
import { EMPTY_BODY, fail, type Incoming, readInput } from './serve.ts'

/** What a resource server needs to judge an access token and its proof of possession. */
export type DialectRequest = {
  readonly method: string
  /** Absolute, as the client sees it. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  /** The client certificate of the connection in DER; `null` when there is none. */
  readonly certificate: Buffer | null
}

/** A refusal in our words, on its way into those of the dialect. */
export type DialectProblem = { readonly status: number; readonly code: string; readonly param: string | null; readonly detail: string }

export type DialectHeaders = Readonly<Record<string, string>>

/** Who asks; and headers that the answer owes to the credential, accepted or not: WWW-Authenticate, a fresh DPoP nonce. */
export type DialectAuthentication = Outcome<{ readonly principal: Principal }> & { readonly headers: DialectHeaders }

export type Dialect = {
  readonly name: string
  /** Every path that starts with it speaks the dialect: `/open-banking/v4.0/`. */
  readonly prefix: string
  /** Header that carries the idempotency key, and how long a key may be. */
  readonly idempotency: { readonly header: string; readonly lengthMax: number }
  readonly limits: { readonly caller: RateLimit | null; readonly address: RateLimit | null }
  /** Headers that every answer to this request carries, and what is wrong with those that were sent. Must not throw. */
  open(headers: IncomingHttpHeaders): { readonly headers: DialectHeaders; readonly refusal: Refusal | null }
  authenticate(request: DialectRequest): Promise<DialectAuthentication>
  /** Why this principal may not call a route with this access, beyond its kind and scope; `null` when it may. */
  refuseGrant(access: Exclude<Access, 'public'>, principal: Principal): Refusal | null
  /** Status and JSON text of a refusal. */
  word(problem: DialectProblem, about: { readonly requestId: string; readonly baseUrl: string }): { status: number; body: string }
  /** Checks the signature over the body. Called when one was sent or is required. */
  verify(request: {
    readonly headers: IncomingHttpHeaders
    readonly rawBody: Buffer
    readonly principal: Principal
    readonly required: boolean
  }): Promise<Refusal | null>
  /** Name of the header that carries the signature, in lower case. */
  readonly signatureHeader: string
  /** The headers that sign a body. */
  sign(body: string): Promise<DialectHeaders>
  /** Notes an answered request. Never throws; called for declared operations only. */
  record(answer: DialectAnswer): void
}

export type DialectAnswer = {
  readonly operationId: string
  readonly method: string
  readonly status: number
  readonly durationMs: number
  /** Who asked; `null` when that was not found out. */
  readonly principal: Principal | null
  /** Why it was refused. */
  readonly problem: DialectProblem | null
}

/** How the OpenAPI document shows what is published under a prefix. */
export type DialectDocument = {
  readonly prefix: string
  /** Component of the error body, by its name, with its JSON schema. */
  readonly error: { readonly name: string; readonly schema: Readonly<Record<string, unknown>> }
  /** Status and example body of a refusal. */
  readonly word: Dialect['word']
  /** Headers that requests may carry, and those that a route's do. */
  readonly parameters: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  parametersOf(route: Route): readonly string[]
  /** What any request of the route may be refused with, beyond what the route declares. */
  refusalsOf(route: Route): readonly string[]
  /** By name; `thirdParty` is what routes for third parties ask for. */
  readonly securitySchemes: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

type DialectExchange = Exchange & {
  /** Name, value, name, value: sent with whatever is answered. */
  readonly head: string[]
  /** Whether the body of the answer is signed. */
  signed: boolean
  method: string
  principal: Principal | null
  problem: DialectProblem | null
}

export type MountedDialect = {
  readonly dialect: Dialect
  /** Opens the exchange: the headers of every answer are known from here on. */
  exchange(base: Exchange, headers: IncomingHttpHeaders): Exchange
  /** Answers one request of a declared route. Never rejects. */
  serve(route: Route, incoming: Incoming, base: Exchange): Promise<void>
  /** Answers what never reached a route. Never throws. */
  refuse(exchange: Exchange, code: string, headers?: DialectHeaders): void
  fail(exchange: Exchange, error: unknown): void
  /** The answer to what could not be read as HTTP, to be written by hand. */
  malformed(
    refusal: Refusal,
    about: { readonly requestId: string; readonly baseUrl: string },
  ): {
    readonly status: number
    readonly headers: DialectHeaders
    readonly body: string
  }
}

export type DialectDeps = {
  readonly problems: Problems
  readonly origins: Origins
  readonly logger: Logger
  readonly https: boolean
  readonly certificates: CertificateSource
  readonly validateResponses: boolean
  readonly observe?: (operationId: string, status: number, code: string | null) => void
}

const SLOW_MS = 1000

export function mountDialect(deps: DialectDeps, dialect: Dialect): MountedDialect {
  const { logger } = deps
  const limiter = (name: string, limit: RateLimit | null) => (limit === null ? null : createRateLimiter(name, limit))
  const limits = { caller: limiter('third_party', dialect.limits.caller), address: limiter('address', dialect.limits.address) }
  const respond = createDialectResponder(deps, dialect)
  const failed = { logger, respond }

  const openExchange = (base: Exchange, headers: IncomingHttpHeaders): { exchange: DialectExchange; refusal: Refusal | null } => {
    const opened = dialect.open(headers)
    const head: string[] = []
    for (const [name, value] of Object.entries(opened.headers)) head.push(name, value)
    return { exchange: { ...base, head, signed: false, method: '', principal: null, problem: null }, refusal: opened.refusal }
  }

  /** Takes a token for the request; answers 429 and returns false when there is none. */
  function admit(exchange: DialectExchange, limit: RateLimiter | null, key: string): boolean {
    if (limit === null) return true
    const wait = limit.take(key)
    exchange.head.push('RateLimit-Policy', limit.policy, 'RateLimit', limit.describe())
    if (wait === 0) return true
    respond.refusal(exchange, { code: 'rate_limited' }, { 'Retry-After': String(wait) })
    return false
  }

  async function answer(route: Route, incoming: Incoming, exchange: DialectExchange, wrong: Refusal | null): Promise<void> {
    const { raw } = incoming
    const { headers } = raw
    const refuse = (refusal: Refusal, more?: DialectHeaders): void => respond.refusal(exchange, refusal, more)
    exchange.method = route.method
    if (wrong !== null) return refuse(wrong)
    const remoteAddress = deps.origins.clientAddress(headers, raw.socket.remoteAddress)

    let principal: Principal = { kind: 'public' }
    if (route.access === 'public') {
      if (!admit(exchange, limits.address, addressKey(remoteAddress))) return
    } else {
      const url = `${exchange.baseUrl}${raw.url ?? ''}`
      const certificate = clientCertificateOf(raw.socket, headers, deps.certificates)
      const found = await dialect.authenticate({ method: raw.method ?? '', url, headers, certificate })
      if (!found.ok) {
        // Guessing at tokens uses up the allowance of the address.
        if (!admit(exchange, limits.address, addressKey(remoteAddress))) return
        return refuse(found.error, found.headers)
      }
      principal = found.value.principal
      exchange.principal = principal
      for (const name of Object.keys(found.headers)) exchange.head.push(name, found.headers[name] as string)
      if (!admit(exchange, limits.caller, principal.kind === 'third_party' ? principal.thirdPartyId : principal.kind)) return
      const refused = refuseScope(route.access, principal) ?? dialect.refuseGrant(route.access, principal)
      if (refused !== null) return refuse(refused)
    }

    const body = incoming.body ?? EMPTY_BODY
    const required = route.signed === true
    exchange.signed = required
    if ((required && route.method !== 'GET') || headers[dialect.signatureHeader] !== undefined) {
      const refused = await dialect.verify({ headers, rawBody: body, principal, required })
      if (refused !== null) return refuse(refused)
      exchange.signed = true
    }

    let text = ''
    let sent: unknown
    if (body.length > 0 && route.method !== 'GET') {
      text = body.toString('utf8')
      try {
        if (text.includes('\ufffd') && !isUtf8(body)) throw new SyntaxError('not UTF-8')
        sent = JSON.parse(text)
      } catch {
        return refuse({ code: 'invalid_json' })
      }
    }

    const { header, lengthMax } = dialect.idempotency
    const key = route.command === undefined ? undefined : headers[header]
    if (key === undefined) {
      if (route.command === 'money') return refuse({ code: 'idempotency_key_missing', param: header })
    } else if (typeof key !== 'string' || key.length > lengthMax || !/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(key)) {
      return refuse({ code: 'idempotency_key_invalid', param: header })
    }

    const read = readInput(route, incoming, sent, exchange.language)
    if (!read.ok) return refuse(read.error)
    const command: CommandContext = {
      principal,
      requestId: exchange.requestId,
      endpoint: route.operationId,
      idempotencyKey: key ?? null,
      requestHash: route.method === 'GET' ? '' : hash('sha256', `${raw.method}\n${raw.url}\n${text}`),
      baseUrl: exchange.baseUrl,
      language: exchange.language,
    }
    const request = {
      principal,
      params: read.value.params,
      query: read.value.query,
      body: read.value.body,
      rawBody: body,
      requestId: exchange.requestId,
      language: exchange.language,
      baseUrl: exchange.baseUrl,
      header: (name: string) => {
        const value = headers[name.toLowerCase()]
        return Array.isArray(value) ? value.join(', ') : value
      },
      remoteAddress,
      command,
      raw,
      response: exchange.response,
    } satisfies RouteRequest<unknown, unknown, unknown>
    write(route, exchange, await route.handle(request))
  }

  function write(route: Route, exchange: DialectExchange, reply: Reply): void {
    if (deps.validateResponses) assertDeclared(route, reply)
    if ('ok' in reply) {
      if (!reply.ok) respond.refusal(exchange, reply.error)
      else if (route.response.status === 204) respond.json(exchange, 204, '')
      else respond.json(exchange, route.response.status, JSON.stringify(reply.value))
    } else if (reply.kind === 'text') writeText(exchange, reply)
    else if (reply.kind === 'command') respond.command(exchange, reply)
    else if (reply.kind === 'json') respond.reply(exchange, reply)
    else if (reply.kind === 'raw') respond.raw(exchange, reply)
    else throw new TypeError(`${route.operationId} answers with a stream, which the dialect ${dialect.name} does not speak`)
  }

  function writeText(exchange: DialectExchange, { status, json }: TextReply): void {
    if (typeof json === 'string' || exchange.signed) respond.json(exchange, status, json.toString())
    else respond.raw(exchange, { kind: 'raw', status, contentType: 'application/json', body: json })
  }

  return {
    dialect,
    exchange: (base, headers) => openExchange(base, headers).exchange,
    async serve(route, incoming, base) {
      const { exchange, refusal } = openExchange(base, incoming.raw.headers)
      try {
        await answer(route, incoming, exchange, refusal)
        const durationMs = performance.now() - exchange.startedMs
        if (durationMs > SLOW_MS && route.waits !== true)
          logger.warn({ operation: exchange.operation, requestId: exchange.requestId, durationMs: Math.round(durationMs) }, 'slow request')
      } catch (error) {
        fail(failed, exchange, error)
      }
    },
    refuse(exchange, code, headers) {
      try {
        respond.refusal(exchange, { code }, headers)
      } catch (error) {
        fail(failed, exchange, error)
      }
    },
    fail: (exchange, error) => fail(failed, exchange, error),
    malformed(refusal, about) {
      const rendered = deps.problems.render(refusal, { ...about, language: 'en' })
      return { ...dialect.word(problemOf(rendered.body), about), headers: dialect.open({}).headers }
    },
  }
}

function refuseScope(access: Exclude<Access, 'public'>, principal: Principal): Refusal | null {
  const needed = access.thirdParty
  if (principal.kind === 'third_party' && needed !== undefined && principal.scopes.has(needed)) return null
  return { code: 'forbidden', param: 'Authorization', values: { needs: `a third party's token with the scope ${needed ?? ''}` } }
}

/** Writes answers in the dialect; only exchanges that `mountDialect` opened come here. */
function createDialectResponder(deps: DialectDeps, dialect: Dialect): Responder {
  const fixed = [
    'X-Content-Type-Options',
    'nosniff',
    'Cache-Control',
    'no-store',
    ...(deps.https ? ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'] : []),
  ]

  const end = (exchange: Exchange, status: number, body: string | Buffer, contentType: string, headers?: DialectHeaders): void => {
    const { response } = exchange
    if (response.headersSent || response.destroyed) return
    const head = fixed.concat((exchange as DialectExchange).head)
    head.push('X-Request-Id', exchange.requestId)
    for (const name of Object.keys(headers ?? {})) head.push(name, (headers as DialectHeaders)[name] as string)
    if (status === 204) {
      response.writeHead(204, head)
      response.end()
    } else {
      head.push('Content-Type', contentType, 'Content-Length', String(typeof body === 'string' ? Buffer.byteLength(body) : body.length))
      response.writeHead(status, head)
      response.end(body)
    }
    const durationMs = performance.now() - exchange.startedMs
    exchange.recorder.record(status, durationMs)
    const { operation: operationId } = exchange
    const { method, principal, problem } = exchange as DialectExchange
    if (operationId !== 'none') dialect.record({ operationId, method, status, durationMs, principal, problem })
  }

  const json = (exchange: Exchange, status: number, body: string, headers?: DialectHeaders): void => {
    if (!(exchange as DialectExchange).signed || body === '') {
      end(exchange, status, body, 'application/json', headers)
      return
    }
    dialect.sign(body).then(
      signature => end(exchange, status, body, 'application/json', { ...headers, ...signature }),
      (error: unknown) => {
        // Nobody may take an unsigned answer for ours: without the key there is only the word that something is wrong.
        ;(exchange as DialectExchange).signed = false
        fail({ logger: deps.logger, respond: responder }, exchange, error)
      },
    )
  }

  const refused = (exchange: Exchange, problem: DialectProblem, body: string, headers?: DialectHeaders): void => {
    const worded = dialect.word(problem, exchange)
    const wait = headers?.['Retry-After'] === undefined ? retryAfterOf(problem.status, body) : null
    deps.observe?.(exchange.operation, worded.status, problem.code)
    ;(exchange as DialectExchange).problem = problem
    json(exchange, worded.status, worded.body, {
      'Content-Language': exchange.language,
      ...(wait === null ? {} : { 'Retry-After': String(wait) }),
      ...headers,
    })
  }

  const responder: Responder = {
    json(exchange, status, body, headers) {
      deps.observe?.(exchange.operation, status, null)
      json(exchange, status, body, headers)
    },
    command(exchange, reply) {
      if (reply.contentType === 'application/problem+json') refused(exchange, problemOf(reply.body), reply.body)
      else responder.json(exchange, reply.status, reply.body)
    },
    reply(exchange, reply) {
      responder.json(exchange, reply.status, reply.body === undefined ? '' : JSON.stringify(reply.body), reply.headers)
    },
    raw(exchange, reply) {
      if (typeof reply.body !== 'string' && !Buffer.isBuffer(reply.body)) throw new TypeError('a dialect answers with text or bytes')
      deps.observe?.(exchange.operation, reply.status, null)
      end(exchange, reply.status, reply.body, reply.contentType, reply.headers)
    },
    refusal(exchange, refusal, headers) {
      const { body } = deps.problems.render(refusal, exchange)
      refused(exchange, problemOf(body), body, headers)
    },
    streamHead: () => [],
    streamOpened: () => {},
    mounted: () => () => {},
  }
  return responder
}

/** Reads back what `problems.render` wrote: refusals of commands are stored in that form. */
function problemOf(body: string): DialectProblem {
  const { status, code, param, detail } = JSON.parse(body) as { status: number; code: string; param?: string; detail: string }
  return { status, code, param: param ?? null, detail }
}
