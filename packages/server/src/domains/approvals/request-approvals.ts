/** Keeps commands that need a second operator, as they were sent. Nothing of them happens yet. */
import { newId } from '../../kernel/ids.ts'
import { invariant, type Outcome, ok } from '../../kernel/outcome.ts'
import { type Principal, principalKey } from '../../kernel/principal.ts'
import type { Command } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import { type ApprovalView, approvalChanged } from './events.ts'
import { policyOf } from './policy.ts'
import * as store from './store.ts'
import type { Approval, ApprovalsDeps, HistoryEntry, Party } from './types.ts'

export type NewApproval = Pick<Approval, 'action' | 'operation' | 'permission' | 'summary' | 'command'>

/** Only operators meet an approval; anybody else there is a defect of a route. */
export function partyOf(principal: Principal): Party {
  invariant(principal.kind === 'operator', 'only operators ask for approvals and decide about them')
  return { operatorId: principal.operatorId, credential: principal.credential }
}

export function requestApprovals(deps: ApprovalsDeps, tx: Tx, commands: readonly Command<NewApproval>[]): Outcome<ApprovalView>[] {
  const now = deps.clock.now()
  const views = commands.map(({ input, context }): ApprovalView => {
    const { expiresAfterHours } = policyOf(deps, input.action, now)
    const approval: Approval = {
      ...input,
      id: newId<'apr'>(),
      requestHash: context.requestHash,
      state: 'requested',
      maker: partyOf(context.principal),
      checker: null,
      note: null,
      result: null,
      requestedAt: now,
      expiresAt: new Date(now.getTime() + expiresAfterHours * 3_600_000),
      decidedAt: null,
    }
    const actor = principalKey(context.principal)
    const entry: HistoryEntry = { approvalId: approval.id, state: 'requested', at: now, actor, note: null, requestId: context.requestId }
    return { approval, history: [entry] }
  })
  store.insert(
    tx,
    views.map(({ approval }) => approval),
    now,
  )
  store.insertHistory(
    tx,
    views.flatMap(({ history }) => history),
  )
  deps.outbox.append(
    tx,
    views.map(view => approvalChanged(view, now)),
  )
  return views.map(ok)
}
