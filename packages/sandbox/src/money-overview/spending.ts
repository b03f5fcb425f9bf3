/** What was spent on what: booked debits by month and kind of merchant (ISO 18245 category codes). Pure. */
import type { ObAmount, ObTransaction } from './bank.ts'

export const CATEGORIES = ['food', 'shopping', 'transport', 'home', 'health', 'leisure', 'transfers', 'other'] as const
export type Category = (typeof CATEGORIES)[number]

/** Ranges of merchant category codes, first match wins. */
const RANGES: readonly (readonly [number, number, Category])[] = [
  [4011, 4789, 'transport'],
  [5511, 5599, 'transport'],
  [7512, 7549, 'transport'],
  [4812, 4900, 'home'],
  [6513, 6513, 'home'],
  [5200, 5299, 'home'],
  [5411, 5499, 'food'],
  [5811, 5814, 'food'],
  [5912, 5912, 'health'],
  [5976, 5977, 'health'],
  [8011, 8099, 'health'],
  [5815, 5818, 'leisure'],
  [7011, 7011, 'leisure'],
  [7800, 7999, 'leisure'],
  [5000, 5999, 'shopping'],
]

export function categoryOf(transaction: ObTransaction): Category {
  const code = transaction.MerchantDetails?.MerchantCategoryCode
  if (code === undefined) return transaction.MerchantDetails === undefined ? 'transfers' : 'other'
  const number = Number(code)
  return RANGES.find(([from, to]) => number >= from && number <= to)?.[2] ?? 'other'
}

/** Minor units of a decimal text with two places at most. */
export function minorOf({ Amount }: ObAmount): bigint {
  const [whole = '0', fraction = ''] = Amount.split('.')
  return BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0').slice(0, 2))
}

export const decimalOf = (minor: bigint): string => {
  const text = (minor < 0n ? -minor : minor).toString().padStart(3, '0')
  return `${minor < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`
}

export type Spending = {
  readonly month: string
  readonly currency: string
  readonly total: bigint
  readonly byCategory: ReadonlyMap<Category, bigint>
}

/** Months newest first; each currency by itself, because nothing here changes money. */
export function spendingOf(transactions: readonly ObTransaction[]): Spending[] {
  const months = new Map<string, { month: string; currency: string; total: bigint; byCategory: Map<Category, bigint> }>()
  for (const transaction of transactions) {
    if (transaction.CreditDebitIndicator !== 'Debit' || transaction.Status !== 'BOOK') continue
    const month = transaction.BookingDateTime.slice(0, 7)
    const currency = transaction.Amount.Currency
    const key = `${month} ${currency}`
    const entry = months.get(key) ?? { month, currency, total: 0n, byCategory: new Map<Category, bigint>() }
    const amount = minorOf(transaction.Amount)
    const category = categoryOf(transaction)
    entry.total += amount
    entry.byCategory.set(category, (entry.byCategory.get(category) ?? 0n) + amount)
    months.set(key, entry)
  }
  return [...months.values()].sort((a, b) => (a.month === b.month ? a.currency.localeCompare(b.currency) : a.month < b.month ? 1 : -1))
}
