/** What a mandate allows: pure decisions over loaded mandates. */
import { formatAmount } from '../../kernel/money.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { ConsentRefusalCode } from './errors.ts'
import {
  type Card,
  type CardFacts,
  cardOfMandate,
  type Mandate,
  type MandateFacts,
  type MandateState,
  type MandateUse,
  type MerchantNames,
  type StoredMandate,
} from './types.ts'

/** The state at an instant: an active mandate whose time has passed is expired from that very instant on. */
export function stateAt(mandate: Pick<StoredMandate, 'state' | 'validTo'>, now: Date): MandateState {
  return mandate.state === 'active' && mandate.validTo !== null && mandate.validTo.getTime() <= now.getTime() ? 'expired' : mandate.state
}

/** The card of a bound agreement; `null` while it is not bound. */
function cardFactsOf(agreement: StoredMandate, now: Date): CardFacts | null {
  if (agreement.card === null || stateAt(agreement, now) !== 'active') return null
  const { house, agreementNumber, accountToken, bankCode, bank, last4 } = agreement.card
  if (agreementNumber === null || accountToken === null) return null
  return { id: cardOfMandate(agreement.id), house, agreementNumber, accountToken, bankCode, bank, last4 }
}

const factsOf = (mandate: StoredMandate, card: CardFacts | null): MandateFacts => ({
  id: mandate.id,
  kind: mandate.kind,
  method: mandate.method,
  holderId: mandate.holderId,
  merchantId: mandate.merchantId,
  limitPerPayment: mandate.limitPerPayment,
  validTo: mandate.validTo,
  card,
})

/** Whether `mandate` covers `use` at `now`; `agreement` is the card agreement that a merchant's mandate names. */
export function checkUse(
  mandate: StoredMandate | undefined,
  agreement: StoredMandate | undefined,
  use: MandateUse,
  now: Date,
): Outcome<MandateFacts, ConsentRefusalCode> {
  return use.merchantId === null ? checkOwnCard(mandate, use, now) : checkMerchant(mandate, agreement, use, now)
}

function checkOwnCard(mandate: StoredMandate | undefined, use: MandateUse, now: Date): Outcome<MandateFacts, ConsentRefusalCode> {
  if (mandate === undefined || mandate.kind !== 'card_agreement' || (use.holderId !== undefined && mandate.holderId !== use.holderId)) {
    return refuse('card_not_found', 'payment_method.card')
  }
  if (use.method !== mandate.method) return refuse('mandate_method_mismatch', 'payment_method.type', { method: mandate.method })
  const card = cardFactsOf(mandate, now)
  if (card === null) return refuse('card_not_bound', 'payment_method.card')
  return withinLimit(mandate, use) ?? ok(factsOf(mandate, card))
}

function checkMerchant(
  mandate: StoredMandate | undefined,
  agreement: StoredMandate | undefined,
  use: MandateUse,
  now: Date,
): Outcome<MandateFacts, ConsentRefusalCode> {
  if (mandate === undefined || mandate.merchantId !== use.merchantId) return refuse('mandate_not_found', 'payment_method.mandate')
  const state = stateAt(mandate, now)
  if (state === 'revoked') return refuse('mandate_revoked', 'payment_method.mandate')
  if (state === 'expired') return refuse('mandate_expired', 'payment_method.mandate')
  if (state === 'pending') return refuse('mandate_not_found', 'payment_method.mandate')
  if (use.method !== mandate.method) return refuse('mandate_method_mismatch', 'payment_method.type', { method: mandate.method })
  const over = withinLimit(mandate, use)
  if (over !== null) return over
  if (mandate.cardId === null) return ok(factsOf(mandate, null))
  const card = agreement === undefined ? null : cardFactsOf(agreement, now)
  return card === null ? refuse('card_not_bound', 'payment_method.mandate') : ok(factsOf(mandate, card))
}

function withinLimit(mandate: StoredMandate, use: MandateUse): Outcome<never, ConsentRefusalCode> | null {
  if (mandate.limitPerPayment === null || use.amount <= mandate.limitPerPayment) return null
  return refuse('mandate_limit_exceeded', 'amount', {
    limit: Number(mandate.limitPerPayment),
    limit_text: `CNY ${formatAmount(mandate.limitPerPayment, 'CNY')}`,
  })
}

/** The mandate as people see it; `merchants` holds those that it may name. */
export function asMandate(stored: StoredMandate, now: Date, merchants: MerchantNames): Mandate {
  return {
    ...factsOf(stored, null),
    state: stateAt(stored, now),
    merchantName: stored.merchantId === null ? null : (merchants.get(stored.merchantId)?.name ?? null),
    cardId: stored.cardId,
    createdAt: stored.createdAt,
    revokedAt: stored.revokedAt,
  }
}

/** The mandate as a card, or `null` when it is not a card agreement. */
export function asCard(stored: StoredMandate, now: Date): Card | null {
  if (stored.card === null) return null
  const state = stateAt(stored, now)
  return {
    id: cardOfMandate(stored.id),
    state: state === 'pending' ? 'awaiting_code' : state === 'active' ? 'bound' : 'unbound',
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
