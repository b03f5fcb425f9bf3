/** Play cards: any Luhn-valid number works; a few numbers misbehave on purpose. */

/** How a magic card behaves: the failure code of its debits or payouts, or a refusal to be bound, or silence. */
export type CardBehaviour =
  | { readonly on: 'debit'; readonly code: string }
  | { readonly on: 'payout'; readonly code: string }
  | { readonly on: 'bind'; readonly code: string }
  | { readonly on: 'result'; readonly code: 'silent' }

export const MAGIC_CARDS: Readonly<Record<string, CardBehaviour>> = {
  '6217000000000000517': { on: 'debit', code: 'insufficient_funds' },
  '6217000000000000590': { on: 'debit', code: 'risk_refused' },
  '6217000000000000541': { on: 'debit', code: 'card_expired' },
  '6217000000000000145': { on: 'payout', code: 'account_closed' },
  '6217000000000000053': { on: 'bind', code: 'details_mismatch' },
  '6217000000000000681': { on: 'result', code: 'silent' },
}

const BANKS: readonly { readonly prefix: string; readonly code: string; readonly name: string }[] = [
  { prefix: '6222', code: 'ICBC', name: '工商银行 ICBC' },
  { prefix: '6217', code: 'CCB', name: '建设银行 CCB' },
  { prefix: '6228', code: 'ABC', name: '农业银行 ABC' },
  { prefix: '6216', code: 'BOC', name: '中国银行 BOC' },
  { prefix: '6214', code: 'CMB', name: '招商银行 CMB' },
]

export const bankOf = (cardNumber: string): { code: string; name: string } =>
  BANKS.find(bank => cardNumber.startsWith(bank.prefix)) ?? { code: 'SIM', name: '模拟银行 Simulated Bank' }

/** ISO/IEC 7812-1 annex B. */
export function isLuhnValid(digits: string): boolean {
  if (!/^\d{12,19}$/.test(digits)) return false
  let sum = 0
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at])
    const doubled = at % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
