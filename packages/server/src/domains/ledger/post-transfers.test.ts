import { describe, expect, it } from 'vitest'
import { useDatabase } from '../../../test/harness/database.ts'
import { HOUSE, pending, posted, postPending, useBooks, voidPending } from '../../../test/harness/ledger.ts'
import { newId } from '../../kernel/ids.ts'
import { createUndo } from '../../kernel/undo.ts'
import { type Row, sql, statements } from '../../platform/db.ts'

const READ_TRANSFER = sql('test.transfer', 'SELECT * FROM ledger.transfers WHERE id = $1')
const COUNT_TRANSFERS = sql('test.transfers', 'SELECT count(*) AS count FROM ledger.transfers')
const SNAPSHOTS = sql('test.snapshots', 'SELECT * FROM ledger.snapshots WHERE account = $1 ORDER BY booked_at DESC')
const PENDING_STATE = sql('test.pending_state', 'SELECT state FROM ledger.pendings WHERE id = $1')
const CHANGE_TRANSFER = sql('test.change_transfer', 'UPDATE ledger.transfers SET amount = 1')
const DELETE_TRANSFER = sql('test.delete_transfer', 'DELETE FROM ledger.transfers')

const database = useDatabase()
const books = useBooks(database)
const code = (outcome: { ok: boolean; error?: { code: string } } | undefined) => (outcome?.ok === false ? outcome.error?.code : 'ok')
const count = async () => (await database.db.query<{ count: bigint }>(COUNT_TRANSFERS))[0]?.count

async function wallets(first = 100n, second = 0n) {
  const from = await books.account('wallet_balance')
  const to = await books.account('merchant_unsettled')
  if (first > 0n) await books.fund(from, first)
  if (second > 0n) await books.fund(to, second)
  return { from, to }
}

describe('posted transfers', () => {
  it('moves money from one account to the other and keeps the balances after it', async () => {
    const { from, to } = await wallets()
    const transfer = { ...posted(from, to, 60n), reason: { kind: 'payment', clause: 'agr_1/v2/§3.1', arithmetic: '60 × 1 = 60' } }
    expect(await books.post([[transfer]])).toEqual([{ ok: true, value: null }])
    expect(await books.balances(from)).toEqual({ debitsPending: 0n, debitsPosted: 60n, creditsPending: 0n, creditsPosted: 100n })
    expect(await books.balances(to)).toEqual({ debitsPending: 0n, debitsPosted: 0n, creditsPending: 0n, creditsPosted: 60n })
    const [row] = await database.db.query(READ_TRANSFER, [transfer.id])
    expect(row).toMatchObject({
      kind: 1,
      amount: 60n,
      reason_kind: 'payment',
      reason_clause: 'agr_1/v2/§3.1',
      reason_arithmetic: '60 × 1 = 60',
      debit_debits_posted: 60n,
      debit_credits_posted: 100n,
      credit_credits_posted: 60n,
    })
  })

  it('refuses to overdraw a constrained account and changes nothing', async () => {
    const { from, to } = await wallets(100n)
    const before = await count()
    expect(await books.post([[posted(from, to, 101n)]])).toMatchObject([{ ok: false, error: { code: 'insufficient_funds' } }])
    expect(await count()).toBe(before)
    expect(await books.balances(from)).toMatchObject({ debitsPosted: 0n })
  })

  it('refuses accounts of two currencies, of two funds, the same account twice and an unknown account', async () => {
    const { from, to } = await wallets()
    const dollars = await books.account('wallet_balance', 'USD')
    const advance = await books.account('merchant_advance')
    const outcomes = await books.post([
      [posted(from, dollars, 1n)],
      [posted(from, advance, 1n)],
      [posted(from, from, 1n)],
      [posted(from, newId<'acc'>(), 1n)],
      [posted(from, to, 1n)],
    ])
    expect(outcomes.map(code)).toEqual([
      'accounts_differ_in_currency',
      'accounts_differ_in_fund',
      'transfer_accounts_same',
      'account_not_found',
      'ok',
    ])
  })

  it('keeps an asset account of own funds from going below zero', async () => {
    const cash = books.ledger.institutionAccount('own_cash')
    const advance = await books.account('merchant_advance')
    const capital = books.ledger.institutionAccount('capital')
    const outcomes = await books.post([
      [posted(advance, cash, 50n)],
      [posted(cash, capital, 40n)],
      [posted(advance, cash, 40n)],
      [posted(advance, cash, 1n)],
    ])
    expect(outcomes.map(code)).toEqual(['insufficient_funds', 'ok', 'ok', 'insufficient_funds'])
  })

  it('books a correction as a new transfer that names the old one', async () => {
    const { from, to } = await wallets()
    const wrong = posted(from, to, 60n)
    await books.post([[wrong]])
    const correction = { ...posted(to, from, 60n), corrects: wrong.id }
    await books.post([[correction]])
    const [row] = await database.db.query(READ_TRANSFER, [correction.id])
    expect(row).toMatchObject({ corrects: wrong.id })
    expect(await books.balances(from)).toMatchObject({ debitsPosted: 60n, creditsPosted: 160n })
  })

  it('lets the application neither change nor delete a transfer', async () => {
    await expect(database.db.query(CHANGE_TRANSFER)).rejects.toThrow(/permission denied/)
    await expect(database.db.query(DELETE_TRANSFER)).rejects.toThrow(/permission denied/)
  })
})

