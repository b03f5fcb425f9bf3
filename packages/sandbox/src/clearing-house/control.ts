/** The tester's hand on a house: faults, keys, quota, cycles and days, payers, inbox. In process, and as JSON on loopback. */
import { calmDown, changeFaults, readChange } from '../control-faults.ts'
import type { Odds } from '../dice.ts'
import type { Reply } from '../signed-server.ts'
import type { Callbacks, CallbackTarget, Delivery } from './callbacks.ts'
import type { Dialect } from './dialect.ts'
import { calm, FAULTS, type FaultName, type FaultSettings, isFaultName, PLAIN } from './faults.ts'
import { bankBody } from './house-a.ts'
import { quotaOf } from './operations.ts'
import type { HouseInstruction, HouseState, SmsMessage } from './state.ts'

export type FaultChange = Partial<Omit<FaultSettings, 'rates' | 'next'>> & Partial<Odds<FaultName>>

export type Control = {
  /** Changes what is named and leaves the rest. */
  setFaults(change: FaultChange): void
  /** Nothing goes wrong any more. */
  calm(): void
  /** Nets what was finished since the last cycle. Returns the number of the cycle that ended. */
  closeCycle(): number
  /** Cuts the business date; the files of the cut date are ready then. Returns the date that was cut. */
  cut(): string
  /** As `cut`: the same word on every simulator. */
  rollDay(): string
  /** Puts lines that the fault line_missing held back into the next cycle. */
  release(): void
  businessDate(): string
  inbox(): readonly SmsMessage[]
  instruction(institution: string, instructionId: string): HouseInstruction | null
  /** Of a house without a reserve bank. */
  balances(institution: string): { readonly reserve: bigint; readonly own: bigint } | null
  /** The payer of a gateway payment approves; `order`: instruction id, or the page's address. Answers what stood in the way, or null. */
  pay(order: string, poor?: boolean): string | null
  /** The payer refuses. */
  refuse(order: string): string | null
  /** The payer lets it run out. */
  expire(order: string): string | null
  /** What the institution paid in advance; null: without bound. */
  setQuota(institution: string, quota: bigint | null): void
  /** Gives the party a second key beside the first; callbacks are signed with it from now on. Returns it. */
  rotateKeys(party: string): string
  /** Leaves only the newest key. */
  retireKeys(party: string): void
  /** Sends a signed callback with this body; resolves with the institution's HTTP status, 0 without an answer. */
  sendCallback(institution: string, body: Record<string, unknown>): Promise<number>
  deliveries(): readonly Delivery[]
  /** Requests that reached the house since it started, by operation: `POST /debits`, at house B `POST DK01`. */
  requestCounts(): Readonly<Record<string, number>>
  /** Where results go when an instruction names no notify_url. */
  setCallbackUrl(institution: string, url: string): void
  /** Resolves when the reserve bank has every movement. */
  settled(): Promise<boolean>
}

export type ControlDeps = {
  readonly state: HouseState
  readonly settings: FaultSettings
  readonly dialect: Dialect
  readonly callbacks: Callbacks
  readonly target: (institution: string) => CallbackTarget | null
  readonly setCallbackUrl: (institution: string, url: string) => void
  readonly counts: () => Readonly<Record<string, number>>
  readonly changed: () => void
  /** Brings the business date up to today before it is read. */
  readonly catchUp: () => void
  readonly closeCycle: () => number
  readonly cut: () => void
  readonly decide: (order: string, step: 'approve' | 'poor' | 'refuse' | 'expire') => string | null
  readonly newKey: () => string
  readonly settled: () => Promise<boolean>
}

