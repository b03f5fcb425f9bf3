/** All SQL of consents. Names only the schema `consents`. */
import type { Id } from '../../kernel/ids.ts'
import { type Db, pgArray, type Row, sql, type Tx } from '../../platform/db.ts'
import type { MandateChange, MandateKind, MandateMethod, StoredMandate } from './types.ts'

type MandateRow = Row & {
  id: Id<'mdt'>
  kind: MandateKind
  method: MandateMethod
  state: StoredMandate['state']
  holder_id: Id<'hld'>
  merchant_id: Id<'mer'> | null
  card_id: Id<'card'> | null
  limit_per_payment: bigint | null
  valid_to: Date | null
  house: string | null
  binding_reference: string | null
  agreement_number: string | null
  account_token: string | null
  bank_code: string | null
  bank: string | null
  last4: string | null
  created_at: Date
  revoked_at: Date | null
}

const COLUMNS = `id, kind, method, state, holder_id, merchant_id, card_id, limit_per_payment, valid_to,
  house, binding_reference, agreement_number, account_token, bank_code, bank, last4, created_at, revoked_at`

/** The asked mandates and the card agreements that they name, which never change. */
const WITH_CARDS = `id = ANY ($1::uuid[] || ARRAY(SELECT card_id FROM consents.mandates WHERE id = ANY ($1::uuid[]) AND card_id IS NOT NULL))`

