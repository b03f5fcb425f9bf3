/**
 * The state machine of an application, and of its way to each channel. Pure and total: every state answers every action.
 *
 *     draft ── submit ──> submitted ── take ──> checking ── approve ──> approved ── offer ──> agreement ── accept ──> channels ──> live
 *       └──── errors ───> needs_correction <── return ──┤                                      └ offer ┘ (another draft)
 *                           └── submit ──> submitted    └── reject ──> rejected
 *     withdraw, by the applicant, until the agreement is accepted ──> withdrawn
 */
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { ChannelAnswer } from '../ports.ts'
import type { OnboardingRefusalCode } from './errors.ts'
import type { Application, ApplicationForm, ApplicationState, ChannelApplicationFacts, ChannelState, Draft } from './types.ts'

export const ACTIONS = ['edit', 'submit', 'take', 'approve', 'return', 'reject', 'offer', 'accept', 'go_live', 'withdraw'] as const
export type Action = (typeof ACTIONS)[number]

/** Where an action leads; `submit` leads to needs_correction instead when the rules find errors. */
const TABLE: Readonly<Record<ApplicationState, Partial<Record<Action, ApplicationState>>>> = {
  draft: { edit: 'draft', submit: 'submitted', withdraw: 'withdrawn' },
  submitted: { take: 'checking', withdraw: 'withdrawn' },
  checking: { take: 'checking', approve: 'approved', return: 'needs_correction', reject: 'rejected', withdraw: 'withdrawn' },
  needs_correction: { edit: 'needs_correction', submit: 'submitted', withdraw: 'withdrawn' },
  approved: { offer: 'agreement', withdraw: 'withdrawn' },
  agreement: { offer: 'agreement', accept: 'channels', withdraw: 'withdrawn' },
  // What a channel rejected is corrected here, and afterwards: see `fixedFieldOf`.
  channels: { edit: 'channels', go_live: 'live' },
  live: { edit: 'live', go_live: 'live' },
  rejected: {},
  withdrawn: {},
}

export function after(state: ApplicationState, action: Action): Outcome<ApplicationState, OnboardingRefusalCode> {
  const next = TABLE[state][action]
  return next === undefined ? refuse('application_state_wrong', undefined, { state, action }) : ok(next)
}

/** A person has decided about what it says, and the merchant is there. */
export const isDecided = (state: ApplicationState): boolean => state === 'channels' || state === 'live'

/** Who the owners are. */
const identities = ({ owners }: Draft): string =>
  JSON.stringify(owners?.map(({ name, idType, idNumber }) => [name, idType, idNumber]) ?? [])

/** Of a decided application, what was decided about can no longer change: that takes a change request, or another application. */
export function fixedFieldOf(state: ApplicationState, before: Draft, next: Draft): string | null {
  if (!isDecided(state)) return null
  const fixed: readonly (readonly [string, (form: Draft) => unknown])[] = [
    ['subject', form => form.subject],
    ['licence.number', form => form.licence?.number],
    ['licence.name', form => form.licence?.name],
    ['legal_person.id_number', form => form.legalPerson?.idNumber],
    ['legal_person.name', form => form.legalPerson?.name],
    ['owners', identities],
    ['bank_account.number', form => form.bankAccount?.number],
    ['bank_account.holder_name', form => form.bankAccount?.holderName],
    ['settlement_cycle', form => form.settlementCycle],
  ]
  return fixed.find(([, of]) => of(before) !== of(next))?.[0] ?? null
}

const SECTIONS = [
  'name',
  'subject',
  'licence',
  'legalPerson',
  'owners',
  'contact',
  'business',
  'bankAccount',
  'settlementCycle',
  'channels',
] as const satisfies readonly (keyof ApplicationForm)[]

export const sectionsMissing = (draft: Draft): readonly (keyof ApplicationForm)[] =>
  SECTIONS.filter(section => draft[section] === undefined)

/** A draft that lacks nothing. */
export const isComplete = (draft: Draft): draft is ApplicationForm => sectionsMissing(draft).length === 0

/** Whether an application can still change anything about who is taken on: while it is open, its licence is not taken on twice. */
export const isOpen = (state: ApplicationState): boolean => !['rejected', 'withdrawn', 'live'].includes(state)

/* ---- the way to a channel ---- */

/** What the job does next for it. */
export type ChannelWork = 'submit' | 'resubmit' | 'query'

