/**
 * Money as people read and type it. Amounts are integers of minor units; they become text and come from text digit by
 * digit, never through floating-point arithmetic.
 */

/** Currencies whose minor unit does not have two places (ISO 4217 list one). */
const PLACES: Readonly<Record<string, number>> = {
  CLP: 0,
  ISK: 0,
  JPY: 0,
  KRW: 0,
  PYG: 0,
  UGX: 0,
  VND: 0,
  XAF: 0,
  XOF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
}

/** The greatest amount that JSON carries exactly, in minor units. */
const AMOUNT_MAX = BigInt(Number.MAX_SAFE_INTEGER)

export const placesOf = (currency: string): number => PLACES[currency] ?? 2

/** A decimal string with the currency's places: 1999 CNY -> `19.99`. */
export function decimalOf(amount: number, currency: string): `${number}` {
  const places = placesOf(currency)
  const units = BigInt(amount)
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0')
  const sign = units < 0n ? '-' : ''
  const text = places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`
  return text as `${number}` // an optional minus, digits and at most one point: always a numeric literal
}

/** Currency text in the reader's language: 28800 CNY -> `¥288.00`. Intl formats the exact decimal string. */
export function formatMoney(amount: number, currency: string, language: string): string {
  const places = placesOf(currency)
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  }).format(decimalOf(amount, currency))
}

/**
 * Minor units of an amount that a person typed, or null when the text is not a positive amount with at most the currency's
 * places. Understands full-width digits (common with Chinese input methods), a leading ¥ and grouping commas.
 */
export function parseMoney(text: string, currency: string): number | null {
  const places = placesOf(currency)
  const plain = text
    .normalize('NFKC')
    .replace(/[\s,]/g, '')
    .replace('。', '.')
    .replace(/^[¥$£€]/, '')
  const match = /^(\d{1,16})(?:\.(\d*))?$/.exec(plain)
  if (match === null) return null
  const fraction = match[2] ?? ''
  if (fraction.length > places) return null
  const units = BigInt((match[1] ?? '') + fraction.padEnd(places, '0'))
  return units > 0n && units <= AMOUNT_MAX ? Number(units) : null
}
