/** Account information through the whole server: a real token, real proofs, the sandbox bank; every answer judged by the documents. */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Json, must, type Person, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { startNode } from '../../../../test/harness/node.ts'
import { officialMissing } from '../../../../test/harness/official.ts'
import {
  AISP,
  bankCustomer,
  createObClient,
  errorOf,
  type Linked,
  type ObAnswer,
  type ObClient,
} from '../../../../test/harness/openbanking.ts'
import { formatId, newId } from '../../../kernel/ids.ts'

const database = useDatabase()
const world = useApp(database)

let person: Person
let client: ObClient
let linked: Linked
let chinese: string[]
let british: string[]

beforeAll(async () => {
  person = await world.person({ balance: 123_45 })
  chinese = await bankCustomer(world, person, 'cn')
  british = await bankCustomer(world, person, 'uk')
  client = await createObClient(world)
  linked = await client.link(person)
}, 120_000)

type Record_ = Json & { readonly AccountId: string }
const list = ({ body }: ObAnswer): Record_[] => Object.values(body.Data as Json)[0] as Record_[]
const current = (): string => chinese[0] ?? ''
const switchTo = (account: string, body: Json) => must(world.nobody('PATCH', `/v1/sandbox/bank/accounts/${account}`, { body }))
/** Last part of the paths of one account and of all, with the permission that each asks for. */
const RESOURCES = [
  ['balances', 'balances', 'ReadBalances'],
  ['beneficiaries', 'beneficiaries', 'ReadBeneficiaries'],
  ['standing-orders', 'standing-orders', 'ReadStandingOrders'],
  ['direct-debits', 'direct-debits', 'ReadDirectDebits'],
  ['scheduled-payments', 'scheduled-payments', 'ReadScheduledPayments'],
  ['product', 'products', 'ReadProducts'],
  ['offers', 'offers', 'ReadOffers'],
  ['statements', 'statements', 'ReadStatements'],
  ['transactions', 'transactions', 'ReadTransactions'],
  ['party', null, 'ReadParty'],
  ['parties', null, 'ReadParty'],
] as const

describe('the official documents', () => {
  it.skipIf(officialMissing !== null)(`judge every answer here${officialMissing === null ? '' : ` (skipped: ${officialMissing})`}`, () => {
    expect(officialMissing).toBeNull()
  })
})

