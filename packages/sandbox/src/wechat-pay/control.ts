/** The tester's hand: faults, consumer, key rotation, the business day, applications. In process, and as JSON on loopback. */
import { calmDown } from '../control-faults.ts'
import { moveApplyment } from './applyments.ts'
import type { Callbacks, Delivery } from './callbacks.ts'
import { findOrder, invoke, payOrder, refuseOrder } from './consumer.ts'
import { type Body, type Context, isRecord } from './context.ts'
import { calm, FAULTS, type FaultName, type FaultSettings, isFaultName } from './faults.ts'
import { newPlatformCertificate } from './keys.ts'
import { transactionBody } from './orders.ts'
import { dayOf } from './protocol.ts'
import { type Order, refundedFen, type WeChatState } from './state.ts'

export type FaultChange = Partial<Omit<FaultSettings, 'rates' | 'next'>> & {
  readonly rates?: Partial<Record<FaultName, number>>
  readonly next?: Partial<Record<FaultName, number>>
}

export type Control = {
  /** Changes what is named and leaves the rest. */
  setFaults(change: FaultChange): void
  /** The consumer pays what a code_url, h5_url, prepay_id or out_trade_no names; answers what stood in the way, or null. */
  pay(order: string, password?: string): string | null
  /** The order behind a code_url, h5_url, prepay_id or out_trade_no. */
  order(order: string): Order | null
  /** What was given back of it, or is on its way back, in fen. */
  refunded(order: Order): number
  /** The consumer refuses. */
  refuse(order: string): void
  /** Checks the parameters of 调起支付; answers what is wrong with them, or null. */
  invoke(parameters: Readonly<Record<string, string>>): string | null
  /** `certificate`, `switching` (both) or `public_key`. */
  setKeyMode(mode: WeChatState['keyMode']): void
  /** Adds a platform certificate, which from now on signs beside the old one. Returns its serial. */
  addCertificate(): string
  /** Leaves only the newest platform certificate. */
  retireCertificates(): void
  /** Begins the next business day; the bills of the one that ended are ready. Returns the day that ended. */
  rollDay(): string
  /** Nothing goes wrong any more. */
  calm(): void
  /** As `addCertificate`: the same word on every simulator. */
  rotateKeys(): string
  /** Resolves when the clearing house has the net of every day that ended. */
  settled(): Promise<boolean>
  businessDate(): string
  /** Moves an application on, or ends it. `false`: there is none. */
  moveApplyment(
    businessCode: string,
    to: 'next' | 'REJECTED' | 'CANCELED',
    rejections?: { field: string; field_name: string; reject_reason: string }[],
  ): boolean
  deliveries(): readonly Delivery[]
  /** Requests that were authentic, by method and path without ids. */
  requestCounts(): Readonly<Record<string, number>>
}

export type ControlDeps = {
  readonly state: WeChatState
  readonly settings: FaultSettings
  readonly context: Context
  readonly callbacks: Callbacks
  readonly counts: Readonly<Record<string, number>>
  readonly changed: () => void
  /** The clock, not rolled ahead. */
  readonly now: () => Date
  readonly dayEnded: () => void
  readonly settled: () => Promise<boolean>
}

const UNKNOWN = '订单不存在 · no such order'

export function createControl(deps: ControlDeps): Control {
  const { state, settings, context, callbacks, counts, changed, now } = deps
  const addCertificate = (): string => {
    const certificate = newPlatformCertificate(now())
    state.keys.platform.certificates.push(certificate)
    changed()
    return certificate.serial
  }
  return {
    calm: () => calmDown(settings, calm()),
    rotateKeys: addCertificate,
    settled: deps.settled,
    setFaults({ rates, next, ...plain }) {
      Object.assign(settings, plain)
      Object.assign(settings.rates, rates)
      Object.assign(settings.next, next)
    },
    pay(given, password = '123456') {
      const order = findOrder(context, given)
      const inTheWay = order === null ? UNKNOWN : payOrder(context, order, password)
      changed()
      return inTheWay
    },
    order: given => findOrder(context, given),
    refuse(given) {
      const order = findOrder(context, given)
      if (order !== null) refuseOrder(order)
      changed()
    },
    invoke(parameters) {
      const outcome = invoke(context, parameters)
      return 'problem' in outcome ? `${outcome.problem}\n${outcome.message}` : null
    },
    setKeyMode(mode) {
      state.keyMode = mode
      changed()
    },
    addCertificate,
    retireCertificates() {
      state.keys.platform.certificates = state.keys.platform.certificates.slice(-1)
      changed()
    },
    rollDay() {
      const ended = dayOf(context.now())
      const nextMidnight = Date.parse(`${ended}T00:00:00+08:00`) + 86_400_000
      state.daysAheadMs += nextMidnight - context.now().getTime() + 1
      deps.dayEnded()
      changed()
      return ended
    },
    refunded: order => refundedFen(state, order),
    businessDate: () => dayOf(context.now()),
    moveApplyment(businessCode, to, rejections) {
      const applyment = Object.values(state.applyments).find(known => known.businessCode === businessCode)
      const merchant = state.keys.merchants.find(({ mchid }) => mchid === applyment?.mchid)
      if (applyment === undefined || merchant === undefined) return false
      moveApplyment(merchant, applyment, to, rejections)
      changed()
      return true
    },
    deliveries: callbacks.deliveries,
    requestCounts: () => counts,
  }
}

