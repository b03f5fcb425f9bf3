/** Makes everything of one invented customer: accounts with two years of history and what stands for the future. Pure and deterministic. */
import { derivedId, type Id } from '../../../kernel/ids.ts'
import { cnPlan } from './data/cn.ts'
import type { Plan } from './data/plan.ts'
import { ukPlan } from './data/uk.ts'
import { type Period, periodBefore, settle } from './history.ts'
import { createRandom } from './numbers.ts'
import type { Arrangement, Collection, CustomerData, DataSetName, SandboxAccount, SandboxTransaction } from './types.ts'

export type NewCustomer = {
  readonly holderId: Id<'hld'>
  readonly name: { readonly en: string; readonly zh: string }
  readonly dataSet: DataSetName
  /** The same seed makes the same people, shops and amounts. */
  readonly seed: string
}

/** Whole months of history before the present one. */
export const HISTORY_MONTHS = 24

const OFFSET_MINUTES: Readonly<Record<DataSetName, number>> = { cn: 480, uk: 0 }
const PLANS = { cn: cnPlan, uk: ukPlan } as const

/** The id of an account follows from its owner, data set and place, so that it is the same however often it is made. */
export const accountIdOf = (holderId: Id<'hld'>, dataSet: DataSetName, position: number): Id<'bac'> =>
  derivedId('sandbox_account', holderId, dataSet, String(position))

export function generate(customer: NewCustomer, now: Date): CustomerData {
  const { holderId, dataSet, seed, name } = customer
  const random = createRandom('sandbox_bank', dataSet, seed)
  const period = periodBefore(now, HISTORY_MONTHS, OFFSET_MINUTES[dataSet])
  const plan = PLANS[dataSet](random, period)
  const shown = dataSet === 'cn' ? name.zh : name.en
  const histories = plan.accounts.map((account, position) => ({
    id: accountIdOf(holderId, dataSet, position),
    history: settle(accountIdOf(holderId, dataSet, position), account.opening, period, account.drafts),
  }))
  const accounts = plan.accounts.map((planned, position): SandboxAccount => {
    const { drafts: _, opening, ...account } = planned
    const history = histories[position]?.history ?? { transactions: [], bookedBalance: opening, lastBookedAt: period.from }
    return {
      ...account,
      id: accountIdOf(holderId, dataSet, position),
      holderId,
      dataSet,
      position,
      timeZone: plan.timeZone,
      openedAt: new Date(period.from.getTime() - (position + 1) * 311 * 86_400_000),
      openingBalance: opening,
      historyFrom: period.from,
      bookedBalance: history.bookedBalance,
      entryCount: BigInt(history.transactions.length),
      lastBookedAt: history.lastBookedAt,
      closedAt: null,
      delayMs: 0,
      isFailing: false,
    }
  })
  const transactions = histories.flatMap(({ history }) => history.transactions)
  const main = accountIdOf(holderId, dataSet, 0)
  return {
    customer: {
      holderId,
      dataSet,
      seed,
      name: shown,
      fullName: dataSet === 'cn' ? shown : `${random.pick(['Ms', 'Mr'])} ${shown}`,
      email: `${name.en.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@example.com`,
      mobile: dataSet === 'cn' ? `${plan.mobilePrefix}${random.digits(8)}` : `${plan.mobilePrefix}${random.digits(3)}`,
      ...plan.home,
    },
    accounts,
    transactions,
    arrangements: arrangementsOf(main, plan, period),
    collections: collectionsOf(main, plan, transactions),
  }
}

function arrangementsOf(accountId: Id<'bac'>, plan: Plan, period: Period): Arrangement[] {
  const base = { accountId, status: null, day: null, amount: null, firstAt: null, lastAt: null, dueAt: null, isTrusted: false }
  const idOf = (kind: string, position: number): string => derivedId(`sandbox_${kind}`, accountId, String(position))
  const last = period.months - 1
  return [
    ...plan.beneficiaries.map((payee, position) => ({
      ...base,
      ...payee,
      id: idOf('beneficiary', position),
      kind: 'beneficiary' as const,
      position,
    })),
    ...plan.standingOrders.map(({ minutes, ...order }, position) => {
      const thisMonth = period.instant(last, order.day, minutes)
      const lastAt = thisMonth <= period.now ? thisMonth : period.instant(last - 1, order.day, minutes)
      return {
        ...base,
        ...order,
        id: idOf('standing_order', position),
        kind: 'standing_order' as const,
        position,
        firstAt: period.instant(0, order.day, minutes),
        // One that was cancelled paid for the first year.
        lastAt: order.status === 'ACTV' ? lastAt : period.instant(11, order.day, minutes),
      }
    }),
    ...plan.scheduledPayments.map(({ afterDays, ...payment }, position) => ({
      ...base,
      ...payment,
      id: idOf('scheduled_payment', position),
      kind: 'scheduled_payment' as const,
      position,
      dueAt: new Date(period.now.getTime() + afterDays * 86_400_000),
    })),
  ]
}

/** What was collected last is read off the history. */
function collectionsOf(accountId: Id<'bac'>, plan: Plan, transactions: readonly SandboxTransaction[]): Collection[] {
  return plan.directDebits.map(({ name, mandate, day, status }, position) => {
    const previous = transactions.findLast(each => each.accountId === accountId && each.reference === mandate && each.status === 'BOOK')
    return {
      id: derivedId('sandbox_direct_debit', accountId, String(position)),
      accountId,
      position,
      status,
      name,
      mandate,
      day,
      previousAt: previous?.bookedAt ?? null,
      previousAmount: previous === undefined ? null : -previous.amount,
    }
  })
}
