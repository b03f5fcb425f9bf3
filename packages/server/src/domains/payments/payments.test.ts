/** Payments as merchants and payers use them: over HTTP, on real PostgreSQL, with the simulated clearing house. */
import { describe, expect, it } from 'vitest'
import { CARD_WITHOUT_MONEY, type Json, must, useApp } from '../../../test/harness/app.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { text, usePayments } from '../../../test/harness/payments.ts'

const database = useDatabase()
const world = useApp(database)
const till = usePayments(world)

const HOUR_MS = 3_600_000

describe('paying from the wallet', () => {
  it('moves the amount to the merchant and the fee to the institution, citing the clause', async () => {
    const at = await till.till(10_000)
    const payment = await till.pay(at, 1_990)
    expect(payment).toMatchObject({ status: 'succeeded', amount_captured: 1_990, fee: { amount: 8, currency: 'CNY' } })
    const receipt = await must(at.shop.call('GET', `/v1/payments/${text(payment.id)}/receipt`))
    expect(receipt.entries).toMatchObject([
      {
        amount: 1_990,
        debit: { code: 'wallet_balance', balance_after: 8_010 },
        credit: { code: 'merchant_settled', balance_after: 1_990 },
      },
      { amount: 8, reason: { kind: 'fee', clause: `${at.shop.agreement}/v1/§3.1`, arithmetic: '1990 × 38 bp = 8' } },
    ])
    expect(await till.balance(at.shop)).toMatchObject({ settled: 1_982, unsettled: 0 })
  })

  it('waits for its payer when it is created without a mandate, and is paid in the wallet', async () => {
    const at = await till.till(10_000)
    const created = await till.create(at.shop, 500, {
      description: 'Tea',
      metadata: { table: '12' },
      return_url: 'https://shop.example/back',
    })
    expect(created).toMatchObject({ status: 'requires_payment_method', fee: null, metadata: { table: '12' }, payment_method: null })
    const paid = await must(
      at.person.call('POST', `/v1/wallet/payments/${text(created.client_token)}/confirm`, {
        body: { payment_method: { type: 'wallet_balance' } },
      }),
    )
    expect(paid).toMatchObject({ status: 'succeeded', payment_method: { type: 'wallet_balance' } })
    expect(await till.read(at.shop, created.id)).toMatchObject({ status: 'succeeded', holder: at.person.holder })
  })

  it('refuses what the balance does not cover, creates nothing, and keeps a refused attempt of a payment that waits', async () => {
    const at = await till.till(100)
    const order = till.nextOrder()
    const body = { amount: 101, currency: 'CNY', order_reference: order }
    const method = { payment_method: { type: 'wallet_balance', mandate: at.mandate } }
    const refused = await at.shop.call('POST', '/v1/payments', { body: { ...body, confirm: true, ...method } })
    expect(refused.body).toMatchObject({ code: 'insufficient_funds', status: 402 })
    expect((await must(at.shop.call('GET', `/v1/payments?order_reference=${order}`))).data).toEqual([])

    const { id } = await till.create(at.shop, 101)
    const again = await at.shop.call('POST', `/v1/payments/${text(id)}/confirm`, { body: method })
    expect(again.body).toMatchObject({ code: 'insufficient_funds' })
    expect(await must(at.shop.call('GET', `/v1/payments/${text(id)}?expand[]=attempts`))).toMatchObject({
      status: 'requires_payment_method',
      last_error: { code: 'insufficient_funds' },
      attempts: [{ number: 1, status: 'failed', error: { code: 'insufficient_funds' } }],
    })
    expect(await till.walletOf(at.person)).toMatchObject({ available: 100, pending: 0 })
  })

  it('is confirmed once: afterwards it has succeeded already', async () => {
    const at = await till.till(10_000)
    const { id } = await till.create(at.shop, 500)
    const body = { payment_method: { type: 'wallet_balance', mandate: at.mandate } }
    expect(await must(at.shop.call('POST', `/v1/payments/${text(id)}/confirm`, { body }))).toMatchObject({ status: 'succeeded' })
    expect((await at.shop.call('POST', `/v1/payments/${text(id)}/confirm`, { body })).body).toMatchObject({
      code: 'payment_already_succeeded',
      status: 409,
    })
    expect(await till.walletOf(at.person)).toMatchObject({ available: 9_500 })
  })
})

