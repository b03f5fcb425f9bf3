/** What the pages are built from: the parts of other domains' faces that they use. */
import type { Id } from '../../../kernel/ids.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { Db } from '../../../platform/db.ts'
import type { Consents } from '../../consents/consents.ts'
import type { OAuth, Sca } from '../../identity/identity.ts'
import type { CoreBankPort } from '../ports.ts'

export type LocalName = { readonly en: string; readonly zh: string }

/** The wallet holder whose browser it is; `csrf` goes into every form. */
export type Visitor = { readonly holderId: Id<'hld'>; readonly sessionId: Id<'ses'>; readonly csrf: string }

/** Who asks, as it is registered. */
export type ThirdPartyFacts = {
  readonly name: LocalName
  readonly contact: { readonly [key: string]: unknown }
  readonly metadata: { readonly [key: string]: unknown }
}

export type Visitors = {
  /** Whoever is signed in, by the cookies of the request. */
  visitor(cookie: string | undefined): Promise<Visitor | null>
  checkCsrf(visitor: Visitor, field: string): boolean
}

/** Looked up to be shown; `null` where there is none. */
export type NameLookups = {
  readonly thirdParty: (id: Id<'tpp'>) => Promise<ThirdPartyFacts | null>
  readonly holderName: (id: Id<'hld'>) => Promise<LocalName | null>
  readonly merchantName: (id: Id<'mer'>) => Promise<LocalName | null>
}

export type PagesDeps = {
  readonly db: Pick<Db, 'transaction'>
  readonly clock: Clock
  /** IANA name: times are shown as they are in the institution's place. */
  readonly timeZone: string
  readonly oauth: Pick<OAuth, 'interaction' | 'approve' | 'deny'>
  readonly sca: Pick<Sca, 'begin' | 'find' | 'consume'>
  readonly consents: Pick<
    Consents,
    'find' | 'authorise' | 'reject' | 'ofHolder' | 'lastUsedOf' | 'usage' | 'historyOf' | 'receiptsOf' | 'revoke'
  >
  readonly bank: Pick<CoreBankPort, 'accountsOf'>
  readonly people: Visitors
  readonly names: NameLookups
}
