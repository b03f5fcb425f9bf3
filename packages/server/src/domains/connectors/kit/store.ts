/** All SQL of connections and credentials. */
import type { Id } from '../../../kernel/ids.ts'
import { iso } from '../../../kernel/time.ts'
import { type Db, sql, type Tx } from '../../../platform/db.ts'
import type { Settings } from './types.ts'

export type ConnectionRow = {
  readonly code: string
  readonly baseUrl: string
  readonly enabled: boolean
  readonly settings: Settings
  readonly updatedAt: Date
}

export type CredentialState = 'staged' | 'active' | 'retired'

export type CredentialRow = {
  readonly id: Id<'crd'>
  readonly code: string
  readonly role: string
  readonly keyId: string | null
  readonly version: number
  readonly state: CredentialState
  readonly sealed: Buffer
  readonly fingerprint: string
  readonly pairFingerprint: string | null
  readonly format: string
  readonly bits: number | null
  readonly subject: string | null
  readonly notBefore: Date | null
  readonly notAfter: Date | null
  readonly activeFrom: Date | null
  readonly retiredAt: Date | null
  readonly createdAt: Date
}

const CREDENTIAL = `id, code, role, key_id AS "keyId", version, state, sealed, fingerprint, pair_fingerprint AS "pairFingerprint", format, bits,
  subject, not_before AS "notBefore", not_after AS "notAfter", active_from AS "activeFrom", retired_at AS "retiredAt", created_at AS "createdAt"`

const CONNECTIONS = sql(
  'connectors.connections',
  'SELECT code, base_url AS "baseUrl", enabled, settings, updated_at AS "updatedAt" FROM connectors.connections ORDER BY code',
)

const CREDENTIALS = sql(
  'connectors.credentials',
  `SELECT ${CREDENTIAL} FROM connectors.credentials WHERE state <> 'retired' ORDER BY code, role, version DESC`,
)

const OF_CODE = sql(
  'connectors.credentials_of',
  `SELECT ${CREDENTIAL} FROM connectors.credentials WHERE code = $1 ORDER BY role, version DESC`,
)

const FIND = sql('connectors.find_credential', `SELECT ${CREDENTIAL} FROM connectors.credentials WHERE id = $1`)

// Writers take turns: they are rare, and a turn makes versions and "the last active key" certain.
const LOCK = sql('connectors.lock', `SELECT pg_advisory_xact_lock(hashtextextended('connectors.credentials', 0))`)

const PUT_CONNECTION = sql(
  'connectors.put_connection',
  `INSERT INTO connectors.connections (code, base_url, enabled, settings, updated_at) VALUES ($1, $2, $3, $4::jsonb, $5)
   ON CONFLICT (code) DO UPDATE SET base_url = excluded.base_url, enabled = excluded.enabled, settings = excluded.settings,
     updated_at = excluded.updated_at`,
)

const INSERT = sql(
  'connectors.insert_credential',
  `INSERT INTO connectors.credentials (id, code, role, key_id, version, state, sealed, fingerprint, pair_fingerprint, format, bits, subject,
     not_before, not_after, active_from, retired_at, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
)

const SET_STATE = sql(
  'connectors.set_state',
  'UPDATE connectors.credentials SET state = $2, active_from = $3, retired_at = $4 WHERE id = $1',
)

const REWRAP = sql('connectors.rewrap', 'UPDATE connectors.credentials SET sealed = $3 WHERE id = $1 AND sealed = $2 RETURNING id')

const AFTER = sql('connectors.credentials_after', 'SELECT id, sealed FROM connectors.credentials WHERE id > $1::uuid ORDER BY id LIMIT $2')

const NOTIFY = sql('connectors.notify', `SELECT pg_notify('connectors_changed', '')`)

export const connections = (db: Pick<Db, 'query'>): Promise<ConnectionRow[]> => db.query<ConnectionRow>(CONNECTIONS)

/** Those that are staged or active, newest first within their role. */
export const liveCredentials = (db: Pick<Db, 'query'>): Promise<CredentialRow[]> => db.query<CredentialRow>(CREDENTIALS)

/** All of one connection, retired ones too. */
export const credentialsOf = (db: Pick<Db, 'query'>, code: string): Promise<CredentialRow[]> => db.query<CredentialRow>(OF_CODE, [code])

export async function findCredential(db: Pick<Db, 'query'>, id: Id<'crd'>): Promise<CredentialRow | null> {
  return (await db.query<CredentialRow>(FIND, [id]))[0] ?? null
}

/** Until the end of the transaction nobody else changes connections or credentials. */
export function lock(tx: Tx): void {
  tx.lock('keys')
  tx.send(LOCK, [])
}

export function putConnection(tx: Tx, row: ConnectionRow): void {
  tx.send(PUT_CONNECTION, [row.code, row.baseUrl, row.enabled, JSON.stringify(row.settings), row.updatedAt])
}

export function insertCredential(tx: Tx, row: CredentialRow): void {
  tx.send(INSERT, [
    row.id,
    row.code,
    row.role,
    row.keyId,
    row.version,
    row.state,
    row.sealed,
    row.fingerprint,
    row.pairFingerprint,
    row.format,
    row.bits,
    row.subject,
    iso(row.notBefore),
    iso(row.notAfter),
    iso(row.activeFrom),
    iso(row.retiredAt),
    iso(row.createdAt),
  ])
}

export function setState(tx: Tx, row: Pick<CredentialRow, 'id' | 'state' | 'activeFrom' | 'retiredAt'>): void {
  tx.send(SET_STATE, [row.id, row.state, iso(row.activeFrom), iso(row.retiredAt)])
}

/** Tells every node to read again. */
export function notify(tx: Tx): void {
  tx.send(NOTIFY, [])
}

export const credentialsAfter = (db: Pick<Db, 'query'>, id: string, limit: number): Promise<{ id: Id<'crd'>; sealed: Buffer }[]> =>
  db.query<{ id: Id<'crd'>; sealed: Buffer }>(AFTER, [id, limit])

/** Replaces an envelope that is still what it was. */
export async function rewrapCredential(db: Pick<Db, 'query'>, id: Id<'crd'>, before: Buffer, after: Buffer): Promise<boolean> {
  return (await db.query(REWRAP, [id, before, after])).length === 1
}
