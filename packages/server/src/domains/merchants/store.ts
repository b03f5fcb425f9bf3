/** All SQL of the merchants. */
import { FIRST_UUID, type Id, LAST_UUID } from '../../kernel/ids.ts'
import { type BusinessDate, iso } from '../../kernel/time.ts'
import { type Db, pgArray, sql, type Tx } from '../../platform/db.ts'
import type { ListQuery } from '../../platform/http/pages.ts'
import type { AccountId } from '../ledger/types.ts'
import type { ChannelFacts, Merchant, MerchantStatus, RiskGrade, SettlementCycle } from './types.ts'

const COLUMNS = `id, name_en, name_zh, status, settlement_cycle, bank_holder_name, bank_code, bank_number_masked, bank_token, agreement_id,
  advance_limit, refund_advance_limit, account_unsettled, account_settled, account_refund_deposit, account_advance, live_since,
  status_reason, risk_grade, review_due, application_id, created_at, updated_at`

/** With the channels that can be, or could be, used. */
const SELECTED = `${COLUMNS}, (SELECT json_agg(json_build_object('channel', c.channel, 'subMerchant', c.sub_merchant_id, 'subAppId', c.sub_app_id,
      'flows', c.flows, 'active', c.status = 'active') ORDER BY c.channel)
    FROM merchants.channels AS c WHERE c.merchant_id = m.id AND c.status IN ('active', 'suspended')) AS channels`

const OPEN = sql('merchants.open', `SELECT ${SELECTED} FROM merchants.merchants AS m WHERE id = ANY ($1::uuid[])`)

const LOCK = sql(
  'merchants.lock',
  `SELECT ${SELECTED} FROM merchants.merchants AS m WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE OF m`,
)

const LIST_OLDER = sql(
  'merchants.list_older',
  `SELECT ${SELECTED} FROM merchants.merchants AS m WHERE ($1::text IS NULL OR status = $1) AND id < $2::uuid ORDER BY id DESC LIMIT $3`,
)

const LIST_NEWER = sql(
  'merchants.list_newer',
  `SELECT ${SELECTED} FROM merchants.merchants AS m WHERE ($1::text IS NULL OR status = $1) AND id > $2::uuid ORDER BY id LIMIT $3`,
)

const OF_CYCLE = sql(
  'merchants.of_cycle',
  `SELECT ${SELECTED} FROM merchants.merchants AS m WHERE settlement_cycle = ANY ($1::text[]) AND id > $2::uuid ORDER BY id LIMIT $3`,
)

const SEALED_NUMBER = sql('merchants.sealed_number', 'SELECT bank_number_sealed AS sealed FROM merchants.merchants WHERE bank_token = $1')

const INSERT = sql(
  'merchants.insert',
  `INSERT INTO merchants.merchants (${COLUMNS}, bank_number_sealed, licence_number, legal_person_mark, account_mark)
   SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::uuid[],
     $11::bigint[], $12::bigint[], $13::uuid[], $14::uuid[], $15::uuid[], $16::uuid[], $17::timestamptz[], $18::text[], $19::text[], $20::date[],
     $21::uuid[], $22::timestamptz[], $23::timestamptz[], $24::bytea[], $25::text[], $26::bytea[], $27::bytea[])`,
)

const UPDATE = sql(
  'merchants.update',
  `UPDATE merchants.merchants AS m
   SET name_en = t.name_en, name_zh = t.name_zh, status = t.status, settlement_cycle = t.settlement_cycle, advance_limit = t.advance_limit,
       refund_advance_limit = t.refund_advance_limit, updated_at = t.updated_at
   FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::timestamptz[])
     AS t (id, name_en, name_zh, status, settlement_cycle, advance_limit, refund_advance_limit, updated_at)
   WHERE m.id = t.id`,
)

const UPDATE_BANK_ACCOUNT = sql(
  'merchants.update_bank_account',
  `UPDATE merchants.merchants AS m
   SET bank_holder_name = t.holder_name, bank_code = t.bank_code, bank_number_masked = t.masked, bank_token = t.token, bank_number_sealed = t.sealed
   FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[]) AS t (id, holder_name, bank_code, masked, token, sealed)
   WHERE m.id = t.id`,
)

const ASSIGN = sql(
  'merchants.assign_agreements',
  `UPDATE merchants.merchants AS m SET agreement_id = t.agreement_id
   FROM unnest($1::uuid[], $2::uuid[]) AS t (id, agreement_id) WHERE m.id = t.id`,
)

