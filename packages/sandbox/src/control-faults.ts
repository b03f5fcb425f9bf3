/** `POST /control/faults`, alike on houses and reserve bank: numbers by their wire names, `rates` and `next` by fault. */
import type { Odds } from './dice.ts'

export type FaultChange<Settings, Name extends string> = Partial<Omit<Settings, 'rates' | 'next'>> & Partial<Odds<Name>>

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function numbersOf<Name extends string>(value: unknown, isName: (text: string) => text is Name): Partial<Record<Name, number>> {
  const numbers: Partial<Record<Name, number>> = {}
  if (isRecord(value))
    for (const [name, number] of Object.entries(value))
      if (isName(name) && typeof number === 'number' && Number.isFinite(number)) numbers[name] = number
  return numbers
}

/** Changes what is named and leaves the rest. */
export function changeFaults<Name extends string>(settings: Odds<Name>, { rates, next, ...plain }: Partial<Odds<Name>>): void {
  Object.assign(settings, plain)
  Object.assign(settings.rates, rates)
  Object.assign(settings.next, next)
}

/** Nothing goes wrong any more: every number as at the start, no rates, nothing next. */
export function calmDown<Name extends string>(settings: Odds<Name>, calm: Odds<Name>): void {
  Object.assign(settings, { ...calm, rates: {}, next: {} })
}

/** Reads the JSON of a change. `plain`: wire name to setting, numbers and flags. */
export function readChange<Name extends string>(
  body: Readonly<Record<string, unknown>>,
  plain: Readonly<Record<string, string>>,
  isName: (text: string) => text is Name,
): Partial<Odds<Name>> {
  const given: Record<string, unknown> = {}
  for (const [wire, name] of Object.entries(plain)) {
    const value = body[wire]
    if ((typeof value === 'number' && Number.isFinite(value)) || typeof value === 'boolean') given[name] = value
  }
  return { ...given, rates: numbersOf(body.rates, isName), next: numbersOf(body.next, isName) }
}
