/** Tells institutions their results: signed, retried until a 2xx, and as faulty as the settings want. */
import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { strikes } from '../dice.ts'
import type { FaultSettings } from './faults.ts'
import { instructionBody } from './operations.ts'
import { HEADERS, newNonce, signRequest } from './signature.ts'
import type { HouseInstruction } from './state.ts'

export type CallbackTarget = { readonly institution: string; readonly secret: string; readonly url: string }

export type Callbacks = {
  /** Sends the result of an instruction, as the faults have it. */
  result(target: CallbackTarget, instruction: HouseInstruction): void
  /** Sends a statement of the tester's own making; resolves with the HTTP status of the institution, 0 without an answer. */
  send(target: CallbackTarget, body: Record<string, unknown>): Promise<number>
  close(): void
}

const RETRY_DELAYS_MS = [1_000, 2_000, 5_000, 15_000, 60_000]

function post(target: CallbackTarget, text: string, clock: () => Date): Promise<number> {
  const url = new URL(target.url)
  const timestamp = String(Math.floor(clock().getTime() / 1000))
  const nonce = newNonce()
  const path = `${url.pathname}${url.search}`
  return new Promise(resolve => {
    const sent = request(
      url,
      {
        method: 'POST',
        timeout: 5_000,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
          [HEADERS.institution]: target.institution,
          [HEADERS.timestamp]: timestamp,
          [HEADERS.nonce]: nonce,
          [HEADERS.signature]: signRequest(target.secret, 'POST', path, timestamp, nonce, text),
        },
      },
      answer => {
        answer.resume()
        answer.on('end', () => resolve(answer.statusCode ?? 0))
        answer.on('error', () => resolve(0))
      },
    )
    sent.on('timeout', () => sent.destroy())
    sent.on('error', () => resolve(0))
    sent.end(text)
  })
}

export function createCallbacks(settings: FaultSettings, roll: () => number, clock: () => Date): Callbacks {
  const timers = new Set<NodeJS.Timeout>()
  let closed = false

  const later = (delayMs: number, action: () => void): void => {
    if (closed) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      action()
    }, delayMs)
    timers.add(timer)
  }

  /** Repeats one statement, under one event id, until the institution takes it or the attempts run out. */
  function deliver(target: CallbackTarget, body: Record<string, unknown>, attempt = 0): void {
    post(target, JSON.stringify(body), clock).then(
      status => {
        if (status >= 200 && status < 300) return
        const delay = RETRY_DELAYS_MS[attempt]
        if (delay !== undefined) later(delay, () => deliver(target, body, attempt + 1))
      },
      () => undefined,
    )
  }

  return {
    result(target, instruction) {
      const statement = (): Record<string, unknown> => ({
        event_id: `cev_${randomUUID()}`,
        type: 'instruction.result',
        ...instructionBody(instruction),
      })
      if (strikes(settings, roll, 'callback_lost')) return
      const body = statement()
      const delay = strikes(settings, roll, 'callback_late') ? settings.lateCallbackMs : 0
      later(delay, () => deliver(target, body))
      if (strikes(settings, roll, 'callback_duplicate')) later(delay + 50, () => deliver(target, body))
      if (strikes(settings, roll, 'callback_contradictory')) {
        const opposite =
          instruction.status === 'succeeded'
            ? { ...statement(), status: 'failed', failure_code: 'contradiction', settlement_date: null }
            : {
                ...statement(),
                status: 'succeeded',
                failure_code: null,
                settlement_date: instruction.settlementDate ?? clock().toISOString().slice(0, 10),
              }
        later(delay + 100, () => deliver(target, opposite))
      }
    },
    send: (target, body) => post(target, JSON.stringify(body), clock),
    close() {
      closed = true
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
