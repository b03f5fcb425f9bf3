/** SQL of factors, recovery codes, one-time codes and WebAuthn ceremonies. Secrets arrive sealed or hashed, never in the clear. */
import type { Id } from '../../../kernel/ids.ts'
import { type Db, pgArray, sql, type Tx } from '../../../platform/db.ts'
import type { Factor, Passkey, Person, RecoveryCodes, SentSms, TotpSecret } from './types.ts'

type Reader = Pick<Db, 'query'>

export const holderIdOf = (person: Person): string | null => (person.kind === 'holder' ? person.id : null)
export const operatorIdOf = (person: Person): string | null => (person.kind === 'operator' ? person.id : null)

type OwnerColumns = { holderId: Id<'hld'> | null; operatorId: Id<'opr'> | null }

export function personOf(row: OwnerColumns): Person {
  if (row.holderId !== null) return { kind: 'holder', id: row.holderId }
  if (row.operatorId !== null) return { kind: 'operator', id: row.operatorId }
  throw new Error('a row of a person names a holder or an operator')
}

const FACTORS = sql(
  'identity.factors',
  `SELECT id, kind, name, backed_up AS "backedUp", created_at AS "createdAt", confirmed_at AS "confirmedAt", last_used_at AS "lastUsedAt"
   FROM identity.factors WHERE person_id = $1 AND removed_at IS NULL ORDER BY id`,
)

const LOCK_FACTORS = sql(
  'identity.lock_factors',
  `SELECT id, kind, name, backed_up AS "backedUp", created_at AS "createdAt", confirmed_at AS "confirmedAt", last_used_at AS "lastUsedAt"
   FROM identity.factors WHERE person_id = $1 AND removed_at IS NULL ORDER BY id FOR UPDATE`,
)

const TOTP_SECRETS = sql(
  'identity.totp_secrets',
  `SELECT id, secret, confirmed_at AS "confirmedAt", created_at AS "createdAt" FROM identity.factors
   WHERE person_id = $1 AND kind = 'totp' AND removed_at IS NULL ORDER BY id`,
)

const PASSKEY_COLUMNS = `id, holder_id AS "holderId", operator_id AS "operatorId", credential_id AS "credentialId", public_key AS "publicKey",
  sign_count AS "signCount", transports`

const PASSKEYS = sql(
  'identity.passkeys',
  `SELECT ${PASSKEY_COLUMNS} FROM identity.factors WHERE person_id = $1 AND kind = 'passkey' AND removed_at IS NULL ORDER BY id`,
)

const PASSKEY_BY_CREDENTIAL = sql(
  'identity.passkey_by_credential',
  `SELECT ${PASSKEY_COLUMNS} FROM identity.factors WHERE credential_id = $1 AND kind = 'passkey' AND removed_at IS NULL`,
)

const INSERT_TOTP = sql(
  'identity.insert_totp',
  `INSERT INTO identity.factors (id, holder_id, operator_id, kind, name, secret, created_at) VALUES ($1, $2, $3, 'totp', $4, $5, $6)`,
)

const INSERT_PASSKEY = sql(
  'identity.insert_passkey',
  `INSERT INTO identity.factors (id, holder_id, operator_id, kind, name, credential_id, public_key, sign_count, transports, backed_up, created_at, confirmed_at)
   VALUES ($1, $2, $3, 'passkey', $4, $5, $6, $7, $8::text[], $9, $10, $10) ON CONFLICT (credential_id) DO NOTHING RETURNING id`,
)

// One statement decides and remembers: of two that bring the same code, one finds the step taken.
const TAKE_STEP = sql(
  'identity.take_step',
  `UPDATE identity.factors SET last_step = $2, last_used_at = $3
   WHERE id = $1 AND removed_at IS NULL AND (last_step IS NULL OR last_step < $2) RETURNING id`,
)

const CONFIRM_FACTOR = sql(
  'identity.confirm_factor',
  'UPDATE identity.factors SET confirmed_at = $2 WHERE id = $1 AND removed_at IS NULL AND confirmed_at IS NULL RETURNING id',
)

