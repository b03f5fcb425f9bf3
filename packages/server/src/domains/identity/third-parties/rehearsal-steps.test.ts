import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { THIRD_PARTY_ROLES } from '../oauth/types.ts'
import { type Note, STEP_NAMES, STEPS, standingOf, stepOfAnswer, stepsOf } from './rehearsal-steps.ts'
import { explain } from './rehearsal-words.ts'

const nothing = () => null

describe('standingOf', () => {
  it('goes by what the client did last, and passes only when every step of its roles has', () => {
    const note = fc.record({
      step: fc.constantFrom(...STEP_NAMES),
      outcome: fc.constantFrom('passed', 'failed') as fc.Arbitrary<'passed' | 'failed'>,
      code: fc.constant(null),
      reason: fc.constant(null),
      at: fc.date({ noInvalidDate: true }),
    })
    fc.assert(
      fc.property(fc.subarray([...THIRD_PARTY_ROLES]), fc.array(note), (roles, notes: Note[]) => {
        const { passed, steps } = standingOf(roles, notes)
        expect(steps.map(({ step }) => step)).toEqual(stepsOf(roles))
        for (const { step, state, attempts, failure } of steps) {
          const own = notes.filter(each => each.step === step)
          expect(attempts).toBe(own.length)
          expect(state).toBe(own.at(-1)?.outcome ?? 'not_seen')
          expect(failure === null).toBe(own.every(each => each.outcome === 'passed'))
        }
        expect(passed).toBe(steps.every(({ state }) => state === 'passed'))
      }),
    )
  })

  it('asks of every role what all have in common', () => {
    for (const role of THIRD_PARTY_ROLES)
      expect(stepsOf([role])).toEqual(expect.arrayContaining(['keys', 'consent', 'code_exchange', 'access']))
    expect(STEP_NAMES.every(name => STEPS[name].todo.zh !== '')).toBe(true)
  })
})

describe('stepOfAnswer', () => {
  const answer = { operationId: 'getAccounts', method: 'GET', status: 200, code: null, param: null }

  it('tells consents, their end and resources apart, and leaves out what is not the client’s doing', () => {
    expect(stepOfAnswer(answer)).toBe('resource')
    expect(stepOfAnswer({ ...answer, method: 'POST', operationId: 'createDomesticPaymentConsent' })).toBe('consent')
    expect(stepOfAnswer({ ...answer, method: 'POST', operationId: 'createDomesticPayment' })).toBe('resource')
    expect(stepOfAnswer({ ...answer, method: 'DELETE' })).toBe('consent_end')
    for (const status of [401, 429, 500, 503]) expect(stepOfAnswer({ ...answer, status })).toBeNull()
  })
})

describe('explain', () => {
  const cases: readonly (readonly [string, string | null, string])[] = [
    [
      'invalid_client',
      'client authentication failed: aud (JWT audience) must be the issuer',
      'The audience of the client assertion is wrong.',
    ],
    ['invalid_client', 'client authentication failed: client not found', 'There is no client of this `client_id`, or it may not act now.'],
    ['invalid_dpop_proof', 'DPoP proof htm mismatch', 'The DPoP proof is for another HTTP method.'],
    [
      'invalid_request',
      'Pushed Authorization Request must be used',
      'The authorization request was not pushed, or its request_uri was used or has expired.',
    ],
    ['invalid_grant', null, 'The code is not valid: used before, older than a minute, or not of this client.'],
    ['access_denied', 'the person said no', 'The person said no, or let the time pass.'],
    ['something_else', null, 'The request was refused.'],
  ]
  for (const [code, reason, what] of cases)
    it(`says of ${code}${reason === null ? '' : ` (${reason})`}: ${what}`, () => {
      const explained = explain({ code, reason }, nothing)
      expect(explained.what.en).toBe(what)
      for (const text of [explained.what.zh, explained.fix.zh]) expect(text).toMatch(/[一-鿿]/)
    })

  it('takes the words of the program’s own refusals where it has no better', () => {
    const words = (code: string, language: 'en' | 'zh') => ({ title: `${code} ${language}`, fix: `mend ${language}` })
    expect(explain({ code: 'consent_expired', reason: null }, words)).toEqual({
      what: { en: 'consent_expired en', zh: 'consent_expired zh' },
      fix: { en: 'mend en', zh: 'mend zh' },
    })
  })
})
