/** Joins the pages of open banking with the faces that they stand on. */
import type { Route } from '../../../platform/http/route.ts'
import type { Identity } from '../../identity/identity.ts'
import { consentPages } from '../dashboard/http.ts'
import { authorisationPages } from './http.ts'
import type { NameLookups, PagesDeps } from './types.ts'

export type OpenBankingPagesDeps = Pick<PagesDeps, 'db' | 'clock' | 'timeZone' | 'consents' | 'bank'> &
  Pick<NameLookups, 'holderName' | 'merchantName'> & {
    readonly identity: Pick<Identity, 'oauth' | 'thirdParties' | 'people' | 'sca'>
  }

export function createOpenBankingPages(options: OpenBankingPagesDeps): { readonly routes: readonly Route[] } {
  const { identity, holderName, merchantName, ...rest } = options
  const { people } = identity
  const deps: PagesDeps = {
    ...rest,
    oauth: identity.oauth,
    sca: identity.sca,
    people: {
      async visitor(cookie) {
        const found = await people.visitor(cookie === undefined ? {} : { cookie })
        if (found === null || found.person.kind !== 'holder') return null
        return { holderId: found.person.id, sessionId: found.sessionId, csrf: found.csrf }
      },
      checkCsrf: (visitor, field) =>
        people.checkCsrf({ person: { kind: 'holder', id: visitor.holderId }, sessionId: visitor.sessionId, csrf: visitor.csrf }, field),
    },
    names: { thirdParty: id => identity.thirdParties.find(id), holderName, merchantName },
  }
  return { routes: [...authorisationPages(deps), ...consentPages(deps)] }
}
