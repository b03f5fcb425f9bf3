/** What third parties are told of an event, pure: which types, about which resource, in which claims. */
import { formatId, type Id } from '../../../kernel/ids.ts'
import type { Consent, ConsentKind } from '../../consents/types.ts'
import type { ApiVersion } from '../versions.ts'
import { type Claims, EVENT_TYPES, type EventNotification, type EventType, type Subscription } from './types.ts'

/** An event of the outbox that third parties hear of. */
export type HeardEvent = {
  readonly id: Id<'evt'>
  readonly type: string
  readonly topics: readonly string[]
  readonly object: Readonly<Record<string, unknown>>
  readonly createdAt: Date
}

/** The events of other domains that are listened to. */
export const HEARD_TYPES = [
  'consent.authorised',
  'consent.rejected',
  'consent.cancelled',
  'consent.expired',
  'account.posted',
  'account.updated',
  'open_banking_payment.accepted',
  'open_banking_payment.rejected',
] as const

/** A resource of the API: its type as the standard names it, its id, and its path below the version's. */
export type Resource = { readonly type: string; readonly id: string; readonly path: string }

/** What one third party is told of: the types that apply, and about what. */
export type News = {
  readonly event: HeardEvent
  readonly thirdPartyId: Id<'tpp'>
  /** The token's subject. */
  readonly resource: Resource
  readonly types: readonly { readonly type: EventType; readonly about: Resource; readonly reason?: string }[]
}

const CONSENTS: Readonly<
  Record<Extract<ConsentKind, 'account_access' | 'funds_confirmation' | 'domestic_payment' | 'vrp'>, readonly [string, string]>
> = {
  account_access: ['account-access-consent', 'aisp/account-access-consents'],
  funds_confirmation: ['funds-confirmation-consent', 'cbpii/funds-confirmation-consents'],
  domestic_payment: ['domestic-payment-consent', 'pisp/domestic-payment-consents'],
  vrp: ['domestic-vrp-consent', 'pisp/domestic-vrp-consents'],
}

export function consentResource(kind: ConsentKind, publicId: string): Resource | null {
  if (!Object.hasOwn(CONSENTS, kind)) return null
  const [type, path] = CONSENTS[kind as keyof typeof CONSENTS]
  return { type, id: publicId, path: `${path}/${publicId}` }
}

/**
 * Whether a consent may hear that something was posted: who may read neither balances nor both sides of the transactions must not learn
 * it from an event.
 */
export function mayHearOfPostings(permissions: readonly string[]): boolean {
  const has = (permission: string): boolean => permissions.includes(permission)
  return has('ReadBalances') || (has('ReadTransactionsCredits') && has('ReadTransactionsDebits'))
}

const accountResource = (id: string): Resource => ({ type: 'account', id, path: `aisp/accounts/${id}` })

/** News of a consent: its third party hears of every change but its own. */
export function consentNews(event: HeardEvent, consent: Consent): News | null {
  if (consent.grantee.kind !== 'third_party') return null
  const resource = consentResource(consent.kind, consent.publicId)
  if (resource === null || (event.type === 'consent.cancelled' && consent.endedBy === 'third_party')) return null
  return {
    event,
    thirdPartyId: consent.grantee.id,
    resource,
    types: [
      { type: EVENT_TYPES.updated, about: resource },
      ...(event.type === 'consent.cancelled' ? [{ type: EVENT_TYPES.revoked, about: resource }] : []),
    ],
  }
}

/** News of an account, for a third party whose consent names it. */
export function accountNews(
  event: HeardEvent,
  account: string,
  grant: { readonly thirdPartyId: Id<'tpp'>; readonly consentId: Id<'cns'> },
): News {
  const about = accountResource(account)
  const consent = consentResource('account_access', formatId('cns', grant.consentId)) ?? about
  return event.type === 'account.posted'
    ? { event, thirdPartyId: grant.thirdPartyId, resource: about, types: [{ type: EVENT_TYPES.posted, about }] }
    : {
        event,
        thirdPartyId: grant.thirdPartyId,
        resource: consent,
        types: [{ type: EVENT_TYPES.linked, about }],
      }
}

/** News of a payment that a third party ordered. */
export function orderNews(event: HeardEvent, thirdPartyId: Id<'tpp'>): News {
  const id = String(event.object.id)
  const [type, path] = event.object.kind === 'vrp' ? ['domestic-vrp', 'pisp/domestic-vrps'] : ['domestic-payment', 'pisp/domestic-payments']
  const about = { type, id, path: `${path}/${id}` }
  return { event, thirdPartyId, resource: about, types: [{ type: EVENT_TYPES.updated, about }] }
}

export type TokenDeps = { readonly issuer: string; readonly versions: readonly ApiVersion[] }

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000)

/** OBEventSubject1: with a link to the resource in every version there is. */
function subjectOf({ issuer, versions }: TokenDeps, { type, id, path }: Resource) {
  return {
    subject_type: 'http://openbanking.org.uk/rid_http://openbanking.org.uk/rty',
    'http://openbanking.org.uk/rid': id,
    'http://openbanking.org.uk/rty': type,
    'http://openbanking.org.uk/rlk': versions.map(version => ({ version: version.name, link: `${issuer}${version.path}/${path}` })),
  }
}

/**
 * The notification `id` of some news to one subscription; `null` when it did not ask for any of it. RFC 8417, and
 * OBEventNotification2 of the standard.
 */
export function notificationOf(
  deps: TokenDeps,
  id: Id<'obe'>,
  news: News,
  subscription: Subscription,
  now: Date,
): EventNotification | null {
  const wanted = news.types.filter(({ type }) => subscription.eventTypes === null || subscription.eventTypes.includes(type))
  if (wanted.length === 0) return null
  const [version] = deps.versions
  const claims: Claims = {
    iss: deps.issuer,
    iat: seconds(now),
    jti: formatId('obe', id),
    aud: formatId('tpp', subscription.thirdPartyId),
    sub: `${deps.issuer}${version?.path ?? ''}/${news.resource.path}`,
    txn: formatId('evt', news.event.id),
    toe: seconds(news.event.createdAt),
    events: Object.fromEntries(wanted.map(({ type, about }) => [type, { subject: subjectOf(deps, about) }])),
  }
  return {
    id,
    subscriptionId: subscription.id,
    thirdPartyId: subscription.thirdPartyId,
    eventType: wanted.map(each => each.type).join(' '),
    claims,
    state: 'outstanding',
    nextAttemptAt: subscription.callbackUrl === null ? null : now,
    attempts: 0,
    lastStatus: null,
    error: null,
    createdAt: now,
    finishedAt: null,
  }
}
