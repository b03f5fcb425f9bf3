/** The work of the clock: telling of consents whose time is over, and forgetting what need not be kept. Each is harmless when repeated. */
import { addDays, businessDateOf } from '../../kernel/time.ts'
import { announceChanges } from './change-consents.ts'
import type { ConsentsDeps } from './consents.ts'
import * as store from './store.ts'
import { forgetAccesses, forgetUnauthorised } from './store-uses.ts'
import type { ConsentChange, ConsentId } from './types.ts'
import type { StoredConsent } from './types-stored.ts'

const EXPIRE_BATCH = 200
const FORGET_BATCH = 500
const FORGET_ROUNDS = 200

/**
 * Sends the events of consents whose time is over and ends their tokens, one batch; answers how many. Their state changed by itself when
 * the time came: this only tells.
 */
export function expireConsents(deps: ConsentsDeps): Promise<number> {
  return deps.db.transaction(async tx => {
    tx.lock('consents')
    const now = deps.clock.now()
    const ended = await store.lockEnded(tx, now, EXPIRE_BATCH)
    const changes = ended.map(
      ({ id }): ConsentChange => ({
        consentId: id,
        change: 'expired',
        actor: 'sys:consents',
        requestId: 'expire',
        by: null,
        reason: null,
        at: now,
      }),
    )
    store.tellExpiry(
      tx,
      ended.map(({ id }) => id),
      now,
    )
    store.recordChanges(tx, changes)
    await announceChanges(deps, tx, changes, new Map<ConsentId, StoredConsent>(ended.map(row => [row.id, row])), now)
    return ended.length
  })
}

/** Forgets requests that nobody authorised, and old counts of access, as the policy `consents.tidy` says; answers how many requests. */
export async function tidyConsents(deps: ConsentsDeps): Promise<number> {
  const now = deps.clock.now()
  const policy = deps.policies.require('consents.tidy', now).value as { unauthorised_days: number; access_days: number }
  const before = new Date(now.getTime() - policy.unauthorised_days * 86_400_000)
  let forgotten = 0
  for (let round = 0; round < FORGET_ROUNDS; round++) {
    const count = await forgetUnauthorised(deps.db, before, FORGET_BATCH)
    forgotten += count
    if (count < FORGET_BATCH) break
  }
  await forgetAccesses(deps.db, addDays(businessDateOf(now, deps.timeZone), -policy.access_days))
  return forgotten
}
