/** What can be made to go wrong in the clearing house, and how often; the dice of ../dice.ts decide. */
import type { Odds } from '../dice.ts'

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
} & Odds<FaultName>

export const calm = (): FaultSettings => ({
  latencyMs: 0,
  resultDelayMs: 150,
  lateCallbackMs: 10_000,
  synchronous: false,
  rates: {},
  next: {},
})
