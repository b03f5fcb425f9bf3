/**
 * What people may do to the sandbox bank: make customers, post, book, reject and reverse transactions, and switch how an account
 * behaves. Each use case folds over a batch: accounts are locked in order, decided in memory, written once.
 */
import { type Id, newId } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Posting, PostingSink } from '../../openbanking/ports.ts'
import type { SandboxBankRefusalCode } from './errors.ts'
import { generate, type NewCustomer } from './generate.ts'
import * as store from './store/writing.ts'
import type { SandboxAccount, SandboxTransaction } from './types.ts'

export type ControlDeps = { readonly clock: Clock; readonly postings: PostingSink }

/** The accounts of the new customers, in order. Refuses: sandbox_customer_exists. */
export async function createCustomers(
  deps: ControlDeps,
  tx: Tx,
  customers: readonly NewCustomer[],
): Promise<Outcome<readonly SandboxAccount[], SandboxBankRefusalCode>[]> {
  const now = deps.clock.now()
  const made = new Map(customers.map(customer => [store.customerKey(customer.holderId, customer.dataSet), customer]))
  const data = [...made.values()].map(customer => generate(customer, now))
  const fresh = await store.claimCustomers(
    tx,
    data.map(each => each.customer),
    now,
  )
  const inserted = data.filter(({ customer }) => fresh.has(store.customerKey(customer.holderId, customer.dataSet)))
  if (inserted.length > 0) store.insertData(tx, inserted)
  return customers.map(customer => {
    const key = store.customerKey(customer.holderId, customer.dataSet)
    if (made.get(key) !== customer || !fresh.has(key)) return refuse('sandbox_customer_exists', 'holder')
    const mine = inserted.find(each => store.customerKey(each.customer.holderId, each.customer.dataSet) === key)
    return ok(mine?.accounts ?? [])
  })
}

export type NewPosting = {
  readonly accountId: Id<'bac'>
  readonly direction: 'credit' | 'debit'
  readonly amount: bigint
  readonly status: 'BOOK' | 'PDNG'
  readonly information: string
  readonly reference: string | null
  readonly merchant: { readonly name: string; readonly mcc: string | null } | null
}

/** The working state of a batch: locked accounts as the batch has left them. */
async function open(deps: ControlDeps, tx: Tx, ids: readonly Id<'bac'>[]) {
  const accounts = await store.openAccounts(tx, [...new Set(ids)])
  const now = deps.clock.now().getTime()
  const changed = new Set<Id<'bac'>>()
  const postings: Posting[] = []
  return {
    accounts,
    postings,
    /** A time for what enters the account now: later than everything in it. */
    enter(account: SandboxAccount & { readonly newestAt: Date }): Date {
      const at = new Date(Math.max(now, account.newestAt.getTime() + 1))
      accounts.set(account.id, { ...account, newestAt: at, entryCount: account.entryCount + 1n })
      changed.add(account.id)
      return at
    },
    /** Books an amount: the booking time and the balance after it. */
    book(accountId: Id<'bac'>, amount: bigint): { readonly bookedAt: Date; readonly valueAt: Date; readonly balanceAfter: bigint } {
      const account = accounts.get(accountId)
      if (account === undefined) throw new Error('an account is opened before it is booked on')
      const bookedAt = new Date(Math.max(now, account.lastBookedAt.getTime()))
      const balanceAfter = account.bookedBalance + amount
      accounts.set(accountId, { ...account, bookedBalance: balanceAfter, lastBookedAt: bookedAt })
      changed.add(accountId)
      return { bookedAt, valueAt: bookedAt, balanceAfter }
    },
    /** Writes the account's row though nothing in it is another: its version is. */
    touch(accountId: Id<'bac'>): void {
      changed.add(accountId)
    },
    flush(): void {
      store.updateAccounts(
        tx,
        [...changed].flatMap(id => accounts.get(id) ?? []),
      )
      if (postings.length > 0) deps.postings.posted(tx, postings)
    },
  }
}

type Work = Awaited<ReturnType<typeof open>>

const told = (work: Work, { accountId, id, status }: SandboxTransaction): void => {
  work.postings.push({ accountId, transactionId: id, status })
}

/** Refuses: sandbox_account_not_found, sandbox_account_closed. */
export async function postTransactions(
  deps: ControlDeps,
  tx: Tx,
  commands: readonly NewPosting[],
): Promise<Outcome<SandboxTransaction, SandboxBankRefusalCode>[]> {
  const work = await open(
    deps,
    tx,
    commands.map(command => command.accountId),
  )
  const made: SandboxTransaction[] = []
  const outcomes = commands.map((command): Outcome<SandboxTransaction, SandboxBankRefusalCode> => {
    const account = work.accounts.get(command.accountId)
    if (account === undefined) return refuse('sandbox_account_not_found', 'id')
    if (account.closedAt !== null) return refuse('sandbox_account_closed', 'id')
    const isCredit = command.direction === 'credit'
    const enteredAt = work.enter(account)
    const amount = isCredit ? command.amount : -command.amount
    const booked = command.status === 'BOOK' ? work.book(account.id, amount) : { bookedAt: enteredAt, valueAt: null, balanceAfter: null }
    const isPurchase = command.merchant !== null && !isCredit
    const transaction: SandboxTransaction = {
      id: newId<'btx'>(),
      accountId: account.id,
      enteredAt,
      status: command.status,
      ...booked,
      amount,
      information: command.information,
      reference: command.reference,
      family: isPurchase ? 'CCRD' : isCredit ? 'RCDT' : 'ICDT',
      subFamily: isPurchase ? 'POSD' : 'DMCT',
      purpose: null,
      merchant: command.merchant?.name ?? null,
      mcc: command.merchant?.mcc ?? null,
      party: null,
      cardAuthorisation: isPurchase ? 'ConsumerDevice' : null,
      foreign: null,
      reversalOf: null,
    }
    made.push(transaction)
    told(work, transaction)
    return ok(transaction)
  })
  if (made.length > 0) store.insertTransactions(tx, made)
  work.flush()
  return outcomes
}

