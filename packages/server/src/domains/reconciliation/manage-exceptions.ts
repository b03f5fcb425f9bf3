/** What operators do about exceptions without moving money: own them, comment on them, explain them. */
import type { Id } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { principalKey } from '../../kernel/principal.ts'
import type { Command } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { ReconciliationDeps } from './deps.ts'
import type { ReconciliationRefusalCode } from './errors.ts'
import * as store from './store/exceptions.ts'
import type { ReconException } from './types.ts'

export type CommentOn = {
  readonly id: Id<'rex'>
  readonly comment: string | null
  /** Who looks after it from now on, an `opr_…`; `null` nobody, `undefined` as before. */
  readonly owner: string | null | undefined
}
export type Explain = { readonly id: Id<'rex'>; readonly comment: string; readonly carry: boolean }

type Result = Outcome<ReconException, ReconciliationRefusalCode>

/** Comments on exceptions and assigns them. Refuses recon_exception_not_found. */
export async function commentOn(deps: ReconciliationDeps, tx: Tx, commands: readonly Command<CommentOn>[]): Promise<Result[]> {
  const now = deps.clock.now()
  const found = await store.lockExceptions(tx, [...new Set(commands.map(({ input }) => input.id))])
  return commands.map(({ input, context }): Result => {
    const item = found.get(input.id)
    if (item === undefined) return refuse('recon_exception_not_found', 'id')
    const actor = principalKey(context.principal)
    let next = item
    if (input.owner !== undefined && input.owner !== item.owner) {
      next = { ...next, owner: input.owner }
      store.assign(tx, item.id, input.owner)
      store.note(tx, item.id, { at: now, actor, event: 'assigned', words: input.owner })
    }
    if (input.comment !== null) store.note(tx, item.id, { at: now, actor, event: 'commented', words: input.comment })
    found.set(item.id, next)
    return ok(next)
  })
}

/**
 * Explains exceptions: nothing is to be booked, and why. Where money stands in suspense, `carry` says that it stays there for now. Refuses
 * recon_exception_not_found, recon_exception_closed, recon_explanation_not_enough.
 */
export async function explain(deps: ReconciliationDeps, tx: Tx, commands: readonly Command<Explain>[]): Promise<Result[]> {
  const now = deps.clock.now()
  const found = await store.lockExceptions(tx, [...new Set(commands.map(({ input }) => input.id))])
  const inSuspense = await store.suspendedOf(tx, [...found.keys()])
  return commands.map(({ input, context }): Result => {
    const item = found.get(input.id)
    if (item === undefined) return refuse('recon_exception_not_found', 'id')
    if (item.state !== 'open') return refuse('recon_exception_closed', 'id', { state: item.state })
    if (inSuspense.has(item.id) && !input.carry) return refuse('recon_explanation_not_enough', 'carry')
    const by = principalKey(context.principal)
    const end = { state: 'explained', at: now, by, comment: input.comment } as const
    store.close(tx, item.id, end)
    store.note(tx, item.id, { at: now, actor: by, event: 'explained', words: input.comment })
    // One that no money stands behind ends in clearing, too; what is carried stays listed there.
    if (item.discrepancyId !== null && !inSuspense.has(item.id)) deps.clearing.repairs.resolveOpen(tx, item.discrepancyId, end)
    const next: ReconException = { ...item, state: 'explained', closedAt: now, closedBy: by, comment: input.comment }
    found.set(item.id, next)
    return ok(next)
  })
}
