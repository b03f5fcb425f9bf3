/** All SQL of the way of an application to each channel (进件). */
import type { Id } from '../../../../kernel/ids.ts'
import { iso } from '../../../../kernel/time.ts'
import { type Db, sql, type Tx } from '../../../../platform/db.ts'
import type { ChannelApplicationFacts } from '../../applications/types.ts'

const WAY_COLUMNS = `application_id, merchant_id, channel, reference, channel_reference, state, attempt, status_as_written, trouble, step, url,
  rejections, flows, sub_app_id, sub_merchant, next_at, silences, created_at, updated_at`

const WAYS = sql('merchants.ways', `SELECT ${WAY_COLUMNS} FROM merchants.channel_applications WHERE application_id = $1 ORDER BY channel`)

const LOCK_WAYS = sql(
  'merchants.lock_ways',
  `SELECT ${WAY_COLUMNS} FROM merchants.channel_applications WHERE application_id = $1 ORDER BY channel FOR NO KEY UPDATE`,
)

/** What is being sent is `sent` from here on, whatever becomes of this node; the row answered is as it was before. */
const CLAIM_WAYS = sql(
  'merchants.claim_ways',
  `WITH due AS MATERIALIZED (
     SELECT * FROM merchants.channel_applications
     WHERE next_at <= $1::timestamptz AND (claimed_until IS NULL OR claimed_until < $1::timestamptz)
     ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED
   ), claimed AS (
     UPDATE merchants.channel_applications AS c
     SET claimed_until = $1::timestamptz + ($3::int * interval '1 second'), state = CASE c.state WHEN 'waiting' THEN 'sent' ELSE c.state END
     FROM due WHERE c.application_id = due.application_id AND c.channel = due.channel
   )
   SELECT ${WAY_COLUMNS} FROM due`,
)

const INSERT_WAY = sql(
  'merchants.insert_way',
  `INSERT INTO merchants.channel_applications (${WAY_COLUMNS})
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, string_to_array($13, ' '), $14, $15, $16::timestamptz, $17,
     $18::timestamptz, $19::timestamptz)`,
)

const UPDATE_WAY = sql(
  'merchants.update_way',
  `UPDATE merchants.channel_applications
   SET channel_reference = $3, state = $4, attempt = $5, status_as_written = $6, trouble = $7, step = $8, url = $9, rejections = $10::jsonb,
       flows = string_to_array($11, ' '), sub_app_id = $12, sub_merchant = $13, next_at = $14::timestamptz, silences = $15, claimed_until = NULL,
       updated_at = $16::timestamptz
   WHERE application_id = $1 AND channel = $2`,
)

type WayRow = {
  application_id: Id<'apl'>
  merchant_id: Id<'mer'>
  channel: string
  reference: string
  channel_reference: string | null
  state: ChannelApplicationFacts['state']
  attempt: number
  status_as_written: string | null
  trouble: string | null
  step: ChannelApplicationFacts['step']
  url: string | null
  rejections: ChannelApplicationFacts['rejections']
  flows: string[]
  sub_app_id: string | null
  sub_merchant: string | null
  next_at: Date | null
  silences: number
  created_at: Date
  updated_at: Date
}

const wayOf = (row: WayRow): ChannelApplicationFacts => ({
  applicationId: row.application_id,
  merchantId: row.merchant_id,
  channel: row.channel,
  reference: row.reference,
  channelReference: row.channel_reference,
  state: row.state,
  attempt: row.attempt,
  statusAsWritten: row.status_as_written,
  trouble: row.trouble,
  step: row.step,
  url: row.url,
  rejections: row.rejections,
  flows: row.flows,
  subAppId: row.sub_app_id,
  subMerchant: row.sub_merchant,
  nextAt: row.next_at,
  silences: row.silences,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

export async function ways(db: Pick<Db, 'query'>, application: Id<'apl'>): Promise<ChannelApplicationFacts[]> {
  return (await db.query<WayRow>(WAYS, [application])).map(wayOf)
}

/** The application's row must be locked. */
export async function lockWays(tx: Tx, application: Id<'apl'>): Promise<ChannelApplicationFacts[]> {
  return (await tx.query<WayRow>(LOCK_WAYS, [application])).map(wayOf)
}

export async function claimWays(db: Pick<Db, 'query'>, now: Date, limit: number, seconds: number): Promise<ChannelApplicationFacts[]> {
  return (await db.query<WayRow>(CLAIM_WAYS, [iso(now), limit, seconds])).map(wayOf)
}

export function insertWay(tx: Tx, w: ChannelApplicationFacts): void {
  tx.send(INSERT_WAY, [
    w.applicationId,
    w.merchantId,
    w.channel,
    w.reference,
    w.channelReference,
    w.state,
    w.attempt,
    w.statusAsWritten,
    w.trouble,
    w.step,
    w.url,
    JSON.stringify(w.rejections),
    w.flows.join(' '),
    w.subAppId,
    w.subMerchant,
    iso(w.nextAt),
    w.silences,
    iso(w.createdAt),
    iso(w.updatedAt),
  ])
}

/** It ends the claim, too. */
export function updateWay(tx: Tx, w: ChannelApplicationFacts): void {
  tx.send(UPDATE_WAY, [
    w.applicationId,
    w.channel,
    w.channelReference,
    w.state,
    w.attempt,
    w.statusAsWritten,
    w.trouble,
    w.step,
    w.url,
    JSON.stringify(w.rejections),
    w.flows.join(' '),
    w.subAppId,
    w.subMerchant,
    iso(w.nextAt),
    w.silences,
    iso(w.updatedAt),
  ])
}
