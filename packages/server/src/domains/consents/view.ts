/** A stored consent as people and other domains see it at an instant. Pure. */
import { formatId } from '../../kernel/ids.ts'
import { invariant } from '../../kernel/outcome.ts'
import { endsAt, isMerchantKind, prefixOf, type Reconfirmation, reconfirmBy, stateAt } from './rules.ts'
import { standingsOf } from './rules-limits.ts'
import {
  type Card,
  type Consent,
  type ConsentId,
  type ConsentLimit,
  cardOfMandate,
  type Mandate,
  type MandateState,
  type MerchantNames,
} from './types.ts'
import type { ConsentRow, StoredConsent } from './types-stored.ts'

export type ViewContext = { readonly timeZone: string; readonly reconfirmation: Reconfirmation }

/** The public id: `cns_…`, `mdt_…` or `card_…`. */
export const publicIdOf = ({ id, kind }: { readonly id: ConsentId; readonly kind: ConsentRow['kind'] }): string =>
  formatId(prefixOf(kind), id as never)

/** All limits, the one per payment first. */
export function limitsOfRow(row: Pick<ConsentRow, 'limitPerPayment' | 'limits' | 'currency'>): ConsentLimit[] {
  const perPayment: ConsentLimit[] =
    row.limitPerPayment === null ? [] : [{ kind: 'per_payment', maxAmount: row.limitPerPayment, maxCount: null, currency: row.currency }]
  return [...perPayment, ...row.limits]
}

export function asConsent(stored: StoredConsent, now: Date, context: ViewContext): Consent {
  const state = stateAt(stored, now)
  return {
    id: stored.id,
    publicId: publicIdOf(stored),
    kind: stored.kind,
    state,
    stateSince: (state === 'expired' ? endsAt(stored) : null) ?? stored.endedAt ?? stored.authorisedAt ?? stored.createdAt,
    grantee: stored.grantee,
    holderId: stored.holderId,
    purpose: stored.purpose,
    permissions: stored.permissions,
    terms: stored.terms,
    accounts: stored.accounts,
    factors: stored.factors,
    method: stored.method,
    cardId: stored.cardId,
    card: stored.card === null ? null : { bank: stored.card.bank, last4: stored.card.last4 },
    currency: stored.currency,
    limits: limitsOfRow(stored),
    standings: standingsOf(stored, now, context.timeZone),
    validFrom: stored.validFrom,
    validTo: stored.validTo,
    transactionsFrom: stored.transactionsFrom,
    transactionsTo: stored.transactionsTo,
    authoriseBy: stored.authoriseBy,
    reconfirmBy: reconfirmBy(stored, context.reconfirmation),
    createdAt: stored.createdAt,
    authorisedAt: stored.authorisedAt,
    confirmedAt: stored.confirmedAt,
    endedAt: stored.endedAt,
    endedBy: stored.endedBy,
    endReason: stored.endReason,
  }
}

/** States under the names that mandates' own routes have always used. */
const MANDATE_STATES = {
  awaiting_authorisation: 'pending',
  authorised: 'active',
  rejected: 'revoked',
  consumed: 'revoked',
  cancelled: 'revoked',
  expired: 'expired',
} as const satisfies Record<string, MandateState>

/** A merchant's mandate or a card agreement as its holder sees it; `merchants` holds those that it may name. */
export function asMandate(stored: StoredConsent, now: Date, merchants: MerchantNames, timeZone: string): Mandate {
  invariant(
    (stored.holderId !== null || stored.kind === 'channel_agreement') &&
      stored.method !== null &&
      (isMerchantKind(stored.kind) || stored.kind === 'card_agreement'),
    'a mandate has a holder and a method',
  )
  const merchantId = stored.grantee.kind === 'merchant' ? stored.grantee.id : null
  return {
    id: stored.id as Mandate['id'],
    kind: stored.kind,
    method: stored.method,
    state: MANDATE_STATES[stateAt(stored, now)],
    holderId: stored.holderId,
    merchantId,
    merchantName: merchantId === null ? null : (merchants.get(merchantId)?.name ?? null),
    cardId: stored.cardId,
    purpose: stored.purpose,
    limitPerPayment: stored.limitPerPayment,
    standings: standingsOf(stored, now, timeZone),
    validTo: stored.validTo,
    createdAt: stored.createdAt,
    revokedAt: stored.endedAt,
  }
}

/** The consent as a card, or `null` when it is not a card agreement. */
export function asCard(stored: StoredConsent, now: Date): Card | null {
  if (stored.card === null || stored.holderId === null) return null
  const state = stateAt(stored, now)
  return {
    id: cardOfMandate(stored.id),
    state: state === 'awaiting_authorisation' ? 'awaiting_code' : state === 'authorised' ? 'bound' : 'unbound',
    holderId: stored.holderId,
    house: stored.card.house,
    bindingReference: stored.card.bindingReference,
    agreementNumber: stored.card.agreementNumber,
    bankCode: stored.card.bankCode,
    bank: stored.card.bank,
    last4: stored.card.last4,
    createdAt: stored.createdAt,
  }
}
