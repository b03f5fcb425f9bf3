/** Who may pay whom, with what, and at which price: every refusal of a confirmation, and the version that prices a payment. */
import { describe, expect, it } from 'vitest'
import { type Json, must, type Person, useApp } from '../../../test/harness/app.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { text, usePayments } from '../../../test/harness/payments.ts'

const database = useDatabase()
const world = useApp(database)
const till = usePayments(world)

type At = Awaited<ReturnType<typeof till.till>>
const DAY_MS = 86_400_000

/** The code of a payment that is refused; its balance must be as before. */
async function refused(at: At, amount: number, method: Json = { type: 'wallet_balance', mandate: at.mandate }): Promise<unknown> {
  const before = await till.walletOf(at.person)
  const { body } = await at.shop.call('POST', '/v1/payments', {
    body: { amount, currency: 'CNY', order_reference: 'E-1', confirm: true, payment_method: method },
  })
  expect(await till.walletOf(at.person)).toEqual(before)
  return body.code
}

const order = (person: Person, kind: string, more: Json = {}): Promise<Json> =>
  must(
    world.operator('POST', `/v1/holders/${person.holder}/orders`, {
      body: { kind, document: { authority: 'Haidian court', number: `${kind}-${person.phone}`, date: '2026-07-01' }, ...more },
    }),
  )

describe('a holder', () => {
  it('who is frozen pays nothing until the order is released', async () => {
    const at = await till.till(1_000)
    const freeze = await order(at.person, 'freeze')
    expect(await refused(at, 100)).toBe('holder_frozen')
    await order(at.person, 'release', { releases: freeze.id })
    expect(await till.pay(at, 100)).toMatchObject({ status: 'succeeded' })
  })

  it('who is frozen still gets refunds, which stay frozen', async () => {
    const at = await till.till(1_000)
    const { id } = await till.pay(at, 100)
    await order(at.person, 'freeze')
    expect(await till.refund(at.shop, id)).toMatchObject({ status: 'succeeded' })
    expect(await till.walletOf(at.person)).toMatchObject({ available: 1_000 })
    expect(await refused(at, 100)).toBe('holder_frozen')
  })

  it('whose payments are stopped pays neither from the balance nor by card', async () => {
    const at = await till.cardTill()
    await order(at.person, 'stop_payment')
    expect(await refused(at, 100, { type: 'bank_card', mandate: at.mandate })).toBe('holder_payments_stopped')
  })

  it('whose authorisation was held before the freeze is captured all the same', async () => {
    const at = await till.till(1_000)
    const { id } = await till.pay(at, 100, { capture_method: 'manual' })
    await order(at.person, 'freeze')
    expect(await must(at.shop.call('POST', `/v1/payments/${text(id)}/capture`))).toMatchObject({ status: 'succeeded' })
  })
})

