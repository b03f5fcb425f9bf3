/**
 * `feiqian listen --forward-to URL`: posts the merchant's new events to a program on this machine, signed like real webhooks
 * with a secret made for this run.
 */
import { randomBytes } from 'node:crypto'
import type { Item } from '@feiqian/sdk'
import { signWebhook } from '@feiqian/sdk'
import { type Command, type Context, EXIT, UsageError } from '../command.ts'
import { timeText } from '../output.ts'
import { say } from '../words.ts'

type Event = Item<'/v1/events'>

const POLL_MS = 1_000
/** Events appear in the order of their commits, not of their ids: look back this far and skip what is known. */
const LOOK_BACK_MS = 60_000
const EVENTS_PER_POLL_MAX = 5_000
const FORWARD_TIMEOUT_MS = 15_000

/** Finds events that were not there the time before. The first call answers none: it learns what is old. */
export function createFollower(list: () => AsyncIterable<Event>): () => Promise<Event[]> {
  const known = new Map<string, number>()
  let newest = 0
  let first = true
  return async () => {
    const fresh: Event[] = []
    const until = newest - LOOK_BACK_MS
    let seen = 0
    for await (const event of list()) {
      const at = Date.parse(event.created_at)
      if (first && newest === 0) newest = at
      if (at < (first ? newest - LOOK_BACK_MS : until) || ++seen > EVENTS_PER_POLL_MAX) break
      newest = Math.max(newest, at)
      if (known.has(event.id)) continue
      known.set(event.id, at)
      fresh.push(event)
    }
    for (const [id, at] of known) if (at < newest - 2 * LOOK_BACK_MS) known.delete(id)
    if (first) {
      first = false
      return []
    }
    return fresh.reverse()
  }
}

export const listenCommand: Command = {
  name: 'listen',
  usage: '--forward-to URL [--events TYPES]',
  summary: { en: 'forward new events to a program of yours, signed', zh: '将新事件签名后转发到本机程序' },
  key: 'merchant',
  positionals: { min: 0, max: 0 },
  options: {
    'forward-to': {
      type: 'string',
      value: 'URL',
      about: { en: 'where to POST, e.g. http://127.0.0.1:3000/webhooks', zh: '接收地址，例如 http://127.0.0.1:3000/webhooks' },
    },
    events: { type: 'string', value: 'TYPES', about: { en: 'only these types, separated by commas', zh: '仅这些类型，以逗号分隔' } },
    secret: { type: 'string', value: 'WHSEC', about: { en: 'sign with this secret instead of a new one', zh: '使用指定的签名密钥' } },
  },
  async run(context) {
    const { text, language, feiqian, io } = context
    const target = text('forward-to')
    if (target === undefined || !/^https?:/.test(target) || !URL.canParse(target))
      throw new UsageError(`--forward-to ${say(language, 'required')} (http://…)`)
    const types = new Set(text('events')?.split(',') ?? [])
    const secret = text('secret') ?? `whsec_${randomBytes(32).toString('base64')}`
    const next = createFollower(() => feiqian.events.list({ limit: 100 }, { signal: io.signal }))
    await next()
    context.show(
      { object: 'listener', forward_to: target, secret },
      () => `${say(language, 'listenSecret')}: ${secret}\n${say(language, 'listening')} ${target}\n`,
    )
    while (!io.signal.aborted) {
      for (const event of await next()) {
        if (types.size > 0 && !types.has(event.type)) continue
        await forward(context, event, target, secret)
        if (io.signal.aborted) break
      }
      await pause(POLL_MS, io.signal)
    }
    return EXIT.ok
  },
}

/** One attempt; the program's answer is shown, not judged. */
async function forward({ io, json }: Context, event: Event, target: string, secret: string): Promise<void> {
  const body = JSON.stringify({ type: event.type, timestamp: event.created_at, id: event.id, data: event.data })
  const startedAt = performance.now()
  let answer: string
  try {
    const response = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signWebhook(body, secret, event.id) },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([io.signal, AbortSignal.timeout(FORWARD_TIMEOUT_MS)]),
    })
    await response.body?.cancel()
    answer = String(response.status)
  } catch (error) {
    if (io.signal.aborted) return
    answer = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
  }
  const durationMs = Math.round(performance.now() - startedAt)
  if (json) io.out(`${JSON.stringify({ event: event.id, type: event.type, answer, duration_ms: durationMs })}\n`)
  else io.out(`${timeText(event.created_at)}  ${event.type}  ${event.id}  → ${answer} (${durationMs} ms)\n`)
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
  })
}
