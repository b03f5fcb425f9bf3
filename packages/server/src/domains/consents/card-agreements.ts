/**
 * Card agreements (协议支付) as consents: proposed while the SMS code is awaited, authorised under the house's agreement number.
 * Wallets talks to the house before and after; nothing here calls the network.
 */
import type { Id } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { Tx } from '../../platform/db.ts'
import { openChanges } from './change-consents.ts'
import type { ConsentsDeps } from './consents.ts'
import type { ConsentRefusalCode } from './errors.ts'
import * as store from './store.ts'
import { type Actor, type Card, mandateOfCard } from './types.ts'
import type { StoredConsent } from './types-stored.ts'
import { asCard } from './view.ts'

export type NewCard = Actor & {
  readonly id: Id<'card'>
  readonly holderId: Id<'hld'>
  readonly house: string
  readonly bindingReference: string
  readonly bankCode: string
  readonly bank: string
  readonly last4: string
}

export type CardActivation = Actor & {
  readonly id: Id<'card'>
  readonly holderId: Id<'hld'>
  readonly agreementNumber: string
  readonly accountToken: string
}

/** Stores cards whose binding has begun at the house. */
export function proposeCards(deps: ConsentsDeps, tx: Tx, cards: readonly NewCard[]): Card[] {
  const now = deps.clock.now()
  const rows = cards.map(
    ({ id, holderId, house, bindingReference, bankCode, bank, last4 }): StoredConsent => ({
      ...EMPTY,
      id: mandateOfCard(id),
      kind: 'card_agreement',
      method: 'bank_card',
      state: 'awaiting_authorisation',
      holderId,
      grantee: { kind: 'institution' },
      card: { house, bindingReference, agreementNumber: null, accountToken: null, bankCode, bank, last4 },
      createdAt: now,
    }),
  )
  store.insertConsents(tx, rows)
  store.recordChanges(
    tx,
    cards.map(({ id, actor, requestId }) => ({
      consentId: mandateOfCard(id),
      change: 'proposed',
      actor,
      requestId,
      by: 'person',
      reason: null,
      at: now,
    })),
  )
  return rows.flatMap(row => asCard(row, now) ?? [])
}

/** Makes proposed cards bound; a card that is bound already stays as it is. Refuses: card_not_found, card_not_bound (unbound meanwhile). */
export async function activateCards(
  deps: ConsentsDeps,
  tx: Tx,
  activations: readonly CardActivation[],
): Promise<Outcome<Card, ConsentRefusalCode>[]> {
  const changing = await openChanges(
    deps,
    tx,
    activations.map(({ id }) => mandateOfCard(id)),
  )
  const outcomes = activations.map((activation): Outcome<Card, ConsentRefusalCode> => {
    const row = changing.get(mandateOfCard(activation.id))
    if (row === undefined || row.card === null || row.holderId !== activation.holderId) return refuse('card_not_found', 'id')
    if (row.state !== 'awaiting_authorisation' && row.state !== 'authorised') return refuse('card_not_bound', 'id')
    const { agreementNumber, accountToken } = activation
    const bound: StoredConsent =
      row.state === 'authorised'
        ? row
        : {
            ...row,
            state: 'authorised',
            authorisedAt: changing.now,
            confirmedAt: changing.now,
            card: { ...row.card, agreementNumber, accountToken },
          }
    if (bound !== row) changing.set(bound, { change: 'authorised', by: 'person', reason: null }, activation)
    const card = asCard(bound, changing.now)
    return card === null ? refuse('card_not_found', 'id') : ok(card)
  })
  await changing.write()
  return outcomes
}

/** What a consent has not until it is said. */
export const EMPTY = {
  holderId: null,
  cardId: null,
  accounts: [],
  factors: [],
  currency: 'CNY',
  limitPerPayment: null,
  limits: [],
  used: [],
  validFrom: null,
  validTo: null,
  authoriseBy: null,
  confirmedAt: null,
  card: null,
  purpose: null,
  permissions: [],
  terms: null,
  transactionsFrom: null,
  transactionsTo: null,
  authorisedAt: null,
  endedAt: null,
  endedBy: null,
  endReason: null,
} as const satisfies Partial<StoredConsent>
