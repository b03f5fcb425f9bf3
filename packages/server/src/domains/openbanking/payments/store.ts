/** SQL of payment orders: written once, never changed. Set-based: one statement whatever the number of rows. */
import { type Id, LAST_UUID } from '../../../kernel/ids.ts'
import { type Db, pgArray, type Row, sql, type Tx } from '../../../platform/db.ts'
import type { Order } from './types.ts'

const COLUMNS = `id, kind, consent_id AS "consentId", third_party_id AS "thirdPartyId", holder_id AS "holderId", merchant_id AS "merchantId",
  payment_id AS "paymentId", rejection, instruction_identification AS "instructionId", end_to_end_identification AS "endToEndId", amount,
  currency, request, refund_account AS "refundAccount", created_at AS "createdAt"`

const INSERT = sql(
  'openbanking.insert_payment_orders',
  `INSERT INTO openbanking.payment_orders (id, kind, consent_id, third_party_id, holder_id, merchant_id, payment_id, rejection,
     instruction_identification, end_to_end_identification, amount, currency, request, refund_account, created_at)
   SELECT id, kind, consent_id, third_party_id, holder_id, merchant_id, payment_id, rejection, instruction, end_to_end, amount, currency,
     request::json, refund_account::json, created_at
   FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::text[],
     $11::bigint[], $12::text[], $13::text[], $14::text[], $15::timestamptz[])
     AS t (id, kind, consent_id, third_party_id, holder_id, merchant_id, payment_id, rejection, instruction, end_to_end, amount, currency,
     request, refund_account, created_at)`,
)

const FIND = sql('openbanking.find_payment_order', `SELECT ${COLUMNS} FROM openbanking.payment_orders WHERE id = $1`)

const listStatement = (direction: 'older' | 'newer') =>
  sql(
    `openbanking.list_payment_orders_${direction}`,
    `SELECT ${COLUMNS} FROM openbanking.payment_orders
     WHERE id ${direction === 'older' ? '<' : '>'} $1 AND ($2::uuid IS NULL OR third_party_id = $2) AND ($3::uuid IS NULL OR consent_id = $3)
     ORDER BY id ${direction === 'older' ? 'DESC' : 'ASC'} LIMIT $4`,
  )

const LIST = { older: listStatement('older'), newer: listStatement('newer') }

const REFERENCES = sql(
  'openbanking.find_instructions',
  `SELECT o.consent_id AS "consentId", o.instruction_identification AS "instructionId"
   FROM unnest($1::uuid[], $2::text[]) AS t (consent_id, instruction)
   JOIN openbanking.payment_orders o ON o.consent_id = t.consent_id AND o.instruction_identification = t.instruction AND o.kind = 'vrp'`,
)

export function insertOrders(tx: Tx, orders: readonly Order[]): void {
  if (orders.length === 0) return
  tx.send(INSERT, [
    pgArray(orders, order => order.id),
    pgArray(orders, order => order.kind),
    pgArray(orders, order => order.consentId),
    pgArray(orders, order => order.thirdPartyId),
    pgArray(orders, order => order.holderId),
    pgArray(orders, order => order.merchantId),
    pgArray(orders, order => order.paymentId),
    pgArray(orders, order => order.rejection),
    pgArray(orders, order => order.instructionId),
    pgArray(orders, order => order.endToEndId),
    pgArray(orders, order => order.amount),
    pgArray(orders, order => order.currency),
    pgArray(orders, order => JSON.stringify(order.request)),
    pgArray(orders, order => (order.refundAccount === null ? null : JSON.stringify(order.refundAccount))),
    pgArray(orders, order => order.createdAt.toISOString()),
  ])
}

export async function findOrder(db: Pick<Db, 'query'>, id: Id<'obp'>): Promise<Order | null> {
  return (await db.query<Order & Row>(FIND, [id]))[0] ?? null
}

/** One row more than the limit: newest first, or oldest first from `before`. */
export async function listOrders(
  db: Db,
  filter: { readonly thirdPartyId: Id<'tpp'> | null; readonly consentId: Id<'cns'> | null },
  page: { readonly after: Id<'obp'> | null; readonly before: Id<'obp'> | null; readonly limit: number },
): Promise<Order[]> {
  return db.query<Order & Row>(LIST[page.before === null ? 'older' : 'newer'], [
    page.before ?? page.after ?? LAST_UUID,
    filter.thirdPartyId,
    filter.consentId,
    page.limit + 1,
  ])
}

export type InstructionRef = { readonly consentId: Id<'cns'>; readonly instructionId: string }

/** Which of the instructions were carried out, or rejected, before. To be asked once their consents are locked. */
export async function findInstructions(tx: Tx, instructions: readonly InstructionRef[]): Promise<InstructionRef[]> {
  if (instructions.length === 0) return []
  return tx.query<InstructionRef & Row>(REFERENCES, [
    pgArray(instructions.map(each => each.consentId)),
    pgArray(instructions.map(each => each.instructionId)),
  ])
}
