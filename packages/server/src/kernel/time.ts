/**
 * Instants are UTC; a business day is a calendar date in the institution's time zone. Clocks are injected, never read directly.
 */

/** A calendar date `YYYY-MM-DD` in the institution's time zone. */
export type BusinessDate = string & { readonly __brand: 'BusinessDate' }

export type Clock = {
  now(): Date
  /** How far this clock runs ahead of the machine's, in milliseconds: 0 in production, moved by tests and the demo. */
  offsetMs(): number
}

export const systemClock: Clock = { now: () => new Date(), offsetMs: () => 0 }

/** A clock that tests and the demo can move forward; time never runs backwards. */
export function createMovableClock(): Clock & { advance(ms: number): void } {
  let offset = 0
  return {
    now: () => new Date(Date.now() + offset),
    offsetMs: () => offset,
    advance: ms => {
      if (ms < 0) throw new RangeError('time never runs backwards')
      offset += ms
    },
  }
}

/** An instant as people and JSON see it (ISO 8601, UTC), also for PostgreSQL; nothing stays nothing. */
export function iso(instant: Date): string
export function iso(instant: Date | null): string | null
export function iso(instant: Date | null): string | null {
  if (instant === null) return null
  // What one batch writes carries the same few instants over and over.
  const ms = instant.getTime()
  const at = ms & 15
  if (isoOf[at] === ms) return isoText[at] as string
  const text = instant.toISOString()
  isoOf[at] = ms
  isoText[at] = text
  return text
}

const isoOf: number[] = new Array(16).fill(Number.NaN)
const isoText: string[] = new Array(16).fill('')

const formatters = new Map<string, Intl.DateTimeFormat>()

/** The business date of an instant in a time zone (IANA name). */
export function businessDateOf(instant: Date, timeZone: string): BusinessDate {
  let formatter = formatters.get(timeZone)
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formatters.set(timeZone, formatter)
  }
  return formatter.format(instant) as BusinessDate
}

export function parseBusinessDate(text: string): BusinessDate | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  const date = new Date(`${text}T00:00:00Z`)
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text ? null : (text as BusinessDate)
}

export function addDays(date: BusinessDate, days: number): BusinessDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10) as BusinessDate
}
