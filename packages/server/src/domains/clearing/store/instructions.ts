/** The SQL of instructions and of the event keys of what houses said about them. Set-based. */
import type { Currency } from '../../../kernel/currencies.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import { type Db, pgArray, sql, type Tx } from '../../../platform/db.ts'
import type { ListQuery } from '../../../platform/http/pages.ts'
import type { Instruction, InstructionKind, InstructionPurpose, InstructionState, NewInstruction } from '../types.ts'

const COLUMNS = `id, house, purpose, kind, state, amount, currency, agreement_number, payee_name, payee_account, payee_bank_code,
  original_instruction, reference, description, deadline, attempts, query_attempts, failure_code, house_reference, settlement_date,
  settlement_id, created_at, sent_at, completed_at`

export type InstructionRow = {
  id: Id<'ins'>
  house: string
  purpose: InstructionPurpose
  kind: InstructionKind
  state: InstructionState
  amount: bigint
  currency: Currency
  agreement_number: string | null
  payee_name: string | null
  payee_account: string | null
  payee_bank_code: string | null
  original_instruction: Id<'ins'> | null
  reference: string
  description: string | null
  deadline: Date | null
  attempts: number
  query_attempts: number
  failure_code: string | null
  house_reference: string | null
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
  attempts: row.attempts,
  queryAttempts: row.query_attempts,
  failureCode: row.failure_code,
  houseReference: row.house_reference,
  settlementDate: row.settlement_date,
  settlementId: row.settlement_id,
  createdAt: row.created_at,
  sentAt: row.sent_at,
  completedAt: row.completed_at,
})

const INSERT = sql(
  'clearing.insert_instructions',
  `INSERT INTO clearing.instructions (id, house, purpose, kind, state, amount, currency, agreement_number, payee_name, payee_account,
     payee_bank_code, original_instruction, reference, description, deadline, next_at, created_at)
   SELECT id, house, purpose, kind, 'created', amount, currency, agreement_number, payee_name, payee_account, payee_bank_code,
     original_instruction, reference, description, deadline, $15, $15
   FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
     $11::uuid[], $12::text[], $13::text[], $14::timestamptz[])
     AS t (id, house, purpose, kind, amount, currency, agreement_number, payee_name, payee_account, payee_bank_code, original_instruction,
       reference, description, deadline)`,
)

export function insertInstructions(
  tx: Tx,
  instructions: readonly (Omit<NewInstruction, 'deadline'> & { readonly deadline: Date | null })[],
  now: Date,
): void {
  tx.send(INSERT, [
    pgArray.plain(instructions.map(item => item.id)),
    pgArray.text(instructions.map(item => item.house)),
    pgArray.text(instructions.map(item => item.purpose)),
    pgArray.text(instructions.map(item => item.kind)),
    pgArray.plain(instructions.map(item => item.amount)),
    pgArray.text(instructions.map(item => item.currency)),
    pgArray.text(instructions.map(item => item.agreementNumber ?? null)),
    pgArray.text(instructions.map(item => item.payee?.name ?? null)),
    pgArray.text(instructions.map(item => item.payee?.account ?? null)),
    pgArray.text(instructions.map(item => item.payee?.bankCode ?? null)),
    pgArray.plain(instructions.map(item => item.originalInstruction ?? null)),
    pgArray.text(instructions.map(item => item.reference)),
    pgArray.text(instructions.map(item => item.description ?? null)),
    pgArray.text(instructions.map(item => item.deadline?.toISOString() ?? null)),
    now,
  ])
}

