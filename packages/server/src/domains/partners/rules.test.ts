import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatId, newId } from '../../kernel/ids.ts'
import { checkClauses, feeOf, prices } from './rules.ts'
import type { Clause, RefundPolicy, Terms } from './types.ts'

const agreementId = newId<'agr'>()

type Price = { basisPoints?: bigint; fixed?: bigint; min?: bigint | null; max?: bigint | null }

const payment = (price: Price = {}, number = '3.1', method: Clause['method'] = 'any'): Clause => ({
  kind: 'payment_fee',
  number,
  method,
  basisPoints: 60n,
  fixed: 0n,
  min: null,
  max: null,
  ...price,
})
const refund = (policy: RefundPolicy = 'returned_proportionally', number = '3.9', method: Clause['method'] = 'any'): Clause => ({
  kind: 'refund_fee',
  number,
  method,
  policy,
})
const terms = (...clauses: Clause[]): Terms => ({ merchantId: newId<'mer'>(), agreementId, version: 2, clauses })
const fee = (clause: Clause, amount: bigint) => feeOf(terms(clause, refund()), { kind: 'payment', method: 'wallet_balance', amount })

describe('the fee of a payment', () => {
  it('cites agreement, version and clause, and shows its arithmetic', () => {
    expect(fee(payment(), 10_000n)).toEqual({
      amount: 60n,
      clause: `${formatId('agr', agreementId)}/v2/§3.1`,
      arithmetic: '10000 × 60 bp = 60',
    })
    expect(fee(payment({ fixed: 10n }), 10_000n)).toMatchObject({ amount: 70n, arithmetic: '10000 × 60 bp + 10 = 70' })
  })

  it('rounds half up', () => {
    expect(fee(payment({ basisPoints: 50n }), 100n).amount).toBe(1n)
    expect(fee(payment({ basisPoints: 50n }), 99n).amount).toBe(0n)
    expect(fee(payment({ basisPoints: 50n }), 299n).amount).toBe(1n)
    expect(fee(payment({ basisPoints: 50n }), 300n).amount).toBe(2n)
  })

  it('keeps to min and max, and never exceeds the amount', () => {
    expect(fee(payment({ min: 100n }), 10_000n)).toMatchObject({ amount: 100n, arithmetic: '10000 × 60 bp = 60, at least 100' })
    expect(fee(payment({ max: 20n }), 10_000n)).toMatchObject({ amount: 20n, arithmetic: '10000 × 60 bp = 60, at most 20' })
    expect(fee(payment({ min: 100n }), 30n)).toMatchObject({
      amount: 30n,
      arithmetic: '30 × 60 bp = 0, at least 100, not above the amount 30',
    })
  })

  it('prefers the clause of the method to the one for any', () => {
    const both = terms(payment(), payment({ basisPoints: 80n }, '3.2', 'bank_card'), refund())
    expect(feeOf(both, { kind: 'payment', method: 'bank_card', amount: 10_000n })).toMatchObject({ amount: 80n })
    expect(feeOf(both, { kind: 'payment', method: 'wallet_balance', amount: 10_000n })).toMatchObject({ amount: 60n })
    const reversed = terms(...[...both.clauses].reverse())
    expect(feeOf(reversed, { kind: 'payment', method: 'bank_card', amount: 10_000n }).clause).toContain('§3.2')
  })

  it('is a defect where no clause speaks of the method', () => {
    const incomplete = terms(payment({}, '3.1', 'bank_card'), refund())
    expect(() => feeOf(incomplete, { kind: 'payment', method: 'wallet_balance', amount: 1n })).toThrow('no payment fee')
  })

  it('lies between nothing and the amount, whatever the clause', () => {
    const amounts = fc.bigInt(0n, 9_007_199_254_740_991n)
    const bound = fc.option(amounts)
    fc.assert(
      fc.property(amounts, fc.bigInt(0n, 10_000n), amounts, bound, bound, (amount, basisPoints, fixed, min, max) => {
        const charged = fee(payment({ basisPoints, fixed, min, max }), amount).amount
        expect(charged >= 0n && charged <= amount).toBe(true)
        if (max !== null) expect(charged <= max).toBe(true)
      }),
    )
  })
})

