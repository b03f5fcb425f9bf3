/** The tester's hand on the simulated Alipay: faults, days, buyers. In process, and as JSON on loopback. */
import { calmDown } from '../control-faults.ts'
import { endAgreement } from './agreements.ts'
import { type Choice, choose, type Outcome, subjectOf } from './cashier.ts'
import type { Context } from './context.ts'
import { calm, FAULTS, type FaultName, type FaultSettings, isFaultName } from './faults.ts'
import type { PlatformKeys } from './keys.ts'
import { type Failure, isOrderStatus, moveOrder, type OrderStatus, type SubMerchant } from './merchants.ts'
import type { Delivery } from './notify.ts'
import { dayOf, fenOf, yuanOf } from './protocol.ts'
import { refundedFen } from './refunds.ts'
import type { Agreement, Trade } from './state.ts'

const DAY_MS = 86_400_000
/** After this many days a paid trade is finished and refunds are over. */
const FINISHED_DAYS = 365

export type FaultChange = Partial<FaultSettings>

/** What an SDK is configured with. Keys in base64 without head and foot, as the open platform shows them. */
export type Access = {
  readonly appId: string
  readonly sellerId: string
  readonly name: string
  /** PKCS#8. */
  readonly privateKey: string
  readonly alipayPublicKey: string
  /** In certificate mode, PEM: appCertPublicKey.crt, alipayCertPublicKey_RSA2.crt, alipayRootCert.crt. */
  readonly certificates: { readonly app: string; readonly alipay: string; readonly alipayRoot: string } | null
  readonly gateway: string
  readonly endpoint: string
}

export type Control = {
  /** Changes what is named and leaves the rest. */
  setFaults(change: FaultChange): void
  /** Lets days pass at once: the bill of the day before is ready then. Returns the new business day. */
  roll(days: number): string
  /** The next business day, the same word on every simulator. Returns the day that ended. */
  rollDay(): string
  /** Nothing goes wrong any more. */
  calm(): void
  /** A new key pair and certificate of Alipay sign from now on. */
  rotateKeys(): void
  /** Resolves when the clearing house has the net of every day that ended. */
  settled(): Promise<boolean>
  businessDay(): string
  access(): readonly Access[]
  trade(appId: string, outTradeNo: string): Trade | null
  agreement(agreementNo: string): Agreement | null
  /** The buyer's choice at a cashier's address (`…/cashier/{token}`); null: no such address. */
  choose(address: string, choice?: Partial<Choice>): Outcome | null
  /** Ends the refund time of a paid trade. */
  finish(appId: string, outTradeNo: string): boolean
  setBalance(userId: string, fen: number): boolean
  /** Moves a merchant's confirmation (order_no or out_biz_no) on, or where the tester wants it; null: no such order. */
  confirmMerchant(order: string, to: OrderStatus | 'next', failures?: readonly Failure[]): OrderStatus | null
  /** Stops a sub-merchant, or lets it go on. */
  setMerchant(subMerchantId: string, status: 'NORMAL' | 'STOPPED'): boolean
  merchants(): readonly SubMerchant[]
  deliveries(): readonly Delivery[]
}

const bare = (pem: string): string => pem.replaceAll(/-----[^-]+-----|\s/g, '')

export type ControlDeps = {
  readonly changed: () => void
  readonly newKeys: () => PlatformKeys
  readonly dayEnded: () => void
  readonly settled: () => Promise<boolean>
}

