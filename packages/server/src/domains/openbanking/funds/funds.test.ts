/** Confirmation of funds through the whole server: a consent of a card issuer, and yes or no about an amount, nothing else. */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Json, must, type Person, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import {
  BASE,
  bankCustomer,
  createObClient,
  errorOf,
  type Linked,
  type ObCaller,
  type ObClient,
} from '../../../../test/harness/openbanking.ts'
import { formatId, newId } from '../../../kernel/ids.ts'
import type { Balance } from '../ports.ts'
import { availableOf, refuseRequest } from './rules.ts'

const database = useDatabase()
const world = useApp(database)

const CONSENTS = `${BASE}/cbpii/funds-confirmation-consents`
const QUESTIONS = `${BASE}/cbpii/funds-confirmations`
const SCOPE = 'fundsconfirmations'

let person: Person
let client: ObClient
let own: ObCaller
let wallet: string
let linked: Linked

const requestOf = (data: Json = {}) => ({
  Data: { DebtorAccount: { SchemeName: 'CN.FEIQIAN.PaymentAccount', Identification: person.phone, Name: '林晓' }, ...data },
})
const question = (consentId: string, amount = '100.00', currency = 'CNY') => ({
  Data: { ConsentId: consentId, Reference: 'A purchase', InstructedAmount: { Amount: amount, Currency: currency } },
})
const dataOf = (body: Json) => body.Data as Json
const ask = async () => String(dataOf((await own('POST', CONSENTS, { body: requestOf() })).body).ConsentId)

beforeAll(async () => {
  person = await world.person({ balance: 10_000 })
  client = await createObClient(world)
  own = await client.own(SCOPE)
  wallet = formatId('bac', (await world.app.coreBanks.accountsOf(person.uuid))[0]?.id ?? newId<'bac'>())
  linked = await client.authorise(person, await ask(), [wallet], SCOPE)
}, 120_000)

describe('a request', () => {
  it('becomes a consent that awaits its authorisation, and can be read', async () => {
    const made = await own('POST', CONSENTS, { body: requestOf({ ExpirationDateTime: '2099-01-01T00:00:00Z' }), key: 'funds-1' })
    expect(made.status).toBe(201)
    expect(dataOf(made.body)).toMatchObject({
      Status: 'AWAU',
      DebtorAccount: requestOf().Data.DebtorAccount,
      ExpirationDateTime: '2099-01-01T00:00:00.000Z',
    })
    expect((await own('GET', `${CONSENTS}/${dataOf(made.body).ConsentId}`)).body).toEqual(made.body)
    const again = await own('POST', CONSENTS, { body: requestOf({ ExpirationDateTime: '2099-01-01T00:00:00Z' }), key: 'funds-1' })
    expect([again.status, again.body]).toEqual([201, made.body])
  })

  it('names an account in a way that is published', async () => {
    const DebtorAccount = { SchemeName: 'CN.FEIQIAN.Merchant', Identification: 'mer_1' }
    const answer = await own('POST', CONSENTS, { body: requestOf({ DebtorAccount }) })
    expect(errorOf(answer)).toEqual({ status: 400, code: 'ob_account_unsupported', ob: 'U021', path: 'Data.DebtorAccount.SchemeName' })
  })

  it('does not end before it begins', async () => {
    const answer = await own('POST', CONSENTS, { body: requestOf({ ExpirationDateTime: '2020-01-01T00:00:00Z' }) })
    expect(errorOf(answer)).toMatchObject({ status: 400, ob: 'U003', path: 'Data.ExpirationDateTime' })
  })
})

