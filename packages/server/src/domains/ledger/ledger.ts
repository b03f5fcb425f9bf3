/**
 * The ledger's face: the way in for every domain that moves money.
 */
import type { Currency } from '../../kernel/currencies.ts'
import { newId } from '../../kernel/ids.ts'
import { invariant, type Outcome } from '../../kernel/outcome.ts'
import { type BusinessDate, businessDateOf, type Clock } from '../../kernel/time.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Route } from '../../platform/http/route.ts'
import { type AccountCode, CHART, chartEntry } from './chart.ts'
import { type CutDay, cutDay, type DayCut } from './cut-day.ts'
import { expirePendings } from './expire-pendings.ts'
import { type LedgerRouteDeps, ledgerRoutes } from './http.ts'
import { defineLedgerJobs, type LedgerJobDeps, type LedgerJobs } from './jobs.ts'
import { openPosting } from './post-transfers.ts'
import { type ReserveStatement, readReserve } from './reserve.ts'
import {
  type AccountBalance,
  entriesOfReference,
  type ReferenceEntry,
  readBalance,
  type Statement,
  type StatementQuery,
  statementOf,
} from './statements.ts'
import { type Day, findDay, findOpenDay, storeChart } from './store/days.ts'
import { type MonthOfMovements, type MovementQuery, type Movements, readMonthsOfMovements, readMovements } from './store/movements.ts'
import * as store from './store.ts'
import { readStoredTrialBalance, storeTrialBalance, type TrialBalance } from './trial-balance.ts'
import type { Account, AccountId, Ledger } from './types.ts'
import { type Verification, verifyBooks } from './verify-books.ts'

export { type AccountCode, chartEntry } from './chart.ts'
export type { DayCut } from './cut-day.ts'
export { ledgerCatalogue } from './errors.ts'
export type { ReserveStatement } from './reserve.ts'
export type { AccountBalance, ReferenceEntry, Statement, StatementEntry } from './statements.ts'
export type { Day } from './store/days.ts'
export type { MonthOfMovements, Movement, Movements } from './store/movements.ts'
export type { TrialBalance } from './trial-balance.ts'
export type { Verification } from './verify-books.ts'

/** A database or a transaction: what reads. */
type Reader = Pick<Db, 'query'>

export type LedgerDeps = {
  readonly clock: Clock
  /** IANA name; the first business day is today's date there. */
  readonly timeZone: string
}

export type LedgerFace = Ledger & {
  /** Releases at most `limit` pending transfers whose time is over; returns how many. Ranks: `day`, then `accounts`. */
  expirePendings(tx: Tx, limit: number): Promise<number>
  /**
   * Cuts the open day, or does nothing when the date has been cut: from here on everything is booked under the next calendar
   * date. Rank `day`. Jobs name the date, so that a repeated run cuts no second day. Refuses a date that has not begun.
   */
  cutDay(tx: Tx, command?: CutDay): Promise<Outcome<DayCut, 'day_not_found'>>
  /** Stores the trial balance of a cut date, and of earlier ones that lack theirs. Rank `day`. Harmless when repeated. */
  storeTrialBalance(tx: Tx, date: BusinessDate): Promise<Outcome<TrialBalance, 'day_not_found' | 'day_open'>>
  /** The stored trial balance of a cut date. */
  readTrialBalance(reader: Reader, date: BusinessDate): Promise<Outcome<TrialBalance, 'day_not_found' | 'day_open'>>
  /** The reserve equation now (`null`), or as of the end of a cut date whose trial balance is stored. CNY unless said. */
  readReserve(
    reader: Reader,
    date?: BusinessDate | null,
    currency?: Currency,
  ): Promise<Outcome<ReserveStatement, 'day_not_found' | 'day_open'>>
  findOpenDay(reader: Reader): Promise<Day>
  findDay(reader: Reader, date: BusinessDate): Promise<Day | null>
  /** A balance now, or with everything booked up to and including the instant. */
  readBalance(reader: Reader, account: AccountId, at?: Date | null): Promise<Outcome<AccountBalance, 'account_not_found'>>
  /** A page of an account's booked entries, newest first, with the balance after each. */
  statementOf(reader: Reader, query: StatementQuery): Promise<Outcome<Statement, 'account_not_found' | 'transfer_not_found'>>
  /** A page of an account as its owner sees it: booked entries and open reservations, by booking time. Constrained accounts only. */
  readMovements(reader: Reader, query: MovementQuery): Promise<Movements | null>
  /** What was booked in each whole month since the account was opened, oldest first. */
  readMonthsOfMovements(reader: Reader, account: AccountId, now: Date): Promise<MonthOfMovements[]>
  /** Every transfer of these references from both of its accounts, in booking order: what a receipt shows. At most 1,000. */
  entriesOfReference(reader: Reader, references: readonly string[]): Promise<ReferenceEntry[]>
  /** Derives every balance anew from the transfers and stores what it found. */
  verifyBooks(db: Db): Promise<Verification>
  /** The operator API. */
  routes(deps: LedgerRouteDeps): readonly Route[]
  /** Expiry of reservations each minute, verification at 03:00 in the institution's time zone. */
  defineJobs(jobs: LedgerJobs, deps: Pick<LedgerJobDeps, 'db' | 'onDifferences'>): void
  /**
   * Creates what the institution itself needs: its accounts, those of the clearing houses, and the first business day.
   * Harmless when repeated.
   */
  ensureInstitution(db: Db, houses: readonly string[]): Promise<void>
}

