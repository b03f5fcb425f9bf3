/** All SQL of applications: the application itself, its history and its documents. */
import { type Id, LAST_UUID } from '../../../kernel/ids.ts'
import { iso } from '../../../kernel/time.ts'
import { type Db, type Row, sql, type Tx } from '../../../platform/db.ts'
import type { ListQuery } from '../../../platform/http/pages.ts'
import type { Neighbours } from './rules-checks.ts'
import type { Application, ApplicationState, DocumentFacts, DocumentKind, Finding, HistoryEntry, MediaType, Risk } from './types.ts'

type Reader = Pick<Db, 'query'>

const COLUMNS = `id, state, revision, name_en, name_zh, licence_number, findings, risk, reviewer, entered_by, note, submissions, merchant_id,
  agreement_id, agreement_version, agreement_template, agreement_accepted_at, created_at, updated_at, submitted_at, decided_at, live_at`

const FIND = sql('merchants.application', `SELECT ${COLUMNS} FROM merchants.applications WHERE id = $1`)
const BY_TOKEN = sql('merchants.application_by_token', `SELECT ${COLUMNS} FROM merchants.applications WHERE token_hash = $1`)
const BY_MERCHANT = sql(
  'merchants.application_by_merchant',
  `SELECT ${COLUMNS} FROM merchants.applications WHERE merchant_id = $1 ORDER BY id DESC LIMIT 1`,
)
const LOCK = sql('merchants.lock_application', `SELECT ${COLUMNS} FROM merchants.applications WHERE id = $1 FOR NO KEY UPDATE`)
const FORM = sql('merchants.application_form', 'SELECT form_sealed AS sealed FROM merchants.applications WHERE id = $1')

const LIST_OLDER = sql(
  'merchants.applications_older',
  `SELECT ${COLUMNS} FROM merchants.applications WHERE ($1::text IS NULL OR state = $1) AND id < $2::uuid ORDER BY id DESC LIMIT $3`,
)
const LIST_NEWER = sql(
  'merchants.applications_newer',
  `SELECT ${COLUMNS} FROM merchants.applications WHERE ($1::text IS NULL OR state = $1) AND id > $2::uuid ORDER BY id LIMIT $3`,
)

const INSERT = sql(
  'merchants.insert_application',
  `INSERT INTO merchants.applications (id, token_hash, state, revision, form_sealed, findings, entered_by, submissions, created_at, updated_at)
   VALUES ($1, $2, 'draft', 1, $3, '[]', $4, 0, $5::timestamptz, $5::timestamptz)`,
)

const SET_TOKEN = sql('merchants.application_token', 'UPDATE merchants.applications SET token_hash = $2 WHERE id = $1')

const SET_CONTENT = sql(
  'merchants.application_content',
  `UPDATE merchants.applications
   SET form_sealed = $2, name_en = $3, name_zh = $4, licence_number = $5, legal_person_mark = $6, account_mark = $7
   WHERE id = $1`,
)

const SET_FORM = sql(
  'merchants.application_form_sealed',
  'UPDATE merchants.applications SET form_sealed = $2, legal_person_mark = $3, account_mark = $4, revision = revision + 1 WHERE id = $1',
)

const UPDATE = sql(
  'merchants.update_application',
  `UPDATE merchants.applications
   SET state = $2, revision = $3, findings = $4::jsonb, risk = $5::jsonb, reviewer = $6, note = $7, submissions = $8, merchant_id = $9,
       agreement_id = $10, agreement_version = $11, agreement_template = $12, agreement_accepted_at = $13::timestamptz,
       updated_at = $14::timestamptz, submitted_at = $15::timestamptz, decided_at = $16::timestamptz, live_at = $17::timestamptz
   WHERE id = $1`,
)

const INSERT_HISTORY = sql(
  'merchants.insert_application_history',
  `INSERT INTO merchants.application_history (application_id, at, actor, action, state, note) VALUES ($1, $2::timestamptz, $3, $4, $5, $6)`,
)
const HISTORY = sql(
  'merchants.application_history',
  'SELECT application_id, at, actor, action, state, note FROM merchants.application_history WHERE application_id = $1 ORDER BY seq',
)

const NEIGHBOURS = sql(
  'merchants.application_neighbours',
  `SELECT
     EXISTS (SELECT FROM merchants.applications WHERE licence_number = $2 AND id <> $1
       AND state IN ('submitted', 'checking', 'needs_correction', 'approved', 'agreement', 'channels')) AS licence_applying,
     EXISTS (SELECT FROM merchants.merchants WHERE licence_number = $2 AND application_id IS DISTINCT FROM $1 AND status <> 'onboarding') AS licence_taken,
     EXISTS (SELECT FROM merchants.applications WHERE state = 'rejected' AND id <> $1
       AND (licence_number = $2 OR legal_person_mark = $3 OR account_mark = $4)) AS rejected_before,
     (SELECT count(*) FROM merchants.merchants WHERE account_mark = $4 AND licence_number IS DISTINCT FROM $2) AS account_shared,
     (SELECT count(*) FROM merchants.merchants WHERE legal_person_mark = $3 AND licence_number IS DISTINCT FROM $2) AS legal_person_shared`,
)

