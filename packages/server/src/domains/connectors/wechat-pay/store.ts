/** SQL of profit sharing. Orders and returns that wait are claimed, so that several nodes never do the same at once. */
import { type Id, LAST_UUID } from '../../../kernel/ids.ts'
import { iso } from '../../../kernel/time.ts'
import { type Db, pgArray, type Row, sql, type Tx, unnested } from '../../../platform/db.ts'
import type { ListQuery } from '../../../platform/http/pages.ts'
import type { Receiver, Share, SharingNotice, SharingOrder, SharingReturn } from './sharing-types.ts'

const RECEIVER = `id, sub_mchid AS "subMerchant", type, account, relation_type AS "relationType", custom_relation AS "customRelation", state,
  created_at AS "createdAt", updated_at AS "updatedAt"`
const ORDER = `id, sub_mchid AS "subMerchant", transaction_id AS "transactionId", kind, receivers, amount, unfreeze_unsplit AS "unfreezeUnsplit",
  description, state, failure_code AS "failureCode", order_id AS "orderId", results, attempts, next_at AS "nextAt",
  created_at AS "createdAt", updated_at AS "updatedAt"`
const RETURN = `id, order_id AS "sharingId", return_mchid AS "returnMerchant", amount, description, state, failure_code AS "failureCode",
  return_id AS "returnId", attempts, next_at AS "nextAt", created_at AS "createdAt", updated_at AS "updatedAt"`

const PUT_RECEIVERS = sql(
  'wechat_pay.put_receivers',
  `INSERT INTO wechat_pay.receivers (id, sub_mchid, type, account, relation_type, custom_relation, state, created_at, updated_at)
   SELECT id, sub_mchid, type, account, relation_type, custom_relation, state, $8::timestamptz, $8::timestamptz
   FROM ${unnested('id uuid, sub_mchid text, type text, account text, relation_type text, custom_relation text, state text')}
   ON CONFLICT (sub_mchid, type, account) DO UPDATE
     SET relation_type = excluded.relation_type, custom_relation = excluded.custom_relation, state = excluded.state, updated_at = $8
   RETURNING ${RECEIVER}`,
)
const LIST_RECEIVERS = ['starting', 'ending'].map(way =>
  sql(
    `wechat_pay.list_receivers_${way}`,
    `SELECT ${RECEIVER} FROM wechat_pay.receivers
     WHERE ($1::text IS NULL OR sub_mchid = $1) AND state = 'active' AND id ${way === 'ending' ? '>' : '<'} $2
     ORDER BY id ${way === 'ending' ? 'ASC' : 'DESC'} LIMIT $3`,
  ),
)
const FIND_RECEIVER = sql('wechat_pay.find_receiver', `SELECT ${RECEIVER} FROM wechat_pay.receivers WHERE id = $1 AND state = 'active'`)

const INSERT_ORDERS = sql(
  'wechat_pay.insert_orders',
  `INSERT INTO wechat_pay.sharing_orders (id, sub_mchid, transaction_id, kind, receivers, amount, unfreeze_unsplit, description, state, next_at,
     created_at, updated_at)
   SELECT id, sub_mchid, transaction_id, kind, receivers, amount, unfreeze_unsplit, description, 'created', $9::timestamptz,
     $9::timestamptz, $9::timestamptz
   FROM ${unnested('id uuid, sub_mchid text, transaction_id text, kind text, receivers jsonb, amount bigint, unfreeze_unsplit boolean, description text')}`,
)
const LIST_ORDERS = ['starting', 'ending'].map(way =>
  sql(
    `wechat_pay.list_orders_${way}`,
    `SELECT ${ORDER} FROM wechat_pay.sharing_orders
     WHERE ($1::text IS NULL OR transaction_id = $1) AND ($2::text IS NULL OR sub_mchid = $2) AND id ${way === 'ending' ? '>' : '<'} $3
     ORDER BY id ${way === 'ending' ? 'ASC' : 'DESC'} LIMIT $4`,
  ),
)
const FIND_ORDERS = sql('wechat_pay.find_orders', `SELECT ${ORDER} FROM wechat_pay.sharing_orders WHERE id = ANY ($1::uuid[])`)
const LOCK_ORDERS = sql(
  'wechat_pay.lock_orders',
  `SELECT ${ORDER} FROM wechat_pay.sharing_orders WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE`,
)
const CLAIM_ORDERS = sql(
  'wechat_pay.claim_orders',
  `UPDATE wechat_pay.sharing_orders SET next_at = $2
   WHERE id = ANY (ARRAY(SELECT id FROM wechat_pay.sharing_orders WHERE next_at <= $1 ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED))
   RETURNING ${ORDER}`,
)
const SAVE_ORDER = sql(
  'wechat_pay.save_order',
  `UPDATE wechat_pay.sharing_orders SET state = $2, failure_code = $3, order_id = $4, results = $5::jsonb, attempts = $6, next_at = $7,
     updated_at = $8
   WHERE id = $1 AND state NOT IN ('finished', 'failed')`,
)

