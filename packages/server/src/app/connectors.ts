/** The outside systems that this institution is connected to: each is a rail of clearing. */
import { createClearingSim } from '../domains/connectors/clearing-sim/clearing-sim.ts'
import { isAccountToken, type Merchants } from '../domains/merchants/merchants.ts'
import type { Platform } from './wire-platform.ts'

/** The clearing house that binds cards, and pays out unless routing says otherwise. */
export const HOUSE = 'sim'

export type ConnectorOptions = { readonly clearing: { readonly url: string; readonly secret: string } }

export function wireConnectors(
  { config, clock, localUrl }: Platform,
  options: ConnectorOptions,
  { merchants }: { readonly merchants: Pick<Merchants, 'bankAccountNumber'> },
) {
  const house = createClearingSim({
    ...options.clearing,
    institution: config.clearingInstitution,
    clock,
    callbackUrl: () => `${localUrl()}/callbacks/clearing/${HOUSE}`,
    accountNumber: async account => (isAccountToken(account) ? merchants.bankAccountNumber(account) : account),
  })
  return { houses: { [HOUSE]: house } }
}
