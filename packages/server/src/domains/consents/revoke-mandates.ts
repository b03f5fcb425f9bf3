/** Revokes mandates and unbinds cards on the holder's word. A payment under way that holds the mandate commits first, or not at all. */
import type { Id } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { principalKey } from '../../kernel/principal.ts'
import type { Command } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { ConsentsDeps } from './consents.ts'
import { mandateRevoked } from './events.ts'
import { asMandate } from './rules.ts'
import * as store from './store.ts'
import type { Mandate, MandateChange, MandateKind, StoredMandate } from './types.ts'

export type RevokeMandate = { readonly holderId: Id<'hld'>; readonly mandateId: Id<'mdt'>; readonly kind: MandateKind }

/** A mandate after its revocation: as it is stored, and as people see it. */
export type RevokedMandate = { readonly stored: StoredMandate; readonly mandate: Mandate }

/** Revoking again answers with the mandate as it is. Refuses: mandate_not_found, card_not_found. */
export async function revokeMandates(
  deps: ConsentsDeps,
  tx: Tx,
  commands: readonly Command<RevokeMandate>[],
): Promise<Outcome<RevokedMandate>[]> {
  tx.lock('consents')
  const mandates = new Map(await store.lockMandates(tx, [...new Set(commands.map(({ input }) => input.mandateId))]))
  const merchantIds = new Set([...mandates.values()].flatMap(mandate => mandate.merchantId ?? []))
  const merchants = merchantIds.size === 0 ? new Map<Id<'mer'>, never>() : await deps.merchants.open(tx, [...merchantIds])
  const now = deps.clock.now()
  const seen = (stored: StoredMandate): Outcome<RevokedMandate> => ok({ stored, mandate: asMandate(stored, now, merchants) })
  const changed: StoredMandate[] = []
  const changes: MandateChange[] = []
  const outcomes = commands.map(({ input, context }): Outcome<RevokedMandate> => {
    const mandate = mandates.get(input.mandateId)
    if (mandate === undefined || mandate.holderId !== input.holderId || mandate.kind !== input.kind) {
      return input.kind === 'card_agreement' ? refuse('card_not_found', 'id') : refuse('mandate_not_found', 'id')
    }
    if (mandate.state === 'revoked') return seen(mandate)
    const revoked: StoredMandate = { ...mandate, state: 'revoked', revokedAt: now }
    mandates.set(mandate.id, revoked)
    changed.push(revoked)
    changes.push({
      mandateId: mandate.id,
      change: 'revoked',
      actor: principalKey(context.principal),
      requestId: context.requestId,
      at: now,
    })
    return seen(revoked)
  })
  store.updateMandates(tx, changed)
  store.recordChanges(tx, changes)
  deps.outbox.append(
    tx,
    changed.filter(mandate => mandate.kind === 'wallet_auto_debit').map(mandate => mandateRevoked(asMandate(mandate, now, merchants))),
  )
  return outcomes
}
