/**
 * How an invented account comes to its transactions: drafts in any order become a history with distinct times, running balances, and
 * what is still pending now. Pure; the same seed and instant give the same history.
 */
import { derivedId, type Id } from '../../../kernel/ids.ts'
import { invariant } from '../../../kernel/outcome.ts'
import type { Random } from './numbers.ts'
import type { SandboxTransaction } from './types.ts'

/** A transaction before its account is settled. `at` is when it was made; `bookedAt` when the bank booked it, or will. */
export type Draft = {
  readonly at: Date
  readonly bookedAt?: Date
  /** Positive: credited. Negative: debited. */
  readonly amount: bigint
  readonly information: string
  readonly family: string
  readonly subFamily: string
  readonly purpose?: string
  readonly reference?: string
  readonly merchant?: string
  readonly mcc?: string
  readonly party?: SandboxTransaction['party']
  readonly cardAuthorisation?: NonNullable<SandboxTransaction['cardAuthorisation']>
  readonly foreign?: NonNullable<SandboxTransaction['foreign']>
  /** Was pending, and lapsed. */
  readonly isRejected?: true
  readonly reverses?: Draft
}

/** The days that data are made for: from the first of a month, 24 months back, until now. */
export type Period = {
  readonly from: Date
  readonly now: Date
  /** The instant of a local time on a day: months from the first one, day of the month, minutes after midnight. */
  instant(month: number, day: number, minutes: number): Date
  /** The first instants of the months, the present one last. */
  readonly months: number
  /** Calls for each day up to today, with its local calendar. */
  eachDay(visit: (day: { readonly month: number; readonly day: number; readonly weekday: number; readonly date: string }) => void): void
  /** The instant of a local time on a calendar date `YYYY-MM-DD`; `null` outside the period. */
  on(date: string, minutes: number): Date | null
}

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** `offsetMinutes`: how far local time runs ahead of UTC. */
export function periodBefore(now: Date, months: number, offsetMinutes: number): Period {
  const local = new Date(now.getTime() + offsetMinutes * MINUTE_MS)
  const year = local.getUTCFullYear()
  const firstMonth = local.getUTCMonth() - months
  const instant = (month: number, day: number, minutes: number): Date =>
    new Date(Date.UTC(year, firstMonth + month, day) + (minutes - offsetMinutes) * MINUTE_MS)
  const from = instant(0, 1, 0)
  return {
    from,
    now,
    months: months + 1,
    instant,
    eachDay(visit) {
      for (let at = Date.UTC(year, firstMonth, 1); at <= local.getTime(); at += DAY_MS) {
        const day = new Date(at)
        const month = (day.getUTCFullYear() - year) * 12 + day.getUTCMonth() - firstMonth
        visit({ month, day: day.getUTCDate(), weekday: day.getUTCDay(), date: day.toISOString().slice(0, 10) })
      }
    },
    on(date, minutes) {
      const at = new Date(Date.parse(`${date}T00:00:00Z`) + (minutes - offsetMinutes) * MINUTE_MS)
      return at < from || at > now ? null : at
    },
  }
}

/** Something that is bought now and then. */
export type Habit = {
  readonly merchant: string
  readonly mcc: string
  /** Minor units. */
  readonly low: number
  readonly high: number
  readonly perMonth: number
  /** Local hours between which it happens. */
  readonly hours: readonly [number, number]
  readonly weekends?: 'only' | 'never'
}

/** Calls for each purchase that the habits lead to, day by day. */
export function live(
  random: Random,
  period: Period,
  habits: readonly Habit[],
  bought: (habit: Habit, at: Date, amount: bigint) => void,
): void {
  period.eachDay(({ month, day, weekday }) => {
    const isWeekend = weekday === 0 || weekday === 6
    for (const habit of habits) {
      const days = habit.weekends === 'only' ? 8.7 : habit.weekends === 'never' ? 21.7 : 30.4
      const fits = habit.weekends === undefined || (habit.weekends === 'only') === isWeekend
      if (!random.chance(Math.min(1, habit.perMonth / days)) || !fits) continue
      const minutes = random.between(habit.hours[0] * 60, habit.hours[1] * 60 - 1)
      const at = new Date(period.instant(month, day, minutes).getTime() + random.between(0, 59_999))
      if (at <= period.now) bought(habit, at, roundly(random, habit.low, habit.high))
    }
  })
}

