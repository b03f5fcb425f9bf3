/** The end of the day: what it settles, sweeps, pays out and checks; that it can be run again and crash anywhere. */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Json, must, type Shop, useApp } from '../../../test/harness/app.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { stepsOf, text, usePayments } from '../../../test/harness/payments.ts'
import { addDays } from '../../kernel/time.ts'
import { sql } from '../../platform/db.ts'

const database = useDatabase()
const world = useApp(database)
const till = usePayments(world)

const FRIDAY = 5
const FORGET_STEPS = sql(
  'test.forget_steps',
  `UPDATE payments.day_closes SET state = 'closing', steps = '[]', closed_at = NULL WHERE accounting_date = $1`,
)
const BOOKS = sql('test.books', 'SELECT id::text, debits_posted::text, credits_posted::text FROM ledger.accounts ORDER BY id')

beforeAll(() => world.house.control.setFaults({ resultDelayMs: 10 }))

const payouts = async (shop: Shop): Promise<Json[]> => (await must(shop.call('GET', '/v1/payouts'))).data as Json[]

const paid = (shop: Shop, count: number) =>
  world.until(`${count} payouts are paid`, async () => {
    const list = await payouts(shop)
    return list.length === count && list.every(payout => payout.status === 'paid') && list
  })

describe('closing a day', () => {
  it('settles what the file covers, sweeps fees, pays out and proves reserve and trial balance', async () => {
    const at = await till.cardTill()
    await till.payByCard(at, 100_000)
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 99_400, settled: 0 })
    const { date, steps } = await till.endDay()
    expect(Object.keys(steps)).toEqual([
      'settlement',
      'waiting_refunds',
      'fee_sweep',
      'channel_fees',
      'payouts',
      'fund_transfer',
      'trial_balance',
      'reserve_check',
    ])
    expect(steps.settlement).toMatchObject({ net: expect.any(Number) })
    expect(steps.fee_sweep).toEqual({ amount: 600 })
    expect(steps.payouts).toMatchObject({ count: 1, paid: 99_400 })
    expect(steps.fund_transfer).toEqual({ direction: 'reserve_to_own', amount: 600 })
    expect(steps.reserve_check).toMatchObject({ balanced: true })
    expect(await paid(at.shop, 1)).toMatchObject([
      { amount: 99_400, advanced: 0, origin: 'close', accounting_date: date, status: 'paid', merchant: at.shop.id },
    ])
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 0, settled: 0 })
    expect(await must(world.operator('GET', `/v1/ledger/trial_balance?date=${date}`))).toMatchObject({ object: 'trial_balance' })
    expect(await must(world.operator('GET', '/v1/ledger/reserve'))).toMatchObject({ balanced: true })
  })

  it('pays D+1 merchants every day and T+1 merchants only when the next day is a working day', async () => {
    await till.until(FRIDAY)
    const [daily, working] = [await till.till(100_000, { settlementCycle: 'D1' }), await till.till(100_000, { settlementCycle: 'T1' })]
    for (const at of [daily, working]) await till.pay(at, 10_000)
    const friday = await till.endDay()
    await paid(daily.shop, 1)
    await till.pay(daily, 10_000)
    const saturday = await till.endDay()
    await paid(daily.shop, 2)
    expect(await payouts(working.shop)).toEqual([])
    const sunday = await till.endDay()
    expect([friday.date, saturday.date, sunday.date].map(date => new Date(date).getUTCDay())).toEqual([5, 6, 0])
    expect(await paid(working.shop, 1)).toMatchObject([{ amount: 9_962, accounting_date: sunday.date }])
  })

  it('pays out what stood there at the cut, not what came after it', async () => {
    const at = await till.till(100_000)
    await till.pay(at, 10_000)
    const cut = await world.app.payments.cutDay()
    await till.pay(at, 20_000)
    if (!cut.ok) throw new Error(cut.error.code)
    expect((await world.app.payments.closeDay(cut.value.cut)).ok).toBe(true)
    expect(await paid(at.shop, 1)).toMatchObject([{ amount: 9_962 }])
    expect(await till.balance(at.shop)).toMatchObject({ settled: 19_924 })
  })

  it('pays nothing to a suspended merchant until it is active again', async () => {
    const at = await till.till(100_000)
    await till.pay(at, 10_000)
    await must(world.operator('PATCH', `/v1/merchants/${at.shop.id}`, { body: { status: 'suspended' } }))
    await till.endDay()
    expect(await payouts(at.shop)).toEqual([])
    await must(world.operator('PATCH', `/v1/merchants/${at.shop.id}`, { body: { status: 'active' } }))
    await till.endDay()
    expect(await paid(at.shop, 1)).toMatchObject([{ amount: 9_962 }])
  })

  it('gives a payout that failed back to the merchant, and pays it with the next close', async () => {
    const at = await till.till(100_000)
    await till.pay(at, 10_000)
    world.house.control.setFaults({ resultDelayMs: 60_000 })
    await till.endDay()
    const [payout] = await payouts(at.shop)
    const [instruction] = await till.instructions(payout?.id)
    expect(await till.say(instruction, 'failed')).toBe(200)
    world.house.control.setFaults({ resultDelayMs: 10 })
    expect(await must(at.shop.call('GET', `/v1/payouts/${text(payout?.id)}`))).toMatchObject({
      status: 'failed',
      failure_code: 'account_closed',
    })
    expect(await till.balance(at.shop)).toMatchObject({ settled: 9_962 })
    await till.endDay()
    await world.until('the second payout is paid', async () => (await payouts(at.shop))[0]?.status === 'paid')
    expect(await payouts(at.shop)).toMatchObject([{ amount: 9_962, status: 'paid' }, { status: 'failed' }])
  })

  it('funds refunds that wait, and gives back fees out of own funds when more are returned than earned', async () => {
    const at = await till.till(100_000, {
      clauses: [
        { number: '3.1', kind: 'payment_fee', method: 'any', basis_points: 1_000 },
        { number: '4.1', kind: 'refund_fee', method: 'any', policy: 'returned_proportionally' },
      ],
    })
    const { id } = await till.pay(at, 10_000)
    await till.endDay()
    await paid(at.shop, 1)
    const refund = await till.refund(at.shop, id)
    expect(refund.status).toBe('merchant_funds_insufficient')
    await till.enter(
      await till.accountOf('reserve_cash', 'institution'),
      await till.accountOf('merchant_refund_deposit', at.shop.id),
      9_000,
    )
    const { steps } = await till.endDay()
    expect(steps.waiting_refunds).toEqual({ funded: 1 })
    expect(steps.fee_sweep).toEqual({ amount: -1_000 })
    expect(steps.fund_transfer).toEqual({ direction: 'own_to_reserve', amount: 1_000 })
    expect(steps.reserve_check).toMatchObject({ balanced: true })
    expect(await till.refundReaches(at.shop, refund.id, 'succeeded')).toMatchObject({ fee_returned: 1_000 })
  })
})