const INSERT_RETURNS = sql(
  'wechat_pay.insert_returns',
  `INSERT INTO wechat_pay.sharing_returns (id, order_id, return_mchid, amount, description, state, next_at, created_at, updated_at)
   SELECT id, order_id, return_mchid, amount, description, 'created', $6::timestamptz, $6::timestamptz, $6::timestamptz
   FROM ${unnested('id uuid, order_id uuid, return_mchid text, amount bigint, description text')}`,
)
const RETURNS_OF = sql(
  'wechat_pay.returns_of',
  `SELECT ${RETURN} FROM wechat_pay.sharing_returns WHERE order_id = ANY ($1::uuid[]) ORDER BY id`,
)
const CLAIM_RETURNS = sql(
  'wechat_pay.claim_returns',
  `UPDATE wechat_pay.sharing_returns SET next_at = $2
   WHERE id = ANY (ARRAY(SELECT id FROM wechat_pay.sharing_returns WHERE next_at <= $1 ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED))
   RETURNING ${RETURN}`,
)
const SAVE_RETURN = sql(
  'wechat_pay.save_return',
  `UPDATE wechat_pay.sharing_returns SET state = $2, failure_code = $3, return_id = $4, attempts = $5, next_at = $6, updated_at = $7
   WHERE id = $1 AND state NOT IN ('succeeded', 'failed')`,
)

const INSERT_NOTICE = sql(
  'wechat_pay.insert_notice',
  `INSERT INTO wechat_pay.sharing_notices (id, transaction_id, out_order_no, receiver_type, receiver_account, amount, description, success_at,
     received_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id`,
)
const LOOK_NOW = sql('wechat_pay.look_now', `UPDATE wechat_pay.sharing_orders SET next_at = $2 WHERE id = $1 AND next_at > $2`)

type OrderRow = Omit<SharingOrder, 'receivers'> & { readonly receivers: readonly (Omit<Share, 'amount'> & { readonly amount: number })[] }
const orderOf = (row: OrderRow): SharingOrder => ({
  ...row,
  receivers: row.receivers.map(share => ({ ...share, amount: BigInt(share.amount) })),
})
const rowsOf = <T>(rows: Promise<Row[]>): Promise<T[]> => rows as Promise<unknown> as Promise<T[]>

export async function putReceivers(tx: Tx, receivers: readonly Receiver[], now: Date): Promise<Receiver[]> {
  return rowsOf<Receiver>(
    tx.query(PUT_RECEIVERS, [
      pgArray(receivers, receiver => receiver.id),
      pgArray(receivers, receiver => receiver.subMerchant),
      pgArray(receivers, receiver => receiver.type),
      pgArray(receivers, receiver => receiver.account),
      pgArray(receivers, receiver => receiver.relationType),
      pgArray(receivers, receiver => receiver.customRelation),
      pgArray(receivers, receiver => receiver.state),
      iso(now),
    ]),
  )
}

/** The statement of a page's direction, and the id where the page begins. */
function pageWay<P extends 'wps' | 'wpr'>(statements: typeof LIST_ORDERS, page: ListQuery<P>) {
  const backwards = page.ending_before !== undefined
  const statement = statements[backwards ? 1 : 0] as (typeof statements)[number]
  return { statement, from: page.ending_before ?? page.starting_after ?? LAST_UUID }
}

export function listReceivers(db: Db, subMerchant: string | null, page: ListQuery<'wpr'>): Promise<Receiver[]> {
  const { statement, from } = pageWay(LIST_RECEIVERS, page)
  return rowsOf<Receiver>(db.query(statement, [subMerchant, from, page.limit + 1]))
}

