/** Creating, changing and deleting what third parties subscribed to. Addresses were checked at the edge, before the transaction. */
import type { Id } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { Command } from '../../../platform/commands.ts'
import type { Tx } from '../../../platform/db.ts'
import { deleteSubscriptions, insertSubscriptions, lockSubscriptions, updateSubscriptions } from './store.ts'
import type { Subscription } from './types.ts'

export type NewSubscription = Pick<Subscription, 'id' | 'thirdPartyId' | 'kind' | 'callbackUrl' | 'version' | 'eventTypes'>
export type OneSubscription = Pick<Subscription, 'id' | 'thirdPartyId' | 'kind'>

type Deps = { readonly clock: Clock }

/** Refuses ob_event_subscription_exists: a third party has one of each kind. */
export async function createSubscriptions(
  deps: Deps,
  tx: Tx,
  commands: readonly Command<NewSubscription>[],
): Promise<Outcome<Subscription>[]> {
  const now = deps.clock.now()
  const wanted = commands.map(({ input }): Subscription => ({ ...input, createdAt: now, updatedAt: now }))
  const made = await insertSubscriptions(tx, wanted, now)
  return wanted.map(each => (made.has(each.id) ? ok(each) : refuse('ob_event_subscription_exists')))
}

/** Refuses ob_resource_not_found and ob_resource_forbidden. What waits goes to the new address, or waits to be polled. */
export async function changeSubscriptions(
  deps: Deps,
  tx: Tx,
  commands: readonly Command<NewSubscription>[],
): Promise<Outcome<Subscription>[]> {
  const now = deps.clock.now()
  const found = await lockSubscriptions(tx, [...new Set(commands.map(command => command.input.id))])
  const changed = new Map<Id<'obs'>, Subscription>()
  const outcomes = commands.map(({ input }): Outcome<Subscription> => {
    const own = ownOf(found, input)
    if (!own.ok) return own
    const next = { ...own.value, ...input, updatedAt: now }
    found.set(next.id, next)
    changed.set(next.id, next)
    return ok(next)
  })
  updateSubscriptions(tx, [...changed.values()], now)
  return outcomes
}

/** Refuses ob_resource_not_found and ob_resource_forbidden. What waits is told no more. */
export async function endSubscriptions(
  deps: Deps,
  tx: Tx,
  commands: readonly Command<OneSubscription>[],
): Promise<Outcome<Subscription>[]> {
  const found = await lockSubscriptions(tx, [...new Set(commands.map(command => command.input.id))])
  const ended: Id<'obs'>[] = []
  const outcomes = commands.map(({ input }): Outcome<Subscription> => {
    const own = ownOf(found, input)
    if (!own.ok) return own
    found.delete(own.value.id)
    ended.push(own.value.id)
    return own
  })
  deleteSubscriptions(tx, ended, deps.clock.now())
  return outcomes
}

function ownOf(found: ReadonlyMap<Id<'obs'>, Subscription>, { id, thirdPartyId, kind }: OneSubscription): Outcome<Subscription> {
  const subscription = found.get(id)
  if (subscription === undefined || subscription.kind !== kind) return refuse('ob_resource_not_found')
  return subscription.thirdPartyId === thirdPartyId ? ok(subscription) : refuse('ob_resource_forbidden')
}
