/** The SQL of the server's signing keys. */
import { type Db, sql, type Tx } from '../../../../platform/db.ts'
import type { Jwk, SigningKey } from '../types.ts'

export type StoredKey = {
  readonly kid: string
  readonly algorithm: SigningKey['algorithm']
  readonly publicJwk: Jwk
  readonly sealedPrivate: Buffer
  readonly createdAt: Date
  readonly signsFrom: Date
  readonly signsUntil: Date
  readonly publishedUntil: Date
}

const LIST = sql(
  'identity.oauth_keys_list',
  `SELECT kid, algorithm, public_jwk AS "publicJwk", sealed_private AS "sealedPrivate", created_at AS "createdAt", signs_from AS "signsFrom",
     signs_until AS "signsUntil", published_until AS "publishedUntil"
   FROM identity.oauth_keys ORDER BY signs_from DESC, kid`,
)
// One node at a time makes keys. The number names this use among the advisory locks.
const LOCK = sql('identity.oauth_keys_lock', 'SELECT pg_advisory_xact_lock(7303, 1)')
const INSERT = sql(
  'identity.oauth_keys_insert',
  `INSERT INTO identity.oauth_keys (kid, algorithm, public_jwk, sealed_private, created_at, signs_from, signs_until, published_until)
   VALUES ($1, $2, $3::jsonb, $4, $5, $6, $7, $8)`,
)
const DELETE = sql('identity.oauth_keys_delete', 'DELETE FROM identity.oauth_keys WHERE published_until <= $1')
const NOTIFY = sql('identity.oauth_keys_notify', `SELECT pg_notify('identity_oauth_keys', '')`)

export const listKeys = (reader: Pick<Db, 'query'>): Promise<StoredKey[]> => reader.query<StoredKey>(LIST)
export const lockKeys = async (tx: Tx): Promise<void> => {
  await tx.query(LOCK)
}

export function insertKey(tx: Pick<Tx, 'send'>, key: StoredKey): void {
  tx.send(INSERT, [
    key.kid,
    key.algorithm,
    JSON.stringify(key.publicJwk),
    key.sealedPrivate,
    key.createdAt.toISOString(),
    key.signsFrom.toISOString(),
    key.signsUntil.toISOString(),
    key.publishedUntil.toISOString(),
  ])
}

export const dropKeys = (tx: Pick<Tx, 'send'>, now: Date): void => tx.send(DELETE, [now.toISOString()])
export const notifyKeys = (tx: Pick<Tx, 'send'>): void => tx.send(NOTIFY, [])
