/** Cron expressions in the institution's time zone. The library tells minutes in UTC and without a year; this finds the instant and reads it locally. */
import { type CronMatcher, parseCronItem } from 'graphile-worker'

/** Decides by a five-field cron expression, read in `timeZone` (IANA name). Throws when the expression is not valid. `nowMs` gives the year. */
export function createCronMatcher(cron: string, timeZone: string, nowMs: () => number = Date.now): CronMatcher {
  const { match } = parseCronItem({ task: 'any', match: cron })
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    weekday: 'short',
  })
  return digest => {
    const instant = nearestInstant(digest, nowMs())
    const parts = new Map(format.formatToParts(instant).map(part => [part.type, part.value]))
    return match({
      min: Number(parts.get('minute')),
      hour: Number(parts.get('hour')),
      date: Number(parts.get('day')),
      month: Number(parts.get('month')),
      dow: WEEKDAYS.indexOf(parts.get('weekday') ?? ''),
    })
  }
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** The UTC instant of month, day, hour and minute in the year that brings it nearest to now. */
function nearestInstant(digest: Parameters<CronMatcher>[0], now: number): number {
  const year = new Date(now).getUTCFullYear()
  let best = Number.POSITIVE_INFINITY
  for (const candidate of [year - 1, year, year + 1]) {
    const instant = Date.UTC(candidate, digest.month - 1, digest.date, digest.hour, digest.min)
    if (Math.abs(instant - now) < Math.abs(best - now)) best = instant
  }
  return best
}
