/** Trades by property: whatever a merchant and a buyer do, in any order and with any faults, no money appears and no trade pays twice. */
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { createDice, strikes } from '../dice.ts'
import { choose } from './cashier.ts'
import type { Call, Context } from './context.ts'
import { calm } from './faults.ts'
import { DEFAULT_APPS } from './keys.ts'
import { refund, refundedFen } from './refunds.ts'
import { type AlipayState, newState } from './state.ts'
import { cancel, close, pay, precreate } from './trades.ts'

let keyed: AlipayState

beforeAll(() => {
  keyed = newState(DEFAULT_APPS, new Date('2026-03-01T00:00:00Z'))
})

const STEPS = ['precreate', 'pay', 'close', 'cancel', 'refund', 'approve', 'wait'] as const

const step = fc.record({
  kind: fc.constantFrom(...STEPS),
  /** Which of three out_trade_no. */
  order: fc.integer({ min: 0, max: 2 }),
  yuan: fc.constantFrom('0.01', '0.40', '0.60', '1.00'),
  request: fc.constantFrom('r1', 'r2', 'r3', ''),
  code: fc.integer({ min: 0, max: 29 }),
})

const money = (state: AlipayState): number =>
  state.buyers.reduce((sum, { balanceFen }) => sum + balanceFen, 0) + Object.values(state.sellers).reduce((sum, fen) => sum + fen, 0)

it('neither makes nor loses money, pays a trade once, and never gives back more than was paid', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 1_000 }), (steps, seed) => {
      const state = structuredClone(keyed)
      const [app] = state.apps
      if (app === undefined) throw new Error('it has an application')
      const settings = { ...calm(), rates: { insufficient_funds: 0.1, seller_insufficient: 0.1 } }
      const roll = createDice(seed)
      const paid = new Map<string, number>()
      let nowMs = Date.parse('2026-03-01T00:00:00Z')
      const context: Context = {
        state,
        now: () => new Date(nowMs),
        strikes: fault => strikes(settings, roll, fault),
        url: () => 'http://localhost',
        tradeChanged(trade, extra) {
          if (extra === undefined) paid.set(trade.outTradeNo, (paid.get(trade.outTradeNo) ?? 0) + 1)
        },
        agreementChanged: () => undefined,
      }
      const before = money(state)
      for (const { kind, order, yuan, request, code } of steps) {
        const named = { out_trade_no: `o${order}` }
        const call = (fields: Record<string, unknown>): Call => ({ app, fields: { ...named, ...fields }, notifyUrl: null, returnUrl: null })
        const terms = { total_amount: '1.00', subject: '茶' }
        if (kind === 'precreate') precreate(context, call(terms))
        if (kind === 'pay') pay(context, call({ ...terms, auth_code: `28${String(code).padStart(16, '0')}` }))
        if (kind === 'close') close(context, call({}))
        if (kind === 'cancel') cancel(context, call({}))
        if (kind === 'refund') refund(context, call({ refund_amount: yuan, ...(request === '' ? {} : { out_request_no: request }) }))
        if (kind === 'wait') nowMs += 50 * 60_000
        const trade = state.trades[`${app.appId}/o${order}`]
        const buyerId = state.buyers[0]?.userId ?? ''
        if (kind === 'approve' && trade !== undefined)
          choose(context, { kind: 'trade', trade }, { buyerId, password: '111111', approve: true })
        expect(money(state)).toBe(before)
        for (const one of Object.values(state.trades)) {
          expect(refundedFen(one)).toBeLessThanOrEqual(one.paidAt === null ? 0 : one.totalFen)
          expect(paid.get(one.outTradeNo) ?? 0).toBe(one.paidAt === null ? 0 : 1)
        }
      }
    }),
    { numRuns: 300 },
  )
})
