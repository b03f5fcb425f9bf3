/** What the applicant does: fill in the form, bring documents, submit, withdraw. Never calls the network. */
import { formatId, type Id } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { principalKey } from '../../../kernel/principal.ts'
import type { Command } from '../../../platform/commands.ts'
import type { Tx } from '../../../platform/db.ts'
import * as ways from '../channels/store/ways.ts'
import { accountMark, type OnboardingDeps, onboardingPolicy, personMark, requirementsOf, riskPolicy, today } from './deps.ts'
import type { OnboardingRefusalCode } from './errors.ts'
import { type ApplicationView, applicationEvent, type MerchantEventType } from './events.ts'
import { type Action, after, isDecided, resent } from './rules.ts'
import { check, NO_NEIGHBOURS } from './rules-checks.ts'
import { DOCUMENTS_MAX, UPLOADS_MAX } from './rules-documents.ts'
import { gradeOf } from './rules-risk.ts'
import * as store from './store.ts'
import type { Application, ApplicationForm, DocumentFacts, DocumentKind, Draft, Finding, Risk } from './types.ts'

type Refusing<T> = Promise<Outcome<T, OnboardingRefusalCode>>

/** Writes an application and the line of its history; tells whoever listens. */
export async function write(
  deps: Pick<OnboardingDeps, 'outbox'>,
  tx: Tx,
  application: Application,
  about: { readonly actor: string; readonly action: string; readonly note?: string | null; readonly event?: MerchantEventType },
): Promise<ApplicationView> {
  store.update(tx, application)
  store.addHistory(tx, {
    applicationId: application.id,
    at: application.updatedAt,
    actor: about.actor,
    action: about.action,
    state: application.state,
    note: about.note ?? null,
  })
  const view = { application, ways: await ways.ways(tx, application.id) }
  if (about.event !== undefined) deps.outbox.append(tx, [applicationEvent(about.event, view)])
  return view
}

/** The locked application in the state that an action leads to. */
export async function step(tx: Tx, id: Id<'apl'>, action: Action, revision: number | null): Refusing<Application> {
  const application = await store.lock(tx, id)
  if (application === null) return refuse('application_not_found')
  const next = after(application.state, action)
  if (!next.ok) return next
  if (revision !== null && application.revision !== revision)
    return refuse('application_changed', 'revision', { revision: application.revision })
  return ok({ ...application, state: next.value })
}

export type EditApplication = {
  readonly id: Id<'apl'>
  /** Of the form that was read and merged. */
  readonly revision: number
  readonly content: store.Content
  /** A field that must not change once the application is decided, and did. */
  readonly fixedField: string | null
  readonly name: Application['name']
}

/** Writes the form. Refuses application_not_found, application_state_wrong, application_changed, application_field_fixed. */
export async function editApplication(
  deps: OnboardingDeps,
  tx: Tx,
  { input, context }: Command<EditApplication>,
): Refusing<ApplicationView> {
  const found = await step(tx, input.id, 'edit', input.revision)
  if (!found.ok) return found
  if (input.fixedField !== null) return refuse('application_field_fixed', input.fixedField, { field: input.fixedField })
  store.setContent(tx, input.id, input.content)
  const { name, content } = input
  const application = {
    ...found.value,
    name,
    licenceNumber: content.licenceNumber,
    revision: found.value.revision + 1,
    updatedAt: deps.clock.now(),
  }
  return ok(await write(deps, tx, application, { actor: principalKey(context.principal), action: 'edit' }))
}

export type PutDocument = { readonly id: Id<'apl'>; readonly facts: DocumentFacts; readonly sealed: Buffer }

/** Adds a document in the place of the one of its kind. Refuses also documents_too_many. */
export async function putDocument(deps: OnboardingDeps, tx: Tx, { input, context }: Command<PutDocument>): Refusing<DocumentFacts> {
  const found = await step(tx, input.id, 'edit', null)
  if (!found.ok) return found
  const { facts } = input
  const held = await store.documents(tx, input.id)
  const replaces = held.some(({ kind, about }) => kind === facts.kind && about === facts.about)
  if (!replaces && held.length >= DOCUMENTS_MAX) return refuse('documents_too_many', undefined, { max: DOCUMENTS_MAX })
  if ((await store.countUploads(tx, input.id)) >= UPLOADS_MAX) return refuse('documents_too_many', undefined, { max: UPLOADS_MAX })
  store.putDocument(tx, input.id, facts, input.sealed)
  const application = { ...found.value, revision: found.value.revision + 1, updatedAt: deps.clock.now() }
  await write(deps, tx, application, { actor: principalKey(context.principal), action: 'document', note: `${facts.kind} ${facts.about}` })
  return ok(facts)
}

export type RemoveDocument = { readonly id: Id<'apl'>; readonly kind: DocumentKind; readonly about: number }

