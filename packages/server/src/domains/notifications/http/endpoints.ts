/**
 * /v1/webhook_endpoints: where a merchant wants to be told. A secret is shown when it is made and never again; stored answers
 * hold it sealed, so that a repeated request sees the same secret without the database ever holding it in the clear.
 */
import { z } from 'zod'
import { formatId } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { CommandReply } from '../../../platform/commands.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zId, zInstant, zInstantJson, zList, zPublicId, zText } from '../../../platform/http/schemas.ts'
import { createEndpoints, deleteEndpoints, rotateSecrets, updateEndpoints } from '../manage-endpoints.ts'
import { replayEndpoints } from '../replay-deliveries.ts'
import { getEndpoint, listEndpoints } from '../store/endpoints.ts'
import type { Endpoint, EventSpec, NotificationsDeps, Seal } from '../types.ts'
import { callingMerchant, READ, readableMerchant, WRITE } from './scope.ts'

const zEndpoint = z
  .object({
    id: zPublicId('whe'),
    object: z.literal('webhook_endpoint'),
    merchant: zPublicId('mer'),
    url: z.string(),
    description: z.string().nullable(),
    enabled_events: z.array(z.string()).meta({ description: 'Event types, or ["*"] for all of them.' }),
    status: z.enum(['enabled', 'disabled']),
    disabled_reason: z.enum(['by_request', 'gone', 'failing']).nullable().meta({
      description:
        'gone: the receiver answered 410. failing: a delivery used up its ten attempts and nothing had succeeded since it began.',
    }),
    previous_secret_until: zInstantJson.nullable().meta({ description: 'Until when the secret before the rotation signs along.' }),
    last_success_at: zInstantJson.nullable(),
    created_at: zInstantJson,
    updated_at: zInstantJson,
  })
  .meta({ id: 'WebhookEndpoint', description: 'Where a merchant wants to be told of events.' })

const zEndpointWithSecret = zEndpoint
  .extend({ secret: z.string().meta({ description: 'Shown only in this answer: whsec_ and base64, for Standard Webhooks libraries.' }) })
  .meta({ id: 'WebhookEndpointWithSecret', description: 'An endpoint with its signing secret, shown only now.' })

const zDeleted = z
  .object({ id: zPublicId('whe'), object: z.literal('webhook_endpoint'), deleted: z.literal(true) })
  .meta({ id: 'DeletedWebhookEndpoint' })

const zReplay = z
  .object({
    object: z.literal('webhook_replay'),
    endpoint: zPublicId('whe'),
    created_gte: zInstantJson,
    created_lt: zInstantJson,
    deliveries: z.int().meta({ description: 'How many deliveries were created.' }),
  })
  .meta({ id: 'WebhookReplay', description: 'How many deliveries a replay of a range made.' })

const endpointJson = (endpoint: Endpoint): z.input<typeof zEndpoint> => ({
  id: formatId('whe', endpoint.id),
  object: 'webhook_endpoint',
  merchant: formatId('mer', endpoint.merchantId),
  url: endpoint.url,
  description: endpoint.description,
  enabled_events: [...endpoint.eventTypes],
  status: endpoint.state === 'enabled' ? 'enabled' : 'disabled',
  disabled_reason: endpoint.disabledReason,
  previous_secret_until: endpoint.previousSecretUntil?.toISOString() ?? null,
  last_success_at: endpoint.lastSuccessAt?.toISOString() ?? null,
  created_at: endpoint.createdAt.toISOString(),
  updated_at: endpoint.updatedAt.toISOString(),
})

const SEALED = 'sealed:'

const sealedJson = (endpoint: Endpoint) => ({ ...endpointJson(endpoint), secret: SEALED + endpoint.secret.toString('base64') })

/** Opens the sealed secret of a stored answer on its way out. */
function reveal(seal: Seal, reply: CommandReply): CommandReply {
  if (reply.status >= 300) return reply
  const body = JSON.parse(reply.body) as { secret: string }
  return { ...reply, body: JSON.stringify({ ...body, secret: seal.open(Buffer.from(body.secret.slice(SEALED.length), 'base64')) }) }
}

