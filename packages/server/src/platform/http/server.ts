/**
 * The HTTP server: mounts declared routes on fastify, answers everything else with problem details, and drains on close. It knows no
 * domain; what may be asked and by whom is data (route.ts).
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { type FastifyError, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import { formatId, newId } from '../../kernel/ids.ts'
import { invariant } from '../../kernel/outcome.ts'
import type { Logger, Metrics } from '../telemetry.ts'
import { allowedMethods } from './allowed-methods.ts'
import type { CertificateSource } from './certificates.ts'
import { type Dialect, mountDialect } from './dialect.ts'
import { isForm } from './form.ts'
import { type Mount, mountOf } from './mounts.ts'
import { createLanguageChooser, createOrigins, languageOfCookie } from './negotiate.ts'
import type { HttpRefusalCode, Problems } from './problems.ts'
import { addressKey, createRateLimiter, type RateLimit } from './rate-limit.ts'
import { createResponder, type Exchange } from './respond.ts'
import type { Route } from './route.ts'
import { type Authenticate, fail, type Incoming, type ServeDeps, serve } from './serve.ts'
import { createStreams } from './streams.ts'

export type { Authenticate } from './serve.ts'

export type HttpServerConfig = {
  /** Where people reach this server, e.g. `https://pay.example.com`; `null`: wherever the request was sent. */
  readonly publicUrl: string | null
  /** How many proxies of ours stand in front and append to X-Forwarded-For. */
  readonly proxyHops: number
  /** Where clients' certificates are looked for; in the handshake unless said. */
  readonly certificates?: CertificateSource
  /** PEM. When given, the server ends TLS itself (1.2 or later) and asks clients for a certificate, which it does not judge. */
  readonly tls?: { readonly cert: string; readonly key: string } | null
  /** `null` switches a limit off. */
  readonly rateLimits: {
    /** Per API key or session. */
    readonly credential: RateLimit | null
    /** Per client address, for operations that need no credential and for failed authentications. */
    readonly address: RateLimit | null
    /** Per client address, for routes with `limit: 'strict'`. */
    readonly strict: RateLimit | null
  }
  /** Greatest number of open event streams. */
  readonly streamsMax: number
  /** How long `close` waits for requests in flight, in milliseconds. */
  readonly drainTimeoutMs: number
  /** How long `close` keeps accepting while /readyz already answers 503, so that load balancers notice. */
  readonly drainDelayMs: number
}

export type HttpServerDeps = {
  readonly routes: readonly Route[]
  /** What libraries serve by themselves, beside the routes. */
  readonly mounts?: readonly Mount[]
  /** What is published under their prefixes is answered in their words; see dialect.ts. */
  readonly dialects?: readonly Dialect[]
  readonly problems: Problems
  readonly authenticate: Authenticate
  readonly config: HttpServerConfig
  readonly logger: Logger
  readonly metrics: Metrics
  /** For tests: see declared.ts. */
  readonly validateResponses?: boolean
  /** Hears of every answer, for tests that count which operations and codes were exercised; `code` is null unless it is a problem. */
  readonly observe?: (operationId: string, status: number, code: string | null) => void
}

export type HttpServer = {
  /** Starts listening; port 0 takes a free one. Resolves to the address, e.g. `http://127.0.0.1:4000`, or https with `tls`. */
  listen(options: { readonly host: string; readonly port: number }): Promise<string>
  /** True once `close` was called. */
  readonly draining: boolean
  readonly streamCount: number
  /** Drains: stops accepting, ends streams, finishes what is in flight within the bound. Safe to call twice. */
  close(): Promise<void>
}

/** BCP 195 (RFC 9325): TLS 1.2 with forward secrecy and authenticated encryption, or 1.3. Certificates that clients present are judged where they are used. */
const TLS_OPTIONS = {
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
  ].join(':'),
  honorCipherOrder: true,
  requestCert: true,
  rejectUnauthorized: false,
} as const