const GO_LIVE = sql(
  'merchants.go_live',
  `UPDATE merchants.merchants SET status = 'active', live_since = $2::timestamptz, review_due = $3::date, updated_at = $2::timestamptz
   WHERE id = $1 AND status = 'onboarding'`,
)

const SET_STATUS = sql(
  'merchants.set_status',
  'UPDATE merchants.merchants SET status = $2, status_reason = $3, updated_at = $4::timestamptz WHERE id = $1',
)

const SET_REVIEW = sql('merchants.set_review', 'UPDATE merchants.merchants SET risk_grade = $2, review_due = $3::date WHERE id = $1')

const SET_MARKS = sql('merchants.set_marks', 'UPDATE merchants.merchants SET legal_person_mark = $2, account_mark = $3 WHERE id = $1')

type MerchantRow = {
  id: Id<'mer'>
  name_en: string
  name_zh: string
  status: MerchantStatus
  settlement_cycle: SettlementCycle
  bank_holder_name: string
  bank_code: string
  bank_number_masked: string
  bank_token: string
  agreement_id: Id<'agr'> | null
  advance_limit: bigint
  refund_advance_limit: bigint
  account_unsettled: AccountId
  account_settled: AccountId
  account_refund_deposit: AccountId
  account_advance: AccountId
  channels: ChannelFacts[] | null
  live_since: Date | null
  status_reason: string | null
  risk_grade: RiskGrade | null
  review_due: BusinessDate | null
  application_id: Id<'apl'> | null
  created_at: Date
  updated_at: Date
}

