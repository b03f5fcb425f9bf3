import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Id } from '../../kernel/ids.ts'
import { decide, isRequired, stateAt } from './rules.ts'
import { APPROVAL_STATES, type ApprovalState, type Party, VERDICTS, type Verdict } from './types.ts'

const MAKER = 'maker' as Id<'opr'>
const OTHER = 'other' as Id<'opr'>
const REQUESTED_AT = 0
const EXPIRES_AT = 1_000

const party = (operatorId: Id<'opr'>, credential: string): Party => ({ operatorId, credential: credential as Id<'key'> })
const approval = (state: ApprovalState) => ({ state, maker: party(MAKER, 'k1'), expiresAt: new Date(EXPIRES_AT) })
const codeOf = (state: ApprovalState, verdict: Verdict, by: Party, at: number) => {
  const outcome = decide(approval(state), verdict, by, new Date(at))
  return outcome.ok ? outcome.value : outcome.error.code
}

describe('decide', () => {
  it('lets another operator approve and reject, and the maker withdraw', () => {
    expect(codeOf('requested', 'approve', party(OTHER, 'k2'), 1)).toBe('approved')
    expect(codeOf('requested', 'reject', party(OTHER, 'k2'), 1)).toBe('rejected')
    expect(codeOf('requested', 'withdraw', party(MAKER, 'k1'), 1)).toBe('withdrawn')
  })

  it('refuses the maker’s own approval with whichever key or session', () => {
    for (const credential of ['k1', 'k2', 'session']) {
      expect(codeOf('requested', 'approve', party(MAKER, credential), 1)).toBe('approval_own')
      expect(codeOf('requested', 'reject', party(MAKER, credential), 1)).toBe('approval_own')
    }
  })

  it('refuses anybody else’s withdrawal', () => {
    expect(codeOf('requested', 'withdraw', party(OTHER, 'k1'), 1)).toBe('approval_not_own')
  })

  it('refuses every verdict from the instant of expiry on', () => {
    for (const verdict of VERDICTS) {
      const by = party(verdict === 'withdraw' ? MAKER : OTHER, 'k')
      expect(codeOf('requested', verdict, by, EXPIRES_AT)).toBe('approval_expired')
      expect(codeOf('requested', verdict, by, EXPIRES_AT - 1)).not.toBe('approval_expired')
    }
  })

  it('decides once: whatever is tried in whatever order, the first accepted verdict stands', () => {
    const attempt = fc.record({
      verdict: fc.constantFrom(...VERDICTS),
      by: fc.constantFrom(MAKER, OTHER, 'third' as Id<'opr'>),
      credential: fc.constantFrom('k1', 'k2', 'session'),
      wait: fc.integer({ min: 0, max: 400 }),
    })
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 30 }), attempts => {
        let state: ApprovalState = 'requested'
        let at = REQUESTED_AT
        let accepted = 0
        for (const { verdict, by, credential, wait } of attempts) {
          at += wait
          const before = stateAt(approval(state), new Date(at))
          const outcome = decide(approval(state), verdict, party(by, credential), new Date(at))
          if (!outcome.ok) {
            // A refusal changes nothing, and every refusal has its reason.
            expect(stateAt(approval(state), new Date(at))).toBe(before)
            if (before === 'requested') expect(outcome.error.code).toBe(verdict === 'withdraw' ? 'approval_not_own' : 'approval_own')
            continue
          }
          accepted += 1
          expect(before).toBe('requested')
          expect(at).toBeLessThan(EXPIRES_AT)
          expect(by === MAKER).toBe(verdict === 'withdraw')
          state = outcome.value
        }
        expect(accepted).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('is total: every state answers every verdict', () => {
    for (const state of APPROVAL_STATES)
      for (const verdict of VERDICTS)
        for (const by of [MAKER, OTHER]) {
          const code = codeOf(state, verdict, party(by, 'k'), 1)
          if (state !== 'requested') expect(code).toBe(state === 'expired' ? 'approval_expired' : 'approval_decided')
        }
  })
})

describe('stateAt', () => {
  it('calls what waits past its time expired, and nothing else', () => {
    expect(stateAt(approval('requested'), new Date(EXPIRES_AT - 1))).toBe('requested')
    expect(stateAt(approval('requested'), new Date(EXPIRES_AT))).toBe('expired')
    expect(stateAt(approval('approved'), new Date(EXPIRES_AT + 1))).toBe('approved')
  })
})

describe('isRequired', () => {
  it('follows the record of the mode, unless the action always needs it', () => {
    const policy = { live: true, test: false, expiresAfterHours: 1 }
    expect(isRequired(policy, 'live', false)).toBe(true)
    expect(isRequired(policy, 'test', false)).toBe(false)
    expect(isRequired(policy, 'test', true)).toBe(true)
  })
})
