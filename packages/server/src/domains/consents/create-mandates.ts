/** Creates mandates from holders to merchants. Never calls the network. */
import type { Id } from '../../kernel/ids.ts'
import { newId } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { principalKey } from '../../kernel/principal.ts'
import type { Command } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { ConsentsDeps } from './consents.ts'
import { asMandate, checkUse } from './rules.ts'
import * as store from './store.ts'
import { type Mandate, type MandateChange, mandateOfCard, type StoredMandate } from './types.ts'

export type CreateMandate = {
  readonly holderId: Id<'hld'>
  readonly merchantId: Id<'mer'>
  readonly method: { readonly type: 'wallet_balance' } | { readonly type: 'bank_card'; readonly card: Id<'card'> }
  /** Minor units of CNY. */
  readonly limitPerPayment: bigint
  readonly validTo: Date | null
}

/** Refuses: merchant_not_found, mandate_expired (an end in the past), card_not_found, card_not_bound. */
export async function createMandates(deps: ConsentsDeps, tx: Tx, commands: readonly Command<CreateMandate>[]): Promise<Outcome<Mandate>[]> {
  const merchants = await deps.merchants.open(tx, [...new Set(commands.map(({ input }) => input.merchantId))])
  const cardIds = commands.flatMap(({ input }) => (input.method.type === 'bank_card' ? [mandateOfCard(input.method.card)] : []))
  tx.lock('consents')
  const cards = cardIds.length === 0 ? new Map<Id<'mdt'>, StoredMandate>() : await store.openMandates(tx, cardIds)
  const now = deps.clock.now()
  const created: StoredMandate[] = []
  const changes: MandateChange[] = []
  const outcomes = commands.map(({ input, context }): Outcome<Mandate> => {
    if (!merchants.has(input.merchantId)) return refuse('merchant_not_found', 'merchant')
    if (input.validTo !== null && input.validTo.getTime() <= now.getTime()) return refuse('mandate_expired', 'valid_to')
    const card = input.method.type === 'bank_card' ? input.method.card : null
    if (card !== null) {
      const use = { merchantId: null, holderId: input.holderId, method: 'bank_card', amount: 0n } as const
      const usable = checkUse(cards.get(mandateOfCard(card)), undefined, use, now)
      if (!usable.ok) return usable
    }
    const mandate: StoredMandate = {
      id: newId<'mdt'>(),
      kind: 'wallet_auto_debit',
      method: input.method.type,
      state: 'active',
      holderId: input.holderId,
      merchantId: input.merchantId,
      cardId: card,
      limitPerPayment: input.limitPerPayment,
      validTo: input.validTo,
      card: null,
      createdAt: now,
      revokedAt: null,
    }
    created.push(mandate)
    changes.push({
      mandateId: mandate.id,
      change: 'activated',
      actor: principalKey(context.principal),
      requestId: context.requestId,
      at: now,
    })
    return ok(asMandate(mandate, now, merchants))
  })
  store.insertMandates(tx, created)
  store.recordChanges(tx, changes)
  return outcomes
}
