/**
 * What operators decide about what waits. An approved command runs in the transaction that approves it: both are there afterwards, or
 * neither. When it is refused nothing has changed, the approval waits on, and whoever approved is told why.
 */
import { formatId, type Id, newId } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { principalKey } from '../../kernel/principal.ts'
import type { Command, CommandContext } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { ApprovalRefusalCode } from './errors.ts'
import { type ApprovalView, approvalChanged } from './events.ts'
import { partyOf } from './request-approvals.ts'
import { decide } from './rules.ts'
import * as store from './store.ts'
import type { Approval, ApprovalsDeps, HistoryEntry, Verdict } from './types.ts'

export type DecideApproval = {
  readonly approvalId: Id<'apr'>
  readonly verdict: Verdict
  readonly note: string | null
  /** Runs the command within the transaction of the context, as its maker's; answers with what the operation answers. */
  readonly run: (approval: Approval, context: CommandContext) => Promise<Outcome<unknown, 'approval_command_refused'>>
}

/** One at a time: what is approved locks rows of its own, in the order of its own transaction. */
export const DECISIONS_AT_ONCE = 1

/**
 * Refuses: approval_not_found, approval_own, approval_not_own, approval_decided, approval_expired, forbidden (who decides must be
 * permitted the action itself), approval_command_refused.
 */
export async function decideApproval(
  deps: ApprovalsDeps,
  tx: Tx,
  { input, context }: Command<DecideApproval>,
): Promise<Outcome<ApprovalView, ApprovalRefusalCode | 'forbidden'>> {
  const { approvalId, verdict, note } = input
  const approval = (await store.lock(tx, [approvalId])).get(approvalId)
  if (approval === undefined) return refuse('approval_not_found', 'id')
  const { principal } = context
  const by = partyOf(principal)
  if (verdict !== 'withdraw' && principal.kind === 'operator' && !principal.scopes.has(approval.permission))
    return refuse('forbidden', undefined, { needs: `the scope ${approval.permission}` })
  const now = deps.clock.now()
  const decided = decide(approval, verdict, by, now)
  if (!decided.ok) return decided
  const ran = verdict === 'approve' ? await input.run(approval, { ...context, within: tx }) : ok(null)
  if (!ran.ok) return ran
  const ended: Approval = {
    ...approval,
    state: decided.value,
    checker: verdict === 'withdraw' ? null : by,
    note,
    result: ran.value,
    decidedAt: now,
  }
  return ok(await end(deps, tx, ended, { actor: principalKey(principal), requestId: context.requestId, now }))
}

/** Writes down how a locked approval ended, and tells of it. */
async function end(
  deps: ApprovalsDeps,
  tx: Tx,
  approval: Approval,
  { actor, requestId, now }: { readonly actor: string; readonly requestId: string; readonly now: Date },
): Promise<ApprovalView> {
  const earlier = (await store.historyOf(tx, [approval.id])).get(approval.id) ?? []
  const entry: HistoryEntry = { approvalId: approval.id, state: approval.state, at: now, actor, note: approval.note, requestId }
  const view: ApprovalView = { approval, history: [...earlier, entry] }
  store.end(tx, approval)
  store.insertHistory(tx, [entry])
  deps.outbox.append(tx, [approvalChanged(view, now)])
  return view
}

const EXPIRE_MAX = 100
const EXPIRER = 'sys:approvals'

/** Writes down what has expired: the job of every node, each row once. Answers how many. */
export async function expireApprovals(deps: ApprovalsDeps): Promise<number> {
  return deps.db.transaction(async tx => {
    const now = deps.clock.now()
    const expired = await store.expire(tx, now, EXPIRE_MAX)
    if (expired.length === 0) return 0
    const earlier = await store.historyOf(
      tx,
      expired.map(({ id }) => id),
    )
    const views = expired.map((approval): ApprovalView & { entry: HistoryEntry } => {
      const entry: HistoryEntry = { approvalId: approval.id, state: 'expired', at: now, actor: EXPIRER, note: null, requestId: null }
      return { approval, entry, history: [...(earlier.get(approval.id) ?? []), entry] }
    })
    store.insertHistory(
      tx,
      views.map(({ entry }) => entry),
    )
    const requestId = formatId('req', newId())
    const leaf = { actor: EXPIRER, action: 'approvals.expire', result: 'ok', requestId, requestHash: null }
    deps.audit(
      tx,
      expired.map(({ id }) => ({ ...leaf, subject: formatId('apr', id) })),
    )
    deps.outbox.append(
      tx,
      views.map(view => approvalChanged(view, now)),
    )
    return expired.length
  })
}
