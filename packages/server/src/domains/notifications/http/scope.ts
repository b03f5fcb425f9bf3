/**
 * Who sees whose events: a merchant its own, an operator everyone's. The access guard has let no other caller through.
 */
import type { Id } from '../../../kernel/ids.ts'
import { invariant } from '../../../kernel/outcome.ts'
import type { Principal } from '../../../kernel/principal.ts'

/** The merchant whose rows may be read; `null`: all of them. */
export function readableMerchant(principal: Principal): Id<'mer'> | null {
  if (principal.kind === 'merchant') return principal.merchantId
  invariant(principal.kind === 'operator', 'only merchants and operators read events')
  return null
}

export function callingMerchant(principal: Principal): Id<'mer'> {
  invariant(principal.kind === 'merchant', 'only a merchant manages its webhooks')
  return principal.merchantId
}

export const READ = { merchant: 'webhooks:read', operator: 'webhooks:read' } as const
export const WRITE = { merchant: 'webhooks:write' } as const
