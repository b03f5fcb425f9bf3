/**
 * Money is an integer of minor units and an ISO 4217 currency; these helpers turn it into what people read and back, without
 * ever calculating in fractions.
 */

export type Money = { readonly amount: number; readonly currency: string }

/** ISO 4217 exponents other than 2. */
const EXPONENTS: Readonly<Record<string, number>> = {
  BHD: 3,
  CLP: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  TND: 3,
  UGX: 0,
  VND: 0,
  XAF: 0,
  XOF: 0,
}

/** Decimal places of a currency's minor unit: CNY 2, JPY 0, KWD 3. */
export const exponentOf = (currency: string): number => EXPONENTS[currency] ?? 2

/** `parseMoney('19.9', 'CNY')` is 1990 fen. Throws RangeError for more decimals than the currency has, signs, and beyond 2^53-1. */
export function parseMoney(text: string, currency: string): Money {
  const places = exponentOf(currency)
  const match = /^(\d{1,16})(?:\.(\d+))?$/.exec(text.trim())
  const fraction = match?.[2] ?? ''
  if (match === null || fraction.length > places)
    throw new RangeError(`"${text}" is not an amount of ${currency} with at most ${places} decimals`)
  const amount = Number(`${match[1]}${fraction.padEnd(places, '0')}`)
  if (!Number.isSafeInteger(amount)) throw new RangeError(`"${text}" ${currency} is more than the API carries`)
  return { amount, currency }
}

/** `decimalOf({ amount: 1990, currency: 'CNY' })` is `19.90`. */
export function decimalOf({ amount, currency }: Money): string {
  const places = exponentOf(currency)
  const digits = String(Math.abs(amount)).padStart(places + 1, '0')
  const sign = amount < 0 ? '-' : ''
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

/** For people, by locale: `¥19.90`. Exact, because the formatter is given decimal text and not a fraction. */
export function formatMoney(money: Money, locale = 'en'): string {
  const places = exponentOf(money.currency)
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: money.currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  }).format(decimalOf(money) as `${number}`)
}
