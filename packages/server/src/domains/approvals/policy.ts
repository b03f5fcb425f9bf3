/** The policy record of an action: whether it needs a second operator, and how long a request waits. */
import { invariant } from '../../kernel/outcome.ts'
import type { ApprovalPolicy, ApprovalsDeps } from './types.ts'

const DEFAULT_KEY = 'approvals.required'
const HOURS_MAX = 8_760

/** The record of the action itself, else the one for all actions, as it applies at the instant. */
export function policyOf({ policies }: Pick<ApprovalsDeps, 'policies'>, action: string, at: Date): ApprovalPolicy {
  const { value } = policies.at(`${DEFAULT_KEY}.${action}`, at) ?? policies.require(DEFAULT_KEY, at)
  const read = new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  const [live, test, hours] = [read.get('live'), read.get('test'), read.get('expires_after_hours')]
  invariant(
    typeof live === 'boolean' && typeof test === 'boolean' && typeof hours === 'number',
    `the policy of approvals for ${action} has not its shape`,
  )
  // New records have the shape of their predecessors, but no hours would expire what is asked for at once, and there is no end of time.
  return { live, test, expiresAfterHours: Math.min(Math.max(1, hours), HOURS_MAX) }
}
