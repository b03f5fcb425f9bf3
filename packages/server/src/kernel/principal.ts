/**
 * Who is asking. Identity turns a credential into a principal; routes say which principals may call them.
 */
import type { Id } from './ids.ts'

export type Principal =
  | { readonly kind: 'merchant'; readonly merchantId: Id<'mer'>; readonly keyId: Id<'key'>; readonly scopes: ReadonlySet<string> }
  | {
      readonly kind: 'operator'
      readonly operatorId: Id<'opr'>
      /** What the operator signed in with: a secret key, or a session of the console. */
      readonly credential: Id<'key'> | Id<'ses'>
      readonly scopes: ReadonlySet<string>
    }
  | {
      readonly kind: 'third_party'
      readonly thirdPartyId: Id<'tpp'>
      /** OAuth scopes: `accounts`, `payments`, `fundsconfirmations`, … */
      readonly scopes: ReadonlySet<string>
      /** Whose consent the token stands for; `null` for a token of the third party alone (client credentials). */
      readonly consentId: Id<'cns'> | null
      readonly holderId: Id<'hld'> | null
    }
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
    case 'third_party':
      return `tpp:${principal.thirdPartyId}`
    case 'holder':
      return `hld:${principal.holderId}`
    case 'public':
      return 'public'
    case 'system':
      return `sys:${principal.name}`
  }
}
