/** Looks at merchants again, as often as their risk asks for: a job opens the reviews that are due, a person completes them. */
import { formatId, type Id } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { type BusinessDate, iso } from '../../../kernel/time.ts'
import type { Command } from '../../../platform/commands.ts'
import type { Tx } from '../../../platform/db.ts'
import { type OnboardingDeps, reviewMonths, today } from '../applications/deps.ts'
import { merchantEvent } from '../applications/events.ts'
import { operatorOf } from '../applications/review-applications.ts'
import { reviewDue } from '../applications/rules-risk.ts'
import type { MerchantRefusalCode } from '../errors.ts'
import * as merchants from '../store.ts'
import { suspend } from '../suspend-merchants.ts'
import type { RiskGrade } from '../types.ts'
import * as store from './store.ts'
import type { Review, ReviewOutcome } from './types.ts'

export const reviewJson = (review: Review) => ({
  id: formatId('rvw', review.id),
  object: 'merchant_review' as const,
  merchant: formatId('mer', review.merchantId),
  state: review.state,
  due: review.due,
  grade_before: review.gradeBefore,
  grade_after: review.gradeAfter,
  outcome: review.outcome,
  note: review.note,
  done_by: review.doneBy === null ? null : formatId('opr', review.doneBy),
  created_at: review.createdAt.toISOString(),
  done_at: iso(review.doneAt),
})

const AT_ONCE = 200

/** Opens the reviews that are due; answers how many. Repeating it opens none twice. */
export async function openDueReviews(deps: OnboardingDeps): Promise<number> {
  let opened = 0
  for (;;) {
    const reviews = await deps.db.transaction(async tx => {
      const added = await store.openDue(tx, today(deps), deps.clock.now(), AT_ONCE)
      deps.outbox.append(
        tx,
        added.map(review => merchantEvent('merchant_review.due', null, [formatId('rvw', review.id)], reviewJson(review))),
      )
      return added.length
    })
    opened += reviews
    if (reviews < AT_ONCE) return opened
  }
}

export type CompleteReview = {
  readonly id: Id<'rvw'>
  readonly merchantId: Id<'mer'>
  readonly outcome: ReviewOutcome
  readonly grade: RiskGrade
  readonly note: string
  /** When its licence and its people's documents end. */
  readonly ends: readonly (BusinessDate | null)[]
}

/** Refuses review_not_found, review_done. */
export async function completeReview(
  deps: OnboardingDeps,
  tx: Tx,
  { input, context }: Command<CompleteReview>,
): Promise<Outcome<Review, MerchantRefusalCode>> {
  const merchant = (await merchants.lock(tx, [input.merchantId])).get(input.merchantId)
  const found = await store.lock(tx, input.id)
  if (found === null || merchant === undefined) return refuse('review_not_found', 'id')
  if (found.state === 'done') return refuse('review_done', 'id')
  const now = deps.clock.now()
  const date = today(deps)
  const review: Review = {
    ...found,
    state: 'done',
    outcome: input.outcome,
    gradeAfter: input.grade,
    note: input.note,
    doneBy: operatorOf(context.principal),
    doneAt: now,
  }
  store.done(tx, review)
  // What has ended already was looked at just now.
  const ends = input.ends.filter(end => end === null || end > date)
  merchants.setReview(tx, input.merchantId, input.grade, reviewDue(date, reviewMonths(deps, input.grade), ends))
  if (input.outcome === 'suspend' && merchant.status === 'active') suspend(deps, tx, merchant, input.note, now)
  deps.outbox.append(tx, [merchantEvent('merchant_review.done', null, [formatId('rvw', review.id)], reviewJson(review))])
  return ok(review)
}
