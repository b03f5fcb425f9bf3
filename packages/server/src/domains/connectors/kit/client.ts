/**
 * HTTP to an outside system. It tells apart what certainly never left, what may have been executed and what they said; it never throws
 * for the network. Every rail has connections, a breaker and a bound of its own, so that one that is down slows no other.
 */
import { Agent, request } from 'undici'
import type { SafeClient } from '../../../platform/http/ssrf.ts'
import { createBreaker } from './breaker.ts'
import type { ExchangeRecord } from './exchange-log.ts'
import type { Client, ClientOptions, Download, ExchangeOptions, Method, Silent, Spoken } from './types.ts'

export type ClientDeps = {
  /** Where the connection leads now; `null` while it is not set up. */
  readonly baseUrl: () => string | null
  /** Refuses addresses that may never be called, and resolves to those that may. */
  readonly outgoing: Pick<SafeClient, 'check'>
  readonly record: (exchange: ExchangeRecord) => void
  readonly called: (answered: boolean, durationMs: number) => void
}

/** No connection was made: the request cannot have been read. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])
/** Not repeated at once: they are slow, and the query job asks later. */
const TIMEOUTS = new Set(['TimeoutError', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])
const BODY_MAX_BYTES = 4 * 1024 * 1024
const DOWNLOAD_MAX_BYTES = 2 * 1024 * 1024 * 1024
const CONNECT_TIMEOUT_MS = 3_000
const ADDRESS_REFUSED = 'address refused: '

class AddressRefusedError extends Error {
  override name = 'AddressRefusedError'
}
class BodyTooLargeError extends Error {
  override name = 'BodyTooLargeError'
}

const codeOf = (error: unknown): string => {
  if (error instanceof AddressRefusedError) return error.message
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown'
}

/** What is sent: bytes and text as they are, anything else as JSON. */
const contentOf = (body: unknown): string | Uint8Array =>
  body === undefined || body === null ? '' : typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)

/** What was asked, for one try. */
type Asked = {
  readonly method: Method
  readonly url: string
  readonly path: string
  readonly content: string | Uint8Array
  readonly options: ExchangeOptions
  readonly timeoutMs: number
}

const unsent = (reason: string): Silent => ({ spoke: false, sent: false, reason })

