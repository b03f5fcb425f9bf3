/** Text as GBK bytes, which files of Chinese institutions are often written in. */

let codes: Map<string, readonly number[]> | undefined

/** A character that GBK lacks becomes `?`. The table is the opposite of the platform's decoder. */
export function gbk(value: string): Buffer {
  if (codes === undefined) {
    codes = new Map()
    const decoder = new TextDecoder('gbk')
    for (let high = 0x81; high <= 0xfe; high += 1)
      for (let low = 0x40; low <= 0xfe; low += 1) if (low !== 0x7f) codes.set(decoder.decode(Uint8Array.of(high, low)), [high, low])
  }
  const table = codes
  return Buffer.from([...value].flatMap(character => (character < '\x80' ? [character.charCodeAt(0)] : (table.get(character) ?? [0x3f]))))
}
