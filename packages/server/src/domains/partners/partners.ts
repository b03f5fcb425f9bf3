/**
 * The face of partners: the signed, versioned terms that price payments. Every fee names the agreement, version and clause
 * that produced it, and a payment keeps the version it was made under.
 */
import type { Id } from '../../kernel/ids.ts'
import { formatId } from '../../kernel/ids.ts'
import type { CommandContext } from '../../platform/commands.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Route } from '../../platform/http/route.ts'
import { activateVersions } from './activate-versions.ts'
import { addVersions, createAgreements } from './create-agreements.ts'
import { partnersRoutes, presentAgreement } from './http.ts'
import * as store from './store.ts'
import type { ActivateVersion, Agreement, NewAgreement, NewVersion, PartnersDeps, Terms, TermsRef } from './types.ts'

export { partnersCatalogue } from './errors.ts'
export { feeOf, prices } from './rules.ts'
export type { Agreement, Clause, Fee, FeeQuestion, PartnersDeps, PaymentMethodType, Terms, TermsRef } from './types.ts'

export type Partners = {
  /** The terms in force at the instant, one statement, no locks; merchants without terms are missing from the map. */
  open(tx: Tx, merchantIds: readonly Id<'mer'>[], at: Date): Promise<Map<Id<'mer'>, Terms>>
  /** The versions that payments were made under, by `termsKey`. One statement. */
  termsOfVersion(reader: Pick<Db, 'query'>, refs: readonly TermsRef[]): Promise<Map<string, Terms>>
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
