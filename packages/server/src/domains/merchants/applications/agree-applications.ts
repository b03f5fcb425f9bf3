/** From approval to live: the agreement is offered and accepted, the channels are asked, and with the first of them the merchant is live. */
import { formatId, type Id } from '../../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { principalKey } from '../../../kernel/principal.ts'
import type { Command } from '../../../platform/commands.ts'
import type { Tx } from '../../../platform/db.ts'
import * as channels from '../channels/store/channels.ts'
import { insertWay } from '../channels/store/ways.ts'
import * as merchants from '../store.ts'
import type { MerchantChannel } from '../types.ts'
import { type OnboardingDeps, reviewMonths, today } from './deps.ts'
import { step, write } from './edit-applications.ts'
import { type ApplicationView, applicationEvent } from './events.ts'
import { canGoLive } from './rules.ts'
import { reviewDue } from './rules-risk.ts'
import * as store from './store.ts'
import type { Application, ApplicationForm, ChannelApplicationFacts, WantedChannel } from './types.ts'

export type OfferAgreement = { readonly id: Id<'apl'>; readonly template: string }

/** Drafts the agreement from a price template and shows it to the applicant; another offer takes the place of one not accepted. */
export async function offerAgreement(
  deps: OnboardingDeps,
  tx: Tx,
  { input, context }: Command<OfferAgreement>,
): Promise<Outcome<ApplicationView>> {
  const found = await step(tx, input.id, 'offer', null)
  if (!found.ok) return found
  const { merchantId } = found.value
  invariant(merchantId !== null, 'what is approved has a merchant')
  const drafted = await deps.agreements.draft(tx, merchantId, input.template)
  if (!drafted.ok) return drafted
  const application: Application = {
    ...found.value,
    agreement: { ...drafted.value, template: input.template, acceptedAt: null },
    updatedAt: deps.clock.now(),
  }
  const about = { actor: principalKey(context.principal), action: 'offer', note: input.template }
  return ok(await write(deps, tx, application, { ...about, event: 'merchant_application.agreement_offered' }))
}

export type AcceptAgreement = {
  readonly id: Id<'apl'>
  /** What the applicant was shown. */
  readonly agreement: Id<'agr'>
  readonly version: number
  readonly signatory: string
  readonly form: ApplicationForm
}

/** Our number of the merchant at a channel: letters, digits and underscores, at most 32. */
const referenceOf = (application: Id<'apl'>, channel: string): string =>
  `${formatId('apl', application).slice(4)}_${channel.replaceAll('_', '').slice(0, 5)}`

const wayOf = (application: Application, wanted: WantedChannel, keepsMerchants: boolean, now: Date): ChannelApplicationFacts => {
  invariant(application.merchantId !== null, 'what is approved has a merchant')
  return {
    applicationId: application.id,
    merchantId: application.merchantId,
    channel: wanted.channel,
    reference: referenceOf(application.id, wanted.channel),
    channelReference: null,
    state: keepsMerchants ? 'waiting' : 'active',
    attempt: 1,
    statusAsWritten: null,
    trouble: null,
    step: null,
    url: null,
    rejections: [],
    flows: wanted.flows,
    subAppId: wanted.subAppId,
    subMerchant: null,
    nextAt: keepsMerchants ? now : null,
    silences: 0,
    createdAt: now,
    updatedAt: now,
  }
}

/** The channel as payments know it. */
export const channelOf = (way: ChannelApplicationFacts, now: Date): MerchantChannel => ({
  merchantId: way.merchantId,
  channel: way.channel,
  subMerchant: way.state === 'active' ? way.subMerchant : null,
  subAppId: way.subAppId,
  status: way.state === 'active' ? 'active' : 'applying',
  flows: way.flows,
  since: way.state === 'active' ? now : null,
  createdAt: now,
  updatedAt: now,
})

/** Accepted, the agreement is in force, and the channels are asked. Refuses agreement_offer_other. */
export async function acceptAgreement(
  deps: OnboardingDeps,
  tx: Tx,
  { input, context }: Command<AcceptAgreement>,
): Promise<Outcome<ApplicationView>> {
  const found = await step(tx, input.id, 'accept', null)
  if (!found.ok) return found
  const { agreement } = found.value
  invariant(agreement !== null, 'what is offered is there')
  if (agreement.id !== input.agreement || agreement.version !== input.version) return refuse('agreement_offer_other', 'agreement')
  const activated = await deps.agreements.activate(tx, agreement.id, agreement.version)
  if (!activated.ok) return activated
  const now = deps.clock.now()
  const application: Application = { ...found.value, agreement: { ...agreement, acceptedAt: now }, updatedAt: now }
  const ports = deps.channels()
  const ways = input.form.channels.map(wanted => wayOf(application, wanted, (ports.get(wanted.channel) ?? null) !== null, now))
  for (const way of ways) insertWay(tx, way)
  channels.put(
    tx,
    ways.map(way => channelOf(way, now)),
  )
  const about = { actor: principalKey(context.principal), action: 'accept', note: input.signatory }
  const view = await write(deps, tx, application, { ...about, event: 'merchant_application.agreement_accepted' })
  return ok(await goLive(deps, tx, view, input.form))
}

/** With an accepted agreement and one channel that is open, the merchant is live: it can be paid, and its days as a new one count. */
export async function goLive(deps: OnboardingDeps, tx: Tx, view: ApplicationView, form: ApplicationForm): Promise<ApplicationView> {
  const { application, ways } = view
  if (!canGoLive(application, ways)) return view
  const { merchantId, risk } = application
  invariant(merchantId !== null && risk !== null, 'what has channels is approved and graded')
  const now = deps.clock.now()
  const ends = [form.licence.validTo, form.legalPerson.idValidTo, ...form.owners.map(owner => owner.idValidTo)]
  tx.lock('merchants')
  merchants.goLive(tx, merchantId, now, reviewDue(today(deps), reviewMonths(deps, risk.grade), ends))
  const live: Application = { ...application, state: 'live', liveAt: now, updatedAt: now }
  store.update(tx, live)
  store.addHistory(tx, { applicationId: live.id, at: now, actor: 'sys:onboarding', action: 'go_live', state: 'live', note: null })
  const shown = { application: live, ways }
  deps.outbox.append(tx, [applicationEvent('merchant_application.live', shown)])
  return shown
}
