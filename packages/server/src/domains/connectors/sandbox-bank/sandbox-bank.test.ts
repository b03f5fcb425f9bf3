/** The sandbox bank through the whole server: what is made adds up, what is posted is there at once, switches do what they say. */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Json, must, type Person, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { formatId, type Id, newId, parseId } from '../../../kernel/ids.ts'
import { type Row, sql } from '../../../platform/db.ts'
import type { Transaction } from '../../openbanking/ports.ts'

const database = useDatabase()
const world = useApp(database)

const ADDS_UP = sql(
  'test.sandbox_adds_up',
  `SELECT a.kind, a.booked_balance - a.opening_balance - coalesce(sum(t.amount) FILTER (WHERE t.status = 'BOOK'), 0)::bigint AS difference,
     a.entry_count - count(t.id) AS miscounted, count(*) FILTER (WHERE t.status = 'BOOK' AND t.balance_after <> a.opening_balance + t.running) AS wrong
   FROM sandbox_bank.accounts a LEFT JOIN (
     SELECT *, sum(amount) FILTER (WHERE status = 'BOOK') OVER (PARTITION BY account_id ORDER BY booked_at, entered_at) AS running
     FROM sandbox_bank.transactions WHERE account_id = ANY ($1::uuid[])) t ON t.account_id = a.id
   WHERE a.id = ANY ($1::uuid[]) GROUP BY a.id ORDER BY a.position`,
)

type Account = { readonly id: string; readonly uuid: Id<'bac'>; readonly kind: string }

async function customerOf(person: Person, dataSet: 'cn' | 'uk', seed?: string): Promise<Account[]> {
  const body = { holder: person.holder, data_set: dataSet, ...(seed === undefined ? {} : { seed }) }
  const made = await must(world.nobody('POST', '/v1/sandbox/bank/customers', { body }))
  return (made.accounts as { id: string; kind: string }[]).map(({ id, kind }) => ({ id, kind, uuid: parseId('bac', id) as Id<'bac'> }))
}

const port = () => world.app.coreBanks
const adds = async (accounts: readonly Account[]) =>
  database.db.query<Row>(ADDS_UP, [`{${accounts.map(account => account.uuid).join(',')}}`])

async function allOf(id: Id<'bac'>): Promise<Transaction[]> {
  const found: Transaction[] = []
  for (let after: string | null = null; ; ) {
    const page = await port().transactions(id, { from: null, to: null, direction: null, limit: 100, after })
    if (!page.ok) throw new Error(page.error.code)
    found.push(...page.value.transactions)
    if (page.value.next === null) return found
    after = page.value.next
  }
}

let person: Person
let chinese: Account[]
let british: Account[]

beforeAll(async () => {
  person = await world.person()
  chinese = await customerOf(person, 'cn', 'fixed')
  british = await customerOf(person, 'uk', 'fixed')
})

const post = async (account: Account, body: Json): Promise<Json> =>
  must(world.nobody('POST', `/v1/sandbox/bank/accounts/${account.id}/transactions`, { body: { information: 'a test', ...body } }))
const current = (): Account => chinese[0] as Account
const balanceOf = async (account: Account): Promise<bigint> => {
  const found = (await port().balances([account.uuid])).get(account.uuid)
  if (found === undefined || !found.ok) throw new Error('no balance')
  return found.value.find(balance => balance.type === 'ITBD')?.amount ?? -1n
}

