/**
 * The working state of a batch of payments: the consents they are made under, locked and loaded at once, counted in memory in arrival
 * order with undo, written once. It must never decide from a row that is not locked.
 */
import type { Id } from '../../kernel/ids.ts'
import { type Outcome, ok } from '../../kernel/outcome.ts'
import type { Clock } from '../../kernel/time.ts'
import type { Undo } from '../../kernel/undo.ts'
import type { Tx } from '../../platform/db.ts'
import type { ConsentRefusalCode } from './errors.ts'
import { type Covered, checkUse, type UseContext } from './rules.ts'
import { applyReleases } from './rules-limits.ts'
import * as store from './store.ts'
import { insertUses, type NewUse } from './store-uses.ts'
import { type ConsentChange, type ConsentId, type ConsentUse, type ConsentWork, type MandateUse, mandateOfCard } from './types.ts'
import type { ConsentRow } from './types-stored.ts'

export type OpenDeps = {
  readonly clock: Clock
  readonly context: (now: Date) => UseContext
  /** Counts a payment under a consent that has no counters, for its use history. */
  readonly note: (consentId: ConsentId, resource: 'payments', at: Date, amount: bigint) => void
}

type Working = { row: ConsentRow; changed: boolean; consumedAt: Date | null }

/** Sends nothing when there are no ids. */
export async function openConsentWork(deps: OpenDeps, tx: Tx, ids: readonly ConsentId[], undo: Undo): Promise<ConsentWork> {
  tx.lock('consents')
  const now = deps.clock.now()
  const context = deps.context(now)
  const consents = new Map<ConsentId, Working>()
  const given: Parameters<typeof store.writeCounts>[1][number][] = []
  if (ids.length > 0) {
    for (const [id, { row, releases }] of await store.openConsents(tx, [...new Set(ids)])) {
      const current = releases.length === 0 ? row : { ...row, used: applyReleases(row, releases, context.timeZone) }
      consents.set(id, { row: current, changed: false, consumedAt: null })
      if (current !== row) given.push({ row: current, consumedAt: null })
    }
    // Their rows are gone, so the counters are written at once, whether the caller goes on to use anything or not.
    store.writeCounts(tx, given)
  }
  const uses: NewUse[] = []
  const noted: { readonly id: ConsentId; readonly at: Date; readonly amount: bigint }[] = []
  const changes: ConsentChange[] = []

  const push = <T>(list: T[], item: T): void => {
    list.push(item)
    undo.push(() => list.pop())
  }
  const decide = (id: ConsentId, use: MandateUse, at: Date): Outcome<Covered, ConsentRefusalCode> => {
    const row = consents.get(id)?.row
    const agreement = row?.cardId == null ? undefined : consents.get(mandateOfCard(row.cardId))?.row
    return checkUse(row, agreement, use, at, context)
  }
  const count = (id: ConsentId, use: ConsentUse, covered: Covered): void => {
    const working = consents.get(id)
    if (working === undefined) return
    if (!covered.consumes && working.row.limits.length === 0) {
      push(noted, { id, at: use.at, amount: use.amount })
      return
    }
    const before = { ...working }
    undo.push(() => Object.assign(working, before))
    working.row = { ...working.row, used: covered.used, state: covered.consumes ? 'consumed' : working.row.state }
    working.changed = true
    if (covered.consumes) {
      working.consumedAt = use.at
      const { actor, requestId } = actorOf(use)
      push(changes, { consentId: id, change: 'consumed', actor, requestId, by: null, reason: use.reference, at: use.at })
    }
    const payee = use.payee ?? (use.merchantId === null ? null : use.merchantId)
    push(uses, { consentId: id, reference: use.reference, amount: use.amount, currency: use.currency ?? 'CNY', payee, at: use.at })
  }

  return {
    holderOf: (id): Id<'hld'> | null => consents.get(id)?.row.holderId ?? null,
    check(id, use) {
      const covered = decide(id, use, now)
      return covered.ok ? ok(covered.value.facts) : covered
    },
    use(id, use) {
      const covered = decide(id, use, use.at)
      if (!covered.ok) return covered
      count(id, use, covered.value)
      return ok(covered.value.facts)
    },
    flush() {
      const changed = [...consents.values()].filter(working => working.changed)
      store.writeCounts(tx, changed)
      insertUses(tx, uses)
      store.recordChanges(tx, changes)
      if (noted.length === 0) return
      tx.afterCommit(() => {
        for (const { id, at, amount } of noted) deps.note(id, 'payments', at, amount)
      })
    },
  }
}

const actorOf = (use: ConsentUse): { actor: string; requestId: string } => ({
  actor: use.thirdPartyId === undefined ? 'sys:payments' : `tpp:${use.thirdPartyId}`,
  requestId: use.reference,
})
