/**
 * Starts everything: database, migrations, the simulated outside world in test mode, the server and the demo; stops it all on a
 * signal. The only file that reads the environment.
 */
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from '../kernel/time.ts'
import { type Config, ConfigError, configHelp, loadConfig, wantsHelp } from '../platform/config.ts'
import { EmbeddedPostgresError, startEmbeddedPostgres } from '../platform/embedded-postgres.ts'
import { migrate } from '../platform/migrate.ts'
import { createLogger, createMetrics } from '../platform/telemetry.ts'
import { type App, compose } from './compose.ts'
import { type Demo, demoRoutes, payOnce, readDemo, seedDemo, writeDemo } from './demo.ts'
import { startHouse } from './house.ts'
import { createProgress, printTour, printWhereToLook } from './progress.ts'

const PAGES = fileURLToPath(new URL('../../../web/dist', import.meta.url))

type Running = { readonly name: string; stop(): Promise<void> }

async function start(config: Config): Promise<void> {
  const progress = createProgress()
  const logger = createLogger({ level: process.stdout.isTTY === true && config.logLevel === 'info' ? 'warn' : config.logLevel })
  const running: Running[] = []
  stopOnSignals(running, progress.say)
  const dataDir = resolve(config.dataDir)
  await mkdir(dataDir, { recursive: true })

  let connectionString = config.databaseUrl
  if (connectionString === null) {
    const postgres = await progress.step('数据库 · PostgreSQL 18', () => startEmbeddedPostgres({ dataDir, logger }))
    running.push({ name: 'PostgreSQL', stop: () => postgres.stop() })
    void postgres.exited.then(({ expected }) => {
      if (expected) return
      progress.say('PostgreSQL ended unexpectedly; start again to recover.')
      process.exit(1)
    })
    connectionString = postgres.connectionString
  }
  const database = connectionString
  await progress.step('迁移 · migrations', () => migrate({ connectionString: database, logger }))
  const masterKey = await masterKeyOf(config, dataDir)
  let clearing =
    config.clearingUrl === null || config.clearingSecret === null ? null : { url: config.clearingUrl, secret: config.clearingSecret }
  if (clearing === null) {
    const secret = masterKey.toString('hex')
    const house = await progress.step('模拟清算平台与备付金银行 · simulated clearing house and reserve bank', () =>
      startHouse({ dataDir, secret, institution: config.clearingInstitution }),
    )
    running.push({ name: 'clearing house', stop: () => house.stop() })
    clearing = { url: house.url, secret }
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
  const url = await progress.step('服务 · server', () => app.start())
  running.push({ name: 'server', stop: () => app.stop() })
  if (config.mode !== 'test') {
    progress.say(`Feiqian serves ${url}`)
    return
  }
  demo = await progress.step('演示机构 · demo institution', () => demoOf(app, dataDir, url, progress.say))
  const tour = await progress
    .step('一笔真实支付 · one real payment', () => payOnce(demo as Demo))
    .catch((error: unknown) => {
      progress.say(`  ${error instanceof Error ? error.message : String(error)}`)
      return null
    })
  if (tour !== null) printTour(tour)
  printWhereToLook(url, demo, config.dataDir)
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
  try {
    return Buffer.from((await readFile(file, 'utf8')).trim(), 'hex')
  } catch {
    const key = randomBytes(32)
    await writeFile(file, `${key.toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
    await chmod(file, 0o600)
    return key
  }
}

/** SIGINT may come twice on Ctrl-C, once from the terminal and once from the launcher: the second changes nothing. */
function stopOnSignals(running: Running[], say: (line: string) => void): void {
  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    let code = 0
    for (const part of running.reverse()) {
      try {
        await part.stop()
      } catch (error) {
        code = 1
        say(`${part.name}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    process.exit(code)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
}

if (wantsHelp(process.argv.slice(2))) {
  process.stdout.write(configHelp())
} else {
  try {
    await start(loadConfig(process.env, process.argv.slice(2)))
  } catch (error) {
    const known = error instanceof ConfigError || error instanceof EmbeddedPostgresError
    process.stderr.write(`${known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.kill(process.pid, 'SIGTERM')
    process.exitCode = 1
  }
}
