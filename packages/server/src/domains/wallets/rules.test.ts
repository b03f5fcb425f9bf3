/** The pure rules of wallets: totality of the state machines, and the arithmetic of limits. */
import { describe, expect, it } from 'vitest'
import type { BusinessDate } from '../../kernel/time.ts'
import {
  countersOn,
  giveBack,
  type MovementStatus,
  maskIdNumber,
  maskPhone,
  mayPay,
  mayTopUp,
  noCounts,
  settleMovement,
  stateOf,
} from './rules.ts'
import type { HolderState } from './types.ts'

const day = (text: string): BusinessDate => text as BusinessDate

describe('settleMovement', () => {
  it('is total: a movement under way takes its result, a final one never changes', () => {
    const statuses: MovementStatus[] = ['processing', 'succeeded', 'failed']
    const table = statuses.map(status => (['succeeded', 'failed'] as const).map(outcome => settleMovement(status, outcome)))
    expect(table).toEqual([
      ['succeeded', 'failed'],
      [null, null],
      [null, null],
    ])
  })
})

describe('the state of a holder', () => {
  it('is what the orders in force add up to', () => {
    expect(stateOf([])).toBe('active')
    expect(stateOf([{ kind: 'stop_payment' }])).toBe('stopped')
    expect(stateOf([{ kind: 'stop_payment' }, { kind: 'freeze' }])).toBe('frozen')
    expect(stateOf([{ kind: 'freeze' }, { kind: 'stop_payment' }])).toBe('frozen')
  })

  it('decides for every state what may leave and what may come in', () => {
    const states: HolderState[] = ['active', 'stopped', 'frozen']
    expect(states.map(state => mayPay(state).ok)).toEqual([true, false, false])
    expect(states.map(state => mayTopUp(state).ok)).toEqual([true, true, false])
  })
})

describe('counters', () => {
  const counted = { ...noCounts(day('2026-12-31')), dayAmount: 5n, yearAmount: 7n, lifetimeAmount: 9n }

  it('start a new day and a new year at 0', () => {
    expect(countersOn(counted, day('2027-01-01'))).toEqual({
      day: '2027-01-01',
      dayAmount: 0n,
      year: 2027,
      yearAmount: 0n,
      lifetimeAmount: 9n,
    })
  })

  it('never turn back to an earlier day', () => {
    expect(countersOn(counted, day('2026-12-30'))).toBe(counted)
  })

  it('are given back on the day and the year they were counted on, if these still run', () => {
    expect(giveBack(counted, 5n, day('2026-12-31'))).toMatchObject({ dayAmount: 0n, yearAmount: 2n, lifetimeAmount: 4n })
    expect(giveBack(counted, 2n, day('2026-12-30'))).toMatchObject({ dayAmount: 5n, yearAmount: 5n, lifetimeAmount: 7n })
    expect(giveBack(counted, 2n, day('2025-12-30'))).toMatchObject({ dayAmount: 5n, yearAmount: 7n, lifetimeAmount: 7n })
  })

  it('refuse to give back more than was counted', () => {
    expect(() => giveBack(counted, 6n, day('2026-12-31'))).toThrow('no more is given back')
    expect(() => giveBack(counted, 1n, day('2027-01-01'))).toThrow('ahead of the counters')
  })
})

describe('masks', () => {
  it('keep what tells people apart and hide the rest', () => {
    expect(maskPhone('13800000001')).toBe('138****0001')
    expect(maskIdNumber('11010119900307001X')).toBe('1****************X')
  })
})
