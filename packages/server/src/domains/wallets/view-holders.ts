/** How a holder looks from outside: to themselves, to operators, and on a page that offers ways to pay. Reads only. */
import { formatId, type Id } from '../../kernel/ids.ts'
import { invariant } from '../../kernel/outcome.ts'
import { businessDateOf } from '../../kernel/time.ts'
import type { WalletsDeps } from './deps.ts'
import { brokenLimit, countersOn, limitsOf, limitTable, mayPay } from './rules.ts'
import { readCounters } from './store/counters.ts'
import { findHolder, type HolderRecord } from './store/holders.ts'
import { FACTORS_PASSWORD, type Factors, type HolderView, type Limit } from './types.ts'

type ViewDeps = Pick<WalletsDeps, 'db' | 'clock' | 'timeZone' | 'policies' | 'ledger'>

/** State and limits of a holder now, unlocked; `null` when there is none. */
export async function viewHolder(deps: ViewDeps, holderId: Id<'hld'>, factors: Factors): Promise<HolderView | null> {
  const [row] = await readCounters(deps.db, [holderId])
  if (row === undefined) return null
  const now = deps.clock.now()
  const table = limitTable(key => deps.policies.require(key, now))
  const counters = countersOn(row.counters, businessDateOf(now, deps.timeZone))
  const limits = limitsOf(counters, row.facts.class, factors, table)
  return {
    holder: row.facts,
    limits,
    wouldPay(amount, method) {
      const may = mayPay(row.facts.state)
      return !may.ok || method === 'bank_card' ? may : (brokenLimit(limits, amount) ?? may)
    },
  }
}

const limitJson = (limit: Limit) => ({
  kind: limit.kind,
  limit: Number(limit.limit),
  used: Number(limit.used),
  remaining: Number(limit.remaining),
  policy: formatId('pol', limit.policyId),
})

export type HolderJson = Awaited<ReturnType<typeof presentHolder>>

/** The holder as they see themselves. A holder that does not exist is a defect: credentials and sessions belong to one. */
export async function presentHolder(deps: ViewDeps, holderId: Id<'hld'>) {
  const [view, record] = await Promise.all([viewHolder(deps, holderId, FACTORS_PASSWORD), findHolder(deps.db, holderId)])
  invariant(view !== null && record !== null, 'a session belongs to a holder')
  const balance = await deps.ledger.readBalance(deps.db, view.holder.account)
  invariant(balance.ok, 'every holder has an account')
  return {
    id: formatId('hld', holderId),
    object: 'holder' as const,
    name: view.holder.name,
    phone_masked: record.phoneMasked,
    class: view.holder.class,
    state: view.holder.state,
    balance: {
      available: Number(balance.value.available),
      pending: Number(balance.value.posted - balance.value.available),
      currency: 'CNY',
    },
    limits: view.limits.map(limitJson),
    created_at: record.createdAt.toISOString(),
  }
}

/** The holder as operators see one in lists. */
export const recordJson = (record: HolderRecord) => ({
  id: formatId('hld', record.id),
  object: 'holder' as const,
  name: record.name,
  phone_masked: record.phoneMasked,
  id_number_masked: record.idNumberMasked,
  class: record.class,
  state: record.state,
  account: formatId('acc', record.account),
  created_at: record.createdAt.toISOString(),
})
