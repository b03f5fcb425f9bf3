/** The SQL of instructions. Set-based. */
import type { Currency } from '../../../kernel/currencies.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import { type Db, pgArray, sql, type Tx } from '../../../platform/db.ts'
import type { ListQuery } from '../../../platform/http/pages.ts'
import { actionFromJson, actionToJson, orderFromJson, orderToJson, type StoredAction, type StoredOrder } from '../codec.ts'
import type {
  Instruction,
  InstructionKind,
  InstructionPurpose,
  InstructionState,
  NewInstruction,
  PayerAction,
  WaitReason,
} from '../types.ts'

const COLUMNS = `id, house, purpose, kind, state, amount, currency, agreement_number, channel_order, action, payee_name, payee_account,
  payee_bank_code, original_instruction, reference, description, deadline, send_by, attempts, query_attempts, failure_code, house_reference,
  payer, fee, wait_reason, cancel_requested_at, settlement_date, settlement_id, created_at, sent_at, completed_at`

export type InstructionRow = {
  id: Id<'ins'>
  house: string
  purpose: InstructionPurpose
  kind: InstructionKind
  state: InstructionState
  amount: bigint
  currency: Currency
  agreement_number: string | null
  channel_order: StoredOrder | null
  action: StoredAction | null
  payee_name: string | null
  payee_account: string | null
  payee_bank_code: string | null
  original_instruction: Id<'ins'> | null
  reference: string
  description: string | null
  deadline: Date | null
  send_by: Date | null
  attempts: number
  query_attempts: number
  failure_code: string | null
  house_reference: string | null
  payer: string | null
  fee: bigint | null
  wait_reason: WaitReason | null
  cancel_requested_at: Date | null
  settlement_date: BusinessDate | null
  settlement_id: Id<'stl'> | null
  created_at: Date
  sent_at: Date | null
  completed_at: Date | null
}

export const instructionOf = (row: InstructionRow): Instruction => ({
  id: row.id,
  house: row.house,
  purpose: row.purpose,
  kind: row.kind,
  state: row.state,
  amount: row.amount,
  currency: row.currency,
  agreementNumber: row.agreement_number,
  channelOrder: row.channel_order === null ? null : orderFromJson(row.channel_order),
  action: row.action === null ? null : actionFromJson(row.action),
  payee:
    row.payee_account === null
      ? null
      : {
          name: row.payee_name ?? '',
          account: row.payee_account,
          ...(row.payee_bank_code === null ? {} : { bankCode: row.payee_bank_code }),
        },
  originalInstruction: row.original_instruction,
  reference: row.reference,
  description: row.description,
  deadline: row.deadline,
  sendBy: row.send_by,
  attempts: row.attempts,
  queryAttempts: row.query_attempts,
  failureCode: row.failure_code,
  houseReference: row.house_reference,
  payer: row.payer,
  fee: row.fee,
  waitReason: row.wait_reason,
  cancelRequestedAt: row.cancel_requested_at,
  settlementDate: row.settlement_date,
  settlementId: row.settlement_id,
  createdAt: row.created_at,
  sentAt: row.sent_at,
  completedAt: row.completed_at,
})

const INSERT = sql(
  'clearing.insert_instructions',
  `INSERT INTO clearing.instructions (id, house, purpose, kind, state, amount, currency, agreement_number, channel_order, payee_name,
     payee_account, payee_bank_code, original_instruction, reference, description, deadline, send_by, attempts, sent_at, next_at, created_at)
   SELECT id, house, purpose, kind, CASE WHEN taken THEN 'sent' ELSE 'created' END, amount, currency, agreement_number, channel_order,
     payee_name, payee_account, payee_bank_code, original_instruction, reference, description, deadline, send_by, taken::int,
     CASE WHEN taken THEN $18::timestamptz END, CASE WHEN taken THEN $19::timestamptz ELSE $18::timestamptz END, $18::timestamptz
   FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::jsonb[], $9::text[], $10::text[],
     $11::text[], $12::uuid[], $13::text[], $14::text[], $15::timestamptz[], $16::timestamptz[], $17::boolean[])
     AS t (id, house, purpose, kind, amount, currency, agreement_number, channel_order, payee_name, payee_account, payee_bank_code,
       original_instruction, reference, description, deadline, send_by, taken)`,
)

export type InsertedInstruction = Omit<NewInstruction, 'deadline'> & {
  readonly deadline: Date | null
  /** This node sends it as soon as it has committed: it is born `sent`, under a lease. */
  readonly taken: boolean
}

