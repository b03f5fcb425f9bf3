/** All SQL of suspensions and resumptions on their way to channels: one row for a channel that is still to be told. */
import type { Id } from '../../../../kernel/ids.ts'
import { iso } from '../../../../kernel/time.ts'
import { type Db, sql, type Tx } from '../../../../platform/db.ts'

/** What is wanted last is what is told; `channel` null is every one that knows the merchant by a number and is open. */
const WANT = sql(
  'merchants.want_switch',
  `INSERT INTO merchants.channel_switches (merchant_id, channel, wanted, reason, trouble, next_at, silences, updated_at)
   SELECT merchant_id, channel, $3::text, $4::text, NULL, $5::timestamptz, 0, $5::timestamptz
   FROM merchants.channels
   WHERE merchant_id = $1 AND sub_merchant_id IS NOT NULL AND CASE WHEN $2::text IS NULL THEN status = 'active' ELSE channel = $2 END
   ON CONFLICT (merchant_id, channel) DO UPDATE
   SET wanted = excluded.wanted, reason = excluded.reason, trouble = NULL, next_at = excluded.next_at, silences = 0, claimed_until = NULL,
       updated_at = excluded.updated_at`,
)
const CLAIM = sql(
  'merchants.claim_switches',
  `UPDATE merchants.channel_switches AS s SET claimed_until = $1::timestamptz + ($3::int * interval '1 second')
   FROM merchants.channels AS c
   WHERE c.merchant_id = s.merchant_id AND c.channel = s.channel AND (s.merchant_id, s.channel) IN (
     SELECT merchant_id, channel FROM merchants.channel_switches
     WHERE next_at <= $1::timestamptz AND (claimed_until IS NULL OR claimed_until < $1::timestamptz)
     ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED)
   RETURNING s.merchant_id, s.channel, c.sub_merchant_id, s.wanted, s.reason, s.silences, s.updated_at`,
)
/** Nothing else was wanted meanwhile. */
const END = sql(
  'merchants.end_switch',
  'DELETE FROM merchants.channel_switches WHERE merchant_id = $1 AND channel = $2 AND wanted = $3 AND updated_at = $4::timestamptz',
)
const KEEP = sql(
  'merchants.keep_switch',
  `UPDATE merchants.channel_switches SET trouble = $5, next_at = $6::timestamptz, silences = silences + 1, claimed_until = NULL
   WHERE merchant_id = $1 AND channel = $2 AND wanted = $3 AND updated_at = $4::timestamptz`,
)
const TROUBLES = sql(
  'merchants.switch_troubles',
  'SELECT channel, wanted, trouble FROM merchants.channel_switches WHERE merchant_id = $1 ORDER BY channel',
)

export type Switch = {
  readonly merchantId: Id<'mer'>
  readonly channel: string
  readonly subMerchant: string
  readonly wanted: 'suspended' | 'active'
  readonly reason: string
  readonly silences: number
  readonly updatedAt: Date
}

export type WantedSwitch = {
  readonly merchantId: Id<'mer'>
  readonly channel: string | null
  readonly wanted: 'suspended' | 'active'
  readonly reason: string
}

export function want(tx: Tx, { merchantId, channel, wanted, reason }: WantedSwitch, now: Date): void {
  tx.send(WANT, [merchantId, channel, wanted, reason, iso(now)])
}

export async function claim(db: Pick<Db, 'query'>, now: Date, limit: number, seconds: number): Promise<Switch[]> {
  const rows = await db.query<{
    merchant_id: Id<'mer'>
    channel: string
    sub_merchant_id: string
    wanted: 'suspended' | 'active'
    reason: string
    silences: number
    updated_at: Date
  }>(CLAIM, [iso(now), limit, seconds])
  return rows.map(row => ({
    merchantId: row.merchant_id,
    channel: row.channel,
    subMerchant: row.sub_merchant_id,
    wanted: row.wanted,
    reason: row.reason,
    silences: row.silences,
    updatedAt: row.updated_at,
  }))
}

export async function end(db: Pick<Db, 'query'>, one: Switch): Promise<void> {
  await db.query(END, [one.merchantId, one.channel, one.wanted, iso(one.updatedAt)])
}

/** Kept, with why; told again at `nextAt`, or never where it was refused. */
export async function keep(db: Pick<Db, 'query'>, one: Switch, trouble: string, nextAt: Date | null): Promise<void> {
  await db.query(KEEP, [one.merchantId, one.channel, one.wanted, iso(one.updatedAt), trouble, iso(nextAt)])
}

/** Channels that are still to be told, or would not hear. */
export function open(db: Pick<Db, 'query'>, id: Id<'mer'>): Promise<{ channel: string; wanted: string; trouble: string | null }[]> {
  return db.query(TROUBLES, [id])
}
