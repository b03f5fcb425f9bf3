/** SQL of refunds. */
import type { Id } from '../../../kernel/ids.ts'
import { iso } from '../../../kernel/time.ts'
import { type Db, pgArray, type Row, sql, type Tx } from '../../../platform/db.ts'
import type { Refund, RefundFunding } from '../types.ts'

const COLUMNS = `id, payment_id AS "paymentId", merchant_id AS "merchantId", status, amount, currency, fee_returned AS "feeReturned",
  fee_clause AS "feeClause", funding, reason, origin, instruction_id AS "instructionId", debit_instruction_id AS "debitInstructionId",
  failure_code AS "failureCode", metadata::text AS metadata, created_at AS "createdAt", finished_at AS "finishedAt"`

const LOCK = sql(
  'payments.lock_refunds',
  `SELECT ${COLUMNS} FROM payments.refunds WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
)
const READ = sql('payments.read_refunds', `SELECT ${COLUMNS} FROM payments.refunds WHERE id = ANY ($1::uuid[])`)
const WAITING = sql(
  'payments.waiting_refunds',
  `SELECT id, payment_id AS "paymentId" FROM payments.refunds WHERE status = 'merchant_funds_insufficient' AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2`,
)
const LIST_AFTER = sql(
  'payments.list_refunds_after',
  `SELECT ${COLUMNS} FROM payments.refunds WHERE merchant_id = $1 AND ($2::uuid IS NULL OR id < $2) AND ($3::uuid IS NULL OR payment_id = $3) ORDER BY id DESC LIMIT $4`,
)
const LIST_BEFORE = sql(
  'payments.list_refunds_before',
  `SELECT ${COLUMNS} FROM payments.refunds WHERE merchant_id = $1 AND id > $2 AND ($3::uuid IS NULL OR payment_id = $3) ORDER BY id LIMIT $4`,
)
const INSERT = sql(
  'payments.insert_refunds',
  `INSERT INTO payments.refunds (id, payment_id, merchant_id, status, amount, currency, fee_returned, fee_clause, funding, reason, origin,
     instruction_id, debit_instruction_id, metadata, created_at, finished_at)
   SELECT id, payment_id, merchant_id, status, amount, currency, fee_returned, fee_clause, funding::json, reason, origin,
     instruction_id, debit_instruction_id, metadata::json, created_at, finished_at
   FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::text[], $7::bigint[], $8::text[], $9::text[], $10::text[], $11::text[],
     $12::uuid[], $13::uuid[], $14::text[], $15::timestamptz[], $16::timestamptz[])
     AS t (id, payment_id, merchant_id, status, amount, currency, fee_returned, fee_clause, funding, reason, origin, instruction_id,
     debit_instruction_id, metadata, created_at, finished_at)`,
)
const UPDATE = sql(
  'payments.update_refunds',
  `UPDATE payments.refunds r SET status = t.status, fee_returned = t.fee_returned, fee_clause = t.fee_clause, funding = t.funding::json,
     instruction_id = t.instruction_id, failure_code = t.failure_code, finished_at = t.finished_at
   FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::timestamptz[])
     AS t (id, status, fee_returned, fee_clause, funding, instruction_id, failure_code, finished_at)
   WHERE r.id = t.id`,
)

type RefundRow = Omit<Refund, 'funding'> & { funding: Record<keyof RefundFunding, number> | null } & Row

const fromRow = ({ funding, ...row }: RefundRow): Refund => ({
  ...row,
  funding:
    funding === null
      ? null
      : {
          unsettled: BigInt(funding.unsettled),
          settled: BigInt(funding.settled),
          refundDeposit: BigInt(funding.refundDeposit),
          advance: BigInt(funding.advance),
        },
})

const fundingText = (funding: RefundFunding | null): string | null =>
  funding === null ? null : JSON.stringify(funding, (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value))

/** Rank: payments. The payments they refund must be locked before. */
export async function lockRefunds(tx: Tx, ids: readonly Id<'ref'>[]): Promise<Refund[]> {
  tx.lock('payments')
  return (await tx.query<RefundRow>(LOCK, [pgArray(ids)])).map(fromRow)
}

export async function readRefunds(at: Db | Tx, ids: readonly Id<'ref'>[]): Promise<Refund[]> {
  return (await at.query<RefundRow>(READ, [pgArray(ids)])).map(fromRow)
}

/** Refunds that wait for merchant funds, oldest first. */
export async function findWaiting(db: Db, after: Id<'ref'> | null, limit: number): Promise<Pick<Refund, 'id' | 'paymentId'>[]> {
  return db.query<Pick<Refund, 'id' | 'paymentId'> & Row>(WAITING, [after, limit])
}

export type RefundFilter = {
  readonly merchantId: Id<'mer'>
  readonly paymentId?: Id<'pay'> | undefined
  readonly startingAfter?: Id<'ref'> | undefined
  readonly endingBefore?: Id<'ref'> | undefined
  readonly limit: number
}

/** Newest first, one more than the limit; with `endingBefore` oldest first. */
export async function listRefunds(db: Db, filter: RefundFilter): Promise<Refund[]> {
  const statement = filter.endingBefore === undefined ? LIST_AFTER : LIST_BEFORE
  const rows = await db.query<RefundRow>(statement, [
    filter.merchantId,
    filter.endingBefore ?? filter.startingAfter ?? null,
    filter.paymentId ?? null,
    filter.limit + 1,
  ])
  return rows.map(fromRow)
}

export function insertRefunds(tx: Tx, refunds: readonly Refund[]): void {
  tx.send(INSERT, [
    pgArray(refunds.map(r => r.id)),
    pgArray(refunds.map(r => r.paymentId)),
    pgArray(refunds.map(r => r.merchantId)),
    pgArray(refunds.map(r => r.status)),
    pgArray(refunds.map(r => r.amount)),
    pgArray(refunds.map(r => r.currency)),
    pgArray(refunds.map(r => r.feeReturned)),
    pgArray(refunds.map(r => r.feeClause)),
    pgArray(refunds.map(r => fundingText(r.funding))),
    pgArray(refunds.map(r => r.reason)),
    pgArray(refunds.map(r => r.origin)),
    pgArray(refunds.map(r => r.instructionId)),
    pgArray(refunds.map(r => r.debitInstructionId)),
    pgArray(refunds.map(r => r.metadata)),
    pgArray(refunds.map(r => iso(r.createdAt))),
    pgArray(refunds.map(r => iso(r.finishedAt))),
  ])
}

export function updateRefunds(tx: Tx, refunds: readonly Refund[]): void {
  tx.send(UPDATE, [
    pgArray(refunds.map(r => r.id)),
    pgArray(refunds.map(r => r.status)),
    pgArray(refunds.map(r => r.feeReturned)),
    pgArray(refunds.map(r => r.feeClause)),
    pgArray(refunds.map(r => fundingText(r.funding))),
    pgArray(refunds.map(r => r.instructionId)),
    pgArray(refunds.map(r => r.failureCode)),
    pgArray(refunds.map(r => iso(r.finishedAt))),
  ])
}