describe('accounts', () => {
  it('are those that the person named, each with its id, status, type and ways to name it', async () => {
    const accounts = list(await linked.call('GET', `${AISP}/accounts`))
    expect(accounts.map(account => account.AccountId)).toEqual(linked.accounts)
    expect(accounts.length).toBe(chinese.length + british.length + 1)
    expect(accounts.every(account => (account.Account as unknown[]).length > 0)).toBe(true)
    const types = new Set(accounts.map(account => account.AccountTypeCode))
    expect([...types].sort()).toEqual(['CACC', 'CARD', 'SVGS', 'WALT'])
  })

  it('can be read one by one', async () => {
    for (const id of linked.accounts)
      expect(list(await linked.call('GET', `${AISP}/accounts/${id}`)).map(each => each.AccountId)).toEqual([id])
  })

  it.each(RESOURCES)('answer their %s, of one and of all', async (single, bulk) => {
    const wallet = linked.accounts.at(-1)
    for (const account of [chinese[0], british[0], wallet]) {
      const one = await linked.call('GET', `${AISP}/accounts/${account}/${single}`)
      expect(one.status, one.text).toBe(200)
      expect((one.body.Links as Json).Self).toBe(`${world.url}${AISP}/accounts/${account}/${single}`)
    }
    if (bulk === null) return
    const all = await linked.call('GET', `${AISP}/${bulk}`)
    expect(all.status, all.text).toBe(200)
    const known = new Set(linked.accounts)
    expect(list(all).every(record => known.has(record.AccountId))).toBe(true)
  })

  it('say who gave the consent', async () => {
    const { status, body } = await linked.call('GET', `${AISP}/party`)
    expect(status).toBe(200)
    expect((body.Data as { Party: Json }).Party.PartyId).toBeTruthy()
  })

  it('keep their statements, whose transactions are theirs', async () => {
    const [statement] = list(await linked.call('GET', `${AISP}/accounts/${current()}/statements`))
    const { StatementId, StatementReference, StartDateTime, EndDateTime } = statement as Json
    const one = await linked.call('GET', `${AISP}/accounts/${current()}/statements/${StatementId}`)
    expect(list(one)).toEqual([statement])
    const transactions = list(await linked.call('GET', `${AISP}/accounts/${current()}/statements/${StatementId}/transactions`))
    expect(transactions.length).toBeGreaterThan(0)
    for (const each of transactions) {
      expect(each.StatementReference).toEqual([StatementReference])
      expect(String(each.BookingDateTime) >= String(StartDateTime) && String(each.BookingDateTime) < String(EndDateTime)).toBe(true)
    }
    const none = await linked.call('GET', `${AISP}/accounts/${current()}/statements/nothing`)
    expect(errorOf(none)).toMatchObject({ status: 400, ob: 'U011', path: 'StatementId' })
    const noTransactions = await linked.call('GET', `${AISP}/accounts/${current()}/statements/nothing/transactions`)
    expect(errorOf(noTransactions)).toMatchObject({ status: 400, ob: 'U011', path: 'StatementId' })
  })

  it('keep statements that end within the asked time', async () => {
    const all = list(await linked.call('GET', `${AISP}/accounts/${current()}/statements`))
    const ends = all.map(each => String(each.EndDateTime)).sort()
    const [from = '', to = ''] = [ends[3]?.slice(0, 19), ends[6]?.slice(0, 19)]
    const some = list(
      await linked.call('GET', `${AISP}/accounts/${current()}/statements?fromStatementDateTime=${from}&toStatementDateTime=${to}`),
    )
    expect(some.map(each => String(each.EndDateTime)).sort()).toEqual(ends.slice(3, 7))
    const wrong = await linked.call('GET', `${AISP}/statements?fromStatementDateTime=2026-13-01`)
    expect(errorOf(wrong)).toEqual({ status: 400, code: 'ob_date_invalid', ob: 'U003', path: 'fromStatementDateTime' })
  })
})

describe('a permission', () => {
  const SETS: readonly (readonly string[])[] = [
    [],
    ['ReadBalances'],
    ['ReadBeneficiariesBasic'],
    ['ReadBeneficiariesDetail'],
    ['ReadStandingOrdersBasic'],
    ['ReadStandingOrdersDetail'],
    ['ReadDirectDebits'],
    ['ReadScheduledPaymentsBasic'],
    ['ReadScheduledPaymentsDetail'],
    ['ReadProducts'],
    ['ReadOffers'],
    ['ReadParty'],
    ['ReadPartyPSU'],
    ['ReadStatementsBasic'],
    ['ReadStatementsDetail'],
    ['ReadTransactionsBasic', 'ReadTransactionsCredits', 'ReadTransactionsDebits'],
    ['ReadTransactionsDetail', 'ReadTransactionsCredits', 'ReadTransactionsDebits'],
  ]
  /** Fields that only Detail shows, by resource. */
  const DETAIL: Readonly<Record<string, readonly string[]>> = {
    accounts: ['Account', 'Servicer', 'StatementFrequencyAndFormat'],
    beneficiaries: ['CreditorAccount', 'CreditorAgent'],
    'standing-orders': ['CreditorAccount', 'CreditorAgent'],
    'scheduled-payments': ['CreditorAccount', 'CreditorAgent'],
    statements: ['StatementAmount'],
    transactions: [
      'TransactionInformation',
      'Balance',
      'MerchantDetails',
      'CreditorAgent',
      'CreditorAccount',
      'DebtorAgent',
      'DebtorAccount',
      'UltimateCreditor',
      'UltimateDebtor',
    ],
  }
  const fieldsOf = (answer: ObAnswer): Set<string> => new Set(list(answer).flatMap(Object.keys))

  it.each(SETS.map(set => [set.join(' + ') || 'nothing more', set] as const))(
    'of %s opens what it names and nothing else',
    async (_, set) => {
      const { call } = await client.link(person, { permissions: ['ReadAccountsBasic', ...set] })
      const accounts = await call('GET', `${AISP}/accounts`)
      expect([...fieldsOf(accounts)].filter(field => DETAIL.accounts?.includes(field))).toEqual([])
      for (const [single, bulk, permission] of RESOURCES) {
        const isAllowed = set.some(each => each === permission || each === `${permission}Basic` || each === `${permission}Detail`)
        const paths = [`${AISP}/accounts/${current()}/${single}`, ...(bulk === null ? [] : [`${AISP}/${bulk}`])]
        for (const path of paths) {
          const answer = await call('GET', path)
          if (!isAllowed) {
            expect(errorOf(answer), path).toMatchObject({ status: 403, code: 'ob_permission_needed', ob: 'U008' })
            expect(answer.text).not.toContain('"Data"')
            continue
          }
          expect(answer.status, answer.text).toBe(200)
          const hidden = DETAIL[bulk ?? single]
          if (hidden === undefined) continue
          const shown = [...fieldsOf(answer)].filter(field => hidden.includes(field))
          if (set.some(each => each.endsWith('Detail'))) expect(shown.length, path).toBeGreaterThan(0)
          else expect(shown, path).toEqual([])
        }
      }
      const party = await call('GET', `${AISP}/party`)
      expect(party.status).toBe(set.includes('ReadPartyPSU') ? 200 : 403)
      const both = set.some(each => each.startsWith('ReadTransactions')) && set.some(each => each.startsWith('ReadStatements'))
      expect((await call('GET', `${AISP}/accounts/${current()}/statements/nothing/transactions`)).status).toBe(both ? 400 : 403)
    },
  )

  it('of ReadAccountsDetail shows card numbers whole only with ReadPAN', async () => {
    const numbersOf = async (permissions: readonly string[]) => {
      const { call } = await client.link(person, { permissions })
      return list(await call('GET', `${AISP}/accounts`)).flatMap(account =>
        (account.Account as { SchemeName: string; Identification: string }[])
          .filter(each => each.SchemeName === 'UK.OBIE.PAN')
          .map(each => each.Identification),
      )
    }
    const masked = await numbersOf(['ReadAccountsDetail'])
    expect(masked.length).toBeGreaterThan(0)
    for (const number of masked) expect(number).toMatch(/^\*+\d{4}$/)
    const told = await numbersOf(['ReadAccountsDetail', 'ReadPAN'])
    expect(told.map(number => number.slice(-4))).toEqual(masked.map(number => number.slice(-4)))
    for (const number of told) expect(number).toMatch(/^\d{6}/)
  })
})

