/**
 * Starts everything: database, migrations, the simulated outside world in test mode, the server and the demo; stops it all on a
 * signal. The only file that reads the environment.
 */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../kernel/time.ts'
import { type Config, ConfigError, configHelp, loadConfig, wantsHelp } from '../platform/config.ts'
import { isTransient } from '../platform/db.ts'
import { EmbeddedPostgresError, startEmbeddedPostgres } from '../platform/embedded-postgres.ts'
import { migrate } from '../platform/migrate.ts'
import { createLogger, createMetrics, type Logger } from '../platform/telemetry.ts'
import { type App, compose } from './compose.ts'
import { type Demo, demoRoutes, payOnce, readDemo, seedDemo, writeDemo } from './demo.ts'
import { createParts } from './parts.ts'
import { createProgress, printTour, printWhereToLook } from './progress.ts'
import { readSandboxAccess, type SandboxAccess, sandboxConnections } from './sandbox-access.ts'
import { SimulatorError, startMoneyOverview, startSandbox } from './simulators.ts'

const PAGES = fileURLToPath(new URL('../../../web/dist', import.meta.url))
const KEY_BYTES = 32

/** A start that people can mend; the message says how. */
class StartError extends Error {
  override name = 'StartError'
}

const progress = createProgress()
const parts = createParts((name, error) => progress.say(`${name}: ${messageOf(error)}`))

async function start(config: Config): Promise<void> {
  const logger = createLogger({ level: process.stdout.isTTY === true && config.logLevel === 'info' ? 'warn' : config.logLevel })
  const dataDir = resolve(config.dataDir)
  const database = config.databaseUrl ?? (await startDatabase(dataDir, logger))
  await progress.step('迁移 · migrations', () => migrate({ connectionString: database, logger }))
  await mkdir(dataDir, { recursive: true })
  const masterKey = await masterKeyOf(config, dataDir)
  const outside = config.clearingUrl === null ? await startOutside(dataDir, config) : null
  const clearing = {
    url: config.clearingUrl ?? outside?.access.sim?.base_url ?? '',
    secret: config.clearingSecret ?? outside?.access.sim?.credentials[0]?.material ?? '',
  }
  let demo: Demo | null = null
  const app = compose({
    config,
    connectionString: database,
    clock: systemClock,
    logger,
    metrics: createMetrics(),
    masterKey,
    clearing,
    pagesFolder: PAGES,
    extraRoutes: () => (config.mode === 'test' ? demoRoutes(() => demo) : []),
  })
  const url = await progress.step('服务 · server', () => parts.start('server', () => begin(app), app.stop))
  if (outside !== null)
    await app.connectors.kit.seed(sandboxConnections(outside.access).filter(({ code }) => app.connectors.codes.has(code)))
  if (config.mode !== 'test') {
    progress.say(`Feiqian serves ${url}`)
    return
  }
  demo = await progress.step('演示机构 · demo institution', () => demoOf(app, dataDir, url, progress.say))
  await showPayment(demo)
  const overview = await startThirdParty(dataDir, app.publicUrl(), demo)
  printWhereToLook(url, demo, config.dataDir, { overview, sandbox: outside?.url ?? null })
}

async function startDatabase(dataDir: string, logger: Logger): Promise<string> {
  const postgres = await progress.step('数据库 · PostgreSQL 18', () =>
    parts.start(
      'PostgreSQL',
      () => startEmbeddedPostgres({ dataDir, logger }),
      started => started.stop(),
    ),
  )
  void postgres.exited.then(({ expected }) => {
    if (expected) return
    progress.say('PostgreSQL ended unexpectedly; start again to recover.')
    process.exit(1)
  })
  return postgres.connectionString
}

async function startOutside(dataDir: string, { port, clearingInstitution }: Config): Promise<{ url: string; access: SandboxAccess }> {
  const folder = join(dataDir, 'sandbox')
  const sandbox = await progress.step('支付沙箱 · payment sandbox: clearing houses, reserve bank, WeChat Pay, Alipay', () =>
    parts.start(
      'payment sandbox',
      () => startSandbox({ folder, port, institution: clearingInstitution }),
      started => started.stop(),
    ),
  )
  void sandbox.exited.then(({ expected }) => {
    if (!expected) progress.say('The payment sandbox ended unexpectedly: no bank and no wallet answers until the next start.')
  })
  return { url: sandbox.url, access: await readSandboxAccess(folder) }
}

