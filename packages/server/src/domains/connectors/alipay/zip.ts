/** Reads a zip as far as bills need it (APPNOTE 4.3): stored and deflated files, no encryption, no zip64. The check sum is checked. */
import { crc32, createInflateRaw } from 'node:zlib'

export type ZipFile = {
  /** As it stands there: Alipay writes GBK. */
  readonly name: Buffer
  /** Throws at its end when length or check sum differ. */
  readonly bytes: () => AsyncIterable<Uint8Array>
}

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const FILES_MAX = 32

/** More than this and it is no bill: a small file that unpacks without end is refused. */
const UNPACKED_MAX_BYTES = 2 * 1024 * 1024 * 1024

/** The files of a zip; `null`: it is none that can be read. */
export function filesOf(zip: Buffer): ZipFile[] | null {
  const from = Math.max(0, zip.length - 65_535 - END_BYTES)
  let end = zip.length - END_BYTES
  while (end >= from && zip.readUInt32LE(end) !== END) end -= 1
  if (end < from || end < 0) return null
  const count = zip.readUInt16LE(end + 10)
  if (count > FILES_MAX) return null
  const files: ZipFile[] = []
  let at = zip.readUInt32LE(end + 16)
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || zip.readUInt32LE(at) !== CENTRAL) return null
    const [flags, method] = [zip.readUInt16LE(at + 8), zip.readUInt16LE(at + 10)]
    const [sum, packed, unpacked] = [zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24)]
    const nameBytes = zip.readUInt16LE(at + 28)
    const local = zip.readUInt32LE(at + 42)
    if ((flags & 1) === 1 || (method !== 0 && method !== 8) || local + 30 > end || zip.readUInt32LE(local) !== LOCAL) return null
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    if (start + packed > end || unpacked > UNPACKED_MAX_BYTES) return null
    const data = zip.subarray(start, start + packed)
    files.push({ name: zip.subarray(at + 46, at + 46 + nameBytes), bytes: () => unpack(data, method === 8, sum, unpacked) })
    at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return files
}

async function* unpack(data: Buffer, deflated: boolean, sum: number, length: number): AsyncIterable<Uint8Array> {
  let [seen, check] = [0, 0]
  for await (const part of deflated ? inflate(data) : slices(data)) {
    seen += part.length
    if (seen > length) break
    check = crc32(part, check)
    yield part
  }
  if (seen !== length || check !== sum) throw new Error('the zip is damaged: length or check sum differ')
}

const SLICE_BYTES = 64 * 1024

function* slices(data: Buffer): Iterable<Buffer> {
  for (let at = 0; at < data.length; at += SLICE_BYTES) yield data.subarray(at, at + SLICE_BYTES)
}

function inflate(data: Buffer): AsyncIterable<Buffer> {
  const stream = createInflateRaw({ chunkSize: SLICE_BYTES })
  stream.end(data)
  return stream
}
