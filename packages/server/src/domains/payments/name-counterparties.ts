/** Names the merchants behind payments and refunds, for holders' statements. Reads only. */
import { type Id, parseId } from '../../kernel/ids.ts'
import type { MerchantFacts } from '../merchants/merchants.ts'
import type { PaymentDeps } from './deps.ts'
import { findMerchants } from './store/payments.ts'
import { readRefunds } from './store/refunds.ts'

type NameDeps = Pick<PaymentDeps, 'db' | 'merchants'>

/** By reference (`pay_…`, `ref_…`), whose money it was; other references, and unknown ones, are absent. At most four statements. */
export async function nameCounterparties(deps: NameDeps, references: readonly string[]): Promise<Map<string, MerchantFacts['name']>> {
  const payments = new Map<string, Id<'pay'>>()
  const refunds = new Map<string, Id<'ref'>>()
  for (const reference of references) {
    const payment = parseId('pay', reference)
    const refund = parseId('ref', reference)
    if (payment !== null) payments.set(reference, payment)
    if (refund !== null) refunds.set(reference, refund)
  }
  const [paid, refunded] = await Promise.all([
    payments.size === 0 ? new Map<Id<'pay'>, Id<'mer'>>() : findMerchants(deps.db, [...payments.values()]),
    refunds.size === 0 ? [] : readRefunds(deps.db, [...refunds.values()]),
  ])
  const owners: ReadonlyMap<Id<'pay'> | Id<'ref'>, Id<'mer'>> = new Map<Id<'pay'> | Id<'ref'>, Id<'mer'>>([
    ...paid,
    ...refunded.map(refund => [refund.id, refund.merchantId] as const),
  ])
  if (owners.size === 0) return new Map()
  const merchants = await deps.merchants.open(deps.db, [...new Set(owners.values())])
  const names = new Map<string, MerchantFacts['name']>()
  for (const [reference, id] of [...payments, ...refunds]) {
    const owner = owners.get(id)
    const merchant = owner === undefined ? undefined : merchants.get(owner)
    if (merchant !== undefined) names.set(reference, merchant.name)
  }
  return names
}
