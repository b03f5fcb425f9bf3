/** The SQL of exceptions: listed once by their fingerprint, whoever finds them; with owner, comments and history. */
import type { Id } from '../../../kernel/ids.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import { type Db, pgArray, type Row, type Statement, sql, type Tx } from '../../../platform/db.ts'
import type { ListQuery } from '../../../platform/http/pages.ts'
import type { ExceptionKind, ExceptionState, HistoryEvent, ReconException } from '../types.ts'

type Reader = Pick<Db, 'query'>

const FOUND = `fingerprint, kind, source, side, bill_date, import_id, "row", instruction_id, discrepancy_id, amount, expected, found, currency, reference, detail`

/**
 * A statement that lists what `query` finds: its columns are those of FOUND, in order. What is listed already stays as it is, but it
 * learns which line it is, and what had gone away by itself opens again. `$1` is the instant. `then` are further common table expressions and may read `opened`.
 */
export function listing(name: string, query: string, before = '', then = ''): Statement {
  return sql(
    name,
    `WITH ${before}${before === '' ? '' : ','} found (${FOUND}) AS (${query}),
     opened AS (
       INSERT INTO reconciliation.exceptions (id, state, opened_at, ${FOUND})
       SELECT uuidv7(), 'open', $1::timestamptz, ${FOUND} FROM found ORDER BY fingerprint
       ON CONFLICT (fingerprint) DO UPDATE SET import_id = coalesce(EXCLUDED.import_id, exceptions.import_id),
         "row" = coalesce(EXCLUDED."row", exceptions."row"),
         (state, closed_at, closed_by, comment) = ROW (CASE exceptions.state WHEN 'cleared' THEN 'open' ELSE exceptions.state END,
           CASE exceptions.state WHEN 'cleared' THEN NULL ELSE exceptions.closed_at END, CASE exceptions.state WHEN 'cleared' THEN NULL ELSE exceptions.closed_by END,
           CASE exceptions.state WHEN 'cleared' THEN NULL ELSE exceptions.comment END),
         amount = CASE exceptions.state WHEN 'cleared' THEN EXCLUDED.amount ELSE exceptions.amount END,
         detail = CASE exceptions.state WHEN 'cleared' THEN EXCLUDED.detail ELSE exceptions.detail END
         WHERE exceptions.state = 'cleared' OR (exceptions.import_id IS NULL AND EXCLUDED.import_id IS NOT NULL)
       RETURNING WITH (OLD AS was, NEW AS is_now) is_now.id, is_now.fingerprint, was.state AS was)${then === '' ? '' : `, ${then}`}
     INSERT INTO reconciliation.history (exception_id, at, actor, event)
     SELECT id, $1::timestamptz, 'sys:reconciliation', CASE WHEN was IS NULL THEN 'opened' ELSE 'reopened' END FROM opened WHERE was IS NULL OR was = 'cleared'`,
  )
}

const UNREADABLE = listing(
  'reconciliation.list_unreadable',
  `SELECT 'unreadable/' || m.id, 'unreadable', m.source, m.side, m.bill_date, m.id, min(e."row"), NULL::uuid, NULL::uuid, 0::bigint, NULL::bigint, NULL::bigint,
     'CNY', NULL::text, format('%s rows of %s cannot be read, first %s: %s', count(*), m.file_name, min(e."row"), (array_agg(e.detail ORDER BY e."row"))[1])
   FROM reconciliation.imports m JOIN reconciliation.row_errors e ON e.import_id = m.id WHERE m.id = $2 GROUP BY m.id`,
)
export const listUnreadable = (tx: Tx, importId: Id<'imp'>, now: Date): void => tx.send(UNREADABLE, [now, importId])

const IS_CLOSED = sql('reconciliation.is_closed', 'SELECT true AS closed FROM reconciliation.closes WHERE accounting_date = $1')
export const isClosed = async (reader: Reader, date: BusinessDate): Promise<boolean> => (await reader.query(IS_CLOSED, [date])).length > 0

const HAS_REPAIRS = sql(
  'reconciliation.has_repairs',
  `SELECT true AS has FROM reconciliation.exceptions x WHERE x.import_id = $1
     AND EXISTS (SELECT FROM reconciliation.repairs r WHERE r.exception_id = x.id AND r.state <> 'failed') LIMIT 1`,
)
export const hasRepairs = async (reader: Reader, importId: Id<'imp'>): Promise<boolean> =>
  (await reader.query(HAS_REPAIRS, [importId])).length > 0

