/** Payment accounts as a core bank, several banks as one, and the news of both: through the whole server. */
import { beforeAll, describe, expect, it } from 'vitest'
import { must, type Person, type Shop, useApp } from '../../../../test/harness/app.ts'
import { useDatabase } from '../../../../test/harness/database.ts'
import { formatId, type Id, newId, parseId } from '../../../kernel/ids.ts'
import { type Row, sql } from '../../../platform/db.ts'
import type { Transaction } from '../ports.ts'

const database = useDatabase()
const world = useApp(database)

const NEWS = sql(
  'test.account_news',
  `SELECT type, object::text AS object, created_at FROM platform.events WHERE type LIKE 'account.%' AND object->>'account' = $1 OR object->>'id' = $1 ORDER BY id`,
)

let person: Person
let shop: Shop
let account: Id<'bac'>

beforeAll(async () => {
  person = await world.person({ balance: 100_000 })
  shop = await world.shop()
  const found = await world.app.coreBanks.accountsOf(person.uuid)
  account = found[0]?.id as Id<'bac'>
})

const bank = () => world.app.coreBanks
const all = { from: null, to: null, direction: null, limit: 100 } as const

async function page(query: Partial<Parameters<ReturnType<typeof bank>['transactions']>[1]> = {}) {
  const found = await bank().transactions(account, { ...all, ...query })
  if (!found.ok) throw new Error(found.error.code)
  return found.value
}

async function balances(): Promise<{ booked: bigint; available: bigint }> {
  const found = (await bank().balances([account])).get(account)
  if (found === undefined || !found.ok) throw new Error('no balance')
  const of = (type: string): bigint => found.value.find(balance => balance.type === type)?.amount ?? -1n
  return { booked: of('ITBD'), available: of('ITAV') }
}

async function pay(amount: number, capture: 'automatic' | 'manual' = 'automatic'): Promise<string> {
  const payment = await must(
    shop.call('POST', '/v1/payments', { body: { amount, currency: 'CNY', order_reference: `o-${newId()}`, capture_method: capture } }),
  )
  await must(
    person.call('POST', `/v1/wallet/payments/${String(payment.client_token)}/confirm`, {
      body: { payment_method: { type: 'wallet_balance' } },
    }),
  )
  return String(payment.id)
}

/** Lets a third party read the account. */
async function consent(): Promise<Id<'cns'>> {
  const id = newId<'cns'>()
  const by = { actor: 'test', requestId: 'req_test' }
  await world.app.db.transaction(async tx => {
    world.app.consents.propose(tx, [
      {
        ...by,
        id,
        kind: 'account_access',
        grantee: { kind: 'third_party', id: newId<'tpp'>() },
        purpose: null,
        permissions: ['ReadAccountsBasic'],
        terms: {},
        validTo: null,
        limits: [],
      },
    ])
  })
  await world.app.db.transaction(async tx => {
    const at = world.clock.now()
    const receipt = { textVersion: '1', language: 'zh' as const, shown: 'x', factors: [], scaChallenge: null, at }
    const [done] = await world.app.consents.authorise(tx, [
      { ...by, consentId: id, holderId: person.uuid, accounts: [formatId('bac', account)], receipt },
    ])
    if (done === undefined || !done.ok) throw new Error('the consent was not authorised')
  })
  return id
}

type News = { readonly type: string; readonly object: { readonly id: string | null; readonly status: string | null } }
const news = async (of: string): Promise<News[]> =>
  (await database.db.query<Row & { type: string; object: string }>(NEWS, [of])).map(row => ({
    type: row.type,
    object: JSON.parse(row.object),
  }))

