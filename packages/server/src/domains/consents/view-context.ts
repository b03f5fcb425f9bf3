/** What showing and judging a consent depends on beside its row: the policy of reconfirmation in force, and the institution's time zone. */
import type { ConsentsDeps } from './consents.ts'
import type { Reconfirmation } from './rules.ts'
import type { ViewContext } from './view.ts'

export function viewContext(deps: Pick<ConsentsDeps, 'policies' | 'timeZone'>, now: Date): ViewContext {
  return { timeZone: deps.timeZone, reconfirmation: reconfirmationAt(deps, now) }
}

type ReconfirmationPolicy = {
  readonly profile: string
  readonly kinds: readonly string[]
  /** By profile; 0 where nothing has to be reconfirmed. */
  readonly days: Readonly<Record<string, number>>
}

/** The policy record `consents.reconfirmation`: its profile says whose days apply. */
function reconfirmationAt(deps: Pick<ConsentsDeps, 'policies'>, now: Date): Reconfirmation {
  const { profile, kinds, days } = deps.policies.require('consents.reconfirmation', now).value as ReconfirmationPolicy
  const asked = days[profile] ?? 0
  return { days: asked === 0 ? null : asked, kinds }
}
