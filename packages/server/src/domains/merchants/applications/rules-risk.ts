/** How risky a merchant is, with its reasons; and when it is looked at again. Pure: points and limits are a policy record. */
import type { BusinessDate } from '../../../kernel/time.ts'
import type { ApplicationForm, Finding, Risk, RiskGrade, RiskReason } from './types.ts'

/** Of the policy record `merchants.risk`. */
export type RiskPolicy = {
  readonly mediumFrom: number
  readonly highFrom: number
  /** Points by reason; a reason without points counts nothing. */
  readonly points: Readonly<Record<string, number>>
  /** Expected receipts in a month from which volume counts, minor units. */
  readonly largeVolume: bigint
  readonly youngLicenceDays: number
}

const DAY_MS = 86_400_000

/** Every reason that holds, with its points; the sum grades. */
export function gradeOf(form: ApplicationForm, findings: readonly Finding[], policy: RiskPolicy, today: BusinessDate): Risk {
  const age = (Date.parse(today) - Date.parse(form.licence.validFrom)) / DAY_MS
  const people = [form.legalPerson, ...form.owners]
  const holds: readonly (readonly [string, boolean])[] = [
    ['mcc_high_risk', findings.some(({ code }) => code === 'mcc_high_risk')],
    ['licence_young', age < policy.youngLicenceDays],
    ['online_only', !form.business.scenes.includes('store')],
    ['volume_large', form.business.monthlyVolume >= policy.largeVolume],
    ['owner_foreign', people.some(({ idType }) => idType === 'passport' || idType === 'foreign_resident_permit')],
    ['owner_is_manager_only', findings.some(({ code }) => code === 'owner_is_manager_only')],
    ['settlement_same_day', form.settlementCycle === 'T0'],
    ['account_personal', form.bankAccount.kind === 'personal'],
    ['account_shared', findings.some(({ code }) => code === 'account_shared')],
    ['legal_person_shared', findings.some(({ code }) => code === 'legal_person_shared')],
    ['rejected_before', findings.some(({ code }) => code === 'rejected_before')],
  ]
  const reasons = holds.flatMap(([code, does]): RiskReason[] =>
    does && (policy.points[code] ?? 0) > 0 ? [{ code, points: policy.points[code] ?? 0 }] : [],
  )
  const points = reasons.reduce((sum, reason) => sum + reason.points, 0)
  const grade: RiskGrade = points >= policy.highFrom ? 'high' : points >= policy.mediumFrom ? 'medium' : 'low'
  return { grade, points, reasons }
}

/** When a merchant of this grade is looked at again; never later than its licence or an identity document ends. */
export function reviewDue(from: BusinessDate, months: number, ends: readonly (BusinessDate | null)[]): BusinessDate {
  const [year = 0, month = 1, day = 1] = from.split('-').map(Number)
  const lastDay = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate()
  const regular = new Date(Date.UTC(year, month - 1 + months, Math.min(day, lastDay))).toISOString().slice(0, 10)
  return [regular, ...ends.flatMap(end => (end === null ? [] : [end]))].reduce((least, date) =>
    date < least ? date : least,
  ) as BusinessDate
}