const CLEAR_OF_IMPORT = sql(
  'reconciliation.clear_of_import',
  `WITH cleared AS (UPDATE reconciliation.exceptions SET state = 'cleared', closed_at = $4, closed_by = $2, comment = $3
     WHERE import_id = $1 AND closed_at IS NULL AND discrepancy_id IS NULL RETURNING id)
   INSERT INTO reconciliation.history (exception_id, at, actor, event, words) SELECT id, $4, $2, 'cleared', $3 FROM cleared`,
)
export const clearOfImport = (tx: Tx, importId: Id<'imp'>, actor: string, words: string, now: Date): void =>
  tx.send(CLEAR_OF_IMPORT, [importId, actor, words, now])

const COLUMNS = `id, kind, state, source, side, bill_date AS date, import_id AS "importId", "row", instruction_id AS "instructionId",
  discrepancy_id AS "discrepancyId", amount, expected, found, currency, reference, detail, owner, opened_at AS "openedAt", closed_at AS "closedAt",
  closed_by AS "closedBy", comment`

const GET = sql('reconciliation.get_exception', `SELECT ${COLUMNS} FROM reconciliation.exceptions WHERE id = $1`)
export const getException = async (reader: Reader, id: Id<'rex'>): Promise<ReconException | null> =>
  (await reader.query<ReconException & Row>(GET, [id]))[0] ?? null

