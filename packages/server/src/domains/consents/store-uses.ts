/** SQL of what consents were used for, and of the receipts. Names only the schema `consents`. */
import type { Currency } from '../../kernel/currencies.ts'
import type { Id } from '../../kernel/ids.ts'
import type { BusinessDate } from '../../kernel/time.ts'
import { type Db, pgArray, type Row, sql, type Tx } from '../../platform/db.ts'
import { factorsOf, factorsText } from './stored-json.ts'
import type { ConsentAccessCount, ConsentChange, ConsentId, ConsentPayment, StoredReceipt } from './types.ts'

const INSERT_USES = sql(
  'consents.insert_uses',
  `INSERT INTO consents.uses (consent_id, reference, amount, currency, payee, used_at)
   SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[])`,
)
// The rows of a payment are changed only by whoever holds the payment, so nobody waits here; consents themselves are not touched. Where
// nothing is counted there are no counters to put it into, and whether something is never changes.
const RELEASE = sql(
  'consents.release',
  `WITH given AS (
     UPDATE consents.uses u SET released_at = $4,
       released_amount = u.released_amount + least(coalesce(t.amount, u.amount), u.amount - u.released_amount)
     FROM unnest($1::uuid[], $2::text[], $3::bigint[]) AS t (consent_id, reference, amount)
     WHERE u.consent_id = t.consent_id AND u.reference = t.reference AND u.released_amount < u.amount
     RETURNING u.consent_id, new.released_amount - old.released_amount AS amount, t.amount IS NULL AS whole, u.used_at)
   INSERT INTO consents.releases (consent_id, amount, whole, used_at)
   SELECT g.consent_id, g.amount, g.whole, g.used_at FROM given g JOIN consents.consents c ON c.id = g.consent_id
   WHERE g.amount > 0 AND c.limits IS NOT NULL`,
)
const USES = sql(
  'consents.uses',
  `SELECT reference, amount, currency, payee, used_at, released_amount FROM consents.uses WHERE consent_id = $1 ORDER BY id DESC LIMIT $2`,
)
const ACCESSES = sql(
  'consents.accesses',
  `SELECT day, resource, count, amount, last_at FROM consents.accesses WHERE consent_id = $1 ORDER BY day DESC, resource LIMIT $2`,
)
const NOTE = sql(
  'consents.note',
  `INSERT INTO consents.accesses AS a (consent_id, day, resource, count, amount, last_at)
   SELECT t.* FROM unnest($1::uuid[], $2::date[], $3::text[], $4::bigint[], $5::bigint[], $6::timestamptz[])
     AS t (consent_id, day, resource, count, amount, last_at)
   WHERE EXISTS (SELECT FROM consents.consents c WHERE c.id = t.consent_id)
   ORDER BY t.consent_id, t.day, t.resource
   ON CONFLICT (consent_id, day, resource) DO UPDATE SET count = a.count + excluded.count, amount = a.amount + excluded.amount,
     last_at = greatest(a.last_at, excluded.last_at)`,
)
const LAST_USED = sql(
  'consents.last_used',
  `SELECT c.id, greatest(u.at, a.at) AS at FROM unnest($1::uuid[]) AS c (id)
   LEFT JOIN LATERAL (SELECT used_at AS at FROM consents.uses WHERE consent_id = c.id ORDER BY id DESC LIMIT 1) u ON true
   LEFT JOIN LATERAL (SELECT max(last_at) AS at FROM consents.accesses
     WHERE consent_id = c.id AND day = (SELECT max(day) FROM consents.accesses WHERE consent_id = c.id)) a ON true
   WHERE u.at IS NOT NULL OR a.at IS NOT NULL`,
)
const INSERT_RECEIPTS = sql(
  'consents.insert_receipts',
  `INSERT INTO consents.receipts (consent_id, given_at, holder_id, accounts, text_version, language, shown, factors, sca_challenge)
   SELECT consent_id, given_at, holder_id, string_to_array(accounts, ' '), text_version, language, shown, factors::jsonb, sca_challenge
   FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::uuid[])
     AS t (consent_id, given_at, holder_id, accounts, text_version, language, shown, factors, sca_challenge)`,
)
const RECEIPTS = sql(
  'consents.receipts',
  `SELECT consent_id, given_at, holder_id, accounts, text_version, language, shown, factors, sca_challenge
   FROM consents.receipts WHERE consent_id = $1 ORDER BY id DESC LIMIT 100`,
)
const HISTORY = sql(
  'consents.history',
  `SELECT consent_id, change, by, reason, actor, request_id, changed_at FROM consents.history WHERE consent_id = $1 ORDER BY id DESC LIMIT 200`,
)
const FORGET_UNAUTHORISED = sql('consents.forget_unauthorised', 'SELECT consents.forget_unauthorised($1, $2) AS forgotten')
const FORGET_ACCESSES = sql('consents.forget_accesses', 'DELETE FROM consents.accesses WHERE day < $1')

export type NewUse = {
  readonly consentId: ConsentId
  readonly reference: string
  readonly amount: bigint
  readonly currency: Currency
  readonly payee: string | null
  readonly at: Date
}

export function insertUses(tx: Tx, uses: readonly NewUse[]): void {
  if (uses.length === 0) return
  tx.send(INSERT_USES, [
    pgArray(uses.map(use => use.consentId)),
    pgArray(uses.map(use => use.reference)),
    pgArray(uses.map(use => use.amount)),
    pgArray(uses.map(use => use.currency)),
    pgArray(uses.map(use => use.payee)),
    pgArray(uses.map(use => use.at.toISOString())),
  ])
}

