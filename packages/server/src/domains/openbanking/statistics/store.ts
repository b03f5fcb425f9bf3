/** SQL of the statistics. Names only the schema `openbanking`. */
import { type Db, pgArray, type Row, sql } from '../../../platform/db.ts'
import type { EndpointDay } from './rules.ts'

const ADD = sql(
  'openbanking.add_endpoint_days',
  `INSERT INTO openbanking.endpoint_days AS d (day, endpoint, succeeded, refused, failed, duration_ms_sum, buckets)
   SELECT day, endpoint, succeeded, refused, failed, duration, string_to_array(buckets, ' ')::bigint[]
   FROM unnest($1::date[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::float8[], $7::text[])
     AS t (day, endpoint, succeeded, refused, failed, duration, buckets)
   ORDER BY day, endpoint
   ON CONFLICT (day, endpoint) DO UPDATE SET succeeded = d.succeeded + excluded.succeeded, refused = d.refused + excluded.refused,
     failed = d.failed + excluded.failed, duration_ms_sum = d.duration_ms_sum + excluded.duration_ms_sum,
     buckets = ARRAY(SELECT a + b FROM unnest(d.buckets, excluded.buckets) WITH ORDINALITY AS s (a, b, at) ORDER BY at)`,
)
const MARK = sql(
  'openbanking.mark_uptime',
  `INSERT INTO openbanking.uptime_days AS u (day, minutes) VALUES ($1, set_bit(repeat('0', 1440)::bit(1440), $2, 1))
   ON CONFLICT (day) DO UPDATE SET minutes = set_bit(u.minutes, $2, 1)`,
)
const DAYS = sql(
  'openbanking.endpoint_days',
  `SELECT day::text AS day, endpoint, succeeded::float8 AS succeeded, refused::float8 AS refused, failed::float8 AS failed, duration_ms_sum,
     buckets::float8[] AS buckets
   FROM openbanking.endpoint_days WHERE day BETWEEN $1 AND $2 ORDER BY day DESC, endpoint`,
)
const UPTIME = sql(
  'openbanking.uptime_days',
  `SELECT day::text AS day, bit_count(minutes)::float8 AS minutes, position(B'1' IN minutes) - 1 AS first_minute
   FROM openbanking.uptime_days WHERE day BETWEEN $1 AND $2`,
)

export type CountedDay = EndpointDay & { readonly day: string }

export async function addDays(db: Pick<Db, 'query'>, days: readonly CountedDay[]): Promise<void> {
  await db.query(ADD, [
    pgArray(days.map(each => each.day)),
    pgArray(days.map(each => each.endpoint)),
    pgArray(days.map(each => each.succeeded)),
    pgArray(days.map(each => each.refused)),
    pgArray(days.map(each => each.failed)),
    pgArray(days.map(each => each.durationMsSum)),
    pgArray(days.map(each => each.buckets.join(' '))),
  ])
}

/** `minute` of the day in UTC, 0 to 1439. */
export async function markUptime(db: Pick<Db, 'query'>, day: string, minute: number): Promise<void> {
  await db.query(MARK, [day, minute])
}

type DayRow = Row & Omit<CountedDay, 'durationMsSum'> & { duration_ms_sum: number }

export async function readDays(db: Pick<Db, 'query'>, from: string, to: string): Promise<CountedDay[]> {
  const rows = await db.query<DayRow>(DAYS, [from, to])
  return rows.map(({ duration_ms_sum: durationMsSum, ...row }) => ({ ...row, durationMsSum }))
}

export type Uptime = { readonly minutes: number; readonly firstMinute: number }

export async function readUptime(db: Pick<Db, 'query'>, from: string, to: string): Promise<Map<string, Uptime>> {
  const rows = await db.query<Row & { day: string; minutes: number; first_minute: number }>(UPTIME, [from, to])
  return new Map(rows.map(row => [row.day, { minutes: row.minutes, firstMinute: row.first_minute }]))
}
