/**
 * Auto-debit agreements at wallet channels as mandates: proposed by a merchant, signed by the payer on the channel's page, learnt by
 * notification or query. Ended here they are ended there, and the other way round. The use cases never call the network; `tellChannels` and
 * `askChannels` do, outside transactions.
 */
import { formatId, type Id } from '../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../kernel/outcome.ts'
import { principalKey } from '../../kernel/principal.ts'
import type { Command } from '../../platform/commands.ts'
import type { Tx } from '../../platform/db.ts'
import { EMPTY } from './card-agreements.ts'
import { openChanges } from './change-consents.ts'
import type { ConsentsDeps } from './consents.ts'
import type { ConsentRefusalCode } from './errors.ts'
import type { AgreementFacts } from './ports.ts'
import { stateAt } from './rules.ts'
import * as store from './store.ts'
import * as channels from './store-channels.ts'
import type { ConsentId, Mandate } from './types.ts'
import type { StoredConsent } from './types-stored.ts'
import { asMandate } from './view.ts'

export type AgreementPeriod = { readonly unit: 'day' | 'month'; readonly length: number }

export type ProposeAgreement = {
  readonly id: Id<'mdt'>
  readonly merchantId: Id<'mer'>
  readonly house: string
  readonly limitPerPayment: bigint
  readonly period: AgreementPeriod
  readonly firstChargeOn: Date
  readonly signUrl: string
}

export type ProposedAgreement = { readonly mandate: Mandate; readonly signUrl: string | null }

type AgreementPolicy = { readonly sign_seconds: number; readonly max_per_payment: number; readonly period_days_min: number }

export const agreementPolicyAt = (deps: Pick<ConsentsDeps, 'policies'>, at: Date): AgreementPolicy =>
  deps.policies.require('consents.channel_agreements', at).value as AgreementPolicy

/** Refuses: merchant_not_found, consent_limit_invalid (above the policy's amount, or a period shorter than it allows). */
export async function proposeAgreements(
  deps: ConsentsDeps,
  tx: Tx,
  commands: readonly Command<ProposeAgreement>[],
): Promise<Outcome<ProposedAgreement>[]> {
  const merchants = await deps.merchants.open(tx, [...new Set(commands.map(({ input }) => input.merchantId))])
  const now = deps.clock.now()
  const policy = agreementPolicyAt(deps, now)
  const rows: StoredConsent[] = []
  const outcomes = commands.map(({ input }): Outcome<ProposedAgreement> => {
    if (!merchants.has(input.merchantId)) return refuse('merchant_not_found', 'merchant')
    if (input.limitPerPayment > BigInt(policy.max_per_payment)) return refuse('consent_limit_invalid', 'limit_per_payment')
    if (input.period.unit === 'day' && input.period.length < policy.period_days_min) return refuse('consent_limit_invalid', 'period')
    const row: StoredConsent = {
      ...EMPTY,
      id: input.id,
      kind: 'channel_agreement',
      method: 'alipay',
      state: 'awaiting_authorisation',
      grantee: { kind: 'merchant', id: input.merchantId },
      limitPerPayment: input.limitPerPayment,
      terms: { period: input.period, first_charge_on: input.firstChargeOn.toISOString().slice(0, 10) },
      authoriseBy: new Date(now.getTime() + policy.sign_seconds * 1000),
      createdAt: now,
      agreement: { house: input.house, number: null },
    }
    rows.push(row)
    return ok({ mandate: asMandate(row, now, merchants, deps.timeZone), signUrl: input.signUrl })
  })
  store.insertConsents(tx, rows)
  store.recordChanges(
    tx,
    commands
      .filter(({ input }) => rows.some(({ id }) => id === input.id))
      .map(({ input, context }) => ({
        consentId: input.id,
        change: 'proposed' as const,
        actor: principalKey(context.principal),
        requestId: context.requestId,
        by: 'third_party' as const,
        reason: null,
        at: now,
      })),
  )
  return outcomes
}

export type LearntAgreement = { readonly mandateId: Id<'mdt'>; readonly house: string; readonly facts: AgreementFacts }

/**
 * What a channel said of agreements, in any order and as often as it likes: signed, or ended by the payer. One that is signed after it had
 * ended here keeps its number, so that it is ended there too. Resolves with those that changed.
 */