export function releaseUses(
  tx: Tx,
  releases: readonly { readonly consentId: ConsentId; readonly reference: string; readonly amount: bigint | null }[],
  at: Date,
): void {
  if (releases.length === 0) return
  tx.send(RELEASE, [
    pgArray(releases.map(release => release.consentId)),
    pgArray(releases.map(release => release.reference)),
    pgArray(releases.map(release => release.amount)),
    at,
  ])
}

/** Payments under a consent that counts, newest first. */
export async function readUses(db: Pick<Db, 'query'>, id: ConsentId, limit: number): Promise<ConsentPayment[]> {
  type UseRow = Row & {
    reference: string
    amount: bigint
    currency: Currency
    payee: string | null
    used_at: Date
    released_amount: bigint
  }
  return (await db.query<UseRow>(USES, [id, limit])).map(row => ({
    reference: row.reference,
    amount: row.amount,
    currency: row.currency,
    payee: row.payee,
    at: row.used_at,
    releasedAmount: row.released_amount,
  }))
}

/** Counts per day and resource, newest day first. */
export async function readAccesses(db: Pick<Db, 'query'>, id: ConsentId, limit: number): Promise<ConsentAccessCount[]> {
  type AccessRow = Row & { day: BusinessDate; resource: string; count: bigint; amount: bigint; last_at: Date }
  return (await db.query<AccessRow>(ACCESSES, [id, limit])).map(({ last_at: lastAt, ...row }) => ({ ...row, lastAt }))
}

/** When each was last used, for a payment or to read; those that never were are absent. Reads are noted some seconds late. */
export async function readLastUsed(db: Pick<Db, 'query'>, ids: readonly ConsentId[]): Promise<Map<ConsentId, Date>> {
  if (ids.length === 0) return new Map()
  const rows = await db.query<Row & { id: ConsentId; at: Date }>(LAST_USED, [pgArray(ids)])
  return new Map(rows.map(({ id, at }) => [id, at]))
}

export type Noted = { readonly consentId: ConsentId } & ConsentAccessCount

/** Adds counts to what is there; consents that are gone are left out. */
export async function writeNotes(db: Pick<Db, 'query'>, notes: readonly Noted[]): Promise<void> {
  await db.query(NOTE, [
    pgArray(notes.map(note => note.consentId)),
    pgArray(notes.map(note => note.day)),
    pgArray(notes.map(note => note.resource)),
    pgArray(notes.map(note => note.count)),
    pgArray(notes.map(note => note.amount)),
    pgArray(notes.map(note => note.lastAt.toISOString())),
  ])
}

export function insertReceipts(tx: Tx, receipts: readonly StoredReceipt[]): void {
  if (receipts.length === 0) return
  tx.send(INSERT_RECEIPTS, [
    pgArray(receipts.map(receipt => receipt.consentId)),
    pgArray(receipts.map(receipt => receipt.at.toISOString())),
    pgArray(receipts.map(receipt => receipt.holderId)),
    pgArray(receipts.map(receipt => receipt.accounts.join(' '))),
    pgArray(receipts.map(receipt => receipt.textVersion)),
    pgArray(receipts.map(receipt => receipt.language)),
    pgArray(receipts.map(receipt => receipt.shown)),
    pgArray(receipts.map(receipt => factorsText(receipt.factors) ?? '[]')),
    pgArray(receipts.map(receipt => receipt.scaChallenge)),
  ])
}

/** Receipts, newest first; at most 100. */
export async function readReceipts(db: Pick<Db, 'query'>, id: ConsentId): Promise<StoredReceipt[]> {
  type ReceiptRow = Row & {
    consent_id: ConsentId
    given_at: Date
    holder_id: Id<'hld'>
    accounts: string[]
    text_version: string
    language: 'en' | 'zh'
    shown: string
    factors: unknown
    sca_challenge: Id<'sca'> | null
  }
  return (await db.query<ReceiptRow>(RECEIPTS, [id])).map(row => ({
    consentId: row.consent_id,
    at: row.given_at,
    holderId: row.holder_id,
    accounts: row.accounts,
    textVersion: row.text_version,
    language: row.language,
    shown: row.shown,
    factors: factorsOf(row.factors),
    scaChallenge: row.sca_challenge,
  }))
}

/** What happened to a consent, oldest first; the latest 200 rows. */
export async function readHistory(db: Pick<Db, 'query'>, id: ConsentId): Promise<ConsentChange[]> {
  type HistoryRow = Row & {
    consent_id: ConsentId
    change: ConsentChange['change']
    by: ConsentChange['by']
    reason: string | null
    actor: string
    request_id: string
    changed_at: Date
  }
  return (await db.query<HistoryRow>(HISTORY, [id])).reverse().map(row => ({
    consentId: row.consent_id,
    change: row.change,
    by: row.by,
    reason: row.reason,
    actor: row.actor,
    requestId: row.request_id,
    at: row.changed_at,
  }))
}

/** Forgets requests that nobody authorised and whose time was over before; answers how many, at most `atMost`. */
export async function forgetUnauthorised(db: Pick<Db, 'query'>, before: Date, atMost: number): Promise<number> {
  const [row] = await db.query<Row & { forgotten: number }>(FORGET_UNAUTHORISED, [before, atMost])
  return row?.forgotten ?? 0
}

export async function forgetAccesses(db: Pick<Db, 'query'>, before: BusinessDate): Promise<void> {
  await db.query(FORGET_ACCESSES, [before])
}
