/**
 * Binding and unbinding of the holder's own bank cards: the network first, then one transaction with its result. Card number and id
 * number pass through to the house and are stored nowhere.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { formatId, type Id, newId } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { principalKey } from '../../kernel/principal.ts'
import type { CommandContext, CommandReply } from '../../platform/commands.ts'
import type { Card } from '../consents/consents.ts'
import { fingerprintOf } from './create-holders.ts'
import type { WalletsDeps } from './deps.ts'
import { findHolder } from './store/holders.ts'

export type BindCard = {
  readonly holderId: Id<'hld'>
  readonly name: string
  readonly idNumber: string
  readonly cardNumber: string
  /** The number that the bank has on file. */
  readonly phone: string
}

export type Cards = {
  /** Refuses: holder_not_found, card_holder_differs, and what the house refuses (bank_card_invalid, bank_card_refused, clearing_unavailable). */
  bind(input: BindCard, context: CommandContext): Promise<CommandReply | Outcome<unknown>>
  /** A bound card answers as it is. Refuses: card_not_found, bank_card_code_wrong, bank_agreement_not_found, clearing_unavailable. */
  verify(
    input: { readonly holderId: Id<'hld'>; readonly cardId: Id<'card'>; readonly code: string },
    context: CommandContext,
  ): Promise<CommandReply | Outcome<unknown>>
  /** Ends the agreement here at once; the house is told afterwards. Refuses: card_not_found. */
  unbind(
    input: { readonly holderId: Id<'hld'>; readonly cardId: Id<'card'> },
    context: CommandContext,
  ): Promise<CommandReply | Outcome<unknown>>
}

/** A card as the API shows it. */
export const cardJson = (card: Card) => ({
  id: formatId('card', card.id),
  object: 'card' as const,
  state: card.state,
  bank: card.bank,
  bank_code: card.bankCode,
  last4: card.last4,
  created_at: card.createdAt.toISOString(),
})

type Owned = { readonly holderId: Id<'hld'>; readonly cardId: Id<'card'> }

export function createCards(deps: WalletsDeps): Cards {
  const subject = (card: Card): string => formatId('card', card.id)
  const propose = deps.commands.define<Omit<Parameters<typeof deps.consents.proposeCards>[1][number], 'actor' | 'requestId'>, Card>({
    name: 'wallets.bind_card',
    async decide(tx, commands) {
      const cards = deps.consents.proposeCards(
        tx,
        commands.map(({ input, context }) => ({ ...input, ...actorOf(context) })),
      )
      return cards.map(value => ({ ok: true, value }))
    },
    present: card => ({ status: 201, body: cardJson(card) }),
    subject,
  })
  const activate = deps.commands.define<Owned & { readonly agreementNumber: string; readonly accountToken: string }, Card>({
    name: 'wallets.verify_card',
    decide: (tx, commands) =>
      deps.consents.activateCards(
        tx,
        commands.map(({ input: { cardId, ...input }, context }) => ({ id: cardId, ...input, ...actorOf(context) })),
      ),
    present: card => ({ status: 200, body: cardJson(card) }),
    subject,
  })
  const revoke = deps.commands.define<Owned, Card>({
    name: 'wallets.unbind_card',
    decide: (tx, commands) => deps.consents.revokeCards(tx, commands),
    present: card => ({ status: 200, body: cardJson(card) }),
    subject,
  })

  return {
    async bind(input, context) {
      const holder = await findHolder(deps.db, input.holderId)
      if (holder === null) return refuse('holder_not_found')
      const samePerson = timingSafeEqual(fingerprintOf(deps.fingerprintKey, input.idNumber), holder.idNumberFingerprint)
      if (!samePerson || !isNameOf(input.name, [holder.name.zh, holder.name.en])) return refuse('card_holder_differs', 'name')
      const { name, idNumber, cardNumber, phone } = input
      const binding = await deps.clearing.bindCard(deps.house, bindingRequest(context), { name, idNumber, cardNumber, phone })
      if (!binding.ok) return binding
      const { bindingId: bindingReference, bank, bankCode, last4 } = binding.value
      const card = { id: newId<'card'>(), holderId: input.holderId, house: deps.house, bindingReference, bank, bankCode, last4 }
      return propose.execute(card, context)
    },

    async verify({ holderId, cardId, code }, context) {
      const card = await deps.consents.findCard(holderId, cardId)
      if (card === null || card.state === 'unbound' || card.bindingReference === null) return refuse('card_not_found', 'id')
      if (card.state === 'bound') return ok(cardJson(card))
      const bound = await deps.clearing.verifyBinding(card.house, card.bindingReference, code)
      if (!bound.ok) return bound
      const { agreementNumber, accountToken } = bound.value
      return activate.execute({ holderId, cardId, agreementNumber, accountToken }, context)
    },

    async unbind({ holderId, cardId }, context) {
      const card = await deps.consents.findCard(holderId, cardId)
      const reply = await revoke.execute({ holderId, cardId }, context)
      if (reply.status === 200 && card !== null && card.agreementNumber !== null) {
        const told = await deps.clearing.unbind(card.house, card.agreementNumber)
        if (!told.ok) deps.onUnbindFailed(formatId('card', cardId), told.error.code)
      }
      return reply
    },
  }
}

const actorOf = (context: CommandContext) => ({ actor: principalKey(context.principal), requestId: context.requestId })

/** The same request to the house for the same request to us, so that a retry starts no second binding. */
const bindingRequest = (context: CommandContext): string =>
  createHash('sha256')
    .update(`${principalKey(context.principal)}\n${context.idempotencyKey ?? context.requestId}`)
    .digest('hex')
    .slice(0, 32)

/** Banks write names in Chinese or in capitals; spaces and case do not make another person. */
function isNameOf(name: string, names: readonly string[]): boolean {
  const plain = (text: string): string =>
    text
      .normalize('NFKC')
      .replace(/[\s·.]/g, '')
      .toLowerCase()
  return names.some(known => plain(known) === plain(name))
}
