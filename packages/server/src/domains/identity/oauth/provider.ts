/**
 * The library set up as a FAPI 2.0 authorization server: what it may do, for whom and for how long. One instance for each set of signing
 * keys; everything that must be remembered is in the database.
 */
import { type Adapter, type Configuration, interactionPolicy, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { CONSENT_TYPE } from './adapter.ts'
import type { Certificates } from './http/certificates.ts'
import { usedId } from './ids.ts'
import { KEY_SET_AGE_SECONDS, type KeySets } from './jwks.ts'
import { PROOF_ALGORITHMS } from './proofs.ts'
import { checkAssertion, checkAuthorizationRequest, checkConsentDetail, checkIntrospection, checkRequestObject } from './requests.ts'
import { API_SCOPES } from './rules.ts'
import type { Jwk, OAuthOptions } from './types.ts'
import type { Works } from './work.ts'

export const ACCESS_TOKEN_SECONDS = 600
const CODE_SECONDS = 60
const REFRESH_TOKEN_SECONDS = 400 * 86_400
const GRANT_SECONDS = REFRESH_TOKEN_SECONDS
/** How long a person has. */
export const INTERACTION_SECONDS = 15 * 60
/** How long an interaction can still be denied, so that the third party hears of it. */
export const INTERACTION_KEPT_SECONDS = 4 * 3_600
const CLOCK_TOLERANCE_SECONDS = 10

const SIGNING = ['PS256', 'ES256', 'EdDSA', 'Ed25519'] as const
const OWN_SIGNING = ['PS256', 'ES256', 'EdDSA'] as const
export const CLIENT_AUTH_METHODS = ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'] as const

export type ProviderDeps = {
  readonly issuer: string
  readonly options: Pick<OAuthOptions, 'findConsent'>
  readonly jwks: readonly Jwk[]
  readonly nonceSecret: Buffer
  readonly adapter: (kind: string) => Adapter
  readonly works: Works
  readonly keySets: KeySets
  readonly certificates: Certificates
  readonly renderError: Configuration['renderError']
  readonly registrationEndpoint: string
}

/** Always asks: no login and no grant of an earlier authorization counts for another. */
function alwaysAsk(): interactionPolicy.Prompt[] {
  const { Check, Prompt } = interactionPolicy
  return [
    new Prompt({ name: 'login', requestable: true }),
    new Prompt(
      { name: 'consent', requestable: true },
      new Check(
        'decision_needed',
        'the person decides each authorization',
        'interaction_required',
        ctx => ctx.oidc.result?.consent === undefined,
      ),
    ),
  ]
}

const detailsOfGrant = (ctx: KoaContextWithOIDC): readonly Readonly<Record<string, unknown>>[] | undefined =>
  ctx.oidc.entities.Grant?.rar as readonly Readonly<Record<string, unknown>>[] | undefined

function configurationOf(deps: ProviderDeps): Configuration {
  const { issuer, certificates } = deps
  const resource = {
    scope: API_SCOPES.join(' '),
    audience: issuer,
    accessTokenFormat: 'opaque',
    accessTokenTTL: ACCESS_TOKEN_SECONDS,
  } as const
  return {
    adapter: deps.adapter,
    jwks: { keys: [...deps.jwks] } as Configuration['jwks'],
    clientAuthMethods: [...CLIENT_AUTH_METHODS] as Configuration['clientAuthMethods'],
    clientDefaults: { token_endpoint_auth_method: 'private_key_jwt', id_token_signed_response_alg: 'PS256' },
    clientBasedCORS: () => false,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    acrValues: ['urn:openbanking:psd2:sca', 'urn:openbanking:psd2:ca'],
    claims: { openid: ['sub', 'acr'], auth_time: null, iss: null },
    cookies: {
      names: { session: 'feiqian_as', interaction: 'feiqian_authorise', resume: 'feiqian_resume' },
      long: { httpOnly: true, sameSite: 'lax' },
      short: { httpOnly: true, sameSite: 'lax' },
    },
    discovery: { registration_endpoint: deps.registrationEndpoint } as Configuration['discovery'],
    enabledJWA: {
      clientAuthSigningAlgValues: [...SIGNING],
      idTokenSigningAlgValues: [...OWN_SIGNING],
      requestObjectSigningAlgValues: [...SIGNING],
      introspectionSigningAlgValues: [...OWN_SIGNING],
      authorizationSigningAlgValues: [...OWN_SIGNING],
      userinfoSigningAlgValues: [...OWN_SIGNING],
      dPoPSigningAlgValues: [...PROOF_ALGORITHMS],
    } as Configuration['enabledJWA'],
    // Called for every authorization request, pushed or not; the parameter itself has no meaning here.
    extraParams: { ui_hint: async ctx => checkAuthorizationRequest(ctx) },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: {
        enabled: true,
        allowedPolicy: async (ctx, client, token) => {
          checkIntrospection(ctx, client)
          return token.clientId === client.clientId
        },
      },
      jwtIntrospection: { enabled: true },
      jwtResponseModes: { enabled: true },
      revocation: { enabled: true, allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId },
      fapi: { enabled: true, profile: '2.0' },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true, allowUnregisteredRedirectUris: false },
      requestObjects: {
        enabled: true,
        requireSignedRequestObject: false,
        assertJwtClaimsAndHeader: async (ctx, claims) => checkRequestObject(ctx, claims),
      },
      dPoP: { enabled: true, nonceSecret: deps.nonceSecret, requireNonce: () => true, allowReplay: false },
      mTLS: {
        enabled: true,
        certificateBoundAccessTokens: true,
        selfSignedTlsClientAuth: true,
        tlsClientAuth: true,
        getCertificate: ctx => certificates.of(ctx.req),
        certificateAuthorized: ctx => certificates.isTrusted(certificates.of(ctx.req)),
        certificateSubjectMatches: (ctx, property, expected) => certificates.names(certificates.of(ctx.req), property, expected),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => issuer,
        useGrantedResource: async () => true,
        getResourceServerInfo: async () => resource,
      },
      richAuthorizationRequests: {
        enabled: true,
        types: {
          [CONSENT_TYPE]: { validate: async (ctx, detail, client) => checkConsentDetail(deps.options, ctx, detail, client.clientId) },
        },
        authorizationDetailsForGrantSource: async ctx => detailsOfGrant(ctx),
        authorizationDetailsForAccessToken: async ctx => detailsOfGrant(ctx),
        authorizationDetailsForIntrospection: async (_ctx, token) => ('rar' in token ? token.rar : undefined),
      },
    } as Configuration['features'],
    assertJwtClientAuthClaimsAndHeader: async (ctx, claims) => checkAssertion(ctx, claims),
    expiresWithSession: async () => false,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: false,
    allowOmittingSingleRegisteredRedirectUri: false,
    acceptQueryParamAccessTokens: false,
    enableHttpPostMethods: false,
    pkce: { required: () => true },
    responseTypes: ['code'],
    scopes: ['openid', ...API_SCOPES],
    subjectTypes: ['public'],
    interactions: { policy: alwaysAsk(), url: (_ctx, interaction) => `/authorise/${interaction.uid}` },
    loadExistingGrant: async ctx => {
      const { grantId } = ctx.oidc.result?.consent ?? {}
      return grantId === undefined ? undefined : ctx.oidc.provider.Grant.find(grantId)
    },
    findAccount: async (_ctx, sub) => ({ accountId: sub, claims: async () => ({ sub }) }),
    fetch: async url => fetchKeySet(deps.keySets, String(url)),
    renderError: deps.renderError,
    routes: {
      authorization: '/oauth/authorize',
      introspection: '/oauth/introspect',
      jwks: '/oauth/jwks',
      pushed_authorization_request: '/oauth/par',
      revocation: '/oauth/revoke',
      token: '/oauth/token',
    },
    ttl: {
      AccessToken: ACCESS_TOKEN_SECONDS,
      AuthorizationCode: CODE_SECONDS,
      ClientCredentials: ACCESS_TOKEN_SECONDS,
      Grant: GRANT_SECONDS,
      IdToken: ACCESS_TOKEN_SECONDS,
      Interaction: INTERACTION_KEPT_SECONDS,
      RefreshToken: REFRESH_TOKEN_SECONDS,
      Session: CODE_SECONDS,
    },
  }
}

