/** What people of the institution do with an application: take it, send it back, reject it, approve it. */
import { type Id, newId } from '../../../kernel/ids.ts'
import { invariant, type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { type Principal, principalKey } from '../../../kernel/principal.ts'
import type { Command } from '../../../platform/commands.ts'
import type { Tx } from '../../../platform/db.ts'
import { createMerchants } from '../manage-merchants.ts'
import { accountMark, type OnboardingDeps, personMark } from './deps.ts'
import { step, write } from './edit-applications.ts'
import type { OnboardingRefusalCode } from './errors.ts'
import type { ApplicationView } from './events.ts'
import * as store from './store.ts'
import type { Application, ApplicationForm, Finding, RiskGrade } from './types.ts'

type Refusing<T> = Promise<Outcome<T, OnboardingRefusalCode>>

export const operatorOf = (principal: Principal): Id<'opr'> => {
  invariant(principal.kind === 'operator', 'the route is for operators')
  return principal.operatorId
}

/** Four eyes: who entered an application, or gave out its token and so could act for the applicant, decides nothing about it. */
async function isOwn(tx: Tx, application: Application, principal: Principal): Promise<boolean> {
  if (application.enteredBy === operatorOf(principal)) return true
  const actor = principalKey(principal)
  return (await store.history(tx, application.id)).some(entry => entry.action === 'token' && entry.actor === actor)
}

export async function takeApplication(deps: OnboardingDeps, tx: Tx, { input, context }: Command<Id<'apl'>>): Refusing<ApplicationView> {
  const found = await step(tx, input, 'take', null)
  if (!found.ok) return found
  const reviewer = operatorOf(context.principal)
  if (await isOwn(tx, found.value, context.principal)) return refuse('application_reviewer_own')
  const application = { ...found.value, reviewer, updatedAt: deps.clock.now() }
  return ok(await write(deps, tx, application, { actor: principalKey(context.principal), action: 'take' }))
}

export type Correction = { readonly field: string | null; readonly remark: string }
export type ReturnApplication = { readonly id: Id<'apl'>; readonly revision: number; readonly corrections: readonly Correction[] }

/** Sends it back with what is to be corrected, in the reviewer's words. */
export async function returnApplication(
  deps: OnboardingDeps,
  tx: Tx,
  { input, context }: Command<ReturnApplication>,
): Refusing<ApplicationView> {
  const found = await step(tx, input.id, 'return', input.revision)
  if (!found.ok) return found
  if (await isOwn(tx, found.value, context.principal)) return refuse('application_reviewer_own')
  const wanted = input.corrections.map(
    ({ field, remark }): Finding => ({ code: 'correction_wanted', severity: 'error', field, values: {}, by: 'person', remark }),
  )
  const now = deps.clock.now()
  const findings = [...wanted, ...found.value.findings.filter(({ by }) => by !== 'person')]
  const application = { ...found.value, findings, decidedAt: now, updatedAt: now }
  const actor = principalKey(context.principal)
  return ok(await write(deps, tx, application, { actor, action: 'return', event: 'merchant_application.needs_correction' }))
}

export type RejectApplication = { readonly id: Id<'apl'>; readonly revision: number; readonly note: string }

export async function rejectApplication(
  deps: OnboardingDeps,
  tx: Tx,
  { input, context }: Command<RejectApplication>,
): Refusing<ApplicationView> {
  const found = await step(tx, input.id, 'reject', input.revision)
  if (!found.ok) return found
  if (await isOwn(tx, found.value, context.principal)) return refuse('application_reviewer_own')
  const now = deps.clock.now()
  const application = { ...found.value, note: input.note, decidedAt: now, updatedAt: now }
  const about = { actor: principalKey(context.principal), action: 'reject', note: input.note }
  return ok(await write(deps, tx, application, { ...about, event: 'merchant_application.rejected' }))
}

export type ApproveApplication = {
  readonly id: Id<'apl'>
  readonly revision: number
  readonly acknowledged: readonly string[]
  readonly note: string
  /** Where a person grades otherwise than the rules. */
  readonly grade: RiskGrade | null
  /** The form of that revision. */
  readonly form: ApplicationForm
}

/** Approves: the merchant is there from now on, with its ledger accounts, but not live. Refuses also application_findings_open. */
export async function approveApplication(
  deps: OnboardingDeps,
  tx: Tx,
  { input, context }: Command<ApproveApplication>,
): Refusing<ApplicationView> {
  const found = await step(tx, input.id, 'approve', input.revision)
  if (!found.ok) return found
  if (await isOwn(tx, found.value, context.principal)) return refuse('application_reviewer_own')
  const open = found.value.findings.find(({ severity, code }) => severity === 'warning' && !input.acknowledged.includes(code))
  if (open !== undefined) return refuse('application_findings_open', 'acknowledged', { code: open.code })
  const { risk } = found.value
  invariant(risk !== null, 'what is complete is graded')
  const { form } = input
  const grade = input.grade ?? risk.grade
  const merchantId = newId<'mer'>()
  await createMerchants(deps, tx, [
    {
      id: merchantId,
      name: form.name,
      settlementCycle: form.settlementCycle,
      bankAccount: { holderName: form.bankAccount.holderName, bankCode: form.bankAccount.bankCode, number: form.bankAccount.number },
      advanceLimit: 0n,
      refundAdvanceLimit: 0n,
      onboarding: {
        applicationId: input.id,
        licenceNumber: form.licence.number,
        legalPersonMark: personMark(deps, form.legalPerson),
        accountMark: accountMark(deps, form.bankAccount),
        riskGrade: grade,
      },
    },
  ])
  const now = deps.clock.now()
  const application = { ...found.value, risk: { ...risk, grade }, note: input.note, merchantId, decidedAt: now, updatedAt: now }
  const about = { actor: principalKey(context.principal), action: 'approve', note: input.note }
  return ok(await write(deps, tx, application, { ...about, event: 'merchant_application.approved' }))
}