const DOCUMENT_COLUMNS = 'id, kind, about, file_name, media_type, bytes, sha256, added_at'
const DOCUMENTS = sql(
  'merchants.documents',
  `SELECT ${DOCUMENT_COLUMNS} FROM merchants.documents WHERE application_id = $1 AND removed_at IS NULL ORDER BY kind, about`,
)
const DOCUMENT = sql(
  'merchants.document',
  `SELECT ${DOCUMENT_COLUMNS}, sealed FROM merchants.documents WHERE application_id = $1 AND id = $2 AND removed_at IS NULL`,
)
const COUNT_UPLOADS = sql('merchants.count_uploads', 'SELECT count(*) AS n FROM merchants.documents WHERE application_id = $1')
const INSERT_DOCUMENT = sql(
  'merchants.insert_document',
  `INSERT INTO merchants.documents (id, application_id, kind, about, file_name, media_type, bytes, sha256, sealed, added_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::timestamptz)`,
)
const REMOVE_DOCUMENT = sql(
  'merchants.remove_document',
  `UPDATE merchants.documents SET removed_at = $4::timestamptz
   WHERE application_id = $1 AND kind = $2 AND about = $3 AND removed_at IS NULL`,
)

type ApplicationRow = {
  id: Id<'apl'>
  state: ApplicationState
  revision: number
  name_en: string | null
  name_zh: string | null
  licence_number: string | null
  findings: Finding[]
  risk: Risk | null
  reviewer: Id<'opr'> | null
  entered_by: Id<'opr'> | null
  note: string | null
  submissions: number
  merchant_id: Id<'mer'> | null
  agreement_id: Id<'agr'> | null
  agreement_version: number | null
  agreement_template: string | null
  agreement_accepted_at: Date | null
  created_at: Date
  updated_at: Date
  submitted_at: Date | null
  decided_at: Date | null
  live_at: Date | null
}

const applicationOf = (row: ApplicationRow): Application => ({
  id: row.id,
  state: row.state,
  revision: row.revision,
  name: row.name_zh === null ? null : { en: row.name_en ?? row.name_zh, zh: row.name_zh },
  licenceNumber: row.licence_number,
  findings: row.findings,
  risk: row.risk,
  reviewer: row.reviewer,
  enteredBy: row.entered_by,
  note: row.note,
  submissions: row.submissions,
  merchantId: row.merchant_id,
  agreement:
    row.agreement_id === null || row.agreement_version === null
      ? null
      : {
          id: row.agreement_id,
          version: row.agreement_version,
          template: row.agreement_template ?? '',
          acceptedAt: row.agreement_accepted_at,
        },
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  submittedAt: row.submitted_at,
  decidedAt: row.decided_at,
  liveAt: row.live_at,
})

const first = async <R extends Row, T>(rows: Promise<R[]>, of: (row: R) => T): Promise<T | null> => {
  const [row] = await rows
  return row === undefined ? null : of(row)
}

export const find = (db: Reader, id: Id<'apl'>) => first(db.query<ApplicationRow>(FIND, [id]), applicationOf)

export const byToken = (db: Reader, hash: Buffer) => first(db.query<ApplicationRow>(BY_TOKEN, [hash]), applicationOf)

/** The application that a merchant came by. */
export const byMerchant = (db: Reader, id: Id<'mer'>) => first(db.query<ApplicationRow>(BY_MERCHANT, [id]), applicationOf)

export function lock(tx: Tx, id: Id<'apl'>): Promise<Application | null> {
  tx.lock('merchants')
  return first(tx.query<ApplicationRow>(LOCK, [id]), applicationOf)
}

export const sealedForm = (db: Reader, id: Id<'apl'>) => first(db.query<{ sealed: Buffer }>(FORM, [id]), row => row.sealed)

/** Rows of one page and one more (see pages.ts). */
export async function list(db: Reader, state: ApplicationState | null, page: ListQuery<'apl'>): Promise<Application[]> {
  const rows =
    page.ending_before === undefined
      ? await db.query<ApplicationRow>(LIST_OLDER, [state, page.starting_after ?? LAST_UUID, page.limit + 1])
      : await db.query<ApplicationRow>(LIST_NEWER, [state, page.ending_before, page.limit + 1])
  return rows.map(applicationOf)
}

export type NewApplication = {
  readonly id: Id<'apl'>
  readonly tokenHash: Buffer
  readonly sealed: Buffer
  readonly enteredBy: Id<'opr'> | null
}

export function insert(tx: Tx, added: NewApplication, now: Date): void {
  tx.send(INSERT, [added.id, added.tokenHash, added.sealed, added.enteredBy, iso(now)])
}

export function setToken(tx: Tx, id: Id<'apl'>, hash: Buffer): void {
  tx.send(SET_TOKEN, [id, hash])
}

