/** Statistics of endpoints: histograms and what is read off them. Pure. */

/** Upper bounds in milliseconds; the last bucket is what took longer. */
export const BOUNDS_MS = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] as const

export type EndpointDay = {
  readonly endpoint: string
  readonly succeeded: number
  readonly refused: number
  readonly failed: number
  readonly durationMsSum: number
  readonly buckets: readonly number[]
}

export const bucketOf = (durationMs: number): number => {
  const at = BOUNDS_MS.findIndex(bound => durationMs <= bound)
  return at < 0 ? BOUNDS_MS.length : at
}

/** The bound below which this share of the requests was answered; `null` when it is beyond the last bound, or there was no request. */
export function percentileOf(buckets: readonly number[], share: number): number | null {
  const total = buckets.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let seen = 0
  for (const [at, bound] of BOUNDS_MS.entries()) {
    seen += buckets[at] ?? 0
    if (seen >= share * total) return bound
  }
  return null
}

/** Share of the requests that this server did not fail, 0 to 1; 1 when there was none. Four decimals, never rounded up to 1. */
export function availabilityOf(day: Pick<EndpointDay, 'succeeded' | 'refused' | 'failed'>): number {
  const total = day.succeeded + day.refused + day.failed
  return total === 0 ? 1 : Math.floor(((total - day.failed) / total) * 10_000) / 10_000
}
