/** What holders and payers read about a payment besides its amount: whose shop it was, and which card paid. */
import { expect, it } from 'vitest'
import { must, type Person, useApp } from '../../../test/harness/app.ts'
import { useDatabase } from '../../../test/harness/database.ts'

const database = useDatabase()
const world = useApp(database)

const NAME = { en: 'Pine Teahouse', zh: '松间茶舍' }

async function pay(person: Person, method: Record<string, string>) {
  const shop = await world.shop()
  const payment = await must(shop.call('POST', '/v1/payments', { body: { amount: 1_000, currency: 'CNY', order_reference: 'A-1' } }))
  await must(person.call('POST', `/v1/wallet/payments/${String(payment.client_token)}/confirm`, { body: { payment_method: method } }))
  return { shop, payment }
}

it('names the merchant of a payment and of its refund in the holder’s transactions', async () => {
  const person = await world.person({ balance: 10_000 })
  const { shop, payment } = await pay(person, { type: 'wallet_balance' })
  const refund = await must(shop.call('POST', '/v1/refunds', { body: { payment: payment.id, amount: 400 } }))
  const transactions = await must(person.call('GET', '/v1/wallet/transactions'))
  expect(transactions.data).toMatchObject([
    { kind: 'refund', reference: refund.id, counterparty: NAME },
    { kind: 'payment', reference: payment.id, counterparty: NAME },
    { counterparty: null },
  ])
})

it('shows the bank and the last digits of the card that paid on the checkout', async () => {
  const person = await world.person()
  const card = await world.bindCard(person)
  const { payment } = await pay(person, { type: 'bank_card', card })
  const checkout = await must(world.nobody('GET', `/v1/checkout/${String(payment.client_token)}`))
  expect(checkout.payment).toMatchObject({ payment_method: { type: 'bank_card', bank: expect.any(String), last4: '0018' } })
  expect(await world.app.consents.cardsOfMandates([])).toEqual(new Map())
})
