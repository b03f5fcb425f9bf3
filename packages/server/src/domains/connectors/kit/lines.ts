/**
 * Lines of a delimited file as they come: split on bytes before anything is decoded, so that one bad byte spoils one line. A line is LF or
 * CRLF; a byte order mark before the first is dropped. Nothing but the line at hand is held.
 */

/** `complete: false`: the file ended within the line. */
export type TextLine =
  | { readonly row: number; readonly text: string; readonly complete: boolean }
  | { readonly row: number; readonly error: 'encoding_invalid' | 'line_too_long'; readonly text: string }

const LINE_MAX_BYTES = 64 * 1024
const LF = 0x0a
const CR = 0x0d

/** Neither UTF-8 nor GB18030 uses 0x0A within a character. `encoding` may be told by how the file begins (its first 64 bytes at most). */
export async function* textLines(
  bytes: AsyncIterable<Uint8Array>,
  encoding: 'utf-8' | 'gb18030' | ((start: Uint8Array) => 'utf-8' | 'gb18030'),
): AsyncGenerator<TextLine> {
  let parts: Uint8Array[] = []
  let size = 0
  let row = 0
  let decoder: Decoder | null = typeof encoding === 'string' ? decoderOf(encoding) : null

  const line = (complete: boolean): TextLine => {
    row += 1
    const whole = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)
    const tooLong = size > LINE_MAX_BYTES
    parts = []
    size = 0
    decoder ??= decoderOf(typeof encoding === 'function' ? encoding(whole.subarray(0, 64)) : encoding)
    if (tooLong) return { row, error: 'line_too_long', text: Buffer.from(whole.subarray(0, 2_000)).toString('latin1') }
    const body = whole.at(-1) === CR ? whole.subarray(0, -1) : whole
    try {
      const text = decoder.decode(body)
      return { row, text: row === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text, complete }
    } catch {
      return { row, error: 'encoding_invalid', text: Buffer.from(body.subarray(0, 2_000)).toString('latin1') }
    }
  }

  for await (const chunk of bytes) {
    let start = 0
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      if (size <= LINE_MAX_BYTES) parts.push(chunk.subarray(start, end))
      size += end - start
      yield line(true)
      start = end + 1
    }
    const rest = chunk.subarray(start)
    if (rest.length === 0) continue
    // The chunk may be reused by who reads it; of a line that is too long only the beginning is kept.
    if (size <= LINE_MAX_BYTES) parts.push(Uint8Array.from(rest.subarray(0, LINE_MAX_BYTES + 1)))
    size += rest.length
  }
  if (size > 0) yield line(false)
}

type Decoder = InstanceType<typeof TextDecoder>

const decoderOf = (encoding: 'utf-8' | 'gb18030'): Decoder => new TextDecoder(encoding, { fatal: true, ignoreBOM: true })

/** Amounts with two decimals: `1234.56`, or with every thousand separated `1,234.56`; signed only when asked. Minor units; `null`: neither. */
export function decimalAmount(text: string, { signed = false }: { readonly signed?: boolean } = {}): bigint | null {
  const found = /^(-?)((?:0|[1-9]\d{0,14})|[1-9]\d{0,2}(?:,\d{3}){1,4})\.(\d{2})$/.exec(text)
  if (found === null || (found[1] === '-' && !signed)) return null
  const minor = BigInt(`${(found[2] ?? '').replaceAll(',', '')}${found[3]}`)
  return found[1] === '-' ? -minor : minor
}

/** Bytes that are in memory, as a parser takes them. */
export async function* inMemory(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield chunk
}
