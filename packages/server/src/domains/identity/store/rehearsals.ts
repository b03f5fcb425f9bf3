/** SQL of rehearsals. */
import type { Id } from '../../../kernel/ids.ts'
import { type Db, pgArray, sql, type Tx } from '../../../platform/db.ts'
import { isStepName, type Note, type StepName, type StepOutcome } from '../third-parties/rehearsal-steps.ts'

type Reader = Pick<Db, 'query'>

export type Rehearsal = {
  readonly id: Id<'rhs'>
  readonly thirdPartyId: Id<'tpp'>
  readonly startedBy: string
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly endedAt: Date | null
}

export type NewNote = Note & { readonly rehearsalId: Id<'rhs'> }

/** Read at most: far more than a flow needs, and a bound for a client that loops. */
const NOTES_MAX = 2_000
const OPEN_MAX = 10_000

const COLUMNS = `id, third_party_id AS "thirdPartyId", started_by AS "startedBy", created_at AS "createdAt", expires_at AS "expiresAt", ended_at AS "endedAt"`

const INSERT = sql(
  'identity.insert_rehearsal',
  `INSERT INTO identity.rehearsals (id, third_party_id, page_key_hash, started_by, created_at, expires_at) VALUES ($1, $2, decode($3, 'hex'), $4, $5, $6)`,
)
const END_OTHERS = sql(
  'identity.end_rehearsals',
  'UPDATE identity.rehearsals SET ended_at = $2 WHERE third_party_id = $1 AND ended_at IS NULL',
)
const NOTIFY = sql('identity.notify_rehearsals', `SELECT pg_notify('identity_changed', 'rehearsals')`)
const FIND = sql('identity.find_rehearsal', `SELECT ${COLUMNS} FROM identity.rehearsals WHERE id = $1 AND third_party_id = $2`)
const BY_KEY = sql(
  'identity.rehearsal_by_key',
  `SELECT ${COLUMNS} FROM identity.rehearsals WHERE id = $1 AND page_key_hash = decode($2, 'hex')`,
)
const OPEN = sql(
  'identity.open_rehearsals',
  `SELECT ${COLUMNS} FROM identity.rehearsals WHERE ended_at IS NULL AND expires_at > $1 ORDER BY id LIMIT ${OPEN_MAX}`,
)
const INSERT_NOTES = sql(
  'identity.insert_rehearsal_notes',
  `INSERT INTO identity.rehearsal_notes (rehearsal_id, step, outcome, code, reason, at)
   SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])`,
)
const NOTES_OF = sql(
  'identity.rehearsal_notes_of',
  `SELECT step, outcome, code, reason, at FROM identity.rehearsal_notes WHERE rehearsal_id = $1 ORDER BY seq LIMIT ${NOTES_MAX}`,
)
const PRUNE = sql('identity.prune_rehearsals', 'DELETE FROM identity.rehearsals WHERE expires_at < $1')

/** Ends the earlier ones of the third party and tells every node. */
export function startRehearsal(tx: Tx, rehearsal: Rehearsal, pageKeyHash: string): void {
  const { id, thirdPartyId, startedBy, createdAt, expiresAt } = rehearsal
  tx.send(END_OTHERS, [thirdPartyId, createdAt])
  tx.send(INSERT, [id, thirdPartyId, pageKeyHash, startedBy, createdAt, expiresAt])
  tx.send(NOTIFY, [])
}

export async function findRehearsal(db: Reader, thirdPartyId: Id<'tpp'>, id: Id<'rhs'>): Promise<Rehearsal | null> {
  const [row] = await db.query<Rehearsal>(FIND, [id, thirdPartyId])
  return row ?? null
}

export async function rehearsalByKey(db: Reader, id: Id<'rhs'>, pageKeyHash: string): Promise<Rehearsal | null> {
  const [row] = await db.query<Rehearsal>(BY_KEY, [id, pageKeyHash])
  return row ?? null
}

export const openRehearsals = (db: Reader, now: Date): Promise<Rehearsal[]> => db.query<Rehearsal>(OPEN, [now])

export async function insertNotes(db: Reader, notes: readonly NewNote[]): Promise<void> {
  await db.query(INSERT_NOTES, [
    pgArray(notes.map(({ rehearsalId }) => rehearsalId)),
    pgArray(notes.map(({ step }) => step)),
    pgArray(notes.map(({ outcome }) => outcome)),
    pgArray(notes.map(({ code }) => code)),
    pgArray(notes.map(({ reason }) => reason)),
    pgArray(notes.map(({ at }) => at.toISOString())),
  ])
}

/** In the order in which they were made. */
export async function notesOf(db: Reader, id: Id<'rhs'>): Promise<Note[]> {
  const rows = await db.query<{ step: string; outcome: StepOutcome; code: string | null; reason: string | null; at: Date }>(NOTES_OF, [id])
  return rows.filter((row): row is typeof row & { step: StepName } => isStepName(row.step))
}

export async function pruneRehearsals(db: Reader, before: Date): Promise<void> {
  await db.query(PRUNE, [before])
}