describe('an invented customer', () => {
  it('has balances that are the opening balance and everything booked, after each transaction', async () => {
    for (const accounts of [chinese, british]) {
      expect(accounts.map(account => account.kind)).toEqual(['current', 'savings', 'card'])
      expect(await adds(accounts)).toEqual(accounts.map(({ kind }) => ({ kind, difference: 0n, miscounted: 0n, wrong: 0n })))
    }
  })

  it('has two years of transactions of every kind, from salaries to reversals', async () => {
    const transactions = (await Promise.all([...chinese, ...british].map(account => allOf(account.uuid)))).flat()
    expect(transactions.length).toBeGreaterThan(3_000)
    const has = (what: string, fits: (transaction: Transaction) => boolean) => expect(transactions.some(fits), what).toBe(true)
    has('a salary', each => each.code.subFamily === 'SALA')
    has('rent by standing order', each => each.code.subFamily === 'STDO')
    has('a direct debit', each => each.code.family === 'RDDT')
    has('a red packet', each => each.information.includes('红包'))
    has('shopping at 双11', each => each.information.includes('双11'))
    has('a refund', each => each.code.subFamily === 'RIMB')
    has('a purchase in another currency', each => each.exchange !== null)
    has('interest', each => each.code.subFamily === 'INTR')
    has('a category code', each => each.merchant?.categoryCode === '5411')
    has('something pending', each => each.status === 'PDNG' && each.balanceAfter === null)
    has('a hold that lapsed', each => each.status === 'RJCT')
    has('something booked after the day it was made', each => each.valueAt !== null && each.bookedAt.getTime() > each.valueAt.getTime())
    const reversal = transactions.find(each => each.reversalOf !== null)
    const reversed = transactions.find(each => each.id === reversal?.reversalOf)
    expect([reversed?.amount, reversed?.direction]).toEqual([reversal?.amount, 'debit'])
    const ages = transactions.map(each => world.clock.now().getTime() - each.bookedAt.getTime())
    expect(Math.max(...ages)).toBeGreaterThan(720 * 86_400_000)
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(0)
  })

  it('is the same again from the same seed, with accounts of its own', async () => {
    const twin = await customerOf(await world.person(), 'cn', 'fixed')
    const [mine, theirs] = [await allOf(current().uuid), await allOf((twin[0] as Account).uuid)]
    const told = (list: readonly Transaction[]) => list.slice(-500).map(each => [each.amount, each.information, each.bookedAt.getTime()])
    expect(told(theirs)).toEqual(told(mine))
    expect(theirs[0]?.id).not.toBe(mine[0]?.id)
    const other = await customerOf(await world.person(), 'cn', 'another')
    expect(told(await allOf((other[0] as Account).uuid))).not.toEqual(told(mine))
  })

  it('is made once of each data set, and only of a holder', async () => {
    const again = (holder: string) => world.nobody('POST', '/v1/sandbox/bank/customers', { body: { holder, data_set: 'cn' } })
    expect(await again(person.holder)).toMatchObject({ status: 409, body: { code: 'sandbox_customer_exists' } })
    expect(await again(formatId('hld', newId<'hld'>()))).toMatchObject({ status: 404, body: { code: 'holder_not_found' } })
  })

  it('has payees, standing orders, direct debits, a scheduled payment, a party and products', async () => {
    const id = current().uuid
    const value = <T>(found: ReadonlyMap<Id<'bac'>, { ok: boolean; value?: T }>): T => found.get(id)?.value as T
    expect(value(await port().beneficiaries([id])).length).toBeGreaterThan(3)
    const orders = value(await port().standingOrders([id]))
    expect(orders.map(order => order.status)).toEqual(['ACTV', 'CANC'])
    expect(orders[0]?.next?.at.getTime()).toBeGreaterThan(world.clock.now().getTime())
    expect(orders[1]?.next).toBeNull()
    const debits = value(await port().directDebits([id]))
    expect(debits.filter(debit => debit.previous !== null).length).toBeGreaterThan(2)
    expect(value(await port().scheduledPayments([id]))).toHaveLength(1)
    expect(value(await port().parties([id]))[0]).toMatchObject({ name: '林晓', type: 'Sole' })
    expect(value(await port().products([id]))).toMatchObject({ id: 'cn-current-i', type: 'Other' })
  })

  it('has a statement for each whole month, each beginning where the one before ended, that lists what it sums up', async () => {
    for (const account of [current(), chinese[2] as Account]) {
      const found = (await port().statements([account.uuid])).get(account.uuid)
      if (found === undefined || !found.ok) throw new Error('no statements')
      const statements = [...found.value].reverse()
      expect(statements).toHaveLength(24)
      const amount = (at: number, type: string): bigint => statements[at]?.amounts.find(each => each.type === type)?.amount ?? -1n
      for (let at = 1; at < 24; at++) expect(amount(at, 'PreviousClosingBalance')).toBe(amount(at - 1, 'ClosingBalance'))
      const last = statements.at(-1)
      const listed = await port().transactions(account.uuid, {
        from: null,
        to: null,
        direction: null,
        statementId: last?.id ?? '',
        limit: 1_000,
        counted: true,
      })
      if (!listed.ok) throw new Error(listed.error.code)
      const sum = (direction: string): bigint =>
        listed.value.transactions.reduce((total, each) => (each.direction === direction ? total + each.amount : total), 0n)
      expect([sum('credit'), sum('debit')]).toEqual([amount(23, 'TotalCredits'), amount(23, 'TotalDebits')])
      expect(listed.value.total).toBe(listed.value.transactions.length)
      expect(new Set(listed.value.transactions.flatMap(each => each.statementReferences))).toEqual(new Set([last?.reference]))
      expect(listed.value.transactions[0]?.balanceAfter).toBe(amount(23, 'ClosingBalance'))
    }
  })

  it('keeps the accounts of others to itself', async () => {
    const mine = await port().accountsOf(person.uuid)
    expect(new Set(mine.map(account => account.holderId))).toEqual(new Set([person.uuid]))
    expect(mine.map(account => account.typeCode).sort()).toEqual(['CACC', 'CACC', 'CARD', 'CARD', 'SVGS', 'SVGS', 'WALT'])
    const listed = await must(world.nobody('GET', `/v1/sandbox/bank/accounts?holder=${person.holder}&limit=4`))
    expect(listed).toMatchObject({ has_more: true })
    const rest = await must(
      world.nobody('GET', `/v1/sandbox/bank/accounts?holder=${person.holder}&starting_after=${(listed.data as Json[])[3]?.id}`),
    )
    expect(rest).toMatchObject({ has_more: false, data: [{}, {}] })
  })
})

