/** Tells institutions their results: signed, retried until a 2xx, and as faulty as the settings want. */
import { randomUUID } from 'node:crypto'
import { strikes } from '../dice.ts'
import { postSigned, type Scheme } from '../signed-http.ts'
import type { FaultSettings } from './faults.ts'
import type { HouseInstruction } from './state.ts'

export type CallbackTarget = { readonly institution: string; readonly secret: string; readonly url: string }

/** What a statement says, in the house's own fields. */
export type Notice = (eventId: string, instruction: HouseInstruction) => Record<string, unknown>

export type Callbacks = {
  /** Sends the result of an instruction, as the faults have it. */
  result(target: () => CallbackTarget | null, instruction: HouseInstruction): void
  /** Sends a statement of the tester's own making; resolves with the HTTP status of the institution, 0 without an answer. */
  send(target: CallbackTarget, body: Record<string, unknown>): Promise<number>
  /** The last hundred deliveries, newest first. */
  deliveries(): readonly Delivery[]
  close(): void
}

export type Delivery = { readonly at: string; readonly event: string; readonly url: string; readonly status: number }

const RETRY_DELAYS_MS = [1_000, 2_000, 5_000, 15_000, 60_000]
const DELIVERIES_MAX = 100

type Statement = { readonly eventId: string; readonly body: Record<string, unknown> }

export type CallbackDeps = {
  readonly settings: FaultSettings
  readonly roll: () => number
  /** The clock by which the house signs. */
  readonly now: () => Date
  readonly scheme: Scheme
  readonly notice: Notice
  /** Multiplies the schedule of repetitions. */
  readonly timeScale: number
}

export function createCallbacks({ settings, roll, now, scheme, notice, timeScale }: CallbackDeps): Callbacks {
  const timers = new Set<NodeJS.Timeout>()
  const log: Delivery[] = []
  let closed = false

  const later = (delayMs: number, action: () => void): void => {
    if (closed) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      action()
    }, delayMs)
    timers.add(timer)
  }

  function statementOf(instruction: HouseInstruction): Statement {
    const eventId = `cev_${randomUUID()}`
    return { eventId, body: notice(eventId, instruction) }
  }

  async function post({ institution, secret, url }: CallbackTarget, { eventId, body }: Statement, forged: boolean): Promise<number> {
    const key = forged ? `${secret}, forged` : secret
    const status = await postSigned({ scheme, party: institution, secret: key, url, text: JSON.stringify(body), now: now() })
    log.unshift({ at: now().toISOString(), event: eventId, url, status })
    log.length = Math.min(log.length, DELIVERIES_MAX)
    return status
  }

  /** Repeats one statement, under one event id, until the institution takes it or the attempts run out. */
  function deliver(target: () => CallbackTarget | null, statement: Statement, attempt = 0): void {
    const to = target()
    if (to === null) return
    post(to, statement, strikes(settings, roll, 'callback_bad_signature')).then(
      status => {
        if (status >= 200 && status < 300) return
        const delay = RETRY_DELAYS_MS[attempt]
        if (delay !== undefined) later(delay * timeScale, () => deliver(target, statement, attempt + 1))
      },
      () => undefined,
    )
  }

  return {
    result(target, instruction) {
      if (strikes(settings, roll, 'callback_lost')) return
      const statement = statementOf(instruction)
      const delay = strikes(settings, roll, 'callback_late') ? settings.lateCallbackMs : 0
      later(delay, () => deliver(target, statement))
      if (strikes(settings, roll, 'callback_duplicate')) later(delay + 50, () => deliver(target, statement))
      if (!strikes(settings, roll, 'callback_contradictory')) return
      const opposite: HouseInstruction =
        instruction.status === 'succeeded'
          ? { ...instruction, status: 'failed', failureCode: 'contradiction', settlementDate: null }
          : {
              ...instruction,
              status: 'succeeded',
              failureCode: null,
              settlementDate: instruction.settlementDate ?? now().toISOString().slice(0, 10),
            }
      later(delay + 100, () => deliver(target, statementOf(opposite)))
    },
    send: (target, body) => post(target, { eventId: 'by hand', body }, false),
    deliveries: () => log,
    close() {
      closed = true
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