/** Builds the ledger. Call `ensureInstitution` once at start, on every node. */
export function createLedger(deps: LedgerDeps): LedgerFace {
  const byId = new Map<AccountId, Account>()
  const byOwner = new Map<string, AccountId>()

  const remember = (accounts: readonly Account[]): void => {
    for (const account of accounts) {
      byId.set(account.id, account)
      byOwner.set(`${account.code} ${account.owner}`, account.id)
    }
  }

  const posting = {
    offsetMs: () => deps.clock.offsetMs(),
    unconstrained: (id: AccountId) => byId.get(id),
    reload: async (tx: Tx) => remember(await store.readUnconstrained(tx)),
  }

  // Constrained accounts of the institution (own_cash) are known by name but are locked like any other.
  const named = new Map<string, AccountId>()

  return {
    open: (tx, scope) => openPosting(posting, tx, scope),
    expirePendings: (tx, limit) => expirePendings(posting, tx, limit),
    cutDay: (tx, command) => cutDay(deps, tx, command),
    storeTrialBalance: (tx, date) => storeTrialBalance(deps, tx, date),
    readTrialBalance: readStoredTrialBalance,
    readReserve,
    findDay,
    readBalance,
    statementOf,
    readMovements,
    readMonthsOfMovements: (reader, account, now) => readMonthsOfMovements(reader, account, deps.timeZone, now),
    entriesOfReference,
    verifyBooks: db => verifyBooks(deps, db),
    routes: routeDeps => ledgerRoutes(routeDeps, posting, deps),
    defineJobs: (jobs, jobDeps) =>
      defineLedgerJobs(jobs, { ...jobDeps, clock: deps.clock, expirePendings: (tx, limit) => expirePendings(posting, tx, limit) }),

    async findOpenDay(reader) {
      const day = await findOpenDay(reader)
      invariant(day !== null, 'one day is open once the institution is set up')
      return day
    },

    async createAccounts(tx, accounts) {
      await store.insertAccounts(
        tx,
        accounts.map(account => ({ ...account, constrained: chartEntry(account.code).constrained })),
        deps.clock.offsetMs(),
      )
    },

    institutionAccount(code, owner = 'institution') {
      const id = byOwner.get(`${code} ${owner}`) ?? named.get(`${code} ${owner}`)
      invariant(id !== undefined, `the account ${code} of ${owner} was not set up`)
      return id
    },

    async ensureInstitution(db, houses) {
      await db.transaction(async tx => {
        await store.claimDay(tx)
        storeChart(tx)
        const codes = Object.keys(CHART) as AccountCode[]
        const wanted = codes.flatMap(code => {
          const { owner } = chartEntry(code)
          const owners = owner === 'institution' ? ['institution'] : owner === 'house' ? houses : []
          return owners.map((name): Account => ({ id: newId<'acc'>(), code, currency: 'CNY', owner: name }))
        })
        await store.insertAccounts(
          tx,
          wanted.map(account => ({ ...account, constrained: chartEntry(account.code).constrained })),
          deps.clock.offsetMs(),
        )
        await store.openFirstDay(tx, businessDateOf(deps.clock.now(), deps.timeZone), deps.clock.offsetMs())
        remember(await store.readUnconstrained(tx))
        for (const account of await store.readAccountsOfCodes(
          tx,
          codes.filter(code => chartEntry(code).owner === 'institution' && chartEntry(code).constrained),
        )) {
          named.set(`${account.code} ${account.owner}`, account.id)
        }
      })
    },
  }
}
