/**
 * The face of partners: the signed, versioned terms that price payments. Every fee names the agreement, version and clause
 * that produced it, and a payment keeps the version it was made under.
 */
import type { Id } from '../../kernel/ids.ts'
import { formatId } from '../../kernel/ids.ts'
import { invariant, type Outcome, ok } from '../../kernel/outcome.ts'
import type { CommandContext } from '../../platform/commands.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Route } from '../../platform/http/route.ts'
import { activateDrafts, activateVersions } from './activate-versions.ts'
import { addVersions, createAgreements, draftAgreements } from './create-agreements.ts'
import { partnersRoutes, presentAgreement } from './http.ts'
import type { PriceTemplate } from './price-templates.ts'
import * as store from './store.ts'
import type { ActivateVersion, Agreement, NewAgreement, NewVersion, PartnersDeps, Terms, TermsRef } from './types.ts'

export { partnersCatalogue } from './errors.ts'
export { priceTemplate } from './price-templates.ts'
export { feeOf, prices } from './rules.ts'
export type { Agreement, Clause, Fee, FeeQuestion, PartnersDeps, PaymentMethodType, Terms, TermsRef } from './types.ts'

export type Partners = {
  /** The terms in force at the instant, one statement, no locks; merchants without terms are missing from the map. */
  open(tx: Tx, merchantIds: readonly Id<'mer'>[], at: Date): Promise<Map<Id<'mer'>, Terms>>
  /** The versions that payments were made under, by `termsKey`. One statement. */
  termsOfVersion(reader: Pick<Db, 'query'>, refs: readonly TermsRef[]): Promise<Map<string, Terms>>
  /** Drafts an agreement from a price template, for onboarding. Refuses price_template_not_found, and what a draft is refused for. */
  draftFromTemplate(tx: Tx, merchantId: Id<'mer'>, template: PriceTemplate): Promise<Outcome<TermsRef>>
  /** Brings a drafted version into force now. Refuses as the route does. */
  activate(tx: Tx, ref: TermsRef): Promise<Outcome<Agreement>>
  /** A version as the merchant reads it; `null` when there is none. */
  readVersion(ref: TermsRef): Promise<{ readonly title: string; readonly clauses: readonly unknown[] } | null>
  readonly routes: readonly Route[]
}

/** The key of a version in the map that `termsOfVersion` returns. */
export const termsKey = (ref: TermsRef): string => `${ref.agreementId}/${ref.version}`

export function createPartners(deps: PartnersDeps): Partners {
  const present = (status: number) => (agreement: Agreement, _context: CommandContext) => ({
    status,
    body: presentAgreement(agreement, deps.clock.now()),
  })
  const subject = (agreement: Agreement): string => formatId('agr', agreement.id)
  return {
    open: store.open,
    async termsOfVersion(reader, refs) {
      const terms = await store.ofVersion(reader, refs)
      return new Map(terms.map(found => [termsKey(found), found]))
    },
    async draftFromTemplate(tx, merchantId, { title, clauses }) {
      const drafted = await draftAgreements(deps, tx, [{ merchantId, title, clauses }])
      const [agreement] = drafted
      invariant(agreement !== undefined, 'one is asked for, one is answered')
      return agreement.ok ? ok({ agreementId: agreement.value.id, version: 1 }) : agreement
    },
    async activate(tx, { agreementId, version }) {
      const [activated] = await activateDrafts(deps, tx, [{ agreementId, version, from: null }])
      invariant(activated !== undefined, 'one is asked for, one is answered')
      return activated
    },
    async readVersion({ agreementId, version }) {
      const agreement = await store.get(deps.db, agreementId)
      const found = agreement?.versions.find(each => each.version === version)
      return agreement === null || found === undefined ? null : { title: agreement.title, clauses: found.clauses.map(store.clauseJson) }
    },
    routes: partnersRoutes({
      clock: deps.clock,
      get: id => store.get(deps.db, id),
      list: (merchantId, page) => store.list(deps.db, merchantId, page),
      create: deps.commands.define<NewAgreement, Agreement>({
        name: 'partners.create_agreement',
        decide: (tx, commands) => createAgreements(deps, tx, commands),
        present: present(201),
        subject,
      }),
      addVersion: deps.commands.define<NewVersion, Agreement>({
        name: 'partners.add_version',
        decide: (tx, commands) => addVersions(deps, tx, commands),
        present: present(201),
        subject,
      }),
      activate: deps.commands.define<ActivateVersion, Agreement>({
        name: 'partners.activate_version',
        decide: (tx, commands) => activateVersions(deps, tx, commands),
        present: present(200),
        subject,
      }),
    }),
  }
}
