/** All SQL of approvals. */
import { type Id, LAST_UUID } from '../../kernel/ids.ts'
import { type Db, pgArray, sql, type Tx } from '../../platform/db.ts'
import type { ListQuery } from '../../platform/http/pages.ts'
import type { Approval, ApprovalFilter, ApprovalState, HistoryEntry, LocalText, Party, StoredCommand } from './types.ts'

type Reader = Pick<Db, 'query'>

const COLUMNS = `id, action, operation, permission, summary, command, encode(request_hash, 'hex') AS request_hash, state,
  maker_id, maker_credential, checker_id, checker_credential, note, result, requested_at, expires_at, decided_at`

const INSERT = sql(
  'approvals.insert',
  `INSERT INTO approvals.approvals (id, action, operation, permission, summary, command, request_hash, state, maker_id, maker_credential, requested_at, expires_at)
   SELECT id, action, operation, permission, summary::json, command::json, request_hash, 'requested', maker_id, maker_credential, $10::timestamptz, expires_at
   FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::uuid[], $9::uuid[], $11::timestamptz[])
     AS t (id, action, operation, permission, summary, command, request_hash, maker_id, maker_credential, expires_at)`,
)

const LOCK = sql('approvals.lock', `SELECT ${COLUMNS} FROM approvals.approvals WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE`)

const FIND = sql('approvals.find', `SELECT ${COLUMNS} FROM approvals.approvals WHERE id = $1`)

// What waits past its time is expired, whether or not the job has come by.
const FILTER = `($2::text IS NULL OR state = $2 AND (state <> 'requested' OR expires_at > $5) OR $2 = 'expired' AND state = 'requested' AND expires_at <= $5)
   AND ($3::text IS NULL OR action = $3) AND ($4::uuid IS NULL OR maker_id = $4)`

const LIST_OLDER = sql(
  'approvals.list_older',
  `SELECT ${COLUMNS} FROM approvals.approvals WHERE id < $1::uuid AND ${FILTER} ORDER BY id DESC LIMIT $6`,
)

const LIST_NEWER = sql(
  'approvals.list_newer',
  `SELECT ${COLUMNS} FROM approvals.approvals WHERE id > $1::uuid AND ${FILTER} ORDER BY id LIMIT $6`,
)

const END = sql(
  'approvals.end',
  `UPDATE approvals.approvals SET state = $2, checker_id = $3, checker_credential = $4, note = $5, result = $6::json, decided_at = $7 WHERE id = $1`,
)

// Locks in id order, skipping what somebody is deciding just now: that one is late, and will be told so.
const EXPIRE = sql(
  'approvals.expire',
  `UPDATE approvals.approvals AS a SET state = 'expired', decided_at = $1
   FROM (SELECT id FROM approvals.approvals WHERE state = 'requested' AND expires_at <= $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED) AS due
   WHERE a.id = due.id RETURNING ${COLUMNS.replace('id,', 'a.id,')}`,
)

const INSERT_HISTORY = sql(
  'approvals.insert_history',
  `INSERT INTO approvals.history (approval_id, state, at, actor, note, request_id)
   SELECT * FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[])`,
)

const HISTORY_OF = sql(
  'approvals.history_of',
  `SELECT approval_id AS "approvalId", state, at, actor, note, request_id AS "requestId" FROM approvals.history
   WHERE approval_id = ANY ($1::uuid[]) ORDER BY approval_id, at, state <> 'requested'`,
)

type ApprovalRow = {
  id: Id<'apr'>
  action: string
  operation: string
  permission: string
  summary: LocalText
  command: StoredCommand
  request_hash: string
  state: ApprovalState
  maker_id: Id<'opr'>
  maker_credential: Party['credential']
  checker_id: Id<'opr'> | null
  checker_credential: Party['credential'] | null
  note: string | null
  result: unknown
  requested_at: Date
  expires_at: Date
  decided_at: Date | null
}

