/** What is kept as JSON is read back as it was. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BusinessDate } from '../../kernel/time.ts'
import { actionFromJson, actionToJson, observationFromJson, observationToJson, orderFromJson, orderToJson } from './codec.ts'
import type { Observation } from './rules.ts'
import type { ChannelOrder, PayerAction } from './types.ts'

const through = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
const text = fc.string({ maxLength: 40 })
const amount = fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n })
const optional = <T>(values: Record<string, fc.Arbitrary<unknown>>) => fc.record(values, { requiredKeys: [] }) as fc.Arbitrary<T>
const instant = fc.option(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), { nil: null })

const action: fc.Arbitrary<PayerAction> = fc.oneof(
  fc.record({ type: fc.constant('qr_code' as const), content: text, expiresAt: instant }),
  fc.record({ type: fc.constant('redirect' as const), url: text, expiresAt: instant }),
  fc.record({
    type: fc.constantFrom('app' as const, 'jsapi' as const),
    parameters: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), text),
  }),
  fc.constant({ type: 'await_payer', reason: 'password' } as const),
)
const order = fc
  .tuple(
    fc.record({ flow: fc.constantFrom('native' as const, 'code' as const), subMerchant: fc.option(text, { nil: null }) }),
    optional<Partial<ChannelOrder>>({
      payerId: text,
      authCode: text,
      returnUrl: text,
      profitSharing: fc.boolean(),
      originalAmount: amount,
    }),
  )
  .map(([base, more]): ChannelOrder => ({ ...base, ...more }))
const observation: fc.Arbitrary<Observation> = fc.oneof(
  fc
    .tuple(fc.option(text, { nil: null }), fc.option(action, { nil: undefined }))
    .map(([houseReference, said]): Observation => ({ kind: 'accepted', houseReference, ...(said === undefined ? {} : { action: said }) })),
  fc
    .tuple(
      amount,
      fc.option(text, { nil: null }),
      fc.constantFrom(null, '2026-03-01' as BusinessDate),
      optional<{ payer?: string; fee?: bigint }>({ payer: text, fee: amount }),
    )
    .map(
      ([paid, houseReference, settlementDate, more]): Observation => ({
        kind: 'succeeded',
        amount: paid,
        houseReference,
        settlementDate,
        ...more,
      }),
    ),
  text.map((code): Observation => ({ kind: 'failed', code })),
  fc.nat().map((attempt): Observation => ({ kind: 'not_sent', attempt, waits: 'quota_exhausted' })),
  fc
    .option(text, { nil: undefined })
    .map((said): Observation => ({ kind: 'unknown', ...(said === undefined ? {} : { unrecognised: said }) })),
  fc.constant<Observation>({ kind: 'not_found' }),
)

describe('what is kept as JSON', () => {
  it('reads back as it was: orders, actions, observations', () => {
    fc.assert(fc.property(order, value => void expect(orderFromJson(through(orderToJson(value)))).toEqual(value)))
    fc.assert(fc.property(action, value => void expect(actionFromJson(through(actionToJson(value)))).toEqual(value)))
    fc.assert(fc.property(observation, value => void expect(observationFromJson(through(observationToJson(value)))).toEqual(value)))
  })
})
