/** The nouns of the authorization server: third parties, interactions, what an access token says, and what the server needs. */
import type { JsonWebKey as NodeJsonWebKey } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type Provider from 'oidc-provider'
import type { Id } from '../../../kernel/ids.ts'
import type { Outcome } from '../../../kernel/outcome.ts'
import type { Principal } from '../../../kernel/principal.ts'
import type { Clock } from '../../../kernel/time.ts'
import type { AuditLeaf } from '../../../platform/commands.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import type { CertificateSource } from '../../../platform/http/certificates.ts'
import type { Mount } from '../../../platform/http/mounts.ts'
import type { ListQuery } from '../../../platform/http/pages.ts'
import type { SafeClient } from '../../../platform/http/ssrf.ts'
import type { Seal } from '../../../platform/seal.ts'
import type { OAuthRefusalCode } from './errors.ts'

/** What a third party may be: each opens scopes of its own. */
export const THIRD_PARTY_ROLES = ['account_information', 'payment_initiation', 'funds_confirmation', 'risk_information'] as const
export type ThirdPartyRole = (typeof THIRD_PARTY_ROLES)[number]

/**
 * `pending` was registered in live mode and waits for an approval; `sandbox` may be used in test mode; `live` was approved;
 * `suspended` may do nothing until it is reinstated; `closed` has ended.
 */
export type ThirdPartyStatus = 'pending' | 'sandbox' | 'live' | 'suspended' | 'closed'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type Jwk = NodeJsonWebKey & { readonly kid?: string; readonly alg?: string; readonly use?: string }

/** Client metadata in the names of RFC 7591 section 2. */
export type ClientMetadata = {
  readonly client_id: string
  readonly client_name?: string
  readonly redirect_uris: readonly string[]
  readonly token_endpoint_auth_method: string
  readonly jwks?: { readonly keys: readonly Jwk[] }
  readonly jwks_uri?: string
  readonly scope?: string
  readonly [name: string]: unknown
}

