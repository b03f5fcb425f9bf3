/** The decisions of payment initiation and of variable recurring payments, without a server. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatAmount } from '../../../kernel/money.ts'
import { CONSENT_STATES } from '../../consents/types.ts'
import { PAYMENT_STATUSES } from '../../payments/types.ts'
import { mayHearOfPostings } from '../events/rules.ts'
import { inControlParameters } from '../vrp/rules.ts'
import {
  differenceOf,
  domesticConsentStatus,
  instantAt,
  nextCutOff,
  parseAmount,
  reasonOf,
  statusAtCreation,
  statusOf,
  vrpConsentStatus,
} from './rules.ts'

describe('an amount on the wire', () => {
  it('is read as it is written, whatever zeros follow', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 999_999_999_999_999n }), fc.integer({ min: 0, max: 3 }), (amount, zeros) => {
        expect(parseAmount(formatAmount(amount, 'CNY') + '0'.repeat(zeros), 'CNY')).toBe(amount)
      }),
    )
  })

  it.each(['', '0', '0.00', '.5', '5.', '1.001', '-1', '+1', '1e3', '1,00', ' 1', '１', '12345678901234', '0.000001', '99999999999999.99'])(
    'is none when it is %j',
    text => {
      expect(parseAmount(text, 'CNY')).toBeNull()
    },
  )

  it('has the places of its currency', () => {
    expect(parseAmount('100', 'JPY')).toBe(100n)
    expect(parseAmount('100.5', 'JPY')).toBeNull()
    expect(parseAmount('1.005', 'KWD')).toBe(1005n)
  })
})

describe('a submission', () => {
  const json = fc.jsonValue({ maxDepth: 3 })

  it('agrees with itself however its members are ordered', () => {
    const turned = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(turned)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([name, member]) => [name, turned(member)]),
            )
          : value
    fc.assert(
      fc.property(json, value => {
        expect(differenceOf(value, turned(value), '')).toBeNull()
      }),
    )
  })

  it('differs from another, and the path says where', () => {
    fc.assert(
      fc.property(json, json, (one, two) => {
        expect(differenceOf(one, two, 'Data') === null).toBe(isSame(one, two))
      }),
    )
    expect(differenceOf({ a: [{ b: 1 }] }, { a: [{ b: 2 }] }, 'Data')).toBe('Data.a[0].b')
    expect(differenceOf({ a: null }, {}, 'Data')).toBe('Data.a')
    expect(differenceOf([], {}, 'Data')).toBe('Data')
  })
})

/** Deep equality by another way than the one under test. */
const isSame = (one: unknown, two: unknown): boolean => {
  const canonical = (value: unknown): string =>
    Array.isArray(value)
      ? `[${value.map(canonical).join()}]`
      : typeof value === 'object' && value !== null
        ? `{${Object.entries(value)
            .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)
            .sort()
            .join()}}`
        : Object.is(value, -0)
          ? '0'
          : JSON.stringify(value)
  return canonical(one) === canonical(two)
}

describe('a cut-off', () => {
  it('is the next time at which the clock of the place shows it', () => {
    const now = new Date('2026-11-22T04:00:00Z')
    expect(nextCutOff('17:30', now, 'Asia/Shanghai')).toEqual(new Date('2026-11-22T09:30:00Z'))
    expect(nextCutOff('12:00', now, 'Asia/Shanghai')).toEqual(new Date('2026-11-23T04:00:00Z'))
    expect(nextCutOff('00:00', now, 'Asia/Shanghai')).toEqual(new Date('2026-11-22T16:00:00Z'))
  })

  it('lies within a day ahead in every place, also where clocks change', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2035-01-01T00:00:00Z'), noInvalidDate: true }),
        fc.constantFrom('Asia/Shanghai', 'Europe/London', 'America/New_York', 'Pacific/Apia'),
        fc.constantFrom('00:00', '06:15', '17:30', '23:59'),
        (now, zone, time) => {
          const ahead = nextCutOff(time, now, zone).getTime() - now.getTime()
          expect(ahead).toBeGreaterThan(0)
          expect(ahead).toBeLessThanOrEqual(25 * 3_600_000)
        },
      ),
    )
  })

  it('is found where a clock was put forward', () => {
    expect(instantAt('2026-03-29', '00:00', 'Europe/London')).toEqual(new Date('2026-03-29T00:00:00Z'))
    expect(instantAt('2026-03-30', '00:00', 'Europe/London')).toEqual(new Date('2026-03-29T23:00:00Z'))
  })
})

describe('states in the words of the standard', () => {
  it('are total: every state of a payment has a status', () => {
    const told = Object.fromEntries(PAYMENT_STATUSES.map(status => [status, statusOf({ rejection: null }, status)]))
    expect(told).toEqual({
      requires_payment_method: 'PDNG',
      processing: 'ACSP',
      requires_capture: 'ACFC',
      succeeded: 'ACCC',
      canceled: 'RJCT',
      expired: 'RJCT',
    })
    for (const status of [...PAYMENT_STATUSES, null]) expect(statusOf({ rejection: 'insufficient_funds' }, status)).toBe('RJCT')
    expect(statusOf({ rejection: null }, null)).toBe('RCVD')
    expect([null, 'holder_frozen'].map(rejection => statusAtCreation({ rejection }))).toEqual(['RCVD', 'RJCT'])
  })

  it('are total: every state of a consent has a status', () => {
    expect(CONSENT_STATES.map(state => domesticConsentStatus(state).status)).toEqual(['AWAU', 'AUTH', 'RJCT', 'COND', 'RJCT', 'RJCT'])
    expect(CONSENT_STATES.map(state => vrpConsentStatus(state, 'person').status)).toEqual(['AWAU', 'AUTH', 'RJCT', 'CANC', 'CANC', 'EXPD'])
  })

  it('tell nothing of an authority’s order, nor of what is not known', () => {
    for (const code of ['holder_frozen', 'holder_payments_stopped', 'anything_else'])
      expect(reasonOf(code)).toEqual({ StatusReasonCode: 'U042', StatusReasonDescription: 'The account cannot make this payment.' })
  })
})

describe('a limit that is broken', () => {
  it('is named by its control parameter', () => {
    const values = { kind: 'period', index: 2, limit: 10_000, used: 9_000 }
    expect(inControlParameters({ code: 'consent_limit_exceeded', values })).toMatchObject({
      code: 'ob_vrp_outside_limits',
      param: 'Data.ControlParameters.PeriodicLimits[1].Amount',
      values: { reason: 'CNY 90.00 of CNY 100.00 are used in this period' },
    })
    expect(inControlParameters({ code: 'consent_limit_exceeded', values: { ...values, index: 0 } }).param).toBe(
      'Data.ControlParameters.MaximumIndividualAmount.Amount',
    )
    expect(inControlParameters({ code: 'consent_cancelled' })).toEqual({ code: 'consent_cancelled' })
  })
})

describe('who may hear of postings', () => {
  it.each([
    [['ReadAccountsBasic'], false],
    [['ReadBalances'], true],
    [['ReadTransactionsBasic', 'ReadTransactionsCredits'], false],
    [['ReadTransactionsDetail', 'ReadTransactionsCredits', 'ReadTransactionsDebits'], true],
  ])('follows from what %j lets read', (permissions, may) => {
    expect(mayHearOfPostings(permissions)).toBe(may)
  })
})
