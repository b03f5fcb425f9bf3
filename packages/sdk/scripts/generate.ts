/**
 * TypeScript types from an OpenAPI document. `npm run generate-sdk` in the root writes src/openapi.generated.ts with them; a test
 * of the server fails when that file is not current.
 */
import openapiTS, { astToString } from 'openapi-typescript'

/** The file that `generate` is for. */
export const TARGET = new URL('../src/openapi.generated.ts', import.meta.url)
const HEADER = '/** Generated from the OpenAPI document by `npm run generate-sdk`. Do not edit. */\n'

/** The TypeScript text for a document; the server's address is left out, so that it does not depend on where it ran. */
export async function generate(document: Record<string, unknown>): Promise<string> {
  const { servers: _, ...rest } = document
  const text = JSON.stringify(rest, (_key, value: unknown) => (isRecord(value) ? withoutRefusals(value) : value))
  return HEADER + astToString(await openapiTS(withoutSelfReferences(text), { alphabetize: true, defaultNonNullable: false }))
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
