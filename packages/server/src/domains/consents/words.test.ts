/** The words are complete, in both languages, and change only together with their version. */
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { CONSENT_KINDS, CONSENT_STATES } from './types.ts'
import * as words from './words.ts'

/** The permissions of UK Open Banking account information v4.0 (OBReadConsent1, Permissions). */
const STANDARD = [
  'ReadAccountsBasic',
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadBeneficiariesBasic',
  'ReadBeneficiariesDetail',
  'ReadDirectDebits',
  'ReadOffers',
  'ReadPAN',
  'ReadParty',
  'ReadPartyPSU',
  'ReadProducts',
  'ReadScheduledPaymentsBasic',
  'ReadScheduledPaymentsDetail',
  'ReadStandingOrdersBasic',
  'ReadStandingOrdersDetail',
  'ReadStatementsBasic',
  'ReadStatementsDetail',
  'ReadTransactionsBasic',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
  'ReadTransactionsDetail',
]

it('tell of every permission of the standard as a kind of data', () => {
  for (const permission of STANDARD) expect(words.DATA_CLUSTERS).toHaveProperty(words.PERMISSION_CLUSTERS[permission] ?? 'none')
  expect(words.isKnownPermission('ReadEverything')).toBe(false)
  expect(words.isKnownPermission('toString')).toBe(false)
})

it('say each kind of data once, in one order, whatever the order of the permissions', () => {
  const expected = ['accounts', 'balances', 'transactions', 'transaction_details']
  const asked = ['ReadTransactionsDetail', 'ReadBalances', 'ReadTransactionsDebits', 'ReadTransactionsBasic', 'ReadAccountsBasic']
  expect(words.clustersOf(asked)).toEqual(expected)
  expect(words.clustersOf([...asked].reverse())).toEqual(expected)
})

it('name every kind and state', () => {
  expect(Object.keys(words.KIND_WORDS).sort()).toEqual([...CONSENT_KINDS].sort())
  expect(Object.keys(words.STATE_WORDS).sort()).toEqual([...CONSENT_STATES].sort())
})

it('are written in both languages, everywhere', () => {
  const check = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return
    if ('en' in value || 'zh' in value) {
      const { en, zh } = value as Record<string, unknown>
      expect(en, path).toMatch(/^[^\p{Script=Han}]+$/u)
      expect(zh, path).toMatch(/\p{Script=Han}/u)
      return
    }
    for (const [name, inner] of Object.entries(value)) check(inner, `${path}.${name}`)
  }
  check(words, 'words')
})

it('change only together with their version', () => {
  const digest = createHash('sha256')
    .update(JSON.stringify(words, (key, value: unknown) => (key === 'TEXT_VERSION' ? undefined : value)))
    .digest('hex')
    .slice(0, 16)
  // Whoever changes a word raises TEXT_VERSION and writes both here: receipts name the version.
  expect([words.TEXT_VERSION, digest]).toEqual(['2026-11-22.4', 'e63397f6d58c2cda'])
})
