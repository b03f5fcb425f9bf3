/** SQL of reads without locks: lists, and what resource servers ask with every request. Names only the schema `consents`. */
import type { Id } from '../../kernel/ids.ts'
import { type Db, pgArray, type Row, sql } from '../../platform/db.ts'
import { wholeConsents } from './store.ts'
import type { ConsentId, ConsentKind, StoredState } from './types.ts'
import type { ConsentRow, StoredConsent } from './types-stored.ts'

const { columns, read } = wholeConsents

/** Newest first after `after`, or oldest first before `before`. */
export type PageQuery = { readonly after: ConsentId | null; readonly before: ConsentId | null; readonly limit: number }

const CARDS = sql(
  'consents.cards',
  `SELECT ${columns} FROM consents.consents
   WHERE holder_id = $1 AND kind = 'card_agreement' AND state = 'authorised' AND (valid_to IS NULL OR valid_to > $2)
   ORDER BY id DESC LIMIT 100`,
)
const OF_HOLDER = sql(
  'consents.of_holder',
  `SELECT ${columns} FROM consents.consents
   WHERE holder_id = $1 AND ($2::text[] IS NULL OR kind = ANY ($2)) AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4`,
)
const OF_HOLDER_BEFORE = sql(
  'consents.of_holder_before',
  `SELECT ${columns} FROM consents.consents WHERE holder_id = $1 AND ($2::text[] IS NULL OR kind = ANY ($2)) AND id > $3 ORDER BY id LIMIT $4`,
)
const OF_THIRD_PARTY = sql(
  'consents.of_third_party',
  `SELECT ${columns} FROM consents.consents
   WHERE grantee_kind = 'third_party' AND grantee_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
)
const OF_THIRD_PARTY_BEFORE = sql(
  'consents.of_third_party_before',
  `SELECT ${columns} FROM consents.consents WHERE grantee_kind = 'third_party' AND grantee_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
)
const FILTER = `($1::uuid IS NULL OR holder_id = $1) AND ($2::uuid IS NULL OR grantee_id = $2) AND ($3::text IS NULL OR kind = $3)`
const ALL = sql(
  'consents.all',
  `SELECT ${columns} FROM consents.consents WHERE ${FILTER} AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5`,
)
const ALL_BEFORE = sql('consents.all_before', `SELECT ${columns} FROM consents.consents WHERE ${FILTER} AND id > $4 ORDER BY id LIMIT $5`)
const ACCESS = sql(
  'consents.access',
  `SELECT id, kind, state, holder_id, grantee_id, permissions, accounts, transactions_from, transactions_to, valid_from, valid_to, authorise_by,
     confirmed_at FROM consents.consents WHERE id = ANY ($1::uuid[]) AND grantee_kind = 'third_party'`,
)
const GRANTS = sql(
  'consents.grants',
  `SELECT id, kind, state, grantee_id, accounts, valid_from, valid_to, authorise_by, confirmed_at FROM consents.consents
   WHERE kind = 'account_access' AND state = 'authorised' AND accounts && $1::text[]`,
)

/** The holder's bound cards, newest first; at most 100. */
export async function boundCards(db: Pick<Db, 'query'>, holderId: Id<'hld'>, now: Date): Promise<StoredConsent[]> {
  return (await db.query(CARDS, [holderId, now])).map(read)
}

/** The holder's consents of these kinds, or of every kind. */
export async function listOfHolder(
  db: Pick<Db, 'query'>,
  holderId: Id<'hld'>,
  kinds: readonly ConsentKind[] | null,
  { after, before, limit }: PageQuery,
): Promise<StoredConsent[]> {
  const wanted = kinds === null ? null : pgArray(kinds)
  const rows =
    before === null ? db.query(OF_HOLDER, [holderId, wanted, after, limit]) : db.query(OF_HOLDER_BEFORE, [holderId, wanted, before, limit])
  return (await rows).map(read)
}

export async function listOfThirdParty(
  db: Pick<Db, 'query'>,
  id: Id<'tpp'>,
  { after, before, limit }: PageQuery,
): Promise<StoredConsent[]> {
  const rows = before === null ? db.query(OF_THIRD_PARTY, [id, after, limit]) : db.query(OF_THIRD_PARTY_BEFORE, [id, before, limit])
  return (await rows).map(read)
}

export type Filter = {
  readonly holderId: Id<'hld'> | null
  readonly granteeId: Id<'tpp'> | Id<'mer'> | null
  readonly kind: ConsentKind | null
}

export async function listAll(db: Pick<Db, 'query'>, filter: Filter, { after, before, limit }: PageQuery): Promise<StoredConsent[]> {
  const values = [filter.holderId, filter.granteeId, filter.kind]
  const rows = before === null ? db.query(ALL, [...values, after, limit]) : db.query(ALL_BEFORE, [...values, before, limit])
  return (await rows).map(read)
}

export type AccessRow = Pick<
  ConsentRow,
  'kind' | 'state' | 'holderId' | 'accounts' | 'validFrom' | 'validTo' | 'authoriseBy' | 'confirmedAt'
> &
  Pick<StoredConsent, 'permissions' | 'transactionsFrom' | 'transactionsTo'> & { readonly id: Id<'cns'>; readonly thirdPartyId: Id<'tpp'> }

type GrantRow = Row & {
  id: Id<'cns'>
  kind: ConsentKind
  state: StoredState
  grantee_id: Id<'tpp'>
  accounts: string[]
  valid_from: Date | null
  valid_to: Date | null
  authorise_by: Date | null
  confirmed_at: Date | null
}

/** One read by primary key, of nothing that is not needed. */
export async function readAccesses(reader: Pick<Db, 'query'>, ids: readonly Id<'cns'>[]): Promise<AccessRow[]> {
  type Found = GrantRow & {
    holder_id: Id<'hld'> | null
    permissions: string[]
    transactions_from: Date | null
    transactions_to: Date | null
  }
  const rows = await reader.query<Found>(ACCESS, [pgArray(ids)])
  return rows.map(row => ({
    ...timesOf(row),
    holderId: row.holder_id,
    thirdPartyId: row.grantee_id,
    permissions: row.permissions,
    accounts: row.accounts,
    transactionsFrom: row.transactions_from,
    transactionsTo: row.transactions_to,
  }))
}

const timesOf = (row: GrantRow) => ({
  id: row.id,
  kind: row.kind,
  state: row.state,
  validFrom: row.valid_from,
  validTo: row.valid_to,
  authoriseBy: row.authorise_by,
  confirmedAt: row.confirmed_at,
})

export type GrantedRow = ReturnType<typeof timesOf> & { readonly thirdPartyId: Id<'tpp'>; readonly accounts: readonly string[] }

/** Authorised account access that names any of these accounts; times are for the caller to judge. */
export async function readGrants(reader: Pick<Db, 'query'>, accounts: readonly string[]): Promise<GrantedRow[]> {
  if (accounts.length === 0) return []
  const rows = await reader.query<GrantRow>(GRANTS, [pgArray(accounts)])
  return rows.map(row => ({ ...timesOf(row), thirdPartyId: row.grantee_id, accounts: row.accounts }))
}
