/** The nouns of periodic reviews (持续尽职调查). */
import type { Id } from '../../../kernel/ids.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import type { RiskGrade } from '../types.ts'

export const REVIEW_STATES = ['open', 'done'] as const
export type ReviewState = (typeof REVIEW_STATES)[number]

export const REVIEW_OUTCOMES = ['keep', 'suspend'] as const
export type ReviewOutcome = (typeof REVIEW_OUTCOMES)[number]

export type Review = {
  readonly id: Id<'rvw'>
  readonly merchantId: Id<'mer'>
  readonly due: BusinessDate
  readonly gradeBefore: RiskGrade
  readonly state: ReviewState
  readonly outcome: ReviewOutcome | null
  readonly gradeAfter: RiskGrade | null
  readonly note: string | null
  readonly doneBy: Id<'opr'> | null
  readonly createdAt: Date
  readonly doneAt: Date | null
}
