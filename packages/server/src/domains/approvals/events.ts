/** The events that approvals publish, and an approval as the API and the events show it. */
import { formatId, newId } from '../../kernel/ids.ts'
import { iso } from '../../kernel/time.ts'
import type { NewEvent } from '../../platform/outbox.ts'
import { stateAt } from './rules.ts'
import type { Approval, HistoryEntry } from './types.ts'

export const APPROVAL_EVENTS = [
  { type: 'approval.requested', description: { en: 'A command waits for a second operator.', zh: '操作已提交，等待复核。' } },
  { type: 'approval.approved', description: { en: 'A command was approved and has run.', zh: '操作已获批准并执行。' } },
  { type: 'approval.rejected', description: { en: 'A command was rejected by a second operator.', zh: '操作被驳回。' } },
  { type: 'approval.withdrawn', description: { en: 'A command was withdrawn by its maker.', zh: '申请人已撤回操作。' } },
  { type: 'approval.expired', description: { en: 'Nobody decided about a command in time.', zh: '操作逾期未复核，已失效。' } },
] as const

export type ApprovalView = {
  readonly approval: Approval
  readonly history: readonly HistoryEntry[]
}

/** `reveal`: whether the reader may see what was sent and what came of it; everybody else sees the summary. */
export function approvalJson({ approval, history }: ApprovalView, about: { readonly now: Date; readonly reveal: boolean }) {
  return {
    id: formatId('apr', approval.id),
    object: 'approval' as const,
    state: stateAt(approval, about.now),
    action: approval.action,
    operation: approval.operation,
    permission: approval.permission,
    summary: approval.summary,
    command: about.reveal ? { params: approval.command.params, body: approval.command.body } : null,
    result: about.reveal ? approval.result : null,
    maker: formatId('opr', approval.maker.operatorId),
    checker: approval.checker === null ? null : formatId('opr', approval.checker.operatorId),
    note: approval.note,
    history: history.map(entry => ({
      state: entry.state,
      actor: entry.actor,
      note: entry.note,
      request_id: entry.requestId,
      at: entry.at.toISOString(),
    })),
    created_at: approval.requestedAt.toISOString(),
    expires_at: approval.expiresAt.toISOString(),
    decided_at: iso(approval.decidedAt),
  }
}

/** News of its latest change. It carries the summary alone: an event travels further than the approval. */
export function approvalChanged(view: ApprovalView, now: Date): NewEvent {
  const { approval } = view
  return {
    id: newId<'evt'>(),
    type: `approval.${approval.state}`,
    merchantId: null,
    topics: [formatId('apr', approval.id), formatId('opr', approval.maker.operatorId)],
    object: JSON.stringify(approvalJson(view, { now, reveal: false })),
  }
}
