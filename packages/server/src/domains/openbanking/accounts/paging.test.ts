/** Pages over one account and over several, against a bank that keeps its list in memory: every walk tells everything once. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Id } from '../../../kernel/ids.ts'
import { newId } from '../../../kernel/ids.ts'
import { ok, refuse } from '../../../kernel/outcome.ts'
import type { CoreBankPort, Transaction } from '../ports.ts'
import { decodeCursor, encodeCursor, type PageCursor, type Pages, readPage } from './paging.ts'
import type { View } from './present.ts'
import { createRememberedPages } from './remembered-pages.ts'
import { transactionJson } from './transaction-json.ts'

const NONE = { from: null, to: null, direction: null, statementId: null } as const

function transactionOf(accountId: Id<'bac'>, minute: number): Transaction {
  const at = new Date(Date.UTC(2026, 0, 1) + minute * 60_000)
  return {
    id: newId<'btx'>(),
    accountId,
    direction: 'debit',
    amount: 1_234_567n,
    currency: 'CNY',
    status: 'BOOK',
    bookedAt: at,
    valueAt: at,
    balanceAfter: -5n,
    information: 'with "quotes", \\ and \u0001',
    reference: null,
    statementReferences: [],
    code: { family: 'ICDT', subFamily: 'DMCT' },
    categoryPurpose: null,
    merchant: { name: '松间茶舍', categoryCode: '5814' },
    creditor: null,
    debtor: null,
    card: null,
    exchange: null,
    reversalOf: null,
  }
}

/** Accounts with so many transactions each; `null` does not answer. Cursors are places in the list. */
function bankOf(sizes: readonly (number | null)[]) {
  const accounts = sizes.map(() => newId<'bac'>())
  const lists = new Map(
    accounts.map((id, at) => [
      id,
      sizes[at] == null ? null : Array.from({ length: sizes[at] ?? 0 }, (_, minute) => transactionOf(id, -minute)),
    ]),
  )
  const bank: Pick<CoreBankPort, 'transactions'> = {
    async transactions(id, query) {
      const all = lists.get(id)
      if (all === undefined || all === null) return refuse('bank_account_unavailable')
      const at = (text: string | null | undefined): number | null => (text == null ? null : Number(text))
      const [after, before] = [at(query.after), at(query.before)]
      if (Number.isNaN(after) || Number.isNaN(before)) return refuse('bank_cursor_invalid')
      const end = query.end === 'oldest' ? all.length : before
      const from = end === null ? (after === null ? 0 : after + 1) : Math.max(0, end - query.limit)
      const transactions = all.slice(from, end ?? from + query.limit)
      const last = from + transactions.length - 1
      return ok({
        transactions,
        next: transactions.length > 0 && last + 1 < all.length ? String(last) : null,
        previous: transactions.length > 0 && from > 0 ? String(from) : null,
        total: query.counted === true ? all.length : null,
      })
    },
  }
  const everything = accounts.flatMap(id => lists.get(id) ?? []).map(each => each.id)
  return { bank, accounts, everything }
}

async function read(world: ReturnType<typeof bankOf>, cursor: PageCursor | null, size: number): Promise<Pages> {
  const sent = cursor === null ? null : decodeCursor(encodeCursor(cursor), world.accounts.length)
  expect(sent).toEqual(cursor)
  const page = await readPage(world.bank, world.accounts, NONE, sent, size)
  if (!page.ok) throw new Error(page.error.code)
  return page.value
}

describe('a walk', () => {
  it('forwards, and backwards from the last page, tells every transaction once and in order, in as many pages as were said', async () => {
    const sizes = fc.array(fc.oneof({ arbitrary: fc.nat(25), weight: 5 }, { arbitrary: fc.constant(null), weight: 1 }), {
      minLength: 1,
      maxLength: 5,
    })
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 10 }), async (counts, size) => {
        fc.pre(counts.some(count => count !== null))
        const world = bankOf(counts)
        const first = await read(world, null, size)
        const pages = [first]
        for (let page = first; page.next !== null; pages.push(page)) page = await read(world, page.next, size)
        expect(pages.flatMap(page => page.transactions.map(each => each.id))).toEqual(world.everything)
        expect(pages.length).toBe(first.totalPages)
        for (const page of pages.slice(0, -1)) expect(page.transactions.length).toBe(size)
        const last = first.last === null ? first : await read(world, first.last, size)
        expect(last.transactions).toEqual(pages.at(-1)?.transactions)
        expect(last.next).toBeNull()
        const back = [last]
        for (let page = last; page.previous !== null; back.unshift(page)) page = await read(world, page.previous, size)
        expect(back.map(page => page.transactions)).toEqual(pages.map(page => page.transactions))
      }),
      { numRuns: 150 },
    )
  })
})

