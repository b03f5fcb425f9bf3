/**
 * A real PostgreSQL 18 from an npm package, in a folder, on the loopback interface, with durable settings in every start.
 * It must never run as root, never share its folder with a second start, and never leave a process behind.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, readFile, readlink, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  chooseRunner,
  EmbeddedPostgresError,
  findBinaries,
  findCluster,
  makePrivate,
  placeError,
  type Runner,
} from './embedded-postgres-place.ts'
import { type Exclusive, takeExclusive } from './exclusive.ts'

export { type EmbeddedPostgresCode, EmbeddedPostgresError } from './embedded-postgres-place.ts'

/** The part of a pino logger that is used here. */
export type PostgresLogger = {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  debug(facts: object, message: string): void
}

export type EmbeddedPostgresOptions = {
  /** The folder that holds the cluster; made when missing. */
  readonly dataDir: string
  readonly logger: PostgresLogger
  /** A fixed port; by default a free one is found. */
  readonly port?: number
  /** Further PostgreSQL settings; durability cannot be switched off by them. */
  readonly settings?: Readonly<Record<string, string>>
}

export type EmbeddedPostgres = {
  /** Connects as the superuser to the database `postgres`. Holds the password: never log it. */
  readonly connectionString: string
  readonly pid: number
  readonly port: number
  /** Resolves when the server has ended, whether by `stop` or by itself. */
  readonly exited: Promise<{ readonly expected: boolean }>
  /** Fast shutdown: ends sessions, writes a checkpoint, waits for the end. Safe to repeat. */
  stop(): Promise<void>
}

const MAJOR_VERSION = '18'
const START_TIMEOUT_MS = 300_000
const STOP_TIMEOUT_MS = 60_000
const PORT_ATTEMPTS = 5

const DEFAULTS: Readonly<Record<string, string>> = {
  shared_buffers: '128MB',
  max_connections: '100',
  max_wal_size: '4GB',
  min_wal_size: '256MB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  // A new file of the log would be filled with zeros first, while every commit waits.
  wal_init_zero: 'off',
  // Statistics of a table that begins to grow are taken soon: plans made while it was empty end with that.
  autovacuum_naptime: '10s',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_line_prefix: '',
}

/** What a committed payment relies on. Set last, so that no other setting can undo it. */
const ALWAYS: Readonly<Record<string, string>> = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  logging_collector: 'off',
}

/**
 * Starts PostgreSQL in `dataDir`, making the cluster on the first start and recovering it after a crash.
 * Fails with an `EmbeddedPostgresError` whose code tells the cause.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const runner = await chooseRunner()
  let cluster = options.dataDir
  let lock: Exclusive | null = null
  try {
    cluster = await findCluster(runner, options.dataDir)
    const taken = await takeExclusive(cluster)
    if ('heldBy' in taken) {
      const holder = taken.heldBy === null ? 'Another process' : `Another Feiqian (process ${taken.heldBy})`
      throw new EmbeddedPostgresError(
        'in_use',
        `${holder} is using the data folder ${options.dataDir}. Stop it first, or choose another folder with FEIQIAN_DATA_DIR.`,
      )
    }
    lock = taken
    const native = await findBinaries(runner, resolve(options.dataDir))
    await stopOrphan(cluster, options.logger)
    const password = await initialise({ cluster, native, runner, options })
    return await launch({ cluster, native, runner, options, password, lock })
  } catch (error) {
    await lock?.release()
    throw placeError(error, options.dataDir)
  }
}

/** Stops the PostgreSQL that a killed process left in `dataDir`, unless another process uses that folder. Tells whether the folder is free now. */
export async function stopLeftover(dataDir: string, logger: PostgresLogger): Promise<boolean> {
  const cluster = await findCluster(await chooseRunner(), dataDir)
  const taken = await takeExclusive(cluster)
  if ('heldBy' in taken) return false
  try {
    await stopOrphan(cluster, logger)
    return true
  } finally {
    await taken.release()
  }
}

type Start = { readonly cluster: string; readonly native: string; readonly runner: Runner; readonly options: EmbeddedPostgresOptions }

