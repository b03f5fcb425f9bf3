/**
 * Turns events of other domains into notifications of third parties, in the transaction that takes their note out of the outbox: each is
 * heard exactly once, and nothing is added to the transaction that it tells of. Set-based, and never calls the network.
 */
import { type Id, newId, parseId } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/db.ts'
import type { ApiVersion } from '../versions.ts'
import { accountNews, consentNews, type HeardEvent, mayHearOfPostings, type News, notificationOf, orderNews } from './rules.ts'
import { insertNotifications, subscriptionsOf, tell } from './store.ts'
import type { EventNotification, EventNotificationsDeps } from './types.ts'

/** An event as the relay hands it over; topics separated by spaces. */
export type OutboxEvent = {
  readonly id: Id<'evt'>
  readonly type: string
  readonly topics: string
  readonly object: string | null
  readonly createdAt: Date
}

type HearDeps = Pick<EventNotificationsDeps, 'clock' | 'consents' | 'thirdParties' | 'publicUrl'>

/** Answers with the third parties that something waits for. */
export async function hear(
  deps: HearDeps,
  versions: readonly ApiVersion[],
  tx: Tx,
  events: readonly OutboxEvent[],
): Promise<readonly Id<'tpp'>[]> {
  const now = deps.clock.now()
  const news = await newsOf(deps, tx, events.map(read))
  if (news.length === 0) return []
  const subscriptions = await subscriptionsOf(tx, distinct(news.map(each => each.thirdPartyId)))
  if (subscriptions.length === 0) return []
  const active = await activeOf(deps, tx, distinct(subscriptions.map(each => each.thirdPartyId)))
  const token = { issuer: deps.publicUrl(), versions }
  const notifications: EventNotification[] = []
  for (const each of news)
    for (const subscription of subscriptions) {
      if (subscription.thirdPartyId !== each.thirdPartyId || !active.has(each.thirdPartyId)) continue
      const notification = notificationOf(token, newId<'obe'>(), each, subscription, now)
      if (notification !== null) notifications.push(notification)
    }
  if (notifications.length === 0) return []
  insertNotifications(tx, notifications)
  const waiting = distinct(notifications.map(each => each.thirdPartyId))
  tell(tx, waiting)
  return waiting
}

/** Those that may be told anything now: neither suspended nor closed, nor waiting for their approval. */
export async function activeOf(
  deps: Pick<EventNotificationsDeps, 'thirdParties'>,
  reader: Pick<Tx, 'query'>,
  ids: readonly Id<'tpp'>[],
): Promise<Set<Id<'tpp'>>> {
  if (ids.length === 0) return new Set()
  const found = await deps.thirdParties.findMany(reader, ids)
  return new Set([...found].flatMap(([id, { status }]) => (status === 'sandbox' || status === 'live' ? [id] : [])))
}

const distinct = <T>(items: readonly T[]): T[] => [...new Set(items)]

function read(event: OutboxEvent): HeardEvent {
  const object: unknown = event.object === null ? {} : JSON.parse(event.object)
  return { ...event, topics: event.topics.split(' '), object: object as HeardEvent['object'] }
}

const idsOf = <P extends 'cns' | 'tpp'>(prefix: P, { topics }: HeardEvent): Id<P>[] =>
  topics.map(topic => parseId(prefix, topic)).filter(id => id !== null)

const accountsOf = ({ topics }: HeardEvent): string[] => topics.filter(topic => topic.startsWith('bac_'))

async function newsOf(deps: HearDeps, tx: Tx, events: readonly HeardEvent[]): Promise<News[]> {
  const aboutConsents = events.filter(event => event.type.startsWith('consent.'))
  const aboutAccounts = events.filter(event => event.type.startsWith('account.'))
  const grants = aboutAccounts.length === 0 ? [] : await deps.consents.grantsOf(tx, distinct(aboutAccounts.flatMap(accountsOf)))
  const asked = distinct([...aboutConsents.flatMap(event => idsOf('cns', event)), ...grants.map(grant => grant.consentId)])
  const consents = asked.length === 0 ? null : await deps.consents.findMany(tx, asked)
  return events.flatMap((event): News[] => {
    if (event.type.startsWith('open_banking_payment.')) return idsOf('tpp', event).map(thirdParty => orderNews(event, thirdParty))
    if (event.type.startsWith('account.')) {
      const told = new Set<string>()
      return accountsOf(event).flatMap(account =>
        grants.flatMap(grant => {
          // Of a posting a third party hears once per account, however many consents it has; of its consents it hears one by one.
          const key = event.type === 'account.posted' ? `${account} ${grant.thirdPartyId}` : `${account} ${grant.consentId}`
          if (grant.accountId !== account || told.has(key)) return []
          if (event.type === 'account.posted' && !mayHearOfPostings(consents?.get(grant.consentId)?.permissions ?? [])) return []
          told.add(key)
          return [accountNews(event, account, grant)]
        }),
      )
    }
    return idsOf('cns', event).flatMap(id => {
      const consent = consents?.get(id)
      return consent === undefined ? [] : (consentNews(event, consent) ?? [])
    })
  })
}
