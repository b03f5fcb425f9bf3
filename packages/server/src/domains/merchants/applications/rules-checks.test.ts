import { describe, expect, it } from 'vitest'
import { companyForm, residentId } from '../../../../test/harness/onboarding.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import { draftOf, zForm } from '../http/form.ts'
import { FINDING_WORDS, RISK_WORDS } from './findings.ts'
import { check, documentsNeeded, type Known, NO_NEIGHBOURS } from './rules-checks.ts'
import { gradeOf, type RiskPolicy, reviewDue } from './rules-risk.ts'
import type { ApplicationForm } from './types.ts'

const channels: Known['channels'] = new Map([
  ['sim', null],
  ['wechat_pay', { subjects: ['enterprise'], documents: () => ['contact_id_front'], flowsWithSubAppId: ['app'] }],
])
const policy = { mccProhibited: ['7995'], mccHighRisk: ['5944'], ownerBpsMin: 2500, expiryWarningDays: 30, ageMin: 16 }

const formOf = (changes: Record<string, unknown> = {}) => draftOf(zForm.parse(companyForm(undefined, changes))) as ApplicationForm
const whole = (form: ApplicationForm) => documentsNeeded(form, channels).map((needed, at) => ({ ...needed, sha256: String(at) }))
const found = (form: ApplicationForm, known: Partial<Known> = {}) =>
  check(form, { today: '2026-11-22' as BusinessDate, policy, channels, documents: whole(form), neighbours: NO_NEIGHBOURS, ...known })
const codes = (form: ApplicationForm, known: Partial<Known> = {}) => found(form, known).map(({ code, field }) => `${code} ${field}`)