const NUMBERS = [
  ['latency_ms', 'latencyMs'],
  ['refund_delay_ms', 'refundDelayMs'],
  ['late_callback_ms', 'lateCallbackMs'],
  ['clock_skew_seconds', 'clockSkewSeconds'],
] as const

function faultNumbers(value: unknown): Partial<Record<FaultName, number>> {
  const numbers: Partial<Record<FaultName, number>> = {}
  if (isRecord(value))
    for (const [name, number] of Object.entries(value)) if (isFaultName(name) && typeof number === 'number') numbers[name] = number
  return numbers
}

function changeFaults(control: Control, body: Body): void {
  const plain: Partial<Record<(typeof NUMBERS)[number][1], number>> = {}
  for (const [wire, name] of NUMBERS) {
    const value = body[wire]
    if (typeof value === 'number' && Number.isFinite(value)) plain[name] = value
  }
  control.setFaults({ ...plain, rates: faultNumbers(body.rates), next: faultNumbers(body.next) })
}

const stateBody = ({ state, settings }: ControlDeps, control: Control): Body => ({
  business_date: control.businessDate(),
  key_mode: state.keyMode,
  public_key_id: state.keys.platform.publicKeyId,
  certificates: state.keys.platform.certificates.map(({ serial }) => serial),
  faults: settings,
  orders: Object.values(state.orders).slice(-50).reverse().map(transactionBody),
  refunds: Object.values(state.refunds)
    .slice(-50)
    .reverse()
    .map(({ outRefundNo, refundId, refundFen, status }) => ({
      out_refund_no: outRefundNo,
      refund_id: refundId,
      refund: refundFen,
      status,
    })),
  applyments: Object.values(state.applyments).map(({ businessCode, state: step }) => ({ business_code: businessCode, state: step })),
  deliveries: control.deliveries(),
})

/** The JSON face of the control: `null` when there is no such operation. */
export function controlOverHttp(
  deps: ControlDeps,
  control: Control,
  method: string,
  path: string,
  body: Body,
): { status: number; body: unknown } | null {
  const named = (name: string): string => (typeof body[name] === 'string' ? body[name] : '')
  const outcome = (message: string | null): { status: number; body: unknown } => ({
    status: message === null ? 200 : 409,
    body: { message },
  })
  switch (`${method} ${path}`) {
    case 'GET /control/state':
      return { status: 200, body: stateBody(deps, control) }
    case 'POST /control/faults':
      changeFaults(control, body)
      return { status: 200, body: deps.settings }
    case 'GET /control/faults':
      return { status: 200, body: { faults: FAULTS, settings: deps.settings } }
    case 'POST /control/calm':
      control.calm()
      return { status: 200, body: deps.settings }
    case 'POST /control/keys/rotate':
      return { status: 200, body: { serial: control.rotateKeys() } }
    case 'POST /control/keys/retire':
      control.retireCertificates()
      return { status: 200, body: {} }
    case 'POST /control/pay':
      return outcome(control.pay(named('order'), named('password') || undefined))
    case 'POST /control/refuse':
      control.refuse(named('order'))
      return { status: 200, body: {} }
    case 'POST /control/invoke':
      return outcome(control.invoke(Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)]))))
    case 'POST /control/key-mode': {
      const mode = named('mode')
      if (mode !== 'certificate' && mode !== 'switching' && mode !== 'public_key') return { status: 400, body: {} }
      control.setKeyMode(mode)
      return { status: 200, body: { mode } }
    }
    case 'POST /control/certificates/add':
      return { status: 200, body: { serial: control.addCertificate() } }
    case 'POST /control/certificates/retire':
      control.retireCertificates()
      return { status: 200, body: {} }
    case 'POST /control/roll-day':
      return { status: 200, body: { ended: control.rollDay(), business_date: control.businessDate() } }
    case 'POST /control/applyments': {
      const to = named('to') || 'next'
      if (to !== 'next' && to !== 'REJECTED' && to !== 'CANCELED') return { status: 400, body: {} }
      const reason = { field: named('field'), field_name: named('field_name'), reject_reason: named('reject_reason') }
      return { status: control.moveApplyment(named('business_code'), to, [reason]) ? 200 : 404, body: {} }
    }
    default:
      return null
  }
}
