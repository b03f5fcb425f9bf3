/** Further nodes of the institution that `useApp` set up: composed in this process with a pool of its own, or as a process. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type App, type AppOptions, compose } from '../../src/app/compose.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { createLogger, createMetrics } from '../../src/platform/telemetry.ts'
import type { TestApp } from './app.ts'
import type { TestDatabase } from './database.ts'
import { noteExercised } from './exercised.ts'

export const NODE_ENV = { PORT: '0', RATE_LIMIT: '0', RATE_LIMIT_PUBLIC: '0', RATE_LIMIT_SIGN_IN: '0', RATE_LIMIT_OPEN_BANKING: '0' }

export type AppNode = { readonly app: App; readonly url: string; stop(): Promise<void> }

/** In this process. What it logs as errors joins `world.defects`. */
export async function startNode(
  world: TestApp,
  database: TestDatabase,
  env: Readonly<Record<string, string>> = {},
  { extraRoutes }: Pick<AppOptions, 'extraRoutes'> = {},
): Promise<AppNode> {
  const app = compose({
    config: loadConfig({ ...NODE_ENV, ...env }, []),
    connectionString: database.connectionString,
    clock: world.clock,
    logger: createLogger({ level: 'error', destination: { write: (line: string) => void world.defects.push(line) } }),
    metrics: createMetrics({ processMetrics: false }),
    ...world.shared,
    pagesFolder: 'packages/web/dist',
    ...(extraRoutes === undefined ? {} : { extraRoutes }),
    http: { validateResponses: true, observe: noteExercised },
  })
  const url = await app.start()
  return { app, url, stop: () => app.stop() }
}

export type NodeProcess = { readonly url: string; readonly pid: number; stop(): Promise<void> }

/** As a process of its own, by the system's clock. What it logs as errors joins `world.defects`. */
export async function startNodeProcess(world: TestApp, database: TestDatabase): Promise<NodeProcess> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('node-entry.ts', import.meta.url))], {
    env: {
      PATH: process.env.PATH,
      ...NODE_ENV,
      TEST_DATABASE_URL: database.connectionString,
      TEST_MASTER_KEY: world.shared.masterKey.toString('hex'),
      TEST_CLEARING_URL: world.shared.clearing.url,
      TEST_CLEARING_SECRET: world.shared.clearing.secret,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let announce: (url: string) => void = () => {}
  const listening = new Promise<string>(resolve => {
    announce = resolve
  })
  createInterface({ input: child.stdout }).on('line', line => {
    if (line.startsWith('http://')) announce(line)
    else world.defects.push(`${line}\n`)
  })
  const ended = exited.then(() => {
    throw new Error('the node ended before it listened')
  })
  const url = await Promise.race([listening, ended])
  ended.catch(() => {})
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
