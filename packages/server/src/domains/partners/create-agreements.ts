/** Creates agreements, each with its first version as a draft, and adds further drafts. Drafts price nothing. */
import { newId } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { Command } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { PartnersRefusalCode } from './errors.ts'
import { checkClauses } from './rules.ts'
import * as store from './store.ts'
import type { Agreement, AgreementVersion, Clause, NewAgreement, NewVersion, PartnersDeps } from './types.ts'

const draft = (version: number, clauses: readonly Clause[], createdAt: Date): AgreementVersion => ({
  version,
  clauses,
  inForceFrom: null,
  inForceTo: null,
  createdAt,
  activatedAt: null,
})

export const createAgreements = (deps: PartnersDeps, tx: Tx, commands: readonly Command<NewAgreement>[]) =>
  draftAgreements(
    deps,
    tx,
    commands.map(({ input }) => input),
  )

export async function draftAgreements(
  deps: PartnersDeps,
  tx: Tx,
  inputs: readonly NewAgreement[],
): Promise<Outcome<Agreement, PartnersRefusalCode | 'merchant_not_found'>[]> {
  const merchants = await deps.merchants.open(
    tx,
    inputs.map(({ merchantId }) => merchantId),
  )
  const now = deps.clock.now()
  const created: Agreement[] = []
  const outcomes = inputs.map((input): Outcome<Agreement, PartnersRefusalCode | 'merchant_not_found'> => {
    if (!merchants.has(input.merchantId)) return refuse('merchant_not_found', 'merchant')
    const checked = checkClauses(input.clauses)
    if (!checked.ok) return checked
    const { merchantId, title, clauses } = input
    const agreement: Agreement = { id: newId<'agr'>(), merchantId, title, createdAt: now, versions: [draft(1, clauses, now)] }
    created.push(agreement)
    return ok(agreement)
  })
  if (created.length > 0) {
    store.insert(tx, created)
    store.insertVersions(
      tx,
      created.flatMap(({ id, merchantId, versions }) => versions.map(version => ({ agreementId: id, merchantId, version }))),
    )
  }
  return outcomes
}

export async function addVersions(
  deps: PartnersDeps,
  tx: Tx,
  commands: readonly Command<NewVersion>[],
): Promise<Outcome<Agreement, PartnersRefusalCode>[]> {
  const agreements = await store.lockOfMerchants(
    tx,
    commands.map(command => command.input.agreementId),
  )
  const now = deps.clock.now()
  const added: store.OwnedVersion[] = []
  const outcomes = commands.map(({ input }): Outcome<Agreement, PartnersRefusalCode> => {
    const agreement = agreements.get(input.agreementId)
    if (agreement === undefined) return refuse('agreement_not_found', 'id')
    const checked = checkClauses(input.clauses)
    if (!checked.ok) return checked
    const version = draft(agreement.versions.length + 1, input.clauses, now)
    const grown = { ...agreement, versions: [...agreement.versions, version] }
    agreements.set(agreement.id, grown)
    added.push({ agreementId: agreement.id, merchantId: agreement.merchantId, version })
    return ok(grown)
  })
  if (added.length > 0) store.insertVersions(tx, added)
  return outcomes
}
