/**
 * The routes of notifications, and the words they share: who sees whose events.
 */
import type { Route } from '../../platform/http/route.ts'
import { asyncApiOf } from './asyncapi.ts'
import { deliveryRoutes } from './http/deliveries.ts'
import { endpointRoutes } from './http/endpoints.ts'
import { eventRoutes } from './http/events.ts'
import type { NotificationsDeps } from './types.ts'

export type NotificationsHttpDeps = NotificationsDeps & { readonly deliveriesWaiting: () => void }

export function notificationsRoutes(deps: NotificationsHttpDeps): readonly Route[] {
  const document = JSON.stringify(asyncApiOf(deps.eventCatalogue))
  const asyncapi: Route = {
    method: 'GET',
    path: '/asyncapi.json',
    operationId: 'getAsyncApi',
    tag: 'Events',
    summary: 'The event catalogue as an AsyncAPI 3 document',
    access: 'public',
    response: { status: 200, schema: null, contentType: 'application/json' },
    refusals: [],
    hidden: true,
    handle: () => ({ kind: 'raw', status: 200, contentType: 'application/json', body: document }),
  }
  return [...eventRoutes(deps), ...endpointRoutes(deps), ...deliveryRoutes(deps), asyncapi]
}
