/**
 * Payments and refunds at every rail while everything goes wrong at random, by seed. When the dust has settled: each payment's state and what was given back
 * of it is the outside system's, nobody paid twice, every bill of every source is matched without an exception, the books prove, and what the reserve bank
 * holds follows from what the houses moved.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { createDice } from '../../../sandbox/src/dice.ts'
import type { BusinessDate } from '../../src/kernel/time.ts'
import { type Json, must, type Shop } from '../harness/app.ts'
import { useBills } from '../harness/bills.ts'
import { useChannels } from '../harness/channels.ts'
import { useDatabase } from '../harness/database.ts'
import { beginInTheMorning } from '../harness/morning.ts'
import { driveOf, RAILS, type Rail } from './drive.ts'

const SEED = Number(process.env.FEIQIAN_SEED ?? 20_260_301)
const PAYMENTS = 200
/** So many at once; then everything has time to come to rest. */
const WAVE = 25

const database = useDatabase()
const world = useChannels(
  database,
  {},
  {
    seed: SEED,
    houseA: { faults: { resultDelayMs: 0 } },
    houseB: { faults: { resultDelayMs: 0 } },
    weChatPay: { faults: { refundDelayMs: 0 } },
  },
)
let shop: Shop
const bills = useBills(world)
const drive = driveOf(world, () => shop)

beforeAll(async () => {
  beginInTheMorning(world.clock)
  shop = await world.channelShop()
  await world.fundInstitution(10_000_000)
})

const NETWORK = { error_before: 0.08, error_after: 0.08, timeout_after: 0.08, bad_signature: 0.06, insufficient_funds: 0.08 }
const CALLBACKS = { callback_lost: 0.25, callback_duplicate: 0.25, callback_bad_signature: 0.15 }

function stir(on: boolean): void {
  const { weChatPay, alipay, houseA, houseB } = world.sandbox
  for (const { control } of [weChatPay, alipay, houseA, houseB]) {
    if (on) control.setFaults({ rates: { ...NETWORK, ...CALLBACKS } })
    else control.calm()
  }
}

/** What an outside system holds of an instruction to debit: whether it was paid there, how much, and how much of it was given back. */
function heldOutside(
  rail: Rail,
  instruction: string,
  refunds: readonly Json[],
): { readonly paid: boolean; readonly fen: number; readonly back: number } {
  const { weChatPay, alipay, houseA, houseB } = world.sandbox
  if (rail === 'sim' || rail === 'sim_b') {
    const { control } = rail === 'sim' ? houseA : houseB
    const of = (id: string) => control.instruction('inst_demo', id)
    const returned = refunds.map(({ id }) => of(String(id))).filter(known => known?.status === 'succeeded')
    return {
      paid: of(instruction)?.status === 'succeeded',
      fen: Number(of(instruction)?.amount ?? 0n),
      back: returned.reduce((sum, known) => sum + Number(known?.amount ?? 0n), 0),
    }
  }
  if (rail === 'alipay') {
    const trade = alipay.control.trade(alipay.control.access()[0]?.appId ?? '', instruction)
    if (trade === null) return { paid: false, fen: 0, back: 0 }
    return { paid: trade.paidAt !== null, fen: trade.totalFen, back: trade.refunds.reduce((sum, { fen }) => sum + fen, 0) }
  }
  const order = weChatPay.control.order(instruction)
  if (order === null) return { paid: false, fen: 0, back: 0 }
  return { paid: order.paidAt !== null, fen: order.totalFen, back: weChatPay.control.refunded(order) }
}

type Placed = { readonly payment: Json; readonly rail: Rail; readonly amount: number }

async function place(rail: Rail, amount: number): Promise<Placed> {
  return { payment: await drive.begin(rail, amount), rail, amount }
}

const reserveAtBank = (): bigint => world.sandbox.reserveBank.control.balances('inst_demo')?.reserve ?? 0n

