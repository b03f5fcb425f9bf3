/**
 * What this server demands of requests beyond what the library checks: the windows of iat, nbf and exp, a string as the audience of
 * assertions, exactly one consent of the client's own, and fresh proofs.
 */
import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import { parseId } from '../../../kernel/ids.ts'
import { CONSENT_TYPE } from './adapter.ts'
import { AHEAD_SECONDS, PROOF_AGE_SECONDS } from './proofs.ts'
import type { OAuthOptions } from './types.ts'

type Claims = Readonly<Record<string, unknown>>

const LIFETIME_MAX_SECONDS = 3_600
const ID_MAX = 512
const PROOF_MAX = 8_192

const nowSeconds = (): number => Math.floor(Date.now() / 1000)

const isAhead = (value: unknown, now: number): boolean => value !== undefined && (typeof value !== 'number' || value > now + AHEAD_SECONDS)

/** FAPI 2.0 Security Profile section 5.3.2.1: the audience is the issuer, as a string; clocks may run ten seconds ahead. */
export function checkAssertion(ctx: KoaContextWithOIDC, claims: Claims): void {
  const { aud, iat, nbf, exp, jti } = claims
  const now = nowSeconds()
  const refused = (reason: string): Error => new errors.InvalidClientAuth(reason)
  if (aud !== ctx.oidc.issuer) throw refused('the audience (aud) of the assertion must be the issuer, as a string')
  if (isAhead(iat, now)) throw refused('the assertion was issued in the future')
  if (isAhead(nbf, now)) throw refused('the assertion is not valid yet')
  if (typeof exp !== 'number' || exp > now + LIFETIME_MAX_SECONDS) throw refused('the assertion lives too long')
  if (typeof jti !== 'string' || jti.length > ID_MAX) throw refused('the jti of the assertion is too long')
}

/** FAPI 2.0 Message Signing section 5.3.1: `exp` at most an hour after `nbf`, `nbf` at most an hour ago. */
export function checkRequestObject(_ctx: KoaContextWithOIDC, claims: Claims): void {
  const { iat, nbf, exp, aud } = claims
  const now = nowSeconds()
  const refused = (reason: string): Error => new errors.InvalidRequestObject(reason)
  if (aud === undefined) throw refused("Request Object is missing the 'aud' claim")
  if (typeof nbf !== 'number') throw refused("Request Object is missing the 'nbf' claim")
  if (typeof exp !== 'number') throw refused("Request Object is missing the 'exp' claim")
  if (exp <= nbf || exp - nbf > LIFETIME_MAX_SECONDS) throw refused("Request Object 'exp' claim too far from 'nbf' claim")
  if (nbf < now - LIFETIME_MAX_SECONDS) throw refused("Request Object 'nbf' claim is too old")
  if (isAhead(nbf, now) || isAhead(iat, now)) throw refused('Request Object was made in the future')
}

/** The library takes proofs that are five minutes old, and of any age when they carry a nonce. */
export function checkProofAge(proof: string): void {
  const refused = (reason: string): Error => new errors.InvalidDpopProof(reason)
  if (proof.length > PROOF_MAX) throw refused('DPoP proof is too long')
  let claims: Claims
  try {
    claims = JSON.parse(Buffer.from(proof.split('.')[1] ?? '', 'base64url').toString('utf8')) as Claims
  } catch {
    throw refused('DPoP proof is no JWT')
  }
  if (typeof claims !== 'object' || claims === null) throw refused('DPoP proof is no JWT')
  const { iat, nbf, jti } = claims
  const now = nowSeconds()
  if (typeof iat !== 'number') throw refused('DPoP proof must have an iat')
  if (isAhead(iat, now) || isAhead(nbf, now)) throw refused('DPoP proof was made in the future')
  if (iat < now - PROOF_AGE_SECONDS) throw refused('DPoP proof is too old')
  if (typeof jti === 'string' && jti.length > ID_MAX) throw refused('the jti of the DPoP proof is too long')
}

/** A request for a code names exactly one consent (RFC 9396), and a scope for the interfaces. */
export function checkAuthorizationRequest(ctx: KoaContextWithOIDC): void {
  const { params } = ctx.oidc
  if (params === undefined) return
  const details: unknown = typeof params.authorization_details === 'string' ? JSON.parse(params.authorization_details) : undefined
  if (!Array.isArray(details) || details.length !== 1)
    throw new errors.InvalidAuthorizationDetails(`authorization_details must name exactly one ${CONSENT_TYPE}`)
}

/** The consent is the client's own, is open, and the scope asks for what it is about. */
export async function checkConsentDetail(
  options: Pick<OAuthOptions, 'findConsent'>,
  ctx: KoaContextWithOIDC,
  detail: Readonly<Record<string, unknown>>,
  clientId: string,
): Promise<void> {
  const refused = (reason: string): Error => new errors.InvalidAuthorizationDetails(reason)
  const extra = Object.keys(detail).find(name => name !== 'type' && name !== 'consent_id' && name !== 'locations')
  if (extra !== undefined) throw refused(`authorization details of the type ${CONSENT_TYPE} have no ${extra.slice(0, 50)}`)
  if (ctx.oidc.route === 'token') throw refused('authorization_details belong into the authorization request')
  const id = typeof detail.consent_id === 'string' ? parseId('cns', detail.consent_id) : null
  const consent = id === null ? null : await options.findConsent(id)
  // Another third party's consent is told apart from none for nobody.
  if (consent === null || consent.thirdPartyId !== parseId('tpp', clientId)) throw refused('the third party has no such consent')
  if (!consent.open) throw refused('the consent cannot be authorised any more')
  const scopes = String(ctx.oidc.params?.scope ?? '').split(' ')
  if (!scopes.includes(consent.scope)) throw refused(`this consent needs the scope ${consent.scope}`)
}

/** FAPI 2.0 Message Signing section 5.5: a client of which it is demanded gets signed answers only. */
export function checkIntrospection(ctx: KoaContextWithOIDC, client: { readonly requireSignedRequestObject?: boolean | undefined }): void {
  const signed = 'application/token-introspection+jwt'
  if (client.requireSignedRequestObject === true && ctx.accepts('json', signed) !== signed)
    throw new errors.InvalidRequest(`introspection must be requested with Accept: ${signed} by this client`)
}
