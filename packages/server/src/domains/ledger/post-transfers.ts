/**
 * Posting as a fold: open loads and, unless it may be done late, locks; `try` decides each set of linked transfers against the working
 * state in arrival order, `flush` writes once. Nothing is written for a refused set.
 */
import type { Currency } from '../../kernel/currencies.ts'
import { invariant, type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { Tx } from '../../platform/db.ts'
import { type AccountCode, chartEntry } from './chart.ts'
import type { LedgerRefusalCode } from './errors.ts'
import { applyMovement, availableBy, type Constraint, type Movement, movementOf, NOTHING, type WorkingSums } from './rules.ts'
import * as store from './store.ts'
import type { Account, AccountId, LedgerScope, LedgerWork, NewTransfer, TransferId } from './types.ts'

/** More lines than a batch may hold: the step of ledger.transfer_seq. */
const LINES_MAX = 8192

type WorkingAccount = {
  readonly id: AccountId
  readonly code: AccountCode
  readonly currency: Currency
  readonly constraint: Constraint
  readonly moved: WorkingSums
  /** When the books were opened; of constrained accounts only. */
  readonly availableBefore: bigint
  available: bigint
  /** The least that was available after any transfer. */
  availableLeast: bigint
  touched: boolean
}

export type PostingDeps = {
  readonly offsetMs: () => number
  /** Institution's and houses' accounts, which are never locked ahead. */
  readonly unconstrained: (id: AccountId) => Account | undefined
  /** Called when an account is in neither place: another node may have created it. */
  readonly reload: (tx: Tx) => Promise<void>
}

/** Releases a pending transfer whose time is over. Only the ledger's own job asks for it. */
export type ExpirePending = Omit<Extract<NewTransfer, { kind: 'void_pending' }>, 'kind'>

export type PostingWork = LedgerWork & {
  /** Refuses what has been resolved or has not expired. A refusal leaves no trace. */
  expire(transfer: ExpirePending): Outcome<null, LedgerRefusalCode>
}

type Resolve = Extract<NewTransfer, { kind: 'post_pending' | 'void_pending' }> | (ExpirePending & { readonly kind: 'expire_pending' })

const RESOLVED = {
  post_pending: { kind: 3, state: 'posted' },
  void_pending: { kind: 4, state: 'voided' },
  expire_pending: { kind: 5, state: 'expired' },
} as const

/** Opens the books for one batch. */
export async function openPosting(deps: PostingDeps, tx: Tx, scope: LedgerScope): Promise<PostingWork> {
  const { lockLate = false } = scope
  invariant(!lockLate || scope.checkIds === undefined, 'what may have been booked before is looked up under the locks')
  const lateLocks = lockLate && tx.mayRunAgain()
  const books = await store.openBooks(tx, deps.offsetMs(), { ...scope, lockLate: lateLocks })
  const accounts = new Map<AccountId, WorkingAccount>()
  for (const { id, code, currency, available } of books.accounts) {
    const constraint = chartEntry(code).normalSide
    const balances = { moved: { ...NOTHING }, availableBefore: available, available, availableLeast: available }
    accounts.set(id, { id, code, currency, constraint, ...balances, touched: false })
  }
  if (scope.accounts.some(id => !accounts.has(id) && deps.unconstrained(id) === undefined)) await deps.reload(tx)
  const pendings = new Map<TransferId, store.PendingRow>(books.pendings.map(row => [row.id, row]))
  const existing = new Map<TransferId, store.TransferKeyRow>(books.existing.map(row => [row.id, row]))
  const lines: store.TransferLine[] = []
  const created: store.PendingRow[] = []
  const resolved = new Map<TransferId, store.PendingRow>()
  const { undo } = scope

  function accountOf(id: AccountId): WorkingAccount | null {
    const known = accounts.get(id)
    if (known !== undefined) return known
    const blind = deps.unconstrained(id)
    if (blind === undefined) return null
    const working: WorkingAccount = {
      id,
      code: blind.code,
      currency: blind.currency,
      constraint: 'none',
      moved: { ...NOTHING },
      availableBefore: 0n,
      available: 0n,
      availableLeast: 0n,
      touched: false,
    }
    accounts.set(id, working)
    return working
  }

  /** Adds to what is available, unless it would fall below zero, and pushes how to take it back. */
  function holds(account: WorkingAccount, side: 'debit' | 'credit', movement: Movement): boolean {
    if (account.constraint === 'none') return true
    const { available, availableLeast } = account
    account.available += availableBy(movement, side, account.constraint)
    if (account.available < availableLeast) account.availableLeast = account.available
    undo.push(() => {
      account.available = available
      account.availableLeast = availableLeast
    })
    return account.available >= 0n
  }

  /** Applies one movement and pushes how to take it back. */
  function move(debit: WorkingAccount, credit: WorkingAccount, movement: Movement): boolean {
    applyMovement(debit.moved, credit.moved, movement)
    undo.push(() => applyMovement(debit.moved, credit.moved, { pending: -movement.pending, posted: -movement.posted }))
    debit.touched = true
    credit.touched = true
    return holds(debit, 'debit', movement) && holds(credit, 'credit', movement)
  }

  function write(
    transfer: NewTransfer | Resolve,
    kind: store.TransferLine['kind'],
    debit: WorkingAccount,
    credit: WorkingAccount,
    amount: bigint,
    pending: TransferId | null,
  ): void {
    invariant(lines.length < LINES_MAX, 'a batch holds more transfers than it may number')
    const line: store.TransferLine = {
      id: transfer.id,
      kind,
      debit,
      credit,
      amount,
      pending,
      corrects: transfer.kind === 'posted' ? (transfer.corrects ?? null) : null,
      reference: transfer.reference,
      reasonKind: transfer.reason.kind,
      reasonClause: transfer.reason.clause ?? null,
      reasonArithmetic: transfer.reason.arithmetic ?? null,
      effectiveAt: transfer.effectiveAt ?? null,
      debitMoved: { ...debit.moved },
      creditMoved: { ...credit.moved },
    }
    lines.push(line)
    undo.push(() => {
      lines.pop()
    })
    if (scope.checkIds !== undefined) {
      existing.set(transfer.id, { id: transfer.id, debit_account: debit.id, credit_account: credit.id, amount, kind, pending_id: pending })
      undo.push(() => existing.delete(transfer.id))
    }
  }

  function tryMove(transfer: NewTransfer & { kind: 'posted' | 'pending' }): Outcome<null, LedgerRefusalCode> {
    const debit = accountOf(transfer.debit)
    if (debit === null) return refuse('account_not_found', 'debit_account')
    const credit = accountOf(transfer.credit)
    if (credit === null) return refuse('account_not_found', 'credit_account')
    if (debit === credit) return refuse('transfer_accounts_same', 'credit_account')
    if (debit.currency !== credit.currency) return refuse('accounts_differ_in_currency', 'credit_account')
    if (chartEntry(debit.code).fund !== chartEntry(credit.code).fund) return refuse('accounts_differ_in_fund', 'credit_account')
    invariant(transfer.amount > 0n, 'a transfer moves a positive amount')
    const movement = transfer.kind === 'posted' ? movementOf.posted(transfer.amount) : movementOf.pending(transfer.amount)
    if (!move(debit, credit, movement)) return refuse('insufficient_funds', 'amount')
    write(transfer, transfer.kind === 'posted' ? 1 : 2, debit, credit, transfer.amount, null)
    if (transfer.kind === 'pending') {
      const row: store.PendingRow = {
        id: transfer.id,
        debit_account: debit.id,
        credit_account: credit.id,
        amount: transfer.amount,
        state: 'open',
        expires_at: transfer.expiresAt,
      }
      created.push(row)
      pendings.set(row.id, row)
      undo.push(() => {
        created.pop()
        pendings.delete(row.id)
      })
    }
    return ok(null)
  }

  function tryResolve(transfer: Resolve): Outcome<null, LedgerRefusalCode> {
    const pending = pendings.get(transfer.pending)
    if (pending === undefined) return refuse('pending_not_found', 'pending')
    const isExpired = pending.expires_at !== null && pending.expires_at <= books.now
    if (pending.state !== 'open' || isExpired !== (transfer.kind === 'expire_pending')) return refuse('pending_resolved', 'pending')
    if (transfer.kind === 'post_pending' && transfer.amount > pending.amount)
      return refuse('pending_exceeded', 'amount', { pending: Number(pending.amount) })
    const debit = accountOf(pending.debit_account)
    const credit = accountOf(pending.credit_account)
    invariant(debit !== null && credit !== null, 'the scope of a batch names the accounts of its pending transfers')
    const posting = transfer.kind === 'post_pending'
    const amount = posting ? transfer.amount : 0n
    const fits = move(debit, credit, posting ? movementOf.postPending(pending.amount, amount) : movementOf.voidPending(pending.amount))
    invariant(fits, 'resolving a pending transfer never breaks a constraint')
    const { kind, state } = RESOLVED[transfer.kind]
    write(transfer, kind, debit, credit, amount, pending.id)
    const row: store.PendingRow = { ...pending, state }
    const before = resolved.get(row.id)
    pendings.set(row.id, row)
    resolved.set(row.id, row)
    undo.push(() => {
      pendings.set(pending.id, pending)
      if (before === undefined) resolved.delete(pending.id)
      else resolved.set(pending.id, before)
    })
    return ok(null)
  }

  /** `true` when this very transfer is booked already: a retry is harmless. */
  function repeats(transfer: NewTransfer): boolean | null {
    const known = existing.get(transfer.id)
    if (known === undefined) return false
    switch (transfer.kind) {
      case 'posted':
      case 'pending':
        return known.debit_account === transfer.debit &&
          known.credit_account === transfer.credit &&
          known.amount === transfer.amount &&
          known.kind === (transfer.kind === 'posted' ? 1 : 2)
          ? true
          : null
      case 'post_pending':
        return known.kind === 3 && known.pending_id === transfer.pending && known.amount === transfer.amount ? true : null
      case 'void_pending':
        return known.kind === 4 && known.pending_id === transfer.pending ? true : null
    }
  }

  function tryOne(transfer: NewTransfer): Outcome<null, LedgerRefusalCode> {
    if (scope.checkIds !== undefined) {
      const repeated = repeats(transfer)
      if (repeated === null) return refuse('transfer_exists', 'id')
      if (repeated) return ok(null)
    }
    return transfer.kind === 'posted' || transfer.kind === 'pending' ? tryMove(transfer) : tryResolve(transfer)
  }

  return {
    now: books.now,
    accountingDate: books.accountingDate,
    available(id) {
      invariant(!lockLate, 'nothing but a transfer is decided by accounts that are locked late')
      const account = accounts.get(id)
      invariant(
        account !== undefined && account.constraint !== 'none',
        'what is available is known of constrained accounts in the scope only',
      )
      return account.available
    },
    try(transfers) {
      for (const transfer of transfers) {
        const tried = tryOne(transfer)
        // The caller rolls back the whole command: the undo log is shared by everything that the command touched.
        if (!tried.ok) {
          undo.rollback()
          return tried
        }
      }
      return ok(null)
    },
    expire(transfer) {
      const tried = tryResolve({ ...transfer, kind: 'expire_pending' })
      if (!tried.ok) undo.rollback()
      return tried
    },
    flush() {
      if (lines.length === 0) return
      const touched = [...accounts.values()].filter(account => account.touched)
      const newPendings = created.map(row => pendings.get(row.id) ?? row)
      if (newPendings.length > 0) store.insertPendings(tx, newPendings)
      const createdIds = new Set(created.map(row => row.id))
      const resolvedOld = [...resolved.values()].filter(row => !createdIds.has(row.id))
      if (resolvedOld.length > 0) store.resolvePendings(tx, resolvedOld)
      const constrained = touched.flatMap(({ id, moved, constraint, availableBefore, availableLeast }) =>
        constraint === 'none' ? [] : { id, moved, constraint, needed: availableBefore - availableLeast },
      )
      const offsetMs = deps.offsetMs()
      store.book(tx, lateLocks, constrained, lines, books.accountingDate, offsetMs)
      const blind = touched.filter(account => account.constraint === 'none' && Object.values(account.moved).some(sum => sum !== 0n))
      if (blind.length > 0) store.incrementBlind(tx, blind, offsetMs)
    },
  }
}
