/** All SQL of the log of exchanges, of failed verifications and of the counts by minute. */
import { type Id, LAST_UUID } from '../../../kernel/ids.ts'
import { type Db, pgArray, sql, type Tx, unnested } from '../../../platform/db.ts'
import type { ListQuery } from '../../../platform/http/pages.ts'

export type ExchangeSummary = {
  readonly id: Id<'exc'>
  readonly code: string
  readonly direction: 'out' | 'in'
  readonly method: string
  readonly path: string
  readonly reference: string | null
  readonly outcome: string
  readonly status: number | null
  readonly reason: string | null
  readonly durationMs: number
  readonly requestBytes: number
  readonly answerBytes: number
  readonly at: Date
}

export type ExchangeRow = ExchangeSummary & {
  readonly requestText: string | null
  readonly answerText: string | null
  readonly sealed: Buffer | null
}

const SUMMARY = `id, code, direction, method, path, reference, outcome, status, reason, duration_ms AS "durationMs",
  request_bytes AS "requestBytes", answer_bytes AS "answerBytes", at`

const INSERT = sql(
  'connectors.insert_exchanges',
  `INSERT INTO connectors.exchanges (id, code, direction, method, path, reference, outcome, status, reason, duration_ms, request_bytes,
     answer_bytes, request_text, answer_text, sealed, at)
   SELECT * FROM ${unnested(`id uuid, code text, direction text, method text, path text, reference text, outcome text, status integer,
     reason text, duration_ms integer, request_bytes integer, answer_bytes integer, request_text text, answer_text text, sealed bytea,
     at timestamptz`)}`,
)

const LIST = sql(
  'connectors.list_exchanges',
  `SELECT ${SUMMARY} FROM connectors.exchanges
   WHERE code = $1 AND id < $2::uuid AND ($3::text IS NULL OR reference = $3) AND ($4::text IS NULL OR outcome = $4)
   ORDER BY id DESC LIMIT $5`,
)

const LIST_NEWER = sql(
  'connectors.list_exchanges_newer',
  `SELECT ${SUMMARY} FROM connectors.exchanges
   WHERE code = $1 AND id > $2::uuid AND ($3::text IS NULL OR reference = $3) AND ($4::text IS NULL OR outcome = $4)
   ORDER BY id LIMIT $5`,
)

const FIND = sql(
  'connectors.find_exchange',
  `SELECT ${SUMMARY}, request_text AS "requestText", answer_text AS "answerText", sealed FROM connectors.exchanges WHERE code = $1 AND id = $2`,
)

const PRUNE = sql(
  'connectors.prune_exchanges',
  `DELETE FROM connectors.exchanges WHERE id = ANY (ARRAY(SELECT id FROM connectors.exchanges WHERE id < $1::uuid ORDER BY id LIMIT $2)) RETURNING id`,
)

export async function insertExchanges(db: Pick<Db, 'query'>, rows: readonly ExchangeRow[]): Promise<void> {
  await db.query(INSERT, [
    pgArray(rows, row => row.id),
    pgArray(rows, row => row.code),
    pgArray(rows, row => row.direction),
    pgArray(rows, row => row.method),
    pgArray(rows, row => row.path),
    pgArray(rows, row => row.reference),
    pgArray(rows, row => row.outcome),
    pgArray(rows, row => row.status),
    pgArray(rows, row => row.reason),
    pgArray(rows, row => row.durationMs),
    pgArray(rows, row => row.requestBytes),
    pgArray(rows, row => row.answerBytes),
    pgArray(rows, row => row.requestText),
    pgArray(rows, row => row.answerText),
    pgArray(rows.map(row => row.sealed ?? Buffer.alloc(0))),
    pgArray(rows, row => row.at.toISOString()),
  ])
}

export type ExchangeFilter = { readonly code: string; readonly reference: string | null; readonly outcome: string | null }

/** Newest first; one row more than the page holds (see pages.ts). */
export function listExchanges(db: Pick<Db, 'query'>, filter: ExchangeFilter, page: ListQuery<'exc'>): Promise<ExchangeSummary[]> {
  const { code, reference, outcome } = filter
  return page.ending_before === undefined
    ? db.query<ExchangeSummary>(LIST, [code, page.starting_after ?? LAST_UUID, reference, outcome, page.limit + 1])
    : db.query<ExchangeSummary>(LIST_NEWER, [code, page.ending_before, reference, outcome, page.limit + 1])
}

export async function findExchange(db: Pick<Db, 'query'>, code: string, id: Id<'exc'>): Promise<ExchangeRow | null> {
  return (await db.query<ExchangeRow>(FIND, [code, id]))[0] ?? null
}

