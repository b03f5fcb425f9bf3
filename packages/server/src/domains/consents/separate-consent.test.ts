/** The separate consent: everything that the law asks to be named, in both languages, and nothing when there is nothing. */
import { expect, it } from 'vitest'
import type { Id } from '../../kernel/ids.ts'
import { separateConsentOf } from './separate-consent.ts'
import type { Consent } from './types.ts'

const at = new Date('2026-01-01T00:00:00Z')
const consent = (change: Partial<Consent> = {}): Consent => ({
  id: 'c' as Id<'cns'>,
  publicId: 'cns_1',
  kind: 'account_access',
  state: 'authorised',
  stateSince: at,
  grantee: { kind: 'third_party', id: 't' as Id<'tpp'> },
  holderId: 'h' as Id<'hld'>,
  purpose: 'A money overview',
  permissions: ['ReadBalances', 'ReadAccountsBasic', 'ReadTransactionsCredits'],
  terms: null,
  accounts: [],
  factors: [],
  method: null,
  cardId: null,
  card: null,
  currency: 'CNY',
  limits: [],
  standings: [],
  validFrom: null,
  validTo: new Date('2026-04-01T00:00:00Z'),
  transactionsFrom: null,
  transactionsTo: null,
  authoriseBy: null,
  reconfirmBy: null,
  createdAt: at,
  authorisedAt: at,
  confirmedAt: at,
  endedAt: null,
  endedBy: null,
  endReason: null,
  ...change,
})
const recipient = {
  name: { en: 'Pinecone', zh: '松果' },
  contact: { email: 'privacy@pinecone.example' },
  metadata: { contacts: ['privacy@pinecone.example', 'Pine Road 1'] },
}
const said = (lines: readonly { about: string; text: string }[]) => Object.fromEntries(lines.map(({ about, text }) => [about, text]))

it('names recipient, contact, purpose, method and kinds of data (PIPL Art. 23), why they are sensitive (Art. 30), how long, and how to end it', () => {
  const english = said(separateConsentOf(consent(), recipient, 'en'))
  expect(Object.keys(english)).toEqual(['recipient', 'contact', 'purpose', 'method', 'data', 'sensitive', 'duration', 'not', 'withdraw'])
  expect(english).toMatchObject({
    recipient: 'Pinecone',
    contact: 'privacy@pinecone.example, Pine Road 1',
    purpose: 'A money overview',
    data: 'Your accounts, Your balances, Your transactions, (Money coming in)',
    duration: '2026-04-01T00:00:00.000Z',
  })
  const chinese = separateConsentOf(consent({ validTo: null }), recipient, 'zh')
  expect(said(chinese)).toMatchObject({ recipient: '松果', data: '账户列表、账户余额、交易记录、（收入）', duration: '直至您撤回' })
  expect(chinese.map(({ label }) => label).slice(0, 5)).toEqual(['接收方名称', '联系方式', '处理目的', '处理方式', '个人信息种类'])
})

it('of a payment names no data, and of a merchant’s mandate there is none', () => {
  expect(separateConsentOf(consent({ kind: 'vrp', permissions: [], purpose: null }), undefined, 'en').map(({ about }) => about)).toEqual([
    'purpose',
    'duration',
    'not',
    'withdraw',
  ])
  expect(separateConsentOf(consent({ kind: 'wallet_auto_debit', grantee: { kind: 'institution' } }), recipient, 'en')).toEqual([])
})