describe('what a consent does not name', () => {
  it('is another person’s account, and forbidden everywhere', async () => {
    const stranger = await world.person()
    const [theirs] = await bankCustomer(world, stranger, 'cn', 'another')
    for (const path of ['', ...RESOURCES.map(([single]) => `/${single}`), '/statements/202601', '/statements/202601/transactions']) {
      const answer = await linked.call('GET', `${AISP}/accounts/${theirs}${path}`)
      expect(errorOf(answer), path).toMatchObject({ status: 403, code: 'ob_resource_forbidden' })
      expect(answer.text).not.toContain(stranger.holder)
    }
    const all = await linked.call('GET', `${AISP}/accounts`)
    expect(all.text).not.toContain(theirs)
  })

  it('is an own account that the person left out', async () => {
    const { call } = await client.link(person, { accounts: [british[0] ?? ''] })
    expect(list(await call('GET', `${AISP}/accounts`)).map(each => each.AccountId)).toEqual([british[0]])
    for (const bulk of ['balances', 'transactions', 'statements', 'beneficiaries'])
      expect(new Set(list(await call('GET', `${AISP}/${bulk}`)).map(each => each.AccountId))).toEqual(new Set([british[0]]))
    expect(errorOf(await call('GET', `${AISP}/accounts/${current()}/balances`))).toMatchObject({ status: 403 })
  })

  it('is an account that nobody has: it is not found', async () => {
    for (const id of [formatId('bac', newId<'bac'>()), 'nothing', 'bac_1'])
      for (const path of ['', '/balances', '/transactions'])
        expect(errorOf(await linked.call('GET', `${AISP}/accounts/${id}${path}`))).toMatchObject({
          status: 400,
          ob: 'U011',
          path: 'AccountId',
        })
  })

  it('and a consent to no account shows none', async () => {
    const { call } = await client.link(person, { accounts: [] })
    expect(list(await call('GET', `${AISP}/accounts`))).toEqual([])
    expect(list(await call('GET', `${AISP}/transactions`))).toEqual([])
  })
})