describe('paying by bound card', () => {
  it('is processing until the clearing house answers, then stands unsettled', async () => {
    const at = await till.cardTill()
    const created = await till.create(at.shop, 5_000)
    const confirmed = await must(
      at.person.call('POST', `/v1/wallet/payments/${text(created.client_token)}/confirm`, {
        body: { payment_method: { type: 'bank_card', card: at.card } },
      }),
    )
    expect(confirmed.status).toBe('processing')
    const cancel = await at.shop.call('POST', `/v1/payments/${text(created.id)}/cancel`)
    expect(cancel.body).toMatchObject({ code: 'payment_processing' })
    await till.reaches(at.shop, created.id, 'succeeded')
    expect(await till.balance(at.shop)).toMatchObject({ unsettled: 4_970, settled: 0 })
  })

  it('waits for another attempt when the bank declines, and counts both attempts', async () => {
    const at = await till.cardTill({}, CARD_WITHOUT_MONEY)
    const { id, client_token } = await till.create(at.shop, 5_000)
    const path = `/v1/wallet/payments/${text(client_token)}/confirm`
    await must(at.person.call('POST', path, { body: { payment_method: { type: 'bank_card', card: at.card } } }))
    await world.until('the debit fails', async () => (await till.read(at.shop, id)).last_error)
    const payer = await world.person({ balance: 5_000 })
    await must(payer.call('POST', path, { body: { payment_method: { type: 'wallet_balance' } } }))
    expect(await must(at.shop.call('GET', `/v1/payments/${text(id)}?expand[]=attempts`))).toMatchObject({
      status: 'succeeded',
      last_error: null,
      holder: payer.holder,
      attempts: [
        { number: 1, status: 'failed', method: 'bank_card', error: { code: 'insufficient_funds' } },
        { number: 2, status: 'succeeded', method: 'wallet_balance', error: null },
      ],
    })
  })

  it('cannot be authorised first', async () => {
    const at = await till.cardTill()
    const refused = await at.shop.call('POST', '/v1/payments', {
      body: {
        amount: 100,
        currency: 'CNY',
        order_reference: 'M-1',
        capture_method: 'manual',
        confirm: true,
        payment_method: { type: 'bank_card', mandate: at.mandate },
      },
    })
    expect(refused.body).toMatchObject({ code: 'capture_method_unsupported' })
  })
})

describe('authorising and capturing', () => {
  const manual = { capture_method: 'manual' }

  it('holds the amount, then captures it in full', async () => {
    const at = await till.till(1_000)
    const authorised = await till.pay(at, 600, manual)
    expect(authorised).toMatchObject({ status: 'requires_capture', amount_captured: 0, fee: null })
    expect(await till.walletOf(at.person)).toMatchObject({ available: 400 })
    const captured = await must(at.shop.call('POST', `/v1/payments/${text(authorised.id)}/capture`))
    expect(captured).toMatchObject({ status: 'succeeded', amount_captured: 600, fee: { amount: 2 } })
    expect(await till.walletOf(at.person)).toMatchObject({ available: 400, pending: 0 })
  })

  it('captures a part, charges its fee on the part, and releases the rest', async () => {
    const at = await till.till(100_000)
    const { id } = await till.pay(at, 100_000, manual)
    const captured = await must(at.shop.call('POST', `/v1/payments/${text(id)}/capture`, { body: { amount: 60_000 } }))
    expect(captured).toMatchObject({ status: 'succeeded', amount: 100_000, amount_captured: 60_000, fee: { amount: 228 } })
    expect(await till.walletOf(at.person)).toMatchObject({ available: 40_000, pending: 0 })
    expect(await till.balance(at.shop)).toMatchObject({ settled: 59_772 })
  })

  it('counts only the captured part against the daily limit of the payer', async () => {
    const at = await till.till(200_000)
    const { id } = await till.pay(at, 100_000, manual)
    const refused = await at.shop.call('POST', '/v1/payments', {
      body: {
        amount: 1,
        currency: 'CNY',
        order_reference: 'L-1',
        confirm: true,
        payment_method: { type: 'wallet_balance', mandate: at.mandate },
      },
    })
    expect(refused.body).toMatchObject({ code: 'limit_daily_exceeded' })
    await must(at.shop.call('POST', `/v1/payments/${text(id)}/capture`, { body: { amount: 60_000 } }))
    expect(await till.pay(at, 40_000)).toMatchObject({ status: 'succeeded' })
  })

  it('lets only one of two captures of 60 on 100 pass, whether together or one by one', async () => {
    const at = await till.till(1_000)
    for (const together of [true, false]) {
      const { id } = await till.pay(at, 100, manual)
      const capture = () => at.shop.call('POST', `/v1/payments/${text(id)}/capture`, { body: { amount: 60 } })
      const answers = together ? await Promise.all([capture(), capture()]) : [await capture(), await capture()]
      expect(answers.map(answer => answer.status).sort()).toEqual([200, 409])
      expect(answers.find(answer => answer.status === 409)?.body.code).toBe('payment_already_succeeded')
      expect(await till.read(at.shop, id)).toMatchObject({ amount_captured: 60 })
    }
    expect(await till.walletOf(at.person)).toMatchObject({ available: 880, pending: 0 })
  })

  it('refuses a capture above the authorised amount, before authorisation, and after a void', async () => {
    const at = await till.till(1_000)
    const { id } = await till.pay(at, 100, manual)
    const capture = (payment: unknown, amount?: number) =>
      at.shop.call('POST', `/v1/payments/${text(payment)}/capture`, { body: amount === undefined ? {} : { amount } })
    expect((await capture(id, 101)).body).toMatchObject({ code: 'capture_exceeds_authorised', param: 'amount' })
    const waiting = await till.create(at.shop, 100)
    expect((await capture(waiting.id)).body).toMatchObject({ code: 'payment_not_authorised' })
    expect(await must(at.shop.call('POST', `/v1/payments/${text(id)}/cancel`, { body: { reason: 'no stock' } }))).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'no stock',
    })
    expect((await capture(id)).body).toMatchObject({ code: 'payment_canceled' })
    expect(await till.walletOf(at.person)).toMatchObject({ available: 1_000, pending: 0 })
  })

  it('does not confirm again what is authorised, and does not let the payer void it', async () => {
    const at = await till.till(1_000)
    const { id, client_token } = await till.pay(at, 100, manual)
    const body = { payment_method: { type: 'wallet_balance', mandate: at.mandate } }
    expect((await at.shop.call('POST', `/v1/payments/${text(id)}/confirm`, { body })).body).toMatchObject({ code: 'payment_authorised' })
    expect((await world.nobody('POST', `/v1/checkout/${text(client_token)}/cancel`)).body).toMatchObject({ code: 'payment_authorised' })
  })
})

