/** What every operation is handed: the state, the clock, the dice, and whom it speaks for; and how it reads its parameters. */
import { randomBytes } from 'node:crypto'
import { type Answer, wrong } from './errors.ts'
import type { FaultName } from './faults.ts'
import type { App } from './keys.ts'
import { dayOf } from './protocol.ts'
import type { Agreement, AlipayState, Trade } from './state.ts'

export type Fields = Readonly<Record<string, unknown>>

export type Context = {
  readonly state: AlipayState
  /** Alipay's clock: with the days that were rolled on and the skew. */
  now(): Date
  strikes(fault: FaultName): boolean
  /** Address of the simulator, without a final slash. */
  url(): string
  tradeChanged(trade: Trade, extra?: Readonly<Record<string, string>>): void
  agreementChanged(agreement: Agreement): void
}

/** One request of one application. */
export type Call = {
  readonly app: App
  /** biz_content in v2, body or query in v3. */
  readonly fields: Fields
  /** A common parameter in v2, a field of the body in v3. */
  readonly notifyUrl: string | null
  readonly returnUrl: string | null
}

export type Operation = (context: Context, call: Call) => Answer

/** A text of 1 to `max` characters; null when it is left out or empty; undefined when it is something else. */
export function text(fields: Fields, name: string, max: number): string | null | undefined {
  const value = fields[name]
  if (value === undefined || value === null || value === '') return null
  return typeof value === 'string' && value.length <= max ? value : undefined
}

/** The first field that is missing or wrong, as a refusal. */
export function firstWrong(checks: readonly (readonly [name: string, value: unknown, rule: string])[]): Answer | null {
  const found = checks.find(([, value]) => value === null || value === undefined)
  return found === undefined ? null : wrong(found[0], found[2])
}

export const newToken = (): string => randomBytes(12).toString('base64url').replaceAll(/[-_]/g, 'x').toLowerCase()

/** Digits beginning with the day, as Alipay's numbers do; a trade_no has 28. */
export function newNumber(context: Context, kind: string, digits = 28): string {
  context.state.sequence += 1
  const head = `${dayOf(context.now()).replaceAll('-', '')}${kind}`
  return `${head}${String(context.state.sequence).padStart(digits - head.length, '0')}`
}

export const isWebAddress = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
