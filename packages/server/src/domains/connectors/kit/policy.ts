/** Reads numbers out of dated policy records. */
import { invariant } from '../../../kernel/outcome.ts'

type Policies = { require(key: string, at: Date): { readonly value: unknown } }

/** A number of the record that applies at the instant; a record without it is a defect. */
export function policyNumber({ policies }: { readonly policies: Policies }, key: string, field: string, at: Date): number {
  const { value } = policies.require(key, at)
  const number = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[field] : undefined
  invariant(typeof number === 'number', `the policy ${key} has a number ${field}`)
  return number
}
