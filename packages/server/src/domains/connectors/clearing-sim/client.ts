/**
 * Signed HTTP to the simulated house. It tells apart what certainly never left (`not_sent`), what may have been executed
 * (`unknown`) and what the house said; it never throws for the network.
 */
import { Agent, request } from 'undici'
import type { Clock } from '../../../kernel/time.ts'
import { createBreaker } from './breaker.ts'
import { HEADER, responseIsSigned, signRequest } from './signature.ts'

export type Spoken = {
  readonly spoke: true
  readonly status: number
  readonly body: Buffer
  readonly header: (name: string) => string | null
}
export type Silent = { readonly spoke: false; readonly sent: boolean; readonly reason: string }

export type HouseClient = {
  /** One signed exchange. `retries`: how often to repeat after a broken connection; only for what the house executes once. */
  exchange(method: 'GET' | 'POST' | 'DELETE', path: string, body: unknown, retries: 0 | 1): Promise<Spoken | Silent>
  close(): Promise<void>
}

export type HouseClientDeps = {
  /** Base address without a trailing slash. */
  readonly url: string
  readonly institution: string
  readonly secret: string
  /** The real time: signatures are good for 300 s. */
  readonly clock: Clock
  /** Default 8,000. */
  readonly timeoutMs?: number
}

/** No connection was made: the request cannot have been read. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])
/** Not repeated at once: the house is slow, and the query job asks later. */
const TIMEOUTS = new Set(['TimeoutError', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])
const BODY_MAX_BYTES = 64 * 1024 * 1024

const codeOf = (error: unknown): string => {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown'
}

export function createHouseClient(deps: HouseClientDeps): HouseClient {
  const timeoutMs = deps.timeoutMs ?? 8_000
  const agent = new Agent({
    connections: 64,
    connect: { timeout: Math.min(3_000, timeoutMs) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: BODY_MAX_BYTES,
  })
  const breaker = createBreaker(() => performance.now())

  async function once(method: 'GET' | 'POST' | 'DELETE', path: string, text: string): Promise<Spoken | Silent> {
    if (!breaker.admit()) return { spoke: false, sent: false, reason: 'circuit open' }
    const signed = signRequest(deps.secret, method, path, text, deps.clock.now())
    try {
      const response = await request(`${deps.url}${path}`, {
        method,
        dispatcher: agent,
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          [HEADER.institution]: deps.institution,
          [HEADER.timestamp]: signed.timestamp,
          [HEADER.nonce]: signed.nonce,
          [HEADER.signature]: signed.signature,
          ...(text === '' ? {} : { 'content-type': 'application/json' }),
        },
        ...(text === '' ? {} : { body: text }),
      })
      const body = Buffer.from(await response.body.arrayBuffer())
      const header = (name: string): string | null => {
        const value = response.headers[name]
        return typeof value === 'string' ? value : null
      }
      const answer = {
        status: response.statusCode,
        timestamp: header(HEADER.timestamp) ?? '',
        signature: header(HEADER.signature) ?? '',
        body,
      }
      if (!responseIsSigned(deps.secret, answer, signed.nonce, deps.clock.now())) {
        breaker.failed()
        return { spoke: false, sent: true, reason: `answer ${response.statusCode} is not signed by the house` }
      }
      if (response.statusCode >= 500) {
        breaker.failed()
        return { spoke: false, sent: true, reason: `answer ${response.statusCode}` }
      }
      breaker.succeeded()
      return { spoke: true, status: response.statusCode, body, header }
    } catch (error) {
      breaker.failed()
      const code = codeOf(error)
      return { spoke: false, sent: !NEVER_CONNECTED.has(code), reason: code }
    }
  }

  return {
    async exchange(method, path, body, retries) {
      const text = body === undefined ? '' : JSON.stringify(body)
      const first = await once(method, path, text)
      if (retries === 0 || first.spoke || !first.sent || TIMEOUTS.has(first.reason)) return first
      const second = await once(method, path, text)
      // The first may have been executed, so the whole is no longer certainly unsent.
      return second.spoke ? second : { ...second, sent: true }
    },
    close: () => agent.close(),
  }
}
