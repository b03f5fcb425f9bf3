/**
 * Background jobs on graphile-worker: added inside the transaction that wants them, run at least once on any node, retried
 * with growing delays. A handler must therefore tolerate running twice. Jobs that a killed node held are given back within
 * seconds, not after the library's four hours.
 */
import { EventEmitter } from 'node:events'
import { parseCronItem, type Runner, run, runMigrations, type TaskList, type WorkerEvents, Logger as WorkerLogger } from 'graphile-worker'
import pg from 'pg'
import { invariant } from '../kernel/outcome.ts'
import { createCronMatcher } from './cron.ts'
import { sql, type Tx } from './db.ts'
import type { Logger } from './telemetry.ts'

/** What a handler knows of its run. */
export type JobRun = {
  /** 1 on the first run. */
  readonly attempt: number
  /** Aborts a few seconds after `stop` was called: stop at the next safe point and throw, so that the job runs again later. */
  readonly signal: AbortSignal | undefined
}

export type JobHandler = (payload: unknown, run: JobRun) => Promise<void>

export type AddJobOptions = {
  /** Not before this instant, by the database's clock. */
  readonly runAt?: Date
  /** Another job of the same key that has not started is replaced. */
  readonly key?: string
  /** 25 unless said. */
  readonly attemptsMax?: number
}

export type Jobs = {
  /** Registers the handler of a job; before `start`. */
  define(name: string, handler: JobHandler): void
  /**
   * Adds a job of a defined name whenever the cron expression (minute hour day month weekday) matches in the institution's time
   * zone; before `start`. Times that were missed while no node ran are made up for within `catchUpMs` (a day unless said).
   * Where clocks change, an hour may be skipped or met twice.
   */
  schedule(name: string, cron: string, options?: { readonly catchUpMs?: number }): void
  /** Adds a job with the transaction: if it rolls back, the job never was. `payload` becomes JSON. */
  add(tx: Tx, name: string, payload: unknown, options?: AddJobOptions): void
  /** Brings the schema `graphile_worker` up to date, so that `add` works. `start` does it too. */
  prepare(): Promise<void>
  start(): Promise<void>
  /** Takes no new jobs, waits for running ones within a bound, gives the rest back. */
  stop(): Promise<void>
}

export type JobsDeps = {
  /** Connects as the owner of the schemas, not in the application's role. */
  readonly connectionString: string
  readonly logger: Logger
  /** IANA name; schedules are in it. */
  readonly timeZone: string
  readonly concurrency?: number
  /** How often the jobs of dead nodes are looked for, in milliseconds. */
  readonly recoverEveryMs?: number
  /** How long `stop` waits for running jobs, in milliseconds. */
  readonly stopTimeoutMs?: number
}

const DAY_MS = 86_400_000
const APP_ROLE = 'feiqian_app'
/** First key of the advisory lock that a living worker pool holds; the second is the hash of its id. */
const WORKER_LOCKS = 7301
const PREPARE_LOCK = 7302

const ADD = sql('jobs.add', 'SELECT platform.add_job($1, $2::json, $3::timestamptz, $4, $5::int)')

/** The library's tables admit only their owner (row security), so the application adds jobs through this function. */
const ADD_JOB_FUNCTION = `
CREATE OR REPLACE FUNCTION platform.add_job(name text, payload json, run_at timestamptz, job_key text, max_attempts int) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT graphile_worker.add_job(name, payload, NULL, run_at, max_attempts, job_key) $$;
REVOKE ALL ON FUNCTION platform.add_job FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.add_job TO ${APP_ROLE};`

/** Gives back what worker pools held that no longer hold their advisory lock. Young locks are left alone: their pool may be about to announce itself. */
const RECOVER = `
WITH held AS (
  SELECT DISTINCT locked_by FROM graphile_worker._private_jobs
  WHERE locked_at < clock_timestamp() - interval '5 seconds' AND locked_by IS NOT NULL
), dead AS (
  SELECT locked_by FROM held WHERE NOT EXISTS (
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND classid = ${WORKER_LOCKS} AND objid = (hashtext(locked_by)::bigint & 4294967295)::oid AND granted)
)
SELECT array_agg(locked_by) AS workers, graphile_worker.force_unlock_workers(array_agg(locked_by)) FROM dead HAVING count(*) > 0`