describe('a close that is run again', () => {
  it('answers as it was closed and books nothing', async () => {
    const at = await till.till(100_000)
    await till.pay(at, 10_000)
    const { date } = await till.endDay()
    await paid(at.shop, 1)
    const [before, first] = [await world.app.db.query(BOOKS), await world.app.payments.closeDay(date)]
    expect(await world.app.payments.closeDay(date)).toEqual(first)
    expect(await world.app.db.query(BOOKS)).toEqual(before)
  })

  it('with every step forgotten, as if the server had died before each was kept, gives identical books', async () => {
    const at = await till.cardTill()
    await till.payByCard(at, 50_000)
    const { date } = await till.endDay()
    await paid(at.shop, 1)
    const before = await world.app.db.query(BOOKS)
    await world.app.db.query(FORGET_STEPS, [date])
    const again = await world.app.payments.closeDay(date)
    expect(again.ok && stepsOf(again.value)).toMatchObject({ payouts: { count: 0, paid: 0 }, reserve_check: { balanced: true } })
    expect(await world.app.db.query(BOOKS)).toEqual(before)
    expect(await payouts(at.shop)).toHaveLength(1)
  })

  it('after a crash behind each step goes on with the next, and pays once', async () => {
    const at = await till.cardTill()
    await till.payByCard(at, 50_000)
    const cut = await world.app.payments.cutDay()
    if (!cut.ok) throw new Error(cut.error.code)
    const date = cut.value.cut
    const crashed: string[] = []
    for (let run = 0; run < 20; run++) {
      const closed = await world.app.payments
        .closeDay(date, step => {
          crashed.push(step)
          throw new Error(`crashed after ${step}`)
        })
        .catch(() => null)
      if (closed?.ok === true && closed.value.state === 'closed') break
      expect(await world.app.payments.unclosedDays()).toContain(date)
    }
    expect(crashed).toHaveLength(8)
    expect(new Set(crashed).size).toBe(8)
    expect(await world.app.payments.unclosedDays()).not.toContain(date)
    expect(await paid(at.shop, 1)).toMatchObject([{ amount: 49_700 }])
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 0, settled: 0 })
  })

  it('beside another close gives way to it', async () => {
    const at = await till.till(100_000)
    await till.pay(at, 10_000)
    const cut = await world.app.payments.cutDay()
    if (!cut.ok) throw new Error(cut.error.code)
    const runs = await Promise.all([world.app.payments.closeDay(cut.value.cut), world.app.payments.closeDay(cut.value.cut)])
    for (const run of runs) if (!run.ok) expect(run.error).toMatchObject({ code: 'day_close_blocked' })
    expect((await world.app.payments.closeDay(cut.value.cut)).ok).toBe(true)
    await paid(at.shop, 1)
  })
})

