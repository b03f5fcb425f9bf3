/** All SQL of the channels of merchants. */
import type { Id } from '../../../../kernel/ids.ts'
import { iso } from '../../../../kernel/time.ts'
import { type Db, pgArray, sql, type Tx } from '../../../../platform/db.ts'
import type { ChannelStatus, MerchantChannel } from '../../types.ts'

const COLUMNS = 'merchant_id, channel, sub_merchant_id, sub_app_id, status, flows, since, created_at, updated_at'

const OF_MERCHANTS = sql(
  'merchants.channels_of',
  `SELECT ${COLUMNS} FROM merchants.channels WHERE merchant_id = ANY ($1::uuid[]) ORDER BY merchant_id, channel`,
)

const OWNER = sql(
  'merchants.channel_owner',
  `SELECT merchant_id FROM merchants.channels WHERE channel = $1 AND sub_merchant_id = $2 AND status <> 'closed'`,
)

const PUT = sql(
  'merchants.put_channels',
  `INSERT INTO merchants.channels (${COLUMNS})
   SELECT merchant_id, channel, sub_merchant_id, sub_app_id, status, string_to_array(flows, ' '), since, created_at, updated_at
   FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[])
     AS t (merchant_id, channel, sub_merchant_id, sub_app_id, status, flows, since, created_at, updated_at)
   ORDER BY merchant_id, channel
   ON CONFLICT (merchant_id, channel) DO UPDATE
   SET sub_merchant_id = excluded.sub_merchant_id, sub_app_id = excluded.sub_app_id, status = excluded.status, flows = excluded.flows,
       since = coalesce(merchants.channels.since, excluded.since), updated_at = excluded.updated_at`,
)

type ChannelRow = {
  merchant_id: Id<'mer'>
  channel: string
  sub_merchant_id: string | null
  sub_app_id: string | null
  status: ChannelStatus
  flows: string[]
  since: Date | null
  created_at: Date
  updated_at: Date
}

const channelOf = (row: ChannelRow): MerchantChannel => ({
  merchantId: row.merchant_id,
  channel: row.channel,
  subMerchant: row.sub_merchant_id,
  subAppId: row.sub_app_id,
  status: row.status,
  flows: row.flows,
  since: row.since,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

/** By merchant, then by code; every status. */
export async function ofMerchants(db: Pick<Db, 'query'>, ids: readonly Id<'mer'>[]): Promise<MerchantChannel[]> {
  return (await db.query<ChannelRow>(OF_MERCHANTS, [pgArray(ids)])).map(channelOf)
}

/** Whose number of the channel it is. */
export async function ownerOf(db: Pick<Db, 'query'>, channel: string, subMerchant: string): Promise<Id<'mer'> | null> {
  const rows = await db.query<{ merchant_id: Id<'mer'> }>(OWNER, [channel, subMerchant])
  return rows[0]?.merchant_id ?? null
}

/** Adds or replaces; `since` stays as it was once it is there. The merchants' rows must be locked. */
export function put(tx: Tx, channels: readonly MerchantChannel[]): void {
  if (channels.length === 0) return
  tx.send(PUT, [
    pgArray(channels.map(c => c.merchantId)),
    pgArray(channels.map(c => c.channel)),
    pgArray(channels.map(c => c.subMerchant)),
    pgArray(channels.map(c => c.subAppId)),
    pgArray(channels.map(c => c.status)),
    pgArray(channels.map(c => c.flows.join(' '))),
    pgArray(channels.map(c => iso(c.since))),
    pgArray(channels.map(c => iso(c.createdAt))),
    pgArray(channels.map(c => iso(c.updatedAt))),
  ])
}
