/** Secrets that this server gives out: how they look, are read and are hashed. The database sees hashes only. */
import { hash, randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { type Mode, OPERATOR_COOKIE, SESSION_COOKIE } from './types.ts'

const BODY = /^[A-Za-z0-9_-]{43}$/
const KEY_PREFIX = { test: 'fq_test_', live: 'fq_live_' } as const
const SESSION_PREFIXES = { holder: 'fq_session_', operator: 'fq_operator_' } as const
const ENROLMENT_PREFIX = 'fq_enrol_'

/** 256 random bits as 43 letters of base64url (RFC 4648 section 5). */
const secretBody = (): string => randomBytes(32).toString('base64url')

export const newKeySecret = (mode: Mode): string => KEY_PREFIX[mode] + secretBody()
export const newSessionToken = (of: 'holder' | 'operator' = 'holder'): string => SESSION_PREFIXES[of] + secretBody()
export const newEnrolmentSecret = (): string => ENROLMENT_PREFIX + secretBody()

/** SHA-256 in hexadecimal: what caches and the database know a secret by. */
export const secretHash = (secret: string): string => hash('sha256', secret, 'hex')

export type Presented =
  | { readonly kind: 'none' }
  | { readonly kind: 'key'; readonly mode: Mode; readonly secret: string }
  | { readonly kind: 'session'; readonly secret: string }
  /** Something that this server never gave out. */
  | { readonly kind: 'garbage'; readonly of: 'key' | 'session' }

/** Which credential a request presents. A header goes before a cookie, and of two cookies the one that is asked for goes first. */
export function presentedBy(headers: IncomingHttpHeaders, prefer: 'holder' | 'operator' = 'holder'): Presented {
  const { authorization, cookie } = headers
  if (authorization !== undefined) return fromHeader(authorization)
  if (cookie === undefined) return { kind: 'none' }
  const names = prefer === 'operator' ? [OPERATOR_COOKIE, SESSION_COOKIE] : [SESSION_COOKIE, OPERATOR_COOKIE]
  for (const name of names) {
    const token = cookieValue(cookie, name)
    if (token !== null) return session(token)
  }
  return { kind: 'none' }
}

function fromHeader(authorization: string): Presented {
  // RFC 9110 section 11.1: the scheme is case-insensitive.
  if (authorization.slice(0, 7).toLowerCase() !== 'bearer ') return { kind: 'garbage', of: 'key' }
  const secret = authorization.slice(7).trim()
  if (isSession(secret)) return session(secret)
  for (const mode of ['test', 'live'] as const) {
    const prefix = KEY_PREFIX[mode]
    if (secret.startsWith(prefix) && BODY.test(secret.slice(prefix.length))) return { kind: 'key', mode, secret }
  }
  return { kind: 'garbage', of: 'key' }
}

const isSession = (secret: string): boolean => Object.values(SESSION_PREFIXES).some(prefix => secret.startsWith(prefix))

function session(secret: string): Presented {
  const prefix = Object.values(SESSION_PREFIXES).find(each => secret.startsWith(each))
  return prefix !== undefined && BODY.test(secret.slice(prefix.length)) ? { kind: 'session', secret } : { kind: 'garbage', of: 'session' }
}

/** The value of a cookie (RFC 6265 section 5.4), or `null`. */
export function cookieValue(header: string, name: string): string | null {
  for (const part of header.split(';', 50)) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return null
}
