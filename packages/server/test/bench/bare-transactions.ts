/** The page of transactions where nothing is asked for, neither token nor proof nor consent: what security is measured against. */
import type { App } from '../../src/app/compose.ts'
import type { Access, Granted } from '../../src/domains/openbanking/accounts/access.ts'
import { transactionRoutes } from '../../src/domains/openbanking/accounts/http/transactions.ts'
import { createRememberedPages } from '../../src/domains/openbanking/accounts/remembered-pages.ts'
import { type Id, newId, parseId } from '../../src/kernel/ids.ts'
import { ok, refuse } from '../../src/kernel/outcome.ts'
import { createGather } from '../../src/platform/gather.ts'
import type { Route } from '../../src/platform/http/route.ts'
import type { Logger } from '../../src/platform/telemetry.ts'

export const BARE = '/bare'

export function bareTransactionRoutes(app: Pick<App, 'coreBanks'>, logger: Logger): readonly Route[] {
  const granted: Granted = {
    consentId: newId(),
    thirdPartyId: newId(),
    holderId: newId(),
    permissions: ['ReadTransactionsDetail', 'ReadTransactionsCredits', 'ReadTransactionsDebits'],
    accounts: [],
    transactionsFrom: null,
    transactionsTo: null,
  }
  const access: Access = {
    grant: async () => ok(granted),
    async account(_granted, text) {
      const id = parseId('bac', text)
      return id === null ? refuse('ob_resource_not_found', 'AccountId') : ok(id)
    },
    note() {},
  }
  const bank = app.coreBanks
  const versionOf = createGather<Id<'bac'>, string>(async ids => (await bank.versions?.(ids)) ?? new Map())
  const version = { name: 'bare', path: BARE, operation: (name: string) => `bare.${name}` }
  return transactionRoutes({ bank, logger, access, pages: createRememberedPages(), versionOf }, version).map(route => ({
    ...route,
    access: 'public' as const,
    hidden: true as const,
  }))
}