describe('pending transfers', () => {
  it('reserves money, which is then not available', async () => {
    const { from, to } = await wallets(100n)
    const hold = pending(from, to, 70n)
    expect((await books.post([[hold], [posted(from, to, 31n)], [posted(from, to, 30n)]])).map(code)).toEqual([
      'ok',
      'insufficient_funds',
      'ok',
    ])
    expect(await books.balances(from)).toEqual({ debitsPending: 70n, debitsPosted: 30n, creditsPending: 0n, creditsPosted: 100n })
  })

  it('posts a part and releases the rest', async () => {
    const { from, to } = await wallets(100n)
    const hold = pending(from, to, 70n)
    await books.post([[hold]])
    const outcomes = await books.post([[postPending(hold.id, 71n)], [postPending(hold.id, 50n)], [postPending(hold.id, 20n)]], {
      accounts: [from, to],
    })
    expect(outcomes.map(code)).toEqual(['pending_exceeded', 'ok', 'pending_resolved'])
    expect(await books.balances(from)).toEqual({ debitsPending: 0n, debitsPosted: 50n, creditsPending: 0n, creditsPosted: 100n })
    expect(await books.balances(to)).toEqual({ debitsPending: 0n, debitsPosted: 0n, creditsPending: 0n, creditsPosted: 50n })
  })

  it('voids whole, once', async () => {
    const { from, to } = await wallets(100n)
    const hold = pending(from, to, 70n)
    await books.post([[hold]])
    expect((await books.post([[voidPending(hold.id)], [voidPending(hold.id)]], { accounts: [from, to] })).map(code)).toEqual([
      'ok',
      'pending_resolved',
    ])
    expect(await books.balances(from)).toEqual({ debitsPending: 0n, debitsPosted: 0n, creditsPending: 0n, creditsPosted: 100n })
    expect(await database.db.query(PENDING_STATE, [hold.id])).toEqual([{ state: 'voided' }])
  })

  it('creates and resolves in one batch', async () => {
    const { from, to } = await wallets(100n)
    const hold = pending(from, to, 70n)
    expect((await books.post([[hold], [postPending(hold.id, 70n)]])).map(code)).toEqual(['ok', 'ok'])
    expect(await database.db.query(PENDING_STATE, [hold.id])).toEqual([{ state: 'posted' }])
    expect(await books.balances(from)).toMatchObject({ debitsPending: 0n, debitsPosted: 70n })
  })

  it('refuses to post one that has expired or does not exist', async () => {
    const { from, to } = await wallets(100n)
    const hold = pending(from, to, 70n, new Date(books.clock.now().getTime() - 1))
    const unknown = newId<'trf'>()
    const outcomes = await books.post([[hold], [postPending(hold.id, 70n)], [postPending(unknown, 1n)]])
    expect(outcomes.map(code)).toEqual(['ok', 'pending_resolved', 'pending_not_found'])
  })

  it('two captures of 60 on a hold of 100: the second is refused, in one batch and in two', async () => {
    const { from, to } = await wallets(200n)
    const first = pending(from, to, 100n)
    const second = pending(from, to, 100n)
    await books.post([[first], [second]])
    expect((await books.post([[postPending(first.id, 60n)], [postPending(first.id, 60n)]], { accounts: [from, to] })).map(code)).toEqual([
      'ok',
      'pending_resolved',
    ])
    const results = await Promise.all([
      books.post([[postPending(second.id, 60n)]], { accounts: [from, to] }),
      books.post([[postPending(second.id, 60n)]], { accounts: [from, to] }),
    ])
    expect(results.flat().map(code).sort()).toEqual(['ok', 'pending_resolved'])
    expect(await books.balances(to)).toMatchObject({ creditsPosted: 120n, creditsPending: 0n })
  })
})

