/** The signed-in holder of a route that is for holders only. */
import type { Id } from '../../../kernel/ids.ts'
import { invariant } from '../../../kernel/outcome.ts'
import type { Principal } from '../../../kernel/principal.ts'

export function holderOf(principal: Principal): Id<'hld'> {
  invariant(principal.kind === 'holder', 'the route is for holders')
  return principal.holderId
}
