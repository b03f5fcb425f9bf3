/**
 * Money: an integer count of minor units and its currency. Never a `number` inside; splitting never loses a unit.
 */
import { type Currency, exponentOf } from './currencies.ts'
import { invariant } from './outcome.ts'

export type Money = { readonly amount: bigint; readonly currency: Currency }

/** The greatest amount that JSON carries exactly: 2^53-1 minor units. */
export const AMOUNT_MAX = 9_007_199_254_740_991n

export type MoneyJson = { amount: number; currency: string }

/** The API's shape of money. Throws a defect above 2^53-1, which the edge refuses and sums must never reach. */
export function moneyToJson(value: Money): MoneyJson {
  invariant(value.amount <= AMOUNT_MAX && value.amount >= -AMOUNT_MAX, 'amount beyond what JSON carries exactly')
  return { amount: Number(value.amount), currency: value.currency }
}

/** A decimal string with the currency's own number of places, for people: 1999 CNY -> `19.99`. */
export function formatAmount(amount: bigint, currency: Currency): string {
  const places = exponentOf(currency)
  const sign = amount < 0n ? '-' : ''
  const digits = (amount < 0n ? -amount : amount).toString().padStart(places + 1, '0')
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

/**
 * Splits an amount by weights with the largest-remainder method. The parts always sum to the amount; equal remainders
 * are decided by the order of the weights.
 */
export function splitAmount(amount: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  invariant(amount >= 0n && total > 0n && weights.every(weight => weight >= 0n), 'a split needs a non-negative amount and weights')
  const shares = weights.map((weight, index) => ({ index, share: (amount * weight) / total, remainder: (amount * weight) % total }))
  let left = amount - shares.reduce((sum, part) => sum + part.share, 0n)
  const parts = shares.map(part => part.share)
  for (const part of [...shares].sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1))) {
    if (left === 0n) break
    parts[part.index] = part.share + 1n
    left -= 1n
  }
  invariant(parts.reduce((sum, part) => sum + part, 0n) === amount, 'the parts of a split sum to the amount')
  return parts
}

/** `amount` × basis points / 10,000, rounded half up to the minor unit. */
export function basisPointsOf(amount: bigint, basisPoints: bigint): bigint {
  invariant(amount >= 0n && basisPoints >= 0n, 'basis points apply to non-negative amounts')
  return (amount * basisPoints + 5_000n) / 10_000n
}
