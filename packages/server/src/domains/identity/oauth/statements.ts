/**
 * Software statements (RFC 7591 section 2.3): a directory that this server trusts says which software it is, whose, and in which roles.
 * In test mode the server runs a directory of its own, so that a registration can be tried out.
 */
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose'
import { newId } from '../../../kernel/ids.ts'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { KeySets } from './jwks.ts'
import type { Keys } from './keys.ts'
import { rolesNamed } from './rules.ts'
import type { Jwk, ThirdPartyRole, TrustedIssuer } from './types.ts'

export type SoftwareStatement = {
  readonly issuer: string
  readonly softwareId: string | null
  readonly name: string | null
  readonly nameZh: string | null
  readonly roles: readonly ThirdPartyRole[]
  /** `null`: the statement leaves them to the client. */
  readonly redirectUris: readonly string[] | null
  readonly jwks: { readonly keys: readonly Jwk[] } | null
  readonly jwksUri: string | null
  readonly organisation: { readonly id: string | null; readonly name: string | null; readonly contacts: readonly string[] }
}

export type Statements = {
  verify(statement: string): Promise<Outcome<SoftwareStatement, 'invalid_software_statement' | 'unapproved_software_statement'>>
  /** Signs a statement of the sandbox's directory. */
  issue(claims: SandboxSoftware): string
}

export type SandboxSoftware = {
  readonly name: string
  readonly nameZh: string | null
  readonly roles: readonly ThirdPartyRole[]
  readonly redirectUris: readonly string[]
  readonly jwksUri: string | null
  readonly organisation: string
  readonly contacts: readonly string[]
}

const STATEMENT_MAX = 32_768
const AGE_MAX_SECONDS = 366 * 86_400
const LIST_MAX = 100

export const sandboxIssuer = (publicUrl: string): string => `${publicUrl}/sandbox/directory`

export function createStatements(deps: {
  readonly trustedIssuers: readonly TrustedIssuer[]
  readonly keySets: KeySets
  readonly keys: Keys
  readonly publicUrl: () => string
  readonly mode: 'test' | 'live'
}): Statements {
  async function keysOf(issuer: string, kid: string | undefined): Promise<readonly Jwk[] | null> {
    if (deps.mode === 'test' && issuer === sandboxIssuer(deps.publicUrl())) return deps.keys.publicJwks()
    const trusted = deps.trustedIssuers.find(candidate => candidate.issuer === issuer)
    if (trusted === undefined) return null
    if (trusted.jwks !== undefined) return trusted.jwks.keys
    return trusted.jwksUri === undefined ? null : deps.keySets.at(trusted.jwksUri, kid)
  }

  return {
    async verify(statement) {
      if (statement.length > STATEMENT_MAX) return bad('it is too long')
      const unverified = claimsOf(statement.split('.')[1] ?? '')
      const issuer = text(unverified?.iss)
      if (issuer === null) return bad('it names no issuer')
      const { kid } = claimsOf(statement.split('.')[0] ?? '') ?? {}
      const keys = await keysOf(issuer, text(kid) ?? undefined)
      if (keys === null) return refuse('unapproved_software_statement', undefined, { reason: 'its issuer is not trusted here' })
      try {
        const keySet = createLocalJWKSet({ keys } as unknown as JSONWebKeySet)
        const { payload } = await jwtVerify(statement, keySet, {
          issuer,
          algorithms: ['PS256', 'ES256', 'EdDSA', 'Ed25519'],
          clockTolerance: 10,
          maxTokenAge: AGE_MAX_SECONDS,
        })
        return ok(readClaims(issuer, payload))
      } catch (error) {
        if (error instanceof errors.JOSEError) return bad(error.message)
        throw error
      }
    },
    issue(software) {
      const key = deps.keys.signing('PS256')
      const header = { alg: key.algorithm, kid: key.kid, typ: 'JWT' }
      const claims = {
        iss: sandboxIssuer(deps.publicUrl()),
        iat: Math.floor(Date.now() / 1000),
        jti: newId(),
        software_id: newId(),
        client_name: software.name,
        ...(software.nameZh === null ? {} : { 'client_name#zh': software.nameZh }),
        software_roles: software.roles,
        redirect_uris: software.redirectUris,
        ...(software.jwksUri === null ? {} : { jwks_uri: software.jwksUri }),
        org_id: `sandbox-${newId().slice(-12)}`,
        org_name: software.organisation,
        ...(software.contacts.length === 0 ? {} : { contacts: software.contacts }),
      }
      const signed = [header, claims].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
      return `${signed}.${key.sign(Buffer.from(signed)).toString('base64url')}`
    },
  }
}

/** What a statement says that was verified when it was stored; `null` when it is none. */
export function statementOf(stored: string): SoftwareStatement | null {
  const claims = claimsOf(stored.split('.')[1] ?? '')
  const issuer = text(claims?.iss)
  return claims === null || issuer === null ? null : readClaims(issuer, claims)
}

const bad = (reason: string) => refuse('invalid_software_statement' as const, undefined, { reason })
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' && value.length <= 2_048 ? value : null)
const texts = (value: unknown): readonly string[] | null =>
  Array.isArray(value) ? value.slice(0, LIST_MAX).filter((item): item is string => typeof item === 'string') : null

function claimsOf(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** RFC 7591's names, and those that the UK directory uses. */
function readClaims(issuer: string, claims: Readonly<Record<string, unknown>>): SoftwareStatement {
  const { jwks } = claims
  const keys =
    typeof jwks === 'object' && jwks !== null && 'keys' in jwks && Array.isArray(jwks.keys) ? (jwks.keys as readonly Jwk[]) : null
  return {
    issuer,
    softwareId: text(claims.software_id),
    name: text(claims.client_name) ?? text(claims.software_client_name),
    nameZh: text(claims['client_name#zh']) ?? text(claims['client_name#zh-CN']),
    roles: rolesNamed(texts(claims.software_roles) ?? texts(claims.roles) ?? []),
    redirectUris: texts(claims.redirect_uris) ?? texts(claims.software_redirect_uris),
    jwks: keys === null ? null : { keys },
    jwksUri: text(claims.jwks_uri) ?? text(claims.software_jwks_endpoint),
    organisation: {
      id: text(claims.org_id),
      name: text(claims.org_name),
      contacts: (texts(claims.contacts) ?? []).filter(contact => contact.length <= 320),
    },
  }
}
