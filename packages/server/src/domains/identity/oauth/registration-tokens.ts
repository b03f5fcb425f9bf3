/** Registration access tokens (RFC 7592 section 3): with one a third party manages its own registration. */
import { type Id, parseId } from '../../../kernel/ids.ts'
import type { Db } from '../../../platform/db.ts'
import { payloadId } from './ids.ts'
import { findPayloads } from './store/payloads.ts'

const TOKEN = /^[A-Za-z0-9_-]{43}$/

/** Whose it is; `null` when nobody's. */
export async function registrationTokenOwner(db: Pick<Db, 'query'>, token: string): Promise<Id<'tpp'> | null> {
  if (!TOKEN.test(token)) return null
  const id = payloadId('RegistrationAccessToken', token)
  const clientId = (await findPayloads(db, [id])).get(id)?.payload.clientId
  return typeof clientId === 'string' ? parseId('tpp', clientId) : null
}
