/**
 * The server of the payments benchmark in a process of its own: composed as in production, without limits on the rate of
 * requests. Prints its address; on a line from its standard input it answers with its greatest resident memory.
 */

import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { compose } from '../../src/app/compose.ts'
import { type SandboxAccess, sandboxConnections } from '../../src/app/sandbox-access.ts'
import { systemClock } from '../../src/kernel/time.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { createLogger, createMetrics } from '../../src/platform/telemetry.ts'
import { bareTransactionRoutes } from './bare-transactions.ts'

const logger = createLogger({ level: 'warn', destination: process.stderr })
const access = process.env.BENCH_SANDBOX === undefined ? null : (JSON.parse(process.env.BENCH_SANDBOX) as SandboxAccess)
const app = compose({
  config: loadConfig({ ...process.env, PORT: '0', RATE_LIMIT: '0', RATE_LIMIT_PUBLIC: '0', RATE_LIMIT_OPEN_BANKING: '0' }, []),
  connectionString: process.env.DATABASE_URL ?? '',
  clock: systemClock,
  logger,
  metrics: createMetrics(),
  masterKey: Buffer.alloc(32, 7),
  // Without the sandbox no bank leg is part of the benchmark.
  clearing: { url: access?.sim?.base_url ?? 'http://127.0.0.1:9', secret: access?.sim?.credentials[0]?.material ?? 'no bank leg here' },
  pagesFolder: 'packages/web/dist',
  extraRoutes: parts => bareTransactionRoutes(parts, logger),
})
const url = await app.start()
if (access !== null) await app.connectors.kit.seed(sandboxConnections(access).filter(({ code }) => app.connectors.codes.has(code)))
process.stdout.write(`${url}\n`)

const peakRssMb = (): number => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024

const lines = createInterface({ input: process.stdin })
lines.on('line', () => process.stdout.write(`${JSON.stringify({ rssMb: peakRssMb() })}\n`))
const stop = (): void => void app.stop().then(() => process.exit(0))
lines.on('close', stop)
process.once('SIGTERM', stop)
