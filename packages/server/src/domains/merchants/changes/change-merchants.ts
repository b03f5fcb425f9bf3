/**
 * Changes of what a merchant was taken on with: asked for by the merchant or an operator, judged by the rules of onboarding, applied when
 * a second operator approves. A changed settlement account goes on to the channels.
 */
import { randomBytes } from 'node:crypto'
import { formatId, type Id } from '../../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { principalKey } from '../../../kernel/principal.ts'
import { iso } from '../../../kernel/time.ts'
import type { Command } from '../../../platform/commands.ts'
import type { Tx } from '../../../platform/db.ts'
import { accountMark, type OnboardingDeps, onboardingPolicy, personMark, today } from '../applications/deps.ts'
import { type MerchantEventType, merchantEvent } from '../applications/events.ts'
import { checkAccount, checkPerson } from '../applications/rules-checks.ts'
import * as applications from '../applications/store.ts'
import type { ApplicationForm, Finding } from '../applications/types.ts'
import type { MerchantRefusalCode } from '../errors.ts'
import { accountToken, maskNumber } from '../rules.ts'
import * as merchants from '../store.ts'
import { changeAfter, changeWorkOf, maskedOf } from './rules.ts'
import * as store from './store.ts'
import type { Change, ChangeContent, ChannelChange } from './types.ts'

type Refusing<T> = Promise<Outcome<T, MerchantRefusalCode>>

export type ChangeView = { readonly change: Change; readonly channels: readonly ChannelChange[] }

export const changeJson = ({ change, channels }: ChangeView) => ({
  id: formatId('chg', change.id),
  object: 'merchant_change' as const,
  merchant: formatId('mer', change.merchantId),
  kind: change.kind,
  state: change.state,
  content: change.masked,
  reason: change.reason,
  requested_by: change.requestedBy,
  decided_by: change.decidedBy,
  note: change.note,
  channels: channels.map(({ channel, state, statusAsWritten, trouble, updatedAt }) => ({
    channel,
    state,
    status_as_written: statusAsWritten,
    trouble,
    updated_at: updatedAt.toISOString(),
  })),
  created_at: change.createdAt.toISOString(),
  decided_at: iso(change.decidedAt),
})

const announce = (deps: Pick<OnboardingDeps, 'outbox'>, tx: Tx, type: MerchantEventType, view: ChangeView): void =>
  deps.outbox.append(tx, [merchantEvent(type, view.change.merchantId, [formatId('chg', view.change.id)], changeJson(view))])

const contextOf = (id: Id<'chg'>): string => `merchants.change:${id}`

export const sealContent = (deps: Pick<OnboardingDeps, 'envelope'>, id: Id<'chg'>, content: ChangeContent): Promise<Buffer> =>
  deps.envelope.seal(JSON.stringify(content), contextOf(id))

export const openContent = async (deps: Pick<OnboardingDeps, 'envelope'>, id: Id<'chg'>, sealed: Buffer): Promise<ChangeContent> =>
  JSON.parse(await deps.envelope.openText(sealed, contextOf(id))) as ChangeContent

/** The form as it will be once the change holds. */
export const withChange = (form: ApplicationForm, content: ChangeContent): ApplicationForm =>
  content.kind === 'bank_account' ? { ...form, bankAccount: content.account } : { ...form, legalPerson: content.person }

function errorsOf(deps: OnboardingDeps, form: ApplicationForm, content: ChangeContent): Finding[] {
  const found =
    content.kind === 'bank_account'
      ? checkAccount(content.account, form, 'bank_account')
      : checkPerson(content.person, 'legal_person', { today: today(deps), policy: onboardingPolicy(deps) })
  return found.filter(({ severity }) => severity === 'error')
}

export type RequestChange = {
  readonly id: Id<'chg'>
  readonly merchantId: Id<'mer'>
  readonly content: ChangeContent
  readonly sealed: Buffer
  readonly reason: string
  /** What it was taken on with. */
  readonly form: ApplicationForm
}

/** Refuses merchant_not_found, merchant_onboarding, change_open, change_has_errors. */
export async function requestChange(deps: OnboardingDeps, tx: Tx, { input, context }: Command<RequestChange>): Refusing<ChangeView> {
  const merchant = (await merchants.lock(tx, [input.merchantId])).get(input.merchantId)
  if (merchant === undefined) return refuse('merchant_not_found', 'id')
  if (merchant.status === 'onboarding') return refuse('merchant_onboarding')
  if (await store.isOpen(tx, input.merchantId, input.content.kind)) return refuse('change_open')
  const [error] = errorsOf(deps, input.form, input.content)
  if (error !== undefined) return refuse('change_has_errors', error.field ?? undefined, { finding: error.code, field: error.field ?? '' })
  const change: Change = {
    id: input.id,
    merchantId: input.merchantId,
    kind: input.content.kind,
    state: 'requested',
    masked: maskedOf(input.content),
    reason: input.reason,
    requestedBy: principalKey(context.principal),
    decidedBy: null,
    note: null,
    createdAt: deps.clock.now(),
    decidedAt: null,
  }
  store.insert(tx, change, input.sealed)
  const view = { change, channels: [] }
  announce(deps, tx, 'merchant_change.requested', view)
  return ok(view)
}

