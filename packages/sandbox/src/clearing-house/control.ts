/** The tester's hand on the house: faults, day cut, inbox, accounts, own callbacks. In process, and as JSON on loopback. */
import type { Callbacks, CallbackTarget } from './callbacks.ts'
import { type FaultName, type FaultSettings, isFaultName } from './faults.ts'
import { bankBody, instructionBody } from './operations.ts'
import { cutDay } from './settlement.ts'
import type { HouseInstruction, HouseState, SmsMessage } from './state.ts'

export type FaultChange = {
  readonly latencyMs?: number
  readonly resultDelayMs?: number
  readonly lateCallbackMs?: number
  readonly synchronous?: boolean
  readonly rates?: Partial<Record<FaultName, number>>
  readonly next?: Partial<Record<FaultName, number>>
}

export type Control = {
  /** Changes what is named and leaves the rest. */
  setFaults(change: FaultChange): void
  /** Cuts the business date; the file of the cut date is ready then. Returns the date that was cut. */
  cut(): string
  /** Puts lines that the fault line_missing held back into the next file. */
  release(): void
  businessDate(): string
  inbox(): readonly SmsMessage[]
  instruction(institution: string, instructionId: string): HouseInstruction | null
  balances(institution: string): { readonly reserve: bigint; readonly own: bigint } | null
  /** Sends a signed callback with this body; resolves with the institution's HTTP status, 0 without an answer. */
  sendCallback(institution: string, body: Record<string, unknown>): Promise<number>
  /** Requests that reached the house since it started, by operation: `POST /debits`. */
  requestCounts(): Readonly<Record<string, number>>
  /** Where results go when an instruction names no notify_url. */
  setCallbackUrl(institution: string, url: string): void
}

export type ControlDeps = {
  readonly state: HouseState
  readonly settings: FaultSettings
  readonly institutions: readonly string[]
  readonly callbacks: Callbacks
  readonly roll: () => number
  readonly target: (institution: string) => CallbackTarget | null
  readonly setCallbackUrl: (institution: string, url: string) => void
  readonly counts: Record<string, number>
  readonly changed: () => void
  /** Brings the business date up to today before it is read. */
  readonly catchUp: () => void
}

export function createControl(deps: ControlDeps): Control {
  const { state, settings } = deps
  return {
    setFaults({ rates, next, ...plain }) {
      Object.assign(settings, plain)
      Object.assign(settings.rates, rates)
      Object.assign(settings.next, next)
    },
    cut() {
      deps.catchUp()
      const date = state.businessDate
      cutDay(state, deps.institutions, settings, deps.roll)
      deps.changed()
      return date
    },
    release() {
      for (const instruction of Object.values(state.instructions)) instruction.held = false
      deps.changed()
    },
    businessDate() {
      deps.catchUp()
      return state.businessDate
    },
    inbox: () => state.inbox,
    instruction: (institution, instructionId) => state.instructions[`${institution}/${instructionId}`] ?? null,
    balances: institution => state.banks[institution] ?? null,
    async sendCallback(institution, body) {
      const target = deps.target(institution)
      return target === null ? 0 : deps.callbacks.send(target, body)
    },
    requestCounts: () => deps.counts,
    setCallbackUrl: deps.setCallbackUrl,
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function faultNumbers(value: unknown): Partial<Record<FaultName, number>> {
  const numbers: Partial<Record<FaultName, number>> = {}
  if (isRecord(value))
    for (const [name, number] of Object.entries(value)) if (isFaultName(name) && typeof number === 'number') numbers[name] = number
  return numbers
}

/** The JSON face of the control: `null` when there is no such operation. */
export async function controlOverHttp(
  deps: ControlDeps,
  control: Control,
  method: string,
  path: string,
  body: Record<string, unknown>,
): Promise<{ status: number; body: unknown } | null> {
  switch (`${method} ${path}`) {
    case 'GET /control/state':
      return {
        status: 200,
        body: {
          business_date: control.businessDate(),
          inbox: control.inbox(),
          banks: Object.entries(deps.state.banks).map(([institution, bank]) => ({ institution, ...bankBody(bank) })),
          instructions: Object.values(deps.state.instructions).slice(-100).reverse().map(instructionBody),
          faults: deps.settings,
        },
      }
    case 'GET /control/inbox':
      return { status: 200, body: control.inbox() }
    case 'POST /control/cut':
      return { status: 200, body: { cut: control.cut(), business_date: control.businessDate() } }
    case 'POST /control/release':
      control.release()
      return { status: 200, body: {} }
    case 'POST /control/faults': {
      const plain: Record<string, number | boolean> = {}
      for (const [wire, name] of [
        ['latency_ms', 'latencyMs'],
        ['result_delay_ms', 'resultDelayMs'],
        ['late_callback_ms', 'lateCallbackMs'],
      ] as const) {
        const value = body[wire]
        if (typeof value === 'number') plain[name] = value
      }
      if (typeof body.synchronous === 'boolean') plain.synchronous = body.synchronous
      control.setFaults({ ...plain, rates: faultNumbers(body.rates), next: faultNumbers(body.next) })
      return { status: 200, body: deps.settings }
    }
    case 'POST /control/callbacks': {
      const { institution, ...statement } = body
      return typeof institution === 'string'
        ? { status: 200, body: { status: await control.sendCallback(institution, statement) } }
        : { status: 400, body: {} }
    }
    default:
      return null
  }
}
