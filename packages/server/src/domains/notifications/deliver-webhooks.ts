/**
 * Sends what is due: claims with a lease, signs, posts, records. Outside any transaction while it sends; if the process dies
 * between sending and recording, the lease runs out and the message is sent again (at least once).
 */
import { formatId, type Id } from '../../kernel/ids.ts'
import { createSending, type Sending, type SendResult } from '../../platform/sending.ts'
import { judge, messageOf } from './rules.ts'
import { signedHeaders } from './signatures.ts'
import * as deliveries from './store/deliveries.ts'
import * as endpoints from './store/endpoints.ts'
import type { Attempt, ClaimedDelivery, NotificationsDeps, NotificationsSettings } from './types.ts'

export type SendingDeps = Pick<NotificationsDeps, 'db' | 'clock' | 'seal' | 'send' | 'logger'> & {
  readonly settings: NotificationsSettings
}

/** `freed` is called when a place has become free. */
export function createWebhookSending(deps: SendingDeps, freed: () => void): Sending {
  const { settings } = deps
  return createSending<ClaimedDelivery, Id<'whe'>>({
    max: settings.sendingMax,
    claim(limit, sending) {
      const now = deps.clock.now()
      const leaseUntil = new Date(now.getTime() + settings.leaseMs)
      return deliveries.claimDeliveries(deps.db, { now, leaseUntil, limit, perEndpoint: settings.sendingPerEndpointMax, sending })
    },
    receiverOf: delivery => delivery.endpointId,
    deliver: delivery => deliver(deps, delivery),
    failed: (delivery, error) =>
      deps.logger.error({ err: error, delivery: formatId('whd', delivery.id) }, 'a webhook could not be recorded; it is sent again'),
    freed,
  })
}

/** One attempt of one delivery, from signing to the record of its result. */
export async function deliver(deps: SendingDeps, delivery: ClaimedDelivery): Promise<void> {
  const attemptedAt = deps.clock.now()
  const body = messageOf(delivery.event)
  const headers = signedHeaders(
    secretsOf(deps, delivery, attemptedAt),
    formatId('evt', delivery.event.id),
    Math.floor(attemptedAt.getTime() / 1_000),
    body,
  )
  const result = await deps.send(delivery.url, headers, body)
  await record(deps, delivery, result, {
    number: delivery.attempts + 1,
    attemptedAt,
    durationMs: Math.round(result.durationMs),
    url: delivery.url,
    requestHeaders: headers,
    responseStatus: result.status,
    responseBody: result.status === null ? null : result.body,
    error: result.error,
  })
}

function secretsOf(deps: SendingDeps, delivery: ClaimedDelivery, now: Date): string[] {
  const secrets = [deps.seal.open(delivery.secret)]
  const { previousSecret, previousSecretUntil } = delivery
  if (previousSecret !== null && previousSecretUntil !== null && previousSecretUntil > now) secrets.push(deps.seal.open(previousSecret))
  return secrets
}

async function record(deps: SendingDeps, delivery: ClaimedDelivery, result: SendResult, attempt: Attempt): Promise<void> {
  const now = deps.clock.now()
  const verdict = judge(result, attempt.number, deps.settings.random)
  switch (verdict.state) {
    case 'succeeded':
      await deliveries.recordAttempt(deps.db, delivery.id, attempt, { state: 'succeeded', nextAttemptAt: null, finishedAt: now })
      await endpoints.touchEndpoint(deps.db, delivery.endpointId, now)
      return
    case 'pending': {
      const nextAttemptAt = new Date(now.getTime() + verdict.waitMs)
      await deliveries.recordAttempt(deps.db, delivery.id, attempt, { state: 'pending', nextAttemptAt, finishedAt: null })
      return
    }
    case 'failed': {
      const reason = verdict.endpoint === 'gone' ? 'gone' : 'failing'
      await deps.db.transaction(async tx => {
        const disabled = await endpoints.disableEndpoint(tx, delivery.endpointId, reason, now, delivery.createdAt)
        await deliveries.recordAttempt(tx, delivery.id, attempt, { state: 'failed', nextAttemptAt: null, finishedAt: now })
        if (disabled) deliveries.cancelDeliveries(tx, [delivery.endpointId], now)
      })
      deps.logger.warn(
        { delivery: formatId('whd', delivery.id), endpoint: formatId('whe', delivery.endpointId), reason },
        'a webhook was given up',
      )
      return
    }
  }
}
