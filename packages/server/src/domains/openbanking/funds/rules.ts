/** Confirmation of funds: which requests can be consents, and what is available. Pure. */
import type { Currency } from '../../../kernel/currencies.ts'
import { type Refusal, refuse } from '../../../kernel/outcome.ts'
import type { AccountScheme, Balance } from '../ports.ts'

/** The ways to name a person's account: the published list without merchants. */
export const DEBTOR_SCHEMES: readonly AccountScheme[] = [
  'UK.OBIE.SortCodeAccountNumber',
  'UK.OBIE.IBAN',
  'UK.OBIE.PAN',
  'CN.CNAPS.Account',
  'CN.FEIQIAN.PaymentAccount',
]

/** Refuses ob_date_invalid for an expiry that has passed, ob_account_unsupported for a name of accounts that is not on the list. */
export function refuseRequest(
  request: { readonly expiresAt: Date | null; readonly debtorAccount: { readonly SchemeName: string } },
  now: Date,
): Refusal | null {
  if (request.expiresAt !== null && request.expiresAt <= now) return refuse('ob_date_invalid', 'Data.ExpirationDateTime').error
  const known = DEBTOR_SCHEMES.some(scheme => scheme === request.debtorAccount.SchemeName)
  return known ? null : refuse('ob_account_unsupported', 'Data.DebtorAccount.SchemeName').error
}

/**
 * What can be spent, in minor units: the available balance, else the booked one, and credit lines that it does not include. `null` when
 * the account is not kept in this currency.
 */
export function availableOf(balances: readonly Balance[], currency: Currency): bigint | null {
  const own = balances.filter(balance => balance.currency === currency)
  const balance = own.find(each => each.type === 'ITAV') ?? own.find(each => each.type === 'ITBD') ?? own.find(each => each.type === 'CLBD')
  if (balance === undefined) return null
  // An available balance says what can be spent; a booked one does not know of credit lines.
  if (balance.type === 'ITAV') return balance.amount
  return balance.creditLines.reduce((sum, line) => (line.isIncluded || line.type === 'Credit' ? sum : sum + line.amount), balance.amount)
}
