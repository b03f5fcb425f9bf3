/**
 * Which key and which server: options first, then the environment, then .feiqian/demo.json searched upwards.
 */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export type Access = { readonly apiKey: string | null; readonly baseUrl: string }

export type AccessInput = {
  readonly apiKey: string | undefined
  readonly baseUrl: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly key: 'merchant' | 'operator'
}

const DEFAULT_URL = 'http://127.0.0.1:4000'

/** The demo's keys are used only with the demo's own address: a key is never sent to another server than it was made for. */
export function accessOf(input: AccessInput): Access {
  const apiKey = input.apiKey ?? (input.env.FEIQIAN_API_KEY || undefined)
  const baseUrl = input.baseUrl ?? (input.env.FEIQIAN_BASE_URL || undefined)
  const demo = findDemo(input.cwd)
  if (apiKey !== undefined) return { apiKey, baseUrl: baseUrl ?? demo?.baseUrl ?? DEFAULT_URL }
  if (demo === null || (baseUrl !== undefined && sameOrigin(baseUrl, demo.baseUrl) === false))
    return { apiKey: null, baseUrl: baseUrl ?? DEFAULT_URL }
  return { apiKey: demo.keys[input.key], baseUrl: demo.baseUrl }
}

const sameOrigin = (one: string, other: string): boolean =>
  URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin

type Demo = { readonly baseUrl: string; readonly keys: Readonly<Record<'merchant' | 'operator', string | null>> }

function findDemo(from: string): Demo | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const demo = readDemo(join(folder, '.feiqian', 'demo.json'))
    if (demo !== null) return demo
    if (dirname(folder) === folder) return null
  }
}

function readDemo(path: string): Demo | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
  const file = parsed as { base_url?: unknown; merchant?: { secret_key?: unknown }; operator?: { secret_key?: unknown } } | null
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
  const baseUrl = text(file?.base_url)
  if (baseUrl === null) return null
  return { baseUrl, keys: { merchant: text(file?.merchant?.secret_key), operator: text(file?.operator?.secret_key) } }
}
