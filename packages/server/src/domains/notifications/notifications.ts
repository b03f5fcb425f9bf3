/**
 * The face of notifications: committed events reach live pages and go out as signed webhooks; their history can be read.
 * Nothing here changes what an event says; it was frozen by the transaction that made it.
 */
import type { Route } from '../../platform/http/route.ts'
import { createLoop } from '../../platform/loop.ts'
import { createWebhookSending } from './deliver-webhooks.ts'
import { notificationsRoutes } from './http.ts'
import { createHub } from './hub.ts'
import { type RelayDeps, relayOnce, retryHeld } from './relay.ts'
import { oldestWaiting } from './store/events.ts'
import { DEFAULT_SETTINGS, type EventConsumer, type NotificationsDeps, type NotificationsSettings } from './types.ts'

export { type NotificationsCode, notificationsCatalogue } from './errors.ts'
export { createUrlCheck, createWebhookTransport } from './transport.ts'
export type { EventConsumer, RelayedEvent } from './types.ts'

/** The NOTIFY channel that carries topics between nodes. */
const CHANNEL = 'feiqian_events'

/** A finished attempt wakes the sender, gathered over this time. */
const SENDER_DELAY_MS = 10

/** How often it is looked whether a consumer has events to take that it failed on. */
const HELD_POLL_MS = 5_000

export type Notifications = {
  /** Tells the relay that events were committed; cheap, to be called after every commit. */
  wake(): void
  /** Starts listening, relaying and sending. */
  start(): Promise<void>
  /** Stops claiming and waits for what is being sent, at most the timeout of one message. */
  stop(): Promise<void>
  /** `heard` is called within a second of something happening to the topic (a public id or page token), and after a lost connection. */
  subscribe(topic: string, heard: () => void): () => void
  /** Has a consumer called with every event of its types from now on; before `start`. */
  registerConsumer(consumer: EventConsumer): void
  /** Seconds for which the oldest committed event has waited for the relay; 0 when none waits. */
  lagSeconds(): Promise<number>
  readonly routes: readonly Route[]
}

export function createNotifications(deps: NotificationsDeps): Notifications {
  const settings: NotificationsSettings = { ...DEFAULT_SETTINGS, ...deps.settings }
  const failed = (what: string) => (error: unknown) => deps.logger.warn({ err: error }, `${what} failed and is tried again`)
  const hub = createHub(error => deps.logger.error({ err: error }, 'a listener of live events failed'))

  const sending = createWebhookSending({ ...deps, settings }, () => sender.wake())
  const sender = createLoop({
    delayMs: SENDER_DELAY_MS,
    pollMs: settings.pollMs,
    work: async () => {
      await sending.claim()
      return false
    },
    failed: failed('claiming webhooks'),
  })

  const relay = createLoop({
    delayMs: settings.relayDelayMs,
    pollMs: settings.pollMs,
    work: async () => (await relayOnce(relaying)).notes === settings.relayBatchMax,
    failed: failed('relaying events'),
  })

  const held = createLoop({
    delayMs: 0,
    pollMs: HELD_POLL_MS,
    work: async () => {
      if (consumers.length > 0) await retryHeld(relaying)
      return false
    },
    failed: failed('giving events to a consumer again'),
  })

  const consumers: EventConsumer[] = []
  const relaying: RelayDeps = {
    db: deps.db,
    now: () => deps.clock.now(),
    batchMax: settings.relayBatchMax,
    deliveriesWaiting: () => sender.wake(),
    consumers,
    consumerFailed: (consumer, error) => deps.logger.error({ err: error, consumer }, 'a consumer of events failed; they wait for it'),
  }
  let unlisten: (() => Promise<void>) | null = null

  return {
    wake: relay.wake,
    async start() {
      unlisten ??= await deps.db.listen(CHANNEL, hub.notified)
      relay.start()
      held.start()
      sender.start()
    },
    async stop() {
      await relay.stop()
      await held.stop()
      await sender.stop()
      await sending.idle()
      await unlisten?.()
      unlisten = null
    },
    subscribe: hub.subscribe,
    registerConsumer(consumer) {
      consumers.push(consumer)
    },
    async lagSeconds() {
      const oldest = await oldestWaiting(deps.db)
      return oldest === null ? 0 : Math.max(0, deps.clock.now().getTime() - oldest.getTime()) / 1_000
    },
    routes: notificationsRoutes({ ...deps, deliveriesWaiting: sender.wake }),
  }
}
