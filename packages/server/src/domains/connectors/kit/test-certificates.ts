/** Certificates for tests, made on the spot: X.509 v3, self-signed, with a serial and an end of one's choice. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'

const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  const length =
    body.length < 0x80
      ? Buffer.from([body.length])
      : body.length < 0x100
        ? Buffer.from([0x81, body.length])
        : Buffer.from([0x82, body.length >> 8, body.length & 255])
  return Buffer.concat([Buffer.from([tag]), length, body])
}
const SHA256_RSA = Buffer.from('300d06092a864886f70d01010b0500', 'hex')
const name = (text: string): Buffer => der(0x30, der(0x31, der(0x30, Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from(text)))))
const time = (at: Date): Buffer => der(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`))

export function makeCertificate(privateKeyPem: string, options: { serial: string; from: Date; to: Date; name?: string }): string {
  const serial = Buffer.from(options.serial.length % 2 === 0 ? options.serial : `0${options.serial}`, 'hex')
  const subject = name(options.name ?? 'Test')
  const toSign = der(
    0x30,
    der(0x02, (serial[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), serial]) : serial),
    SHA256_RSA,
    subject,
    der(0x30, time(options.from), time(options.to)),
    subject,
    createPublicKey(privateKeyPem).export({ type: 'spki', format: 'der' }) as Buffer,
  )
  const signature = sign('sha256', toSign, createPrivateKey(privateKeyPem))
  const certificate = der(0x30, toSign, SHA256_RSA, der(0x03, Buffer.from([0]), signature))
  return `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`
}

export const makeRsa = (bits = 2048) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits })
  return {
    privateKey,
    publicKey,
    pkcs8: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    pkcs1: privateKey.export({ type: 'pkcs1', format: 'pem' }) as string,
    spki: publicKey.export({ type: 'spki', format: 'pem' }) as string,
    publicPkcs1: publicKey.export({ type: 'pkcs1', format: 'pem' }) as string,
  }
}
