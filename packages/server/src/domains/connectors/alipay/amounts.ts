/** Alipay writes yuan as decimal strings with at most two places; we hold fen as bigint. Exact both ways, never by way of a number. */

/** The most that one trade may carry: 100,000,000 yuan (https://opendocs.alipay.com/apis/api_1/alipay.trade.precreate). */
export const TRADE_MAX_FEN = 10_000_000_000n

/** Fen -> `88.80`, `-0.05`. */
export function yuanOf(fen: bigint): string {
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, '0')
  return `${fen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/**
 * Yuan -> fen: `88.8`, `+1,234.50`, `-0.05`. Thousands separators must stand where they belong; more than two places, exponents, blanks
 * inside and anything else are no amount: `null`.
 */
export function fenOf(text: unknown): bigint | null {
  if (typeof text !== 'string') return null
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.(\d{1,2}))?$/.exec(text) ?? []
  if (whole === '') return null
  const fen = BigInt(whole.replaceAll(',', '')) * 100n + BigInt(fraction.padEnd(2, '0'))
  return sign === '-' ? -fen : fen
}
