/**
 * Many clients at once, over HTTP, on two servers that share one database, one of them a process of its own: money moves as if
 * they had come one after the other, nobody deadlocks, and nobody gets a 500.
 */
import { createHash, randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { useAdmin } from '../harness/admin.ts'
import { type Answer, type Caller, callerOf, type Json, must, type Person, type Shop, useApp } from '../harness/app.ts'
import { useDatabase } from '../harness/database.ts'
import { type NodeProcess, startNode, startNodeProcess } from '../harness/node.ts'
import { usePayments } from '../harness/payments.ts'

const CLIENTS = 64

const database = useDatabase()
const admin = useAdmin(database)
const world = useApp(database)
const payments = usePayments(world)
let other: NodeProcess
let shop: Shop
/** The shop and the operator at the first and at the second server. */
let shops: readonly Caller[]
let operators: readonly Caller[]

beforeAll(async () => {
  other = await startNodeProcess(world, database)
  shop = await world.shop()
  shops = [shop.call, callerOf(other.url, shop.secret)]
  operators = [world.operator, callerOf(other.url, world.operatorKey)]
}, 60_000)
afterAll(() => other.stop())
afterEach(async () => {
  const { rows } = await admin.run('SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()')
  expect(rows[0]?.deadlocks).toBe(0)
  const { ok } = await world.app.ledger.verifyBooks(world.app.db)
  expect(ok).toBe(true)
})

const at = <T>(servers: readonly T[], index: number): T => servers[index % servers.length] as T
const clients = <T>(ask: (index: number) => Promise<T>, count = CLIENTS): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => ask(index)))

/** Asks again, with the same key, for as long as the key is in flight elsewhere. */
async function untilAnswered(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await ask()
    if (answer.status !== 409 || answer.body.code !== 'idempotency_in_flight') return answer
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** How often each status, or the code of its problem, was answered. */
function tally(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status, body } of answers) {
    const what = String(body.code ?? status)
    counts[what] = (counts[what] ?? 0) + 1
  }
  return counts
}