describe('pages of transactions', () => {
  it('lead both ways without losing or repeating one, while postings arrive', async () => {
    const account = british[0] as Account
    const query = { from: null, to: null, direction: null, limit: 200 } as const
    const expected = (await allOf(account.uuid)).map(each => each.id)
    const first = await port().transactions(account.uuid, { ...query, counted: true })
    if (!first.ok) throw new Error(first.error.code)
    expect(first.value).toMatchObject({ previous: null, total: expected.length })
    await post(account, { amount: 100, direction: 'debit' })
    const walked = [...first.value.transactions]
    let page = first.value
    while (page.next !== null) {
      const next = await port().transactions(account.uuid, { ...query, after: page.next })
      if (!next.ok) throw new Error(next.error.code)
      walked.push(...next.value.transactions)
      page = next.value
    }
    expect(walked.map(each => each.id)).toEqual(expected)
    const last = await port().transactions(account.uuid, { ...query, end: 'oldest' })
    if (!last.ok) throw new Error(last.error.code)
    expect(last.value.next).toBeNull()
    expect(last.value.transactions.map(each => each.id)).toEqual(expected.slice(-200))
    const back = await port().transactions(account.uuid, { ...query, before: last.value.previous })
    if (!back.ok) throw new Error(back.error.code)
    expect(back.value.transactions.map(each => each.id)).toEqual(expected.slice(-400, -200))
  })

  it('hold what was booked between two instants, of one direction', async () => {
    const to = new Date(world.clock.now().getTime() - 30 * 86_400_000)
    const from = new Date(to.getTime() - 40 * 86_400_000)
    const all = await allOf(current().uuid)
    const expected = all.filter(each => each.bookedAt >= from && each.bookedAt <= to && each.direction === 'credit').map(each => each.id)
    const page = await port().transactions(current().uuid, { from, to, direction: 'credit', limit: 1_000, counted: true })
    if (!page.ok) throw new Error(page.error.code)
    expect(page.value.transactions.map(each => each.id)).toEqual(expected)
    expect(page.value).toMatchObject({ total: expected.length, next: null })
  })

  it('show developers what the bank answers, and refuse a cursor that is none', async () => {
    const path = `/v1/sandbox/bank/accounts/${current().id}/transactions`
    const first = await must(world.nobody('GET', `${path}?limit=2`))
    const second = await must(world.nobody('GET', `${path}?limit=2&cursor=${String(first.next)}`))
    expect((second.data as Json[])[0]?.id).not.toBe((first.data as Json[])[1]?.id)
    expect(await world.nobody('GET', `${path}?cursor=nonsense`)).toMatchObject({ status: 400, body: { code: 'bank_cursor_invalid' } })
  })
})

