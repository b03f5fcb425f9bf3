/** SQL of payments and their attempts. Set-based: one statement whatever the number of rows. */
import type { Id } from '../../../kernel/ids.ts'
import { iso } from '../../../kernel/time.ts'
import { type Db, pgArray, type Row, sql, type Tx, unnested } from '../../../platform/db.ts'
import type { Attempt, Payment, PaymentStatus } from '../types.ts'

const COLUMNS = `id, merchant_id AS "merchantId", status, amount, currency, amount_captured AS "amountCaptured", amount_refunded AS "amountRefunded",
  fee, fee_clause AS "feeClause", fee_arithmetic AS "feeArithmetic", fee_returned AS "feeReturned", agreement_id AS "agreementId",
  agreement_version AS "agreementVersion", order_reference AS "orderReference", description, capture_method AS "captureMethod", method,
  mandate_id AS "mandateId", holder_id AS "holderId", hold_id AS "holdId", instruction_id AS "instructionId", channel, channel_order AS "order", unsettled,
  fee_unsettled AS "feeUnsettled", counted_on AS "countedOn", attempt_count AS "attemptCount", last_error AS "lastError",
  return_url AS "returnUrl", metadata::text AS metadata, expires_at AS "expiresAt", created_at AS "createdAt", succeeded_at AS "succeededAt",
  canceled_at AS "canceledAt", cancellation_reason AS "cancellationReason"`

const LOCK = sql('payments.lock', `SELECT ${COLUMNS} FROM payments.payments WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`)

const READ = sql('payments.read', `SELECT ${COLUMNS} FROM payments.payments WHERE id = ANY ($1::uuid[]) ORDER BY id`)

const INSERT = sql(
  'payments.insert',
  `INSERT INTO payments.payments (id, merchant_id, status, amount, currency, amount_captured, amount_refunded, fee, fee_clause, fee_arithmetic,
     fee_returned, agreement_id, agreement_version, order_reference, description, capture_method, method, mandate_id, holder_id, hold_id,
     instruction_id, channel, channel_order, unsettled, fee_unsettled, counted_on, attempt_count, last_error, return_url, metadata, expires_at,
     created_at, succeeded_at)
   SELECT id, merchant_id, status, amount, currency, amount_captured, 0, fee, fee_clause, fee_arithmetic,
     0, agreement_id, agreement_version, order_reference, description, capture_method, method, mandate_id, holder_id, hold_id,
     instruction_id, channel, channel_order::json, unsettled, fee_unsettled, counted_on, attempt_count, last_error, return_url, metadata::json,
     expires_at, created_at, succeeded_at
   FROM ${unnested(`id uuid, merchant_id uuid, status text, amount bigint, currency text, amount_captured bigint, fee bigint, fee_clause text,
     fee_arithmetic text, agreement_id uuid, agreement_version integer, order_reference text, description text, capture_method text, method text,
     mandate_id uuid, holder_id uuid, hold_id uuid, instruction_id uuid, channel text, channel_order text, unsettled bigint,
     fee_unsettled bigint, counted_on date, attempt_count integer, last_error text, return_url text, metadata text, expires_at timestamptz, created_at timestamptz,
     succeeded_at timestamptz`)}`,
)

const UPDATE = sql(
  'payments.update',
  `UPDATE payments.payments p SET status = t.status, amount_captured = t.amount_captured, amount_refunded = t.amount_refunded, fee = t.fee,
     fee_clause = t.fee_clause, fee_arithmetic = t.fee_arithmetic, fee_returned = t.fee_returned, agreement_id = t.agreement_id,
     agreement_version = t.agreement_version, method = t.method, mandate_id = t.mandate_id, holder_id = t.holder_id, hold_id = t.hold_id,
     instruction_id = t.instruction_id, channel = t.channel, channel_order = t.channel_order::json, unsettled = t.unsettled, fee_unsettled = t.fee_unsettled, counted_on = t.counted_on,
     attempt_count = t.attempt_count, last_error = t.last_error, succeeded_at = t.succeeded_at, canceled_at = t.canceled_at,
     cancellation_reason = t.cancellation_reason, expires_at = t.expires_at
   FROM ${unnested(`id uuid, status text, amount_captured bigint, amount_refunded bigint, fee bigint, fee_clause text, fee_arithmetic text,
     fee_returned bigint, agreement_id uuid, agreement_version integer, method text, mandate_id uuid, holder_id uuid, hold_id uuid,
     instruction_id uuid, channel text, channel_order text, unsettled bigint, fee_unsettled bigint, counted_on date, attempt_count integer,
     last_error text, succeeded_at timestamptz, canceled_at timestamptz, cancellation_reason text, expires_at timestamptz`)}
   WHERE p.id = t.id`,
)

const INSERT_ATTEMPTS = sql(
  'payments.insert_attempts',
  `INSERT INTO payments.attempts (payment_id, number, id, method, holder_id, channel, flow, status, instruction_id, error, created_at, finished_at)
   SELECT * FROM ${unnested(`payment_id uuid, number integer, id uuid, method text, holder_id uuid, channel text, flow text, status text,
     instruction_id uuid, error text, created_at timestamptz, finished_at timestamptz`)}`,
)

