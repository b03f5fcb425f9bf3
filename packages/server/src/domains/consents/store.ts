/** SQL of consents, whole rows and what payments lock. Names only the schema `consents`. */
import type { Currency } from '../../kernel/currencies.ts'
import type { Id } from '../../kernel/ids.ts'
import { iso } from '../../kernel/time.ts'
import { type Db, pgArray, type Row, sql, type Tx } from '../../platform/db.ts'
import type { Release } from './rules-limits.ts'
import { factorsOf, factorsText, limitsOf, limitsText, usedOf, usedText } from './stored-json.ts'
import type { ConsentChange, ConsentId, ConsentKind, EndedBy, Grantee, MandateMethod, StoredState } from './types.ts'
import type { ConsentRow, StoredConsent } from './types-stored.ts'

type HotRow = Row & {
  id: ConsentId
  kind: ConsentKind
  method: MandateMethod | null
  state: StoredState
  holder_id: Id<'hld'> | null
  grantee_kind: Grantee['kind']
  grantee_id: string | null
  card_id: Id<'card'> | null
  accounts: string[]
  factors: unknown
  currency: Currency
  limit_per_payment: bigint | null
  limits: unknown
  used: unknown
  valid_from: Date | null
  valid_to: Date | null
  authorise_by: Date | null
  created_at: Date
  confirmed_at: Date | null
  house: string | null
  binding_reference: string | null
  agreement_number: string | null
  account_token: string | null
  bank_code: string | null
  bank: string | null
  last4: string | null
}

type WholeRow = HotRow & {
  purpose: string | null
  permissions: string[]
  terms: unknown
  transactions_from: Date | null
  transactions_to: Date | null
  authorised_at: Date | null
  ended_at: Date | null
  ended_by: EndedBy | null
  end_reason: string | null
}

const HOT = `id, kind, method, state, holder_id, grantee_kind, grantee_id, card_id, accounts, factors, currency, limit_per_payment, limits, used,
  valid_from, valid_to, authorise_by, created_at, confirmed_at, house, binding_reference, agreement_number, account_token, bank_code, bank, last4`
const WHOLE = `${HOT}, purpose, permissions, terms, transactions_from, transactions_to, authorised_at, ended_at, ended_by, end_reason`

/** The asked consents and the card agreements that they name, which never change. */
const WITH_CARDS = `id = ANY ($1::uuid[] || ARRAY(SELECT card_id FROM consents.consents WHERE id = ANY ($1::uuid[]) AND card_id IS NOT NULL))`

