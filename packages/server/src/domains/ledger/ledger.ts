/**
 * The ledger's face: the way in for every domain that moves money.
 */
import { newId } from '../../kernel/ids.ts'
import { invariant } from '../../kernel/outcome.ts'
import { businessDateOf, type Clock } from '../../kernel/time.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { type AccountCode, CHART, chartEntry } from './chart.ts'
import { expirePendings } from './expire-pendings.ts'
import { openPosting } from './post-transfers.ts'
import { storeChart } from './store/days.ts'
import * as store from './store.ts'
import type { Account, AccountId, Ledger } from './types.ts'

export { type AccountCode, CHART, chartEntry } from './chart.ts'
export { ledgerCatalogue } from './errors.ts'

export type LedgerDeps = {
  readonly clock: Clock
  /** IANA name; the first business day is today's date there. */
  readonly timeZone: string
}

export type LedgerFace = Ledger & {
  /** Releases at most `limit` pending transfers whose time is over; returns how many. Ranks: `day`, then `accounts`. */
  expirePendings(tx: Tx, limit: number): Promise<number>
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
