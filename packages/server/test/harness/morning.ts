/** Tests that end business days, or run long, begin in the morning: they meet no midnight that they have not asked for. */
import type { createMovableClock } from '../../src/kernel/time.ts'

const DAY_MS = 86_400_000

/** Moves the clock on to nine o'clock in China, today or tomorrow. */
export function beginInTheMorning(clock: ReturnType<typeof createMovableClock>): void {
  const now = clock.now().getTime()
  const sinceNine = (now - 3_600_000) % DAY_MS
  clock.advance((DAY_MS - sinceNine) % DAY_MS)
}