export function createControl(
  context: Context,
  settings: FaultSettings,
  log: readonly Delivery[],
  { changed, newKeys, dayEnded, settled }: ControlDeps,
): Control {
  const { state } = context
  const finish = (trade: Trade): boolean => {
    if (trade.status !== 'TRADE_SUCCESS') return false
    trade.status = 'TRADE_FINISHED'
    context.tradeChanged(trade)
    return true
  }
  return {
    setFaults({ rates, next, ...plain }) {
      Object.assign(settings, plain)
      Object.assign(settings.rates, rates)
      Object.assign(settings.next, next)
    },
    roll(days) {
      state.advancedMs += days * DAY_MS
      const old = new Date(context.now().getTime() - FINISHED_DAYS * DAY_MS).toISOString()
      for (const trade of Object.values(state.trades)) if (trade.paidAt !== null && trade.paidAt < old) finish(trade)
      dayEnded()
      changed()
      return dayOf(context.now())
    },
    rollDay() {
      const ended = dayOf(context.now())
      this.roll(1)
      return ended
    },
    calm: () => calmDown(settings, calm()),
    rotateKeys() {
      state.platform = newKeys()
      changed()
    },
    settled,
    businessDay: () => dayOf(context.now()),
    access: () =>
      state.apps.map(({ appId, sellerId, name, privateKey, mode, certificate }) => ({
        appId,
        sellerId,
        name,
        privateKey: bare(privateKey),
        alipayPublicKey: bare(state.platform.publicKey),
        certificates:
          mode === 'certificate'
            ? { app: certificate.content, alipay: state.platform.certificate.content, alipayRoot: state.platform.root.content }
            : null,
        gateway: `${context.url()}/gateway.do`,
        endpoint: context.url(),
      })),
    trade: (appId, outTradeNo) => state.trades[`${appId}/${outTradeNo}`] ?? null,
    agreement: agreementNo => state.agreements[agreementNo] ?? null,
    choose(address, choice = {}) {
      const subject = subjectOf(context, address.split('/').at(-1) ?? '')
      if (subject === null) return null
      const outcome = choose(context, subject, {
        buyerId: choice.buyerId ?? state.buyers[0]?.userId ?? '',
        password: choice.password ?? '111111',
        approve: choice.approve ?? true,
      })
      changed()
      return outcome
    },
    finish(appId, outTradeNo) {
      const trade = state.trades[`${appId}/${outTradeNo}`]
      const done = trade !== undefined && finish(trade)
      if (done) changed()
      return done
    },
    setBalance(userId, fen) {
      const buyer = state.buyers.find(one => one.userId === userId)
      if (buyer === undefined) return false
      buyer.balanceFen = fen
      changed()
      return true
    },
    confirmMerchant(named, to, failures) {
      const order = Object.values(state.merchants.orders).find(({ orderNo, outBizNo }) => orderNo === named || outBizNo === named)
      if (order === undefined) return null
      const status = moveOrder(context, order, to, failures)
      changed()
      return status
    },
    setMerchant(subMerchantId, status) {
      const merchant = state.merchants.taken[subMerchantId]
      if (merchant === undefined) return false
      merchant.status = status
      changed()
      return true
    },
    merchants: () => Object.values(state.merchants.taken),
    deliveries: () => log,
  }
}

function faultNumbers(value: unknown): Partial<Record<FaultName, number>> {
  const numbers: Partial<Record<FaultName, number>> = {}
  if (typeof value === 'object' && value !== null)
    for (const [name, number] of Object.entries(value)) if (isFaultName(name) && typeof number === 'number') numbers[name] = number
  return numbers
}

const PLAIN = { latency_ms: 'latencyMs', late_callback_ms: 'lateCallbackMs', clock_skew_seconds: 'clockSkewSeconds' } as const

const isFailure = (value: unknown): value is Failure =>
  typeof value === 'object' &&
  value !== null &&
  'fail_param' in value &&
  typeof value.fail_param === 'string' &&
  'fail_reason' in value &&
  typeof value.fail_reason === 'string'

type Json = { readonly status: number; readonly body: unknown }

const ok = (body: unknown): Json => ({ status: 200, body })
const found = (done: boolean): Json => (done ? ok({}) : { status: 404, body: { error: { code: 'not_found' } } })

