/**
 * Answers one request of a declared route: who asks, may they, how often, what exactly do they ask, and only then the
 * handler. Every way out writes an answer; a defect is logged once, here, and told to the caller as `internal`.
 */
import { isUtf8 } from 'node:buffer'
import { hash } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { type Outcome, ok, type Refusal, refuse } from '../../kernel/outcome.ts'
import type { Principal } from '../../kernel/principal.ts'
import { OverloadedError } from '../batcher.ts'
import type { CommandContext } from '../commands.ts'
import { isTransient } from '../db.ts'
import type { Logger } from '../telemetry.ts'
import { assertDeclared } from './declared.ts'
import { parseForm } from './form.ts'
import type { Origins } from './negotiate.ts'
import { refusalOf } from './parameters.ts'
import { addressKey, type RateLimiter } from './rate-limit.ts'
import { API_VERSION, type Exchange, type Responder } from './respond.ts'
import type { Access, Language, Reply, Route, RouteRequest } from './route.ts'
import type { Streams } from './streams.ts'

/** Turns the credential of a request into a principal; `null` when there is none, a refusal when it is not valid. */
export type Authenticate = (
  headers: IncomingHttpHeaders,
  /** Whom the route is for: a browser may hold the cookies of a wallet holder and of an operator at once. */
  access?: Access,
) => Promise<Principal | Refusal | null> | Principal | Refusal | null

export type ServeDeps = {
  readonly authenticate: Authenticate
  readonly respond: Responder
  readonly streams: Streams
  readonly origins: Origins
  readonly logger: Logger
  readonly limits: { readonly credential: RateLimiter | null; readonly address: RateLimiter | null; readonly strict: RateLimiter | null }
  /** Checks every answer against the schema of its route and throws when it differs: for tests. */
  readonly validateResponses: boolean
}

/** What fastify read of the request. */
export type Incoming = {
  readonly raw: IncomingMessage
  readonly params: unknown
  readonly query: unknown
  readonly body: Buffer | undefined
}

const SLOW_MS = 1000
export const EMPTY_BODY = Buffer.alloc(0)
const PUBLIC: Principal = { kind: 'public' }

/** Never rejects. */
export async function serve(deps: ServeDeps, route: Route, incoming: Incoming, exchange: Exchange): Promise<void> {
  try {
    await answer(deps, route, incoming, exchange)
    const durationMs = performance.now() - exchange.startedMs
    if (durationMs > SLOW_MS)
      deps.logger.warn({ operation: exchange.operation, requestId: exchange.requestId, durationMs: Math.round(durationMs) }, 'slow request')
  } catch (error) {
    fail(deps, exchange, error)
  }
}

