/** All SQL of the audit trail: it appends and reads, and has no statement that changes or deletes. */
import { LAST_UUID, newId } from '../../kernel/ids.ts'
import { type Db, pgArray, type Statement, sql, type Tx, unnested } from '../../platform/db.ts'
import type { ListQuery } from '../../platform/http/pages.ts'
import type { AuditLeaf, LeafFilter, StoredLeaf } from './types.ts'

const APPEND = sql(
  'audit.append',
  `INSERT INTO audit.leaves (id, actor, action, subject, result, request_id, request_hash, at)
   SELECT id, actor, action, subject, result, request_id, decode(request_hash, 'hex'), clock_timestamp() + ($8::bigint * interval '1 millisecond')
   FROM ${unnested('id uuid, actor text, action text, subject text, result text, request_id text, request_hash text')}`,
)

const COLUMNS = `id, actor, action, subject, result, request_id AS "requestId", encode(request_hash, 'hex') AS "requestHash", at`

// With a subject the leaves are found by its index, which a plan for "any subject" could not use.
const BY_ANY = `$1::text IS NULL AND ($2::text IS NULL OR actor = $2)`
const BY_SUBJECT = `subject = $1::text AND ($2::text IS NULL OR actor = $2)`

const listOlder = (name: string, filter: string): Statement =>
  sql(name, `SELECT ${COLUMNS} FROM audit.leaves WHERE ${filter} AND id < $3::uuid ORDER BY id DESC LIMIT $4`)
const listNewer = (name: string, filter: string): Statement =>
  sql(name, `SELECT ${COLUMNS} FROM audit.leaves WHERE ${filter} AND id > $3::uuid ORDER BY id LIMIT $4`)

const LIST_OLDER = listOlder('audit.list_older', BY_ANY)
const LIST_NEWER = listNewer('audit.list_newer', BY_ANY)
const SUBJECT_OLDER = listOlder('audit.subject_older', BY_SUBJECT)
const SUBJECT_NEWER = listNewer('audit.subject_newer', BY_SUBJECT)

export function append(tx: Tx, leaves: readonly AuditLeaf[], offsetMs: number): void {
  tx.send(APPEND, [
    pgArray(leaves, () => newId<'aud'>()),
    pgArray(leaves, leaf => leaf.actor),
    pgArray(leaves, leaf => leaf.action),
    pgArray(leaves, leaf => leaf.subject),
    pgArray(leaves, leaf => leaf.result),
    pgArray(leaves, leaf => leaf.requestId),
    pgArray(leaves, leaf => leaf.requestHash),
    offsetMs,
  ])
}

/** Rows of one page and one more; for `ending_before` in ascending order (see pages.ts). */
export function list(db: Pick<Db, 'query'>, filter: LeafFilter, page: ListQuery<'aud'>): Promise<StoredLeaf[]> {
  const { subject, actor } = filter
  if (page.ending_before !== undefined) {
    return db.query<StoredLeaf>(subject === null ? LIST_NEWER : SUBJECT_NEWER, [subject, actor, page.ending_before, page.limit + 1])
  }
  const after = page.starting_after ?? LAST_UUID
  return db.query<StoredLeaf>(subject === null ? LIST_OLDER : SUBJECT_OLDER, [subject, actor, after, page.limit + 1])
}
