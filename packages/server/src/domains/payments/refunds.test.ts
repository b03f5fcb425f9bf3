/** Refunds: never more than was captured, from the merchant's money in its order, back to the instrument that paid. */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Json, must, useApp } from '../../../test/harness/app.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { text, usePayments } from '../../../test/harness/payments.ts'

const database = useDatabase()
const world = useApp(database)
const till = usePayments(world)

beforeAll(() => world.house.control.setFaults({ resultDelayMs: 10 }))

type At = Awaited<ReturnType<typeof till.till>>

/** Takes the settled money away from the merchant, as a payout does. */
async function emptySettled(at: At): Promise<void> {
  const settled = Number((await till.balance(at.shop)).settled)
  if (settled > 0)
    await till.enter(await till.accountOf('merchant_settled', at.shop.id), await till.accountOf('reserve_cash', 'institution'), settled)
}

const refused = async (at: At, body: Json): Promise<unknown> => (await at.shop.call('POST', '/v1/refunds', { body })).body.code

describe('refunding a payment from the wallet', () => {
  it('gives everything back at once when no amount is said, with the fee', async () => {
    const at = await till.till(10_000)
    const { id } = await till.pay(at, 1_990)
    const refund = await till.refund(at.shop, id, { reason: 'cold tea', metadata: { ticket: '7' } })
    expect(refund).toMatchObject({
      status: 'succeeded',
      amount: 1_990,
      fee_returned: 8,
      funded_from: [{ source: 'settled', amount: 1_990 }],
      origin: 'merchant',
      reason: 'cold tea',
      metadata: { ticket: '7' },
    })
    expect(await till.walletOf(at.person)).toMatchObject({ available: 10_000 })
    expect(await till.balance(at.shop)).toMatchObject({ settled: 0, unsettled: 0 })
    expect(await till.read(at.shop, id)).toMatchObject({ status: 'succeeded', amount_refunded: 1_990 })
    const receipt = await must(at.shop.call('GET', `/v1/payments/${text(id)}/receipt`))
    expect((receipt.entries as { reason: Json }[]).map(entry => entry.reason.kind)).toEqual(['payment', 'fee', 'fee_return', 'refund'])
  })

  it('returns the fee in parts that sum to it exactly', async () => {
    const at = await till.till(100_000)
    const { id, fee } = await till.pay(at, 9_999)
    const returned: number[] = []
    for (const amount of [1, 3_332, 3_333, 3_332, 1]) returned.push(Number((await till.refund(at.shop, id, { amount })).fee_returned))
    expect(returned.reduce((sum, part) => sum + part, 0)).toBe((fee as { amount: number }).amount)
    expect(await till.walletOf(at.person)).toMatchObject({ available: 100_000 })
    expect(await till.balance(at.shop)).toMatchObject({ settled: 0 })
  })

  it('keeps the fee when the agreement says so, and then needs other money of the merchant', async () => {
    const at = await till.till(10_000, {
      clauses: [
        { number: '3.1', kind: 'payment_fee', method: 'any', basis_points: 100 },
        { number: '4.1', kind: 'refund_fee', method: 'any', policy: 'kept' },
      ],
    })
    const { id } = await till.pay(at, 1_000)
    const whole = await till.refund(at.shop, id)
    expect(whole).toMatchObject({ status: 'merchant_funds_insufficient', fee_returned: 0, funded_from: [] })
    expect(await till.walletOf(at.person)).toMatchObject({ available: 9_000 })
    await till.pay(at, 1_000)
    expect(await world.app.payments.fundWaitingRefunds()).toBe(1)
    expect(await till.refundReaches(at.shop, whole.id, 'succeeded')).toMatchObject({ fee_returned: 0 })
    expect(await till.balance(at.shop)).toMatchObject({ settled: 980 })
  })

  it('refuses more than is left, and anything when nothing is; parts that were refused leave no trace', async () => {
    const at = await till.till(10_000)
    const { id } = await till.pay(at, 1_000)
    await till.refund(at.shop, id, { amount: 400 })
    expect(await refused(at, { payment: id, amount: 601 })).toBe('refund_exceeds_remaining')
    await till.refund(at.shop, id, { amount: 600 })
    expect(await refused(at, { payment: id, amount: 1 })).toBe('refund_exceeds_remaining')
    expect(await refused(at, { payment: id })).toBe('refund_exceeds_remaining')
    expect(await till.read(at.shop, id)).toMatchObject({ amount_refunded: 1_000 })
    expect(await till.walletOf(at.person)).toMatchObject({ available: 10_000 })
  })

  it('never gives back more than was paid, however many refunds come at once', async () => {
    const at = await till.till(10_000)
    const { id } = await till.pay(at, 1_000)
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => at.shop.call('POST', '/v1/refunds', { body: { payment: id, amount: 300 } })),
    )
    expect(answers.filter(answer => answer.status === 201)).toHaveLength(3)
    expect(new Set(answers.filter(answer => answer.status !== 201).map(answer => answer.body.code))).toEqual(
      new Set(['refund_exceeds_remaining']),
    )
    expect(await till.walletOf(at.person)).toMatchObject({ available: 9_900 })
  })

  it('refunds only what was captured of an authorisation, and only once it is captured', async () => {
    const at = await till.till(10_000)
    const { id } = await till.pay(at, 1_000, { capture_method: 'manual' })
    expect(await refused(at, { payment: id })).toBe('payment_not_refundable')
    await must(at.shop.call('POST', `/v1/payments/${text(id)}/capture`, { body: { amount: 600 } }))
    expect(await refused(at, { payment: id, amount: 601 })).toBe('refund_exceeds_remaining')
    expect(await till.refund(at.shop, id)).toMatchObject({ amount: 600, status: 'succeeded' })
    expect(await till.walletOf(at.person)).toMatchObject({ available: 10_000, pending: 0 })
  })

  it("does not touch another merchant's payment", async () => {
    const [mine, foreign] = [await till.till(1_000), await till.till(1_000)]
    const { id } = await till.pay(mine, 100)
    expect(await refused(foreign, { payment: id })).toBe('payment_not_found')
    const refund = await till.refund(mine.shop, id)
    expect((await foreign.shop.call('GET', `/v1/refunds/${text(refund.id)}`)).body).toMatchObject({ code: 'refund_not_found', status: 404 })
    expect((await must(foreign.shop.call('GET', '/v1/refunds'))).data).toEqual([])
  })

  it('lists refunds newest first, by payment and by cursor', async () => {
    const at = await till.till(10_000)
    const [one, two] = [await till.pay(at, 1_000), await till.pay(at, 1_000)]
    const ids: unknown[] = []
    for (const payment of [one, one, two]) ids.unshift((await till.refund(at.shop, payment.id, { amount: 100 })).id)
    const list = async (query: string) => {
      const { data, has_more } = await must(at.shop.call('GET', `/v1/refunds?${query}`))
      return [(data as Json[]).map(refund => refund.id), has_more]
    }
    expect(await list(`payment=${text(one.id)}`)).toEqual([ids.slice(1), false])
    expect(await list(`limit=1&starting_after=${text(ids[0])}`)).toEqual([[ids[1]], true])
    expect(await list(`limit=1&ending_before=${text(ids[1])}`)).toEqual([[ids[0]], false])
  })
})

