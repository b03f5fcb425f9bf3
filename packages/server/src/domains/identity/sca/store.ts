/** SQL of challenges of strong customer authentication. */
import type { Id } from '../../../kernel/ids.ts'
import { type Db, pgArray, sql, type Tx } from '../../../platform/db.ts'
import { holderIdOf, operatorIdOf, personOf } from '../people/store.ts'
import { type FactorJson, factorOfJson } from '../people/store-sessions.ts'
import type { ScaBinding, ScaChallenge, ScaFactor } from './types.ts'

type Reader = Pick<Db, 'query'>

const COLUMNS = `id, holder_id AS "holderId", operator_id AS "operatorId", purpose, reference, amount, currency, payee, text,
  binding_hash AS hash, factors, attempts, created_at AS "createdAt", expires_at AS "expiresAt", completed_at AS "completedAt", used_at AS "usedAt"`

const INSERT = sql(
  'identity.insert_sca',
  `INSERT INTO identity.sca_challenges (id, holder_id, operator_id, purpose, reference, amount, currency, payee, text, binding_hash, created_at, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
)
const FIND = sql('identity.find_sca', `SELECT ${COLUMNS} FROM identity.sca_challenges WHERE id = $1`)
const LOCK = sql('identity.lock_sca', `SELECT ${COLUMNS} FROM identity.sca_challenges WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE`)
const COUNT = sql('identity.count_sca_attempt', 'UPDATE identity.sca_challenges SET attempts = attempts + $2 WHERE id = $1')
const ADD_FACTORS = sql(
  'identity.add_sca_factors',
  'UPDATE identity.sca_challenges SET factors = $2::jsonb, completed_at = $3, attempts = attempts - 1 WHERE id = $1',
)
const USE = sql('identity.use_sca', 'UPDATE identity.sca_challenges SET used_at = $2 WHERE id = ANY ($1::uuid[])')
const PRUNE = sql('identity.prune_sca', 'DELETE FROM identity.sca_challenges WHERE expires_at < $1')

type Row = {
  id: Id<'sca'>
  holderId: Id<'hld'> | null
  operatorId: Id<'opr'> | null
  purpose: ScaBinding['purpose']
  reference: string
  amount: bigint | null
  currency: string | null
  payee: string | null
  text: string
  hash: Buffer
  factors: FactorJson[]
  attempts: number
  createdAt: Date
  expiresAt: Date
  completedAt: Date | null
  usedAt: Date | null
}

function challengeOf(row: Row): ScaChallenge {
  const { holderId, operatorId, purpose, reference, amount, currency, payee, text, factors, ...rest } = row
  return {
    ...rest,
    person: personOf({ holderId, operatorId }),
    binding: {
      purpose,
      reference,
      ...(amount === null ? {} : { amount }),
      ...(currency === null ? {} : { currency }),
      ...(payee === null ? {} : { payee }),
      text,
    },
    factors: factors.map(factorOfJson),
  }
}

export function insertChallenge(tx: Tx, challenge: ScaChallenge): void {
  const { id, person, binding, hash, createdAt, expiresAt } = challenge
  tx.send(INSERT, [
    id,
    holderIdOf(person),
    operatorIdOf(person),
    binding.purpose,
    binding.reference,
    binding.amount ?? null,
    binding.currency ?? null,
    binding.payee ?? null,
    binding.text,
    hash,
    createdAt,
    expiresAt,
  ])
}

export async function findChallenge(db: Reader, id: Id<'sca'>): Promise<ScaChallenge | null> {
  const [row] = await db.query<Row>(FIND, [id])
  return row === undefined ? null : challengeOf(row)
}

/** Locked in the order of their ids. */
export async function lockChallenges(tx: Tx, ids: readonly Id<'sca'>[]): Promise<Map<Id<'sca'>, ScaChallenge>> {
  tx.lock('keys')
  const rows = await tx.query<Row>(LOCK, [pgArray(ids)])
  return new Map(rows.map(row => [row.id, challengeOf(row)]))
}

/** Counts an attempt (1), or takes it back (-1). */
export const countAttempt = (tx: Tx, id: Id<'sca'>, by: 1 | -1): void => tx.send(COUNT, [id, by])

/** Writes what was shown; the attempt that showed it was none. */
export const writeFactors = (tx: Tx, id: Id<'sca'>, factors: readonly ScaFactor[], completedAt: Date | null): void =>
  tx.send(ADD_FACTORS, [id, JSON.stringify(factors), completedAt])

export const markUsed = (tx: Tx, ids: readonly Id<'sca'>[], at: Date): void => tx.send(USE, [pgArray(ids), at])

export async function pruneChallenges(db: Reader, before: Date): Promise<void> {
  await db.query(PRUNE, [before])
}
