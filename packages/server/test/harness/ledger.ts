/** Books for tests: an institution with one clearing house, accounts on demand, and posting in one line. */
import { beforeAll } from 'vitest'
import { type AccountCode, createLedger, type LedgerFace } from '../../src/domains/ledger/ledger.ts'
import type { AccountId, Balances, LedgerScope, NewTransfer, TransferId } from '../../src/domains/ledger/types.ts'
import type { Currency } from '../../src/kernel/currencies.ts'
import { newId } from '../../src/kernel/ids.ts'
import type { Outcome } from '../../src/kernel/outcome.ts'
import { createMovableClock } from '../../src/kernel/time.ts'
import { createUndo } from '../../src/kernel/undo.ts'
import { type Row, sql, type Tx } from '../../src/platform/db.ts'
import type { TestDatabase } from './database.ts'

const BALANCES = sql(
  'test.balances',
  `SELECT debits_pending AS "debitsPending", debits_posted AS "debitsPosted", credits_pending AS "creditsPending", credits_posted AS "creditsPosted"
   FROM ledger.accounts WHERE id = $1`,
)

export const HOUSE = 'simhouse'

export type TestBooks = {
  readonly ledger: LedgerFace
  readonly clock: ReturnType<typeof createMovableClock>
  /** Opens an account of this code for a new owner. */
  account(code: AccountCode, currency?: Currency): Promise<AccountId>
  /** Posts each list of linked transfers as one command, all in one batch. */
  post(commands: readonly (readonly NewTransfer[])[], scope?: Partial<LedgerScope>): Promise<Outcome<null>[]>
  /** As `post`, within a transaction. */
  postIn(tx: Tx, commands: readonly (readonly NewTransfer[])[], scope?: Partial<LedgerScope>): Promise<Outcome<null>[]>
  balances(account: AccountId): Promise<Balances>
  /** Gives the account money from the reserve. */
  fund(account: AccountId, amount: bigint): Promise<void>
}

export function useBooks(database: TestDatabase): TestBooks {
  const clock = createMovableClock()
  const ledger = createLedger({ clock, timeZone: 'Asia/Shanghai' })
  beforeAll(() => ledger.ensureInstitution(database.db, [HOUSE]))

  const books: TestBooks = {
    ledger,
    clock,
    async account(code, currency = 'CNY') {
      const id = newId<'acc'>()
      await database.db.transaction(tx => ledger.createAccounts(tx, [{ id, code, currency, owner: newId<'mer'>() }]))
      return id
    },
    post: (commands, scope) => database.db.transaction(tx => books.postIn(tx, commands, scope)),
    async postIn(tx, commands, scope = {}) {
      const undo = createUndo()
      const work = await ledger.open(tx, { accounts: accountsOf(commands), pendings: pendingsOf(commands), undo, ...scope })
      const outcomes = commands.map(transfers => {
        const outcome = work.try(transfers)
        if (outcome.ok) undo.accept()
        return outcome
      })
      work.flush()
      return outcomes
    },
    async balances(account) {
      const [row] = await database.db.query<Balances & Row>(BALANCES, [account])
      if (row === undefined) throw new Error('no such account')
      return row
    },
    async fund(account, amount) {
      await books.post([[posted(ledger.institutionAccount('reserve_cash'), account, amount)]])
    },
  }
  return books
}

const accountsOf = (commands: readonly (readonly NewTransfer[])[]): AccountId[] => [
  ...new Set(commands.flat().flatMap(transfer => ('debit' in transfer ? [transfer.debit, transfer.credit] : []))),
]

const pendingsOf = (commands: readonly (readonly NewTransfer[])[]): TransferId[] =>
  commands.flat().flatMap(transfer => ('pending' in transfer ? [transfer.pending] : []))

const base = () => ({ id: newId<'trf'>(), reference: 'test', reason: { kind: 'test' } })

export const posted = (debit: AccountId, credit: AccountId, amount: bigint): NewTransfer & { kind: 'posted' } => ({
  ...base(),
  kind: 'posted',
  debit,
  credit,
  amount,
})

export const pending = (
  debit: AccountId,
  credit: AccountId,
  amount: bigint,
  expiresAt: Date | null = null,
): NewTransfer & { kind: 'pending' } => ({ ...base(), kind: 'pending', debit, credit, amount, expiresAt })

export const postPending = (of: TransferId, amount: bigint): NewTransfer & { kind: 'post_pending' } => ({
  ...base(),
  kind: 'post_pending',
  pending: of,
  amount,
})

export const voidPending = (of: TransferId): NewTransfer & { kind: 'void_pending' } => ({ ...base(), kind: 'void_pending', pending: of })
