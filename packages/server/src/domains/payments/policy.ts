/** Reads numbers out of dated policy records. */
import { invariant } from '../../kernel/outcome.ts'
import type { PaymentDeps } from './deps.ts'

/** A number of the record that applies at the instant; a record without it is a defect. */
export function policyNumber(deps: Pick<PaymentDeps, 'policies'>, key: string, field: string, at: Date): number {
  const { value } = deps.policies.require(key, at)
  const number =
    value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>)[field] : undefined
  invariant(typeof number === 'number', `the policy ${key} has a number ${field}`)
  return number
}