describe('expiry', () => {
  it('ends a payment that nobody paid, and refuses what comes after', async () => {
    const at = await till.till(1_000)
    const { id } = await till.create(at.shop, 100, { expires_in_seconds: 60 })
    world.clock.advance(61_000)
    const body = { payment_method: { type: 'wallet_balance', mandate: at.mandate } }
    expect((await at.shop.call('POST', `/v1/payments/${text(id)}/confirm`, { body })).body).toMatchObject({ code: 'payment_expired' })
    await world.app.payments.expireDue()
    expect(await till.read(at.shop, id)).toMatchObject({ status: 'expired' })
    expect((await at.shop.call('POST', `/v1/payments/${text(id)}/cancel`)).body).toMatchObject({ code: 'payment_expired' })
    expect(await world.app.payments.expireDue()).toBe(0)
  })

  it('releases an authorisation that was not captured within its seven days, and its count on the limit', async () => {
    const at = await till.till(200_000)
    const { id } = await till.pay(at, 100_000, { capture_method: 'manual' })
    world.clock.advance(7 * 24 * HOUR_MS + 1_000)
    expect((await at.shop.call('POST', `/v1/payments/${text(id)}/capture`)).body).toMatchObject({ code: 'payment_expired' })
    await world.app.payments.expireDue()
    expect(await till.read(at.shop, id)).toMatchObject({ status: 'expired', amount_captured: 0 })
    expect(await till.walletOf(at.person)).toMatchObject({ available: 200_000, pending: 0 })
  })
})

describe('finding payments', () => {
  it('lists newest first, by cursor in both directions, and finds an order by its reference', async () => {
    const at = await till.till(10_000)
    const ids: unknown[] = []
    for (let at_ = 0; at_ < 5; at_++) ids.unshift((await till.create(at.shop, 100 + at_, { order_reference: `list-${at_}` })).id)
    const page = async (query: string) => {
      const { data, has_more } = await must(at.shop.call('GET', `/v1/payments?${query}`))
      return { ids: (data as Json[]).map(payment => payment.id), has_more }
    }
    expect(await page('limit=2')).toEqual({ ids: ids.slice(0, 2), has_more: true })
    expect(await page(`limit=2&starting_after=${text(ids[1])}`)).toEqual({ ids: ids.slice(2, 4), has_more: true })
    expect(await page(`limit=2&starting_after=${text(ids[3])}`)).toEqual({ ids: ids.slice(4), has_more: false })
    expect(await page(`limit=2&ending_before=${text(ids[4])}`)).toEqual({ ids: ids.slice(2, 4), has_more: true })
    expect(await page('order_reference=list-3')).toEqual({ ids: [ids[1]], has_more: false })
    await must(at.shop.call('POST', `/v1/payments/${text(ids[0])}/cancel`))
    expect(await page('status=canceled')).toEqual({ ids: [ids[0]], has_more: false })
    const { created_at } = await till.read(at.shop, ids[2])
    expect((await page(`created_gte=${text(created_at)}`)).ids).toEqual(ids.slice(0, 3))
    expect((await page(`created_lt=${text(created_at)}`)).ids).toEqual(ids.slice(3))
  })

  it("shows nobody another merchant's payments", async () => {
    const [mine, foreign] = [await till.till(1_000), await till.till(1_000)]
    const { id } = await till.pay(mine, 100)
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/receipt'],
      ['POST', '/cancel'],
      ['POST', '/capture'],
    ] as const)
      expect((await foreign.shop.call(method, `/v1/payments/${text(id)}${path}`)).body).toMatchObject({
        code: 'payment_not_found',
        status: 404,
      })
    expect((await must(foreign.shop.call('GET', '/v1/payments'))).data).toEqual([])
  })
})
