/**
 * Card agreements (协议支付) as mandates: proposed while the SMS code is awaited, active under the house's agreement number.
 * Wallets talks to the house before and after; nothing here calls the network.
 */

import type { Id } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { Clock } from '../../kernel/time.ts'
import type { Tx } from '../../platform/db.ts'
import type { ConsentRefusalCode } from './errors.ts'
import { asCard } from './rules.ts'
import * as store from './store.ts'
import { type Card, type MandateChange, mandateOfCard, type StoredMandate } from './types.ts'

type Actor = { readonly actor: string; readonly requestId: string }

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
export function proposeCards(deps: { readonly clock: Clock }, tx: Tx, cards: readonly NewCard[]): Card[] {
  const now = deps.clock.now()
  const rows = cards.map(
    ({ id, holderId, house, bindingReference, bankCode, bank, last4 }): StoredMandate => ({
      id: mandateOfCard(id),
      kind: 'card_agreement',
      method: 'bank_card',
      state: 'pending',
      holderId,
      merchantId: null,
      cardId: null,
      limitPerPayment: null,
      validTo: null,
      card: { house, bindingReference, agreementNumber: null, accountToken: null, bankCode, bank, last4 },
      createdAt: now,
      revokedAt: null,
    }),
  )
  store.insertMandates(tx, rows)
  store.recordChanges(
    tx,
    cards.map(card => ({ mandateId: mandateOfCard(card.id), change: 'proposed', actor: card.actor, requestId: card.requestId, at: now })),
  )
  return rows.flatMap(row => asCard(row, now) ?? [])
}

/** Makes proposed cards bound; a card that is bound already stays as it is. Refuses: card_not_found, card_not_bound (unbound meanwhile). */
export async function activateCards(
  deps: { readonly clock: Clock },
  tx: Tx,
  activations: readonly CardActivation[],
): Promise<Outcome<Card, ConsentRefusalCode>[]> {
  tx.lock('consents')
  const rows = new Map(await store.lockMandates(tx, [...new Set(activations.map(({ id }) => mandateOfCard(id)))]))
  const now = deps.clock.now()
  const changed: StoredMandate[] = []
  const changes: MandateChange[] = []
  const outcomes = activations.map((activation): Outcome<Card, ConsentRefusalCode> => {
    const row = rows.get(mandateOfCard(activation.id))
    if (row === undefined || row.card === null || row.holderId !== activation.holderId) return refuse('card_not_found', 'id')
    if (row.state === 'revoked') return refuse('card_not_bound', 'id')
    const { agreementNumber, accountToken } = activation
    const bound: StoredMandate =
      row.state === 'active' ? row : { ...row, state: 'active', card: { ...row.card, agreementNumber, accountToken } }
    if (bound !== row) {
      rows.set(row.id, bound)
      changed.push(bound)
      changes.push({ mandateId: row.id, change: 'activated', actor: activation.actor, requestId: activation.requestId, at: now })
    }
    const card = asCard(bound, now)
    return card === null ? refuse('card_not_found', 'id') : ok(card)
  })
  store.updateMandates(tx, changed)
  store.recordChanges(tx, changes)
  return outcomes
}
