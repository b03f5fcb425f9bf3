/** What may follow a policy record. Pure. */
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { PolicyRefusalCode } from './errors.ts'
import type { NewPolicy, PolicyRecord, PolicyValue } from './types.ts'

const isRecord = (value: PolicyValue): value is { readonly [name: string]: PolicyValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Whether `next` can stand where `previous` stood: the same fields and types, numbers whole and not negative. A wallet's
 * `…_limit` alone may change between a number and `null`, which means "none".
 */
export function sameShape(key: string, previous: PolicyValue, next: PolicyValue, name = ''): boolean {
  const mayBeNone = key.startsWith('wallet.') && name.endsWith('_limit')
  if (mayBeNone && (previous === null || next === null)) return next === null || isCount(next)
  if (Array.isArray(previous)) {
    if (!Array.isArray(next)) return false
    const [sample] = previous
    return sample === undefined || next.every(item => sameShape(key, sample, item))
  }
  if (isRecord(previous) && isRecord(next)) {
    const names = Object.keys(previous)
    return (
      names.length === Object.keys(next).length &&
      names.every(field => Object.hasOwn(next, field) && sameShape(key, previous[field] ?? null, next[field] ?? null, field))
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
  if (!sameShape(next.key, latest.value, next.value)) return refuse('policy_value_invalid', 'value')
  return ok(start)
}
