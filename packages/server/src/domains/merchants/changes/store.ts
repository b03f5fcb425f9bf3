/** All SQL of changes of merchants, and of their way to the channels. */
import { type Id, LAST_UUID } from '../../../kernel/ids.ts'
import { iso } from '../../../kernel/time.ts'
import { type Db, pgArray, sql, type Tx } from '../../../platform/db.ts'
import type { ListQuery } from '../../../platform/http/pages.ts'
import type { Change, ChangeKind, ChangeState, ChannelChange, ChannelChangeState } from './types.ts'

type Reader = Pick<Db, 'query'>

const COLUMNS = 'id, merchant_id, kind, state, masked, reason, requested_by, decided_by, note, created_at, decided_at'

const FIND = sql('merchants.change', `SELECT ${COLUMNS}, content_sealed AS sealed FROM merchants.changes WHERE id = $1`)
const LOCK = sql(
  'merchants.lock_change',
  `SELECT ${COLUMNS}, content_sealed AS sealed FROM merchants.changes WHERE id = $1 FOR NO KEY UPDATE`,
)
const OPEN = sql('merchants.open_change', `SELECT id FROM merchants.changes WHERE merchant_id = $1 AND kind = $2 AND state = 'requested'`)
const LIST = sql(
  'merchants.changes_of',
  `SELECT ${COLUMNS} FROM merchants.changes
   WHERE ($1::uuid IS NULL OR merchant_id = $1) AND ($2::text IS NULL OR state = $2) AND id < $3::uuid ORDER BY id DESC LIMIT $4`,
)
const LIST_NEWER = sql(
  'merchants.changes_newer',
  `SELECT ${COLUMNS} FROM merchants.changes
   WHERE ($1::uuid IS NULL OR merchant_id = $1) AND ($2::text IS NULL OR state = $2) AND id > $3::uuid ORDER BY id LIMIT $4`,
)
const INSERT = sql(
  'merchants.insert_change',
  `INSERT INTO merchants.changes (${COLUMNS}, content_sealed)
   VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9, $10::timestamptz, $11::timestamptz, $12)`,
)
const DECIDE = sql(
  'merchants.decide_change',
  'UPDATE merchants.changes SET state = $2, decided_by = $3, note = $4, decided_at = $5::timestamptz WHERE id = $1',
)

const CHANNEL_COLUMNS = `change_id, merchant_id, channel, sub_merchant, state, channel_reference, status_as_written, trouble, next_at, silences, updated_at`
const SEND = sql(
  'merchants.send_change',
  `INSERT INTO merchants.channel_changes (${CHANNEL_COLUMNS})
   SELECT $1::uuid, merchant_id, channel, sub_merchant_id, 'waiting', NULL, NULL, NULL, $3::timestamptz, 0, $3::timestamptz
   FROM merchants.channels WHERE merchant_id = $2 AND sub_merchant_id IS NOT NULL AND status IN ('active', 'suspended')`,
)
const CHANNELS = sql(
  'merchants.channel_changes',
  `SELECT ${CHANNEL_COLUMNS} FROM merchants.channel_changes WHERE change_id = ANY ($1::uuid[]) ORDER BY channel`,
)
const CLAIM = sql(
  'merchants.claim_changes',
  `WITH due AS MATERIALIZED (
     SELECT * FROM merchants.channel_changes
     WHERE next_at <= $1::timestamptz AND (claimed_until IS NULL OR claimed_until < $1::timestamptz)
     ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED
   ), claimed AS (
     UPDATE merchants.channel_changes AS c
     SET claimed_until = $1::timestamptz + ($3::int * interval '1 second'), state = CASE c.state WHEN 'waiting' THEN 'sent' ELSE c.state END
     FROM due WHERE c.change_id = due.change_id AND c.channel = due.channel
   )
   SELECT ${CHANNEL_COLUMNS} FROM due`,
)
const UPDATE_CHANNEL = sql(
  'merchants.update_channel_change',
  `UPDATE merchants.channel_changes
   SET state = $3, channel_reference = $4, status_as_written = $5, trouble = $6, next_at = $7::timestamptz, silences = $8, claimed_until = NULL,
       updated_at = $9::timestamptz
   WHERE change_id = $1 AND channel = $2 AND state IN ('waiting', 'sent', 'auditing')`,
)

