/** SQL of people's sessions and of operators. Every change that ends or narrows what somebody may do tells every node. */
import { type Id, LAST_UUID } from '../../../kernel/ids.ts'
import { type Db, pgArray, sql, type Tx } from '../../../platform/db.ts'
import type { ListQuery } from '../../../platform/http/pages.ts'
import type { ScaFactor } from '../sca/types.ts'
import { holderIdOf, operatorIdOf, personOf } from './store.ts'
import type { Operator, Person, PersonSession } from './types.ts'

type Reader = Pick<Db, 'query'>

const SESSION_COLUMNS = `id, holder_id AS "holderId", operator_id AS "operatorId", factors, verified_at AS "verifiedAt", address,
  user_agent AS "userAgent", created_at AS "createdAt", expires_at AS "expiresAt"`

const INSERT_SESSION = sql(
  'identity.insert_person_session',
  `INSERT INTO identity.sessions (id, token_hash, holder_id, operator_id, factors, verified_at, address, user_agent, created_at, expires_at)
   VALUES ($1, decode($2, 'hex'), $3, $4, $5::jsonb, $6, $7, $8, $9, $10)`,
)

const SESSIONS = sql(
  'identity.sessions_of',
  `SELECT ${SESSION_COLUMNS} FROM identity.sessions WHERE person_id = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY id DESC LIMIT 100`,
)

const SESSION = sql('identity.session', `SELECT ${SESSION_COLUMNS} FROM identity.sessions WHERE id = $1 AND ended_at IS NULL`)

const END_SESSIONS = sql(
  'identity.end_sessions',
  `UPDATE identity.sessions SET ended_at = $3
   WHERE person_id = $1 AND ended_at IS NULL AND ($2::uuid[] IS NULL OR id = ANY ($2::uuid[])) AND ($4::uuid IS NULL OR id <> $4) RETURNING id`,
)

const VERIFY_SESSION = sql(
  'identity.verify_session',
  'UPDATE identity.sessions SET verified_at = $2, factors = factors || $3::jsonb WHERE id = $1 AND ended_at IS NULL',
)

const LIVE_CREDENTIALS = sql(
  'identity.live_credentials',
  `SELECT id FROM identity.sessions WHERE operator_id = $1 AND ended_at IS NULL
   UNION ALL SELECT id FROM identity.api_keys WHERE operator_id = $1 AND revoked_at IS NULL`,
)

const NOTIFY = sql('identity.notify_people', `SELECT pg_notify('identity_changed', id) FROM unnest($1::text[]) AS t (id)`)

const OPERATOR_COLUMNS = `id, name_en AS "nameEn", name_zh AS "nameZh", login, password_hash AS "passwordHash", disabled_at AS "disabledAt",
  enrolment_hash AS "enrolmentHash", enrolment_expires_at AS "enrolmentExpiresAt", created_at AS "createdAt"`

