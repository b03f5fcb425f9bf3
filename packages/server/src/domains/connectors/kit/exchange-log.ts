/**
 * The log of what was said to outside systems and by them: readable without secrets, and whole under seal. Written in batches by a loop
 * of its own; what does not fit its bounds is counted as lost rather than slowing a payment.
 */
import { type Id, newId } from '../../../kernel/ids.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { Db } from '../../../platform/db.ts'
import type { Envelope } from '../../../platform/kms.ts'
import { createLoop } from '../../../platform/loop.ts'
import { redactMessage, redactPath } from './redact.ts'
import * as store from './store-exchanges.ts'

export type Message = { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer }

export type ExchangeOutcome = 'answered' | 'unknown' | 'unsent' | 'taken' | 'refused'

export type ExchangeRecord = {
  readonly code: string
  readonly direction: 'out' | 'in'
  readonly method: string
  readonly path: string
  readonly reference: string | null
  readonly outcome: ExchangeOutcome
  readonly status: number | null
  readonly reason: string | null
  readonly durationMs: number
  readonly request: Message
  readonly answer: Message | null
  readonly withoutBodies: boolean
  readonly sensitive: readonly string[]
}

export type ExchangeLog = {
  record(exchange: ExchangeRecord): void
  /** Writes what waits. */
  flush(): Promise<void>
  start(): void
  stop(): Promise<void>
  /** Records that did not fit since the start. */
  readonly lost: number
  readonly waiting: number
}

const ENTRIES_MAX = 5_000
const BYTES_MAX = 32 * 1024 * 1024
const BATCH_MAX = 200
const RAW_MAX_BYTES = 256 * 1024
const DELAY_MS = 200
/** Callbacks that were refused: whoever sends forgeries decides how many there are, not how much we keep. */
const REFUSED_PER_MINUTE_MAX = 120

export const contextOf = (id: Id<'exc'>): string => `connectors.exchanges:${id}`

/** UTF-8 as it is, anything else in base64. */
const rawBody = (body: Buffer): { readonly text: string } | { readonly base64: string } => {
  const cut = body.subarray(0, RAW_MAX_BYTES)
  const text = cut.toString('utf8')
  return Buffer.from(text, 'utf8').equals(cut) ? { text } : { base64: cut.toString('base64') }
}

const rawMessage = ({ headers, body }: Message) => ({ headers, body: rawBody(body), bytes: body.length })

type Waiting = ExchangeRecord & { readonly id: Id<'exc'>; readonly at: Date }

const sizeOf = (entry: ExchangeRecord): number =>
  512 + (entry.withoutBodies ? 0 : entry.request.body.length + (entry.answer?.body.length ?? 0))

export function createExchangeLog(deps: {
  readonly db: Db
  readonly clock: Clock
  readonly envelope: Envelope
  readonly failed: (error: unknown) => void
}): ExchangeLog {
  let waiting: Waiting[] = []
  let bytes = 0
  let lost = 0
  let refused = { since: Number.NEGATIVE_INFINITY, byCode: new Map<string, number>() }

  /** Whether one more refused callback of this connection is kept in the present minute. */
  function keepsRefused(code: string): boolean {
    const now = performance.now()
    if (now - refused.since > 60_000) refused = { since: now, byCode: new Map() }
    const count = (refused.byCode.get(code) ?? 0) + 1
    refused.byCode.set(code, count)
    return count <= REFUSED_PER_MINUTE_MAX
  }

  async function rowOf(entry: Waiting): Promise<store.ExchangeRow> {
    const { id, request, answer, withoutBodies, sensitive } = entry
    const without = (message: Message): Message => ({ headers: message.headers, body: Buffer.alloc(0) })
    const shown = {
      request: withoutBodies ? without(request) : request,
      answer: answer === null || !withoutBodies ? answer : without(answer),
    }
    const raw = {
      method: entry.method,
      path: entry.path,
      request: rawMessage(shown.request),
      answer: shown.answer === null ? null : rawMessage(shown.answer),
    }
    return {
      id,
      code: entry.code,
      direction: entry.direction,
      method: entry.method,
      path: redactPath(entry.path, sensitive).replaceAll('\u0000', '').slice(0, 1_000).toWellFormed(),
      reference: entry.reference,
      outcome: entry.outcome,
      status: entry.status,
      reason: entry.reason,
      durationMs: Math.round(entry.durationMs),
      requestBytes: request.body.length,
      answerBytes: answer?.body.length ?? 0,
      requestText: redactMessage(shown.request, sensitive),
      answerText: shown.answer === null ? null : redactMessage(shown.answer, sensitive),
      sealed: await deps.envelope.seal(JSON.stringify(raw), contextOf(id)),
      at: entry.at,
    }
  }

  let writing: Promise<unknown> = Promise.resolve()
  /** One at a time: the loop and whoever flushes would write the same entries twice. */
  function write(): Promise<boolean> {
    const turn = writing.then(writeNext)
    writing = turn.catch(() => undefined)
    return turn
  }

  /** `true`: there is more. */
  async function writeNext(): Promise<boolean> {
    const batch = waiting.slice(0, BATCH_MAX)
    if (batch.length === 0) return false
    const rows = await Promise.all(batch.map(rowOf))
    await store.insertExchanges(deps.db, rows)
    waiting = waiting.slice(batch.length)
    for (const entry of batch) bytes -= sizeOf(entry)
    return waiting.length > 0
  }

  const loop = createLoop({ delayMs: DELAY_MS, pollMs: 5_000, work: write, failed: deps.failed })
  return {
    record(exchange) {
      const size = sizeOf(exchange)
      const unwanted = exchange.outcome === 'refused' && !keepsRefused(exchange.code)
      if (unwanted || waiting.length >= ENTRIES_MAX || bytes + size > BYTES_MAX) {
        lost += 1
        return
      }
      bytes += size
      waiting.push({ ...exchange, id: newId<'exc'>(), at: deps.clock.now() })
      loop.wake()
    },
    async flush() {
      while (await write());
    },
    start: () => loop.start(),
    async stop() {
      await loop.stop()
      while (await write());
    },
    get lost() {
      return lost
    },
    get waiting() {
      return waiting.length
    },
  }
}
