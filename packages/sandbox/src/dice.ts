/** The seeded dice that decide which fault strikes, so that a run can be repeated. */

/** How often each fault of a simulator strikes. */
export type Odds<Name extends string> = {
  /** Probability of each fault, 0 to 1. */
  rates: Partial<Record<Name, number>>
  /** How many of the next occasions certainly fail; counted down, decided before the rates. */
  next: Partial<Record<Name, number>>
}

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
export function strikes<Name extends string>(settings: Odds<Name>, roll: () => number, fault: Name): boolean {
  const certain = settings.next[fault] ?? 0
  if (certain > 0) {
    settings.next[fault] = certain - 1
    return true
  }
  const rate = settings.rates[fault] ?? 0
  return rate > 0 && roll() < rate
}
