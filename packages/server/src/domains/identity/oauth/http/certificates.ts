/**
 * What the library asks about client certificates (RFC 8705): which one came with the request, whether a trusted authority issued it,
 * and whether it names the client.
 */
import type { X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { clientCertificateOf, isIssuedBy, readCertificate, readCertificates } from '../../../../platform/http/certificates.ts'
import type { OAuthOptions } from '../types.ts'

export type Certificates = {
  of(request: IncomingMessage): X509Certificate | undefined
  isTrusted(certificate: X509Certificate | undefined): boolean
  /** `property` is one of RFC 8705 section 2.1.2. */
  names(certificate: X509Certificate | undefined, property: string, expected: string): boolean
}

const ALTERNATIVE_NAMES: Readonly<Record<string, string>> = {
  tls_client_auth_san_dns: 'DNS',
  tls_client_auth_san_uri: 'URI',
  tls_client_auth_san_ip: 'IP Address',
  tls_client_auth_san_email: 'email',
}

/** Node writes a subject one attribute a line, from the general to the particular; RFC 4514 the other way round, with commas. */
const subjectOf = (certificate: X509Certificate): readonly string[] =>
  certificate.subject
    .split('\n')
    .map(part => part.trim())
    .filter(part => part !== '')

/** Compares distinguished names attribute by attribute; types regardless of case, and of spaces around commas. */
function isSameName(subject: readonly string[], expected: string): boolean {
  const wanted = expected.split(/(?<!\\),\s*/).map(part => part.trim())
  const fold = (part: string): string => {
    const at = part.indexOf('=')
    return `${part.slice(0, at).trim().toUpperCase()}=${part.slice(at + 1).trim()}`
  }
  const reversed = [...subject].reverse()
  return reversed.length === wanted.length && reversed.every((part, at) => fold(part) === fold(wanted[at] ?? ''))
}

/** `DNS:a, URI:b` as Node writes it. A value with quotes holds characters that could deceive and matches nothing. */
const alternativeNames = (certificate: X509Certificate): readonly string[] => (certificate.subjectAltName ?? '').split(', ')

export function createCertificates(options: Pick<OAuthOptions, 'certificates' | 'clientAuthorities'>): Certificates {
  const authorities = options.clientAuthorities === null ? [] : readCertificates(options.clientAuthorities)
  return {
    of(request) {
      const der = clientCertificateOf(request.socket, request.headers, options.certificates)
      return der === null ? undefined : (readCertificate(der) ?? undefined)
    },
    isTrusted: certificate => certificate !== undefined && isIssuedBy(certificate, authorities, new Date()),
    names(certificate, property, expected) {
      if (certificate === undefined) return false
      if (property === 'tls_client_auth_subject_dn') return isSameName(subjectOf(certificate), expected)
      const kind = ALTERNATIVE_NAMES[property]
      return kind !== undefined && alternativeNames(certificate).includes(`${kind}:${expected}`)
    },
  }
}
