/**
 * The dialect of UK Open Banking: FAPI headers, tokens of third parties, the standard's error body, detached signatures both ways. It
 * speaks under `/open-banking/v`: every version, and the addresses that no version has.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import { formatId, type Id } from '../../../kernel/ids.ts'
import type { Refusal } from '../../../kernel/outcome.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { Dialect, DialectAuthentication, DialectDocument, DialectRequest } from '../../../platform/http/dialect.ts'
import { OB_ERROR } from './codes.ts'
import { checkSignature, type SignerKey, signBody } from './signatures.ts'

const PREFIX = '/open-banking/v'
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i
const HTTP_DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} (?:GMT|UTC)$/

export type DialectDeps = {
  readonly clock: Clock
  /** The issuer: who signs our answers. */
  readonly publicUrl: () => string
  readonly checkAccess: (request: DialectRequest) => Promise<DialectAuthentication>
  readonly keysOf: (thirdParty: Id<'tpp'>, kid: string) => Promise<readonly SignerKey[]>
  readonly signingKey: () => { readonly kid: string; sign(data: Uint8Array): Buffer }
  readonly word: Dialect['word']
  readonly record: Dialect['record']
  /** Hears of every signature that was checked; `null`: it was right. */
  readonly onSignature?: (thirdPartyId: Id<'tpp'>, refusal: Refusal | null) => void
  /** Requests of one third party per second; `null`: no limit. */
  readonly limits: Dialect['limits']
}

export function createDialect(deps: DialectDeps): Dialect {
  // Asked when needed first: the address is known once the server listens.
  const about = () => {
    const issuer = deps.publicUrl()
    return { issuer, trustAnchor: new URL(issuer).host, now: deps.clock.now() }
  }
  return {
    name: 'open_banking',
    prefix: PREFIX,
    idempotency: { header: 'x-idempotency-key', lengthMax: 40 },
    signatureHeader: 'x-jws-signature',
    limits: deps.limits,
    word: deps.word,
    record: deps.record,
    open(headers) {
      const sent = headers['x-fapi-interaction-id']
      const isUuid = typeof sent === 'string' && UUID.test(sent)
      return {
        headers: { 'x-fapi-interaction-id': isUuid ? sent : randomUUID() },
        refusal:
          sent !== undefined && !isUuid ? badHeader('x-fapi-interaction-id', 'it must be a UUID (RFC 4122)') : refuseHeaders(headers),
      }
    },
    authenticate: deps.checkAccess,
    refuseGrant(access, principal) {
      if (principal.kind !== 'third_party' || access.grant === undefined) return null
      const isConsent = principal.consentId !== null
      if (isConsent === (access.grant === 'consent')) return null
      const needs = access.grant === 'consent' ? 'the token of a consent' : 'a token of the client credentials grant'
      return { code: 'ob_grant_needed', values: { needs } }
    },
    async verify({ headers, rawBody, principal }) {
      if (principal.kind !== 'third_party') return null
      const { thirdPartyId } = principal
      const { trustAnchor, now } = about()
      const issuer = formatId('tpp', thirdPartyId)
      const keys = (kid: string) => deps.keysOf(thirdPartyId, kid)
      const refusal = await checkSignature({ keys, issuer, trustAnchor, now }, headers['x-jws-signature'], rawBody)
      deps.onSignature?.(thirdPartyId, refusal)
      return refusal
    },
    async sign(body) {
      return { 'x-jws-signature': signBody(deps.signingKey(), about(), body) }
    },
  }
}

const badHeader = (name: string, reason: string): Refusal => ({ code: 'ob_header_invalid', param: name, values: { reason } })

/** What is wrong with the headers that any request may carry. */
function refuseHeaders(headers: IncomingHttpHeaders): Refusal | null {
  const date = headers['x-fapi-auth-date']
  if (date !== undefined && (typeof date !== 'string' || !HTTP_DATE.test(date)))
    return badHeader('x-fapi-auth-date', 'it must be an HTTP date')
  const address = headers['x-fapi-customer-ip-address']
  if (address !== undefined && (typeof address !== 'string' || isIP(address) === 0))
    return badHeader('x-fapi-customer-ip-address', 'it must be an IP address')
  const { accept } = headers
  return accept === undefined || acceptsJson(accept) ? null : { code: 'ob_not_acceptable' }
}