export type EndPosting = {
  readonly id: Id<'btx'>
  readonly how: 'book' | 'reject' | 'reverse'
  /** Of `book`: what was really taken, when it differs from what was reserved. */
  readonly amount: bigint | null
}

/** Refuses: sandbox_posting_not_found, sandbox_posting_not_pending, sandbox_posting_not_reversible, sandbox_account_closed. */
export async function endTransactions(
  deps: ControlDeps,
  tx: Tx,
  commands: readonly EndPosting[],
): Promise<Outcome<SandboxTransaction, SandboxBankRefusalCode>[]> {
  const ids = commands.map(command => command.id)
  const work = await open(deps, tx, await store.accountsOfTransactions(tx, ids))
  const loaded = await store.loadTransactions(tx, ids)
  const ended = new Map<Id<'btx'>, SandboxTransaction>()
  const reversals: SandboxTransaction[] = []
  const outcomes = commands.map((command): Outcome<SandboxTransaction, SandboxBankRefusalCode> => {
    const transaction = loaded.get(command.id)
    if (transaction === undefined) return refuse('sandbox_posting_not_found', 'id')
    const account = work.accounts.get(transaction.accountId)
    if (account === undefined || account.closedAt !== null) return refuse('sandbox_account_closed', 'id')
    if (command.how === 'reverse') {
      if (transaction.status !== 'BOOK' || transaction.isReversed) return refuse('sandbox_posting_not_reversible', 'id')
      const reversal = reversalOf(work, account, transaction)
      loaded.set(command.id, { ...transaction, isReversed: true })
      reversals.push(reversal)
      told(work, reversal)
      return ok(reversal)
    }
    if (transaction.status !== 'PDNG') return refuse('sandbox_posting_not_pending', 'id')
    const size = command.amount ?? (transaction.amount < 0n ? -transaction.amount : transaction.amount)
    const amount = transaction.amount < 0n ? -size : size
    const { isReversed, ...before } = transaction
    const after: SandboxTransaction =
      command.how === 'reject' ? { ...before, status: 'RJCT' } : { ...before, status: 'BOOK', amount, ...work.book(account.id, amount) }
    work.touch(account.id)
    loaded.set(command.id, { ...after, isReversed })
    ended.set(after.id, after)
    told(work, after)
    return ok(after)
  })
  store.updateTransactions(tx, [...ended.values()])
  if (reversals.length > 0) store.insertTransactions(tx, reversals)
  work.flush()
  return outcomes
}

function reversalOf(work: Work, account: SandboxAccount & { readonly newestAt: Date }, original: SandboxTransaction): SandboxTransaction {
  const enteredAt = work.enter(account)
  return {
    ...original,
    id: newId<'btx'>(),
    enteredAt,
    amount: -original.amount,
    ...work.book(account.id, -original.amount),
    information:
      account.currency === 'CNY' ? `冲正 ${original.information}`.slice(0, 500) : `REVERSAL ${original.information}`.slice(0, 500),
    family: 'MCOP',
    subFamily: 'ADJT',
    purpose: null,
    foreign: null,
    reversalOf: original.id,
  }
}

export type SwitchAccount = {
  readonly id: Id<'bac'>
  readonly delayMs: number | null
  readonly isFailing: boolean | null
  readonly isClosed: boolean | null
}

/** What is `null` stays as it is. Refuses: sandbox_account_not_found. */
export async function switchAccounts(
  deps: ControlDeps,
  tx: Tx,
  commands: readonly SwitchAccount[],
): Promise<Outcome<SandboxAccount, SandboxBankRefusalCode>[]> {
  const accounts = await store.openAccounts(tx, [...new Set(commands.map(command => command.id))])
  const changed = new Set<Id<'bac'>>()
  const opened = new Map([...accounts].map(([id, account]) => [id, account.closedAt === null]))
  const outcomes = commands.map((command): Outcome<SandboxAccount, SandboxBankRefusalCode> => {
    const account = accounts.get(command.id)
    if (account === undefined) return refuse('sandbox_account_not_found', 'id')
    const closedAt = command.isClosed === null ? account.closedAt : command.isClosed ? (account.closedAt ?? deps.clock.now()) : null
    const next = {
      ...account,
      delayMs: command.delayMs ?? account.delayMs,
      isFailing: command.isFailing ?? account.isFailing,
      closedAt,
    }
    accounts.set(account.id, next)
    changed.add(account.id)
    return ok(next)
  })
  const written = [...changed].flatMap(id => accounts.get(id) ?? [])
  store.updateAccounts(tx, written)
  const turned = written.filter(account => (account.closedAt === null) !== opened.get(account.id))
  deps.postings.updated(
    tx,
    turned.map(({ id, closedAt }) => ({ accountId: id, status: closedAt === null ? ('Enabled' as const) : ('Deleted' as const) })),
  )
  return outcomes
}
