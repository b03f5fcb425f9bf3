/** Which of a person's accounts a request may be answered with, and how people recognise them. Pure. */

import { formatId } from '../../../kernel/ids.ts'
import type { Language } from '../../../platform/http/route.ts'
import type { Consent } from '../../consents/types.ts'
import type { BankAccount } from '../ports.ts'
import type { AccountChoice } from './journey-views.ts'
import type { AccountLabel } from './sheets.ts'
import type { Words } from './words.ts'

export type Candidates = {
  /** What is asked can be answered with several accounts at once. */
  readonly many: boolean
  readonly choices: readonly (AccountChoice & { readonly label: string })[]
  /** Nothing to choose: the request names the account, or only one can be paid from. */
  readonly only: AccountLabel | null
}

/** The account that the request itself names, as the wire names accounts; `null` when it leaves the choice to the person. */
function namedAccount(terms: unknown): { scheme: string; identification: string } | null {
  const data = (terms as { Data?: { DebtorAccount?: unknown; Initiation?: { DebtorAccount?: unknown } } } | null)?.Data
  const account = (data?.Initiation?.DebtorAccount ?? data?.DebtorAccount) as { SchemeName?: unknown; Identification?: unknown } | undefined
  if (typeof account?.SchemeName !== 'string' || typeof account.Identification !== 'string') return null
  return { scheme: account.SchemeName, identification: account.Identification }
}

/**
 * The accounts to choose from, those that cannot be chosen with the reason. `currency` is that of a payment. Empty choices: nothing of
 * what the person has can answer this request.
 */
export function candidatesOf(
  consent: Pick<Consent, 'kind' | 'terms'>,
  accounts: readonly BankAccount[],
  currency: string | null,
  w: Words,
  language: Language,
): Candidates {
  const many = consent.kind === 'account_access'
  const named = many ? null : namedAccount(consent.terms)
  const pays = consent.kind === 'domestic_payment' || consent.kind === 'vrp'
  const suitable = accounts.filter(account => {
    if (named !== null)
      return account.identifications.some(each => each.scheme === named.scheme && each.identification === named.identification)
    return !pays || account.isPayable
  })
  const choices = suitable.map(account => {
    const what = account.nickname ?? account.description
    return {
      id: formatId('bac', account.id),
      name: `${account.bank[language]} · ${what}`,
      detail: `${account.masked} · ${account.currency}`,
      reason: reasonAgainst(account, pays ? currency : null, w),
      label: `${account.bank[language]} · ${what} · ${account.masked}`,
    }
  })
  const open = choices.filter(choice => choice.reason === null)
  const first = open[0]
  return { many, choices, only: !many && open.length === 1 && first !== undefined ? { id: first.id, label: first.label } : null }
}

function reasonAgainst(account: BankAccount, currency: string | null, w: Words): string | null {
  if (account.status === 'Deleted') return w.choose.closed
  if (account.status !== 'Enabled') return w.choose.disabled
  if (currency === null) return null
  if (!account.isPayable) return w.choose.notPayable
  return account.currency === currency ? null : w.choose.otherCurrency(currency)
}

/** The chosen accounts; `null` when none is chosen, too many are, or one may not be. */
export function chosenOf(candidates: Candidates, ids: readonly string[]): AccountLabel[] | null {
  const wanted = new Set(ids)
  if (wanted.size === 0 || (!candidates.many && wanted.size > 1)) return null
  const chosen = candidates.choices.filter(choice => choice.reason === null && wanted.has(choice.id))
  return chosen.length === wanted.size ? chosen.map(({ id, label }) => ({ id, label })) : null
}
