/**
 * The nouns of event notifications: what a third party subscribed to, and the security event tokens (SET, RFC 8417) that it is told
 * with, by polling (RFC 8936) or at a URL of its own.
 */
import type { Id } from '../../../kernel/ids.ts'
import type { Outcome } from '../../../kernel/outcome.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { Commands } from '../../../platform/commands.ts'
import type { Db } from '../../../platform/db.ts'
import type { Send } from '../../../platform/sending.ts'
import type { Consents } from '../../consents/consents.ts'
import type { ThirdParties } from '../../identity/identity.ts'
import type { Policies } from '../../policies/policies.ts'

export const EVENT_TYPES = {
  /** A resource of the third party has another state. */
  updated: 'urn:uk:org:openbanking:events:resource-update',
  /** A consent was withdrawn by its person, or by the institution. */
  revoked: 'urn:uk:org:openbanking:events:consent-authorization-revoked',
  /** An account that a consent names was closed or opened again. */
  linked: 'urn:uk:org:openbanking:events:account-access-consent-linked-account-update',
  /** Ours: something was posted to an account that a consent names. */
  posted: 'urn:cn:feiqian:openbanking:events:account-posted',
} as const

export type EventType = (typeof EVENT_TYPES)[keyof typeof EVENT_TYPES]

/** `callback_url` is the standard's older resource: it hears of resource-update alone. */
export type SubscriptionKind = 'event_subscription' | 'callback_url'

export type Subscription = {
  readonly id: Id<'obs'>
  readonly thirdPartyId: Id<'tpp'>
  readonly kind: SubscriptionKind
  /** `null`: the third party polls. */
  readonly callbackUrl: string | null
  /** `4.0` */
  readonly version: string
  /** `null`: every type. */
  readonly eventTypes: readonly EventType[] | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type NotificationState = 'outstanding' | 'acknowledged' | 'refused' | 'canceled'

/** An event notification as it is kept; `claims` is the token's payload, frozen. */
export type EventNotification = {
  readonly id: Id<'obe'>
  readonly subscriptionId: Id<'obs'>
  readonly thirdPartyId: Id<'tpp'>
  /** The types of its events, separated by spaces. */
  readonly eventType: string
  readonly claims: Claims
  readonly state: NotificationState
  readonly nextAttemptAt: Date | null
  readonly attempts: number
  readonly lastStatus: number | null
  readonly error: { readonly err: string; readonly description: string } | null
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

/** OBEventNotification2. */
export type Claims = {
  readonly iss: string
  readonly iat: number
  readonly jti: string
  readonly aud: string
  readonly sub: string
  readonly txn: string
  readonly toe: number
  readonly events: Readonly<Record<string, unknown>>
}

/** A notification that this process has leased for pushing. */
export type ClaimedNotification = {
  readonly id: Id<'obe'>
  readonly subscriptionId: Id<'obs'>
  readonly thirdPartyId: Id<'tpp'>
  readonly attempts: number
  readonly claims: Claims
  readonly url: string
}

/** One push, as it is kept. */
export type PushAttempt = {
  readonly number: number
  readonly attemptedAt: Date
  readonly durationMs: number
  readonly url: string
  readonly responseStatus: number | null
  readonly responseBody: string | null
  readonly error: string | null
}

/** Makes and signs tokens: PS256 with a key of the published JWKS. */
export type SignSet = (claims: Claims) => string

export type EventsLog = { warn(about: object, message: string): void; error(about: object, message: string): void }

export type EventNotificationsDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly commands: Commands
  readonly policies: Pick<Policies, 'require'>
  readonly consents: Pick<Consents, 'findMany' | 'grantsOf'>
  /** The face of identity fits. Who is suspended or closed is told nothing. */
  readonly thirdParties: Pick<ThirdParties, 'findMany'>
  /** The issuer of tokens, without a slash at the end. */
  readonly publicUrl: () => string
  readonly sign: SignSet
  readonly send: Send
  /** Refuses addresses that may not be called. */
  readonly checkUrl: (url: string) => Promise<Outcome<URL>>
  readonly logger: EventsLog
  readonly settings?: Partial<EventSettings>
}

export type EventSettings = {
  /** How often the sender looks without having been woken. */
  readonly pollMs: number
  /** Pushes under way in this process, in all and to one third party. */
  readonly sendingMax: number
  readonly sendingPerSubscriptionMax: number
  /** After how long a push whose sender went silent is sent again; must exceed the timeout of `send`. */
  readonly leaseMs: number
  /** 0 ≤ random < 1, for the jitter of retries. */
  readonly random: () => number
}

export const DEFAULT_EVENT_SETTINGS: EventSettings = {
  pollMs: 1_000,
  sendingMax: 32,
  sendingPerSubscriptionMax: 8,
  leaseMs: 60_000,
  random: Math.random,
}
