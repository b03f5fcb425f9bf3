/** Who we are at WeChat Pay, from the connection as it is now: numbers, our own keys to sign with, theirs to verify by serial. */
import type { Connection } from '../kit/types.ts'
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

function rsaKey(serial: string, role: string, material: string): PlatformKey {
  return {
    serial,
    role,
    suite: 'rsa',
    verify: (message, signature) => verifyRsa(material, message, signature),
    encrypt: text => encryptRsa(material, text),
  }
}

function smKey(serial: string, role: string, material: string): PlatformKey {
  return {
    serial,
    role,
    suite: 'sm',
    verify: (message, signature) => verifySm(publicPointOf(material), message, signature),
    encrypt: text => encryptSm(publicPointOf(material), text),
  }
}

/** What is missing before anything can be signed, or the account. Verification keys may be missing: then nothing is believed. */
export function accountOf(connection: Connection): Account | { readonly missing: string } {
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

  const newest = (role: string, make: typeof rsaKey): PlatformKey | null => {
    const held = connection.credentials(role).find(({ keyId }) => keyId !== null)
    return held === undefined || held.keyId === null ? null : make(held.keyId, role, held.material)
  }
  const byId = (role: string, serial: string, make: typeof rsaKey): PlatformKey | null => {
    const held = connection.credentialByKeyId(role, serial)
    return held === null ? null : make(held.keyId ?? serial, role, held.material)
  }
  return {
    mode,
    suite,
    mchid,
    appid,
    serialNo: certificate.keyId,
    sign: message => (suite === 'sm' ? signSm(privateScalarOf(privateKey.material), message) : signRsa(privateKey.material, message)),
    signCashier: rsaPrivate === null ? null : message => signRsa(rsaPrivate.material, message),
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
