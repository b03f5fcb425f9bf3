/** What a document is, by its bytes; never by its name or what the sender says. Pure. */
import { type Outcome, ok, refuse } from '../../../kernel/outcome.ts'
import type { OnboardingRefusalCode } from './errors.ts'
import type { MediaType } from './types.ts'

/** WeChat Pay and Alipay take pictures of at most 2 MB and 10 MB; we keep what both can be given after scaling, and scans of contracts. */
export const DOCUMENT_BYTES_MAX = 5 * 1024 * 1024
export const DOCUMENTS_MAX = 40
/** Replaced ones are kept as evidence, so an application may not bring them without end. */
export const UPLOADS_MAX = 200

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean => magic.every((byte, at) => bytes[at] === byte)
const includesNear = (bytes: Uint8Array, text: string, from: number, to: number): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(Math.max(0, from), to).includes(text, 0, 'latin1')

/** JPEG (SOI), PNG (signature and IHDR), PDF (header within the first kilobyte, as ISO 32000-1 annex H readers accept it). */
function mediaTypeOf(bytes: Uint8Array): MediaType | null {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg'
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) && includesNear(bytes, 'IHDR', 12, 16)) return 'image/png'
  return startsWith(bytes, [0x25, 0x50, 0x44, 0x46, 0x2d]) ? 'application/pdf' : null
}

const END_SLACK = 1024

/** A picture without its end was cut off on the way; a PDF that would run a script or open a file is none that we keep. */
function isWhole(bytes: Uint8Array, type: MediaType): boolean {
  const end = bytes.length
  switch (type) {
    case 'image/jpeg': {
      for (let at = end - 2; at >= Math.max(0, end - END_SLACK); at--) if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true
      return false
    }
    case 'image/png':
      return includesNear(bytes, 'IEND', end - END_SLACK, end)
    case 'application/pdf':
      return (
        includesNear(bytes, '%%EOF', end - END_SLACK, end) &&
        !/\/(JavaScript|Launch|EmbeddedFile)\b/.test(Buffer.from(bytes).toString('latin1'))
      )
  }
}

/** Refuses document_too_large, document_type_unknown, document_damaged. */
export function checkDocument(bytes: Uint8Array): Outcome<MediaType, OnboardingRefusalCode> {
  if (bytes.length > DOCUMENT_BYTES_MAX) {
    return refuse('document_too_large', 'content', { bytes: bytes.length, max: DOCUMENT_BYTES_MAX })
  }
  const type = mediaTypeOf(bytes)
  if (type === null) return refuse('document_type_unknown', 'content')
  return isWhole(bytes, type) ? ok(type) : refuse('document_damaged', 'content')
}