type ChangeRow = {
  id: Id<'chg'>
  merchant_id: Id<'mer'>
  kind: ChangeKind
  state: ChangeState
  masked: Record<string, string>
  reason: string
  requested_by: string
  decided_by: string | null
  note: string | null
  created_at: Date
  decided_at: Date | null
}

const changeOf = (row: ChangeRow): Change => ({
  id: row.id,
  merchantId: row.merchant_id,
  kind: row.kind,
  state: row.state,
  masked: row.masked,
  reason: row.reason,
  requestedBy: row.requested_by,
  decidedBy: row.decided_by,
  note: row.note,
  createdAt: row.created_at,
  decidedAt: row.decided_at,
})

export type SealedChange = { readonly change: Change; readonly sealed: Buffer }

const sealedOf = ([row]: (ChangeRow & { sealed: Buffer })[]): SealedChange | null =>
  row === undefined ? null : { change: changeOf(row), sealed: row.sealed }

export const find = async (db: Reader, id: Id<'chg'>) => sealedOf(await db.query<ChangeRow & { sealed: Buffer }>(FIND, [id]))

/** The merchant's row must be locked before. */
export const lock = async (tx: Tx, id: Id<'chg'>) => sealedOf(await tx.query<ChangeRow & { sealed: Buffer }>(LOCK, [id]))

export const isOpen = async (tx: Tx, merchant: Id<'mer'>, kind: ChangeKind): Promise<boolean> =>
  (await tx.query<{ id: Id<'chg'> }>(OPEN, [merchant, kind])).length > 0

export async function list(db: Reader, merchant: Id<'mer'> | null, state: ChangeState | null, page: ListQuery<'chg'>): Promise<Change[]> {
  const rows =
    page.ending_before === undefined
      ? await db.query<ChangeRow>(LIST, [merchant, state, page.starting_after ?? LAST_UUID, page.limit + 1])
      : await db.query<ChangeRow>(LIST_NEWER, [merchant, state, page.ending_before, page.limit + 1])
  return rows.map(changeOf)
}

export function insert(tx: Tx, c: Change, sealed: Buffer): void {
  tx.send(INSERT, [
    c.id,
    c.merchantId,
    c.kind,
    c.state,
    JSON.stringify(c.masked),
    c.reason,
    c.requestedBy,
    c.decidedBy,
    c.note,
    iso(c.createdAt),
    iso(c.decidedAt),
    sealed,
  ])
}

export function decide(tx: Tx, c: Change): void {
  tx.send(DECIDE, [c.id, c.state, c.decidedBy, c.note, iso(c.decidedAt)])
}

/** Puts a changed account on its way to every channel that knows the merchant by a number. */
export function send(tx: Tx, c: Change, now: Date): void {
  tx.send(SEND, [c.id, c.merchantId, iso(now)])
}

type ChannelRow = {
  change_id: Id<'chg'>
  merchant_id: Id<'mer'>
  channel: string
  sub_merchant: string
  state: ChannelChangeState
  channel_reference: string | null
  status_as_written: string | null
  trouble: string | null
  next_at: Date | null
  silences: number
  updated_at: Date
}

const channelOf = (row: ChannelRow): ChannelChange => ({
  changeId: row.change_id,
  merchantId: row.merchant_id,
  channel: row.channel,
  subMerchant: row.sub_merchant,
  state: row.state,
  channelReference: row.channel_reference,
  statusAsWritten: row.status_as_written,
  trouble: row.trouble,
  nextAt: row.next_at,
  silences: row.silences,
  updatedAt: row.updated_at,
})

export async function channels(db: Reader, ids: readonly Id<'chg'>[]): Promise<ChannelChange[]> {
  return (await db.query<ChannelRow>(CHANNELS, [pgArray(ids)])).map(channelOf)
}

/** As they were before: what is being sent is `sent` from here on. */
export async function claim(db: Reader, now: Date, limit: number, seconds: number): Promise<ChannelChange[]> {
  return (await db.query<ChannelRow>(CLAIM, [iso(now), limit, seconds])).map(channelOf)
}

/** It ends the claim, too. */
export async function updateChannel(db: Reader, c: ChannelChange): Promise<void> {
  await db.query(UPDATE_CHANNEL, [
    c.changeId,
    c.channel,
    c.state,
    c.channelReference,
    c.statusAsWritten,
    c.trouble,
    iso(c.nextAt),
    c.silences,
    iso(c.updatedAt),
  ])
}
