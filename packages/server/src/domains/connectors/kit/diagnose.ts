/**
 * Why a signature or a sealed text could not be verified, as far as the bytes tell. Pure: it is handed the keys, and says nothing that
 * is secret.
 */
import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPublicKey,
  type KeyObject,
  publicDecrypt,
  timingSafeEqual,
  verify,
} from 'node:crypto'
import { normalKeyId } from './key-material.ts'
import type { CipherFailure, Diagnosis, GcmFault, SignatureFailure } from './types.ts'

/** A key that might have been meant: active, staged or retired. */
export type KnownKey = {
  readonly keyId: string | null
  readonly version: number
  readonly state: 'staged' | 'active' | 'retired'
  readonly material: string
}

const nameOf = (key: KnownKey): string => key.keyId ?? `version ${key.version}`

type Verifier = (key: KnownKey, text: string) => boolean

const equal = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

function publicKeyOf(material: string): KeyObject | null {
  try {
    return createPublicKey(material)
  } catch {
    return null
  }
}

/** DigestInfo of PKCS #1 v1.5 (RFC 8017 section 9.2), by the digest's OID. */
const DIGESTS = [
  ['sha1', '3021300906052b0e03021a05000414'],
  ['md5', '3020300c06082a864886f70d020505000410'],
  ['sha256', '3031300d060960864801650304020105000420'],
  ['sha384', '3041300d060960864801650304020205000430'],
  ['sha512', '3051300d060960864801650304020305000440'],
] as const

