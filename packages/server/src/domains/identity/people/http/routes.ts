/** All routes of people: signing in, factors, authentications, operators, and the pages of these. */

import type { Id } from '../../../../kernel/ids.ts'
import type { Route } from '../../../../platform/http/route.ts'
import type { Passwords } from '../../passwords.ts'
import type { Sca } from '../../sca/types.ts'
import type { IdentityDeps } from '../../types.ts'
import type { People } from '../people.ts'
import { authenticationRoutes } from './authentications.ts'
import { operatorRoutes } from './operators.ts'
import { ownRoutes } from './own.ts'
import { accountPages } from './pages/account.ts'
import { factorPages } from './pages/factor.ts'
import { operatorPages } from './pages/operator.ts'
import { passkeyScriptRoute } from './pages/passkeys-script.ts'
import { signInPages } from './pages/sign-in.ts'
import { sandboxRoutes } from './sandbox.ts'
import { SIDES } from './sides.ts'
import { operatorSessionRoutes, passkeySignInRoutes, smsSignInRoute } from './sign-in.ts'

export type PeopleRouteDeps = IdentityDeps & {
  readonly passwords: Passwords
  readonly sca: Sca
  readonly people: People
  /** Has this node read a session or key anew. */
  readonly forget: (id: string | null) => void
  readonly presentHolder: (id: Id<'hld'>) => Promise<Readonly<Record<string, unknown>>>
}

export const peopleRoutes = (deps: PeopleRouteDeps): readonly Route[] => [
  ...SIDES.flatMap(side => [...passkeySignInRoutes(deps, side), ...ownRoutes(deps, side), ...authenticationRoutes(deps, side)]),
  smsSignInRoute(deps),
  ...SIDES.filter(side => side.kind === 'operator').flatMap(side => operatorSessionRoutes(deps, side)),
  ...operatorRoutes(deps),
  ...signInPages(deps),
  ...factorPages(deps),
  ...accountPages(deps),
  ...operatorPages(deps),
  passkeyScriptRoute,
  ...(deps.mode === 'test' ? sandboxRoutes(deps) : []),
]
