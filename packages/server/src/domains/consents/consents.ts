/**
 * The face of consents: mandates of every rail. A payment opens the mandates it is made under; the share lock it takes keeps
 * a revocation waiting until it has committed, and a mandate revoked before answers with its refusal.
 */
import type { Id } from '../../kernel/ids.ts'
import { formatId } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { Clock } from '../../kernel/time.ts'
import type { Undo } from '../../kernel/undo.ts'
import type { Command, Commands } from '../../platform/commands.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Route } from '../../platform/http/route.ts'
import type { Outbox } from '../../platform/outbox.ts'
import { activateCards, type CardActivation, type NewCard, proposeCards } from './card-agreements.ts'
import { type CreateMandate, createMandates } from './create-mandates.ts'
import type { ConsentRefusalCode } from './errors.ts'
import { mandateJson } from './events.ts'
import { consentsRoutes } from './http.ts'
import { type RevokedMandate, type RevokeMandate, revokeMandates } from './revoke-mandates.ts'
import { asCard, checkUse } from './rules.ts'
import * as store from './store.ts'
import {
  type Card,
  type CardFacts,
  type ConsentWork,
  type Mandate,
  type MerchantNames,
  mandateOfCard,
  type StoredMandate,
} from './types.ts'

export { consentsCatalogue } from './errors.ts'
export { CONSENT_EVENTS } from './events.ts'
export type { Card, CardFacts, ConsentWork, Mandate, MandateFacts, MandateUse } from './types.ts'
export { mandateOfCard } from './types.ts'

export type ConsentsDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly commands: Commands
  readonly outbox: Outbox
  /** Which merchants exist, and their names: the face of merchants fits. */
  readonly merchants: { open(reader: Pick<Db, 'query'>, ids: readonly Id<'mer'>[]): Promise<MerchantNames> }
}

export type Consents = {
  /**
   * Loads and share-locks the mandates of a batch and the cards they name, in one statement. Rank: `consents`. Nothing is
   * counted under a mandate yet, so there is nothing to undo.
   */
  open(tx: Tx, mandateIds: readonly Id<'mdt'>[], undo: Undo): Promise<ConsentWork>
  /** Stores cards whose binding has begun at the house: state `awaiting_code`. */
  proposeCards(tx: Tx, cards: readonly NewCard[]): Card[]
  /** Binds proposed cards under the house's agreement number. */
  activateCards(tx: Tx, activations: readonly CardActivation[]): Promise<Outcome<Card, ConsentRefusalCode>[]>
  /** Ends card agreements; the house is told afterwards. Answers with the cards as they were bound. */
  revokeCards(tx: Tx, commands: readonly Command<{ readonly holderId: Id<'hld'>; readonly cardId: Id<'card'> }>[]): Promise<Outcome<Card>[]>
  /** A card in any state, or `null` when the holder has no such card. */
  findCard(holderId: Id<'hld'>, cardId: Id<'card'>): Promise<Card | null>
  /** The holder's bound cards, newest first; at most 100. */
  boundCards(holderId: Id<'hld'>): Promise<Card[]>
  /** Bank and last digits of the cards that mandates name or are, for receipts; mandates without a card are absent. No locks. */
  cardsOfMandates(mandateIds: readonly Id<'mdt'>[]): Promise<Map<Id<'mdt'>, Pick<CardFacts, 'bank' | 'last4'>>>
  readonly routes: readonly Route[]
}

export function createConsents(deps: ConsentsDeps): Consents {
  const cardsOf = (rows: readonly StoredMandate[]): Card[] => rows.flatMap(row => asCard(row, deps.clock.now()) ?? [])
  const create = deps.commands.define<CreateMandate, Mandate>({
    name: 'consents.create_mandate',
    decide: (tx, commands) => createMandates(deps, tx, commands),
    present: mandate => ({ status: 201, body: mandateJson(mandate) }),
    subject: mandate => formatId('mdt', mandate.id),
  })
  const revoke = deps.commands.define<RevokeMandate, RevokedMandate>({
    name: 'consents.revoke_mandate',
    decide: (tx, commands) => revokeMandates(deps, tx, commands),
    present: ({ mandate }) => ({ status: 200, body: mandateJson(mandate) }),
    subject: ({ mandate }) => formatId('mdt', mandate.id),
  })
  return {
    async open(tx, mandateIds) {
      tx.lock('consents')
      const mandates =
        mandateIds.length === 0 ? new Map<Id<'mdt'>, StoredMandate>() : await store.openMandates(tx, [...new Set(mandateIds)])
      return {
        holderOf: mandateId => mandates.get(mandateId)?.holderId ?? null,
        check(mandateId, use) {
          const mandate = mandates.get(mandateId)
          const agreement = mandate?.cardId == null ? undefined : mandates.get(mandateOfCard(mandate.cardId))
          return checkUse(mandate, agreement, use, deps.clock.now())
        },
      }
    },
    proposeCards: (tx, cards) => proposeCards(deps, tx, cards),
    activateCards: (tx, activations) => activateCards(deps, tx, activations),
    async revokeCards(tx, commands) {
      const outcomes = await revokeMandates(
        deps,
        tx,
        commands.map(({ input, context }) => ({
          input: { holderId: input.holderId, mandateId: mandateOfCard(input.cardId), kind: 'card_agreement' as const },
          context,
        })),
      )
      return outcomes.map(outcome => {
        const card = outcome.ok ? asCard(outcome.value.stored, deps.clock.now()) : null
        return outcome.ok ? (card === null ? refuse('card_not_found', 'id') : ok(card)) : outcome
      })
    },
    async findCard(holderId, cardId) {
      const row = await store.findMandate(deps.db, mandateOfCard(cardId))
      return row === null || row.holderId !== holderId ? null : asCard(row, deps.clock.now())
    },
    async boundCards(holderId) {
      return cardsOf(await store.boundCards(deps.db, holderId, deps.clock.now()))
    },
    async cardsOfMandates(mandateIds) {
      const mandates = mandateIds.length === 0 ? new Map<Id<'mdt'>, StoredMandate>() : await store.readMandates(deps.db, mandateIds)
      const cards = new Map<Id<'mdt'>, Pick<CardFacts, 'bank' | 'last4'>>()
      for (const [id, mandate] of mandates) {
        const card = mandate.card ?? (mandate.cardId === null ? null : (mandates.get(mandateOfCard(mandate.cardId))?.card ?? null))
        if (card !== null) cards.set(id, { bank: card.bank, last4: card.last4 })
      }
      return cards
    },
    routes: consentsRoutes({ db: deps.db, clock: deps.clock, merchants: deps.merchants, create, revoke }),
  }
}