async function answer(deps: ServeDeps, route: Route, incoming: Incoming, exchange: Exchange): Promise<void> {
  const { raw } = incoming
  const { headers } = raw
  const { respond } = deps
  const remoteAddress = deps.origins.clientAddress(headers, raw.socket.remoteAddress)
  const writes = route.method !== 'GET'

  let principal = PUBLIC
  if (route.callback === true) {
    const wait = deps.limits.address?.wait(addressKey(remoteAddress)) ?? 0
    if (wait > 0) {
      respond.refusal(exchange, { code: 'rate_limited' }, { 'Retry-After': String(wait) })
      return
    }
  } else if (route.access === 'public') {
    const limiter = route.limit === 'strict' ? deps.limits.strict : route.hidden === true ? null : deps.limits.address
    if (limiter !== null && !admit(deps, exchange, limiter, addressKey(remoteAddress))) return
  } else {
    const authenticated = deps.authenticate(headers, route.access)
    const found = authenticated instanceof Promise ? await authenticated : authenticated
    if (found === null || 'code' in found) {
      // Guessing at credentials uses up the allowance of the address.
      if (deps.limits.address !== null && !admit(deps, exchange, deps.limits.address, addressKey(remoteAddress))) return
      respond.refusal(exchange, found ?? { code: 'unauthenticated' }, { 'WWW-Authenticate': 'Bearer realm="feiqian"' })
      return
    }
    principal = found
    if (deps.limits.credential !== null && !admit(deps, exchange, deps.limits.credential, credentialOf(principal))) return
    const refused = refuseAccess(route, principal) ?? (writes ? refuseForgery(exchange, principal, headers) : null)
    if (refused !== null) {
      respond.refusal(exchange, refused)
      return
    }
  }

  const version = headers['feiqian-version']
  if (version !== undefined && version !== API_VERSION) {
    respond.refusal(exchange, {
      code: 'parameter_invalid',
      param: 'Feiqian-Version',
      values: { reason: `${API_VERSION} is the version there is` },
    })
    return
  }

  let text = ''
  let sent: unknown
  if (route.callback === true) {
    // Nothing is read before it is believed.
  } else if (route.form === true) {
    sent = parseForm(incoming.body ?? EMPTY_BODY)
    if (sent === null) {
      respond.refusal(exchange, { code: 'parameter_invalid', values: { reason: 'the form is not readable' } })
      return
    }
  } else if (writes && incoming.body !== undefined && incoming.body.length > 0) {
    text = incoming.body.toString('utf8')
    try {
      if (text.includes('\ufffd') && !isUtf8(incoming.body)) throw new SyntaxError('not UTF-8')
      sent = JSON.parse(text)
    } catch {
      respond.refusal(exchange, { code: 'invalid_json' })
      return
    }
  }

  const key = headers['idempotency-key']
  if (route.command !== undefined) {
    if (key === undefined) {
      if (route.command === 'money') {
        respond.refusal(exchange, { code: 'idempotency_key_missing', param: 'Idempotency-Key' })
        return
      }
    } else if (typeof key !== 'string' || !isIdempotencyKey(key)) {
      respond.refusal(exchange, { code: 'idempotency_key_invalid', param: 'Idempotency-Key' })
      return
    }
  }

  const read = readInput(route, incoming, sent, exchange.language)
  if (!read.ok) {
    respond.refusal(exchange, read.error)
    return
  }

  const command: CommandContext = {
    principal,
    requestId: exchange.requestId,
    endpoint: route.operationId,
    idempotencyKey: typeof key === 'string' ? key : null,
    requestHash: writes && route.callback !== true ? hash('sha256', `${raw.method}\n${raw.url}\n${text}`) : '',
    baseUrl: exchange.baseUrl,
    language: exchange.language,
  }
  const request: RouteRequest<unknown, unknown, unknown> = {
    principal,
    params: read.value.params,
    query: read.value.query,
    body: read.value.body,
    rawBody: incoming.body ?? EMPTY_BODY,
    requestId: exchange.requestId,
    language: exchange.language,
    baseUrl: exchange.baseUrl,
    header: name => {
      const value = headers[name.toLowerCase()]
      return Array.isArray(value) ? value.join(', ') : value
    },
    remoteAddress,
    command,
    raw,
    response: exchange.response,
  }
  const handled = route.handle(request)
  const reply = handled instanceof Promise ? await handled : handled
  if (route.callback === true && refuses(reply)) deps.limits.address?.take(addressKey(remoteAddress))
  write(deps, route, exchange, reply, raw.method === 'HEAD')
}

const refuses = (reply: Reply): boolean => ('ok' in reply ? !reply.ok : 'status' in reply && reply.status >= 400)

export type Input = { params: unknown; query: unknown; body: unknown }

/** Parses params, query and body once, with the route's schemas; `sent` is undefined when there was no body. */
export function readInput(route: Route, incoming: Incoming, sent: unknown, language: Language): Outcome<Input> {
  const input: Input = { params: undefined, query: undefined, body: undefined }
  if (route.params !== undefined) {
    const parsed = route.params.safeParse(incoming.params)
    if (!parsed.success) return { ok: false, error: refusalOf(route.params, incoming.params, language) }
    input.params = parsed.data
  }
  if (route.query !== undefined) {
    const parsed = route.query.safeParse(incoming.query)
    if (!parsed.success) return { ok: false, error: refusalOf(route.query, incoming.query, language) }
    input.query = parsed.data
  } else if (route.hidden !== true) {
    for (const name in incoming.query as object) return refuse('parameter_unknown', name)
  }
  if (route.body !== undefined) {
    // No body at all is an empty object: what is then missing is named.
    const given = sent === undefined ? {} : sent
    const parsed = route.body.safeParse(given)
    if (!parsed.success) return { ok: false, error: refusalOf(route.body, given, language) }
    input.body = parsed.data
  } else if (sent !== undefined) {
    for (const name in sent as object) return refuse('parameter_unknown', name)
  }
  return ok(input)
}