describe('limits', () => {
  it('stop a payment above what is left of the day, to the fen', async () => {
    const at = await till.till(200_000)
    await till.pay(at, 60_000)
    expect(await refused(at, 40_001)).toBe('limit_daily_exceeded')
    await till.pay(at, 40_000)
    expect(await refused(at, 1)).toBe('limit_daily_exceeded')
  })

  it('reached by payments that come at once let exactly what fits pass', async () => {
    const at = await till.till(500_000)
    const body = (at_: number) => ({
      amount: 30_000,
      currency: 'CNY',
      order_reference: `L-${at_}`,
      confirm: true,
      payment_method: { type: 'wallet_balance', mandate: at.mandate },
    })
    const answers = await Promise.all(Array.from({ length: 24 }, (_, index) => at.shop.call('POST', '/v1/payments', { body: body(index) })))
    expect(answers.filter(answer => answer.status === 201)).toHaveLength(3)
    expect(new Set(answers.filter(answer => answer.status !== 201).map(answer => answer.body.code))).toEqual(
      new Set(['limit_daily_exceeded']),
    )
    expect(await till.walletOf(at.person)).toMatchObject({ available: 410_000 })
  })

  it('of class I end its payments for good at ¥1,000', async () => {
    const shop = await world.shop()
    const person = await world.person({ class: 'I', balance: 200_000 })
    const at = { shop, person, mandate: await world.mandate(person, shop) }
    await till.pay(at, 99_999)
    world.clock.advance(DAY_MS)
    expect(await refused(at, 2)).toBe('limit_lifetime_exceeded')
    expect(await till.pay(at, 1)).toMatchObject({ status: 'succeeded' })
  })

  it('of class II end its payments for the year at ¥100,000', async () => {
    await must(
      world.operator('POST', '/v1/policies', {
        body: {
          key: 'wallet.class.II',
          value: { lifetime_limit: null, annual_limit: 150_000, daily_limit: null },
          source: 'a test',
          valid_from: new Date(world.clock.now().getTime() + 1_000).toISOString(),
        },
      }),
    )
    world.clock.advance(2_000)
    const shop = await world.shop()
    const person = await world.person({ class: 'II', balance: 300_000 })
    const at = { shop, person, mandate: await world.mandate(person, shop) }
    await world.until(
      'the new record is heard',
      async () => world.app.policies.at('wallet.class.II', world.clock.now())?.source === 'a test',
    )
    await till.pay(at, 100_000)
    world.clock.advance(DAY_MS)
    await till.pay(at, 50_000)
    expect(await refused(at, 1)).toBe('limit_annual_exceeded')
  })
})

describe('a mandate', () => {
  it('that was revoked, has ended, is of another holder’s merchant or does not exist is refused', async () => {
    const at = await till.till(10_000)
    const brief = await must(
      at.person.call('POST', '/v1/wallet/mandates', {
        body: {
          merchant: at.shop.id,
          payment_method: { type: 'wallet_balance' },
          limit_per_payment: { amount: 500, currency: 'CNY' },
          valid_to: new Date(world.clock.now().getTime() + 60_000).toISOString(),
        },
      }),
    )
    expect(await refused(at, 501, { type: 'wallet_balance', mandate: brief.id })).toBe('mandate_limit_exceeded')
    expect(await refused(at, 100, { type: 'bank_card', mandate: brief.id })).toBe('mandate_method_mismatch')
    world.clock.advance(61_000)
    expect(await refused(at, 100, { type: 'wallet_balance', mandate: brief.id })).toBe('mandate_expired')
    const other = await till.till(1_000)
    expect(await refused(at, 100, { type: 'wallet_balance', mandate: other.mandate })).toBe('mandate_not_found')
    await must(at.person.call('POST', `/v1/wallet/mandates/${at.mandate}/revoke`))
    expect(await refused(at, 100)).toBe('mandate_revoked')
  })

  it('on a card that was unbound is refused', async () => {
    const at = await till.cardTill()
    await must(at.person.call('DELETE', `/v1/wallet/cards/${at.card}`))
    expect(await refused(at, 100, { type: 'bank_card', mandate: at.mandate })).toBe('card_not_bound')
  })
})