// FOR SHARE lets payments under one mandate run side by side, and holds a revocation back until they commit. Consents that count are
// left to OWN: sharing them first and then changing them would deadlock. Everybody locks in the order of (counted, id).
const SHARE = sql('consents.share', `SELECT ${HOT} FROM consents.consents WHERE ${WITH_CARDS} AND NOT counted ORDER BY id FOR SHARE`)
// What failed payments gave back is taken along: the rows are deleted only once the consents are locked.
const OWN = sql(
  'consents.own',
  `WITH owned AS (SELECT ${HOT} FROM consents.consents WHERE id = ANY ($1::uuid[]) AND counted ORDER BY id FOR NO KEY UPDATE),
     given AS (DELETE FROM consents.releases WHERE consent_id = ANY (ARRAY(SELECT id FROM owned)) RETURNING consent_id, amount, whole, used_at)
   SELECT owned.*, (SELECT json_agg(json_build_object('amount', g.amount::text, 'whole', g.whole, 'usedAt', g.used_at)) FROM given g
     WHERE g.consent_id = owned.id) AS given FROM owned`,
)
const READ_HOT = sql('consents.read_hot', `SELECT ${HOT} FROM consents.consents WHERE ${WITH_CARDS}`)
const LOCK = sql(
  'consents.lock',
  `SELECT ${WHOLE} FROM consents.consents WHERE id = ANY ($1::uuid[]) ORDER BY counted, id FOR NO KEY UPDATE`,
)
const READ = sql('consents.read', `SELECT ${WHOLE} FROM consents.consents WHERE id = ANY ($1::uuid[])`)
const INSERT = sql(
  'consents.insert',
  `INSERT INTO consents.consents (${WHOLE}, counted)
   SELECT id, kind, method, state, holder_id, grantee_kind, grantee_id, card_id, string_to_array(accounts, ' '), factors::jsonb, currency,
     limit_per_payment, limits::jsonb, used::jsonb, valid_from, valid_to, authorise_by, created_at, confirmed_at, house, binding_reference,
     agreement_number, account_token, bank_code, bank, last4, purpose, string_to_array(permissions, ' '), terms::json, transactions_from,
     transactions_to, authorised_at, NULL, NULL, NULL, limits IS NOT NULL OR kind = 'domestic_payment'
   FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::uuid[], $8::uuid[], $9::text[], $10::text[],
     $11::text[], $12::bigint[], $13::text[], $14::text[], $15::timestamptz[], $16::timestamptz[], $17::timestamptz[], $18::timestamptz[],
     $19::timestamptz[], $20::text[], $21::text[], $22::text[], $23::text[], $24::text[], $25::text[], $26::text[], $27::text[], $28::text[],
     $29::text[], $30::timestamptz[], $31::timestamptz[], $32::timestamptz[])
     AS t (id, kind, method, state, holder_id, grantee_kind, grantee_id, card_id, accounts, factors, currency, limit_per_payment, limits, used,
     valid_from, valid_to, authorise_by, created_at, confirmed_at, house, binding_reference, agreement_number, account_token, bank_code, bank,
     last4, purpose, permissions, terms, transactions_from, transactions_to, authorised_at)`,
)
const UPDATE = sql(
  'consents.update',
  `UPDATE consents.consents c SET state = t.state, holder_id = t.holder_id, accounts = string_to_array(t.accounts, ' '),
     factors = t.factors::jsonb, agreement_number = t.agreement_number, account_token = t.account_token, authorised_at = t.authorised_at,
     confirmed_at = t.confirmed_at, ended_at = t.ended_at, ended_by = t.ended_by, end_reason = t.end_reason
   FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[],
     $10::timestamptz[], $11::text[], $12::text[])
     AS t (id, state, holder_id, accounts, factors, agreement_number, account_token, authorised_at, confirmed_at, ended_at, ended_by, end_reason)
   WHERE c.id = t.id`,
)
const COUNT = sql(
  'consents.count',
  `UPDATE consents.consents c SET used = t.used::jsonb, state = t.state, ended_at = coalesce(t.ended_at, c.ended_at)
   FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS t (id, used, state, ended_at) WHERE c.id = t.id`,
)
const RECORD = sql(
  'consents.record',
  `INSERT INTO consents.history (consent_id, change, actor, request_id, changed_at, by, reason)
   SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[])`,
)
// Whoever holds a consent is waited for at its next turn: it is not expired by two nodes at once.
const LOCK_ENDED = sql(
  'consents.lock_ended',
  `SELECT ${WHOLE} FROM consents.consents
   WHERE expiry_told_at IS NULL AND state IN ('awaiting_authorisation', 'authorised')
     AND (CASE state WHEN 'awaiting_authorisation' THEN LEAST(authorise_by, valid_to) ELSE valid_to END) <= $1
   ORDER BY counted, id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED`,
)
const TELL_EXPIRY = sql('consents.tell_expiry', 'UPDATE consents.consents SET expiry_told_at = $2 WHERE id = ANY ($1::uuid[])')

/** A consent that is locked, with what was given back since it was last counted: whoever opens it writes its counters. */
type OpenedRow = { readonly row: ConsentRow; readonly releases: readonly Release[] }

/**
 * Loads consents and the cards they name, locked by (counted, id): one statement, and one more when some of them count or do not exist.
 */
export async function openConsents(tx: Tx, ids: readonly ConsentId[]): Promise<Map<ConsentId, OpenedRow>> {
  const opened = new Map<ConsentId, OpenedRow>()
  for (const [id, row] of await shareRows(tx, ids)) opened.set(id, { row, releases: [] })
  const others = ids.filter(id => !opened.has(id))
  if (others.length === 0) return opened
  for (const row of await tx.query<HotRow & { given: { amount: string; whole: boolean; usedAt: string }[] | null }>(OWN, [
    pgArray(others),
  ])) {
    const releases = (row.given ?? []).map(given => ({ amount: BigInt(given.amount), whole: given.whole, usedAt: new Date(given.usedAt) }))
    opened.set(row.id, { row: rowOf(row), releases })
  }
  return opened
}