export function learnAgreements(deps: ConsentsDeps, learnt: readonly LearntAgreement[]): Promise<number> {
  return deps.db.transaction(async tx => {
    const changing = await openChanges(
      deps,
      tx,
      learnt.map(({ mandateId }) => mandateId),
    )
    let changed = 0
    const told: ConsentId[] = []
    for (const { mandateId, house, facts } of learnt) {
      const row = changing.get(mandateId)
      if (row?.agreement == null || row.agreement.house !== house) continue
      const known = { ...row, agreement: { house, number: row.agreement.number ?? facts.agreementNo } }
      const actor = { actor: `sys:${house}`, requestId: facts.agreementNo }
      const state = stateAt(row, changing.now)
      if (facts.state === 'active' && state === 'awaiting_authorisation') {
        const signed = { ...known, state: 'authorised', authorisedAt: changing.now, confirmedAt: changing.now } as const
        changing.set(signed, { change: 'authorised', by: 'person', reason: null }, actor)
        changed += 1
      } else if (facts.state === 'active' && row.state === 'awaiting_authorisation') {
        // Signed too late: nobody waits for it any more, and it must not stand there.
        const ended = { ...known, state: 'cancelled', endedAt: changing.now, endedBy: 'policy', endReason: 'signed too late' } as const
        changing.set(ended, { change: 'cancelled', by: 'policy', reason: 'signed too late' }, actor)
        changed += 1
      } else if (facts.state === 'ended' && (row.state === 'authorised' || row.state === 'awaiting_authorisation')) {
        const reason = 'ended at the channel'
        const ended = { ...known, state: 'cancelled', endedAt: changing.now, endedBy: 'person', endReason: reason } as const
        changing.set(ended, { change: 'cancelled', by: 'person', reason }, actor)
        told.push(row.id)
        changed += 1
      } else if (facts.state === 'active' && row.state === 'cancelled' && row.agreement.number === null)
        channels.noteNumber(tx, row.id, facts.agreementNo)
      else if (facts.state === 'ended') told.push(row.id)
    }
    await changing.write()
    channels.markTold(tx, told, changing.now)
    return changed
  })
}

/** Ends at their channels what has ended here; resolves with how many the channels have heard of. */
export async function tellChannels(deps: ConsentsDeps): Promise<number> {
  let told = 0
  for (const { id, house, number } of await channels.untold(deps.db, 100)) {
    const ended = await deps.agreementChannel?.(house)?.unsign(number)
    if (ended?.ok !== true) continue
    await deps.db.transaction(async tx => channels.markTold(tx, [id], deps.clock.now()))
    told += 1
  }
  return told
}

/** Asks channels about agreements that wait to be signed, in case a notification was lost; resolves with how many changed. */
export async function askChannels(deps: ConsentsDeps): Promise<number> {
  const learnt: LearntAgreement[] = []
  for (const { id, house } of await channels.waiting(deps.db, deps.clock.now(), 100)) {
    const found = await deps.agreementChannel?.(house)?.query({ externalNo: formatId('mdt', id) })
    if (found?.ok === true) learnt.push({ mandateId: id, house, facts: found.value })
  }
  return learnt.length === 0 ? 0 : learnAgreements(deps, learnt)
}

export type RevokeAgreement = { readonly merchantId: Id<'mer'>; readonly mandateId: Id<'mdt'> }

/** The merchant ends an agreement of its own; again it answers with it as it is. Refuses: mandate_not_found. */
export async function revokeAgreements(
  deps: ConsentsDeps,
  tx: Tx,
  commands: readonly Command<RevokeAgreement>[],
): Promise<Outcome<ProposedAgreement, ConsentRefusalCode>[]> {
  const changing = await openChanges(
    deps,
    tx,
    commands.map(({ input }) => input.mandateId),
  )
  const merchants = await deps.merchants.open(tx, [...new Set(commands.map(({ input }) => input.merchantId))])
  const outcomes = commands.map(({ input, context }): Outcome<ProposedAgreement, ConsentRefusalCode> => {
    const row = changing.get(input.mandateId)
    const own = row?.kind === 'channel_agreement' && row.grantee.kind === 'merchant' && row.grantee.id === input.merchantId
    if (row === undefined || !own) return refuse('mandate_not_found', 'id')
    let current = row
    if (row.state === 'authorised' || row.state === 'awaiting_authorisation') {
      current = { ...row, state: 'cancelled', endedAt: changing.now, endedBy: 'third_party', endReason: null }
      const actor = { actor: principalKey(context.principal), requestId: context.requestId }
      changing.set(current, { change: 'cancelled', by: 'third_party', reason: null }, actor)
    }
    return ok({ mandate: asMandate(current, changing.now, merchants, deps.timeZone), signUrl: null })
  })
  await changing.write()
  tx.afterCommit(() => void tellChannels(deps).catch((error: unknown) => deps.onError?.(error)))
  return outcomes
}