describe('the fee that a refund gives back', () => {
  const question = { kind: 'refund', method: 'wallet_balance', originalFee: 60n, originalAmount: 10_000n } as const

  it('is proportional and cumulative', () => {
    const of = terms(payment(), refund())
    expect(feeOf(of, { ...question, amount: 5_000n, alreadyRefunded: 0n, alreadyReturnedFee: 0n })).toEqual({
      amount: 30n,
      clause: `${formatId('agr', agreementId)}/v2/§3.9`,
      arithmetic: '60 × 5000 / 10000 = 30',
    })
    expect(feeOf(of, { ...question, amount: 5_000n, alreadyRefunded: 5_000n, alreadyReturnedFee: 30n })).toMatchObject({
      amount: 30n,
      arithmetic: '60 × 10000 / 10000 − 30 returned before = 30',
    })
  })

  it('is nothing where the clause keeps it', () => {
    const kept = feeOf(terms(payment(), refund('kept')), { ...question, amount: 10_000n, alreadyRefunded: 0n, alreadyReturnedFee: 0n })
    expect(kept).toMatchObject({ amount: 0n, arithmetic: 'fee 60 kept, 0 returned' })
  })

  it('refuses to look at refunds above the payment', () => {
    const asked = { ...question, amount: 1n, alreadyRefunded: 10_000n, alreadyReturnedFee: 60n }
    expect(() => feeOf(terms(payment(), refund()), asked)).toThrow('refunds do not exceed the payment')
  })

  it('sums exactly to the fee over any sequence of refunds that returns the payment, each part within its refund', () => {
    const parts = fc.array(fc.bigInt(1n, 1_000_000_000n), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(parts, fc.bigInt(0n, 10_000n), fc.bigInt(0n, 500n), (amounts, basisPoints, fixed) => {
        const of = terms(payment({ basisPoints, fixed }), refund())
        const originalAmount = amounts.reduce((sum, amount) => sum + amount, 0n)
        const originalFee = feeOf(of, { kind: 'payment', method: 'bank_card', amount: originalAmount }).amount
        let alreadyRefunded = 0n
        let alreadyReturnedFee = 0n
        for (const amount of amounts) {
          const asked = {
            kind: 'refund',
            method: 'bank_card',
            amount,
            originalFee,
            originalAmount,
            alreadyRefunded,
            alreadyReturnedFee,
          } as const
          const returned = feeOf(of, asked).amount
          expect(returned >= 0n && returned <= amount).toBe(true)
          alreadyRefunded += amount
          alreadyReturnedFee += returned
        }
        expect(alreadyReturnedFee).toBe(originalFee)
      }),
    )
  })
})

describe('the clauses of a version', () => {
  const codeOf = (...clauses: Clause[]) => {
    const checked = checkClauses(clauses)
    return checked.ok ? 'ok' : [checked.error.code, checked.error.param]
  }

  it('speak of the methods that are taken: the wallet and cards always, others in both kinds or not at all', () => {
    const wallet = [payment({}, '1', 'wallet_balance'), payment({}, '2', 'bank_card')]
    expect(codeOf(...wallet, refund('kept', '4', 'wallet_balance'), refund('kept', '5', 'bank_card'))).toBe('ok')
    expect(codeOf(...wallet, payment({}, '3', 'wechat_pay'), refund('kept', '4'))).toBe('ok')
    expect(codeOf(...wallet, payment({}, '3', 'alipay'), refund('kept', '4', 'wallet_balance'), refund('kept', '5', 'bank_card'))).toEqual([
      'clauses_incomplete',
      'clauses',
    ])
    expect(prices({ clauses: wallet }, 'alipay')).toBe(false)
    expect(prices({ clauses: [payment(), refund()] }, 'alipay')).toBe(true)
  })

  it('answer every method once for each kind', () => {
    expect(codeOf(payment(), refund())).toBe('ok')
    expect(codeOf(payment({}, '1', 'wallet_balance'), payment({}, '2', 'bank_card'), refund())).toBe('ok')
    expect(codeOf(payment({}, '1', 'wallet_balance'), refund())).toEqual(['clauses_incomplete', 'clauses'])
    expect(codeOf(payment())).toEqual(['clauses_incomplete', 'clauses'])
    expect(codeOf(payment(), payment({}, '3.2'), refund())).toEqual(['clauses_ambiguous', 'clauses.1'])
  })

  it('have numbers of their own and bounds in order', () => {
    expect(codeOf(payment(), refund('kept', '3.1'))).toEqual(['clause_numbers_repeated', 'clauses.1.number'])
    expect(codeOf(payment({ min: 2n, max: 1n }), refund())).toEqual(['clause_bounds_crossed', 'clauses.0.min'])
  })
})
