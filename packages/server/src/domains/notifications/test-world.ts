/**
 * For tests: notifications on a real database with a real local receiver, a movable clock and its routes called as the server
 * calls them.
 */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { type AddressInfo, Socket } from 'node:net'
import { noteExercised } from '../../../test/harness/exercised.ts'
import { formatId, type Id, newId } from '../../kernel/ids.ts'
import { invariant, ok } from '../../kernel/outcome.ts'
import type { Principal } from '../../kernel/principal.ts'
import { createMovableClock } from '../../kernel/time.ts'
import type { AuditLeaf } from '../../platform/commands.ts'
import { createCommands } from '../../platform/create-commands.ts'
import type { Db } from '../../platform/db.ts'
import type { Route } from '../../platform/http/route.ts'
import { createSafeClient } from '../../platform/http/ssrf.ts'
import { createOutbox, type NewEvent } from '../../platform/outbox.ts'
import { createNotifications } from './notifications.ts'
import { createWebhookTransport } from './transport.ts'
import type { NotificationsDeps } from './types.ts'

export type Received = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }

/** A receiver of webhooks: keeps what it got; `answer` decides the status. */
export async function startReceiver() {
  const received: Received[] = []
  const receiver = {
    received,
    url: '',
    answer: (_request: Received): number | Promise<number> | { status: number; body?: string; headers?: Record<string, string> } => 200,
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', async () => {
      const got = { path: request.url ?? '', headers: request.headers, body }
      received.push(got)
      const answer = await receiver.answer(got)
      if (typeof answer === 'number') response.writeHead(answer).end('thanks')
      else response.writeHead(answer.status, answer.headers).end(answer.body)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return receiver
}

export const headersOf = (received: Received): Record<string, string> =>
  Object.fromEntries(Object.entries(received.headers).map(([name, value]) => [name, String(value)]))

export const eventCatalogue = ['payment.succeeded', 'payment.failed', 'refund.succeeded'].map(type => ({
  type,
  description: { en: `${type}.`, zh: `${type}。` },
}))

/** A seal that is plainly no plain text. */
export const testSeal = {
  seal: (text: string) => Buffer.from([...Buffer.from(text)].map(byte => byte ^ 0x5a)),
  open: (sealed: Buffer) => Buffer.from([...sealed].map(byte => byte ^ 0x5a)).toString(),
}

export function createWorld(db: Db, overrides: Partial<NotificationsDeps> = {}) {
  const clock = createMovableClock()
  const leaves: AuditLeaf[] = []
  const warnings: string[] = []
  const commands = createCommands({
    db,
    clock,
    audit: (_tx, added) => {
      leaves.push(...added)
    },
    problems: refusal => ({ status: 422, body: JSON.stringify(refusal) }),
    batchMax: 100,
    queueMax: 1_000,
    onDefect: (_name, _requestId, error) => warnings.push(String(error)),
  })
  const notifications = createNotifications({
    db,
    clock,
    commands,
    seal: testSeal,
    send: createWebhookTransport({ client: createSafeClient({ allowPrivate: true }), timeoutMs: 1_000 }),
    checkUrl: async url => ok(new URL(url)),
    eventCatalogue,
    logger: { warn: (_about, message) => warnings.push(message), error: (_about, message) => warnings.push(message) },
    ...overrides,
    settings: { relayDelayMs: 5, pollMs: 25, random: () => 0, ...overrides.settings },
  })
  const outbox = createOutbox({ clock, wake: () => notifications.wake() })

  async function publish(events: readonly Partial<NewEvent>[]): Promise<Id<'evt'>[]> {
    const whole = events.map(event => ({
      id: newId<'evt'>(),
      type: 'payment.succeeded',
      merchantId: null,
      topics: [],
      object: '{"id":"pay_1","object":"payment"}',
      ...event,
    }))
    await db.transaction(async tx => outbox.append(tx, whole))
    return whole.map(event => event.id)
  }

  type Call = { params?: unknown; query?: unknown; body?: unknown; key?: string }

  /** Calls an operation as the server does: parse, handle, and JSON out. Refusals come back as `{ code, param }`. */
  async function call(
    principal: Principal,
    operationId: string,
    { params = {}, query = {}, body, key }: Call = {},
  ): Promise<{ status: number; json: Json }> {
    const route: Route | undefined = notifications.routes.find(each => each.operationId === operationId)
    invariant(route !== undefined, `no operation ${operationId}`)
    const raw = new IncomingMessage(new Socket())
    const reply = await route.handle({
      principal,
      params: route.params?.parse(params),
      query: route.query?.parse(query),
      body: route.body?.parse(body),
      requestId: randomUUID(),
      language: 'en',
      baseUrl: 'http://127.0.0.1:4000',
      header: () => undefined,
      remoteAddress: '127.0.0.1',
      rawBody: Buffer.alloc(0),
      command: {
        principal,
        requestId: randomUUID(),
        endpoint: operationId,
        idempotencyKey: key ?? null,
        requestHash: '00'.repeat(32),
        baseUrl: 'http://127.0.0.1:4000',
        language: 'en',
      },
      raw,
      response: new ServerResponse(raw),
    })
    if ('kind' in reply) {
      invariant(reply.kind === 'command' || reply.kind === 'raw', 'these routes answer with JSON')
      const json = JSON.parse(String(reply.body)) as Json
      noteExercised(operationId, reply.status, json.code ?? null)
      if (reply.status < 300 && route.response.schema !== null) route.response.schema.parse(json)
      return { status: reply.status, json }
    }
    noteExercised(operationId, reply.ok ? route.response.status : 400, reply.ok ? null : reply.error.code)
    if (!reply.ok) return { status: 400, json: reply.error as unknown as Json }
    route.response.schema?.parse(reply.value)
    return { status: route.response.status, json: reply.value as Json }
  }

  const merchant = () => {
    const merchantId = newId<'mer'>()
    const principal: Principal = { kind: 'merchant', merchantId, keyId: newId<'key'>(), scopes: new Set() }
    return { merchantId, principal, publicId: formatId('mer', merchantId) }
  }

  return { clock, leaves, warnings, commands, notifications, publish, call, merchant }
}

/** Answers as the tests read them: the fields of whichever object came, or `code` and `param` of a refusal. */
export type Json = {
  readonly id: string
  readonly code?: string
  readonly param?: string
  readonly secret?: string
  readonly merchant?: string
  readonly status?: string
  readonly data?: readonly Json[]
  readonly has_more?: boolean
  readonly last_success_at?: string | null
  readonly attempts_made?: number
  readonly next_attempt_at?: string | null
  readonly attempts: readonly {
    readonly error: string | null
    readonly response_body: string | null
    readonly request_headers: Readonly<Record<string, string>>
  }[]
  readonly asyncapi?: string
  readonly components?: { readonly messages: Readonly<Record<string, unknown>> }
}

/** Waits until the condition holds; fails after five seconds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5_000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('it did not happen within five seconds')
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