describe('a bank that does not answer', () => {
  it('is the answer when nobody else is asked, or nobody else answers', async () => {
    for (const sizes of [[null], [null, null]]) {
      const { bank, accounts } = bankOf(sizes)
      expect(await readPage(bank, accounts, NONE, null)).toMatchObject({ ok: false, error: { code: 'bank_account_unavailable' } })
    }
  })
})

describe('a cursor', () => {
  it('that is none of ours is nothing', () => {
    const made = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    for (const text of [
      '',
      '!',
      made(null),
      made([]),
      made(['f', -1, null, 0, 0]),
      made(['f', 2, null, 0, 0]),
      made(['f', 0, null, 0.5, 0]),
      made(['x', 0, null, 0, 0]),
    ])
      expect(decodeCursor(text, 2), text).toBeNull()
  })
})

describe('a transaction as text', () => {
  const view = (detail: boolean): View => ({ detail, pan: false })

  it('is JSON whatever the bank wrote, with its amounts in decimals', () => {
    const transaction = transactionOf(newId<'bac'>(), 0)
    const json = JSON.parse(transactionJson(transaction, 'bac_1', view(true)))
    expect(json).toMatchObject({
      AccountId: 'bac_1',
      Amount: { Amount: '12345.67', Currency: 'CNY' },
      TransactionInformation: transaction.information,
      Balance: { CreditDebitIndicator: 'Debit', Amount: { Amount: '0.05', Currency: 'CNY' } },
      MerchantDetails: { MerchantName: '松间茶舍', MerchantCategoryCode: '5814' },
    })
    const basic = JSON.parse(transactionJson(transaction, 'bac_1', view(false)))
    expect(Object.keys(basic)).not.toContain('TransactionInformation')
  })

  it('is refused when the record is not what the port promises', () => {
    const exchange = { sourceCurrency: 'USD', targetCurrency: 'CNY', rate: 'seven', instructedAmount: 1n } as const
    expect(() => transactionJson({ ...transactionOf(newId<'bac'>(), 0), exchange }, 'bac_1', view(false))).toThrow('decimal')
    expect(() => transactionJson({ ...transactionOf(newId<'bac'>(), 0), bookedAt: new Date(Number.NaN) }, 'bac_1', view(false))).toThrow()
  })
})

describe('remembered pages', () => {
  const pageOf = (bytes: number) => ({ items: Buffer.alloc(bytes), next: null, previous: null, last: null, totalPages: 1 })

  it('are used only at the version at which they were written', () => {
    const pages = createRememberedPages()
    pages.keep('a', '1', pageOf(10))
    expect(pages.find('a', '1')).not.toBeNull()
    expect(pages.find('a', '2')).toBeNull()
    expect(pages.find('a', '1')).toBeNull()
    expect(pages.bytes).toBe(0)
  })

  it('take no more room than allowed; what was used longest ago goes first', () => {
    const pages = createRememberedPages(16_000)
    // Of sixteen that fill it, each takes its bytes, its key and 400 for the entry.
    const key = (at: number): string => String(at).padStart(2, '0')
    for (let at = 0; at < 16; at++) pages.keep(key(at), '1', pageOf(598))
    expect(pages.find(key(0), '1')).not.toBeNull()
    pages.keep('ne', '1', pageOf(598))
    expect([pages.find(key(0), '1') === null, pages.find(key(1), '1') === null, pages.bytes]).toEqual([false, true, 16_000])
    pages.keep('hu', '1', pageOf(599))
    expect(pages.find('hu', '1')).toBeNull()
  })

  it('are bounded when they are empty, however many are asked for', () => {
    const pages = createRememberedPages(100_000)
    for (let at = 0; at < 10_000; at++) pages.keep(`from ${at}`, '1', pageOf(0))
    expect(pages.bytes).toBeLessThanOrEqual(100_000)
    const kept = Array.from({ length: 10_000 }, (_, at) => pages.find(`from ${at}`, '1')).filter(page => page !== null)
    expect(kept.length).toBeLessThan(250)
    expect(pages.find('from 9999', '1')).not.toBeNull()
  })
})
