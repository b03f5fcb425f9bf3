/**
 * All wiring, by hand: reads top to bottom like a table of contents. Each domain is built from the faces below it; news travels
 * upward through the outbox and the sinks registered here.
 */
import { hkdfSync } from 'node:crypto'
import { approvalsCatalogue, createApprovals } from '../domains/approvals/approvals.ts'
import { createAudit } from '../domains/audit/audit.ts'
import { clearingCatalogue, createClearing } from '../domains/clearing/clearing.ts'
import { createClearingSim } from '../domains/connectors/clearing-sim/clearing-sim.ts'
import { createSandboxBank, sandboxBankCatalogue } from '../domains/connectors/sandbox-bank/sandbox-bank.ts'
import { consentsCatalogue, createConsents } from '../domains/consents/consents.ts'
import { createIdentity, createSmsInbox, identityCatalogue, oauthCatalogue } from '../domains/identity/identity.ts'
import { createLedger, ledgerCatalogue } from '../domains/ledger/ledger.ts'
import { createMerchants, isAccountToken, merchantsCatalogue } from '../domains/merchants/merchants.ts'
import {
  createNotifications,
  createUrlCheck,
  createWebhookTransport,
  type Notifications,
  notificationsCatalogue,
} from '../domains/notifications/notifications.ts'
import {
  coreBankCatalogue,
  createAccountNews,
  createCoreBanks,
  createOpenBanking,
  createOpenBankingPages,
  createOrdering,
  createPaymentAccounts,
  createRiskSignals,
  createWalletNews,
  eventsCatalogue,
  openBankingCatalogue,
  paymentInitiationCatalogue,
  riskSignalsCatalogue,
  vrpCatalogue,
} from '../domains/openbanking/openbanking.ts'
import { createPartners, partnersCatalogue } from '../domains/partners/partners.ts'
import { createPageTokens, createPayments, paymentsCatalogue } from '../domains/payments/payments.ts'
import { createPolicies, policiesCatalogue } from '../domains/policies/policies.ts'
import { createWallets, walletsCatalogue } from '../domains/wallets/wallets.ts'
import { formatId, type Id } from '../kernel/ids.ts'
import type { Refusal } from '../kernel/outcome.ts'
import type { Clock } from '../kernel/time.ts'
import { type Config, certificateSourceOf } from '../platform/config.ts'
import { createCommands } from '../platform/create-commands.ts'
import { createDb } from '../platform/db.ts'
import { createOpenApi, type OpenApiDocument } from '../platform/http/openapi.ts'
import { createOperationsRoutes } from '../platform/http/operations.ts'
import { createProblems, fill, titleOf, wordsOf } from '../platform/http/problems.ts'
import { createReferenceRoutes } from '../platform/http/reference.ts'
import type { Language, Route } from '../platform/http/route.ts'
import { createHttpServer, type HttpServer, type HttpServerDeps } from '../platform/http/server.ts'
import { createSafeClient } from '../platform/http/ssrf.ts'
import { createPageRoutes } from '../platform/http/static.ts'
import { createJobs } from '../platform/jobs.ts'
import { createOutbox } from '../platform/outbox.ts'
import { createSeal } from '../platform/seal.ts'
import type { Logger, Metrics } from '../platform/telemetry.ts'
import { EVENT_CATALOGUE } from './events.ts'
import { defineJobs, startTicks } from './schedule.ts'
import { API_TAGS } from './tags.ts'

/** The one clearing house that this version is connected to. */
export const HOUSE = 'sim'

export type AppOptions = {
  readonly config: Config
  readonly connectionString: string
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  /** 32 bytes: what is sealed and the tokens of pages depend on it. */
  readonly masterKey: Buffer
  readonly clearing: { readonly url: string; readonly secret: string }
  /** The folder of the built pages. */
  readonly pagesFolder: string
  /** Routes beside the API: the demo's. */
  readonly extraRoutes?: (app: Omit<App, 'server' | 'openApi' | 'start' | 'stop'>) => readonly Route[]
  readonly http?: Partial<Pick<HttpServerDeps, 'validateResponses' | 'observe'>>
}

