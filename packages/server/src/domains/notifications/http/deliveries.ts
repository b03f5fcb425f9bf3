/**
 * /v1/webhook_deliveries: what was sent, what came back, and sending it again.
 */
import { z } from 'zod'
import { formatId } from '../../../kernel/ids.ts'
import { ok, refuse } from '../../../kernel/outcome.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zId, zInstantJson, zList, zPublicId } from '../../../platform/http/schemas.ts'
import { replayDeliveries } from '../replay-deliveries.ts'
import { messageOf } from '../rules.ts'
import { getAttempts, getDeliveries, listDeliveries } from '../store/deliveries.ts'
import { getEvent } from '../store/events.ts'
import type { Attempt, Delivery, NotificationsDeps } from '../types.ts'
import { callingMerchant, READ, readableMerchant, WRITE } from './scope.ts'

const STATES = ['pending', 'succeeded', 'failed', 'canceled'] as const

const zDelivery = z
  .object({
    id: zPublicId('whd'),
    object: z.literal('webhook_delivery'),
    endpoint: zPublicId('whe'),
    event: zPublicId('evt'),
    event_type: z.string(),
    status: z.enum(STATES),
    attempts_made: z.int().meta({ description: 'How many times it was sent; ten at most.' }),
    next_attempt_at: zInstantJson.nullable(),
    last_response_status: z.int().nullable().meta({ description: 'HTTP status; null while nothing was answered.' }),
    replay_of: zPublicId('whd').nullable(),
    created_at: zInstantJson,
    finished_at: zInstantJson.nullable(),
  })
  .meta({ id: 'WebhookDelivery', description: 'One event on its way to one endpoint.' })

const zAttempt = z
  .object({
    number: z.int().meta({ description: 'Counted from 1.' }),
    attempted_at: zInstantJson,
    duration_ms: z.int().meta({ description: 'Milliseconds until the answer, or until none was waited for any more.' }),
    url: z.string(),
    request_headers: z.record(z.string(), z.string()),
    response_status: z.int().nullable().meta({ description: 'HTTP status; null when nothing was answered.' }),
    response_body: z.string().nullable().meta({ description: 'At most the first 4 KB.' }),
    error: z
      .string()
      .nullable()
      .meta({ description: 'Why there is no answer.', examples: ['timeout'] }),
  })
  .meta({ id: 'WebhookDeliveryAttempt', description: 'One try: what was sent, and what came back.' })

const zDeliveryLog = zDelivery
  .extend({ request_body: z.string().meta({ description: 'The bytes that are signed and sent.' }), attempts: z.array(zAttempt) })
  .meta({ id: 'WebhookDeliveryLog', description: 'A delivery with every attempt.' })

const deliveryJson = (delivery: Delivery): z.input<typeof zDelivery> => ({
  id: formatId('whd', delivery.id),
  object: 'webhook_delivery',
  endpoint: formatId('whe', delivery.endpointId),
  event: formatId('evt', delivery.eventId),
  event_type: delivery.eventType,
  status: delivery.state,
  attempts_made: delivery.attempts,
  next_attempt_at: delivery.nextAttemptAt?.toISOString() ?? null,
  last_response_status: delivery.lastStatus,
  replay_of: delivery.replayOf === null ? null : formatId('whd', delivery.replayOf),
  created_at: delivery.createdAt.toISOString(),
  finished_at: delivery.finishedAt?.toISOString() ?? null,
})

const attemptJson = (attempt: Attempt): z.input<typeof zAttempt> => ({
  number: attempt.number,
  attempted_at: attempt.attemptedAt.toISOString(),
  duration_ms: attempt.durationMs,
  url: attempt.url,
  request_headers: { ...attempt.requestHeaders },
  response_status: attempt.responseStatus,
  response_body: attempt.responseBody,
  error: attempt.error,
})

export function deliveryRoutes(deps: NotificationsDeps & { readonly deliveriesWaiting: () => void }): readonly Route[] {
  const replay = deps.commands.define({
    name: 'notifications.replay_delivery',
    decide: replayDeliveries(deps),
    present: delivery => ({ status: 202, body: deliveryJson(delivery) }),
    subject: delivery => formatId('whd', delivery.id),
  })

  return [
    defineRoute({
      method: 'GET',
      path: '/v1/webhook_deliveries',
      operationId: 'listWebhookDeliveries',
      tag: 'Webhooks',
      summary: 'List webhook deliveries',
      access: READ,
      query: z.strictObject({
        ...listQuery('whd'),
        endpoint: zId('whe').optional(),
        event: zId('evt').optional(),
        status: z.enum(STATES).optional(),
      }),
      response: { status: 200, schema: zList(zDelivery) },
      refusals: [],
      async handle({ principal, query }) {
        const filter = {
          merchantId: readableMerchant(principal),
          endpointId: query.endpoint ?? null,
          eventId: query.event ?? null,
          state: query.status ?? null,
        }
        const before = query.ending_before ?? null
        const rows = await listDeliveries(deps.db, filter, { after: query.starting_after ?? null, before, limit: query.limit })
        return ok(listJson(pageOf(rows, query.limit, before !== null), deliveryJson))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/webhook_deliveries/:id',
      operationId: 'getWebhookDelivery',
      tag: 'Webhooks',
      summary: 'Retrieve a webhook delivery with its attempts',
      access: READ,
      params: z.strictObject({ id: zId('whd') }),
      response: { status: 200, schema: zDeliveryLog },
      refusals: ['webhook_delivery_not_found'],
      async handle({ principal, params }) {
        const merchantId = readableMerchant(principal)
        const delivery = (await getDeliveries(deps.db, [params.id])).get(params.id)
        if (delivery === undefined || (merchantId !== null && delivery.merchantId !== merchantId))
          return refuse('webhook_delivery_not_found', 'id')
        const [event, attempts] = await Promise.all([getEvent(deps.db, delivery.eventId, null), getAttempts(deps.db, delivery.id)])
        const body = event === null ? '' : messageOf(event)
        return ok({ ...deliveryJson(delivery), request_body: body, attempts: attempts.map(attemptJson) })
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/webhook_deliveries/:id/replay',
      operationId: 'replayWebhookDelivery',
      tag: 'Webhooks',
      summary: 'Send a delivery again',
      description: 'Creates a new delivery of the same event to the same endpoint; webhook-id stays the same.',
      access: WRITE,
      params: z.strictObject({ id: zId('whd') }),
      response: { status: 202, schema: zDelivery },
      refusals: ['webhook_delivery_not_found', 'webhook_endpoint_disabled'],
      command: 'plain',
      handle: ({ principal, params, command }) =>
        replay.execute({ merchantId: callingMerchant(principal), deliveryId: params.id }, command),
    }),
  ]
}