export type ThirdParty = {
  readonly id: Id<'tpp'>
  readonly name: { readonly en: string; readonly zh: string }
  readonly status: ThirdPartyStatus
  readonly roles: readonly ThirdPartyRole[]
  /** FAPI 2.0 Message Signing is demanded: JAR, JARM, signed introspection. */
  readonly messageSigning: boolean
  readonly metadata: ClientMetadata
  readonly softwareId: string | null
  readonly softwareStatement: string | null
  readonly contact: { readonly [key: string]: Json }
  /** The licence or contract under which live access was granted. */
  readonly legalBasis: Json
  readonly suspensionReason: string | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type ThirdParties = {
  find(id: Id<'tpp'>): Promise<ThirdParty | null>
  /** Those that exist; also within a transaction. No locks. */
  findMany(reader: Pick<Tx, 'query'>, ids: readonly Id<'tpp'>[]): Promise<ReadonlyMap<Id<'tpp'>, ThirdParty>>
  list(page: ListQuery<'tpp'>, filter?: { readonly status?: ThirdPartyStatus }): Promise<ThirdParty[]>
  /** Locks and reads it, for a decision in the same transaction. */
  lock(tx: Tx, id: Id<'tpp'>): Promise<ThirdParty | null>
  /**
   * Suspends, reinstates (`live` when a legal basis is recorded, else `sandbox` or `pending`) or closes it. Suspending and closing end
   * its tokens and grants in the same transaction. Refuses `third_party_not_found`, `third_party_closed`.
   */
  setStatus(
    tx: Tx,
    id: Id<'tpp'>,
    change: { readonly to: 'suspended' | 'reinstated' | 'closed'; readonly reason: string | null },
  ): Promise<Outcome<ThirdParty, OAuthRefusalCode>>
  /** Records the legal basis and opens live access. Refuses `third_party_not_found`, `third_party_closed`. */
  grantLive(tx: Tx, id: Id<'tpp'>, legalBasis: Json): Promise<Outcome<ThirdParty, OAuthRefusalCode>>
  /** Tokens keep only the scopes that the new roles allow, from the next request on. */
  setRoles(tx: Tx, id: Id<'tpp'>, roles: readonly ThirdPartyRole[]): Promise<Outcome<ThirdParty, OAuthRefusalCode>>
  setMessageSigning(tx: Tx, id: Id<'tpp'>, demanded: boolean): Promise<Outcome<ThirdParty, OAuthRefusalCode>>
  setContact(tx: Tx, id: Id<'tpp'>, contact: ThirdParty['contact']): Promise<Outcome<ThirdParty, OAuthRefusalCode>>
  /** Whose registration access token (RFC 7592) it is; `null` when nobody's. */
  registrationTokenOwner(token: string): Promise<Id<'tpp'> | null>
  /**
   * The public keys that the third party signs with: its `jwks`, or what its `jwks_uri` answers (at most five minutes old, or fetched
   * anew when `kid` is not among them). Empty when there is no such third party or its address does not answer.
   */
  keys(id: Id<'tpp'>, kid?: string): Promise<readonly Jwk[]>
}

/** A request to a resource server as the client sees it. */
export type ResourceRequest = {
  readonly method: string
  /** Absolute, without trust in the Host header. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  /** The client's certificate (DER), see platform/http/certificates.ts. */
  readonly certificate: Buffer | null
}

export type ThirdPartyPrincipal = Extract<Principal, { readonly kind: 'third_party' }>

export type ThirdPartyAccess = {
  readonly principal: ThirdPartyPrincipal
  /** SHA-256 of the token, base64url: names it in logs without giving it away. */
  readonly tokenId: string
  /** How the person was authenticated, when a person was. */
  readonly acr: string | null
}

/** Headers that go with an answer to a resource request, whether it was refused or not. */
export type AccessHeaders = Readonly<Record<string, string>>

export type AccessOutcome = Outcome<ThirdPartyAccess, OAuthRefusalCode> & {
  /** `WWW-Authenticate` of a refusal (RFC 6750, RFC 9449), and a fresh `DPoP-Nonce` where one is due. */
  readonly headers: AccessHeaders
}

/** An authorization request that a person decides in a browser. */
export type Interaction = {
  readonly uid: string
  readonly thirdParty: Pick<ThirdParty, 'id' | 'name' | 'status' | 'roles' | 'contact' | 'metadata'>
  readonly consentId: Id<'cns'>
  readonly scopes: readonly string[]
  readonly redirectUri: string
  readonly state: string | null
  /** When the person's fifteen minutes are over. It can be denied for some time after that, so that the third party hears of it. */
  readonly expiresAt: Date
  readonly expired: boolean
  /** It was approved or denied; `resumeUrl` leads on. */
  readonly decided: boolean
  /** Where the browser goes once it is decided. */
  readonly resumeUrl: string
}

export type Approval = {
  readonly holderId: Id<'hld'>
  readonly consentId: Id<'cns'>
  /** Authentication context class: how strongly the person was authenticated. */
  readonly acr: string
  /** RFC 8176, e.g. `pwd`, `otp`, `hwk`. */
  readonly amr: readonly string[]
}

/** The request of a browser: an IncomingMessage, or just its cookies. */
export type Browser = { readonly headers: Pick<IncomingHttpHeaders, 'cookie'> }

export type InteractionError = 'access_denied' | 'server_error' | 'temporarily_unavailable' | 'login_required'

/** A key of this server that signs for it, e.g. messages to third parties. */
export type SigningKey = { readonly kid: string; readonly algorithm: 'PS256' | 'ES256' | 'EdDSA'; sign(data: Uint8Array): Buffer }

export type OAuth = {
  /** For createHttpServer: discovery and everything under `/oauth/`. */
  readonly mounts: readonly Mount[]
  /**
   * Checks an access token as a resource server (FAPI 2.0 Security Profile section 5.3.4): in the header only, DPoP proof or certificate
   * binding, expiry, revocation, grant, third party. Refuses `token_missing`, `token_invalid`, `dpop_proof_invalid`, `dpop_nonce_required`.
   */
  checkAccess(request: ResourceRequest): Promise<AccessOutcome>
  /** The interaction that a browser is in; `null` when unknown, forgotten, or another browser's. */
  interaction(uid: string, browser: Browser): Promise<Interaction | null>
  /**
   * Grants what was asked, in the transaction that authorises the consent. Returns where to send the browser (303), or `null` when it has
   * expired or was decided meanwhile: then nothing may be committed.
   */
  approve(tx: Tx, interaction: Interaction, approval: Approval): Promise<string | null>
  /**
   * Ends it without a grant, also after it has expired: the third party gets `error`, `state` and `iss`. Returns where to send the browser
   * (303), or `null` when it was decided meanwhile.
   */
  deny(tx: Tx, interaction: Interaction, error: InteractionError, description?: string): Promise<string | null>
  /** Ends every grant and token of consents, in the transaction that ends these. */
  revokeConsent(tx: Tx, consentIds: readonly Id<'cns'>[]): void
  /** Ends every grant and token of a third party. */
  revokeThirdParty(tx: Tx, id: Id<'tpp'>): void
  /** The key that signs now, and that `/oauth/jwks` publishes. */
  signingKey(algorithm: 'PS256' | 'ES256' | 'EdDSA'): SigningKey
  /** Removes what has expired; for a job every minute. */
  prune(): Promise<void>
  /** Makes the next signing keys in time and drops those whose time is over; for a daily job. */
  rotateKeys(): Promise<void>
}

/** What a consent is, as far as an authorization request may name it: consents says so, through compose. */
export type ConsentFacts = {
  readonly thirdPartyId: Id<'tpp'>
  /** The scope that a request for this consent must have: `accounts`, `payments`, `fundsconfirmations`, `vrp`. */
  readonly scope: string
  /** Whether a person may authorise it now, or again. */
  readonly open: boolean
}

/** Who may vouch for software (RFC 7591 section 2.3). */
export type TrustedIssuer = { readonly issuer: string; readonly jwks?: { readonly keys: readonly Jwk[] }; readonly jwksUri?: string }

/** What the authorization server needs beyond what identity has. */
export type OAuthOptions = {
  /** Where people reach this server: the issuer. Asked when it is needed first, after the server listens. */
  readonly publicUrl: () => string
  readonly seal: Seal
  /** 32 bytes that all nodes share, one key for each use. */
  readonly keyFor: (use: string) => Buffer
  readonly outgoing: SafeClient
  readonly certificates: CertificateSource
  /** PEM of the authorities whose certificates `tls_client_auth` accepts; `null`: none. */
  readonly clientAuthorities: string | null
  readonly trustedIssuers: readonly TrustedIssuer[]
  readonly findConsent: (id: Id<'cns'>) => Promise<ConsentFacts | null>
}

export type OAuthDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly audit: { append(tx: Tx, leaves: readonly AuditLeaf[]): void }
  readonly mode: 'test' | 'live'
  readonly onError: (error: unknown) => void
  readonly options: OAuthOptions
  /** Gets each instance of the library, to listen to its events. */
  readonly watch?: (provider: Provider) => void
  /** Hears of tokens that were refused although their third party is known. */
  readonly onRefused?: (thirdPartyId: Id<'tpp'>, refusal: { readonly code: string; readonly reason: string | null }) => void
  /** Hears of proofs that were refused before anybody looked whose the token is. */
  readonly onProofRefused?: (tokenHash: string, refusal: { readonly code: string; readonly reason: string | null }) => void
}