const merchantOf = (row: MerchantRow): Merchant => ({
  id: row.id,
  name: { en: row.name_en, zh: row.name_zh },
  status: row.status,
  settlementCycle: row.settlement_cycle,
  bankAccount: {
    holderName: row.bank_holder_name,
    bankCode: row.bank_code,
    numberMasked: row.bank_number_masked,
    token: row.bank_token,
  },
  agreementId: row.agreement_id,
  advanceLimit: row.advance_limit,
  refundAdvanceLimit: row.refund_advance_limit,
  channels: row.channels ?? [],
  accounts: {
    unsettled: row.account_unsettled,
    settled: row.account_settled,
    refundDeposit: row.account_refund_deposit,
    advance: row.account_advance,
  },
  liveSince: row.live_since,
  statusReason: row.status_reason,
  riskGrade: row.risk_grade,
  reviewDue: row.review_due,
  applicationId: row.application_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

const byId = (rows: readonly MerchantRow[]): Map<Id<'mer'>, Merchant> => new Map(rows.map(row => [row.id, merchantOf(row)]))

export async function open(db: Pick<Db, 'query'>, ids: readonly Id<'mer'>[]): Promise<Map<Id<'mer'>, Merchant>> {
  return byId(await db.query<MerchantRow>(OPEN, [pgArray(ids)]))
}

export async function lock(tx: Tx, ids: readonly Id<'mer'>[]): Promise<Map<Id<'mer'>, Merchant>> {
  tx.lock('merchants')
  return byId(await tx.query<MerchantRow>(LOCK, [pgArray(ids)]))
}

/** Rows of one page and one more (see pages.ts). */
export async function list(db: Pick<Db, 'query'>, status: MerchantStatus | null, page: ListQuery<'mer'>): Promise<Merchant[]> {
  const rows =
    page.ending_before === undefined
      ? await db.query<MerchantRow>(LIST_OLDER, [status, page.starting_after ?? LAST_UUID, page.limit + 1])
      : await db.query<MerchantRow>(LIST_NEWER, [status, page.ending_before, page.limit + 1])
  return rows.map(merchantOf)
}

export async function ofCycles(
  db: Pick<Db, 'query'>,
  cycles: readonly SettlementCycle[],
  after: Id<'mer'> | null,
  limit: number,
): Promise<Merchant[]> {
  const rows = await db.query<MerchantRow>(OF_CYCLE, [pgArray(cycles), after ?? FIRST_UUID, limit])
  return rows.map(merchantOf)
}

export async function sealedNumber(db: Pick<Db, 'query'>, token: string): Promise<Buffer | null> {
  const rows = await db.query<{ sealed: Buffer }>(SEALED_NUMBER, [token])
  return rows[0]?.sealed ?? null
}

/** A merchant and its bank account's sealed number; `marks` of one that applied. */
export type SealedMerchant = {
  readonly merchant: Merchant
  readonly sealed: Buffer
  readonly marks: { readonly licenceNumber: string; readonly legalPersonMark: Buffer; readonly accountMark: Buffer } | null
}

export function insert(tx: Tx, added: readonly SealedMerchant[]): void {
  const merchants = added.map(({ merchant }) => merchant)
  tx.send(INSERT, [
    pgArray(merchants.map(m => m.id)),
    pgArray(merchants.map(m => m.name.en)),
    pgArray(merchants.map(m => m.name.zh)),
    pgArray(merchants.map(m => m.status)),
    pgArray(merchants.map(m => m.settlementCycle)),
    pgArray(merchants.map(m => m.bankAccount.holderName)),
    pgArray(merchants.map(m => m.bankAccount.bankCode)),
    pgArray(merchants.map(m => m.bankAccount.numberMasked)),
    pgArray(merchants.map(m => m.bankAccount.token)),
    pgArray(merchants.map(m => m.agreementId)),
    pgArray(merchants.map(m => m.advanceLimit)),
    pgArray(merchants.map(m => m.refundAdvanceLimit)),
    pgArray(merchants.map(m => m.accounts.unsettled)),
    pgArray(merchants.map(m => m.accounts.settled)),
    pgArray(merchants.map(m => m.accounts.refundDeposit)),
    pgArray(merchants.map(m => m.accounts.advance)),
    pgArray(merchants.map(m => iso(m.liveSince))),
    pgArray(merchants.map(m => m.statusReason)),
    pgArray(merchants.map(m => m.riskGrade)),
    pgArray(merchants.map(m => m.reviewDue)),
    pgArray(merchants.map(m => m.applicationId)),
    pgArray(merchants.map(m => m.createdAt.toISOString())),
    pgArray(merchants.map(m => m.updatedAt.toISOString())),
    pgArray(added.map(({ sealed }) => sealed)),
    pgArray(added.map(({ marks }) => marks?.licenceNumber ?? null)),
    pgArray(added.map(({ marks }) => marks?.legalPersonMark ?? null)),
    pgArray(added.map(({ marks }) => marks?.accountMark ?? null)),
  ])
}

export function update(tx: Tx, merchants: readonly Merchant[]): void {
  tx.send(UPDATE, [
    pgArray(merchants.map(m => m.id)),
    pgArray(merchants.map(m => m.name.en)),
    pgArray(merchants.map(m => m.name.zh)),
    pgArray(merchants.map(m => m.status)),
    pgArray(merchants.map(m => m.settlementCycle)),
    pgArray(merchants.map(m => m.advanceLimit)),
    pgArray(merchants.map(m => m.refundAdvanceLimit)),
    pgArray(merchants.map(m => m.updatedAt.toISOString())),
  ])
}

export function updateBankAccounts(tx: Tx, changed: readonly SealedMerchant[]): void {
  tx.send(UPDATE_BANK_ACCOUNT, [
    pgArray(changed.map(({ merchant }) => merchant.id)),
    pgArray(changed.map(({ merchant }) => merchant.bankAccount.holderName)),
    pgArray(changed.map(({ merchant }) => merchant.bankAccount.bankCode)),
    pgArray(changed.map(({ merchant }) => merchant.bankAccount.numberMasked)),
    pgArray(changed.map(({ merchant }) => merchant.bankAccount.token)),
    pgArray(changed.map(({ sealed }) => sealed)),
  ])
}

/** In id order, so that two activations of several merchants never wait for each other crosswise. */
export function assignAgreements(tx: Tx, agreements: ReadonlyMap<Id<'mer'>, Id<'agr'>>): void {
  tx.lock('merchants')
  const sorted = [...agreements].sort(([a], [b]) => (a < b ? -1 : 1))
  tx.send(ASSIGN, [pgArray(sorted.map(([id]) => id)), pgArray(sorted.map(([, agreement]) => agreement))])
}

/** From onboarding to active; its row must be locked, or made in this transaction. */
export function goLive(tx: Tx, id: Id<'mer'>, now: Date, due: BusinessDate): void {
  tx.send(GO_LIVE, [id, iso(now), due])
}

/** Its row must be locked. */
export function setStatus(tx: Tx, merchant: Pick<Merchant, 'id' | 'status' | 'statusReason' | 'updatedAt'>): void {
  tx.send(SET_STATUS, [merchant.id, merchant.status, merchant.statusReason, iso(merchant.updatedAt)])
}

/** Its row must be locked. */
export function setReview(tx: Tx, id: Id<'mer'>, grade: RiskGrade, due: BusinessDate): void {
  tx.send(SET_REVIEW, [id, grade, due])
}

/** Its row must be locked. */
export function setMarks(tx: Tx, id: Id<'mer'>, legalPersonMark: Buffer, accountMark: Buffer): void {
  tx.send(SET_MARKS, [id, legalPersonMark, accountMark])
}
