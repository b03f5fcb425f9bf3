/**
 * Days that end: paid by every way there is, cut and booked, every bill of every source fetched and matched, and signed a second time. A calm day closes
 * without an exception; one with faults in its bills closes when each has been explained or repaired.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { fieldsOf } from '../../src/domains/reconciliation/formats/csv.ts'
import { type BusinessDate, parseBusinessDate } from '../../src/kernel/time.ts'
import { type Json, must, type Person, type Shop } from '../harness/app.ts'
import { type Fetched, useBills } from '../harness/bills.ts'
import { useChannels } from '../harness/channels.ts'
import { useDatabase } from '../harness/database.ts'
import { clerk, demand, kept } from '../harness/desk.ts'
import { driveOf, RAILS, type Rail } from './drive.ts'

const database = useDatabase()
const world = useChannels(
  database,
  {},
  { houseA: { faults: { resultDelayMs: 0 } }, houseB: { faults: { resultDelayMs: 0 } }, weChatPay: { faults: { refundDelayMs: 0 } } },
)
const bills = useBills(world)
let shop: Shop
let person: Person
let card: string
const drive = driveOf(world, () => shop)

beforeAll(async () => {
  await world.fundInstitution(1_000_000)
  shop = await world.channelShop()
  person = await world.person()
  card = await world.bindCard(person)
}, 60_000)

const RESERVE_AND_RAILS = ['reserve', ...RAILS]

/** Pays at a rail that has the payer do something outside. */
async function paidAt(rail: Rail, amount: number): Promise<Json> {
  if (rail === 'sim' || rail === 'sim_b') await drive.gatewayAt(rail)
  const payment = await drive.begin(rail, amount)
  const action = await drive.actionOf(payment)
  expect([rail, action === null ? 'no action' : drive.pay(rail, action)]).toEqual([rail, null])
  const settled = await drive.settle(payment)
  expect(settled).toMatchObject({ status: 'succeeded', channel: rail })
  return settled
}

async function refunded(payment: Json, amount: number): Promise<void> {
  expect(await drive.settleRefund(await drive.refund(payment, amount))).toMatchObject({ status: 'succeeded' })
}

async function toppedUp(amount: number): Promise<void> {
  const topup = await must(person.call('POST', '/v1/wallet/topups', { body: { amount, currency: 'CNY', card } }))
  await world.until('the top-up has succeeded', async () => {
    await drive.round(100)
    return (await must(person.call('GET', `/v1/wallet/topups/${String(topup.id)}`))).status === 'succeeded'
  })
}

/** Pays under a mandate of the person's, from the balance or the card. */
async function paidBy(method: Json, amount: number): Promise<Json> {
  const mandate = await world.mandate(person, shop, method)
  const body = {
    ...{ amount, currency: 'CNY', order_reference: `mandate-${String(method.type)}`, confirm: true },
    payment_method: { type: method.type, mandate },
  }
  const settled = await drive.settle(await must(shop.call('POST', '/v1/payments', { body })))
  expect(settled).toMatchObject({ status: 'succeeded' })
  return settled
}

/** The business day ends everywhere; ours is cut and booked. Answers its date. */
async function endDay(): Promise<BusinessDate> {
  const date = parseBusinessDate(await world.sandbox.rollDay())
  if (date === null) throw new Error('a date')
  expect(await must(world.operator('POST', '/v1/days/current/cut', { body: {} }))).toMatchObject({ cut: date })
  const closed = await must(world.operator('POST', `/v1/days/${date}/close`, { body: {} }))
  expect(closed).toMatchObject({ state: 'closed' })
  return date
}

/** Every bill of every connected source, matched. */
async function fetchAll(date: string): Promise<readonly Fetched[]> {
  const fetched = await bills.fetchAll(date)
  expect([...new Set(fetched.map(({ source }) => source))].sort()).toEqual([...RESERVE_AND_RAILS].sort())
  return fetched
}

