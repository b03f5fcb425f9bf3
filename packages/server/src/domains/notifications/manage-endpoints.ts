/**
 * Creating, changing, deleting endpoints and rotating their secrets. URLs were checked at the edge, before the transaction.
 */
import { type Id, newId } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { Command, UseCase } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { NotificationsCode } from './errors.ts'
import { ENDPOINTS_PER_MERCHANT_MAX, ROTATION_OVERLAP_MS } from './rules.ts'
import { newSecret } from './signatures.ts'
import * as deliveries from './store/deliveries.ts'
import * as endpoints from './store/endpoints.ts'
import type { Endpoint, NotificationsDeps } from './types.ts'

export type CreateEndpoint = {
  readonly merchantId: Id<'mer'>
  readonly url: string
  readonly description: string | null
  readonly eventTypes: readonly string[]
}

export type UpdateEndpoint = {
  readonly merchantId: Id<'mer'>
  readonly endpointId: Id<'whe'>
  readonly url?: string | undefined
  readonly description?: string | null | undefined
  readonly eventTypes?: readonly string[] | undefined
  readonly state?: 'enabled' | 'disabled' | undefined
}

export type OneEndpoint = { readonly merchantId: Id<'mer'>; readonly endpointId: Id<'whe'> }

type ManageDeps = Pick<NotificationsDeps, 'clock' | 'seal'>
type Result<T> = Outcome<T, NotificationsCode>

/** Refuses with `webhook_endpoint_limit`. */
export const createEndpoints =
  (deps: ManageDeps): UseCase<CreateEndpoint, Endpoint> =>
  async (tx, commands) => {
    const counts = await endpoints.countEndpoints(tx, [...new Set(commands.map(command => command.input.merchantId))])
    const now = deps.clock.now()
    const outcomes = commands.map(({ input }): Result<Endpoint> => {
      const held = counts.get(input.merchantId) ?? 0
      if (held >= ENDPOINTS_PER_MERCHANT_MAX) return refuse('webhook_endpoint_limit', undefined, { limit: ENDPOINTS_PER_MERCHANT_MAX })
      counts.set(input.merchantId, held + 1)
      return ok({
        ...input,
        id: newId<'whe'>(),
        state: 'enabled',
        disabledReason: null,
        secret: deps.seal.seal(newSecret()),
        previousSecret: null,
        previousSecretUntil: null,
        lastSuccessAt: null,
        createdAt: now,
        updatedAt: now,
      })
    })
    endpoints.writeEndpoints(
      tx,
      outcomes.flatMap(outcome => (outcome.ok ? [outcome.value] : [])),
    )
    return outcomes
  }

/** Refuses with `webhook_endpoint_not_found`. Disabling cancels what is waiting. */
export const updateEndpoints = (deps: ManageDeps): UseCase<UpdateEndpoint, Endpoint> =>
  editing(deps, (endpoint, { url, description, eventTypes, state }) => ({
    ...endpoint,
    ...(url === undefined ? {} : { url }),
    ...(description === undefined ? {} : { description }),
    ...(eventTypes === undefined ? {} : { eventTypes }),
    ...(state === undefined || state === endpoint.state ? {} : { state, disabledReason: state === 'disabled' ? 'by_request' : null }),
  }))

/** Refuses with `webhook_endpoint_not_found`. The row stays for the log; the endpoint is not seen again. */
export const deleteEndpoints = (deps: ManageDeps): UseCase<OneEndpoint, Endpoint> =>
  editing(deps, endpoint => ({ ...endpoint, state: 'deleted', disabledReason: null }))

/** Refuses with `webhook_endpoint_not_found`. The secret that was current signs along for 24 hours. */
export const rotateSecrets = (deps: ManageDeps): UseCase<OneEndpoint, Endpoint> =>
  editing(deps, (endpoint, _input, now) => ({
    ...endpoint,
    secret: deps.seal.seal(newSecret()),
    previousSecret: endpoint.secret,
    previousSecretUntil: new Date(now.getTime() + ROTATION_OVERLAP_MS),
  }))

function editing<C extends OneEndpoint>(
  deps: ManageDeps,
  edit: (endpoint: Endpoint, input: C, now: Date) => Endpoint,
): UseCase<C, Endpoint> {
  return async (tx: Tx, commands: readonly Command<C>[]) => {
    const found = await endpoints.openEndpoints(tx, [...new Set(commands.map(command => command.input.endpointId))])
    const now = deps.clock.now()
    const changed = new Set<Id<'whe'>>()
    const outcomes = commands.map(({ input }): Result<Endpoint> => {
      const endpoint = found.get(input.endpointId)
      if (endpoint === undefined || endpoint.merchantId !== input.merchantId || endpoint.state === 'deleted')
        return refuse('webhook_endpoint_not_found', 'id')
      const edited = { ...edit(endpoint, input, now), updatedAt: now }
      found.set(edited.id, edited)
      changed.add(edited.id)
      return ok(edited)
    })
    const written = [...found.values()].filter(endpoint => changed.has(endpoint.id))
    endpoints.writeEndpoints(tx, written)
    deliveries.cancelDeliveries(
      tx,
      written.filter(endpoint => endpoint.state !== 'enabled').map(endpoint => endpoint.id),
      now,
    )
    return outcomes
  }
}
