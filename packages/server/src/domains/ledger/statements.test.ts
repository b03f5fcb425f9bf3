import { beforeAll, describe, expect, it } from 'vitest'
import { useDatabase } from '../../../test/harness/database.ts'
import { HOUSE, pending, posted, useBooks, voidPending } from '../../../test/harness/ledger.ts'
import { newId } from '../../kernel/ids.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import { sql } from '../../platform/db.ts'
import { csvCell, csvRow } from './csv.ts'
import { cutDay } from './cut-day.ts'
import { entriesOfReference, readBalance, type Statement, statementOf, streamStatement } from './statements.ts'
import { findOpenDay } from './store/days.ts'
import { storeTrialBalance } from './trial-balance.ts'
import type { AccountId } from './types.ts'

const FRACTIONS = sql('test.fractions', `SELECT count(*) FROM ledger.transfers WHERE booked_at <> date_trunc('milliseconds', booked_at)`)

const database = useDatabase()
const books = useBooks(database)
const value = <T>(outcome: { ok: true; value: T } | { ok: false }): T => {
  if (!outcome.ok) throw new Error('refused')
  return outcome.value
}
const openDate = async (): Promise<BusinessDate> => (await findOpenDay(database.db))?.date ?? ('' as BusinessDate)
const page = async (account: AccountId, query: Partial<Parameters<typeof statementOf>[1]> = {}): Promise<Statement> =>
  value(await statementOf(database.db, { account, limit: 100, ...query }))
const seen = (statement: Statement) => statement.entries.map(entry => [entry.direction, entry.amount, entry.balanceAfter])

/** A wallet and a hot account with entries on two days, the first of them cut and stored, and the instants between. */
let wallet: AccountId
let merchant: AccountId
let hot: AccountId
let first: BusinessDate
let second: BusinessDate
const instants: Date[] = []
const tick = (): void => {
  books.clock.advance(60_000)
  instants.push(books.clock.now())
  books.clock.advance(60_000)
}

beforeAll(async () => {
  wallet = await books.account('wallet_balance')
  merchant = await books.account('merchant_unsettled')
  hot = books.ledger.institutionAccount('clearing_receivable', HOUSE)
  first = await openDate()
  tick()
  await books.post([[posted(hot, wallet, 100n)], [posted(hot, merchant, 5n)]])
  tick()
  const hold = pending(wallet, merchant, 30n)
  await books.post([[posted(wallet, merchant, 20n)], [hold]])
  tick()
  await database.db.transaction(tx => cutDay(books, tx, { date: first }))
  await database.db.transaction(tx => storeTrialBalance(books, tx, first))
  second = await openDate()
  await books.post([[voidPending(hold.id)], [posted(merchant, hot, 3n)], [posted(merchant, wallet, 4n)]], {
    accounts: [wallet, merchant, hot],
  })
  tick()
})

describe('readBalance', () => {
  it('holds a transfer as of its own booking time, which has whole milliseconds as it is shown', async () => {
    const [last] = (await page(wallet)).entries
    expect(last).toBeDefined()
    expect(value(await readBalance(database.db, wallet, last?.bookedAt ?? null)).posted).toBe(last?.balanceAfter)
    expect(await database.db.query(FRACTIONS)).toEqual([{ count: 0n }])
  })

  const at = async (account: AccountId, instant: number) => {
    const { posted: booked, available } = value(await readBalance(database.db, account, instants[instant] ?? null))
    return [booked, available]
  }

  it('tells the balance of a constrained account as of any booking instant', async () => {
    expect([await at(wallet, 0), await at(wallet, 1), await at(wallet, 2), await at(wallet, 3)]).toEqual([
      [0n, 0n],
      [100n, 100n],
      [80n, 50n],
      [84n, 84n],
    ])
  })

  it('tells the balance of a hot account from its snapshots', async () => {
    expect([await at(hot, 0), await at(hot, 1), await at(hot, 2), await at(hot, 3)]).toEqual([
      [0n, 0n],
      [105n, 105n],
      [105n, 105n],
      [102n, 102n],
    ])
  })

  it('equals the present balance at the present', async () => {
    const now = value(await readBalance(database.db, merchant))
    expect(now).toMatchObject({ posted: 18n, available: 18n, asOf: null })
    expect(value(await readBalance(database.db, merchant, books.clock.now())).balances).toMatchObject({
      debitsPosted: 7n,
      creditsPosted: 25n,
    })
  })

  it('refuses an unknown account', async () => {
    expect(await readBalance(database.db, newId<'acc'>())).toMatchObject({ error: { code: 'account_not_found' } })
  })
})

