/** People as the rest of the server sees them: who looks at a page, and what their forms must carry. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Authenticator } from '../authenticate.ts'
import { cookieValue } from '../secrets.ts'
import { type IdentityDeps, OPERATOR_COOKIE, SESSION_COOKIE } from '../types.ts'
import { endPersonSessions, principalOf } from './sessions.ts'
import type { AttemptContext } from './throttle.ts'
import type { Person, Visitor } from './types.ts'

export type People = {
  /** Whoever is signed in, by the session cookie alone; `null` when nobody is. For pages, whose routes are public. */
  visitor(headers: Pick<IncomingHttpHeaders, 'cookie'>, kind?: Person['kind']): Promise<Visitor | null>
  /** Whether a form came from a page that was shown to this visitor: its hidden field `csrf`. */
  checkCsrf(visitor: Visitor, field: string | undefined): boolean
  /** Ends the visitor's session, on every node at once. */
  signOut(visitor: Visitor, context: AttemptContext): Promise<void>
}

export function createPeople(
  deps: Pick<IdentityDeps, 'key' | 'db' | 'clock' | 'policies' | 'audit'>,
  authenticator: Pick<Authenticator, 'authenticate' | 'forget'>,
): People {
  const csrfOf = (sessionId: string): string => createHmac('sha256', deps.key).update(`csrf\n${sessionId}`).digest('base64url')

  return {
    async visitor(headers, kind = 'holder') {
      const name = kind === 'holder' ? SESSION_COOKIE : OPERATOR_COOKIE
      const token = headers.cookie === undefined ? null : cookieValue(headers.cookie, name)
      if (token === null) return null
      const found = await authenticator.authenticate({ authorization: `Bearer ${token}` })
      if (found === null || 'code' in found) return null
      if (found.kind === 'holder' && kind === 'holder')
        return { person: { kind, id: found.holderId }, sessionId: found.sessionId, csrf: csrfOf(found.sessionId) }
      if (found.kind !== 'operator' || kind !== 'operator' || !found.scopes.has('self')) return null
      const sessionId = found.credential as Visitor['sessionId']
      return { person: { kind, id: found.operatorId }, sessionId, csrf: csrfOf(sessionId) }
    },
    checkCsrf: (visitor, field) => isSame(visitor.csrf, field ?? ''),
    async signOut({ person, sessionId }, context) {
      const principal = principalOf(person, sessionId)
      await endPersonSessions({ ...deps, forget: authenticator.forget }, person, { ids: [sessionId] }, { principal, context })
    },
  }
}

/** Compares in constant time. */
export function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}