export type App = ReturnType<typeof wire> & {
  readonly server: HttpServer
  /** What /openapi.json says; needs no start. */
  openApi(): OpenApiDocument
  /** Loads, listens and starts the background work; resolves to the server's address. */
  start(): Promise<string>
  /** Drains and stops: requests in flight are answered, running jobs end, connections close. */
  stop(): Promise<void>
}

/** What the token of a consent must be good for. */
const SCOPE_OF_CONSENT: Readonly<Record<string, string | undefined>> = {
  account_access: 'accounts',
  funds_confirmation: 'fundsconfirmations',
  domestic_payment: 'payments',
  vrp: 'vrp',
}

const perSecond = (rate: number) => (rate === 0 ? null : { perSecond: rate, burst: rate * 2 })

/** A key of its own for each use, derived from the master key (RFC 5869). */
const keyFor = (master: Buffer, use: string): Buffer => Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `feiqian ${use}`, 32))

const CATALOGUES = [
  policiesCatalogue,
  ledgerCatalogue,
  identityCatalogue,
  oauthCatalogue,
  approvalsCatalogue,
  consentsCatalogue,
  merchantsCatalogue,
  partnersCatalogue,
  clearingCatalogue,
  walletsCatalogue,
  paymentsCatalogue,
  notificationsCatalogue,
  coreBankCatalogue,
  sandboxBankCatalogue,
  riskSignalsCatalogue,
  openBankingCatalogue,
  paymentInitiationCatalogue,
  vrpCatalogue,
  eventsCatalogue,
]

