/**
 * The face of maker-checker (复核): a command that needs a second operator is kept, and runs in the transaction of whoever approves it.
 * An operation comes under it by the field `approval` of its route; compose passes every route through `guard`.
 */
import type { Id } from '../../kernel/ids.ts'
import type { ListQuery } from '../../platform/http/pages.ts'
import type { Route } from '../../platform/http/route.ts'
import { DECISIONS_AT_ONCE, type DecideApproval, decideApproval, expireApprovals } from './decide-approvals.ts'
import { type ApprovalView, approvalJson } from './events.ts'
import { createGuard } from './http/guard.ts'
import { approvalRoutes, mayReveal, subjectOf } from './http.ts'
import { policyOf } from './policy.ts'
import { type NewApproval, requestApprovals } from './request-approvals.ts'
import { isRequired } from './rules.ts'
import * as store from './store.ts'
import type { Approval, ApprovalFilter, ApprovalsDeps } from './types.ts'

export { approvalsCatalogue } from './errors.ts'
export { APPROVAL_EVENTS } from './events.ts'
export type { ApprovalsDeps } from './types.ts'

export type Approvals = {
  /** Whether an action needs a second operator at the instant, by its policy record. */
  requires(action: string, at: Date): boolean
  /** The same routes; those with an `approval` keep their command where the policy says so, and answer 202. */
  guard(routes: readonly Route[]): Route[]
  /** Writes down what nobody decided in time. Answers how many. */
  expireDue(): Promise<number>
  readonly routes: readonly Route[]
}

export function createApprovals(deps: ApprovalsDeps): Approvals {
  const requires = (action: string, at: Date, always = false): boolean => isRequired(policyOf(deps, action, at), deps.mode, always)
  const now = (): Date => deps.clock.now()

  const request = deps.commands.define<NewApproval, ApprovalView>({
    name: 'approvals.request',
    decide: async (tx, commands) => requestApprovals(deps, tx, commands),
    present: view => ({ status: 202, body: approvalJson(view, { now: now(), reveal: true }) }),
    subject: subjectOf,
  })
  const decide = deps.commands.define<DecideApproval, ApprovalView>({
    name: 'approvals.decide',
    batchMax: DECISIONS_AT_ONCE,
    decide: (tx, commands) => Promise.all(commands.map(command => decideApproval(deps, tx, command))),
    present: (view, { principal }) => ({
      status: 200,
      body: approvalJson(view, { now: now(), reveal: mayReveal(principal, view.approval) }),
    }),
    subject: subjectOf,
  })
  const { guard, run } = createGuard({
    describe: deps.describe,
    isOperatorActive: deps.isOperatorActive,
    requires: (action, always) => requires(action, now(), always),
    request,
  })

  async function withHistory(approvals: readonly Approval[]): Promise<ApprovalView[]> {
    const history = await store.historyOf(
      deps.db,
      approvals.map(({ id }) => id),
    )
    return approvals.map(approval => ({ approval, history: history.get(approval.id) ?? [] }))
  }

  return {
    requires,
    guard,
    expireDue: () => expireApprovals(deps),
    routes: approvalRoutes({
      clock: deps.clock,
      decide,
      run,
      async find(id: Id<'apr'>) {
        const approval = await store.find(deps.db, id)
        if (approval === null) return null
        const [view] = await withHistory([approval])
        return view ?? null
      },
      list: async (filter: ApprovalFilter, page: ListQuery<'apr'>) => withHistory(await store.list(deps.db, filter, page, now())),
    }),
  }
}