describe('a merchant', () => {
  it('that is suspended takes no payment and can neither create nor confirm one', async () => {
    const at = await till.till(1_000)
    const waiting = await till.create(at.shop, 100)
    await must(world.operator('PATCH', `/v1/merchants/${at.shop.id}`, { body: { status: 'suspended' } }))
    expect(await refused(at, 100)).toBe('merchant_suspended')
    const body = { payment_method: { type: 'wallet_balance', mandate: at.mandate } }
    expect((await at.shop.call('POST', `/v1/payments/${text(waiting.id)}/confirm`, { body })).body).toMatchObject({
      code: 'merchant_suspended',
    })
    await must(world.operator('PATCH', `/v1/merchants/${at.shop.id}`, { body: { status: 'active' } }))
    expect(await must(at.shop.call('POST', `/v1/payments/${text(waiting.id)}/confirm`, { body }))).toMatchObject({ status: 'succeeded' })
  })

  it('that is suspended still refunds what it took', async () => {
    const at = await till.till(1_000)
    const { id } = await till.pay(at, 100)
    await must(world.operator('PATCH', `/v1/merchants/${at.shop.id}`, { body: { status: 'suspended' } }))
    expect(await till.refund(at.shop, id)).toMatchObject({ status: 'succeeded' })
  })

  it('without an agreement in force takes no payment', async () => {
    const merchant = await must(
      world.operator('POST', '/v1/merchants', {
        body: {
          name: { en: 'No terms', zh: '无协议' },
          settlement_cycle: 'D1',
          bank_account: { holder_name: '无协议有限公司', bank_code: 'ICBC', number: '1202022109900012345' },
          advance_limit: 0,
          refund_advance_limit: 0,
        },
      }),
    )
    const key = await must(
      world.operator('POST', `/v1/merchants/${text(merchant.id)}/api_keys`, { body: { name: 'k', scopes: ['payments:write'] } }),
    )
    const body = { amount: 100, currency: 'CNY', order_reference: 'N-1' }
    expect((await world.as(text(key.secret))('POST', '/v1/payments', { body })).body).toMatchObject({
      code: 'agreement_not_in_force',
      status: 403,
    })
  })
})

describe('the price', () => {
  const clauses = (basisPoints: number, policy = 'returned_proportionally') => [
    { number: '3.1', kind: 'payment_fee', method: 'any', basis_points: basisPoints },
    { number: '4.1', kind: 'refund_fee', method: 'any', policy },
  ]

  it('is that of the version a payment was created under, and so is the fee of its refund', async () => {
    const at = await till.till(100_000, { clauses: clauses(100) })
    const paid = await till.pay(at, 10_000)
    const [waiting, authorised] = [await till.create(at.shop, 10_000), await till.pay(at, 10_000, { capture_method: 'manual' })]
    await must(world.operator('POST', `/v1/agreements/${at.shop.agreement}/versions`, { body: { clauses: clauses(200, 'kept') } }))
    await must(world.operator('POST', `/v1/agreements/${at.shop.agreement}/versions/2/activate`))
    world.clock.advance(1_000)

    const fee = async (id: unknown) => {
      const receipt = await must(at.shop.call('GET', `/v1/payments/${text(id)}/receipt`))
      const entry = (receipt.entries as { amount: number; reason: Json }[]).find(({ reason }) => reason.kind === 'fee')
      return [entry?.amount, entry?.reason.clause]
    }
    const body = { payment_method: { type: 'wallet_balance', mandate: at.mandate } }
    await must(at.shop.call('POST', `/v1/payments/${text(waiting.id)}/confirm`, { body }))
    await must(at.shop.call('POST', `/v1/payments/${text(authorised.id)}/capture`))
    const v1 = [100, `${at.shop.agreement}/v1/§3.1`]
    expect([await fee(paid.id), await fee(waiting.id), await fee(authorised.id)]).toEqual([v1, v1, v1])
    const fresh = await till.pay(at, 10_000)
    expect(await fee(fresh.id)).toEqual([200, `${at.shop.agreement}/v2/§3.1`])
    expect(await till.refund(at.shop, paid.id)).toMatchObject({ fee_returned: 100 })
    expect(await till.refund(at.shop, fresh.id)).toMatchObject({ fee_returned: 0 })
  })

  it('of nothing books no fee', async () => {
    const at = await till.till(1_000, { clauses: clauses(0) })
    const paid = await till.pay(at, 1_000)
    expect(paid).toMatchObject({ fee: { amount: 0 } })
    const receipt = await must(at.shop.call('GET', `/v1/payments/${text(paid.id)}/receipt`))
    expect(receipt.entries).toHaveLength(1)
  })
})
