/** Pages of transactions through the whole server: links, filters, stable ids; every answer judged by the documents. */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Json, must, type Person, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import {
  AISP,
  bankCustomer,
  createObClient,
  errorOf,
  type Linked,
  type ObAnswer,
  type ObCaller,
  type ObClient,
} from '../../../../test/harness/openbanking.ts'

const database = useDatabase()
const world = useApp(database)

let person: Person
let client: ObClient
let linked: Linked
let chinese: string[]

beforeAll(async () => {
  person = await world.person({ balance: 123_45 })
  chinese = await bankCustomer(world, person, 'cn')
  client = await createObClient(world)
  linked = await client.link(person)
}, 120_000)

type Record_ = Json & { readonly AccountId: string }
const list = ({ body }: ObAnswer): Record_[] => Object.values(body.Data as Json)[0] as Record_[]
const current = (): string => chinese[0] ?? ''
const post = (account: string, body: Json = {}) =>
  must(
    world.nobody('POST', `/v1/sandbox/bank/accounts/${account}/transactions`, {
      body: { amount: 100, direction: 'debit', information: 'a test', ...body },
    }),
  )

/** Follows Next from a page to the last one, and answers everything on the way. */
async function walk(call: ObCaller, path: string): Promise<Record_[]> {
  const found: Record_[] = []
  for (let next: string | undefined = path; next !== undefined; ) {
    const page = await call('GET', next)
    if (page.status !== 200) throw new Error(page.text)
    found.push(...list(page))
    next = (page.body.Links as { Next?: string }).Next
  }
  return found
}

const idsOf = (records: readonly Json[]): unknown[] => records.map(each => each.TransactionId)
type Links = { Self: string; First: string; Prev?: string; Next?: string; Last: string }
const linksOf = (answer: ObAnswer): Links => answer.body.Links as Links

