/** The SQL of imports: their life, their parts, their lines and row errors. */
import type { Id } from '../../../kernel/ids.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import { type Db, pgArray, type Row, sql, type Tx } from '../../../platform/db.ts'
import type { ListQuery } from '../../../platform/http/pages.ts'
import type { BillErrorCode, BillSide, BillSummary, StatementLine } from '../ports.ts'
import type { BillLists, Import, ImportState } from '../types.ts'

type Reader = Pick<Db, 'query'>

const COLUMNS = `id, number, source, format, mapping, mapping_version, side, lists, bill_date, file_name, state, origin, digest, byte_count, part_count,
  bytes_read, line_count, error_count, last_row, matched_row, summary, reason, created_by, created_at, read_at, matched_at`

type SummaryJson = { count: number | null; amount: string | null; fee: string | null; opening?: string; closing?: string }

type ImportRow = Row & {
  id: Id<'imp'>
  number: number
  source: string
  format: string
  mapping: string | null
  mapping_version: number | null
  side: BillSide
  lists: BillLists
  bill_date: BusinessDate
  file_name: string
  state: ImportState
  origin: 'upload' | 'fetch'
  digest: string | null
  byte_count: bigint | null
  part_count: number
  bytes_read: bigint
  line_count: number
  error_count: number
  last_row: number
  matched_row: number
  summary: SummaryJson | null
  reason: string | null
  created_by: string
  created_at: Date
  read_at: Date | null
  matched_at: Date | null
}

const amountOf = (text: string | null): bigint | null => (text === null ? null : BigInt(text))

const summaryOf = (json: SummaryJson): BillSummary => ({
  count: json.count,
  amount: amountOf(json.amount),
  fee: amountOf(json.fee),
  ...(json.opening === undefined ? {} : { opening: BigInt(json.opening) }),
  ...(json.closing === undefined ? {} : { closing: BigInt(json.closing) }),
})

/** Amounts as text: JSON numbers would not carry them exactly. */
const summaryText = (summary: BillSummary | null): string | null =>
  summary === null ? null : JSON.stringify(summary, (_name, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))

const importOf = (row: ImportRow): Import => ({
  id: row.id,
  number: row.number,
  source: row.source,
  format: row.format,
  mapping: row.mapping,
  mappingVersion: row.mapping_version,
  side: row.side,
  lists: row.lists,
  date: row.bill_date,
  fileName: row.file_name,
  state: row.state,
  origin: row.origin,
  digest: row.digest,
  byteCount: row.byte_count,
  partCount: row.part_count,
  bytesRead: row.bytes_read,
  lineCount: row.line_count,
  errorCount: row.error_count,
  lastRow: row.last_row,
  matchedRow: row.matched_row,
  summary: row.summary === null ? null : summaryOf(row.summary),
  reason: row.reason,
  createdBy: row.created_by,
  createdAt: row.created_at,
  readAt: row.read_at,
  matchedAt: row.matched_at,
})

const INSERT = sql(
  'reconciliation.insert_import',
  `INSERT INTO reconciliation.imports (id, source, format, mapping, mapping_version, side, lists, bill_date, file_name, state, origin, digest,
     byte_count, created_by, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'receiving', $10, $11, $12, $13, $14) RETURNING ${COLUMNS}`,
)

export type NewImport = Pick<
  Import,
  | 'id'
  | 'source'
  | 'format'
  | 'mapping'
  | 'mappingVersion'
  | 'side'
  | 'lists'
  | 'date'
  | 'fileName'
  | 'origin'
  | 'digest'
  | 'byteCount'
  | 'createdBy'
>

export async function insertImport(tx: Reader, item: NewImport, now: Date): Promise<Import> {
  const [row] = await tx.query<ImportRow>(INSERT, [
    item.id,
    item.source,
    item.format,
    item.mapping,
    item.mappingVersion,
    item.side,
    item.lists,
    item.date,
    item.fileName,
    item.origin,
    item.digest,
    item.byteCount,
    item.createdBy,
    now,
  ])
  return importOf(row as ImportRow)
}

