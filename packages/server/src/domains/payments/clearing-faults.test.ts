/** What a clearing house can do wrong, end to end: no payment is lost, none is paid twice, and what differs is listed. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type CallOptions, type Json, must, useApp } from '../../../test/harness/app.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { text, usePayments } from '../../../test/harness/payments.ts'
import { sql } from '../../platform/db.ts'

const database = useDatabase()
const world = useApp(database)
const till = usePayments(world)
const { house } = till

const FORGET_BINDINGS = sql(
  'test.forget_bindings',
  "UPDATE consents.consents SET binding_reference = 'agm_gone' WHERE state = 'awaiting_authorisation'",
)
const CARD_SILENT = '6217000000000000681'
const CALM = { resultDelayMs: 10, lateCallbackMs: 300, synchronous: false }

beforeAll(() => till.beginInTheMorning())
beforeEach(() => world.house.control.setFaults(CALM))

type At = Awaited<ReturnType<typeof till.cardTill>>
const fault = (name: string, times = 1) => world.house.control.setFaults({ next: { [name]: times } })

/** Lets the time pass after which a missing result is asked for, and asks. */
async function query(): Promise<void> {
  world.clock.advance(60_000)
  await world.app.clearing.queryDue()
}

const events = async (at: At, type: string): Promise<number> =>
  ((await must(at.shop.call('GET', `/v1/events?type=${type}`))).data as Json[]).length

describe('a result', () => {
  it('whose callback is lost is learnt by asking', async () => {
    const at = await till.cardTill()
    fault('callback_lost')
    const { id } = await till.debit(at, 5_000)
    const [instruction] = await till.instructions(id)
    await world.until(
      'the house has a result',
      async () => world.house.control.instruction('inst_demo', text(instruction?.id))?.status === 'succeeded',
    )
    expect(await till.read(at.shop, id)).toMatchObject({ status: 'processing' })
    await query()
    await till.reaches(at.shop, id, 'succeeded')
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 4_970 })
  })

  it('whose callback comes after we asked is counted once', async () => {
    const at = await till.cardTill()
    fault('callback_late')
    const { id } = await till.debit(at, 5_000)
    await new Promise(resolve => setTimeout(resolve, 100))
    await query()
    await till.reaches(at.shop, id, 'succeeded')
    await new Promise(resolve => setTimeout(resolve, 400))
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 4_970 })
    expect(await till.instructions(id)).toMatchObject([{ state: 'succeeded' }])
  })

  it('told twice is counted once', async () => {
    const at = await till.cardTill()
    fault('callback_duplicate')
    const { id } = await till.payByCard(at, 5_000)
    await new Promise(resolve => setTimeout(resolve, 150))
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 4_970 })
    expect(await till.read(at.shop, id)).toMatchObject({ status: 'succeeded', amount_refunded: 0 })
  })

  // The client repeats a request once, so both answers are cut off.
  it('cut off after the house executed is unknown until asked, never sent as another', async () => {
    const at = await till.cardTill()
    world.house.control.setFaults({ next: { timeout_after: 2, callback_lost: 1 } })
    const { id } = await till.debit(at, 5_000)
    await world.until('the outcome is unknown', async () => (await till.instructions(id))[0]?.state === 'unknown')
    expect(await till.read(at.shop, id)).toMatchObject({ status: 'processing' })
    await query()
    await till.reaches(at.shop, id, 'succeeded')
    expect(await till.instructions(id)).toMatchObject([{ state: 'succeeded', attempts: 1 }])
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 4_970 })
  })

  it('that is given in the answer itself needs no callback', async () => {
    const at = await till.cardTill()
    world.house.control.setFaults({ synchronous: true })
    await till.payByCard(at, 5_000)
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 4_970 })
  })

  it('that never comes keeps the payment processing, and it can neither be canceled nor paid again', async () => {
    const at = await till.cardTill({}, CARD_SILENT)
    const { id } = await till.debit(at, 5_000)
    await query()
    world.clock.advance(3_600_000)
    await world.app.payments.expireDue()
    expect(await till.read(at.shop, id)).toMatchObject({ status: 'processing' })
    expect((await at.shop.call('POST', `/v1/payments/${text(id)}/cancel`)).body.code).toBe('payment_processing')
    const body = { payment_method: { type: 'bank_card', mandate: at.mandate } }
    expect((await at.shop.call('POST', `/v1/payments/${text(id)}/confirm`, { body })).body.code).toBe('payment_processing')
  })

  it('of a failure after a success changes nothing and is listed', async () => {
    const at = await till.cardTill()
    fault('callback_contradictory')
    const { id } = await till.payByCard(at, 5_000)
    const [instruction] = await till.instructions(id)
    await world.until('the contradiction is listed', async () =>
      (await till.discrepancies('&kind=contradictory_result')).some(item => item.instruction === instruction?.id),
    )
    expect(await till.read(at.shop, id)).toMatchObject({ status: 'succeeded' })
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 4_970 })
  })
})

