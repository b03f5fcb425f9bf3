/**
 * The SQL of the inbox: statements of rails that were verified and answered, and wait to be applied. A statement is known by its rail
 * and event key for good, so a repetition changes nothing.
 */
import type { Id } from '../../../kernel/ids.ts'
import { type Db, pgArray, sql, type Tx } from '../../../platform/db.ts'
import { observationFromJson, observationToJson, type StoredObservation } from '../codec.ts'
import type { Observation } from '../rules.ts'

export type Statement = {
  readonly house: string
  readonly eventKey: string
  /** The instruction as the rail names it, and as we read it. */
  readonly instruction: string
  readonly instructionId: Id<'ins'> | null
  readonly observation: Observation
}

export type WaitingStatement = Statement & { readonly inboxId: bigint; readonly tries: number }

const KEEP = sql(
  'clearing.keep_statements',
  `INSERT INTO clearing.inbox (house, event_key, instruction, instruction_id, observation, received_at, next_at)
   SELECT house, event_key, instruction, instruction_id, observation, $6, $7
   FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::jsonb[]) AS t (house, event_key, instruction, instruction_id, observation)
   ORDER BY house, event_key
   ON CONFLICT DO NOTHING RETURNING id, house, event_key`,
)

export const nameOf = ({ house, eventKey }: Pick<Statement, 'house' | 'eventKey'>): string => `${house} ${eventKey}`

/** Keeps statements; those returned, by name, were not known before. Until `leaseUntil` they are this node's to apply. */
export async function keepStatements(db: Db, statements: readonly Statement[], now: Date, leaseUntil: Date): Promise<Map<string, bigint>> {
  const rows = await db.query<{ id: bigint; house: string; event_key: string }>(KEEP, [
    pgArray(statements, item => item.house),
    pgArray(statements, item => item.eventKey),
    pgArray(statements, item => item.instruction),
    pgArray(statements, item => item.instructionId),
    pgArray(statements, item => JSON.stringify(observationToJson(item.observation))),
    now,
    leaseUntil,
  ])
  return new Map(rows.map(row => [nameOf({ house: row.house, eventKey: row.event_key }), row.id]))
}

const CLAIM = sql(
  'clearing.claim_statements',
  `UPDATE clearing.inbox SET next_at = $2, tries = tries + 1
   WHERE id = ANY (ARRAY(SELECT id FROM clearing.inbox WHERE next_at <= $1 ORDER BY next_at, id LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED))
   RETURNING id, house, event_key, instruction, instruction_id, observation, tries`,
)

/** Takes statements that wait and are nobody's, in order of arrival. */
export async function claimStatements(db: Db, now: Date, leaseUntil: Date, limit: number): Promise<WaitingStatement[]> {
  const rows = await db.query<{
    id: bigint
    house: string
    event_key: string
    instruction: string
    instruction_id: Id<'ins'> | null
    observation: StoredObservation
    tries: number
  }>(CLAIM, [now, leaseUntil, limit])
  return rows
    .map(row => ({
      inboxId: row.id,
      house: row.house,
      eventKey: row.event_key,
      instruction: row.instruction,
      instructionId: row.instruction_id,
      observation: observationFromJson(row.observation),
      tries: row.tries,
    }))
    .sort((a, b) => (a.inboxId < b.inboxId ? -1 : 1))
}

const LOCK = sql(
  'clearing.lock_statements',
  'SELECT id FROM clearing.inbox WHERE id = ANY ($1::bigint[]) AND next_at IS NOT NULL ORDER BY id FOR NO KEY UPDATE SKIP LOCKED',
)

/** Locks statements that have not been applied; what another transaction is applying is left out. Rank `keys`. */
export async function lockStatements(tx: Tx, ids: readonly bigint[]): Promise<Set<bigint>> {
  if (ids.length === 0) return new Set()
  tx.lock('keys')
  return new Set((await tx.query<{ id: bigint }>(LOCK, [pgArray(ids)])).map(row => row.id))
}

const MARK_APPLIED = sql('clearing.mark_applied', 'UPDATE clearing.inbox SET next_at = NULL WHERE id = ANY ($1::bigint[])')

export const markApplied = (tx: Tx, ids: readonly bigint[]): void => tx.send(MARK_APPLIED, [pgArray(ids)])

const POSTPONE = sql('clearing.postpone_statement', 'UPDATE clearing.inbox SET next_at = $2 WHERE id = $1 AND next_at IS NOT NULL')

export const postponeStatement = async (db: Db, id: bigint, until: Date): Promise<void> => {
  await db.query(POSTPONE, [id, until])
}

const PRUNE = sql(
  'clearing.prune_inbox',
  `DELETE FROM clearing.inbox
   WHERE id = ANY (ARRAY(SELECT id FROM clearing.inbox WHERE received_at < $1 AND next_at IS NULL ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED))
   RETURNING id`,
)

/** Forgets statements that were applied and received before; returns how many. */
export const pruneStatements = async (db: Db, before: Date, limit: number): Promise<number> =>
  (await db.query(PRUNE, [before, limit])).length