describe('where the money comes from', () => {
  it('is the refund deposit when nothing is settled', async () => {
    const at = await till.till(10_000)
    const { id } = await till.pay(at, 1_000)
    await emptySettled(at)
    await till.enter(
      await till.accountOf('reserve_cash', 'institution'),
      await till.accountOf('merchant_refund_deposit', at.shop.id),
      5_000,
    )
    expect(await till.refund(at.shop, id)).toMatchObject({
      status: 'succeeded',
      funded_from: [
        { source: 'settled', amount: 4 },
        { source: 'refund_deposit', amount: 996 },
      ],
    })
    expect(await till.balance(at.shop)).toMatchObject({ settled: 0, refund_deposit: 4_004 })
  })

  it('is an advance from own funds within the limit, and no further than it', async () => {
    await world.fundInstitution(1_000_000)
    const at = await till.till(10_000, { refundAdvanceLimit: 1_500 })
    const [one, two] = [await till.pay(at, 1_000), await till.pay(at, 1_000)]
    await emptySettled(at)
    const first = await till.refund(at.shop, one.id)
    expect(first).toMatchObject({
      status: 'succeeded',
      funded_from: [
        { source: 'settled', amount: 4 },
        { source: 'advance', amount: 996 },
      ],
    })
    expect(await till.balance(at.shop)).toMatchObject({ advanced: 996, settled: 0 })
    const second = await till.refund(at.shop, two.id)
    expect(second).toMatchObject({ status: 'merchant_funds_insufficient' })
    expect(await till.refund(at.shop, two.id, { amount: 1 }).catch(String)).toContain('refund_exceeds_remaining')
    expect(await till.walletOf(at.person)).toMatchObject({ available: 9_000 })
    await till.pay(at, 600)
    expect(await world.app.payments.fundWaitingRefunds()).toBe(1)
    expect(await till.refundReaches(at.shop, second.id, 'succeeded')).toMatchObject({ fee_returned: 4 })
    expect(await till.walletOf(at.person)).toMatchObject({ available: 9_400 })
  })

  it("is never other customers' money: without any of the merchant's the refund waits", async () => {
    const at = await till.till(10_000)
    const { id } = await till.pay(at, 1_000)
    await emptySettled(at)
    const refund = await till.refund(at.shop, id)
    expect(refund).toMatchObject({ status: 'merchant_funds_insufficient', funded_from: [], finished_at: null })
    expect(await till.read(at.shop, id)).toMatchObject({ amount_refunded: 1_000 })
    expect(await world.app.payments.fundWaitingRefunds()).toBe(0)
    expect(await till.walletOf(at.person)).toMatchObject({ available: 9_000 })
  })
})

