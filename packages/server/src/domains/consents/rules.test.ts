/** The state machine and the limits, without a database. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Id } from '../../kernel/ids.ts'
import { newId } from '../../kernel/ids.ts'
import { addDays, type BusinessDate } from '../../kernel/time.ts'
import { accessRefusal, type ConsentAction, checkUse, MACHINE, nextState, reconfirmBy, stateAt } from './rules.ts'
import { allowedIn, applyReleases, brokenLimit, startOfLimits, windowAt } from './rules-limits.ts'
import { CONSENT_KINDS, CONSENT_STATES, type ConsentKind, type ConsentState, type CountedLimit, LIMIT_PERIODS } from './types.ts'
import type { ConsentRow } from './types-stored.ts'

const ACTIONS: readonly ConsentAction[] = ['authorise', 'reject', 'consume', 'cancel']
const day = (text: string): BusinessDate => text as BusinessDate
const SHANGHAI = 'Asia/Shanghai'
const NEVER = { days: null, kinds: [] }

const row = (change: Partial<ConsentRow> = {}): ConsentRow => ({
  id: newId<'cns'>(),
  kind: 'vrp',
  method: null,
  state: 'authorised',
  holderId: 'holder' as Id<'hld'>,
  grantee: { kind: 'third_party', id: 'tpp' as Id<'tpp'> },
  cardId: null,
  accounts: ['bac_1'],
  factors: [],
  currency: 'CNY',
  limitPerPayment: null,
  limits: [],
  used: [],
  validFrom: null,
  validTo: null,
  authoriseBy: null,
  createdAt: new Date('2021-06-06T04:00:00Z'),
  confirmedAt: new Date('2021-06-06T04:00:00Z'),
  card: null,
  ...change,
})

describe('the state machine', () => {
  it('is total: every action leads from every state of every kind to a state or nowhere', () => {
    for (const kind of CONSENT_KINDS) {
      for (const state of CONSENT_STATES) {
        for (const action of ACTIONS) expect([...CONSENT_STATES, null]).toContain(nextState(kind, state, action))
      }
    }
    expect(Object.keys(MACHINE).sort()).toEqual([...CONSENT_STATES].sort())
  })

  it('goes from awaiting to authorised or rejected, from authorised to consumed, and from both to cancelled', () => {
    const arrows = CONSENT_STATES.flatMap(state =>
      ACTIONS.flatMap(action => {
        const next = nextState('domestic_payment', state, action)
        return next === null ? [] : [`${state} -> ${next}`]
      }),
    )
    expect(arrows).toEqual([
      'awaiting_authorisation -> authorised',
      'awaiting_authorisation -> rejected',
      'awaiting_authorisation -> cancelled',
      'authorised -> consumed',
      'authorised -> cancelled',
    ])
  })

  it('never leaves rejected, consumed, cancelled or expired, and never enters expired by an action', () => {
    const walk = fc.record({ kind: fc.constantFrom(...CONSENT_KINDS), actions: fc.array(fc.constantFrom(...ACTIONS), { maxLength: 12 }) })
    fc.assert(
      fc.property(walk, ({ kind, actions }) => {
        let state: ConsentState = 'awaiting_authorisation'
        let over = false
        for (const action of actions) {
          const next = nextState(kind, state, action)
          if (over) expect(next).toBeNull()
          state = next ?? state
          over = !['awaiting_authorisation', 'authorised'].includes(state)
          expect(state).not.toBe('expired')
          if (state === 'consumed') expect(kind).toBe('domestic_payment')
        }
      }),
    )
  })

  it('expires by time alone, from the very instant on', () => {
    const at = new Date('2026-01-01T00:00:00Z')
    const before = new Date(at.getTime() - 1)
    expect(stateAt(row({ validTo: at }), before)).toBe('authorised')
    expect(stateAt(row({ validTo: at }), at)).toBe('expired')
    expect(stateAt(row({ state: 'awaiting_authorisation', authoriseBy: at }), before)).toBe('awaiting_authorisation')
    expect(stateAt(row({ state: 'awaiting_authorisation', authoriseBy: at }), at)).toBe('expired')
    expect(stateAt(row({ authoriseBy: at }), at)).toBe('authorised')
    for (const state of ['rejected', 'consumed', 'cancelled'] as const)
      expect(stateAt(row({ state, validTo: at, authoriseBy: at }), at)).toBe(state)
  })
})

describe('giving access', () => {
  const now = new Date('2026-01-01T00:00:00Z')

  it('is refused with a code of its own in every state but authorised', () => {
    const codes = (['awaiting_authorisation', 'rejected', 'consumed', 'cancelled'] as const).map(
      state => accessRefusal(row({ state }), now, NEVER)?.code,
    )
    expect(codes).toEqual(['consent_not_authorised', 'consent_rejected', 'consent_consumed', 'consent_cancelled'])
    expect(accessRefusal(row({ validTo: now }), now, NEVER)?.code).toBe('consent_expired')
    expect(accessRefusal(row({ validFrom: new Date(now.getTime() + 1) }), now, NEVER)?.code).toBe('consent_not_begun')
    expect(accessRefusal(row({ validFrom: now }), now, NEVER)).toBeNull()
  })

  it('stops after the policy’s days without reconfirmation, for the kinds that the policy names, without changing the state', () => {
    const policy = { days: 90, kinds: ['account_access'] }
    const access = row({ kind: 'account_access', confirmedAt: new Date(now.getTime() - 90 * 86_400_000) })
    expect(accessRefusal(access, now, policy)?.code).toBe('consent_reconfirmation_due')
    expect(accessRefusal(access, new Date(now.getTime() - 1), policy)).toBeNull()
    expect(stateAt(access, now)).toBe('authorised')
    expect(accessRefusal(access, now, NEVER)).toBeNull()
    expect(reconfirmBy(row({ kind: 'vrp' }), policy)).toBeNull()
  })
})

describe('the periods of limits', () => {
  const created = day('2021-06-06')

  it('are pro-rated in the first period of a calendar, as in the standard’s examples', () => {
    const month = { period: 'Month', alignment: 'Calendar', maxAmount: 30_000n } as const
    const year = { period: 'Year', alignment: 'Calendar', maxAmount: 50_000n } as const
    const first = windowAt(month, created, created)
    expect(first).toEqual({ from: '2021-06-06', to: '2021-06-30' })
    expect(allowedIn(month, created, first)).toBe(25_000n)
    expect(allowedIn(month, created, windowAt(month, created, day('2021-07-01')))).toBe(30_000n)
    const firstYear = windowAt(year, created, day('2021-08-01'))
    expect(firstYear).toEqual({ from: '2021-06-06', to: '2021-12-31' })
    expect(allowedIn(year, created, firstYear)).toBe(28_630n)
    expect(allowedIn(year, created, windowAt(year, created, day('2022-01-01')))).toBe(50_000n)
  })

  it('begin with the consent when they are aligned to it, and are never pro-rated', () => {
    const limit = { period: 'Month', alignment: 'Consent', maxAmount: 50_000n } as const
    const begun = day('2021-06-05')
    expect(windowAt(limit, begun, begun)).toEqual({ from: '2021-06-05', to: '2021-07-04' })
    expect(windowAt(limit, begun, day('2021-07-05'))).toEqual({ from: '2021-07-05', to: '2021-08-04' })
    expect(allowedIn(limit, begun, windowAt(limit, begun, begun))).toBe(50_000n)
    expect(windowAt({ period: 'Year', alignment: 'Consent' }, begun, day('2022-06-04'))).toEqual({ from: '2021-06-05', to: '2022-06-04' })
  })

  it('end on the last day of months that lack the day', () => {
    const limit = { period: 'Month', alignment: 'Consent' } as const
    const begun = day('2021-08-31')
    expect(windowAt(limit, begun, day('2021-09-30'))).toEqual({ from: '2021-09-30', to: '2021-10-30' })
    expect(windowAt(limit, begun, day('2022-02-28'))).toEqual({ from: '2022-02-28', to: '2022-03-30' })
    expect(windowAt({ period: 'Year', alignment: 'Consent' }, day('2024-02-29'), day('2025-02-28'))).toEqual({
      from: '2025-02-28',
      to: '2026-02-27',
    })
  })

  it('begin on Monday, on the first of the month, of January and of July in the calendar', () => {
    const window = (period: 'Week' | 'Half-year', on: string) => windowAt({ period, alignment: 'Calendar' }, day('2020-01-01'), day(on))
    expect(window('Week', '2021-06-06')).toEqual({ from: '2021-05-31', to: '2021-06-06' })
    expect(window('Week', '2021-06-07')).toEqual({ from: '2021-06-07', to: '2021-06-13' })
    expect(window('Half-year', '2021-06-30')).toEqual({ from: '2021-01-01', to: '2021-06-30' })
    expect(window('Half-year', '2021-07-01')).toEqual({ from: '2021-07-01', to: '2021-12-31' })
  })

  it('follow each other without gap or overlap, whatever the consent’s day', () => {
    const asked = fc.record({
      period: fc.constantFrom(...LIMIT_PERIODS),
      alignment: fc.constantFrom('Consent' as const, 'Calendar' as const),
      created: fc.integer({ min: 0, max: 3_000 }).map(days => addDays(day('2020-01-01'), days)),
      later: fc.integer({ min: 0, max: 3_000 }),
    })
    fc.assert(
      fc.property(asked, ({ created: begun, later, ...limit }) => {
        const today = addDays(begun, later)
        const window = windowAt(limit, begun, today)
        expect(window.from <= today && today <= window.to && window.from >= begun).toBe(true)
        expect(windowAt(limit, begun, window.to)).toEqual(window)
        expect(windowAt(limit, begun, addDays(window.to, 1)).from).toBe(addDays(window.to, 1))
      }),
    )
  })
})

const ALL_KINDS_OF_LIMITS: readonly CountedLimit[] = [
  { kind: 'period', period: 'Day', alignment: 'Calendar', maxAmount: 1_000n, maxCount: 3, currency: 'CNY' },
  { kind: 'period', period: 'Month', alignment: 'Calendar', maxAmount: 3_000n, maxCount: null, currency: 'CNY' },
  { kind: 'lifetime', maxAmount: 5_000n, maxCount: 8, currency: 'CNY' },
]

describe('counting', () => {
  const limited = (change: Partial<ConsentRow> = {}) =>
    row({
      limitPerPayment: 600n,
      limits: ALL_KINDS_OF_LIMITS,
      used: startOfLimits(ALL_KINDS_OF_LIMITS),
      createdAt: new Date('2021-06-01T00:00:00+08:00'),
      ...change,
    })

  it('names the limit that is broken, by its place among the consent’s limits', () => {
    const at = new Date('2021-06-10T12:00:00+08:00')
    const over = brokenLimit(limited(), 601n, at, SHANGHAI)
    expect(over).toMatchObject({ ok: false, broken: { kind: 'per_payment', index: 0, limit: 600n } })
    const once = brokenLimit(limited(), 600n, at, SHANGHAI)
    if (!once.ok) throw new Error('the first is within its limits')
    const twice = brokenLimit(limited({ used: once.used }), 600n, at, SHANGHAI)
    expect(twice).toMatchObject({ ok: false, broken: { kind: 'period', index: 1, of: 'amount', limit: 1_000n, used: 600n } })
    const use = { merchantId: null, thirdPartyId: 'tpp' as Id<'tpp'>, method: 'wallet_balance', amount: 600n } as const
    const context = { timeZone: SHANGHAI, reconfirmation: NEVER }
    expect(checkUse(limited({ used: once.used }), undefined, use, at, context)).toMatchObject({
      error: { code: 'consent_limit_exceeded', values: { kind: 'period', index: 1, limit: 1000, used: 600 } },
    })
  })

  it('begins a new day at midnight of the institution', () => {
    const late = brokenLimit(limited(), 600n, new Date('2021-06-10T23:59:59+08:00'), SHANGHAI)
    if (!late.ok) throw new Error('within its limits')
    expect(brokenLimit(limited({ used: late.used }), 600n, new Date('2021-06-10T23:59:59+08:00'), SHANGHAI).ok).toBe(false)
    expect(brokenLimit(limited({ used: late.used }), 600n, new Date('2021-06-11T00:00:00+08:00'), SHANGHAI).ok).toBe(true)
  })

  it('goes on with a period that has begun when another node’s clock is a moment behind', () => {
    const after = brokenLimit(limited(), 600n, new Date('2021-06-11T00:00:00+08:00'), SHANGHAI)
    if (!after.ok) throw new Error('within its limits')
    expect(brokenLimit(limited({ used: after.used }), 600n, new Date('2021-06-10T23:59:59+08:00'), SHANGHAI).ok).toBe(false)
  })

  it('agrees with a model that keeps every payment: any payments and releases, in any order of days', () => {
    const step = fc.record({ days: fc.constantFrom(0, 0, 0, 1, 9, 25), amount: fc.bigInt({ min: 1n, max: 700n }), release: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), steps => {
        let consent = limited()
        let today = day('2021-06-01')
        const kept: { on: BusinessDate; amount: bigint }[] = []
        for (const { days, amount, release } of steps) {
          today = addDays(today, days)
          const at = new Date(`${today}T10:00:00+08:00`)
          const first = kept[0]
          if (release && first !== undefined) {
            kept.shift()
            consent = {
              ...consent,
              used: applyReleases(
                consent,
                [{ amount: first.amount, whole: true, usedAt: new Date(`${first.on}T10:00:00+08:00`) }],
                SHANGHAI,
              ),
            }
          }
          const sum = (of: (on: BusinessDate) => boolean) =>
            kept.filter(({ on }) => of(on)).reduce((total, each) => total + each.amount, amount)
          const count = (of: (on: BusinessDate) => boolean) => kept.filter(({ on }) => of(on)).length + 1
          const may =
            amount <= 600n &&
            sum(on => on === today) <= 1_000n &&
            count(on => on === today) <= 3 &&
            sum(on => on.slice(0, 7) === today.slice(0, 7)) <= 3_000n &&
            sum(() => true) <= 5_000n &&
            count(() => true) <= 8
          const counted = brokenLimit(consent, amount, at, SHANGHAI)
          expect(counted.ok).toBe(may)
          if (!counted.ok) continue
          consent = { ...consent, used: counted.used }
          kept.push({ on: today, amount })
        }
      }),
    )
  })
})

describe('who may use a consent', () => {
  const context = { timeZone: SHANGHAI, reconfirmation: NEVER }
  const now = new Date('2026-01-01T00:00:00Z')
  const use = { merchantId: null, thirdPartyId: 'tpp' as Id<'tpp'>, method: 'wallet_balance', amount: 1n } as const
  const code = (consent: ConsentRow | undefined, change: object = {}) => {
    const outcome = checkUse(consent, undefined, { ...use, ...change }, now, context)
    return outcome.ok ? 'ok' : outcome.error.code
  }

  it('is its third party alone, for a kind that pays, in its currency', () => {
    expect(code(row())).toBe('ok')
    expect(code(undefined)).toBe('consent_not_found')
    expect(code(row(), { thirdPartyId: 'other' })).toBe('consent_not_found')
    expect(code(row({ grantee: { kind: 'merchant', id: 'tpp' as Id<'mer'> } }))).toBe('consent_not_found')
    expect(code(row({ kind: 'account_access' }))).toBe('consent_kind_mismatch')
    expect(code(row(), { currency: 'GBP' })).toBe('consent_currency_mismatch')
  })

  it('is never a merchant under a third party’s consent, nor the other way round', () => {
    const kinds: readonly ConsentKind[] = ['account_access', 'funds_confirmation', 'domestic_payment', 'vrp']
    for (const kind of kinds)
      expect(
        checkUse(row({ kind }), undefined, { merchantId: 'tpp' as Id<'mer'>, method: 'wallet_balance', amount: 1n }, now, context),
      ).toMatchObject({ error: { code: 'mandate_not_found' } })
  })
})