const LOCK = sql(
  'reconciliation.lock_exceptions',
  `SELECT ${COLUMNS} FROM reconciliation.exceptions WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
)
export async function lockExceptions(tx: Tx, ids: readonly Id<'rex'>[]): Promise<Map<Id<'rex'>, ReconException>> {
  const rows = await tx.query<ReconException & Row>(LOCK, [pgArray(ids)])
  return new Map(rows.map(row => [row.id, row]))
}

const LIST = (backwards: boolean): string =>
  `SELECT ${COLUMNS} FROM reconciliation.exceptions
   WHERE ($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR state = $2 OR ($2 = 'unresolved' AND closed_at IS NULL)) AND ($3::text IS NULL OR source = $3)
     AND ($4::date IS NULL OR bill_date = $4) AND ($5::text IS NULL OR owner = $5) AND ($6::uuid IS NULL OR id ${backwards ? '>' : '<'} $6)
   ORDER BY id ${backwards ? 'ASC' : 'DESC'} LIMIT $7`
const LIST_DOWN = sql('reconciliation.list_exceptions', LIST(false))
const LIST_UP = sql('reconciliation.list_exceptions_up', LIST(true))

export type ExceptionFilter = {
  readonly kind: ExceptionKind | null
  readonly state: ExceptionState | 'unresolved' | null
  readonly source: string | null
  readonly date: BusinessDate | null
  readonly owner: string | null
}

export const listExceptions = (db: Db, filter: ExceptionFilter, page: ListQuery<'rex'>): Promise<(ReconException & Row)[]> =>
  db.query<ReconException & Row>(page.ending_before === undefined ? LIST_DOWN : LIST_UP, [
    filter.kind,
    filter.state,
    filter.source,
    filter.date,
    filter.owner,
    page.ending_before ?? page.starting_after ?? null,
    page.limit + 1,
  ])

const HISTORY = sql(
  'reconciliation.history_of',
  'SELECT at, actor, event, words FROM reconciliation.history WHERE exception_id = $1 ORDER BY seq LIMIT 500',
)
export const historyOf = (reader: Reader, id: Id<'rex'>): Promise<(HistoryEvent & Row)[]> => reader.query<HistoryEvent & Row>(HISTORY, [id])

const NOTE = sql(
  'reconciliation.note_history',
  'INSERT INTO reconciliation.history (exception_id, at, actor, event, words) VALUES ($1, $2, $3, $4, $5)',
)
export const note = (tx: Tx, id: Id<'rex'>, { at, actor, event, words }: HistoryEvent): void => tx.send(NOTE, [id, at, actor, event, words])

const ASSIGN = sql('reconciliation.assign_exception', 'UPDATE reconciliation.exceptions SET owner = $2 WHERE id = $1')
export const assign = (tx: Tx, id: Id<'rex'>, owner: string | null): void => tx.send(ASSIGN, [id, owner])

const SET_STATE = sql(
  'reconciliation.set_exception_state',
  `WITH ended AS (UPDATE reconciliation.exceptions SET state = $2, closed_at = $3, closed_by = $4, comment = $5 WHERE id = $1 RETURNING import_id, "row", state)
   UPDATE reconciliation.lines l SET match = 'explained' FROM ended e JOIN reconciliation.imports m ON m.id = e.import_id
   WHERE l.import_number = m.number AND l."row" = e."row" AND l.match = 'exception' AND e.state IN ('explained', 'repaired')`,
)
/** Ends an exception; its line is explained with it. */
export const close = (
  tx: Tx,
  id: Id<'rex'>,
  end: { readonly state: 'explained' | 'repaired' | 'cleared'; readonly at: Date; readonly by: string; readonly comment: string },
): void => tx.send(SET_STATE, [id, end.state, end.at, end.by, end.comment])

export const setOpen = (tx: Tx, id: Id<'rex'>, state: 'open' | 'repairing'): void => tx.send(SET_STATE, [id, state, null, null, null])

/** What a discrepancy of clearing is as an exception: its kind, what it is known by, and about which date. */
const OF_DISCREPANCY = `
  SELECT d.*, coalesce(d.settlement_date, d.instruction_settlement_date, (d.opened_at AT TIME ZONE $3)::date) AS bill_date,
    CASE d.kind WHEN 'line_extra' THEN 'long' WHEN 'unknown_instruction' THEN 'long' WHEN 'line_duplicate' THEN 'duplicate'
      WHEN 'line_amount_differs' THEN 'amount' WHEN 'result_amount_differs' THEN 'amount' WHEN 'line_missing' THEN 'short' ELSE 'status' END AS exception_kind,
    coalesce(d.line_instruction, d.instruction_id::text, d.id::text) AS known_by,
    row_number() OVER (PARTITION BY d.house, d.kind, d.settlement_id, coalesce(d.line_instruction, d.id::text) ORDER BY d.line_number) AS occurrence
  FROM clearing.v_discrepancies d`

const GATHER = listing(
  'reconciliation.gather_discrepancies',
  `SELECT CASE WHEN exception_kind IN ('long', 'duplicate') THEN exception_kind || '/' || house || '/' || known_by || '/' || bill_date || '/' || occurrence
       ELSE exception_kind || '/' || house || '/' || coalesce(instruction_id::text, id::text) END,
     exception_kind, house, CASE WHEN house = ANY ($4::text[]) THEN 'clearing' ELSE 'channel' END, bill_date, NULL::uuid, NULL::integer, instruction_id, id,
     coalesce(line_amount, amount), instruction_amount, line_amount, currency, line_instruction, detail
   FROM fresh`,
  `known AS (${OF_DISCREPANCY} WHERE d.state <> 'resolved' AND ($2::text IS NULL OR d.house = $2)
     AND NOT EXISTS (SELECT FROM reconciliation.exceptions x WHERE x.discrepancy_id = d.id)),
   fresh AS (SELECT DISTINCT ON (house, exception_kind, coalesce(instruction_id::text, known_by), occurrence, CASE WHEN exception_kind IN ('long', 'duplicate') THEN bill_date END) *
     FROM known ORDER BY house, exception_kind, coalesce(instruction_id::text, known_by), occurrence, CASE WHEN exception_kind IN ('long', 'duplicate') THEN bill_date END, opened_at)`,
)
/** Those that were listed by a bill before clearing found them, too, are told apart by nothing: they become one. */
const LINK = sql(
  'reconciliation.link_discrepancies',
  `WITH known AS (${OF_DISCREPANCY.replaceAll('$3', '$1')} WHERE d.state <> 'resolved' AND NOT EXISTS (SELECT FROM reconciliation.exceptions x WHERE x.discrepancy_id = d.id))
   UPDATE reconciliation.exceptions x SET discrepancy_id = k.id FROM known k
   WHERE x.discrepancy_id IS NULL AND x.closed_at IS NULL AND x.fingerprint =
     CASE WHEN k.exception_kind IN ('long', 'duplicate') THEN k.exception_kind || '/' || k.house || '/' || k.known_by || '/' || k.bill_date || '/' || k.occurrence
       ELSE k.exception_kind || '/' || k.house || '/' || coalesce(k.instruction_id::text, k.id::text) END`,
)
const FOLLOW = sql(
  'reconciliation.follow_discrepancies',
  `WITH cleared AS (UPDATE reconciliation.exceptions x SET state = 'cleared', closed_at = $1, closed_by = coalesce(d.resolved_by, 'clearing'), comment = d.comment
     FROM clearing.v_discrepancies d WHERE d.id = x.discrepancy_id AND d.state = 'resolved' AND x.state = 'open' RETURNING x.id, d.comment, d.resolved_by)
   INSERT INTO reconciliation.history (exception_id, at, actor, event, words) SELECT id, $1, coalesce(resolved_by, 'clearing'), 'cleared', comment FROM cleared`,
)
/** Clearing's discrepancies are exceptions, and end with them: one list for the operator. */
export function gatherDiscrepancies(tx: Tx, timeZone: string, clearingHouses: readonly string[], now: Date): void {
  tx.send(LINK, [timeZone])
  tx.send(GATHER, [now, null, timeZone, pgArray(clearingHouses)])
  tx.send(FOLLOW, [now])
}

const UNRESOLVED = sql(
  'reconciliation.count_exceptions',
  `SELECT source, kind, state, count(*)::int AS count, sum(amount)::bigint AS amount FROM reconciliation.exceptions
   WHERE bill_date = $1 OR (bill_date < $1 AND closed_at IS NULL) GROUP BY source, kind, state ORDER BY source, kind, state`,
)
export type ExceptionCount = {
  readonly source: string
  readonly kind: ExceptionKind
  readonly state: ExceptionState
  readonly count: number
  readonly amount: bigint
}
/** Those of a date, and what is open of earlier ones. */
export const countExceptions = (reader: Reader, date: BusinessDate): Promise<(ExceptionCount & Row)[]> =>
  reader.query<ExceptionCount & Row>(UNRESOLVED, [date])

const OF_DATE = sql(
  'reconciliation.exceptions_of_date',
  `SELECT ${COLUMNS} FROM reconciliation.exceptions WHERE bill_date = $1 OR (bill_date < $1 AND (closed_at IS NULL OR closed_at > $2))
   ORDER BY bill_date, source, kind, fingerprint LIMIT 5000`,
)
/** For the closing report: those of the date, and those of earlier dates that ended since the close before. */
export const exceptionsOfDate = (reader: Reader, date: BusinessDate, since: Date): Promise<(ReconException & Row)[]> =>
  reader.query<ReconException & Row>(OF_DATE, [date, since])

const CARRIED = sql(
  'reconciliation.carried_suspense',
  `SELECT d.house, d.kind, coalesce(d.line_kind, d.instruction_kind) AS "instructionKind", d.amount, coalesce(d.line_amount, d.amount) AS "lineAmount", x.id, x.state,
     x.comment, x.detail
   FROM clearing.v_discrepancies d LEFT JOIN reconciliation.exceptions x ON x.discrepancy_id = d.id WHERE d.state = 'suspended' ORDER BY d.id`,
)
export type Suspended = {
  readonly house: string
  readonly kind: string
  readonly instructionKind: 'debit' | 'payout' | 'refund' | null
  readonly amount: bigint
  readonly lineAmount: bigint
  readonly id: Id<'rex'> | null
  readonly state: ExceptionState | null
  readonly comment: string | null
  readonly detail: string | null
}
/** What stands in suspense, and which exception answers for it. */
export const suspendedNow = (reader: Reader): Promise<(Suspended & Row)[]> => reader.query<Suspended & Row>(CARRIED)

const SUSPENDED_OF = sql(
  'reconciliation.suspended_of',
  `SELECT x.id FROM reconciliation.exceptions x JOIN clearing.v_discrepancies d ON d.id = x.discrepancy_id
   WHERE x.id = ANY ($1::uuid[]) AND d.state = 'suspended'`,
)
/** Those of these exceptions behind which money stands in suspense. */
export const suspendedOf = async (reader: Reader, ids: readonly Id<'rex'>[]): Promise<ReadonlySet<Id<'rex'>>> =>
  new Set((await reader.query<{ id: Id<'rex'> }>(SUSPENDED_OF, [pgArray(ids)])).map(row => row.id))

const INSTRUCTION = sql(
  'reconciliation.read_instruction',
  `SELECT id, house, kind, state, amount, settlement_id AS "settlementId", house_reference AS "houseReference" FROM clearing.v_instructions WHERE id = $1`,
)
export type InstructionFacts = {
  readonly id: Id<'ins'>
  readonly house: string
  readonly kind: 'debit' | 'payout' | 'refund'
  readonly state: 'created' | 'sent' | 'unknown' | 'succeeded' | 'failed'
  readonly amount: bigint
  readonly settlementId: string | null
  readonly houseReference: string | null
}
export const instructionOf = async (reader: Reader, id: Id<'ins'>): Promise<InstructionFacts | null> =>
  (await reader.query<InstructionFacts & Row>(INSTRUCTION, [id]))[0] ?? null

const LINE = sql(
  'reconciliation.line_of_exception',
  `SELECT l.kind, l.amount FROM reconciliation.lines l JOIN reconciliation.imports m ON m.number = l.import_number WHERE m.id = $1 AND l."row" = $2`,
)
export const lineOf = async (reader: Reader, importId: Id<'imp'>, row: number): Promise<{ kind: string; amount: bigint } | null> =>
  (await reader.query<{ kind: string; amount: bigint }>(LINE, [importId, row]))[0] ?? null

const SHORTS_OF = sql(
  'reconciliation.shorts_of',
  `SELECT id FROM reconciliation.exceptions WHERE instruction_id = $1 AND kind = 'short' AND state = 'open' ORDER BY id FOR NO KEY UPDATE`,
)
/** Open exceptions that an instruction is missing: a line that is its own ends them. */
export const shortsOf = async (tx: Tx, instruction: Id<'ins'>): Promise<Id<'rex'>[]> =>
  (await tx.query<{ id: Id<'rex'> }>(SHORTS_OF, [instruction])).map(row => row.id)