/** Looks for at most 30 seconds until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 30_000; !(await isSo()); ) {
    if (Date.now() > deadline) throw new Error('it did not happen within 30 s')
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

const paymentOf = (amount: number, mandate: string, more: Json = {}): Json => ({
  amount,
  currency: 'CNY',
  order_reference: 'concurrent',
  confirm: true,
  payment_method: { type: 'wallet_balance', mandate },
  ...more,
})

async function payer(balance: number, more: { class?: 'I' | 'II' | 'III' } = {}): Promise<{ person: Person; mandate: string }> {
  const person = await world.person({ balance, ...more })
  return { person, mandate: await world.mandate(person, shop) }
}

describe('64 clients with one idempotency key', () => {
  it('make one payment at one server, and all get its answer', async () => {
    const { person, mandate } = await payer(10_000)
    const key = randomUUID()
    const answers = await clients(() => untilAnswered(() => shop.call('POST', '/v1/payments', { key, body: paymentOf(100, mandate) })))
    expect(tally(answers)).toEqual({ 201: CLIENTS })
    expect(new Set(answers.map(answer => JSON.stringify(answer.body))).size).toBe(1)
    expect((await payments.walletOf(person)).available).toBe(9_900)
  })

  it('make one payment at two servers, and all get its answer', async () => {
    const { person, mandate } = await payer(10_000)
    const key = randomUUID()
    const answers = await clients(index =>
      untilAnswered(() => at(shops, index)('POST', '/v1/payments', { key, body: paymentOf(100, mandate) })),
    )
    expect(tally(answers)).toEqual({ 201: CLIENTS })
    expect(new Set(answers.map(answer => answer.body.id)).size).toBe(1)
    expect((await payments.walletOf(person)).available).toBe(9_900)
  })
})

describe('64 clients on one account', () => {
  it('spend exactly what is there', async () => {
    const { person, mandate } = await payer(4_000)
    const answers = await clients(index => at(shops, index)('POST', '/v1/payments', { body: paymentOf(100, mandate) }))
    expect(tally(answers)).toEqual({ 201: 40, insufficient_funds: 24 })
    expect((await payments.walletOf(person)).available).toBe(0)
  })

  it('reach a daily limit exactly', async () => {
    const { person, mandate } = await payer(500_000)
    // 公告〔2015〕43号 Art. 22: without two factors at most 1,000 yuan a day.
    const answers = await clients(index => at(shops, index)('POST', '/v1/payments', { body: paymentOf(2_500, mandate) }))
    expect(tally(answers)).toEqual({ 201: 40, limit_daily_exceeded: 24 })
    expect((await payments.walletOf(person)).available).toBe(400_000)
    const { limits } = await must(person.call('GET', '/v1/wallet/me'))
    expect(limits).toContainEqual(expect.objectContaining({ kind: 'daily', remaining: 0 }))
  })

  it('reach a lifetime limit exactly, and a canceled authorisation gives its part back', async () => {
    const { mandate } = await payer(500_000, { class: 'I' })
    const body = paymentOf(2_500, mandate, { capture_method: 'manual' })
    const answers = await clients(index => at(shops, index)('POST', '/v1/payments', { body }))
    expect(answers.filter(answer => answer.status === 201)).toHaveLength(40)
    const held = answers.filter(answer => answer.status === 201).map(answer => String(answer.body.id))
    const canceled = await Promise.all(held.slice(0, 7).map((id, index) => at(shops, index)('POST', `/v1/payments/${id}/cancel`)))
    expect(tally(canceled)).toEqual({ 200: 7 })
    const again = await clients(index => at(shops, index)('POST', '/v1/payments', { body }), 20)
    expect(again.filter(answer => answer.status === 201)).toHaveLength(7)
  })
})

describe('64 clients on one payment', () => {
  it('confirm it once', async () => {
    const { person, mandate } = await payer(100_000)
    const { id } = await payments.create(shop, 700)
    const body = { payment_method: { type: 'wallet_balance', mandate } }
    const answers = await clients(index => at(shops, index)('POST', `/v1/payments/${String(id)}/confirm`, { body }))
    expect(tally(answers)).toEqual({ 200: 1, payment_already_succeeded: CLIENTS - 1 })
    expect((await payments.walletOf(person)).available).toBe(99_300)
  })

  it('capture or cancel it once', async () => {
    const { person, mandate } = await payer(100_000)
    const { id } = await must(shop.call('POST', '/v1/payments', { body: paymentOf(700, mandate, { capture_method: 'manual' }) }))
    const answers = await clients(index =>
      at(shops, index)('POST', `/v1/payments/${String(id)}/${index % 4 < 2 ? 'capture' : 'cancel'}`, {
        body: index % 4 < 2 ? { amount: 300 } : {},
      }),
    )
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
    expect(answers.every(answer => answer.status === 200 || answer.status === 409)).toBe(true)
    const { status } = await payments.read(shop, id)
    expect(await payments.walletOf(person)).toMatchObject({ available: status === 'canceled' ? 100_000 : 99_700, pending: 0 })
  })

  it('refund exactly what was paid', async () => {
    const { person, mandate } = await payer(100_000)
    const { id } = await must(shop.call('POST', '/v1/payments', { body: paymentOf(1_000, mandate) }))
    const answers = await clients(index => at(shops, index)('POST', '/v1/refunds', { body: { payment: id, amount: 30 } }))
    expect(tally(answers)).toEqual({ 201: 33, refund_exceeds_remaining: CLIENTS - 33 })
    expect((await payments.read(shop, id)).amount_refunded).toBe(990)
    expect((await payments.walletOf(person)).available).toBe(99_990)
  })
})

describe('opposite transfers', () => {
  it('of operators between two accounts pass without a deadlock', async () => {
    const [one, two] = [await world.person({ balance: 100_000 }), await world.person({ balance: 100_000 })]
    const accounts = [await payments.accountOf('wallet_balance', one.holder), await payments.accountOf('wallet_balance', two.holder)]
    const answers = await clients(index => {
      const [debit_account, credit_account] = index % 4 < 2 ? accounts : accounts.toReversed()
      const transfers = [{ kind: 'posted', debit_account, credit_account, amount: 100 + index }]
      return at(operators, index)('POST', '/v1/ledger/transfers', { body: { transfers, reference: 'test', reason: 'opposite transfers' } })
    })
    expect(tally(answers)).toEqual({ 201: CLIENTS })
    const forth = Array.from({ length: CLIENTS }, (_, index) => (index % 4 < 2 ? -(100 + index) : 100 + index)).reduce(
      (sum, amount) => sum + amount,
    )
    expect([(await payments.walletOf(one)).available, (await payments.walletOf(two)).available]).toEqual([100_000 + forth, 100_000 - forth])
  })

  it('of payments and refunds among several shops and payers pass without a deadlock', async () => {
    const others = [shop, await world.shop(), await world.shop()]
    const people = [
      await world.person({ balance: 90_000 }),
      await world.person({ balance: 90_000 }),
      await world.person({ balance: 90_000 }),
    ]
    const mandates = await Promise.all(people.map(person => Promise.all(others.map(to => world.mandate(person, to)))))
    const pay = (index: number): Promise<Answer> => {
      const [who, whom] = [index % 3, Math.floor(index / 3) % 3]
      const caller = callerOf(index % 2 === 0 ? world.url : other.url, others[whom]?.secret ?? '')
      return caller('POST', '/v1/payments', { body: paymentOf(50, mandates[who]?.[whom] ?? '') })
    }
    const paid = await clients(pay)
    expect(tally(paid)).toEqual({ 201: CLIENTS })
    const refunds = paid.toReversed().map((answer, index) => {
      const merchant = others.find(candidate => candidate.id === answer.body.merchant)
      return callerOf(index % 2 === 0 ? world.url : other.url, merchant?.secret ?? '')('POST', '/v1/refunds', {
        body: { payment: answer.body.id },
      })
    })
    const answers = await Promise.all([...refunds, clients(pay)].flat())
    for (const answer of answers.flat()) expect(answer.status).toBe(201)
    const left = await Promise.all(people.map(async person => (await payments.walletOf(person)).available))
    expect(left.reduce((sum, amount) => sum + amount)).toBe(270_000 - CLIENTS * 50)
  })
})

describe('the day cut', () => {
  it('among 64 payments holds up none of them, and each is booked whole on one side of it', async () => {
    const { person, mandate } = await payer(50_000)
    const date = await payments.openDay()
    const cutting = new Promise<Answer>(resolve =>
      setTimeout(() => resolve(at(operators, 1)('POST', '/v1/days/current/cut', { body: { date } })), 30),
    )
    const answers = await clients(index => at(shops, index)('POST', '/v1/payments', { body: paymentOf(100, mandate) }))
    expect((await cutting).status).toBe(200)
    const later = await clients(index => at(shops, index)('POST', '/v1/payments', { body: paymentOf(100, mandate) }), 8)
    expect(tally([...answers, ...later])).toEqual({ 201: CLIENTS + 8 })
    const { rows } = await admin.run(
      `SELECT reference, count(*)::int AS legs, count(DISTINCT accounting_date)::int AS dates, max(accounting_date)::text AS date
       FROM ledger.transfers WHERE reference = ANY ($1) GROUP BY reference`,
      [[...answers, ...later].map(answer => answer.body.id)],
    )
    expect(rows).toHaveLength(CLIENTS + 8)
    for (const row of rows) expect([row.legs, row.dates]).toEqual([2, 1])
    const afterCut = new Set(later.map(answer => answer.body.id))
    expect(rows.filter(row => afterCut.has(row.reference)).every(row => row.date > date)).toBe(true)
    expect((await payments.walletOf(person)).available).toBe(50_000 - (CLIENTS + 8) * 100)
  })
})

describe('card results', () => {
  it('that both servers hear, twice or late or without an answer to the call, are booked once', async () => {
    const person = await world.person()
    const card = await world.bindCard(person)
    const mandate = await world.mandate(person, shop, { type: 'bank_card', card })
    const before = await payments.balance(shop)
    world.house.control.setFaults({
      resultDelayMs: 20,
      lateCallbackMs: 100,
      rates: { callback_duplicate: 0.5, callback_late: 0.3, error_after: 0.2, timeout_after: 0.1 },
    })
    const body = paymentOf(200, mandate, { payment_method: { type: 'bank_card', mandate } })
    const answers = await clients(index => at(shops, index)('POST', '/v1/payments', { body }))
    expect(tally(answers)).toEqual({ 201: CLIENTS })
    await until(async () => {
      await world.app.clearing.queryDue()
      const { rows } = await admin.run(`SELECT count(*)::int AS open FROM payments.payments WHERE status = 'processing'`)
      return rows[0]?.open === 0
    })
    world.house.control.setFaults({
      rates: { callback_duplicate: 0, callback_late: 0, error_after: 0, timeout_after: 0 },
    })
    const after = await payments.balance(shop)
    // 60 bp of 200 is 1.2, rounded half up to 1.
    expect(Number(after.unsettled) - Number(before.unsettled)).toBe(CLIENTS * 199)
  }, 40_000)
})

describe('the close of a day', () => {
  it('that both servers are asked for at once is done once', async () => {
    const { mandate } = await payer(50_000)
    await must(shop.call('POST', '/v1/payments', { body: paymentOf(10_000, mandate) }))
    const date = await payments.openDay()
    await must(world.operator('POST', '/v1/days/current/cut', { body: { date } }))
    const answers = await clients(index => at(operators, index)('POST', `/v1/days/${date}/close`), 8)
    for (const { status, body } of answers) expect([200, 'day_close_blocked']).toContain(status === 200 ? status : body.code)
    const [first, ...others] = answers.filter(answer => answer.status === 200).map(answer => answer.body)
    expect(first).toMatchObject({ accounting_date: date, state: 'closed' })
    for (const other of others) expect(other).toEqual(first)
    const { rows } = await admin.run(
      `SELECT (SELECT count(*)::int FROM ledger.transfers WHERE reference = $1) AS sweeps,
         (SELECT max(n)::int FROM (SELECT count(*) AS n FROM payments.payouts WHERE accounting_date = $2 GROUP BY merchant_id) AS t) AS payouts`,
      [`fee_sweep ${date}`, date],
    )
    expect(rows).toEqual([{ sweeps: 2, payouts: 1 }])
  })
})

describe('a server', () => {
  it('answers 409 with Retry-After while a key is in flight elsewhere', async () => {
    const { mandate } = await payer(1_000)
    const key = randomUUID()
    const lock = createHash('sha256').update(`mer:${shop.uuid}\ncreatePayment\n${key}`).digest().readBigInt64BE(0)
    await admin.run('SELECT pg_advisory_lock($1)', [lock])
    const ask = () => shop.call('POST', '/v1/payments', { key, body: paymentOf(100, mandate) })
    const refused = await ask()
    expect([refused.status, refused.body.code]).toEqual([409, 'idempotency_in_flight'])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    await admin.run('SELECT pg_advisory_unlock($1)', [lock])
    expect((await ask()).status).toBe(201)
  })

  it('answers 503 with Retry-After when its queue is full, and does what was accepted', async () => {
    const { person, mandate } = await payer(50_000)
    const narrow = await startNode(world, database, { QUEUE_MAX: '4', BATCH_MAX: '2' })
    const caller = callerOf(narrow.url, shop.secret)
    const answers = await clients(() => caller('POST', '/v1/payments', { body: paymentOf(10, mandate) }), 200)
    await narrow.stop()
    const accepted = answers.filter(answer => answer.status === 201).length
    expect(tally(answers)).toEqual({ 201: accepted, overloaded: 200 - accepted })
    expect(accepted).toBeGreaterThan(0)
    expect(accepted).toBeLessThan(200)
    const refused = answers.find(answer => answer.status === 503)
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await payments.walletOf(person)).available).toBe(50_000 - accepted * 10)
  })
})