describe('pages of transactions', () => {
  const path = () => `${AISP}/accounts/${current()}/transactions`

  it('hold a hundred, newest first, with absolute links that lead through all and back again', async () => {
    const first = await linked.call('GET', path())
    const { TotalPages } = first.body.Meta as { TotalPages: number }
    expect(list(first).length).toBe(100)
    expect(linksOf(first)).toMatchObject({ Self: world.url + path(), First: world.url + path() })
    expect(linksOf(first).Prev).toBeUndefined()
    const pages = [first]
    for (let page = first; linksOf(page).Next !== undefined; ) {
      page = await linked.call('GET', linksOf(page).Next ?? '')
      expect(linksOf(page).Prev).toBeDefined()
      expect((page.body.Meta as Json).TotalPages).toBe(TotalPages)
      pages.push(page)
    }
    expect(pages.length).toBe(TotalPages)
    const forward = pages.flatMap(page => idsOf(list(page)))
    expect(new Set(forward).size).toBe(forward.length)
    const lastPage = await linked.call('GET', linksOf(first).Last)
    expect(idsOf(list(lastPage))).toEqual(idsOf(list(pages.at(-1) as ObAnswer)))
    expect(linksOf(lastPage).Next).toBeUndefined()
    const backward = [lastPage]
    for (let page = lastPage; linksOf(page).Prev !== undefined; ) {
      page = await linked.call('GET', linksOf(page).Prev ?? '')
      backward.unshift(page)
    }
    expect(backward.flatMap(page => idsOf(list(page)))).toEqual(forward)
    const [, second] = backward
    expect(idsOf(list(await linked.call('GET', linksOf(second as ObAnswer).Next ?? '')))).toEqual(idsOf(list(backward[2] as ObAnswer)))
  }, 60_000)

  it('of all accounts hold what the pages of each hold, nothing twice', async () => {
    const all = await walk(linked.call, `${AISP}/transactions`)
    const each: Record_[] = []
    for (const account of linked.accounts) each.push(...(await walk(linked.call, `${AISP}/accounts/${account}/transactions`)))
    expect(idsOf(all)).toEqual(idsOf(each))
    const last = await linked.call('GET', linksOf(await linked.call('GET', `${AISP}/transactions`)).Last)
    expect(list(last).length).toBe(all.length % 100 || 100)
    const back: unknown[] = []
    for (let page: ObAnswer = last; ; ) {
      back.unshift(...idsOf(list(page)))
      const { Prev } = linksOf(page)
      if (Prev === undefined) break
      page = await linked.call('GET', Prev)
    }
    expect(back).toEqual(idsOf(all))
  }, 120_000)

  it('do not shift when a transaction arrives between two requests', async () => {
    const first = await linked.call('GET', path())
    const second = await linked.call('GET', linksOf(first).Next ?? '')
    await post(current())
    const again = await linked.call('GET', linksOf(first).Next ?? '')
    expect(idsOf(list(again))).toEqual(idsOf(list(second)))
    expect(idsOf(list(await linked.call('GET', path())))[1]).toBe(idsOf(list(first))[0])
  })

  it('show a posting at once, pending and then booked under the same id, or rejected', async () => {
    const pending = await post(current(), { status: 'pending', amount: 1234, merchant: { name: '松间茶舍', category_code: '5814' } })
    const newest = async () => list(await linked.call('GET', path()))[0] as Json
    expect(await newest()).toMatchObject({
      TransactionId: pending.id,
      Status: 'PDNG',
      TransactionMutability: 'Mutable',
      Amount: { Amount: '12.34', Currency: 'CNY' },
    })
    await must(world.nobody('POST', `/v1/sandbox/bank/transactions/${pending.id}/book`, { body: {} }))
    expect(await newest()).toMatchObject({
      TransactionId: pending.id,
      Status: 'BOOK',
      TransactionMutability: 'Immutable',
      CreditDebitIndicator: 'Debit',
    })
    const other = await post(current(), { status: 'pending' })
    expect(await newest()).toMatchObject({ TransactionId: other.id, Status: 'PDNG' })
    await must(world.nobody('POST', `/v1/sandbox/bank/transactions/${other.id}/reject`, {}))
    expect(await newest()).toMatchObject({ TransactionId: other.id, Status: 'RJCT' })
  })

  it('keep to the asked time, whatever its time zone says, and keep it in their links', async () => {
    const all = await walk(linked.call, path())
    const query = '?fromBookingDateTime=2026-03-01&toBookingDateTime=2026-06-30T23:59:59%2B08:00'
    const answer = await linked.call('GET', path() + query)
    const expected = all.filter(
      each => String(each.BookingDateTime) >= '2026-03-01T00:00:00' && String(each.BookingDateTime) <= '2026-06-30T23:59:59.000Z',
    )
    expect(expected.length).toBeGreaterThan(100)
    expect(idsOf(await walk(linked.call, path() + query))).toEqual(idsOf(expected))
    expect((answer.body.Meta as Json).TotalPages).toBe(Math.ceil(expected.length / 100))
    const { Next = '', Last } = linksOf(answer)
    for (const link of [Next, Last]) expect(link.startsWith(`${world.url}${path()}${query}&cursor=`)).toBe(true)
  })

  it('of a time in which nothing happened are one empty page', async () => {
    for (const query of ['?toBookingDateTime=1999-01-01', '?fromBookingDateTime=2026-03-01&toBookingDateTime=2026-02-01']) {
      const answer = await linked.call('GET', path() + query)
      expect([answer.status, list(answer), answer.body.Meta]).toEqual([200, [], { TotalPages: 1 }])
    }
  })

  it.each(['?fromBookingDateTime=soon', '?fromBookingDateTime=2026-02-30', '?toBookingDateTime=2026-01-01T25:00:00'])(
    'refuse %s',
    async query => {
      expect(errorOf(await linked.call('GET', path() + query))).toMatchObject({ status: 400, ob: 'U003' })
    },
  )

  it('refuse cursors that were not given out', async () => {
    const made = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    for (const cursor of [
      'x',
      made(['f', 5, null, 0, 0]),
      made(['f', 0, 'nothing', 0, 10]),
      made(['z', 0, null, 0, 0]),
      made(['f', 0, 3, 0, 0]),
      made({}),
    ])
      expect(errorOf(await linked.call('GET', `${path()}?cursor=${cursor}`)), cursor).toMatchObject({
        status: 400,
        code: 'bank_cursor_invalid',
        ob: 'U002',
      })
    expect(errorOf(await linked.call('GET', `${path()}?page=2`))).toMatchObject({ status: 400, ob: 'U005', path: 'page' })
  })

  it.each([
    ['ReadTransactionsCredits', 'Credit'],
    ['ReadTransactionsDebits', 'Debit'],
  ])('under %s alone show only that direction, and count only it', async (permission, direction) => {
    const { call } = await client.link(person, { permissions: ['ReadAccountsBasic', 'ReadTransactionsBasic', permission] })
    const all = await walk(call, `${AISP}/accounts/${current()}/transactions`)
    expect(all.length).toBeGreaterThan(0)
    expect(new Set(all.map(each => each.CreditDebitIndicator))).toEqual(new Set([direction]))
  })

  it('keep to the time that the consent covers', async () => {
    const covered = await client.link(person, {
      data: { TransactionFromDateTime: '2026-04-01T00:00:00Z', TransactionToDateTime: '2026-05-31T23:59:59Z' },
    })
    const all = await walk(covered.call, `${path()}?fromBookingDateTime=2026-01-01`)
    expect(all.length).toBeGreaterThan(0)
    for (const each of all) expect(String(each.BookingDateTime) >= '2026-04-01' && String(each.BookingDateTime) < '2026-06-01').toBe(true)
    const statements = list(await covered.call('GET', `${AISP}/accounts/${current()}/statements`))
    expect(statements.length).toBeLessThanOrEqual(4)
    const [old] = list(await linked.call('GET', `${AISP}/accounts/${current()}/statements`)).slice(-1)
    expect(errorOf(await covered.call('GET', `${AISP}/accounts/${current()}/statements/${old?.StatementId}`))).toMatchObject({ ob: 'U011' })
  })
})
