/**
 * Certificates that clients present: in the TLS handshake with this server, or in the header of a proxy of ours that ended TLS
 * (RFC 9440). Whether the certificate is the client's own is proved by the handshake; whom it names is for the caller to judge.
 */
import { X509Certificate } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

const HEADER_MAX = 16_384

/**
 * Where the client's certificate is looked for. `header`: only when the configuration says that proxies of ours write it, and remove what
 * callers send (RFC 9440 section 2.4); a certificate is no secret, so anybody could send one. `nowhere`: behind proxies that do not, for
 * the handshake is theirs.
 */
export type CertificateSource = 'handshake' | 'header' | 'nowhere'

/** The client's certificate (DER), or `null`. Of the header, several values are nobody's. */
export function clientCertificateOf(socket: Socket, headers: IncomingHttpHeaders, source: CertificateSource): Buffer | null {
  if (source === 'nowhere') return null
  if (source === 'handshake') {
    if (!(socket instanceof TLSSocket)) return null
    const { raw } = socket.getPeerCertificate()
    return Buffer.isBuffer(raw) && raw.length > 0 ? raw : null
  }
  const header = headers['client-cert']
  if (typeof header !== 'string' || header.length > HEADER_MAX) return null
  // RFC 8941 section 3.3.5: a byte sequence is base64 between colons.
  const match = /^\s*:([A-Za-z0-9+/]+={0,2}):\s*$/.exec(header)
  return match?.[1] === undefined ? null : Buffer.from(match[1], 'base64')
}

/** Reads a certificate; `null` when the bytes are none. */
export function readCertificate(der: Buffer): X509Certificate | null {
  try {
    return new X509Certificate(der)
  } catch {
    return null
  }
}

/** Reads the certificates of a PEM text, in order. Throws when one of them is none. */
export const readCertificates = (pem: string): X509Certificate[] =>
  [...pem.matchAll(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g)].map(([text]) => new X509Certificate(text))

/** Whether one of the authorities issued it and it is in its time. Intermediate authorities count when they are among them. */
export function isIssuedBy(certificate: X509Certificate, authorities: readonly X509Certificate[], now: Date): boolean {
  if (certificate.ca || certificate.validFromDate > now || certificate.validToDate <= now) return false
  return authorities.some(
    authority =>
      authority.ca &&
      authority.validFromDate <= now &&
      authority.validToDate > now &&
      certificate.checkIssued(authority) &&
      certificate.verify(authority.publicKey),
  )
}