export function createControl(deps: ControlDeps): Control {
  const { state, settings } = deps
  const cut = (): string => {
    deps.catchUp()
    const date = state.businessDate
    deps.cut()
    deps.changed()
    return date
  }
  return {
    setFaults: change => changeFaults(settings, change),
    calm: () => calmDown(settings, calm()),
    closeCycle() {
      deps.catchUp()
      const ended = deps.closeCycle()
      deps.changed()
      return ended
    },
    cut,
    rollDay: cut,
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
    pay: (order, poor = false) => deps.decide(order, poor ? 'poor' : 'approve'),
    refuse: order => deps.decide(order, 'refuse'),
    expire: order => deps.decide(order, 'expire'),
    setQuota(institution, quota) {
      state.quotas[institution] = quota
      deps.changed()
    },
    rotateKeys(party) {
      const key = deps.newKey()
      state.keys[party] = [...(state.keys[party] ?? []), key]
      deps.changed()
      return key
    },
    retireKeys(party) {
      state.keys[party] = (state.keys[party] ?? []).slice(-1)
      deps.changed()
    },
    async sendCallback(institution, body) {
      const target = deps.target(institution)
      return target === null ? 0 : deps.callbacks.send(target, body)
    },
    deliveries: deps.callbacks.deliveries,
    requestCounts: deps.counts,
    setCallbackUrl: deps.setCallbackUrl,
    settled: deps.settled,
  }
}

const stateBody = ({ state, settings, dialect, callbacks }: ControlDeps, control: Control): Record<string, unknown> => ({
  name: dialect.name,
  business_date: control.businessDate(),
  inbox: control.inbox(),
  banks: Object.entries(state.banks).map(([institution, bank]) => ({ institution, ...bankBody(bank) })),
  quotas: Object.keys(state.days).map(institution => {
    const { quota, used } = quotaOf(state, institution)
    return { institution, quota: quota === null ? null : Number(quota), used: Number(used) }
  }),
  postings_waiting: state.postings.length,
  instructions: Object.values(state.instructions)
    .slice(-100)
    .reverse()
    .map(instruction => ({
      ...dialect.shown(instruction),
      id: instruction.instructionId,
      kind: instruction.gateway === null ? instruction.kind : 'gateway',
      fen: Number(instruction.amount),
      state: instruction.failureCode === null ? instruction.status : `${instruction.status} (${instruction.failureCode})`,
      waits_for_payer: instruction.status === 'processing' && instruction.verdict === 'payer',
    })),
  deliveries: callbacks.deliveries(),
  faults: settings,
})

/** The JSON face of the control: `null` when there is no such operation. */
export async function controlOverHttp(
  deps: ControlDeps,
  control: Control,
  method: string,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Promise<Reply | null> {
  const named = (name: string): string => (typeof body[name] === 'string' ? body[name] : '')
  const ok = (answer: unknown = {}): Reply => ({ status: 200, body: answer })
  const outcome = (message: string | null): Reply => ({ status: message === null ? 200 : 409, body: { message } })
  const party = named('party') || (Object.keys(deps.state.keys)[0] ?? '')
  switch (`${method} ${path}`) {
    case 'GET /control/state':
      return ok(stateBody(deps, control))
    case 'GET /control/faults':
      return ok({ faults: FAULTS, settings: deps.settings })
    case 'GET /control/inbox':
      return ok(control.inbox())
    case 'POST /control/calm':
      control.calm()
      return ok(deps.settings)
    case 'POST /control/cut':
    case 'POST /control/roll-day': {
      const ended = control.cut()
      return ok({ cut: ended, ended, business_date: control.businessDate() })
    }
    case 'POST /control/cycle':
      return ok({ ended: control.closeCycle() })
    case 'POST /control/release':
      control.release()
      return ok()
    case 'POST /control/pay':
      return outcome(control.pay(named('order'), body.poor === true))
    case 'POST /control/refuse':
      return outcome(control.refuse(named('order')))
    case 'POST /control/expire':
      return outcome(control.expire(named('order')))
    case 'POST /control/quota': {
      const quota = body.quota
      if (quota !== null && !(typeof quota === 'number' && Number.isSafeInteger(quota) && quota >= 0)) return { status: 400, body: {} }
      control.setQuota(named('institution') || party, quota === null ? null : BigInt(quota))
      return ok()
    }
    case 'POST /control/keys/rotate':
      return ok({ party, key: control.rotateKeys(party) })
    case 'POST /control/keys/retire':
      control.retireKeys(party)
      return ok()
    case 'POST /control/faults':
      control.setFaults(readChange(body, PLAIN, isFaultName))
      return ok(deps.settings)
    case 'POST /control/callbacks': {
      const { institution, ...statement } = body
      return typeof institution === 'string'
        ? ok({ status: await control.sendCallback(institution, statement) })
        : { status: 400, body: {} }
    }
    default:
      return null
  }
}
