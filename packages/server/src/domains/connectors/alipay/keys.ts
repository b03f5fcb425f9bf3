/**
 * Our side of the connection as code wants it: who we are, what we sign with, whom we believe. Read anew for every call, so a changed key
 * is used at once; parsed keys are kept by fingerprint.
 */
import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { Connection, Credential } from '../kit/types.ts'
import { certificateSn, readPrivateKey, readPublicKey, rootCertificateSn } from './protocol.ts'

export type Mode = 'key' | 'certificate'

/** One key that Alipay may have signed with; `sn` names it in certificate mode. */
export type TrustedKey = { readonly sn: string | null; readonly key: KeyObject }

export type Access = {
  readonly baseUrl: string
  readonly gateway: string
  readonly appId: string
  readonly sellerId: string
  readonly orgPid: string
  readonly mode: Mode
  readonly privateKey: KeyObject
  /** Certificate mode: how requests name our certificate and Alipay's roots. */
  readonly appCertSn: string | null
  readonly rootCertSn: string | null
  /** The role that these are kept under. */
  readonly trustedRole: 'alipay_public_key' | 'alipay_certificate'
  readonly trusted: readonly TrustedKey[]
  /** Minutes after midnight in China at which the bill of the day before is complete. */
  readonly billReadyMinutes: number
}

const CACHE_MAX = 64
/** Unless the setting says otherwise: Alipay promises the bill for the morning. */
const BILL_READY_MINUTES = 9 * 60

export function createKeyReader(): (connection: Connection | null) => Access | null {
  const parsed = new Map<string, unknown>()
  const once = <T>(credential: Credential, as: string, parse: (material: string) => T): T => {
    const name = `${as}:${credential.fingerprint}`
    if (parsed.has(name)) return parsed.get(name) as T
    if (parsed.size >= CACHE_MAX) parsed.clear()
    const value = parse(credential.material)
    parsed.set(name, value)
    return value
  }
  const named = (credential: Credential): TrustedKey | null =>
    once(credential, 'certificate', pem => {
      try {
        const certificate = new X509Certificate(pem)
        return { sn: certificateSn(certificate), key: createPublicKey(certificate.publicKey.export({ type: 'spki', format: 'pem' })) }
      } catch {
        return null
      }
    })

  return connection => {
    if (connection === null) return null
    const { settings } = connection
    const text = (name: string): string | null => {
      const value = settings[name]
      return typeof value === 'string' && value !== '' ? value : null
    }
    const [appId, sellerId] = [text('app_id'), text('seller_id')]
    const signing = connection.credential('app_private_key')
    const privateKey = signing === null ? null : once(signing, 'private', readPrivateKey)
    if (appId === null || sellerId === null || privateKey === null) return null
    const mode: Mode = text('mode') === 'certificate' ? 'certificate' : 'key'
    const [certificate, root] = [connection.credential('app_certificate'), connection.credential('alipay_root_certificate')]
    const own = certificate === null ? null : named(certificate)
    if (mode === 'certificate' && (own === null || root === null)) return null
    const trustedRole = mode === 'certificate' ? 'alipay_certificate' : 'alipay_public_key'
    const trusted = connection.credentials(trustedRole).flatMap((credential): TrustedKey[] => {
      if (mode === 'certificate') {
        const known = named(credential)
        return known === null ? [] : [known]
      }
      const key = once(credential, 'public', readPublicKey)
      return key === null ? [] : [{ sn: null, key }]
    })
    const [, hours = '', minutes = ''] = /^(\d{2}):(\d{2})$/.exec(text('bill_ready_at') ?? '') ?? []
    return {
      baseUrl: connection.baseUrl,
      gateway: text('gateway') ?? `${connection.baseUrl}/gateway.do`,
      appId,
      sellerId,
      orgPid: text('org_pid') ?? sellerId,
      mode,
      privateKey,
      appCertSn: mode === 'certificate' ? (own?.sn ?? null) : null,
      rootCertSn: mode === 'certificate' && root !== null ? once(root, 'root', rootCertificateSn) : null,
      trustedRole,
      trusted,
      billReadyMinutes: hours === '' ? BILL_READY_MINUTES : Number(hours) * 60 + Number(minutes),
    }
  }
}