describe('check', () => {
  it('finds nothing in an application that is in order', () => {
    expect(found(formOf())).toEqual([])
  })

  it('names the sections that lack', () => {
    expect(check({}, { today: '2026-11-22' as BusinessDate, policy, channels, documents: [], neighbours: NO_NEIGHBOURS })).toHaveLength(10)
  })

  const form = formOf()
  const owner = form.owners[0] as ApplicationForm['owners'][number]
  const day = (text: string) => text as BusinessDate
  const cases: readonly (readonly [string, string, ApplicationForm])[] = [
    [
      'a licence number with a wrong check character',
      'uscc_invalid licence.number',
      { ...form, licence: { ...form.licence, number: '911101050000000000' } },
    ],
    ['a subject that is not the licence’s', 'subject_differs_from_licence subject', { ...form, subject: 'institution' }],
    ['a licence that has ended', 'expired licence.valid_to', { ...form, licence: { ...form.licence, validTo: day('2026-11-21') } }],
    ['a licence that ends soon', 'expires_soon licence.valid_to', { ...form, licence: { ...form.licence, validTo: day('2026-12-01') } }],
    ['a licence of tomorrow', 'not_yet_valid licence.valid_from', { ...form, licence: { ...form.licence, validFrom: day('2026-11-23') } }],
    [
      'a licence that ends before it begins',
      'period_reversed licence.valid_to',
      { ...form, licence: { ...form.licence, validTo: day('2010-01-01') } },
    ],
    [
      'a wrong identity number',
      'id_number_invalid legal_person.id_number',
      { ...form, legalPerson: { ...form.legalPerson, idNumber: '110105198503120011' } },
    ],
    [
      'a child',
      'person_too_young legal_person.id_number',
      { ...form, legalPerson: { ...form.legalPerson, idNumber: residentId(7, '20150312') } },
    ],
    ['a company without owners', 'owner_missing owners', { ...form, owners: [] }],
    ['an owner of less than a quarter', 'owner_share_too_small owners.0.share_bps', { ...form, owners: [{ ...owner, shareBps: 2_499 }] }],
    ['an owner named twice', 'owner_repeated owners.1', { ...form, owners: [owner, owner] }],
    [
      'owners of more than the whole',
      'owner_shares_above_whole owners',
      { ...form, owners: [owner, { ...owner, idNumber: residentId(9), shareBps: 5_000 }] },
    ],
    ['only a manager as owner', 'owner_is_manager_only owners', { ...form, owners: [{ ...owner, basis: 'senior_manager', shareBps: 0 }] }],
    [
      'owners and managers mixed',
      'owner_basis_mixed owners',
      { ...form, owners: [owner, { ...owner, idNumber: residentId(9), basis: 'senior_manager', shareBps: 0 }] },
    ],
    ['a contact who is not whom they say', 'contact_is_not_legal_person contact', { ...form, contact: { ...form.contact, name: '他人' } }],
    [
      'a contact with a wrong number',
      'id_number_invalid contact.id_number',
      { ...form, contact: { ...form.contact, role: 'agent', idNumber: '1' } },
    ],
    ['business that is not taken on', 'mcc_prohibited business.mcc', { ...form, business: { ...form.business, mcc: '7995' } }],
    ['business that is watched', 'mcc_high_risk business.mcc', { ...form, business: { ...form.business, mcc: '5944' } }],
    ['a shop business without shops', 'shop_missing business.shops', { ...form, business: { ...form.business, shops: [] } }],
    [
      'a web business without website',
      'website_missing business.website',
      { ...form, business: { ...form.business, scenes: ['website'], shops: [] } },
    ],
    [
      'an account in another name',
      'account_name_differs bank_account.holder_name',
      { ...form, bankAccount: { ...form.bankAccount, holderName: '他人公司' } },
    ],
    [
      'a company’s personal account',
      'account_personal_not_allowed bank_account.kind',
      { ...form, bankAccount: { ...form.bankAccount, kind: 'personal' } },
    ],
    ['no channel', 'channel_missing channels', { ...form, channels: [] }],
    [
      'a channel that nobody knows',
      'channel_unknown channels.0.channel',
      { ...form, channels: [{ channel: 'moon', flows: [], subAppId: null }] },
    ],
    [
      'a channel twice',
      'channel_repeated channels.1.channel',
      { ...form, channels: [1, 2].map(() => ({ channel: 'sim', flows: [], subAppId: null })) },
    ],
    [
      'a flow without its app id',
      'sub_app_id_missing channels.0.sub_app_id',
      { ...form, channels: [{ channel: 'wechat_pay', flows: ['app'], subAppId: null }] },
    ],
  ]
  it.each(cases)('finds %s', (_, expected, changed) => {
    expect(codes(changed)).toContain(expected)
  })

  it('refuses a personal account of a company, takes one of an individual business in its operator’s name, with a card number that is one', () => {
    const one: ApplicationForm = {
      ...form,
      subject: 'individual_business',
      licence: { ...form.licence, number: '92110105MA00000019' },
      owners: [],
      bankAccount: { ...form.bankAccount, kind: 'personal', holderName: form.legalPerson.name, number: '6222020000000000018' },
    }
    expect(codes(one).filter(code => !code.startsWith('uscc'))).toEqual([])
    expect(codes({ ...one, bankAccount: { ...one.bankAccount, number: '6222020000000000019' } })).toContain(
      'card_number_invalid bank_account.number',
    )
    expect(codes({ ...one, channels: [{ channel: 'wechat_pay', flows: [], subAppId: null }] })).toContain(
      'channel_refuses_subject channels.0.channel',
    )
    const named = { ...one.bankAccount, kind: 'corporate' as const, holderName: `个体户（${one.legalPerson.name}）`, number: '12345678' }
    expect(codes({ ...one, bankAccount: named })).toContain('account_name_differs bank_account.holder_name')
    expect(codes({ ...one, bankAccount: { ...named, holderName: `个体户${one.legalPerson.name}` } })).not.toContain(
      'account_name_differs bank_account.holder_name',
    )
  })

  it('asks for the documents that the form and its channels make necessary', () => {
    expect(codes(form, { documents: [] })).toContain('document_missing documents.licence')
    const agent: ApplicationForm = {
      ...form,
      contact: { ...form.contact, role: 'agent', name: '经办', idNumber: residentId(33) },
      owners: [owner, { ...owner, name: '另人', idNumber: residentId(44), shareBps: 3_000 }],
      business: { ...form.business, scenes: ['store', 'website'], website: 'https://tea.example' },
      channels: [{ channel: 'wechat_pay', flows: [], subAppId: null }],
    }
    expect(documentsNeeded(agent, channels)).toEqual(
      [
        ['licence', 0],
        ['legal_person_id_front', 0],
        ['legal_person_id_back', 0],
        ['bank_account', 0],
        ['contact_id_front', 0],
        ['contact_authorisation', 0],
        ['beneficial_owner_id_front', 1],
        ['beneficial_owner_id_back', 1],
        ['shop_front', 0],
        ['shop_indoor', 0],
        ['website', 0],
      ].map(([kind, about]) => ({ kind, about })),
    )
    const same = whole(form).map(one => ({ ...one, sha256: 'same' }))
    expect(codes(form, { documents: same })).toContain('document_repeated documents.legal_person_id_front')
  })

  it('warns of what others have in common, and refuses a second open application', () => {
    const neighbours = { licenceApplying: true, licenceTaken: true, rejectedBefore: true, accountShared: 2, legalPersonShared: 1 }
    expect(found(form, { neighbours }).map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'error licence_applying',
      'warning licence_taken',
      'warning rejected_before',
      'warning account_shared',
      'warning legal_person_shared',
    ])
  })

  it('has words for everything that it finds', () => {
    const every = [...cases.flatMap(([, , changed]) => found(changed)), ...found(form, { documents: [] })]
    expect(every.filter(({ code }) => FINDING_WORDS[code] === undefined)).toEqual([])
  })

  it('never says anything of a person', () => {
    const text = JSON.stringify(cases.flatMap(([, , changed]) => found(changed)))
    expect(text).not.toContain(form.legalPerson.name)
    expect(text).not.toMatch(/\d{15}/)
  })
})

