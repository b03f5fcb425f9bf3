/**
 * Keys, certificates and secrets as people hand them in: PEM or bare base64, PKCS #1 or PKCS #8, a public key or a certificate. What
 * they are is told from the bytes, never from the file's name, and each kind is kept in one form.
 */
import { createHash, createHmac, createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { CredentialRefusalCode } from './errors.ts'
import type { KeyKind, KeyRole } from './types.ts'

export type KeyFormat = 'PKCS1' | 'PKCS8' | 'SEC1' | 'SPKI' | 'X509' | 'TEXT'

export type Material = {
  /** In the form in which connectors use it. */
  readonly material: string
  readonly format: KeyFormat
  readonly bits: number | null
  readonly fingerprint: string
  /** SHA-256 of the public half (SubjectPublicKeyInfo); `null` for symmetric keys and texts. */
  readonly pairFingerprint: string | null
  /** Of certificates. */
  readonly keyId: string | null
  readonly subject: string | null
  readonly notBefore: Date | null
  readonly notAfter: Date | null
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g
const RSA_BITS_MIN = 2048
/** id-ecPublicKey with the curve sm2p256v1 (1.2.156.10197.1.301), GB/T 32918.5. */
const SM2_OID = Buffer.from('06082a811ccf5501822d', 'hex')

/** Serial numbers are compared in upper case without leading zeros. */
export const normalKeyId = (keyId: string): string => (/^[0-9a-fA-F]+$/.test(keyId) ? keyId.toUpperCase().replace(/^0+(?=.)/, '') : keyId)

type Block = { readonly label: string | null; readonly der: Buffer }

/** The PEM blocks of a text, or the bytes of bare base64. */
function blocksOf(text: string): readonly Block[] {
  const blocks = [...text.matchAll(PEM)].map(([, label = '', body = '']): Block => {
    // An encrypted key of the old kind has headers before its body.
    const encrypted = /Proc-Type:.*ENCRYPTED/.test(body)
    return { label: encrypted ? 'ENCRYPTED PRIVATE KEY' : label, der: Buffer.from(body.replaceAll(/\s/g, ''), 'base64') }
  })
  if (blocks.length > 0) return blocks
  const bare = text.replaceAll(/\s/g, '')
  return /^[A-Za-z0-9+/]{40,}={0,2}$/.test(bare) ? [{ label: null, der: Buffer.from(bare, 'base64') }] : []
}

type Parsed =
  | { readonly kind: 'private'; readonly key: KeyObject; readonly format: KeyFormat; readonly der: Buffer }
  | { readonly kind: 'public'; readonly key: KeyObject; readonly format: KeyFormat; readonly der: Buffer }
  | { readonly kind: 'certificate'; readonly certificate: X509Certificate; readonly format: 'X509' }
  | { readonly kind: 'encrypted' }

const attempt = <T>(parse: () => T): T | null => {
  try {
    return parse()
  } catch {
    return null
  }
}

const PRIVATE_FORMS = [
  ['PKCS8', 'pkcs8'],
  ['PKCS1', 'pkcs1'],
  ['SEC1', 'sec1'],
] as const
const PUBLIC_FORMS = [
  ['SPKI', 'spki'],
  ['PKCS1', 'pkcs1'],
] as const

/** What a block is, by its bytes; the label is not believed. */
function parse({ label, der }: Block): Parsed | null {
  if (label?.startsWith('ENCRYPTED') === true) return { kind: 'encrypted' }
  for (const [format, type] of PRIVATE_FORMS) {
    const key = attempt(() => createPrivateKey({ key: der, format: 'der', type }))
    // The library takes either form for the other; only the bytes tell.
    if (key !== null) return { kind: 'private', key, format: format === 'SEC1' ? 'SEC1' : privateFormat(der), der }
  }
  const certificate = attempt(() => new X509Certificate(der))
  if (certificate !== null) return { kind: 'certificate', certificate, format: 'X509' }
  for (const [format, type] of PUBLIC_FORMS) {
    const key = attempt(() => createPublicKey({ key: der, format: 'der', type }))
    if (key !== null) return { kind: 'public', key, format, der }
  }
  return null
}

/** PKCS #8 holds version 0 and an AlgorithmIdentifier (a SEQUENCE); PKCS #1 version 0 and the modulus (an INTEGER). */
function privateFormat(der: Buffer): KeyFormat {
  const content = der[1] === undefined ? 0 : der[1] < 0x80 ? 2 : 2 + (der[1] & 0x7f)
  // The version is 02 01 00; what follows it tells.
  return der[content + 3] === 0x30 ? 'PKCS8' : der[content + 3] === 0x02 ? 'PKCS1' : 'SEC1'
}

const spkiOf = (key: KeyObject): Buffer =>
  (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' }) as Buffer

type Algorithm = 'rsa' | 'sm2' | 'other'

function algorithmOf(spki: Buffer, key: KeyObject): Algorithm {
  if (key.asymmetricKeyType === 'rsa') return 'rsa'
  return spki.subarray(0, 32).includes(SM2_OID) ? 'sm2' : 'other'
}

const bitsOf = (key: KeyObject, algorithm: Algorithm): number | null =>
  algorithm === 'sm2' ? 256 : (key.asymmetricKeyDetails?.modulusLength ?? null)

const WANTED: Readonly<
  Record<Exclude<KeyKind, 'symmetric' | 'text'>, { readonly kind: Parsed['kind']; readonly algorithm: Algorithm | null }>
> = {
  rsa_private: { kind: 'private', algorithm: 'rsa' },
  rsa_public: { kind: 'public', algorithm: 'rsa' },
  sm2_private: { kind: 'private', algorithm: 'sm2' },
  sm2_public: { kind: 'public', algorithm: 'sm2' },
  certificate: { kind: 'certificate', algorithm: null },
}

const pem = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der)
    .toString('base64')
    .replaceAll(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`

/**
 * Reads what was handed in for a role. `secretKey` keys the fingerprints of secrets, so that a short one cannot be guessed from it.
 * Refuses `credential_unreadable`, `credential_encrypted`, `credential_kind_wrong`, `credential_too_short`, `credential_length_wrong`.
 */
export function readMaterial(role: KeyRole, text: string, secretKey: Uint8Array): Outcome<Material, CredentialRefusalCode> {
  const keyed = (value: string): string => createHmac('sha256', secretKey).update(value).digest('hex')
  if (role.kind === 'symmetric' || role.kind === 'text') return readSecret(role, text, keyed)
  const wanted = WANTED[role.kind]
  const blocks = blocksOf(text)
  const first = blocks[0]
  const parsed = first === undefined ? null : parse(first)
  if (parsed === null) return refuse('credential_unreadable', 'material', { expected: role.kind })
  if (parsed.kind === 'encrypted') return refuse('credential_encrypted', 'material')
  if (parsed.kind !== wanted.kind) return refuse('credential_kind_wrong', 'material', { expected: role.kind, found: foundAs(parsed) })
  if (parsed.kind === 'certificate') return ok(certificateMaterial(parsed.certificate, blocks))
  const spki = spkiOf(parsed.key)
  const algorithm = algorithmOf(spki, parsed.key)
  if (algorithm !== wanted.algorithm) return refuse('credential_kind_wrong', 'material', { expected: role.kind, found: foundAs(parsed) })
  const bits = bitsOf(parsed.key, algorithm)
  if (algorithm === 'rsa' && bits !== null && bits < RSA_BITS_MIN)
    return refuse('credential_too_short', 'material', { bits, least: RSA_BITS_MIN })
  const canonical =
    parsed.kind === 'private' ? pem('PRIVATE KEY', parsed.key.export({ type: 'pkcs8', format: 'der' }) as Buffer) : pem('PUBLIC KEY', spki)
  return ok({
    material: canonical,
    format: parsed.format,
    bits,
    fingerprint: sha256(Buffer.concat([Buffer.from(parsed.kind), spki])),
    pairFingerprint: sha256(spki),
    keyId: null,
    subject: null,
    notBefore: null,
    notAfter: null,
  })
}

/** What it is instead, in the words of `KeyKind` where there is one. */
function foundAs(parsed: Exclude<Parsed, { kind: 'encrypted' }>): string {
  if (parsed.kind === 'certificate') return 'certificate'
  const algorithm = algorithmOf(spkiOf(parsed.key), parsed.key)
  return `${algorithm === 'other' ? (parsed.key.asymmetricKeyType ?? 'other') : algorithm}_${parsed.kind}`
}

function certificateMaterial(certificate: X509Certificate, blocks: readonly Block[]): Material {
  const spki = attempt(() => spkiOf(certificate.publicKey))
  const key = attempt(() => certificate.publicKey)
  return {
    // A chain stays whole; its first certificate is the one that is meant.
    material: blocks.map(block => pem('CERTIFICATE', block.der)).join(''),
    format: 'X509',
    bits: key === null || spki === null ? null : bitsOf(key, algorithmOf(spki, key)),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    pairFingerprint: spki === null ? null : sha256(spki),
    keyId: normalKeyId(certificate.serialNumber),
    subject: certificate.subject.replaceAll('\n', ', ').slice(0, 300),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
  }
}

function readSecret(role: KeyRole, text: string, keyed: (value: string) => string): Outcome<Material, CredentialRefusalCode> {
  // A line end at the end comes from the file it was copied from.
  const material = text.replace(/[\r\n]+$/, '')
  if (material === '') return refuse('credential_unreadable', 'material', { expected: role.kind })
  if (role.kind === 'symmetric' && /-----BEGIN /.test(material))
    return refuse('credential_kind_wrong', 'material', { expected: role.kind, found: 'PEM' })
  const bytes = Buffer.byteLength(material)
  if (role.bytes !== undefined && bytes !== role.bytes && decodedLength(material) !== role.bytes)
    return refuse('credential_length_wrong', 'material', { bytes, expected: role.bytes })
  return ok({
    material,
    format: 'TEXT',
    bits: role.kind === 'symmetric' ? (role.bytes ?? bytes) * 8 : null,
    fingerprint: keyed(material),
    pairFingerprint: null,
    keyId: null,
    subject: null,
    notBefore: null,
    notAfter: null,
  })
}

/** Bytes that base64 stands for; -1 when it is none. */
const decodedLength = (text: string): number =>
  /^[A-Za-z0-9+/]+={0,2}$/.test(text) && text.length % 4 === 0 ? Buffer.from(text, 'base64').length : -1
