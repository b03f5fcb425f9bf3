/** What may follow a policy record. Pure. */
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { PolicyRefusalCode } from './errors.ts'
import type { NewPolicy, PolicyRecord, PolicyValue } from './types.ts'

const isRecord = (value: PolicyValue): value is { readonly [name: string]: PolicyValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Whether `next` can stand where `previous` stood: the same fields and types, numbers not negative. Only a field whose
 * name ends in `limit` may change between a number and `null`, which means "none".
 */
export function sameShape(previous: PolicyValue, next: PolicyValue, name = ''): boolean {
  if (name.endsWith('limit') && (previous === null || next === null)) return next === null || isCount(next)
  if (Array.isArray(previous) && Array.isArray(next)) {
    const [sample] = previous
    return sample === undefined || next.every(item => sameShape(sample, item))
  }
  if (isRecord(previous) && isRecord(next)) {
    const names = Object.keys(previous)
    return (
      names.length === Object.keys(next).length &&
      names.every(key => Object.hasOwn(next, key) && sameShape(previous[key] ?? null, next[key] ?? null, key))
    )
  }
  if (typeof previous === 'number') return isCount(next)
  return previous !== null && typeof previous !== 'object' && typeof previous === typeof next
}

const isCount = (value: PolicyValue): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

/** When the new record starts, if it may follow `latest`, the last record of its key. */
export function follow(latest: PolicyRecord | undefined, next: NewPolicy, now: Date): Outcome<Date, PolicyRefusalCode> {
  if (latest === undefined) return refuse('policy_not_found', 'key')
  const start = next.validFrom ?? now
  if (start.getTime() < now.getTime()) return refuse('policy_starts_in_past', 'valid_from')
  if (start.getTime() <= latest.validFrom.getTime())
    return refuse('policy_overlaps', 'valid_from', { starts: latest.validFrom.toISOString() })
  if (!sameShape(latest.value, next.value)) return refuse('policy_value_invalid', 'value')
  return ok(start)
}
