/**
 * The ledger against a simple model in memory, which is the oracle only: random linked, pending, posted and voided transfers,
 * cut into random batches, end with the model's outcomes and balances.
 */
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { AccountId, Balances, NewTransfer, TransferId } from '../../src/domains/ledger/types.ts'
import { newId } from '../../src/kernel/ids.ts'
import { createUndo } from '../../src/kernel/undo.ts'
import { useDatabase } from '../harness/database.ts'
import { pending, posted, postPending, useBooks, voidPending } from '../harness/ledger.ts'

type Move<K> = { readonly kind: K; readonly from: number; readonly to: number; readonly amount: number }
type Resolve<K> = { readonly kind: K; readonly hold: number; readonly amount: number }
type Step = Move<'posted'> | Move<'pending'> | Resolve<'post'> | Resolve<'void'>

const ACCOUNTS = 5
const amount = fc.integer({ min: 1, max: 80 })
const account = fc.nat(ACCOUNTS - 1)
const hold = fc.nat(12)
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('posted' as const), from: account, to: account, amount }),
  fc.record({ kind: fc.constant('pending' as const), from: account, to: account, amount }),
  fc.record({ kind: fc.constant('post' as const), hold, amount }),
  fc.record({ kind: fc.constant('void' as const), hold, amount }),
)
const commandLists = fc.array(fc.array(steps, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 40 })
const partitions = fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 10 })

/** Account 0 is unconstrained (the reserve); the others may not fall below zero. */
function createModel() {
  let accounts = Array.from({ length: ACCOUNTS }, () => ({ debitsPending: 0n, debitsPosted: 0n, creditsPending: 0n, creditsPosted: 0n }))
  let holds: { from: number; to: number; amount: bigint; open: boolean }[] = []
  const apply = (step: Step): string => {
    if (step.kind === 'post' || step.kind === 'void') {
      const hold = holds[step.hold]
      if (hold === undefined) return 'pending_not_found'
      if (!hold.open) return 'pending_resolved'
      const amount = step.kind === 'post' ? BigInt(step.amount) : 0n
      if (amount > hold.amount) return 'pending_exceeded'
      const from = accounts[hold.from]
      const to = accounts[hold.to]
      if (from === undefined || to === undefined) throw new Error('no account')
      from.debitsPending -= hold.amount
      to.creditsPending -= hold.amount
      from.debitsPosted += amount
      to.creditsPosted += amount
      hold.open = false
      return 'ok'
    }
    if (step.from === step.to) return 'transfer_accounts_same'
    const from = accounts[step.from]
    const to = accounts[step.to]
    if (from === undefined || to === undefined) throw new Error('no account')
    const amount = BigInt(step.amount)
    if (step.from !== 0 && from.creditsPosted - from.debitsPosted - from.debitsPending < amount) return 'insufficient_funds'
    if (step.kind === 'posted') {
      from.debitsPosted += amount
      to.creditsPosted += amount
    } else {
      from.debitsPending += amount
      to.creditsPending += amount
      holds.push({ from: step.from, to: step.to, amount, open: true })
    }
    return 'ok'
  }
  return {
    /** All or none of the linked steps. */
    run(command: readonly Step[]): string {
      const before = structuredClone({ accounts, holds })
      for (const step of command) {
        const outcome = apply(step)
        if (outcome !== 'ok') {
          accounts = before.accounts
          holds = before.holds
          return outcome
        }
      }
      return 'ok'
    },
    get balances(): readonly Balances[] {
      return accounts
    },
  }
}

const database = useDatabase()
const books = useBooks(database)
let reserve: AccountId
beforeAll(() => {
  reserve = books.ledger.institutionAccount('reserve_cash')
})

/** Runs the commands in batches of these sizes; returns the outcomes and final balances (of the reserve: what changed). */
async function runInBatches(commands: readonly (readonly Step[])[], sizes: readonly number[]) {
  const accounts = [reserve]
  for (let at = 1; at < ACCOUNTS; at++) accounts.push(await books.account(at % 2 === 0 ? 'wallet_balance' : 'merchant_settled'))
  const start = await books.balances(reserve)
  const account = (at: number): AccountId => accounts[at] ?? reserve
  let holds: TransferId[] = []
  const outcomes: string[] = []
  let at = 0
  for (let batch = 0; at < commands.length; batch++) {
    const slice = commands.slice(at, at + (sizes[batch % sizes.length] ?? 1))
    at += slice.length
    const seen = await runBatch(slice, holds, account, accounts)
    holds = seen.holds
    outcomes.push(...seen.outcomes)
  }
  const end = await Promise.all(accounts.map(id => books.balances(id)))
  return { outcomes, balances: end.map((balances, index) => (index === 0 ? difference(balances, start) : balances)) }
}

/** One batch. Which holds exist depends on what was accepted, so the commands are built one by one inside the fold. */
async function runBatch(
  commands: readonly (readonly Step[])[],
  known: readonly TransferId[],
  account: (at: number) => AccountId,
  accounts: readonly AccountId[],
) {
  return database.db.transaction(async tx => {
    const holds = [...known]
    const undo = createUndo()
    const work = await books.ledger.open(tx, { accounts, pendings: known, undo })
    const outcomes = commands.map(command => {
      const mine = [...holds]
      const transfers = command.map((step): NewTransfer => {
        if (step.kind === 'post') return postPending(mine[step.hold] ?? newId<'trf'>(), BigInt(step.amount))
        if (step.kind === 'void') return voidPending(mine[step.hold] ?? newId<'trf'>())
        if (step.kind === 'posted') return posted(account(step.from), account(step.to), BigInt(step.amount))
        const hold = pending(account(step.from), account(step.to), BigInt(step.amount))
        mine.push(hold.id)
        return hold
      })
      const outcome = work.try(transfers)
      if (!outcome.ok) return outcome.error.code
      undo.accept()
      holds.splice(0, holds.length, ...mine)
      return 'ok'
    })
    work.flush()
    return { outcomes, holds }
  })
}

const difference = (a: Balances, b: Balances): Balances => ({
  debitsPending: a.debitsPending - b.debitsPending,
  debitsPosted: a.debitsPosted - b.debitsPosted,
  creditsPending: a.creditsPending - b.creditsPending,
  creditsPosted: a.creditsPosted - b.creditsPosted,
})

describe('the ledger', () => {
  it('ends as the model does, however the commands are cut into batches', async () => {
    await fc.assert(
      fc.asyncProperty(commandLists, partitions, async (commands, sizes) => {
        const model = createModel()
        const expected = commands.map(command => model.run(command))
        const whole = await runInBatches(commands, [commands.length])
        const cut = await runInBatches(commands, sizes)
        expect(whole).toEqual({ outcomes: expected, balances: model.balances })
        expect(cut).toEqual(whole)
      }),
      { numRuns: 60 },
    )
  }, 60_000)
})