describe('the operator', () => {
  it('cuts and closes over HTTP, and sees how far the close has come', async () => {
    const open = await till.openDay()
    expect((await world.operator('POST', `/v1/days/${open}/close`)).body).toMatchObject({ code: 'day_not_cut', status: 409 })
    expect((await world.operator('GET', `/v1/days/${open}/close`)).body).toMatchObject({ code: 'day_not_found' })
    expect(await must(world.operator('POST', '/v1/days/current/cut', { body: { date: open } }))).toEqual({
      object: 'day_cut',
      cut: open,
      open: addDays(open, 1),
    })
    // Saying the date makes a repetition harmless.
    expect(await must(world.operator('POST', '/v1/days/current/cut', { body: { date: open } }))).toMatchObject({ cut: open })
    expect(await till.openDay()).toBe(addDays(open, 1))
    const closed = await must(world.operator('POST', `/v1/days/${open}/close`))
    expect(closed).toMatchObject({ object: 'day_close', accounting_date: open, state: 'closed' })
    expect(await must(world.operator('GET', `/v1/days/${open}/close`))).toEqual(closed)
    expect((await world.operator('POST', '/v1/days/2020-01-01/close')).body).toMatchObject({ code: 'day_not_found' })
  })

  it('is told why a close cannot go on, and goes on when it is mended', async () => {
    const at = await till.cardTill()
    await till.payByCard(at, 10_000)
    const cut = await must(world.operator('POST', '/v1/days/current/cut'))
    world.house.control.setFaults({ next: { file_digest: 1 } })
    const blocked = await world.operator('POST', `/v1/days/${text(cut.cut)}/close`)
    expect(blocked.body).toMatchObject({ code: 'day_close_blocked', status: 409 })
    expect(blocked.body.detail).toContain('clearing_settlement_invalid')
    expect(await must(world.operator('GET', `/v1/days/${text(cut.cut)}/close`))).toMatchObject({ state: 'closing', steps: [] })
    expect(await must(world.operator('POST', `/v1/days/${text(cut.cut)}/close`))).toMatchObject({ state: 'closed' })
  })

  it('books nothing under a date that was cut; a correction goes to the open day', async () => {
    const { date } = await till.endDay()
    const [debit, credit] = [await till.accountOf('own_cash', 'institution'), await till.accountOf('capital', 'institution')]
    const entry = (accounting_date?: string) =>
      world.operator('POST', '/v1/ledger/transfers', {
        body: {
          transfers: [{ kind: 'posted', debit_account: debit, credit_account: credit, amount: 1 }],
          reference: 'late',
          reason: 'for a closed day',
          ...(accounting_date === undefined ? {} : { accounting_date }),
        },
      })
    const before = await world.app.db.query(BOOKS)
    expect((await entry(date)).body).toMatchObject({ code: 'accounting_date_closed' })
    expect(await world.app.db.query(BOOKS)).toEqual(before)
    const { data } = (await must(entry())) as { data?: Json[] }
    expect(data?.[0]?.accounting_date ?? (await till.openDay())).toBe(await till.openDay())
  })
})