const GET = sql('reconciliation.get_import', `SELECT ${COLUMNS} FROM reconciliation.imports WHERE id = $1`)
export async function getImport(reader: Reader, id: Id<'imp'>): Promise<Import | null> {
  const [row] = await reader.query<ImportRow>(GET, [id])
  return row === undefined ? null : importOf(row)
}

const LOCK = sql('reconciliation.lock_import', `SELECT ${COLUMNS} FROM reconciliation.imports WHERE id = $1 FOR NO KEY UPDATE`)
export async function lockImport(tx: Tx, id: Id<'imp'>): Promise<Import | null> {
  const [row] = await tx.query<ImportRow>(LOCK, [id])
  return row === undefined ? null : importOf(row)
}

/** One at a time decides about a place: what a source says in a format about a date. */
const TAKE_PLACE = sql('reconciliation.take_place', `SELECT pg_advisory_xact_lock(hashtextextended('reconciliation ' || $1, 0))`)
export const takePlace = (tx: Tx, item: Pick<Import, 'source' | 'format' | 'mapping' | 'date'>): void =>
  tx.send(TAKE_PLACE, [`${item.source}/${item.format}/${item.mapping ?? ''}/${item.date}`])

const HOLDER = sql(
  'reconciliation.holder_of_place',
  `SELECT ${COLUMNS} FROM reconciliation.imports
   WHERE source = $1 AND format = $2 AND coalesce(mapping, '') = coalesce($3, '') AND bill_date = $4
     AND state IN ('queued', 'reading', 'read', 'matched')`,
)
/** The import that holds the place. */
export async function holderOf(reader: Reader, item: Pick<Import, 'source' | 'format' | 'mapping' | 'date'>): Promise<Import | null> {
  const [row] = await reader.query<ImportRow>(HOLDER, [item.source, item.format, item.mapping, item.date])
  return row === undefined ? null : importOf(row)
}

const SAME_UPLOAD = sql(
  'reconciliation.same_upload',
  `SELECT ${COLUMNS} FROM reconciliation.imports
   WHERE source = $1 AND format = $2 AND coalesce(mapping, '') = coalesce($3, '') AND bill_date = $4 AND digest = $5 AND state = 'receiving' AND origin = 'upload'
   ORDER BY id LIMIT 1`,
)
/** An upload of the same file that was begun and not finished: it is gone on with. */
export async function findUpload(
  reader: Reader,
  item: Pick<Import, 'source' | 'format' | 'mapping' | 'date' | 'digest'>,
): Promise<Import | null> {
  const [row] = await reader.query<ImportRow>(SAME_UPLOAD, [item.source, item.format, item.mapping, item.date, item.digest])
  return row === undefined ? null : importOf(row)
}

const LIST = (backwards: boolean): string =>
  `SELECT ${COLUMNS} FROM reconciliation.imports
   WHERE ($1::date IS NULL OR bill_date = $1) AND ($2::text IS NULL OR source = $2) AND ($3::text IS NULL OR state = $3)
     AND ($4::uuid IS NULL OR id ${backwards ? '>' : '<'} $4) ORDER BY id ${backwards ? 'ASC' : 'DESC'} LIMIT $5`
const LIST_DOWN = sql('reconciliation.list_imports', LIST(false))
const LIST_UP = sql('reconciliation.list_imports_up', LIST(true))

export type ImportFilter = { readonly date: BusinessDate | null; readonly source: string | null; readonly state: ImportState | null }

export async function listImports(db: Db, filter: ImportFilter, page: ListQuery<'imp'>): Promise<Import[]> {
  const rows = await db.query<ImportRow>(page.ending_before === undefined ? LIST_DOWN : LIST_UP, [
    filter.date,
    filter.source,
    filter.state,
    page.ending_before ?? page.starting_after ?? null,
    page.limit + 1,
  ])
  return rows.map(importOf)
}

