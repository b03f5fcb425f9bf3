/**
 * Sends what is due: claims with a lease, signs, posts, records. Outside any transaction while it sends; if the process dies
 * between sending and recording, the lease runs out and the message is sent again (at least once).
 */
import { formatId, type Id } from '../../kernel/ids.ts'
import { judge, messageOf } from './rules.ts'
import { signedHeaders } from './signatures.ts'
import * as deliveries from './store/deliveries.ts'
import * as endpoints from './store/endpoints.ts'
import type { Attempt, ClaimedDelivery, NotificationsDeps, NotificationsSettings, SendResult } from './types.ts'

export type SendingDeps = Pick<NotificationsDeps, 'db' | 'clock' | 'seal' | 'send' | 'logger'> & {
  readonly settings: NotificationsSettings
}

export type Sending = {
  /** Claims what fits into the free places and starts sending it; answers how many were claimed. */
  claim(): Promise<number>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

/** `freed` is called when a place has become free. */
export function createSending(deps: SendingDeps, freed: () => void): Sending {
  const { settings } = deps
  const underWay = new Set<Promise<void>>()
  const perEndpoint = new Map<Id<'whe'>, number>()

  function begin(delivery: ClaimedDelivery): void {
    perEndpoint.set(delivery.endpointId, (perEndpoint.get(delivery.endpointId) ?? 0) + 1)
    const work = deliver(deps, delivery)
      .catch((error: unknown) =>
        deps.logger.error({ err: error, delivery: formatId('whd', delivery.id) }, 'a webhook could not be recorded; it is sent again'),
      )
      .finally(() => {
        underWay.delete(work)
        const left = (perEndpoint.get(delivery.endpointId) ?? 1) - 1
        if (left === 0) perEndpoint.delete(delivery.endpointId)
        else perEndpoint.set(delivery.endpointId, left)
        freed()
      })
    underWay.add(work)
  }

  return {
    async claim() {
      const limit = settings.sendingMax - underWay.size
      if (limit <= 0) return 0
      const now = deps.clock.now()
      const leaseUntil = new Date(now.getTime() + settings.leaseMs)
      const claimed = await deliveries.claimDeliveries(deps.db, {
        now,
        leaseUntil,
        limit,
        perEndpoint: settings.sendingPerEndpointMax,
        sending: perEndpoint,
      })
      for (const delivery of claimed) begin(delivery)
      return claimed.length
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
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
