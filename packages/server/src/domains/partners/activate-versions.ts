/**
 * Brings versions into force: each ends the merchant's terms before it at its own instant. Once activated, a version never
 * changes but for its end; payments keep the version they were made under.
 */
import type { Id } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import type { Command } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import type { PartnersRefusalCode } from './errors.ts'
import { activation } from './rules.ts'
import * as store from './store.ts'
import type { ActivateVersion, Agreement, AgreementVersion, PartnersDeps } from './types.ts'

export const activateVersions = (deps: PartnersDeps, tx: Tx, commands: readonly Command<ActivateVersion>[]) =>
  activateDrafts(
    deps,
    tx,
    commands.map(({ input }) => input),
  )

export async function activateDrafts(
  deps: PartnersDeps,
  tx: Tx,
  inputs: readonly ActivateVersion[],
): Promise<Outcome<Agreement, PartnersRefusalCode>[]> {
  const agreements = await store.lockOfMerchants(
    tx,
    inputs.map(({ agreementId }) => agreementId),
  )
  const now = deps.clock.now()
  const ended = new Map<string, store.OwnedVersion>()
  const begun = new Map<string, store.OwnedVersion>()
  const inForce = new Map<Id<'mer'>, Id<'agr'>>()

  const replace = (agreement: Agreement, version: AgreementVersion): Agreement => {
    const changed = { ...agreement, versions: agreement.versions.map(other => (other.version === version.version ? version : other)) }
    agreements.set(agreement.id, changed)
    return changed
  }

  const outcomes = inputs.map((input): Outcome<Agreement, PartnersRefusalCode> => {
    const agreement = agreements.get(input.agreementId)
    if (agreement === undefined) return refuse('agreement_not_found', 'id')
    const last = lastOf(agreements, agreement.merchantId)
    const start = activation(agreement.versions, input.version, input.from, last?.version.inForceFrom ?? null, now)
    if (!start.ok) return start
    const { merchantId } = agreement
    if (last !== null) {
      const version = { ...last.version, inForceTo: start.value }
      const owned = { agreementId: last.agreement.id, merchantId, version }
      const key = `${last.agreement.id}/${version.version}`
      if (begun.has(key)) begun.set(key, owned)
      else ended.set(key, owned)
      replace(last.agreement, version)
    }
    const current = agreements.get(agreement.id) ?? agreement
    const draft = current.versions.find(version => version.version === input.version)
    if (draft === undefined) return refuse('agreement_version_not_found', 'version')
    const version = { ...draft, inForceFrom: start.value, activatedAt: now }
    begun.set(`${agreement.id}/${version.version}`, { agreementId: agreement.id, merchantId, version })
    inForce.set(merchantId, agreement.id)
    return ok(replace(current, version))
  })
  if (begun.size > 0) {
    store.updateTimes(tx, [...ended.values()])
    store.updateTimes(tx, [...begun.values()])
    deps.merchants.assignAgreements(tx, inForce)
  }
  return outcomes
}

/** The merchant's terms that start last, in force or scheduled. */
function lastOf(
  agreements: ReadonlyMap<Id<'agr'>, Agreement>,
  merchantId: Id<'mer'>,
): { agreement: Agreement; version: AgreementVersion } | null {
  let last: { agreement: Agreement; version: AgreementVersion } | null = null
  for (const agreement of agreements.values()) {
    if (agreement.merchantId !== merchantId) continue
    for (const version of agreement.versions) {
      if (version.inForceFrom === null) continue
      if (last === null || (last.version.inForceFrom ?? version.inForceFrom) < version.inForceFrom) last = { agreement, version }
    }
  }
  return last
}
