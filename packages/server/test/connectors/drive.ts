/** How the tests of connectors pay, wait and look: through the API alone, at simulators whose control says what goes wrong. Waiting is counted in rounds, not in time. */
import { formatId } from '../../src/kernel/ids.ts'
import { type BusinessDate, parseBusinessDate } from '../../src/kernel/time.ts'
import { type Json, must, type Shop } from '../harness/app.ts'
import type { ChannelsApp } from '../harness/channels.ts'

export const RAILS = ['wechat_pay', 'alipay', 'sim', 'sim_b'] as const
export type Rail = (typeof RAILS)[number]

const METHODS: Readonly<Record<Rail, Json>> = {
  wechat_pay: { type: 'wechat_pay', flow: 'native' },
  alipay: { type: 'alipay', flow: 'qr' },
  sim: { type: 'bank_gateway', bank: 'ICBC' },
  sim_b: { type: 'bank_gateway', bank: 'ICBC' },
}

const FINAL = ['succeeded', 'requires_payment_method', 'canceled', 'expired']

export type Drive = {
  /** The one house that bank gateways lead to from now on. */
  gatewayAt(rail: 'sim' | 'sim_b'): Promise<void>
  /** A payment, confirmed by the method of the rail. */
  begin(rail: Rail, amount: number): Promise<Json>
  find(payment: Json): Promise<Json>
  /** What the channel says the payer must do; `null`: it never said. */
  actionOf(payment: Json): Promise<string | null>
  /** The payer does it; answers what stood in the way, or null. */
  pay(rail: Rail, action: string): string | null
  refuse(rail: Rail, action: string): void
  refund(payment: Json, amount?: number): Promise<Json>
  refundOf(refund: Json): Promise<Json>
  /** One look of the background work, after time has passed. */
  round(advanceMs: number): Promise<void>
  /** Rounds until the payment has ended one way or the other. */
  settle(payment: Json): Promise<Json>
  settleRefund(refund: Json): Promise<Json>
  /** Clearing's discrepancies, newest first. */
  discrepancies(): Promise<readonly Json[]>
  /** Lets the business day end everywhere, and books what every rail settled; answers the day, and each rail's refusal that passed with the next try. */
  endDay(): Promise<{ readonly date: BusinessDate; readonly refusals: Readonly<Partial<Record<Rail, string>>> }>
  /** Brings a bill to reconciliation and matches it; answers the import and the kinds of the exceptions that were not there before. */
  reconcile(
    source: string,
    format: string,
    date: BusinessDate,
  ): Promise<{ readonly state: string; readonly errors: number; readonly exceptions: readonly string[] }>
}

const DAY_MS = 86_400_000
/** The date in China. */
const dayOf = (instant: Date): string => new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)

let orders = 0

