/** The outside systems that this institution is connected to: each is a rail of clearing. */
import type { HouseConnection } from '../domains/clearing/ports.ts'
import { createClearingSim } from '../domains/connectors/clearing-sim/clearing-sim.ts'
import { isAccountToken, type Merchants } from '../domains/merchants/merchants.ts'
import type { RailFacts } from '../domains/payments/ports.ts'
import type { Platform } from './wire-platform.ts'

/** The clearing house that binds cards, and pays out unless routing says otherwise. */
export const HOUSE = 'sim'

export type ConnectorOptions = {
  readonly clearing: { readonly url: string; readonly secret: string }
  /** Further rails, with what they can do: those of tests. */
  readonly rails?: readonly { readonly facts: RailFacts; readonly connection: HouseConnection }[]
}

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
  const further = options.rails ?? []
  const houses: Record<string, HouseConnection> = { [HOUSE]: house }
  for (const { facts, connection } of further) houses[facts.code] = connection
  return { houses, rails: further.map(({ facts }) => facts) }
}
