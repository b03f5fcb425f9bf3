import { describe, expect, it } from 'vitest'
import { useDatabase } from '../../../test/harness/database.ts'
import { HOUSE, pending, posted, postPending, useBooks } from '../../../test/harness/ledger.ts'
import { addDays, type BusinessDate, businessDateOf } from '../../kernel/time.ts'
import { type Row, sql } from '../../platform/db.ts'
import { chartEntry } from './chart.ts'
import { cutDay } from './cut-day.ts'
import { readReserve } from './reserve.ts'
import { findOpenDay, listDays, type TrialBalanceLine } from './store/days.ts'
import { readStoredTrialBalance, storeTrialBalance } from './trial-balance.ts'

const DATE_OF = sql('test.date_of', 'SELECT accounting_date AS date FROM ledger.transfers WHERE id = $1')
const OUTSIDE = sql(
  'test.outside',
  `SELECT t.id FROM ledger.transfers t JOIN ledger.days d USING (accounting_date) LEFT JOIN ledger.days n ON n.accounting_date = d.accounting_date + 1
   WHERE t.seq < d.first_seq OR t.seq >= n.first_seq OR t.booked_at < d.opened_at OR t.booked_at > d.cut_at`,
)
const DAILY = sql(
  'test.daily',
  'SELECT debits, credits, debits_posted, credits_posted FROM ledger.daily_balances WHERE account = $1 ORDER BY accounting_date',
)
const CHART_ROWS = sql('test.chart', 'SELECT code FROM ledger.chart')

const database = useDatabase()
const books = useBooks(database)
const cut = (date?: BusinessDate) => database.db.transaction(tx => cutDay(books, tx, date === undefined ? {} : { date }))
const store = (date: BusinessDate) => database.db.transaction(tx => storeTrialBalance(books, tx, date))
const openDate = async (): Promise<BusinessDate> => {
  const day = await findOpenDay(database.db)
  if (day === null) throw new Error('no open day')
  return day.date
}
const value = <T>(outcome: { ok: true; value: T } | { ok: false }): T => {
  if (!outcome.ok) throw new Error('refused')
  return outcome.value
}
const lineOf = (lines: readonly TrialBalanceLine[], code: string) => lines.find(line => line.code === code)

describe('cutDay', () => {
  it('cuts the open day and opens the next calendar day', async () => {
    const today = await openDate()
    expect(today).toBe(businessDateOf(books.clock.now(), 'Asia/Shanghai'))
    const outcome = value(await cut(today))
    expect(outcome).toMatchObject({ cut: { date: today, state: 'cut' }, open: { date: addDays(today, 1), state: 'open' }, already: false })
    expect(outcome.open.openedAt).toEqual(outcome.cut.cutAt)
  })

  it('does nothing when the date has been cut before', async () => {
    const today = await openDate()
    await cut(today)
    expect(await cut(today)).toMatchObject({ ok: true, value: { cut: { date: today }, already: true } })
    expect(await openDate()).toBe(addDays(today, 1))
  })

  it('refuses a date that has not begun', async () => {
    const today = await openDate()
    expect(await cut(addDays(today, 1))).toMatchObject({ ok: false, error: { code: 'day_not_found' } })
    expect(await openDate()).toBe(today)
  })

  it('books nothing under a cut date: what comes after is of the next', async () => {
    const merchant = await books.account('merchant_unsettled')
    const receivable = books.ledger.institutionAccount('clearing_receivable', HOUSE)
    const today = await openDate()
    const first = posted(receivable, merchant, 1n)
    await books.post([[first]])
    await cut(today)
    const second = posted(receivable, merchant, 1n)
    await books.post([[second]])
    expect(await database.db.query(DATE_OF, [first.id])).toEqual([{ date: today }])
    expect(await database.db.query(DATE_OF, [second.id])).toEqual([{ date: addDays(today, 1) }])
  })

  it('draws a clean line through concurrent batches', async () => {
    const merchants = await Promise.all([1, 2, 3].map(() => books.account('merchant_unsettled')))
    const receivable = books.ledger.institutionAccount('clearing_receivable', HOUSE)
    const load = merchants.map(async merchant => {
      for (let round = 0; round < 40; round++) await books.post([[posted(receivable, merchant, 1n)], [posted(receivable, merchant, 2n)]])
    })
    for (let round = 0; round < 5; round++) {
      const date = await openDate()
      await Promise.all([cut(date), cut(date)])
      expect(await openDate()).toBe(addDays(date, 1))
    }
    await Promise.all(load)
    expect(await database.db.query(OUTSIDE)).toEqual([])
  })

  it('lists days newest first, without a gap', async () => {
    const days = await listDays(database.db, { limit: 100 })
    expect(days.length).toBeGreaterThan(5)
    days.slice(1).forEach((day, index) => {
      expect(addDays(day.date, 1)).toBe(days[index]?.date)
    })
  })
})

