/** Which account a payout names on the wire, over the whole server: the merchant's bank account, never a token of ours. */
import { describe, expect, it } from 'vitest'
import { must, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { text, usePayments } from '../../../../test/harness/payments.ts'

const database = useDatabase()
const world = useApp(database)
const till = usePayments(world)

/** Payouts to this play account fail. */
const CLOSED_ACCOUNT = '6217000000000000145'

describe('the payee of a payout', () => {
  it('is the bank account behind the token; a closed one fails the payout and returns the money', async () => {
    const at = await till.till(10_000)
    const bankAccount = { holder_name: '松间茶舍有限公司', bank_code: 'ICBC', number: CLOSED_ACCOUNT }
    await must(world.operator('PATCH', `/v1/merchants/${at.shop.id}`, { body: { bank_account: bankAccount } }))
    await till.pay(at, 2_000)
    const { cut } = await must(world.operator('POST', '/v1/days/current/cut', { body: {} }))
    await must(world.operator('POST', `/v1/days/${text(cut)}/close`, { body: {} }))
    const payout = await world.until('the payout failed', async () => {
      const [latest] = (await must(at.shop.call('GET', '/v1/payouts'))).data as { status: string; failure_code: string | null }[]
      return latest?.status === 'failed' ? latest : null
    })
    expect(payout.failure_code).toBe('account_closed')
    expect(await till.balance(at.shop)).toMatchObject({ settled: 1_992 })
  })
})
