/**
 * Reads the client metadata of a registration (RFC 7591 section 2) under what its software statement says and what this server demands.
 * What it does not know it leaves out, as the standard wants.
 */
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import { faultOfKey } from './jwks.ts'
import { CLIENT_AUTH_METHODS } from './provider.ts'
import type { SoftwareStatement } from './statements.ts'
import type { ClientMetadata, Jwk } from './types.ts'

export type RegistrationError =
  | 'invalid_client_metadata'
  | 'invalid_redirect_uri'
  | 'invalid_software_statement'
  | 'unapproved_software_statement'

export type Registration = {
  readonly metadata: Omit<ClientMetadata, 'client_id'>
  readonly name: { readonly en: string; readonly zh: string }
  readonly messageSigning: boolean
}

const URIS_MAX = 20
const URI_MAX = 2_000
const KEYS_MAX = 20
const NAME_MAX = 200
/** HTML's idea of an e-mail address, which the library shares. */
const EMAIL = /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*$/
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])
const CERTIFICATE_NAMES = [
  'tls_client_auth_subject_dn',
  'tls_client_auth_san_dns',
  'tls_client_auth_san_uri',
  'tls_client_auth_san_ip',
  'tls_client_auth_san_email',
] as const
const KEPT_TEXTS = [
  'client_uri',
  'logo_uri',
  'policy_uri',
  'tos_uri',
  'software_version',
  'token_endpoint_auth_signing_alg',
  'id_token_signed_response_alg',
  'request_object_signing_alg',
  'authorization_signed_response_alg',
  'introspection_signed_response_alg',
  ...CERTIFICATE_NAMES,
] as const
const KEPT_FLAGS = ['tls_client_certificate_bound_access_tokens', 'dpop_bound_access_tokens'] as const

type Sent = Readonly<Record<string, unknown>>

const bad = (reason: string, code: RegistrationError = 'invalid_client_metadata') => refuse(code, undefined, { reason })

export function readRegistration(
  sent: Sent,
  statement: SoftwareStatement,
  mode: 'test' | 'live',
): Outcome<Registration, RegistrationError> {
  if (statement.roles.length === 0) return bad('the software statement names no role', 'unapproved_software_statement')
  const uris = readRedirectUris(sent.redirect_uris ?? statement.redirectUris, statement, mode)
  if (!uris.ok) return uris
  const method = sent.token_endpoint_auth_method ?? 'private_key_jwt'
  if (!CLIENT_AUTH_METHODS.some(known => known === method))
    return bad(`token_endpoint_auth_method must be one of ${CLIENT_AUTH_METHODS.join(', ')}`)
  const keys = readKeys(sent, statement)
  if (!keys.ok) return keys
  if (method !== 'tls_client_auth' && keys.value === null) return bad('jwks or jwks_uri is needed')
  const kept = readKept(sent)
  if (!kept.ok) return kept
  if (method === 'tls_client_auth' && CERTIFICATE_NAMES.filter(name => kept.value[name] !== undefined).length !== 1)
    return bad(`exactly one of ${CERTIFICATE_NAMES.join(', ')} is needed`)
  const en = nameOf(statement.name ?? sent.client_name)
  if (en === null) return bad(`client_name is needed, of at most ${NAME_MAX} characters`)
  const zh = nameOf(statement.nameZh ?? sent['client_name#zh'] ?? sent['client_name#zh-CN'] ?? sent['client_name#zh-Hans']) ?? en
  const messageSigning = sent.require_signed_request_object === true
  const metadata = {
    ...kept.value,
    redirect_uris: uris.value,
    token_endpoint_auth_method: String(method),
    ...(keys.value ?? {}),
    contacts: statement.organisation.contacts.filter(contact => EMAIL.test(contact)),
  }
  return ok({ metadata, name: { en, zh }, messageSigning })
}

function readRedirectUris(
  uris: unknown,
  statement: SoftwareStatement,
  mode: 'test' | 'live',
): Outcome<readonly string[], RegistrationError> {
  const refused = (reason: string) => bad(reason, 'invalid_redirect_uri')
  if (!Array.isArray(uris) || uris.length === 0 || uris.length > URIS_MAX) return refused(`redirect_uris holds 1 to ${URIS_MAX} addresses`)
  for (const uri of uris as readonly unknown[]) {
    if (typeof uri !== 'string' || uri.length > URI_MAX) return refused('a redirect URI is a text')
    const url = URL.parse(uri)
    if (url === null || uri.includes('#') || uri.includes('*') || url.username !== '' || url.password !== '')
      return refused('a redirect URI is absolute, without fragment, wildcard or user')
    const isLocal = url.protocol === 'http:' && LOOPBACK.has(url.hostname) && mode === 'test'
    if (url.protocol !== 'https:' && !isLocal)
      return refused('a redirect URI must be https; in test mode http on a loopback address is accepted')
    if (statement.redirectUris !== null && !statement.redirectUris.includes(uri))
      return refused('the software statement does not name this redirect URI')
  }
  return ok([...new Set(uris as readonly string[])])
}

type KeySource = { readonly jwks: { readonly keys: readonly Jwk[] } } | { readonly jwks_uri: string }

/** The statement's keys win; one source only (RFC 7591 section 2). */
function readKeys(sent: Sent, statement: SoftwareStatement): Outcome<KeySource | null, RegistrationError> {
  if (statement.jwksUri !== null) return ok({ jwks_uri: statement.jwksUri })
  const jwks = statement.jwks ?? sent.jwks
  const { jwks_uri: uri } = sent
  if (jwks !== undefined && uri !== undefined) return bad('jwks and jwks_uri exclude each other')
  if (uri !== undefined) return typeof uri === 'string' && uri.length <= URI_MAX ? ok({ jwks_uri: uri }) : bad('jwks_uri is an address')
  if (jwks === undefined) return ok(null)
  const keys = typeof jwks === 'object' && jwks !== null && 'keys' in jwks ? jwks.keys : null
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > KEYS_MAX) return bad(`jwks holds 1 to ${KEYS_MAX} keys`)
  const names = new Set<string>()
  for (const key of keys as readonly unknown[]) {
    if (typeof key !== 'object' || key === null) return bad('a key is a JWK')
    const { kid } = key as Jwk
    if (typeof kid !== 'string' || kid === '' || kid.length > NAME_MAX || names.has(kid)) return bad('each key needs a kid of its own')
    names.add(kid)
    const fault = faultOfKey(key as Jwk)
    if (fault !== null) return bad(`the key ${kid}: ${fault}`)
  }
  return ok({ jwks: { keys: keys as readonly Jwk[] } })
}

function readKept(sent: Sent): Outcome<Record<string, string | boolean>, RegistrationError> {
  const kept: Record<string, string | boolean> = {}
  for (const name of KEPT_TEXTS) {
    const value = sent[name]
    if (value === undefined) continue
    if (typeof value !== 'string' || value === '' || value.length > URI_MAX) return bad(`${name} is a text`)
    kept[name] = value
  }
  for (const name of KEPT_FLAGS) {
    const value = sent[name]
    if (value === undefined) continue
    if (typeof value !== 'boolean') return bad(`${name} is true or false`)
    kept[name] = value
  }
  if (kept.dpop_bound_access_tokens === false && kept.tls_client_certificate_bound_access_tokens !== true)
    return bad('access tokens are bound to a key: by DPoP or by a certificate')
  return ok(kept)
}

/** Nothing that cannot be seen: people judge by the name. */
const nameOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' && value.length <= NAME_MAX && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(value)
    ? value.trim()
    : null