describe('linked transfers', () => {
  it('applies all or none, and a refusal leaves its neighbours alone', async () => {
    const { from, to } = await wallets(100n)
    const fees = books.ledger.institutionAccount('fees_unsettled')
    const outcomes = await books.post([
      [posted(from, to, 40n), posted(to, fees, 1n)],
      [posted(from, to, 50n), pending(from, to, 5n), posted(to, fees, 90n), posted(from, to, 50n)],
      [posted(from, to, 60n)],
    ])
    expect(outcomes.map(code)).toEqual(['ok', 'insufficient_funds', 'ok'])
    expect(await books.balances(from)).toEqual({ debitsPending: 0n, debitsPosted: 100n, creditsPending: 0n, creditsPosted: 100n })
    expect(await books.balances(to)).toMatchObject({ debitsPosted: 1n, creditsPosted: 100n })
  })

  it('takes back a hold that was resolved by the refused command', async () => {
    const { from, to } = await wallets(100n)
    const hold = pending(from, to, 70n)
    await books.post([[hold]])
    const outcomes = await books.post([[postPending(hold.id, 70n), posted(from, to, 31n)], [postPending(hold.id, 69n)]], {
      accounts: [from, to],
    })
    expect(outcomes.map(code)).toEqual(['insufficient_funds', 'ok'])
    expect(await books.balances(from)).toMatchObject({ debitsPending: 0n, debitsPosted: 69n })
  })
})

describe('transfer ids', () => {
  it('makes a retry harmless: in the same batch, in a later one, from two connections', async () => {
    const { from, to } = await wallets(100n)
    const transfer = posted(from, to, 30n)
    const again = { checkIds: [transfer.id] }
    expect((await books.post([[transfer], [transfer]], again)).map(code)).toEqual(['ok', 'ok'])
    expect((await books.post([[transfer]], again)).map(code)).toEqual(['ok'])
    const fresh = posted(from, to, 5n)
    await Promise.all([books.post([[fresh]], { checkIds: [fresh.id] }), books.post([[fresh]], { checkIds: [fresh.id] })])
    expect(await books.balances(from)).toMatchObject({ debitsPosted: 35n })
  })

  it('refuses an id that was used for something else', async () => {
    const { from, to } = await wallets(100n)
    const transfer = posted(from, to, 30n)
    await books.post([[transfer]])
    const outcomes = await books.post([[{ ...transfer, amount: 31n }], [{ ...transfer, debit: to, credit: from }]], {
      checkIds: [transfer.id],
    })
    expect(outcomes.map(code)).toEqual(['transfer_exists', 'transfer_exists'])
  })

  it('forgets the id of a transfer that was taken back', async () => {
    const { from, to } = await wallets(100n)
    const transfer = posted(from, to, 30n)
    const outcomes = await books.post([[transfer, posted(from, to, 90n)], [transfer]], { checkIds: [transfer.id] })
    expect(outcomes.map(code)).toEqual(['insufficient_funds', 'ok'])
    expect(await books.balances(from)).toMatchObject({ debitsPosted: 30n })
  })
})