/** An amount between the bounds; one in three is round. */
export function roundly(random: Random, low: number, high: number): bigint {
  const amount = random.between(low, high)
  return BigInt(random.chance(1 / 3) ? Math.max(100, Math.round(amount / 100) * 100) : amount)
}

export type History = {
  readonly transactions: readonly SandboxTransaction[]
  readonly bookedBalance: bigint
  readonly lastBookedAt: Date
}

/** Orders the drafts by when they were booked, makes their times distinct and runs the balance from `opening` through the booked ones. */
export function settle(accountId: Id<'bac'>, opening: bigint, period: Period, drafts: readonly Draft[]): History {
  const { now } = period
  const happened = drafts.filter(draft => draft.at <= now && draft.at >= period.from)
  const entered = happened.map(draft => {
    const bookedAt = draft.bookedAt ?? draft.at
    const isBooked = draft.isRejected !== true && bookedAt <= now
    return { draft, isBooked, at: isBooked ? bookedAt : draft.at }
  })
  entered.sort((a, b) => a.at.getTime() - b.at.getTime())
  const ids = new Map<Draft, Id<'btx'>>()
  let balance = opening
  let last = period.from.getTime() - 1
  let lastBookedAt = period.from
  const transactions = entered.map(({ draft, isBooked, at }, index): SandboxTransaction => {
    const enteredAt = new Date(Math.max(at.getTime(), last + 1))
    last = enteredAt.getTime()
    const id = derivedId<'btx'>('sandbox_transaction', accountId, String(index))
    ids.set(draft, id)
    if (isBooked) {
      balance += draft.amount
      lastBookedAt = enteredAt
    }
    const reversalOf = draft.reverses === undefined ? null : (ids.get(draft.reverses) ?? null)
    invariant(draft.reverses === undefined || reversalOf !== null, 'what is taken back was booked before')
    return {
      id,
      accountId,
      enteredAt,
      status: isBooked ? 'BOOK' : draft.isRejected === true ? 'RJCT' : 'PDNG',
      bookedAt: enteredAt,
      valueAt: isBooked ? draft.at : null,
      amount: draft.amount,
      balanceAfter: isBooked ? balance : null,
      information: draft.information,
      reference: draft.reference ?? null,
      family: draft.family,
      subFamily: draft.subFamily,
      purpose: draft.purpose ?? null,
      merchant: draft.merchant ?? null,
      mcc: draft.mcc ?? null,
      party: draft.party ?? null,
      cardAuthorisation: draft.cardAuthorisation ?? null,
      foreign: draft.foreign ?? null,
      reversalOf,
    }
  })
  return { transactions, bookedBalance: balance, lastBookedAt }
}

/** How far the drafts alone would let the balance fall; 0 when they never do. */
export function deepest(period: Period, drafts: readonly Draft[]): bigint {
  const times = drafts
    .filter(draft => draft.isRejected !== true && draft.at >= period.from && (draft.bookedAt ?? draft.at) <= period.now)
    .map(draft => ({ at: (draft.bookedAt ?? draft.at).getTime(), amount: draft.amount }))
    .sort((a, b) => a.at - b.at)
  let sum = 0n
  let low = 0n
  for (const { amount } of times) {
    sum += amount
    if (sum < low) low = sum
  }
  return low
}

/** Where drafts of one account gather; `billed` is what their sum was at an instant. */
export const sumAt = (drafts: readonly Draft[], at: Date): bigint =>
  drafts.reduce((sum, draft) => (draft.isRejected !== true && (draft.bookedAt ?? draft.at) <= at ? sum + draft.amount : sum), 0n)