/** The change that waits, its merchant locked before it. */
async function lockRequested(tx: Tx, id: Id<'chg'>, merchantId: Id<'mer'>): Refusing<Change> {
  await merchants.lock(tx, [merchantId])
  const found = await store.lock(tx, id)
  if (found === null) return refuse('change_not_found', 'id')
  if (found.change.state !== 'requested') return refuse('change_decided', 'id', { state: found.change.state })
  return ok(found.change)
}

export type ApplyChange = {
  readonly id: Id<'chg'>
  readonly merchantId: Id<'mer'>
  readonly applicationId: Id<'apl'>
  readonly content: ChangeContent
  readonly form: ApplicationForm
  /** The form with the change, sealed for its application. */
  readonly formSealed: Buffer
}

/** Runs once a second operator approved: the merchant is settled to the new account, or has the new legal person. */
export async function applyChange(deps: OnboardingDeps, tx: Tx, { input, context }: Command<ApplyChange>): Refusing<ChangeView> {
  const locked = await lockRequested(tx, input.id, input.merchantId)
  if (!locked.ok) return locked
  const { content } = input
  const [error] = errorsOf(deps, input.form, content)
  if (error !== undefined) return refuse('change_has_errors', error.field ?? undefined, { finding: error.code, field: error.field ?? '' })
  const now = deps.clock.now()
  if (content.kind === 'bank_account') {
    const merchant = (await merchants.open(tx, [input.merchantId])).get(input.merchantId)
    invariant(merchant !== undefined, 'a merchant never goes away')
    const { account } = content
    const bankAccount = {
      holderName: account.holderName,
      bankCode: account.bankCode,
      numberMasked: maskNumber(account.number),
      token: accountToken(randomBytes(18)),
    }
    merchants.updateBankAccounts(tx, [{ merchant: { ...merchant, bankAccount }, sealed: deps.seal.seal(account.number), marks: null }])
    store.send(tx, locked.value, now)
  }
  const person = personMark(deps, content.kind === 'legal_person' ? content.person : input.form.legalPerson)
  const account = accountMark(deps, content.kind === 'bank_account' ? content.account : input.form.bankAccount)
  merchants.setMarks(tx, input.merchantId, person, account)
  applications.setForm(tx, input.applicationId, input.formSealed, person, account)
  const change: Change = { ...locked.value, state: 'applied', decidedBy: principalKey(context.principal), decidedAt: now }
  store.decide(tx, change)
  const view = { change, channels: await store.channels(tx, [change.id]) }
  announce(deps, tx, 'merchant_change.applied', view)
  return ok(view)
}

export type RejectChange = { readonly id: Id<'chg'>; readonly merchantId: Id<'mer'>; readonly note: string }

export async function rejectChange(deps: OnboardingDeps, tx: Tx, { input, context }: Command<RejectChange>): Refusing<ChangeView> {
  const locked = await lockRequested(tx, input.id, input.merchantId)
  if (!locked.ok) return locked
  const decidedBy = principalKey(context.principal)
  const change: Change = { ...locked.value, state: 'rejected', note: input.note, decidedBy, decidedAt: deps.clock.now() }
  store.decide(tx, change)
  const view = { change, channels: [] }
  announce(deps, tx, 'merchant_change.rejected', view)
  return ok(view)
}

const AT_ONCE = 8
const CLAIM_SECONDS = 120

/** Carries changed accounts to the channels, and asks how they stand; answers how many were due. */
export async function carryChanges(deps: OnboardingDeps): Promise<number> {
  const due = await store.claim(deps.db, deps.clock.now(), AT_ONCE, CLAIM_SECONDS)
  await Promise.all(due.map(one => carryOne(deps, one).catch((error: unknown) => deps.onError(error))))
  return due.length
}

async function carryOne(deps: OnboardingDeps, carried: ChannelChange): Promise<void> {
  const work = changeWorkOf(carried.state) ?? 'query'
  const port = deps.channels().get(carried.channel) ?? null
  const reference = formatId('chg', carried.changeId)
  const about = { reference, subMerchant: carried.subMerchant, channelReference: carried.channelReference }
  if (port === null) {
    const answer = { result: 'not_sent', reason: 'the channel is not connected' } as const
    return store.updateChannel(deps.db, changeAfter(carried, work, answer, deps.clock.now()))
  }
  const found = await store.find(deps.db, carried.changeId)
  invariant(found !== null, 'a change never goes away')
  const content = await openContent(deps, carried.changeId, found.sealed)
  invariant(content.kind === 'bank_account', 'only accounts go to channels')
  const answer = work === 'send' ? await port.changeAccount({ ...about, account: content.account }) : await port.queryAccountChange(about)
  return store.updateChannel(deps.db, changeAfter(carried, work, answer, deps.clock.now()))
}