// FOR SHARE lets payments under one mandate run side by side, and holds a revocation back until they commit.
const OPEN = sql('consents.open', `SELECT ${COLUMNS} FROM consents.mandates WHERE ${WITH_CARDS} ORDER BY id FOR SHARE`)
const READ = sql('consents.read', `SELECT ${COLUMNS} FROM consents.mandates WHERE ${WITH_CARDS}`)
const LOCK = sql('consents.lock', `SELECT ${COLUMNS} FROM consents.mandates WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`)
const FIND = sql('consents.find', `SELECT ${COLUMNS} FROM consents.mandates WHERE id = $1`)
const CARDS = sql(
  'consents.cards',
  `SELECT ${COLUMNS} FROM consents.mandates
   WHERE holder_id = $1 AND kind = 'card_agreement' AND state = 'active' AND (valid_to IS NULL OR valid_to > $2)
   ORDER BY id DESC LIMIT 100`,
)
const LIST = sql(
  'consents.list',
  `SELECT ${COLUMNS} FROM consents.mandates
   WHERE holder_id = $1 AND kind = 'wallet_auto_debit' AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
)
const LIST_BEFORE = sql(
  'consents.list_before',
  `SELECT ${COLUMNS} FROM consents.mandates WHERE holder_id = $1 AND kind = 'wallet_auto_debit' AND id > $2 ORDER BY id LIMIT $3`,
)
const INSERT = sql(
  'consents.insert',
  `INSERT INTO consents.mandates (${COLUMNS})
   SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[], $8::bigint[], $9::timestamptz[],
     $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::timestamptz[], $18::timestamptz[])`,
)
const UPDATE = sql(
  'consents.update',
  `UPDATE consents.mandates m SET state = t.state, agreement_number = t.agreement_number,
     account_token = t.account_token, revoked_at = t.revoked_at
   FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) AS t (id, state, agreement_number, account_token, revoked_at) WHERE m.id = t.id`,
)
const RECORD = sql(
  'consents.record',
  `INSERT INTO consents.mandate_history (mandate_id, change, actor, request_id, changed_at)
   SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])`,
)

export type Mandates = ReadonlyMap<Id<'mdt'>, StoredMandate>

const byId = (rows: readonly MandateRow[]): Mandates => new Map(rows.map(row => [row.id, mandateOf(row)]))

/** Loads mandates and the cards they name, share-locked by id in one statement. */
export async function openMandates(tx: Tx, ids: readonly Id<'mdt'>[]): Promise<Mandates> {
  return byId(await tx.query<MandateRow>(OPEN, [pgArray.plain(ids)]))
}

/** Loads mandates and the cards they name, without locks. */
export async function readMandates(db: Db, ids: readonly Id<'mdt'>[]): Promise<Mandates> {
  return byId(await db.query<MandateRow>(READ, [pgArray.plain(ids)]))
}

/** Loads mandates and locks them for a change, by id in one statement. */
export async function lockMandates(tx: Tx, ids: readonly Id<'mdt'>[]): Promise<Mandates> {
  return byId(await tx.query<MandateRow>(LOCK, [pgArray.plain(ids)]))
}

export async function findMandate(db: Db, id: Id<'mdt'>): Promise<StoredMandate | null> {
  const [row] = await db.query<MandateRow>(FIND, [id])
  return row === undefined ? null : mandateOf(row)
}

/** The holder's bound cards, newest first; at most 100. */
export async function boundCards(db: Db, holderId: Id<'hld'>, now: Date): Promise<StoredMandate[]> {
  return (await db.query<MandateRow>(CARDS, [holderId, now])).map(mandateOf)
}

/** The holder's mandates to merchants: `limit` rows after `after` (newest first), or before `before` (oldest first). */
export async function listMandates(
  db: Db,
  holderId: Id<'hld'>,
  page: { readonly after: Id<'mdt'> | null; readonly before: Id<'mdt'> | null; readonly limit: number },
): Promise<StoredMandate[]> {
  const rows =
    page.before === null
      ? await db.query<MandateRow>(LIST, [holderId, page.after, page.limit])
      : await db.query<MandateRow>(LIST_BEFORE, [holderId, page.before, page.limit])
  return rows.map(mandateOf)
}

export function insertMandates(tx: Tx, mandates: readonly StoredMandate[]): void {
  if (mandates.length === 0) return
  tx.send(INSERT, [
    pgArray.plain(mandates.map(mandate => mandate.id)),
    pgArray.text(mandates.map(mandate => mandate.kind)),
    pgArray.text(mandates.map(mandate => mandate.method)),
    pgArray.text(mandates.map(mandate => mandate.state)),
    pgArray.plain(mandates.map(mandate => mandate.holderId)),
    pgArray.plain(mandates.map(mandate => mandate.merchantId)),
    pgArray.plain(mandates.map(mandate => mandate.cardId)),
    pgArray.plain(mandates.map(mandate => mandate.limitPerPayment)),
    pgArray.text(mandates.map(mandate => mandate.validTo?.toISOString() ?? null)),
    pgArray.text(mandates.map(mandate => mandate.card?.house ?? null)),
    pgArray.text(mandates.map(mandate => mandate.card?.bindingReference ?? null)),
    pgArray.text(mandates.map(mandate => mandate.card?.agreementNumber ?? null)),
    pgArray.text(mandates.map(mandate => mandate.card?.accountToken ?? null)),
    pgArray.text(mandates.map(mandate => mandate.card?.bankCode ?? null)),
    pgArray.text(mandates.map(mandate => mandate.card?.bank ?? null)),
    pgArray.text(mandates.map(mandate => mandate.card?.last4 ?? null)),
    pgArray.text(mandates.map(mandate => mandate.createdAt.toISOString())),
    pgArray.text(mandates.map(mandate => mandate.revokedAt?.toISOString() ?? null)),
  ])
}

/** Writes state, agreement number and revocation of mandates that were locked before. */
export function updateMandates(tx: Tx, mandates: readonly StoredMandate[]): void {
  if (mandates.length === 0) return
  tx.send(UPDATE, [
    pgArray.plain(mandates.map(mandate => mandate.id)),
    pgArray.text(mandates.map(mandate => mandate.state)),
    pgArray.text(mandates.map(mandate => mandate.card?.agreementNumber ?? null)),
    pgArray.text(mandates.map(mandate => mandate.card?.accountToken ?? null)),
    pgArray.text(mandates.map(mandate => mandate.revokedAt?.toISOString() ?? null)),
  ])
}

export function recordChanges(tx: Tx, changes: readonly MandateChange[]): void {
  if (changes.length === 0) return
  tx.send(RECORD, [
    pgArray.plain(changes.map(change => change.mandateId)),
    pgArray.text(changes.map(change => change.change)),
    pgArray.text(changes.map(change => change.actor)),
    pgArray.text(changes.map(change => change.requestId)),
    pgArray.text(changes.map(change => change.at.toISOString())),
  ])
}

function mandateOf(row: MandateRow): StoredMandate {
  const { house, bank_code: bankCode, bank, last4 } = row
  const isCard = house !== null && bankCode !== null && bank !== null && last4 !== null
  return {
    id: row.id,
    kind: row.kind,
    method: row.method,
    state: row.state,
    holderId: row.holder_id,
    merchantId: row.merchant_id,
    cardId: row.card_id,
    limitPerPayment: row.limit_per_payment,
    validTo: row.valid_to,
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
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  }
}
