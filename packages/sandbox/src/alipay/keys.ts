/**
 * Who holds which key: each application a key pair of its own, Alipay one. Made at the first start and kept in the state file. They are keys
 * of a simulator: they open nothing anywhere else.
 */
import { generateKeyPairSync } from 'node:crypto'

export type AppOptions = {
  /** The number of the application, 16 digits. */
  readonly appId: string
  /** The merchant's own number (PID), 2088 and 12 digits. */
  readonly sellerId: string
  readonly name: string
}

export type App = AppOptions & {
  /** PKCS#8 PEM; the merchant signs with it (应用私钥). */
  readonly privateKey: string
  /** SPKI PEM (应用公钥). */
  readonly publicKey: string
}

export type KeyPair = { readonly privateKey: string; readonly publicKey: string }

export const DEFAULT_APPS: readonly AppOptions[] = [{ appId: '9021000100000001', sellerId: '2088100000000001', name: '沙箱茶馆' }]

const newPair = (): KeyPair =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })

export const newApp = (options: AppOptions): App => ({ ...options, ...newPair() })

export const newPlatformKeys = (): KeyPair => newPair()
