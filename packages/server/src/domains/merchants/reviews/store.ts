/** All SQL of the periodic reviews of merchants. */
import { type Id, LAST_UUID } from '../../../kernel/ids.ts'
import { type BusinessDate, iso } from '../../../kernel/time.ts'
import { type Db, sql, type Tx } from '../../../platform/db.ts'
import type { ListQuery } from '../../../platform/http/pages.ts'
import type { RiskGrade } from '../types.ts'
import type { Review, ReviewState } from './types.ts'

type Reader = Pick<Db, 'query'>

const COLUMNS = 'id, merchant_id, due, grade_before, state, outcome, grade_after, note, done_by, created_at, done_at'

/** One open review for a merchant at most; a repetition, or another node, adds none. */
const OPEN_DUE = sql(
  'merchants.open_reviews',
  `INSERT INTO merchants.reviews (id, merchant_id, due, grade_before, state, created_at)
   SELECT uuidv7(), m.id, m.review_due, m.risk_grade, 'open', $2::timestamptz
   FROM merchants.merchants AS m
   WHERE m.review_due <= $1::date AND m.risk_grade IS NOT NULL
     AND NOT EXISTS (SELECT FROM merchants.reviews AS r WHERE r.merchant_id = m.id AND r.state = 'open')
   ORDER BY m.review_due LIMIT $3
   ON CONFLICT (merchant_id) WHERE state = 'open' DO NOTHING
   RETURNING ${COLUMNS}`,
)
const FIND = sql('merchants.review', `SELECT ${COLUMNS} FROM merchants.reviews WHERE id = $1`)
const LOCK = sql('merchants.lock_review', `SELECT ${COLUMNS} FROM merchants.reviews WHERE id = $1 FOR NO KEY UPDATE`)
const LIST = sql(
  'merchants.reviews_older',
  `SELECT ${COLUMNS} FROM merchants.reviews WHERE ($1::text IS NULL OR state = $1) AND id < $2::uuid ORDER BY id DESC LIMIT $3`,
)
const LIST_NEWER = sql(
  'merchants.reviews_newer',
  `SELECT ${COLUMNS} FROM merchants.reviews WHERE ($1::text IS NULL OR state = $1) AND id > $2::uuid ORDER BY id LIMIT $3`,
)
const DONE = sql(
  'merchants.review_done',
  `UPDATE merchants.reviews SET state = 'done', outcome = $2, grade_after = $3, note = $4, done_by = $5, done_at = $6::timestamptz WHERE id = $1`,
)

type ReviewRow = {
  id: Id<'rvw'>
  merchant_id: Id<'mer'>
  due: BusinessDate
  grade_before: RiskGrade
  state: ReviewState
  outcome: Review['outcome']
  grade_after: RiskGrade | null
  note: string | null
  done_by: Id<'opr'> | null
  created_at: Date
  done_at: Date | null
}

const reviewOf = (row: ReviewRow): Review => ({
  id: row.id,
  merchantId: row.merchant_id,
  due: row.due,
  gradeBefore: row.grade_before,
  state: row.state,
  outcome: row.outcome,
  gradeAfter: row.grade_after,
  note: row.note,
  doneBy: row.done_by,
  createdAt: row.created_at,
  doneAt: row.done_at,
})

export async function openDue(tx: Tx, date: BusinessDate, now: Date, limit: number): Promise<Review[]> {
  return (await tx.query<ReviewRow>(OPEN_DUE, [date, iso(now), limit])).map(reviewOf)
}

export async function find(db: Reader, id: Id<'rvw'>): Promise<Review | null> {
  return (await db.query<ReviewRow>(FIND, [id])).map(reviewOf)[0] ?? null
}

/** The merchant's row must be locked before. */
export async function lock(tx: Tx, id: Id<'rvw'>): Promise<Review | null> {
  return (await tx.query<ReviewRow>(LOCK, [id])).map(reviewOf)[0] ?? null
}

export async function list(db: Reader, state: ReviewState | null, page: ListQuery<'rvw'>): Promise<Review[]> {
  const rows =
    page.ending_before === undefined
      ? await db.query<ReviewRow>(LIST, [state, page.starting_after ?? LAST_UUID, page.limit + 1])
      : await db.query<ReviewRow>(LIST_NEWER, [state, page.ending_before, page.limit + 1])
  return rows.map(reviewOf)
}

export function done(tx: Tx, r: Review): void {
  tx.send(DONE, [r.id, r.outcome, r.gradeAfter, r.note, r.doneBy, iso(r.doneAt)])
}
