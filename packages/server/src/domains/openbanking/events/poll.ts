/**
 * Aggregated polling: a third party acknowledges what it has, and takes what waits. A poll that may wait is held open until something
 * comes, or its time is over; of one third party one at a time, so that they do not pile up.
 */
import { formatId, type Id, parseId } from '../../../kernel/ids.ts'
import { outstandingOf, type Settled, settleNotifications } from './store.ts'
import type { EventNotificationsDeps } from './types.ts'

export type Poll = {
  readonly thirdPartyId: Id<'tpp'>
  /** `null`: as many as the policy allows. */
  readonly maxEvents: number | null
  readonly returnImmediately: boolean
  readonly ack: readonly string[]
  readonly setErrs: Readonly<Record<string, { readonly err: string; readonly description: string }>>
}

export type Polled = { readonly moreAvailable: boolean; readonly sets: Readonly<Record<string, string>> }

export type Polls = {
  poll(request: Poll): Promise<Polled>
  /** Something waits for these third parties, or may. */
  wake(thirdParties: readonly string[] | 'all'): void
  /** Ends the polls that wait: they answer with what there is. */
  stop(): void
}

type PollPolicy = { readonly poll_seconds: number; readonly poll_events_max: number }

export function createPolls(deps: Pick<EventNotificationsDeps, 'db' | 'clock' | 'policies' | 'sign'>): Polls {
  const waiting = new Map<string, () => void>()
  let stopped = false

  /** Until woken, or the time is over. */
  const wait = (thirdPartyId: Id<'tpp'>, ms: number): Promise<void> =>
    new Promise(resolve => {
      waiting.get(thirdPartyId)?.()
      const done = (): void => {
        clearTimeout(timer)
        if (waiting.get(thirdPartyId) === done) waiting.delete(thirdPartyId)
        resolve()
      }
      const timer = setTimeout(done, ms)
      waiting.set(thirdPartyId, done)
    })

  async function take(thirdPartyId: Id<'tpp'>, limit: number): Promise<Polled> {
    const found = await outstandingOf(deps.db, thirdPartyId, limit + 1)
    return {
      moreAvailable: found.length > limit,
      sets: Object.fromEntries(found.slice(0, limit).map(({ id, claims }) => [formatId('obe', id), deps.sign(claims)])),
    }
  }

  return {
    async poll({ thirdPartyId, maxEvents, returnImmediately, ack, setErrs }) {
      const settled: Settled[] = [
        ...ack.map(jti => ({ jti, state: 'acknowledged' as const, error: null })),
        ...Object.entries(setErrs).map(([jti, error]) => ({ jti, state: 'refused' as const, error })),
      ].flatMap(({ jti, ...rest }) => {
        const id = parseId('obe', jti)
        return id === null ? [] : [{ id, ...rest }]
      })
      if (settled.length > 0) await settleNotifications(deps.db, thirdPartyId, settled, deps.clock.now())
      const policy = deps.policies.require('openbanking.events', deps.clock.now()).value as PollPolicy
      const limit = Math.min(maxEvents ?? policy.poll_events_max, policy.poll_events_max)
      // What is woken between the look and the wait is woken again by the next NOTIFY, or found when the time is over.
      const woken = limit > 0 && !returnImmediately && !stopped ? wait(thirdPartyId, policy.poll_seconds * 1000) : null
      const first = await take(thirdPartyId, limit)
      if (woken === null || Object.keys(first.sets).length > 0) {
        if (woken !== null) waiting.get(thirdPartyId)?.()
        return first
      }
      await woken
      return take(thirdPartyId, limit)
    },
    wake(thirdParties) {
      for (const thirdParty of thirdParties === 'all' ? [...waiting.keys()] : thirdParties) waiting.get(thirdParty)?.()
    },
    stop() {
      stopped = true
      for (const done of [...waiting.values()]) done()
    },
  }
}