/** Loads what counts nothing, cards among it, share-locked by id in one statement; what counts is left out. */
export async function shareRows(tx: Tx, ids: readonly ConsentId[]): Promise<Map<ConsentId, ConsentRow>> {
  return new Map((await tx.query<HotRow>(SHARE, [pgArray(ids)])).map(row => [row.id, rowOf(row)]))
}

/** Loads consents and the cards they name, without locks. */
export async function readRows(db: Pick<Db, 'query'>, ids: readonly ConsentId[]): Promise<Map<ConsentId, ConsentRow>> {
  return new Map((await db.query<HotRow>(READ_HOT, [pgArray(ids)])).map(row => [row.id, rowOf(row)]))
}

/** Loads consents and locks them for a change, by (counted, id) in one statement. */
export async function lockConsents(tx: Tx, ids: readonly ConsentId[]): Promise<Map<ConsentId, StoredConsent>> {
  return new Map((await tx.query<WholeRow>(LOCK, [pgArray(ids)])).map(row => [row.id, wholeOf(row)]))
}

/** Loads consents without locks. */
export async function readConsents(db: Pick<Db, 'query'>, ids: readonly ConsentId[]): Promise<Map<ConsentId, StoredConsent>> {
  if (ids.length === 0) return new Map()
  return new Map((await db.query<WholeRow>(READ, [pgArray(ids)])).map(row => [row.id, wholeOf(row)]))
}

export function insertConsents(tx: Tx, consents: readonly StoredConsent[]): void {
  if (consents.length === 0) return
  tx.send(INSERT, [
    pgArray(consents, c => c.id),
    pgArray(consents, c => c.kind),
    pgArray(consents, c => c.method),
    pgArray(consents, c => c.state),
    pgArray(consents, c => c.holderId),
    pgArray(consents, c => c.grantee.kind),
    pgArray(consents, c => (c.grantee.kind === 'institution' ? null : c.grantee.id)),
    pgArray(consents, c => c.cardId),
    pgArray(consents, c => c.accounts.join(' ')),
    pgArray(consents, c => factorsText(c.factors)),
    pgArray(consents, c => c.currency),
    pgArray(consents, c => c.limitPerPayment),
    pgArray(consents, c => limitsText(c.limits)),
    pgArray(consents, c => usedText(c.used)),
    pgArray(consents, c => iso(c.validFrom)),
    pgArray(consents, c => iso(c.validTo)),
    pgArray(consents, c => iso(c.authoriseBy)),
    pgArray(consents, c => iso(c.createdAt)),
    pgArray(consents, c => iso(c.confirmedAt)),
    pgArray(consents, c => c.card?.house ?? c.agreement?.house ?? null),
    pgArray(consents, c => c.card?.bindingReference ?? null),
    pgArray(consents, c => c.card?.agreementNumber ?? c.agreement?.number ?? null),
    pgArray(consents, c => c.card?.accountToken ?? null),
    pgArray(consents, c => c.card?.bankCode ?? null),
    pgArray(consents, c => c.card?.bank ?? null),
    pgArray(consents, c => c.card?.last4 ?? null),
    pgArray(consents, c => c.purpose),
    pgArray(consents, c => c.permissions.join(' ')),
    pgArray(consents, c => (c.terms === null || c.terms === undefined ? null : JSON.stringify(c.terms))),
    pgArray(consents, c => iso(c.transactionsFrom)),
    pgArray(consents, c => iso(c.transactionsTo)),
    pgArray(consents, c => iso(c.authorisedAt)),
  ])
}

