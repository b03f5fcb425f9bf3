/**
 * Sending again what was sent before: one delivery, or every event of a range that the endpoint listens for. A replay is a
 * new delivery; the webhook-id stays the event's, so receivers can tell.
 */
import { type Id, newId } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { UseCase } from '../../platform/commands.ts'
import type { NotificationsCode } from './errors.ts'
import { REPLAY_EVENTS_MAX } from './rules.ts'
import * as deliveries from './store/deliveries.ts'
import * as endpoints from './store/endpoints.ts'
import type { Delivery, NotificationsDeps } from './types.ts'

export type ReplayDelivery = { readonly merchantId: Id<'mer'>; readonly deliveryId: Id<'whd'> }

export type ReplayEndpoint = {
  readonly merchantId: Id<'mer'>
  readonly endpointId: Id<'whe'>
  readonly createdGte: Date
  readonly createdLt: Date
}

export type Replayed = { readonly endpointId: Id<'whe'>; readonly createdGte: Date; readonly createdLt: Date; readonly deliveries: number }

type ReplayDeps = Pick<NotificationsDeps, 'clock'> & { readonly deliveriesWaiting: () => void }

/** Refuses with `webhook_delivery_not_found` and `webhook_endpoint_disabled`. */
export const replayDeliveries =
  (deps: ReplayDeps): UseCase<ReplayDelivery, Delivery> =>
  async (tx, commands) => {
    const originals = await deliveries.getDeliveries(tx, [...new Set(commands.map(command => command.input.deliveryId))])
    const targets = await endpoints.openEndpoints(tx, [...new Set([...originals.values()].map(original => original.endpointId))])
    const now = deps.clock.now()
    const outcomes = commands.map(({ input }): Outcome<Delivery, NotificationsCode> => {
      const original = originals.get(input.deliveryId)
      if (original === undefined || original.merchantId !== input.merchantId) return refuse('webhook_delivery_not_found', 'id')
      if (targets.get(original.endpointId)?.state !== 'enabled') return refuse('webhook_endpoint_disabled')
      return ok({
        ...original,
        id: newId<'whd'>(),
        replayOf: original.id,
        state: 'pending',
        attempts: 0,
        nextAttemptAt: now,
        lastStatus: null,
        createdAt: now,
        finishedAt: null,
      })
    })
    const replays = outcomes.flatMap(outcome => (outcome.ok ? [outcome.value] : []))
    deliveries.insertReplays(tx, replays, now)
    if (replays.length > 0) tx.afterCommit(deps.deliveriesWaiting)
    return outcomes
  }

/** Refuses with `webhook_endpoint_not_found`, `webhook_endpoint_disabled`, `webhook_replay_range_invalid` and `webhook_replay_too_large`. */
export const replayEndpoints =
  (deps: ReplayDeps): UseCase<ReplayEndpoint, Replayed> =>
  async (tx, commands) => {
    const targets = await endpoints.openEndpoints(tx, [...new Set(commands.map(command => command.input.endpointId))])
    const ranges = commands.flatMap(({ input }) => {
      const target = targets.get(input.endpointId)
      return target === undefined ? [] : [{ ...input, eventTypes: target.eventTypes }]
    })
    const counts = await deliveries.countRanges(tx, ranges, REPLAY_EVENTS_MAX + 1)
    const accepted: typeof ranges = []
    let at = 0
    const outcomes = commands.map(({ input }): Outcome<Replayed, NotificationsCode> => {
      const target = targets.get(input.endpointId)
      if (target === undefined) return refuse('webhook_endpoint_not_found', 'id')
      const events = counts[at] ?? 0
      const range = ranges[at]
      at += 1
      if (target.merchantId !== input.merchantId) return refuse('webhook_endpoint_not_found', 'id')
      if (target.state !== 'enabled') return refuse('webhook_endpoint_disabled')
      if (input.createdGte >= input.createdLt) return refuse('webhook_replay_range_invalid', 'created_lt')
      if (events > REPLAY_EVENTS_MAX) return refuse('webhook_replay_too_large', 'created_gte', { limit: REPLAY_EVENTS_MAX })
      if (range !== undefined) accepted.push(range)
      return ok({ endpointId: input.endpointId, createdGte: input.createdGte, createdLt: input.createdLt, deliveries: events })
    })
    deliveries.insertRanges(tx, accepted, REPLAY_EVENTS_MAX, deps.clock.now())
    if (accepted.length > 0) tx.afterCommit(deps.deliveriesWaiting)
    return outcomes
  }
