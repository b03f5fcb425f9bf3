/**
 * The connectors' kit on a test file's database, with its routes served: every answer is held to what its route declares. Keys are made
 * up: `operator`, `operator-raw` and `reader` name the permissions they stand for.
 */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { createAudit } from '../../src/domains/audit/audit.ts'
import type { Registered } from '../../src/domains/connectors/kit/change-connections.ts'
import { type Connectors, connectorsCatalogue, createConnectors } from '../../src/domains/connectors/kit/kit.ts'
import { createPolicies, policiesCatalogue } from '../../src/domains/policies/policies.ts'
import { newId } from '../../src/kernel/ids.ts'
import { createMovableClock } from '../../src/kernel/time.ts'
import { createCommands } from '../../src/platform/create-commands.ts'
import { createProblems } from '../../src/platform/http/problems.ts'
import { createHttpServer } from '../../src/platform/http/server.ts'
import { createSafeClient } from '../../src/platform/http/ssrf.ts'
import { createLocalKms } from '../../src/platform/local-kms.ts'
import { createLogger, createMetrics } from '../../src/platform/telemetry.ts'
import type { Answer } from './core-world.ts'
import type { TestDatabase } from './database.ts'
import { noteExercised } from './exercised.ts'

const SCOPES: Readonly<Record<string, readonly string[]>> = {
  operator: ['connectors:read', 'connectors:write'],
  'operator-raw': ['connectors:read', 'connectors:raw'],
  reader: ['connectors:read'],
  stranger: ['ledger:read'],
}

export type KitWorld = {
  readonly kit: Connectors
  readonly clock: ReturnType<typeof createMovableClock>
  readonly masterKey: Buffer
  readonly kms: ReturnType<typeof createLocalKms>
  readonly logged: string[]
  /** What the metrics say, as text. */
  metricsText(): Promise<string>
  readonly url: string
  call(method: string, path: string, options?: { key?: string; body?: unknown; headers?: Record<string, string> }): Promise<Answer>
  /** A second kit on the same database, as another node has it. */
  another(): Promise<Connectors>
}

export function useKit(
  database: TestDatabase,
  connectors: readonly Registered[],
  options: { readonly httpsOnly?: boolean } = {},
): KitWorld {
  const world = {} as { -readonly [K in keyof KitWorld]: KitWorld[K] }
  const stops: (() => Promise<void>)[] = []

  beforeAll(async () => {
    const { db } = database
    const clock = createMovableClock()
    const logged: string[] = []
    const logger = createLogger({ level: 'warn', destination: { write: (line: string) => logged.push(line) } })
    const problems = createProblems([connectorsCatalogue, policiesCatalogue])
    const audit = createAudit({ db, clock })
    const commands = createCommands({
      db,
      clock,
      audit: audit.append,
      problems: problems.render,
      batchMax: 300,
      queueMax: 1000,
      onDefect: (_name, _requestId, error) => logged.push(String(error)),
    })
    const policies = createPolicies({ db, clock, commands })
    await policies.load()
    const masterKey = randomBytes(32)
    const kms = createLocalKms({ db, clock, masterKey })
    const fingerprintKey = randomBytes(32)
    const metrics = createMetrics({ processMetrics: false })
    const make = (): Connectors => {
      const kit = createConnectors({
        db,
        clock,
        kms: createLocalKms({ db, clock, masterKey }),
        commands,
        audit: audit.append,
        policies,
        logger,
        metrics,
        outgoing: createSafeClient({ allowPrivate: true }),
        httpsOnly: options.httpsOnly ?? false,
        fingerprintKey,
      })
      kit.register(connectors)
      return kit
    }
    const kit = make()
    await kit.start()
    const operatorId = newId<'opr'>()
    const credential = newId<'key'>()
    const server = createHttpServer({
      routes: [...kit.routes, ...audit.routes],
      problems,
      authenticate: async headers => {
        const key = /^Bearer (.+)$/.exec(String(headers.authorization ?? ''))?.[1]
        const scopes = key === undefined ? undefined : SCOPES[key]
        return scopes === undefined ? null : { kind: 'operator', operatorId, credential, scopes: new Set(scopes) }
      },
      config: {
        publicUrl: null,
        proxyHops: 0,
        rateLimits: { credential: null, address: null, strict: null },
        streamsMax: 10,
        drainTimeoutMs: 1000,
        drainDelayMs: 0,
      },
      logger,
      metrics: createMetrics({ processMetrics: false }),
      validateResponses: true,
      observe: noteExercised,
    })
    const url = await server.listen({ host: '127.0.0.1', port: 0 })
    Object.assign(world, {
      kit,
      clock,
      masterKey,
      kms,
      logged,
      metricsText: () => metrics.text(),
      url,
      async call(
        method: string,
        path: string,
        { key = 'operator', body, headers = {} } = {} as { key?: string; body?: unknown; headers?: Record<string, string> },
      ) {
        const response = await fetch(url + path, {
          method,
          headers: {
            Authorization: `Bearer ${key}`,
            ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        const text = await response.text()
        return {
          status: response.status,
          headers: response.headers,
          body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
        }
      },
      async another() {
        const other = make()
        await other.start()
        stops.push(() => other.stop())
        return other
      },
    })
    stops.push(async () => {
      await server.close()
      await kit.stop()
      await commands.drain()
      await policies.stop()
    })
  }, 60_000)

  afterAll(async () => {
    for (const stop of stops) await stop()
  })

  return world
}
