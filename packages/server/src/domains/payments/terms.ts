/** Finds the version of the agreement that each payment was made under. */
import { invariant } from '../../kernel/outcome.ts'
import type { Db } from '../../platform/db.ts'
import type { Terms } from '../partners/types.ts'
import type { PaymentDeps } from './deps.ts'
import type { Payment } from './types.ts'

const keyOf = (agreementId: string | null, version: number | null): string => `${agreementId}/${version}`

/** One statement, whatever the number of payments. */
export async function readTerms(
  deps: Pick<PaymentDeps, 'partners'>,
  tx: Pick<Db, 'query'>,
  payments: readonly Payment[],
): Promise<ReadonlyMap<string, Terms>> {
  const pairs = new Map<string, { agreementId: NonNullable<Payment['agreementId']>; version: number }>()
  for (const { agreementId, agreementVersion } of payments) {
    if (agreementId !== null && agreementVersion !== null)
      pairs.set(keyOf(agreementId, agreementVersion), { agreementId, version: agreementVersion })
  }
  const found = await deps.partners.termsOfVersion(tx, [...pairs.values()])
  return new Map([...found.values()].map(terms => [keyOf(terms.agreementId, terms.version), terms]))
}

export function termsOf(terms: ReadonlyMap<string, Terms>, payment: Payment): Terms {
  const found = terms.get(keyOf(payment.agreementId, payment.agreementVersion))
  invariant(found !== undefined, 'a version that a payment was made under never goes away')
  return found
}
