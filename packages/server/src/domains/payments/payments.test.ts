/** Payments as merchants and payers use them: over HTTP, on real PostgreSQL, with the simulated clearing house. */
import { describe, expect, it } from 'vitest'
import { must, useApp } from '../../../test/harness/app.ts'
import { useDatabase } from '../../../test/harness/database.ts'

const database = useDatabase()
const world = useApp(database)

describe('paying from the wallet', () => {
  it('moves the amount to the merchant and the fee to the institution, citing the clause', async () => {
    const shop = await world.shop()
    const person = await world.person({ balance: 10_000 })
    const mandate = await world.mandate(person, shop)
    const payment = await must(
      shop.call('POST', '/v1/payments', {
        body: {
          amount: 1_990,
          currency: 'CNY',
          order_reference: 'A-1',
          confirm: true,
          payment_method: { type: 'wallet_balance', mandate },
        },
      }),
    )
    expect(payment).toMatchObject({ status: 'succeeded', amount_captured: 1_990, fee: { amount: 8, currency: 'CNY' } })
    const receipt = await must(shop.call('GET', `/v1/payments/${String(payment.id)}/receipt`))
    expect(receipt.entries).toMatchObject([
      {
        amount: 1_990,
        debit: { code: 'wallet_balance', balance_after: 8_010 },
        credit: { code: 'merchant_settled', balance_after: 1_990 },
      },
      { amount: 8, reason: { kind: 'fee', clause: `${shop.agreement}/v1/§3.1`, arithmetic: '1990 × 38 bp = 8' } },
    ])
    expect(await must(shop.call('GET', '/v1/balance'))).toMatchObject({ settled: 1_982, unsettled: 0 })
  })
})

describe('paying by bound card', () => {
  it('is processing until the clearing house answers, then stands unsettled', async () => {
    const shop = await world.shop()
    const person = await world.person()
    const card = await world.bindCard(person)
    const created = await must(shop.call('POST', '/v1/payments', { body: { amount: 5_000, currency: 'CNY', order_reference: 'A-2' } }))
    const token = String(created.client_token)
    const confirmed = await must(
      person.call('POST', `/v1/wallet/payments/${token}/confirm`, { body: { payment_method: { type: 'bank_card', card } } }),
    )
    expect(confirmed.status).toBe('processing')
    await world.until(
      'the card payment succeeds',
      async () => (await must(shop.call('GET', `/v1/payments/${String(created.id)}`))).status === 'succeeded',
    )
    expect(await must(shop.call('GET', '/v1/balance'))).toMatchObject({ unsettled: 4_970, settled: 0 })
  })
})
