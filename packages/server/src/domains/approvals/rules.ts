/**
 * The state machine of an approval: requested, then once and for good approved, rejected, withdrawn or expired. Pure.
 *
 *     requested ── approve, by another operator who may do the thing themselves ──> approved, and the command has run
 *         ├─────── reject, by such an operator ──> rejected
 *         ├─────── withdraw, by its maker ──> withdrawn
 *         └─────── time ──> expired
 */
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { ApprovalRefusalCode } from './errors.ts'
import type { Approval, ApprovalPolicy, ApprovalState, Party, Verdict } from './types.ts'

type Facts = Pick<Approval, 'state' | 'maker' | 'expiresAt'>

const AFTER: Readonly<Record<Verdict, ApprovalState>> = { approve: 'approved', reject: 'rejected', withdraw: 'withdrawn' }

/** The state that holds now: what waits past its time has expired, to the instant, whether or not anybody has written it down. */
export const stateAt = ({ state, expiresAt }: Pick<Approval, 'state' | 'expiresAt'>, now: Date): ApprovalState =>
  state === 'requested' && expiresAt.getTime() <= now.getTime() ? 'expired' : state

/** The state that a verdict leads to. Whose verdict it is, is judged by the operator, never by the key or session. */
export function decide(approval: Facts, verdict: Verdict, by: Party, now: Date): Outcome<ApprovalState, ApprovalRefusalCode> {
  const state = stateAt(approval, now)
  if (state === 'expired') return refuse('approval_expired', 'id')
  if (state !== 'requested') return refuse('approval_decided', 'id', { state })
  const isOwn = approval.maker.operatorId === by.operatorId
  if (verdict === 'withdraw' && !isOwn) return refuse('approval_not_own', 'id')
  if (verdict !== 'withdraw' && isOwn) return refuse('approval_own', 'id')
  return ok(AFTER[verdict])
}

/** Whether an action needs a second operator in this mode. */
export const isRequired = (policy: ApprovalPolicy, mode: 'test' | 'live', always: boolean): boolean => always || policy[mode]
