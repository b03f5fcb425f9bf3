/**
 * The way out for webhooks: one POST, no redirects followed, 15 s in all, at most 4 KB of the answer read. Which addresses may
 * be reached is the dispatcher's business; it checks them again when it connects.
 */
import { performance } from 'node:perf_hooks'
import { type Dispatcher, request } from 'undici'
import type { SendResult, SendWebhook } from './types.ts'

const TIMEOUT_MS = 15_000
const RESPONSE_BYTES_MAX = 4_096

export function createWebhookTransport(options: { readonly dispatcher: Dispatcher; readonly timeoutMs?: number }): SendWebhook {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
  return async (url, headers, body): Promise<SendResult> => {
    const startedAt = performance.now()
    const elapsed = (): number => performance.now() - startedAt
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(new DOMException('the receiver did not answer in time', 'TimeoutError')), timeoutMs)
    try {
      const response = await request(url, { method: 'POST', headers, body, dispatcher: options.dispatcher, signal: abort.signal })
      const text = await firstBytes(response.body)
      return { status: response.statusCode, body: text, durationMs: elapsed(), error: null }
    } catch (error) {
      return { status: null, body: '', durationMs: elapsed(), error: nameOf(error) }
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Reads no more than is kept, so that an endless answer costs nothing; U+0000 cannot be stored and is replaced. */
async function firstBytes(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= RESPONSE_BYTES_MAX) break
  }
  return Buffer.concat(chunks).subarray(0, RESPONSE_BYTES_MAX).toString('utf8').replaceAll('\u0000', '\ufffd')
}

const NAMES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_reset',
  EPIPE: 'connection_reset',
  UND_ERR_SOCKET: 'connection_reset',
  ENOTFOUND: 'host_not_found',
  EAI_AGAIN: 'host_not_found',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
}

/** A short, stable word for the merchant's log; never a stack or an address. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'network_error'
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'timeout'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null
  if (code === null) return 'network_error'
  if (/CERT|TLS|SSL/.test(code)) return 'tls_error'
  return NAMES[code] ?? code.toLowerCase()
}
