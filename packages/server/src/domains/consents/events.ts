/** The events that consents publish, and the frozen form of what they are about. */
import { formatId, newId } from '../../kernel/ids.ts'
import { iso } from '../../kernel/time.ts'
import type { NewEvent } from '../../platform/outbox.ts'
import type { GranteeNames } from './grantee-names.ts'
import { isMerchantKind } from './rules.ts'
import type { Consent, ConsentChangeKind, LimitStanding, Mandate, MerchantNames } from './types.ts'
import type { StoredConsent } from './types-stored.ts'
import { asConsent, asMandate, type ViewContext } from './view.ts'
import { clustersOf } from './words.ts'

export const CONSENT_EVENTS = [
  { type: 'mandate.revoked', description: { en: 'A holder or the institution ended a mandate.', zh: '授权已撤销。' } },
  { type: 'consent.authorised', description: { en: 'A person authorised a consent.', zh: '用户已确认授权。' } },
  { type: 'consent.rejected', description: { en: 'A person refused a consent.', zh: '用户已拒绝授权。' } },
  {
    type: 'consent.cancelled',
    description: {
      en: 'The person, the third party, the institution or a policy ended a consent.',
      zh: '授权已由用户、第三方、机构或按规则撤销。',
    },
  },
  { type: 'consent.expired', description: { en: 'A consent’s time is over.', zh: '授权已到期。' } },
] as const

const money = (amount: bigint, currency: string) => ({ amount: Number(amount), currency })

/** A limit as the API shows it, with what is used of it. */
const standingJson = ({ limit, from, to, allowed, usedAmount, usedCount }: LimitStanding) => ({
  kind: limit.kind,
  ...(limit.kind === 'period' ? { period: limit.period, alignment: limit.alignment } : {}),
  max_amount: limit.maxAmount === null ? null : money(limit.maxAmount, limit.currency),
  max_count: limit.maxCount,
  from,
  to,
  allowed_amount: allowed === null ? null : money(allowed, limit.currency),
  used_amount: money(usedAmount, limit.currency),
  used_count: usedCount,
})

/** A mandate as the API and the events show it. */
export function mandateJson(mandate: Mandate) {
  return {
    id: formatId('mdt', mandate.id),
    object: 'mandate' as const,
    kind: mandate.kind,
    state: mandate.state,
    holder: mandate.holderId === null ? null : formatId('hld', mandate.holderId),
    merchant: mandate.merchantId === null ? null : formatId('mer', mandate.merchantId),
    merchant_name: mandate.merchantName,
    payment_method: {
      type: mandate.method,
      ...(mandate.cardId === null ? {} : { card: formatId('card', mandate.cardId) }),
    },
    purpose: mandate.purpose,
    limit_per_payment: mandate.limitPerPayment === null ? null : money(mandate.limitPerPayment, 'CNY'),
    limits: mandate.standings.map(standingJson),
    valid_to: iso(mandate.validTo),
    created_at: mandate.createdAt.toISOString(),
    revoked_at: iso(mandate.revokedAt),
  }
}

function granteeJson({ grantee }: Consent, names: GranteeNames) {
  if (grantee.kind === 'institution') return { kind: grantee.kind, id: null, name: null }
  if (grantee.kind === 'merchant')
    return { kind: grantee.kind, id: formatId('mer', grantee.id), name: names.merchants.get(grantee.id)?.name ?? null }
  return { kind: grantee.kind, id: formatId('tpp', grantee.id), name: names.thirdParties.get(grantee.id)?.name ?? null }
}

/** A consent of any kind as the API and the events show it. */
export function consentJson(consent: Consent, names: GranteeNames) {
  const perPayment = consent.limits.filter(limit => limit.kind === 'per_payment')
  return {
    id: consent.publicId,
    object: 'consent' as const,
    kind: consent.kind,
    state: consent.state,
    state_since: consent.stateSince.toISOString(),
    grantee: granteeJson(consent, names),
    holder: consent.holderId === null ? null : formatId('hld', consent.holderId),
    purpose: consent.purpose,
    permissions: consent.permissions,
    data: clustersOf(consent.permissions),
    accounts: consent.accounts,
    payment_method:
      consent.method === null
        ? null
        : { type: consent.method, ...(consent.cardId === null ? {} : { card: formatId('card', consent.cardId) }) },
    card: consent.card,
    currency: consent.currency,
    limits: [
      ...perPayment.map(limit => ({
        kind: limit.kind,
        max_amount: money(limit.maxAmount, limit.currency),
        max_count: null,
        from: null,
        to: null,
        allowed_amount: money(limit.maxAmount, limit.currency),
        used_amount: null,
        used_count: null,
      })),
      ...consent.standings.map(standingJson),
    ],
    valid_from: iso(consent.validFrom),
    valid_to: iso(consent.validTo),
    transactions_from: iso(consent.transactionsFrom),
    transactions_to: iso(consent.transactionsTo),
    authorise_by: iso(consent.authoriseBy),
    reconfirm_by: iso(consent.reconfirmBy),
    created_at: consent.createdAt.toISOString(),
    authorised_at: iso(consent.authorisedAt),
    confirmed_at: iso(consent.confirmedAt),
    ended_at: iso(consent.endedAt),
    ended_by: consent.endedBy,
    end_reason: consent.endReason,
  }
}

const EVENT_OF = {
  authorised: 'consent.authorised',
  rejected: 'consent.rejected',
  cancelled: 'consent.cancelled',
  expired: 'consent.expired',
} as const

/**
 * The event of a change, or none. A merchant hears that its mandate was revoked under the name it has always had. Third parties hear by
 * the topic of the consent; live pages of the holder by theirs.
 */
export function announce(
  change: ConsentChangeKind,
  row: StoredConsent,
  now: Date,
  merchants: MerchantNames,
  context: ViewContext,
): readonly NewEvent[] {
  if (change !== 'authorised' && change !== 'rejected' && change !== 'cancelled' && change !== 'expired') return []
  const merchantId = row.grantee.kind === 'merchant' ? row.grantee.id : null
  if (change === 'cancelled' && isMerchantKind(row.kind)) {
    const mandate = asMandate(row, now, merchants, context.timeZone)
    const topics = [formatId('mdt', mandate.id), ...(mandate.holderId === null ? [] : [formatId('hld', mandate.holderId)])]
    return [{ id: newId<'evt'>(), type: 'mandate.revoked', merchantId, topics, object: JSON.stringify(mandateJson(mandate)) }]
  }
  const consent = asConsent(row, now, context)
  const topics = [
    consent.publicId,
    ...(row.holderId === null ? [] : [formatId('hld', row.holderId)]),
    ...(row.grantee.kind === 'third_party' ? [formatId('tpp', row.grantee.id)] : []),
  ]
  const object = JSON.stringify(consentJson(consent, { merchants, thirdParties: new Map() }))
  return [{ id: newId<'evt'>(), type: EVENT_OF[change], merchantId, topics, object }]
}
