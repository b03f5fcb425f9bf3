/** Amounts on the wire: decimal text, of which only as many places as the currency has may be other than 0. */
import { type Currency, exponentOf } from '../../kernel/currencies.ts'
import { AMOUNT_MAX } from '../../kernel/money.ts'

/** OBActiveCurrencyAndAmount: up to 13 digits, and up to 5 decimals. */
const AMOUNT = /^(\d{1,13})(?:\.(\d{1,5}))?$/

/** Minor units of a decimal text; `null` when it is finer than the currency, or more than JSON carries. */
export function minorUnitsOf(text: string, currency: Currency): bigint | null {
  const match = AMOUNT.exec(text)
  if (match === null) return null
  const [, whole = '', decimals = ''] = match
  const places = exponentOf(currency)
  if (/[1-9]/.test(decimals.slice(places))) return null
  const amount = BigInt(whole + decimals.slice(0, places).padEnd(places, '0'))
  return amount > AMOUNT_MAX ? null : amount
}
