/**
 * Pushes event notifications to the addresses that third parties named (UK Open Banking, real-time event notification): claims with a
 * lease, signs, posts, records. 202 acknowledges; everything else is sent again by the schedule of kernel/retries.ts. What is given up
 * stays to be polled.
 */
import { randomUUID } from 'node:crypto'
import { formatId, type Id } from '../../../kernel/ids.ts'
import { retryDelayMs } from '../../../kernel/retries.ts'
import { createSending, type Sending } from '../../../platform/sending.ts'
import { activeOf } from './hear.ts'
import { claimNotifications, recordPush } from './store.ts'
import type { ClaimedNotification, EventNotificationsDeps, EventSettings } from './types.ts'

type PushDeps = Pick<EventNotificationsDeps, 'db' | 'thirdParties' | 'clock' | 'sign' | 'send' | 'logger' | 'publicUrl'>

/** `freed` is called when a place has become free. */
export function createPushing(deps: PushDeps, settings: EventSettings, freed: () => void): Sending {
  return createSending<ClaimedNotification, Id<'obs'>>({
    max: settings.sendingMax,
    async claim(limit, sending) {
      const now = deps.clock.now()
      const leaseUntil = new Date(now.getTime() + settings.leaseMs)
      const claimed = await claimNotifications(deps.db, {
        now,
        leaseUntil,
        limit,
        perSubscription: settings.sendingPerSubscriptionMax,
        sending,
      })
      // What waits for somebody who was suspended goes on waiting: it is looked at again when the lease is over.
      const active = await activeOf(deps, deps.db, [...new Set(claimed.map(each => each.thirdPartyId))])
      return claimed.filter(each => active.has(each.thirdPartyId))
    },
    receiverOf: notification => notification.subscriptionId,
    deliver: notification => push(deps, settings, notification),
    failed: (notification, error) =>
      deps.logger.error(
        { err: error, notification: formatId('obe', notification.id) },
        'an event notification could not be recorded; it is sent again',
      ),
    freed,
  })
}

/** One push of one notification, from signing to the record of its result. */
async function push(deps: PushDeps, settings: EventSettings, { id, url, claims, attempts }: ClaimedNotification): Promise<void> {
  const attemptedAt = deps.clock.now()
  const result = await deps.send(
    url,
    {
      'content-type': 'application/jwt',
      accept: 'application/json',
      'user-agent': 'Feiqian-Event-Notifications/1.0',
      'x-fapi-financial-id': deps.publicUrl(),
      'x-fapi-interaction-id': randomUUID(),
    },
    deps.sign(claims),
  )
  const number = attempts + 1
  const now = deps.clock.now()
  const attempt = {
    number,
    attemptedAt,
    durationMs: Math.round(result.durationMs),
    url,
    responseStatus: result.status,
    responseBody: result.status === null ? null : result.body,
    error: result.error,
  }
  if (result.status === 202) {
    await recordPush(deps.db, id, attempt, { state: 'acknowledged', nextAttemptAt: null, finishedAt: now })
    return
  }
  const waitMs = retryDelayMs(number, settings.random)
  const nextAttemptAt = waitMs === null ? null : new Date(now.getTime() + waitMs)
  await recordPush(deps.db, id, attempt, { state: 'outstanding', nextAttemptAt, finishedAt: null })
  if (nextAttemptAt === null)
    deps.logger.warn({ notification: formatId('obe', id) }, 'an event notification was given up; it can still be polled')
}
