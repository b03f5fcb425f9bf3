/** SQL of auto-debit agreements at channels: which wait to be signed, and which have ended here and not yet there. */
import type { Id } from '../../kernel/ids.ts'
import { type Db, pgArray, sql, type Tx } from '../../platform/db.ts'
import { wholeConsents } from './store.ts'
import type { ConsentId } from './types.ts'
import type { StoredConsent } from './types-stored.ts'

const WAITING = sql(
  'consents.channel_waiting',
  `SELECT id, house FROM consents.consents
   WHERE kind = 'channel_agreement' AND state = 'awaiting_authorisation' AND authorise_by > $1::timestamptz - interval '1 hour' ORDER BY id LIMIT $2`,
)
const UNTOLD = sql(
  'consents.channel_untold',
  `SELECT id, house, agreement_number AS number FROM consents.consents
   WHERE kind = 'channel_agreement' AND state = 'cancelled' AND agreement_number IS NOT NULL AND channel_told_at IS NULL ORDER BY id LIMIT $1`,
)
const MARK_TOLD = sql('consents.channel_told', 'UPDATE consents.consents SET channel_told_at = $2 WHERE id = ANY ($1::uuid[])')
const NOTE_NUMBER = sql(
  'consents.channel_number',
  'UPDATE consents.consents SET agreement_number = $2 WHERE id = $1 AND agreement_number IS NULL',
)
const OF_MERCHANT = ['starting', 'ending'].map(way =>
  sql(
    `consents.channel_of_merchant_${way}`,
    `SELECT ${wholeConsents.columns} FROM consents.consents
     WHERE grantee_id = $1 AND kind = 'channel_agreement' AND ($2::uuid IS NULL OR id ${way === 'ending' ? '>' : '<'} $2)
     ORDER BY id ${way === 'ending' ? 'ASC' : 'DESC'} LIMIT $3`,
  ),
)

export const waiting = (db: Pick<Db, 'query'>, now: Date, limit: number): Promise<{ id: Id<'mdt'>; house: string }[]> =>
  db.query(WAITING, [now, limit])
export const untold = (db: Pick<Db, 'query'>, limit: number): Promise<{ id: Id<'mdt'>; house: string; number: string }[]> =>
  db.query(UNTOLD, [limit])
export function markTold(tx: Tx, ids: readonly ConsentId[], at: Date): void {
  if (ids.length > 0) tx.send(MARK_TOLD, [pgArray(ids), at])
}
export function noteNumber(tx: Tx, id: ConsentId, number: string): void {
  tx.send(NOTE_NUMBER, [id, number])
}
export async function ofMerchant(
  db: Pick<Db, 'query'>,
  merchantId: Id<'mer'>,
  page: { readonly after: string | null; readonly before: string | null; readonly limit: number },
): Promise<StoredConsent[]> {
  const [starting, ending] = OF_MERCHANT
  const statement = page.before === null ? starting : ending
  if (statement === undefined) return []
  return (await db.query(statement, [merchantId, page.before ?? page.after, page.limit])).map(wholeConsents.read)
}