/** Other readings of the string: what is signed by mistake most often. */
function variantsOf(text: string): readonly (readonly [how: string, text: string])[] {
  const variants: (readonly [string, string])[] = [
    ['no_line_end', text.replace(/\n$/, '')],
    ['line_end_added', `${text}\n`],
    ['crlf', text.replaceAll('\n', '\r\n')],
    ['lf', text.replaceAll('\r\n', '\n')],
    ['sign_type_left_out', text.replace(/&?sign_type=[^&]*/, '').replace(/^&/, '')],
    ['slashes_unescaped', text.replaceAll('\\/', '/')],
    ['slashes_escaped', text.replaceAll(/(?<!\\)\//g, '\\/')],
    ['trimmed', text.trim()],
  ]
  for (const [how, change] of [
    ['url_decoded', decodeURIComponent],
    ['url_encoded', encodeURIComponent],
  ] as const) {
    try {
      variants.push([how, change(text)])
    } catch {
      // Not a text of that kind.
    }
  }
  const json = /^([^{[]*?)([{[][\s\S]*[}\]])(\s*)$/.exec(text)
  if (json !== null) {
    try {
      variants.push(['body_rewritten', `${json[1]}${JSON.stringify(JSON.parse(json[2] ?? ''))}${json[3]}`])
      variants.push(['body_missing', `${json[1]}${json[3]}`])
    } catch {
      // No JSON after all.
    }
  }
  return variants.filter(([, other]) => other !== text)
}

const decoded = (signature: string, encoding: 'base64' | 'hex'): Buffer | null => {
  const well = encoding === 'hex' ? /^([0-9a-f]{2})+$/i : /^[A-Za-z0-9+/_-]+={0,2}$/
  return well.test(signature) ? Buffer.from(signature, encoding) : null
}

/** Told apart: not signed at all, signed by another key that we know, another string, another digest, an unknown key, a damaged signature. */
export function diagnoseSignature(failure: SignatureFailure, keys: readonly KnownKey[]): Diagnosis {
  const known = keys.filter(key => key.state === 'active').map(nameOf)
  const said = { key_id: failure.keyId ?? '', known: known.join(', ') }
  if (failure.reason === 'header_missing' || failure.signature === null || failure.signature === '')
    return { code: 'signature_missing', values: {} }
  if (failure.reason === 'timestamp_outside_window') return { code: 'timestamp_outside_window', values: {} }
  if (failure.reason === 'replayed') return { code: 'replayed', values: {} }
  if (failure.reason === 'account_wrong') return { code: 'account_wrong', values: {} }
  if (keys.length === 0) return { code: 'no_key', values: { role: failure.role } }
  const signature = decoded(failure.signature, failure.algorithm === 'hmac_sha256' ? 'hex' : 'base64')
  if (signature === null) return { code: 'signature_malformed', values: {} }

  const check: Verifier = (key, text) => verifies(failure, key, text, signature)
  const meant = failure.keyId === null ? null : normalKeyId(failure.keyId)
  const isMeant = (key: KnownKey): boolean => meant === null || (key.keyId !== null && normalKeyId(key.keyId) === meant)
  const signer = keys.find(key => check(key, failure.signedString))
  if (signer !== undefined) {
    if (signer.state !== 'active') return { code: `signed_by_${signer.state}_key`, values: { key: nameOf(signer) } }
    if (!isMeant(signer)) return { code: 'signed_by_another_key', values: { ...said, key: nameOf(signer) } }
    return { code: 'verifies_now', values: { key: nameOf(signer) } }
  }
  for (const [how, text] of variantsOf(failure.signedString)) {
    const by = keys.find(key => check(key, text))
    if (by !== undefined) return { code: 'string_differs', values: { how, key: nameOf(by) } }
  }
  if (failure.algorithm === 'rsa_sha256') {
    const told = diagnoseRsa(failure.signedString, signature, keys)
    if (told !== null) return told
  }
  if (failure.reason === 'key_id_unknown' || (meant !== null && !keys.some(isMeant))) return { code: 'key_id_unknown', values: said }
  return { code: failure.algorithm === 'rsa_sha256' ? 'signed_by_unknown_key' : 'key_or_string_differs', values: said }
}

function verifies({ algorithm, verify: own }: SignatureFailure, key: KnownKey, text: string, signature: Buffer): boolean {
  try {
    if (own !== undefined) return own(key.material, text)
    if (algorithm === 'hmac_sha256') return equal(createHmac('sha256', key.material).update(text).digest(), signature)
    if (algorithm !== 'rsa_sha256') return false
    const publicKey = publicKeyOf(key.material)
    return publicKey !== null && verify('sha256', Buffer.from(text), publicKey, signature)
  } catch {
    return false
  }
}

/** An RSA signature opens with the key it was made with, whatever was signed: so key and string are told apart. */
function diagnoseRsa(text: string, signature: Buffer, keys: readonly KnownKey[]): Diagnosis | null {
  let expected: number | null = null
  for (const key of keys) {
    const publicKey = publicKeyOf(key.material)
    if (publicKey?.asymmetricKeyType !== 'rsa') continue
    const bytes = (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8
    if (bytes !== signature.length) {
      expected = bytes
      continue
    }
    let opened: Buffer
    try {
      opened = publicDecrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature)
    } catch {
      continue
    }
    const hex = opened.toString('hex')
    const digest = DIGESTS.find(([, prefix]) => hex.startsWith(prefix))
    if (digest === undefined) return { code: 'padding_differs', values: { key: nameOf(key) } }
    const [algorithm, prefix] = digest
    const signed = hex.slice(prefix.length)
    if (algorithm !== 'sha256')
      return {
        code: 'digest_differs',
        values: { key: nameOf(key), algorithm, string: createHash(algorithm).update(text).digest('hex') === signed ? 'same' : 'another' },
      }
    return {
      code: 'another_string_signed',
      values: { key: nameOf(key), signed_sha256: signed, expected_sha256: createHash('sha256').update(text).digest('hex') },
    }
  }
  const allOtherLength = expected !== null && keys.every(key => keyBytes(key) !== signature.length)
  return allOtherLength ? { code: 'signature_length', values: { bytes: signature.length, expected: expected ?? 0 } } : null
}

const keyBytes = (key: KnownKey): number | null => {
  const publicKey = publicKeyOf(key.material)
  return publicKey?.asymmetricKeyType === 'rsa' ? (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8 : null
}

/* ---- GCM ---- */

const TAG_BYTES = 16
const NONCE_BYTES = 12
/** Up to so many differing bits of 128 a tag is taken for damaged; another tag altogether differs in about 64. */
const DAMAGED_BITS_MAX = 24
const CONTENT_MAX_BYTES = 256 * 1024
/** What systems use as associated data; tried when ours does not fit. */
const COMMON_ASSOCIATED_DATA = ['', 'certificate', 'transaction', 'refund', 'encrypt-resource', 'mch_payment', 'null', 'undefined']

const bitsThatDiffer = (a: Buffer, b: Buffer): number => {
  let bits = 0
  for (let at = 0; at < a.length; at++) for (let x = (a[at] ?? 0) ^ (b[at] ?? 0); x > 0; x >>= 1) bits += x & 1
  return bits
}

type BlockCipher = { readonly ecb: string; readonly ctr: string; readonly keyBytes: number }
const BLOCK_CIPHERS: Readonly<Record<CipherFailure['algorithm'], BlockCipher>> = {
  aes_256_gcm: { ecb: 'aes-256-ecb', ctr: 'aes-256-ctr', keyBytes: 32 },
  sm4_gcm: { ecb: 'sm4-ecb', ctr: 'sm4-ctr', keyBytes: 16 },
}

/** The key as bytes: as the connector derives it, as it is written, or what its base64 stands for. */
function keyOf({ algorithm, keyOf: derive }: CipherFailure, material: string): Buffer | null {
  const { keyBytes } = BLOCK_CIPHERS[algorithm]
  const forms = derive === undefined ? [Buffer.from(material), Buffer.from(material, 'base64')] : [Buffer.from(derive(material))]
  return forms.find(form => form.length === keyBytes) ?? null
}

/** Decrypts without authenticating (counter mode from block 2, NIST SP 800-38D section 7.2): only to see whether the key fits. */
function unauthenticated(cipher: BlockCipher, key: Buffer, nonce: Buffer, content: Buffer): Buffer {
  const decipher = createDecipheriv(cipher.ctr, key, Buffer.concat([nonce, Buffer.from([0, 0, 0, 2])]))
  return Buffer.concat([decipher.update(content), decipher.final()])
}

const POLYNOMIAL = 0xe1n << 120n
const block = (bytes: Buffer, at: number): bigint => {
  const padded = Buffer.alloc(16)
  bytes.copy(padded, 0, at, Math.min(bytes.length, at + 16))
  return BigInt(`0x${padded.toString('hex')}`)
}

/** Multiplication in GF(2^128) (NIST SP 800-38D section 6.3). */
function multiply(x: bigint, y: bigint): bigint {
  let product = 0n
  let shifted = y
  for (let bit = 127n; bit >= 0n; bit--) {
    if ((x >> bit) & 1n) product ^= shifted
    shifted = shifted & 1n ? (shifted >> 1n) ^ POLYNOMIAL : shifted >> 1n
  }
  return product
}

/** The tag that this ciphertext has under a key and associated data (NIST SP 800-38D section 7.1), by any block cipher. */
function tagOf(cipher: BlockCipher, key: Buffer, nonce: Buffer, content: Buffer, associatedData: Buffer): Buffer {
  const encrypt = (input: Buffer): bigint => {
    const ecb = createCipheriv(cipher.ecb, key, null).setAutoPadding(false)
    return block(Buffer.concat([ecb.update(input), ecb.final()]), 0)
  }
  const h = encrypt(Buffer.alloc(16))
  let hash = 0n
  for (const part of [associatedData, content]) for (let at = 0; at < part.length; at += 16) hash = multiply(hash ^ block(part, at), h)
  const lengths = (BigInt(associatedData.length * 8) << 64n) | BigInt(content.length * 8)
  hash = multiply(hash ^ lengths, h) ^ encrypt(Buffer.concat([nonce, Buffer.from([0, 0, 0, 1])]))
  return Buffer.from(hash.toString(16).padStart(32, '0'), 'hex')
}

/** How much of a text reads like JSON, PEM or any text: 1 all of it, about 0.4 for random bytes. */
function readable(plain: Buffer): number {
  if (plain.length === 0) return 0
  const text = plain.toString('utf8')
  let good = 0
  for (const letter of text) if (letter !== '\uFFFD' && (letter >= ' ' || letter === '\n' || letter === '\r' || letter === '\t')) good += 1
  return good / [...text].length
}

const wholeText = (plain: Buffer): boolean => Buffer.from(plain.toString('utf8')).equals(plain) && readable(plain) === 1

/** The plain text is what it should be: JSON that parses, or PEM that ends. */
function wellFormed(plain: Buffer): boolean {
  if (!wholeText(plain)) return false
  const text = plain.toString('utf8').trim()
  if (text.startsWith('-----BEGIN')) return /-----END [A-Z ]+-----$/.test(text)
  try {
    JSON.parse(text)
    return true
  } catch {
    return !text.startsWith('{') && !text.startsWith('[')
  }
}

/** Told apart: wrong key, wrong associated data, damaged tag, damaged ciphertext, wrong nonce length, cut short. */
export function diagnoseCipher(failure: CipherFailure, keys: readonly KnownKey[]): Diagnosis {
  const fault = (code: GcmFault, values: Diagnosis['values'] = {}): Diagnosis => ({ code: `gcm_${code}`, values })
  const sealed = decoded(failure.ciphertext, 'base64')
  if (sealed === null || sealed.length <= TAG_BYTES) return fault('truncated', { bytes: sealed?.length ?? 0 })
  const nonce = Buffer.from(failure.nonce)
  if (nonce.length !== NONCE_BYTES) return fault('nonce', { bytes: nonce.length })
  if (sealed.length > CONTENT_MAX_BYTES) return fault('indistinct', { bytes: sealed.length })
  const cipher = BLOCK_CIPHERS[failure.algorithm]
  const usable = keys.flatMap(key => {
    const bytes = keyOf(failure, key.material)
    return bytes === null ? [] : [{ key, bytes }]
  })
  if (usable.length === 0) return { code: 'no_key', values: { role: failure.role } }
  const content = sealed.subarray(0, -TAG_BYTES)
  const tag = sealed.subarray(-TAG_BYTES)
  const own = Buffer.from(failure.associatedData)
  const tried = usable.map(({ key, bytes }) => ({ key, bytes, plain: unauthenticated(cipher, bytes, nonce, content) }))
  for (const { key, bytes } of tried) {
    if (equal(tagOf(cipher, bytes, nonce, content, own), tag))
      return key.state === 'active'
        ? { code: 'verifies_now', values: { key: nameOf(key) } }
        : fault('key', { key: nameOf(key), state: key.state })
  }
  const best = tried.reduce((one, other) => (readable(other.plain) > readable(one.plain) ? other : one))
  // Random bytes hardly ever read as text; a damaged text still does for the most part.
  if (readable(best.plain) < 0.75) return fault('key', { known: tried.map(({ key }) => nameOf(key)).join(', ') })
  const { key, bytes, plain } = best
  const other = COMMON_ASSOCIATED_DATA.find(text => equal(tagOf(cipher, bytes, nonce, content, Buffer.from(text)), tag))
  if (other !== undefined) return fault('associated_data', { ours: failure.associatedData, theirs: other, key: nameOf(key) })
  if (!wellFormed(plain)) return fault('ciphertext', { key: nameOf(key) })
  const bits = bitsThatDiffer(tagOf(cipher, bytes, nonce, content, own), tag)
  if (bits <= DAMAGED_BITS_MAX) return fault('tag', { bits, key: nameOf(key) })
  return fault('associated_data', { ours: failure.associatedData, theirs: '?', key: nameOf(key) })
}
