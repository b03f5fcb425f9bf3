/**
 * Limits: periods in the institution's time zone, what each allows, and counting. Pure. A counter holds the latest period only: a use in
 * a later period begins anew, what is given back of an earlier period changes nothing.
 */
import { invariant } from '../../kernel/outcome.ts'
import { addDays, type BusinessDate, businessDateOf } from '../../kernel/time.ts'
import type { CountedLimit, LimitStanding, LimitUsed } from './types.ts'
import type { ConsentRow } from './types-stored.ts'

export type Window = { readonly from: BusinessDate; readonly to: BusinessDate }

export type BrokenLimit = {
  readonly kind: 'per_payment' | 'period' | 'lifetime'
  /** Its place among the consent's limits, the one per payment first. */
  readonly index: number
  readonly of: 'amount' | 'count'
  /** What is allowed in the period; minor units or payments. */
  readonly limit: bigint
  readonly used: bigint
}

/** What a release gives back: a payment that is not made at all (`whole`) no longer counts as one. */
export type Release = { readonly amount: bigint; readonly whole: boolean; readonly usedAt: Date }

type Limited = Pick<ConsentRow, 'limitPerPayment' | 'limits' | 'used' | 'createdAt'>

export const NOTHING_USED: LimitUsed = { start: null, amount: 0n, count: 0 }

/** Where a consent's counters begin: one per counted limit, nothing used. */
export const startOfLimits = (limits: readonly CountedLimit[]): LimitUsed[] => limits.map(() => NOTHING_USED)

/** Counts one payment of `amount` against every limit, or says the first that it breaks. */
export function brokenLimit(
  row: Limited,
  amount: bigint,
  at: Date,
  timeZone: string,
): { readonly ok: true; readonly used: readonly LimitUsed[] } | { readonly ok: false; readonly broken: BrokenLimit } {
  const perPayment = row.limitPerPayment
  if (perPayment !== null && amount > perPayment) {
    return { ok: false, broken: { kind: 'per_payment', index: 0, of: 'amount', limit: perPayment, used: 0n } }
  }
  if (row.limits.length === 0) return { ok: true, used: row.used }
  const offset = perPayment === null ? 0 : 1
  const used: LimitUsed[] = []
  for (const [index, limit] of row.limits.entries()) {
    const standing = standingOf(row, limit, row.used[index] ?? NOTHING_USED, at, timeZone)
    const next = { start: standing.from, amount: standing.usedAmount + amount, count: standing.usedCount + 1 }
    const broken = (of: 'amount' | 'count', allowed: bigint, taken: bigint) =>
      ({ ok: false, broken: { kind: limit.kind, index: index + offset, of, limit: allowed, used: taken } }) as const
    if (standing.allowed !== null && next.amount > standing.allowed) return broken('amount', standing.allowed, standing.usedAmount)
    if (limit.maxCount !== null && next.count > limit.maxCount) return broken('count', BigInt(limit.maxCount), BigInt(standing.usedCount))
    used.push(next)
  }
  return { ok: true, used }
}

/** How the counted limits stand at an instant. */
export const standingsOf = (row: Limited, at: Date, timeZone: string): LimitStanding[] =>
  row.limits.map((limit, index) => standingOf(row, limit, row.used[index] ?? NOTHING_USED, at, timeZone))

/** The counters after payments were given back. */
export function applyReleases(row: Limited, releases: readonly Release[], timeZone: string): LimitUsed[] {
  return row.limits.map((limit, index) => {
    let used = row.used[index] ?? NOTHING_USED
    for (const release of releases) {
      if (limit.kind === 'period') {
        const window = windowAt(limit, createdOn(row, timeZone), businessDateOf(release.usedAt, timeZone))
        if (window.from !== used.start) continue
      }
      const count = used.count - (release.whole ? 1 : 0)
      invariant(used.amount >= release.amount && count >= 0, 'no more is given back than was used')
      used = { start: used.start, amount: used.amount - release.amount, count }
    }
    return used
  })
}

