/** The routes of event notifications (UK Open Banking Read/Write v4.0), and what operators see of them. */
import { z } from 'zod'
import { type Id, newId, parseId } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zId, zInstantJson, zList, zPublicId, zText } from '../../../platform/http/schemas.ts'
import { thirdPartyOf } from '../consent-requests/own-consents.ts'
import { zObLinksJson } from '../http/schemas.ts'
import type { ApiVersion } from '../versions.ts'
import type { SubscriptionCommands } from './events.ts'
import type { Polls } from './poll.ts'
import { findSubscription, getNotification, listNotifications, pushesOf } from './store.ts'
import type { NewSubscription, OneSubscription } from './subscriptions.ts'
import { EVENT_TYPES, type EventNotificationsDeps, type EventType, type SubscriptionKind } from './types.ts'
import { callbackData, notificationJson, pushJson, subscriptionData } from './view.ts'

export type EventRouteDeps = Pick<EventNotificationsDeps, 'db' | 'checkUrl'> & { readonly polls: Polls }

const TAG = 'Open banking: events'
const TYPES: readonly EventType[] = Object.values(EVENT_TYPES)
const isEventType = (text: string): text is EventType => TYPES.some(type => type === text)

const zCallback = z.string().max(2000)
const zVersion = zText(10)
const zTypes = z.array(zText(200)).min(1).max(20)

/** OBEventSubscription1 and OBEventSubscriptionResponse1, whose Links and Meta are not looked at. */
const zNewSubscription = z.strictObject({
  Data: z.strictObject({ CallbackUrl: zCallback.optional(), Version: zVersion, EventTypes: zTypes.optional() }),
})
const zChangedSubscription = z.strictObject({
  Data: z.strictObject({
    EventSubscriptionId: zText(40),
    CallbackUrl: zCallback.optional(),
    Version: zVersion,
    EventTypes: zTypes.optional(),
  }),
  Links: z.unknown().optional(),
  Meta: z.unknown().optional(),
})
const zSubscriptionData = z.strictObject({
  EventSubscriptionId: z.string(),
  CallbackUrl: z.url().optional(),
  Version: z.string(),
  EventTypes: z.array(z.string()).optional(),
})
const zMeta = z.strictObject({})
const zSubscriptionJson = z.strictObject({ Data: zSubscriptionData, Links: zObLinksJson, Meta: zMeta }).meta({ id: 'ObEventSubscription' })
const zSubscriptionsJson = z
  .strictObject({ Data: z.strictObject({ EventSubscription: z.array(zSubscriptionData) }), Links: zObLinksJson, Meta: zMeta })
  .meta({ id: 'ObEventSubscriptions' })

/** OBCallbackUrl1 and OBCallbackUrlResponse1. */
const zNewCallback = z.strictObject({ Data: z.strictObject({ Url: zCallback, Version: zVersion }) })
const zChangedCallback = z.strictObject({
  Data: z.strictObject({ CallbackUrlId: zText(40), Url: zCallback, Version: zVersion }),
  Links: z.unknown().optional(),
  Meta: z.unknown().optional(),
})
const zCallbackData = z.strictObject({ CallbackUrlId: z.string(), Url: z.url(), Version: z.string() })
const zCallbackJson = z.strictObject({ Data: zCallbackData, Links: zObLinksJson, Meta: zMeta }).meta({ id: 'ObCallbackUrl' })
const zCallbacksJson = z
  .strictObject({ Data: z.strictObject({ CallbackUrl: z.array(zCallbackData) }), Links: zObLinksJson, Meta: zMeta })
  .meta({ id: 'ObCallbackUrls' })

/** OBEventPolling1. */
const zPoll = z.strictObject({
  maxEvents: z
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .meta({ description: 'Number of events to answer with at the most; 0 only acknowledges.' }),
  returnImmediately: z.boolean().optional(),
  ack: z.array(zText(128)).max(1000).optional(),
  setErrs: z
    .record(zText(128), z.strictObject({ err: zText(40), description: zText(256) }))
    .refine(errors => Object.keys(errors).length <= 1000, { error: 'Too big: expected at most 1000 errors' })
    .optional(),
})
/** OBEventPollingResponse1. */
const zPolledJson = z.strictObject({ moreAvailable: z.boolean(), sets: z.record(z.string(), z.string()) }).meta({ id: 'ObPolledEvents' })

