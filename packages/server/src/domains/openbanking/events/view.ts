/** Subscriptions and notifications as they look from outside. */
import { formatId } from '../../../kernel/ids.ts'
import { iso } from '../../../kernel/time.ts'
import { optional } from '../payments/view.ts'
import type { EventNotification, PushAttempt, Subscription } from './types.ts'

/** OBEventSubscriptionResponse1's Data. */
export const subscriptionData = (subscription: Subscription) => ({
  EventSubscriptionId: formatId('obs', subscription.id),
  ...optional('CallbackUrl', subscription.callbackUrl),
  Version: subscription.version,
  ...optional('EventTypes', subscription.eventTypes),
})

/** OBCallbackUrlResponse1's Data. */
export const callbackData = (subscription: Subscription) => ({
  CallbackUrlId: formatId('obs', subscription.id),
  Url: subscription.callbackUrl ?? '',
  Version: subscription.version,
})

/** The answer to creating or changing one, by its kind; `place` is where this version of the API is. */
export function presentSubscription(subscription: Subscription, place: string) {
  const path = subscription.kind === 'callback_url' ? 'callback-urls' : 'event-subscriptions'
  return {
    Data: subscription.kind === 'callback_url' ? callbackData(subscription) : subscriptionData(subscription),
    Links: { Self: `${place}/${path}/${formatId('obs', subscription.id)}` },
    Meta: {},
  }
}

/** A notification as operators see it. */
export const notificationJson = (notification: EventNotification) => ({
  id: formatId('obe', notification.id),
  object: 'event_notification' as const,
  third_party: formatId('tpp', notification.thirdPartyId),
  subscription: formatId('obs', notification.subscriptionId),
  event_types: notification.eventType.split(' '),
  state: notification.state,
  attempts: notification.attempts,
  last_status: notification.lastStatus,
  next_attempt_at: iso(notification.nextAttemptAt),
  error: notification.error,
  claims: notification.claims,
  created_at: notification.createdAt.toISOString(),
  finished_at: iso(notification.finishedAt),
})

export const pushJson = (push: PushAttempt) => ({
  number: push.number,
  attempted_at: push.attemptedAt.toISOString(),
  duration_ms: push.durationMs,
  url: push.url,
  response_status: push.responseStatus,
  response_body: push.responseBody,
  error: push.error,
})