/** What of the form is stored beside its sealed whole. */
export type Content = {
  readonly sealed: Buffer
  readonly nameEn: string | null
  readonly nameZh: string | null
  readonly licenceNumber: string | null
  readonly legalPersonMark: Buffer | null
  readonly accountMark: Buffer | null
}

export function setContent(tx: Tx, id: Id<'apl'>, content: Content): void {
  const { sealed, nameEn, nameZh, licenceNumber, legalPersonMark, accountMark } = content
  tx.send(SET_CONTENT, [id, sealed, nameEn, nameZh, licenceNumber, legalPersonMark, accountMark])
}

/** After a change of the merchant, what is sent to channels again says what holds. */
export function setForm(tx: Tx, id: Id<'apl'>, sealed: Buffer, legalPersonMark: Buffer, accountMark: Buffer): void {
  tx.send(SET_FORM, [id, sealed, legalPersonMark, accountMark])
}

export function update(tx: Tx, a: Application): void {
  tx.send(UPDATE, [
    a.id,
    a.state,
    a.revision,
    JSON.stringify(a.findings),
    a.risk === null ? null : JSON.stringify(a.risk),
    a.reviewer,
    a.note,
    a.submissions,
    a.merchantId,
    a.agreement?.id ?? null,
    a.agreement?.version ?? null,
    a.agreement?.template ?? null,
    iso(a.agreement?.acceptedAt ?? null),
    iso(a.updatedAt),
    iso(a.submittedAt),
    iso(a.decidedAt),
    iso(a.liveAt),
  ])
}

export function addHistory(tx: Tx, entry: HistoryEntry): void {
  tx.send(INSERT_HISTORY, [entry.applicationId, iso(entry.at), entry.actor, entry.action, entry.state, entry.note])
}

export async function history(db: Reader, id: Id<'apl'>): Promise<HistoryEntry[]> {
  const rows = await db.query<{
    application_id: Id<'apl'>
    at: Date
    actor: string
    action: string
    state: ApplicationState
    note: string | null
  }>(HISTORY, [id])
  return rows.map(({ application_id, ...row }) => ({ applicationId: application_id, ...row }))
}

/** What others have in common with an application, by licence and keyed marks. */
export async function neighbours(
  db: Reader,
  id: Id<'apl'>,
  licence: string,
  legalPersonMark: Buffer,
  accountMark: Buffer,
): Promise<Neighbours> {
  const [row] = await db.query<{
    licence_applying: boolean
    licence_taken: boolean
    rejected_before: boolean
    account_shared: bigint
    legal_person_shared: bigint
  }>(NEIGHBOURS, [id, licence, legalPersonMark, accountMark])
  return {
    licenceApplying: row?.licence_applying ?? false,
    licenceTaken: row?.licence_taken ?? false,
    rejectedBefore: row?.rejected_before ?? false,
    accountShared: Number(row?.account_shared ?? 0),
    legalPersonShared: Number(row?.legal_person_shared ?? 0),
  }
}

type DocumentRow = {
  id: Id<'mdc'>
  kind: DocumentKind
  about: number
  file_name: string
  media_type: MediaType
  bytes: number
  sha256: string
  added_at: Date
}

const documentOf = (row: DocumentRow): DocumentFacts => ({
  id: row.id,
  kind: row.kind,
  about: row.about,
  fileName: row.file_name,
  mediaType: row.media_type,
  bytes: row.bytes,
  sha256: row.sha256,
  addedAt: row.added_at,
})

export async function documents(db: Reader, id: Id<'apl'>): Promise<DocumentFacts[]> {
  return (await db.query<DocumentRow>(DOCUMENTS, [id])).map(documentOf)
}

/** How many were ever brought, those replaced included. */
export async function countUploads(db: Reader, id: Id<'apl'>): Promise<number> {
  const [row] = await db.query<{ n: bigint }>(COUNT_UPLOADS, [id])
  return Number(row?.n ?? 0)
}

export const document = (db: Reader, application: Id<'apl'>, id: Id<'mdc'>) =>
  first(db.query<DocumentRow & { sealed: Buffer }>(DOCUMENT, [application, id]), row => ({ facts: documentOf(row), sealed: row.sealed }))

export function putDocument(tx: Tx, application: Id<'apl'>, facts: DocumentFacts, sealed: Buffer): void {
  removeDocument(tx, application, facts, facts.addedAt)
  tx.send(INSERT_DOCUMENT, [
    facts.id,
    application,
    facts.kind,
    facts.about,
    facts.fileName,
    facts.mediaType,
    facts.bytes,
    facts.sha256,
    sealed,
    iso(facts.addedAt),
  ])
}

export function removeDocument(tx: Tx, application: Id<'apl'>, { kind, about }: Pick<DocumentFacts, 'kind' | 'about'>, now: Date): void {
  tx.send(REMOVE_DOCUMENT, [application, kind, about, iso(now)])
}