describe('hot accounts', () => {
  it('keeps one snapshot per batch, each later than the one before', async () => {
    const { from, to } = await wallets(1000n)
    const receivable = books.ledger.institutionAccount('clearing_receivable', HOUSE)
    await books.post([[posted(receivable, to, 1n)], [posted(receivable, to, 2n)]])
    await books.post([[posted(receivable, to, 4n)]])
    await Promise.all([1, 2, 3].map(() => books.post([[posted(receivable, from, 1n)]])))
    const snapshots = await database.db.query<{ debits_posted: bigint; booked_at: Date } & Row>(SNAPSHOTS, [receivable])
    expect(snapshots.map(snapshot => snapshot.debits_posted)).toEqual([10n, 9n, 8n, 7n, 3n])
    expect(await books.balances(receivable)).toMatchObject({ debitsPosted: 10n })
  })

  it('finds accounts that another node created', async () => {
    const { to } = await wallets()
    const loss = newId<'acc'>()
    await database.db.transaction(tx =>
      books.ledger.createAccounts(tx, [{ id: loss, code: 'payout_in_transit', currency: 'CNY', owner: 'otherhouse' }]),
    )
    await books.fund(to, 5n)
    expect((await books.post([[posted(to, loss, 5n)]])).map(code)).toEqual(['ok'])
  })
})

describe('batches', () => {
  it('sends as many statements for 500 commands as for one', async () => {
    const { from, to } = await wallets(10_000n)
    const receivable = books.ledger.institutionAccount('clearing_receivable', HOUSE)
    const statements = async (size: number): Promise<number> => {
      const holds = Array.from({ length: size }, () => pending(from, to, 2n))
      await books.post(holds.map(hold => [hold]))
      return database.db.transaction(async tx => {
        const commands = holds.flatMap(hold => [[postPending(hold.id, 1n)], [pending(from, to, 1n)], [posted(receivable, to, 1n)]])
        const checkIds = holds.map(hold => hold.id)
        const outcomes = await books.postIn(tx, commands, { accounts: [from, to, receivable], checkIds })
        expect(outcomes.every(outcome => outcome.ok)).toBe(true)
        return tx.statements()
      })
    }
    const single = await statements(1)
    expect(await statements(500)).toBe(single)
  })

  it('posts opposite transfers from two connections without a deadlock', async () => {
    const accounts = await Promise.all(Array.from({ length: 6 }, () => books.account('wallet_balance')))
    for (const account of accounts) await books.fund(account, 1000n)
    const hot = [books.ledger.institutionAccount('fees_due'), books.ledger.institutionAccount('fees_unsettled')] as const
    const run = async (reverse: boolean): Promise<void> => {
      for (let round = 0; round < 30; round++) {
        const commands = accounts.flatMap((account, index) => {
          const other = accounts[(index + 1) % accounts.length]
          return other === undefined ? [] : [[posted(account, other, 1n)], [posted(account, hot[0], 1n)], [posted(hot[1], account, 1n)]]
        })
        await books.post(reverse ? commands.toReversed().map(([t]) => (t === undefined ? [] : [{ ...t, id: newId<'trf'>() }])) : commands)
      }
    }
    await Promise.all([run(false), run(true), run(false), run(true)])
    for (const account of accounts) {
      const { debitsPosted, creditsPosted } = await books.balances(account)
      expect(creditsPosted - debitsPosted).toBe(1000n)
    }
  })
})

