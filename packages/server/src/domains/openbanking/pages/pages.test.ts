/** What people are shown and held to: sheets, account choices, and where a request has come to. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { newId } from '../../../kernel/ids.ts'
import { SENSITIVE_DATA } from '../../consents/consents.ts'
import type { Consent } from '../../consents/types.ts'
import type { Interaction } from '../../identity/identity.ts'
import type { BankAccount } from '../ports.ts'
import { candidatesOf, chosenOf } from './accounts.ts'
import { askerOf } from './asked.ts'
import { endOf } from './journey.ts'
import { chooseView, reviewView } from './journey-views.ts'
import { sheetHtml } from './parts.ts'
import { fingerprintOf, sheetText, TEXT_VERSION } from './sheet.ts'
import { type Asked, sheetOf } from './sheets.ts'
import { wordsIn } from './words.ts'

const ZONE = 'Asia/Shanghai'
const asker = { name: 'Pinecone', company: 'Pinecone Ltd', contact: 'privacy@pinecone.example', website: 'pinecone.example' }
const accounts = [{ id: 'bac_1', label: 'ICBC · Current · **** 0018' }]

const ASKED: readonly Asked[] = [
  {
    kind: 'account_access',
    asker,
    accounts,
    permissions: ['ReadAccountsBasic', 'ReadBalances', 'ReadTransactionsDetail', 'ReadTransactionsDebits'],
    purpose: null,
    validTo: new Date('2027-02-21T04:00:00Z'),
    transactionsFrom: new Date('2026-01-01T00:00:00Z'),
    transactionsTo: null,
  },
  { kind: 'funds_confirmation', asker, accounts, purpose: 'To see before you pay', validTo: null },
  { kind: 'domestic_payment', asker, accounts, amount: 12_800n, currency: 'CNY', payee: 'Pine Teahouse', reference: 'TEA-1' },
  {
    kind: 'vrp',
    asker,
    accounts,
    currency: 'CNY',
    payee: 'Pine Teahouse',
    reference: null,
    limits: [
      { kind: 'per_payment', amount: 20_000n },
      { kind: 'period', period: 'Month', alignment: 'Calendar', amount: 50_000n, count: null },
      { kind: 'period', period: 'Week', alignment: 'Consent', amount: 30_000n, count: 3 },
      { kind: 'lifetime', amount: 900_000n, count: 100 },
    ],
    validFrom: null,
    validTo: new Date('2027-11-21T04:00:00Z'),
  },
]

const textOf = (html: string): string => html.replaceAll(/<[^>]*>/g, '\n')

describe('a sheet', () => {
  it.each(ASKED.flatMap(asked => (['en', 'zh'] as const).map(language => ({ kind: asked.kind, language, asked }))))(
    'shows every word of the text that the receipt keeps: $kind in $language',
    ({ asked, language }) => {
      const sheet = sheetOf(asked, language, ZONE)
      const shown = textOf(sheetHtml(sheet).html)
      for (const section of sheet.sections) for (const point of section.points) expect(shown).toContain(point.text)
      expect(shown).toContain(sheet.title)
      expect(sheetText(sheet)).toContain(sheet.statement)
      expect(sheetText(sheet)).toContain(asker.contact)
    },
  )

  it('names recipient, contact, purpose, way, kinds of data, duration, limits and end of data sharing (PIPL Art. 17, 23)', () => {
    for (const language of ['en', 'zh'] as const) {
      const ids = sheetOf(ASKED[0] as Asked, language, ZONE).sections.map(section => section.id)
      expect(ids).toEqual(['what', 'accounts', 'why', 'how', 'how-long', 'not', 'end', 'free'])
    }
  })

  it('shows amount and payee of a payment set apart, and every limit of a VRP consent', () => {
    const payment = sheetOf(ASKED[2] as Asked, 'en', ZONE)
    expect(payment.amount).toEqual({ label: 'You pay', text: '¥128.00', to: 'to Pine Teahouse' })
    const limits = sheetOf(ASKED[3] as Asked, 'en', ZONE).sections.find(section => section.id === 'limits')
    expect(limits?.points.map(point => point.text)).toEqual([
      'Each payment: at most ¥200.00',
      'Each calendar month: at most ¥500.00 in all',
      'Every week, counted from your consent: at most ¥300.00 in all, at most 3 payments',
      'Altogether: at most ¥9,000.00, at most 100 payments',
      'A payment beyond any of these limits is refused.',
    ])
  })

  it('tells times in the institution’s place', () => {
    expect(sheetText(sheetOf(ASKED[0] as Asked, 'zh', ZONE))).toContain('2027年2月21日 12:00')
    expect(sheetText(sheetOf(ASKED[0] as Asked, 'en', 'Europe/London'))).toContain('21 February 2027 at 04:00')
  })

  it('writes Chinese names without spaces, and keeps those beside Latin ones', () => {
    const chinese = sheetOf({ ...(ASKED[0] as Asked), asker: { ...asker, name: '松果记账' } }, 'zh', ZONE)
    expect(chinese.title).toBe('松果记账想查看您的账户信息')
    expect(sheetOf(ASKED[0] as Asked, 'zh', ZONE).title).toBe('Pinecone 想查看您的账户信息')
  })

  it('has another fingerprint when anything of it changes', () => {
    const [access, , payment] = ASKED as [Asked, Asked, Extract<Asked, { kind: 'domestic_payment' }>]
    const prints = [
      sheetOf(payment, 'en', ZONE),
      sheetOf({ ...payment, amount: 12_801n }, 'en', ZONE),
      sheetOf({ ...payment, payee: 'Pine Teahouse 2' }, 'en', ZONE),
      sheetOf(payment, 'zh', ZONE),
      sheetOf(access, 'en', ZONE),
      // Another account, whatever it is called.
      sheetOf({ ...payment, accounts: payment.accounts.map(account => ({ ...account, id: `bac_${'0'.repeat(26)}` })) }, 'en', ZONE),
    ].map(fingerprintOf)
    expect(new Set(prints).size).toBe(prints.length)
    expect(prints[0]).toMatch(/^[0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}$/)
  })

  it('has a new version whenever its words change', () => {
    // The words for kinds of data have a version of their own, which receipts name too.
    const ownWords = (asked: Asked, language: 'en' | 'zh'): string =>
      sheetText(sheetOf(asked.kind === 'account_access' ? { ...asked, permissions: [] } : asked, language, ZONE)).replace(
        SENSITIVE_DATA[language],
        '',
      )
    const words = ASKED.flatMap(asked => (['en', 'zh'] as const).map(language => ownWords(asked, language))).join('\n')
    const digest = createHash('sha256').update(words).digest('hex').slice(0, 16)
    // The words differ from those of this version? Then raise TEXT_VERSION and write the new digest beside it.
    expect({ version: TEXT_VERSION, digest }).toEqual({ version: '2026-11-22', digest: DIGEST })
  })

  it('shows what others wrote as text, never as HTML', () => {
    const evil = '<img src=x onerror=alert(1)>"\'&'
    const asked: Asked = {
      ...(ASKED[2] as Extract<Asked, { kind: 'domestic_payment' }>),
      payee: evil,
      reference: evil,
      asker: { ...asker, name: evil },
    }
    const sheet = sheetOf(asked, 'en', ZONE)
    const place = { path: '/authorise/x', askerName: evil, csrf: 'c', holderName: evil }
    const { html } = reviewView(wordsIn('en'), {
      place,
      sheet,
      accounts: ['bac_1'],
      mayChange: true,
      pays: true,
      notice: evil,
      steps: { at: 1, of: 2 },
    })
    expect(html).not.toContain('<img')
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;')
    expect(html).not.toMatch(/ style=|<script|javascript:/)
  })
})

const DIGEST = '2f773015195ae22c'

const account = (over: Partial<BankAccount>): BankAccount => ({
  id: newId<'bac'>(),
  holderId: newId<'hld'>(),
  bank: { en: 'ICBC', zh: '工商银行' },
  servicer: null,
  status: 'Enabled',
  statusAt: new Date(0),
  currency: 'CNY',
  category: 'Personal',
  typeCode: 'CACC',
  description: 'Current',
  nickname: null,
  openedAt: null,
  maturesAt: null,
  identifications: [{ scheme: 'CN.CNAPS.Account', identification: '6222', name: null, secondaryIdentification: null }],
  masked: '**** 0018',
  isPayable: false,
  ...over,
})

describe('the accounts to choose from', () => {
  const w = wordsIn('en')
  const access: Pick<Consent, 'kind' | 'terms'> = { kind: 'account_access', terms: {} }
  const payment: Pick<Consent, 'kind' | 'terms'> = { kind: 'domestic_payment', terms: { Data: { Initiation: {} } } }

  it('show closed accounts as not to be chosen, and tick nothing', () => {
    const candidates = candidatesOf(access, [account({}), account({ status: 'Deleted' })], null, w, 'en')
    expect(candidates.choices.map(choice => choice.reason)).toEqual([null, w.choose.closed])
    expect(candidates.only).toBeNull()
    const { html } = chooseView(w, {
      place: { path: '/authorise/x', askerName: 'P', csrf: 'c', holderName: 'L' },
      title: 't',
      lead: 'l',
      many: true,
      accounts: candidates.choices,
      chosen: [],
      error: null,
      askerDetail: '',
    })
    expect(html).not.toContain(' checked')
    expect(html.match(/type="checkbox"/g)).toHaveLength(1)
  })

  it('are those that payments can be made from, for a payment; a single one needs no choice', () => {
    const wallet = account({ isPayable: true })
    const candidates = candidatesOf(payment, [account({}), wallet], 'CNY', w, 'en')
    expect(candidates.choices).toHaveLength(1)
    expect(candidates.only?.label).toBe('ICBC · Current · **** 0018')
    expect(candidatesOf(payment, [wallet], 'GBP', w, 'en').only).toBeNull()
  })

  it('are only the one that the request names', () => {
    const named = {
      kind: 'funds_confirmation',
      terms: { Data: { DebtorAccount: { SchemeName: 'CN.CNAPS.Account', Identification: '6222' } } },
    } as const
    const other = account({
      identifications: [{ scheme: 'CN.CNAPS.Account', identification: '1', name: null, secondaryIdentification: null }],
    })
    expect(candidatesOf(named, [account({}), other], null, w, 'en').choices).toHaveLength(1)
    expect(candidatesOf(named, [other], null, w, 'en').choices).toHaveLength(0)
  })

  it('refuse a choice of none, of a closed one, of somebody else’s, and of two to pay from', () => {
    const candidates = candidatesOf(access, [account({}), account({ status: 'Deleted' })], null, w, 'en')
    const [open, closed] = candidates.choices.map(choice => choice.id) as [string, string]
    expect(chosenOf(candidates, [])).toBeNull()
    expect(chosenOf(candidates, [closed])).toBeNull()
    expect(chosenOf(candidates, [open, 'bac_01jd0000000000000000000000'])).toBeNull()
    expect(chosenOf(candidates, [open, open])).toHaveLength(1)
    const paying = candidatesOf(payment, [account({ isPayable: true }), account({ isPayable: true })], 'CNY', w, 'en')
    expect(
      chosenOf(
        paying,
        paying.choices.map(choice => choice.id),
      ),
    ).toBeNull()
  })
})

describe('a request', () => {
  const interaction = { decided: false, expired: false, thirdParty: { status: 'sandbox' } } as unknown as Interaction
  const consent = { state: 'awaiting_authorisation' } as Consent

  it('can be answered while it is open, and again when it was authorised before', () => {
    expect(endOf(interaction, consent)).toBeNull()
    expect(endOf(interaction, { ...consent, state: 'authorised' })).toBeNull()
  })

  it.each([
    ['decided', { decided: true, expired: true }, consent],
    ['suspended', { thirdParty: { status: 'suspended' } }, consent],
    ['suspended', { thirdParty: { status: 'pending' } }, consent],
    ['expired', { expired: true }, consent],
    ['withdrawn', {}, { state: 'cancelled' }],
    ['withdrawn', {}, { state: 'rejected' }],
    ['withdrawn', {}, { state: 'consumed' }],
    ['withdrawn', {}, { state: 'expired' }],
    ['withdrawn', {}, null],
  ] as const)('has ended: %s', (end, over, given) => {
    expect(endOf({ ...interaction, ...over } as Interaction, given as Consent | null)).toBe(end)
  })

  it('names who asks by what was registered, and links to nothing but web sites', () => {
    const facts = { name: { en: 'P', zh: '松' }, contact: {}, metadata: { contacts: ['a@b.example'], client_uri: 'https://p.example/x' } }
    expect(askerOf(facts, 'zh')).toEqual({ name: '松', company: null, contact: 'a@b.example', website: 'p.example' })
    expect(askerOf({ ...facts, contact: { email: 'c@d.example', website: 'javascript:alert(1)' }, metadata: {} }, 'en')).toEqual({
      name: 'P',
      company: null,
      contact: 'c@d.example',
      website: null,
    })
  })
})
