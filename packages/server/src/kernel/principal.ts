/**
 * Who is asking. Identity turns a credential into a principal; routes say which principals may call them.
 */
import type { Id } from './ids.ts'

export type Principal =
  | { readonly kind: 'merchant'; readonly merchantId: Id<'mer'>; readonly keyId: Id<'key'>; readonly scopes: ReadonlySet<string> }
  | { readonly kind: 'operator'; readonly operatorId: Id<'opr'>; readonly keyId: Id<'key'>; readonly scopes: ReadonlySet<string> }
  | { readonly kind: 'holder'; readonly holderId: Id<'hld'>; readonly sessionId: Id<'ses'> }
  | { readonly kind: 'public' }
  /** The platform itself: jobs and inbound callbacks. */
  | { readonly kind: 'system'; readonly name: string }

/** A short, stable text of the principal: the scope of idempotency keys, rate limits and the actor of audit leaves. */
export function principalKey(principal: Principal): string {
  switch (principal.kind) {
    case 'merchant':
      return `mer:${principal.merchantId}`
    case 'operator':
      return `opr:${principal.operatorId}`
    case 'holder':
      return `hld:${principal.holderId}`
    case 'public':
      return 'public'
    case 'system':
      return `sys:${principal.name}`
  }
}
