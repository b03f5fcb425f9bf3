/** The policy record `identity.rehearsal`. */
import { invariant } from '../../../kernel/outcome.ts'
import type { Policies } from '../../policies/policies.ts'

const HOURS_MAX = 24 * 30

/** For how many hours a rehearsal stays open. */
export function rehearsalHours(policies: Pick<Policies, 'require'>, at: Date): number {
  const { value } = policies.require('identity.rehearsal', at)
  const hours = typeof value === 'object' && value !== null && 'hours' in value ? value.hours : null
  invariant(typeof hours === 'number', 'the policy of rehearsals has no hours')
  return Math.min(Math.max(1, hours), HOURS_MAX)
}
