/**
 * Who holds which key: each application a key pair of its own, Alipay one. Made at the first start and kept in the state file. They are keys
 * of a simulator: they open nothing anywhere else.
 */
import { createHash, generateKeyPairSync, randomBytes, randomInt } from 'node:crypto'
import { selfSigned } from '../certificate.ts'

export type AppOptions = {
  /** The number of the application, 16 digits. */
  readonly appId: string
  /** The merchant's own number (PID), 2088 and 12 digits. */
  readonly sellerId: string
  readonly name: string
  /** 公钥模式 (default) or 公钥证书模式: then requests name the application's certificate and answers Alipay's. */
  readonly mode?: 'key' | 'certificate'
}

export type App = AppOptions & {
  /** PKCS#8 PEM; the merchant signs with it (应用私钥). */
  readonly privateKey: string
  /** SPKI PEM (应用公钥). */
  readonly publicKey: string
  readonly certificate: Certificate
}

export type KeyPair = { readonly privateKey: string; readonly publicKey: string }

export type Certificate = {
  /** PEM. */
  readonly content: string
  /** How the open platform names it: MD5 of the issuer and the decimal serial number, hexadecimal. */
  readonly sn: string
}

export type PlatformKeys = KeyPair & { readonly certificate: Certificate; readonly root: Certificate }

export const DEFAULT_APPS: readonly AppOptions[] = [
  { appId: '9021000100000001', sellerId: '2088100000000001', name: '沙箱茶馆' },
  { appId: '9021000100000002', sellerId: '2088100000000002', name: '沙箱书店', mode: 'certificate' },
]

const newPair = (): KeyPair =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })

const YEAR_MS = 365 * 86_400_000

function newCertificate(privateKey: string, commonName: string, now: Date): Certificate {
  const serial = `${randomInt(1, 8)}${randomBytes(20).toString('hex').slice(1)}`
  const notBefore = new Date(now.getTime() - 86_400_000)
  const content = selfSigned({ privateKey, serial, commonName, notBefore, notAfter: new Date(now.getTime() + 5 * YEAR_MS) })
  return {
    content,
    sn: createHash('md5')
      .update(`CN=${commonName}${BigInt(`0x${serial}`)}`)
      .digest('hex'),
  }
}

export function newApp(options: AppOptions, now: Date): App {
  const pair = newPair()
  return { ...options, ...pair, certificate: newCertificate(pair.privateKey, `Feiqian sandbox application ${options.appId}`, now) }
}

export function newPlatformKeys(now: Date): PlatformKeys {
  const pair = newPair()
  return {
    ...pair,
    certificate: newCertificate(pair.privateKey, 'Feiqian sandbox of Alipay', now),
    // It signs nothing, so it needs no key of its own.
    root: newCertificate(pair.privateKey, 'Feiqian sandbox root', now),
  }
}