const OPERATOR_BY_LOGIN = sql('identity.operator_by_login', `SELECT ${OPERATOR_COLUMNS} FROM identity.operators WHERE login = $1`)
const OPERATOR = sql('identity.operator', `SELECT ${OPERATOR_COLUMNS} FROM identity.operators WHERE id = $1`)
const LOCK_OPERATORS = sql(
  'identity.lock_operators',
  `SELECT ${OPERATOR_COLUMNS} FROM identity.operators WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
)
const OPERATORS_OLDER = sql(
  'identity.operators_older',
  `SELECT ${OPERATOR_COLUMNS} FROM identity.operators WHERE id < $1::uuid ORDER BY id DESC LIMIT $2`,
)
const OPERATORS_NEWER = sql(
  'identity.operators_newer',
  `SELECT ${OPERATOR_COLUMNS} FROM identity.operators WHERE id > $1::uuid ORDER BY id LIMIT $2`,
)
const INSERT_OPERATOR = sql(
  'identity.insert_person_operator',
  `INSERT INTO identity.operators (id, name_en, name_zh, login, enrolment_hash, enrolment_expires_at, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (login) DO NOTHING RETURNING id`,
)
const UPDATE_OPERATOR = sql(
  'identity.update_operator',
  `UPDATE identity.operators SET name_en = $2, name_zh = $3, disabled_at = $4, updated_at = $5 WHERE id = $1`,
)
const RESET_OPERATOR = sql(
  'identity.reset_operator',
  `UPDATE identity.operators SET password_hash = NULL, enrolment_hash = $2, enrolment_expires_at = $3, updated_at = $4 WHERE id = $1`,
)
const ENROL_OPERATOR = sql(
  'identity.enrol_operator',
  `UPDATE identity.operators SET password_hash = $3, enrolment_hash = NULL, enrolment_expires_at = NULL, updated_at = $4
   WHERE id = $1 AND enrolment_hash = $2 AND enrolment_expires_at > $4 AND disabled_at IS NULL RETURNING id`,
)
const SET_OPERATOR_PASSWORD = sql(
  'identity.set_operator_password',
  'UPDATE identity.operators SET password_hash = $2, updated_at = $3 WHERE id = $1',
)
const SET_HOLDER_PASSWORD = sql('identity.set_holder_password', 'UPDATE identity.consumers SET password_hash = $2 WHERE holder_id = $1')
const HOLDER = sql('identity.holder', 'SELECT phone, password_hash AS "passwordHash" FROM identity.consumers WHERE holder_id = $1')
const LOCK_BOOTSTRAP = sql('identity.lock_bootstrap', `SELECT pg_advisory_xact_lock(hashtextextended('feiqian identity bootstrap', 0))`)
const ANY_LOGIN = sql('identity.any_login', 'SELECT EXISTS (SELECT FROM identity.operators WHERE login IS NOT NULL) AS any')

type SessionRow = Omit<PersonSession, 'person' | 'factors'> & {
  holderId: Id<'hld'> | null
  operatorId: Id<'opr'> | null
  factors: FactorJson[]
}
export type FactorJson = Omit<ScaFactor, 'at'> & { readonly at: string }

export const factorOfJson = (factor: FactorJson): ScaFactor => ({ ...factor, at: new Date(factor.at) })

const sessionOf = ({ holderId, operatorId, factors, ...row }: SessionRow): PersonSession => ({
  ...row,
  person: personOf({ holderId, operatorId }),
  factors: factors.map(factorOfJson),
})

export function insertPersonSession(tx: Tx, session: PersonSession, tokenHash: string): void {
  tx.send(INSERT_SESSION, [
    session.id,
    tokenHash,
    holderIdOf(session.person),
    operatorIdOf(session.person),
    JSON.stringify(session.factors),
    session.verifiedAt,
    session.address,
    session.userAgent,
    session.createdAt,
    session.expiresAt,
  ])
}

export const sessionsOf = async (db: Reader, person: Person, now: Date): Promise<PersonSession[]> =>
  (await db.query<SessionRow>(SESSIONS, [person.id, now])).map(sessionOf)

export async function sessionById(db: Reader, id: Id<'ses'>): Promise<PersonSession | null> {
  const [row] = await db.query<SessionRow>(SESSION, [id])
  return row === undefined ? null : sessionOf(row)
}

/** Ends these sessions of the person, or all (`null`), `but` one; tells every node. Answers which were ended. */
export async function endSessions(
  tx: Tx,
  person: Person,
  ids: readonly Id<'ses'>[] | null,
  at: Date,
  but: Id<'ses'> | null = null,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(END_SESSIONS, [person.id, ids === null ? null : pgArray(ids), at, but])
  const ended = rows.map(row => row.id)
  if (ended.length > 0) tx.send(NOTIFY, [pgArray(ended)])
  return ended
}

export function verifySession(tx: Tx, id: Id<'ses'>, at: Date, factors: readonly ScaFactor[]): void {
  tx.send(VERIFY_SESSION, [id, at, JSON.stringify(factors)])
}

/** Has every node read the operator's sessions and keys anew; answers their ids. */
export async function tellOperatorChanged(tx: Tx, id: Id<'opr'>): Promise<string[]> {
  const ids = (await tx.query<{ id: string }>(LIVE_CREDENTIALS, [id])).map(row => row.id)
  if (ids.length > 0) tx.send(NOTIFY, [pgArray(ids)])
  return ids
}

type OperatorRow = {
  id: Id<'opr'>
  nameEn: string
  nameZh: string
  login: string | null
  passwordHash: string | null
  disabledAt: Date | null
  enrolmentHash: Buffer | null
  enrolmentExpiresAt: Date | null
  createdAt: Date
}

/** An operator with what only sign-in and enrolment may see. */
export type OperatorRecord = Omit<Operator, 'roles'> &
  Pick<OperatorRow, 'passwordHash' | 'disabledAt' | 'enrolmentHash' | 'enrolmentExpiresAt'>

const operatorOf = ({ nameEn, nameZh, ...row }: OperatorRow): OperatorRecord => ({
  ...row,
  name: { en: nameEn, zh: nameZh },
  status: row.disabledAt !== null ? 'disabled' : row.login !== null && row.passwordHash === null ? 'invited' : 'active',
})

const first = (rows: OperatorRow[]): OperatorRecord | null => (rows[0] === undefined ? null : operatorOf(rows[0]))

export const operatorByLogin = async (db: Reader, login: string) => first(await db.query<OperatorRow>(OPERATOR_BY_LOGIN, [login]))
export const operatorById = async (db: Reader, id: Id<'opr'>) => first(await db.query<OperatorRow>(OPERATOR, [id]))

/** Locked in the order of their ids. */
export async function lockOperators(tx: Tx, ids: readonly Id<'opr'>[]): Promise<Map<Id<'opr'>, OperatorRecord>> {
  tx.lock('keys')
  const rows = await tx.query<OperatorRow>(LOCK_OPERATORS, [pgArray(ids)])
  return new Map(rows.map(row => [row.id, operatorOf(row)]))
}

/** Rows of one page and one more (see pages.ts). */
export async function listOperators(db: Reader, page: ListQuery<'opr'>): Promise<OperatorRecord[]> {
  const rows =
    page.ending_before === undefined
      ? await db.query<OperatorRow>(OPERATORS_OLDER, [page.starting_after ?? LAST_UUID, page.limit + 1])
      : await db.query<OperatorRow>(OPERATORS_NEWER, [page.ending_before, page.limit + 1])
  return rows.map(operatorOf)
}

export type NewOperator = {
  readonly id: Id<'opr'>
  readonly name: { readonly en: string; readonly zh: string }
  readonly login: string
  readonly enrolmentHash: Buffer
  readonly enrolmentExpiresAt: Date
  readonly at: Date
}

/** False when the login name is taken. */
export async function insertPersonOperator(tx: Tx, operator: NewOperator): Promise<boolean> {
  const { id, name, login, enrolmentHash, enrolmentExpiresAt, at } = operator
  const rows = await tx.query(INSERT_OPERATOR, [id, name.en, name.zh, login, enrolmentHash, enrolmentExpiresAt, at])
  return rows.length === 1
}

export function updateOperator(tx: Tx, operator: OperatorRecord, at: Date): void {
  const { id, name, disabledAt } = operator
  tx.send(UPDATE_OPERATOR, [id, name.en, name.zh, disabledAt, at])
}

export const resetOperator = (tx: Tx, id: Id<'opr'>, enrolmentHash: Buffer, expiresAt: Date, at: Date): void =>
  tx.send(RESET_OPERATOR, [id, enrolmentHash, expiresAt, at])

/** Uses the enrolment secret up and sets the password; false when it is not valid (any more). */
export const enrolOperator = async (tx: Tx, id: Id<'opr'>, enrolmentHash: Buffer, passwordHash: string, at: Date): Promise<boolean> =>
  (await tx.query(ENROL_OPERATOR, [id, enrolmentHash, passwordHash, at])).length === 1

export function setPassword(tx: Tx, person: Person, passwordHash: string, at: Date): void {
  if (person.kind === 'operator') tx.send(SET_OPERATOR_PASSWORD, [person.id, passwordHash, at])
  else tx.send(SET_HOLDER_PASSWORD, [person.id, passwordHash])
}

/** Phone and password hash of a holder, or `null`. */
export async function holderCredential(db: Reader, id: Id<'hld'>): Promise<{ phone: string; passwordHash: string } | null> {
  const [row] = await db.query<{ phone: string; passwordHash: string }>(HOLDER, [id])
  return row ?? null
}

/** Whether nobody can sign in to the console yet; two who ask at once are answered one after the other. */
export async function isFirstOperator(tx: Tx): Promise<boolean> {
  tx.lock('keys')
  await tx.query(LOCK_BOOTSTRAP)
  const [row] = await tx.query<{ any: boolean }>(ANY_LOGIN)
  return row?.any === false
}