describe('storeTrialBalance', () => {
  it('refuses a day that is open and a date that never was', async () => {
    const today = await openDate()
    expect(await store(today)).toMatchObject({ ok: false, error: { code: 'day_open' } })
    expect(await store(addDays(today, 400))).toMatchObject({ ok: false, error: { code: 'day_not_found' } })
  })

  it('carries the closing of one day to the opening of the next, and counts posted money only', async () => {
    const wallet = await books.account('wallet_balance')
    const merchant = await books.account('merchant_settled')
    const first = await openDate()
    await books.fund(wallet, 100n)
    const hold = pending(wallet, merchant, 40n)
    await books.post([[posted(wallet, merchant, 10n), hold]])
    await cut(first)
    const second = await openDate()
    await books.post([[postPending(hold.id, 25n)]], { accounts: [wallet, merchant] })
    await cut(second)
    const third = await openDate()
    await cut(third)
    // The last first: the days before it that lack theirs are stored too, in order.
    const last = value(await store(third))
    const [one, two] = [value(await readStoredTrialBalance(database.db, first)), value(await readStoredTrialBalance(database.db, second))]
    expect(lineOf(one.lines, 'wallet_balance')).toMatchObject({ debits: 10n, credits: 100n })
    expect(lineOf(two.lines, 'wallet_balance')).toMatchObject({
      opening: lineOf(one.lines, 'wallet_balance')?.closing,
      debits: 25n,
      credits: 0n,
    })
    expect(lineOf(two.lines, 'merchant_settled')).toMatchObject({ opening: 10n, debits: 0n, credits: 25n, closing: 35n })
    expect(last.lines.map(line => [line.opening, line.debits, line.credits])).toEqual(two.lines.map(line => [line.closing, 0n, 0n]))
    const signed = last.lines.map(line => (chartEntry(line.code).normalSide === 'debit' ? line.closing : -line.closing))
    expect(signed.reduce((total, closing) => total + closing, 0n)).toBe(0n)
    expect(await database.db.query(DAILY, [merchant])).toEqual([
      { debits: 0n, credits: 10n, debits_posted: 0n, credits_posted: 10n },
      { debits: 0n, credits: 25n, debits_posted: 0n, credits_posted: 35n },
    ])
  })

  it('is harmless when repeated, also at the same time', async () => {
    const today = await openDate()
    const wallet = await books.account('wallet_balance')
    await books.fund(wallet, 7n)
    await cut(today)
    const [one, two] = await Promise.all([store(today), store(today)])
    expect(one).toEqual(two)
    expect(await store(today)).toEqual(one)
    expect(await database.db.query(DAILY, [wallet])).toHaveLength(1)
  })
})

describe('readReserve', () => {
  it('balances the reserve and own funds, each on its own', async () => {
    const wallet = await books.account('wallet_balance')
    const merchant = await books.account('merchant_unsettled')
    const own = books.ledger.institutionAccount
    const before = value(await readReserve(database.db))
    await books.fund(wallet, 1000n)
    await books.post([
      [posted(wallet, merchant, 300n), posted(merchant, own('fees_unsettled'), 2n)],
      [posted(own('clearing_receivable', HOUSE), merchant, 50n)],
      [posted(own('own_cash'), own('capital'), 70n)],
    ])
    const now = value(await readReserve(database.db))
    expect(now).toMatchObject({ balanced: true, currency: 'CNY', date: null, ownFunds: { balanced: true } })
    const grown = (term: keyof typeof now.totals): bigint => now.totals[term] - before.totals[term]
    expect([grown('reserve'), grown('wallet_balances'), grown('merchant_payables'), grown('in_transit')]).toEqual([1050n, 700n, 348n, 2n])
    expect(now.totals.reserve).toBe(now.totals.wallet_balances + now.totals.merchant_payables + now.totals.in_transit)
    expect(now.ownFunds.lines.find(line => line.code === 'own_cash')?.amount).toBe(70n)
  })

  it('tells the equation as of a closed date', async () => {
    const today = await openDate()
    const atCut = value(await readReserve(database.db))
    await cut(today)
    await store(today)
    await books.fund(await books.account('wallet_balance'), 5n)
    expect(value(await readReserve(database.db, today))).toEqual({ ...atCut, date: today })
    expect(await readReserve(database.db, await openDate())).toMatchObject({ ok: false, error: { code: 'day_open' } })
  })

  it('keeps the chart in the database for people who query it', async () => {
    expect((await database.db.query<{ code: string } & Row>(CHART_ROWS)).map(row => row.code)).toContain('reserve_cash')
  })
})