const FINISH_ATTEMPTS = sql(
  'payments.finish_attempts',
  `UPDATE payments.attempts a SET status = t.status, error = t.error, finished_at = t.finished_at
   FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::text[], $5::timestamptz[]) AS t (payment_id, number, status, error, finished_at)
   WHERE a.payment_id = t.payment_id AND a.number = t.number`,
)

const LOCK_ATTEMPTS = sql(
  'payments.lock_attempts',
  `SELECT id, payment_id AS "paymentId", number, method, holder_id AS "holderId", channel, flow, status, instruction_id AS "instructionId", error,
     created_at AS "createdAt", finished_at AS "finishedAt"
   FROM payments.attempts WHERE payment_id = ANY ($1::uuid[]) ORDER BY payment_id, number`,
)

const GET = sql('payments.get', `SELECT ${COLUMNS} FROM payments.payments WHERE id = $1`)

const FIND_MERCHANTS = sql(
  'payments.find_merchants',
  `SELECT id, merchant_id AS "merchantId" FROM payments.payments WHERE id = ANY ($1::uuid[])`,
)

const FIND_EXPIRED = sql(
  'payments.find_expired',
  `SELECT id FROM payments.payments WHERE status IN ('requires_payment_method', 'requires_capture') AND expires_at <= $1 ORDER BY expires_at LIMIT $2`,
)

const listStatement = (name: string, filter: string, order: 'ASC' | 'DESC', cursor: string) =>
  sql(
    `payments.list_${name}_${order === 'ASC' ? 'before' : 'after'}`,
    `SELECT ${COLUMNS} FROM payments.payments WHERE merchant_id = $1 ${filter} AND ($2::uuid IS NULL OR id ${cursor} $2)
       AND ($3::timestamptz IS NULL OR created_at >= $3) AND ($4::timestamptz IS NULL OR created_at < $4) ORDER BY id ${order} LIMIT $5`,
  )

const listPair = (name: string, filter: string) => ({
  after: listStatement(name, filter, 'DESC', '<'),
  before: listStatement(name, filter, 'ASC', '>'),
})

/** Each filter has a statement of its own, so that each has an index of its own. */
const LISTS = {
  all: listPair('all', ''),
  order: listPair('order', 'AND order_reference = $6'),
  status: listPair('status', `AND status = $6 AND status <> 'succeeded'`),
  succeeded: listPair('succeeded', `AND status = $6`),
}

/** Locks payments by id and reads them; missing ones are absent. Rank: payments. */
export async function lockPayments(tx: Tx, ids: readonly Id<'pay'>[]): Promise<Payment[]> {
  tx.lock('payments')
  return tx.query<Payment & Row>(LOCK, [pgArray(ids)])
}

/** Reads payments: those that this transaction holds locked, or merely as they are now. */
export async function readPayments(reader: Pick<Db, 'query'>, ids: readonly Id<'pay'>[]): Promise<Payment[]> {
  return reader.query<Payment & Row>(READ, [pgArray(ids)])
}

/** The order as JSON; a payment code is never part of it. */
const orderText = (order: Payment['order']): string | null => (order === null ? null : JSON.stringify(order))

export function insertPayments(tx: Tx, payments: readonly Payment[]): void {
  tx.send(INSERT, [
    pgArray(payments, p => p.id),
    pgArray(payments, p => p.merchantId),
    pgArray(payments, p => p.status),
    pgArray(payments, p => p.amount),
    pgArray(payments, p => p.currency),
    pgArray(payments, p => p.amountCaptured),
    pgArray(payments, p => p.fee),
    pgArray(payments, p => p.feeClause),
    pgArray(payments, p => p.feeArithmetic),
    pgArray(payments, p => p.agreementId),
    pgArray(payments, p => p.agreementVersion),
    pgArray(payments, p => p.orderReference),
    pgArray(payments, p => p.description),
    pgArray(payments, p => p.captureMethod),
    pgArray(payments, p => p.method),
    pgArray(payments, p => p.mandateId),
    pgArray(payments, p => p.holderId),
    pgArray(payments, p => p.holdId),
    pgArray(payments, p => p.instructionId),
    pgArray(payments, p => p.channel),
    pgArray(payments, p => orderText(p.order)),
    pgArray(payments, p => p.unsettled),
    pgArray(payments, p => p.feeUnsettled),
    pgArray(payments, p => p.countedOn),
    pgArray(payments, p => p.attemptCount),
    pgArray(payments, p => p.lastError),
    pgArray(payments, p => p.returnUrl),
    pgArray(payments, p => p.metadata),
    pgArray(payments, p => iso(p.expiresAt)),
    pgArray(payments, p => iso(p.createdAt)),
    pgArray(payments, p => iso(p.succeededAt)),
  ])
}