describe('statementOf', () => {
  it('lists booked money newest first with the balance after each entry; reservations are no entries', async () => {
    expect(seen(await page(wallet))).toEqual([
      ['credit', 4n, 84n],
      ['debit', 20n, 80n],
      ['credit', 100n, 100n],
    ])
  })

  it('sums up the running balance of a hot account', async () => {
    expect(seen(await page(hot))).toEqual([
      ['credit', 3n, 102n],
      ['debit', 5n, 105n],
      ['debit', 100n, 100n],
    ])
    expect(seen(await page(hot, { limit: 1 }))).toEqual([['credit', 3n, 102n]])
  })

  it('pages by cursor in both directions', async () => {
    for (const account of [wallet, hot]) {
      const all = await page(account)
      const [newest, middle, oldest] = all.entries
      const one = await page(account, { limit: 1 })
      expect(one).toMatchObject({ hasMore: true, entries: [newest] })
      expect(await page(account, { limit: 5, startingAfter: newest?.id })).toMatchObject({ hasMore: false, entries: [middle, oldest] })
      expect(await page(account, { limit: 1, endingBefore: oldest?.id })).toMatchObject({ hasMore: true, entries: [middle] })
    }
    expect(await statementOf(database.db, { account: wallet, limit: 1, startingAfter: newId<'trf'>() })).toMatchObject({
      error: { code: 'transfer_not_found', param: 'starting_after' },
    })
  })

  it('filters by accounting date', async () => {
    expect(seen(await page(hot, { from: second }))).toEqual([['credit', 3n, 102n]])
    expect(seen(await page(wallet, { to: first }))).toHaveLength(2)
    expect(seen(await page(wallet, { from: '2100-01-01' as BusinessDate }))).toEqual([])
  })
})

describe('streamStatement', () => {
  it('gives all entries oldest first, with the balances that the pages show', async () => {
    const many = await books.account('wallet_balance')
    await books.post(Array.from({ length: 2500 }, () => [posted(hot, many, 1n)]))
    for (const id of [many, hot]) {
      const { account } = value(await readBalance(database.db, id))
      const entries = []
      for await (const chunk of streamStatement(database.db, account, null, null)) entries.push(...chunk)
      const balances = entries.map(entry => entry.balanceAfter)
      expect(entries.length).toBe(id === many ? 2500 : 2503)
      expect(balances.at(-1)).toBe(id === many ? 2500n : 2602n)
      expect((await page(id)).entries.map(entry => entry.balanceAfter)).toEqual(balances.slice(-100).reverse())
    }
  })
})

describe('entriesOfReference', () => {
  it('shows each transfer from both accounts with reason, clause, arithmetic and the sums after it', async () => {
    const transfer = {
      ...posted(wallet, merchant, 6n),
      reference: 'pay_x',
      reason: { kind: 'fee', clause: 'agr_1/v1/§2', arithmetic: '1000 × 60 bp = 6' },
    }
    await books.post([[transfer]])
    expect(await entriesOfReference(database.db, ['pay_x'])).toMatchObject([
      {
        id: transfer.id,
        direction: 'debit',
        code: 'wallet_balance',
        amount: 6n,
        reasonClause: 'agr_1/v1/§2',
        debitsAfter: 26n,
        creditsAfter: 104n,
      },
      {
        id: transfer.id,
        direction: 'credit',
        code: 'merchant_unsettled',
        amount: 6n,
        reasonArithmetic: '1000 × 60 bp = 6',
        creditsAfter: 31n,
      },
    ])
  })
})

describe('CSV', () => {
  it('defuses formulas and quotes what needs quotes', () => {
    expect(['=1+1', '+1', '-1', '@x', '\tx', 'a,b', 'say "hi"', 'plain'].map(csvCell)).toEqual([
      "'=1+1",
      "'+1",
      "'-1",
      "'@x",
      "'\tx",
      '"a,b"',
      '"say ""hi"""',
      'plain',
    ])
    expect(csvRow(['x', -5n, null])).toBe('x,-5,\r\n')
    expect(csvCell('=HYPERLINK("a","b")')).toBe(`"'=HYPERLINK(""a"",""b"")"`)
  })
})
