/** Lines of Alipay's CSV files as a stream: GBK, or UTF-8 where a byte order mark says so; a line that is no text is its own error. */

export type Line =
  | { readonly row: number; readonly text: string }
  | { readonly row: number; readonly error: 'line_too_long' | 'encoding_invalid' }

const LINE_BYTES_MAX = 64 * 1024
const LINE_FEED = 10
const MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** A line feed is never part of a character of GBK or UTF-8, so lines are cut before they are decoded. */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let held: Uint8Array[] = []
  let heldBytes = 0
  let row = 0
  let decoder = new TextDecoder('gb18030', { fatal: true })

  function finish(last: Uint8Array): Line {
    row += 1
    const tooLong = heldBytes + last.length > LINE_BYTES_MAX
    let whole = tooLong || held.length === 0 ? Buffer.from(last.buffer, last.byteOffset, last.length) : Buffer.concat([...held, last])
    held = []
    heldBytes = 0
    if (tooLong) return { row, error: 'line_too_long' }
    if (row === 1 && whole.subarray(0, 3).equals(MARK)) {
      decoder = new TextDecoder('utf-8', { fatal: true })
      whole = whole.subarray(3)
    }
    if (whole.at(-1) === 13) whole = whole.subarray(0, -1)
    try {
      return { row, text: decoder.decode(whole) }
    } catch {
      return { row, error: 'encoding_invalid' }
    }
  }

  for await (const part of bytes) {
    let from = 0
    for (let at = part.indexOf(LINE_FEED); at >= 0; at = part.indexOf(LINE_FEED, from)) {
      yield finish(part.subarray(from, at))
      from = at + 1
    }
    const rest = part.subarray(from)
    // Of a line that is too long nothing more is kept than its length.
    if (rest.length > 0) {
      if (heldBytes <= LINE_BYTES_MAX) held.push(Uint8Array.from(rest))
      heldBytes += rest.length
    }
  }
  if (heldBytes > 0) yield finish(new Uint8Array())
}

/** The fields of a line, blanks and tabs around them taken away; quoted fields may hold commas. `null`: a quote is not closed. */
export function fieldsOf(line: string): string[] | null {
  if (!line.includes('"')) return line.split(',').map(field => field.trim())
  const fields: string[] = []
  let at = 0
  while (at <= line.length) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*(?:,|$)/.exec(line.slice(at))
    if (quoted !== null) {
      fields.push((quoted[1] ?? '').replaceAll('""', '"').trim())
      at += quoted[0].length
      if (!quoted[0].endsWith(',')) return fields
      continue
    }
    const comma = line.indexOf(',', at)
    const field = line.slice(at, comma < 0 ? line.length : comma).trim()
    if (field.startsWith('"')) return null
    fields.push(field)
    if (comma < 0) return fields
    at = comma + 1
  }
  return fields
}