const linesOf = async (item: Json): Promise<Json[]> =>
  (await must(bills.call('GET', `/imports/${String(item.id)}/lines?limit=100`))).data as Json[]

const closeDay = (date: string): Promise<Json> => must(bills.call('POST', `/days/${date}/close`))

const digestsOf = (closed: Json): unknown =>
  (closed.documents as Json[]).map(({ name, bytes, sha256, digest }) => [name, bytes, sha256 ?? digest])

async function document(date: string, name: string): Promise<Buffer> {
  const response = await fetch(`${world.url}/v1/reconciliation/days/${date}/documents/${name}`, {
    headers: { Authorization: `Bearer ${world.operatorKey}` },
  })
  expect([name, response.status]).toEqual([name, 200])
  return Buffer.from(await response.arrayBuffer())
}

const DOCUMENTS = ['closing-report.pdf', 'exceptions.csv', 'reserve.csv', 'reserve.json', 'trial-balance.csv', 'vouchers.csv']

async function documentsAreRight(date: string, closed: Json): Promise<void> {
  expect((closed.documents as Json[]).map(({ name }) => name)).toEqual(DOCUMENTS)
  expect((await document(date, 'closing-report.pdf')).subarray(0, 5).toString()).toBe('%PDF-')
  const rows = (await document(date, 'vouchers.csv')).toString('utf8').trim().split('\r\n').slice(1)
  const fen = (words: string | undefined): number => Math.round(Number(words === '' ? 0 : words) * 100)
  const sum = (column: number): number => rows.reduce((total, row) => total + fen(fieldsOf(row, ',')[column]), 0)
  expect(sum(10)).toBe(sum(11))
  expect(sum(10)).toBeGreaterThan(0)
  expect(JSON.parse((await document(date, 'reserve.json')).toString())).toMatchObject({ object: 'reserve_report', date, balanced: true })
  const again = await closeDay(date)
  expect(again).toMatchObject({ repeated: true })
  expect(digestsOf(again)).toEqual(digestsOf(closed))
}

describe('a calm day', () => {
  it('closes without an exception, whatever way was paid, and closes again to the same bytes', async () => {
    await toppedUp(50_000)
    await paidBy({ type: 'wallet_balance' }, 20_000)
    const byCard = await paidBy({ type: 'bank_card', card }, 30_000)
    await refunded(byCard, 1_000)
    for (const [at, rail] of RAILS.entries()) await refunded(await paidAt(rail, 10_000 + at), 3_000 + at)
    // What comes after is netted in a cycle of its own: two lines of each house are the net of its date.
    for (const { control } of [world.sandbox.houseA, world.sandbox.houseB]) control.closeCycle()
    for (const rail of ['sim', 'sim_b'] as const) await paidAt(rail, 700)
    const date = await endDay()
    const fetched = await fetchAll(date)
    expect(fetched.map(({ source, format, item }) => [source, format, item.state])).toEqual(
      fetched.map(({ source, format }) => [source, format, 'matched']),
    )
    const unmatched: unknown[] = []
    for (const { source, format, item } of fetched)
      for (const line of await linesOf(item))
        if (line.match !== 'matched' && line.match !== 'ignored')
          unmatched.push([source, format, line.match, line.kind, line.amount, line.reference])
    // A channel's net is what its bill comes to, what the house passes on, and what the reserve bank has.
    for (const channel of ['wechat_pay', 'alipay']) {
      const net = `${channel}-${date}`
      const told = await Promise.all(
        fetched.map(async ({ source, item }) =>
          (await linesOf(item)).filter(({ reference }) => reference === net).map(line => [source, line.match, line.rule]),
        ),
      )
      expect(told.flat().sort()).toEqual([
        ['reserve', 'ignored', 'told'],
        ['reserve', 'matched', 'reference'],
        ['sim', 'matched', 'reference'],
      ])
    }
    const found = await bills.exceptions()
    expect({ unmatched, found: found.map(({ kind, source, state, detail }) => [kind, source, state, detail]) }).toEqual({
      unmatched: [],
      found: [],
    })
    expect(await must(bills.call('GET', `/days/${date}`))).toMatchObject({ missing: [], exceptions: [], suspense: [] })
    const closed = await closeDay(date)
    expect(closed).toMatchObject({ repeated: false })
    await documentsAreRight(date, closed)
  }, 120_000)
})