describe('a payment account', () => {
  it('has the wallet balance, and the id of its ledger account', async () => {
    const holder = await must(world.operator('GET', `/v1/holders/${person.holder}`))
    expect(formatId('bac', account).slice(4)).toBe(String(holder.account).slice(4))
    expect(await bank().accounts([account])).toMatchObject([
      { status: 'Enabled', typeCode: 'WALT', currency: 'CNY', isPayable: true, holderId: person.uuid, description: '支付账户 III 类' },
    ])
    expect(await balances()).toEqual({ booked: 100_000n, available: 100_000n })
  })

  it('shows a payment with its merchant, and reserves what is authorised under the id that it is booked with', async () => {
    await pay(1_990)
    expect((await page()).transactions[0]).toMatchObject({
      direction: 'debit',
      amount: 1_990n,
      status: 'BOOK',
      balanceAfter: 98_010n,
      merchant: { name: '松间茶舍' },
      creditor: { name: '松间茶舍' },
      information: '支付 松间茶舍',
    })
    const held = await pay(5_000, 'manual')
    const pending = (await page()).transactions[0] as Transaction
    expect(pending).toMatchObject({ status: 'PDNG', amount: 5_000n, balanceAfter: null, valueAt: null })
    expect(await balances()).toEqual({ booked: 98_010n, available: 93_010n })
    await must(shop.call('POST', `/v1/payments/${held}/capture`, { body: { amount: 4_000 } }))
    const booked = (await page()).transactions.filter(each => each.id === pending.id)
    expect(booked).toMatchObject([{ status: 'BOOK', amount: 4_000n, balanceAfter: 94_010n }])
    expect(await balances()).toEqual({ booked: 94_010n, available: 94_010n })
  })

  it('forgets a reservation that was released', async () => {
    const before = (await page()).transactions.map(each => each.id)
    const held = await pay(700, 'manual')
    expect((await page()).transactions).toHaveLength(before.length + 1)
    await must(shop.call('POST', `/v1/payments/${held}/cancel`))
    expect((await page()).transactions.map(each => each.id)).toEqual(before)
  })

  it('shows a refund from the merchant', async () => {
    const payment = await pay(300)
    await must(shop.call('POST', '/v1/refunds', { body: { payment } }))
    const refund = await world.until('the refund', async () =>
      (await page({ direction: 'credit' })).transactions.find(each => each.amount === 300n),
    )
    expect(refund).toMatchObject({ debtor: { name: '松间茶舍' }, information: '退款 松间茶舍' })
  })

  it('has pages that lead both ways and are counted, within dates', async () => {
    for (let made = 0; made < 3; made++) await pay(100 + made)
    const ids = (await page()).transactions.map(each => each.id)
    const first = await page({ limit: 2, counted: true })
    expect(first).toMatchObject({ previous: null, total: ids.length })
    const second = await page({ limit: 2, after: first.next })
    const back = await page({ limit: 2, before: second.previous })
    expect([...first.transactions, ...second.transactions].map(each => each.id)).toEqual(ids.slice(0, 4))
    expect(back.transactions.map(each => each.id)).toEqual(ids.slice(0, 2))
    expect(back.previous).toBeNull()
    const last = await page({ limit: 2, end: 'oldest' })
    expect([last.transactions.map(each => each.id), last.next]).toEqual([ids.slice(-2), null])
    const now = world.clock.now()
    expect((await page({ from: new Date(now.getTime() + 60_000) })).transactions).toEqual([])
    expect((await page({ from: new Date(now.getTime() - 3_600_000), to: new Date(now.getTime() + 60_000) })).transactions).toHaveLength(
      ids.length,
    )
    expect(await bank().transactions(account, { ...all, after: 'x' })).toMatchObject({ ok: false, error: { code: 'bank_cursor_invalid' } })
  })

  it('has a statement once a month is over', async () => {
    const statements = async () => {
      const found = (await bank().statements([account])).get(account)
      return found?.ok === true ? found.value : []
    }
    expect(await statements()).toEqual([])
    world.clock.advance(32 * 86_400_000)
    // Sessions do not live that long.
    const { token } = await database.db.transaction(async tx => world.app.identity.createSession(tx, person.uuid))
    person = { ...person, token, call: world.as(token) }
    const [statement] = (await statements()).slice(-1)
    const amount = (type: string): bigint => statement?.amounts.find(each => each.type === type)?.amount ?? -1n
    expect(amount('ClosingBalance')).toBe((await balances()).booked)
    const listed = await page({ statementId: statement?.id ?? '' })
    const net = listed.transactions.reduce((sum, each) => sum + (each.direction === 'credit' ? each.amount : -each.amount), 0n)
    expect(net).toBe(amount('ClosingBalance'))
    expect((await page({ statementId: '199901', counted: true })).total).toBe(0)
  })

  it('is disabled while an order holds the wallet', async () => {
    const other = await world.person()
    const [mine] = await bank().accountsOf(other.uuid)
    const document = { authority: '某市公安局', number: '2026-1', date: '2026-01-05' }
    await must(world.operator('POST', `/v1/holders/${other.holder}/orders`, { body: { kind: 'freeze', document } }))
    expect(await bank().accounts([mine?.id as Id<'bac'>])).toMatchObject([{ status: 'Disabled', isPayable: false }])
  })
})

