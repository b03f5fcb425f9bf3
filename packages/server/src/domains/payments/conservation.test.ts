/** Whatever merchants, payers, the clock and the house do, in whatever order: money is conserved after every step. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Answer, type Json, must, useApp } from '../../../test/harness/app.ts'
import { useDatabase } from '../../../test/harness/database.ts'
import { text, usePayments } from '../../../test/harness/payments.ts'

const database = useDatabase()
const world = useApp(database)
const till = usePayments(world)

/** How the house behaves while payments are made; binding a card and closing a day are tested with faults elsewhere. */
const behave = (faulty: boolean): void =>
  world.house.control.setFaults({
    resultDelayMs: 5,
    rates: { callback_lost: faulty ? 0.1 : 0, callback_duplicate: 0.2, timeout_after: faulty ? 0.1 : 0 },
  })

const RUNS = 6
const STEPS_MAX = 24

type Step =
  | { readonly do: 'pay' | 'authorise' | 'debit'; readonly amount: number }
  | { readonly do: 'capture' | 'refund'; readonly which: number; readonly amount: number | null }
  | { readonly do: 'cancel'; readonly which: number }
  | { readonly do: 'wait' | 'ask' | 'close' }

const zAmount = fc.integer({ min: 1, max: 9_000 })
const zWhich = fc.nat({ max: 30 })
const zStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('pay' as const, 'authorise' as const, 'debit' as const), amount: zAmount }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('capture' as const, 'refund' as const),
      which: zWhich,
      amount: fc.option(zAmount, { nil: null }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: zWhich }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('wait' as const, 'ask' as const, 'close' as const) }) },
)

type At = Awaited<ReturnType<typeof till.till>>

async function take(wallet: At, card: At, payments: string[], step: Step): Promise<Answer | null> {
  const chosen = 'which' in step ? payments[step.which % Math.max(1, payments.length)] : undefined
  const amount = 'amount' in step && step.amount !== null ? { amount: step.amount } : {}
  switch (step.do) {
    case 'pay':
    case 'authorise':
    case 'debit': {
      const { mandate } = step.do === 'debit' ? card : wallet
      const type = step.do === 'debit' ? 'bank_card' : 'wallet_balance'
      const answer = await wallet.shop.call('POST', '/v1/payments', {
        body: {
          amount: step.amount,
          currency: 'CNY',
          order_reference: till.nextOrder(),
          capture_method: step.do === 'authorise' ? 'manual' : 'automatic',
          confirm: true,
          payment_method: { type, mandate },
        },
      })
      if (answer.status === 201) payments.push(text(answer.body.id))
      return answer
    }
    case 'capture':
    case 'cancel':
      return chosen === undefined ? null : wallet.shop.call('POST', `/v1/payments/${chosen}/${step.do}`, { body: amount })
    case 'refund':
      return chosen === undefined ? null : wallet.shop.call('POST', '/v1/refunds', { body: { payment: chosen, ...amount } })
    case 'wait':
      await new Promise(resolve => setTimeout(resolve, 20))
      return null
    case 'ask':
      world.clock.advance(60_000)
      await world.app.clearing.queryDue()
      await world.app.payments.fundWaitingRefunds()
      return null
    case 'close':
      behave(false)
      world.clock.advance(86_400_000)
      await till.endDay()
      behave(true)
      return null
  }
}

async function expectConserved(payments: readonly string[], shop: At['shop']): Promise<void> {
  expect(await must(world.operator('GET', '/v1/ledger/reserve'))).toMatchObject({ balanced: true })
  for (const id of payments) {
    const payment = (await till.read(shop, id)) as Record<'amount' | 'amount_captured' | 'amount_refunded', number> & Json
    expect(payment.amount_captured).toBeLessThanOrEqual(payment.amount)
    expect(payment.amount_refunded).toBeLessThanOrEqual(payment.amount_captured)
    if (payment.status !== 'succeeded') expect(payment.amount_captured).toBe(0)
  }
}

describe('no sequence of calls', () => {
  it('makes or loses money: reserve = liabilities after every step, refunds never exceed captures, nothing answers 500', async () => {
    await world.fundInstitution(1_000_000)
    await fc.assert(
      fc.asyncProperty(fc.array(zStep, { minLength: 8, maxLength: STEPS_MAX }), async steps => {
        const wallet = await till.till(60_000, { refundAdvanceLimit: 2_000 })
        behave(false)
        const person = await world.person()
        const bound = await world.bindCard(person)
        const mandate = await world.mandate(person, wallet.shop, { type: 'bank_card', card: bound })
        const payments: string[] = []
        behave(true)
        for (const step of steps) {
          const answer = await take(wallet, { shop: wallet.shop, person, mandate }, payments, step)
          if (answer !== null) expect(answer.status).toBeLessThan(500)
          await expectConserved(payments, wallet.shop)
        }
        await take(wallet, { shop: wallet.shop, person, mandate }, payments, { do: 'ask' })
        const refunds = (await must(wallet.shop.call('GET', '/v1/refunds?limit=100'))).data as {
          payment: string
          amount: number
          status: string
        }[]
        for (const id of payments) {
          const { amount_refunded } = await till.read(wallet.shop, id)
          const asked = refunds.filter(refund => refund.payment === id && refund.status !== 'failed')
          expect(asked.reduce((sum, refund) => sum + refund.amount, 0)).toBe(amount_refunded)
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    )
  }, 60_000)
})
