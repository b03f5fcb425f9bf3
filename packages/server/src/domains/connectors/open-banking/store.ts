/** SQL of orders and links at another bank. What may happen once is a condition of its UPDATE, so that two visits never both win. */
import type { Id } from '../../../kernel/ids.ts'
import type { BusinessDate } from '../../../kernel/time.ts'
import { type Db, sql } from '../../../platform/db.ts'

export type Order = {
  readonly instructionId: Id<'ins'>
  readonly token: string
  readonly consentId: string
  readonly terms: Readonly<Record<string, unknown>>
  readonly amount: bigint
  readonly returnUrl: string | null
  readonly expiresAt: Date | null
  readonly verifier: Buffer | null
  readonly accessToken: Buffer | null
  readonly accessTokenUntil: Date | null
  readonly submittedAt: Date | null
  readonly paymentId: string | null
  readonly endedAs: string | null
}

export type LinkState = 'awaiting' | 'linked' | 'refused' | 'ended'
export type Link = {
  readonly id: Id<'bkl'>
  readonly consentId: string
  readonly state: LinkState
  readonly verifier: Buffer | null
  readonly accessToken: Buffer | null
  readonly accessTokenUntil: Date | null
  readonly refreshToken: Buffer | null
  readonly createdAt: Date
  readonly linkedAt: Date | null
  readonly endedAt: Date | null
}

type Reader = Pick<Db, 'query'>

const ORDER = `instruction_id AS "instructionId", token, consent_id AS "consentId", terms, amount, return_url AS "returnUrl",
  expires_at AS "expiresAt", verifier, access_token AS "accessToken", access_token_until AS "accessTokenUntil",
  submitted_at AS "submittedAt", payment_id AS "paymentId", ended_as AS "endedAs"`
const LINK = `id, consent_id AS "consentId", state, verifier, access_token AS "accessToken", access_token_until AS "accessTokenUntil",
  refresh_token AS "refreshToken", created_at AS "createdAt", linked_at AS "linkedAt", ended_at AS "endedAt"`

const PUT_ORDER = sql(
  'peer_bank.put_order',
  `INSERT INTO peer_bank.orders (instruction_id, token, consent_id, terms, amount, return_url, expires_at, created_at)
   VALUES ($1, $2, $3, $4::json, $5, $6, $7, $8) ON CONFLICT (instruction_id) DO NOTHING`,
)
const BY_INSTRUCTION = sql('peer_bank.order', `SELECT ${ORDER} FROM peer_bank.orders WHERE instruction_id = $1`)
const BY_TOKEN = sql('peer_bank.order_by_token', `SELECT ${ORDER} FROM peer_bank.orders WHERE token = $1`)
const BY_PAYMENT = sql('peer_bank.order_by_payment', `SELECT ${ORDER} FROM peer_bank.orders WHERE payment_id = $1`)
const DEPART_ORDER = sql(
  'peer_bank.depart_order',
  `UPDATE peer_bank.orders SET state_digest = $2, verifier = $3
   WHERE instruction_id = $1 AND submitted_at IS NULL AND ended_as IS NULL RETURNING instruction_id`,
)
/** The state is good once. */
const ARRIVE_ORDER = sql(
  'peer_bank.arrive_order',
  `UPDATE peer_bank.orders SET state_digest = NULL, verifier = NULL WHERE state_digest = $1
   RETURNING ${ORDER.replace('verifier', 'old.verifier')}`,
)
const SUBMIT_ORDER = sql(
  'peer_bank.submit_order',
  `UPDATE peer_bank.orders SET submitted_at = $2, access_token = $3, access_token_until = $4
   WHERE instruction_id = $1 AND submitted_at IS NULL AND ended_as IS NULL RETURNING instruction_id`,
)
const NOTE_PAYMENT = sql(
  'peer_bank.note_payment',
  `UPDATE peer_bank.orders SET payment_id = $2, payment_status = $3, completed_on = coalesce(completed_on, $4::date)
   WHERE instruction_id = $1`,
)
const END_ORDER = sql(
  'peer_bank.end_order',
  `UPDATE peer_bank.orders SET ended_as = $2
   WHERE instruction_id = $1 AND submitted_at IS NULL AND ended_as IS NULL RETURNING instruction_id`,
)
const COMPLETED = sql('peer_bank.completed', `SELECT ${ORDER} FROM peer_bank.orders WHERE completed_on = $1::date ORDER BY instruction_id`)