describe('several banks as one', () => {
  it('answer about accounts of all of them, each for itself, and say of others that nobody keeps them', async () => {
    const other = await world.person()
    const made = await must(world.nobody('POST', '/v1/sandbox/bank/customers', { body: { holder: other.holder, data_set: 'uk' } }))
    const sandbox = parseId('bac', String((made.accounts as { id: string }[])[0]?.id)) as Id<'bac'>
    const nobodys = newId<'bac'>()
    const found = await bank().balances([sandbox, nobodys, account])
    expect([...found.keys()]).toEqual([sandbox, nobodys, account])
    expect([...found.values()].map(each => each.ok)).toEqual([true, false, true])
    expect(found.get(nobodys)).toMatchObject({ error: { code: 'bank_account_not_found' } })
    expect(await bank().transactions(nobodys, all)).toMatchObject({ ok: false, error: { code: 'bank_account_not_found' } })
    expect((await bank().accounts([account, nobodys, sandbox])).map(each => each.id)).toEqual([account, sandbox])
    for (const read of [
      bank().beneficiaries,
      bank().standingOrders,
      bank().directDebits,
      bank().scheduledPayments,
      bank().parties,
      bank().products,
    ])
      expect([...(await read([sandbox, account])).values()].every(each => each.ok)).toBe(true)
  })
})

describe('news of accounts', () => {
  /** Until no event waits for the relay. */
  const relayed = () => world.until('the relay', async () => (await world.app.notifications.lagSeconds()) === 0)

  it('tell of a wallet payment, once somebody may read the account, and no more when nobody may', async () => {
    const text = formatId('bac', account)
    await pay(11)
    await relayed()
    expect(await news(text)).toEqual([])
    const consentId = await consent()
    await pay(12)
    const first = await world.until('the news', async () => (await news(text))[0])
    expect(first).toMatchObject({ type: 'account.posted', object: { id: null, status: null, account: text } })
    await relayed()
    const count = (await news(text)).length
    await world.app.db.transaction(async tx =>
      world.app.consents.cancel(tx, [{ actor: 'test', requestId: 'req_test', consentId, by: 'third_party' }]),
    )
    await pay(13)
    await relayed()
    expect(await news(text)).toHaveLength(count)
  })

  it('tell of each posting of the sandbox bank, and of its being closed', async () => {
    const made = await must(world.nobody('POST', '/v1/sandbox/bank/customers', { body: { holder: person.holder, data_set: 'cn' } }))
    const text = String((made.accounts as { id: string }[])[0]?.id)
    const posted = await must(
      world.nobody('POST', `/v1/sandbox/bank/accounts/${text}/transactions`, {
        body: { amount: 5, direction: 'debit', status: 'pending', information: 'x' },
      }),
    )
    await must(world.nobody('POST', `/v1/sandbox/bank/transactions/${String(posted.id)}/book`))
    await world.until('both', async () => (await news(text)).length === 2)
    expect((await news(text)).map(each => [each.object.id, each.object.status])).toEqual([
      [posted.id, 'PDNG'],
      [posted.id, 'BOOK'],
    ])
    await must(world.nobody('PATCH', `/v1/sandbox/bank/accounts/${text}`, { body: { closed: true } }))
    await must(world.nobody('PATCH', `/v1/sandbox/bank/accounts/${text}`, { body: { failing: true } }))
    const closed = await world.until('the closing', async () => (await news(text)).find(each => each.type === 'account.updated'))
    expect(closed.object).toMatchObject({ id: text, status: 'Deleted' })
    expect((await news(text)).filter(each => each.type === 'account.updated')).toHaveLength(1)
  })
})