const BODY_LIMIT_BYTES = 64 * 1024
/** Of an id, a code or a token in a path. */
const PARAM_LENGTH_MAX = 200

export function createHttpServer(deps: HttpServerDeps): HttpServer {
  const { config, logger, metrics, problems } = deps
  for (const route of deps.routes) assertRoute(route, problems)
  const { observe } = deps
  const respond = createResponder({
    problems,
    https: config.publicUrl?.startsWith('https:') === true || (config.tls ?? null) !== null,
    ...(observe === undefined
      ? {}
      : { onAnswer: (exchange: Exchange, status: number, code: string | null) => observe(exchange.operation, status, code) }),
  })
  const streams = createStreams({ max: config.streamsMax, onError: error => logger.error({ err: error }, 'a stream failed') })
  const limiter = (name: string, limit: RateLimit | null) => (limit === null ? null : createRateLimiter(name, limit))
  const origins = createOrigins(config)
  const chooseLanguage = createLanguageChooser()
  const served: ServeDeps = {
    authenticate: deps.authenticate,
    respond,
    streams,
    origins,
    logger,
    limits: {
      credential: limiter('credential', config.rateLimits.credential),
      address: limiter('address', config.rateLimits.address),
      strict: limiter('strict', config.rateLimits.strict),
    },
    validateResponses: deps.validateResponses === true,
  }
  const dialects = (deps.dialects ?? []).map(dialect =>
    mountDialect(
      {
        problems,
        origins,
        logger,
        https: config.publicUrl?.startsWith('https:') === true,
        certificates: config.certificates ?? 'handshake',
        validateResponses: deps.validateResponses === true,
        ...(observe === undefined ? {} : { observe }),
      },
      dialect,
    ),
  )
  const dialectOf = (path: string | undefined) => dialects.find(each => path?.startsWith(each.dialect.prefix) === true) ?? null
  const elsewhere = metrics.http('none')
  let draining = false
  let closing: Promise<void> | null = null

  /** Pages are shown in the language that the person chose on them; an API answers as its caller's header asks. */
  const open = (request: FastifyRequest, reply: FastifyReply, operation: string, recorder = elsewhere, isPage = false): Exchange => {
    const { raw } = request
    const chosen = isPage ? languageOfCookie(raw.headers.cookie) : null
    return {
      response: reply.raw,
      requestId: request.id,
      language: chosen ?? chooseLanguage(raw.headers['accept-language']),
      baseUrl: origins.baseUrl(raw.headers, 'encrypted' in raw.socket),
      startedMs: performance.now(),
      recorder,
      operation,
      limiter: null,
    }
  }

  /** Answers what never reaches a route. */
  const refuse = (
    request: FastifyRequest,
    reply: FastifyReply,
    code: HttpRefusalCode,
    headers?: Readonly<Record<string, string>>,
  ): void => {
    reply.hijack()
    const exchange = open(request, reply, 'none')
    const spoken = dialectOf(request.raw.url)
    if (spoken !== null) {
      spoken.refuse(spoken.exchange(exchange, request.raw.headers), code, headers)
      return
    }
    try {
      respond.refusal(exchange, { code }, headers)
    } catch (error) {
      fail(served, exchange, error)
    }
  }

  const mounts = deps.mounts ?? []
  const mountRecorders = new Map(mounts.map(mount => [mount, metrics.http(mount.name)]))
  const tls = config.tls ?? null

  /** Hands the request to a mount; never rejects. */
  async function serveMount(mount: Mount, raw: IncomingMessage, response: ServerResponse): Promise<void> {
    const encrypted = 'encrypted' in raw.socket
    const exchange: Exchange = {
      response,
      requestId: formatId('req', newId()),
      language: chooseLanguage(raw.headers['accept-language']),
      baseUrl: origins.baseUrl(raw.headers, encrypted),
      startedMs: performance.now(),
      recorder: mountRecorders.get(mount) ?? elsewhere,
      operation: mount.name,
      limiter: served.limits.address,
    }
    const remoteAddress = origins.clientAddress(raw.headers, raw.socket.remoteAddress)
    let uncount = (): void => {}
    try {
      const wait = served.limits.address?.take(addressKey(remoteAddress)) ?? 0
      if (wait > 0) {
        respond.refusal(exchange, { code: 'rate_limited' }, { 'Retry-After': String(wait) })
        return
      }
      uncount = respond.mounted(exchange)
      await mount.handle(raw, response, { requestId: exchange.requestId, baseUrl: exchange.baseUrl, remoteAddress })
    } catch (error) {
      uncount()
      fail(served, exchange, error)
    }
  }

  function makeServer(handler: (request: IncomingMessage, response: ServerResponse) => void): Server {
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      const mount = mountOf(mounts, request.url)
      if (mount === null) handler(request, response)
      else void serveMount(mount, request, response)
    }
    const server = tls === null ? createServer(listener) : createTlsServer({ ...tls, ...TLS_OPTIONS }, listener)
    server.keepAliveTimeout = 72_000
    server.requestTimeout = 30_000
    server.setTimeout(0)
    return server
  }

  const app = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    genReqId: () => formatId('req', newId()),
    serverFactory: makeServer,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX },
    frameworkErrors: (_error, request, reply) => refuse(request, reply, 'unknown_route'),
    clientErrorHandler: answerMalformed,
  })
  const sockets = new Set<Socket>()
  app.server.on('connection', socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  const allowedAt = allowedMethods(deps.routes, PARAM_LENGTH_MAX)
  const allowOf = (request: FastifyRequest): string | null => (request.is404 ? allowedAt(request.raw.url ?? '') : null)
  app.setNotFoundHandler((request, reply) => {
    const allow = allowOf(request)
    if (allow === null) refuse(request, reply, 'unknown_route')
    else refuse(request, reply, 'method_not_allowed', { Allow: allow })
  })
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const allow = allowOf(request)
    if (allow !== null) refuse(request, reply, 'method_not_allowed', { Allow: allow })
    else if (error.statusCode === 413) refuse(request, reply, 'body_too_large', { Connection: 'close' })
    else if (error.statusCode === 415) refuse(request, reply, 'unsupported_media_type')
    else if (error.statusCode === 400) refuse(request, reply, 'invalid_json')
    else {
      reply.hijack()
      const exchange = open(request, reply, 'none')
      const spoken = dialectOf(request.raw.url)
      if (spoken === null) fail(served, exchange, error)
      else spoken.fail(spoken.exchange(exchange, request.raw.headers), error)
    }
  })

  const callbacks: ((scope: typeof app) => void)[] = []
  for (const route of deps.routes) {
    const recorder = metrics.http(route.operationId)
    const spoken = dialectOf(route.path)
    const answer =
      spoken === null
        ? (incoming: Incoming, exchange: Exchange) => serve(served, route, incoming, exchange)
        : (incoming: Incoming, exchange: Exchange) => spoken.serve(route, incoming, exchange)
    if (route.callback === true) {
      callbacks.push(scope =>
        scope.route({
          method: route.method,
          url: route.path,
          bodyLimit: route.bodyLimit ?? BODY_LIMIT_BYTES,
          handler: (request, reply) => {
            reply.hijack()
            void answer(request as Incoming, open(request, reply, route.operationId, recorder, false))
          },
        }),
      )
      continue
    }
    app.route({
      method: route.method === 'GET' ? ['GET', 'HEAD'] : route.method,
      url: route.path,
      bodyLimit: route.bodyLimit ?? BODY_LIMIT_BYTES,
      handler: (request, reply) => {
        // Only pages take forms, and they take nothing else: any other page's form could reach what takes both.
        if (isForm(request.raw.headers) !== (route.form === true)) {
          if (route.form === true || (request.body !== undefined && request.body !== null)) {
            refuse(request, reply, 'unsupported_media_type')
            return
          }
        }
        reply.hijack()
        const exchange = open(request, reply, route.operationId, recorder, route.hidden === true)
        void answer(request as Incoming, exchange)
      },
    })
  }
  // Callbacks take a body of any type; nothing else does.
  if (callbacks.length > 0)
    void app.register(async scope => {
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
      for (const add of callbacks) add(scope as typeof app)
    })
  /** Answers what could not be read as HTTP, in the words of the part that was asked, as far as the first line tells. */
  function answerMalformed(error: NodeJS.ErrnoException & { readonly rawPacket?: unknown }, socket: Socket): void {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    const isTooLarge = error.code === 'HPE_HEADER_OVERFLOW'
    const sent = Buffer.isBuffer(error.rawPacket) ? error.rawPacket.toString('latin1', 0, 2048) : ''
    const host = /\r\nhost: *(\S+)\r\n/i.exec(sent)?.[1]
    const baseUrl = origins.baseUrl(host === undefined ? {} : { host }, 'encrypted' in socket)
    const about = { requestId: formatId('req', newId()), baseUrl }
    const refusal = isTooLarge
      ? { code: 'headers_too_large' }
      : { code: 'parameter_invalid', values: { reason: 'the request is not well-formed HTTP' } }
    const path = /^[A-Z]+ (\/\S*) HTTP/.exec(sent)?.[1]
    const spoken = dialectOf(path)
    const { status, headers, body } =
      spoken === null ? { ...problems.render(refusal, { ...about, language: 'en' }), headers: {} } : spoken.malformed(refusal, about)
    const head = {
      'Content-Type': spoken === null ? 'application/problem+json' : 'application/json',
      'Content-Length': String(Buffer.byteLength(body)),
      'Cache-Control': 'no-store',
      'X-Request-Id': about.requestId,
      Connection: 'close',
      ...headers,
    }
    const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`)
    observe?.('none', status, refusal.code)
  }

  async function drain(): Promise<void> {
    draining = true
    if (config.drainDelayMs > 0) await new Promise(resolve => setTimeout(resolve, config.drainDelayMs))
    streams.close()
    const bound = setTimeout(() => {
      logger.warn({ drainTimeoutMs: config.drainTimeoutMs }, 'requests were still in flight when the drain ended')
      app.server.closeAllConnections()
    }, config.drainTimeoutMs)
    // Connections that go idle while draining, or that a browser opened in advance, would otherwise hold the close.
    const idle = setInterval(() => {
      app.server.closeIdleConnections()
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
    }, 100)
    try {
      await app.close()
    } finally {
      clearTimeout(bound)
      clearInterval(idle)
    }
  }

  return {
    async listen({ host, port }) {
      await app.listen({ host, port, backlog: 1024 })
      const address = app.server.address() as AddressInfo
      return `${tls === null ? 'http' : 'https'}://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
    },
    get draining() {
      return draining
    },
    get streamCount() {
      return streams.count
    },
    close() {
      closing ??= drain()
      return closing
    },
  }
}

/** A route that declares what is in no catalogue is a defect of the program, found when it starts. */
function assertRoute(route: Route, problems: Problems): void {
  const unknown = route.refusals.find(code => !problems.catalogue.has(code))
  invariant(unknown === undefined, `${route.operationId} declares the refusal ${unknown}, which is in no catalogue`)
  invariant(route.form !== true || (route.hidden === true && route.method === 'POST'), `${route.operationId} takes a form and is no page`)
  const believed = route.access === 'public' && route.method === 'POST' && route.body === undefined && route.command === undefined
  invariant(route.callback !== true || believed, `${route.operationId} is a callback, which is public and read by its handler`)
  invariant(route.method !== 'GET' || route.command === undefined, `${route.operationId} is a read and takes no command`)
}
