import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { companyForm } from '../../../../test/harness/onboarding.ts'
import type { Id } from '../../../kernel/ids.ts'
import { draftOf, zForm } from '../http/form.ts'
import type { ChannelAnswer } from '../ports.ts'
import { ACTIONS, after, canGoLive, channelAfter, fixedFieldOf, isOpen, resent, workOf } from './rules.ts'
import { APPLICATION_STATES, type ApplicationState, CHANNEL_STATES, type ChannelApplicationFacts } from './types.ts'

describe('the state machine of an application', () => {
  it('answers every action in every state, and never leaves what is ended', () => {
    for (const state of APPLICATION_STATES)
      for (const action of ACTIONS) {
        const next = after(state, action)
        if (next.ok) expect(APPLICATION_STATES).toContain(next.value)
        else expect(next.error).toMatchObject({ code: 'application_state_wrong', values: { state, action } })
        if (state === 'rejected' || state === 'withdrawn') expect(next.ok).toBe(false)
      }
  })

  it('reaches every state from a draft, and goes live only by agreement and channels', () => {
    const reached = new Map<ApplicationState, ApplicationState | null>([['draft', null]])
    for (const [state] of reached)
      for (const action of ACTIONS) {
        const next = after(state, action)
        if (next.ok && !reached.has(next.value)) reached.set(next.value, state)
      }
    // needs_correction also by a submission with errors, but a reviewer's return is a way, too.
    expect([...reached.keys()].sort()).toEqual([...APPLICATION_STATES].sort())
    expect([reached.get('live'), reached.get('channels'), reached.get('agreement')]).toEqual(['channels', 'agreement', 'approved'])
  })

  it('is open until it is live, rejected or withdrawn', () => {
    expect(APPLICATION_STATES.filter(state => !isOpen(state))).toEqual(['live', 'rejected', 'withdrawn'])
  })

  it('keeps what was decided about once it is decided', () => {
    const before = { settlementCycle: 'T1', channels: [] } as const
    expect(fixedFieldOf('checking', before, { settlementCycle: 'T0' })).toBeNull()
    expect(fixedFieldOf('channels', before, { settlementCycle: 'T0' })).toBe('settlement_cycle')
    expect(fixedFieldOf('live', before, { ...before, channels: [{ channel: 'sim', flows: [], subAppId: null }] })).toBeNull()
  })

  it('keeps who the owners are once it is decided, not how long their documents run', () => {
    const before = draftOf(zForm.parse(companyForm()))
    const [owner] = before.owners ?? []
    if (owner === undefined) throw new Error('an owner')
    const fixed = (owners: NonNullable<typeof before.owners>) => fixedFieldOf('live', before, { ...before, owners })
    expect(fixed([{ ...owner, idNumber: '110105194912310038' }])).toBe('owners')
    expect(fixed([{ ...owner, name: '另一人' }])).toBe('owners')
    expect(fixed([])).toBe('owners')
    expect(fixed([owner, owner])).toBe('owners')
    expect(fixed([{ ...owner, idValidTo: null, address: '龙井路1号' }])).toBeNull()
  })
})

const NOW = new Date('2026-11-22T08:00:00Z')
const way = (changes: Partial<ChannelApplicationFacts> = {}): ChannelApplicationFacts => ({
  applicationId: '01900000-0000-7000-8000-000000000001' as Id<'apl'>,
  merchantId: '01900000-0000-7000-8000-000000000002' as Id<'mer'>,
  channel: 'wechat_pay',
  reference: 'r1',
  channelReference: null,
  state: 'waiting',
  attempt: 1,
  statusAsWritten: null,
  trouble: null,
  step: null,
  url: null,
  rejections: [],
  flows: ['native'],
  subAppId: null,
  subMerchant: null,
  nextAt: NOW,
  silences: 0,
  createdAt: NOW,
  updatedAt: NOW,
  ...changes,
})

