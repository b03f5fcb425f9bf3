/** A third party as operators see it. */
import { z } from 'zod'
import { formatId } from '../../../kernel/ids.ts'
import type { ThirdParty } from '../oauth/types.ts'

/** Of the client's metadata (RFC 7591 section 2) what tells an operator how it signs in, signs, and where it sends people. */
const SHOWN = [
  'redirect_uris',
  'client_uri',
  'token_endpoint_auth_method',
  'tls_client_auth_subject_dn',
  'jwks_uri',
  'jwks',
  'dpop_bound_access_tokens',
  'tls_client_certificate_bound_access_tokens',
  'request_object_signing_alg',
  'id_token_signed_response_alg',
] as const

export const THIRD_PARTY_STATUSES = ['pending', 'sandbox', 'live', 'suspended', 'closed'] as const

export const zLegalBasisJson = z.object({
  licence: z.object({ authority: z.string(), number: z.string(), valid_to: z.string().nullable() }).nullable(),
  contract: z.object({ number: z.string(), signed_on: z.string(), document_sha256: z.string().nullable() }),
  note: z.string().nullable(),
})

export const thirdPartyJson = (party: ThirdParty) => ({
  id: formatId('tpp', party.id),
  object: 'third_party' as const,
  name: party.name,
  status: party.status,
  roles: [...party.roles],
  message_signing: party.messageSigning,
  client: Object.fromEntries(SHOWN.flatMap(name => (party.metadata[name] === undefined ? [] : [[name, party.metadata[name]]]))),
  software_id: party.softwareId,
  has_software_statement: party.softwareStatement !== null,
  contact: party.contact,
  legal_basis: party.legalBasis,
  suspension_reason: party.suspensionReason,
  created_at: party.createdAt.toISOString(),
  updated_at: party.updatedAt.toISOString(),
})
