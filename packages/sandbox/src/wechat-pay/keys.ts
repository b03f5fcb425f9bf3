/**
 * Who holds which key: merchants a private key, its certificate and an APIv3 key; the platform certificates and one public key with an id.
 * Made at the first start and kept in the state file. They are keys of a simulator: they open nothing anywhere else.
 */
import { generateKeyPairSync, randomBytes, randomInt } from 'node:crypto'
import { selfSigned } from '../certificate.ts'
import { newSmKey, type SmKey } from './sm.ts'

export type SubMerchant = { readonly mchid: string; readonly name: string; readonly appids: readonly string[] }

export type MerchantOptions = {
  readonly mchid: string
  /** `provider`: 服务商, acquires for `subMerchants`; `direct`: 直连商户. */
  readonly kind: 'provider' | 'direct'
  readonly name: string
  readonly appids: readonly string[]
  readonly subMerchants?: readonly SubMerchant[]
}

export type Merchant = Omit<MerchantOptions, 'subMerchants'> & {
  /** Grows when an applyment is finished. */
  readonly subMerchants: SubMerchant[]
  /** 32 characters: the key of AEAD_AES_256_GCM. */
  readonly apiV3Key: string
  /** Of the merchant's certificate, 40 hexadecimal digits. */
  readonly serial: string
  /** PKCS#8 PEM; the merchant signs with it (apiclient_key.pem). */
  readonly privateKey: string
  readonly certificate: string
  /** Its SM2 key, for SM mode. */
  readonly sm: SmKey
}

export type PlatformCertificate = {
  readonly serial: string
  readonly privateKey: string
  readonly certificate: string
  readonly effectiveTime: string
  readonly expireTime: string
}

export type PlatformKeys = {
  /** `PUB_KEY_ID_` and 32 digits. */
  readonly publicKeyId: string
  readonly publicKey: string
  readonly publicKeyPrivate: string
  /** The newest last; more than one while certificates are being changed. */
  certificates: PlatformCertificate[]
  /** Signs to whom speaks SM. */
  readonly sm: SmKey
}

export type Keys = { merchants: Merchant[]; readonly platform: PlatformKeys }

export const DEFAULT_MERCHANTS: readonly MerchantOptions[] = [
  {
    mchid: '1900000001',
    kind: 'provider',
    name: '沙箱服务商',
    appids: ['wx0000000000000001'],
    subMerchants: [
      { mchid: '1900000011', name: '沙箱茶馆', appids: ['wx0000000000000011'] },
      { mchid: '1900000012', name: '沙箱书店', appids: [] },
    ],
  },
  { mchid: '1900000002', kind: 'direct', name: '沙箱直连商户', appids: ['wx0000000000000002'] },
]

const YEAR_MS = 365 * 86_400_000

const newSerial = (): string => `${randomInt(1, 8)}${randomBytes(20).toString('hex').slice(1)}`.toUpperCase()

const newPair = (): { privateKey: string; publicKey: string } =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })

export function newMerchant(options: MerchantOptions, now: Date): Merchant {
  const { privateKey } = newPair()
  const serial = newSerial()
  const notBefore = new Date(now.getTime() - 86_400_000)
  const notAfter = new Date(now.getTime() + 5 * YEAR_MS)
  const commonName = `Feiqian sandbox merchant ${options.mchid}`
  return {
    ...options,
    subMerchants: [...(options.subMerchants ?? [])],
    apiV3Key: randomBytes(16).toString('hex'),
    serial,
    privateKey,
    certificate: selfSigned({ privateKey, serial, commonName, notBefore, notAfter }),
    sm: newSmKey(commonName, notBefore, notAfter),
  }
}

export function newPlatformCertificate(now: Date): PlatformCertificate {
  const { privateKey } = newPair()
  const serial = newSerial()
  const notBefore = new Date(now.getTime() - 86_400_000)
  const notAfter = new Date(now.getTime() + 5 * YEAR_MS)
  return {
    serial,
    privateKey,
    certificate: selfSigned({ privateKey, serial, commonName: 'Feiqian sandbox of WeChat Pay', notBefore, notAfter }),
    effectiveTime: notBefore.toISOString(),
    expireTime: notAfter.toISOString(),
  }
}

export function newKeys(merchants: readonly MerchantOptions[], now: Date): Keys {
  const { privateKey, publicKey } = newPair()
  const digits = Array.from({ length: 32 }, () => randomInt(10)).join('')
  return {
    merchants: merchants.map(merchant => newMerchant(merchant, now)),
    platform: {
      publicKeyId: `PUB_KEY_ID_${digits}`,
      publicKey,
      publicKeyPrivate: privateKey,
      certificates: [newPlatformCertificate(now)],
      sm: newSmKey('Feiqian sandbox of WeChat Pay', new Date(now.getTime() - 86_400_000), new Date(now.getTime() + 5 * YEAR_MS)),
    },
  }
}