describe(`seed ${SEED}`, () => {
  const placed: Placed[] = []
  let opening: bigint
  let date: BusinessDate

  it(`${PAYMENTS} payments with mixed faults come to rest`, async () => {
    opening = reserveAtBank()
    const roll = createDice(SEED)
    for (let wave = 0; wave < PAYMENTS / WAVE; wave++) {
      await drive.gatewayAt(wave % 2 === 0 ? 'sim' : 'sim_b')
      const gateway: Rail = wave % 2 === 0 ? 'sim' : 'sim_b'
      stir(true)
      const wanted = Array.from({ length: WAVE }, () => ({
        rail: ([gateway, 'wechat_pay', 'alipay'] as const)[Math.floor(roll() * 3)] ?? gateway,
        amount: 100 + Math.floor(roll() * 100_000),
      }))
      // At once: an answer that is waited for keeps nobody else waiting.
      const begun = await Promise.all(wanted.map(({ rail, amount }) => place(rail, amount)))
      placed.push(...begun)
      for (let round = 0; round < 3; round++) await drive.round(3_200)
      for (const { payment, rail } of begun) {
        const { next_action: action } = await drive.find(payment)
        const decision = roll()
        if (action === null) continue
        const where = String((action as Json).content ?? (action as Json).url)
        // One payer in ten does nothing, one in ten refuses.
        if (decision < 0.8) drive.pay(rail, where)
        else if (decision < 0.9) drive.refuse(rail, where)
      }
      await drive.round(3_200)
      stir(false)
      for (const { payment } of begun) await drive.settle(payment)
    }
    const ends = await Promise.all(placed.map(async ({ payment }) => String((await drive.find(payment)).status)))
    expect(ends.filter(status => status === 'processing')).toEqual([])
    expect(ends.filter(status => status === 'succeeded').length).toBeGreaterThan(PAYMENTS / 3)
  }, 240_000)

  it('so do refunds of every third of them, in part or in full', async () => {
    const roll = createDice(SEED + 1)
    const refundable = (await Promise.all(placed.map(({ payment }) => drive.find(payment)))).filter(({ status }) => status === 'succeeded')
    const chosen = refundable.filter((_, at) => at % 3 === 0)
    stir(true)
    const refunds = await Promise.all(
      chosen.map(payment => drive.refund(payment, roll() < 0.5 ? undefined : 1 + Math.floor(roll() * Number(payment.amount)))),
    )
    for (let round = 0; round < 3; round++) await drive.round(3_200)
    stir(false)
    const ended = await Promise.all(refunds.map(refund => drive.settleRefund(refund)))
    expect(ended.map(({ status }) => status)).toEqual(chosen.map(() => 'succeeded'))
    expect(chosen.length).toBeGreaterThan(PAYMENTS / 10)
  }, 120_000)

  it('each payment’s state and what was given back is the outside system’s, and nobody paid twice', async () => {
    const all: Json[] = []
    for (let after = ''; ; after = `&starting_after=${String(all.at(-1)?.id)}`) {
      const page = await must(world.operator('GET', `/v1/clearing/instructions?limit=100${after}`))
      all.push(...(page.data as Json[]))
      if (page.has_more !== true) break
    }
    const wrong: unknown[] = []
    for (const { payment, amount } of placed) {
      const { status, amount_refunded: refunded } = await drive.find(payment)
      const debits = all.filter(one => one.kind === 'debit' && one.reference === payment.id)
      const outside = debits.map(one =>
        heldOutside(
          one.house as Rail,
          String(one.id),
          all.filter(other => other.kind === 'refund' && other.original_instruction === one.id),
        ),
      )
      const held = outside.filter(({ paid }) => paid)
      const kept = held.reduce((sum, { fen, back }) => sum + fen - back, 0)
      const ours = status === 'succeeded' ? amount - Number(refunded) : 0
      if (kept !== ours || held.some(({ fen }) => fen !== amount))
        wrong.push([payment.id, status, refunded, debits.map(one => [one.house, one.state]), outside])
    }
    expect(wrong).toEqual([])
  })

  it('every bill of the day is matched, without an exception', async () => {
    const ended = await drive.endDay()
    expect(ended.refusals).toEqual({})
    date = ended.date
    const fetched = await bills.fetchAll(date)
    expect([...new Set(fetched.map(({ source }) => source))].sort()).toEqual([...RAILS, 'reserve'].sort())
    expect(fetched.filter(({ item }) => item.state !== 'matched')).toEqual([])
    const found = await bills.exceptions()
    expect(found.map(({ source, kind, state, detail }) => [source, kind, state, detail])).toEqual([])
  }, 120_000)

  it('the books prove, and the reserve bank holds what the rails settled', async () => {
    expect(await must(world.operator('POST', '/v1/ledger/verifications', { body: {} }))).toMatchObject({ ok: true, difference_count: 0 })
    let net = 0n
    for (const rail of RAILS) {
      const settlement = await world.app.clearing.settlementOf(rail, date)
      net += settlement?.net ?? 0n
    }
    const entries = world.sandbox.reserveBank.control.entries('inst_demo', 'reserve')
    const moved = entries.filter(({ bookingDate }) => bookingDate >= date).reduce((sum, { amount }) => sum + amount, 0n)
    expect(moved).toBe(net)
    // A house settles in cycles: what it moved before the day ended counts, too.
    expect(reserveAtBank() - opening).toBe(net)
    const left = (await drive.discrepancies()).filter(({ state }) => state !== 'resolved').map(({ kind }) => kind)
    expect(left.filter(kind => kind !== 'contradictory_result')).toEqual([])
  }, 60_000)
})