const INSERT_LINK = sql(
  'peer_bank.insert_link',
  `INSERT INTO peer_bank.links (id, consent_id, state, created_at) VALUES ($1, $2, 'awaiting', $3)`,
)
const DEPART_LINK = sql(
  'peer_bank.depart_link',
  `UPDATE peer_bank.links SET state_digest = $2, verifier = $3 WHERE id = $1 AND state = 'awaiting' RETURNING id`,
)
const ARRIVE_LINK = sql(
  'peer_bank.arrive_link',
  `UPDATE peer_bank.links SET state_digest = NULL, verifier = NULL WHERE state_digest = $1 RETURNING ${LINK.replace('verifier', 'old.verifier')}`,
)
const SAVE_TOKENS = sql(
  'peer_bank.save_tokens',
  `UPDATE peer_bank.links SET state = 'linked', access_token = $2, access_token_until = $3, refresh_token = $4, linked_at = coalesce(linked_at, $5)
   WHERE id = $1 AND state IN ('awaiting', 'linked') RETURNING ${LINK}`,
)
const END_LINK = sql(
  'peer_bank.end_link',
  `UPDATE peer_bank.links SET state = $2, ended_at = $3, access_token = NULL, refresh_token = NULL, verifier = NULL, state_digest = NULL
   WHERE id = $1 AND state IN ('awaiting', 'linked') RETURNING ${LINK}`,
)
const FIND_LINK = sql('peer_bank.link', `SELECT ${LINK} FROM peer_bank.links WHERE id = $1`)
const LIST_LINKS = sql('peer_bank.links', `SELECT ${LINK} FROM peer_bank.links ORDER BY id DESC LIMIT 100`)

export type NewOrder = Pick<Order, 'instructionId' | 'token' | 'consentId' | 'terms' | 'amount' | 'returnUrl' | 'expiresAt'>

/** Keeps the first of an instruction. */
export async function putOrder(db: Reader, made: NewOrder, now: Date): Promise<void> {
  const { instructionId, token, consentId, terms, amount, returnUrl, expiresAt } = made
  await db.query(PUT_ORDER, [instructionId, token, consentId, JSON.stringify(terms), amount, returnUrl, expiresAt, now])
}
export const findOrder = async (db: Reader, id: Id<'ins'>): Promise<Order | null> =>
  (await db.query<Order>(BY_INSTRUCTION, [id]))[0] ?? null
export const findByToken = async (db: Reader, token: string): Promise<Order | null> => (await db.query<Order>(BY_TOKEN, [token]))[0] ?? null
export const findByPayment = async (db: Reader, paymentId: string): Promise<Order | null> =>
  (await db.query<Order>(BY_PAYMENT, [paymentId]))[0] ?? null
/** `false`: it was submitted or ended meanwhile. */
export const departOrder = async (db: Reader, id: Id<'ins'>, stateDigest: Buffer, verifier: Buffer): Promise<boolean> =>
  (await db.query(DEPART_ORDER, [id, stateDigest, verifier])).length > 0
/** The order of a visit that came back, as it was; `null`: there is none, or it came back before. */
export const arriveOrder = async (db: Reader, stateDigest: Buffer): Promise<Order | null> =>
  (await db.query<Order>(ARRIVE_ORDER, [stateDigest]))[0] ?? null
/** From here on it may be paid. `false`: it was submitted or ended before. */
export const submitOrder = async (db: Reader, id: Id<'ins'>, now: Date, token: Buffer, until: Date): Promise<boolean> =>
  (await db.query(SUBMIT_ORDER, [id, now, token, until])).length > 0
export async function notePayment(
  db: Reader,
  id: Id<'ins'>,
  paymentId: string,
  status: string,
  completedOn: BusinessDate | null,
): Promise<void> {
  await db.query(NOTE_PAYMENT, [id, paymentId, status, completedOn])
}
/** `false`: it was submitted, so only the bank can say how it ends. */
export const endOrder = async (db: Reader, id: Id<'ins'>, as: string): Promise<boolean> => (await db.query(END_ORDER, [id, as])).length > 0
export const completedOrders = (db: Reader, date: BusinessDate): Promise<Order[]> => db.query<Order>(COMPLETED, [date])

export async function insertLink(db: Reader, id: Id<'bkl'>, consentId: string, now: Date): Promise<void> {
  await db.query(INSERT_LINK, [id, consentId, now])
}
export const departLink = async (db: Reader, id: Id<'bkl'>, stateDigest: Buffer, verifier: Buffer): Promise<boolean> =>
  (await db.query(DEPART_LINK, [id, stateDigest, verifier])).length > 0
export const arriveLink = async (db: Reader, stateDigest: Buffer): Promise<Link | null> =>
  (await db.query<Link>(ARRIVE_LINK, [stateDigest]))[0] ?? null
export const saveTokens = async (
  db: Reader,
  id: Id<'bkl'>,
  access: Buffer,
  until: Date,
  refresh: Buffer | null,
  now: Date,
): Promise<Link | null> => (await db.query<Link>(SAVE_TOKENS, [id, access, until, refresh, now]))[0] ?? null
export const endLink = async (db: Reader, id: Id<'bkl'>, as: 'refused' | 'ended', now: Date): Promise<Link | null> =>
  (await db.query<Link>(END_LINK, [id, as, now]))[0] ?? null
export const findLink = async (db: Reader, id: Id<'bkl'>): Promise<Link | null> => (await db.query<Link>(FIND_LINK, [id]))[0] ?? null
export const listLinks = (db: Reader): Promise<Link[]> => db.query<Link>(LIST_LINKS, [])
