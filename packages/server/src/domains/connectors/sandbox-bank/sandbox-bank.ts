/**
 * The sandbox bank: a core bank of invented people that open banking reads through its port, with controls that post transactions and
 * switch how accounts behave. Test mode only; decision 0020.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { formatId, type Id } from '../../../kernel/ids.ts'
import type { Outcome } from '../../../kernel/outcome.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { Commands } from '../../../platform/commands.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { Route } from '../../../platform/http/route.ts'
import type { CoreBankPort, PostingSink } from '../../openbanking/ports.ts'
import {
  createCustomers,
  type EndPosting,
  endTransactions,
  type NewPosting,
  postTransactions,
  type SwitchAccount,
  switchAccounts,
} from './control.ts'
import type { NewCustomer } from './generate.ts'
import { sandboxPages } from './http/page.ts'
import { controlRoutes, presented } from './http.ts'
import { createSandboxPort } from './port.ts'
import type { SandboxAccount, SandboxTransaction } from './types.ts'

export { sandboxBankCatalogue } from './errors.ts'
export type { NewCustomer } from './generate.ts'

export type SandboxBankDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly commands: Commands
  /** Where news of postings go. */
  readonly postings: PostingSink
  /** The name of a holder, whom an invented customer is named after; `null` when there is none. */
  readonly nameOf: (holderId: Id<'hld'>) => Promise<{ readonly en: string; readonly zh: string } | null>
}

export type SandboxBank = {
  readonly port: CoreBankPort
  /** Makes customers, any number of them in one transaction, at some ten milliseconds each. Refuses: sandbox_customer_exists. */
  createCustomers(tx: Tx, customers: readonly NewCustomer[]): Promise<Outcome<readonly SandboxAccount[]>[]>
  readonly routes: readonly Route[]
}

export function createSandboxBank(deps: SandboxBankDeps): SandboxBank {
  const port = createSandboxPort({ db: deps.db, clock: deps.clock, wait: ms => (ms === 0 ? Promise.resolve() : wait(ms)) })
  const inputs = <C>(commands: readonly { readonly input: C }[]): C[] => commands.map(command => command.input)
  const about = (transaction: SandboxTransaction): string => formatId('btx', transaction.id)
  const handlers = {
    create: deps.commands.define<NewCustomer, readonly SandboxAccount[]>({
      name: 'sandbox_bank.create_customer',
      decide: (tx, commands) => createCustomers(deps, tx, inputs(commands)),
      present: presented.customer,
      subject: accounts => (accounts[0] === undefined ? '' : formatId('hld', accounts[0].holderId)),
    }),
    post: deps.commands.define<NewPosting, SandboxTransaction>({
      name: 'sandbox_bank.post',
      decide: (tx, commands) => postTransactions(deps, tx, inputs(commands)),
      present: presented.posted,
      subject: about,
    }),
    end: deps.commands.define<EndPosting, SandboxTransaction>({
      name: 'sandbox_bank.end',
      decide: (tx, commands) => endTransactions(deps, tx, inputs(commands)),
      present: presented.ended,
      subject: about,
    }),
    change: deps.commands.define<SwitchAccount, SandboxAccount>({
      name: 'sandbox_bank.switch',
      decide: (tx, commands) => switchAccounts(deps, tx, inputs(commands)),
      present: presented.account,
      subject: account => formatId('bac', account.id),
    }),
  }
  return {
    port,
    createCustomers: (tx, customers) => createCustomers(deps, tx, customers),
    routes: [...controlRoutes({ ...deps, port, ...handlers }), ...sandboxPages({ db: deps.db, ...handlers })],
  }
}
