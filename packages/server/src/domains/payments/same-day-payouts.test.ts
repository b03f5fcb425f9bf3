/** T+0: a merchant known for ninety days is paid at once, out of own funds where nothing is settled yet, and pays it back. */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Json, must, type Shop, useApp } from '../../../test/harness/app.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { text, usePayments } from '../../../test/harness/payments.ts'

const database = useDatabase()
const world = useApp(database)
const till = usePayments(world)

const DAYS = 91
const DAY_MS = 86_400_000

let known: Shop
let small: Shop
let next: Shop

beforeAll(async () => {
  world.house.control.setFaults({ resultDelayMs: 10 })
  await world.fundInstitution(1_000_000)
  known = await world.shop({ settlementCycle: 'T0', advanceLimit: 30_000 })
  small = await world.shop({ settlementCycle: 'T0', advanceLimit: 0 })
  next = await world.shop({ settlementCycle: 'T1', advanceLimit: 30_000 })
  expect((await known.call('POST', '/v1/payouts')).body).toMatchObject({ code: 'payout_not_early', status: 403 })
  world.clock.advance(DAYS * DAY_MS)
  for (let day = 0; day < DAYS; day++) await world.app.payments.cutDay()
}, 60_000)

async function payByCard(shop: Shop, amount: number): Promise<Json> {
  const person = await world.person()
  const card = await world.bindCard(person)
  return till.payByCard({ shop, person, mandate: await world.mandate(person, shop, { type: 'bank_card', card }) }, amount)
}

describe('a payout on the same day', () => {
  it('advances what is not settled within the limit; the close recovers it and pays the rest', async () => {
    await payByCard(known, 40_000)
    const payout = await must(known.call('POST', '/v1/payouts'))
    expect(payout).toMatchObject({ origin: 'early', status: 'processing', amount: 30_000, advanced: 30_000 })
    expect(await till.balance(known)).toMatchObject({ unsettled: 39_760, settled: 0, advanced: 30_000 })
    expect((await known.call('POST', '/v1/payouts')).body).toMatchObject({ code: 'payout_nothing_due', status: 409 })
    const { steps } = await till.endDay()
    expect(steps.payouts).toMatchObject({ recovered: 30_000, paid: 9_760 })
    expect(steps.reserve_check).toMatchObject({ balanced: true })
    expect(await till.balance(known)).toMatchObject({ unsettled: 0, settled: 0, advanced: 0 })
    await world.until('both are paid', async () => {
      const { data } = await must(known.call('GET', '/v1/payouts'))
      return (data as Json[]).every(({ status }) => status === 'paid')
    })
    expect((await must(known.call('GET', '/v1/payouts?limit=1'))).has_more).toBe(true)
    expect((await must(known.call('GET', `/v1/payouts?ending_before=${text(payout.id)}`))).data).toMatchObject([{ origin: 'close' }])
    expect((await small.call('GET', `/v1/payouts/${text(payout.id)}`)).body).toMatchObject({ code: 'payout_not_found' })
  })

  it('never advances without a limit: it pays what is settled only', async () => {
    await payByCard(small, 40_000)
    expect((await small.call('POST', '/v1/payouts')).body).toMatchObject({ code: 'payout_nothing_due' })
    const person = await world.person({ balance: 50_000 })
    await till.pay({ shop: small, person, mandate: await world.mandate(person, small) }, 10_000)
    expect(await must(small.call('POST', '/v1/payouts'))).toMatchObject({ amount: 9_962, advanced: 0 })
  })

  it('is not for merchants of another cycle', async () => {
    await payByCard(next, 40_000)
    expect((await next.call('POST', '/v1/payouts')).body).toMatchObject({ code: 'payout_not_early' })
  })

  it('asked for twice at once is paid once', async () => {
    await till.endDay()
    await payByCard(known, 10_000)
    const answers = await Promise.all([known.call('POST', '/v1/payouts'), known.call('POST', '/v1/payouts')])
    expect(answers.map(answer => answer.status).sort()).toEqual([201, 409])
    expect(await till.balance(known)).toMatchObject({ advanced: 9_940 })
  })

  it("stays within the policy's limits for one payout and for the day, whatever the merchant's own", async () => {
    await till.endDay()
    await payByCard(known, 20_000)
    const from = new Date(world.clock.now().getTime() + 1_000)
    await must(
      world.operator('POST', '/v1/policies', {
        body: {
          key: 'settlement.t0',
          value: { per_payout_limit: 5_000, daily_limit: 8_000 },
          source: 'a test',
          valid_from: from.toISOString(),
        },
      }),
    )
    world.clock.advance(2_000)
    await world.until('the record is heard', async () => world.app.policies.at('settlement.t0', world.clock.now())?.source === 'a test')
    const advanced: unknown[] = []
    for (let payout = 0; payout < 2; payout++) advanced.push((await must(known.call('POST', '/v1/payouts'))).advanced)
    expect(advanced).toEqual([5_000, 3_000])
    expect((await known.call('POST', '/v1/payouts')).body).toMatchObject({ code: 'payout_nothing_due' })
    await till.endDay()
    expect(await till.balance(known)).toMatchObject({ unsettled: 0, settled: 0, advanced: 0 })
  })

  it('is refused to a suspended merchant', async () => {
    await must(world.operator('PATCH', `/v1/merchants/${known.id}`, { body: { status: 'suspended' } }))
    expect((await known.call('POST', '/v1/payouts')).body).toMatchObject({ code: 'merchant_suspended' })
  })
})
