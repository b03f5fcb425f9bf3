/**
 * Which key and which server: options first, then the environment, then demo.json in FEIQIAN_DATA_DIR or, searched upwards, in .feiqian.
 */
import { readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

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
  const demo = findDemo(input.cwd, input.env.FEIQIAN_DATA_DIR || undefined)
  if (apiKey !== undefined) return { apiKey, baseUrl: baseUrl ?? demo?.baseUrl ?? DEFAULT_URL }
  if (demo === null || (baseUrl !== undefined && sameOrigin(baseUrl, demo.baseUrl) === false))
    return { apiKey: null, baseUrl: baseUrl ?? DEFAULT_URL }
  return { apiKey: demo.keys[input.key], baseUrl: demo.baseUrl }
}

const sameOrigin = (one: string, other: string): boolean =>
  URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin

type Demo = { readonly baseUrl: string; readonly keys: Readonly<Record<'merchant' | 'operator', string | null>> }

function findDemo(from: string, dataDir: string | undefined): Demo | null {
  if (dataDir !== undefined) return readDemo(join(resolve(from, dataDir), 'demo.json'))
  for (let folder = from; ; folder = dirname(folder)) {
    const demo = readDemo(join(folder, '.feiqian', 'demo.json'))
    if (demo !== null) return demo
    if (dirname(folder) === folder) return null
  }
}

function readDemo(path: string): Demo | null {
  let parsed: unknown
  try {
    // Found by searching upwards: what somebody else left there must not decide where a key is sent.
    if (process.getuid !== undefined && statSync(path).uid !== process.getuid()) return null
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