describe('the question whether funds are there', () => {
  it.each([
    ['100.00', true],
    ['100.01', false],
    ['0.01', true],
    ['9999999999999', false],
  ])('for %s is answered by %s', async (amount, expected) => {
    const { status, body } = await linked.call('POST', QUESTIONS, { body: question(linked.consentId, amount) })
    expect(status).toBe(201)
    expect(dataOf(body)).toMatchObject({ FundsAvailable: expected, ConsentId: linked.consentId, Reference: 'A purchase' })
    expect(Object.keys(dataOf(body)).sort()).toEqual([
      'ConsentId',
      'CreationDateTime',
      'FundsAvailable',
      'FundsConfirmationId',
      'InstructedAmount',
      'Reference',
    ])
  })

  it.each([
    ['1.001', 'CNY', 'U002', 'Data.InstructedAmount.Amount'],
    ['-1', 'CNY', 'U002', 'Data.InstructedAmount.Amount'],
    ['0', 'CNY', 'U002', 'Data.InstructedAmount.Amount'],
    ['1,00', 'CNY', 'U002', 'Data.InstructedAmount.Amount'],
    ['1e3', 'CNY', 'U002', 'Data.InstructedAmount.Amount'],
    ['99999999999999', 'CNY', 'U002', 'Data.InstructedAmount.Amount'],
    ['1', 'cny', 'U002', 'Data.InstructedAmount.Currency'],
    ['1', 'ABC', 'U002', 'Data.InstructedAmount.Currency'],
    ['1', 'GBP', 'U023', 'Data.InstructedAmount.Currency'],
  ])('for %s %s is none', async (amount, currency, ob, path) => {
    const answer = await linked.call('POST', QUESTIONS, { body: question(linked.consentId, amount, currency) })
    expect(errorOf(answer)).toMatchObject({ status: 400, ob, path })
  })

  it('is asked under the consent of the token', async () => {
    expect(errorOf(await linked.call('POST', QUESTIONS, { body: question(await ask()) }))).toMatchObject({
      status: 400,
      code: 'ob_consent_mismatch',
      ob: 'U008',
    })
    expect(errorOf(await linked.call('POST', QUESTIONS, { body: question('cns_1') }))).toMatchObject({ status: 400, ob: 'U011' })
    const accounts = await client.link(person, { permissions: ['ReadAccountsBasic'] })
    expect(errorOf(await accounts.call('POST', QUESTIONS, { body: question(linked.consentId) }))).toMatchObject({
      status: 403,
      code: 'forbidden',
    })
    expect(errorOf(await linked.call('GET', `${BASE}/aisp/accounts`))).toMatchObject({ status: 403 })
  })

  it('about an account that its bank closed, or does not answer about, is not answered', async () => {
    const [account = ''] = await bankCustomer(world, person)
    const other = await client.authorise(person, await ask(), [account], SCOPE)
    expect((await other.call('POST', QUESTIONS, { body: question(other.consentId) })).status).toBe(201)
    for (const [body, code] of [
      [{ failing: true }, 'bank_account_unavailable'],
      [{ failing: false, closed: true }, 'bank_account_closed'],
    ] as const) {
      await must(world.nobody('PATCH', `/v1/sandbox/bank/accounts/${account}`, { body }))
      expect(errorOf(await other.call('POST', QUESTIONS, { body: question(other.consentId) })).code).toBe(code)
    }
  })

  it('ends with the consent', async () => {
    const other = await client.authorise(person, await ask(), [wallet], SCOPE)
    expect((await own('DELETE', `${CONSENTS}/${other.consentId}`)).status).toBe(204)
    expect((await other.call('POST', QUESTIONS, { body: question(other.consentId) })).status).toBe(401)
    expect(errorOf(await own('GET', `${CONSENTS}/${other.consentId}`))).toMatchObject({ status: 400, ob: 'U011' })
  })

  it('needs a consent that is authorised: one whose time is over is not', async () => {
    const ExpirationDateTime = new Date(world.clock.now().getTime() + 60_000).toISOString()
    const made = await own('POST', CONSENTS, { body: requestOf({ ExpirationDateTime }) })
    const other = await client.authorise(person, String(dataOf(made.body).ConsentId), [wallet], SCOPE)
    world.clock.advance(60_001)
    const answer = await other.call('POST', QUESTIONS, { body: question(other.consentId) })
    expect(errorOf(answer)).toMatchObject({ status: 400, code: 'ob_consent_status', ob: 'U009' })
  })
})

describe('what is available', () => {
  const balance = (type: Balance['type'], amount: bigint, more: Partial<Balance> = {}): Balance => ({
    accountId: newId<'bac'>(),
    type,
    amount,
    currency: 'CNY',
    at: new Date(0),
    creditLines: [],
    ...more,
  })

  it('is the available balance, else the booked one with the credit lines that it leaves out', () => {
    const creditLines = [
      { type: 'Pre-Agreed', isIncluded: false, amount: 50n },
      { type: 'Emergency', isIncluded: true, amount: 7n },
    ] as const
    expect(availableOf([balance('ITBD', 10n), balance('ITAV', 8n, { creditLines })], 'CNY')).toBe(8n)
    expect(availableOf([balance('ITBD', 10n, { creditLines })], 'CNY')).toBe(60n)
    expect(availableOf([balance('CLBD', 3n)], 'CNY')).toBe(3n)
    expect(availableOf([balance('ITAV', 8n)], 'GBP')).toBeNull()
  })

  it('is asked of accounts of the published list', () => {
    const request = { expiresAt: null, debtorAccount: { SchemeName: 'UK.OBIE.IBAN' } }
    expect(refuseRequest(request, new Date(0))).toBeNull()
    expect(refuseRequest({ ...request, debtorAccount: { SchemeName: 'UK.OBIE.Paym' } }, new Date(0))).toMatchObject({
      code: 'ob_account_unsupported',
    })
  })
})
