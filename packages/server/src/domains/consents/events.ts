/** The events that consents publish, and the frozen form of what they are about. */
import { formatId, newId } from '../../kernel/ids.ts'
import type { NewEvent } from '../../platform/outbox.ts'
import type { Mandate } from './types.ts'

export const CONSENT_EVENTS = [
  { type: 'mandate.revoked', description: { en: 'A holder or the institution ended a mandate.', zh: '授权已撤销。' } },
] as const

/** A mandate as the API and the events show it. */
export function mandateJson(mandate: Mandate) {
  return {
    id: formatId('mdt', mandate.id),
    object: 'mandate' as const,
    kind: mandate.kind,
    state: mandate.state,
    holder: formatId('hld', mandate.holderId),
    merchant: mandate.merchantId === null ? null : formatId('mer', mandate.merchantId),
    merchant_name: mandate.merchantName,
    payment_method: {
      type: mandate.method,
      ...(mandate.cardId === null ? {} : { card: formatId('card', mandate.cardId) }),
    },
    limit_per_payment: mandate.limitPerPayment === null ? null : { amount: Number(mandate.limitPerPayment), currency: 'CNY' },
    valid_to: mandate.validTo?.toISOString() ?? null,
    created_at: mandate.createdAt.toISOString(),
    revoked_at: mandate.revokedAt?.toISOString() ?? null,
  }
}

/** Told to the merchant who can no longer take payments; a card agreement has no merchant and only reaches live pages. */
export const mandateRevoked = (mandate: Mandate): NewEvent => ({
  id: newId<'evt'>(),
  type: 'mandate.revoked',
  merchantId: mandate.merchantId,
  topics: [formatId('mdt', mandate.id), formatId('hld', mandate.holderId)],
  object: JSON.stringify(mandateJson(mandate)),
})