function standingOf(row: Limited, limit: CountedLimit, used: LimitUsed, at: Date, timeZone: string): LimitStanding {
  if (limit.kind === 'lifetime') {
    return { limit, from: null, to: null, allowed: limit.maxAmount, usedAmount: used.amount, usedCount: used.count }
  }
  const created = createdOn(row, timeZone)
  const today = businessDateOf(at, timeZone)
  // Clocks of two nodes may differ by a moment at midnight: a period that has begun goes on.
  const window = windowAt(limit, created, used.start !== null && today < used.start ? used.start : today)
  const current = used.start === window.from
  return {
    limit,
    ...window,
    allowed: allowedIn(limit, created, window),
    usedAmount: current ? used.amount : 0n,
    usedCount: current ? used.count : 0,
  }
}

const createdOn = (row: Pick<Limited, 'createdAt'>, timeZone: string): BusinessDate => businessDateOf(row.createdAt, timeZone)

type PeriodLimit = Extract<CountedLimit, { readonly kind: 'period' }>

/** The period of a limit that a day falls into; the first begins on the day of the consent's creation. */
export function windowAt(limit: Pick<PeriodLimit, 'period' | 'alignment'>, created: BusinessDate, day: BusinessDate): Window {
  const today = day < created ? created : day
  const window =
    limit.alignment === 'Calendar' && limit.period !== 'Fortnight'
      ? calendarWindow(limit.period, today)
      : consentWindow(limit.period, created, today)
  return window.from < created ? { from: created, to: window.to } : window
}

/**
 * What may be used in a period: the first of a calendar is pro-rated to its remaining days, rounded down.
 * UK Open Banking VRP consents: 500.00 a calendar year from 6 June allows 500 x 209 / 365 = 286.30 in the first.
 */
export function allowedIn(
  limit: Pick<PeriodLimit, 'period' | 'alignment' | 'maxAmount'>,
  created: BusinessDate,
  window: Window,
): bigint | null {
  if (limit.maxAmount === null || limit.alignment !== 'Calendar' || limit.period === 'Fortnight' || window.from !== created)
    return limit.maxAmount
  const whole = calendarWindow(limit.period, created)
  return (limit.maxAmount * BigInt(daysIn(window))) / BigInt(daysIn(whole))
}

const DAY_MS = 86_400_000
const dayNumber = (date: BusinessDate): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS
const daysIn = ({ from, to }: Window): number => dayNumber(to) - dayNumber(from) + 1
const MONTHS = { Month: 1, 'Half-year': 6, Year: 12 } as const

function calendarWindow(period: Exclude<PeriodLimit['period'], 'Fortnight'>, today: BusinessDate): Window {
  if (period === 'Day') return { from: today, to: today }
  if (period === 'Week') {
    // Day 0 was a Thursday; weeks begin on Monday (ISO 8601).
    const from = addDays(today, -((dayNumber(today) + 3) % 7))
    return { from, to: addDays(from, 6) }
  }
  const months = MONTHS[period]
  const from = firstOfMonth(Math.floor(monthNumber(today) / months) * months)
  return { from, to: addDays(firstOfMonth(monthNumber(from) + months), -1) }
}

function consentWindow(period: PeriodLimit['period'], created: BusinessDate, today: BusinessDate): Window {
  if (period === 'Day' || period === 'Week' || period === 'Fortnight') {
    const length = period === 'Day' ? 1 : period === 'Week' ? 7 : 14
    const passed = Math.floor((dayNumber(today) - dayNumber(created)) / length)
    const from = addDays(created, passed * length)
    return { from, to: addDays(from, length - 1) }
  }
  const months = MONTHS[period]
  const guess = Math.floor((monthNumber(today) - monthNumber(created)) / months)
  const passed = addMonths(created, guess * months) > today ? guess - 1 : guess
  return { from: addMonths(created, passed * months), to: addDays(addMonths(created, (passed + 1) * months), -1) }
}

const monthNumber = (date: BusinessDate): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1

const firstOfMonth = (month: number): BusinessDate =>
  `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01` as BusinessDate

/** The same day so many months on, or the month's last where it has no such day. */
function addMonths(date: BusinessDate, months: number): BusinessDate {
  const first = firstOfMonth(monthNumber(date) + months)
  const last = addDays(firstOfMonth(monthNumber(first) + 1), -1)
  const day = Math.min(Number(date.slice(8)), Number(last.slice(8)))
  return `${first.slice(0, 8)}${String(day).padStart(2, '0')}` as BusinessDate
}
