/**
 * Envelope encryption: every sealed thing has a data key of its own, and the data key is wrapped by a key that never leaves the key
 * service. Turning the service's key means wrapping the data keys again; what they seal is not touched.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { invariant } from '../kernel/outcome.ts'

export type DataKey = {
  /** 32 bytes. */
  readonly plain: Buffer
  /** Names its key version by itself. */
  readonly wrapped: Buffer
  readonly keyVersion: number
}

/** The port to a key service. What the platform brings keeps its keys sealed in the database; a hardware service can stand in for it. */
export type Kms = {
  generateDataKey(): Promise<DataKey>
  /** Throws when it was not wrapped here, or was changed. */
  unwrap(wrapped: Uint8Array): Promise<Buffer>
  /** The same data key under the current version; `null` when it is under it already. */
  rewrap(wrapped: Uint8Array): Promise<Buffer | null>
}

export type Envelope = {
  /** `context` says what and where it is, e.g. `merchants.documents:doc_…`; it is not stored and must be given again to open. */
  seal(content: string | Uint8Array, context: string): Promise<Buffer>
  /** Throws when key or context is another, or the bytes were changed. */
  open(sealed: Uint8Array, context: string): Promise<Buffer>
  openText(sealed: Uint8Array, context: string): Promise<string>
  /** The same content under the current key version, for a rotation job; `null` when there is nothing to do. */
  rewrap(sealed: Uint8Array): Promise<Buffer | null>
}

export type EnvelopeOptions = {
  /** One data key seals so many things (1 unless said), for at most a minute: for streams of small records. */
  readonly usesPerDataKey?: number
}

const VERSION = 2
const NONCE_BYTES = 12
const TAG_BYTES = 16
const REUSE_MS = 60_000

/** AES-256-GCM with a key of 32 bytes: 96-bit random nonce, ciphertext, 128-bit tag (NIST SP 800-38D). */
export function encrypt(key: Uint8Array, content: Uint8Array, associatedData: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(associatedData)
  return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()])
}

/** Throws when it does not authenticate. */
export function decrypt(key: Uint8Array, sealed: Uint8Array, associatedData: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error('these bytes were not sealed here')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(associatedData).setAuthTag(bytes.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
}

/** Version, length of the wrapped data key (2 bytes), wrapped data key, nonce, ciphertext, tag. */
function parts(sealed: Uint8Array): { readonly wrapped: Buffer; readonly content: Buffer } {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  if (bytes.length < 3 || bytes[0] !== VERSION) throw new Error('these bytes were not sealed in an envelope')
  const end = 3 + bytes.readUInt16BE(1)
  if (bytes.length < end) throw new Error('these bytes were not sealed in an envelope')
  return { wrapped: bytes.subarray(3, end), content: bytes.subarray(end) }
}

function join(wrapped: Uint8Array, content: Uint8Array): Buffer {
  invariant(wrapped.length < 65_536, 'a wrapped data key is short')
  const head = Buffer.alloc(3)
  head[0] = VERSION
  head.writeUInt16BE(wrapped.length, 1)
  return Buffer.concat([head, wrapped, content])
}

/** The context is bound to the content, the data key to nothing: so it can be wrapped again. */
export function createEnvelope(kms: Kms, options: EnvelopeOptions = {}): Envelope {
  const uses = options.usesPerDataKey ?? 1
  let held: { readonly key: Promise<DataKey>; left: number; readonly until: number } | null = null

  function dataKey(): Promise<DataKey> {
    if (uses <= 1) return kms.generateDataKey()
    if (held === null || held.left <= 0 || performance.now() > held.until) {
      const fresh = { key: kms.generateDataKey(), left: uses, until: performance.now() + REUSE_MS }
      fresh.key.catch(() => {
        if (held === fresh) held = null
      })
      held = fresh
    }
    held.left -= 1
    return held.key
  }

  async function open(sealed: Uint8Array, context: string): Promise<Buffer> {
    const { wrapped, content } = parts(sealed)
    return decrypt(await kms.unwrap(wrapped), content, Buffer.from(context))
  }

  return {
    async seal(content, context) {
      const { plain, wrapped } = await dataKey()
      return join(wrapped, encrypt(plain, typeof content === 'string' ? Buffer.from(content) : content, Buffer.from(context)))
    },
    open,
    openText: async (sealed, context) => (await open(sealed, context)).toString('utf8'),
    async rewrap(sealed) {
      const { wrapped, content } = parts(sealed)
      const fresh = await kms.rewrap(wrapped)
      return fresh === null ? null : join(fresh, content)
    },
  }
}
