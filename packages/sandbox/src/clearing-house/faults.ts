/** What can be made to go wrong, how often, and the seeded dice that decide, so that a run can be repeated. */

export const FAULTS = {
  error_before: 'answers 500 without executing',
  error_after: 'executes, then answers 500',
  timeout_after: 'executes, then drops the connection without an answer',
  bad_signature: 'signs the answer wrongly',
  callback_lost: 'never sends the callback',
  callback_late: 'sends the callback after late_callback_ms',
  callback_duplicate: 'sends the callback twice, with the same event id',
  callback_contradictory: 'sends a second callback that says the opposite, with its own event id',
  line_missing: 'leaves the instruction out of the settlement file until held lines are released',
  line_extra: 'adds a line to the settlement file that no instruction stands behind',
  line_altered: 'writes another amount into the settlement file',
  line_duplicate: 'writes the line twice into the settlement file',
  file_digest: 'sends a settlement file with a wrong digest',
  file_changed: 'sends another settlement file than the date has, with its own right digest',
} as const

export type FaultName = keyof typeof FAULTS

export const isFaultName = (text: string): text is FaultName => Object.hasOwn(FAULTS, text)

export type FaultSettings = {
  /** Added before every answer, milliseconds. */
  latencyMs: number
  /** From acceptance to result, milliseconds. */
  resultDelayMs: number
  lateCallbackMs: number
  /** Results are given in the answer itself; no callback follows. */
  synchronous: boolean
  /** Probability of each fault, 0 to 1. */
  rates: Partial<Record<FaultName, number>>
  /** How many of the next occasions certainly fail; counted down, decided before the rates. */
  next: Partial<Record<FaultName, number>>
}

export const calm = (): FaultSettings => ({
  latencyMs: 0,
  resultDelayMs: 150,
  lateCallbackMs: 10_000,
  synchronous: false,
  rates: {},
  next: {},
})

/** Mulberry32: small, seeded, good enough for dice. */
export function createDice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Whether this occasion has the fault. */
export function strikes(settings: FaultSettings, roll: () => number, fault: FaultName): boolean {
  const certain = settings.next[fault] ?? 0
  if (certain > 0) {
    settings.next[fault] = certain - 1
    return true
  }
  const rate = settings.rates[fault] ?? 0
  return rate > 0 && roll() < rate
}
