/**
 * Event notifications: what third parties subscribe to, and how they are told. The way of news is outbox -> relay -> hear.ts -> push.ts,
 * or poll.ts.
 */
import { formatId } from '../../../kernel/ids.ts'
import type { CommandHandler } from '../../../platform/commands.ts'
import type { Tx } from '../../../platform/db.ts'
import type { Route } from '../../../platform/http/route.ts'
import { createLoop } from '../../../platform/loop.ts'
import type { ApiVersion } from '../versions.ts'
import { hear, type OutboxEvent } from './hear.ts'
import { eventRoutes, operatorRoutes } from './http.ts'
import { createPolls } from './poll.ts'
import { createPushing } from './push.ts'
import { HEARD_TYPES } from './rules.ts'
import { CHANNEL, pruneNotifications } from './store.ts'
import { changeSubscriptions, createSubscriptions, endSubscriptions, type NewSubscription, type OneSubscription } from './subscriptions.ts'
import { DEFAULT_EVENT_SETTINGS, type EventNotificationsDeps, type Subscription } from './types.ts'
import { presentSubscription } from './view.ts'

export { eventsCatalogue, eventsObCodes } from './errors.ts'
export type { EventNotificationsDeps } from './types.ts'

/** A finished push wakes the sender, gathered over this time. */
const SENDER_DELAY_MS = 5
/** A million a day. */
const PRUNE_ROUNDS_MAX = 200

export type SubscriptionCommands = {
  readonly create: CommandHandler<NewSubscription>
  readonly change: CommandHandler<NewSubscription>
  readonly end: CommandHandler<OneSubscription>
}

export type EventNotifications = {
  readonly routes: readonly Route[]
  /** Outside of the bank-grade API. */
  readonly operatorRoutes: readonly Route[]
  /** To be registered with notifications: fits its `EventConsumer`. */
  readonly consumer: {
    readonly name: string
    readonly types: readonly string[]
    readonly objects: true
    consume(tx: Tx, events: readonly OutboxEvent[]): Promise<void>
  }
  /** Starts listening and pushing. */
  start(): Promise<void>
  /** Ends the polls that wait; to be called before the server stops answering. */
  endPolls(): void
  /** Stops claiming and waits for what is being sent, at most the timeout of one push. */
  stop(): Promise<void>
  /** Forgets notifications that are done with, or that nobody takes, by the policy's time; answers how many. For a daily job. */
  prune(): Promise<number>
}

export function createEventNotifications(deps: EventNotificationsDeps, versions: readonly ApiVersion[]): EventNotifications {
  const settings = { ...DEFAULT_EVENT_SETTINGS, ...deps.settings }
  const polls = createPolls(deps)
  const pushing = createPushing(deps, settings, () => sender.wake())
  const sender = createLoop({
    delayMs: SENDER_DELAY_MS,
    pollMs: settings.pollMs,
    work: async () => {
      await pushing.claim()
      return false
    },
    failed: error => deps.logger.warn({ err: error }, 'claiming event notifications failed and is tried again'),
  })
  const heard = (payload: string): void => {
    polls.wake(payload === '' ? 'all' : payload.split(' '))
    sender.wake()
  }
  let unlisten: (() => Promise<void>) | null = null

  const routes = versions.flatMap(version => {
    const present = (status: 200 | 201) => (subscription: Subscription, context: { readonly baseUrl: string }) => ({
      status,
      body: presentSubscription(subscription, `${context.baseUrl}${version.path}`),
    })
    const subject = (subscription: Subscription): string => formatId('obs', subscription.id)
    return eventRoutes({ ...deps, polls }, version, versions, {
      create: deps.commands.define({
        name: version.operation('openbanking.subscribe'),
        decide: (tx, commands) => createSubscriptions(deps, tx, commands),
        present: present(201),
        subject,
      }),
      change: deps.commands.define({
        name: version.operation('openbanking.change_subscription'),
        decide: (tx, commands) => changeSubscriptions(deps, tx, commands),
        present: present(200),
        subject,
      }),
      end: deps.commands.define<OneSubscription, Subscription>({
        name: version.operation('openbanking.end_subscription'),
        decide: (tx, commands) => endSubscriptions(deps, tx, commands),
        present: () => ({ status: 204, body: null }),
        subject,
      }),
    })
  })

  return {
    routes,
    operatorRoutes: operatorRoutes({ ...deps, polls }),
    consumer: {
      name: 'openbanking.events',
      types: HEARD_TYPES,
      objects: true,
      async consume(tx, events) {
        const waiting = await hear(deps, versions, tx, events)
        if (waiting.length > 0) tx.afterCommit(() => heard(waiting.join(' ')))
      },
    },
    async start() {
      unlisten ??= await deps.db.listen(CHANNEL, heard)
      sender.start()
    },
    endPolls: polls.stop,
    async stop() {
      polls.stop()
      await sender.stop()
      await pushing.idle()
      await unlisten?.()
      unlisten = null
    },
    async prune() {
      const { retention_days: days } = deps.policies.require('openbanking.events', deps.clock.now()).value as { retention_days: number }
      const before = new Date(deps.clock.now().getTime() - days * 86_400_000)
      let forgotten = 0
      for (let round = 0; round < PRUNE_ROUNDS_MAX; round++) {
        const { count, more } = await pruneNotifications(deps.db, before)
        forgotten += count
        if (!more) break
      }
      return forgotten
    },
  }
}