type Found = Json & { readonly id: string }
const unresolved = async (): Promise<readonly Found[]> => (await bills.exceptions('&state=unresolved')) as Found[]

/** Explains what is open until nothing more comes up when the date is matched again. */
async function explainAll(date: BusinessDate): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await world.app.reconciliation.matchDate(date)
    const open = await unresolved()
    if (open.length === 0) return
    for (const { id } of open)
      await must(bills.call('POST', `/exceptions/${id}/explain`, { body: { comment: 'the rail looks into it', carry: true } }))
  }
  expect(await unresolved()).toEqual([])
}

/** One asks for the repair, another approves it. */
async function repairedByTwo({ id }: Found, kind: string): Promise<void> {
  await demand(world, 'reconciliation.repairs', true)
  const [maker, checker] = [await clerk(world, 'finance'), await clerk(world, 'finance')]
  const body = { kind, comment: 'the house will not find it' }
  const waiting = await kept(maker.call('POST', `/v1/reconciliation/exceptions/${id}/repairs`, { body }))
  await must(checker.call('POST', `/v1/approvals/${waiting.id}/approve`, { body: {} }))
  await world.until('the repair is done', async () => (await must(bills.call('GET', `/exceptions/${id}`))).state === 'repaired')
  await demand(world, 'reconciliation.repairs', false)
}

describe('a day with faults in its bills', () => {
  it('lists each of them by its kind, and closes when all are explained or repaired', async () => {
    for (const rail of RAILS) for (const amount of [11_000, 12_000, 13_000]) await paidAt(rail, amount)
    const faults = { next: { line_missing: 1, line_extra: 1, line_altered: 1 } }
    world.sandbox.weChatPay.control.setFaults(faults)
    world.sandbox.houseA.control.setFaults(faults)
    const date = await endDay()
    world.sandbox.reserveBank.control.setFaults({ next: { line_altered: 1 } })
    await fetchAll(date)
    for (const { control } of [world.sandbox.weChatPay, world.sandbox.houseA, world.sandbox.reserveBank]) control.calm()
    const open = await unresolved()
    const listed = open.map(({ source, kind, detail }) => [source, kind, detail])
    const kinds = (source: string): readonly unknown[] => [...new Set(listed.flatMap(([at, kind]) => (at === source ? [kind] : [])))].sort()
    expect(Object.fromEntries(RESERVE_AND_RAILS.map(source => [source, kinds(source)]))).toEqual({
      reserve: ['amount'],
      wechat_pay: ['amount', 'long', 'short'],
      alipay: [],
      sim: ['amount', 'long', 'short'],
      sim_b: [],
    })
    const refusal = await bills.call('POST', `/days/${date}/close`)
    expect(refusal.body).toMatchObject({ code: 'recon_day_not_ready', detail: expect.stringContaining('exceptions are open') })
    const [short] = open.filter(
      ({ source, kind, detail }) => source === 'sim' && kind === 'short' && String(detail).startsWith('debit of 11000'),
    )
    if (short === undefined) throw new Error('the missing line is short')
    await repairedByTwo(short, 'write_off')
    await explainAll(date)
    const standing = await must(bills.call('GET', `/days/${date}`))
    expect(standing.missing).toEqual([])
    const closed = await closeDay(date)
    expect(closed).toMatchObject({ repeated: false })
    await documentsAreRight(date, closed)
    const rows = (await document(date, 'exceptions.csv')).toString('utf8')
    for (const { id } of open) expect(rows).toContain(id)
    expect(rows).toContain('the rail looks into it')
  }, 120_000)
})
