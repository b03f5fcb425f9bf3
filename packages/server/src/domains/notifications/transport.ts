/**
 * The way out for webhooks: one POST, no redirects followed, 15 s in all, at most 4 KB of the answer read. Which addresses may
 * be reached is decided anew for every message, and the connection goes to a checked address.
 */
import { performance } from 'node:perf_hooks'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { SafeClient } from '../../platform/http/ssrf.ts'
import type { Send, SendResult } from '../../platform/sending.ts'

const TIMEOUT_MS = 15_000
const RESPONSE_BYTES_MAX = 4_096

export function createWebhookTransport(options: { readonly client: Pick<SafeClient, 'post'>; readonly timeoutMs?: number }): Send {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
  return async (url, headers, body): Promise<SendResult> => {
    const startedAt = performance.now()
    const elapsed = (): number => performance.now() - startedAt
    const nothing = (error: string): SendResult => ({ status: null, body: '', durationMs: elapsed(), error })
    try {
      const posted = await options.client.post(url, { headers, body, timeoutMs, bodyMax: RESPONSE_BYTES_MAX })
      if (!posted.ok) return nothing(posted.error.code === 'host_unresolvable' ? 'host_not_found' : posted.error.code)
      // U+0000 cannot be stored and is replaced.
      return { status: posted.value.status, body: posted.value.body.replaceAll('\u0000', '\ufffd'), durationMs: elapsed(), error: null }
    } catch (error) {
      return nothing(nameOf(error))
    }
  }
}

/** Whether an endpoint may be registered at all; the codes of the API follow from the target's. `httpsOnly` is for live mode. */
export function createUrlCheck(
  client: Pick<SafeClient, 'check'>,
  options: { readonly httpsOnly?: boolean } = {},
): (url: string) => Promise<Outcome<URL>> {
  return async url => {
    const checked = await client.check(url)
    if (checked.ok && options.httpsOnly === true && checked.value.url.protocol !== 'https:') return refuse('webhook_url_invalid', 'url')
    if (checked.ok) return ok(checked.value.url)
    return refuse(checked.error.code === 'address_private' ? 'webhook_url_forbidden' : 'webhook_url_invalid', 'url')
  }
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
