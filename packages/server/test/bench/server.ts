/**
 * The server of the payments benchmark in a process of its own: composed as in production, without limits on the rate of
 * requests. Prints its address; on a line from its standard input it answers with its greatest resident memory.
 */

import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { compose } from '../../src/app/compose.ts'
import { systemClock } from '../../src/kernel/time.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { createLogger, createMetrics } from '../../src/platform/telemetry.ts'
import { bareTransactionRoutes } from './bare-transactions.ts'

const logger = createLogger({ level: 'warn', destination: process.stderr })
const app = compose({
  config: loadConfig({ ...process.env, PORT: '0', RATE_LIMIT: '0', RATE_LIMIT_PUBLIC: '0', RATE_LIMIT_OPEN_BANKING: '0' }, []),
  connectionString: process.env.DATABASE_URL ?? '',
  clock: systemClock,
  logger,
  metrics: createMetrics(),
  masterKey: Buffer.alloc(32, 7),
  // No bank leg is part of this benchmark.
  clearing: { url: 'http://127.0.0.1:9', secret: 'no bank leg in this benchmark' },
  pagesFolder: 'packages/web/dist',
  extraRoutes: parts => bareTransactionRoutes(parts, logger),
})
process.stdout.write(`${await app.start()}\n`)

const peakRssMb = (): number => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024

const lines = createInterface({ input: process.stdin })
lines.on('line', () => process.stdout.write(`${JSON.stringify({ rssMb: peakRssMb() })}\n`))
const stop = (): void => void app.stop().then(() => process.exit(0))
lines.on('close', stop)
process.once('SIGTERM', stop)
