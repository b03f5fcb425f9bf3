/** Self-signed X.509 certificates (RFC 5280, version 3, RSA with SHA-256): what merchants and the platform hold in certificate mode. */
import { createPrivateKey, createPublicKey, sign } from 'node:crypto'

/** DER: a tag, the length, the parts. */
export const tlv = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  const long: number[] = []
  for (let rest = body.length; rest > 0; rest = Math.floor(rest / 256)) long.unshift(rest % 256)
  const length = body.length < 128 ? [body.length] : [0x80 | long.length, ...long]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}
export const sequence = (...parts: readonly Uint8Array[]): Buffer => tlv(0x30, ...parts)

/** sha256WithRSAEncryption, RFC 4055. */
const SHA256_RSA = sequence(tlv(0x06, Buffer.from('2a864886f70d01010b', 'hex')), tlv(0x05))
const COMMON_NAME = tlv(0x06, Buffer.from('550403', 'hex'))

export const nameOf = (commonName: string): Buffer => sequence(tlv(0x31, sequence(COMMON_NAME, tlv(0x0c, Buffer.from(commonName)))))
export const timeOf = (instant: Date): Buffer => tlv(0x17, Buffer.from(`${instant.toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`))

export const pem = (label: string, der: Uint8Array): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

export type CertificateRequest = {
  /** PKCS#8 PEM. */
  readonly privateKey: string
  readonly commonName: string
  /** 40 hexadecimal digits; the first is 1 to 7, so that the integer is positive and as long. */
  readonly serial: string
  /** Before 2050. */
  readonly notBefore: Date
  readonly notAfter: Date
}

/** The certificate as PEM. */
export function selfSigned({ privateKey, commonName, serial, notBefore, notAfter }: CertificateRequest): string {
  const key = createPrivateKey(privateKey)
  const subject = nameOf(commonName)
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.from(serial, 'hex')),
    SHA256_RSA,
    subject,
    sequence(timeOf(notBefore), timeOf(notAfter)),
    subject,
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
  )
  const der = sequence(body, SHA256_RSA, tlv(0x03, Buffer.from([0]), sign('sha256', body, key)))
  return pem('CERTIFICATE', der)
}
