/** What a third party may ask for: the permissions of account access and what they need of each other. Pure. */
import { type Refusal, refuse } from '../../../kernel/outcome.ts'

/** Data clusters of the standard (Account and Transaction API v4.0, "Permissions"). */
export const PERMISSIONS = [
  'ReadAccountsBasic',
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadBeneficiariesBasic',
  'ReadBeneficiariesDetail',
  'ReadDirectDebits',
  'ReadOffers',
  'ReadPAN',
  'ReadParty',
  'ReadPartyPSU',
  'ReadProducts',
  'ReadScheduledPaymentsBasic',
  'ReadScheduledPaymentsDetail',
  'ReadStandingOrdersBasic',
  'ReadStandingOrdersDetail',
  'ReadStatementsBasic',
  'ReadStatementsDetail',
  'ReadTransactionsBasic',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
  'ReadTransactionsDetail',
  // Ours, beside the standard's.
  'ReadIdentityBasic',
  'ReadIdentityDetail',
  'ReadRiskSignals',
] as const

export type Permission = (typeof PERMISSIONS)[number]

/** Each of the first asks for one of the second. */
const NEEDS: readonly (readonly [readonly Permission[], readonly Permission[]])[] = [
  [
    ['ReadTransactionsBasic', 'ReadTransactionsDetail'],
    ['ReadTransactionsCredits', 'ReadTransactionsDebits'],
  ],
  [
    ['ReadTransactionsCredits', 'ReadTransactionsDebits'],
    ['ReadTransactionsBasic', 'ReadTransactionsDetail'],
  ],
]

export type AccessRequest = {
  readonly permissions: readonly Permission[]
  readonly expiresAt: Date | null
  readonly transactionsFrom: Date | null
  readonly transactionsTo: Date | null
}

/** Why the request cannot be a consent; `null` when it can. Refuses ob_permissions_incomplete, ob_date_invalid. */
export function refuseRequest(request: AccessRequest, now: Date): Refusal | null {
  const asked = new Set(request.permissions)
  if (!asked.has('ReadAccountsBasic') && !asked.has('ReadAccountsDetail'))
    return refuse('ob_permissions_incomplete', 'Data.Permissions', { reason: 'ReadAccountsBasic | ReadAccountsDetail' }).error
  for (const [each, oneOf] of NEEDS) {
    const found = each.find(permission => asked.has(permission))
    if (found !== undefined && !oneOf.some(permission => asked.has(permission)))
      return refuse('ob_permissions_incomplete', 'Data.Permissions', { reason: `${found} + ${oneOf.join(' | ')}` }).error
  }
  return refuseTimes(request, now)
}

function refuseTimes({ expiresAt, transactionsFrom, transactionsTo }: AccessRequest, now: Date): Refusal | null {
  if (expiresAt !== null && expiresAt <= now) return refuse('ob_date_invalid', 'Data.ExpirationDateTime').error
  if (transactionsFrom !== null && transactionsTo !== null && transactionsTo < transactionsFrom)
    return refuse('ob_date_invalid', 'Data.TransactionToDateTime').error
  return null
}
