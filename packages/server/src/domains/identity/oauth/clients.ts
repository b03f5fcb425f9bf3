/** A third party as the library's client: its metadata with what this server demands of every client. Pure. */
import { formatId } from '../../../kernel/ids.ts'
import { isUsable, scopesOf } from './rules.ts'
import type { ClientMetadata, ThirdParty } from './types.ts'

export const RESPONSE_MODES = ['query', 'jwt', 'query.jwt'] as const
const SIGNED_RESPONSE_MODES = ['jwt', 'query.jwt'] as const

/** The metadata of every client, whatever it registered (FAPI 2.0 Security Profile section 5.3.2). */
export function demandedMetadata(metadata: ClientMetadata, messageSigning: boolean): ClientMetadata {
  const bound = metadata.tls_client_certificate_bound_access_tokens === true
  const algorithm = typeof metadata.id_token_signed_response_alg === 'string' ? metadata.id_token_signed_response_alg : 'PS256'
  return {
    ...metadata,
    application_type: 'web',
    subject_type: 'public',
    grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
    response_types: ['code'],
    require_pushed_authorization_requests: true,
    // Bound to a key one way or the other.
    dpop_bound_access_tokens: !bound || metadata.dpop_bound_access_tokens === true,
    authorization_details_types: ['open_banking_consent'],
    id_token_signed_response_alg: algorithm,
    authorization_signed_response_alg: metadata.authorization_signed_response_alg ?? algorithm,
    introspection_signed_response_alg: metadata.introspection_signed_response_alg ?? algorithm,
    require_signed_request_object: messageSigning || metadata.require_signed_request_object === true,
    response_modes: messageSigning ? SIGNED_RESPONSE_MODES : RESPONSE_MODES,
  }
}

/** `undefined` when it may not act now. */
export function clientOf(party: ThirdParty, mode: 'test' | 'live'): ClientMetadata | undefined {
  if (!isUsable(party.status, mode)) return undefined
  return {
    ...demandedMetadata(party.metadata, party.messageSigning),
    client_id: formatId('tpp', party.id),
    client_id_issued_at: Math.floor(party.createdAt.getTime() / 1000),
    client_name: party.name.en,
    scope: [...scopesOf(party.roles)].join(' '),
  }
}