export async function removeDocument(deps: OnboardingDeps, tx: Tx, { input, context }: Command<RemoveDocument>): Refusing<ApplicationView> {
  const found = await step(tx, input.id, 'edit', null)
  if (!found.ok) return found
  // What was decided on stays in evidence: it is replaced, not taken away.
  if (isDecided(found.value.state)) return refuse('application_state_wrong', undefined, { state: found.value.state, action: 'edit' })
  const held = await store.documents(tx, input.id)
  if (!held.some(({ kind, about }) => kind === input.kind && about === input.about)) return refuse('document_not_found', 'kind')
  const application = { ...found.value, revision: found.value.revision + 1, updatedAt: deps.clock.now() }
  store.removeDocument(tx, input.id, input, application.updatedAt)
  const note = `${input.kind} ${input.about} removed`
  return ok(await write(deps, tx, application, { actor: principalKey(context.principal), action: 'document', note }))
}

export type SubmitApplication = { readonly id: Id<'apl'>; readonly revision: number; readonly draft: Draft }

/** What rules find, and the grade that follows; `risk` is `null` while a section lacks. */
async function judge(
  deps: OnboardingDeps,
  tx: Tx,
  { id, draft }: SubmitApplication,
): Promise<{ findings: readonly Finding[]; risk: Risk | null }> {
  const { licence, legalPerson, bankAccount } = draft
  const neighbours =
    licence === undefined || legalPerson === undefined || bankAccount === undefined
      ? NO_NEIGHBOURS
      : await store.neighbours(tx, id, licence.number, personMark(deps, legalPerson), accountMark(deps, bankAccount))
  const date = today(deps)
  const findings = check(draft, {
    today: date,
    policy: onboardingPolicy(deps),
    channels: requirementsOf(deps),
    documents: await store.documents(tx, id),
    neighbours,
  })
  const isWhole = !findings.some(({ code }) => code === 'section_missing')
  return { findings, risk: isWhole ? gradeOf(draft as ApplicationForm, findings, riskPolicy(deps), date) : null }
}

/** Judges by rules: with errors it is sent back at once, with their list; without, it waits for a person. */
export async function submitApplication(
  deps: OnboardingDeps,
  tx: Tx,
  { input, context }: Command<SubmitApplication>,
): Refusing<ApplicationView> {
  const found = await step(tx, input.id, 'submit', input.revision)
  if (!found.ok) return found
  const { findings, risk } = await judge(deps, tx, input)
  const failed = findings.some(({ severity }) => severity === 'error')
  const now = deps.clock.now()
  const application: Application = {
    ...found.value,
    state: failed ? 'needs_correction' : found.value.state,
    findings,
    risk,
    note: null,
    submissions: found.value.submissions + 1,
    submittedAt: now,
    updatedAt: now,
  }
  const event = failed ? 'merchant_application.needs_correction' : 'merchant_application.submitted'
  return ok(await write(deps, tx, application, { actor: principalKey(context.principal), action: 'submit', event }))
}

export async function withdrawApplication(deps: OnboardingDeps, tx: Tx, { input, context }: Command<Id<'apl'>>): Refusing<ApplicationView> {
  const found = await step(tx, input, 'withdraw', null)
  if (!found.ok) return found
  const application = { ...found.value, updatedAt: deps.clock.now() }
  const actor = principalKey(context.principal)
  return ok(await write(deps, tx, application, { actor, action: 'withdraw', event: 'merchant_application.withdrawn' }))
}

export type ResendApplication = SubmitApplication & { readonly channel: string }

/** Sends what a channel rejected to it again, with what was corrected. Refuses also application_has_errors, application_channel_…. */
export async function resendApplication(
  deps: OnboardingDeps,
  tx: Tx,
  { input, context }: Command<ResendApplication>,
): Refusing<ApplicationView> {
  const found = await step(tx, input.id, 'edit', input.revision)
  if (!found.ok) return found
  if (found.value.state !== 'channels' && found.value.state !== 'live') {
    return refuse('application_state_wrong', undefined, { state: found.value.state, action: 'resend' })
  }
  const way = (await ways.lockWays(tx, input.id)).find(({ channel }) => channel === input.channel)
  if (way === undefined) return refuse('application_channel_not_found', 'channel')
  const { findings } = await judge(deps, tx, input)
  const errors = findings.filter(({ severity }) => severity === 'error')
  const [error] = errors
  if (error !== undefined) return refuse('application_has_errors', undefined, { count: errors.length, field: error.field ?? 'application' })
  const now = deps.clock.now()
  const wanted = input.draft.channels?.find(({ channel }) => channel === input.channel) ?? way
  const again = resent(way, { flows: wanted.flows, subAppId: wanted.subAppId }, now)
  if (!again.ok) return again
  ways.updateWay(tx, again.value)
  const application = {
    ...found.value,
    findings: found.value.findings.filter(({ by, values }) => by !== 'channel' || values.channel !== input.channel),
    updatedAt: now,
  }
  const actor = principalKey(context.principal)
  const event = 'merchant_application.channel_updated'
  return ok(await write(deps, tx, application, { actor, action: 'resend', note: input.channel, event }))
}

export const subjectOf = ({ application }: ApplicationView): string => formatId('apl', application.id)
