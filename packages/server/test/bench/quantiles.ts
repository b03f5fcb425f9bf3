/** Figures of a run. */

/** The value below which the share `q` (0 to 1) of the samples lies; 0 without samples. */
export function quantile(samples: readonly number[], q: number): number {
  if (samples.length === 0) return 0
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5)

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits))