/** The least UUIDv7 of an instant: ids made before it are smaller. */
const firstIdOf = (instant: Date): string => {
  const hex = instant.getTime().toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}

/** Deletes up to `limit` of what was made before; says how many. */
export async function pruneExchanges(db: Pick<Db, 'query'>, before: Date, limit: number): Promise<number> {
  return (await db.query(PRUNE, [firstIdOf(before), limit])).length
}

const ADD_FAILURE = sql(
  'connectors.add_failure',
  `INSERT INTO connectors.verification_failures (id, code, role, kind, arrived_as, reference, key_id, diagnosis, diagnosis_values, sealed, at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
)

const TRIM_FAILURES = sql(
  'connectors.trim_failures',
  `DELETE FROM connectors.verification_failures WHERE code = $1
   AND id < (SELECT id FROM connectors.verification_failures WHERE code = $1 ORDER BY id DESC OFFSET $2 LIMIT 1)`,
)

const FAILURES = sql(
  'connectors.failures',
  `SELECT id, role, kind, arrived_as AS "arrivedAs", reference, key_id AS "keyId", diagnosis, diagnosis_values AS "diagnosisValues", sealed, at
   FROM connectors.verification_failures WHERE code = $1 ORDER BY id DESC LIMIT $2`,
)

export type FailureRow = {
  readonly id: string
  readonly role: string
  readonly kind: 'signature' | 'cipher'
  readonly arrivedAs: 'answer' | 'callback'
  readonly reference: string | null
  readonly keyId: string | null
  readonly diagnosis: string
  readonly diagnosisValues: Readonly<Record<string, string | number>>
  readonly sealed: Buffer
  readonly at: Date
}

/** Adds one and forgets all but the latest `keep` of its connection. */
export function addFailure(tx: Tx, code: string, row: FailureRow, keep: number): void {
  tx.send(ADD_FAILURE, [
    row.id,
    code,
    row.role,
    row.kind,
    row.arrivedAs,
    row.reference,
    row.keyId,
    row.diagnosis,
    JSON.stringify(row.diagnosisValues),
    row.sealed,
    row.at,
  ])
  tx.send(TRIM_FAILURES, [code, keep - 1])
}

export const failures = (db: Pick<Db, 'query'>, code: string, limit: number): Promise<FailureRow[]> =>
  db.query<FailureRow>(FAILURES, [code, limit])

const ADD_COUNTS = sql(
  'connectors.add_counts',
  `INSERT INTO connectors.health_minutes AS h (code, minute, calls, answered, duration_ms, paid, lost)
   SELECT * FROM ${unnested('code text, minute timestamptz, calls integer, answered integer, duration_ms bigint, paid integer, lost integer')}
   ORDER BY 1, 2
   ON CONFLICT (code, minute) DO UPDATE SET calls = h.calls + excluded.calls, answered = h.answered + excluded.answered,
     duration_ms = h.duration_ms + excluded.duration_ms, paid = h.paid + excluded.paid, lost = h.lost + excluded.lost`,
)

const RECENT_COUNTS = sql(
  'connectors.recent_counts',
  `SELECT code, sum(calls)::int AS calls, sum(answered)::int AS answered, sum(duration_ms)::bigint AS "durationMs", sum(paid)::int AS paid,
     sum(lost)::int AS lost
   FROM connectors.health_minutes WHERE minute >= $1 GROUP BY code`,
)

const PRUNE_COUNTS = sql('connectors.prune_counts', 'DELETE FROM connectors.health_minutes WHERE minute < $1')

export type Counts = {
  readonly code: string
  readonly calls: number
  readonly answered: number
  readonly durationMs: bigint
  readonly paid: number
  readonly lost: number
}

export async function addCounts(db: Pick<Db, 'query'>, minute: Date, counts: readonly Counts[]): Promise<void> {
  await db.query(ADD_COUNTS, [
    pgArray(counts, row => row.code),
    pgArray(counts, () => minute.toISOString()),
    pgArray(counts, row => row.calls),
    pgArray(counts, row => row.answered),
    pgArray(counts, row => row.durationMs),
    pgArray(counts, row => row.paid),
    pgArray(counts, row => row.lost),
  ])
}

export const recentCounts = (db: Pick<Db, 'query'>, since: Date): Promise<Counts[]> => db.query<Counts>(RECENT_COUNTS, [since])

export async function pruneCounts(db: Pick<Db, 'query'>, before: Date): Promise<void> {
  await db.query(PRUNE_COUNTS, [before])
}
