import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDocument, DOCUMENT_BYTES_MAX } from './rules-documents.ts'

const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(50), Buffer.from([0xff, 0xd9])])
const png = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
  Buffer.from('IHDR'),
  Buffer.alloc(50),
  Buffer.from('IEND'),
  Buffer.from([0xae, 0x42, 0x60, 0x82]),
])
const pdf = Buffer.from('%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer\n%%EOF\n')

const codeOf = (bytes: Uint8Array) => {
  const checked = checkDocument(bytes)
  return checked.ok ? checked.value : checked.error.code
}

describe('checkDocument', () => {
  it('knows pictures and PDFs by their bytes', () => {
    expect([jpeg, png, pdf].map(codeOf)).toEqual(['image/jpeg', 'image/png', 'application/pdf'])
  })

  it('refuses what was cut off on the way', () => {
    expect([jpeg.subarray(0, -2), png.subarray(0, -12), pdf.subarray(0, -8)].map(codeOf)).toEqual(Array(3).fill('document_damaged'))
  })

  it('refuses a PDF that would do something', () => {
    expect(codeOf(Buffer.from(pdf.toString().replace('/Catalog', '/Catalog /OpenAction <</S /JavaScript>>')))).toBe('document_damaged')
  })

  it('refuses what is too large before it looks at it', () => {
    expect(codeOf(Buffer.alloc(DOCUMENT_BYTES_MAX + 1))).toBe('document_too_large')
  })

  it('never takes anything else, and never fails', () => {
    for (const text of ['', '<html></html>', 'GIF89a', '\u0089PNG', 'MZ']) expect(codeOf(Buffer.from(text))).toBe('document_type_unknown')
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        expect(['document_type_unknown', 'document_damaged', 'image/jpeg']).toContain(codeOf(bytes))
      }),
    )
  })
})