describe('accounts that are locked late', () => {
  /** A batch that locks late, run until it commits; `meanwhile` happens in its first run, after it has decided. */
  async function late(commands: Parameters<typeof books.post>[0], meanwhile: () => Promise<unknown>) {
    let runs = 0
    const outcomes = await database.db.transaction(async tx => {
      runs += 1
      const decided = await books.postIn(tx, commands, { lockLate: true })
      if (runs === 1) await meanwhile()
      return decided
    })
    return { runs, codes: outcomes.map(code) }
  }
  const READ_AFTER = sql(
    'test.transfers_after',
    `SELECT id, debit_credits_posted - debit_debits_posted AS after FROM ledger.transfers WHERE debit_account = $1 ORDER BY seq, booked_at`,
  )

  it('do not keep another batch waiting, and what it moves counts', async () => {
    const { from, to } = await wallets(100n)
    const [early, second, third] = [posted(from, to, 50n), posted(from, to, 20n), posted(from, to, 10n)]
    expect(await late([[second], [third]], () => books.post([[early]]))).toEqual({ runs: 1, codes: ['ok', 'ok'] })
    const after = await database.db.query(READ_AFTER, [from])
    expect(after).toEqual([
      { id: early.id, after: 50n },
      { id: second.id, after: 30n },
      { id: third.id, after: 20n },
    ])
    expect(await books.balances(to)).toMatchObject({ creditsPosted: 80n })
  })

  it('are decided about anew, locked ahead, when less is available than was read', async () => {
    const { from, to } = await wallets(100n)
    const taken = await late([[posted(from, to, 80n)], [posted(from, to, 20n)]], () => books.post([[posted(from, to, 50n)]]))
    expect(taken).toEqual({ runs: 2, codes: ['insufficient_funds', 'ok'] })
    expect(await books.balances(from)).toMatchObject({ debitsPosted: 70n })
  })

  it('are judged by the least that the batch leaves on the way, reservations included', async () => {
    const { from, to } = await wallets(100n, 100n)
    const thereAndBack = [[posted(from, to, 90n)], [posted(to, from, 90n)]]
    expect(await late(thereAndBack, () => books.post([[posted(from, to, 10n)]]))).toEqual({ runs: 1, codes: ['ok', 'ok'] })
    expect(
      await late(
        thereAndBack.map(([t]) => (t === undefined ? [] : [{ ...t, id: newId<'trf'>() }])),
        () => books.post([[pending(from, to, 1n)]]),
      ),
    ).toEqual({
      runs: 2,
      codes: ['insufficient_funds', 'ok'],
    })
  })

  it('need not hold what a refused command would have taken', async () => {
    const { from, to } = await wallets(100n)
    // The refused one needs more than there is; it must not count among what the others need.
    expect(await late([[posted(from, to, 101n)], [posted(from, to, 40n)]], () => books.post([[posted(from, to, 60n)]]))).toEqual({
      runs: 1,
      codes: ['insufficient_funds', 'ok'],
    })
    expect(await books.balances(from)).toMatchObject({ debitsPosted: 100n })
  })

  it('are moved in the order of their ids, so that batches queue and never deadlock', async () => {
    const accounts = await Promise.all(Array.from({ length: 12 }, () => books.account('wallet_balance')))
    for (const account of accounts) await books.fund(account, 1000n)
    const runs = await Promise.all(
      Array.from({ length: 4 }, async (_, worker) => {
        let most = 0
        for (let round = 0; round < 25; round++) {
          const order = worker % 2 === 0 ? accounts : accounts.toReversed()
          const commands = order.map((account, at) => [posted(account, order[(at + 1) % order.length] ?? account, 1n)])
          most = Math.max(most, (await late(commands, async () => {})).runs)
        }
        return most
      }),
    )
    expect(runs).toEqual([1, 1, 1, 1])
    for (const account of accounts) {
      const { debitsPosted, creditsPosted } = await books.balances(account)
      expect([debitsPosted, creditsPosted]).toEqual([100n, 1100n])
    }
  })

  it('are reached by their index however small the table is, which is in the order of their ids', async () => {
    const [inOrder, bookLate] = ['ledger.in_order', 'ledger.book_late'].map(name => statements.get(name) ?? '')
    const client = await database.db.pool.connect()
    try {
      await client.query('BEGIN')
      await client.query(String(inOrder))
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN, COSTS OFF) ${bookLate}`)
      const plan = rows.map(row => row['QUERY PLAN']).join('\n')
      expect(plan).toMatch(/Index Scan using accounts_pkey on accounts a/)
      expect(plan).not.toMatch(/(Seq|Bitmap Heap) Scan on accounts|Backward/)
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
  })

  it('tell nobody what is available', async () => {
    const { from } = await wallets()
    const asked = database.db.transaction(async tx => {
      const work = await books.ledger.open(tx, { accounts: [from], undo: createUndo(), lockLate: true })
      return work.available(from)
    })
    await expect(asked).rejects.toThrow('locked late')
  })
})
