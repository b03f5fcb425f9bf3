/** What the pages are built from: the parts of other domains' faces that they use. */
import type { Id } from '../../../kernel/ids.ts'
import type { Outcome } from '../../../kernel/outcome.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { AuthoriseConsent, Consent, ConsentFactor, RejectConsent } from '../../consents/types.ts'
import type { CoreBankPort } from '../ports.ts'

/** The wallet holder whose browser it is; `csrf` goes into every form. */
export type Visitor = { readonly holderId: Id<'hld'>; readonly csrf: string }

export type LocalName = { readonly en: string; readonly zh: string }

/** An authorization request under way in this browser (identity's OAuth face). */
export type Interaction = {
  readonly uid: string
  readonly thirdParty: { readonly id: Id<'tpp'>; readonly name: LocalName; readonly status: string }
  readonly consentId: Id<'cns'>
  readonly expired: boolean
  readonly decided: boolean
  readonly resumeUrl: string
}

export type Binding = {
  readonly purpose: 'consent' | 'payment'
  readonly reference: string
  readonly amount?: bigint
  readonly currency?: string
  readonly payee?: string
  readonly text: string
}

export type Challenge = {
  readonly id: Id<'sca'>
  readonly binding: { readonly text: string }
  readonly complete: boolean
  readonly usedAt: Date | null
  readonly expiresAt: Date
}

export type ThirdPartyFacts = {
  readonly name: LocalName
  readonly contact: { readonly [key: string]: unknown }
  readonly metadata: { readonly [key: string]: unknown }
}

export type JourneyDeps<I extends Interaction = Interaction> = {
  readonly db: Pick<Db, 'transaction'>
  readonly clock: Clock
  readonly timeZone: string
  readonly oauth: {
    interaction(uid: string, browser: { readonly headers: { readonly cookie?: string } }): Promise<I | null>
    approve(
      tx: Tx,
      interaction: I,
      approval: { readonly holderId: Id<'hld'>; readonly consentId: Id<'cns'>; readonly acr: string; readonly amr: readonly string[] },
    ): Promise<string>
    deny(tx: Tx, interaction: I, error: 'access_denied', description?: string): Promise<string>
  }
  readonly thirdParty: (id: Id<'tpp'>) => Promise<ThirdPartyFacts | null>
  readonly people: {
    /** Whoever is signed in, by the cookies of the request. */
    visitor(cookie: string | undefined): Promise<Visitor | null>
    checkCsrf(visitor: Visitor, field: string): boolean
    nameOf(id: Id<'hld'>): Promise<LocalName | null>
  }
  readonly sca: {
    begin(tx: Tx, request: { readonly holderId: Id<'hld'>; readonly binding: Binding }): { readonly id: Id<'sca'> }
    find(challengeId: Id<'sca'>, holderId: Id<'hld'>): Promise<Challenge | null>
    consume(
      tx: Tx,
      challengeId: Id<'sca'>,
      holderId: Id<'hld'>,
      binding: Binding,
    ): Promise<Outcome<{ readonly level: { readonly kinds: number }; readonly factors: readonly ConsentFactor[] }>>
  }
  readonly consents: {
    find(id: Id<'cns'>): Promise<Consent | null>
    authorise(tx: Tx, commands: readonly AuthoriseConsent[]): Promise<Outcome<Consent>[]>
    reject(tx: Tx, commands: readonly RejectConsent[]): Promise<Outcome<Consent>[]>
  }
  readonly bank: Pick<CoreBankPort, 'accountsOf'>
  readonly merchantName: (id: Id<'mer'>) => Promise<LocalName | null>
}
