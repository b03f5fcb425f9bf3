/** SQL of authorities' orders. They change only under the lock of their holder's counters, or of the withdrawal that carries them out. */
import type { Id } from '../../../kernel/ids.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import { type Db, pgArray, type Row, sql, type Tx } from '../../../platform/db.ts'
import type { OrderKind, OrderState } from '../rules.ts'

export type Order = {
  readonly id: Id<'ord'>
  readonly holderId: Id<'hld'>
  readonly kind: OrderKind
  readonly state: OrderState
  readonly document: { readonly authority: string; readonly number: string; readonly date: BusinessDate }
  /** Of deductions, fen. */
  readonly amount: bigint | null
  /** Of releases: the order that ends. */
  readonly releases: Id<'ord'> | null
  readonly createdAt: Date
  readonly endedAt: Date | null
}

type OrderRow = Row & {
  id: Id<'ord'>
  holder_id: Id<'hld'>
  kind: OrderKind
  state: OrderState
  authority: string
  document_number: string
  document_date: BusinessDate
  amount: bigint | null
  releases: Id<'ord'> | null
  created_at: Date
  ended_at: Date | null
}

const COLUMNS = 'id, holder_id, kind, state, authority, document_number, document_date, amount, releases, created_at, ended_at'
// A holder has a handful of orders in a lifetime.
const OF_HOLDERS = sql(
  'wallets.orders_of_holders',
  `SELECT ${COLUMNS} FROM wallets.orders WHERE holder_id = ANY ($1::uuid[]) ORDER BY id DESC`,
)
const INSERT = sql(
  'wallets.insert_orders',
  `INSERT INTO wallets.orders (${COLUMNS})
   SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::date[], $8::bigint[], $9::uuid[],
     $10::timestamptz[], $11::timestamptz[])`,
)
const END = sql(
  'wallets.end_orders',
  `UPDATE wallets.orders o SET state = t.state, ended_at = $3::timestamptz
   FROM unnest($1::uuid[], $2::text[]) AS t (id, state) WHERE o.id = t.id`,
)

/** Every order on these holders, newest first. For deciding, after the holders' counters were locked. */
export async function ordersOf(db: Pick<Tx | Db, 'query'>, holderIds: readonly Id<'hld'>[]): Promise<Order[]> {
  return (await db.query<OrderRow>(OF_HOLDERS, [pgArray(holderIds)])).map(orderOf)
}

export function insertOrders(tx: Tx, orders: readonly Order[]): void {
  if (orders.length === 0) return
  tx.send(INSERT, [
    pgArray(orders.map(order => order.id)),
    pgArray(orders.map(order => order.holderId)),
    pgArray(orders.map(order => order.kind)),
    pgArray(orders.map(order => order.state)),
    pgArray(orders.map(order => order.document.authority)),
    pgArray(orders.map(order => order.document.number)),
    pgArray(orders.map(order => order.document.date)),
    pgArray(orders.map(order => order.amount)),
    pgArray(orders.map(order => order.releases)),
    pgArray(orders.map(order => order.createdAt.toISOString())),
    pgArray(orders.map(order => order.endedAt?.toISOString() ?? null)),
  ])
}

export function endOrders(tx: Tx, orders: readonly { readonly id: Id<'ord'>; readonly state: OrderState }[], endedAt: Date): void {
  if (orders.length === 0) return
  tx.send(END, [pgArray(orders.map(order => order.id)), pgArray(orders.map(order => order.state)), endedAt])
}

const orderOf = (row: OrderRow): Order => ({
  id: row.id,
  holderId: row.holder_id,
  kind: row.kind,
  state: row.state,
  document: { authority: row.authority, number: row.document_number, date: row.document_date },
  amount: row.amount,
  releases: row.releases,
  createdAt: row.created_at,
  endedAt: row.ended_at,
})
