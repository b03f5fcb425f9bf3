import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { useDatabase } from '../../../test/harness/database.ts'
import { HOUSE, pending, posted, postPending, useBooks, voidPending } from '../../../test/harness/ledger.ts'
import { cutDay } from './cut-day.ts'
import { findOpenDay } from './store/days.ts'
import { storeTrialBalance } from './trial-balance.ts'
import type { AccountId } from './types.ts'
import { verifyBooks } from './verify-books.ts'

const database = useDatabase()
const books = useBooks(database)
const verify = () => verifyBooks(books, database.db)

let wallet: AccountId
let merchant: AccountId

beforeAll(async () => {
  wallet = await books.account('wallet_balance')
  merchant = await books.account('merchant_unsettled')
  const receivable = books.ledger.institutionAccount('clearing_receivable', HOUSE)
  await books.fund(wallet, 1000n)
  const [part, released, open, late] = [100n, 50n, 30n, 20n].map(amount =>
    pending(wallet, merchant, amount, amount === 20n ? new Date(books.clock.now().getTime() + 60_000) : null),
  )
  if (part === undefined || released === undefined || open === undefined || late === undefined) throw new Error('four holds')
  await books.post([[part], [released], [open], [late], [posted(receivable, merchant, 7n)]])
  await books.post([[postPending(part.id, 60n)], [voidPending(released.id)]], { accounts: [wallet, merchant] })
  const day = await findOpenDay(database.db)
  if (day === null) throw new Error('no open day')
  await database.db.transaction(tx => cutDay(books, tx, { date: day.date }))
  await database.db.transaction(tx => storeTrialBalance(books, tx, day.date))
  await books.post([[posted(merchant, receivable, 3n)]])
})

/** Changes the books as only a superuser can, looks, and changes them back. */
async function tampered(change: string, restore: string, values: readonly unknown[] = []): Promise<string[]> {
  const client = new pg.Client({ connectionString: database.connectionString })
  await client.connect()
  try {
    await client.query(change, [...values])
    const { ok, differences, differenceCount } = await verify()
    expect(ok).toBe(differenceCount === 0n)
    await client.query(restore, [...values])
    return [...new Set(differences.map(difference => difference.kind))].sort()
  } finally {
    await client.end()
  }
}

describe('verifyBooks', () => {
  it('finds sound books sound, and keeps the finding', async () => {
    const found = await verify()
    expect(found).toMatchObject({ ok: true, differences: [], differenceCount: 0n })
    expect(found.accounts).toBeGreaterThan(10n)
    expect(found.transfers).toBe(9n)
  })

  it('is quick on small books', async () => {
    await verify()
    const started = performance.now()
    await verify()
    expect(performance.now() - started).toBeLessThan(500)
  })

  it('finds a changed balance', async () => {
    const kinds = await tampered(
      'UPDATE ledger.accounts SET credits_posted = credits_posted + 1 WHERE id = $1',
      'UPDATE ledger.accounts SET credits_posted = credits_posted - 1 WHERE id = $1',
      [wallet],
    )
    expect(kinds).toEqual(['balance', 'totals'])
  })

  it('finds a changed hot account', async () => {
    const hot = books.ledger.institutionAccount('reserve_cash')
    const kinds = await tampered(
      'UPDATE ledger.accounts SET debits_posted = debits_posted + 1 WHERE id = $1',
      'UPDATE ledger.accounts SET debits_posted = debits_posted - 1 WHERE id = $1',
      [hot],
    )
    expect(kinds).toEqual(['balance', 'snapshot', 'totals'])
  })

  it('finds a changed transfer', async () => {
    const kinds = await tampered(
      'UPDATE ledger.transfers SET amount = amount + 1 WHERE kind = 1 AND credit_account = $1',
      'UPDATE ledger.transfers SET amount = amount - 1 WHERE kind = 1 AND credit_account = $1',
      [wallet],
    )
    expect(kinds).toEqual(['balance', 'daily_balance', 'running_balance', 'trial_balance'])
  })

  it('finds a changed balance after a transfer', async () => {
    const kinds = await tampered(
      'UPDATE ledger.transfers SET credit_credits_posted = credit_credits_posted + 1 WHERE credit_account = $1 AND kind = 3',
      'UPDATE ledger.transfers SET credit_credits_posted = credit_credits_posted - 1 WHERE credit_account = $1 AND kind = 3',
      [merchant],
    )
    expect(kinds).toEqual(['running_balance'])
  })

  it('finds a pending transfer in the wrong state', async () => {
    const kinds = await tampered(
      `UPDATE ledger.pendings SET state = CASE state WHEN 'posted' THEN 'open' ELSE 'posted' END WHERE state IN ('posted', 'open') AND amount IN (100, 30)`,
      `UPDATE ledger.pendings SET state = CASE state WHEN 'posted' THEN 'open' ELSE 'posted' END WHERE state IN ('posted', 'open') AND amount IN (100, 30)`,
    )
    expect(kinds).toEqual(['pending'])
  })

  it('finds a changed trial balance and a changed day', async () => {
    const trial = await tampered(
      `UPDATE ledger.trial_balances SET closing = closing + 1 WHERE code = 'wallet_balance'`,
      `UPDATE ledger.trial_balances SET closing = closing - 1 WHERE code = 'wallet_balance'`,
    )
    expect(trial).toEqual(['trial_balance'])
    const day = await tampered(
      `UPDATE ledger.days SET first_seq = first_seq + 100000 WHERE state = 'open'`,
      `UPDATE ledger.days SET first_seq = first_seq - 100000 WHERE state = 'open'`,
    )
    expect(day).toEqual(['day'])
  })

  it('finds a transfer that crosses funds', async () => {
    const swap = `UPDATE ledger.accounts SET code = CASE code WHEN 'wallet_balance' THEN 'merchant_advance' ELSE 'wallet_balance' END WHERE id = $1`
    expect(await tampered(swap, swap, [wallet])).toContain('transfer_accounts')
  })
})

describe('expirePendings', () => {
  it('releases what is due, once, and leaves the rest', async () => {
    const expire = () => database.db.transaction(tx => books.ledger.expirePendings(tx, 100))
    expect(await expire()).toBe(0)
    books.clock.advance(61_000)
    const before = await books.balances(wallet)
    expect((await Promise.all([expire(), expire()])).sort()).toEqual([0, 1])
    expect(await books.balances(wallet)).toEqual({ ...before, debitsPending: before.debitsPending - 20n })
    expect(await verify()).toMatchObject({ ok: true })
  })
})