// A counter that does not rise says that the key was copied; passkeys that are synchronised always say 0 (WebAuthn Level 3 Section 6.1.1).
const USE_PASSKEY = sql(
  'identity.use_passkey',
  `UPDATE identity.factors SET sign_count = $2, last_used_at = $3
   WHERE id = $1 AND removed_at IS NULL AND (sign_count < $2 OR ($2 = 0 AND sign_count = 0)) RETURNING id`,
)

const REMOVE_FACTORS = sql(
  'identity.remove_factors',
  'UPDATE identity.factors SET removed_at = $2 WHERE id = ANY ($1::uuid[]) AND removed_at IS NULL',
)

const REMOVE_ALL_FACTORS = sql(
  'identity.remove_all_factors',
  'UPDATE identity.factors SET removed_at = $2 WHERE person_id = $1 AND removed_at IS NULL',
)

const DELETE_RECOVERY_CODES = sql('identity.delete_recovery_codes', 'DELETE FROM identity.recovery_codes WHERE person_id = $1')

const INSERT_RECOVERY_CODES = sql(
  'identity.insert_recovery_codes',
  `INSERT INTO identity.recovery_codes (person_id, code_hash, created_at) SELECT $1, hash, $3 FROM unnest($2::bytea[]) AS t (hash)`,
)

const USE_RECOVERY_CODE = sql(
  'identity.use_recovery_code',
  'UPDATE identity.recovery_codes SET used_at = $3 WHERE person_id = $1 AND code_hash = $2 AND used_at IS NULL RETURNING person_id',
)

const COUNT_RECOVERY_CODES = sql(
  'identity.count_recovery_codes',
  `SELECT count(*) FILTER (WHERE used_at IS NULL)::integer AS remaining, max(created_at) AS "createdAt"
   FROM identity.recovery_codes WHERE person_id = $1`,
)

const PHONE_OF = sql('identity.phone_of', 'SELECT phone FROM identity.consumers WHERE holder_id = $1 FOR UPDATE')

const SMS_SENT = sql(
  'identity.sms_sent',
  `SELECT count(*)::integer AS count, max(created_at) AS last, max(created_at) FILTER (WHERE purpose = $2) AS same
   FROM identity.sms_codes WHERE holder_id = $1 AND created_at > $3`,
)

const END_SMS_CODES = sql(
  'identity.end_sms_codes',
  'UPDATE identity.sms_codes SET used_at = $3 WHERE holder_id = $1 AND purpose = $2 AND used_at IS NULL',
)