export function workOf(facts: Pick<ChannelApplicationFacts, 'state' | 'attempt'>): ChannelWork | null {
  if (facts.state === 'waiting') return facts.attempt === 1 ? 'submit' : 'resubmit'
  return facts.state === 'sent' || facts.state === 'auditing' || facts.state === 'needs_merchant' ? 'query' : null
}

const MINUTE_MS = 60_000
const POLL_MS: Readonly<Partial<Record<ChannelState, number>>> = { sent: 15_000, auditing: MINUTE_MS, needs_merchant: MINUTE_MS }
const SILENCE_MAX_MS = 30 * MINUTE_MS

/** How long to wait: what is decided waits for nobody, silence is asked again ever more rarely. */
const nextAt = (state: ChannelState, silences: number, now: Date): Date | null => {
  const base = state === 'waiting' ? 5_000 : POLL_MS[state]
  if (base === undefined) return null
  return new Date(now.getTime() + Math.min(base * 2 ** Math.min(silences, 10), SILENCE_MAX_MS))
}

/**
 * What an answer makes of the way to a channel. A decided one (active, cancelled) never changes; a rejected one only by being sent
 * again. What is unknown is kept as written and asked again, never guessed.
 */
export function channelAfter(facts: ChannelApplicationFacts, work: ChannelWork, answer: ChannelAnswer, now: Date): ChannelApplicationFacts {
  if (workOf(facts) === null) return facts
  const settled = (state: ChannelState, more: Partial<ChannelApplicationFacts>): ChannelApplicationFacts => ({
    ...facts,
    step: null,
    url: null,
    rejections: [],
    ...more,
    state,
    trouble: null,
    silences: 0,
    nextAt: nextAt(state, 0, now),
    updatedAt: now,
  })
  const silent = (state: ChannelState, trouble: string, statusAsWritten: string | null): ChannelApplicationFacts => ({
    ...facts,
    state,
    trouble,
    statusAsWritten: statusAsWritten ?? facts.statusAsWritten,
    silences: facts.silences + 1,
    nextAt: nextAt(state, facts.silences + 1, now),
    updatedAt: now,
  })
  const asked = work === 'query'
  switch (answer.result) {
    case 'auditing':
      return settled('auditing', { channelReference: answer.channelReference, statusAsWritten: answer.status })
    case 'needs_merchant':
      return settled('needs_merchant', {
        channelReference: answer.channelReference,
        statusAsWritten: answer.status,
        step: answer.step,
        url: answer.url,
      })
    case 'active':
      return settled('active', {
        channelReference: answer.channelReference,
        statusAsWritten: answer.status,
        subMerchant: answer.subMerchant,
        flows: answer.flows ?? facts.flows,
      })
    case 'rejected':
      return settled('rejected', {
        channelReference: answer.channelReference ?? facts.channelReference,
        statusAsWritten: answer.status,
        rejections: answer.rejections,
      })
    case 'cancelled':
      return settled('cancelled', {
        channelReference: answer.channelReference,
        statusAsWritten: answer.status,
        rejections: [{ field: null, channelField: null, reason: answer.reason }],
      })
    // It never arrived: sent again.
    case 'not_found':
      return silent(asked && facts.channelReference === null ? 'waiting' : facts.state, 'not_found', null)
    case 'not_sent':
      return silent(facts.state, answer.reason, null)
    case 'unknown':
      return silent(asked ? facts.state : 'sent', answer.reason, answer.status)
  }
}

/** A rejected one goes again, with what was corrected. */
export function resent(
  facts: ChannelApplicationFacts,
  wanted: { readonly flows: readonly string[]; readonly subAppId: string | null },
  now: Date,
): Outcome<ChannelApplicationFacts, OnboardingRefusalCode> {
  if (facts.state !== 'rejected') return refuse('application_channel_not_rejected', 'channel', { state: facts.state })
  return ok({ ...facts, ...wanted, state: 'waiting', attempt: facts.attempt + 1, silences: 0, trouble: null, nextAt: now, updatedAt: now })
}

/** Live means: the agreement is accepted, and money can come in by at least one channel. */
export const canGoLive = (
  application: Pick<Application, 'state' | 'agreement'>,
  channels: readonly { readonly state: ChannelState }[],
): boolean =>
  application.state === 'channels' && application.agreement?.acceptedAt != null && channels.some(({ state }) => state === 'active')
