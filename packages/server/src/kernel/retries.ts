/** When something that another server did not take is sent again: one schedule for webhooks and event notifications. */
const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Wait before each attempt, in milliseconds; the schedule of Standard Webhooks 1.0.0, "Deliverability and reliability". */
export const RETRY_DELAYS_MS = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const

export const ATTEMPTS_MAX = RETRY_DELAYS_MS.length

/** Wait until the next attempt after `made` attempts, lengthened by up to a tenth so that retries do not arrive together; `null`: give up. */
export function retryDelayMs(made: number, random: () => number): number | null {
  const delay = RETRY_DELAYS_MS[made]
  return delay === undefined ? null : Math.round(delay * (1 + random() / 10))
}