function write(deps: ServeDeps, route: Route, exchange: Exchange, reply: Reply, headOnly: boolean): void {
  const { respond } = deps
  if (deps.validateResponses) assertDeclared(route, reply)
  if ('ok' in reply) {
    if (!reply.ok) respond.refusal(exchange, reply.error)
    else if (route.response.status === 204) respond.json(exchange, 204, '')
    else respond.json(exchange, route.response.status, JSON.stringify(reply.value))
    return
  }
  if (reply.kind === 'command') respond.command(exchange, reply)
  else if (reply.kind === 'json') respond.reply(exchange, reply)
  else if (reply.kind === 'raw') respond.raw(exchange, reply)
  else if (reply.kind === 'text')
    respond.raw(exchange, { kind: 'raw', status: reply.status, contentType: 'application/json', body: reply.json })
  else if (headOnly) respond.raw(exchange, { kind: 'raw', status: 200, contentType: 'text/event-stream; charset=utf-8', body: '' })
  else if (!deps.streams.open(reply, exchange.response, respond.streamHead(exchange))) respond.refusal(exchange, { code: 'overloaded' })
  else respond.streamOpened(exchange)
}

/** Logs a defect once and tells the caller no more than the request id. */
export function fail(deps: Pick<ServeDeps, 'logger' | 'respond'>, exchange: Exchange, error: unknown): void {
  const about = { operation: exchange.operation, requestId: exchange.requestId }
  try {
    if (error instanceof OverloadedError) {
      deps.respond.refusal(exchange, { code: 'overloaded' }, { 'Retry-After': String(error.retryAfterSeconds) })
      return
    }
    const transient = isTransient(error)
    deps.logger.error({ ...about, err: error }, transient ? 'the database could not answer' : 'a defect')
    if (exchange.response.headersSent) exchange.response.destroy()
    else deps.respond.refusal(exchange, { code: transient ? 'not_ready' : 'internal' })
  } catch (second) {
    deps.logger.error({ ...about, err: second }, 'an answer could not be written')
    exchange.response.destroy()
  }
}

/** Takes a token for the request; answers 429 and returns false when there is none. */
function admit(deps: ServeDeps, exchange: Exchange, limiter: RateLimiter, key: string): boolean {
  const wait = limiter.take(key)
  exchange.limiter = limiter
  if (wait === 0) return true
  deps.respond.refusal(exchange, { code: 'rate_limited' }, { 'Retry-After': String(wait) })
  return false
}

function credentialOf(principal: Principal): string {
  if (principal.kind === 'merchant') return principal.keyId
  if (principal.kind === 'operator') return principal.credential
  if (principal.kind === 'third_party') return principal.thirdPartyId
  return principal.kind === 'holder' ? principal.sessionId : principal.kind
}

function refuseAccess(route: Route, principal: Principal): Refusal | null {
  const { access } = route
  if (access === 'public') return null
  if (principal.kind === 'merchant' || principal.kind === 'operator' || principal.kind === 'third_party') {
    const scope = principal.kind === 'third_party' ? access.thirdParty : access[principal.kind]
    if (scope !== undefined) return principal.scopes.has(scope) ? null : { code: 'forbidden', values: { needs: `the scope ${scope}` } }
  } else if (principal.kind === 'holder' && access.holder === true) {
    return null
  }
  const needs = [
    ...(access.merchant === undefined ? [] : [`a merchant key with ${access.merchant}`]),
    ...(access.operator === undefined ? [] : [`an operator key with ${access.operator}`]),
    ...(access.thirdParty === undefined ? [] : [`a third party's token with ${access.thirdParty}`]),
    ...(access.holder === undefined ? [] : ['a wallet session']),
  ]
  return { code: 'forbidden', values: { needs: needs.join(' / ') } }
}

/**
 * A browser sends the session cookie by itself, so a write under it must be one that a foreign page cannot make: JSON (which
 * needs a CORS preflight that is never granted) and, where the browser says so, from our own origin.
 */
function refuseForgery(exchange: Exchange, principal: Principal, headers: IncomingHttpHeaders): Refusal | null {
  if ((principal.kind !== 'holder' && principal.kind !== 'operator') || headers.authorization !== undefined) return null
  if (headers['content-type']?.startsWith('application/json') !== true) return { code: 'unsupported_media_type' }
  const { origin } = headers
  if (origin !== undefined && hostOf(origin) !== hostOf(exchange.baseUrl))
    return { code: 'forbidden', param: 'Origin', values: { needs: 'a request from the same origin' } }
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return { code: 'forbidden', param: 'Origin', values: { needs: 'a request from the same origin' } }
  return null
}

const hostOf = (url: string): string | null => URL.parse(url)?.host ?? null

/** 1 to 255 printable ASCII characters. */
const isIdempotencyKey = (key: string): boolean => key.length <= 255 && /^[\x20-\x7e]+$/.test(key)