const SUBSCRIBING = ['ob_event_type_unsupported', 'ob_event_version_unsupported', 'ob_event_callback_invalid'] as const
const OWN = ['ob_resource_not_found', 'ob_resource_forbidden'] as const

/** The routes of one version. */
export function eventRoutes(
  deps: EventRouteDeps,
  version: ApiVersion,
  versions: readonly ApiVersion[],
  commands: SubscriptionCommands,
): Route[] {
  const access = { thirdParty: 'events', grant: 'client' } as const
  const op = version.operation
  const linkOf = (baseUrl: string, path: string): string => `${baseUrl}${version.path}/${path}`

  /** What is asked for, checked as far as no transaction is needed. */
  async function read(
    asked: { readonly version: string; readonly url: string | undefined; readonly types: readonly string[] | undefined },
    names: { readonly url: string },
  ): Promise<Outcome<Pick<NewSubscription, 'callbackUrl' | 'version' | 'eventTypes'>>> {
    const known = versions.map(each => each.name.slice(1))
    if (!known.includes(asked.version)) return refuse('ob_event_version_unsupported', 'Data.Version', { versions: known.join(', ') })
    const unknown = asked.types?.findIndex(type => !isEventType(type)) ?? -1
    if (unknown >= 0) return refuse('ob_event_type_unsupported', `Data.EventTypes[${unknown}]`)
    if (asked.url !== undefined && !(await deps.checkUrl(asked.url)).ok) return refuse('ob_event_callback_invalid', names.url)
    return ok({ callbackUrl: asked.url ?? null, version: asked.version, eventTypes: asked.types?.filter(isEventType) ?? null })
  }

  /** Which one the address names; the body must name the same. */
  function idOf(text: string, inBody: string, param: string): Outcome<Id<'obs'>> {
    if (text !== inBody) return refuse('ob_event_subscription_mismatch', param)
    const id = parseId('obs', text)
    return id === null ? refuse('ob_resource_not_found') : ok(id)
  }

  const callback = { kind: 'callback_url' as SubscriptionKind, types: [EVENT_TYPES.updated] }
  return [
    defineRoute({
      method: 'POST',
      path: `${version.path}/event-subscriptions`,
      operationId: op('createEventSubscription'),
      tag: TAG,
      summary: 'Subscribe to events',
      description: `Without CallbackUrl events are polled; with it they are pushed as signed security event tokens (RFC 8417, PS256), which a 202 acknowledges. Types: ${TYPES.map(type => `\`${type}\``).join(', ')}.`,
      access,
      signed: true,
      command: 'plain',
      body: zNewSubscription,
      response: { status: 201, schema: zSubscriptionJson },
      refusals: [...SUBSCRIBING, 'ob_event_subscription_exists'],
      async handle({ body: { Data }, principal, command }) {
        const asked = await read({ version: Data.Version, url: Data.CallbackUrl, types: Data.EventTypes }, { url: 'Data.CallbackUrl' })
        if (!asked.ok) return asked
        const { thirdPartyId } = thirdPartyOf(principal)
        return commands.create.execute({ ...asked.value, id: newId<'obs'>(), thirdPartyId, kind: 'event_subscription' }, command)
      },
    }),
    defineRoute({
      method: 'GET',
      path: `${version.path}/event-subscriptions`,
      operationId: op('getEventSubscriptions'),
      tag: TAG,
      summary: 'Read what is subscribed to',
      access,
      signed: true,
      response: { status: 200, schema: zSubscriptionsJson },
      refusals: [],
      async handle({ principal, baseUrl }) {
        const found = await findSubscription(deps.db, thirdPartyOf(principal).thirdPartyId, 'event_subscription')
        return ok({
          Data: { EventSubscription: found === null ? [] : [subscriptionData(found)] },
          Links: { Self: linkOf(baseUrl, 'event-subscriptions') },
          Meta: {},
        })
      },
    }),
    defineRoute({
      method: 'PUT',
      path: `${version.path}/event-subscriptions/:EventSubscriptionId`,
      operationId: op('changeEventSubscription'),
      tag: TAG,
      summary: 'Change what is subscribed to',
      description: 'What waits goes to the new address.',
      access,
      signed: true,
      command: 'plain',
      params: z.strictObject({ EventSubscriptionId: zText(40) }),
      body: zChangedSubscription,
      response: { status: 200, schema: zSubscriptionJson },
      refusals: [...SUBSCRIBING, ...OWN, 'ob_event_subscription_mismatch'],
      async handle({ params, body: { Data }, principal, command }) {
        const id = idOf(params.EventSubscriptionId, Data.EventSubscriptionId, 'Data.EventSubscriptionId')
        if (!id.ok) return id
        const asked = await read({ version: Data.Version, url: Data.CallbackUrl, types: Data.EventTypes }, { url: 'Data.CallbackUrl' })
        if (!asked.ok) return asked
        const { thirdPartyId } = thirdPartyOf(principal)
        return commands.change.execute({ ...asked.value, id: id.value, thirdPartyId, kind: 'event_subscription' }, command)
      },
    }),
    endRoute('event_subscription', 'event-subscriptions/:EventSubscriptionId', 'deleteEventSubscription', 'End a subscription'),
    defineRoute({
      method: 'POST',
      path: `${version.path}/callback-urls`,
      operationId: op('createCallbackUrl'),
      tag: TAG,
      summary: 'Name an address for resource updates',
      description: `The standard’s older way: \`${EVENT_TYPES.updated}\` is pushed there, and nothing else. Event subscriptions do more.`,
      access,
      signed: true,
      command: 'plain',
      body: zNewCallback,
      response: { status: 201, schema: zCallbackJson },
      refusals: ['ob_event_version_unsupported', 'ob_event_callback_invalid', 'ob_event_subscription_exists'],
      async handle({ body: { Data }, principal, command }) {
        const asked = await read({ version: Data.Version, url: Data.Url, types: callback.types }, { url: 'Data.Url' })
        if (!asked.ok) return asked
        const { thirdPartyId } = thirdPartyOf(principal)
        return commands.create.execute({ ...asked.value, id: newId<'obs'>(), thirdPartyId, kind: 'callback_url' }, command)
      },
    }),
    defineRoute({
      method: 'GET',
      path: `${version.path}/callback-urls`,
      operationId: op('getCallbackUrls'),
      tag: TAG,
      summary: 'Read the address for resource updates',
      access,
      signed: true,
      response: { status: 200, schema: zCallbacksJson },
      refusals: [],
      async handle({ principal, baseUrl }) {
        const found = await findSubscription(deps.db, thirdPartyOf(principal).thirdPartyId, 'callback_url')
        return ok({
          Data: { CallbackUrl: found === null ? [] : [callbackData(found)] },
          Links: { Self: linkOf(baseUrl, 'callback-urls') },
          Meta: {},
        })
      },
    }),
    defineRoute({
      method: 'PUT',
      path: `${version.path}/callback-urls/:CallbackUrlId`,
      operationId: op('changeCallbackUrl'),
      tag: TAG,
      summary: 'Change the address for resource updates',
      access,
      signed: true,
      command: 'plain',
      params: z.strictObject({ CallbackUrlId: zText(40) }),
      body: zChangedCallback,
      response: { status: 200, schema: zCallbackJson },
      refusals: [...OWN, 'ob_event_version_unsupported', 'ob_event_callback_invalid', 'ob_event_subscription_mismatch'],
      async handle({ params, body: { Data }, principal, command }) {
        const id = idOf(params.CallbackUrlId, Data.CallbackUrlId, 'Data.CallbackUrlId')
        if (!id.ok) return id
        const asked = await read({ version: Data.Version, url: Data.Url, types: callback.types }, { url: 'Data.Url' })
        if (!asked.ok) return asked
        const { thirdPartyId } = thirdPartyOf(principal)
        return commands.change.execute({ ...asked.value, id: id.value, thirdPartyId, kind: 'callback_url' }, command)
      },
    }),
    endRoute('callback_url', 'callback-urls/:CallbackUrlId', 'deleteCallbackUrl', 'Forget the address for resource updates'),
    defineRoute({
      method: 'POST',
      path: `${version.path}/events`,
      operationId: op('pollEvents'),
      tag: TAG,
      summary: 'Take events, and acknowledge those taken',
      description:
        'Aggregated polling (RFC 8936): tokens stay until they are acknowledged or refused by their jti. Unless `returnImmediately` is true the answer waits a while for the first event.',
      access,
      waits: true,
      body: zPoll,
      response: { status: 200, schema: zPolledJson },
      refusals: [],
      async handle({ body, principal }) {
        return ok(
          await deps.polls.poll({
            thirdPartyId: thirdPartyOf(principal).thirdPartyId,
            maxEvents: body.maxEvents ?? null,
            returnImmediately: body.returnImmediately ?? false,
            ack: body.ack ?? [],
            setErrs: body.setErrs ?? {},
          }),
        )
      },
    }),
  ]

  function endRoute(kind: SubscriptionKind, path: string, operation: string, summary: string): Route {
    const name = kind === 'callback_url' ? 'CallbackUrlId' : 'EventSubscriptionId'
    return defineRoute({
      method: 'DELETE',
      path: `${version.path}/${path}`,
      operationId: op(operation),
      tag: TAG,
      summary,
      description: 'What waits is told no more.',
      access,
      command: 'plain',
      params: z.strictObject({ [name]: zText(40) }),
      response: { status: 204, schema: null },
      refusals: OWN,
      async handle({ params, principal, command }) {
        const id = parseId('obs', String(params[name]))
        if (id === null) return refuse('ob_resource_not_found', name)
        const one: OneSubscription = { id, thirdPartyId: thirdPartyOf(principal).thirdPartyId, kind }
        return commands.end.execute(one, command)
      },
    })
  }
}

