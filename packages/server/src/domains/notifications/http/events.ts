/**
 * GET /v1/events: the history that webhooks are made of.
 */
import { z } from 'zod'
import { formatId } from '../../../kernel/ids.ts'
import { ok, refuse } from '../../../kernel/outcome.ts'
import { listJson, pageOf } from '../../../platform/http/pages.ts'
import { defineRoute, type Route } from '../../../platform/http/route.ts'
import { listQuery, zId, zInstant, zInstantJson, zList, zPublicId, zText } from '../../../platform/http/schemas.ts'
import { getEvent, listEvents } from '../store/events.ts'
import type { Event, NotificationsDeps } from '../types.ts'
import { READ, readableMerchant } from './scope.ts'

const zEvent = z
  .object({
    id: zPublicId('evt'),
    object: z.literal('event'),
    type: z.string().meta({ examples: ['payment.succeeded'] }),
    merchant: zPublicId('mer').nullable(),
    created_at: zInstantJson,
    data: z.object({ object: z.record(z.string(), z.unknown()) }),
  })
  .meta({ id: 'Event', description: 'Something that happened, with the object as it was at that moment.' })

function eventJson(event: Event): z.input<typeof zEvent> {
  return {
    id: formatId('evt', event.id),
    object: 'event',
    type: event.type,
    merchant: event.merchantId === null ? null : formatId('mer', event.merchantId),
    created_at: event.createdAt.toISOString(),
    // The publisher wrote a JSON object; it is shown as it was frozen.
    data: { object: JSON.parse(event.object) as Record<string, unknown> },
  }
}

export function eventRoutes(deps: Pick<NotificationsDeps, 'db'>): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/events',
      operationId: 'listEvents',
      tag: 'Events',
      summary: 'List events',
      description:
        'Newest first. Events committed at the same moment may appear a little later than ids suggest: when polling, look back one minute and skip ids you know.',
      access: READ,
      query: z.strictObject({
        ...listQuery('evt'),
        type: zText(100).optional(),
        created_gte: zInstant.optional(),
        created_lt: zInstant.optional(),
      }),
      response: { status: 200, schema: zList(zEvent) },
      refusals: [],
      async handle({ principal, query }) {
        const filter = {
          merchantId: readableMerchant(principal),
          type: query.type ?? null,
          createdGte: query.created_gte ?? null,
          createdLt: query.created_lt ?? null,
        }
        const before = query.ending_before ?? null
        const rows = await listEvents(deps.db, filter, { after: query.starting_after ?? null, before, limit: query.limit })
        return ok(listJson(pageOf(rows, query.limit, before !== null), eventJson))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/events/:id',
      operationId: 'getEvent',
      tag: 'Events',
      summary: 'Retrieve an event',
      access: READ,
      params: z.strictObject({ id: zId('evt') }),
      response: { status: 200, schema: zEvent },
      refusals: ['event_not_found'],
      async handle({ principal, params }) {
        const event = await getEvent(deps.db, params.id, readableMerchant(principal))
        return event === null ? refuse('event_not_found', 'id') : ok(eventJson(event))
      },
    }),
  ]
}