describe('a revocation', () => {
  it('by the person holds from the next request on, on every node, also for what was just read', async () => {
    const another = await client.link(person)
    const path = `${AISP}/accounts/${current()}/transactions`
    const node = await startNode(world, database)
    try {
      const everywhere = [world.url, node.url]
      for (const url of [...everywhere, ...everywhere])
        expect((await another.call('GET', url + path, { unjudged: url !== world.url })).status).toBe(200)
      await must(person.call('POST', `/v1/wallet/consents/${another.consentId}/revoke`))
      for (const url of everywhere) {
        const after = await another.call('GET', url + path, { unjudged: url !== world.url })
        expect(after.status).toBe(401)
        expect(after.text).not.toContain('TransactionId')
        expect((await linked.call('GET', url + path, { unjudged: url !== world.url })).status).toBe(200)
      }
    } finally {
      await node.stop()
    }
  })

  it('while requests are under way lets none through that came after it', async () => {
    const another = await client.link(person)
    const path = `${AISP}/accounts/${current()}/balances`
    let revoked = false
    const late: number[] = []
    const reading = Array.from({ length: 4 }, async () => {
      for (let at = 0; at < 12; at++) {
        const wasRevoked = revoked
        const { status } = await another.call('GET', path)
        if (wasRevoked) late.push(status)
      }
    })
    await must(person.call('POST', `/v1/wallet/consents/${another.consentId}/revoke`))
    revoked = true
    await Promise.all(reading)
    expect(late.length).toBeGreaterThan(0)
    expect(new Set(late)).toEqual(new Set([401]))
  })
})

describe('a bank that does not answer', () => {
  it('about one account answers about the others', async () => {
    await switchTo(current(), { failing: true })
    try {
      const one = await linked.call('GET', `${AISP}/accounts/${current()}/balances`)
      expect(errorOf(one)).toMatchObject({ status: 503, code: 'bank_account_unavailable', ob: 'U000' })
      expect(one.headers.get('retry-after')).not.toBeNull()
      expect((await linked.call('GET', `${AISP}/accounts/${current()}/transactions`)).status).toBe(503)
      for (const bulk of ['balances', 'transactions', 'statements', 'products']) {
        const all = await linked.call('GET', `${AISP}/${bulk}`)
        expect(all.status).toBe(200)
        expect(list(all).some(each => each.AccountId === current())).toBe(false)
        expect(list(all).length).toBeGreaterThan(0)
      }
      expect((await linked.call('GET', `${AISP}/accounts/${current()}`)).status).toBe(200)
    } finally {
      await switchTo(current(), { failing: false })
    }
    expect((await linked.call('GET', `${AISP}/accounts/${current()}/transactions`)).status).toBe(200)
  })

  it('about the only account is what is answered', async () => {
    const { call } = await client.link(person, { accounts: [current()] })
    await switchTo(current(), { failing: true })
    try {
      for (const bulk of ['balances', 'transactions']) expect((await call('GET', `${AISP}/${bulk}`)).status).toBe(503)
    } finally {
      await switchTo(current(), { failing: false })
    }
  })

  it('slowly is waited for', async () => {
    await switchTo(current(), { delay_ms: 300 })
    try {
      const begun = performance.now()
      expect((await linked.call('GET', `${AISP}/accounts/${current()}/transactions`)).status).toBe(200)
      expect(performance.now() - begun).toBeGreaterThan(290)
    } finally {
      await switchTo(current(), { delay_ms: 0 })
    }
  })

  it('about an account that was closed tells that it is, and nothing else', async () => {
    const closed = chinese[1] ?? ''
    await switchTo(closed, { closed: true })
    try {
      const [account] = list(await linked.call('GET', `${AISP}/accounts/${closed}`))
      expect(account).toMatchObject({ AccountId: closed, Status: 'Deleted' })
      for (const path of ['balances', 'transactions', 'statements', 'party'])
        expect(errorOf(await linked.call('GET', `${AISP}/accounts/${closed}/${path}`)), path).toMatchObject({
          code: 'bank_account_closed',
          ob: 'U011',
        })
      expect(list(await linked.call('GET', `${AISP}/balances`)).some(each => each.AccountId === closed)).toBe(false)
    } finally {
      await switchTo(closed, { closed: false })
    }
  })
})