export function createJobs(deps: JobsDeps): Jobs {
  const { logger } = deps
  const handlers = new Map<string, JobHandler>()
  const schedules: { name: string; cron: string; catchUpMs: number }[] = []
  let running: { readonly runner: Runner; readonly beacon: Beacon; readonly pool: pg.Pool; readonly timer: NodeJS.Timeout } | null = null

  async function prepare(): Promise<void> {
    const client = new pg.Client({ connectionString: deps.connectionString, application_name: 'feiqian-jobs-prepare' })
    await client.connect()
    try {
      await client.query('SELECT pg_advisory_lock($1)', [PREPARE_LOCK])
      await runMigrations({ connectionString: deps.connectionString, logger: workerLogger(logger) })
      await client.query(ADD_JOB_FUNCTION)
    } finally {
      await client.end()
    }
  }

  async function recover(pool: pg.Pool): Promise<void> {
    try {
      const { rows } = await pool.query<{ workers: string[] }>(RECOVER)
      if (rows[0] !== undefined) logger.warn({ workers: rows[0].workers }, 'gave back the jobs of workers that are gone')
    } catch (error) {
      logger.warn({ err: error }, 'could not look for jobs of workers that are gone')
    }
  }

  return {
    define(name, handler) {
      invariant(running === null && !handlers.has(name), `the job ${name} is defined once, before the start`)
      handlers.set(name, handler)
    },
    schedule(name, cron, options = {}) {
      invariant(running === null, 'schedules are made before the start')
      schedules.push({ name, cron, catchUpMs: options.catchUpMs ?? DAY_MS })
    },
    add(tx, name, payload, options = {}) {
      tx.send(ADD, [name, JSON.stringify(payload ?? {}), options.runAt ?? null, options.key ?? null, options.attemptsMax ?? null])
    },
    prepare,
    async start() {
      invariant(running === null, 'jobs start once')
      for (const { name } of schedules) invariant(handlers.has(name), `the scheduled job ${name} has no handler`)
      await prepare()
      const concurrency = deps.concurrency ?? 4
      const pool = new pg.Pool({ connectionString: deps.connectionString, max: concurrency + 2, application_name: 'feiqian-jobs' })
      pool.on('error', error => logger.warn({ err: error }, 'a connection of the jobs was lost'))
      pool.on('connect', client => client.on('error', error => logger.warn({ err: error }, 'a connection of the jobs was lost')))
      const events: WorkerEvents = new EventEmitter()
      const beacon = createBeacon(deps, logger)
      events.on('pool:create', ({ workerPool }) => beacon.announce(workerPool.id))
      await beacon.open()
      await recover(pool)
      const runner = await run({
        pgPool: pool,
        concurrency,
        events,
        noHandleSignals: true,
        pollInterval: 1_000,
        logger: workerLogger(logger),
        taskList: tasksOf(handlers, logger),
        parsedCronItems: schedules.map(({ name, cron, catchUpMs }) =>
          parseCronItem({
            task: name,
            identifier: `${name} ${cron}`,
            match: createCronMatcher(cron, deps.timeZone),
            options: { backfillPeriod: catchUpMs },
          }),
        ),
      })
      const timer = setInterval(() => void recover(pool), deps.recoverEveryMs ?? 15_000).unref()
      // The runner ends by itself only when it is broken beyond its own repair.
      runner.promise.catch((error: unknown) => logger.error({ err: error }, 'the job runner ended'))
      running = { runner, beacon, pool, timer }
    },
    async stop() {
      const stopping = running
      running = null
      if (stopping === null) return
      clearInterval(stopping.timer)
      let bound: NodeJS.Timeout | undefined
      const late = new Promise<'late'>(resolve => {
        bound = setTimeout(() => resolve('late'), deps.stopTimeoutMs ?? 15_000)
      })
      const stopped = stopping.runner.stop().catch((error: unknown) => logger.warn({ err: error }, 'jobs did not stop in order'))
      const end = await Promise.race([stopped, late])
      clearTimeout(bound)
      await stopping.beacon.close()
      // Without its beacon, what still runs is taken over by another node, as after a crash.
      if (end === 'late') logger.warn('jobs were still running when the bound for stopping was reached')
      else await stopping.pool.end()
    },
  }
}

function tasksOf(handlers: ReadonlyMap<string, JobHandler>, logger: Logger): TaskList {
  const tasks: TaskList = {}
  for (const [name, handler] of handlers) {
    tasks[name] = async (payload, helpers) => {
      try {
        await handler(payload, { attempt: helpers.job.attempts, signal: helpers.abortSignal })
      } catch (error) {
        const last = helpers.job.attempts >= helpers.job.max_attempts
        logger[last ? 'error' : 'warn'](
          { job: name, jobId: helpers.job.id, attempt: helpers.job.attempts, err: error },
          last ? 'a job failed for good' : 'a job failed and will run again',
        )
        throw error
      }
    }
  }
  return tasks
}

type Beacon = {
  open(): Promise<void>
  /** Names the worker pool of this process, as it stands in `locked_by`. */
  announce(poolId: string): void
  close(): Promise<void>
}

/** One session that holds an advisory lock in the name of this process's worker pool: PostgreSQL drops it when the process dies. */
function createBeacon(deps: JobsDeps, logger: Logger): Beacon {
  let poolId: string | null = null
  let client: pg.Client | null = null
  let closed = false
  const light = (): void => {
    if (client === null || poolId === null) return
    client
      .query('SELECT pg_advisory_lock($1, hashtext($2))', [WORKER_LOCKS, poolId])
      .catch((error: unknown) => logger.warn({ err: error }, 'the worker pool could not announce itself'))
  }
  async function open(): Promise<void> {
    const fresh = new pg.Client({ connectionString: deps.connectionString, application_name: 'feiqian-jobs-beacon' })
    fresh.on('error', error => logger.warn({ err: error }, 'the connection of the beacon was lost'))
    try {
      await fresh.connect()
    } catch (error) {
      fresh.end().catch(() => {})
      throw error
    }
    client = fresh
    // Only a connection that stood is replaced when it ends: a failed attempt is tried again once, by whoever made it.
    fresh.on('end', () => {
      client = null
      again()
    })
    light()
  }
  const again = (): void => {
    if (!closed) setTimeout(() => open().catch(again), 1_000).unref()
  }
  return {
    open,
    announce(id) {
      poolId = id
      light()
    },
    async close() {
      closed = true
      await client?.end()
    },
  }
}

/** The library's chatter goes to debug, its troubles where ours go. */
const workerLogger = (logger: Logger): WorkerLogger =>
  new WorkerLogger(scope => (level, message) => {
    const facts = { job: scope.taskIdentifier, jobId: scope.jobId }
    // A failing handler was logged by us, with its error.
    if (level === 'error' && /Failed task/.test(message)) return
    if (level === 'error') logger.error(facts, message)
    else if (level === 'warning') logger.warn(facts, message)
    else logger.trace(facts, message)
  })
