/**
 * Turns the credential of a request into a principal. On the usual path it reads memory only and answers at once; it never
 * says more of a wrong credential than which kind of wrong it is.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Id } from '../../kernel/ids.ts'
import { type Refusal, refuse } from '../../kernel/outcome.ts'
import type { Principal } from '../../kernel/principal.ts'
import type { Access } from '../../platform/http/route.ts'
import { type CredentialCache, CredentialQueueFull, createCredentialCache } from './credential-cache.ts'
import { isRoleName, permissionsOf } from './roles.ts'
import { checkKey, sessionHolds } from './rules.ts'
import { presentedBy, secretHash } from './secrets.ts'
import * as store from './store.ts'
import { type ApiKeyFacts, type IdentityDeps, SELF_SCOPE, type SessionFacts } from './types.ts'

export type Authentication = Principal | Refusal | null

export type Authenticator = {
  /** `access`: whom the route is for, where a browser holds the cookies of a wallet holder and of an operator at once. */
  authenticate(headers: IncomingHttpHeaders, access?: Access): Authentication | Promise<Authentication>
  /** Forgets the key or session with this id, or everything. */
  forget(id: string | null): void
  /** Keys used since the last call, with the time of their last use. */
  takeUsed(): Map<Id<'key'>, number>
}

/** Principals are made once for each reading of a key: requests share the set of scopes. */
type KnownKey = { readonly facts: ApiKeyFacts; readonly principal: Principal }
type KnownSession = { readonly facts: SessionFacts; readonly principal: Principal }

export function createAuthenticator(deps: Pick<IdentityDeps, 'db' | 'clock' | 'mode'>): Authenticator {
  const keys: CredentialCache<KnownKey> = createCredentialCache({
    clock: deps.clock,
    load: async hashes => mapValues(await store.keyFacts(deps.db, hashes), facts => ({ facts, principal: keyPrincipal(facts) })),
    idOf: known => known.facts.id,
  })
  const sessions: CredentialCache<KnownSession> = createCredentialCache({
    clock: deps.clock,
    load: async hashes =>
      mapValues(await store.sessionFacts(deps.db, hashes), (facts): KnownSession => {
        return { facts, principal: sessionPrincipal(facts) }
      }),
    idOf: known => known.facts.id,
  })
  let used = new Map<Id<'key'>, number>()

  function admitKey(known: KnownKey | null): Authentication {
    if (known === null) return refuse('api_key_invalid').error
    const now = deps.clock.now()
    const checked = checkKey(known.facts, now)
    if (!checked.ok) return checked.error
    used.set(known.facts.id, now.getTime())
    return known.principal
  }

  const admitSession = (known: KnownSession | null): Authentication =>
    known !== null && sessionHolds(known.facts, deps.clock.now()) ? known.principal : refuse('session_invalid').error

  return {
    authenticate(headers, access) {
      const forOperators = typeof access === 'object' && access.operator !== undefined && access.holder === undefined
      const presented = presentedBy(headers, forOperators ? 'operator' : 'holder')
      switch (presented.kind) {
        case 'none':
          return null
        case 'garbage':
          return refuse(presented.of === 'key' ? 'api_key_invalid' : 'session_invalid').error
        case 'key':
          if (presented.mode !== deps.mode) return refuse('api_key_wrong_mode', undefined, { mode: deps.mode }).error
          return whenKnown(keys.get(secretHash(presented.secret)), admitKey)
        case 'session':
          return whenKnown(sessions.get(secretHash(presented.secret)), admitSession)
      }
    },
    forget(id) {
      keys.forget(id)
      sessions.forget(id)
    },
    takeUsed() {
      const taken = used
      used = new Map()
      return taken
    },
  }
}

function whenKnown<K>(
  known: K | null | Promise<K | null>,
  admit: (known: K | null) => Authentication,
): Authentication | Promise<Authentication> {
  if (!(known instanceof Promise)) return admit(known)
  return known.then(admit, (error: unknown) => {
    if (error instanceof CredentialQueueFull) return refuse('overloaded').error
    throw error
  })
}

function keyPrincipal(facts: ApiKeyFacts): Principal {
  const scopes = new Set(facts.scopes)
  return facts.owner.kind === 'merchant'
    ? { kind: 'merchant', merchantId: facts.owner.merchantId, keyId: facts.id, scopes }
    : { kind: 'operator', operatorId: facts.owner.operatorId, credential: facts.id, scopes }
}

function sessionPrincipal(facts: SessionFacts): Principal {
  if (facts.holderId !== null) return { kind: 'holder', holderId: facts.holderId, sessionId: facts.id }
  if (facts.operatorId === null) throw new Error('a session belongs to a holder or an operator')
  const scopes = new Set<string>([...permissionsOf(facts.roles.filter(isRoleName)), SELF_SCOPE])
  return { kind: 'operator', operatorId: facts.operatorId, credential: facts.id, scopes }
}

const mapValues = <A, B>(map: ReadonlyMap<string, A>, change: (value: A) => B): Map<string, B> =>
  new Map([...map].map(([key, value]) => [key, change(value)]))
