import { describe, expect, it } from 'vitest'
import { useDatabase } from '../../../test/harness/database.ts'
import { pending, useBooks } from '../../../test/harness/ledger.ts'
import type { JobHandler } from '../../platform/jobs.ts'

const database = useDatabase()
const books = useBooks(database)

describe('the ledger’s jobs', () => {
  const handlers = new Map<string, JobHandler>()
  const heard: bigint[] = []
  const run = (name: string) => handlers.get(name)?.(null, { attempt: 1, signal: undefined })

  it('release every reservation that is due, however many there are', async () => {
    books.ledger.defineJobs(
      { define: (name, handler) => handlers.set(name, handler), schedule() {} },
      { db: database.db, onDifferences: count => heard.push(count) },
    )
    const wallet = await books.account('wallet_balance')
    const merchant = await books.account('merchant_unsettled')
    await books.fund(wallet, 10_000n)
    const soon = new Date(books.clock.now().getTime() + 60_000)
    await books.post([...Array.from({ length: 1200 }, () => [pending(wallet, merchant, 1n, soon)]), [pending(wallet, merchant, 7n)]])
    await run('ledger.expire_pendings')
    expect(await books.balances(wallet)).toMatchObject({ debitsPending: 1207n })
    books.clock.advance(61_000)
    await run('ledger.expire_pendings')
    expect(await books.balances(wallet)).toMatchObject({ debitsPending: 7n, debitsPosted: 0n })
  })

  it('verify the books and say nothing when they are sound', async () => {
    await run('ledger.verify_books')
    expect(heard).toEqual([])
  })
})