describe('refunding a card payment', () => {
  it('draws on what is not settled of this payment, and returns to the card through the house', async () => {
    const at = await till.cardTill()
    const { id } = await till.payByCard(at, 5_000)
    const refund = await till.refund(at.shop, id, { amount: 2_000 })
    expect(refund).toMatchObject({ status: 'pending', fee_returned: 12, funded_from: [{ source: 'unsettled', amount: 2_000 }] })
    await till.refundReaches(at.shop, refund.id, 'succeeded')
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 2_982, settled: 0 })
    expect(await till.instructions(refund.id)).toMatchObject([{ kind: 'refund', state: 'succeeded', amount: { amount: 2_000 } }])
    const rest = await till.refund(at.shop, id)
    await till.refundReaches(at.shop, rest.id, 'succeeded')
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 0, settled: 0 })
  })

  /** A refund of 5,000 that is on its way when the house, asked to, refuses it. */
  async function refusedRefund(at: Awaited<ReturnType<typeof till.cardTill>>, meanwhile: () => Promise<unknown>): Promise<string> {
    const { id } = await till.payByCard(at, 5_000)
    world.house.control.setFaults({ resultDelayMs: 60_000 })
    const refund = await till.refund(at.shop, id)
    const [instruction] = await till.instructions(refund.id)
    await meanwhile()
    expect(await till.say(instruction, 'failed')).toBe(200)
    world.house.control.setFaults({ resultDelayMs: 10 })
    expect(await till.refundReaches(at.shop, refund.id, 'failed')).toMatchObject({ failure_code: 'account_closed' })
    expect(await till.read(at.shop, id)).toMatchObject({ amount_refunded: 0 })
    return text(id)
  }

  it('gives the money back to the merchant and the fee to the institution when the house refuses it', async () => {
    const at = await till.cardTill()
    const id = await refusedRefund(at, async () => {})
    // Only a booked settlement makes it settled.
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 4_970, settled: 0 })
    const again = await till.refund(at.shop, id, { amount: 1_000 })
    expect(again).toMatchObject({ status: 'pending', fee_returned: 6, funded_from: [{ source: 'unsettled', amount: 1_000 }] })
    // For the house the first one is still under way.
    expect(await till.refundReaches(at.shop, again.id, 'failed')).toMatchObject({ failure_code: 'refund_exceeds_original' })
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 4_970, settled: 0 })
    await till.endDay()
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 0 })
  })

  it('gives the money back as settled when a booked settlement has covered the payment meanwhile', async () => {
    const at = await till.cardTill()
    const id = await refusedRefund(at, () => till.endDay())
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 0, settled: 4_970 })
    const again = await till.refund(at.shop, id, { amount: 1_000 })
    expect(again).toMatchObject({ status: 'pending', funded_from: [{ source: 'settled', amount: 1_000 }] })
  })

  it('waits for funds like any other, then travels to the card', async () => {
    const at = await till.cardTill()
    const { id } = await till.payByCard(at, 5_000)
    const { steps } = await till.endDay()
    expect(steps.settlement).toBeDefined()
    await emptySettled(at)
    const refund = await till.refund(at.shop, id)
    expect(refund.status).toBe('merchant_funds_insufficient')
    await till.enter(
      await till.accountOf('reserve_cash', 'institution'),
      await till.accountOf('merchant_refund_deposit', at.shop.id),
      5_000,
    )
    expect(await world.app.payments.fundWaitingRefunds()).toBe(1)
    expect(await till.refundReaches(at.shop, refund.id, 'succeeded')).toMatchObject({
      funded_from: [
        { source: 'settled', amount: 30 },
        { source: 'refund_deposit', amount: 4_970 },
      ],
    })
  })
})

describe('the refund window', () => {
  it('closes a year after the payment succeeded', async () => {
    const at = await till.till(10_000)
    const { id } = await till.pay(at, 1_000)
    world.clock.advance(364 * 86_400_000)
    await till.refund(at.shop, id, { amount: 100 })
    world.clock.advance(2 * 86_400_000)
    expect(await refused(at, { payment: id, amount: 100 })).toBe('refund_window_closed')
    expect(await till.read(at.shop, id)).toMatchObject({ amount_refunded: 100 })
  })
})
