/**
 * Generates src/openapi.generated.ts from an OpenAPI document: `node scripts/generate-sdk.ts [URL or file] [--check]`.
 * Without an argument it asks the server on this machine. With --check it writes nothing and fails when the file is not current.
 */
import { readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'

const TARGET = new URL('../src/openapi.generated.ts', import.meta.url)
const HEADER = '/** Generated from the OpenAPI document by scripts/generate-sdk.ts. Do not edit. */\n'

/** The TypeScript text for a document; the server's address is left out, so that it does not depend on where it ran. */
export async function generate(document: Record<string, unknown>): Promise<string> {
  const { servers: _, ...rest } = document
  const text = JSON.stringify(rest, (_key, value: unknown) => (isRecord(value) ? withoutRefusals(value) : value))
  return HEADER + astToString(await openapiTS(withoutSelfReferences(text), { alphabetize: true }))
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every refusal has the one shape that FeiqianError carries, and headers are the core's business: neither needs types per operation. */
function withoutRefusals(value: Record<string, unknown>): Record<string, unknown> {
  if (!isRecord(value.responses)) return value
  const responses = Object.entries(value.responses).flatMap(([status, response]) => {
    if (!/^2\d\d$/.test(status) || !isRecord(response)) return []
    const { headers: _, ...rest } = response
    return [[status, rest] as const]
  })
  return { ...value, responses: Object.fromEntries(responses) }
}

/** Schemas without a name that contain themselves (any JSON) become `unknown`: TypeScript refuses the alias they would need. */
function withoutSelfReferences(document: string): string {
  const parsed = JSON.parse(document) as { components?: { schemas?: Record<string, unknown> } }
  const schemas = parsed.components?.schemas ?? {}
  for (const [name, schema] of Object.entries(schemas))
    if (JSON.stringify(schema).includes(`"#/components/schemas/${name}"`)) schemas[name] = {}
  return JSON.stringify(parsed)
}

async function load(source: string): Promise<Record<string, unknown>> {
  if (!/^https?:/.test(source)) return JSON.parse(await readFile(source, 'utf8')) as Record<string, unknown>
  const response = await fetch(source)
  if (!response.ok) throw new Error(`${source} answered ${response.status}`)
  return (await response.json()) as Record<string, unknown>
}

async function main(args: readonly string[]): Promise<void> {
  const source = args.find(arg => !arg.startsWith('--')) ?? 'http://127.0.0.1:4000/openapi.json'
  const text = await generate(await load(source))
  if (!args.includes('--check')) {
    await writeFile(TARGET, text)
    return
  }
  if ((await readFile(TARGET, 'utf8')) !== text) {
    process.stderr.write('src/openapi.generated.ts is not current: run scripts/generate-sdk.ts\n')
    process.exitCode = 1
  }
}

if (process.argv[1] !== undefined && import.meta.url === new URL(process.argv[1], 'file:').href) await main(process.argv.slice(2))
