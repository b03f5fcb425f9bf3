/** The instruction's state machine, over every state and every statement. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  closedAs,
  concernsOwner,
  decide,
  fileFault,
  inboxPauseMs,
  isFinal,
  isToClose,
  isTooLateToSend,
  type LookedAt,
  madeGoodNow,
  mayFailOver,
  nextLookAt,
  type Observation,
  observationOf,
  queryPauseMs,
  sendPauseMs,
} from './rules.ts'
import { fileOf } from './scripted-rail.ts'
import type { InstructionState } from './types.ts'

const STATES: readonly InstructionState[] = ['created', 'sent', 'unknown', 'succeeded', 'failed']
const seen = {
  accepted: { kind: 'accepted', houseReference: 'S1' },
  acceptedBare: { kind: 'accepted', houseReference: null },
  succeeded: { kind: 'succeeded', amount: 100n, houseReference: 'S1', settlementDate: null },
  otherAmount: { kind: 'succeeded', amount: 99n, houseReference: 'S1', settlementDate: null },
  failed: { kind: 'failed', code: 'insufficient_funds' },
  notSent: { kind: 'not_sent', attempt: 1 },
  notSentEarlier: { kind: 'not_sent', attempt: 0 },
  code: { kind: 'accepted', houseReference: null, action: { type: 'qr_code', content: 'weixin://a', expiresAt: null } },
  waits: { kind: 'not_sent', attempt: 1, waits: 'quota_exhausted' },
  unknown: { kind: 'unknown' },
  unheard: { kind: 'unknown', unrecognised: 'PAYER_DEBT' },
  notFound: { kind: 'not_found' },
  abandoned: { kind: 'abandoned', attempt: 1, code: 'not_sent_in_time' },
  abandonedEarlier: { kind: 'abandoned', attempt: 0, code: 'closed' },
} as const satisfies Record<string, Observation>

const at = (state: InstructionState) => ({
  state,
  amount: 100n,
  attempts: 1,
  failureCode: state === 'failed' ? 'risk_refused' : null,
  action: null,
  houseReference: null,
})

const told = (state: InstructionState, observation: Observation): string => {
  const decision = decide(at(state), observation)
  switch (decision.change) {
    case 'none':
      return '-'
    case 'progress':
      return decision.state
    case 'final':
      return decision.result.outcome
    case 'contradiction':
      return `!${decision.discrepancy}`
  }
}

describe('decide', () => {
  const table: Record<keyof typeof seen, readonly string[]> = {
    //                 created             sent                unknown             succeeded               failed
    accepted: /*   */ ['sent', 'sent', 'sent', '-', '-'],
    acceptedBare: /**/ ['sent', '-', 'sent', '-', '-'],
    succeeded: /*  */ ['succeeded', 'succeeded', 'succeeded', '-', '!contradictory_result'],
    otherAmount: /**/ Array(5).fill('!result_amount_differs'),
    failed: /*     */ ['failed', 'failed', 'failed', '!contradictory_result', '-'],
    notSent: /*    */ ['-', 'created', '-', '-', '-'],
    notSentEarlier: /**/ ['-', '-', '-', '-', '-'],
    code: /*       */ ['sent', 'sent', 'sent', '-', '-'],
    waits: /*      */ ['-', 'created', '-', '-', '-'],
    unknown: /*    */ ['unknown', 'unknown', '-', '-', '-'],
    unheard: /*    */ ['unknown', '-', '-', '-', '-'],
    notFound: /*   */ ['-', '-', '-', '-', '-'],
    abandoned: /*  */ ['failed', 'failed', 'failed', '-', '-'],
    abandonedEarlier: ['-', '-', '-', '-', '-'],
  }
  for (const [name, row] of Object.entries(table)) {
    it(`answers ${name} in every state`, () => {
      expect(STATES.map(state => told(state, seen[name as keyof typeof seen]))).toEqual(row)
    })
  }

  it('lists a status that nobody knows as long as there is no result, and guesses nothing', () => {
    const flags = STATES.map(state => {
      const decision = decide(at(state), seen.unheard)
      return 'flag' in decision ? decision.flag?.discrepancy : undefined
    })
    expect(flags).toEqual(['unknown_status', 'unknown_status', 'unknown_status', undefined, undefined])
  })

  it('takes an action that is new, and no other', () => {
    const showing = (action: { readonly content: string } | null) => ({
      ...at('sent'),
      action: action === null ? null : ({ type: 'qr_code', expiresAt: null, ...action } as const),
    })
    expect(decide(showing(null), seen.code).change).toBe('progress')
    expect(decide(showing({ content: 'weixin://a' }), seen.code).change).toBe('none')
    expect(decide(showing({ content: 'weixin://b' }), seen.code).change).toBe('progress')
  })

  it('tells the owner who paid and what it cost, as the rail said', () => {
    const said = { ...seen.succeeded, payer: 'openid', fee: 6n } as const
    expect(decide(at('sent'), said)).toMatchObject({ result: { outcome: 'succeeded', payer: 'openid', fee: 6n } })
    expect(decide(at('sent'), seen.succeeded)).toMatchObject({ result: { payer: null, fee: null } })
  })

  it('never leaves a final state, whatever is said in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.values(seen))), observations => {
        let state: InstructionState = 'created'
        let finals = 0
        for (const observation of observations) {
          const decision = decide(at(state), observation)
          if (decision.change === 'progress') {
            expect(isFinal(state)).toBe(false)
            state = decision.state
          }
          if (decision.change === 'final') {
            expect(concernsOwner(observation)).toBe(true)
            finals += 1
            state = decision.result.outcome
          }
        }
        expect(finals).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('pauses', () => {
  it('grow and are bounded', () => {
    expect([1, 2, 3, 8, 11, 12, 50].map(sendPauseMs)).toEqual([500, 1_000, 2_000, 60_000, 60_000, 900_000, 900_000])
    expect([0, 1, 2, 9, 40].map(queryPauseMs)).toEqual([3_000, 6_000, 12_000, 900_000, 900_000])
    expect([0, 1, 5, 40].map(inboxPauseMs)).toEqual([1_000, 2_000, 32_000, 900_000])
  })
})

describe('looking again', () => {
  const now = new Date('2026-03-01T00:00:00Z')
  const inMs = (ms: number): Date => new Date(now.getTime() + ms)
  const order: LookedAt = {
    kind: 'debit',
    channelOrder: { flow: 'native', subMerchant: null },
    attempts: 1,
    queryAttempts: 0,
    deadline: inMs(900_000),
    cancelRequestedAt: null,
    waitReason: null,
  }

  it('is soon after sending, at the deadline of an order, at once when it is no longer wanted, and never at the end', () => {
    expect(nextLookAt('sent', order, now)).toEqual(inMs(3_000))
    expect(nextLookAt('sent', { ...order, queryAttempts: 20 }, now)).toEqual(inMs(900_000))
    expect(nextLookAt('sent', { ...order, deadline: inMs(1_000) }, now)).toEqual(inMs(1_000))
    expect(nextLookAt('unknown', { ...order, deadline: inMs(-1) }, now)).toEqual(inMs(3_000))
    expect(nextLookAt('sent', { ...order, channelOrder: null, deadline: inMs(1_000) }, now)).toEqual(inMs(3_000))
    expect(nextLookAt('sent', { ...order, cancelRequestedAt: now }, now)).toEqual(now)
    expect(nextLookAt('created', order, now)).toEqual(inMs(500))
    expect(nextLookAt('created', { ...order, waitReason: 'quota_exhausted' }, now)).toEqual(inMs(60_000))
    expect([nextLookAt('succeeded', order, now), nextLookAt('failed', order, now)]).toEqual([null, null])
  })

  it('closes orders of payers that are over or no longer wanted, and says which', () => {
    expect(isToClose(order, now)).toBe(false)
    expect(isToClose({ ...order, deadline: now }, now)).toBe(true)
    expect(isToClose({ ...order, cancelRequestedAt: now }, now)).toBe(true)
    expect(isToClose({ ...order, channelOrder: null, deadline: now }, now)).toBe(false)
    expect(isToClose({ ...order, kind: 'refund', deadline: now }, now)).toBe(false)
    expect(closedAs('closed', { cancelRequestedAt: null }, 'payer_timeout')).toBe('payer_timeout')
    expect(closedAs('closed', { cancelRequestedAt: now }, 'payer_timeout')).toBe('closed')
    expect(closedAs('payer_refused', { cancelRequestedAt: null }, 'payer_timeout')).toBe('payer_refused')
  })

  it('gives up in time for whoever waits', () => {
    expect(isTooLateToSend({ attempts: 1, sendBy: null }, now)).toBe(false)
    expect(isTooLateToSend({ attempts: 1, sendBy: inMs(500) }, now)).toBe(false)
    expect(isTooLateToSend({ attempts: 2, sendBy: inMs(999) }, now)).toBe(true)
  })

  it('fails over where the rail is at fault, never where the payer or the money is', () => {
    expect(['channel_unavailable', 'not_sent_in_time', 'sub_merchant_invalid'].map(mayFailOver)).toEqual([true, true, true])
    expect(['insufficient_funds', 'payer_refused', 'closed', 'PAYER_DEBT'].map(mayFailOver)).toEqual([false, false, false, false])
  })

  it('reads every answer as what it says', () => {
    expect(observationOf({ result: 'not_sent', reason: 'quota', waits: 'past_cut_off', retry: 'safe' }, 3)).toEqual({
      kind: 'not_sent',
      attempt: 3,
      waits: 'past_cut_off',
    })
    expect(observationOf({ result: 'unknown', reason: 'timeout', retry: 'safe' }, 3)).toEqual({ kind: 'unknown' })
    expect(observationOf({ result: 'not_found', retry: 'safe' }, 3)).toEqual({ kind: 'not_found' })
  })
})

describe('fees', () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 12n })
  it('are made good as far as own funds reach, never further, and what is given back is given back whole', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
        fc.bigInt({ min: -(10n ** 6n), max: 10n ** 12n }),
        (due, available) => {
          const made = madeGoodNow(due, available)
          expect(made).toBeGreaterThanOrEqual(0n)
          if (due < 0n) expect(made).toBe(-due)
          else {
            expect(made <= due && (made === 0n || made <= available)).toBe(true)
            if (available >= due) expect(made).toBe(due)
          }
        },
      ),
    )
  })

  it('belong to their lines: a file that adds up is taken, one unit off anywhere is not', () => {
    const line = fc.record({
      instruction: fc.uuid(),
      kind: fc.constantFrom('debit' as const, 'payout' as const, 'refund' as const),
      amount,
      fee: fc.bigInt({ min: -1_000n, max: 1_000n }),
    })
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), lines => {
        const file = fileOf('2026-03-01' as never, lines, new Date(0))
        expect(fileFault(file)).toBeNull()
        for (const total of ['debitTotal', 'payoutTotal', 'refundTotal', 'feeTotal', 'net'] as const)
          expect(fileFault({ ...file, [total]: (file[total] ?? 0n) + 1n })).not.toBeNull()
      }),
    )
  })
})
