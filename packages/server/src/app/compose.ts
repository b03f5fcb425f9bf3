/** All wiring, by hand: reads top to bottom like a table of contents. Each layer is built from the ones below it. */
import { certificateSourceOf } from '../platform/config.ts'
import { createOpenApi, type OpenApiDocument } from '../platform/http/openapi.ts'
import { createOperationsRoutes } from '../platform/http/operations.ts'
import { createReferenceRoutes } from '../platform/http/reference.ts'
import type { Route } from '../platform/http/route.ts'
import { createHttpServer, type HttpServer, type HttpServerDeps } from '../platform/http/server.ts'
import { createPageRoutes } from '../platform/http/static.ts'
import type { ConnectorOptions } from './connectors.ts'
import { perSecond } from './limits.ts'
import { defineJobs, startTicks } from './schedule.ts'
import { API_TAGS } from './tags.ts'
import { wireDomains } from './wire-domains.ts'
import { wireOpenBanking } from './wire-open-banking.ts'
import { type PlatformOptions, wirePlatform } from './wire-platform.ts'

export { HOUSE } from './connectors.ts'

export type AppOptions = PlatformOptions &
  ConnectorOptions & {
    /** The folder of the built pages. */
    readonly pagesFolder: string
    /** Routes beside the API: the demo's. */
    readonly extraRoutes?: (app: Wired) => readonly Route[]
    readonly http?: Partial<Pick<HttpServerDeps, 'validateResponses' | 'observe'>>
  }

export type Wired = ReturnType<typeof wire>

export type App = Wired & {
  readonly server: HttpServer
  /** What /openapi.json says; needs no start. */
  openApi(): OpenApiDocument
  /** Loads, listens and starts the background work; resolves to the server's address. */
  start(): Promise<string>
  /** Drains and stops: requests in flight are answered, running jobs end, connections close. */
  stop(): Promise<void>
}

function wire(options: AppOptions) {
  const platform = wirePlatform(options)
  const domains = wireDomains(platform, options)
  const openBanking = wireOpenBanking(platform, domains)
  const { db, clock, config, commands, audit, jobs, problems, publicUrl, setAddress } = platform
  return { ...domains, ...openBanking, db, clock, config, commands, audit, jobs, problems, publicUrl, setAddress }
}

/** Wires the whole server. Nothing runs until `start`. */
export function compose(options: AppOptions): App {
  const { config, logger, metrics } = options
  const app = wire(options)
  const domainRoutes = [
    app.payments,
    app.routing,
    app.wallets,
    app.consents,
    app.identity,
    app.approvals,
    app.merchants,
    app.onboarding,
    app.partners,
    app.policies,
    app.clearing,
    app.reconciliation,
    app.notifications,
    app.audit,
    ...(app.sandboxBank === null ? [] : [app.sandboxBank]),
    app.openBankingPages,
    app.openBanking,
    app.riskSignals,
    { routes: app.ordering.operatorRoutes },
    app.connectors.kit,
    app.connectors.wechatPay,
    app.connectors.openBanking,
    app.connectors.alipay,
  ].flatMap(domain => [...domain.routes])
  const routes: Route[] = [
    ...app.approvals.guard([...domainRoutes, ...app.ledger.routes({ db: app.db, commands: app.commands })]),
    ...(options.extraRoutes?.(app) ?? []),
  ]
  const api = { routes, problems: app.problems, tags: API_TAGS, dialects: [app.openBanking.document] }
  let ready = false
  let server: HttpServer | null = null
  const operations = createOperationsRoutes({
    checks: {
      database: async () => (await app.db.pool.query('SELECT 1')).rowCount === 1,
      started: async () => ready,
    },
    draining: () => server?.draining ?? false,
    metrics,
    metricsToken: config.metricsToken,
  })
  server = createHttpServer({
    routes: [...routes, ...operations, ...createReferenceRoutes(api), ...createPageRoutes(options.pagesFolder)],
    mounts: app.identity.oauth.mounts,
    dialects: [app.openBanking.dialect],
    problems: app.problems,
    authenticate: app.identity.authenticate,
    config: {
      publicUrl: config.publicUrl,
      proxyHops: config.proxyHops,
      certificates: certificateSourceOf(config),
      tls: config.tlsCert === null || config.tlsKey === null ? null : { cert: config.tlsCert, key: config.tlsKey },
      rateLimits: {
        credential: perSecond(config.rateLimit),
        address: perSecond(config.rateLimitPublic),
        strict: config.rateLimitSignIn === 0 ? null : { perSecond: config.rateLimitSignIn / 60, burst: config.rateLimitSignIn },
      },
      streamsMax: config.streamsMax,
      drainTimeoutMs: config.drainTimeoutMs,
      drainDelayMs: config.drainDelayMs,
    },
    logger,
    metrics,
    ...options.http,
  })
  metrics.gauge('feiqian_queue_depth', 'Commands that wait for a transaction.', () => app.commands.depth)
  metrics.gauge('feiqian_db_connections', 'Open database connections of this node.', () => app.db.pool.totalCount)
  metrics.gauge('feiqian_outbox_lag_seconds', 'For how long the oldest committed event has waited for the relay.', () =>
    app.notifications.lagSeconds(),
  )
  defineJobs(app, logger)
  let ticks: ReturnType<typeof startTicks> | null = null
  const listening = server

  return {
    ...app,
    server: listening,
    openApi: () => createOpenApi(api),
    async start() {
      await app.ledger.ensureInstitution(app.db, app.clearing.houses)
      await app.policies.load()
      await app.routing.load()
      await app.connectors.kit.start()
      await app.identity.start()
      await app.notifications.start()
      app.openBanking.start()
      await app.ordering.events.start()
      app.consents.start()
      const url = await listening.listen({ host: config.host, port: config.port })
      app.setAddress(url)
      await app.jobs.start()
      ticks = startTicks(app, logger)
      ready = true
      return url
    },
    async stop() {
      ready = false
      app.ordering.events.endPolls()
      await listening.close()
      await ticks?.stop()
      await app.commands.drain()
      await app.jobs.stop()
      await app.clearing.stop()
      await app.connectors.wechatPay.close()
      await app.connectors.alipay.close()
      await app.connectors.openBanking.close()
      await app.connectors.kit.stop()
      await app.notifications.stop()
      await app.ordering.events.stop()
      await app.openBanking.stop()
      await app.consents.stop()
      await app.identity.stop()
      await app.routing.stop()
      await app.policies.stop()
      await app.db.close()
    },
  }
}
