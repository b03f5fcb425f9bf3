/** How WeChat Pay's bills are written: their lines as a stream, values behind backquotes, yuan, China's time. */
import type { BusinessDate } from '../../../kernel/time.ts'

export const LINE_BYTES_MAX = 64 * 1024
const LINE_FEED = 10

type RawLine =
  | { readonly row: number; readonly text: string }
  | { readonly row: number; readonly error: 'line_too_long' | 'encoding_invalid' }

type Decoder = { decode(bytes: Uint8Array): string }
const utf8: Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
const gb18030: Decoder = new TextDecoder('gb18030', { fatal: true })

function decode(decoder: Decoder, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

/**
 * The file's lines, decoded, those of a chunk together. UTF-8 (a byte order mark or not) or GBK, as the first line that only one of them can be decides. Neither has
 * a line feed within a character.
 */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<readonly RawLine[]> {
  let held: Buffer[] = []
  let heldBytes = 0
  let tooLong = false
  let row = 0
  let decoder: Decoder | null = null

  const finish = (last: Uint8Array): RawLine | null => {
    row += 1
    if (tooLong || heldBytes + last.length > LINE_BYTES_MAX) {
      held = []
      heldBytes = 0
      tooLong = false
      return { row, error: 'line_too_long' }
    }
    const whole = held.length === 0 ? last : Buffer.concat([...held, last])
    held = []
    heldBytes = 0
    const line = whole.at(-1) === 13 ? whole.subarray(0, -1) : whole
    if (line.length === 0) return null
    if (decoder === null && line.some(byte => byte > 127)) decoder = decode(utf8, line) === null ? gb18030 : utf8
    const text = decode(decoder ?? utf8, line)
    return text === null ? { row, error: 'encoding_invalid' } : { row, text: text.replace(/^\uFEFF/, '') }
  }

  for await (const chunk of bytes) {
    let start = 0
    const lines: RawLine[] = []
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const line = finish(chunk.subarray(start, end))
      if (line !== null) lines.push(line)
      start = end + 1
    }
    if (lines.length > 0) yield lines
    const rest = chunk.subarray(start)
    if (rest.length === 0) continue
    if (tooLong || heldBytes + rest.length > LINE_BYTES_MAX) {
      tooLong = true
      held = []
      heldBytes = 0
    } else {
      // A copy: the chunk's memory may be used again.
      held.push(Buffer.from(rest))
      heldBytes += rest.length
    }
  }
  if (heldBytes > 0 || tooLong) {
    const line = finish(new Uint8Array())
    if (line !== null) yield [line]
  }
}

const trimmed = (value: string): string => value.trim()

/** Values stand behind backquotes; within them commas are themselves. Without any, the commas part them. */
export const valuesOf = (line: string): string[] =>
  line.startsWith('`') ? line.slice(1).split(',`').map(trimmed) : line.split(',').map(trimmed)

const POINT = 46
const COMMA = 44
const PLUS = 43
const MINUS = 45
const isDigit = (code: number): boolean => code >= 48 && code <= 57
/** Beyond it an amount is no longer exact as a number; no bill comes near. */
const WHOLE_DIGITS_MAX = 13

/**
 * Yuan as written, with or without thousands separators: whole fen. `null`: not an amount, or parts of a fen that are not zero. Read by
 * hand, since a bill has millions of them.
 */
export function fenOf(text: string): number | null {
  const first = text.charCodeAt(0)
  const signed = first === MINUS || first === PLUS
  let at = signed ? 1 : 0
  const start = at
  let whole = 0
  let digits = 0
  let sinceComma = -1
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isDigit(code)) {
      whole = whole * 10 + code - 48
      digits += 1
      if (sinceComma >= 0) sinceComma += 1
    } else if (code === COMMA) {
      // The first group has one to three digits, every other three.
      if (sinceComma < 0 ? digits === 0 || digits > 3 : sinceComma !== 3) return null
      sinceComma = 0
    } else break
  }
  if (digits === 0 || digits > WHOLE_DIGITS_MAX || (sinceComma >= 0 && sinceComma !== 3)) return null
  let fen = whole * 100
  if (at < text.length) {
    if (text.charCodeAt(at) !== POINT || at === start) return null
    const decimals = text.length - at - 1
    if (decimals < 1 || decimals > 8) return null
    for (let place = 1; place <= decimals; place++) {
      const code = text.charCodeAt(at + place)
      if (!isDigit(code) || (place > 2 && code !== 48)) return null
      if (place === 1) fen += (code - 48) * 10
      else if (place === 2) fen += code - 48
    }
  }
  return first === MINUS && fen !== 0 ? -fen : fen
}

const TIME = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/
const CHINA_MS = 8 * 3_600_000
const two = (text: string, at: number): number => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48

/** `2018-06-08 10:34:56`, in China's time. */
export function atOf(text: string): Date | null {
  if (!TIME.test(text)) return null
  const [year, month, day] = [two(text, 0) * 100 + two(text, 2), two(text, 5), two(text, 8)]
  const [hour, minute, second] = [two(text, 11), two(text, 14), two(text, 17)]
  const inChina = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  // 31 February, and 25 o'clock, roll over: they are no times.
  if (month < 1 || month > 12 || inChina.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return null
  return new Date(inChina.getTime() - CHINA_MS)
}
/** The day of a time that `atOf` could read. */
export const dayOf = (text: string): BusinessDate => text.slice(0, 10) as BusinessDate