describe('a success after a recorded failure', () => {
  /** A debit that the house says has failed, while it is still working on it. */
  async function failedTooEarly(at: At, amount: number, lost?: string): Promise<{ id: unknown; instruction: Json }> {
    world.house.control.setFaults({ resultDelayMs: 2_500, next: lost === undefined ? {} : { [lost]: 1 } })
    const { id } = await till.debit(at, amount)
    const [instruction] = await till.instructions(id)
    expect(await till.say(instruction, 'failed')).toBe(200)
    world.house.control.setFaults(CALM)
    expect(await till.read(at.shop, id)).toMatchObject({ status: 'requires_payment_method', last_error: { code: 'account_closed' } })
    return { id, instruction: instruction as Json }
  }

  const duplicate = (at: At, payment: unknown) =>
    world.until('the money that came is on its way back', async () => {
      const { data } = await must(at.shop.call('GET', `/v1/refunds?payment=${text(payment)}`))
      const [refund] = data as Json[]
      return refund?.status === 'succeeded' && refund
    })

  it('of a payment that was paid otherwise meanwhile is returned to the card, listed, and settles without a difference', async () => {
    const at = await till.cardTill()
    const before = [await till.posted('clearing_receivable', house), await till.posted('refund_in_transit', house)]
    const { id, instruction } = await failedTooEarly(at, 5_000)
    const payer = await world.person({ balance: 5_000 })
    const { client_token } = await till.read(at.shop, id)
    await must(
      payer.call('POST', `/v1/wallet/payments/${text(client_token)}/confirm`, { body: { payment_method: { type: 'wallet_balance' } } }),
    )
    expect(await duplicate(at, id)).toMatchObject({ origin: 'duplicate', amount: 5_000, fee_returned: 0, funded_from: [] })
    expect(await till.read(at.shop, id)).toMatchObject({
      status: 'succeeded',
      holder: payer.holder,
      amount_captured: 5_000,
      amount_refunded: 0,
      payment_method: { type: 'wallet_balance' },
    })
    expect(await till.discrepancies('&kind=contradictory_result')).toEqual(
      expect.arrayContaining([expect.objectContaining({ instruction: instruction.id, state: 'open' })]),
    )
    expect(await till.instructions(id)).toMatchObject([{ state: 'succeeded' }])
    await till.endDay()
    // The people of these tests got their balances on the receivable: 5,000 of the payer, less what earlier tests left to settle.
    expect(await till.posted('refund_in_transit', house)).toBe(before[1])
    expect((await till.discrepancies('&kind=line_contradicts')).length).toBe(0)
  })

  it('of a payment that was canceled meanwhile is returned, and the payment stays canceled', async () => {
    const at = await till.cardTill()
    const { id } = await failedTooEarly(at, 700)
    await must(at.shop.call('POST', `/v1/payments/${text(id)}/cancel`))
    expect(await duplicate(at, id)).toMatchObject({ origin: 'duplicate', amount: 700 })
    expect(await till.read(at.shop, id)).toMatchObject({ status: 'canceled', amount_captured: 0 })
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 0, settled: 0 })
    expect(await events(at, 'payment.succeeded')).toBe(0)
  })

  it('of a payment that is being paid again by card is returned, and the second debit counts', async () => {
    const at = await till.cardTill()
    const { id } = await failedTooEarly(at, 900)
    const body = { payment_method: { type: 'bank_card', mandate: at.mandate } }
    await must(at.shop.call('POST', `/v1/payments/${text(id)}/confirm`, { body }))
    await till.reaches(at.shop, id, 'succeeded')
    expect(await duplicate(at, id)).toMatchObject({ origin: 'duplicate', amount: 900 })
    expect(await till.read(at.shop, id)).toMatchObject({ amount_captured: 900, amount_refunded: 0 })
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 895 })
    expect(await till.instructions(id)).toHaveLength(2)
  })

  it('that only the settlement file tells is returned, too, and its line settles without a difference', async () => {
    const at = await till.cardTill()
    const { id, instruction } = await failedTooEarly(at, 600, 'callback_lost')
    await must(at.shop.call('POST', `/v1/payments/${text(id)}/cancel`))
    const atHouse = () => world.house.control.instruction('inst_demo', text(instruction.id))
    await world.until('the house has a result', async () => atHouse()?.status === 'succeeded')
    await till.endDay()
    expect(await duplicate(at, id)).toMatchObject({ origin: 'duplicate', amount: 600 })
    expect(await till.discrepancies('&kind=contradictory_result')).toEqual(
      expect.arrayContaining([expect.objectContaining({ instruction: instruction.id })]),
    )
    expect(await till.discrepancies('&kind=line_contradicts')).toEqual([])
  })

  it('told again is returned once', async () => {
    const at = await till.cardTill()
    const { id, instruction } = await failedTooEarly(at, 800)
    await duplicate(at, id)
    expect(await till.say(instruction, 'succeeded')).toBe(200)
    expect(await till.say(instruction, 'failed')).toBe(200)
    expect(await till.say(instruction, 'succeeded')).toBe(200)
    expect((await must(at.shop.call('GET', `/v1/refunds?payment=${text(id)}`))).data).toHaveLength(1)
  })
})

