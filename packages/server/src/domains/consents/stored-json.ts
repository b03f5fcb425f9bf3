/** How limits, counters and factors stand in their JSON columns: written by this file only, so read back as they were written. */
import type { Currency } from '../../kernel/currencies.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import type { ConsentFactor, CountedLimit, LimitAlignment, LimitPeriod, LimitUsed } from './types.ts'

// Amounts are text, because JSON numbers above 2^53 would lose units.
type LimitJson = {
  kind: 'period' | 'lifetime'
  period?: LimitPeriod
  alignment?: LimitAlignment
  amount: string | null
  count: number | null
}
type UsedJson = { start: BusinessDate | null; amount: string; count: number }
type FactorJson = { kind: ConsentFactor['kind']; method: ConsentFactor['method']; at: string }

export const limitsText = (limits: readonly CountedLimit[]): string | null =>
  limits.length === 0
    ? null
    : JSON.stringify(
        limits.map(
          (limit): LimitJson => ({
            kind: limit.kind,
            ...(limit.kind === 'period' ? { period: limit.period, alignment: limit.alignment } : {}),
            amount: limit.maxAmount === null ? null : String(limit.maxAmount),
            count: limit.maxCount,
          }),
        ),
      )

export const limitsOf = (json: unknown, currency: Currency): CountedLimit[] =>
  ((json ?? []) as LimitJson[]).map(({ kind, period, alignment, amount, count }): CountedLimit => {
    const most = { maxAmount: amount === null ? null : BigInt(amount), maxCount: count, currency }
    return kind === 'period' && period !== undefined && alignment !== undefined
      ? { kind, period, alignment, ...most }
      : { kind: 'lifetime', ...most }
  })

export const usedText = (used: readonly LimitUsed[]): string | null =>
  used.length === 0 ? null : JSON.stringify(used.map(({ start, amount, count }): UsedJson => ({ start, amount: String(amount), count })))

export const usedOf = (json: unknown): LimitUsed[] =>
  ((json ?? []) as UsedJson[]).map(({ start, amount, count }) => ({ start, amount: BigInt(amount), count }))

export const factorsText = (factors: readonly ConsentFactor[]): string | null =>
  factors.length === 0 ? null : JSON.stringify(factors.map(({ kind, method, at }): FactorJson => ({ kind, method, at: at.toISOString() })))

export const factorsOf = (json: unknown): ConsentFactor[] =>
  ((json ?? []) as FactorJson[]).map(({ kind, method, at }) => ({ kind, method, at: new Date(at) }))