const text = fc.string({ minLength: 1, maxLength: 10 })
const answers: fc.Arbitrary<ChannelAnswer> = fc.oneof(
  fc.record({ result: fc.constant('auditing' as const), channelReference: text, status: text }),
  fc.record({
    result: fc.constant('needs_merchant' as const),
    channelReference: text,
    status: text,
    step: fc.constantFrom('sign' as const, 'verify_account' as const),
    url: fc.option(text),
  }),
  fc.record({ result: fc.constant('active' as const), channelReference: text, status: text, subMerchant: text }),
  fc.record({
    result: fc.constant('rejected' as const),
    channelReference: fc.option(text),
    status: text,
    rejections: fc.constant([{ field: 'licence.number', channelField: 'license_number', reason: '有误' }]),
  }),
  fc.record({ result: fc.constant('cancelled' as const), channelReference: text, status: text, reason: text }),
  fc.constant({ result: 'not_found' as const }),
  fc.record({ result: fc.constant('not_sent' as const), reason: text }),
  fc.record({ result: fc.constant('unknown' as const), status: fc.option(text), reason: text }),
)

describe('the way to a channel', () => {
  it('never changes once it is active or cancelled, and a rejected one only by being sent again', () => {
    fc.assert(
      fc.property(answers, fc.constantFrom('active' as const, 'cancelled' as const, 'rejected' as const), (answer, state) => {
        const facts = way({ state, nextAt: null })
        expect(channelAfter(facts, 'query', answer, NOW)).toBe(facts)
      }),
    )
  })

  it('is total, has something to do next exactly while it is open, and never guesses', () => {
    fc.assert(
      fc.property(fc.array(answers, { maxLength: 12 }), fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (said, resends) => {
        let facts = way()
        for (const [at, answer] of said.entries()) {
          const work = workOf(facts)
          if (work === null) {
            const again = resent(facts, facts, NOW)
            expect(again.ok).toBe(facts.state === 'rejected')
            if (!again.ok || resends[at] !== true) break
            facts = again.value
            continue
          }
          const next = channelAfter(facts, work, answer, NOW)
          expect(CHANNEL_STATES).toContain(next.state)
          expect(next.nextAt !== null).toBe(workOf(next) !== null)
          if (answer.result === 'unknown') expect(['sent', facts.state]).toContain(next.state)
          if (next.state === 'active') expect(next.subMerchant).not.toBeNull()
          facts = next
        }
      }),
    )
  })

  it('asks before it sends again what may have arrived, and sends again what did not', () => {
    const lost = channelAfter(way(), 'submit', { result: 'unknown', status: null, reason: 'timeout' }, NOW)
    expect([lost.state, workOf(lost)]).toEqual(['sent', 'query'])
    expect(channelAfter(lost, 'query', { result: 'not_found' }, NOW).state).toBe('waiting')
    expect(channelAfter(way(), 'submit', { result: 'not_sent', reason: 'circuit open' }, NOW).state).toBe('waiting')
  })

  it('asks ever more rarely while there is silence, within half an hour', () => {
    let facts = way({ state: 'auditing' })
    let last = 0
    for (let round = 0; round < 20; round++) {
      facts = channelAfter(facts, 'query', { result: 'unknown', status: 'NEW_STATE', reason: 'unknown status' }, NOW)
      const wait = (facts.nextAt?.getTime() ?? 0) - NOW.getTime()
      expect(wait).toBeGreaterThanOrEqual(last)
      last = wait
    }
    expect([last, facts.statusAsWritten, facts.state]).toEqual([30 * 60_000, 'NEW_STATE', 'auditing'])
  })
})

it('goes live with an accepted agreement and one open channel, and not before', () => {
  const agreement = { id: '01900000-0000-7000-8000-000000000003' as Id<'agr'>, version: 1, template: 'standard', acceptedAt: NOW }
  const application = { state: 'channels', agreement } as const
  expect(canGoLive(application, [{ state: 'rejected' }, { state: 'active' }])).toBe(true)
  expect(canGoLive(application, [{ state: 'auditing' }])).toBe(false)
  expect(canGoLive({ ...application, agreement: { ...agreement, acceptedAt: null } }, [{ state: 'active' }])).toBe(false)
  expect(canGoLive({ ...application, state: 'live' }, [{ state: 'active' }])).toBe(false)
})
