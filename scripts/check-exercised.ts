/**
 * Fails when an operation of the API was never exercised with success, or a code of the catalogue never seen, by any test of a
 * whole run: `check-exercised.ts FILE`, where FILE is what the tests noted (packages/server/test/harness/exercised.ts).
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { compose } from '../packages/server/src/app/compose.ts'
import { systemClock } from '../packages/server/src/kernel/time.ts'
import { loadConfig } from '../packages/server/src/platform/config.ts'
import { createLogger, createMetrics } from '../packages/server/src/platform/telemetry.ts'

type OpenApi = { readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>> }

/** Every operation and code of the whole server, as it describes itself. It is never started: no database is touched. */
async function offered(): Promise<{ operations: string[]; codes: string[] }> {
  const app = compose({
    config: loadConfig({ PORT: '0' }, []),
    connectionString: 'postgres://nobody@127.0.0.1:1/none',
    clock: systemClock,
    logger: createLogger({ level: 'silent' }),
    metrics: createMetrics({ processMetrics: false }),
    masterKey: randomBytes(32),
    clearing: { url: 'http://127.0.0.1:1', secret: 'none' },
    pagesFolder: 'packages/web/dist',
  })
  const url = await app.server.listen({ host: '127.0.0.1', port: 0 })
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApi
  await app.server.close()
  const operations = Object.values(paths).flatMap(path => Object.values(path).flatMap(({ operationId }) => operationId ?? []))
  return { operations, codes: [...app.problems.catalogue.keys()] }
}

function exercised(file: string): { operations: Set<string>; codes: Set<string> } {
  const operations = new Set<string>()
  const codes = new Set<string>()
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [operation = '', status = '', code = ''] = line.split('\t')
    if (Number(status) >= 200 && Number(status) < 300) operations.add(operation)
    if (code !== '') codes.add(code)
  }
  return { operations, codes }
}

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('usage: check-exercised.ts FILE')
const all = await offered()
const seen = exercised(file)
const complaints = [
  ...all.operations.filter(name => !seen.operations.has(name)).map(name => `no test has ${name} succeed`),
  ...all.codes.filter(code => !seen.codes.has(code)).map(code => `no test meets the code ${code}`),
]
for (const complaint of complaints) process.stdout.write(`${complaint}\n`)
if (complaints.length === 0)
  process.stdout.write(`Every operation (${all.operations.length}) and every code (${all.codes.length}) is exercised.\n`)
process.exit(complaints.length === 0 ? 0 : 1)