export function driveOf(world: ChannelsApp, shop: () => Shop): Drive {
  const pause = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 10))
  const find = (payment: Json): Promise<Json> => must(shop().call('GET', `/v1/payments/${String(payment.id)}`))
  const refundOf = (refund: Json): Promise<Json> => must(shop().call('GET', `/v1/refunds/${String(refund.id)}`))

  async function round(advanceMs: number): Promise<void> {
    world.clock.advance(advanceMs)
    const { clearing } = world.app
    await clearing.dispatchDue()
    await clearing.queryDue()
    await pause()
    await clearing.applyInbox()
  }

  /** Time passes faster and faster, as the pauses between questions grow. */
  async function until(look: () => Promise<Json>, isOver: (seen: Json) => boolean, rounds: number): Promise<Json> {
    let seen = await look()
    for (let at = 0; at < rounds && !isOver(seen); at++) {
      await round(at < 1 ? 100 : Math.min(1_000_000, 3_100 * 2 ** (at - 1)))
      seen = await look()
    }
    return seen
  }

  return {
    find,
    refundOf,
    round,
    async gatewayAt(rail) {
      const access = world.sandbox.access()
      await world.app.connectors.kit.seed(
        (['sim', 'sim_b'] as const).map(code => ({
          code,
          baseUrl: access[code].base_url,
          settings: access[code].settings,
          enabled: code === rail,
          credentials: [],
        })),
      )
    },
    async begin(rail, amount) {
      orders += 1
      const reference = `order-${orders}`
      const body = { amount, currency: 'CNY', order_reference: reference, payment_method: METHODS[rail], confirm: true }
      // The answer is held until the channel has said something: who makes time pass here has no need to wait for it.
      const answer = must(shop().call('POST', '/v1/payments', { body }))
      const made = world.until(`${reference} is there`, async () => {
        const { data } = await must(shop().call('GET', `/v1/payments?order_reference=${reference}`))
        return (data as Json[])[0] ?? null
      })
      // An answer that comes after the test has ended finds its server stopped.
      answer.catch(() => {})
      return Promise.race([answer, made])
    },
    async actionOf(payment) {
      const seen = await until(
        () => find(payment),
        now => now.next_action !== null || now.status !== 'processing',
        9,
      )
      const action = seen.next_action as Json | null
      return action === null ? null : String(action.content ?? action.url)
    },
    pay(rail, action) {
      const { weChatPay, alipay, houseA, houseB } = world.sandbox
      if (rail === 'wechat_pay') return weChatPay.control.pay(action)
      if (rail === 'alipay') {
        const outcome = alipay.control.choose(action)
        return outcome === null ? 'no such order' : outcome.done ? null : JSON.stringify(outcome)
      }
      return (rail === 'sim' ? houseA : houseB).control.pay(action)
    },
    refuse(rail, action) {
      const { weChatPay, alipay, houseA, houseB } = world.sandbox
      if (rail === 'wechat_pay') weChatPay.control.refuse(action)
      else if (rail === 'alipay') alipay.control.choose(action, { approve: false })
      else (rail === 'sim' ? houseA : houseB).control.refuse(action)
    },
    refund: (payment, amount) =>
      must(shop().call('POST', '/v1/refunds', { body: { payment: payment.id, ...(amount === undefined ? {} : { amount }) } })),
    settle: payment =>
      until(
        () => find(payment),
        ({ status }) => FINAL.includes(String(status)),
        24,
      ),
    settleRefund: refund =>
      until(
        () => refundOf(refund),
        ({ status }) => status !== 'pending',
        16,
      ),
    async discrepancies() {
      return (await must(world.operator('GET', '/v1/clearing/discrepancies?limit=100'))).data as Json[]
    },
    async endDay() {
      const { clearing } = world.app
      const now = world.clock.now()
      const date = parseBusinessDate(dayOf(now))
      if (date === null) throw new Error('a date')
      world.clock.advance(Date.parse(`${date}T00:00:00+08:00`) + DAY_MS - now.getTime() + 1_000)
      const refusals: Partial<Record<Rail, string>> = {}
      for (const rail of RAILS) {
        let imported = await clearing.importSettlement(rail, date)
        if (!imported.ok) {
          refusals[rail] = imported.error.code
          imported = await clearing.importSettlement(rail, date)
        }
        if (imported.ok) await clearing.bookSettlement(imported.value.id)
        else refusals[rail] = `${refusals[rail]}, again ${imported.error.code}`
      }
      const { weChatPay, alipay, houseA, houseB } = world.sandbox
      await Promise.all([weChatPay.control.settled(), alipay.control.settled()])
      await Promise.all([houseA.control.settled(), houseB.control.settled()])
      return { date, refusals }
    },
    async reconcile(source, format, date) {
      const { reconciliation } = world.app
      const ids = async (): Promise<readonly Json[]> =>
        (await must(world.operator('GET', '/v1/reconciliation/exceptions?limit=100'))).data as Json[]
      const before = new Set((await ids()).map(({ id }) => id))
      const fetched = await reconciliation.fetchBill({ source, format, date })
      if (!fetched.ok) return { state: fetched.error.code, errors: 0, exceptions: [] }
      // A job reads and matches it.
      const bill = await world.until(`${format} of ${source} is matched`, async () => {
        const now = await must(world.operator('GET', `/v1/reconciliation/imports/${formatId('imp', fetched.value.id)}`))
        return now.state === 'matched' || now.state === 'refused' ? now : null
      })
      const fresh = (await ids()).filter(one => !before.has(one.id) && one.source === source).map(({ kind }) => String(kind))
      return { state: String(bill.state), errors: Number(bill.error_count ?? 0), exceptions: fresh.sort() }
    },
  }
}