function wire(options: AppOptions) {
  const { config, clock, logger, metrics, masterKey } = options
  const { timeZone } = config
  let address = `${config.tlsCert === null ? 'http' : 'https'}://${config.host}:${config.port}`
  const publicUrl = (): string => config.publicUrl ?? address

  // Platform
  const db = createDb({
    connectionString: options.connectionString,
    poolMax: config.poolMax,
    role: 'feiqian_app',
    onError: error => logger.warn({ err: error }, 'a database connection failed'),
  })
  const problems = createProblems(CATALOGUES)
  const seal = createSeal(keyFor(masterKey, 'seal'))
  const onError = (error: unknown): void => logger.error({ err: error }, 'background work failed')
  const batches = new Map<string, ReturnType<Metrics['batch']>>()
  let notifications: Notifications | null = null
  const outbox = createOutbox({ clock, wake: () => notifications?.wake() })
  const subscribe = (topic: string, heard: () => void): (() => void) => notifications?.subscribe(topic, heard) ?? (() => {})
  const audit = createAudit({ db, clock })
  const commands = createCommands({
    db,
    clock,
    audit: audit.append,
    problems: problems.render,
    batchMax: config.batchMax,
    queueMax: config.queueMax,
    onDefect: (useCase, requestId, error) => logger.error({ err: error, useCase, request_id: requestId }, 'a command failed'),
    onBatch(useCase, size, durationMs) {
      const recorder = batches.get(useCase) ?? metrics.batch(useCase)
      batches.set(useCase, recorder)
      recorder.record(size, durationMs)
    },
  })
  const jobs = createJobs({ connectionString: options.connectionString, logger, timeZone })

  const outgoing = createSafeClient({ allowPrivate: config.mode === 'test' })

  // Domains, from the ground up
  const policies = createPolicies({ db, clock, commands })
  const ledger = createLedger({ clock, timeZone })
  const merchants = createMerchants({ db, clock, commands, ledger, seal })
  const partners = createPartners({ db, clock, commands, merchants })
  const identity = createIdentity({
    db,
    clock,
    commands,
    audit,
    policies,
    mode: config.mode,
    merchantExists: async id => (await merchants.get(id)) !== null,
    presentHolder: async id => (await wallets.presentHolder(id)) ?? { id: formatId('hld', id), object: 'holder' },
    seal,
    key: keyFor(masterKey, 'people'),
    timeZone,
    sms: config.mode === 'test' ? createSmsInbox({ db, clock }) : null,
    bootstrapSecret: config.bootstrapSecret,
    words: (code, language) => (problems.catalogue.has(code) ? words(code, language) : null),
    oauth: {
      publicUrl,
      seal,
      keyFor: use => keyFor(masterKey, use),
      outgoing,
      certificates: certificateSourceOf(config),
      clientAuthorities: config.tlsClientCa,
      trustedIssuers: config.trustedSoftwareIssuers.map(({ issuer, jwks_uri }) => ({ issuer, jwksUri: jwks_uri })),
      async findConsent(id) {
        const consent = await consents.find(id)
        const scope = consent === null ? undefined : SCOPE_OF_CONSENT[consent.kind]
        if (consent === null || scope === undefined || consent.grantee.kind !== 'third_party') return null
        const open = consent.state === 'awaiting_authorisation' || consent.state === 'authorised'
        return { thirdPartyId: consent.grantee.id, scope, open }
      },
    },
    onError,
  })
  const onUnbindFailed = (card: string, code: string): void =>
    logger.warn({ card, code }, 'the clearing house was not told that a card was unbound')
  const consents = createConsents({
    db,
    clock,
    timeZone,
    commands,
    outbox,
    policies,
    merchants,
    async unbind(card) {
      if (card.agreementNumber === null) return
      const told = await clearing.unbind(card.house, card.agreementNumber)
      if (!told.ok) onUnbindFailed(formatId('card', card.id), told.error.code)
    },
    nameThirdParties: identity.thirdParties.findMany,
    onEnded: (tx, ended) =>
      identity.oauth.revokeConsent(
        tx,
        // What only the institution or a merchant holds never had a token.
        ended.flatMap(({ id, grantee }) => (grantee.kind === 'third_party' ? [id as Id<'cns'>] : [])),
      ),
    onError,
  })
  const house = createClearingSim({
    ...options.clearing,
    institution: config.clearingInstitution,
    clock,
    callbackUrl: () => `${address}/callbacks/clearing/${HOUSE}`,
    accountNumber: async account => (isAccountToken(account) ? merchants.bankAccountNumber(account) : account),
  })
  const clearing = createClearing({
    db,
    clock,
    ledger,
    commands,
    audit: audit.append,
    houses: { [HOUSE]: house },
    onDefect: (where, error) => logger.error({ err: error, where }, 'clearing failed'),
  })
  const wallets = createWallets({
    db,
    clock,
    timeZone,
    commands,
    outbox,
    ledger,
    policies,
    consents,
    identity,
    clearing,
    house: HOUSE,
    subscribe,
    describeReferences: references => payments.nameCounterparties(references),
    seal,
    fingerprintKey: keyFor(masterKey, 'fingerprint'),
    onUnbindFailed,
  })
  const words = (code: string, language: Language): { title: string; fix: string } => {
    const spec = problems.catalogue.get(code)
    if (spec === undefined) return { title: code, fix: '' }
    const { sentence, fix } = wordsOf(spec, language)
    return { title: titleOf(sentence), fix }
  }
  const describe = ({ code, values }: Refusal, language: Language): { title: string; fix: string } => {
    const spec = problems.catalogue.get(code)
    if (spec === undefined) return { title: code, fix: '' }
    const { sentence, fix } = wordsOf(spec, language)
    return { title: fill(sentence, values), fix: fill(fix, values) }
  }
  const payments = createPayments({
    db,
    clock,
    commands,
    outbox,
    audit: audit.append,
    policies,
    ledger,
    merchants,
    partners,
    consents,
    identity,
    wallets,
    clearing,
    house: HOUSE,
    tokens: createPageTokens(keyFor(masterKey, 'payment pages')),
    publicUrl,
    subscribe,
    words,
    describe,
  })
  notifications = createNotifications({
    db,
    clock,
    commands,
    seal,
    send: createWebhookTransport({ client: outgoing }),
    checkUrl: createUrlCheck(outgoing, { httpsOnly: config.mode === 'live' }),
    eventCatalogue: EVENT_CATALOGUE,
    logger,
  })

  const approvals = createApprovals({
    ...{ db, clock, commands, outbox, audit: audit.append, policies, mode: config.mode, describe },
    isOperatorActive: identity.isOperatorActive,
  })

  // Banks that open banking reads
  const accountNews = createAccountNews({ outbox, clock })
  const paymentAccounts = createPaymentAccounts({ db, clock, timeZone, ledger, wallets, describeReferences: payments.nameCounterparties })
  const sandboxBank =
    config.mode === 'test'
      ? createSandboxBank({
          db,
          clock,
          commands,
          postings: accountNews,
          nameOf: async id => (await wallets.findHolders(db, [id]))[0]?.name ?? null,
        })
      : null
  const coreBanks = createCoreBanks(sandboxBank === null ? [paymentAccounts] : [sandboxBank.port, paymentAccounts])
  notifications.registerConsumer(createWalletNews({ clock, outbox, wallets, grantsOf: consents.grantsOf }))

  // The bank-grade API to third parties
  const ordering = createOrdering({
    db,
    clock,
    timeZone,
    commands,
    outbox,
    policies,
    consents,
    merchants,
    wallets,
    payments,
    bank: coreBanks,
    levelOf: identity.sca.levelOf,
    thirdParties: identity.thirdParties,
    publicUrl,
    signingKey: () => identity.oauth.signingKey('PS256'),
    send: createWebhookTransport({ client: outgoing }),
    checkUrl: createUrlCheck(outgoing, { httpsOnly: config.mode === 'live' }),
    logger,
  })
  notifications.registerConsumer(ordering.events.consumer)
  const riskSignals = createRiskSignals({
    db,
    clock,
    commands,
    audit: audit.append,
    wallets,
    bank: coreBanks,
    consents,
    thirdParties: identity.thirdParties,
  })
  const openBanking = createOpenBanking(
    {
      db,
      clock,
      commands,
      logger,
      publicUrl,
      consents,
      bank: coreBanks,
      wallets,
      oauth: identity.oauth,
      thirdParties: identity.thirdParties,
      rehearsals: identity.rehearsals,
      limits: { caller: perSecond(config.rateLimitOpenBanking), address: perSecond(config.rateLimitPublic) },
    },
    { routes: [...ordering.routes, ...riskSignals.feedRoutes], codes: ordering.codes },
  )

  const openBankingPages = createOpenBankingPages({
    db,
    clock,
    timeZone,
    identity,
    consents,
    bank: coreBanks,
    holderName: async id => (await wallets.findHolders(db, [id]))[0]?.name ?? null,
    merchantName: async id => (await merchants.get(id))?.name ?? null,
  })

  // What happened outside finds its owner
  clearing.registerSink('payment_debit', payments.sinks.payment_debit)
  clearing.registerSink('refund', payments.sinks.refund)
  clearing.registerSink('payout', payments.sinks.payout)
  clearing.registerSink('topup', wallets.sinks.topup)
  clearing.registerSink('withdrawal', wallets.sinks.withdrawal)

  const setAddress = (listening: string): void => {
    address = listening
  }
  const domains = {
    audit,
    policies,
    ledger,
    merchants,
    partners,
    identity,
    approvals,
    consents,
    clearing,
    wallets,
    payments,
    notifications,
    coreBanks,
    sandboxBank,
    openBanking,
    riskSignals,
    ordering,
    openBankingPages,
  }
  return { ...domains, db, clock, config, commands, jobs, problems, outbox, publicUrl, setAddress }
}

/** Wires the whole server. Nothing runs until `start`. */
export function compose(options: AppOptions): App {
  const { config, logger, metrics } = options
  const app = wire(options)
  const domainRoutes = [
    app.payments,
    app.wallets,
    app.consents,
    app.identity,
    app.approvals,
    app.merchants,
    app.partners,
    app.policies,
    app.clearing,
    app.notifications,
    app.audit,
    ...(app.sandboxBank === null ? [] : [app.sandboxBank]),
    app.openBankingPages,
    app.openBanking,
    app.riskSignals,
    { routes: app.ordering.operatorRoutes },
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
      await app.ledger.ensureInstitution(app.db, [HOUSE])
      await app.policies.load()
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
      await app.notifications.stop()
      await app.ordering.events.stop()
      await app.openBanking.stop()
      await app.consents.stop()
      await app.identity.stop()
      await app.policies.stop()
      await app.db.close()
    },
  }
}