export function updatePayments(tx: Tx, payments: readonly Payment[]): void {
  tx.send(UPDATE, [
    pgArray(payments, p => p.id),
    pgArray(payments, p => p.status),
    pgArray(payments, p => p.amountCaptured),
    pgArray(payments, p => p.amountRefunded),
    pgArray(payments, p => p.fee),
    pgArray(payments, p => p.feeClause),
    pgArray(payments, p => p.feeArithmetic),
    pgArray(payments, p => p.feeReturned),
    pgArray(payments, p => p.agreementId),
    pgArray(payments, p => p.agreementVersion),
    pgArray(payments, p => p.method),
    pgArray(payments, p => p.mandateId),
    pgArray(payments, p => p.holderId),
    pgArray(payments, p => p.holdId),
    pgArray(payments, p => p.instructionId),
    pgArray(payments, p => p.channel),
    pgArray(payments, p => orderText(p.order)),
    pgArray(payments, p => p.unsettled),
    pgArray(payments, p => p.feeUnsettled),
    pgArray(payments, p => p.countedOn),
    pgArray(payments, p => p.attemptCount),
    pgArray(payments, p => p.lastError),
    pgArray(payments, p => iso(p.succeededAt)),
    pgArray(payments, p => iso(p.canceledAt)),
    pgArray(payments, p => p.cancellationReason),
    pgArray(payments, p => iso(p.expiresAt)),
  ])
}

export function insertAttempts(tx: Tx, attempts: readonly Attempt[]): void {
  tx.send(INSERT_ATTEMPTS, [
    pgArray(attempts, a => a.paymentId),
    pgArray(attempts, a => a.number),
    pgArray(attempts, a => a.id),
    pgArray(attempts, a => a.method),
    pgArray(attempts, a => a.holderId),
    pgArray(attempts, a => a.channel),
    pgArray(attempts, a => a.flow),
    pgArray(attempts, a => a.status),
    pgArray(attempts, a => a.instructionId),
    pgArray(attempts, a => a.error),
    pgArray(attempts, a => iso(a.createdAt)),
    pgArray(attempts, a => iso(a.finishedAt)),
  ])
}

export function finishAttempts(
  tx: Tx,
  attempts: readonly Pick<Attempt, 'paymentId' | 'number' | 'status' | 'error' | 'finishedAt'>[],
): void {
  tx.send(FINISH_ATTEMPTS, [
    pgArray(attempts, a => a.paymentId),
    pgArray(attempts, a => a.number),
    pgArray(attempts, a => a.status),
    pgArray(attempts, a => a.error),
    pgArray(attempts, a => iso(a.finishedAt)),
  ])
}

/** Attempts of payments that this transaction holds locked, or merely for reading. */
export async function readAttempts(at: Tx | Db, payments: readonly Id<'pay'>[]): Promise<Attempt[]> {
  return at.query<Attempt & Row>(LOCK_ATTEMPTS, [pgArray(payments)])
}

export async function getPayment(db: Db, id: Id<'pay'>): Promise<Payment | null> {
  return (await db.query<Payment & Row>(GET, [id]))[0] ?? null
}

/** The merchants of payments. */
export async function findMerchants(db: Db, ids: readonly Id<'pay'>[]): Promise<Map<Id<'pay'>, Id<'mer'>>> {
  const rows = await db.query<{ id: Id<'pay'>; merchantId: Id<'mer'> }>(FIND_MERCHANTS, [pgArray(ids)])
  return new Map(rows.map(row => [row.id, row.merchantId]))
}

/** Payments whose time has run out: candidates, to be locked and decided again. */
export async function findExpired(db: Db, now: Date, limit: number): Promise<Id<'pay'>[]> {
  return (await db.query<{ id: Id<'pay'> }>(FIND_EXPIRED, [now, limit])).map(row => row.id)
}

export type PaymentFilter = {
  readonly merchantId: Id<'mer'>
  readonly orderReference?: string | undefined
  readonly status?: PaymentStatus | undefined
  readonly createdFrom?: Date | undefined
  readonly createdBefore?: Date | undefined
  readonly startingAfter?: Id<'pay'> | undefined
  readonly endingBefore?: Id<'pay'> | undefined
  readonly limit: number
}

/** Newest first; one row more than the limit tells whether there are more. With `endingBefore` the rows come oldest first. */
export async function listPayments(db: Db, filter: PaymentFilter): Promise<Payment[]> {
  const kind =
    filter.orderReference !== undefined
      ? 'order'
      : filter.status === undefined
        ? 'all'
        : filter.status === 'succeeded'
          ? 'succeeded'
          : 'status'
  const pair = LISTS[kind]
  const statement = filter.endingBefore === undefined ? pair.after : pair.before
  const values: unknown[] = [
    filter.merchantId,
    filter.endingBefore ?? filter.startingAfter ?? null,
    filter.createdFrom ?? null,
    filter.createdBefore ?? null,
    filter.limit + 1,
  ]
  if (kind === 'order') values.push(filter.orderReference)
  if (kind === 'status' || kind === 'succeeded') values.push(filter.status)
  return db.query<Payment & Row>(statement, values)
}
