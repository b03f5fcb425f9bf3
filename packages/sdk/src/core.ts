/**
 * One request to the API, repeated safely: every write carries an idempotency key and every retry the same one, so that a
 * lost answer never becomes a second payment. Retries and waits are bounded.
 */
import { randomUUID } from 'node:crypto'
import { FeiqianConnectionError, FeiqianError, type Problem } from './errors.ts'

export type FeiqianOptions = {
  /** A secret key, `fq_test_…` or `fq_live_…`. Keep it on your server. */
  readonly apiKey: string
  /** Where Feiqian runs; `http://127.0.0.1:4000` unless said. */
  readonly baseUrl?: string
  /** How often a failed request is repeated; 3 unless said, 0 to 10. */
  readonly maxRetries?: number
  /** How long one try may take, in milliseconds; 30,000 unless said. */
  readonly timeoutMs?: number
  /** Language of error sentences; `en` unless said. */
  readonly language?: 'en' | 'zh'
  /** Another `fetch`, for proxies and tests. */
  readonly fetch?: typeof fetch
}

export type RequestOptions = {
  /** Made by the SDK unless given. Give your own to repeat a request after a restart of your process. At most 255 characters. */
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
  readonly maxRetries?: number
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type Call = {
  readonly query?: object | undefined
  readonly body?: unknown
  readonly accept?: 'text/csv' | 'application/octet-stream'
}

export type Core = {
  request<T>(method: Method, path: string, call?: Call, options?: RequestOptions): Promise<T>
}

const RETRY_BASE_MS = 500
const RETRY_MAX_MS = 8_000
/** A server that asks for a longer pause gets none: the caller is told instead. */
const RETRY_AFTER_MAX_MS = 60_000
const RETRIES_MAX = 10

export function createCore(settings: FeiqianOptions): Core {
  const baseUrl = (settings.baseUrl ?? 'http://127.0.0.1:4000').replace(/\/+$/, '')
  const send = settings.fetch ?? fetch

  async function once(url: string, init: RequestInit, timeoutMs: number, signal: AbortSignal | undefined): Promise<Answer> {
    const abort = new AbortController()
    const give = (): void => abort.abort(signal?.reason)
    signal?.addEventListener('abort', give, { once: true })
    const timer = setTimeout(() => abort.abort(new TimeoutReached()), timeoutMs)
    try {
      signal?.throwIfAborted()
      const response = await send(url, { ...init, signal: abort.signal, redirect: 'error' })
      return { status: response.status, ok: response.ok, headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) }
    } catch (error) {
      throw abort.signal.reason instanceof TimeoutReached ? abort.signal.reason : error
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', give)
    }
  }

  return {
    async request<T>(method: Method, path: string, call: Call = {}, options: RequestOptions = {}): Promise<T> {
      const url = baseUrl + path + queryOf(call.query)
      const key = method === 'GET' ? null : (options.idempotencyKey ?? randomUUID())
      const init: RequestInit = {
        method,
        headers: {
          Authorization: `Bearer ${settings.apiKey}`,
          Accept: call.accept ?? 'application/json',
          'Accept-Language': settings.language ?? 'en',
          'User-Agent': 'feiqian-sdk/0.1.0',
          ...(key === null ? {} : { 'Idempotency-Key': key }),
          ...(call.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      }
      const timeoutMs = options.timeoutMs ?? settings.timeoutMs ?? 30_000
      const retries = Math.min(options.maxRetries ?? settings.maxRetries ?? 3, RETRIES_MAX)
      for (let made = 0; ; made++) {
        let waitMs: number | null
        let failure: FeiqianError
        try {
          const response = await once(url, init, timeoutMs, options.signal)
          if (response.ok) return bodyOf<T>(response, call)
          failure = refusalOf(response)
          waitMs = isRetryable(failure) ? pauseMs(response.headers.get('retry-after'), made) : null
        } catch (error) {
          options.signal?.throwIfAborted()
          failure = connectionFailure(error, key, timeoutMs)
          waitMs = pauseMs(null, made)
        }
        if (made >= retries || waitMs === null) throw failure
        await pause(waitMs, options.signal)
      }
    },
  }
}

/** An answer whose body has been read within the time allowed. */
type Answer = { readonly status: number; readonly ok: boolean; readonly headers: Headers; readonly bytes: Uint8Array }

const textOf = (response: Answer): string => new TextDecoder().decode(response.bytes)

class TimeoutReached extends Error {}

function queryOf(query: object | undefined): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) => {
    if (value === undefined || value === null) return []
    return (Array.isArray(value) ? value : [value]).map(
      each => [name, each instanceof Date ? each.toISOString() : String(each)] as [string, string],
    )
  })
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`
}

function bodyOf<T>(response: Answer, call: Call): T {
  // The caller names the type that the operation answers with; the OpenAPI document, from which the types are generated, vouches for it.
  if (call.accept === 'application/octet-stream') return response.bytes as T
  const text = textOf(response)
  if (call.accept === 'text/csv') return text as T
  if (text === '') return undefined as T
  return JSON.parse(text) as T
}

/** The API always answers with problem details; a proxy in between may not. */
function refusalOf(response: Answer): FeiqianError {
  let problem: Problem = {}
  try {
    const parsed: unknown = JSON.parse(textOf(response))
    if (typeof parsed === 'object' && parsed !== null) problem = parsed
  } catch {
    // Not JSON: the status says what there is to say.
  }
  const code = problem.code ?? `http_${response.status}`
  const message = problem.detail ?? problem.title ?? `The server answered ${response.status} without problem details.`
  const requestId = problem.request_id ?? response.headers.get('request-id') ?? undefined
  return new FeiqianError(message, {
    ...problem,
    code,
    status: response.status,
    ...(requestId === undefined ? {} : { request_id: requestId }),
  })
}

/** Safe because reads change nothing and writes carry the same key: a finished one is answered from memory, not done twice. */
function isRetryable(failure: FeiqianError): boolean {
  switch (failure.status) {
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return true
    case 409:
      return failure.code === 'idempotency_in_flight'
    default:
      return false
  }
}

function connectionFailure(error: unknown, key: string | null, timeoutMs: number): FeiqianConnectionError {
  if (error instanceof TimeoutReached) return new FeiqianConnectionError('timeout', `No answer within ${timeoutMs} ms.`, key)
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
  return new FeiqianConnectionError('connection_failed', `The server could not be reached: ${cause}`, key, { cause: error })
}

/** What the server asks for (Retry-After in seconds or as a date), else exponential with full jitter on its upper half. `null`: too long to wait. */
function pauseMs(retryAfter: string | null, made: number): number | null {
  if (retryAfter !== null) {
    const seconds = Number(retryAfter)
    const asked = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(retryAfter) - Date.now()
    if (asked > RETRY_AFTER_MAX_MS) return null
    if (asked >= 0) return asked + Math.random() * 100
  }
  return Math.min(RETRY_MAX_MS, RETRY_BASE_MS * 2 ** made) * (0.5 + Math.random() / 2)
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', give)
      resolve()
    }, ms)
    if (signal?.aborted === true) give()
    else signal?.addEventListener('abort', give, { once: true })
  })
}
