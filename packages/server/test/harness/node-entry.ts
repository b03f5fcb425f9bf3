/** A node as a process: prints its address, then its errors, one a line; ends on SIGTERM. Started by node.ts. */
import { compose } from '../../src/app/compose.ts'
import { systemClock } from '../../src/kernel/time.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { createLogger, createMetrics } from '../../src/platform/telemetry.ts'

function given(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set`)
  return value
}

const { PORT, RATE_LIMIT, RATE_LIMIT_PUBLIC, RATE_LIMIT_SIGN_IN, RATE_LIMIT_OPEN_BANKING } = process.env
const app = compose({
  config: loadConfig({ PORT, RATE_LIMIT, RATE_LIMIT_PUBLIC, RATE_LIMIT_SIGN_IN, RATE_LIMIT_OPEN_BANKING }, []),
  connectionString: given('TEST_DATABASE_URL'),
  clock: systemClock,
  logger: createLogger({ level: 'error' }),
  metrics: createMetrics({ processMetrics: false }),
  masterKey: Buffer.from(given('TEST_MASTER_KEY'), 'hex'),
  clearing: { url: given('TEST_CLEARING_URL'), secret: given('TEST_CLEARING_SECRET') },
  pagesFolder: 'packages/web/dist',
})
const url = await app.start()
process.once('SIGTERM', () => void app.stop().then(() => process.exit(0)))
process.stdout.write(`${url}\n`)