describe('gradeOf', () => {
  const risk: RiskPolicy = {
    mediumFrom: 30,
    highFrom: 60,
    largeVolume: 100_000_000n,
    youngLicenceDays: 180,
    points: { mcc_high_risk: 40, volume_large: 20, online_only: 15, settlement_same_day: 15, licence_young: 15, account_personal: 0 },
  }
  const today = '2026-11-22' as BusinessDate
  const form = formOf()

  it('sums the points of every reason that holds, and says them', () => {
    expect(gradeOf(form, [], risk, today)).toEqual({ grade: 'low', points: 0, reasons: [] })
    const risky: ApplicationForm = {
      ...form,
      settlementCycle: 'T0',
      business: { ...form.business, mcc: '5944', monthlyVolume: 100_000_000n },
    }
    const graded = gradeOf(risky, found(risky), risk, today)
    expect(graded).toMatchObject({ grade: 'high', points: 75 })
    expect(graded.reasons.map(({ code }) => code)).toEqual(['mcc_high_risk', 'volume_large', 'settlement_same_day'])
    expect(graded.reasons.filter(({ code }) => RISK_WORDS[code] === undefined)).toEqual([])
  })

  it('grades medium in between', () => {
    const young = { ...form, settlementCycle: 'T0' as const, licence: { ...form.licence, validFrom: '2026-11-01' as BusinessDate } }
    expect(gradeOf(young, [], risk, today)).toMatchObject({ grade: 'medium', points: 30 })
  })
})

it('reviewDue counts months to the last day of a shorter one, and never passes the end of a document', () => {
  const day = (text: string) => text as BusinessDate
  expect(reviewDue(day('2026-08-31'), 6, [])).toBe('2027-02-28')
  expect(reviewDue(day('2026-11-22'), 36, [null])).toBe('2029-11-22')
  expect(reviewDue(day('2026-11-22'), 36, [day('2027-01-05'), null])).toBe('2027-01-05')
})