/** The library fetches clients' key sets only; how long it may keep one is ours to say. */
async function fetchKeySet(keySets: KeySets, url: string): Promise<Response> {
  const keys = await keySets.at(url)
  return Response.json({ keys }, { headers: { 'Cache-Control': `max-age=${KEY_SET_AGE_SECONDS / 5}` } })
}

export function createProvider(deps: ProviderDeps): Provider {
  const provider = new Provider(deps.issuer, configurationOf(deps))
  // The addresses in answers follow from the issuer, which the mount writes into the request.
  provider.proxy = true
  // The library answers 500 by itself; mount.ts tells what passes by from what is a defect, and logs it.
  provider.on('server_error', (ctx, error) => {
    ctx.state.failure = error
  })
  // Whether an id was used before is decided when the request is committed (work.ts): by one insert, never by looking first.
  provider.ReplayDetection.unique = async (issuer, id, expires) => {
    const work = deps.works.current()
    if (work === undefined) throw new Error('ids are used within requests only')
    const use = work.used.length === 0 && Provider.ctx?.oidc.params?.client_assertion !== undefined ? 'assertion' : 'proof'
    work.used.push({ as: use, id: usedId(use, issuer, id), expiresAt: new Date(expires * 1000) })
    return true
  }
  return provider
}