const READ = sql('clearing.read_instructions', `SELECT ${COLUMNS} FROM clearing.instructions WHERE id = ANY ($1::uuid[])`)
const LOCK = sql(
  'clearing.lock_instructions',
  `SELECT ${COLUMNS} FROM clearing.instructions WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
)

const byId = (rows: readonly InstructionRow[]): Map<Id<'ins'>, Instruction> => new Map(rows.map(row => [row.id, instructionOf(row)]))

export const readInstructions = async (db: Pick<Db, 'query'>, ids: readonly Id<'ins'>[]): Promise<Map<Id<'ins'>, Instruction>> =>
  byId(await db.query<InstructionRow>(READ, [pgArray.plain(ids)]))

export async function lockInstructions(tx: Tx, ids: readonly Id<'ins'>[]): Promise<Map<Id<'ins'>, Instruction>> {
  tx.lock('clearing')
  return byId(await tx.query<InstructionRow>(LOCK, [pgArray.plain(ids)]))
}

const UPDATE = sql(
  'clearing.update_instructions',
  `UPDATE clearing.instructions i SET state = d.state, failure_code = d.failure_code, house_reference = d.house_reference,
     settlement_date = d.settlement_date, next_at = d.next_at, completed_at = d.completed_at
   FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::date[], $6::timestamptz[], $7::timestamptz[])
     AS d (id, state, failure_code, house_reference, settlement_date, next_at, completed_at)
   WHERE i.id = d.id`,
)

/** Writes instructions that this transaction holds locked. */
export function updateInstructions(tx: Tx, changed: readonly (Instruction & { readonly nextAt: Date | null })[]): void {
  tx.send(UPDATE, [
    pgArray.plain(changed.map(item => item.id)),
    pgArray.text(changed.map(item => item.state)),
    pgArray.text(changed.map(item => item.failureCode)),
    pgArray.text(changed.map(item => item.houseReference)),
    pgArray.plain(changed.map(item => item.settlementDate)),
    pgArray.text(changed.map(item => item.nextAt?.toISOString() ?? null)),
    pgArray.text(changed.map(item => item.completedAt?.toISOString() ?? null)),
  ])
}

const CLAIM_UNSENT = sql(
  'clearing.claim_unsent',
  `UPDATE clearing.instructions SET state = 'sent', attempts = attempts + 1, sent_at = $1, next_at = $2
   WHERE id IN (SELECT id FROM clearing.instructions WHERE state = 'created' AND next_at <= $1 AND (deadline IS NULL OR deadline > $1)
                ORDER BY next_at, id LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
   RETURNING ${COLUMNS}`,
)

/** Takes unsent instructions that are due, for this node alone: they are `sent` before the network hears of them. */
export const claimUnsent = async (db: Db, now: Date, leaseUntil: Date, limit: number): Promise<Instruction[]> =>
  (await db.query<InstructionRow>(CLAIM_UNSENT, [now, leaseUntil, limit])).map(instructionOf)

const OVERDUE = sql(
  'clearing.overdue_unsent',
  `SELECT ${COLUMNS} FROM clearing.instructions WHERE state = 'created' AND deadline <= $1 ORDER BY id LIMIT $2`,
)

export const overdueUnsent = async (db: Db, now: Date, limit: number): Promise<Instruction[]> =>
  (await db.query<InstructionRow>(OVERDUE, [now, limit])).map(instructionOf)

const CLAIM_UNANSWERED = sql(
  'clearing.claim_unanswered',
  `UPDATE clearing.instructions SET query_attempts = query_attempts + 1,
     next_at = $1::timestamptz + least($4::bigint, $3::bigint * (1::bigint << least(query_attempts + 1, 20))) * interval '1 millisecond'
   WHERE id IN (SELECT id FROM clearing.instructions WHERE state IN ('sent', 'unknown') AND next_at <= $1 AND query_attempts < $5
                ORDER BY next_at, id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED)
   RETURNING ${COLUMNS}`,
)

/** Takes instructions without a result whose query is due; `basePauseMs` doubles with each query up to `maxPauseMs`. */
export const claimUnanswered = async (
  db: Db,
  now: Date,
  limit: number,
  basePauseMs: number,
  maxPauseMs: number,
  attemptsMax: number,
): Promise<Instruction[]> =>
  (await db.query<InstructionRow>(CLAIM_UNANSWERED, [now, limit, basePauseMs, maxPauseMs, attemptsMax])).map(instructionOf)

const EXHAUSTED = sql(
  'clearing.give_up_queries',
  `UPDATE clearing.instructions SET next_at = NULL
   WHERE id IN (SELECT id FROM clearing.instructions WHERE state IN ('sent', 'unknown') AND next_at <= $1 AND query_attempts >= $2
                ORDER BY id LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
   RETURNING ${COLUMNS}`,
)

/** Ends the queries of instructions whose attempts are used up. */
export async function giveUpQueries(tx: Tx, now: Date, attemptsMax: number, limit: number): Promise<Instruction[]> {
  tx.lock('clearing')
  return (await tx.query<InstructionRow>(EXHAUSTED, [now, attemptsMax, limit])).map(instructionOf)
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

const CLAIM_EVENTS = sql(
  'clearing.claim_events',
  `INSERT INTO clearing.inbox (house, event_key, instruction, received_at)
   SELECT house, event_key, instruction, $4 FROM unnest($1::text[], $2::text[], $3::text[]) AS t (house, event_key, instruction)
   ORDER BY house, event_key
   ON CONFLICT DO NOTHING RETURNING house, event_key`,
)

export type EventKey = { readonly house: string; readonly eventKey: string; readonly instruction: string }

export const eventName = (event: { readonly house: string; readonly eventKey: string }): string => `${event.house} ${event.eventKey}`

/** Keeps the event keys; those returned were not known before. */
export async function claimEvents(tx: Tx, events: readonly EventKey[], now: Date): Promise<Set<string>> {
  if (events.length === 0) return new Set()
  tx.lock('keys')
  const rows = await tx.query<{ house: string; event_key: string }>(CLAIM_EVENTS, [
    pgArray.text(events.map(event => event.house)),
    pgArray.text(events.map(event => event.eventKey)),
    pgArray.text(events.map(event => event.instruction)),
    now,
  ])
  return new Set(rows.map(row => eventName({ house: row.house, eventKey: row.event_key })))
}

const LIST = (backwards: boolean): string =>
  `SELECT ${COLUMNS} FROM clearing.instructions
   WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR reference = $2) AND ($3::uuid IS NULL OR id ${backwards ? '>' : '<'} $3)
   ORDER BY id ${backwards ? 'ASC' : 'DESC'} LIMIT $4`
const LIST_DOWN = sql('clearing.list_instructions', LIST(false))
const LIST_UP = sql('clearing.list_instructions_up', LIST(true))

export const listInstructions = async (
  db: Db,
  filter: { readonly state: string | null; readonly reference: string | null },
  page: ListQuery<'ins'>,
): Promise<Instruction[]> => {
  const backwards = page.ending_before !== undefined
  const rows = await db.query<InstructionRow>(backwards ? LIST_UP : LIST_DOWN, [
    filter.state,
    filter.reference,
    page.ending_before ?? page.starting_after ?? null,
    page.limit + 1,
  ])
  return rows.map(instructionOf)
}
