/** Who we are at WeChat Pay, from the connection as it is now: numbers, our own keys to sign with, theirs to verify by serial. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { Connection, Credential } from '../kit/types.ts'
import { ROLES } from './capabilities.ts'
import { aesGcmOpen, encryptRsa, openSealed, PUBLIC_KEY_ID, type Sealed, type Suite, signRsa, verifyRsa } from './protocol.ts'
import { encryptSm, privateScalarOf, publicPointOf, signSm, sm4GcmOpen, verifySm } from './sm.ts'

export type Mode = 'partner' | 'direct'

/** A key of the platform, by what messages name it by. */
export type PlatformKey = {
  readonly serial: string
  readonly role: string
  readonly suite: Suite
  readonly verify: (message: Uint8Array, signature: string) => boolean
  readonly encrypt: (text: string) => string
}

export type Account = {
  readonly mode: Mode
  readonly suite: Suite
  /** `sp_mchid` in partner mode. */
  readonly mchid: string
  readonly appid: string
  /** Sub-merchants whose orders are placed for profit sharing. */
  readonly sharing: readonly string[]
  readonly serialNo: string
  /** Signs requests in the suite of the connection. */
  readonly sign: (message: Uint8Array) => string
  /** Signs what opens the cashier, always with RSA; `null` without that key. */
  readonly signCashier: ((message: Uint8Array) => string) | null
  /** The key that a message names, whichever kind it is. */
  readonly platformKey: (serial: string) => PlatformKey | null
  /** What we ask the platform to sign with, and encrypt sensitive fields with: the public key, else the newest certificate. */
  readonly preferredKey: () => PlatformKey | null
  /** The newest certificate of the platform, whether or not a public key is held. */
  readonly certificateKey: () => PlatformKey | null
  /** `null`: it does not open. */
  readonly open: (sealed: Sealed, suite: Suite) => string | null
}

const textOf = (connection: Connection, name: string): string => {
  const value = connection.settings[name]
  return typeof value === 'string' ? value : ''
}

type KeyMaker = (serial: string, credential: Credential) => PlatformKey

export type Accounts = (connection: Connection) => Account | { readonly missing: string }

/**
 * Reads the account from the connection as it is: what is missing before anything can be signed, or the account. Verification keys may
 * be missing: then nothing is believed. Keys are parsed once for each credential that the connection holds.
 */
export function createAccounts(): Accounts {
  const privateKeys = new WeakMap<Credential, KeyObject>()
  const publicKeys = new WeakMap<Credential, KeyObject>()
  const scalars = new WeakMap<Credential, string>()
  const points = new WeakMap<Credential, string>()
  const once = <T>(known: WeakMap<Credential, T>, credential: Credential, parse: (pem: string) => T): T => {
    const held = known.get(credential)
    if (held !== undefined) return held
    const value = parse(credential.material)
    known.set(credential, value)
    return value
  }
  const rsaKey: KeyMaker = (serial, credential) => ({
    serial,
    role: credential.role,
    suite: 'rsa',
    verify: (message, signature) => verifyRsa(once(publicKeys, credential, createPublicKey), message, signature),
    encrypt: text => encryptRsa(once(publicKeys, credential, createPublicKey), text),
  })
  const smKey: KeyMaker = (serial, credential) => ({
    serial,
    role: credential.role,
    suite: 'sm',
    verify: (message, signature) => verifySm(once(points, credential, publicPointOf), message, signature),
    encrypt: text => encryptSm(once(points, credential, publicPointOf), text),
  })
  const signWith = (credential: Credential, message: Uint8Array): string =>
    signRsa(once(privateKeys, credential, createPrivateKey), message)
  const signSmWith = (credential: Credential, message: Uint8Array): string => signSm(once(scalars, credential, privateScalarOf), message)
  return connection => readAccount(connection, { rsaKey, smKey, signWith, signSmWith })
}

type KeyWork = {
  readonly rsaKey: KeyMaker
  readonly smKey: KeyMaker
  readonly signWith: (credential: Credential, message: Uint8Array) => string
  readonly signSmWith: (credential: Credential, message: Uint8Array) => string
}

function readAccount(connection: Connection, { rsaKey, smKey, signWith, signSmWith }: KeyWork): Account | { readonly missing: string } {
  const suite: Suite = connection.settings.suite === 'sm' ? 'sm' : 'rsa'
  const mode: Mode = connection.settings.mode === 'direct' ? 'direct' : 'partner'
  const [mchid, appid] = [textOf(connection, 'mchid'), textOf(connection, 'appid')]
  if (mchid === '') return { missing: 'mchid' }
  if (appid === '') return { missing: 'appid' }
  const [privateRole, certificateRole] = suite === 'sm' ? [ROLES.smPrivateKey, ROLES.smCertificate] : [ROLES.privateKey, ROLES.certificate]
  const privateKey = connection.credential(privateRole)
  const certificate = connection.credential(certificateRole)
  if (privateKey === null) return { missing: privateRole }
  if (certificate === null || certificate.keyId === null) return { missing: certificateRole }
  const rsaPrivate = connection.credential(ROLES.privateKey)

  const newest = (role: string, make: KeyMaker): PlatformKey | null => {
    const held = connection.credentials(role).find(({ keyId }) => keyId !== null)
    return held === undefined || held.keyId === null ? null : make(held.keyId, held)
  }
  const byId = (role: string, serial: string, make: KeyMaker): PlatformKey | null => {
    const held = connection.credentialByKeyId(role, serial)
    return held === null ? null : make(held.keyId ?? serial, held)
  }
  return {
    mode,
    suite,
    mchid,
    appid,
    sharing: Array.isArray(connection.settings.profit_sharing) ? connection.settings.profit_sharing : [],
    serialNo: certificate.keyId,
    sign: message => (suite === 'sm' ? signSmWith(privateKey, message) : signWith(privateKey, message)),
    signCashier: rsaPrivate === null ? null : message => signWith(rsaPrivate, message),
    platformKey: serial =>
      PUBLIC_KEY_ID.test(serial)
        ? byId(ROLES.platformPublicKey, serial, rsaKey)
        : (byId(ROLES.platformCertificate, serial, rsaKey) ?? byId(ROLES.smPlatformCertificate, serial, smKey)),
    preferredKey: () =>
      suite === 'sm'
        ? newest(ROLES.smPlatformCertificate, smKey)
        : (newest(ROLES.platformPublicKey, rsaKey) ?? newest(ROLES.platformCertificate, rsaKey)),
    certificateKey: () => (suite === 'sm' ? newest(ROLES.smPlatformCertificate, smKey) : newest(ROLES.platformCertificate, rsaKey)),
    open(sealed, as) {
      const key = connection.credential(ROLES.apiV3Key)
      return key === null ? null : openSealed(Buffer.from(key.material), sealed, as, as === 'sm' ? sm4GcmOpen : aesGcmOpen)
    },
  }
}
