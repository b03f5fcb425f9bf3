/**
 * The domains that others stand on (audit, policies, identity, merchants, partners, ledger), wired on a test file's database
 * and served over HTTP, with every answer held to what its route declares.
 */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { createAudit } from '../../src/domains/audit/audit.ts'
import {
  createIdentity,
  createSmsInbox,
  identityCatalogue,
  MERCHANT_SCOPES,
  OPERATOR_SCOPES,
  oauthCatalogue,
} from '../../src/domains/identity/identity.ts'
import { createLedger, ledgerCatalogue } from '../../src/domains/ledger/ledger.ts'
import { createMerchants, merchantsCatalogue } from '../../src/domains/merchants/merchants.ts'
import { createPartners, partnersCatalogue } from '../../src/domains/partners/partners.ts'
import { createPolicies, policiesCatalogue } from '../../src/domains/policies/policies.ts'
import { formatId, type Id, newId } from '../../src/kernel/ids.ts'
import { createMovableClock } from '../../src/kernel/time.ts'
import { createCommands } from '../../src/platform/create-commands.ts'
import { createProblems } from '../../src/platform/http/problems.ts'
import { createHttpServer, type HttpServer } from '../../src/platform/http/server.ts'
import { createSeal } from '../../src/platform/seal.ts'
import { createLogger, createMetrics } from '../../src/platform/telemetry.ts'
import type { TestDatabase } from './database.ts'
import { noteExercised } from './exercised.ts'
import { oauthOptions } from './oauth-options.ts'

export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> }
export type CallOptions = { readonly key?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }

export type CoreWorld = ReturnType<typeof wire> & {
  readonly operatorKey: string
  readonly merchantId: Id<'mer'>
  readonly merchantKey: string
  /** Sends a request; without `key` or `headers` it is nobody's. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
}

function wire(database: TestDatabase) {
  const { db } = database
  const clock = createMovableClock()
  const audit = createAudit({ db, clock })
  const catalogues = [identityCatalogue, oauthCatalogue, ledgerCatalogue, merchantsCatalogue, partnersCatalogue, policiesCatalogue]
  const problems = createProblems(catalogues)
  const defects: unknown[] = []
  const onError = (error: unknown): void => {
    defects.push(error)
  }
  const commands = createCommands({
    db,
    clock,
    audit: audit.append,
    problems: problems.render,
    batchMax: 300,
    queueMax: 1000,
    onDefect: (_name, _requestId, error) => onError(error),
  })
  const policies = createPolicies({ db, clock, commands })
  const ledger = createLedger({ clock, timeZone: 'Asia/Shanghai' })
  const seal = createSeal(randomBytes(32))
  const merchants = createMerchants({ db, clock, commands, ledger, seal })
  const partners = createPartners({ db, clock, commands, merchants })
  const identity = createIdentity({
    db,
    clock,
    commands,
    audit,
    policies,
    mode: 'test',
    merchantExists: async id => (await merchants.get(id)) !== null,
    presentHolder: async id => ({ id: formatId('hld', id), object: 'holder' }),
    seal,
    key: randomBytes(32),
    timeZone: 'Asia/Shanghai',
    sms: createSmsInbox({ db, clock }),
    bootstrapSecret: null,
    oauth: oauthOptions(),
    onError,
  })
  return { db, clock, audit, problems, defects, commands, policies, ledger, merchants, partners, identity }
}

function serverOf(core: ReturnType<typeof wire>): HttpServer {
  return createHttpServer({
    routes: [core.audit, core.policies, core.identity, core.merchants, core.partners].flatMap(domain => domain.routes),
    problems: core.problems,
    authenticate: core.identity.authenticate,
    config: {
      publicUrl: null,
      proxyHops: 0,
      rateLimits: { credential: null, address: null, strict: null },
      streamsMax: 10,
      drainTimeoutMs: 1000,
      drainDelayMs: 0,
    },
    logger: createLogger({ level: 'error', destination: { write: (line: string) => core.defects.push(line) } }),
    metrics: createMetrics({ processMetrics: false }),
    validateResponses: true,
    observe: noteExercised,
  })
}

/** Call at the top of a test file, after `useDatabase`; usable while tests run. A defect that was logged fails the file. */
export function useCoreWorld(database: TestDatabase): CoreWorld {
  const world = {} as { -readonly [K in keyof CoreWorld]: CoreWorld[K] }

  beforeAll(async () => {
    const core = wire(database)
    await core.ledger.ensureInstitution(core.db, ['sim'])
    await core.policies.load()
    await core.identity.start()
    const server = serverOf(core)
    const url = await server.listen({ host: '127.0.0.1', port: 0 })
    const seeded = await core.db.transaction(async tx => {
      const operatorId = core.identity.createOperator(tx, { en: 'Operator', zh: '运营' })
      const operator = core.identity.createApiKey(tx, {
        owner: { kind: 'operator', operatorId },
        name: 'operator',
        scopes: OPERATOR_SCOPES,
        expiresAt: null,
      })
      const merchantId = newId<'mer'>()
      await core.merchants.create(tx, [
        {
          id: merchantId,
          name: { en: 'Tea House', zh: '茶馆' },
          settlementCycle: 'T1',
          bankAccount: { holderName: '茶馆有限公司', bankCode: 'ICBC', number: '6222021234567890' },
          advanceLimit: 0n,
          refundAdvanceLimit: 0n,
        },
      ])
      const merchant = core.identity.createApiKey(tx, {
        owner: { kind: 'merchant', merchantId },
        name: 'shop',
        scopes: MERCHANT_SCOPES,
        expiresAt: null,
      })
      return { operatorKey: operator.secret, merchantId, merchantKey: merchant.secret }
    })
    Object.assign(world, core, seeded, {
      async call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
        const response = await fetch(url + path, {
          method,
          headers: {
            ...(options.key === undefined ? {} : { Authorization: `Bearer ${options.key}` }),
            ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
            ...options.headers,
          },
          ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
        })
        const text = await response.text()
        return {
          status: response.status,
          headers: response.headers,
          body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
        }
      },
    })
    stop = async () => {
      await server.close()
      await core.identity.stop()
      await core.policies.stop()
      if (core.defects.length > 0) throw new Error(`defects were logged: ${core.defects.map(String).join('\n')}`)
    }
  }, 60_000)

  let stop: (() => Promise<void>) | null = null
  afterAll(async () => {
    await stop?.()
  })

  return world
}