/** The example of a third party is worth seeing, and nothing depends on it: without it the start goes on. */
async function startThirdParty(dataDir: string, issuer: string, demo: Demo): Promise<string | null> {
  try {
    const app = await progress.step('第三方示例 · example of a third party', () =>
      parts.start(
        'Money Overview',
        () => startMoneyOverview({ dataDir, issuer, payee: { id: demo.merchant.id, name: demo.merchant.name } }),
        started => started.stop(),
      ),
    )
    return app.url
  } catch (error) {
    if (!(error instanceof SimulatorError)) throw error
    progress.say(`  ${error.message}`)
    return null
  }
}

/** What a failed start of the server had begun is ended before the database goes. */
async function begin(app: App): Promise<string> {
  try {
    return await app.start()
  } catch (error) {
    await app.stop().catch(() => {})
    throw error
  }
}

/** A refusal (a limit reached after many starts in one day) is shown and ends nothing. */
async function showPayment(demo: Demo): Promise<void> {
  const tour = await progress
    .step('一笔真实支付 · one real payment', () => payOnce(demo))
    .catch((error: unknown) => {
      if (!parts.isStopping) progress.say(`  ${messageOf(error)}`)
      return null
    })
  if (tour !== null) printTour(tour)
}

async function demoOf(app: App, dataDir: string, url: string, say: (line: string) => void): Promise<Demo> {
  const demo = (await readDemo(dataDir, url)) ?? (await seedDemo(app, url, say))
  await writeDemo(dataDir, demo)
  return demo
}

/** In test mode a key is made once and kept beside the database, readable by its owner only. */
async function masterKeyOf(config: Config, dataDir: string): Promise<Buffer> {
  if (config.secretKey !== null) return Buffer.from(config.secretKey, 'hex')
  const file = join(dataDir, 'secret.key')
  if (!existsSync(file)) await makeKeyFile(file)
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'hex')
  if (key.length !== KEY_BYTES) throw new StartError(`${file} holds no key. Restore it: what the database seals can be read with it alone.`)
  return key
}

/** The file is there whole or not at all; of two that make it at once, one wins. */
async function makeKeyFile(file: string): Promise<void> {
  const draft = `${file}.${process.pid}`
  await writeFile(draft, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { mode: 0o600, flush: true })
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft)
}

/** Ends the process after everything that was started. Ctrl-C may come twice, from the terminal and from the launcher: the second changes nothing. */
async function end(code: number): Promise<never> {
  const isClean = await parts.stop()
  process.exit(isClean ? code : 1)
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What to tell of a start that failed: what people can mend, in a sentence; a defect with its stack. */
function tellingOf(error: unknown, config: Config | null): string {
  if (
    error instanceof ConfigError ||
    error instanceof EmbeddedPostgresError ||
    error instanceof StartError ||
    error instanceof SimulatorError
  )
    return error.message
  const { code, syscall, message, stack } = error as NodeJS.ErrnoException
  if (syscall === 'listen') return listenTrouble(code ?? message, config)
  if (isTransient(error) && config !== null && config.databaseUrl !== null)
    return `The database that DATABASE_URL names does not answer: ${message || (code ?? '')}`
  if (code === 'EACCES' || code === 'EROFS' || code === 'ENOSPC') return message
  return stack ?? String(error)
}

function listenTrouble(code: string, config: Config | null): string {
  const { port, host } = config ?? { port: 0, host: '' }
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use by another program. Stop it, or choose another port: PORT=4001 npm start (PORT=0 takes a free one).`
    case 'EACCES':
      return `Port ${port} needs more rights than this user has. Choose one above 1023 with PORT.`
    default:
      return `The server cannot listen on ${host}, port ${port} (${code}). Set HOST and PORT.`
  }
}

async function main(): Promise<void> {
  const argv = process.argv.slice(2)
  if (wantsHelp(argv)) {
    process.stdout.write(configHelp())
    return
  }
  let config: Config | null = null
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0))
  try {
    config = loadConfig(process.env, argv)
    await start(config)
  } catch (error) {
    // What fails because everything is being stopped is no failure.
    if (parts.isStopping) return
    process.stderr.write(`${tellingOf(error, config)}\n`)
    await end(1)
  }
}

await main()
