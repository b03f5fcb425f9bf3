/** SQL of account holders: who they are, which never changes after sign-up. */
import type { Id } from '../../../kernel/ids.ts'
import { type Db, pgArray, type Row, sql, type Tx } from '../../../platform/db.ts'
import type { AccountId } from '../../ledger/types.ts'
import type { HolderClass, HolderState, LocalName } from '../types.ts'

/** A holder as operators see one. */
export type HolderRecord = {
  readonly id: Id<'hld'>
  readonly account: AccountId
  readonly name: LocalName
  readonly class: HolderClass
  readonly state: HolderState
  readonly phoneMasked: string
  readonly idNumberMasked: string
  readonly idNumberFingerprint: Buffer
  readonly createdAt: Date
}

type HolderRow = Row & {
  id: Id<'hld'>
  account_id: AccountId
  name_en: string
  name_zh: string
  class: HolderClass
  state: HolderState
  phone_masked: string
  id_number_masked: string
  id_number_fingerprint: Buffer
  created_at: Date
}

const SELECT = `SELECT h.id, h.account_id, h.name_en, h.name_zh, c.class, c.state, h.phone_masked, h.id_number_masked, h.id_number_fingerprint,
    h.created_at
  FROM wallets.holders h JOIN wallets.counters c ON c.holder_id = h.id`

const SIGN_UP_LOCK = 7_301_070n
const CLAIM_SIGN_UP = sql('wallets.claim_sign_up', 'SELECT pg_advisory_xact_lock($1::bigint)')
const KNOWN = sql(
  'wallets.known_people',
  `SELECT encode(id_number_fingerprint, 'hex') AS fingerprint FROM wallets.holders WHERE id_number_fingerprint = ANY ($1::bytea[])`,
)
const INSERT = sql(
  'wallets.insert_holders',
  `INSERT INTO wallets.holders (id, account_id, name_zh, name_en, phone_masked, id_number_masked, id_number_sealed, id_number_fingerprint, created_at)
   SELECT t.*, $9::timestamptz FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::bytea[]) AS t`,
)
const FIND = sql('wallets.find_holder', `${SELECT} WHERE h.id = $1`)
const FIND_MANY = sql('wallets.find_holders', `${SELECT} WHERE h.id = ANY ($1::uuid[])`)
const OF_ACCOUNTS = sql('wallets.holders_of_accounts', `${SELECT} WHERE h.account_id = ANY ($1::uuid[])`)
const LIST = sql('wallets.list_holders', `${SELECT} WHERE ($1::uuid IS NULL OR h.id < $1) ORDER BY h.id DESC LIMIT $2`)
const LIST_BEFORE = sql('wallets.list_holders_before', `${SELECT} WHERE h.id > $1 ORDER BY h.id LIMIT $2`)

/** One sign-up at a time, so that what is checked stays true until the commit: sign-ups are rare. */
export function claimSignUp(tx: Tx): void {
  tx.send(CLAIM_SIGN_UP, [SIGN_UP_LOCK])
}

/** Fingerprints, in hexadecimal, of people who have a wallet already. */
export async function knownPeople(tx: Tx, fingerprints: readonly Uint8Array[]): Promise<Set<string>> {
  const rows = await tx.query<{ fingerprint: string }>(KNOWN, [pgArray(fingerprints)])
  return new Set(rows.map(row => row.fingerprint))
}

export function insertHolders(
  tx: Tx,
  holders: readonly (Omit<HolderRecord, 'class' | 'state' | 'createdAt'> & { readonly idNumberSealed: Uint8Array })[],
  createdAt: Date,
): void {
  if (holders.length === 0) return
  tx.send(INSERT, [
    pgArray(holders.map(holder => holder.id)),
    pgArray(holders.map(holder => holder.account)),
    pgArray(holders.map(holder => holder.name.zh)),
    pgArray(holders.map(holder => holder.name.en)),
    pgArray(holders.map(holder => holder.phoneMasked)),
    pgArray(holders.map(holder => holder.idNumberMasked)),
    pgArray(holders.map(holder => holder.idNumberSealed)),
    pgArray(holders.map(holder => holder.idNumberFingerprint)),
    createdAt,
  ])
}

export async function findHolder(db: Db, id: Id<'hld'>): Promise<HolderRecord | null> {
  const [row] = await db.query<HolderRow>(FIND, [id])
  return row === undefined ? null : recordOf(row)
}

/** Ids of nobody are absent. */
export async function findHolders(reader: Pick<Db, 'query'>, ids: readonly Id<'hld'>[]): Promise<HolderRecord[]> {
  return (await reader.query<HolderRow>(FIND_MANY, [pgArray(ids)])).map(recordOf)
}

export async function holdersOfAccounts(reader: Pick<Db, 'query'>, accounts: readonly AccountId[]): Promise<HolderRecord[]> {
  return (await reader.query<HolderRow>(OF_ACCOUNTS, [pgArray(accounts)])).map(recordOf)
}

/** `limit` rows after `after` (newest first), or before `before` (oldest first). */
export async function listHolders(
  db: Db,
  page: { readonly after: Id<'hld'> | null; readonly before: Id<'hld'> | null; readonly limit: number },
): Promise<HolderRecord[]> {
  const rows =
    page.before === null
      ? await db.query<HolderRow>(LIST, [page.after, page.limit])
      : await db.query<HolderRow>(LIST_BEFORE, [page.before, page.limit])
  return rows.map(recordOf)
}

const recordOf = (row: HolderRow): HolderRecord => ({
  id: row.id,
  account: row.account_id,
  name: { en: row.name_en, zh: row.name_zh },
  class: row.class,
  state: row.state,
  phoneMasked: row.phone_masked,
  idNumberMasked: row.id_number_masked,
  idNumberFingerprint: row.id_number_fingerprint,
  createdAt: row.created_at,
})
