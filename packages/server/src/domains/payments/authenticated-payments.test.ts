import { beforeAll, describe, expect, it } from 'vitest'
import { must, type Person, type Shop, useApp } from '../../../test/harness/app.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { completeBySms } from '../../../test/harness/people.ts'

const database = useDatabase()
const world = useApp(database)

/** ¥1,000 and ¥5,000 a day: wallet.daily_without_two_factors and wallet.daily_two_factors. */
const BY_PASSWORD = 100_000
const BY_TWO_FACTORS = 500_000

let shop: Shop
let serial = 0
beforeAll(async () => {
  shop = await world.shop()
})

type Pay = { readonly id: string; readonly token: string }

async function newPayment(amount: number): Promise<Pay> {
  serial += 1
  const body = { amount, currency: 'CNY', order_reference: `order-${serial}` }
  const payment = await must(shop.call('POST', '/v1/payments', { body }))
  return { id: String(payment.id), token: String(payment.client_token) }
}

const confirm = (person: Person, payment: Pay, authentication?: string) =>
  person.call('POST', `/v1/wallet/payments/${payment.token}/confirm`, {
    body: { payment_method: { type: 'wallet_balance' }, ...(authentication === undefined ? {} : { authentication }) },
  })

const begin = (person: Person, payment: Pay) => person.call('POST', `/v1/wallet/payments/${payment.token}/authentication`)

async function authenticate(person: Person, payment: Pay): Promise<string> {
  world.clock.advance(31_000)
  const { id } = await must(begin(person, payment))
  await completeBySms(world, person, String(id))
  return String(id)
}

describe('a payment confirmed by two kinds of factor', () => {
  it('has the higher daily limit, and says so beforehand', async () => {
    const person = await world.person({ balance: 2_000_000 })
    const payment = await newPayment(BY_PASSWORD + 1)
    const seen = await must(person.call('GET', `/v1/wallet/payments/${payment.token}`))
    const [wallet] = seen.methods as Record<string, unknown>[]
    expect(wallet).toMatchObject({ type: 'wallet_balance', available: false, needs_authentication: true })
    expect((await confirm(person, payment)).body.code).toBe('limit_daily_exceeded')
    const begun = await must(begin(person, payment))
    expect(begun).toMatchObject({
      purpose: 'payment',
      reference: payment.id,
      amount: { amount: BY_PASSWORD + 1, currency: 'CNY' },
      payee: 'Pine Teahouse',
      text: 'Pay CNY 1000.01 to Pine Teahouse',
    })
    expect((await confirm(person, payment, String(begun.id))).body.code).toBe('sca_required')
    await completeBySms(world, person, String(begun.id))
    expect(await confirm(person, payment, String(begun.id))).toMatchObject({ status: 200, body: { status: 'succeeded' } })
    const tooMuch = await newPayment(BY_TWO_FACTORS)
    expect((await confirm(person, tooMuch, await authenticate(person, tooMuch))).body.code).toBe('limit_daily_exceeded')
    const [next] = (await must(person.call('GET', `/v1/wallet/payments/${tooMuch.token}`))).methods as Record<string, unknown>[]
    expect(next).not.toHaveProperty('needs_authentication')
  })

  it('is that payment and no other, once', async () => {
    const person = await world.person({ balance: 2_000_000 })
    const [one, other] = [await newPayment(BY_PASSWORD + 1), await newPayment(BY_PASSWORD + 1)]
    const authentication = await authenticate(person, one)
    expect((await confirm(person, other, authentication)).body.code).toBe('sca_mismatch')
    const stranger = await world.person({ balance: 2_000_000 })
    expect((await confirm(stranger, one, authentication)).body.code).toBe('sca_required')
    const answers = await Promise.all(Array.from({ length: 4 }, () => confirm(person, one, authentication)))
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
    for (const { body } of answers.filter(answer => answer.status !== 200)) expect(body.code).toBe('payment_already_succeeded')
    expect((await begin(person, one)).body.code).toBe('payment_already_succeeded')
    expect((await person.call('GET', `/v1/wallet/authentications/${authentication}`)).body).toMatchObject({ used: true })
  })

  it('keeps its authentication while it does not succeed, and loses it with time', async () => {
    const person = await world.person({ balance: BY_PASSWORD })
    const payment = await newPayment(BY_PASSWORD + 1)
    const authentication = await authenticate(person, payment)
    expect((await confirm(person, payment, authentication)).body.code).toBe('insufficient_funds')
    expect((await person.call('GET', `/v1/wallet/authentications/${authentication}`)).body).toMatchObject({ used: false, complete: true })
    const rich = await world.person({ balance: 2_000_000 })
    const long = await must(
      shop.call('POST', '/v1/payments', {
        body: { amount: BY_PASSWORD + 1, currency: 'CNY', order_reference: 'long', expires_in_seconds: 7200 },
      }),
    )
    const waiting = { id: String(long.id), token: String(long.client_token) }
    const late = await authenticate(rich, waiting)
    world.clock.advance(901_000)
    expect((await confirm(rich, waiting, late)).body.code).toBe('sca_expired')
    expect((await confirm(rich, waiting, await authenticate(rich, waiting))).status).toBe(200)
  })

  it('counts with those by password alone on one limit', async () => {
    const person = await world.person({ balance: 2_000_000 })
    const strong = await newPayment(BY_PASSWORD)
    expect((await confirm(person, strong, await authenticate(person, strong))).status).toBe(200)
    expect((await confirm(person, await newPayment(1))).body.code).toBe('limit_daily_exceeded')
  })

  it('shares its batch with payments that bring none', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => world.person({ balance: 2_000_000 })))
    const pairs = []
    for (const [index, person] of people.entries()) {
      const payment = await newPayment(index % 2 === 0 ? BY_PASSWORD + 1 : 100)
      pairs.push({ person, payment, authentication: index % 2 === 0 ? await authenticate(person, payment) : undefined })
    }
    const answers = await Promise.all(pairs.map(({ person, payment, authentication }) => confirm(person, payment, authentication)))
    expect(answers.map(answer => answer.status)).toEqual([200, 200, 200, 200, 200, 200])
  })
})
