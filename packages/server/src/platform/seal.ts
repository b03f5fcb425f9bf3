/**
 * Sealing of what must be readable again but never lie open in the database: bank account numbers, webhook secrets. The
 * interface is that of a key service; this one holds its key in memory.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { invariant } from '../kernel/outcome.ts'

export type Seal = {
  seal(text: string): Buffer
  /** Throws when the bytes were not sealed with this key or were changed. */
  open(sealed: Uint8Array): string
}

const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** AES-256-GCM (NIST SP 800-38D) with a 32-byte key: version, 96-bit random nonce, ciphertext, 128-bit tag. */
export function createSeal(key: Uint8Array): Seal {
  invariant(key.length === 32, 'a seal needs a key of 32 bytes')
  const version = Buffer.from([VERSION])
  return {
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(version)
      return Buffer.concat([version, nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    open(sealed) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
      if (bytes.length < 1 + NONCE_BYTES + TAG_BYTES || bytes[0] !== VERSION) throw new Error('these bytes were not sealed here')
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(version)
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
      return Buffer.concat([decipher.update(bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8')
    },
  }
}