describe('a posting', () => {
  it('is pending, then booked under the same id and counted once', async () => {
    const before = await balanceOf(current())
    const pending = await post(current(), {
      amount: 5_000,
      direction: 'debit',
      status: 'pending',
      merchant: { name: '街角咖啡', category_code: '5814' },
    })
    expect(pending).toMatchObject({ status: 'PDNG', balance_after: null, merchant: { name: '街角咖啡', category_code: '5814' } })
    expect((await allOf(current().uuid))[0]).toMatchObject({ status: 'PDNG', valueAt: null })
    expect(await balanceOf(current())).toBe(before)
    await post(current(), { amount: 700, direction: 'credit' })
    const booked = await must(world.nobody('POST', `/v1/sandbox/bank/transactions/${String(pending.id)}/book`, { body: { amount: 4_800 } }))
    expect(booked).toMatchObject({ id: pending.id, status: 'BOOK', amount: 4_800, balance_after: Number(before) + 700 - 4_800 })
    const again = await world.nobody('POST', `/v1/sandbox/bank/transactions/${String(pending.id)}/book`)
    expect(again).toMatchObject({ status: 422, body: { code: 'sandbox_posting_not_pending' } })
    expect(await adds(chinese)).toMatchObject([{ difference: 0n, miscounted: 0n, wrong: 0n }, {}, {}])
  })

  it('that is rejected keeps its id and changes no balance', async () => {
    const before = await balanceOf(current())
    const pending = await post(current(), { amount: 900, direction: 'debit', status: 'pending' })
    const rejected = await must(world.nobody('POST', `/v1/sandbox/bank/transactions/${String(pending.id)}/reject`))
    expect(rejected).toMatchObject({ id: pending.id, status: 'RJCT', balance_after: null })
    expect(await balanceOf(current())).toBe(before)
  })

  it('that was booked is taken back once, by another that names it', async () => {
    const before = await balanceOf(current())
    const booked = await post(current(), { amount: 1_234, direction: 'debit' })
    const reverse = () => world.nobody('POST', `/v1/sandbox/bank/transactions/${String(booked.id)}/reverse`)
    expect(await must(reverse())).toMatchObject({
      reversal_of: booked.id,
      direction: 'credit',
      amount: 1_234,
      balance_after: Number(before),
    })
    expect(await reverse()).toMatchObject({ status: 422, body: { code: 'sandbox_posting_not_reversible' } })
  })

  it('needs an account, and a transaction to end', async () => {
    const nothing = formatId('bac', newId<'bac'>())
    const body = { amount: 1, direction: 'credit', information: 'x' }
    expect(await world.nobody('POST', `/v1/sandbox/bank/accounts/${nothing}/transactions`, { body })).toMatchObject({
      status: 404,
      body: { code: 'sandbox_account_not_found' },
    })
    expect(await world.nobody('GET', `/v1/sandbox/bank/accounts/${nothing}/transactions`)).toMatchObject({
      status: 404,
      body: { code: 'bank_account_not_found' },
    })
    expect(await world.nobody('POST', `/v1/sandbox/bank/transactions/${formatId('btx', newId<'btx'>())}/reverse`)).toMatchObject({
      status: 404,
      body: { code: 'sandbox_posting_not_found' },
    })
  })

  it('in a crowd leaves a balance that adds up', async () => {
    await Promise.all(
      Array.from({ length: 60 }, (_, at) => post(current(), { amount: at + 1, direction: at % 2 === 0 ? 'debit' : 'credit' })),
    )
    expect(await adds(chinese)).toMatchObject([{ difference: 0n, miscounted: 0n, wrong: 0n }, {}, {}])
  })
})