/** Each type once; `*` swallows the others. Refuses with `webhook_event_unknown`. */
function eventTypesOf(catalogue: readonly EventSpec[], wanted: readonly string[]): Outcome<string[]> {
  const known = new Set(['*', ...catalogue.map(spec => spec.type)])
  const at = wanted.findIndex(type => !known.has(type))
  if (at >= 0) return refuse('webhook_event_unknown', `enabled_events.${at}`, { type: wanted[at] ?? '' })
  return ok(wanted.includes('*') ? ['*'] : [...new Set(wanted)])
}

const zUrl = zText(2048).meta({ examples: ['https://shop.example/webhooks'] })
const zDescription = zText(500, 0).nullable()
const zEventTypes = z
  .array(zText(100))
  .min(1)
  .max(100)
  .meta({ examples: [['payment.succeeded', 'refund.succeeded']] })
const zParams = z.strictObject({ id: zId('whe') })

export function endpointRoutes(deps: NotificationsDeps & { readonly deliveriesWaiting: () => void }): readonly Route[] {
  const subject = (endpoint: Endpoint): string => formatId('whe', endpoint.id)
  const create = deps.commands.define({
    name: 'notifications.create_endpoint',
    decide: createEndpoints(deps),
    present: endpoint => ({ status: 201, body: sealedJson(endpoint) }),
    subject,
  })
  const update = deps.commands.define({
    name: 'notifications.update_endpoint',
    decide: updateEndpoints(deps),
    present: endpoint => ({ status: 200, body: endpointJson(endpoint) }),
    subject,
  })
  const remove = deps.commands.define({
    name: 'notifications.delete_endpoint',
    decide: deleteEndpoints(deps),
    present: endpoint => ({ status: 200, body: { id: subject(endpoint), object: 'webhook_endpoint', deleted: true } }),
    subject,
  })
  const rotate = deps.commands.define({
    name: 'notifications.rotate_secret',
    decide: rotateSecrets(deps),
    present: endpoint => ({ status: 200, body: sealedJson(endpoint) }),
    subject,
  })
  const replay = deps.commands.define({
    name: 'notifications.replay_range',
    decide: replayEndpoints(deps),
    present: ({ endpointId, createdGte, createdLt, deliveries }) => ({
      status: 202,
      body: {
        object: 'webhook_replay',
        endpoint: formatId('whe', endpointId),
        created_gte: createdGte.toISOString(),
        created_lt: createdLt.toISOString(),
        deliveries,
      },
    }),
    subject: ({ endpointId }) => formatId('whe', endpointId),
  })

  return [
    defineRoute({
      method: 'POST',
      path: '/v1/webhook_endpoints',
      operationId: 'createWebhookEndpoint',
      tag: 'Webhooks',
      summary: 'Create a webhook endpoint',
      description: 'The answer shows the signing secret; it cannot be read again, only rotated.',
      access: WRITE,
      body: z.strictObject({ url: zUrl, description: zDescription.optional(), enabled_events: zEventTypes.default(['*']) }),
      response: { status: 201, schema: zEndpointWithSecret },
      refusals: ['webhook_url_invalid', 'webhook_url_forbidden', 'webhook_event_unknown', 'webhook_endpoint_limit'],
      command: 'plain',
      async handle({ principal, body, command }) {
        const eventTypes = eventTypesOf(deps.eventCatalogue, body.enabled_events)
        if (!eventTypes.ok) return eventTypes
        const url = await deps.checkUrl(body.url)
        if (!url.ok) return url
        const input = {
          merchantId: callingMerchant(principal),
          url: url.value.href,
          description: body.description ?? null,
          eventTypes: eventTypes.value,
        }
        return reveal(deps.seal, await create.execute(input, command))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/webhook_endpoints',
      operationId: 'listWebhookEndpoints',
      tag: 'Webhooks',
      summary: 'List webhook endpoints',
      access: READ,
      query: z.strictObject(listQuery('whe')),
      response: { status: 200, schema: zList(zEndpoint) },
      refusals: [],
      async handle({ principal, query }) {
        const before = query.ending_before ?? null
        const cursor = { after: query.starting_after ?? null, before, limit: query.limit }
        const rows = await listEndpoints(deps.db, readableMerchant(principal), cursor)
        return ok(listJson(pageOf(rows, query.limit, before !== null), endpointJson))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/webhook_endpoints/:id',
      operationId: 'getWebhookEndpoint',
      tag: 'Webhooks',
      summary: 'Retrieve a webhook endpoint',
      access: READ,
      params: zParams,
      response: { status: 200, schema: zEndpoint },
      refusals: ['webhook_endpoint_not_found'],
      async handle({ principal, params }) {
        const endpoint = await getEndpoint(deps.db, params.id, readableMerchant(principal))
        return endpoint === null ? refuse('webhook_endpoint_not_found', 'id') : ok(endpointJson(endpoint))
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: '/v1/webhook_endpoints/:id',
      operationId: 'updateWebhookEndpoint',
      tag: 'Webhooks',
      summary: 'Change, disable or enable a webhook endpoint',
      description: 'Disabling cancels what is waiting; after enabling, replay the range that was missed.',
      access: WRITE,
      params: zParams,
      body: z.strictObject({
        url: zUrl.optional(),
        description: zDescription.optional(),
        enabled_events: zEventTypes.optional(),
        status: z.enum(['enabled', 'disabled']).optional(),
      }),
      response: { status: 200, schema: zEndpoint },
      refusals: ['webhook_endpoint_not_found', 'webhook_url_invalid', 'webhook_url_forbidden', 'webhook_event_unknown'],
      command: 'plain',
      async handle({ principal, params, body, command }) {
        const eventTypes = body.enabled_events === undefined ? ok(undefined) : eventTypesOf(deps.eventCatalogue, body.enabled_events)
        if (!eventTypes.ok) return eventTypes
        const url = body.url === undefined ? ok(undefined) : await deps.checkUrl(body.url)
        if (!url.ok) return url
        const input = {
          merchantId: callingMerchant(principal),
          endpointId: params.id,
          url: url.value?.href,
          description: body.description,
          eventTypes: eventTypes.value,
          state: body.status,
        }
        return update.execute(input, command)
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/v1/webhook_endpoints/:id',
      operationId: 'deleteWebhookEndpoint',
      tag: 'Webhooks',
      summary: 'Delete a webhook endpoint',
      access: WRITE,
      params: zParams,
      response: { status: 200, schema: zDeleted },
      refusals: ['webhook_endpoint_not_found'],
      command: 'plain',
      handle: ({ principal, params, command }) =>
        remove.execute({ merchantId: callingMerchant(principal), endpointId: params.id }, command),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/webhook_endpoints/:id/rotate_secret',
      operationId: 'rotateWebhookSecret',
      tag: 'Webhooks',
      summary: 'Rotate the signing secret',
      description: 'For 24 hours messages carry two signatures, of the new and of the old secret.',
      access: WRITE,
      params: zParams,
      response: { status: 200, schema: zEndpointWithSecret },
      refusals: ['webhook_endpoint_not_found'],
      command: 'plain',
      handle: async ({ principal, params, command }) =>
        reveal(deps.seal, await rotate.execute({ merchantId: callingMerchant(principal), endpointId: params.id }, command)),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/webhook_endpoints/:id/replay',
      operationId: 'replayWebhookEndpoint',
      tag: 'Webhooks',
      summary: 'Send a range of events again',
      description: 'Every event of the range that the endpoint listens for, whether or not it was sent before; at most 10,000.',
      access: WRITE,
      params: zParams,
      body: z.strictObject({ created_gte: zInstant, created_lt: zInstant }),
      response: { status: 202, schema: zReplay },
      refusals: ['webhook_endpoint_not_found', 'webhook_endpoint_disabled', 'webhook_replay_range_invalid', 'webhook_replay_too_large'],
      command: 'plain',
      handle: ({ principal, params, body, command }) =>
        replay.execute(
          { merchantId: callingMerchant(principal), endpointId: params.id, createdGte: body.created_gte, createdLt: body.created_lt },
          command,
        ),
    }),
  ]
}