export function insertInstructions(tx: Tx, instructions: readonly InsertedInstruction[], now: Date, leaseUntil: Date): void {
  tx.send(INSERT, [
    pgArray(instructions.map(item => item.id)),
    pgArray(instructions.map(item => item.house)),
    pgArray(instructions.map(item => item.purpose)),
    pgArray(instructions.map(item => item.kind)),
    pgArray(instructions.map(item => item.amount)),
    pgArray(instructions.map(item => item.currency)),
    pgArray(instructions.map(item => item.agreementNumber ?? null)),
    pgArray(instructions.map(item => (item.channelOrder === undefined ? null : JSON.stringify(orderToJson(item.channelOrder))))),
    pgArray(instructions.map(item => item.payee?.name ?? null)),
    pgArray(instructions.map(item => item.payee?.account ?? null)),
    pgArray(instructions.map(item => item.payee?.bankCode ?? null)),
    pgArray(instructions.map(item => item.originalInstruction ?? null)),
    pgArray(instructions.map(item => item.reference)),
    pgArray(instructions.map(item => item.description ?? null)),
    pgArray(instructions.map(item => item.deadline?.toISOString() ?? null)),
    pgArray(instructions.map(item => item.sendBy?.toISOString() ?? null)),
    pgArray(instructions.map(item => item.taken)),
    now,
    leaseUntil,
  ])
}