export async function findReceiver(db: Db, id: Id<'wpr'>): Promise<Receiver | null> {
  return (await rowsOf<Receiver>(db.query(FIND_RECEIVER, [id])))[0] ?? null
}

export function insertOrders(tx: Tx, orders: readonly SharingOrder[], now: Date): void {
  const share = ({ type, account, amount, description }: Share) => ({ type, account, amount: Number(amount), description })
  tx.send(INSERT_ORDERS, [
    pgArray(orders, order => order.id),
    pgArray(orders, order => order.subMerchant),
    pgArray(orders, order => order.transactionId),
    pgArray(orders, order => order.kind),
    pgArray(orders, order => JSON.stringify(order.receivers.map(share))),
    pgArray(orders, order => order.amount),
    pgArray(orders, order => order.unfreezeUnsplit),
    pgArray(orders, order => order.description),
    iso(now),
  ])
}

export async function listOrders(
  db: Db,
  filter: { readonly transactionId: string | null; readonly subMerchant: string | null },
  page: ListQuery<'wps'>,
): Promise<SharingOrder[]> {
  const { statement, from } = pageWay(LIST_ORDERS, page)
  const rows = await rowsOf<OrderRow>(db.query(statement, [filter.transactionId, filter.subMerchant, from, page.limit + 1]))
  return rows.map(orderOf)
}

export async function findOrder(db: Pick<Db, 'query'>, id: Id<'wps'>): Promise<SharingOrder | null> {
  const [row] = await rowsOf<OrderRow>(db.query(FIND_ORDERS, [pgArray([id])]))
  return row === undefined ? null : orderOf(row)
}

export async function lockOrders(tx: Tx, ids: readonly Id<'wps'>[]): Promise<Map<Id<'wps'>, SharingOrder>> {
  tx.lock('clearing')
  const rows = await rowsOf<OrderRow>(tx.query(LOCK_ORDERS, [pgArray(ids)]))
  return new Map(rows.map(row => [row.id, orderOf(row)]))
}

/** Orders whose time has come, left alone by others until `until`. */
export async function claimOrders(db: Db, now: Date, until: Date, limit: number): Promise<SharingOrder[]> {
  return (await rowsOf<OrderRow>(db.query(CLAIM_ORDERS, [iso(now), iso(until), limit]))).map(orderOf)
}

export async function saveOrder(db: Db, order: SharingOrder): Promise<void> {
  const results = order.results === null ? null : JSON.stringify(order.results)
  await db.query(SAVE_ORDER, [
    ...[order.id, order.state, order.failureCode, order.orderId, results, order.attempts],
    ...[iso(order.nextAt), iso(order.updatedAt)],
  ])
}

export function insertReturns(tx: Tx, returns: readonly SharingReturn[], now: Date): void {
  tx.send(INSERT_RETURNS, [
    pgArray(returns, back => back.id),
    pgArray(returns, back => back.sharingId),
    pgArray(returns, back => back.returnMerchant),
    pgArray(returns, back => back.amount),
    pgArray(returns, back => back.description),
    iso(now),
  ])
}

export const returnsOf = (db: Pick<Db, 'query'> | Pick<Tx, 'query'>, ids: readonly Id<'wps'>[]): Promise<SharingReturn[]> =>
  rowsOf<SharingReturn>(db.query(RETURNS_OF, [pgArray(ids)]))

export const claimReturns = (db: Db, now: Date, until: Date, limit: number): Promise<SharingReturn[]> =>
  rowsOf<SharingReturn>(db.query(CLAIM_RETURNS, [iso(now), iso(until), limit]))

export async function saveReturn(db: Db, back: SharingReturn): Promise<void> {
  await db.query(SAVE_RETURN, [back.id, back.state, back.failureCode, back.returnId, back.attempts, iso(back.nextAt), iso(back.updatedAt)])
}

/** `false`: it was told before. */
export async function insertNotice(db: Db, notice: SharingNotice, now: Date): Promise<boolean> {
  const rows = await db.query(INSERT_NOTICE, [
    ...[notice.id, notice.transactionId, notice.outOrderNo, notice.receiverType, notice.receiverAccount, notice.amount],
    ...[notice.description, iso(notice.successAt), iso(now)],
  ])
  return rows.length > 0
}

export async function lookNow(db: Db, id: Id<'wps'>, now: Date): Promise<void> {
  await db.query(LOOK_NOW, [id, iso(now)])
}