/** The JSON face of the control: null when there is no such operation. */
export function controlOverHttp(
  context: Context,
  settings: FaultSettings,
  control: Control,
  method: string,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Json | null {
  const named = (field: string): string => (typeof body[field] === 'string' ? body[field] : '')
  switch (`${method} ${path}`) {
    case 'GET /control/state':
      return ok({
        business_day: control.businessDay(),
        faults: settings,
        apps: control.access(),
        buyers: context.state.buyers.map(({ userId, logonId, balanceFen }) => ({
          user_id: userId,
          logon_id: logonId,
          balance: yuanOf(balanceFen),
        })),
        trades: Object.values(context.state.trades)
          .slice(-100)
          .reverse()
          .map(trade => ({
            app_id: trade.appId,
            out_trade_no: trade.outTradeNo,
            trade_no: trade.tradeNo,
            total_amount: yuanOf(trade.totalFen),
            status: trade.status,
            refunded: yuanOf(refundedFen(trade)),
            cashier: `${context.url()}/cashier/${trade.token}`,
          })),
        agreements: Object.values(context.state.agreements)
          .slice(-100)
          .reverse()
          .map(({ agreementNo, externalAgreementNo, status, token }) => ({
            agreement_no: agreementNo,
            external_agreement_no: externalAgreementNo,
            status,
            cashier: `${context.url()}/cashier/${token}`,
          })),
        merchants: control.merchants().map(({ subMerchantId, externalId, status, serviceCodes }) => ({
          sub_merchant_id: subMerchantId,
          external_id: externalId,
          status,
          service_codes: serviceCodes,
        })),
        merchant_orders: Object.values(context.state.merchants.orders).map(({ orderNo, outBizNo, status, token }) => ({
          order_no: orderNo,
          out_biz_no: outBizNo,
          order_status: status,
          confirm: `${context.url()}/confirm/${token}`,
        })),
        deliveries: control.deliveries().slice(-50).toReversed(),
      })
    case 'POST /control/faults': {
      const change: { -readonly [Name in (typeof PLAIN)[keyof typeof PLAIN]]?: number } = {}
      for (const [wire, name] of Object.entries(PLAIN)) {
        const value = body[wire]
        if (typeof value === 'number') change[name] = value
      }
      control.setFaults({ ...change, rates: faultNumbers(body.rates), next: faultNumbers(body.next) })
      return ok(settings)
    }
    case 'GET /control/faults':
      return ok({ faults: FAULTS, settings })
    case 'POST /control/calm':
      control.calm()
      return ok(settings)
    case 'POST /control/keys/rotate':
      control.rotateKeys()
      return ok({ alipay_public_key: control.access()[0]?.alipayPublicKey })
    case 'POST /control/roll-day':
      return ok({ ended: control.rollDay(), business_date: control.businessDay() })
    case 'POST /control/pay':
    case 'POST /control/refuse': {
      const outcome = control.choose(named('order'), { approve: path.endsWith('pay') })
      return outcome === null ? found(false) : ok(outcome)
    }
    case 'POST /control/roll':
      return typeof body.days === 'number' && Number.isInteger(body.days) && body.days > 0 && body.days <= 3650
        ? ok({ business_day: control.roll(body.days) })
        : { status: 400, body: { error: { code: 'days_invalid' } } }
    case 'POST /control/choose': {
      const outcome = control.choose(named('cashier'), {
        ...(named('user_id') === '' ? {} : { buyerId: named('user_id') }),
        ...(named('password') === '' ? {} : { password: named('password') }),
        ...(typeof body.approve === 'boolean' ? { approve: body.approve } : {}),
      })
      return outcome === null ? found(false) : ok(outcome)
    }
    case 'POST /control/finish':
      return found(control.finish(named('app_id'), named('out_trade_no')))
    case 'POST /control/balance': {
      const fen = named('balance') === '0.00' ? 0 : fenOf(body.balance)
      return found(fen !== null && control.setBalance(named('user_id'), fen))
    }
    case 'POST /control/merchant-orders': {
      const to = named('to') === '' ? 'next' : named('to')
      if (to !== 'next' && !isOrderStatus(to)) return { status: 400, body: { error: { code: 'to_invalid' } } }
      const failures = Array.isArray(body.failures) ? body.failures.filter(isFailure) : []
      const status = control.confirmMerchant(named('order'), to, failures)
      return status === null ? found(false) : ok({ order_status: status })
    }
    case 'POST /control/merchants':
      return found(control.setMerchant(named('sub_merchant_id'), named('status') === 'STOPPED' ? 'STOPPED' : 'NORMAL'))
    case 'POST /control/unsign': {
      const agreement = control.agreement(named('agreement_no'))
      if (agreement === null || agreement.status !== 'NORMAL') return found(false)
      endAgreement(context, agreement)
      return ok({})
    }
    default:
      return null
  }
}
