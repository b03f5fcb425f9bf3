/** Who asks, for routes that only merchants may call. */
import type { Id } from '../../../kernel/ids.ts'
import { invariant } from '../../../kernel/outcome.ts'
import type { Principal } from '../../../kernel/principal.ts'

export function merchantOf(principal: Principal): Id<'mer'> {
  invariant(principal.kind === 'merchant', 'the route is for merchants')
  return principal.merchantId
}
