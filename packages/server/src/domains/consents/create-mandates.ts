/**
 * Creates mandates from holders to merchants: auto-debit (签约代扣) for whatever the merchant sells, or recurring collection (代收) for a
 * purpose that the policy lists. Never calls the network.
 */
import { type Id, newId } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { principalKey } from '../../kernel/principal.ts'
import type { Command } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import { EMPTY } from './card-agreements.ts'
import type { ConsentsDeps } from './consents.ts'
import { mandateReceipt } from './receipts.ts'
import { checkUse } from './rules.ts'
import { startOfLimits } from './rules-limits.ts'
import * as store from './store.ts'
import { insertReceipts } from './store-uses.ts'
import { type ConsentChange, type ConsentId, type CountedLimit, type Mandate, mandateOfCard, type StoredReceipt } from './types.ts'
import type { ConsentRow, StoredConsent } from './types-stored.ts'
import { asMandate } from './view.ts'
import { viewContext } from './view-context.ts'

export type CreateMandate = {
  readonly kind: 'wallet_auto_debit' | 'recurring_collection'
  readonly holderId: Id<'hld'>
  readonly merchantId: Id<'mer'>
  readonly method: { readonly type: 'wallet_balance' } | { readonly type: 'bank_card'; readonly card: Id<'card'> }
  /** What is collected, by the policy's name; required of `recurring_collection`. */
  readonly purpose: string | null
  /** Minor units of CNY. */
  readonly limitPerPayment: bigint
  /** Beside the one per payment. */
  readonly limits: readonly CountedLimit[]
  readonly validTo: Date | null
}

/**
 * Refuses: merchant_not_found, mandate_expired (an end in the past), card_not_found, card_not_bound, consent_purpose_not_listed,
 * consent_limit_invalid.
 */
export async function createMandates(deps: ConsentsDeps, tx: Tx, commands: readonly Command<CreateMandate>[]): Promise<Outcome<Mandate>[]> {
  const merchants = await deps.merchants.open(tx, [...new Set(commands.map(({ input }) => input.merchantId))])
  const cardIds: readonly ConsentId[] = commands.flatMap(({ input }) =>
    input.method.type === 'bank_card' ? [mandateOfCard(input.method.card)] : [],
  )
  tx.lock('consents')
  const cards = cardIds.length === 0 ? new Map<ConsentId, ConsentRow>() : await store.shareRows(tx, [...new Set(cardIds)])
  const now = deps.clock.now()
  const context = viewContext(deps, now)
  const purposes = deps.policies.require('consents.collection_purposes', now).value as readonly string[]
  const created: StoredConsent[] = []
  const changes: ConsentChange[] = []
  const receipts: StoredReceipt[] = []
  const outcomes = commands.map(({ input, context: asked }): Outcome<Mandate> => {
    const merchant = merchants.get(input.merchantId)
    if (merchant === undefined) return refuse('merchant_not_found', 'merchant')
    if (input.validTo !== null && input.validTo.getTime() <= now.getTime()) return refuse('mandate_expired', 'valid_to')
    if (input.kind === 'recurring_collection' && (input.purpose === null || !purposes.includes(input.purpose))) {
      return refuse('consent_purpose_not_listed', 'purpose', { purposes: purposes.join(', ') })
    }
    if (!input.limits.every(isCountable)) return refuse('consent_limit_invalid', 'limits')
    const card = input.method.type === 'bank_card' ? input.method.card : null
    if (card !== null) {
      const use = { merchantId: null, holderId: input.holderId, method: 'bank_card', amount: 0n } as const
      const usable = checkUse(cards.get(mandateOfCard(card)), undefined, use, now, context)
      if (!usable.ok) return usable
    }
    const stored: StoredConsent = {
      ...EMPTY,
      id: newId<'mdt'>(),
      kind: input.kind,
      method: input.method.type,
      state: 'authorised',
      holderId: input.holderId,
      grantee: { kind: 'merchant', id: input.merchantId },
      cardId: card,
      limitPerPayment: input.limitPerPayment,
      limits: input.limits,
      used: startOfLimits(input.limits),
      purpose: input.purpose,
      validTo: input.validTo,
      createdAt: now,
      authorisedAt: now,
      confirmedAt: now,
    }
    created.push(stored)
    receipts.push(mandateReceipt(stored, input.holderId, merchant.name, asked.language, now))
    changes.push({
      consentId: stored.id,
      change: 'authorised',
      actor: principalKey(asked.principal),
      requestId: asked.requestId,
      by: 'person',
      reason: null,
      at: now,
    })
    return ok(asMandate(stored, now, merchants, deps.timeZone))
  })
  store.insertConsents(tx, created)
  insertReceipts(tx, receipts)
  store.recordChanges(tx, changes)
  return outcomes
}

/** A limit limits something; no calendar says when a fortnight begins (UK Open Banking VRP, PeriodAlignment). */
const isCountable = (limit: CountedLimit): boolean =>
  (limit.maxAmount !== null || limit.maxCount !== null) &&
  !(limit.kind === 'period' && limit.period === 'Fortnight' && limit.alignment === 'Calendar')