describe('switches', () => {
  const change = (account: Account, body: Json) => world.nobody('PATCH', `/v1/sandbox/bank/accounts/${account.id}`, { body })
  const look = (account: Account) => world.nobody('GET', `/v1/sandbox/bank/accounts/${account.id}/transactions?limit=1`)

  it('make an account fail, and no other', async () => {
    const [, savings, card] = chinese as [Account, Account, Account]
    expect(await must(change(savings, { failing: true }))).toMatchObject({ failing: true, closed_at: null })
    expect(await look(savings)).toMatchObject({ status: 503, body: { code: 'bank_account_unavailable' } })
    const balances = await port().balances([savings.uuid, card.uuid])
    expect([balances.get(savings.uuid)?.ok, balances.get(card.uuid)?.ok]).toEqual([false, true])
    expect(await port().accounts([savings.uuid])).toMatchObject([{ status: 'Enabled' }])
    await must(change(savings, { failing: false }))
    expect((await look(savings)).status).toBe(200)
  })

  it('make an account slow', async () => {
    const [, savings] = chinese as [Account, Account, Account]
    await must(change(savings, { delay_ms: 300 }))
    const begun = performance.now()
    await look(savings)
    await port().balances([savings.uuid])
    expect(performance.now() - begun).toBeGreaterThan(590)
    await must(change(savings, { delay_ms: 0 }))
  })

  it('close an account, which then answers nothing and takes nothing, and open it again', async () => {
    const card = british[2] as Account
    expect(await must(change(card, { closed: true }))).toMatchObject({ failing: false, closed_at: expect.any(String) })
    expect(await look(card)).toMatchObject({ status: 403, body: { code: 'bank_account_closed' } })
    expect(await port().accounts([card.uuid])).toMatchObject([{ status: 'Deleted' }])
    const refused = await world.nobody('POST', `/v1/sandbox/bank/accounts/${card.id}/transactions`, {
      body: { amount: 1, direction: 'credit', information: 'x' },
    })
    expect(refused).toMatchObject({ status: 422, body: { code: 'sandbox_account_closed' } })
    await must(change(card, { closed: false }))
    expect((await look(card)).status).toBe(200)
    expect(await change({ ...card, id: formatId('bac', newId<'bac'>()) }, {})).toMatchObject({
      status: 404,
      body: { code: 'sandbox_account_not_found' },
    })
  })

  it('are on a page without a script, in both languages', async () => {
    const text = async (language: string): Promise<string> =>
      (await fetch(`${world.url}/sandbox/bank`, { headers: { 'Accept-Language': language } })).text()
    expect(await text('en')).toContain(`id="balance-${current().id}"`)
    expect(await text('zh')).toContain('沙箱银行')
    const form = (path: string, body: Record<string, string>) =>
      fetch(`${world.url}/sandbox/bank/accounts/${current().id}/${path}`, {
        method: 'POST',
        body: new URLSearchParams(body),
        redirect: 'manual',
      })
    const before = await balanceOf(current())
    const posted = await form('transactions', { amount: '12.5', information: 'by hand', direction: 'credit' })
    expect([posted.status, posted.headers.get('location')]).toEqual([303, '/sandbox/bank'])
    expect(await balanceOf(current())).toBe(before + 1_250n)
    expect((await form('transactions', { amount: '-1', information: 'x', direction: 'credit' })).headers.get('location')).toContain('wrong')
    await form('switches', { failing: 'on' })
    expect((await look(current())).status).toBe(503)
    await form('switches', {})
    expect((await look(current())).status).toBe(200)
  })
})