/** Nothing of the surroundings (PGPORT, LD_PRELOAD, a locale that is not installed) may reach PostgreSQL. */
const ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** Makes the cluster unless it is there, and returns the superuser's password. */
async function initialise({ cluster, native, runner, options }: Start): Promise<string> {
  const version = (await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => '')).trim()
  if (version === MAJOR_VERSION) return (await readFile(join(cluster, 'feiqian.password'), 'utf8')).trim()
  if (version !== '') {
    throw new EmbeddedPostgresError(
      'version_mismatch',
      `${options.dataDir} holds a PostgreSQL ${version} cluster; this release runs ${MAJOR_VERSION}. Dump it with the old release and restore it with this one.`,
    )
  }
  // A half-made cluster is never taken for a whole one: it becomes the cluster by a rename.
  const staging = `${cluster}.making`
  const passwordFile = `${cluster}.password`
  const password = randomBytes(24).toString('base64url')
  try {
    await makePrivate(staging, runner)
    await rm(passwordFile, { force: true })
    await makePasswordFile(passwordFile, password, runner)
    options.logger.info({ cluster }, 'making a PostgreSQL cluster')
    const { code, output } = await run(join(native, 'bin', 'initdb'), initdbArguments(staging, passwordFile), runner, dirname(cluster))
    if (code !== 0) throw failureOf(output, options.dataDir)
    await rename(passwordFile, join(staging, 'feiqian.password'))
    await rename(staging, cluster)
  } catch (error) {
    await rm(staging, { recursive: true, force: true })
    await rm(passwordFile, { force: true })
    throw error
  }
  return password
}

function initdbArguments(folder: string, passwordFile: string): string[] {
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  return [`--pgdata=${folder}`, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--no-instructions', ...locale]
}

async function makePasswordFile(path: string, password: string, runner: Runner): Promise<void> {
  await writeFile(path, `${password}\n`, { mode: 0o600, flag: 'wx' })
  if (runner.isRoot) await chown(path, runner.uid, runner.gid)
}

function identityOf(runner: Runner): { uid?: number; gid?: number } {
  return runner.isRoot ? { uid: runner.uid, gid: runner.gid } : {}
}

function run(file: string, args: readonly string[], runner: Runner, cwd: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'], ...identityOf(runner) })
    let output = ''
    const hear = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-20_000)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('error', reject)
    child.on('close', code => resolve({ code, output }))
  })
}

/** The error that PostgreSQL's own words mean. */
function failureOf(output: string, dataDir: string): EmbeddedPostgresError {
  const last = output.trim().split('\n').slice(-12).join('\n')
  if (/No space left on device|Disk quota exceeded|Check free disk space/.test(output)) {
    return new EmbeddedPostgresError(
      'disk_full',
      `The disk with ${dataDir} is full. Free some space, or choose another folder with FEIQIAN_DATA_DIR.\n${last}`,
    )
  }
  if (/Read-only file system|Permission denied/.test(output)) {
    return new EmbeddedPostgresError(
      'read_only',
      `The data folder ${dataDir} cannot be written to. Choose another with FEIQIAN_DATA_DIR.\n${last}`,
    )
  }
  if (/could not bind|could not create any TCP\/IP sockets/.test(output))
    return new EmbeddedPostgresError('port_in_use', `The port for PostgreSQL is in use.\n${last}`)
  return new EmbeddedPostgresError('start_failed', `PostgreSQL did not start:\n${last}`)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port was given'))))
    })
  })
}

async function launch(start: Start & { readonly password: string; readonly lock: Exclusive }): Promise<EmbeddedPostgres> {
  const { options } = start
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort())
    try {
      return await launchOn(port, start)
    } catch (error) {
      if (!(error instanceof EmbeddedPostgresError)) throw error
      // A free port may be taken between finding and using it; children of a killed server take a moment to leave.
      const isWorthAnother =
        (error.code === 'port_in_use' && options.port === undefined) ||
        /pre-existing shared memory block|lock file "postmaster.pid" already exists/.test(error.message)
      if (!isWorthAnother || attempt >= PORT_ATTEMPTS) {
        throw error.code === 'port_in_use'
          ? new EmbeddedPostgresError(
              'port_in_use',
              `Port ${port} is in use by another program. Free it, or let Feiqian choose a port.`,
              error,
            )
          : error
      }
      await sleep(attempt * 300)
    }
  }
}

