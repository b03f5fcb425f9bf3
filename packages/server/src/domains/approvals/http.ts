/** Routes of approvals: what waits, and deciding about it. */
import { z } from 'zod'
import { formatId, type Id } from '../../kernel/ids.ts'
import { ok, refuse } from '../../kernel/outcome.ts'
import type { Principal } from '../../kernel/principal.ts'
import type { Clock } from '../../kernel/time.ts'
import type { CommandContext, CommandHandler } from '../../platform/commands.ts'
import { type ListQuery, listJson, pageOf } from '../../platform/http/pages.ts'
import { defineRoute, type Route, type RouteRequest } from '../../platform/http/route.ts'
import { listQuery, zId, zList, zText } from '../../platform/http/schemas.ts'
import type { DecideApproval } from './decide-approvals.ts'
import { type ApprovalView, approvalJson } from './events.ts'
import type { Guard } from './http/guard.ts'
import { zApprovalJson } from './http/schemas.ts'
import { APPROVAL_STATES, type Approval, type ApprovalFilter, type Verdict } from './types.ts'

export type ApprovalRouteDeps = {
  readonly clock: Clock
  readonly decide: CommandHandler<DecideApproval>
  readonly run: Guard['run']
  find(id: Id<'apr'>): Promise<ApprovalView | null>
  /** Rows of one page and one more (see pages.ts). */
  list(filter: ApprovalFilter, page: ListQuery<'apr'>): Promise<ApprovalView[]>
}

const TAG = 'Approvals'
const params = z.strictObject({ id: zId('apr') })
const zNote = zText(500)

/** What was sent may name people and amounts: it is for those who might have sent it themselves, and for auditors. */
export const mayReveal = (principal: Principal, { permission }: Pick<Approval, 'permission'>): boolean =>
  principal.kind === 'operator' && (principal.scopes.has(permission) || principal.scopes.has('audit:read'))

export function approvalRoutes(deps: ApprovalRouteDeps): readonly Route[] {
  const present = (principal: Principal) => (view: ApprovalView) =>
    approvalJson(view, { now: deps.clock.now(), reveal: mayReveal(principal, view.approval) })

  type Decided = { readonly params: { readonly id: Id<'apr'> }; readonly note: string | null; readonly verdict: Verdict }
  const decide = <B>(request: RouteRequest<unknown, unknown, B>, { params: { id }, note, verdict }: Decided) => {
    const run = (approval: Approval, context: CommandContext) => deps.run(approval, context, request)
    return deps.decide.execute({ approvalId: id, verdict, note, run }, request.command)
  }

  return [
    defineRoute({
      method: 'GET',
      path: '/v1/approvals',
      operationId: 'listApprovals',
      tag: TAG,
      summary: 'List approvals',
      description: 'Newest first; with `state=requested` those that wait for a decision.',
      access: { operator: 'approvals:read' },
      query: z.strictObject({
        ...listQuery('apr'),
        state: z.enum(APPROVAL_STATES).optional(),
        action: zText(100)
          .optional()
          .meta({ examples: ['ledger.transfers'] }),
        maker: zId('opr').optional(),
      }),
      response: { status: 200, schema: zList(zApprovalJson) },
      refusals: [],
      handle: async ({ query, principal }) => {
        const filter = { state: query.state ?? null, action: query.action ?? null, maker: query.maker ?? null }
        const views = await deps.list(filter, query)
        return ok(listJson(pageOf(views, query.limit, query.ending_before !== undefined), present(principal)))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/approvals/:id',
      operationId: 'getApproval',
      tag: TAG,
      summary: 'Read an approval',
      access: { operator: 'approvals:read' },
      params,
      response: { status: 200, schema: zApprovalJson },
      refusals: ['approval_not_found'],
      handle: async ({ params: { id }, principal }) => {
        const view = await deps.find(id)
        return view === null ? refuse('approval_not_found', 'id') : ok(present(principal)(view))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/approvals/:id/approve',
      operationId: 'approveApproval',
      tag: TAG,
      summary: 'Approve',
      description:
        'Runs the command that waits, in the same transaction: both are done, or neither. Needs the permission of the action itself, and another operator than the one who asked. When the command is refused the approval waits on, and the answer says why.',
      access: { operator: 'approvals:decide' },
      params,
      body: z.strictObject({ note: zNote.optional() }).meta({ id: 'ApproveApproval' }),
      response: { status: 200, schema: zApprovalJson },
      refusals: ['approval_not_found', 'approval_own', 'approval_decided', 'approval_expired', 'approval_command_refused'],
      command: 'plain',
      handle: request => decide(request, { params: request.params, note: request.body.note ?? null, verdict: 'approve' }),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/approvals/:id/reject',
      operationId: 'rejectApproval',
      tag: TAG,
      summary: 'Reject',
      description: 'Needs the permission of the action itself, and another operator than the one who asked.',
      access: { operator: 'approvals:decide' },
      params,
      body: z.strictObject({ note: zNote.meta({ description: 'Why.' }) }).meta({ id: 'RejectApproval' }),
      response: { status: 200, schema: zApprovalJson },
      refusals: ['approval_not_found', 'approval_own', 'approval_decided', 'approval_expired'],
      command: 'plain',
      handle: request => decide(request, { params: request.params, note: request.body.note, verdict: 'reject' }),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/approvals/:id/withdraw',
      operationId: 'withdrawApproval',
      tag: TAG,
      summary: 'Withdraw',
      description: 'Only the operator who asked for it withdraws it.',
      access: { operator: 'approvals:read' },
      params,
      body: z.strictObject({ note: zNote.optional() }).meta({ id: 'WithdrawApproval' }),
      response: { status: 200, schema: zApprovalJson },
      refusals: ['approval_not_found', 'approval_not_own', 'approval_decided', 'approval_expired'],
      command: 'plain',
      handle: request => decide(request, { params: request.params, note: request.body.note ?? null, verdict: 'withdraw' }),
    }),
  ]
}

export const subjectOf = ({ approval }: ApprovalView): string => formatId('apr', approval.id)
