/** What the authorization server needs in worlds that do not use it. */
import type { IdentityDeps } from '../../src/domains/identity/identity.ts'
import { createSafeClient } from '../../src/platform/http/ssrf.ts'
import { createSeal } from '../../src/platform/seal.ts'

export const oauthOptions = (): IdentityDeps['oauth'] => ({
  publicUrl: () => 'http://127.0.0.1:4000',
  seal: createSeal(Buffer.alloc(32, 7)),
  keyFor: () => Buffer.alloc(32, 9),
  outgoing: createSafeClient({ allowPrivate: true }),
  certificates: 'handshake',
  clientAuthorities: null,
  trustedIssuers: [],
  findConsent: async () => null,
})
