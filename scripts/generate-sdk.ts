/**
 * Writes packages/sdk/src/openapi.generated.ts from the API as it is wired now: `npm run generate-sdk`. Needs no database: the
 * server is composed, asked for its OpenAPI document and never started.
 */
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { generate, TARGET } from '../packages/sdk/scripts/generate.ts'
import { compose } from '../packages/server/src/app/compose.ts'
import { systemClock } from '../packages/server/src/kernel/time.ts'
import { loadConfig } from '../packages/server/src/platform/config.ts'
import { createLogger, createMetrics } from '../packages/server/src/platform/telemetry.ts'

const app = compose({
  config: loadConfig({}, []),
  connectionString: 'postgresql://127.0.0.1:1/never_reached',
  clock: systemClock,
  logger: createLogger({ level: 'error' }),
  metrics: createMetrics({ processMetrics: false }),
  masterKey: randomBytes(32),
  clearing: { url: 'http://127.0.0.1:1', secret: 'never used' },
  pagesFolder: 'packages/web/dist',
})
await writeFile(TARGET, await generate(JSON.parse(JSON.stringify(app.openApi()))))
process.stdout.write('packages/sdk/src/openapi.generated.ts is current.\n')
process.exit(0)
