/** What every domain stands on: database, commands, jobs, sealing, audit, and how refusals are put in words. */
import { hkdfSync } from 'node:crypto'
import { createAudit } from '../domains/audit/audit.ts'
import type { Clock } from '../kernel/time.ts'
import type { Config } from '../platform/config.ts'
import { createCommands } from '../platform/create-commands.ts'
import { createDb } from '../platform/db.ts'
import { createProblems } from '../platform/http/problems.ts'
import { createSafeClient } from '../platform/http/ssrf.ts'
import { createJobs } from '../platform/jobs.ts'
import { createSeal } from '../platform/seal.ts'
import type { Logger, Metrics } from '../platform/telemetry.ts'
import { CATALOGUES } from './catalogues.ts'

export type PlatformOptions = {
  readonly config: Config
  readonly connectionString: string
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  /** 32 bytes: what is sealed and the tokens of pages depend on it. */
  readonly masterKey: Buffer
}

export type Platform = ReturnType<typeof wirePlatform>

export function wirePlatform(options: PlatformOptions) {
  const { config, clock, logger, metrics } = options
  const { timeZone } = config
  let address = `${config.tlsCert === null ? 'http' : 'https'}://${config.host}:${config.port}`
  /** Where this process listens, whatever the world calls it. */
  const localUrl = (): string => address
  const publicUrl = (): string => config.publicUrl ?? address
  const setAddress = (listening: string): void => {
    address = listening
  }
  /** A key of its own for each use, derived from the master key (RFC 5869). */
  const keyFor = (use: string): Buffer => Buffer.from(hkdfSync('sha256', options.masterKey, Buffer.alloc(0), `feiqian ${use}`, 32))
  const db = createDb({
    connectionString: options.connectionString,
    poolMax: config.poolMax,
    role: 'feiqian_app',
    onError: error => logger.warn({ err: error }, 'a database connection failed'),
  })
  const problems = createProblems(CATALOGUES)
  const seal = createSeal(keyFor('seal'))
  const onError = (error: unknown): void => logger.error({ err: error }, 'background work failed')
  const batches = new Map<string, ReturnType<Metrics['batch']>>()
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
  return {
    config,
    clock,
    timeZone,
    logger,
    metrics,
    localUrl,
    publicUrl,
    setAddress,
    keyFor,
    db,
    problems,
    seal,
    onError,
    audit,
    commands,
    jobs,
    outgoing,
  }
}