describe('a settlement file', () => {
  /** One card payment, alone in the next file: what earlier tests left to settle is settled, and so are the payouts of that. */
  async function paid(amount: number): Promise<{ at: At; id: unknown; instruction: Json }> {
    for (let day = 0; day < 2; day++) {
      await till.endDay()
      await world.until('every payout has a result', async () => {
        const { data } = await must(world.operator('GET', '/v1/clearing/instructions?limit=100'))
        return (data as Json[]).every(item => item.kind !== 'payout' || item.state === 'succeeded')
      })
    }
    const at = await till.cardTill()
    const { id } = await till.payByCard(at, amount)
    const [instruction] = await till.instructions(id)
    return { at, id, instruction: instruction as Json }
  }

  const about = async (instruction: Json, kind: string): Promise<Json[]> =>
    (await till.discrepancies(`&kind=${kind}`)).filter(item => item.instruction === instruction.id)

  it('that lacks a line leaves the money unsettled; lacking it again it is kept in suspense (短款), until it arrives', async () => {
    const { at, instruction } = await paid(5_000)
    const short = await till.posted('suspense_short', house)
    fault('line_missing')
    await till.endDay()
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 4_970, settled: 0 })
    expect(await about(instruction, 'line_missing')).toMatchObject([{ state: 'open', amount: { amount: 5_000 } }])
    await till.endDay()
    expect(await about(instruction, 'line_missing')).toMatchObject([{ state: 'suspended' }])
    expect(await till.posted('suspense_short', house)).toBe(short + 5_000)
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 4_970, settled: 0 })
    world.house.control.release()
    const { steps } = await till.endDay()
    expect(await about(instruction, 'line_missing')).toMatchObject([{ state: 'resolved' }])
    expect(await till.posted('suspense_short', house)).toBe(short)
    expect(steps.payouts).toMatchObject({ paid: 4_970 })
    expect(steps.reserve_check).toMatchObject({ balanced: true })
  })

  it('with a line that we never instructed keeps its money in suspense (长款) and lists it', async () => {
    await paid(5_000)
    const [long, known] = [await till.posted('suspense_long', house), (await till.discrepancies('&kind=line_extra')).length]
    fault('line_extra')
    const { steps } = await till.endDay()
    expect(await till.posted('suspense_long', house)).toBe(long + 5_000)
    expect(await till.discrepancies('&kind=line_extra')).toHaveLength(known + 1)
    expect(steps.reserve_check).toMatchObject({ balanced: true })
  })

  it('with a line twice settles it once', async () => {
    const { at, instruction } = await paid(5_000)
    fault('line_duplicate')
    const { steps } = await till.endDay()
    expect(await about(instruction, 'line_duplicate')).toHaveLength(1)
    expect(steps.payouts).toMatchObject({ paid: 4_970 })
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 0, settled: 0 })
  })

  it('with another amount does not settle the payment', async () => {
    const { at, instruction } = await paid(5_000)
    fault('line_altered')
    const { steps } = await till.endDay()
    expect(await about(instruction, 'line_amount_differs')).toHaveLength(1)
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 4_970, settled: 0 })
    expect(steps.reserve_check).toMatchObject({ balanced: true })
  })

  it('tells the result of a payment whose callback never came', async () => {
    const at = await till.cardTill()
    fault('callback_lost')
    const { id } = await till.debit(at, 5_000)
    await world.until(
      'the house has a result',
      async () => world.house.control.instruction('inst_demo', text((await till.instructions(id))[0]?.id))?.status === 'succeeded',
    )
    await till.endDay()
    expect(await till.read(at.shop, id)).toMatchObject({ status: 'succeeded' })
    expect((await must(at.shop.call('GET', '/v1/payouts'))).data).toMatchObject([{ amount: 4_970 }])
  })

  it('is listed for operators with how its lines matched, and a discrepancy is resolved with a comment, once', async () => {
    const [newest] = (await must(world.operator('GET', '/v1/clearing/settlements?limit=1'))).data as Json[]
    expect(await must(world.operator('GET', `/v1/clearing/settlements/${text(newest?.id)}`))).toMatchObject({ state: 'completed' })
    const [open] = await till.discrepancies('&state=open')
    const resolve = () =>
      world.operator('POST', `/v1/clearing/discrepancies/${text(open?.id)}/resolve`, { body: { comment: 'the house confirmed by phone' } })
    expect(await must(resolve())).toMatchObject({ state: 'resolved', comment: 'the house confirmed by phone' })
    expect((await resolve()).body).toMatchObject({ code: 'clearing_discrepancy_resolved' })
  })
})

describe('a binding', () => {
  it('that the house has forgotten is refused when its code comes, and the card can be bound anew', async () => {
    const person = await world.person()
    const forgetful = async (method: string, path: string, options?: CallOptions) => {
      if (path.endsWith('/verify')) await world.app.db.query(FORGET_BINDINGS)
      return person.call(method, path, options)
    }
    await expect(world.bindCard({ ...person, call: forgetful })).rejects.toThrow('bank_agreement_not_found')
    expect(await world.bindCard(person)).toMatch(/^card_/)
  })
})
