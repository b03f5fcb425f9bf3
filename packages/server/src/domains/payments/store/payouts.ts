/** SQL of payouts, closes of days and transfers between reserve and own funds. */
import type { Id } from '../../../kernel/ids.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import { type Db, pgArray, type Row, sql, type Tx } from '../../../platform/db.ts'
import type { AccountId, TransferId } from '../../ledger/types.ts'
import type { Payment, Payout } from '../types.ts'

const COLUMNS = `id, merchant_id AS "merchantId", accounting_date AS "accountingDate", origin, status, amount, advanced, currency,
  instruction_id AS "instructionId", failure_code AS "failureCode", created_at AS "createdAt", finished_at AS "finishedAt"`

const INSERT = sql(
  'payments.insert_payouts',
  `INSERT INTO payments.payouts (id, merchant_id, accounting_date, origin, status, amount, advanced, currency, instruction_id, created_at)
   SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[], $9::uuid[], $10::timestamptz[])`,
)
const LOCK = sql(
  'payments.lock_payouts',
  `SELECT ${COLUMNS} FROM payments.payouts WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
)
const FINISH = sql(
  'payments.finish_payouts',
  `UPDATE payments.payouts p SET status = t.status, failure_code = t.failure_code, finished_at = t.finished_at
   FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS t (id, status, failure_code, finished_at) WHERE p.id = t.id`,
)
const GET = sql('payments.get_payout', `SELECT ${COLUMNS} FROM payments.payouts WHERE id = $1`)
const LIST_AFTER = sql(
  'payments.list_payouts_after',
  `SELECT ${COLUMNS} FROM payments.payouts WHERE merchant_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
)
const LIST_BEFORE = sql(
  'payments.list_payouts_before',
  `SELECT ${COLUMNS} FROM payments.payouts WHERE merchant_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
)
const PAID_ON = sql(
  'payments.payouts_on',
  `SELECT merchant_id AS "merchantId" FROM payments.payouts WHERE merchant_id = ANY ($1::uuid[]) AND accounting_date = $2 AND origin = 'close' AND status <> 'failed'`,
)
/** What payments brought into the accounts since a day was cut: it belongs to the next day's payout. */
const SINCE_CUT = sql(
  'payments.brought_since_cut',
  `SELECT a.id AS account, coalesce(sum(CASE
       WHEN e.direction = 'credit' AND e.reason_kind IN ('payment', 'capture') THEN e.amount
       WHEN e.direction = 'debit' AND e.reason_kind = 'fee' THEN -e.amount ELSE 0 END), 0)::bigint AS amount
   FROM unnest($1::uuid[]) AS a (id)
   LEFT JOIN ledger.v_entries e ON e.account_id = a.id AND e.kind IN (1, 3)
     AND e.seq >= (SELECT first_seq FROM ledger.v_days WHERE accounting_date = $2::date + 1)
   GROUP BY a.id`,
)

const BY_INSTRUCTION = sql(
  'payments.by_instruction',
  `SELECT id FROM payments.payments WHERE instruction_id = ANY ($1::uuid[]) ORDER BY id`,
)

const START_CLOSE = sql(
  'payments.start_close',
  `INSERT INTO payments.day_closes (accounting_date, state, steps, started_at) VALUES ($1, 'closing', '[]', $2) ON CONFLICT DO NOTHING`,
)
const CLOSE_COLUMNS = 'accounting_date AS "accountingDate", state, steps, started_at AS "startedAt", closed_at AS "closedAt"'
const GET_CLOSE = sql('payments.get_close', `SELECT ${CLOSE_COLUMNS} FROM payments.day_closes WHERE accounting_date = $1`)
const UNCLOSED = sql(
  'payments.unclosed_days',
  `SELECT d.accounting_date AS date FROM ledger.v_days d WHERE d.state = 'cut'
   AND NOT EXISTS (SELECT FROM payments.day_closes c WHERE c.accounting_date = d.accounting_date AND c.state = 'closed') ORDER BY d.accounting_date LIMIT 400`,
)
const SAVE_CLOSE = sql(
  'payments.save_close',
  'UPDATE payments.day_closes SET state = $2, steps = $3::json, closed_at = $4 WHERE accounting_date = $1',
)

const GET_FUND_TRANSFER = sql(
  'payments.get_fund_transfer',
  'SELECT id, direction, amount, done FROM payments.fund_transfers WHERE accounting_date = $1',
)
const CARRIED_OUT = sql(
  'payments.funds_carried_out',
  `SELECT coalesce(sum(CASE direction WHEN 'reserve_to_own' THEN amount ELSE -amount END), 0)::bigint AS amount FROM payments.fund_transfers`,
)
const INSERT_FUND_TRANSFER = sql(
  'payments.insert_fund_transfer',
  'INSERT INTO payments.fund_transfers (accounting_date, id, direction, amount, done, created_at) VALUES ($1, $2, $3, $4, false, $5) ON CONFLICT DO NOTHING',
)
const FINISH_FUND_TRANSFER = sql(
  'payments.finish_fund_transfer',
  'UPDATE payments.fund_transfers SET done = true, booked_on = $2 WHERE accounting_date = $1',
)

/** Serialises closes of days over all nodes; released with the transaction that holds it. */
const CLAIM_CLOSE = sql('payments.claim_close', 'SELECT pg_try_advisory_xact_lock(7301002) AS claimed')

export function insertPayouts(tx: Tx, payouts: readonly Payout[]): void {
  tx.send(INSERT, [
    pgArray(payouts.map(p => p.id)),
    pgArray(payouts.map(p => p.merchantId)),
    pgArray(payouts.map(p => p.accountingDate)),
    pgArray(payouts.map(p => p.origin)),
    pgArray(payouts.map(p => p.status)),
    pgArray(payouts.map(p => p.amount)),
    pgArray(payouts.map(p => p.advanced)),
    pgArray(payouts.map(p => p.currency)),
    pgArray(payouts.map(p => p.instructionId)),
    pgArray(payouts.map(p => p.createdAt.toISOString())),
  ])
}

/** Rank: payments. */
export async function lockPayouts(tx: Tx, ids: readonly Id<'po'>[]): Promise<Payout[]> {
  tx.lock('payments')
  return tx.query<Payout & Row>(LOCK, [pgArray(ids)])
}

export function finishPayouts(tx: Tx, payouts: readonly Payout[]): void {
  tx.send(FINISH, [
    pgArray(payouts.map(p => p.id)),
    pgArray(payouts.map(p => p.status)),
    pgArray(payouts.map(p => p.failureCode)),
    pgArray(payouts.map(p => p.finishedAt?.toISOString() ?? null)),
  ])
}

export async function getPayout(db: Db, id: Id<'po'>): Promise<Payout | null> {
  return (await db.query<Payout & Row>(GET, [id]))[0] ?? null
}

export type PayoutFilter = {
  readonly merchantId: Id<'mer'>
  readonly startingAfter?: Id<'po'> | undefined
  readonly endingBefore?: Id<'po'> | undefined
  readonly limit: number
}

/** Newest first, one more than the limit; with `endingBefore` oldest first. */
export async function listPayouts(db: Db, filter: PayoutFilter): Promise<Payout[]> {
  return db.query<Payout & Row>(filter.endingBefore === undefined ? LIST_AFTER : LIST_BEFORE, [
    filter.merchantId,
    filter.endingBefore ?? filter.startingAfter ?? null,
    filter.limit + 1,
  ])
}

/** Which of these merchants the close of this day has paid out already. */
export async function paidOn(tx: Tx, merchants: readonly Id<'mer'>[], date: BusinessDate): Promise<ReadonlySet<Id<'mer'>>> {
  const rows = await tx.query<{ merchantId: Id<'mer'> }>(PAID_ON, [pgArray(merchants), date])
  return new Set(rows.map(row => row.merchantId))
}

export async function broughtSince(tx: Tx, accounts: readonly AccountId[], cut: BusinessDate): Promise<ReadonlyMap<AccountId, bigint>> {
  const rows = await tx.query<{ account: AccountId; amount: bigint }>(SINCE_CUT, [pgArray(accounts), cut])
  return new Map(rows.map(row => [row.account, row.amount]))
}

/** Payments that succeeded by these debits, unlocked. */
export async function paymentsOfInstructions(tx: Tx, instructions: readonly Id<'ins'>[]): Promise<Payment['id'][]> {
  return (await tx.query<{ id: Payment['id'] }>(BY_INSTRUCTION, [pgArray(instructions)])).map(row => row.id)
}

export type CloseStep = { readonly name: string; readonly finishedAt: string; readonly result: Readonly<Record<string, unknown>> }
export type DayClose = {
  readonly accountingDate: BusinessDate
  readonly state: 'closing' | 'closed'
  readonly steps: readonly CloseStep[]
  readonly startedAt: Date
  readonly closedAt: Date | null
}

export async function startClose(db: Db, date: BusinessDate, now: Date): Promise<DayClose> {
  await db.query(START_CLOSE, [date, now])
  const close = await getClose(db, date)
  if (close === null) throw new Error(`the close of ${date} was not kept`)
  return close
}

export async function getClose(db: Db, date: BusinessDate): Promise<DayClose | null> {
  return (await db.query<DayClose & Row>(GET_CLOSE, [date]))[0] ?? null
}

export async function findUnclosed(db: Db): Promise<BusinessDate[]> {
  return (await db.query<{ date: BusinessDate }>(UNCLOSED)).map(row => row.date)
}

export async function saveClose(db: Db, close: DayClose): Promise<void> {
  await db.query(SAVE_CLOSE, [close.accountingDate, close.state, JSON.stringify(close.steps), close.closedAt])
}

/** `false` when another node is closing a day at this moment. */
export async function claimClose(tx: Tx): Promise<boolean> {
  return (await tx.query<{ claimed: boolean }>(CLAIM_CLOSE))[0]?.claimed ?? false
}

export type FundTransfer = {
  readonly id: TransferId
  readonly direction: 'reserve_to_own' | 'own_to_reserve'
  readonly amount: bigint
  readonly done: boolean
}

export async function getFundTransfer(at: Db | Tx, date: BusinessDate): Promise<FundTransfer | null> {
  return (await at.query<FundTransfer & Row>(GET_FUND_TRANSFER, [date]))[0] ?? null
}

/** Net of everything instructed so far from reserve to own funds, minor units. */
export async function carriedOut(tx: Tx): Promise<bigint> {
  return (await tx.query<{ amount: bigint }>(CARRIED_OUT))[0]?.amount ?? 0n
}

export async function insertFundTransfer(tx: Tx, date: BusinessDate, transfer: Omit<FundTransfer, 'done'>, now: Date): Promise<void> {
  await tx.query(INSERT_FUND_TRANSFER, [date, transfer.id, transfer.direction, transfer.amount, now])
}

/** `bookedOn`: the date on whose statement the bank has it. */
export async function finishFundTransfer(db: Db, date: BusinessDate, bookedOn: BusinessDate): Promise<void> {
  await db.query(FINISH_FUND_TRANSFER, [date, bookedOn])
}