const INSERT_SMS_CODE = sql(
  'identity.insert_sms_code',
  `INSERT INTO identity.sms_codes (id, holder_id, purpose, code_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
)

// Counts the try before anybody compares: of the codes of a purpose only the newest is open.
const TRY_SMS_CODE = sql(
  'identity.try_sms_code',
  `UPDATE identity.sms_codes SET attempts = attempts + 1
   WHERE holder_id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 AND attempts < $4
   RETURNING id, code_hash AS "codeHash"`,
)

const USE_SMS_CODE = sql(
  'identity.use_sms_code',
  'UPDATE identity.sms_codes SET used_at = $2 WHERE id = $1 AND used_at IS NULL RETURNING id',
)

const INSERT_CEREMONY = sql(
  'identity.insert_ceremony',
  'INSERT INTO identity.ceremonies (id, kind, person_id, challenge, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)',
)

const USE_CEREMONY = sql(
  'identity.use_ceremony',
  `UPDATE identity.ceremonies SET used_at = $4
   WHERE id = $1 AND kind = $2 AND person_id IS NOT DISTINCT FROM $3 AND used_at IS NULL AND expires_at > $4 RETURNING challenge`,
)

const INSERT_SANDBOX_SMS = sql(
  'identity.insert_sandbox_sms',
  'INSERT INTO identity.sandbox_sms (id, phone, purpose, text, created_at) VALUES (uuidv7(), $1, $2, $3, $4)',
)

const SANDBOX_SMS = sql(
  'identity.sandbox_sms',
  `SELECT id, phone, purpose, text, created_at AS "createdAt" FROM identity.sandbox_sms
   WHERE $1::text IS NULL OR phone = $1 ORDER BY id DESC LIMIT 50`,
)

const PRUNE_SMS_CODES = sql('identity.prune_sms_codes', 'DELETE FROM identity.sms_codes WHERE expires_at < $1')
const PRUNE_CEREMONIES = sql('identity.prune_ceremonies', 'DELETE FROM identity.ceremonies WHERE expires_at < $1')
const PRUNE_SANDBOX_SMS = sql('identity.prune_sandbox_sms', 'DELETE FROM identity.sandbox_sms WHERE created_at < $1')

export const factorsOf = (db: Reader, person: Person): Promise<Factor[]> => db.query<Factor>(FACTORS, [person.id])

/** The person's factors, locked, so that the last one cannot be removed twice at once. */
export function lockFactors(tx: Tx, person: Person): Promise<Factor[]> {
  tx.lock('keys')
  return tx.query<Factor>(LOCK_FACTORS, [person.id])
}

export const totpSecretsOf = (db: Reader, person: Person): Promise<TotpSecret[]> => db.query<TotpSecret>(TOTP_SECRETS, [person.id])

type PasskeyRow = OwnerColumns & {
  id: Id<'fct'>
  credentialId: Buffer
  publicKey: Buffer
  signCount: bigint
  transports: string[] | null
}

const passkeyOf = ({ holderId, operatorId, signCount, transports, ...row }: PasskeyRow): Passkey => ({
  ...row,
  person: personOf({ holderId, operatorId }),
  signCount: Number(signCount),
  transports: transports ?? [],
})

export const passkeysOf = async (db: Reader, person: Person): Promise<Passkey[]> =>
  (await db.query<PasskeyRow>(PASSKEYS, [person.id])).map(passkeyOf)

export async function passkeyByCredential(db: Reader, credentialId: Buffer): Promise<Passkey | null> {
  const [row] = await db.query<PasskeyRow>(PASSKEY_BY_CREDENTIAL, [credentialId])
  return row === undefined ? null : passkeyOf(row)
}

export function insertTotp(
  tx: Tx,
  factor: { readonly id: Id<'fct'>; readonly person: Person; readonly name: string; readonly secret: Buffer; readonly at: Date },
): void {
  tx.send(INSERT_TOTP, [factor.id, holderIdOf(factor.person), operatorIdOf(factor.person), factor.name, factor.secret, factor.at])
}

export type NewPasskey = Omit<Passkey, 'transports'> & {
  readonly name: string
  readonly transports: readonly string[]
  readonly backedUp: boolean
  readonly at: Date
}

/** False when the credential is registered already. */
export async function insertPasskey(tx: Tx, passkey: NewPasskey): Promise<boolean> {
  const rows = await tx.query(INSERT_PASSKEY, [
    passkey.id,
    holderIdOf(passkey.person),
    operatorIdOf(passkey.person),
    passkey.name,
    passkey.credentialId,
    passkey.publicKey,
    passkey.signCount,
    pgArray(passkey.transports),
    passkey.backedUp,
    passkey.at,
  ])
  return rows.length === 1
}

/** Takes a time step of a TOTP secret; false when it, or a later one, was taken before. */
export const takeStep = async (db: Reader, id: Id<'fct'>, step: number, at: Date): Promise<boolean> =>
  (await db.query(TAKE_STEP, [id, step, at])).length === 1

export const confirmFactor = async (db: Reader, id: Id<'fct'>, at: Date): Promise<boolean> =>
  (await db.query(CONFIRM_FACTOR, [id, at])).length === 1

export const usePasskey = async (db: Reader, id: Id<'fct'>, signCount: number, at: Date): Promise<boolean> =>
  (await db.query(USE_PASSKEY, [id, signCount, at])).length === 1

export const removeFactors = (tx: Tx, ids: readonly Id<'fct'>[], at: Date): void => tx.send(REMOVE_FACTORS, [pgArray(ids), at])

export function removeEverything(tx: Tx, person: Person, at: Date): void {
  tx.send(REMOVE_ALL_FACTORS, [person.id, at])
  tx.send(DELETE_RECOVERY_CODES, [person.id])
}

export function replaceRecoveryCodes(tx: Tx, person: Person, hashes: readonly Buffer[], at: Date): void {
  tx.send(DELETE_RECOVERY_CODES, [person.id])
  tx.send(INSERT_RECOVERY_CODES, [person.id, pgArray(hashes), at])
}

/** Uses a recovery code up; false when there is no such one left. */
export const takeRecoveryCode = async (db: Reader, person: Person, codeHash: Buffer, at: Date): Promise<boolean> =>
  (await db.query(USE_RECOVERY_CODE, [person.id, codeHash, at])).length === 1

export async function recoveryCodesOf(db: Reader, person: Person): Promise<RecoveryCodes> {
  const [row] = await db.query<RecoveryCodes>(COUNT_RECOVERY_CODES, [person.id])
  return row ?? { remaining: 0, createdAt: null }
}

/** The holder's phone, their row locked, so that two requests for codes are counted one after the other. */
export async function lockPhone(tx: Tx, holderId: Id<'hld'>): Promise<string | null> {
  tx.lock('keys')
  const [row] = await tx.query<{ phone: string }>(PHONE_OF, [holderId])
  return row?.phone ?? null
}

export async function smsSent(tx: Tx, holderId: Id<'hld'>, purpose: string, since: Date): Promise<{ count: number; same: Date | null }> {
  const [row] = await tx.query<{ count: number; same: Date | null }>(SMS_SENT, [holderId, purpose, since])
  return row ?? { count: 0, same: null }
}

export type NewSmsCode = {
  readonly id: string
  readonly holderId: Id<'hld'>
  readonly purpose: string
  readonly codeHash: Buffer
  readonly at: Date
  readonly expiresAt: Date
}

/** A new code; those sent before for the same purpose end. */
export function insertSmsCode(tx: Tx, code: NewSmsCode): void {
  tx.send(END_SMS_CODES, [code.holderId, code.purpose, code.at])
  tx.send(INSERT_SMS_CODE, [code.id, code.holderId, code.purpose, code.codeHash, code.at, code.expiresAt])
}

export async function trySmsCode(
  db: Reader,
  holderId: Id<'hld'>,
  purpose: string,
  now: Date,
  attemptsMax: number,
): Promise<{ id: string; codeHash: Buffer } | null> {
  const [row] = await db.query<{ id: string; codeHash: Buffer }>(TRY_SMS_CODE, [holderId, purpose, now, attemptsMax])
  return row ?? null
}

export const takeSmsCode = async (db: Reader, id: string, at: Date): Promise<boolean> =>
  (await db.query(USE_SMS_CODE, [id, at])).length === 1

export type Ceremony = {
  readonly id: string
  readonly kind: 'register' | 'sign_in'
  readonly personId: string | null
  readonly challenge: Buffer
  readonly at: Date
  readonly expiresAt: Date
}

export async function insertCeremony(db: Reader, ceremony: Ceremony): Promise<void> {
  const { id, kind, personId, challenge, at, expiresAt } = ceremony
  await db.query(INSERT_CEREMONY, [id, kind, personId, challenge, at, expiresAt])
}

/** The challenge of a ceremony, once; `null` when it is not known, over, or was used. */
export async function takeCeremony(
  db: Reader,
  about: { readonly id: string; readonly kind: Ceremony['kind']; readonly personId: string | null; readonly at: Date },
): Promise<Buffer | null> {
  const [row] = await db.query<{ challenge: Buffer }>(USE_CEREMONY, [about.id, about.kind, about.personId, about.at])
  return row?.challenge ?? null
}

export async function insertSandboxSms(
  db: Reader,
  message: { readonly phone: string; readonly purpose: string; readonly text: string },
  at: Date,
): Promise<void> {
  await db.query(INSERT_SANDBOX_SMS, [message.phone, message.purpose, message.text, at])
}

export const sandboxSms = (db: Reader, phone: string | null): Promise<SentSms[]> => db.query<SentSms>(SANDBOX_SMS, [phone])

export async function prunePeople(db: Reader, before: Date): Promise<void> {
  await db.query(PRUNE_SMS_CODES, [before])
  await db.query(PRUNE_CEREMONIES, [before])
  await db.query(PRUNE_SANDBOX_SMS, [before])
}