const READ = sql('clearing.read_instructions', `SELECT ${COLUMNS} FROM clearing.instructions WHERE id = ANY ($1::uuid[])`)
const LOCK = sql(
  'clearing.lock_instructions',
  `SELECT ${COLUMNS} FROM clearing.instructions WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
)

const byId = (rows: readonly InstructionRow[]): Map<Id<'ins'>, Instruction> => new Map(rows.map(row => [row.id, instructionOf(row)]))

export const readInstructions = async (db: Pick<Db, 'query'>, ids: readonly Id<'ins'>[]): Promise<Map<Id<'ins'>, Instruction>> =>
  byId(await db.query<InstructionRow>(READ, [pgArray(ids)]))

export async function lockInstructions(tx: Tx, ids: readonly Id<'ins'>[]): Promise<Map<Id<'ins'>, Instruction>> {
  tx.lock('clearing')
  return byId(await tx.query<InstructionRow>(LOCK, [pgArray(ids)]))
}

const UPDATE = sql(
  'clearing.update_instructions',
  `UPDATE clearing.instructions i SET state = d.state, failure_code = d.failure_code, house_reference = d.house_reference,
     settlement_date = d.settlement_date, next_at = d.next_at, completed_at = d.completed_at, action = d.action, payer = d.payer,
     fee = d.fee, wait_reason = d.wait_reason
   FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::date[], $6::timestamptz[], $7::timestamptz[], $8::jsonb[], $9::text[],
       $10::bigint[], $11::text[])
     AS d (id, state, failure_code, house_reference, settlement_date, next_at, completed_at, action, payer, fee, wait_reason)
   WHERE i.id = d.id`,
)

/** Writes instructions that this transaction holds locked. */
export function updateInstructions(tx: Tx, changed: readonly (Instruction & { readonly nextAt: Date | null })[]): void {
  tx.send(UPDATE, [
    pgArray(changed.map(item => item.id)),
    pgArray(changed.map(item => item.state)),
    pgArray(changed.map(item => item.failureCode)),
    pgArray(changed.map(item => item.houseReference)),
    pgArray(changed.map(item => item.settlementDate)),
    pgArray(changed.map(item => item.nextAt?.toISOString() ?? null)),
    pgArray(changed.map(item => item.completedAt?.toISOString() ?? null)),
    pgArray(changed.map(item => (item.action === null ? null : JSON.stringify(actionToJson(item.action))))),
    pgArray(changed.map(item => item.payer)),
    pgArray(changed.map(item => item.fee)),
    pgArray(changed.map(item => item.waitReason)),
  ])
}

const CANCEL = sql(
  'clearing.cancel_instructions',
  `UPDATE clearing.instructions SET cancel_requested_at = $2, query_attempts = 0,
     next_at = CASE WHEN state = 'sent' AND action IS NULL THEN next_at ELSE $2 END
   WHERE id = ANY (ARRAY(SELECT id FROM clearing.instructions
                WHERE id = ANY ($1::uuid[]) AND cancel_requested_at IS NULL
                  AND (state = 'created' OR (state IN ('sent', 'unknown') AND kind = 'debit' AND channel_order IS NOT NULL))
                ORDER BY id FOR NO KEY UPDATE))`,
)

/**
 * Notes that the owners no longer want these. Blind, after the accounts were locked: nobody who holds instructions without their owners'
 * rows waits for an account that owners lock. What is on its way to the rail at this moment is left until it has answered, or until
 * its lease is over: an order must not arrive after it was closed.
 */
export const cancelInstructions = (tx: Tx, ids: readonly Id<'ins'>[], now: Date): void => tx.send(CANCEL, [pgArray(ids), now])

const ACTIONS = sql(
  'clearing.read_actions',
  'SELECT id, action FROM clearing.instructions WHERE id = ANY ($1::uuid[]) AND action IS NOT NULL',
)

export const readActions = async (db: Pick<Db, 'query'>, ids: readonly Id<'ins'>[]): Promise<Map<Id<'ins'>, PayerAction>> =>
  new Map(
    (await db.query<{ id: Id<'ins'>; action: StoredAction }>(ACTIONS, [pgArray(ids)])).map(row => [row.id, actionFromJson(row.action)]),
  )

const CLAIM_UNSENT = sql(
  'clearing.claim_unsent',
  `UPDATE clearing.instructions SET state = 'sent', attempts = attempts + 1, sent_at = $2, next_at = $3, wait_reason = NULL
   WHERE id = ANY (ARRAY(SELECT id FROM clearing.instructions
                WHERE house = $1 AND state = 'created' AND next_at <= $2 AND (deadline IS NULL OR deadline > $2)
                  AND (send_by IS NULL OR send_by > $2) AND cancel_requested_at IS NULL
                ORDER BY next_at, id LIMIT $4 FOR NO KEY UPDATE SKIP LOCKED))
   RETURNING ${COLUMNS}`,
)

/** Takes unsent instructions of a rail that are due, for this node alone: they are `sent` before the network hears of them. */
export const claimUnsent = async (db: Db, house: string, now: Date, leaseUntil: Date, limit: number): Promise<Instruction[]> =>
  (await db.query<InstructionRow>(CLAIM_UNSENT, [house, now, leaseUntil, limit])).map(instructionOf)

const OVER_UNSENT = sql(
  'clearing.over_unsent',
  `SELECT ${COLUMNS} FROM clearing.instructions
   WHERE house = $1 AND state = 'created' AND (deadline <= $2 OR (send_by <= $2 AND next_at <= $2) OR cancel_requested_at IS NOT NULL) ORDER BY id LIMIT $3`,
)

/** Instructions of a rail that never reached it and need no longer: their time is over, or their owner wants them no more. */
export const overUnsent = async (db: Db, house: string, now: Date, limit: number): Promise<Instruction[]> =>
  (await db.query<InstructionRow>(OVER_UNSENT, [house, now, limit])).map(instructionOf)

const CLAIM_UNANSWERED = sql(
  'clearing.claim_unanswered',
  `WITH due AS (
     SELECT id, query_attempts, deadline, kind = 'debit' AND channel_order IS NOT NULL AND cancel_requested_at IS NULL AND deadline > $2 AS open
     FROM clearing.instructions
     WHERE house = $1 AND state IN ('sent', 'unknown') AND next_at <= $2 AND query_attempts < $6
     ORDER BY next_at, id LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED),
   paced AS (
     SELECT id, CASE WHEN open THEN least(query_attempts + 1, 12) ELSE query_attempts + 1 END AS asked,
       CASE WHEN open THEN deadline END AS until, CASE WHEN open THEN least($5::bigint, $7::bigint) ELSE $5::bigint END AS longest
     FROM due)
   UPDATE clearing.instructions i SET query_attempts = p.asked,
     next_at = least(p.until, $2::timestamptz + least(p.longest, $4::bigint * (1::bigint << least(p.asked, 20))) * interval '1 millisecond')
   FROM paced p WHERE i.id = p.id
   RETURNING ${COLUMNS.split(/,\s+/)
     .map(column => `i.${column}`)
     .join(', ')}`,
)

export type QueryPace = {
  /** Doubles with each query up to `maxPauseMs`. */
  readonly basePauseMs: number
  readonly maxPauseMs: number
  readonly attemptsMax: number
  /** Orders that a payer may pay at any moment are asked about at least this often until their deadline, and it uses up no attempts. */
  readonly openOrderMaxPauseMs: number
}

/** Takes instructions of a rail without a result whose query is due. */
export const claimUnanswered = async (db: Db, house: string, now: Date, limit: number, pace: QueryPace): Promise<Instruction[]> =>
  (
    await db.query<InstructionRow>(CLAIM_UNANSWERED, [
      house,
      now,
      limit,
      pace.basePauseMs,
      pace.maxPauseMs,
      pace.attemptsMax,
      pace.openOrderMaxPauseMs,
    ])
  ).map(instructionOf)

const EXHAUSTED = sql(
  'clearing.give_up_queries',
  `UPDATE clearing.instructions SET next_at = NULL
   WHERE id = ANY (ARRAY(SELECT id FROM clearing.instructions
                WHERE house = $1 AND state IN ('sent', 'unknown') AND next_at <= $2 AND query_attempts >= $3
                ORDER BY id LIMIT $4 FOR NO KEY UPDATE SKIP LOCKED))
   RETURNING ${COLUMNS}`,
)

/** Ends the queries of instructions of a rail whose attempts are used up. */
export async function giveUpQueries(tx: Tx, house: string, now: Date, attemptsMax: number, limit: number): Promise<Instruction[]> {
  tx.lock('clearing')
  return (await tx.query<InstructionRow>(EXHAUSTED, [house, now, attemptsMax, limit])).map(instructionOf)
}

const COUNT_ATTEMPT = sql(
  'clearing.count_attempt',
  `UPDATE clearing.instructions SET attempts = attempts + 1, sent_at = $2 WHERE id = $1 AND attempts = $3 AND state IN ('sent', 'unknown') RETURNING id`,
)

/** Counts one more attempt to send; `false` when somebody else did, or a result came in between. */
export const countAttempt = async (db: Db, instruction: Instruction, now: Date): Promise<boolean> =>
  (await db.query(COUNT_ATTEMPT, [instruction.id, now, instruction.attempts])).length === 1

const QUERY_NOW = sql(
  'clearing.query_now',
  `UPDATE clearing.instructions SET next_at = $2, query_attempts = 0 WHERE id = $1 AND state IN ('sent', 'unknown')`,
)

/** Makes the query of an instruction due at once, with its attempts afresh. */
export const queryNow = (tx: Tx, id: Id<'ins'>, now: Date): void => tx.send(QUERY_NOW, [id, now])

const RAILS = sql(
  'clearing.read_rails',
  `SELECT house, count(*) FILTER (WHERE state = 'created')::int AS unsent, count(*) FILTER (WHERE state <> 'created')::int AS unanswered,
     count(*) FILTER (WHERE wait_reason = 'quota_exhausted')::int AS quota_exhausted,
     count(*) FILTER (WHERE wait_reason = 'past_cut_off')::int AS past_cut_off,
     min(created_at) FILTER (WHERE state = 'created') AS unsent_since
   FROM clearing.instructions WHERE state = 'created' OR state IN ('sent', 'unknown') GROUP BY house`,
)

/** What is under way at a rail. */
export type RailLoad = {
  /** Certainly not taken yet, and since when the oldest. */
  readonly unsent: number
  readonly unsentSince: Date | null
  /** Handed over, without a result: orders that payers have not paid among them. */
  readonly unanswered: number
  readonly waiting: Readonly<Record<WaitReason, number>>
}

export const IDLE: RailLoad = { unsent: 0, unsentSince: null, unanswered: 0, waiting: { quota_exhausted: 0, past_cut_off: 0 } }

/** Rails where anything is under way. */
export async function readRails(db: Db): Promise<Map<string, RailLoad>> {
  const rows = await db.query<{
    house: string
    unsent: number
    unanswered: number
    quota_exhausted: number
    past_cut_off: number
    unsent_since: Date | null
  }>(RAILS)
  return new Map(
    rows.map(row => [
      row.house,
      {
        unsent: row.unsent,
        unsentSince: row.unsent_since,
        unanswered: row.unanswered,
        waiting: { quota_exhausted: row.quota_exhausted, past_cut_off: row.past_cut_off },
      },
    ]),
  )
}

const LIST = (backwards: boolean): string =>
  `SELECT ${COLUMNS} FROM clearing.instructions
   WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR reference = $2) AND ($3::text IS NULL OR house = $3)
     AND ($4::uuid IS NULL OR id ${backwards ? '>' : '<'} $4)
   ORDER BY id ${backwards ? 'ASC' : 'DESC'} LIMIT $5`
const LIST_DOWN = sql('clearing.list_instructions', LIST(false))
const LIST_UP = sql('clearing.list_instructions_up', LIST(true))

export const listInstructions = async (
  db: Db,
  filter: { readonly state: string | null; readonly reference: string | null; readonly house: string | null },
  page: ListQuery<'ins'>,
): Promise<Instruction[]> => {
  const backwards = page.ending_before !== undefined
  const rows = await db.query<InstructionRow>(backwards ? LIST_UP : LIST_DOWN, [
    filter.state,
    filter.reference,
    filter.house,
    page.ending_before ?? page.starting_after ?? null,
    page.limit + 1,
  ])
  return rows.map(instructionOf)
}