const OF_DATE = sql(
  'reconciliation.imports_of_date',
  `SELECT ${COLUMNS} FROM reconciliation.imports WHERE bill_date = $1 AND state IN ('receiving', 'queued', 'reading', 'read', 'matched') ORDER BY source, format, number`,
)
/** What counts for a date, in the order of sources. */
export const importsOfDate = async (reader: Reader, date: BusinessDate): Promise<Import[]> =>
  (await reader.query<ImportRow>(OF_DATE, [date])).map(importOf)

// Parts

const PUT_PART = sql(
  'reconciliation.put_part',
  `WITH put AS (INSERT INTO reconciliation.parts (import_id, part, bytes, byte_count) VALUES ($1, $2, $3, $4)
     ON CONFLICT (import_id, part) DO NOTHING RETURNING part)
   UPDATE reconciliation.imports SET part_count = part_count + (SELECT count(*)::int FROM put) WHERE id = $1`,
)
/** Stores a part; one that is there already is left as it is. */
export const putPart = (tx: Tx, id: Id<'imp'>, part: number, gzipped: Uint8Array, byteCount: number): void =>
  tx.send(PUT_PART, [id, part, gzipped, byteCount])

const PART = sql('reconciliation.get_part', 'SELECT bytes, byte_count FROM reconciliation.parts WHERE import_id = $1 AND part = $2')
export async function getPart(reader: Reader, id: Id<'imp'>, part: number): Promise<{ bytes: Buffer; byteCount: number } | null> {
  const [row] = await reader.query<{ bytes: Buffer; byte_count: number }>(PART, [id, part])
  return row === undefined ? null : { bytes: row.bytes, byteCount: row.byte_count }
}

const RECEIVED = sql(
  'reconciliation.received',
  `SELECT coalesce(sum(byte_count), 0)::bigint AS bytes, count(*)::int AS parts, coalesce(max(part), 0)::int AS last,
     coalesce(array_agg(part ORDER BY part) FILTER (WHERE part <= 2000), '{}') AS numbers
   FROM reconciliation.parts WHERE import_id = $1`,
)
export async function receivedOf(
  reader: Reader,
  id: Id<'imp'>,
): Promise<{ bytes: bigint; parts: number; last: number; numbers: number[] }> {
  const [row] = await reader.query<{ bytes: bigint; parts: number; last: number; numbers: number[] }>(RECEIVED, [id])
  return row ?? { bytes: 0n, parts: 0, last: 0, numbers: [] }
}

const FORGET_PARTS = sql('reconciliation.forget_parts', 'DELETE FROM reconciliation.parts WHERE import_id = $1')
export const forgetParts = (tx: Tx, id: Id<'imp'>): void => tx.send(FORGET_PARTS, [id])

// States

const QUEUE = sql(
  'reconciliation.queue_import',
  `UPDATE reconciliation.imports SET state = 'queued', digest = coalesce(digest, $2), byte_count = coalesce(byte_count, $3) WHERE id = $1 AND state = 'receiving'`,
)
export const queueImport = (tx: Tx, id: Id<'imp'>, digest: string | null, byteCount: bigint | null): void =>
  tx.send(QUEUE, [id, digest, byteCount])

const END = sql('reconciliation.end_import', 'UPDATE reconciliation.imports SET state = $2, reason = $3 WHERE id = $1')
export const endImport = (tx: Tx, id: Id<'imp'>, state: 'refused' | 'discarded', reason: string): void => tx.send(END, [id, state, reason])

const CLAIM = sql(
  'reconciliation.claim_work',
  `SELECT pg_try_advisory_xact_lock(hashtextextended('reconciliation work ' || $1, 0)) AS claimed`,
)
/** `false` when another node works on it at this moment. Held until the transaction ends. */
export const claimWork = async (tx: Tx, what: string): Promise<boolean> =>
  (await tx.query<{ claimed: boolean }>(CLAIM, [what]))[0]?.claimed ?? false

