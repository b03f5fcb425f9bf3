/** The instruction's state machine, over every state and every statement. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concernsOwner, decide, isFinal, type Observation, queryPauseMs, sendPauseMs } from './rules.ts'
import type { InstructionState } from './types.ts'

const STATES: readonly InstructionState[] = ['created', 'sent', 'unknown', 'succeeded', 'failed']
const seen = {
  accepted: { kind: 'accepted', houseReference: 'S1' },
  succeeded: { kind: 'succeeded', amount: 100n, houseReference: 'S1', settlementDate: null },
  otherAmount: { kind: 'succeeded', amount: 99n, houseReference: 'S1', settlementDate: null },
  failed: { kind: 'failed', code: 'insufficient_funds' },
  notSent: { kind: 'not_sent', attempt: 1 },
  notSentEarlier: { kind: 'not_sent', attempt: 0 },
  unknown: { kind: 'unknown' },
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
    accepted: /*   */ ['sent', '-', 'sent', '-', '-'],
    succeeded: /*  */ ['succeeded', 'succeeded', 'succeeded', '-', '!contradictory_result'],
    otherAmount: /**/ Array(5).fill('!result_amount_differs'),
    failed: /*     */ ['failed', 'failed', 'failed', '!contradictory_result', '-'],
    notSent: /*    */ ['-', 'created', '-', '-', '-'],
    notSentEarlier: /**/ ['-', '-', '-', '-', '-'],
    unknown: /*    */ ['unknown', 'unknown', '-', '-', '-'],
    notFound: /*   */ ['-', '-', '-', '-', '-'],
    abandoned: /*  */ ['failed', 'failed', 'failed', '-', '-'],
    abandonedEarlier: ['-', '-', '-', '-', '-'],
  }
  for (const [name, row] of Object.entries(table)) {
    it(`answers ${name} in every state`, () => {
      expect(STATES.map(state => told(state, seen[name as keyof typeof seen]))).toEqual(row)
    })
  }

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
  })
})