/** Writes what changes of consents that were locked before, other than what is counted. */
export function updateConsents(tx: Tx, consents: readonly StoredConsent[]): void {
  if (consents.length === 0) return
  tx.send(UPDATE, [
    pgArray(consents, c => c.id),
    pgArray(consents, c => c.state),
    pgArray(consents, c => c.holderId),
    pgArray(consents, c => c.accounts.join(' ')),
    pgArray(consents, c => factorsText(c.factors)),
    pgArray(consents, c => c.card?.agreementNumber ?? c.agreement?.number ?? null),
    pgArray(consents, c => c.card?.accountToken ?? null),
    pgArray(consents, c => iso(c.authorisedAt)),
    pgArray(consents, c => iso(c.confirmedAt)),
    pgArray(consents, c => iso(c.endedAt)),
    pgArray(consents, c => c.endedBy),
    pgArray(consents, c => c.endReason),
  ])
}

/** Writes counters and consumption of consents that this transaction holds exclusively. */
export function writeCounts(tx: Tx, rows: readonly { readonly row: ConsentRow; readonly consumedAt: Date | null }[]): void {
  if (rows.length === 0) return
  tx.send(COUNT, [
    pgArray(rows.map(({ row }) => row.id)),
    pgArray(rows.map(({ row }) => usedText(row.used))),
    pgArray(rows.map(({ row }) => row.state)),
    pgArray(rows.map(({ consumedAt }) => iso(consumedAt))),
  ])
}

export function recordChanges(tx: Tx, changes: readonly ConsentChange[]): void {
  if (changes.length === 0) return
  tx.send(RECORD, [
    pgArray(changes.map(change => change.consentId)),
    pgArray(changes.map(change => change.change)),
    pgArray(changes.map(change => change.actor)),
    pgArray(changes.map(change => change.requestId)),
    pgArray(changes.map(change => change.at.toISOString())),
    pgArray(changes.map(change => change.by)),
    pgArray(changes.map(change => change.reason)),
  ])
}

/** Locks consents whose time is over and of which nobody has been told; rows that others hold are left for the next time. */
export async function lockEnded(tx: Tx, now: Date, atMost: number): Promise<StoredConsent[]> {
  return (await tx.query<WholeRow>(LOCK_ENDED, [now, atMost])).map(wholeOf)
}

export function tellExpiry(tx: Tx, ids: readonly ConsentId[], at: Date): void {
  if (ids.length > 0) tx.send(TELL_EXPIRY, [pgArray(ids), at])
}

function granteeOf(row: HotRow): Grantee {
  if (row.grantee_kind === 'institution') return { kind: 'institution' }
  return row.grantee_kind === 'merchant'
    ? { kind: 'merchant', id: row.grantee_id as Id<'mer'> }
    : { kind: 'third_party', id: row.grantee_id as Id<'tpp'> }
}

function rowOf(row: HotRow): ConsentRow {
  const { house, bank_code: bankCode, bank, last4 } = row
  const isCard = house !== null && bankCode !== null && bank !== null && last4 !== null
  return {
    id: row.id,
    kind: row.kind,
    method: row.method,
    state: row.state,
    holderId: row.holder_id,
    grantee: granteeOf(row),
    cardId: row.card_id,
    accounts: row.accounts,
    factors: factorsOf(row.factors),
    currency: row.currency,
    limitPerPayment: row.limit_per_payment,
    limits: limitsOf(row.limits, row.currency),
    used: usedOf(row.used),
    validFrom: row.valid_from,
    validTo: row.valid_to,
    authoriseBy: row.authorise_by,
    createdAt: row.created_at,
    confirmedAt: row.confirmed_at,
    agreement: row.kind === 'channel_agreement' && house !== null ? { house, number: row.agreement_number } : null,
    card: isCard
      ? {
          house,
          bindingReference: row.binding_reference,
          agreementNumber: row.agreement_number,
          accountToken: row.account_token,
          bankCode,
          bank,
          last4,
        }
      : null,
  }
}

export function wholeOf(row: WholeRow): StoredConsent {
  return {
    ...rowOf(row),
    purpose: row.purpose,
    permissions: row.permissions,
    terms: row.terms ?? null,
    transactionsFrom: row.transactions_from,
    transactionsTo: row.transactions_to,
    authorisedAt: row.authorised_at,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
    endReason: row.end_reason,
  }
}

/** For the lists of reads.ts: the columns and how a row of them is read. */
export const wholeConsents = { columns: WHOLE, read: (row: Row): StoredConsent => wholeOf(row as WholeRow) }
