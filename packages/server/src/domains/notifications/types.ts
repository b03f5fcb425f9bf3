/**
 * The nouns of notifications, and what the domain needs from outside.
 */
import type { Id } from '../../kernel/ids.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { Clock } from '../../kernel/time.ts'
import type { Commands } from '../../platform/commands.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Send } from '../../platform/sending.ts'

/** What happened, frozen when it happened. */
export type Event = {
  readonly id: Id<'evt'>
  readonly type: string
  readonly merchantId: Id<'mer'> | null
  /** JSON text of the thing as it was; never parsed on its way to a receiver. */
  readonly object: string
  readonly createdAt: Date
}

/** An event on its way to those who listen. */
export type RelayedEvent = {
  readonly id: Id<'evt'>
  readonly type: string
  /** Separated by spaces. */
  readonly topics: string
  readonly createdAt: Date
  /** JSON text; `null` when no consumer of its type reads objects. */
  readonly object: string | null
}

/**
 * Another domain that acts on events. It is called in the transaction that takes their note out of the outbox, so each event reaches it
 * once, some 50 ms after its own commit, and nothing is added to the transaction that made it. It must be quick and set-based: every
 * event of every domain waits behind it. It may append to the outbox. What it fails on is given to it again later, event by event and so
 * out of order, until it takes it.
 */
export type EventConsumer = {
  /** Names it in logs, and what waits for it: to be kept. */
  readonly name: string
  readonly types: readonly string[]
  /** Whether it reads the objects; those of hot types are long. */
  readonly objects: boolean
  /** `events` is not empty, holds no other types, and is in the order of ids. */
  consume(tx: Tx, events: readonly RelayedEvent[]): Promise<void>
}

export type DisabledReason = 'by_request' | 'gone' | 'failing'

/** Where a merchant wants to be told. Secrets are sealed; only signing opens them. */
export type Endpoint = {
  readonly id: Id<'whe'>
  readonly merchantId: Id<'mer'>
  readonly url: string
  readonly description: string | null
  /** `['*']` or types of the event catalogue. */
  readonly eventTypes: readonly string[]
  readonly state: 'enabled' | 'disabled' | 'deleted'
  readonly disabledReason: DisabledReason | null
  readonly secret: Buffer
  readonly previousSecret: Buffer | null
  readonly previousSecretUntil: Date | null
  readonly lastSuccessAt: Date | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type DeliveryState = 'pending' | 'succeeded' | 'failed' | 'canceled'

/** One event on its way to one endpoint. */
export type Delivery = {
  readonly id: Id<'whd'>
  readonly merchantId: Id<'mer'>
  readonly endpointId: Id<'whe'>
  readonly eventId: Id<'evt'>
  readonly eventType: string
  readonly replayOf: Id<'whd'> | null
  readonly state: DeliveryState
  readonly attempts: number
  readonly nextAttemptAt: Date | null
  readonly lastStatus: number | null
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

/** One try, as it is kept for the merchant to read. */
export type Attempt = {
  readonly number: number
  readonly attemptedAt: Date
  readonly durationMs: number
  readonly url: string
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly responseStatus: number | null
  /** At most the first 4 KB. */
  readonly responseBody: string | null
  /** Why there is no answer: `timeout`, `refused`, `forbidden_address`, … */
  readonly error: string | null
}

/** A delivery that this process has leased, with all that sending needs. */
export type ClaimedDelivery = {
  readonly id: Id<'whd'>
  readonly endpointId: Id<'whe'>
  /** Attempts made before this one. */
  readonly attempts: number
  readonly createdAt: Date
  readonly url: string
  readonly secret: Buffer
  readonly previousSecret: Buffer | null
  readonly previousSecretUntil: Date | null
  readonly event: Event
}

/** One entry of the event catalogue; each domain declares its own in events.ts and compose gathers them. */
export type EventSpec = {
  readonly type: string
  readonly description: { readonly en: string; readonly zh: string }
  /** JSON Schema of `data.object`. */
  readonly schema?: unknown
}

export type Seal = { seal(text: string): Buffer; open(sealed: Buffer): string }

export type NotificationsLog = { warn(about: object, message: string): void; error(about: object, message: string): void }

export type NotificationsDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly commands: Commands
  readonly seal: Seal
  readonly send: Send
  /** Refuses targets that webhooks may not reach; codes `webhook_url_invalid` and `webhook_url_forbidden`. */
  readonly checkUrl: (url: string) => Promise<Outcome<URL>>
  readonly eventCatalogue: readonly EventSpec[]
  readonly logger: NotificationsLog
  readonly settings?: Partial<NotificationsSettings>
}

export type NotificationsSettings = {
  /** How long the relay lets events gather after a wake-up, so that a busy server moves hundreds at once. */
  readonly relayDelayMs: number
  /** How often relay and sender look without having been woken. */
  readonly pollMs: number
  /** Notes of the outbox, each of one transaction's events, that one turn of the relay takes. */
  readonly relayBatchMax: number
  /** Deliveries under way in this process, in all and for one endpoint. */
  readonly sendingMax: number
  readonly sendingPerEndpointMax: number
  /** After how long a delivery whose sender went silent is sent again; must exceed the timeout of `send`. */
  readonly leaseMs: number
  /** 0 ≤ random < 1, for the jitter of retries. */
  readonly random: () => number
}

export const DEFAULT_SETTINGS: NotificationsSettings = {
  relayDelayMs: 50,
  pollMs: 250,
  relayBatchMax: 20,
  sendingMax: 32,
  sendingPerEndpointMax: 4,
  leaseMs: 60_000,
  random: Math.random,
}
