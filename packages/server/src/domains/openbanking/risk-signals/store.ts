/** SQL of risk signals and of the feeds of banks. */
import { type Id, LAST_UUID } from '../../../kernel/ids.ts'
import { iso } from '../../../kernel/time.ts'
import { type Db, pgArray, type Row, sql, type Tx } from '../../../platform/db.ts'
import type { Recipient, RiskSignal, Severity, SharedSignal, SignalKind } from './types.ts'

const FEED_LOCK = 7_301_320n
const COLUMNS = `s.id, s.holder_id, s.kind, s.severity, s.occurred_at, s.summary, s.basis, s.statute, s.document, s.filed_by, s.created_at, s.withdrawn_at,
  s.withdrawal_reason`

const CLAIM = sql('openbanking.claim_risk_feed', 'SELECT pg_advisory_xact_lock($1::bigint)')
const INSERT = sql(
  'openbanking.insert_risk_signals',
  `INSERT INTO openbanking.risk_signals (id, holder_id, kind, severity, occurred_at, summary, basis, statute, document, filed_by, created_at)
   SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
     $11::timestamptz[])`,
)
const SHARE = sql(
  'openbanking.share_risk_signals',
  `INSERT INTO openbanking.risk_signal_shares (signal_id, third_party_id, consent_id, state, created_at)
   SELECT t.*, 'active', $4::timestamptz FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS t`,
)
const WITHDRAW = sql(
  'openbanking.withdraw_risk_signals',
  `WITH withdrawn AS (
     UPDATE openbanking.risk_signals s SET withdrawn_at = $3, withdrawal_reason = w.reason FROM unnest($1::uuid[], $2::text[]) AS w (id, reason)
     WHERE s.id = w.id RETURNING s.id
   )
   INSERT INTO openbanking.risk_signal_shares (signal_id, third_party_id, consent_id, state, created_at)
   SELECT DISTINCT h.signal_id, h.third_party_id, h.consent_id, 'withdrawn', $3::timestamptz
   FROM openbanking.risk_signal_shares h JOIN withdrawn w ON w.id = h.signal_id`,
)
const FIND = sql('openbanking.find_risk_signals', `SELECT ${COLUMNS} FROM openbanking.risk_signals s WHERE s.id = ANY ($1::uuid[])`)
const LIST = sql(
  'openbanking.list_risk_signals',
  `SELECT ${COLUMNS} FROM openbanking.risk_signals s WHERE s.id < $1 AND ($2::uuid IS NULL OR s.holder_id = $2) ORDER BY s.id DESC LIMIT $3`,
)
const LIST_BEFORE = sql(
  'openbanking.list_risk_signals_before',
  `SELECT ${COLUMNS} FROM openbanking.risk_signals s WHERE s.id > $1 AND ($2::uuid IS NULL OR s.holder_id = $2) ORDER BY s.id LIMIT $3`,
)
const RECIPIENTS = sql(
  'openbanking.risk_signal_recipients',
  `SELECT signal_id, third_party_id, consent_id, min(read_at) AS read_at FROM openbanking.risk_signal_shares
   WHERE signal_id = ANY ($1::uuid[]) AND state = 'active' GROUP BY signal_id, third_party_id, consent_id ORDER BY min(seq)`,
)
const FEED = sql(
  'openbanking.risk_feed',
  `SELECT h.seq, h.third_party_id, h.consent_id, h.state, h.created_at AS shared_at, h.read_at, ${COLUMNS}
   FROM openbanking.risk_signal_shares h JOIN openbanking.risk_signals s ON s.id = h.signal_id
   WHERE h.third_party_id = $1 AND h.seq > $2 ORDER BY h.seq LIMIT $3`,
)
const NOTE_READ = sql('openbanking.note_risk_read', 'UPDATE openbanking.risk_signal_shares SET read_at = $2 WHERE seq = ANY ($1::bigint[])')

type SignalRow = Row & {
  id: Id<'sig'>
  holder_id: Id<'hld'>
  kind: SignalKind
  severity: Severity
  occurred_at: Date
  summary: string
  basis: 'consent' | 'statutory'
  statute: string | null
  document: string | null
  filed_by: string
  created_at: Date
  withdrawn_at: Date | null
  withdrawal_reason: string | null
}

const signalOf = (row: SignalRow): RiskSignal => ({
  id: row.id,
  holderId: row.holder_id,
  kind: row.kind,
  severity: row.severity,
  occurredAt: row.occurred_at,
  summary: row.summary,
  basis: row.statute === null ? { kind: 'consent' } : { kind: 'statutory', statute: row.statute, document: row.document },
  filedBy: row.filed_by,
  createdAt: row.created_at,
  withdrawnAt: row.withdrawn_at,
  withdrawalReason: row.withdrawal_reason,
})