const AWAIT = sql('reconciliation.await_work', `SELECT pg_advisory_xact_lock(hashtextextended('reconciliation work ' || $1, 0))`)
/** As `claimWork`; waits until whoever works on it has finished. */
export const awaitWork = async (tx: Tx, what: string): Promise<void> => {
  await tx.query(AWAIT, [what])
}

// Reading

const START_READING = sql(
  'reconciliation.start_reading',
  `UPDATE reconciliation.imports SET state = 'reading', bytes_read = 0 WHERE id = $1 AND state IN ('queued', 'reading')`,
)
export const startReading = async (db: Db, id: Id<'imp'>): Promise<void> => {
  await db.query(START_READING, [id])
}

const INSERT_LINES = sql(
  'reconciliation.insert_lines',
  `INSERT INTO reconciliation.lines (import_number, "row", kind, direction, match, amount, fee, at, instruction_id, reference, channel_reference,
     original_reference, date, currency, status, status_means, counterparty)
   SELECT $1, r, k, d, 'open', a, f, t, i, re, ch, o, da, c, s, m, co
   FROM (SELECT unnest($2::integer[]) AS r, unnest($3::text[]) AS k, unnest($4::text[]) AS d, unnest($5::bigint[]) AS a, unnest($6::bigint[]) AS f,
     unnest($7::timestamptz[]) AS t, unnest($8::uuid[]) AS i, unnest($9::text[]) AS re, unnest($10::text[]) AS ch, unnest($11::text[]) AS o,
     unnest($12::date[]) AS da, unnest($13::text[]) AS c, unnest($14::text[]) AS s, unnest($15::text[]) AS m, unnest($16::text[]) AS co) AS x`,
)
const INSERT_ERRORS = sql(
  'reconciliation.insert_row_errors',
  `INSERT INTO reconciliation.row_errors (import_id, "row", code, detail, line)
   SELECT $1, r, c, d, l FROM unnest($2::integer[], $3::text[], $4::text[], $5::text[]) AS x (r, c, d, l) ON CONFLICT DO NOTHING`,
)
const PROGRESS = sql(
  'reconciliation.note_progress',
  `UPDATE reconciliation.imports SET last_row = $3, line_count = line_count + $4, bytes_read = $5,
     error_count = (CASE WHEN $6 = 0 THEN error_count ELSE (SELECT count(*) FROM reconciliation.row_errors WHERE import_id = $1) END)
   WHERE id = $1 AND state = 'reading' AND last_row = $2 RETURNING id`,
)

export type StoredLine = StatementLine & { readonly instructionId: Id<'ins'> | null }
export type RowError = { readonly row: number; readonly code: BillErrorCode; readonly detail: string; readonly text: string }

/**
 * Stores what was read since the row `after`, and how far reading has come. `false`: somebody else has read on meanwhile, or the import
 * was taken back; then the transaction must not commit.
 */
export async function storeRead(
  tx: Tx,
  item: Pick<Import, 'id' | 'number'>,
  after: number,
  read: {
    readonly lines: readonly StoredLine[]
    readonly errors: readonly RowError[]
    readonly lastRow: number
    readonly bytesRead: bigint
  },
): Promise<boolean> {
  const { lines, errors } = read
  if (lines.length > 0)
    tx.send(INSERT_LINES, [
      item.number,
      pgArray(lines, line => line.row),
      pgArray(lines, line => line.kind),
      pgArray(lines, line => line.direction),
      pgArray(lines, line => line.amount),
      pgArray(lines, line => line.fee),
      pgArray(lines, line => line.at?.toISOString() ?? null),
      pgArray(lines, line => line.instructionId),
      pgArray(lines, line => line.reference),
      pgArray(lines, line => line.channelReference),
      pgArray(lines, line => line.originalReference ?? null),
      pgArray(lines, line => line.date),
      pgArray(lines, line => line.currency),
      pgArray(lines, line => line.status),
      pgArray(lines, line => line.statusMeans ?? 'settled'),
      pgArray(lines, line => line.counterparty ?? null),
    ])
  if (errors.length > 0)
    tx.send(INSERT_ERRORS, [
      item.id,
      pgArray(errors, error => error.row),
      pgArray(errors, error => error.code),
      pgArray(errors, error => error.detail),
      pgArray(errors, error => error.text),
    ])
  const moved = await tx.query(PROGRESS, [item.id, after, read.lastRow, lines.length, read.bytesRead, errors.length])
  return moved.length === 1
}