const zNotificationJson = z
  .object({
    id: zPublicId('obe'),
    object: z.literal('event_notification'),
    third_party: zPublicId('tpp'),
    subscription: zPublicId('obs'),
    event_types: z.array(z.string()),
    state: z.enum(['outstanding', 'acknowledged', 'refused', 'canceled']),
    attempts: z.int().meta({ description: 'Number of pushes made.' }),
    last_status: z.int().nullable().meta({ description: 'HTTP status of the last push; null when there was no answer.' }),
    next_attempt_at: zInstantJson.nullable(),
    error: z.object({ err: z.string(), description: z.string() }).nullable(),
    claims: z.record(z.string(), z.unknown()).meta({ description: 'Payload of the security event token.' }),
    created_at: zInstantJson,
    finished_at: zInstantJson.nullable(),
    pushes: z
      .array(
        z.object({
          number: z.int().meta({ description: 'From 1 on.' }),
          attempted_at: zInstantJson,
          duration_ms: z.int().meta({ description: 'Milliseconds.' }),
          url: z.string(),
          response_status: z.int().nullable().meta({ description: 'HTTP status; null when there was no answer.' }),
          response_body: z.string().nullable(),
          error: z.string().nullable(),
        }),
      )
      .optional()
      .meta({ description: 'The log of pushes; in the answer about one notification.' }),
  })
  .meta({ id: 'EventNotification' })