export function createClient(deps: ClientDeps, options: ClientOptions): Client {
  const timeoutMs = options.timeoutMs ?? 8_000
  const inFlightMax = options.inFlightMax ?? 256
  const breaker = createBreaker(() => performance.now())
  let inFlight = 0
  const agent = new Agent({
    connections: 64,
    connect: {
      timeout: Math.min(CONNECT_TIMEOUT_MS, timeoutMs),
      // Every new connection goes to an address that was checked just now.
      lookup: (host, wanted, done) => {
        deps.outgoing.check(`https://${host}/`).then(
          checked => {
            const first = checked.ok ? checked.value.addresses[0] : undefined
            if (!checked.ok) done(new AddressRefusedError(`${ADDRESS_REFUSED}${checked.error.code}`), '', 4)
            else if (wanted.all === true) done(null, [...checked.value.addresses])
            else if (first === undefined) done(new AddressRefusedError(`${ADDRESS_REFUSED}host_unresolvable`), '', 4)
            else done(null, first.address, first.family)
          },
          (error: NodeJS.ErrnoException) => done(error, '', 4),
        )
      },
    },
  })
  /** Origins whose scheme and literal address were found good; names are resolved and checked for each connection. */
  const goodOrigins = new Set<string>()

  async function refusalOf(url: string): Promise<string | null> {
    const origin = URL.parse(url)?.origin
    if (origin === undefined) return 'url_invalid'
    if (goodOrigins.has(origin)) return null
    const checked = await deps.outgoing.check(origin)
    if (!checked.ok) return checked.error.code
    if (goodOrigins.size < 16) goodOrigins.add(origin)
    return null
  }

  /** The request as undici takes it. */
  function sendOf({ method, url, content, options: asked, timeoutMs: ms }: Asked, headers: Readonly<Record<string, string>>) {
    return request(url, {
      method,
      dispatcher: agent,
      signal: AbortSignal.timeout(ms),
      headersTimeout: ms,
      bodyTimeout: ms,
      headers: { ...headers, ...(content.length === 0 ? {} : { 'content-type': asked.contentType ?? 'application/json' }) },
      ...(content.length === 0 ? {} : { body: content }),
    })
  }

  async function once(asked: Asked): Promise<Spoken | Silent> {
    const { options: wanted, content } = asked
    if (!breaker.admit()) return unsent('circuit open')
    const started = performance.now()
    const headers = wanted.headers?.(typeof content === 'string' ? content : '') ?? {}
    let answer: Spoken | null = null
    let answerHeaders: Readonly<Record<string, string>> = {}
    let result: Spoken | Silent
    try {
      const response = await sendOf(asked, headers)
      answerHeaders = flat(response.headers)
      const body = await readBounded(response.body, wanted.bodyMaxBytes ?? BODY_MAX_BYTES)
      answer = { spoke: true, status: response.statusCode, body, header: name => answerHeaders[name.toLowerCase()] ?? null }
      const doubt = wanted.verify?.(answer) ?? null
      if (doubt !== null) result = { spoke: false, sent: true, reason: doubt, answer }
      else if (answer.status >= 500 && wanted.serverErrorsSpeak !== true)
        result = { spoke: false, sent: true, reason: `answer ${answer.status}`, answer }
      else result = answer
    } catch (error) {
      const code = codeOf(error)
      result = { spoke: false, sent: !NEVER_CONNECTED.has(code) && !code.startsWith(ADDRESS_REFUSED), reason: code }
    }
    const durationMs = performance.now() - started
    const healthy = result.spoke && result.status < 500
    if (healthy) breaker.succeeded()
    else breaker.failed()
    deps.called(healthy, durationMs)
    deps.record({
      code: options.code,
      direction: 'out',
      method: asked.method,
      path: asked.path,
      reference: wanted.reference,
      outcome: result.spoke ? 'answered' : result.sent ? 'unknown' : 'unsent',
      status: answer?.status ?? null,
      reason: result.spoke ? null : result.reason,
      durationMs,
      request: { headers, body: Buffer.from(content) },
      answer: answer === null ? null : { headers: answerHeaders, body: answer.body },
      withoutBodies: wanted.withoutBodies === true,
      sensitive: options.sensitive ?? [],
    })
    return result
  }

  /** Whole address of what is asked, or why it cannot be asked. */
  async function addressOf(path: string): Promise<{ readonly url: string } | Silent> {
    const baseUrl = deps.baseUrl()
    if (baseUrl === null) return unsent('not connected')
    const url = path.startsWith('/') ? `${baseUrl}${path}` : path
    const refused = await refusalOf(url)
    return refused === null ? { url } : unsent(`${ADDRESS_REFUSED}${refused}`)
  }

  return {
    async exchange(method, path, body, wanted) {
      if (inFlight >= inFlightMax) return unsent('overloaded')
      inFlight += 1
      try {
        const address = await addressOf(path)
        if ('spoke' in address) return address
        const asked = {
          method,
          url: address.url,
          path,
          content: contentOf(body),
          options: wanted,
          timeoutMs: wanted.timeoutMs ?? timeoutMs,
        }
        const first = await once(asked)
        if (!wanted.idempotent || first.spoke || !first.sent || first.answer !== undefined || TIMEOUTS.has(first.reason)) return first
        const second = await once(asked)
        // The first may have been executed, so the whole is no longer certainly unsent.
        return second.spoke ? second : { ...second, sent: true }
      } finally {
        inFlight -= 1
      }
    },
    async download(path, wanted) {
      if (inFlight >= inFlightMax) return unsent('overloaded')
      const address = await addressOf(path)
      if ('spoke' in address) return address
      if (!breaker.admit()) return unsent('circuit open')
      const started = performance.now()
      const headers = wanted.headers?.('') ?? {}
      const note = (outcome: 'answered' | 'unknown' | 'unsent', status: number | null, reason: string | null): void => {
        if (outcome === 'answered') breaker.succeeded()
        else breaker.failed()
        deps.called(outcome === 'answered', performance.now() - started)
        deps.record({
          code: options.code,
          direction: 'out',
          method: 'GET',
          path,
          reference: wanted.reference,
          outcome,
          status,
          reason,
          durationMs: performance.now() - started,
          request: { headers, body: Buffer.alloc(0) },
          answer: null,
          withoutBodies: true,
          sensitive: [],
        })
      }
      inFlight += 1
      try {
        const { timeoutMs: ms = timeoutMs, bodyMaxBytes = DOWNLOAD_MAX_BYTES } = wanted
        const response = await request(address.url, { method: 'GET', dispatcher: agent, headers, headersTimeout: ms, bodyTimeout: ms })
        const answerHeaders = flat(response.headers)
        if (response.statusCode >= 500) {
          await response.body.dump()
          note('unknown', response.statusCode, `answer ${response.statusCode}`)
          return { spoke: false, sent: true, reason: `answer ${response.statusCode}` }
        }
        note('answered', response.statusCode, null)
        return {
          spoke: true,
          status: response.statusCode,
          header: name => answerHeaders[name.toLowerCase()] ?? null,
          bytes: bounded(response.body, bodyMaxBytes),
        } satisfies Download
      } catch (error) {
        const code = codeOf(error)
        const sent = !NEVER_CONNECTED.has(code) && !code.startsWith(ADDRESS_REFUSED)
        note(sent ? 'unknown' : 'unsent', null, code)
        return { spoke: false, sent, reason: code }
      } finally {
        inFlight -= 1
      }
    },
    breaker,
    close: () => agent.destroy(),
  }
}

/** Header names in lower case; of repeated ones the values together. */
function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )
}

async function* bounded(body: AsyncIterable<Buffer>, maxBytes: number): AsyncIterable<Uint8Array> {
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw new BodyTooLargeError(`more than ${maxBytes} bytes`)
    yield chunk
  }
}

async function readBounded(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bounded(body, maxBytes)) chunks.push(chunk)
  return Buffer.concat(chunks)
}