/** Whether an Accept header (RFC 9110 section 12.5.1) leaves application/json. */
function acceptsJson(accept: string): boolean {
  if (accept === 'application/json' || accept === '*/*') return true
  return accept.split(',').some(part => {
    const [range = '', ...parameters] = part.split(';').map(each => each.trim().toLowerCase())
    const refused = parameters.some(parameter => /^q=0(?:\.0*)?$/.test(parameter))
    return !refused && (range === 'application/json' || range === 'application/*' || range === '*/*')
  })
}

const header = (name: string, description: string, schema: Readonly<Record<string, unknown>>, required = false) => ({
  name,
  in: 'header',
  required,
  description,
  schema,
})

const SIGNATURE_REFUSALS = [
  'ob_signature_malformed',
  'ob_signature_claim_missing',
  'ob_signature_claim_invalid',
  'ob_signature_invalid',
  'ob_signature_unexpected',
]

const SCOPES = {
  accounts: 'Account information.',
  payments: 'Payment initiation.',
  fundsconfirmations: 'Confirmation of funds.',
  vrp: 'Variable recurring payments.',
  events: 'Event notifications.',
  identity: 'Identity sharing.',
}

/** What the OpenAPI document says of every operation under the prefix. */
export function documentDialect(word: Dialect['word']): DialectDocument {
  return {
    prefix: PREFIX,
    error: OB_ERROR,
    word,
    parameters: {
      ObInteractionId: header('x-fapi-interaction-id', 'Echoed in the answer; made where none is sent.', {
        type: 'string',
        format: 'uuid',
      }),
      ObAuthDate: header('x-fapi-auth-date', 'When the person last signed in at the third party.', { type: 'string' }),
      ObCustomerIpAddress: header('x-fapi-customer-ip-address', 'The person’s address, when the person is there.', { type: 'string' }),
      ObCustomerUserAgent: header('x-customer-user-agent', 'The person’s browser or app.', { type: 'string' }),
      ObIdempotencyKey: header(
        'x-idempotency-key',
        'Unique for each new request, the same when it is repeated; kept for 24 hours.',
        { type: 'string', minLength: 1, maxLength: 40 },
        true,
      ),
      ObSignature: header('x-jws-signature', 'Detached JWS (PS256) over the body.', { type: 'string' }, true),
    },
    parametersOf: route => [
      'ObInteractionId',
      'ObAuthDate',
      'ObCustomerIpAddress',
      'ObCustomerUserAgent',
      ...(route.command === 'money' ? ['ObIdempotencyKey'] : []),
      ...(route.signed === true && route.method !== 'GET' ? ['ObSignature'] : []),
      'AcceptLanguage',
    ],
    refusalsOf: route => [
      'ob_header_invalid',
      'ob_not_acceptable',
      'token_missing',
      'token_invalid',
      'dpop_proof_invalid',
      'dpop_nonce_required',
      'ob_grant_needed',
      ...(route.method === 'GET' || route.method === 'DELETE' ? ['ob_signature_unexpected'] : SIGNATURE_REFUSALS),
      ...(route.signed === true && route.method !== 'GET' ? ['ob_signature_missing'] : []),
    ],
    securitySchemes: {
      thirdParty: {
        type: 'oauth2',
        description: 'FAPI 2.0: tokens are bound to a DPoP key or a certificate. Discovery: /.well-known/openid-configuration.',
        flows: {
          clientCredentials: { tokenUrl: '/oauth/token', scopes: SCOPES },
          authorizationCode: { authorizationUrl: '/oauth/authorize', tokenUrl: '/oauth/token', scopes: SCOPES },
        },
      },
    },
  }
}
