/**
 * The HTTP server that houses and reserve bank share: it verifies who asks, strikes with the faults of the network, signs the answer, and
 * keeps the tester's hand apart on loopback. What an operation does is the handler's affair.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { isFromHere, parseObject, readBody, TooLarge } from './body.ts'
import { type Odds, strikes } from './dice.ts'
import { createNonceMemory, REPLAY_WINDOW_SECONDS } from './nonces.ts'
import { equalSignatures, type Scheme } from './signed-http.ts'

/** What strikes every exchange alike. */
export const NETWORK_FAULTS = {
  error_before: '不执行，返回500 · answers 500 without executing',
  error_after: '执行后返回500 · executes, then answers 500',
  timeout_after: '执行后断开连接 · executes, then drops the connection without an answer',
  bad_signature: '应答签名错误 · signs the answer wrongly',
} as const

export type NetworkFault = keyof typeof NETWORK_FAULTS

export type NetworkSettings = {
  /** Added before every answer, milliseconds. */
  latencyMs: number
  /** How far the simulator's clock, by which it signs and judges timestamps, is ahead; seconds. */
  clockSkewSeconds: number
} & Odds<NetworkFault>

export type Reply = {
  readonly status: number
  /** JSON. */
  readonly body?: unknown
  readonly raw?: { readonly bytes: Uint8Array; readonly type: string }
  readonly headers?: Readonly<Record<string, string>>
}

export type SignedRequest = {
  readonly party: string
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly raw: Buffer
}

export type SignedServerOptions = {
  readonly port?: number
  readonly host?: string
  readonly scheme: Scheme
  readonly now: () => Date
  readonly settings: NetworkSettings
  readonly roll: () => number
  /** The keys that a party may sign with now; none: nobody knows it. */
  readonly keysOf: (party: string) => readonly string[]
  readonly handle: (request: SignedRequest) => Reply | Promise<Reply>
  readonly error: (status: number, code: string, message: string) => Reply
  /** By what name a request is counted. */
  readonly nameOf: (request: SignedRequest) => string
  readonly controlPage: () => string
  readonly control: (method: string, path: string, body: Record<string, unknown>) => Promise<Reply | null> | Reply | null
  /** Pages for people, unsigned: `true` when it answered. */
  readonly page?: (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<boolean>
}

export type SignedServer = { readonly url: string; readonly counts: Readonly<Record<string, number>>; close(): Promise<void> }

const COUNTS_MAX = 200

export async function createSignedServer(options: SignedServerOptions): Promise<SignedServer> {
  const { scheme, settings, roll } = options
  const nonces = createNonceMemory()
  const counts: Record<string, number> = {}
  const now = (): Date => new Date(options.now().getTime() + settings.clockSkewSeconds * 1_000)
  const struck = (fault: NetworkFault): boolean => strikes(settings, roll, fault)

  /** Who signed and with which key, or why the signature does not stand. */
  function authenticate(request: IncomingMessage, url: string, body: Buffer): { party: string; secret: string; nonce: string } | string {
    const header = (name: string): string => String(request.headers[name] ?? '')
    const party = header(scheme.headers.party)
    const keys = options.keysOf(party)
    if (keys.length === 0) return `unknown ${scheme.headers.party}`
    const timestamp = header(scheme.headers.timestamp)
    if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now().getTime() / 1000 - Number(timestamp)) > REPLAY_WINDOW_SECONDS)
      return `timestamp outside the window of ${REPLAY_WINDOW_SECONDS} s; here it is ${Math.floor(now().getTime() / 1000)}`
    const nonce = header(scheme.headers.nonce)
    if (nonce.length < 16 || nonce.length > 64) return 'nonce of 16 to 64 characters required'
    const given = header(scheme.headers.signature)
    const secret = keys.find(key => equalSignatures(given, scheme.signRequest(key, request.method ?? '', url, timestamp, nonce, body)))
    if (secret === undefined)
      return `signature wrong; signed was to be: ${JSON.stringify([request.method, url, timestamp, nonce, scheme.digestOf(body), ''].join('\n'))}`
    return nonces.firstSeen(`${party} ${nonce}`, now().getTime()) ? { party, secret, nonce } : 'nonce used before'
  }

  async function serveControl(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const json = request.method !== 'POST' || (request.headers['content-type'] ?? '').startsWith('application/json')
    const send = (status: number, type: string, text: string): void => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text)
    }
    if (!isFromHere(request) || !json) return send(403, 'application/json', JSON.stringify({ error: { code: 'loopback_only' } }))
    if (path === '/control' && request.method === 'GET') return send(200, 'text/html; charset=utf-8', options.controlPage())
    const body = parseObject(await readBody(request))
    const answer = body === null ? { status: 400, body: {} } : await options.control(request.method ?? '', path, body)
    send(answer?.status ?? 404, 'application/json', JSON.stringify(answer?.body ?? { error: { code: 'not_found' } }))
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/'
    const path = url.split('?', 1)[0] ?? '/'
    if (path === '/control' || path.startsWith('/control/')) return serveControl(request, response, path)
    if (options.page !== undefined && (await options.page(request, response, new URL(url, 'http://sandbox')))) return
    const raw = await readBody(request)
    const who = authenticate(request, url, raw)
    const reply = (answer: Reply): void => {
      const bytes = answer.raw?.bytes ?? Buffer.from(JSON.stringify(answer.body ?? {}))
      const headers: Record<string, string> = { 'content-type': answer.raw?.type ?? 'application/json', ...answer.headers }
      if (typeof who !== 'string') {
        const timestamp = String(Math.floor(now().getTime() / 1000))
        headers[scheme.headers.timestamp] = timestamp
        headers[scheme.headers.signature] = struck('bad_signature')
          ? scheme.digestOf('forged')
          : scheme.signResponse(who.secret, answer.status, timestamp, who.nonce, bytes)
      }
      response.writeHead(answer.status, headers).end(bytes)
    }
    if (typeof who === 'string') return reply(options.error(401, 'signature_invalid', who))
    const query = new URLSearchParams(url.slice(path.length + 1))
    const signed: SignedRequest = { party: who.party, method: request.method ?? '', path, query, raw }
    const name = options.nameOf(signed)
    if (Object.keys(counts).length < COUNTS_MAX || counts[name] !== undefined) counts[name] = (counts[name] ?? 0) + 1
    if (settings.latencyMs > 0) await wait(settings.latencyMs)
    if (struck('error_before')) return reply(options.error(500, 'internal', 'fault error_before'))
    const answer = await options.handle(signed)
    if (signed.method === 'POST' && struck('timeout_after')) return void request.socket.destroy()
    reply(signed.method === 'POST' && struck('error_after') ? options.error(500, 'internal', 'fault error_after') : answer)
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      const tooLarge = error instanceof TooLarge
      if (response.headersSent || request.destroyed) return void response.destroy()
      const answer = tooLarge
        ? options.error(413, 'body_too_large', 'at most 64 KiB')
        : options.error(500, 'internal', 'the simulator failed')
      response.writeHead(tooLarge ? 413 : 500, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(answer.body))
    })
  })
  const host = options.host ?? '127.0.0.1'
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  let closing: Promise<void> | null = null
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    counts,
    close() {
      closing ??= new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      return closing
    },
  }
}
