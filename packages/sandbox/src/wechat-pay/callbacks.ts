/** Tells merchants what happened (回调通知): signed, encrypted, repeated on the documented schedule until 200 or 204, as faulty as wanted. */
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { strikes } from '../dice.ts'
import { type Body, newToken } from './context.ts'
import type { FaultName, FaultSettings } from './faults.ts'
import type { Merchant } from './keys.ts'
import { seal, timeText } from './protocol.ts'
import { type Signer, signedHeaders } from './signing.ts'
import { SM_CIPHER, sealSm } from './sm.ts'

/** 15s/15s/30s/3m/10m/20m/30m/30m/30m/60m/3h/3h/3h/6h/6h after the first delivery and after each other. */
export const RETRY_DELAYS_SECONDS = [
  15, 15, 30, 180, 600, 1_200, 1_800, 1_800, 1_800, 3_600, 10_800, 10_800, 10_800, 21_600, 21_600,
] as const

/** Within it the merchant must have answered. */
const ANSWER_MS = 5_000

export type Event = {
  readonly type: string
  readonly summary: string
  readonly originalType: string
  readonly resource: Body
  readonly sm: boolean
}

/** A delivery as the control page shows it; `status` 0: no answer. */
export type Delivery = { readonly id: string; readonly at: string; readonly event: string; readonly url: string; readonly status: number }

export type CallbackDeps = {
  readonly settings: FaultSettings
  readonly roll: () => number
  /** The clock by which the platform signs. */
  readonly now: () => Date
  /** Business time, which `create_time` says. */
  readonly businessNow: () => Date
  readonly signer: (sm: boolean) => Signer
  /** Multiplies the schedule; 1 is the real one. */
  readonly timeScale: number
}

export type Callbacks = {
  send(merchant: Merchant, url: string, event: Event): void
  /** The last hundred deliveries, newest first. */
  deliveries(): readonly Delivery[]
  close(): Promise<void>
}

const DELIVERIES_MAX = 100

export function createCallbacks(deps: CallbackDeps): Callbacks {
  const ended = new AbortController()
  const running = new Set<Promise<void>>()
  const log: Delivery[] = []
  const struck = (fault: FaultName): boolean => strikes(deps.settings, deps.roll, fault)

  async function post(url: string, text: string, sm: boolean): Promise<number> {
    const headers = signedHeaders(deps.signer(sm), deps.now(), newToken(), text, struck('callback_bad_signature'))
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          'user-agent': 'Feiqian sandbox of WeChat Pay',
          ...headers,
        },
        body: text,
        signal: AbortSignal.any([AbortSignal.timeout(ANSWER_MS), ended.signal]),
      })
      await response.body?.cancel()
      return response.status
    } catch {
      return 0
    }
  }

  function bodyOf(merchant: Merchant, event: Event): Body {
    const nonce = newToken(6)
    const ciphertext = (event.sm ? sealSm : seal)(merchant.apiV3Key, nonce, event.originalType, JSON.stringify(event.resource))
    const altered = struck('callback_bad_ciphertext') ? `${ciphertext.startsWith('A') ? 'B' : 'A'}${ciphertext.slice(1)}` : ciphertext
    return {
      id: randomUUID(),
      create_time: timeText(deps.businessNow()),
      resource_type: 'encrypt-resource',
      event_type: event.type,
      summary: event.summary,
      resource: {
        original_type: event.originalType,
        algorithm: event.sm ? SM_CIPHER : 'AEAD_AES_256_GCM',
        ciphertext: altered,
        associated_data: event.originalType,
        nonce,
      },
    }
  }

  async function deliver(url: string, { type, sm }: Event, body: Body, delayMs: number): Promise<void> {
    await wait(delayMs, undefined, { signal: ended.signal })
    const text = JSON.stringify(body)
    for (const delay of [...RETRY_DELAYS_SECONDS, null]) {
      const status = await post(url, text, sm)
      log.unshift({ id: String(body.id), at: deps.now().toISOString(), event: type, url, status })
      log.length = Math.min(log.length, DELIVERIES_MAX)
      if (status === 200 || status === 204 || delay === null) return
      await wait(delay * 1_000 * deps.timeScale, undefined, { signal: ended.signal })
    }
  }

  function start(url: string, event: Event, body: Body, delayMs: number): void {
    // Waiting is cut short when the simulator closes.
    const delivery: Promise<void> = deliver(url, event, body, delayMs)
      .catch(() => undefined)
      .finally(() => running.delete(delivery))
    running.add(delivery)
  }

  return {
    send(merchant, url, event) {
      if (ended.signal.aborted || struck('callback_lost')) return
      const body = bodyOf(merchant, event)
      const delayMs = struck('callback_late') ? deps.settings.lateCallbackMs : 0
      start(url, event, body, delayMs)
      if (struck('callback_duplicate')) start(url, event, body, delayMs + 50)
    },
    deliveries: () => log,
    async close() {
      ended.abort()
      await Promise.all(running)
    },
  }
}