async function launchOn(port: number, start: Start & { readonly password: string; readonly lock: Exclusive }): Promise<EmbeddedPostgres> {
  const { cluster, native, runner, options, password, lock } = start
  const settings = { ...DEFAULTS, ...options.settings, ...ALWAYS, port: String(port) }
  const args = ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  // Its own process group: Ctrl-C reaches the app alone, which drains its work before it stops the database.
  const child = spawn(join(native, 'bin', 'postgres'), args, {
    cwd: cluster,
    env: ENVIRONMENT,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...identityOf(runner),
  })
  let stopping = false
  const killAtExit = (): void => {
    child.kill('SIGINT')
  }
  process.once('exit', killAtExit)
  const ended = new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const exited = ended.then(async () => {
    process.off('exit', killAtExit)
    return { expected: stopping }
  })
  try {
    await ready(child, options)
  } catch (error) {
    stopping = true
    await end(child, ended)
    throw error
  }
  const pid = child.pid ?? 0
  options.logger.info({ pid, port }, 'PostgreSQL is ready')
  const whenGone = exited.then(() => lock.release())
  return {
    connectionString: `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`,
    pid,
    port,
    exited,
    async stop() {
      stopping = true
      await end(child, ended)
      await whenGone
    },
  }
}

/** Waits for the server's own word that it takes connections; recovery after a crash may take a while. */
function ready(child: ChildProcess, options: EmbeddedPostgresOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = ''
    const timer = setTimeout(
      () => reject(new EmbeddedPostgresError('start_timeout', `PostgreSQL was not ready within ${START_TIMEOUT_MS / 1000} s:\n${output}`)),
      START_TIMEOUT_MS,
    )
    child.once('error', error => {
      clearTimeout(timer)
      reject(new EmbeddedPostgresError('start_failed', `PostgreSQL could not be run: ${error.message}`, error))
    })
    child.once('close', () => {
      clearTimeout(timer)
      reject(failureOf(output, options.dataDir))
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      const text = chunk.toString()
      output = (output + text).slice(-20_000)
      for (const line of text.split('\n')) {
        if (/^(PANIC|FATAL):/.test(line)) options.logger.warn({ line }, 'PostgreSQL says')
        else if (line !== '') options.logger.debug({ line }, 'PostgreSQL says')
      }
      if (output.includes('database system is ready to accept connections')) {
        clearTimeout(timer)
        resolve()
      }
    })
  })
}

/** Fast shutdown, then an immediate one, then the end by force: each only when the one before did not do. */
async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    child.kill(signal)
    const isOver = await Promise.race([ended.then(() => true), sleep(STOP_TIMEOUT_MS, false, { ref: false })])
    if (isOver) return
  }
}

/**
 * After `kill -9` of the app its PostgreSQL lives on. The folder's lock was free, so nobody owns that server any more:
 * it is shut down in order, and the start goes on as usual.
 */
async function stopOrphan(cluster: string, logger: PostgresLogger): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0])
  if (!Number.isSafeInteger(pid) || pid <= 1 || !isAlive(pid)) return
  if (!(await isServerOf(pid, cluster))) {
    // The number belongs to some other program by now; PostgreSQL would take that for a living server.
    await rm(file, { force: true })
    return
  }
  logger.warn({ pid }, 'stopping the PostgreSQL that an earlier run left behind')
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    process.kill(pid, signal)
    for (let waitedMs = 0; waitedMs < STOP_TIMEOUT_MS / 3; waitedMs += 50) {
      if (!(await isServerOf(pid, cluster))) return
      await sleep(50)
    }
  }
  throw new EmbeddedPostgresError('in_use', `PostgreSQL (process ${pid}) still uses ${cluster} and does not stop.`)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Whether the process is a PostgreSQL of this cluster, not some other that was given the same number since. */
async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  if (!isAlive(pid)) return false
  if (process.platform !== 'linux') {
    const { output } = await run('/bin/ps', ['-p', String(pid), '-o', 'command='], { uid: 0, gid: 0, isRoot: false }, '/')
    return output.includes(cluster)
  }
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => null)
  if (folder === null) return false
  const [here, there] = await Promise.all([stat(folder).catch(() => null), stat(cluster)])
  return here !== null && here.ino === there.ino && here.dev === there.dev
}