/** One writer at a time: what is numbered later is visible later, so a cursor that has passed a number has missed nothing below it. */
export function claimFeed(tx: Tx): void {
  tx.send(CLAIM, [FEED_LOCK])
}

export function insertSignals(tx: Tx, signals: readonly RiskSignal[]): void {
  const law = (signal: RiskSignal, part: 'statute' | 'document'): string | null =>
    signal.basis.kind === 'consent' ? null : signal.basis[part]
  tx.send(INSERT, [
    pgArray(signals.map(each => each.id)),
    pgArray(signals.map(each => each.holderId)),
    pgArray(signals.map(each => each.kind)),
    pgArray(signals.map(each => each.severity)),
    pgArray(signals.map(each => iso(each.occurredAt))),
    pgArray(signals.map(each => each.summary)),
    pgArray(signals.map(each => each.basis.kind)),
    pgArray(signals.map(each => law(each, 'statute'))),
    pgArray(signals.map(each => law(each, 'document'))),
    pgArray(signals.map(each => each.filedBy)),
    pgArray(signals.map(each => iso(each.createdAt))),
  ])
}

export function shareSignals(tx: Tx, shares: readonly (Recipient & { readonly signalId: Id<'sig'> })[], now: Date): void {
  if (shares.length === 0) return
  tx.send(SHARE, [
    pgArray(shares.map(each => each.signalId)),
    pgArray(shares.map(each => each.thirdPartyId)),
    pgArray(shares.map(each => each.consentId)),
    now,
  ])
}

/** Everybody who was told is told of it. */
export function withdrawSignals(tx: Tx, withdrawals: readonly { readonly id: Id<'sig'>; readonly reason: string }[], now: Date): void {
  if (withdrawals.length === 0) return
  tx.send(WITHDRAW, [pgArray(withdrawals.map(each => each.id)), pgArray(withdrawals.map(each => each.reason)), now])
}

export async function findSignals(reader: Pick<Db, 'query'>, ids: readonly Id<'sig'>[]): Promise<Map<Id<'sig'>, RiskSignal>> {
  const rows = await reader.query<SignalRow>(FIND, [pgArray(ids)])
  return new Map(rows.map(row => [row.id, signalOf(row)]))
}

/** `limit` rows after `after` (newest first), or before `before` (oldest first). */
export async function listSignals(
  reader: Pick<Db, 'query'>,
  holderId: Id<'hld'> | null,
  page: { readonly after: Id<'sig'> | null; readonly before: Id<'sig'> | null; readonly limit: number },
): Promise<RiskSignal[]> {
  const rows =
    page.before === null
      ? await reader.query<SignalRow>(LIST, [page.after ?? LAST_UUID, holderId, page.limit])
      : await reader.query<SignalRow>(LIST_BEFORE, [page.before, holderId, page.limit])
  return rows.map(signalOf)
}

export type ToldRecipient = Recipient & { readonly signalId: Id<'sig'>; readonly readAt: Date | null }

export async function recipientsOf(reader: Pick<Db, 'query'>, ids: readonly Id<'sig'>[]): Promise<ToldRecipient[]> {
  const rows = await reader.query<
    Row & { signal_id: Id<'sig'>; third_party_id: Id<'tpp'>; consent_id: Id<'cns'> | null; read_at: Date | null }
  >(RECIPIENTS, [pgArray(ids)])
  return rows.map(row => ({ signalId: row.signal_id, thirdPartyId: row.third_party_id, consentId: row.consent_id, readAt: row.read_at }))
}

type FeedRow = SignalRow & {
  seq: bigint
  third_party_id: Id<'tpp'>
  consent_id: Id<'cns'> | null
  state: 'active' | 'withdrawn'
  shared_at: Date
  read_at: Date | null
}

export async function readFeed(reader: Pick<Db, 'query'>, thirdPartyId: Id<'tpp'>, after: bigint, limit: number): Promise<SharedSignal[]> {
  const rows = await reader.query<FeedRow>(FEED, [thirdPartyId, after, limit])
  return rows.map(row => ({
    seq: row.seq,
    thirdPartyId: row.third_party_id,
    consentId: row.consent_id,
    state: row.state,
    sharedAt: row.shared_at,
    readAt: row.read_at,
    signal: signalOf(row),
  }))
}

export function noteRead(tx: Tx, seqs: readonly bigint[], now: Date): void {
  tx.send(NOTE_READ, [pgArray(seqs), now])
}