const approvalOf = (row: ApprovalRow): Approval => ({
  id: row.id,
  action: row.action,
  operation: row.operation,
  permission: row.permission,
  summary: row.summary,
  command: row.command,
  requestHash: row.request_hash,
  state: row.state,
  maker: { operatorId: row.maker_id, credential: row.maker_credential },
  checker:
    row.checker_id === null || row.checker_credential === null ? null : { operatorId: row.checker_id, credential: row.checker_credential },
  note: row.note,
  result: row.result,
  requestedAt: row.requested_at,
  expiresAt: row.expires_at,
  decidedAt: row.decided_at,
})

/** Approvals that were all asked for at the same instant. */
export function insert(tx: Tx, approvals: readonly Approval[], at: Date): void {
  if (approvals.length === 0) return
  tx.send(INSERT, [
    pgArray(approvals.map(({ id }) => id)),
    pgArray(approvals.map(({ action }) => action)),
    pgArray(approvals.map(({ operation }) => operation)),
    pgArray(approvals.map(({ permission }) => permission)),
    pgArray(approvals.map(({ summary }) => JSON.stringify(summary))),
    pgArray(approvals.map(({ command }) => JSON.stringify(command))),
    pgArray(approvals.map(({ requestHash }) => requestHash)),
    pgArray(approvals.map(({ maker }) => maker.operatorId)),
    pgArray(approvals.map(({ maker }) => maker.credential)),
    at,
    pgArray(approvals.map(({ expiresAt }) => expiresAt.toISOString())),
  ])
}

/** Rank `keys`, after the idempotency keys: what an approval runs locks what it needs behind it. */
export async function lock(tx: Tx, ids: readonly Id<'apr'>[]): Promise<Map<Id<'apr'>, Approval>> {
  tx.lock('keys')
  const rows = await tx.query<ApprovalRow>(LOCK, [pgArray(ids)])
  return new Map(rows.map(row => [row.id, approvalOf(row)]))
}

export async function find(db: Reader, id: Id<'apr'>): Promise<Approval | null> {
  const [row] = await db.query<ApprovalRow>(FIND, [id])
  return row === undefined ? null : approvalOf(row)
}

/** Rows of one page and one more (see pages.ts). */
export async function list(db: Reader, filter: ApprovalFilter, page: ListQuery<'apr'>, now: Date): Promise<Approval[]> {
  const { state, action, maker } = filter
  const rows =
    page.ending_before === undefined
      ? await db.query<ApprovalRow>(LIST_OLDER, [page.starting_after ?? LAST_UUID, state, action, maker, now, page.limit + 1])
      : await db.query<ApprovalRow>(LIST_NEWER, [page.ending_before, state, action, maker, now, page.limit + 1])
  return rows.map(approvalOf)
}

/** Writes the end of an approval that this transaction has locked. */
export function end(tx: Tx, approval: Approval): void {
  tx.send(END, [
    approval.id,
    approval.state,
    approval.checker?.operatorId ?? null,
    approval.checker?.credential ?? null,
    approval.note,
    approval.state === 'approved' ? JSON.stringify(approval.result) : null,
    approval.decidedAt,
  ])
}

/** Ends what waited past its time, at most so many. */
export async function expire(tx: Tx, now: Date, max: number): Promise<Approval[]> {
  tx.lock('keys')
  return (await tx.query<ApprovalRow>(EXPIRE, [now, max])).map(approvalOf)
}

export function insertHistory(tx: Tx, entries: readonly HistoryEntry[]): void {
  if (entries.length === 0) return
  tx.send(INSERT_HISTORY, [
    pgArray(entries.map(({ approvalId }) => approvalId)),
    pgArray(entries.map(({ state }) => state)),
    pgArray(entries.map(({ at }) => at.toISOString())),
    pgArray(entries.map(({ actor }) => actor)),
    pgArray(entries.map(({ note }) => note)),
    pgArray(entries.map(({ requestId }) => requestId)),
  ])
}

/** What became of the approvals, the first thing first. */
export async function historyOf(db: Reader, ids: readonly Id<'apr'>[]): Promise<Map<Id<'apr'>, HistoryEntry[]>> {
  const history = new Map<Id<'apr'>, HistoryEntry[]>(ids.map(id => [id, []]))
  for (const entry of await db.query<HistoryEntry>(HISTORY_OF, [pgArray(ids)])) history.get(entry.approvalId)?.push(entry)
  return history
}