const ANALYZE = sql('reconciliation.analyze_lines', 'ANALYZE reconciliation.lines')
/** A file of a million lines is matched before autovacuum has looked at it. */
export const analyzeLines = async (db: Db): Promise<void> => {
  await db.query(ANALYZE)
}

const FINISH_READING = sql(
  'reconciliation.finish_reading',
  `UPDATE reconciliation.imports SET state = 'read', summary = $2, read_at = $3, bytes_read = coalesce(byte_count, 0) WHERE id = $1 AND state = 'reading'`,
)
export const finishReading = (tx: Tx, id: Id<'imp'>, summary: BillSummary | null, now: Date): void =>
  tx.send(FINISH_READING, [id, summaryText(summary), now])

const ERRORS = sql(
  'reconciliation.list_row_errors',
  'SELECT "row", code, detail, line AS text FROM reconciliation.row_errors WHERE import_id = $1 ORDER BY "row", code LIMIT $2 OFFSET $3',
)
export const listErrors = (db: Db, id: Id<'imp'>, limit: number, offset = 0): Promise<(RowError & Row)[]> =>
  db.query<RowError & Row>(ERRORS, [id, limit, offset])

const FORGET_LINKS = sql('reconciliation.forget_links', 'DELETE FROM reconciliation.links WHERE import_number = $1')
const FORGET_LINES = sql('reconciliation.forget_lines', 'DELETE FROM reconciliation.lines WHERE import_number = $1')
const FORGET_ERRORS = sql('reconciliation.forget_errors', 'DELETE FROM reconciliation.row_errors WHERE import_id = $1')
/** Takes back what was read of an import. Its file stays. */
export function forgetRead(tx: Tx, item: Pick<Import, 'id' | 'number'>): void {
  tx.send(FORGET_LINKS, [item.number])
  tx.send(FORGET_LINES, [item.number])
  tx.send(FORGET_ERRORS, [item.id])
}

const LINES = sql(
  'reconciliation.list_lines',
  `SELECT "row", kind, direction, match, rule, amount, fee, at, instruction_id AS "instructionId", reference, channel_reference AS "channelReference",
     original_reference AS "originalReference", date, currency, status, status_means AS "statusMeans", counterparty
   FROM reconciliation.lines WHERE import_number = $1 AND ($2::text IS NULL OR match = $2) AND "row" > $3 ORDER BY "row" LIMIT $4`,
)
export type ListedLine = Omit<StoredLine, 'text' | 'statusMeans'> & {
  readonly match: string
  readonly rule: string | null
  readonly statusMeans: string
}
export const listLines = (db: Db, number: number, match: string | null, after: number, limit: number): Promise<(ListedLine & Row)[]> =>
  db.query<ListedLine & Row>(LINES, [number, match, after, limit])

const COUNTS = sql(
  'reconciliation.count_lines',
  `SELECT match, count(*)::int AS lines, sum(CASE direction WHEN 'in' THEN amount ELSE -amount END)::bigint AS net, coalesce(sum(fee), 0)::bigint AS fees
   FROM reconciliation.lines WHERE import_number = $1 GROUP BY match ORDER BY match`,
)
export type LineCount = { readonly match: string; readonly lines: number; readonly net: bigint; readonly fees: bigint }
export const countLines = (reader: Reader, number: number): Promise<(LineCount & Row)[]> => reader.query<LineCount & Row>(COUNTS, [number])