/** What third parties were told, and what they said to it. */
export function operatorRoutes(deps: EventRouteDeps): Route[] {
  const access = { operator: 'third_parties:read' } as const
  const tag = 'Third parties'
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/event_notifications',
      operationId: 'listEventNotifications',
      tag,
      summary: 'List what third parties were told',
      access,
      query: z.strictObject({
        ...listQuery('obe'),
        third_party: zId('tpp').optional(),
        state: z.enum(['outstanding', 'acknowledged', 'refused', 'canceled']).optional(),
      }),
      response: { status: 200, schema: zList(zNotificationJson) },
      refusals: [],
      async handle({ query }) {
        const rows = await listNotifications(
          deps.db,
          { thirdPartyId: query.third_party ?? null, state: query.state ?? null },
          { after: query.starting_after ?? null, before: query.ending_before ?? null, limit: query.limit },
        )
        return ok(listJson(pageOf(rows, query.limit, query.ending_before !== undefined), notificationJson))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/event_notifications/:id',
      operationId: 'getEventNotification',
      tag,
      summary: 'Read what a third party was told, with the log of pushes',
      access,
      params: z.strictObject({ id: zId('obe') }),
      response: { status: 200, schema: zNotificationJson },
      refusals: ['event_notification_not_found'],
      async handle({ params }) {
        const notification = await getNotification(deps.db, params.id)
        if (notification === null) return refuse('event_notification_not_found', 'id')
        return ok({ ...notificationJson(notification), pushes: (await pushesOf(deps.db, params.id)).map(pushJson) })
      },
    }),
  ]
}
